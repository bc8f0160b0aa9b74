"""A release of two editions beside earlier ones: one pattern, and nothing known is unlearnt."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure.earlier import CELLS, Earlier
from cdrp_analysis.disclosure.protect import protect
from cdrp_analysis.disclosure.relations import Cell, Hierarchy
from cdrp_analysis.disclosure.released import Surroundings
from cdrp_analysis.disclosure.survival import COLUMNS, survival
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec
from cdrp_analysis.errors import DisclosureError, InputError
from cdrp_analysis.settings import Thresholds
from tests.drawn import frame

EXACT, ROUNDED = Thresholds(round_to=1), Thresholds(round_to=5)


def spec(name="by_ward", content="small_area_counts", *, cells=True, more=()):
    address = CellAddress("street", "offences", "ward", "theme", "period")
    keys = tuple(Column(key, "key", "") for key in ("ward", "theme", "period"))
    counts = Column("offences", "count", "")
    return TableSpec(
        name, name, content, (*keys, *more, counts), "places", address if cells else None
    )


def table(period="2010/11", theme="all", **counts: int) -> pd.DataFrame:
    rows = [(ward, theme, period, n) for ward, n in counts.items()]
    return pd.DataFrame(rows, columns=["ward", "theme", "period", "offences"])


def released(made, *, hierarchy=None, beside=None, thresholds=EXACT, **options):
    return protect(
        {"by_ward": made}, {"by_ward": spec()}, hierarchy=hierarchy, beside=beside,
        thresholds=thresholds, **options,
    )  # fmt: skip


def hidden(release, edition="public") -> set[str]:
    shown = release[edition].tables["by_ward"]
    return set(shown.loc[shown["offences_symbol"] == "[c]", "ward"])


BOROUGH = table(Abbey=3, Bourne=9, Castle=12, Minster=43, Borough=67)
WARDS = Hierarchy({"Borough": ["Abbey", "Bourne", "Castle", "Minster"]})


def test_one_pattern_serves_both_editions():
    release = released(BOROUGH, hierarchy=WARDS, thresholds=ROUNDED)
    assert hidden(release, "committee") == hidden(release, "public") == {"Abbey", "Bourne"}
    exact = release["committee"].tables["by_ward"]["offences"].tolist()
    rounded = release["public"].tables["by_ward"]["offences"].tolist()
    assert exact[2:] == [12, 43, 67]
    assert rounded[2:] == [10, 45, 65]


def test_a_committee_reader_with_both_editions_learns_no_more_than_the_attack_allowed_for():
    release = released(BOROUGH, hierarchy=WARDS, thresholds=ROUNDED)
    (low, high), (public_low, public_high) = release["committee"].known, release["public"].known
    assert (low >= public_low).all()
    assert (high <= public_high).all()
    found = release["committee"].attack
    abbey = found[found["area"] == "Abbey"].iloc[0]
    assert (abbey["lower"], abbey["upper"], abbey["safe"]) == (0, 12, True)  # 67 − 12 − 43


def test_the_record_of_a_release_covers_both_editions():
    release = released(BOROUGH, hierarchy=WARDS, thresholds=ROUNDED)
    assert set(release.ledger["edition"]) == set(release.attack["edition"])
    kept = release.cells("public").set_index("area")
    assert list(release.cells("public").columns) == CELLS
    assert kept["hidden"].to_dict() == {
        "Abbey": True, "Bourne": True, "Castle": False, "Minster": False, "Borough": False,
    }  # fmt: skip
    assert kept.loc["Castle", ["lower", "upper"]].tolist() == [8, 12]  # shown as 10
    assert kept.loc["Abbey", ["lower", "upper"]].tolist() == [0, np.inf]
    assert kept["primary"].sum() == 1
    attacked = release.attacked_cells("public")
    assert {release.system.cells[i].area for i in np.flatnonzero(attacked)} == {"Abbey", "Bourne"}


# Earlier releases ---------------------------------------------------------------------


def before(release, edition="public") -> Earlier:
    """A release as the register keeps it."""
    return Earlier("the last one", release.cells(edition), release.system.relations)


def beside(*earlier: Earlier, fragments=None, now=None) -> Surroundings:
    fragments = fragments or {}
    return Surroundings(fragments, {}, earlier, {**fragments, **(now or {})})


def test_what_an_earlier_release_showed_cannot_be_hidden():
    """Bourne, the cheapest neighbour of Abbey's 3, is known: Castle must go instead."""
    known = released(table(Bourne=9))
    release = released(BOROUGH, hierarchy=WARDS, beside=beside(before(known)))
    assert hidden(release) == {"Abbey", "Castle"}
    assert not release.exposed.any()


