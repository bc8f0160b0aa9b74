"""Offences with a flag: what the year comes to, whether that is steady, and a band where few."""

import html

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table
from cdrp_analysis.exhibits.wording import number

_WORDS = {
    "stable": "stable",
    "changed": "changed",
    "unsteady": "the same, but unsteady from month to month",
    "not known": "not known",
}


def flagged_sentence(flagged: pd.DataFrame) -> Finding:
    """
    What was recorded of a flagged offence, what the year is likely to come to, how steady it is.

    Parameters
    ----------
    flagged : DataFrame
        ``flagged_offences``: one row per flag.
    """
    if flagged.empty or pd.isna(wording.values(flagged, "after").iloc[0]):
        return NOTHING_SHOWN
    row = flagged.iloc[0]
    limits = ""
    if pd.notna(row["ratio_lower"]):
        lower, upper = (
            wording.signed_percent(row[f"ratio_{end}"] - 1) for end in ("lower", "upper")
        )
        limits = f" (95% limits {lower} to {upper})"
    ahead = ""
    if pd.notna(row["point"]):
        ahead = f"About {wording.about(row['point'])} are projected for {row['target']}"
        if pd.notna(row["lower_80"]):
            low, high = wording.about(row["lower_80"]), wording.about(row["upper_80"])
            ahead += f", about 80% of the time between {low} and {high}"
        ahead += "."
    return Finding(
        f"{row['label']}: {_WORDS[row['word']]}",
        f"{number(row['after'])} after {number(row['before'])} in the same months a year before, "
        f"{wording.signed_percent(row['change_share'])}{limits}",
        ahead,
    )


def flagged_table(flagged: pd.DataFrame) -> Exhibit:
    """
    Flagged offences: both years, the tests, the projected year.

    Parameters
    ----------
    flagged : DataFrame
        ``flagged_offences``.
    """
    if flagged.empty:
        return _not_received(flagged)
    return data_table(
        flagged.assign(word=flagged["word"].map(_WORDS)),
        {
            "label": "Flag",
            "before": Shown("Year before", "count"),
            "after": Shown("So far", "count"),
            "p": Shown("p of the change", "decimal3"),
            "dispersion": Shown("Variance over mean", "decimal2"),
            "dispersion_p": Shown("p of that", "decimal3"),
            "word": "In a word",
            "point": Shown("Projected", wording.about),
            "range": Interval("About 80% range", "lower_80", "upper_80", wording.about),
        },
        caption="Offences with a flag",
        title=flagged_sentence(flagged).headline,
        about_table=about(
            flagged,
            note=f"{_meaning(flagged)} Stable: neither the change between the years nor the "
            "months about their mean leave chance. A variance over the mean of 1 is what chance "
            "gives.",
        ),
    )


def _meaning(frame: pd.DataFrame) -> str:
    """What the flags mean, as sentences."""
    pairs = zip(frame["label"], frame["definition"], strict=True)
    return " ".join(f"{label}: {meaning}." for label, meaning in pairs)


def band_box(bands: pd.DataFrame) -> Exhibit:
    """
    Flagged offences too few for a figure, as a band with what the flag means.

    Parameters
    ----------
    bands : DataFrame
        ``flagged_bands``.
    """
    if bands.empty:
        return _not_received(bands)
    row = bands.iloc[0]
    return data_table(
        bands,
        {"label": "Flag", "band": "Recorded so far", "definition": "What the flag means"},
        caption="Offences with a flag, as a band",
        title=f"{row['label']}: {row['band']} offences",
    )


def flagged_limits_table(counts: pd.DataFrame) -> Exhibit:
    """The count behind the band, with the exact limits of its mean; for the restricted edition."""
    if counts.empty:
        return _not_received(counts)
    return data_table(
        counts,
        {
            "label": "Flag",
            "offences": Shown("Recorded so far", "count"),
            "limits": Interval("95% limits of the mean", "lower", "upper", "decimal"),
            "band": "Band shown",
        },
        caption="Offences with a flag: the count behind the band",
    )


def _not_received(frame: pd.DataFrame) -> Exhibit:
    title = "Offences with this flag were not received"
    why = "The extract does not say which offences are flagged."
    return Exhibit(title=title, body=f"<p>{html.escape(why)}</p>", about=about(frame))
