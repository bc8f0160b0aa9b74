"""Why a cell is hidden and what would give it away: a table of 3 by 3 worked by hand."""

import itertools
import re

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure import revealing
from cdrp_analysis.disclosure.explain import explain
from cdrp_analysis.disclosure.protect import protect
from cdrp_analysis.disclosure.ranges import Ranges
from cdrp_analysis.disclosure.relations import Cell, Hierarchy
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec
from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import Thresholds

WARDS, THEMES = ["Abbey", "Bourne", "Castle"], ["burglary", "robbery", "theft"]
# Small are 3 and 2; the cheapest pattern hides both rows: 53, 51 and 62 − 50, 82 − 60, 140 − 70
# are known, so Abbey and Bourne have 12 burglaries, 22 robberies and 70 thefts together.
COUNTS = np.array([[3, 20, 30], [9, 2, 40], [50, 60, 70]])
SPEC = TableSpec(
    "by_ward",
    "Offences by ward",
    "small_area_counts",
    (
        Column("ward", "key", ""),
        Column("theme", "key", ""),
        Column("label", "open", ""),
        Column("sensitive", "open", ""),
        Column("offences", "count", ""),
    ),
    "places",
    CellAddress("street", "offences", "ward", "theme", "=2010-04"),
)
SPECS = {"by_ward": SPEC}


def drawn(counts: np.ndarray, *, sensitive: tuple[str, ...] = ()) -> pd.DataFrame:
    whole = np.vstack([counts, counts.sum(axis=0)])
    whole = np.column_stack([whole, whole.sum(axis=1)])
    rows = [
        (ward, theme, f"{theme.capitalize()} & so on", theme in sensitive, whole[w, t])
        for w, ward in enumerate([*WARDS, "Borough"])
        for t, theme in enumerate([*THEMES, "all"])
    ]
    return pd.DataFrame(rows, columns=["ward", "theme", "label", "sensitive", "offences"])


def released(counts: np.ndarray = COUNTS, *, round_to: int = 1, **changes):
    return protect(
        {"by_ward": drawn(counts, **changes)},
        SPECS,
        thresholds=Thresholds(round_to=round_to),
        hierarchy=Hierarchy({"Borough": WARDS}, {"all": THEMES}),
    )


@pytest.fixture(scope="module")
def release():
    return released()


def asked(release, ward, theme, **options):
    return explain(release, "by_ward", {"ward": ward, "theme": theme}, specs=SPECS, **options)


def named(ward, theme):
    return f"{ward}, {theme.capitalize()} & so on, April 2010"


def test_a_small_count_is_hidden_for_its_own_value(release):
    """Abbey + Bourne have 12 burglaries, so Abbey has 0 to 12 of them."""
    said = asked(release, "Abbey", "burglary")
    assert (said.status, said.own, said.protects) == ("hidden", True, ())
    assert "small counts hidden" in said.rule
    assert (said.least, said.greatest) == (0, 12)


def test_what_would_reveal_a_small_count(release):
    """
    With Bourne's burglaries, 12 − 9 = 3. With either ward's thefts, Abbey's burglaries and
    robberies are 53 − 30 = 23, of which at most 22 are robberies: 0 burglaries are ruled out.
    Robberies alone leave 0 to 12 open, and with thefts too the sets above are shorter.
    """
    found = asked(release, "Abbey", "burglary").reveals
    assert {(each.cells, each.how) for each in found} == {
        ((named("Bourne", "burglary"),), "exactly"),
        ((named("Abbey", "theft"),), "too narrowly"),
        ((named("Bourne", "theft"),), "too narrowly"),
    }


@pytest.mark.parametrize(
    ("ward", "theme", "protected"),
    [
        ("Bourne", "burglary", "Abbey, Burglary"),  # 12 − 9 = 3
        ("Abbey", "robbery", "Bourne, Robbery"),  # 22 − 20 = 2
        ("Abbey", "theft", "Abbey, Burglary"),  # 23 − 22 = 1 at least
        ("Bourne", "theft", "Abbey, Burglary"),
    ],
)
def test_a_large_count_is_hidden_for_the_sake_of_a_small_one(release, ward, theme, protected):
    said = asked(release, ward, theme)
    assert (said.status, said.own, said.rule) == ("hidden", False, "")
    assert [name.split(" &")[0] for name in said.protects] == [protected]


def test_single_cells_come_before_pairs_and_five_are_enough(release):
    said = asked(release, "Abbey", "robbery")
    assert [len(each.cells) for each in said.reveals] == [1, 2, 2, 2, 2]
    assert said.reveals[0].cells == (named("Bourne", "robbery"),)


def by_trial(release, cell: int) -> set[tuple[Cell, ...]]:
    """Every single cell and pair tried, judged by the bounds of the attack."""
    system, (lower, upper) = release.system, release["committee"].known
    primary = release.primary[cell]

    def lost(known):
        low, high = lower.copy(), upper.copy()
        low[list(known)] = high[list(known)] = system.values[list(known)]
        ranges = Ranges(system, low, high)
        least, most = ranges.of(cell, whole=True)
        if not primary:
            return least == most
        ranges.hold(np.flatnonzero((system.values == 1) & (low < high)))
        knowing = ranges.of(cell, free=ranges.kin(cell), whole=True)
        return least > 0 or most < release.primaries.reach[cell] or knowing[0] > 0

    others = [c for c in np.flatnonzero(release.hidden) if c != cell]
    single = {(c,) for c in others if lost((c,))}
    pairs = {
        pair
        for pair in itertools.combinations(others, 2)
        if not any((c,) in single for c in pair) and lost(pair)
    }
    return {tuple(sorted(explained(system, c) for c in cells)) for cells in single | pairs}