def test_what_an_earlier_release_hid_stays_hidden():
    """Bourne's 9 was hidden beside Abbey's 3. On its own it would be no secret; it is still one."""
    first = released(BOROUGH, hierarchy=WARDS)
    assert hidden(first) == {"Abbey", "Bourne"}
    alone = table(Bourne=9, Castle=12)
    assert hidden(released(alone)) == set()
    assert hidden(released(alone, beside=beside(before(first)))) == {"Bourne"}


def test_a_small_count_that_was_given_away_before_is_exposed_and_stops_nothing():
    given = frame("""
        source | area  | offence | period  | value | lower | upper | hidden | primary
        street | Abbey | all     | 2010/11 | 3     | 3     | 3     | False  | False
    """)
    release = released(BOROUGH, hierarchy=WARDS, beside=beside(Earlier("a slip", given)))
    exposed = {release.system.cells[i].area for i in np.flatnonzero(release.exposed)}
    assert exposed == {"Abbey"}
    assert release.attack.loc[release.attack["area"] == "Abbey", "exposed"].all()


def test_a_longer_run_published_later_does_not_give_away_the_month_between():
    """31 nights out to September less 28 to August are September's 3: the 31 is hidden."""
    august, september = (f"nights out, April to {month} 2010" for month in ("August", "September"))
    first = released(table(august, Abbey=28, Castle=40))
    assert hidden(first) == set()
    now = table(september, Abbey=31, Castle=52)
    assert hidden(released(now)) == set()
    assert hidden(released(now, beside=beside(before(first)))) == {"Abbey"}


MONTHS = {"2010-04": 9, "2010-05": 3, "2010-06": 8}
QUARTER = "April to June 2010"


def test_a_total_published_now_would_give_away_a_month_hidden_earlier():
    """20 − 9 − 8 = 3: the quarter is hidden, though 20 is no small count."""
    months = pd.concat([table(month, Abbey=n) for month, n in MONTHS.items()])
    first = released(months)
    assert hidden(first) == {"Abbey"}
    fragments = {Cell("street", "Abbey", "all", month): n for month, n in MONTHS.items()}
    quarter = table(QUARTER, Abbey=20, Castle=31)
    hierarchy = Hierarchy(period={QUARTER: list(MONTHS)})
    assert hidden(released(quarter, hierarchy=hierarchy)) == set()
    release = released(
        quarter, hierarchy=hierarchy, beside=beside(before(first), fragments=fragments)
    )
    assert hidden(release) == {"Abbey"}


def test_half_a_year_published_now_would_give_away_the_half_that_is_not():
    """20 − 17 = 3 in the second half. Castle's 30 − 10 = 20 is no secret."""
    first = released(table("2010/11", Abbey=20, Castle=30))
    halves = ("April to September 2010", "October 2010 to March 2011")
    hierarchy = Hierarchy(period={"2010/11": list(halves)})
    counts = {"Abbey": (20, 17, 3), "Castle": (30, 10, 20)}
    fragments = {
        Cell("street", ward, "all", label): n
        for ward, each in counts.items()
        for label, n in zip(("2010/11", *halves), each, strict=True)
    }
    half = table(halves[0], Abbey=17, Castle=10)
    assert hidden(released(half, hierarchy=hierarchy)) == set()
    release = released(half, hierarchy=hierarchy, beside=beside(before(first), fragments=fragments))
    assert hidden(release) == {"Abbey"}


HALVES = ("April to September 2010", "October 2010 to March 2011")


@pytest.mark.parametrize(
    ("then", "now", "given_away"),
    [
        (table("2010/11", Abbey=20, Castle=30), table(HALVES[0], Abbey=17, Castle=10), {"Abbey"}),
        (table(HALVES[0], Abbey=17, Castle=10), table("2010/11", Abbey=20, Castle=30), {"Abbey"}),
        (table(HALVES[0], Abbey=22, Castle=10), table("2010/11", Abbey=20, Castle=30), set()),
    ],
    ids=["a year, then its half", "half a year, then all of it", "counted otherwise since"],
)
def test_counts_that_nobody_counts_again_are_subtracted_as_they_were(then, now, given_away):
    """20 − 17 = 3 of whatever source; 22 in half a year of 20 leave nothing to subtract."""
    hierarchy = Hierarchy(period={"2010/11": list(HALVES)})
    release = released(now, hierarchy=hierarchy, beside=beside(before(released(then))))
    assert hidden(release) == given_away
    assert not release.exposed.any()


