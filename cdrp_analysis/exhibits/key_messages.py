"""What everybody should know, in short sentences computed from tables, and how they read."""

import html
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from cdrp_analysis.exhibits import findings, wording
from cdrp_analysis.exhibits.document_tables import plan_progress_sentence
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding
from cdrp_analysis.exhibits.peer_findings import whole_theme
from cdrp_analysis.exhibits.tables import Shown, data_table
from cdrp_analysis.measures.readability import Reading, reading

_NEXT = 4  # priorities named after the first
_INSIDE = "as expected"  # in the funnel
_MOVED = {
    "clear rise": "clearly rose", "clear fall": "clearly fell",
    "likely rise": "probably rose", "likely fall": "probably fell",
    "possible rise": "may have risen", "possible fall": "may have fallen",
}  # fmt: skip


@dataclass(frozen=True)
class Messages:
    """Short sentences, each computed from a table; shown one below the other."""

    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of them as one text."""
        return " ".join(self.sentences)

    @property
    def reading(self) -> Reading:
        """How easily they read."""
        return reading(self.text)

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return "\n".join(f'<p class="finding">{html.escape(one)}</p>' for one in self.sentences)


def key_messages(has: Callable[[str], bool], table: Callable[[str], pd.DataFrame]) -> Messages:
    """
    The messages of those tables that there are.

    Parameters
    ----------
    has, table : callables
        Whether the edition has a table of that name, and the table.
    """
    made = [
        say(*(table(name) if has(name) else None for name in names))
        for names, say in _MESSAGES
        if has(names[0])
    ]
    said = tuple(sentence for sentence in made if sentence)
    return Messages(said or (findings.NOTHING_SHOWN.text,))


def reading_sentence(messages: Messages) -> Finding:
    """How the messages read, in Flesch's words."""
    return Finding(
        f"On Flesch\u2019s scale of reading ease these messages are {messages.reading.band}",
        detail="The scale goes by the length of sentences and words.",
    )


def reading_table(key_message_reading: pd.DataFrame) -> Exhibit:
    """The counts behind the ease of reading; restricted."""
    return data_table(
        key_message_reading,
        {
            "band": "How they read",
            "sentences": Shown("Sentences", "count"),
            "words": Shown("Words", "count"),
            "syllables": Shown("Syllables", "count"),
            "ease": Shown("Reading ease", "decimal"),
        },
        caption="Reading ease of the messages, about 100 being very easy",
    )


def _priorities(priorities: pd.DataFrame) -> str:
    frame = priorities.sort_values("rank", kind="stable")
    if frame.empty:
        return ""
    first, *others = frame["label"].head(_NEXT + 1)
    rest = wording.listed(map(wording.lower_first, others))
    if not others:
        return f"{first} comes first."
    return f"{first} comes first. Next {'come' if len(others) > 1 else 'comes'} {rest}."


def _total(annual: pd.DataFrame) -> str:
    found = findings.trend_total(annual)
    return "" if found == findings.NOTHING_SHOWN else f"{found.headline}."


def _change(year_on_year: pd.DataFrame, real_changes: pd.DataFrame | None) -> str:
    """The surest change in the words of its test; by counting alone none is called clear."""
    if real_changes is not None:
        return _surest_change(real_changes)
    frame = year_on_year[year_on_year["theme"] != "all"]
    shares = wording.values(frame, "change_share").where(frame["signal"].isin(["up", "down"]))
    if shares.notna().sum() == 0:
        return "No kind of crime rose or fell by more than chance in the counts explains."
    row = shares.abs().idxmax()
    verb = "rose" if shares[row] > 0 else "fell"
    return (
        f"{frame.loc[row, 'label']} {verb} by {wording.percent(abs(shares[row]))} in a year, "
        "more than chance in the counts explains."
    )


def _surest_change(real_changes: pd.DataFrame) -> str:
    if real_changes.empty:
        return ""
    frame = findings.surest_first(real_changes).reset_index(drop=True)
    verb = _MOVED.get(wording.change_words(frame)[0])
    if not verb:
        return "No kind of crime rose or fell by more than years differ anyway."
    share = abs(wording.values(frame, "change_share")[0])
    return f"{frame.loc[0, 'label']} {verb} by {wording.percent(share)} in a year."


