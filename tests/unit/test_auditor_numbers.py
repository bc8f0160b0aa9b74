"""Each way in which published numbers give a hidden count away, planted in a small release."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from cdrp_analysis.auditor.addresses import Address, address, months, period_key
from cdrp_analysis.auditor.bundle import Bundle, open_bundle
from cdrp_analysis.auditor.evidence import possible_counts
from cdrp_analysis.auditor.fragments import regrouped
from cdrp_analysis.auditor.release import audit_numbers
from cdrp_analysis.auditor.sums import completed, splits, sums_over
from cdrp_analysis.errors import DisclosureError, InputError

YEAR, LAST_YEAR = "2010/11", "2009/10"
WARDS = {"E05000001": "Abbey", "E05000002": "Castle", "E05000003": "Minster"}
BOROUGH = "E09000001"
PLACE = {"source": "street", "count": "offences", "area": "area", "offence": "theme"}
PLACE["period"] = "period"
EXACT = {"cells": PLACE, "keys": ["area", "theme", "period"], "suppress_below": 5, "round_to": 1}
SUMS = {
    "area": [{"total": BOROUGH, "parts": list(WARDS), "complete": True}],
    "offence": [{"total": "all", "parts": ["theft", "weapons", "drugs"], "complete": True}],
}


def write(
    folder: Path, tables: dict, *, pages: dict | None = None, sums: dict = SUMS, **more
) -> Bundle:
    """A release of ``tables``: name to (declaration, CSV text)."""
    (folder / "data").mkdir(parents=True)
    declared = {name: declaration for name, (declaration, _) in tables.items()}
    structure = {"format": 1, "edition": "public", "period": YEAR, "tables": declared}
    structure |= {"sums": sums, "rules": {"suppress_below": 5}, **more}
    (folder / "data/structure.json").write_text(json.dumps(structure))
    for name, (_, text) in tables.items():
        lines = [",".join(part.strip() for part in line.split(",")) for line in text.split("\n")]
        (folder / f"data/{name}.csv").write_text("\n".join(filter(None, lines)) + "\n")
    for name, text in (pages or {}).items():
        (folder / name).write_text(text)
    return open_bundle(folder)


def wards(*rows: str, header: str = "area, area_name, theme, label, period, offences") -> str:
    """A ward table; each row is "ward theme count", of the year."""
    lines = [header]
    for row in rows:
        name, theme, count, *more = row.split()
        code = next((code for code, ward in WARDS.items() if ward == name), BOROUGH)
        period = more.pop(0) if more and "/" in more[0] else YEAR
        lines.append(", ".join([code, name, theme, theme.title(), period, count, *more]))
    return "\n".join(lines)


def kinds(*arguments, **options) -> list[str]:
    return audit_numbers(*arguments, **options)["kind"].tolist()


# Two wards and two themes hidden: any of them can be 0.
SAFE = (
    "Abbey theft [c]", "Abbey weapons [c]", "Abbey drugs 20", "Abbey all 61",
    "Castle theft [c]", "Castle weapons [c]", "Castle drugs 33", "Castle all 80",
    "Minster theft 50", "Minster weapons 9", "Minster drugs 10", "Minster all 69",
)  # fmt: skip


def test_a_clean_release_has_no_findings(tmp_path):
    found = audit_numbers(write(tmp_path / "a", {"wards": (EXACT, wards(*SAFE))}))
    assert found.empty
    assert list(found.columns) == ["file", "place", "kind", "what"]
    assert found.attrs["hidden"] == 4


# Castle's theft and weapons are 2 together: neither can reach the threshold.
SHORT = tuple(row.replace("Castle all 80", "Castle all 35") for row in SAFE)


def test_a_count_that_can_reach_no_threshold_is_too_narrow_only_if_it_is_small(tmp_path):
    bundle = write(tmp_path / "a", {"wards": (EXACT, wards(*SHORT))})
    found = audit_numbers(bundle)
    assert found.empty and [place for _, place, _ in found.attrs["short"]] == [
        "row 6, offences", "row 7, offences",
    ]  # fmt: skip
    assert "weapons" in found.attrs["short"][1][2]
    theft, weapons = (("street", "E05000002", theme, YEAR) for theme in ("theft", "weapons"))
    found = audit_numbers(bundle, known={theft: 2, weapons: 0})
    assert found[["kind", "place"]].values.tolist() == [["too narrow", "row 6, offences"]]
    assert found.attrs["short"] == []


def test_a_count_that_may_be_large_or_is_shown_rounded_is_no_warning(tmp_path):
    assert (
        audit_numbers(write(tmp_path / "a", {"wards": (EXACT, wards(*SAFE))})).attrs["short"] == []
    )


RINGS = """area, theme, period, offences
near, theft, 2010/11, {near}
far, theft, 2010/11, {far}
E09000001, theft, 2010/11, 78"""
RING_SUMS = {"area": [*SUMS["area"], {"total": BOROUGH, "parts": ["near", "far"]}]}


def overlapping(*pairs):
    codes = {name: code for code, name in WARDS.items()}
    stated = [[codes[ward], ring] for ward, ring in pairs]
    return {"rings": {"source": "street", "offence": "theft", "pairs": stated}}


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        # Near is within Abbey and far has the rest of it: Abbey may have more than near.
        (("Abbey near", "Abbey far", "Castle far", "Minster far"), []),
        # All of Abbey is near and nothing else: its count is printed as that of the ring.
        (("Abbey near", "Castle far", "Minster far"), ["worked out"] * 2),
    ],
)
def test_rings_on_no_map_are_held_against_the_wards_they_cut(tmp_path, pairs, found):
    rows = ("Abbey theft [c]", "Castle theft [c]", "Minster theft 20")
    rings = RINGS.format(near=38, far=40)
    tables = {"wards": (EXACT, wards(*rows)), "rings": (EXACT, rings)}
    overlaps = overlapping(*(pair.split() for pair in pairs))
    bundle = write(tmp_path / "a", tables, sums=RING_SUMS, overlaps=overlaps)
    assert kinds(bundle) == found


def test_a_lone_hidden_ward_is_worked_out_from_the_total(tmp_path):
    rows = [row.replace("theft [c]", "theft 38") for row in SAFE]
    found = audit_numbers(write(tmp_path / "a", {"wards": (EXACT, wards(*rows))}))
    assert found["kind"].tolist() == ["worked out"] * 2
    assert found["place"].tolist() == ["row 3, offences", "row 7, offences"]
    what = found["what"][0]
    assert "area E05000001, weapons" in what
    assert all(f"row {row}, offences" in what for row in (2, 4, 5))  # theft, drugs, all
    assert "row 6" not in what, "Castle has nothing to do with it"
    assert " 3 " not in what and not what.endswith("3"), "the value is never repeated"


def test_the_months_of_a_year_give_its_total_away(tmp_path):
    months_at = EXACT | {"cells": PLACE | {"offence": "=all", "period": "month"}}
    months_at["keys"] = ["area", "month"]
    yearly = "area, theme, period, offences\nE05000001, all, April to June 2010, [c]"
    known = "area, month, offences\nE05000001, 2010-04, 1{0}\nE05000001, 2010-05, 12"
    known += "\nE05000001, 2010-06, {1}"
    tables = {"wards": (EXACT, yearly), "monthly": (months_at, known.format("0", "11"))}
    assert kinds(write(tmp_path / "a", tables)) == ["worked out"]
    tables["monthly"] = (months_at, known.format("0", "[c]"))
    assert kinds(write(tmp_path / "b", tables)) == []


RATES = EXACT | {"derived": {"rate": "1000 * offences / residents"}}
WITH_RATE = "area, area_name, theme, label, period, offences, residents, rate"


def test_a_rate_beside_a_hidden_count_gives_it_away(tmp_path):
    def release(name: str, rate: str) -> Bundle:
        rows = ("Abbey weapons [c] 12000 " + rate, "Castle weapons 24 12000 2.0")
        return write(tmp_path / name, {"wards": (RATES, wards(*rows, header=WITH_RATE))})

    found = audit_numbers(release("a", "0.25"))
    assert found["kind"].tolist() == ["worked out"] * 2
    assert found["place"].tolist() == ["row 2, rate", "row 2, offences"]
    assert "row 2, rate" in found["what"][1]
    assert audit_numbers(release("b", "[c]")).empty


def test_a_rate_made_from_the_rounded_count_says_no_more_than_it(tmp_path):
    rounded = RATES | {"round_to": 5, "sensitive": {"suppress_below": 5, "round_to": 5}}
    header = WITH_RATE + ", sensitive"

    def release(name: str, rate: str) -> Bundle:
        rows = (f"Abbey weapons 10 10000 {rate} True", "Castle weapons 15 10000 1.5000 True")
        return write(tmp_path / name, {"wards": (rounded, wards(*rows, header=header))})

    assert kinds(release("a", "1.0000")) == []
    assert kinds(release("b", "1.1000")) == ["sharper than the counts", "worked out"]


def test_a_percentage_of_a_published_base_gives_a_count_away(tmp_path):
    share = "100 * offences / whole(offences, area, period)"
    shared = EXACT | {"derived": {"share": share}}
    header = "area, area_name, theme, label, period, offences, share"

    def release(name: str, share: str) -> Bundle:
        rows = (f"Abbey theft [c] {share}", "Abbey weapons 40 80.0", "Abbey drugs 7 14.0")
        return write(tmp_path / name, {"wards": (shared, wards(*rows, header=header))})

    found = audit_numbers(release("a", "6.0"))
    assert set(found["kind"]) == {"worked out"}
    assert found["place"].tolist() == [f"row {row}, share" for row in (2, 3, 4)] + [
        "row 2, offences"
    ]
    rows = ("Abbey theft [c] [c]", "Abbey weapons 40 [c]", "Abbey drugs 7 [c]")
    assert kinds(write(tmp_path / "b", {"wards": (shared, wards(*rows, header=header))})) == []


@pytest.mark.parametrize(
    "formula",
    ["after - before", {"kind": "difference", "after": "after", "before": "before"}],
    ids=["now", "as an earlier release says it"],
)
def test_a_change_beside_a_shown_count_gives_the_other_away(tmp_path, formula):
    declared = {"keys": ["theme"], "suppress_below": 5, "round_to": 1}
    declared["derived"] = {"change": formula}
    table = "theme, before, after, change\nweapons, [c], 12, {}\ntheft, 40, 52, 12"
    words = ({}, "table, column, role\nchange, before, count\nchange, after, count")
    tables = {"change": (declared, table.format("9")), "dictionary": words}
    found = audit_numbers(write(tmp_path / "a", tables))
    assert found["place"].tolist() == ["row 2, change", "row 2, before"]
    assert set(found["kind"]) == {"worked out"}
    tables["change"] = (declared, table.format("[c]"))
    assert kinds(write(tmp_path / "b", tables)) == []


def test_two_editions_give_away_what_neither_does(tmp_path):
    public = write(tmp_path / "public", {"wards": (EXACT, wards(*SAFE))})
    other = [row.replace("Abbey theft [c]", "Abbey theft 38") for row in SAFE]
    committee = write(tmp_path / "c", {"wards": (EXACT, wards(other[0]))}, edition="committee")
    found = audit_numbers(public, also=[committee])
    assert set(found["kind"]) == {"worked out"}
    assert any("committee edition" in what for what in found["what"])
    same = write(tmp_path / "d", {"wards": (EXACT, wards(*SAFE))}, edition="committee")
    assert audit_numbers(public, also=[same]).empty


MONTHLY = EXACT | {"cells": PLACE | {"period": "month"}, "keys": ["area", "theme", "month"]}


def monthly(counts: dict[str, str]) -> str:
    rows = [f"E05000001, weapons, {month}, {count}" for month, count in counts.items()]
    return "\n".join(["area, theme, month, offences", *rows])


def test_an_earlier_release_shows_the_months_of_a_year_hidden_now(tmp_path):
    year = [f"{2010 + (month > 9)}-{(month + 2) % 12 + 1:02d}" for month in range(1, 13)]
    now = write(tmp_path / "now", {"wards": (EXACT, wards("Abbey weapons [c]"))})
    shown = {"monthly": (MONTHLY, monthly(dict.fromkeys(year, "0")))}
    before = write(tmp_path / "before", shown, period="2010/11, first")
    found = audit_numbers(now, register=[before])
    assert found["kind"].tolist() == ["worked out"]
    assert found["file"].tolist() == ["data/wards.csv"]
    assert "2010/11, first" in found["what"][0]
    some = {"monthly": (MONTHLY, monthly(dict.fromkeys(year[:11], "0")))}
    assert kinds(now, register=[write(tmp_path / "some", some)]) == []


def test_a_longer_run_of_the_same_hours_less_a_shorter_one_published_before(tmp_path):
    """31 nights out to September less 28 to August are September's 3."""

    def release(name: str, month: str, count: str, hours: str = "nights out") -> Bundle:
        rows = f"E05000001, theft, {hours}, {hours}; April to {month} 2010, {count}"
        text = "area, theme, hours, counted, offences\n" + rows
        at = EXACT | {"cells": PLACE | {"period": "counted"}, "keys": ["area", "theme", "hours"]}
        bundle = write(tmp_path / name, {"hours": (at, text)}, sums={}, period=month)
        bundle.tables["hours"]["counted"] = bundle.tables["hours"]["counted"].str.replace(";", ",")
        return bundle

    before = release("then", "August", "28")
    found = audit_numbers(release("now", "September", "31"), register=[before])
    assert found["kind"].tolist() == ["worked out"]
    assert "nights out, 2010-09" in found["what"][0]
    assert kinds(release("hidden", "September", "[c]"), register=[before]) == []
    assert kinds(release("more", "September", "34"), register=[before]) == []
    other = release("other", "August", "28", "other hours")
    assert kinds(release("apart", "September", "31"), register=[other]) == []


