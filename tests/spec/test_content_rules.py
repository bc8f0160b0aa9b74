"""Rules of single content types: at, below and above each limit, through a whole protection."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure.explain import explain
from cdrp_analysis.disclosure.protect import protect
from cdrp_analysis.disclosure.relations import Hierarchy, Partition
from cdrp_analysis.disclosure.tables import CellAddress, Column, Contributors, TableSpec
from cdrp_analysis.errors import DisclosureError, InputError
from cdrp_analysis.settings import Thresholds
from tests.drawn import frame

THEFTS = Column("thefts", "count", "Thefts")
BEHIND = Contributors()


def spec(content, keys, count, cells, *, more=(), name="table", **options):
    columns = (*(Column(key, "key", "") for key in keys), Column(count, "count", ""), *more)
    return TableSpec(name, name, content, columns, "n", cells, **options)


def released(declared, counts, hierarchy=None, **options):
    return protect({"table": counts}, {"table": declared}, hierarchy=hierarchy, **options)


def marked(release, key, *, edition="committee", count="thefts"):
    """Which rows are hidden."""
    table = release[edition].tables["table"]
    return set(table.loc[table[f"{count}_symbol"] == "[c]", key])


def reasons(release, edition="committee"):
    ledger = release[edition].ledger
    hidden = ledger[ledger["action"] == "suppressed"]
    return dict(zip(hidden["key"], hidden["reason"], strict=True))


# Sums over contributors -------------------------------------------------------------------

PREMISES = spec(
    "premises_counts",
    ["unit"],
    "thefts",
    CellAddress("premises", "thefts", "unit", "=theft", "=year"),
    more=BEHIND.columns,
    contributors=BEHIND,
)
UNITS = Hierarchy({"Town": ["High Street", "Mall", "Market", "Station"]})


def units(high_street):
    """Thefts of four streets; of the first with these premises."""
    return pd.concat(
        [
            frame(f"""
                unit        | thefts | contributors | largest | second | top
                High Street | {high_street}
            """),
            frame("""
                unit        | thefts | contributors | largest | second | top
                Mall        | 300    | 12           | 50      | 40     | 90
                Market      | 60     | 9            | 12      | 11     | 23
                Station     | 90     | 7            | 30      | 25     | 55
            """),
        ],
        ignore_index=True,
    )


def with_town(counts):
    total = counts["thefts"].sum()
    town = pd.DataFrame(
        {"unit": ["Town"], "thefts": total, "contributors": 40, "largest": 50, "second": 50,
         "top": 100}
    )  # fmt: skip
    return pd.concat([counts, town], ignore_index=True)


@pytest.mark.parametrize(
    ("behind", "hidden", "reason"),
    [
        ("40 | 1 | 40 | 0 | 40", True, "one contributor"),
        ("40 | 2 | 20 | 20 | 40", True, "few contributors"),
        ("40 | 3 | 14 | 13 | 27", False, ""),
        ("40 | 4 | 10 | 10 | 20", False, ""),
        # The two largest may be 90%: 36 of 40, and 37 is more.
        ("40 | 4 | 20 | 16 | 36", False, ""),
        ("40 | 4 | 20 | 17 | 37", True, "dominance"),
    ],
)
def test_a_street_needs_three_premises_of_which_two_are_not_nearly_all(behind, hidden, reason):
    release = released(PREMISES, with_town(units(behind)), UNITS)
    assert ("High Street" in marked(release, "unit")) is hidden
    assert marked(release, "unit") == marked(release, "unit", edition="public")
    # Alone it could be had from the town's total, so that another street is hidden with it.
    assert len(marked(release, "unit")) == (2 if hidden else 0)
    assert release.attack["safe"].all()
    said = reasons(release).get("High Street", "")
    assert said.startswith(reason)
    assert ("ESSnet Handbook" in said) is hidden


@pytest.mark.parametrize(
    ("rest", "hidden"),
    [(9, True), (10, False), (11, False)],
)
def test_the_second_largest_may_not_know_the_largest_to_ten_percent(rest, hidden):
    """100 and 80 with so much beside them: 10 is 10% of the largest."""
    behind = f"{180 + rest} | 6 | 100 | 80 | 180"
    limits = Thresholds(dominance_percent=100)
    release = released(PREMISES, with_town(units(behind)), UNITS, thresholds=limits)
    assert ("High Street" in marked(release, "unit")) is hidden


def test_a_dominated_sum_stays_open_by_the_rules_margin_on_either_side():
    """37 / 0.9 = 41.1: from 38 to 42. The premises' own shop may be 0 to 5 as any small count."""
    release = released(PREMISES, with_town(units("40 | 4 | 20 | 17 | 37")), UNITS)
    found = release["committee"].attack.set_index("area").loc["High Street"]
    assert found["lower"] <= 38
    assert found["upper"] >= 42
    here = [cell.area for cell in release.system.cells].index("High Street")
    assert (release.primaries.floor[here], release.primaries.reach[here]) == (38, 42)