def explained(system, cell: int) -> str:
    where = system.cells[cell]
    if where.offence == "all":
        return f"{where.area}, all offences, April 2010"
    return named(where.area, where.offence)


@pytest.mark.parametrize("seed", range(3))
def test_every_set_that_reveals_is_found_and_no_other(seed, monkeypatch):
    monkeypatch.setattr(revealing, "_MOST", 1_000)
    counts = np.random.default_rng(seed).choice([0, 1, 3, 8, 9, 15, 22], size=(3, 3))
    release = released(counts)
    hidden = np.flatnonzero(release.hidden)
    assert len(hidden) > 2
    for cell in hidden[:4]:
        where = release.system.cells[cell]
        said = explain(release, "by_ward", where, edition="committee", specs=SPECS)
        assert {tuple(sorted(each.cells)) for each in said.reveals} == by_trial(release, cell)


def test_a_shown_and_a_rounded_count_say_so():
    """
    Castle's 62 burglaries stand as 60 in public: 58 to 62. Its 216 offences stand as 215: at
    least 213, of which at most 72 are robberies (70) and 82 thefts (80), so 59 are left.
    """
    release = released(COUNTS + np.array([[0], [0], [12]]), round_to=5)
    there = asked(release, "Castle", "burglary", edition="committee")
    public = asked(release, "Castle", "burglary")
    assert (there.status, there.least, there.greatest) == ("shown", 62, 62)
    assert (public.status, public.least, public.greatest) == ("rounded", 59, 62)
    assert "the rest rounded" in str(public)
    assert not public.reveals


def test_a_figure_that_happens_to_be_the_count_is_not_said_to_be_exact():
    """Castle's 60 robberies stand as 60: to say that they are shown as they are would tell it."""
    release = released(round_to=5)
    said = asked(release, "Castle", "robbery")
    assert said.status == "rounded"
    assert (said.least, said.greatest) == (58, 62)
    assert "as it is" not in str(said)


def test_one_pattern_serves_a_reader_whose_rounding_alone_would_do():
    """
    Exact, Abbey's 1 is 30 − 29. To a reader of the public edition the 29 would be known no
    better than within five, but its hiding is the committee's.
    """
    counts = np.array([[1, 60, 60], [29, 60, 60], [60, 60, 60]])
    release = released(counts, round_to=5)
    hidden = np.flatnonzero(release.hidden & ~release.primary)
    said = [
        explain(release, "by_ward", release.system.cells[c], specs=SPECS, edition=edition)
        for edition in ("committee", "public")
        for c in hidden
    ]
    assert all(each.protects == (named("Abbey", "burglary"),) for each in said)
    assert not any(each.by_exact for each in said[: len(hidden)])
    assert all(each.by_exact == ("rounding alone" in str(each)) for each in said)
    assert any(each.by_exact for each in said[len(hidden) :])


def test_a_row_that_the_edition_leaves_out_is_named_with_its_rule():
    release = released(COUNTS, sensitive=("robbery",))
    said = asked(release, "Abbey", "robbery")
    assert (said.status, said.own) == ("left out", False)
    assert "Rape, domestic abuse" in said.rule
    assert np.isnan(said.least)
    assert "left out of this edition" in str(said)


def test_the_count_itself_is_printed_only_when_asked_for(release):
    """Abbey's 30 thefts: 19 to 53, as burglaries and robberies are 0 to 34 of Abbey's 53."""

    def numerals(said):
        return set(re.findall(r"\d+", str(said) + said._repr_html_()))

    assert numerals(asked(release, "Abbey", "theft")) == {"2010", "19", "53"}
    opened = asked(release, "Abbey", "theft", show_value=True)
    assert numerals(opened) == {"2010", "19", "53", "30"}
    assert "Restricted: the count is 30." in str(opened)


def test_a_notebook_shows_it_as_a_heading_sentences_and_lists(release):
    shown = asked(release, "Abbey", "burglary")._repr_html_()
    assert shown.startswith("<p><strong>Abbey, Burglary &amp; so on, April 2010")
    assert shown.count("<ul>") == shown.count("</ul>") == 1
    assert shown.count("<li>") == 3
    assert "it lies between 0 and 12" in shown


@pytest.mark.parametrize(
    ("table", "key", "edition", "match"),
    [
        ("by_ward", {"ward": "Abbey", "theme": "robbery"}, "press", "no edition 'press'"),
        ("by_wards", {"ward": "Abbey", "theme": "robbery"}, "public", "did you mean 'by_ward'"),
        ("by_ward", {"ward": "Abbey"}, "public", "4 rows of by_ward"),
        ("by_ward", {"ward": "Abbot", "theme": "robbery"}, "public", "has a row with that key"),
        ("by_ward", {"wards": "Abbey"}, "public", "did you mean 'ward'"),
    ],
)
def test_what_is_not_there_is_refused(release, table, key, edition, match):
    with pytest.raises(InputError, match=match):
        explain(release, table, key, edition=edition, specs=SPECS)