def test_a_survey_of_another_year_is_another_survey(tmp_path):
    """The same answer of last year's survey, shown, does not tell how many gave it this year."""
    at = EXACT | {"cells": PLACE | {"period": "=survey"}, "keys": ["area", "theme"]}

    def release(name: str, period: str, *rows: str) -> Bundle:
        return write(tmp_path / name, {"survey": (at, wards(*rows))}, period=period)

    now = release("now", YEAR, *SAFE)
    shown = ("Abbey theft 38",)
    assert set(kinds(now, register=[release("same", YEAR, *shown)])) == {"worked out"}
    assert kinds(now, register=[release("then", LAST_YEAR, *shown)]) == []


def test_an_earlier_release_shows_what_is_hidden_now(tmp_path):
    now = write(tmp_path / "now", {"wards": (EXACT, wards(*SAFE))})
    before = write(tmp_path / "a", {"wards": (EXACT, wards("Abbey theft 38"))}, period="first")
    assert set(kinds(now, register=[before])) == {"worked out"}
    same = write(tmp_path / "b", {"wards": (EXACT, wards(*SAFE))}, period="first")
    assert kinds(now, register=[same]) == []


def test_a_revised_count_is_kept_apart_and_noted(tmp_path):
    now = write(tmp_path / "now", {"wards": (EXACT, wards(*SAFE))})
    revised = wards("Abbey drugs 21", "Castle drugs 33")
    before = write(tmp_path / "a", {"wards": (EXACT, revised)}, period="first")
    found = audit_numbers(now, register=[before])
    assert found.empty
    assert len(found.attrs["notes"]) == 1 and "row 2" in found.attrs["notes"][0]
    # Revised in a sum: the parts of last time no longer make this time's total.
    parts = wards("Abbey theft 30", "Abbey weapons 30", "Castle weapons [c]")
    before = write(tmp_path / "b", {"wards": (EXACT, parts)}, period="first")
    assert audit_numbers(now, register=[before]).attrs["notes"]