def test_a_dominated_sum_among_small_ones_need_not_be_nothing():
    """
    400 of which two premises have 370: 370 / 0.9 = 411.1, so 388 to 412 must stay open.

    Robberies in the market can take up 30 only: asked to be nothing at all, it would take more.
    """
    declared = spec(
        "premises_counts", ["unit", "offence"], "thefts",
        CellAddress("premises", "thefts", "unit", "offence", "=year"),
        more=BEHIND.columns, contributors=BEHIND,
    )  # fmt: skip
    counts = frame("""
        unit        | offence | thefts | contributors | largest | second | top
        High Street | theft   | 400    | 9            | 200     | 170    | 370
        High Street | robbery | 60     | 9            | 9       | 8      | 17
        High Street | all     | 460    | 12           | 120     | 90     | 210
        Market      | theft   | 80     | 9            | 12      | 11     | 23
        Market      | robbery | 30     | 8            | 6       | 5      | 11
        Market      | all     | 110    | 12           | 12      | 11     | 23
        Town        | theft   | 480    | 18           | 90      | 80     | 170
        Town        | robbery | 90     | 17           | 9       | 8      | 17
        Town        | all     | 570    | 24           | 90      | 80     | 170
    """)
    release = released(
        declared,
        counts,
        Hierarchy({"Town": ["High Street", "Market"]}, {"all": ["theft", "robbery"]}),
    )
    table = release["committee"].tables["table"]
    hidden = table.loc[table["thefts_symbol"] == "[c]", ["unit", "offence"]].to_numpy().tolist()
    assert hidden == [
        ["High Street", "theft"], ["High Street", "robbery"],
        ["Market", "theft"], ["Market", "robbery"],
    ]  # fmt: skip
    found = release["committee"].attack.query("primary")
    assert found[["lower", "upper", "safe"]].to_numpy().tolist() == [[370, 460, True]]


def test_a_shop_that_knows_its_own_street_does_not_read_another_shops_off_the_total():
    """70 in two streets of one shop each: 70 - 30 = 40. A third street goes with them."""
    counts = units("40 | 1 | 40 | 0 | 40")
    counts.loc[counts["unit"] == "Market"] = ["Market", 30, 1, 30, 0, 30]
    release = released(PREMISES, with_town(counts), UNITS)
    assert {"High Street", "Market"} < marked(release, "unit")


def test_numbers_of_an_assessment_replace_the_rules_own():
    behind = "40 | 4 | 12 | 10 | 22"
    strict = Thresholds(fewest_contributors=5)
    assert marked(released(PREMISES, with_town(units(behind)), UNITS), "unit") == set()
    again = released(PREMISES, with_town(units(behind)), UNITS, thresholds=strict)
    assert "High Street" in marked(again, "unit")