def _peers(peer_rates: pd.DataFrame, peer_areas: pd.DataFrame | None) -> str:
    """More or less than the peers only where funnel and likely place both say so."""
    key = whole_theme(peer_rates)
    rows = peer_rates[peer_rates["theme"] == key].reset_index(drop=True)
    if rows.empty or wording.values(rows, "difference_share").isna()[0]:
        return ""
    share = wording.values(rows, "difference_share")[0]
    apart = [*_place_apart(rows), *_outside(peer_areas, key)]
    if not apart:
        return ""
    counted = f"in {rows['period'][0]} ({wording.lower_first(rows['label'][0])})"
    if not all(apart):
        return f"For our size we had about as much crime as places like ours {counted}."
    much = f"{wording.percent(abs(share))} {'more' if share > 0 else 'less'}"
    return f"For our size we had {much} crime than places like ours {counted}."


def _place_apart(rows: pd.DataFrame) -> list[bool]:
    """Whether the likely place lies on one side of the middle; empty where it is not known."""
    low, high, of = (
        wording.values(rows, name)[0] for name in ("rank_lower", "rank_upper", "of_areas")
    )
    return [] if pd.isna(low) or pd.isna(high) else [not low <= (of + 1) / 2 <= high]


def _outside(peer_areas: pd.DataFrame | None, key: str) -> list[bool]:
    """Whether the own rate lies outside the limits of the funnel; empty where it is not known."""
    if peer_areas is None or peer_areas.empty:
        return []
    own = peer_areas[(peer_areas["theme"] == key) & (peer_areas["standing"] == "own")]
    return [position != _INSIDE for position in own["position"] if position != wording.NOT_KNOWN]


def _wards(ward_rates: pd.DataFrame) -> str:
    rates = wording.values(ward_rates, "rate").where(ward_rates["rank_lower"].notna())
    if rates.notna().sum() == 0:
        return ""
    return (
        f"{ward_rates.loc[rates.idxmax(), 'area_name']} has the highest rate of all wards. "
        "Rates are high where many come and few live."
    )


def _places(concentration: pd.DataFrame) -> str:
    shares = wording.values(concentration, "share_for_50").dropna()
    if shares.empty:
        return ""
    return f"Half of all crime took place in {wording.percent(shares.iloc[0], 1)} of places."


def _residents(priority_consultation: pd.DataFrame) -> str:
    if priority_consultation.empty:
        return ""
    named = wording.values(priority_consultation, "concern_share")
    if named.notna().sum() == 0:
        return ""
    label = priority_consultation.loc[named.idxmax(), "label"]
    return f"{label} is what most worries you: {wording.percent(named.max())} of you name it."


def _plan(plan_progress: pd.DataFrame) -> str:
    found = plan_progress_sentence(plan_progress)
    return f"{found.headline}." if found.figures else ""


def _advice(recommendations: pd.DataFrame) -> str:
    return (
        " ".join(["What we should do.", *recommendations["text"]]) if len(recommendations) else ""
    )


def _horizon(horizon_scan: pd.DataFrame) -> str:
    if horizon_scan.empty:
        return ""
    item = horizon_scan.loc[wording.values(horizon_scan, "score").idxmax(), "item"]
    return f"What we must get ready for: {wording.lower_first(item)}."


def _records(row_accounting: pd.DataFrame) -> str:
    return (
        "This is what was told to the police and others. Not all crime is told."
        if len(row_accounting)
        else ""
    )


_MESSAGES = (
    (("priorities",), _priorities),
    (("annual_offences",), _total),
    (("year_on_year", "real_changes"), _change),
    (("peer_rates", "peer_areas"), _peers),
    (("ward_rates",), _wards),
    (("concentration",), _places),
    (("priority_consultation",), _residents),
    (("plan_progress",), _plan),
    (("recommendations",), _advice),
    (("horizon_scan",), _horizon),
    (("row_accounting",), _records),
)
