"""What was said of the draft and what came of it, and how editions differ in their texts."""

from collections.abc import Sequence

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.wordings import statement_table
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.exemptions import EXEMPTIONS
from cdrp_analysis.disclosure.statements import Statement
from cdrp_analysis.measures import voices

EDITIONS = ("restricted", "committee", "public")


def comment_answers(evidence: Evidence) -> pd.DataFrame:
    """
    Comments on the draft by what was done with them, most frequent first.

    Returns
    -------
    DataFrame
        As the table ``comment_answers``; no rows where no comment was received.
    """
    if not evidence.has_feed("comments"):
        return _none("comment_answers")
    return voices.answered(evidence.feed("comments"))


def comment_log(evidence: Evidence) -> pd.DataFrame:
    """Every comment in the order it came, as the table ``comment_log``."""
    if not evidence.has_feed("comments"):
        return _none("comment_log")
    rows = evidence.feed("comments").sort_values(["received_on", "reference"], kind="stable")
    rows = rows.assign(
        received_on=rows["received_on"].dt.strftime("%Y-%m-%d"),
        response=rows["response"].astype("object").fillna("").replace("", voices.UNANSWERED),
    )
    return rows[[column.name for column in SPECS["comment_log"].columns]].reset_index(drop=True)


def statement_editions(given: Sequence[Statement]) -> pd.DataFrame:
    """
    How many statements each edition prints whole, in other words, or not at all.

    Returns
    -------
    DataFrame, one row per edition, the widest reader last
        As the table ``statement_editions``; no rows where there are no statements.

    Raises
    ------
    DisclosureError
        If an edition's wording was not approved as it stands.
    """
    if not given:
        return _none("statement_editions")
    texts = {statement.key: statement.text.strip() for statement in given}
    rows = []
    for edition in EDITIONS:
        table = statement_table(given, edition)
        shown = table["text"].fillna("").str.strip()
        whole = shown.eq(table["key"].map(texts)) & shown.ne("")
        codes = sorted({code for cell in table["exemptions"] for code in cell.split(", ") if code})
        rows.append(
            (edition, len(table), int(whole.sum()), int((shown.ne("") & ~whole).sum()),
             int(shown.eq("").sum()), ", ".join(codes))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=[c.name for c in SPECS["statement_editions"].columns])


def statement_codes(given: Sequence[Statement]) -> pd.DataFrame:
    """
    Every exemption claimed, its ground, and how many statements it keeps from whom.

    Returns
    -------
    DataFrame, one row per code, in the order of the law
        As the table ``statement_codes``: statements that an edition does not print whole.
    """
    kept = {code: dict.fromkeys(EDITIONS[1:], 0) for s in given for code in s.exemptions}
    for edition in EDITIONS[1:]:
        shown = statement_table(given, edition).set_index("key")["text"].fillna("")
        for statement in given:
            if shown[statement.key].strip() != statement.text.strip():
                for code in statement.exemptions:
                    kept[code][edition] += 1
    rows = [
        (code, exemption.meaning, exemption.law, *kept[code].values())
        for code, exemption in EXEMPTIONS.items()
        if code in kept
    ]
    return pd.DataFrame(rows, columns=[c.name for c in SPECS["statement_codes"].columns])


def _none(table: str) -> pd.DataFrame:
    return pd.DataFrame(columns=[column.name for column in SPECS[table].columns])