def test_companions_never_leave_the_restricted_edition():
    release = released(PREMISES, with_town(units("40 | 3 | 14 | 13 | 27")), UNITS)
    for edition in ("committee", "public"):
        assert set(release[edition].tables["table"]) == {"unit", "thefts", "thefts_symbol"}
    left = release["public"].ledger
    assert set(left.loc[left["action"] == "column left out", "column"]) == {
        "contributors", "largest", "second", "top",
    }  # fmt: skip
    with pytest.raises(InputError, match="lets a companion column out"):
        spec("premises_counts", ["unit"], "thefts", PREMISES.cells, more=(Column(
            "contributors", "companion", ""
        ),))  # fmt: skip


@pytest.mark.parametrize(
    "behind",
    ["40 | 3 | 14 | 13 | 41", "40 | 0 | 0 | 0 | 0", "40 | 3 | 13 | 14 | 27", "0 | 1 | 0 | 0 | 0"],
)
def test_contributors_that_do_not_fit_their_sum_are_refused(behind):
    with pytest.raises(InputError, match="1 rows of table have contributors that do not fit"):
        released(PREMISES, units(behind))


FUNDING = spec(
    "funding_streams",
    ["stream"],
    "pounds",
    CellAddress("funding", "pounds", "=Borough", "stream", "=year"),
    more=BEHIND.columns,
    contributors=BEHIND,
)


def test_a_stream_of_one_contract_is_no_total_by_stream_and_small_sums_are_no_secret():
    streams = frame("""
        stream     | pounds | contributors | largest | second | top
        Prevention | 250000 | 1            | 250000  | 0      | 250000
        Treatment  | 480000 | 5            | 180000  | 120000 | 300000
        Equipment  | 3      | 3            | 1       | 1      | 2
        CCTV       | 90000  | 4            | 40000   | 20000  | 60000
        all        | 820003 | 13           | 250000  | 180000 | 430000
    """)
    hierarchy = Hierarchy(offence={"all": ["Prevention", "Treatment", "Equipment", "CCTV"]})
    release = released(FUNDING, streams, hierarchy)
    hidden = marked(release, "stream", edition="public", count="pounds")
    assert "Prevention" in hidden
    assert "Equipment" not in hidden
    assert len(hidden) == 2
    shown = release["public"].tables["table"].set_index("stream")["pounds"]
    assert shown["Equipment"] == 3  # sums of money are neither small nor rounded
    assert release["public"].attack["safe"].all()


# Whole groups, and zeros -------------------------------------------------------------------

YOUTH = spec(
    "youth_justice",
    ["group", "disposal"],
    "young",
    CellAddress("youth", "young", "group", "disposal", "=year"),
    attribute="offence",
)
YOUTH_SUMS = Hierarchy(
    {"Everybody": ["Asian", "Black", "White"]}, {"all": ["caution", "order", "custody"]}
)


def disposals(caution, order, custody):
    """Of one group so many; two others beside it, and everybody."""
    asian = np.array([caution, order, custody])
    others = {"Black": np.array([14, 16, 11]), "White": np.array([60, 55, 20])}
    rows = {"Asian": asian, **others, "Everybody": asian + sum(others.values())}
    return pd.DataFrame(
        [
            (group, disposal, int(n))
            for group, counts in rows.items()
            for disposal, n in zip(
                ["caution", "order", "custody", "all"], [*counts, counts.sum()], strict=True
            )
        ],
        columns=["group", "disposal", "young"],
    )


@pytest.mark.parametrize(
    ("counts", "telling"),
    [
        ((12, 0, 0), {"Asian · order", "Asian · custody"}),  # all of them were cautioned
        ((12, 0, 1), {"Asian · order"}),  # the one who was not knows it of the rest
        ((12, 0, 7), set()),
        ((0, 0, 0), set()),  # of nobody there is nothing to tell
    ],
)
def test_no_table_says_that_all_children_of_a_group_are_of_one_kind(counts, telling):
    release = released(YOUTH, disposals(*counts), YOUTH_SUMS)
    said = {key for key, why in reasons(release).items() if why.startswith("group disclosure")}
    assert said == telling
    assert release.attack["safe"].all()
    if telling:
        asian = release["committee"].attack.query("area == 'Asian' and primary")
        assert (asian["lower"] == 0).all()
        assert (asian["upper"] >= 5).all()


