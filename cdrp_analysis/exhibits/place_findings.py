"""Sentences about places: rates, hotspots, concentration, one ward; never a hidden number."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Finding
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN, in_period
from cdrp_analysis.exhibits.wording import lower_first, number, places, plural, rough_share
from cdrp_analysis.vocabulary import LOW, SUPPRESSED

METHODS = {
    "counts": "last year's counts",
    "kde": "kernel density",
    "gi_star": "Gi* clusters",
    "smoothed": "counts smoothed towards neighbours",
    "long_counts": "counts of all earlier years",
    "long_kde": "kernel density of all earlier years",
    "long_smoothed": "smoothed counts of all earlier years",
}
_NO_GAIN = 0.05  # of mean PAI: what a reader would not see
_BOROUGH = r"[EW]0[6-9]\d"


def highest_rate(
    rates: pd.DataFrame,
    *,
    value: str = "rate",
    unit: str = "offences per 1,000 residents",
) -> Finding:
    """
    Which area had the highest rate, its limits, and how sure its place is.

    Parameters
    ----------
    rates : DataFrame
        ``ward_rates`` or ``lsoa_rates``, restricted or protected. A borough's row is left out.
    value, unit : str
        The column compared and its unit in words.
    """
    areas = without_borough(rates)
    numbers = wording.values(areas, value)
    if numbers.notna().sum() == 0:
        return NOTHING_SHOWN
    top = int(numbers.idxmax())
    limits = _limits(areas, top, f"{value}_lower", f"{value}_upper")
    hidden = int(numbers.isna().sum())
    among = f"Of the {number(len(areas) - hidden)} areas shown, " if hidden else ""
    detail = _place_sentence(areas, top, len(areas))
    if hidden:
        detail += f" {plural(hidden, 'area')} could not be compared: hidden or not available."
    return Finding(
        f"{among}{areas.loc[top, 'area_name']} had the highest rate{in_period(rates)}",
        f"{number(numbers[top], 1)} {unit}{limits}",
        detail.strip(),
    )


def concentration_sentence(concentration: pd.DataFrame, *, unit: str | None = None) -> Finding:
    """How few places hold half of all offences, beside what chance alone would give."""
    rows = concentration if unit is None else concentration[concentration["unit"] == unit]
    rows = rows.reset_index(drop=True)
    shares = wording.values(rows, "share_for_50")
    if shares.notna().sum() == 0:
        return NOTHING_SHOWN
    row = int(shares.first_valid_index())
    of_all = wording.values(rows, "places")[row]
    of_places = f"{number(of_all)} " if pd.notna(of_all) else ""
    chance = wording.values(rows, "null_share_for_50")[row]
    return Finding(
        f"Half of offences{in_period(concentration)} happened in {rough_share(shares[row])} of "
        f"{of_places}places ({rows.loc[row, 'unit']})",
        detail=f"Offences scattered at random would need {rough_share(chance)}."
        if pd.notna(chance)
        else "",
    )


def hotspot_sentence(cells: pd.DataFrame) -> Finding:
    """How many cells are hotspots, of how many, and what they hold."""
    hot = cells["hotspot"].fillna(False).astype(bool)
    size = f" of {number(cells['size_m'].iloc[0])} m" if "size_m" in cells and len(cells) else ""
    if not hot.any():
        return Finding(
            f"No hotspot stands out among {number(len(cells))} squares{size}{in_period(cells)}",
            detail="Some squares are dense all the same: Gi* asks whether such squares lie "
            "together more than the counts of all squares, dealt out at random, would (false "
            "discovery rate controlled).",
        )
    offences, area = wording.values(cells, "offences"), wording.values(cells, "area_km2")
    return Finding(
        f"{number(int(hot.sum()))} of {number(len(cells))} squares{size} "
        f"{'is a hotspot' if hot.sum() == 1 else 'are hotspots'}"
        f"{in_period(cells)}",
        f"{rough_share(area[hot].sum() / area.sum())} of the area with "
        f"{rough_share(offences[hot].sum() / offences.sum())} of the offences",
        "A hotspot is a square whose neighbourhood holds more than chance allows (Gi*, false "
        "discovery rate controlled).",
    )


def band_sentence(bands: pd.DataFrame) -> Finding:
    """How many areas of the public map are in the high band."""
    shown = int(bands["band"].isin(["low", "medium", "high"]).sum())
    high = int(bands["band"].eq("high").sum())
    return Finding(
        f"{number(high)} of {number(shown)} map areas "
        f"{'is' if high == 1 else 'are'} in the high band{in_period(bands)}",
        detail="Bands compare areas with each other; they are not counts.",
    )


def holdout_sentence(holdout: pd.DataFrame) -> Finding:
    """Which way of choosing hotspots found most of the next period's offences."""
    frame = holdout.reset_index(drop=True)
    if frame.empty:
        return Finding("Hotspots could not be tested: no offence of an earlier period is known")
    pai = wording.values(frame, "pai")
    shares = wording.values(frame, "share_of_area")
    if pai.notna().sum() == 0:
        return NOTHING_SHOWN
    smallest = shares[pai.notna()].min()
    best = int(pai.where(shares.eq(smallest)).idxmax())
    verdict = "{} did best"
    habit = frame.index[shares.eq(smallest) & frame["method"].eq("counts") & pai.notna()]
    if len(habit) and best not in habit and not _gained(frame, best):
        best, verdict = int(habit[0]), "no way of choosing can be told to do better than {}"
    caught = f", holding {rough_share(pai[best] * smallest)} of later offences"
    method = METHODS.get(frame.loc[best, "method"], frame.loc[best, "method"])
    return Finding(
        f"Choosing {rough_share(smallest)} of the area, {verdict.format(method)}",
        f"PAI {number(pai[best], 1)}{_limits(frame, best, 'pai_lower', 'pai_upper')}{caught}",
        "PAI is the share of later offences caught divided by the share of area chosen.",
    )