def test_rolling_years_differ_by_the_months_at_their_ends(tmp_path):
    windows = [f"{2009 + (m > 11)}-{m % 12 + 1:02d}" for m in range(3, 18)]
    rolling = EXACT | {"keys": ["area", "theme", "period"]}

    def release(name: str, counts: list[str], table: dict | None = None) -> Bundle:
        rows = ["area, theme, period, offences"]
        for first, count in enumerate(counts):
            period = f"{windows[first]}..{windows[first + 11]}"
            rows.append(f"E05000001, weapons, {period}, {count}")
        return write(tmp_path / name, {"rolling": (rolling, "\n".join(rows)), **(table or {})})

    april = {"monthly": (MONTHLY, monthly({"2009-04": "0", "2010-04": "[c]"}))}
    found = audit_numbers(release("a", ["40", "43"], april))
    assert found["kind"].tolist() == ["worked out"]  # 43 - 40 is this April less last April's 0
    assert "2010-04" in found["what"][0]
    later = {"monthly": (MONTHLY, monthly({"2010-04": "[c]"}))}
    assert kinds(release("b", ["40", "43"], later)) == []


def test_a_month_between_two_overlapping_years_is_implied(tmp_path):
    """Published nowhere, but 40 - 37 offences fell in the one month that only one of them has."""
    rows = "area, theme, period, offences\nE05000001, all, 2009-03..2010-03, 40\n"
    rows += "E05000001, all, 2009/10, {}"
    found = audit_numbers(write(tmp_path / "a", {"wards": (EXACT, rows.format(37))}))
    assert found["kind"].tolist() == ["worked out"]
    assert "2009-03 " in found["what"][0]
    assert kinds(write(tmp_path / "b", {"wards": (EXACT, rows.format(35))})) == []