ZEROS = {
    "source": "Youth justice tables",
    "basis": "our agreement",
    "decided_by": "Board",
    **{
        edition: {"rule": "0 to 4 hidden", "suppress": True, "zeros": "our agreement, clause 4"}
        for edition in ("committee", "public")
    },
}


@pytest.mark.parametrize(("never", "hidden"), [(False, {"Abbey"}), (True, set())])
def test_a_zero_is_hidden_where_a_rule_says_so_unless_nothing_else_was_possible(never, hidden):
    declared = spec(
        "youth_justice", ["ward"], "young",
        CellAddress("youth", "young", "ward", "=all", "=year"),
        more=(Column("never", "open", ""),), structural="never",
    )  # fmt: skip
    counts = pd.DataFrame({"ward": ["Abbey", "Castle"], "young": [0, 30], "never": [never, False]})
    release = released(declared, counts, own_rules={"youth_justice": ZEROS})
    assert marked(release, "ward", count="young") == hidden
    assert marked(released(declared, counts), "ward", count="young") == set()
    if hidden:
        assert reasons(release) == {"Abbey": "zero: our agreement, clause 4"}


def test_what_stands_behind_counts_must_be_declared_whole():
    with pytest.raises(InputError, match="lacks the companion columns contributors, largest"):
        spec("premises_counts", ["unit"], "thefts", PREMISES.cells, contributors=BEHIND)
    with pytest.raises(InputError, match="have no cell address"):
        spec("youth_justice", ["group"], "young", None, attribute="offence")
    with pytest.raises(InputError, match="has one period only, which is no breakdown"):
        spec("youth_justice", ["group"], "young", YOUTH.cells, attribute="period")
    with pytest.raises(InputError, match="lacks respondents"):
        spec("youth_justice", ["group"], "young", YOUTH.cells, base="respondents")


# Thresholds of a content's own ---------------------------------------------------------------

ADMITTED = spec(
    "health_admissions", ["ward"], "admitted",
    CellAddress("health", "admitted", "ward", "=assault", "=year"), name="health",
)  # fmt: skip
BY_THEME = spec(
    "small_area_counts", ["ward", "theme"], "offences",
    CellAddress("street", "offences", "ward", "theme", "=year"), name="crime",
)  # fmt: skip
WARDS = Hierarchy({"Borough": ["Abbey", "Bourne", "Castle", "Dale"]})


@pytest.mark.parametrize(
    ("admitted", "shown"), [(0, 0), (1, None), (7, None), (8, 10), (12, 10), (13, 15)]
)
def test_health_hides_1_to_7_and_shows_the_rest_to_the_nearest_5(admitted, shown):
    counts = pd.DataFrame({"ward": ["Abbey"], "admitted": [admitted]})
    release = protect({"health": counts}, {"health": ADMITTED})
    for edition in ("committee", "public"):
        table = release[edition].tables["health"]
        assert table["admitted"].dropna().tolist() == ([] if shown is None else [shown])