def _gained(frame: pd.DataFrame, row: int) -> bool:
    """Whether a way of choosing found more than last year's counts beyond chance."""
    return "gain_lower" in frame and bool(wording.values(frame, "gain_lower")[row] > 0)


def best_method_sentence(best: pd.DataFrame, judged: pd.DataFrame) -> Finding:
    """
    Which way of choosing places foretold this partnership's own past best.

    Parameters
    ----------
    best, judged : DataFrame
        ``measures.best_method.best_methods`` and ``chosen_in_time``, at the same share of the area.
    """
    if best.empty:
        return Finding("Too few earlier periods are known to say which way of choosing is best")
    top = best.iloc[0]
    name = METHODS.get(top["method"], top["method"])
    periods = int(top["periods"])
    habit = best.loc[best["method"] == "counts", "pai"].iloc[0]
    if top["method"] == "counts":
        beside = "which is the habit itself"
    elif top["gain"] < _NO_GAIN:
        beside = f"no more than last year's counts, {number(habit, 2)}"
    else:
        beside = (
            f"last year's counts {number(habit, 2)}; beyond chance in "
            f"{number(int(top['clear']))} of them"
        )
    detail = ""
    if len(judged):
        earned, counted = judged["pai"].mean(), judged["pai_counts"].mean()
        detail = (
            f"Had the method been chosen each year on the years before it, its mean PAI would "
            f"have been {number(earned, 2)}, against {number(counted, 2)} for last year's counts."
        )
    return Finding(
        f"For {rough_share(top['share_of_area'])} of the area, {name} foretold the past best",
        f"mean PAI {number(top['pai'], 2)} over {plural(periods, 'period')}, {beside}",
        detail,
    )


def chosen_sentence(chosen: pd.DataFrame, best: pd.DataFrame) -> Finding:
    """Which squares are chosen, by which method, and what that choice was worth before."""
    picked = chosen["chosen"].astype(bool)
    area, offences = wording.values(chosen, "area_km2"), wording.values(chosen, "offences")
    share, total = area[picked].sum() / area.sum(), offences.sum()
    method = METHODS["counts"] if best.empty else METHODS.get(best["method"].iloc[0], "")
    held = f" with {rough_share(offences[picked].sum() / total)} of offences" if total else ""
    worth = ""
    if len(best):
        worth = (
            f"Chosen in the same way each year, such squares held {number(best['pai'].iloc[0], 1)} "
            "times their share of the next year's offences."
        )
    return Finding(
        f"{plural(int(picked.sum()), 'square')} on {rough_share(share)} of the area{held} "
        f"{'is' if picked.sum() == 1 else 'are'} chosen by {method}",
        detail=worth,
    )


