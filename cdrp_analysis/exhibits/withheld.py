"""What was withheld: statements and their markings, the ledger, what is left, and who approved."""

import html
import re
from collections.abc import Mapping
from typing import Protocol

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.exemptions import EXEMPTIONS
from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table, table_html
from cdrp_analysis.vocabulary import SYMBOL_MEANINGS

_RESTRICTED = "For the restricted edition only"


class StatementShown(Protocol):
    """A statement as one edition shows it, or a row of the table of statements."""

    title: str
    text: str
    note: str


class Approval(Protocol):
    """One person's approval of exactly one content; ``void`` says why it no longer counts."""

    role: str
    name: str
    date: str
    void: str


class Approvals(Protocol):
    """Where the sign-off of an edition stands."""

    edition: str
    standing: tuple[Approval, ...]
    void: tuple[Approval, ...]

    @property
    def complete(self) -> bool: ...


def statement_block(shown: StatementShown) -> Exhibit:
    """A statement under its title, marked with its exemptions, or the note that stands for it."""
    return Exhibit(title=shown.title, body=_block(shown))


def statement_blocks(statements: pd.DataFrame) -> Exhibit:
    """
    All statements of an edition, one beneath the other.

    Parameters
    ----------
    statements : DataFrame, one row per statement
        ``title``, ``text`` ("" where only the note stands) and ``note``.
    """
    frame = statements.fillna("")
    withheld = int((frame["text"] == "").sum())
    title = f"{wording.plural(len(frame), 'statement')}, none withheld"
    if withheld:
        title = f"{withheld} of {wording.plural(len(frame), 'statement')} withheld"
    blocks = [
        f'<h3 class="exhibit-title statement-title">{html.escape(row.title)}</h3>{_block(row)}'
        for row in frame.itertuples(index=False)
    ]
    body = "\n".join(blocks)
    return Exhibit(
        title=title if blocks else "There are no statements", body=body, table=statements.copy()
    )


def withheld_note(edition: str, counts: Mapping[str, int]) -> Exhibit:
    """
    The standing note of an edition: under which exemptions material was withheld.

    Parameters
    ----------
    edition : str
        Whose note it is.
    counts : mapping of code to int
        Statements withheld under each code; zeros are left out.
    """
    codes = [code for code in EXEMPTIONS if counts.get(code)]
    if not codes:
        said = f"No statement was withheld from the {edition} edition"
        return Exhibit(title=said, body="")
    frame = pd.DataFrame(
        {
            "code": codes,
            "meaning": [wording.upper_first(EXEMPTIONS[code].meaning) for code in codes],
            "law": [f"{EXEMPTIONS[code].law} ({EXEMPTIONS[code].source})" for code in codes],
            "statements": [counts[code] for code in codes],
        }
    )
    return data_table(
        frame,
        {
            "code": "Exemption",
            "meaning": "Ground",
            "law": "Law",
            "statements": Shown("Statements", "count"),
        },
        caption=f"Exemptions under which the {edition} edition withholds statements",
        title=f"Material was withheld from the {edition} edition under "
        f"{wording.plural(len(codes), 'exemption')}",
        about_table={"note": "A statement withheld under two exemptions counts under both"},
    )


def marks_explained() -> Exhibit:
    """What stands in a table in place of a number, and that a zero is a zero."""
    meanings = {**SYMBOL_MEANINGS, "0": "counted, and there were none"}
    frame = pd.DataFrame(
        {
            "mark": list(meanings),
            "meaning": [wording.upper_first(text) for text in meanings.values()],
        }
    )
    shown = table_html(
        frame, {"mark": "Mark", "meaning": "Meaning"}, caption="Marks in the tables and a zero"
    )
    return Exhibit(
        title="Hidden, missing, not applicable, low and zero are five different things",
        # The line that explains the marks of a table would say all this a second time.
        body=shown.partition('<p class="symbols">')[0],
        table=frame,
    )


