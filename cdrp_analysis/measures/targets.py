"""Targets held against projections: the chance that each is met, and the way there."""

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.forecast import Forecast
from cdrp_analysis.measures.lending import together
from cdrp_analysis.measures.projection import project

LEVELS = (0.8, 0.95)
# Words for a chance, by rule: the least chance of each. Nobody chooses the word.
WORDS = ((0.9, "very likely met"), (0.7, "likely met"), (0.3, "open"), (0.1, "likely missed"),
         (0.0, "very likely missed"))  # fmt: skip
_CHANCES = ["target", "label", "series", "series_label", "wanted", "before", "aim", "first_month",
            "last_month", "known_months", "known", "left", "point", "lower_80", "upper_80",
            "lower_95", "upper_95", "chance_share", "word", "method", "sensitive"]  # fmt: skip
_PROJECTED = ["point", "lower_80", "upper_80", "lower_95", "upper_95"]
_PATHS = ["target", "label", "series", "month", "count", "known", "point", "lower_80", "upper_80",
          "lower_95", "upper_95", "aim", "sensitive"]  # fmt: skip


def chance_of_meeting(
    register: pd.DataFrame, panel: pd.DataFrame, area: str, *, known_to: str
) -> pd.DataFrame:
    """
    The chance that each dated target for a recorded series is met, from its projection.

    Parameters
    ----------
    register : DataFrame, one row per target
        ``target, label, wanted`` (``down`` or ``up``), ``baseline``, ``value``,
        ``change_percent``, ``starts_on``, ``ends_on`` (days), ``series`` and ``series_label``.
    panel : DataFrame, one row per area, series and month
        ``area, offence`` (the series), ``month, count``; other areas lend their seasons and
        errors.
    area : str
        Whose targets they are.
    known_to : str
        Last month that counts, ``YYYY-MM``.

    Returns
    -------
    DataFrame, one row per target, in the order of the register
        ``target, label, series, series_label, wanted``; ``before`` (count of as many months just
        before it starts, missing where one is), ``aim`` (count to reach: the value, else the
        baseline or the count before, changed by its percentage); ``first_month``,
        ``last_month``, ``known_months``, ``known``, ``left`` (what may still come for a target
        that is to go down), ``point`` and limits, ``chance_share``, ``word`` (by :data:`WORDS`),
        ``method`` and ``sensitive`` (as the register has it, else false). A target that cannot be
        projected (of no series here, of no whole months, or over a year ahead) has missing
        figures, and ``method`` says why.

    Raises
    ------
    InputError
        If a target wants neither down nor up.

    References
    ----------
    Lei, J. et al. (2018). J. Amer. Statist. Assoc. 113, 1094-1111 (the distribution used).
    """
    wrong = sorted(set(register["wanted"]) - {"down", "up"})
    if wrong:
        raise InputError(f"a target wants {wrong[0]!r}.", where="measures.targets", do="down or up")
    forecasts = _forecasts(panel[panel["month"] <= known_to], area, register["series"])
    rows = [_held(row, panel, forecasts, area, known_to) for _, row in register.iterrows()]
    table = pd.DataFrame(rows).reindex(columns=_CHANCES)
    return table.astype(dict.fromkeys(("before", "known", "left"), "Float64"))


def paths(chances: pd.DataFrame, panel: pd.DataFrame, area: str, *, known_to: str) -> pd.DataFrame:
    """
    The count since each target's time began, month by month: known, then projected.

    Parameters
    ----------
    chances : DataFrame
        From :func:`chance_of_meeting`; targets without a projection are left out.
    panel, area, known_to
        As there.

    Returns
    -------
    DataFrame, one row per target and month of its time
        ``target, label, series, month, count`` (missing: to come), ``known`` (cumulative),
        ``point`` and limits (cumulative; of a known month the count itself), ``aim, sensitive``.
    """
    told = chances[chances["point"].notna()]
    forecasts = _forecasts(panel[panel["month"] <= known_to], area, told["series"])
    rows = []
    for _, row in told.iterrows():
        forecast, at = forecasts[row["series"]]
        months = pd.period_range(row["first_month"], row["last_month"], freq="M").astype(str)
        own = panel[(panel["area"] == area) & (panel["offence"] == row["series"])]
        counted = own[own["month"] <= known_to].set_index("month")["count"].reindex(months)
        for number, month in enumerate(months, 1):
            total = forecast.total(list(months[:number])).iloc[at]
            known = counted[month]
            rows.append(
                {**row[["target", "label", "series", "aim", "sensitive"]], "month": month,
                 "count": known, "known": total["known"] if pd.notna(known) else pd.NA,
                 **total[_PROJECTED].to_dict()}
            )  # fmt: skip
    table = pd.DataFrame(rows, columns=_PATHS)
    return table.astype({"count": "Float64", "known": "Float64"})