def ward_summary(
    ward_rates: pd.DataFrame, ward_offences: pd.DataFrame | None, area: str
) -> Finding:
    """
    One ward in a few clauses: its offences, rate, likely place and largest theme.

    Parameters
    ----------
    ward_rates, ward_offences : DataFrame
        Restricted or protected; without ``ward_offences`` the largest theme is left out.
    area : str
        ONS code of the ward.
    """
    wards = without_borough(ward_rates)
    mine = wards.index[wards["area"] == area]
    if len(mine) == 0:
        return NOTHING_SHOWN
    row, name = int(mine[0]), wards.loc[mine[0], "area_name"]
    offences, rate = (wording.values(wards, column)[row] for column in ("offences", "rate"))
    if pd.isna(offences):
        why = _why(wording.symbols(wards, "offences")[row])
        return Finding(f"{name}'s count{in_period(ward_rates)} is not shown{why}")
    figures = ""
    if pd.notna(rate):
        limits = _limits(wards, row, "rate_lower", "rate_upper")
        figures = f"{number(rate, 1)} per 1,000 residents{limits}"
    detail = [_place_sentence(wards, row, len(wards))]
    if ward_offences is not None:
        detail.append(_largest_theme(ward_offences, area))
    return Finding(
        f"{name} had {plural(int(offences), 'recorded offence')}{in_period(ward_rates)}",
        figures,
        " ".join(part for part in detail if part),
    )


def without_borough(frame: pd.DataFrame) -> pd.DataFrame:
    """Wards and smaller areas only: a borough's row is for comparison, never ranked."""
    return frame[~is_borough(frame)].reset_index(drop=True)


def borough_rate(rates: pd.DataFrame) -> float | None:
    """The rate of the whole: its own row's, or that of all areas together where none is hidden."""
    borough = is_borough(rates)
    if borough.any():
        rate = wording.values(rates, "rate")[borough].iloc[0]
        return None if pd.isna(rate) else float(rate)
    if not {"offences", "residents"} <= set(rates):
        return None
    offences, residents = (wording.values(rates, name) for name in ("offences", "residents"))
    # A sum over visible areas only would be a wrong rate, and with the total a way to the rest.
    if offences.isna().any() or residents.isna().any() or residents.sum() == 0:
        return None
    return float(1000 * offences.sum() / residents.sum())


def is_borough(frame: pd.DataFrame) -> pd.Series:
    """Which rows are a local authority, by their ONS code."""
    return frame["area"].astype(str).str.match(_BOROUGH)


def _largest_theme(ward_offences: pd.DataFrame, area: str) -> str:
    rows = ward_offences[(ward_offences["area"] == area) & (ward_offences["theme"] != "all")]
    rows = rows[rows["period"] == rows["period"].max()].reset_index(drop=True)
    if "kind" in rows:
        rows = rows[rows["kind"] == "offence"]
    counts = wording.values(rows, "offences")
    if counts.notna().sum() == 0:
        return ""
    largest = counts.idxmax()
    among = "Its largest" if counts.notna().all() else "Of those shown, the largest"
    return (
        f"{among} theme of offences was {lower_first(rows.loc[largest, 'label'])}, with "
        f"{plural(int(counts[largest]), 'offence')}."
    )


def _place_sentence(areas: pd.DataFrame, row: int, of: int) -> str:
    if not {"rank_lower", "rank_upper"} <= set(areas):
        return ""
    lower, upper = (wording.values(areas, name)[row] for name in ("rank_lower", "rank_upper"))
    if pd.isna(lower) or pd.isna(upper):
        return ""
    return f"Allowing for chance, its place by rate is {places(lower, upper)} of {of}."


def _limits(frame: pd.DataFrame, row: int, lower: str, upper: str) -> str:
    if not {lower, upper} <= set(frame):
        return ""
    low, high = (wording.values(frame, name)[row] for name in (lower, upper))
    if pd.isna(low) or pd.isna(high):
        return ""
    return f" (95% limits {number(low, 1)} to {number(high, 1)})"


def _why(symbol: str) -> str:
    reasons = {SUPPRESSED: ", to protect people's confidentiality", LOW: " exactly: it is low"}
    return reasons.get(symbol, ": it is not available")
