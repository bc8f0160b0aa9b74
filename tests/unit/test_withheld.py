"""Exhibits of what was withheld: honest findings, marked text, nothing said that is not so."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from cdrp_analysis.disclosure.kept import LEDGER
from cdrp_analysis.disclosure.statements import Statement, wording
from cdrp_analysis.exhibits.withheld import (
    approvals_table,
    coarser_table,
    ledger_table,
    marks_explained,
    protection_table,
    statement_block,
    statement_blocks,
    survival_table,
    withheld_note,
)
from cdrp_analysis.vocabulary import SYMBOL_MEANINGS
from tests.drawn import frame


def cells(html: str) -> list[list[str]]:
    """The rows of the first table."""
    rows = BeautifulSoup(html, "html.parser").tbody.find_all("tr")
    return [[cell.text for cell in row.find_all(["th", "td"])] for row in rows]


def intelligence() -> Statement:
    text = "Two <groups> mean to meet.\n\nThey will bring dogs."
    return Statement("int", "Groups & dogs", "intelligence", text, exemptions=("FOI s.31",))


def test_a_restricted_statement_is_shown_and_marked():
    shown = statement_block(wording(intelligence(), "restricted"))
    soup = BeautifulSoup(shown._repr_html_(), "html.parser")
    assert soup.h3.text == "Groups & dogs"
    assert [p.text for p in soup.find_all("p")][:2] == [
        "Two <groups> mean to meet.",
        "They will bring dogs.",
    ]
    marking = soup.select_one("p.exemption")
    assert marking.text.startswith("Exempt: ") and marking.text.endswith("(FOI s.31).")


def test_a_withheld_statement_is_its_note_alone():
    shown = statement_block(wording(intelligence(), "public"))
    soup = BeautifulSoup(shown._repr_html_(), "html.parser")
    assert [p["class"] for p in soup.find_all("p")] == [["withheld"]]
    assert soup.p.text.startswith("Material was withheld: ") and "groups" not in str(soup)


def test_blocks_count_what_is_withheld():
    rows = pd.DataFrame(
        {"title": ["A", "B"], "text": ["Said.", ""], "note": [None, "Material was withheld: x."]}
    )
    shown = statement_blocks(rows)
    assert shown.title == "1 of 2 statements withheld"
    titles = BeautifulSoup(shown.body, "html.parser").find_all("h3", "statement-title")
    assert [title.text for title in titles] == ["A", "B"]
    assert statement_blocks(rows.head(1)).title == "1 statement, none withheld"
    assert statement_blocks(rows.head(0)).title == "There are no statements"


def test_the_standing_note_gives_ground_and_law_of_each_exemption_used():
    shown = withheld_note("public", {"LGA Sch 12A para 7": 1, "FOI s.31": 2, "FOI s.40": 0})
    assert shown.title == "Material was withheld from the public edition under 2 exemptions"
    first, second = cells(shown.body)
    assert first[0] == "FOI s.31" and first[3] == "2" and "Freedom of Information Act" in first[2]
    assert second[0] == "LGA Sch 12A para 7" and second[1].startswith("Relates to action taken")
    assert withheld_note("public", {}).title == "No statement was withheld from the public edition"


def test_every_mark_and_zero_is_explained():
    shown = marks_explained().body
    assert [row[0] for row in cells(shown)] == [*SYMBOL_MEANINGS, "0"]
    assert shown.count("[low]") == 1 and shown.endswith("</div>")


def ledger() -> pd.DataFrame:
    rows = [
        (
            "public",
            "wards",
            f"Abbey · {i}",
            "offences",
            "small",
            "suppressed",
            "x",
            "FOI s.40",
            "Board",
        )
        for i in range(3)
    ]
    rows.append(("committee", "wards", "Abbey · 0", "offences", "r", "rounded", "x", "", "Board"))
    return pd.DataFrame(rows, columns=LEDGER)


def test_redactions_are_counted_with_the_whole_list_folded():
    shown = ledger_table(ledger())
    assert shown.title == "4 redactions: 3 in the public edition and 1 in the committee edition"
    assert [row[:5] for row in cells(shown.body)] == [
        ["wards", "public", "3", "suppressed", "FOI s.40"],
        ["wards", "committee", "1", "rounded", ""],
    ]
    listed = cells(shown.table_html)
    assert [row[0] for row in listed] == ["Abbey · 0; Abbey · 1; Abbey · 2", "Abbey · 0"]
    one = ledger_table(ledger().head(3))
    assert one.title == "3 redactions, all in the public edition"
    empty = ledger_table(ledger().head(0))
    assert empty.title == "Nothing was left out or changed" and empty.table_html == ""


def test_what_is_left_is_never_rounded_up_to_all_of_it():
    table = frame("""
        edition   | table | title | cells | shown | share_of_cells | share_of_offences
        committee | wards | Wards | 1000  | 999   | 0.999          | 0.9999
        public    | wards | Wards | 1000  | 750   | 0.75           | 0.98
    """)
    shown = survival_table(table)
    assert shown.title == (
        "Counts still shown in protected tables: under 100% (999 of 1,000) in the committee "
        "edition and 75% (750 of 1,000) in the public edition"
    )
    assert cells(shown.body)[0][4:] == ["under 100%", "under 100%"]
    assert survival_table(table.head(0)).title == "No table holds protected counts"


def attacked(**columns) -> pd.DataFrame:
    made = {
        "source": "street", "area": "E05990001", "offence": ["robbery", "weapons", "drugs"],
        "period": "2010/11", "kind": "table", "primary": [True, True, False],
        "lower": [0.0, 0.0, 5.0], "upper": [6.0, float("inf"), 9.0], "safe": True,
    }  # fmt: skip
    return pd.DataFrame({**made, **columns})


def test_protected_counts_are_said_to_be_with_their_narrowest_range():
    shown = protection_table(attacked())
    assert shown.title == (
        "2 counts hidden for their own value leave 0 to 5 open, "
        "and the one other cannot be worked out"
    )
    assert cells(shown.body) == [
        ["for its own value", "2", "0 to 6", "0", "0"],
        ["to protect others", "1", "5 to 9", "0", "0"],
    ]
    assert cells(shown.table_html)[1][5] == "0 to no limit"


@pytest.mark.parametrize(
    "columns",
    [
        {"upper": [4.0, 9.0, 9.0]},  # says safe, and ends below the threshold
        {"lower": [1.0, 0.0, 5.0]},
        {"lower": [0.0, 0.0, 9.0]},  # a single possible count
        {"safe": [True, True, False]},
    ],
)
def test_one_open_count_is_never_called_protected(columns):
    shown = protection_table(attacked(**columns))
    assert shown.title == "1 of 3 hidden counts is not protected: this must not be published"


def test_what_an_earlier_release_gave_away_is_said_and_not_called_protected():
    shown = protection_table(
        attacked(exposed=[True, False, False], lower=[2.0, 0.0, 5.0], upper=[2.0, 9.0, 9.0])
    )
    assert shown.title == (
        "1 count hidden for its own value leaves 0 to 5 open, and the one other cannot be worked "
        "out; 1 was open already, through an earlier release"
    )
    assert cells(shown.body)[0][2:] == ["2", "1", "0"]


def test_a_range_of_its_own_is_what_a_count_is_judged_by():
    """A dominated sum stays open from 388 to 412, health's small count from 0 to 8."""
    own = {"floor": [388.0, 0.0, np.nan], "reach": [412.0, 8.0, np.nan]}
    whole = attacked(**own, lower=[370.0, 0.0, 5.0], upper=[460.0, 8.0, 9.0])
    assert protection_table(whole).title == (
        "2 counts hidden for their own value leave all that their rules ask for open, "
        "and the one other cannot be worked out"
    )
    for cut in ({"lower": [389.0, 0.0, 5.0]}, {"upper": [460.0, 7.0, 9.0]}):
        title = protection_table(whole.assign(**cut)).title
        assert title.startswith("1 of 3 hidden counts is not protected")