def test_a_count_revised_since_is_counted_and_not_subtracted():
    """Abbey had 20 in the year as first counted; it has 21 now, so 21 − 17 = 4 is the remainder."""
    first = released(table("2010/11", Abbey=20))
    now = {Cell("street", "Abbey", "all", "2010/11"): 21}
    release = released(
        table("April to September 2010", Abbey=17), beside=beside(before(first), now=now)
    )
    assert release.revised == 1
    assert hidden(release) == set()


# Rows that an edition keeps -----------------------------------------------------------


def test_a_table_left_out_is_entered_once_with_its_code():
    release = protect(
        {"points": table(Abbey=3)}, {"points": spec("points", "point_locations")},
        thresholds=EXACT,
    )  # fmt: skip
    assert release["public"].tables == {}
    (row,) = release["public"].ledger.to_dict("records")
    assert (row["action"], row["code"], row["key"]) == ("table left out", "FOI s.40", "")


def test_sensitive_themes_leave_a_small_area_table_and_the_partnerships_own_total_with_them():
    """The borough's 40 less the 30 burglaries that other tables show would be the 10."""
    made = frame("""
        ward    | theme    | period  | sensitive | offences
        Abbey   | burglary | 2010/11 | False     | 12
        Abbey   | hate     | 2010/11 | True      | 6
        Abbey   | all      | 2010/11 | False     | 18
        Castle  | burglary | 2010/11 | False     | 18
        Castle  | hate     | 2010/11 | True      | 4
        Castle  | all      | 2010/11 | False     | 22
        Borough | burglary | 2010/11 | False     | 30
        Borough | hate     | 2010/11 | True      | 10
        Borough | all      | 2010/11 | False     | 40
    """)
    declared = spec(more=(Column("sensitive", "open", ""),))
    release = protect(
        {"by_ward": made}, {"by_ward": declared}, thresholds=EXACT,
        hierarchy=Hierarchy({"Borough": ["Abbey", "Castle"]}, {"all": ["burglary", "hate"]}),
    )  # fmt: skip
    shown = release["public"].tables["by_ward"]
    rows = set(shown[["ward", "theme"]].itertuples(index=False, name=None))
    assert not shown["sensitive"].any()
    assert ("Borough", "all") not in rows
    assert {("Abbey", "all"), ("Borough", "burglary")} <= rows
    left = release["public"].ledger.query("action == 'row left out'")
    assert set(left["key"]) == {
        "Borough · all · 2010/11", "Abbey · hate · 2010/11", "Castle · hate · 2010/11",
        "Borough · hate · 2010/11",
    }  # fmt: skip
    # 22 − 18 = 4 is what is left of Castle, as good as published: one of the two must go.
    castle = shown[(shown["ward"] == "Castle") & shown["theme"].isin(["all", "burglary"])]
    assert castle["offences_symbol"].eq("[c]").any()


def test_a_content_type_without_a_rule_is_refused():
    with pytest.raises(InputError, match="'gossip', which has no rule"):
        protect({"t": table(Abbey=9)}, {"t": spec("t", "gossip")})


def test_protected_counts_that_nothing_ties_to_other_tables_are_refused():
    with pytest.raises(DisclosureError, match="offences in t must be protected"):
        protect({"t": table(Abbey=9)}, {"t": spec("t", cells=False)})


# What is left -------------------------------------------------------------------------


def test_the_share_that_survives_by_cells_and_by_offences():
    """Three of five cells stand: 12 + 43 + 67 = 122 of 134 offences."""
    release = released(BOROUGH, hierarchy=WARDS, thresholds=ROUNDED)
    found = survival(release, {"by_ward": BOROUGH}, {"by_ward": spec()})
    assert list(found.columns) == COLUMNS
    assert found["edition"].tolist() == ["committee", "public"]
    assert found["cells"].tolist() == [5, 5]
    assert found["shown"].tolist() == [3, 3]
    assert found["share_of_cells"].tolist() == [0.6, 0.6]
    assert found["share_of_offences"].to_numpy() == pytest.approx(122 / 134)


