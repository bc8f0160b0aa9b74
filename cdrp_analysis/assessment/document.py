"""The title block, the contents that the regulations ask for, and what the document rests on."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from cdrp_analysis.assessment import received
from cdrp_analysis.assessment.heard import answered
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.errors import SettingsError
from cdrp_analysis.measures.delivery import completion
from cdrp_analysis.measures.readability import Reading
from cdrp_analysis.measures.risk_matrix import class_name
from cdrp_analysis.settings import marking

SOURCE = (
    "Crime and Disorder (Formulation and Implementation of Strategy) Regulations 2007 "
    "(SI 2007/1830), regulation 6"
)

WHOLE_PLAN = "The whole plan"


@dataclass(frozen=True)
class Requirement:
    """
    A content that the regulations require.

    ``tables`` must all be made, and hold a row, for it to be covered by the reports ``where``;
    ``reservation`` says what even then is only partly covered, ``needs`` what would cover it.
    """

    key: str
    text: str
    where: str
    tables: tuple[str, ...]
    reservation: str = ""
    needs: str = ""


REQUIREMENTS = (
    Requirement(
        "levels",
        "Analysis of the levels and patterns of crime and disorder and substance misuse",
        "Places; Data quality",
        ("ward_offences", "ward_rates"),
        reservation="substance misuse is seen only through recorded drug offences",
    ),
    Requirement(
        "changes",
        "Analysis of the changes in those levels and patterns since the previous assessment",
        "Trends and projection",
        ("annual_offences", "year_on_year"),
    ),
    Requirement(
        "causes",
        "Analysis of why those changes have occurred",
        "Trends and projection",
        ("projection_accuracy",),
        reservation="changes are tested against chance and season; causes need partners' evidence",
    ),
    Requirement(
        "priorities",
        "Matters which the responsible authorities should prioritise",
        "Priorities",
        ("priorities",),
    ),
    Requirement(
        "consultation",
        "Matters which people living and working in the area consider should be prioritised",
        "Priorities",
        ("priority_consultation",),
        needs="a survey of residents, and themes that name its answers",
    ),
    Requirement(
        "plan",
        "Extent to which the partnership plan for the previous year was implemented",
        "Strategic assessment",
        ("plan_progress",),
        needs="the register of the plan's actions",
    ),
)


def statutory_checklist(evidence: Evidence) -> pd.DataFrame:
    """
    What the run covers of the required contents.

    Returns
    -------
    DataFrame, one row per content
        ``requirement, covered_by, status`` (covered, part covered, or lacking, as stated),
        ``note``.

    Raises
    ------
    SettingsError
        If a content is lacking and the assessment file does not say so (``[document] lacking``):
        nobody may take such a document for a strategic assessment unawares.
    """
    stated = set(evidence.assessment.document.lacking)
    rows, silent = [], []
    for content in REQUIREMENTS:
        empty = [name for name in content.tables if not _filled(evidence, name)]
        if empty:
            needs = content.needs or f"the tables {', '.join(empty)}"
            rows.append((content.text, "", "lacking, as stated", f"needs {needs}"))
            silent += [content] if content.key not in stated else []
            continue
        status = "part covered" if content.reservation else "covered"
        rows.append((content.text, content.where, status, content.reservation))
    if silent:
        keys = [content.key for content in REQUIREMENTS if content.key in stated] + [
            content.key for content in silent
        ]
        listed = ", ".join(f'"{key}"' for key in keys)
        raise SettingsError(
            f"the assessment lacks required contents: {'; '.join(c.text for c in silent)}.",
            where=f"strategic assessment; {SOURCE}",
            do=f"send what they need, or state it in the assessment file: [document] "
            f"lacking = [{listed}]",
        )
    return pd.DataFrame(rows, columns=["requirement", "covered_by", "status", "note"])


def _filled(evidence: Evidence, name: str) -> bool:
    return evidence.has(name) and len(evidence.table(name)) > 0


def plan_progress(evidence: Evidence) -> pd.DataFrame:
    """
    Actions of the last plan by its priorities, and of the whole plan first.

    Returns
    -------
    DataFrame
        ``priority, actions, completed, share, late, with_evidence``, ``open`` (neither completed
        nor dropped), ``dropped``; no rows without the register.
    """
    names = ["priority", "actions", "completed", "share", "late", "with_evidence"]
    if not evidence.has_feed("plan_actions"):
        return pd.DataFrame(columns=[*names, "open", "dropped"])
    actions = evidence.feed("plan_actions")
    whole = completion(actions).assign(priority=WHOLE_PLAN)
    made = pd.concat([whole, completion(actions, by=["priority"])], ignore_index=True)[names]
    dropped = actions.loc[actions["status"] == "dropped", "priority"].value_counts()
    dropped[WHOLE_PLAN] = dropped.sum()
    made["dropped"] = made["priority"].map(dropped).fillna(0).astype(int)
    # Read by a plan's priority and a theme of one name, a row would be taken for the theme's.
    labels = set(evidence.labels.values())
    of_plan = made["priority"] + " (in the plan)"
    made["priority"] = made["priority"].mask(made["priority"].isin(labels), of_plan)
    made["open"] = made["actions"] - made["completed"] - made["dropped"]
    return made


def priority_reasons(evidence: Evidence, *, count: int = 5) -> pd.DataFrame:
    """
    What each criterion says of each of the first themes, and on which page that is.

    Returns
    -------
    DataFrame, one row per theme and criterion
        ``theme, criterion, rank, found`` (in words), ``where`` (page), ``sensitive`` (kept to
        the restricted edition: about a sensitive theme, or a share of harm, which would give
        the harm of sensitive themes away, or of small areas).
    """
    table = evidence.table("priorities").sort_values("rank", kind="stable").head(count)
    harm = evidence.table("harm").set_index("theme")
    peers = _rows(evidence, "peer_rates")
    heard = _rows(evidence, "priority_consultation")
    risks = _rows(evidence, "risk_matrix")
    rows = []
    for row in table.itertuples():
        what = "incidents" if row.kind == "incident" else "offences"
        rows += [
            (row.theme, "Volume", row.rank, _volume(row.offences, what), "Trends", False),
            (row.theme, "Change", row.rank, _change(row), "Trends", False),
            (row.theme, "Harm", row.rank, _harm_class(risks, row.theme), "Priorities", False),
            (row.theme, "Share of harm", row.rank, _harm(harm, row.theme), "Priorities", True),
            (row.theme, "Concentration", row.rank, _focus(row.share_for_50), "Places", True),
        ]
        if row.theme in peers.index and pd.notna(peers.loc[row.theme, "difference_share"]):
            apart = peers.loc[row.theme, "difference_share"]
            side = "above" if apart > 0 else "below"
            found = f"{abs(apart):.0%} {side} the peers' mean rate"
            rows.append((row.theme, "Peers", row.rank, found, "Comparison", False))
        if row.theme in heard.index and pd.notna(heard.loc[row.theme, "concern_share"]):
            found = f"named by {heard.loc[row.theme, 'concern_share']:.0%} of residents"
            rows.append((row.theme, "Residents", row.rank, found, "Priorities", False))
    names = ["theme", "criterion", "rank", "found", "where", "sensitive"]
    made = pd.DataFrame(rows, columns=names)
    hidden = [theme.key for theme in evidence.assessment.themes if theme.sensitive]
    made["sensitive"] = made["sensitive"].astype(bool) | made["theme"].isin(hidden)
    return made


def of_other_times(evidence: Evidence) -> str:
    """Times of those reasons that are not of the period shown, for the note beneath them."""
    peers = _rows(evidence, "peer_rates")
    asked = answered(received.rows(evidence, "survey"))
    told = [
        f"Peers: {peers['period'].iloc[0]}" if len(peers) else "",
        f"Residents: {asked}" if asked else "",
    ]
    return "; ".join(filter(None, told))


def _rows(evidence: Evidence, name: str) -> pd.DataFrame:
    frame = evidence.table(name) if evidence.has(name) else pd.DataFrame({"theme": []})
    return frame.drop_duplicates("theme").set_index("theme")


def _volume(offences: float, what: str) -> str:
    return "not known" if pd.isna(offences) else f"{int(offences):,} {what}"


def _change(row) -> str:
    if pd.isna(row.change_share):
        return "not known"
    change = f"{row.change_share:+.0%}".replace("-", "\u2212")
    return f"{change} on the year before: {row.signal}"


def _harm_class(risks: pd.DataFrame, theme: str) -> str:
    known = theme in risks.index and pd.notna(risks.loc[theme, "harm"])
    return f"{class_name(risks.loc[theme, 'harm'])} class of harm" if known else "no harm weight"


def _harm(harm: pd.DataFrame, theme: str) -> str:
    known = [
        f"{harm.loc[theme, column]:.0%} of {scheme}"
        for column, scheme in (("share_cchi", "Cambridge harm"), ("share_css", "severity (ONS)"))
        if theme in harm.index and pd.notna(harm.loc[theme, column])
    ]
    return " and ".join(known) or "no harm weight"


def _focus(share: float) -> str:
    return "not known" if pd.isna(share) else f"half of it in {share:.0%} of small areas"


def recommendations(evidence: Evidence) -> pd.DataFrame:
    """
    The register of recommendations, in the order of the assessment file.

    Returns
    -------
    DataFrame
        ``key, label`` (theme), ``text, owner, due`` (month), ``sensitive`` (kept to the
        restricted edition: said so, or about a sensitive theme).
    """
    hidden = {theme.key for theme in evidence.assessment.themes if theme.sensitive}
    rows = [
        (entry.key, evidence.labels.get(entry.theme, "All themes"), entry.text,
         entry.owner or "not named", f"{entry.due:%B %Y}" if entry.due else "no date",
         entry.restricted or entry.theme in hidden)
        for entry in evidence.assessment.recommendations
    ]  # fmt: skip
    names = ["key", "label", "text", "owner", "due", "sensitive"]
    return pd.DataFrame(rows, columns=names).astype({"sensitive": bool})


def gaps(evidence: Evidence) -> pd.DataFrame:
    """What is not known: ``key, label`` (theme), ``text, means, owner``, in the file's order."""
    rows = [
        (gap.key, evidence.labels.get(gap.theme, "All themes"), gap.text,
         gap.means or "not said", gap.owner or "not named")
        for gap in evidence.assessment.gaps
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["key", "label", "text", "means", "owner"])