def test_a_threshold_of_health_asks_nothing_of_crime():
    """7 offences of Bourne are no theft and 6 no burglary of Abbey: crime's threshold is 5."""
    crime = frame("""
        ward   | theme    | offences
        Abbey  | burglary | 6
        Abbey  | theft    | 14
        Abbey  | all      | 25
        Bourne | theft    | 13
        Bourne | all      | 20
    """)
    health = frame("""
        ward    | admitted
        Abbey   | 6
        Bourne  | 22
        Castle  | 40
        Dale    | 30
        Borough | 98
    """)
    hierarchy = Hierarchy(
        WARDS.area, offence=(Partition("all", ("burglary", "theft"), complete=False),)
    )
    release = protect(
        {"crime": crime, "health": health},
        {"crime": BY_THEME, "health": ADMITTED},
        hierarchy=hierarchy,
        thresholds=Thresholds(round_to=1),
    )
    assert release["committee"].tables["crime"]["offences_symbol"].eq("").all()
    found = release["committee"].attack.query("primary")
    assert found[["source", "area"]].to_numpy().tolist() == [["health", "Abbey"]]
    assert found["upper"].item() >= 8
    due = {cell.source: n for cell, n in zip(
        release.system.cells, release.primaries.reach, strict=True
    )}  # fmt: skip
    assert due == {"street": 5, "health": 8}


@pytest.mark.parametrize(("size", "hidden"), [(9, True), (10, False), (11, False)])
def test_a_list_of_fewer_than_ten_has_no_published_size(size, hidden):
    declared = spec(
        "list_sizes", ["list"], "people", CellAddress("lists", "people", "=Borough", "list", "=now")
    )
    counts = pd.DataFrame({"list": ["gangs", "all"], "people": [size, size + 40]})
    release = released(declared, counts, WARDS)
    public = release["public"].tables["table"].set_index("list")
    assert bool(public.loc["gangs", "people_symbol"] == "[c]") is hidden
    assert public.loc["all", "people"] % 5 == 0


# Percentages -----------------------------------------------------------------------------------


def shares(table):
    return table.assign(share=table["completed"] / table["treated"])


TREATED = TableSpec(
    "table", "", "drug_treatment",
    (
        Column("drug", "key", ""),
        Column("completed", "count", "", audience="public"),
        Column("treated", "denominator", ""),
        Column("share", "derived", ""),
    ),
    "n",
    CellAddress("treated", "completed", "=Borough", "drug", "=year"),
    rederive=shares,
)  # fmt: skip


def test_treatment_shows_percentages_only_and_on_30_people_or_more():
    counts = shares(
        frame("""
            drug    | completed | treated
            opiates | 21        | 60
            crack   | 12        | 29
            alcohol | 12        | 30
            other   | 3         | 90
        """)
    )
    release = released(TREATED, counts)
    public = release["public"].tables["table"].set_index("drug")
    assert "completed" not in public
    assert "completed_symbol" not in public
    assert public["share"].round(4).dropna().to_dict() == {
        "opiates": 0.3333, "alcohol": 0.3333,  # 20 of 60 and 10 of 30: of rounded counts
    }  # fmt: skip
    assert public["share_symbol"].to_dict() == {
        "opiates": "", "crack": "[z]", "alcohol": "", "other": "[c]",
    }  # fmt: skip
    committee = release["committee"].tables["table"].set_index("drug")
    assert committee.loc["opiates", "completed"] == 20
    ledger = release["public"].ledger.set_index("column")
    assert ledger.loc["completed", "action"].tolist().count("column left out") == 1
    # The attack grants the reader the counts that the percentages were made of.
    opiates = [cell.offence for cell in release.system.cells].index("opiates")
    assert [bound[opiates] for bound in release["public"].known] == [18, 22]


SURVEY = TableSpec(
    "table", "", "survey_estimates",
    (
        Column("ward", "key", ""),
        Column("respondents", "count", ""),
        Column("worried", "open", ""),
        Column("share", "derived", ""),
    ),
    "n",
    CellAddress("survey", "respondents", "ward", "=all", "=wave"),
    rederive=lambda table: table.assign(share=table["worried"] / table["respondents"]),
    base="respondents",
)  # fmt: skip