def word_for(chance: float) -> str:
    """
    How likely a target is met, by rule.

    Examples
    --------
    >>> word_for(0.95), word_for(0.5), word_for(0.02)
    ('very likely met', 'open', 'very likely missed')
    """
    if pd.isna(chance):
        return "not known"
    return next(word for least, word in WORDS if chance >= least)


def _forecasts(
    panel: pd.DataFrame, area: str, wanted: pd.Series
) -> dict[str, tuple[Forecast, int]]:
    """The forecast that each series of the area is part of, and its row in it."""
    found = {}
    for part in together(panel[panel["offence"].isin(set(wanted))], area):
        forecast = project(part, horizon=12, levels=LEVELS)
        keys = forecast.total([part["month"].max()])[["area", "offence"]]
        for at in np.flatnonzero(keys["area"] == area):
            found[keys["offence"].iloc[at]] = forecast, int(at)
    return found


def _held(
    row: pd.Series,
    panel: pd.DataFrame,
    forecasts: dict[str, tuple[Forecast, int]],
    area: str,
    known_to: str,
) -> dict[str, object]:
    """A target beside what its series is likely to come to."""
    made = {name: row[name] for name in ("target", "label", "series", "series_label", "wanted")}
    made["sensitive"] = bool(row.get("sensitive", False))
    starts, ends = pd.Timestamp(row["starts_on"]), pd.Timestamp(row["ends_on"])
    first, last = starts.to_period("M"), ends.to_period("M")
    made |= {"first_month": str(first), "last_month": str(last), "word": word_for(np.nan)}
    whole = starts.day == 1 and ends.day == ends.days_in_month
    if row["series"] not in forecasts:
        return made | {"method": "not projected: of no series recorded here"}
    if not whole:
        return made | {"method": "not projected: not of whole months"}
    own = panel[(panel["area"] == area) & (panel["offence"] == row["series"])]
    counts = own.set_index("month")["count"].astype("Float64")
    length = (last - first).n + 1
    earlier = counts.reindex(pd.period_range(first - length, first - 1, freq="M").astype(str))
    before = earlier.sum(skipna=False)
    aim = _aim(row, before)
    forecast, at = forecasts[row["series"]]
    months = pd.period_range(first, last, freq="M").astype(str).tolist()
    try:
        total = forecast.total(months).iloc[at]
    except InputError:
        why = "not projected: its time reaches beyond what can be projected"
        return made | {"before": before, "aim": aim, "method": why}
    chance = float(forecast.chance_at_most(months, aim)[at])
    chance = 1 - chance if row["wanted"] == "up" else chance
    left = max(aim - total["known"], 0.0) if row["wanted"] == "down" else pd.NA
    return made | {
        "before": before, "aim": aim, "left": left, "chance_share": chance,
        "word": word_for(chance),
        **total[["known_months", "known", *_PROJECTED, "method"]].to_dict(),
    }  # fmt: skip


def _aim(row: pd.Series, before: float) -> float:
    """The count that a target asks for."""
    whole = np.floor if row["wanted"] == "down" else np.ceil
    if pd.notna(row["value"]):
        return float(whole(row["value"]))
    base = row["baseline"] if pd.notna(row["baseline"]) else before
    if pd.isna(base) or pd.isna(row["change_percent"]):
        return np.nan
    # Rounded first: 100 less 3% must not become 96 by a hair.
    return float(whole(round(float(base) * (1 + float(row["change_percent"]) / 100), 6)))
