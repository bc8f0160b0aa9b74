"""What was said of the draft, and how the three editions differ in their statements."""

import pandas as pd
import pytest

from cdrp_analysis.assessment import draft_comments
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.statements import Approval, Statement, approval_hash
from tests.drawn import frame


class Stand:
    def __init__(self, rows=None):
        self.rows = rows

    def has_feed(self, name):
        return name == "comments" and self.rows is not None

    def feed(self, name):
        return self.rows


COMMENTS = frame("""
    reference | received_on | body      | section | text       | response
    C-2       | 2010-09-03  | agency    | plan    | Too late.  | accepted
    C-1       | 2010-09-03  | committee | trends  | Too low.   | accepted
    C-3       | 2010-09-01  | public    | places  | Too small. |
""")


def comments() -> pd.DataFrame:
    return COMMENTS.assign(received_on=pd.to_datetime(COMMENTS["received_on"]))


def test_comments_are_counted_by_what_was_done_and_the_unanswered_are_told():
    table = draft_comments.comment_answers(Stand(comments()))
    assert table.to_numpy().tolist() == [["accepted", 2], ["not answered yet", 1]]


def test_the_log_has_every_comment_in_the_order_it_came():
    table = draft_comments.comment_log(Stand(comments()))
    assert table["reference"].tolist() == ["C-3", "C-1", "C-2"]
    assert table.loc[0, ["received_on", "body", "response"]].tolist() == [
        "2010-09-01", "public", "not answered yet",
    ]  # fmt: skip


@pytest.mark.parametrize("made", ["comment_answers", "comment_log"])
def test_without_comments_there_is_no_row(made):
    table = getattr(draft_comments, made)(Stand())
    assert table.empty and list(table) == [column.name for column in SPECS[made].columns]


def statement(key: str, content: str, **more) -> Statement:
    return Statement(key=key, title=key, content=content, text=f"All of {key}.", **more)


def test_editions_print_whole_in_other_words_or_not_at_all():
    worded = "Less of it."
    given = [
        statement("plain", "commentary", public_approval=None),
        statement("secret", "intelligence", exemptions=("FOI s.31",)),
        statement("threat", "emerging_threat", exemptions=("FOI s.31",), public=worded,
                  public_approval=Approval("Head, A. Person", approval_hash(worded), "")),
    ]  # fmt: skip
    rows = draft_comments.statement_editions(given[1:]).set_index("edition")
    assert rows.loc["restricted", ["whole", "worded", "withheld"]].tolist() == [2, 0, 0]
    assert rows.loc["public", ["whole", "worded", "withheld"]].tolist() == [0, 1, 1]
    assert rows.loc["public", "codes"] == "FOI s.31"
    assert draft_comments.statement_editions([]).empty
    codes = draft_comments.statement_codes(given[1:]).set_index("code")
    assert codes.loc["FOI s.31", ["committee", "public"]].tolist() == [2, 2]
    assert draft_comments.statement_codes([]).empty