def reading_row(found: Reading) -> pd.DataFrame:
    """How easily a text reads, as the one row of a table."""
    return pd.DataFrame(
        {
            "band": [found.band],
            "sentences": [found.sentences],
            "words": [found.words],
            "syllables": [found.syllables],
            "ease": [round(found.ease, 1)],
        }
    )


def title_block(evidence: Evidence) -> pd.DataFrame:
    """``field, value`` of the title block, after the Metropolitan Police's layout."""
    document, period = evidence.assessment.document, evidence.period
    title = document.title or f"Strategic assessment: {evidence.name}, {period.label}"
    rows: Sequence[tuple[str, object]] = (
        ("Protective marking of the full version", marking(period)),
        ("Publication scheme", "Yes" if document.publication_scheme else "No"),
        ("Exemption claimed for the full version", document.exemption or "None"),
        ("Title", title),
        ("Version", document.version),
        ("Partnership", evidence.name),
        ("Period", f"{pd.Period(period.first):%B %Y} to {pd.Period(period.last):%B %Y}"),
        ("Author", document.author or "Not stated"),
        ("Created", document.created or "Not stated"),
        ("Review", document.review or "Not stated"),
    )
    return pd.DataFrame([(f, str(v)) for f, v in rows], columns=["field", "value"])