def test_what_the_parts_leave_of_a_total_is_a_count_like_any_other(tmp_path):
    rows = ["Abbey theft 40", "Abbey weapons 18", "Abbey all {}"]
    found = audit_numbers(write(tmp_path / "a", {"wards": (EXACT, wards(*rows).format("61"))}))
    assert found["kind"].tolist() == ["worked out"]
    assert "rest of all" in found["what"][0]
    for name, total in (("b", "58"), ("c", "70")):  # nothing left over, or enough
        tables = {"wards": (EXACT, wards(*rows).format(total))}
        assert kinds(write(tmp_path / name, tables)) == []


def test_a_range_of_small_counts_only_is_too_narrow(tmp_path):
    """The total is 8 to 10, the other theme 6."""
    rounded = EXACT | {"round_to": 3, "suppress_below": 0}
    parts = wards("Abbey weapons [c]", "Abbey theft {}", "Abbey drugs 0")
    totals = (rounded, wards("Abbey all 9"))
    narrow = write(tmp_path / "a", {"wards": (EXACT, parts.format(6)), "totals": totals})
    found = audit_numbers(narrow)
    assert found[["place", "kind"]].to_numpy().tolist() == [["row 2, offences", "too narrow"]]
    assert "data/totals.csv row 2" in found["what"][0]
    wide = write(tmp_path / "b", {"wards": (EXACT, parts.format(8)), "totals": totals})
    assert kinds(wide) == []


