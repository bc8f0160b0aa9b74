"""A finished run in a few lines, from the tables it made."""

from cdrp_analysis import exhibits
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.protect import Protected

_SENTENCES = (
    ("row_accounting", exhibits.row_accounting_sentence),
    ("priorities", exhibits.top_priorities),
    ("projection", exhibits.projection_sentence),
    ("check_up", exhibits.check_up_sentence),
)


def summary(evidence: Evidence, protected: Protected | None) -> list[str]:
    """
    What a person should know of a run before opening its pages.

    Rows read, priorities, the projected year, planted truths found (sample only), and what
    became of the public edition; only lines whose tables the run made.
    """
    lines = [str(say(evidence.table(name))) for name, say in _SENTENCES if evidence.has(name)]
    if protected is not None:
        lines.append(_redacted(protected))
    return lines


def _redacted(protected: Protected) -> str:
    actions = protected.ledger["action"].value_counts()
    hidden, rounded = (int(actions.get(action, 0)) for action in ("suppressed", "rounded"))
    return (
        f"Public edition: {len(protected.tables)} tables, {hidden:,} figures hidden and "
        f"{rounded:,} rounded; attacked as one system and audited byte by byte: nothing found."
    )
