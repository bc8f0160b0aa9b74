"""The draft and its readers: what was said of it, what editions keep back, who answers for it."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about
from cdrp_analysis.exhibits.tables import Shown, data_table


def statement_editions_table(statement_editions: pd.DataFrame) -> Exhibit:
    """How the three editions differ in what they say in words, and by what right."""
    return data_table(
        statement_editions.assign(
            edition=statement_editions["edition"].astype(str).map(wording.upper_first)
        ),
        {
            "edition": "Edition",
            "whole": Shown("Printed whole", "count"),
            "worded": Shown("Reworded", "count"),
            "withheld": Shown("Withheld", "count"),
            "codes": "Exemptions claimed",
        },
        caption="Statements by edition",
        title=statement_editions_sentence(statement_editions).headline,
        about_table=about(statement_editions),
    )


def statement_editions_sentence(statement_editions: pd.DataFrame) -> Finding:
    """Whether another edition keeps a statement back."""
    if statement_editions.empty:
        return Finding("There are no statements to keep back")
    withheld = wording.values(statement_editions, "withheld")
    kept = statement_editions.loc[withheld > 0, "edition"].astype(str)
    if kept.empty:
        return Finding("No edition keeps a statement back")
    return Finding(
        f"Statements are kept back from the {wording.listed(kept)} edition"
        f"{'s' if len(kept) > 1 else ''}"
    )


def statement_codes_table(statement_codes: pd.DataFrame) -> Exhibit:
    """What every code that is claimed stands for, and how many statements it keeps from whom."""
    return data_table(
        statement_codes.assign(ground=statement_codes["ground"].map(wording.upper_first)),
        {
            "code": "Exemption",
            "ground": "Ground",
            "committee": Shown("Statements, committee", "count"),
            "public": Shown("Statements, public", "count"),
        },
        caption="Exemptions claimed, and statements not printed whole under them",
        title="Every exemption that is claimed has its ground in law"
        if len(statement_codes)
        else "No exemption is claimed",
        about_table=about(
            statement_codes, note="A statement kept back under several exemptions counts under each"
        ),
    )


def comment_answers_table(comment_answers: pd.DataFrame) -> Exhibit:
    """Comments on the draft by what was done with them."""
    rows = comment_answers.assign(
        response=comment_answers["response"].astype(str).map(wording.upper_first)
    )
    return data_table(
        rows,
        {"response": "What was done", "comments": Shown("Comments", "count")},
        caption="Comments on the draft by what was done",
        title=comment_answers_sentence(comment_answers).headline,
        about_table=about(comment_answers),
    )


def comment_answers_sentence(comment_answers: pd.DataFrame) -> Finding:
    """What was done most often with a comment."""
    if comment_answers.empty:
        return Finding("No comment on the draft was received")
    counts = wording.values(comment_answers, "comments")
    if counts.notna().sum() == 0:
        return Finding("What was done with comments cannot be shown")
    most = str(comment_answers.loc[counts.idxmax(), "response"])
    return Finding(f"Comments on the draft were most often {wording.lower_first(most)}")


def comment_log_table(comment_log: pd.DataFrame) -> Exhibit:
    """Every comment, its author's body and what was done; restricted."""
    return data_table(
        comment_log,
        {
            "received_on": "Came",
            "body": "From",
            "section": "On",
            "text": "Comment",
            "response": "What was done",
        },
        caption="Comments on the draft",
        title="Every comment on the draft, with what was done"
        if len(comment_log)
        else "No comment on the draft was received",
    )


def proportionality_table(proportionality: pd.DataFrame) -> Exhibit:
    """Every exhibit about people, why it is proportionate and who signed; restricted."""
    signed = (
        proportionality["signed_by"].astype(str) + ", " + proportionality["signed_on"].astype(str)
    )
    return data_table(
        proportionality.assign(
            signed=signed.where(proportionality["state"].eq("signed"), proportionality["state"])
        ),
        {
            "title": "Exhibit",
            "shows": "What it shows of people",
            "purpose": "Purpose",
            "why": "Why it is proportionate",
            "public_rule": "Rule in public",
            "signed": "Signed off",
        },
        caption="Exhibits about people, and why each is proportionate",
        title=proportionality_sentence(proportionality).headline,
    )


def proportionality_sentence(proportionality: pd.DataFrame) -> Finding:
    """Whether every exhibit about people has its record."""
    if proportionality.empty:
        return Finding("No exhibit is about people")
    lacking = proportionality["state"].ne("signed")
    if not lacking.any():
        return Finding("Every exhibit about people has a record of proportionality, signed off")
    return Finding(
        f"{wording.plural(int(lacking.sum()), 'exhibit')} of {wording.number(len(lacking))} about "
        f"people {'has' if lacking.sum() == 1 else 'have'} no record of proportionality",
        detail="No edition that holds one of them can be released.",
    )