@pytest.mark.parametrize(("respondents", "shown"), [(49, False), (50, True), (51, True)])
def test_a_wards_estimate_rests_on_50_respondents(respondents, shown):
    counts = pd.DataFrame({"ward": ["Abbey"], "respondents": [respondents], "worried": [30]})
    counts = counts.assign(share=0.6)
    table = released(SURVEY, counts)["committee"].tables["table"]
    assert table["share"].notna().tolist() == [shown]
    assert table["share_symbol"].tolist() == ["" if shown else "[z]"]


@pytest.mark.parametrize(("respondents", "shown"), [(50, False), (52, False), (53, True)])
def test_a_base_shown_rounded_is_judged_by_the_least_that_it_can_be(respondents, shown):
    """50 stands for 48 to 52. A percentage on it would say that it is 50 or more."""
    counts = pd.DataFrame({"ward": ["Abbey"], "respondents": [respondents], "worried": [30]})
    table = released(SURVEY, counts.assign(share=0.6))["public"].tables["table"]
    assert table["share"].notna().tolist() == [shown]


RATES = TableSpec(
    "table", "", "youth_justice",
    (
        Column("ward", "key", ""),
        Column("group", "key", ""),
        Column("young", "count", ""),
        Column("residents", "denominator", ""),
        Column("rate", "derived", ""),
    ),
    "n",
    CellAddress("youth", "young", "ward", "group", "=year"),
    rederive=lambda table: table.assign(rate=1000 * table["young"] / table["residents"]),
    attribute="offence",
)  # fmt: skip


@pytest.mark.parametrize(("residents", "shown"), [(9, False), (10, True), (11, True)])
def test_rates_by_group_are_shown_only_if_each_group_has_ten(residents, shown):
    counts = frame(f"""
        ward   | group | young | residents
        Abbey  | Asian | 6     | {residents}
        Abbey  | Black | 12    | 300
        Castle | Asian | 9     | 40
        Castle | Black | 14    | 500
    """).assign(rate=0.0)
    table = released(RATES, counts)["committee"].tables["table"]
    assert table["rate"].notna().tolist() == [shown, shown, True, True]
    assert table["young"].notna().all()


# How far down, and what is merged ---------------------------------------------------------------

HATE = spec(
    "sensitive_offences", ["area", "period"], "offences",
    CellAddress("hate", "offences", "area", "=hate", "period"),
)  # fmt: skip


def test_hate_crime_is_for_the_borough_only_and_in_public_for_whole_years():
    counts = frame("""
        area    | period  | offences
        Abbey   | 2010/11 | 12
        Bourne  | 2010/11 | 25
        Castle  | 2010/11 | 9
        Dale    | 2010/11 | 5
        Borough | 2010/11 | 51
        Borough | 2010-04 | 6
    """)
    release = released(HATE, counts, WARDS)
    committee, public = (release[e].tables["table"] for e in ("committee", "public"))
    columns = ["area", "period", "offences"]
    assert committee[columns].to_numpy().tolist() == [
        ["Borough", "2010/11", 51], ["Borough", "2010-04", 6],
    ]  # fmt: skip
    assert public[columns].to_numpy().tolist() == [["Borough", "2010/11", 50]]
    left = release["public"].ledger.query("action == 'row left out'")
    assert set(left["key"]) == {
        "Abbey · 2010/11", "Bourne · 2010/11", "Castle · 2010/11", "Dale · 2010/11",
        "Borough · 2010-04",
    }  # fmt: skip
    assert set(left["code"]) == {"FOI s.40"}
    assert left["rule"].str.startswith("Rape, domestic abuse").all()


def test_without_an_area_and_a_period_such_a_content_is_refused():
    bare = spec("sensitive_offences", ["area"], "offences", None)
    with pytest.raises(DisclosureError, match="nothing says which areas and periods"):
        released(bare, pd.DataFrame({"area": ["Abbey"], "offences": [9]}))


VOICES = spec(
    "consultation_themes", ["theme"], "mentions",
    CellAddress("voices", "mentions", "=Borough", "theme", "=2010"), attribute="offence",
    more=(Column("label", "open", ""), Column("asked", "open", "")),
)  # fmt: skip