def ledger_table(ledger: pd.DataFrame) -> Exhibit:
    """
    Every redaction: counted by what was done and why, with the whole list folded beneath.

    Parameters
    ----------
    ledger : DataFrame, one row per redaction
        ``edition, table, key, column, rule, action, reason, code, approved_by``. Restricted.
    """
    frame = ledger.fillna("")
    by = ["edition", "table", "action", "code", "approved_by"]
    counted = frame.groupby(by, sort=False).size().rename("redactions").reset_index()
    by_edition = frame["edition"].value_counts(sort=False)
    title = "Nothing was left out or changed"
    if len(frame):
        each = [f"{wording.number(n)} in the {name} edition" for name, n in by_edition.items()]
        title = f"{wording.plural(len(frame), 'redaction')}: {wording.listed(each)}"
        if len(each) == 1:
            only = by_edition.index[0]
            title = f"{wording.plural(len(frame), 'redaction')}, all in the {only} edition"
    # One row for all that was done alike: a row for each makes a page that no browser reads well.
    alike = ["edition", "table", "column", "action", "rule", "reason", "code"]
    listed = frame.groupby(alike, sort=False)["key"].agg("; ".join).reset_index()
    whole = {"key": "Of", "edition": "Edition", "table": "Table", "column": "Column",
             "action": "What was done", "rule": "Rule", "reason": "Reason",
             "code": "Exemption"}  # fmt: skip
    return Exhibit(
        title=title,
        body=table_html(
            counted,
            {
                "table": "Table",
                "edition": "Edition",
                "redactions": Shown("Redactions", "count"),
                "action": "What was done",
                "code": "Exemption",
                "approved_by": "Rule set or wording approved by",
            },
            caption="Redactions by table, edition and what was done",
        ),
        about={"note": _RESTRICTED},
        table=ledger.copy(),
        table_html=table_html(listed, whole, caption="Every redaction") if len(frame) else "",
    )


def survival_table(survival: pd.DataFrame) -> Exhibit:
    """
    How much of the protected tables each edition still shows.

    Parameters
    ----------
    survival : DataFrame, one row per edition and table
        ``edition, table, title, cells, shown, share_of_cells, share_of_offences``.
    """
    title = "No table holds protected counts"
    if len(survival):
        sums = survival.groupby("edition", sort=False)[["cells", "shown"]].sum()
        each = [
            f"{_share(row.shown, row.cells)} in the {edition} edition"
            for edition, row in sums[sums["cells"] > 0].iterrows()
        ]
        title = f"Counts still shown in protected tables: {wording.listed(each)}"
    return data_table(
        survival,
        {
            "title": "Table",
            "edition": "Edition",
            "cells": Shown("Counts", "count"),
            "shown": Shown("Shown", "count"),
            "share_of_cells": Shown("Share of counts", _exact_share),
            "share_of_offences": Shown("Share of offences", _exact_share),
        },
        caption="What is left of each table",
        title=title,
        about_table=about(
            survival,
            note="A count shown rounded is counted as shown. Totals are counts of their own, so "
            "shares of offences are of all the counts of a table, not of single offences",
        ),
    )