def test_a_known_primary_needs_everything_from_nothing_to_the_threshold(tmp_path):
    rows = ["Abbey weapons [c]", "Abbey theft [c]", "Abbey drugs 20", "Abbey all {}"]
    cell = Address("street", "E05000001", "weapons", YEAR)
    narrow = write(tmp_path / "a", {"wards": (EXACT, wards(*rows).format("24"))})
    assert kinds(narrow) == []
    found = audit_numbers(narrow, known={cell: 3})
    assert found["kind"].tolist() == ["too narrow"]
    assert "row 5" in found["what"][0]
    wide = write(tmp_path / "b", {"wards": (EXACT, wards(*rows).format("25"))})
    assert kinds(wide, known={cell: 3}) == []


def counts(*rows: str) -> dict[Address, int]:
    """True counts of the year; each row is "ward theme count"."""
    codes = {ward: code for code, ward in WARDS.items()}
    split = [row.split() for row in rows]
    return {
        address("street", codes.get(ward, BOROUGH), theme, YEAR): int(count)
        for ward, theme, count in split
    }


def test_whoever_is_behind_one_count_must_not_learn_another(tmp_path):
    rows = ["Abbey theft [c]", "Abbey weapons [c]", "Abbey drugs 20", "Abbey all {}"]
    five = write(tmp_path / "a", {"wards": (EXACT, wards(*rows).format(25))})
    known = counts("Abbey theft 1", "Abbey weapons 4", "Abbey drugs 20", "Abbey all 25")
    found = audit_numbers(five, known=known)
    assert found["kind"].tolist() == ["known to insiders"]
    assert found["place"].tolist() == ["row 3, offences"]
    assert " 4 " not in found["what"][0], "the value is never repeated"
    # With 2 thefts nobody is behind all of them.
    six = write(tmp_path / "b", {"wards": (EXACT, wards(*rows).format(26))})
    assert kinds(six, known=known | counts("Abbey theft 2", "Abbey all 26")) == []


def test_counts_shown_altered_are_promised_no_more_than_that(tmp_path):
    altered = EXACT | {"suppress_below": 0, "altered": {"method": "cell key", "by_at_most": 4}}
    altered["sensitive"] = {"suppress_below": 0, "round_to": 1}
    header = "area, area_name, theme, label, period, offences, sensitive"
    noisy = wards("Abbey theft 1 True", "Abbey weapons 3 True", header=header)
    tables = {
        "themes": (altered, noisy),
        "rest": (EXACT, wards("Abbey drugs 20", "Abbey all 25")),
    }
    known = counts("Abbey theft 1", "Abbey weapons 4", "Abbey drugs 20", "Abbey all 25")
    assert kinds(write(tmp_path / "a", tables), known=known) == []


