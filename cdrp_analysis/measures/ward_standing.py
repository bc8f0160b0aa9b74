"""Every ward beside all wards of the borough: rate, funnel, likely place, direction of travel."""

import numpy as np
import pandas as pd

from cdrp_analysis.measures.peers import direction_of_travel, funnel
from cdrp_analysis.measures.ward_rates import WARD_YEAR_LOG_SD, with_rates_and_ranks

_FUNNEL = ["lower_95", "upper_95", "lower_998", "upper_998", "z_adjusted", "position"]
_TRAVEL = [
    "level", "change_share", "change_share_all", "usual_share_lower", "usual_share_upper",
    "beside", "quadrant",
]  # fmt: skip


def beside_all_wards(counts: pd.DataFrame, *, seed: int, draws: int) -> pd.DataFrame:
    """
    Rate of every ward beside the mean of all, its place in their funnel and among their ranks.

    Parameters
    ----------
    counts : DataFrame, one row per ward
        ``area``, ``offences`` (<NA> = missing or hidden: the ward takes no part), ``residents``.
    seed, draws : int
        Of the rank intervals.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``rate, rate_lower, rate_upper`` (per 1,000, exact 95% limits), ``rank, rank_lower,
        rank_upper`` (90%, the swing from year to year included), ``of_wards`` (with a rate),
        ``ward_mean`` (each ward alike), ``difference_share`` (from it), ``all_wards`` (rate of
        all together, which the funnel follows), limits ``lower_95`` to ``upper_998`` for a ward
        of that size, ``z_adjusted``, ``dispersion`` (φ) and ``position``, as of
        :func:`~cdrp_analysis.measures.peers.funnel`.
    """
    table = with_rates_and_ranks(counts, borough="", seed=seed, draws=draws)
    rate = table["rate"].astype("Float64")
    mean = rate.mean()
    table = table.assign(
        of_wards=int(rate.notna().sum()),
        ward_mean=float(mean) if pd.notna(mean) else np.nan,
        difference_share=rate / mean - 1 if pd.notna(mean) and mean > 0 else np.nan,
    )
    if not table["offences"].fillna(0).sum():
        return table.assign(
            all_wards=np.nan, dispersion=np.nan, **dict.fromkeys(_FUNNEL, np.nan)
        ).assign(position="not known")
    found = funnel(table)
    return table.assign(
        **found[_FUNNEL],
        all_wards=found.attrs["target"],
        dispersion=found.attrs["dispersion"],
    )


def ward_travel(counts: pd.DataFrame) -> pd.DataFrame:
    """
    Where every ward stands and which way it goes, beside all wards of the borough.

    A ward that changed as all wards did still swings about that change: ``usual_share_lower`` to
    ``usual_share_upper`` hold 95% of such swings
    (:func:`~cdrp_analysis.measures.peers.usual_swing`, with a spread from year to year of 0.10).

    Parameters
    ----------
    counts : DataFrame, one row per ward and period, the earlier period first
        ``area``, ``period``, ``offences``, ``residents``.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds, on the later period's rows, ``level`` (rate ÷ that of all wards together),
        ``change_share, change_share_all, usual_share_lower, usual_share_upper``, ``beside``
        ("rose more than usual", "fell more than usual", "as all wards") and ``quadrant``, as of
        :func:`~cdrp_analysis.measures.peers.direction_of_travel`. All are missing where a count
        is, and where there is only one period.
    """
    periods = list(dict.fromkeys(counts["period"]))
    blank = counts.assign(**dict.fromkeys(_TRAVEL, pd.Series(dtype=object)))
    if len(periods) < 2:
        return blank
    first = counts[counts["period"] == periods[0]].set_index("area")["offences"]
    last = counts[counts["period"] == periods[-1]]
    both = last.assign(before=last["area"].map(first))
    known = both["before"].notna() & both["offences"].notna()
    if not (both.loc[known, "before"].sum() and both.loc[known, "offences"].sum()):
        return blank
    found = direction_of_travel(both, year_log_sd=WARD_YEAR_LOG_SD)
    found = found.rename(columns={"change_of_all": "change_share_all"})
    change = found["change_share"]
    found["beside"] = np.select(
        [
            change.isna() | found["usual_share_lower"].isna(),
            change > found["usual_share_upper"],
            change < found["usual_share_lower"],
        ],
        [None, "rose more than usual", "fell more than usual"],
        "as all wards",
    )
    found["change_share_all"] = found["change_share_all"].where(change.notna())
    return counts.merge(found[["area", "period", *_TRAVEL]], on=["area", "period"], how="left")