def coarser_table(proposals: pd.DataFrame, *, above: float) -> Exhibit:
    """
    What tables that hide much would show if they were coarser, beside what they show now.

    Parameters
    ----------
    proposals : DataFrame
        ``title, edition, proposal, cells, hidden, cells_shown, offences_shown, information``; the
        first row of each table is the table as it is. Restricted.
    above : float
        Share of hidden counts from which a table is looked at.
    """
    limit = wording.percent(above)
    frame = proposals.reset_index(drop=True)
    first = frame.drop_duplicates("table")
    if frame.empty:
        return Exhibit(
            title=f"No table hides more than {limit} of its counts",
            body="<p>There is nothing to propose.</p>",
            about={"note": _RESTRICTED},
            table=proposals.copy(),
        )
    better = len(frame[frame["more_information"] > 0].drop_duplicates("table"))
    many = len(first) > 1
    more = f"{wording.number(better)} of them would tell more" if better else "none would tell more"
    if not many:
        more = "it would tell more" if better else "it would not tell more"
    title = (
        f"{wording.plural(len(first), 'table')} hide{'' if many else 's'} more than {limit} of "
        f"{'their' if many else 'its'} counts; coarser, {more}"
    )
    return data_table(
        frame,
        {
            "title": "Table",
            "proposal": "How it would be shown",
            "cells": Shown("Counts", "count"),
            "hidden": Shown("Hidden", "count"),
            "cells_shown": Shown("Share of counts shown", _exact_share),
            "offences_shown": Shown("Share of offences shown", _exact_share),
            "information": Shown("Information kept", _exact_share),
        },
        caption="Coarser tables, measured",
        title=title,
        about_table=about(
            proposals,
            note=f"{_RESTRICTED}. Each is measured on its table alone, as it is and as it would "
            "be. Information is the sum of 1 + ln(1 + n) over the counts shown, as a share of the "
            "table with nothing hidden. A coarser table protects only if no other table of the "
            "release shows the finer counts. Nothing has been changed: which form to publish is "
            "for the analyst to decide",
        ),
    )


def protection_table(attack: pd.DataFrame, *, threshold: int = 5) -> Exhibit:
    """
    How closely hidden counts can be worked out from everything that is published.

    Parameters
    ----------
    attack : DataFrame, one row per cell attacked
        ``source, area, offence, period, kind, primary, lower, upper, safe``, where ``lower`` and
        ``upper`` are the least and greatest count that agree with all that is published;
        ``exposed``, if there, marks what earlier releases gave away already; ``edition``, if
        there, splits the table. Restricted.
    threshold : int
        A count hidden for its own value must leave everything from 0 to this open, where no
        ``floor`` and ``reach`` say from what to what.

    Notes
    -----
    The ranges are judged here once more from their limits: a row is not protected because a
    column says so.
    """
    frame = attack.reset_index(drop=True)
    lower, upper = (frame[name].astype(float).to_numpy() for name in ("lower", "upper"))
    primary = frame["primary"].astype(bool).to_numpy()
    due = [
        frame.get(name, pd.Series(np.nan, frame.index)).astype(float).fillna(usual).to_numpy()
        for name, usual in (("floor", 0), ("reach", threshold))
    ]
    open_ = np.where(primary, (lower <= due[0]) & (upper >= due[1]), lower < upper)
    held = open_ & frame["safe"].astype(bool).to_numpy()
    before = frame.get("exposed", pd.Series(False, frame.index)).astype(bool).to_numpy() & ~held
    frame["width"] = upper - lower
    frame["hidden"] = np.where(primary, "for its own value", "to protect others")
    frame["state"] = np.select([held, before], ["protected", "open already"], "not protected")
    by = (["edition"] if "edition" in frame else []) + ["hidden"]
    rows = [
        {
            **dict(zip(by, group, strict=True)),
            "cells": len(cells),
            "narrowest_lower": cells.loc[cells["width"].idxmin(), "lower"],
            "narrowest_upper": cells.loc[cells["width"].idxmin(), "upper"],
            "before": int(cells["state"].eq("open already").sum()),
            "failed": int(cells["state"].eq("not protected").sum()),
        }
        for group, cells in frame.groupby(by, sort=True)
    ]
    columns = {
        "hidden": "Hidden",
        "edition": "Edition",
        "cells": Shown("Counts attacked", "count"),
        "narrowest": Interval("Narrowest range", "narrowest_lower", "narrowest_upper", _limit),
        "before": Shown("Open since an earlier release", "count"),
        "failed": Shown("Not protected", "count"),
    }
    names = [*by, "cells", "narrowest_lower", "narrowest_upper", "before", "failed"]
    each = {
        "area": "Area",
        "source": "Source",
        "offence": "Offence",
        "period": "Period",
        "edition": "Edition",
        "hidden": "Hidden",
        "range": Interval("Possible counts", "lower", "upper", _limit),
        "state": "State",
    }
    caption = "Every hidden count of a table"
    frame = frame[frame["kind"].eq("table")]
    return Exhibit(
        title=_protection(primary, held, before, [limits[primary & held] for limits in due]),
        body=table_html(
            pd.DataFrame(rows, columns=names), columns, caption="Hidden counts under attack"
        ),
        about={
            "note": f"{_RESTRICTED}. Ranges are of whole counts that agree with every figure "
            "published, this time and in the earlier releases that were given. Counts attacked "
            "are those of tables and the remainders and overlaps that a reader can form"
        },
        table=attack.copy(),
        table_html=table_html(frame, each, caption=caption) if len(frame) else "",
    )