def test_what_insiders_know_whatever_is_hidden_is_not_held_against_a_release(tmp_path):
    """The borough's two thefts fell in two months, one in each, and Abbey is all of the borough."""
    sums = {"area": [{"total": BOROUGH, "parts": ["E05000001"], "complete": True}]}
    sums["period"] = [{"total": "all year", "parts": ["first", "second"], "complete": True}]
    rows = "area, theme, period, offences\n" + "\n".join(
        f"{area}, theft, {period}, [c]"
        for area, period in (
            (BOROUGH, "all year"), (BOROUGH, "first"), (BOROUGH, "second"),
            ("E05000001", "all year"),
        )
    )  # fmt: skip
    known = {
        Address("street", BOROUGH, "theft", "first"): 1,
        Address("street", BOROUGH, "theft", "second"): 1,
        Address("street", BOROUGH, "theft", "all year"): 2,
        Address("street", "E05000001", "theft", "all year"): 2,
    }
    release = write(tmp_path / "a", {"thefts": (EXACT, rows)}, sums=sums)
    assert kinds(release, known=known) == []


def test_a_count_under_another_name_is_no_other_count(tmp_path):
    """The year's one theft was in its first half, all of whose week it is: it is one event."""
    sums = {"period": [
        {"total": "all year", "parts": ["first", "second"], "complete": True},
        {"total": "whole week", "parts": ["first"], "complete": True},
    ]}  # fmt: skip
    sums["area"] = [{"total": BOROUGH, "parts": ["E05000001", "E05000002"], "complete": True}]
    told = {"all year": "[c]", "first": "[c]", "second": "0"}
    rows = ["area, theme, period, offences"]
    rows += [f"E05000001, theft, {period}, {count}" for period, count in told.items()]
    # The borough's week is told, so that a reader forms that of the wards.
    rows += ["E05000002, theft, first, [c]", f"{BOROUGH}, theft, whole week, 31"]
    release = write(tmp_path / "a", {"thefts": (EXACT, "\n".join(rows))}, sums=sums)
    known = {
        Address("street", area, "theft", period): count
        for area, period, count in (
            ("E05000001", "all year", 1), ("E05000001", "first", 1), ("E05000001", "second", 0),
            ("E05000002", "first", 30), (BOROUGH, "whole week", 31),
        )
    }  # fmt: skip
    assert kinds(release, known=known) == []


def test_nobody_is_taken_to_know_a_count_that_an_earlier_release_contradicts(tmp_path):
    rows = ["Abbey weapons [c]", "Abbey theft [c]", "Abbey drugs 20", "Abbey all 40"]
    now = write(tmp_path / "now", {"wards": (EXACT, wards(*rows))})
    known = counts("Abbey weapons 1", "Abbey theft 19", "Abbey drugs 20", "Abbey all 40")
    two = {"monthly": (MONTHLY | {"suppress_below": 0}, monthly({"2010-04": "2"}))}
    before = write(tmp_path / "before", two, period="first")
    found = audit_numbers(now, known=known, register=[before])
    assert "too narrow" in found["kind"].tolist()
    assert "1 counts of 1 are revised since" in found.attrs["notes"]


def test_the_true_count_of_a_remainder_is_worked_out_not_taken_from_another_system():
    all_, theft = (address("street", "E05000001", theme, YEAR) for theme in ("all", "theft"))
    stated = splits([{"sums": SUMS}])
    sums = sums_over([all_, theft], stated)
    rest = next(
        cell
        for cell in sums.cells
        if cell.area == all_.area and cell.offence.startswith("rest of all")
    )
    found = completed({all_: 12, theft: 9, rest: 7}, sums)
    assert found[rest] == 3
    assert rest not in completed({all_: 9, theft: 12, rest: 7}, sums), "counted otherwise before"


PAGE = """<html><h1>Abbey</h1><table><caption>{caption}</caption>
<thead><tr><th scope="col">Theme</th><th scope="col">{head}</th></tr></thead><tbody>
<tr><th scope="row">Weapons</th><td>{count}</td></tr>
<tr><th scope="row">Drugs</th><td>20</td></tr></tbody></table></html>"""


@pytest.mark.parametrize("head", ["Offences", "2010/11", "April 2010 to March 2011"])
def test_a_page_must_not_show_what_the_table_hides(tmp_path, head):
    def release(name: str, count: str) -> Bundle:
        page = PAGE.format(caption="Abbey: offences by theme", head=head, count=count)
        return write(tmp_path / name, {"wards": (EXACT, wards(*SAFE))}, pages={"a.html": page})

    found = audit_numbers(release("a", "3"))
    assert ("a.html", "worked out") in set(zip(found["file"], found["kind"], strict=True))
    assert audit_numbers(release("b", "[c]")).empty


def test_a_page_that_contradicts_its_table_is_found(tmp_path):
    page = PAGE.format(caption="Abbey", head="Offences", count="[c]").replace(">20<", ">21<")
    found = audit_numbers(
        write(tmp_path / "a", {"wards": (EXACT, wards(*SAFE))}, pages={"a.html": page})
    )
    assert found[["file", "kind"]].to_numpy().tolist() == [["a.html", "contradiction"]]