def voices(**counts):
    rows = [(theme, n, theme.title(), "online") for theme, n in counts.items()]
    return pd.DataFrame(rows, columns=["theme", "mentions", "label", "asked"])


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        # Nothing is below 5.
        ({"litter": 30, "noise": 5, "speed": 6}, {"litter": 30, "noise": 5, "speed": 6}),
        # 4 and 3 are seven together.
        (
            {"litter": 30, "noise": 4, "speed": 3, "dogs": 9},
            {"litter": 30, "together: noise, speed": 7, "dogs": 9},
        ),
        # One alone takes the next smallest with it; a zero says nothing of anybody.
        (
            {"litter": 30, "noise": 4, "speed": 0, "dogs": 9},
            {"litter": 30, "together: noise, dogs": 13, "speed": 0},
        ),
        # 2 and 2 are too few together: the next joins them.
        (
            {"litter": 30, "noise": 2, "speed": 2, "dogs": 9},
            {"litter": 30, "together: noise, speed, dogs": 13},
        ),
        # There is nothing to merge with: hidden instead.
        ({"noise": 4}, {"noise": None}),
    ],
)
def test_themes_with_fewer_than_five_voices_are_merged(counts, shown):
    release = released(VOICES, voices(**counts))
    table = release["public"].tables["table"]
    found = table["mentions"].astype(object).where(table["mentions"].notna(), None)
    assert dict(zip(table["theme"], found, strict=True)) == shown
    assert table["asked"].eq("online").all()
    assert release.attack["safe"].all()
    merged = release["public"].ledger.query("action == 'merged'")["key"]
    assert set(merged) == set(counts) - set(shown)


def test_whoever_was_the_one_voice_does_not_read_the_other_off_the_merged_row():
    """1 and 4 are five together: the one would know of the four."""
    release = released(VOICES, voices(litter=30, noise=1, speed=4), WARDS)
    table = release["public"].tables["table"].set_index("theme")
    assert table.loc["together: noise, speed", "mentions_symbol"] == "[c]"
    assert table.loc["litter", "mentions"] == 30


def test_merged_themes_stay_in_the_sum_of_all():
    """All less the others is the merged row, no more: 50 - 30 - 13 = 7."""
    hierarchy = Hierarchy(offence=(Partition("all", ("litter", "noise", "speed", "dogs")),))
    counts = voices(litter=30, noise=4, speed=3, dogs=13, all=50)
    release = released(VOICES, counts, hierarchy)
    table = release["public"].tables["table"].set_index("theme")
    assert table["mentions"].to_dict() == {
        "litter": 30, "together: noise, speed": 7, "dogs": 13, "all": 50,
    }  # fmt: skip
    found = release["public"].attack.set_index("offence")
    assert found.loc[["noise", "speed"], "lower"].tolist() == [0, 0]
    assert found.loc[["noise", "speed"], "upper"].tolist() == [7, 7]


def test_a_table_to_be_merged_says_what_its_categories_are():
    bare = spec("consultation_themes", ["theme"], "mentions", VOICES.cells)
    with pytest.raises(DisclosureError, match="must be merged, and it has none"):
        released(bare, voices(noise=4)[["theme", "mentions"]])


# What an analyst reads --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behind", "why"),
    [
        ("40 | 1 | 40 | 0 | 40", "all of it belongs to one contributor"),
        ("40 | 2 | 20 | 20 | 40", "so few contributors that each knows the others'"),
        ("40 | 4 | 20 | 17 | 37", "one or two contributors are nearly all of it"),
        ("4 | 3 | 2 | 1 | 3", "a small count"),
    ],
)
def test_the_explanation_of_a_cell_names_the_rule_that_hides_it(behind, why):
    release = released(PREMISES, with_town(units(behind)), UNITS)
    found = explain(release, "table", {"unit": "High Street"}, specs={"table": PREMISES})
    assert found.own
    assert why in str(found)