def approvals_table(state: Approvals) -> Exhibit:
    """Who approved an edition, when, and which approvals still stand."""
    given = [*state.standing, *state.void]
    frame = pd.DataFrame(
        [(a.role, a.name, a.date, f"void: {a.void}" if a.void else "stands") for a in given],
        columns=["role", "name", "date", "standing"],
    )
    count = len(state.standing)
    if state.complete:
        title = f"The {state.edition} edition has the approvals it needs"
    else:
        title = f"The {state.edition} edition may not be released yet: " + (
            f"{wording.plural(count, 'approval stands', 'approvals stand')}"
            if count
            else "no approval stands"
        )
    return data_table(
        frame,
        {"role": "Role", "name": "Name", "date": "Date", "standing": "Standing"},
        caption=f"Approvals of the {state.edition} edition",
        title=title,
        about_table={"note": "An approval is of exactly the content approved; any change voids it"},
    )


def _block(shown: StatementShown) -> str:
    """Paragraphs of the text, then its marking or the note in its place."""
    paragraphs = [part for part in re.split(r"\n\s*\n", str(shown.text).strip()) if part]
    parts = [f"<p>{html.escape(' '.join(part.split()))}</p>" for part in paragraphs]
    if shown.note:
        kind = "exemption" if parts else "withheld"
        head, colon, rest = html.escape(shown.note).partition(":")
        parts.append(f'<p class="{kind}"><strong>{head}{colon}</strong>{rest}</p>')
    return f'<div class="statement">{"".join(parts)}</div>'


def _share(shown: int, cells: int) -> str:
    return f"{_exact_share(shown / cells)} ({wording.number(shown)} of {wording.number(cells)})"


def _exact_share(share: float) -> str:
    """A percentage that is 100% or 0% only if it is."""
    if 0.995 <= share < 1:
        return "under 100%"
    if 0 < share < 0.005:
        return "under 1%"
    return wording.percent(share)


def _limit(value: float) -> str:
    return "no limit" if np.isinf(value) else wording.number(value)


def _protection(
    primary: np.ndarray, held: np.ndarray, before: np.ndarray, due: list[np.ndarray]
) -> str:
    """Whether hidden counts are protected, in one sentence."""
    count, failed, gone = len(held), int((~held & ~before).sum()), int(before.sum())
    if failed:
        return (
            f"{wording.number(failed)} of {wording.plural(count, 'hidden count')} "
            f"{'is' if failed == 1 else 'are'} not protected: this must not be published"
        )
    also = (
        f"; {wording.number(gone)} {'was' if gone == 1 else 'were'} open already, through an "
        "earlier release"
        if gone
        else ""
    )
    small = int((primary & held).sum())
    others = count - gone - small
    if not small:
        none = f"None of {wording.plural(others, 'hidden count')} can be worked out"
        return (none if others else "No hidden count had to be attacked") + also
    leaves = "leaves" if small == 1 else "leave"
    rest = f", and none of the {wording.number(others)} others can be worked out" if others else ""
    if others == 1:
        rest = ", and the one other cannot be worked out"
    least, most = (sorted(set(limits)) for limits in due)
    what = f"{least[0]:g} to {most[0]:g}"
    if len(least) > 1 or len(most) > 1:
        what = f"all that {'its rule asks' if small == 1 else 'their rules ask'} for"
    return (
        f"{wording.plural(small, 'count')} hidden for {'its' if small == 1 else 'their'} own "
        f"value {leaves} {what} open{rest}{also}"
    )
