"""Which of the mission's items an assessment computes and shows, and what the others wait for."""

from pathlib import Path

import pandas as pd

from cdrp_analysis.assessment.layout import reference
from cdrp_analysis.contracts import CONTRACTS
from cdrp_analysis.errors import InputError

WORKS, PART, WAITS = "works", "part", "waits"
EDITIONS = ("public", "committee", "restricted")  # widest first
EVERY_FEED = "*"

_LISTS = ("feeds", "measures", "exhibits")
_MEANING = {
    WORKS: "a report computes and shows what the item names",
    PART: "a report shows some of it",
    WAITS: "no report shows it",
}


def coverage(folder: Path | None = None) -> pd.DataFrame:
    """
    Every item of the mission with what carries it.

    Parameters
    ----------
    folder : path, optional
        Holds ``mission_items.csv`` and ``mission_coverage.csv``; by default those that come
        with the workbench.

    Returns
    -------
    DataFrame, one row per item, in the order of their ids
        ``id, item, computation, method, exhibit, release_rule`` (texts as given), ``status``
        (works, part or waits), ``feeds`` (tuple of contracts; all of them where the item is
        about every feed), ``measures`` (tuple of ``module.function`` in
        ``cdrp_analysis.measures``), ``notebook`` (that shows it), ``exhibits`` (tuple of tables
        it is shown from), ``edition`` (the widest one its release rule allows some of it in)
        and ``note``.

    Raises
    ------
    InputError
        If the two files do not hold the same ids, each once.
    """
    folder = folder or reference()
    items, mapped = (
        pd.read_csv(folder / name, dtype=str, keep_default_na=False)
        for name in ("mission_items.csv", "mission_coverage.csv")
    )
    _require_same(items["id"], mapped["id"])
    table = items.merge(mapped, on="id").sort_values("id", ignore_index=True)
    for column in _LISTS:
        table[column] = [tuple(names.split()) for names in table[column]]
    table["feeds"] = [
        tuple(CONTRACTS) if feeds == (EVERY_FEED,) else feeds for feeds in table["feeds"]
    ]
    return table


def totals(table: pd.DataFrame) -> dict[str, int]:
    """Items by status."""
    return {status: int(table["status"].eq(status).sum()) for status in _MEANING}


def page() -> str:
    """The reference page, in Markdown."""
    table = coverage()
    lines = [
        "# Coverage of the mission's items",
        "",
        f"{len(table)} quantities and products named in the source documents (Hammersmith & "
        "Fulham 2011: A; Metropolitan Police Authority 2004-05: B), and what of each the "
        "workbench shows. Generated from `data/reference/mission_items.csv` and "
        "`data/reference/mission_coverage.csv`.",
        "",
        "| status | items | meaning |",
        "|---|---|---|",
    ]
    lines += [f"| {s} | {count} | {_MEANING[s]} |" for s, count in totals(table).items()]
    lines += [
        "",
        "Tables are those of [tables.md](tables.md), feeds those of [feeds](feeds/README.md); "
        "where `offences` is named, `street` does for counts by place and month. Measures are "
        "functions of `cdrp_analysis.measures`: one named for an item that waits computes it, or "
        "part of it, but no report shows it. The edition is the widest that the release rule "
        "allows some of the item in.",
        "",
        "| id | item | to compute | status | report | tables | measures | feeds "
        "| edition | release rule | note |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [_line(row) for row in table.itertuples()]
    return "\n".join([*lines, ""])


def _line(row) -> str:
    tables = ", ".join(f"[{name}](tables.md#{name})" for name in row.exhibits)
    feeds = ", ".join(f"[{name}](feeds/{name}.md)" for name in row.feeds)
    if row.feeds == tuple(CONTRACTS):
        feeds = "[every feed](feeds/README.md)"
    measures = ", ".join(f"`{name}`" for name in row.measures)
    cells = (
        row.id, _text(row.item), _text(row.computation), row.status, row.notebook, tables,
        measures, feeds, row.edition, _text(row.release_rule), _text(row.note),
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _text(words: str) -> str:
    """Text that stays within its cell and is not taken for a tag."""
    return words.replace("|", "\\|").replace("<", "&lt;")


def _require_same(items: pd.Series, mapped: pd.Series) -> None:
    twice = items[items.duplicated()].tolist() + mapped[mapped.duplicated()].tolist()
    alone = sorted(set(items) ^ set(mapped))
    if twice or alone:
        raise InputError(
            f"items and coverage do not match: {len(twice)} ids twice, {len(alone)} in one file.",
            where="mission_items.csv and mission_coverage.csv",
            do=f"give each id one row in both: {', '.join(sorted({*twice, *alone})[:8])}",
        )