@pytest.mark.parametrize(
    ("head", "expected"),
    [("Offences before", []), ("People", ["a.html"])],
)
def test_offences_of_a_group_are_not_its_people(tmp_path, head, expected):
    people = {**EXACT, "cells": {**PLACE, "source": "lists", "count": "people"}}
    table = wards("Abbey drugs 33", header="area, area_name, theme, label, period, people")
    page = PAGE.format(caption="Abbey", head=head, count="[c]")
    found = audit_numbers(write(tmp_path / "a", {"lists": (people, table)}, pages={"a.html": page}))
    assert found["file"].tolist() == expected


@pytest.mark.parametrize("head", ["Rate per 1,000", "Residents", "Rank", "Share of all"])
def test_numbers_that_are_no_counts_are_not_read_as_counts(tmp_path, head):
    page = PAGE.format(caption="Abbey", head=head, count="3")
    release = write(tmp_path / "a", {"wards": (EXACT, wards(*SAFE))}, pages={"a.html": page})
    assert audit_numbers(release).empty


def test_a_percentage_in_a_page_beside_a_hidden_count_gives_it_away(tmp_path):
    def release(name: str, share: str) -> Bundle:
        page = PAGE.format(caption="Abbey", head="Share of area's offences", count=share)
        page = page.replace(">20<", ">33%<")
        return write(tmp_path / name, {"wards": (EXACT, wards(*SAFE))}, pages={"a.html": page})

    assert set(kinds(release("a", "4.9%"))) == {"worked out"}
    assert kinds(release("b", "[c]")) == []


SQUARE = "[[[{0},0],[{1},0],[{1},1],[{0},1],[{0},0]]]"


def layer(**areas: tuple[float, float]) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "Polygon", "coordinates": json.loads(SQUARE.format(*ends))},
        }
        for code, ends in areas.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_a_shifted_grid_isolates_the_strip_between(tmp_path):
    """A1 covers 0 to 2 and B1 0 to 1.5: the strip between holds 3."""
    maps = {
        "data/a.geojson": layer(A1=(0, 2), A2=(2, 4)),
        "data/b.geojson": layer(B1=(0, 1.5), B2=(1.5, 4)),
    }
    rows = "area, theme, period, offences\nA1, all, 2010/11, {}\nA2, all, 2010/11, 30\n"
    rows += "B1, all, 2010/11, 20\nB2, all, 2010/11, {}"
    narrow = write(tmp_path / "a", {"grid": (EXACT, rows.format(23, 33))}, pages=maps, sums={})
    found = audit_numbers(narrow)
    assert set(found["kind"]) == {"worked out"}
    assert "area A1 and B2" in found["what"][0]
    wide = write(tmp_path / "b", {"grid": (EXACT, rows.format(27, 37))}, pages=maps, sums={})
    assert audit_numbers(wide).empty


def test_bands_say_something_only_where_their_breaks_are_published(tmp_path):
    maps = {"data/ward.geojson": layer(E05000001=(0, 2)), "data/hexes.geojson": layer(H1=(0, 2))}
    bands = ({"keys": ["area"]}, "area, band\nH1, low")
    tables = {"wards": (EXACT, wards("Abbey all [c]")), "bands": bands}
    said = {"source": "street", "offence": "all", "period": YEAR, "complete": True}
    said["groups"] = {"H1": {"low": [1, 3]}}
    told = write(tmp_path / "a", tables, pages=maps, sums={}, bands={"bands": said})
    assert "too narrow" in kinds(told)
    assert kinds(write(tmp_path / "b", tables, pages=maps, sums={})) == []


