"""One row of evidence per theme: volume, change, harm and concentration, with their spreads."""

import numpy as np
import pandas as pd

MOVED = (" rise", " fall")  # how a signal ends that tells of a change


def evidence(
    year_on_year: pd.DataFrame,
    harm: pd.DataFrame,
    *,
    concentration: pd.DataFrame | None = None,
    themes: pd.DataFrame | None = None,
    year_log_sd: float = 0.1,
) -> pd.DataFrame:
    """
    Join what is known about each theme, with the spreads that a ranking needs.

    Parameters
    ----------
    year_on_year : DataFrame
        From :func:`cdrp_analysis.measures.trends.year_on_year`, ``signal`` in words: a clear,
        likely or possible rise or fall, "no clear change" or "not known".
    harm : DataFrame
        From :func:`cdrp_analysis.measures.harm.harm`.
    concentration : DataFrame, optional
        ``theme`` and ``share_for_50``.
    themes : DataFrame, optional
        ``theme`` and whatever should be carried along: label, kind, sensitive.
    year_log_sd : float
        Spread of a theme's count from one year to the next beyond Poisson, log scale; boroughs
        show 0.06 to 0.19 by type.

    Returns
    -------
    DataFrame, one row per theme of ``year_on_year``
        The columns given, and ``change``: the log ratio drawn towards no change as far as its
        noise asks (so that a rare theme cannot win on a doubling of three); ``change_sd``,
        ``offences_sd``, ``cchi_days_sd``, ``css_sd``.
    """
    table = year_on_year[["theme", "before", "after", "change_share", "signal"]].copy()
    if themes is not None:
        table = themes.merge(table, on="theme", how="right")
    table = table.merge(harm.drop(columns="offences"), on="theme", how="left")
    table = table.assign(offences=table["after"].astype("Int64"))
    if concentration is None:
        table["share_for_50"] = np.nan
    else:
        table = table.merge(concentration[["theme", "share_for_50"]], on="theme", how="left")
    for name in ("cchi_days", "cchi_days_cv", "css", "css_cv"):
        if name not in table.columns:
            table[name] = np.nan
    before = table["before"].astype("Float64").to_numpy(float, na_value=np.nan)
    after = table["after"].astype("Float64").to_numpy(float, na_value=np.nan)
    table["change"], table["change_sd"] = _steadied_change(before, after, year_log_sd)
    table["offences_sd"] = np.sqrt(1 / np.maximum(after, 1) + year_log_sd**2)
    for name in ("cchi_days", "css"):
        table[f"{name}_sd"] = np.sqrt(table[f"{name}_cv"].astype(float) ** 2 + year_log_sd**2)
    return table


def reasons(evidence: pd.DataFrame) -> list[str]:
    """
    Why each theme stands where it does: "4th by volume, likely rise of 12%, 31% of harm (CCHI)".

    A percentage of change is written only where the signal tells of a change, and a harm share by
    the first scheme that weighs the theme; a theme that no scheme weighs says so.
    """
    harm_shares = {"share_cchi": "CCHI", "share_css": "CSS"}
    weighed = any(column in evidence.columns for column in harm_shares)
    volume = pd.Series(np.nan, evidence.index)
    if "offences" in evidence.columns:
        volume = evidence["offences"].rank(method="min", ascending=False)
    texts = []
    for (_, row), place in zip(evidence.iterrows(), volume, strict=True):
        parts = []
        if pd.notna(place):
            parts.append(f"{ordinal(int(place))} by volume")
        signal = row.get("signal")
        if str(signal).endswith(MOVED) and pd.notna(row.get("change_share")):
            parts.append(f"{signal} of {abs(row['change_share']):.0%}")
        elif pd.notna(signal):
            parts.append("change not known" if signal == "not known" else str(signal))
        known = [column for column in harm_shares if pd.notna(row.get(column))]
        if known:
            share = row[known[0]]
            written = "under 1%" if 0 < share < 0.01 else f"{share:.0%}"
            parts.append(f"{written} of harm ({harm_shares[known[0]]})")
        elif weighed:
            parts.append("no harm weight")
        if pd.notna(row.get("share_for_50")):
            parts.append(f"half of it in {row['share_for_50']:.0%} of places")
        texts.append(", ".join(parts))
    return texts


def ordinal(number: int) -> str:
    """
    A rank as written.

    Examples
    --------
    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 22)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd']
    """
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(
        number % 10, "th"
    )  # fmt: skip
    return f"{number}{ending}"


def _steadied_change(before, after, year_log_sd):
    """Log ratio and its standard deviation, shrunk towards 0 by the spread between themes."""
    known = ~np.isnan(before) & ~np.isnan(after)
    ratio = np.log((after + 0.5) / (before + 0.5))
    noise = 1 / (after + 0.5) + 1 / (before + 0.5) + year_log_sd**2
    # Weighted by precision, else one rare theme decides how much themes differ.
    precision = 1 / noise[known]
    excess = (ratio[known] ** 2 * precision).sum() - known.sum()
    between = max(0.0, excess / precision.sum()) if known.any() else 0.0
    kept = between / (between + noise)
    return kept * ratio, np.sqrt(kept * noise)