def proposed(*rows: tuple) -> pd.DataFrame:
    columns = ["title", "table", "proposal", "cells", "hidden", "cells_shown", "offences_shown"]
    frame = pd.DataFrame(rows, columns=[*columns, "information", "more_information"])
    return frame.assign(edition="committee")


AS_NOW = ("Wards", "wards", "as it is", 40, 10, 0.75, 0.9, 0.8, 0.0)


def test_a_coarser_table_that_tells_more_is_said_to_with_both_measures():
    shown = coarser_table(
        proposed(AS_NOW, ("Wards", "wards", "months as quarters", 16, 1, 0.9375, 1.0, 0.85, 0.05)),
        above=0.1,
    )
    assert shown.title == ("1 table hides more than 10% of its counts; coarser, it would tell more")
    assert [row[1:4] for row in cells(shown.body)] == [
        ["as it is", "40", "10"], ["months as quarters", "16", "1"],
    ]  # fmt: skip
    assert "for the analyst to decide" in shown.about["note"]


def test_tables_that_are_best_as_they_are_and_none_that_hides_much():
    worse = ("Wards", "wards", "no wards", 4, 0, 1.0, 1.0, 0.2, -0.6)
    two = proposed(AS_NOW, worse, ("LSOAs", "lsoas", *AS_NOW[2:]))
    assert coarser_table(two, above=0.2).title == (
        "2 tables hide more than 20% of their counts; coarser, none would tell more"
    )
    none = coarser_table(proposed().head(0), above=0.1)
    assert none.title == "No table hides more than 10% of its counts"
    assert "table" not in none.body


def test_nothing_attacked_is_said_so():
    assert protection_table(attacked().head(0)).title == "No hidden count had to be attacked"


def test_the_threshold_is_the_assessments_own():
    title = protection_table(attacked(), threshold=8).title
    assert title.startswith("1 of 3 hidden counts is not protected")


def sign_off(standing: int, void: int = 0) -> SimpleNamespace:
    def given(i, why):
        return SimpleNamespace(role=f"Role {i}", name=f"N {i}", date="2011-01-0" + str(i), void=why)

    return SimpleNamespace(
        edition="public",
        standing=tuple(given(i + 1, "") for i in range(standing)),
        void=tuple(given(i + 5, "changed since") for i in range(void)),
        complete=standing == 2,
    )


def test_approvals_say_whether_the_edition_may_go():
    assert approvals_table(sign_off(2)).title == "The public edition has the approvals it needs"
    one = approvals_table(sign_off(1, void=1))
    assert one.title == "The public edition may not be released yet: 1 approval stands"
    assert [row[3] for row in cells(one.body)] == ["stands", "void: changed since"]
    assert approvals_table(sign_off(0)).title.endswith("no approval stands")