def test_groups_of_the_map_are_known_by_their_ground_and_not_by_their_number(tmp_path):
    """H1 and H2 change places from one release to the next; Abbey had 25 by August, Castle 50."""
    grounds = {"east": (0, 1), "west": (1, 2)}

    def made(name, period, counts, **numbered):
        rows = [f"{code}, all, {period}, {n}" for code, n in zip(("E1", "E2"), counts, strict=True)]
        text = "\n".join(["area, theme, period, offences", *rows])
        bands = "\n".join(f"{code}, {'low' if at == 'east' else 'high'}"
                          for code, at in numbered.items())  # fmt: skip
        said = {"source": "street", "offence": "all", "period": period, "complete": True}
        said["groups"] = {code: {"low": [5, 35], "high": [36, None]} for code in numbered}
        maps = {
            "data/ward.geojson": layer(E1=(0, 1), E2=(1, 2)),
            "data/hexes.geojson": layer(**{code: grounds[at] for code, at in numbered.items()}),
        }
        tables = {"grid": (EXACT, text), "bands": ({"keys": ["area"]}, f"area, band\n{bands}")}
        return write(tmp_path / name, tables, pages=maps, sums={}, bands={"bands": said})

    now = made("now", YEAR, (30, 60), H1="east", H2="west")
    august = "April to August 2010"
    before = made("then", august, (25, 50), H1="west", H2="east")
    assert audit_numbers(now, register=[before]).empty
    assert regrouped([now, before]) == [{}, {"H1": "H2", "H2": "H1"}]
    moved = made("moved", august, (25, 50), H1="west")
    assert regrouped([moved, now])[1] == {"H1": regrouped([moved, now])[1]["H1"], "H2": "H1"}
    assert regrouped([moved, now])[1]["H1"].startswith("H1 of ground ")
    alike = made("alike", august, (25, 50), H1="east", H2="west")
    assert audit_numbers(now, register=[alike]).empty


def test_a_small_count_against_the_rule_of_its_own_table_is_found(tmp_path):
    tables = {"wards": (EXACT, wards("Abbey theft 3", "Castle theft 5", "Minster theft 0"))}
    assert audit_numbers(write(tmp_path / "a", tables))["place"].tolist() == ["row 2, offences"]


def test_tables_outside_the_declarations_are_found_or_refused(tmp_path):
    bundle = write(tmp_path / "a", {"wards": (EXACT, wards(*SAFE))}, pages={"extra.csv": "a\n1\n"})
    assert kinds(bundle) == ["undeclared table"]
    (tmp_path / "a/data/more.csv").write_text("a\n1\n")
    with pytest.raises(DisclosureError, match="not declared: more"):
        open_bundle(tmp_path / "a")


def test_a_table_without_rows_says_nothing_whatever_it_declares(tmp_path):
    as_shown = {"column": "theme", "totals": ["all"]}
    strict = {"suppress_below": 5, "round_to": 5, "totals_as_shown": as_shown}
    none = wards(header="area, area_name, theme, label, period, offences, sensitive")
    found = audit_numbers(write(tmp_path / "a", {"none": ({**EXACT, "sensitive": strict}, none)}))
    assert found.empty


def test_a_sealed_zip_is_read_like_the_folder(tmp_path):
    folder = write(tmp_path / "public", {"wards": (EXACT, wards(*SAFE))})
    with zipfile.ZipFile(tmp_path / "r.zip", "w") as archive:
        archive.writestr("manifest.json", "{}")
        for name, content in folder.files.items():
            archive.writestr(f"alder/public/{name}", content)
    sealed = open_bundle(tmp_path / "r.zip")
    assert {*sealed.files} == {*folder.files, "manifest.json"}
    assert sealed.tables["wards"].equals(folder.tables["wards"])


@pytest.mark.parametrize("content", [None, "{", "[]", '{"format": 2, "tables": {}}'])
def test_a_release_without_readable_structure_is_refused(tmp_path, content):
    (tmp_path / "data").mkdir()
    if content is not None:
        (tmp_path / "data/structure.json").write_text(content)
    with pytest.raises(InputError, match=r"structure\.json"):
        open_bundle(tmp_path)


@pytest.mark.parametrize("base, below", [(5, 5), (5, 0), (5, 3), (10, 5), (3, 5), (4, 0), (1, 0)])
def test_possible_counts_are_those_that_round_to_the_figure(base, below):
    shown: dict[int, list[int]] = {}
    for count in range(60):
        figure = int(np.floor(count / base + 0.5)) * base
        if not 1 <= count < below and (figure or not count):
            shown.setdefault(figure, []).append(count)
    figures = np.array([figure for figure in shown if figure < 50])
    lower, upper = possible_counts(
        figures, np.full(len(figures), base), np.full(len(figures), below)
    )
    assert lower.tolist() == [min(shown[figure]) for figure in figures.tolist()]
    assert upper.tolist() == [max(shown[figure]) for figure in figures.tolist()]


def test_a_period_has_one_address_however_it_is_written():
    labels = ["2010/11", "April 2010 to March 2011", "2010-04..2011-03", "year to March 2011"]
    assert len({period_key(label) for label in labels}) == 1
    assert months("2010-13") is None and months("March to January 2010") is None
    assert address("s", "a", "o", "April 2010") == address("s", "a", "o", "2010-04")
