"""Tables that print one count twice, or its sum, are read together: a gap in one is no gap."""

import pandas as pd
import pytest

from cdrp_analysis.auditor.addresses import Address
from cdrp_analysis.auditor.sums import splits, sums_over
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.joint_system import build
from cdrp_analysis.disclosure.relations import Hierarchy, Partition
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec
from cdrp_analysis.measures.disorder import ANSWER_SUMS
from cdrp_analysis.measures.night_bands import sums_of_nights
from cdrp_analysis.measures.week_parts import slot_names, sums_of_parts
from tests.unit.test_auditor_numbers import kinds, write

YEAR = "April to September 2010"


def declared(name):
    """What the structure file says of a table's counts, from the catalogue."""
    spec, at = SPECS[name], SPECS[name].cells
    cells = {part: getattr(at, part) for part in ("source", "count", "area", "offence", "period")}
    return {"cells": cells, "keys": spec.keys, "suppress_below": 5, "round_to": 1}


def stated(*sums):
    made = [(*one, True)[:3] for one in sums]
    return {
        "area": [],
        "offence": [],
        "period": [{"total": t, "parts": list(p), "complete": whole} for t, p, whole in made],
    }


def quoted(*rows):
    """Rows whose texts may hold a comma, which the small release splits at: written without."""
    return "\n".join(",".join(row) for row in rows)


def test_a_band_of_the_night_gives_a_slot_of_the_week_away(tmp_path):
    nights = sums_of_nights("P", slot_names("P"))
    plain = [(t.replace(", ", "; "), [p.replace(", ", "; ") for p in own], w)
             for t, own, w in nights]  # fmt: skip
    (band, (friday, saturday), _) = plain[0]
    week = quoted(("theme", "part", "offences"), ("violence", friday, "[c]"),
                  ("violence", saturday, "33"))  # fmt: skip
    night = quoted(("theme", "band", "scenario", "part", "offences"),
                   ("violence", "x", "as now", band, "36"))  # fmt: skip
    tables = {"week_parts": (declared("week_parts"), week),
              "later_closing": (declared("later_closing"), night)}  # fmt: skip
    assert kinds(write(tmp_path / "a", tables, sums=stated(*plain))) == ["worked out"]


@pytest.mark.parametrize(("rows", "found"), [("36", ["worked out"]), ("[c]", [])])
def test_what_is_marked_for_alcohol_is_of_the_whole_week(tmp_path, rows, found):
    whole, days = sums_of_parts([YEAR])[0]
    whole, days = whole.replace(", ", "; "), [day.replace(", ", "; ") for day in days]
    shown = ["[c]", "6", "6", "5", "5", "6", "5"]
    week = [("violence", day, n) for day, n in zip(days, shown, strict=True)]
    week = quoted(("theme", "part", "offences"), ("violence", whole, "[c]"), *week)
    marks = quoted(("theme", "period", "rows"), ("violence", YEAR, rows))
    tables = {"week_parts": (declared("week_parts"), week),
              "alcohol_flags": (declared("alcohol_flags"), marks)}  # fmt: skip
    sums = stated((whole, days), (whole, [YEAR]))
    assert kinds(write(tmp_path / "a", tables, sums=sums)) == found * 2


@pytest.mark.parametrize(("answers", "found"), [("33", ["worked out"]), ("[c]", [])])
def test_a_wards_respondents_are_those_who_answered(tmp_path, answers, found):
    fear = quoted(("area", "area_name", "period", "part", "respondents"),
                  ("E1", "Abbey", YEAR, "answered", "[c]"), ("E1", "Abbey", YEAR, "safe", "30"),
                  ("E1", "Abbey", YEAR, "unsafe", "[c]"))  # fmt: skip
    voice = quoted(("area", "area_name", "respondents"), ("E1", "Abbey", answers))
    tables = {"fear_wards": (declared("fear_wards"), fear),
              "ward_voice": (declared("ward_voice"), voice)}  # fmt: skip
    sums = stated(*ANSWER_SUMS)
    assert kinds(write(tmp_path / "a", tables, sums=sums)) == found * 2


def test_a_sum_that_is_told_of_some_offences_is_formed_of_no_other():
    """Two slots of the night are added up where that is published, and nowhere else."""
    shown = {
        (theme, part): count
        for theme, night in (("violence", (3, 9)), ("theft", (1, 1)))
        for part, count in zip(("first", "second", "day", "week"), (*night, 5, 5 + sum(night)),
                               strict=True)
    }  # fmt: skip
    shown["violence", "night"] = 12
    cells = [Address("week", "partnership", *key) for key in shown]
    week = {"total": "week", "parts": ["night", "day"], "complete": True}
    night = {"total": "night", "parts": ["first", "second"], "complete": True}

    def formed(**more) -> set[str]:
        made = sums_over(cells, splits([{"sums": {"period": [week, {**night, **more}]}}]))
        return {total.offence for total, parts in made.relations if len(parts) == 2
                and parts[0].period == "first"}  # fmt: skip

    assert formed() == {"violence", "theft"}
    assert formed(offences=["violence"]) == {"violence"}
    frame = pd.DataFrame(
        [(*key, count) for key, count in shown.items()], columns=["theme", "part", "offences"]
    )
    spec = TableSpec(
        "week", "Week", "week_parts",
        (Column("theme", "key", ""), Column("part", "key", ""), Column("offences", "count", "")),
        "times", CellAddress("week", "offences", "=partnership", "theme", "part"),
    )  # fmt: skip

    def added(*offences: str) -> set[str]:
        sums = [Partition("week", ("night", "day")), Partition("night", ("first", "second"), True,
                                                               offences)]  # fmt: skip
        made = build({"week": frame}, {"week": spec}, Hierarchy(period=sums))
        return {made.cells[total].offence for total, parts in made.relations
                if made.cells[parts[0]].period == "first"}  # fmt: skip

    assert added() == {"violence", "theft"}
    assert added("violence") == {"violence"}