def test_survival_of_a_table_that_an_edition_leaves_out_of_unknown_and_of_no_offences():
    lsoas = spec("lsoas", "neighbourhood_rates")
    known = table(Abbey=9, Castle=12).astype({"offences": "Int64"})
    known.loc[1, "offences"] = pd.NA
    tables = {"by_ward": table(Quiet=0), "lsoas": known.assign(ward=["L1", "L2"])}
    specs = {"by_ward": spec(), "lsoas": lsoas}
    found = survival(protect(tables, specs, thresholds=EXACT), tables, specs)
    found = found.set_index(["edition", "table"])
    assert found.loc[("committee", "lsoas"), ["cells", "shown"]].tolist() == [1, 1]
    assert found.loc[("public", "lsoas"), ["cells", "shown"]].tolist() == [1, 0]
    assert found.loc[("public", "lsoas"), "share_of_offences"] == 0
    assert found.loc[("public", "by_ward"), ["share_of_cells", "share_of_offences"]].tolist() == [
        1, 0,
    ]  # fmt: skip


def test_counts_left_out_for_their_percentages_are_not_shown():
    """A table of which only shares are published has no column of counts any more."""
    treated = TableSpec(
        "treated", "", "drug_treatment",
        (Column("drug", "key", ""), Column("people", "count", ""), Column("share", "derived", "")),
        "n",
        CellAddress("treated", "people", "=Borough", "drug", "=year"),
        rederive=lambda frame: frame.assign(share=frame["people"] / 200),
    )  # fmt: skip
    counts = pd.DataFrame({"drug": ["a", "b"], "people": [40, 60], "share": [0.2, 0.3]})
    release = protect({"treated": counts}, {"treated": treated})
    assert "people" not in release["public"].tables["treated"]
    found = survival(release, {"treated": counts}, {"treated": treated}).set_index("edition")
    assert found["cells"].tolist() == [2, 2]
    assert found["shown"].to_dict() == {"committee": 2, "public": 0}


def test_a_table_of_percentages_without_a_row_has_no_counts_either():
    """Nothing was received: the public edition still says by its columns what it may show."""
    treated = TableSpec(
        "treated", "", "drug_treatment",
        (Column("drug", "key", ""), Column("people", "count", ""), Column("share", "derived", "")),
        "n",
        CellAddress("treated", "people", "=Borough", "drug", "=year"),
        rederive=lambda frame: frame.assign(share=frame["people"] / 200),
    )  # fmt: skip
    none = pd.DataFrame({"drug": [], "people": [], "share": []})
    release = protect({"treated": none}, {"treated": treated})
    assert "people" not in release["public"].tables["treated"]
    assert "people" in release["committee"].tables["treated"]


def test_a_table_that_lists_no_sensitive_theme_loses_the_total_of_all_of_them():
    """Less the themes that other tables show month by month it would give the sensitive one."""
    keys = tuple(Column(key, "key", "") for key in ("theme", "month"))
    sensitive = Column("sensitive", "open", "")
    specs = {
        name: TableSpec(name, name, "performance",
                        (*keys, Column("recorded", "open", ""), sensitive), "trends")
        for name in ("by_theme", "around_an_event")
    }  # fmt: skip
    months = frame("""
        theme    | month   | recorded
        all      | 2010-04 | 30
        cars     | 2010-04 | 27
        rape     | 2010-04 | 3
        ordinary | 2010-04 | 27
    """)
    months["sensitive"] = months["theme"].eq("rape")
    tables = {
        "by_theme": months[months["theme"].ne("ordinary")],
        "around_an_event": months[months["theme"].isin(["all", "ordinary"])],
    }
    release = protect(tables, specs, hierarchy=Hierarchy({}), thresholds=EXACT)
    shown = release["public"].tables
    assert shown["by_theme"]["theme"].tolist() == ["cars"]
    assert shown["around_an_event"]["theme"].tolist() == ["ordinary"]
    plain = {"around_an_event": tables["around_an_event"]}
    alone = protect(plain, specs, hierarchy=Hierarchy({}), thresholds=EXACT)["public"].tables
    assert alone["around_an_event"]["theme"].tolist() == ["all", "ordinary"]
