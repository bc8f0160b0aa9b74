"""A finished run in a few lines, from the tables it made."""

from cdrp_analysis import exhibits
from cdrp_analysis.assessment.editions import Drafts
from cdrp_analysis.assessment.restricted import Evidence

_SENTENCES = (
    ("row_accounting", exhibits.row_accounting_sentence),
    ("priorities", exhibits.top_priorities),
    ("projection", exhibits.projection_sentence),
    ("check_up", exhibits.check_up_sentence),
)


def summary(evidence: Evidence, drafts: Drafts | None) -> list[str]:
    """
    What a person should know of a run before opening its pages.

    Rows read, priorities, the projected year, planted truths found (sample only), and what
    became of the editions to be released; only lines whose tables the run made.
    """
    lines = [str(say(evidence.table(name))) for name, say in _SENTENCES if evidence.has(name)]
    if drafts is not None:
        lines += [_redacted(drafts, edition) for edition in drafts.editions]
    return lines


def _redacted(drafts: Drafts, edition: str) -> str:
    actions = drafts.ledger.loc[drafts.ledger["edition"] == edition, "action"].value_counts()
    hidden, rounded = (int(actions.get(action, 0)) for action in ("suppressed", "rounded"))
    tables = len(drafts.release[edition].tables)
    return (
        f"{edition.capitalize()} edition (draft): {tables} tables, {hidden:,} figures hidden and "
        f"{rounded:,} rounded; attacked as one system and audited byte by byte: nothing found."
    )
