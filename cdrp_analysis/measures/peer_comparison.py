"""An area beside its peers: rate, mean, likely place, and the wider area's funnel, by theme."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.peers import funnel, peer_mean, quadrants, usual_swing
from cdrp_analysis.measures.rates import rank_intervals, rate_per_1000, year_log_sd

_FUNNEL = [
    "area", "theme", "offences", "residents", "rate", "rate_lower", "rate_upper", "all_areas",
    "lower_95", "upper_95", "lower_998", "upper_998", "z_adjusted", "dispersion", "position",
]  # fmt: skip


def beside_peers(
    yearly: pd.DataFrame,
    residents: pd.DataFrame,
    peers: pd.DataFrame,
    *,
    own: str,
    period: str,
    seed: int,
    draws: int = 4000,
    own_included: bool = True,
    weighted: bool = False,
) -> pd.DataFrame:
    """
    Where an area stands among its peers, theme by theme.

    Parameters
    ----------
    yearly : DataFrame, one row per area, theme and period
        ``area, theme, period`` (labels sort in time order), ``offences`` (``<NA>`` = missing).
        Past periods give the spread from year to year.
    residents : DataFrame
        ``area``, ``residents``; areas without residents take no part.
    peers : DataFrame
        ``area``, ``peer``, perhaps ``weight``; only the own area's list is read.
    own : str
        The area.
    period : str
        Label of the period compared.
    seed, draws : int
        Of the rank intervals.
    own_included, weighted : bool
        As for :func:`~cdrp_analysis.measures.peers.peer_mean`.

    Returns
    -------
    DataFrame, one row per theme
        ``theme, period, offences, residents, rate, peers`` (with a rate), ``peer_mean,
        peer_lowest, peer_highest, difference, difference_share, rank, rank_lower, rank_upper``
        (90%, year-to-year spread included), ``of_areas``, ``year_log_sd``. A theme of which the
        own count is missing has no rank.

    Raises
    ------
    InputError
        If the own area has no list of peers, or no residents.
    """
    mine = peers[(peers["area"] == own) & peers["peer"].isin(residents["area"])]
    if mine.empty or own not in set(residents["area"]):
        raise InputError(
            "the area has no peers with residents, or none of its own.",
            where="measures.peer_comparison.beside_peers",
            areas=(own,),
            do="give a list of peers and the residents of every area on it",
        )
    group = [own, *mine["peer"]]
    rows = []
    for theme, counted in yearly[yearly["area"].isin(group)].groupby("theme", sort=False):
        now = counted[counted["period"] == period].merge(residents, on="area")
        absent = [area for area in group if area not in set(now["area"])]
        listed = mine[~mine["peer"].isin(absent)]
        if own in absent or listed.empty:
            continue
        found = peer_mean(now, listed, own_included=own_included, weighted=weighted).iloc[0]
        spread = _spread(counted[counted["period"] <= period])
        places = rank_intervals(now, year_log_sd=spread, seed=seed, draws=draws)
        place = places.set_index("area").loc[own]
        rows.append(
            {
                "theme": theme,
                "period": period,
                "offences": place["offences"],
                "residents": place["residents"],
                **found.drop(["area", "place"]).to_dict(),
                **place[["rank", "rank_lower", "rank_upper"]].to_dict(),
                "of_areas": int(now["offences"].notna().sum()),
                "year_log_sd": spread,
            }
        )
    table = pd.DataFrame(rows)
    whole = ["offences", "residents", "rank", "rank_lower", "rank_upper"]
    return table.astype(dict.fromkeys(whole, "Int64")) if rows else table


def funnels(
    yearly: pd.DataFrame, residents: pd.DataFrame, peers: pd.DataFrame, *, own: str, period: str
) -> pd.DataFrame:
    """
    Every area of the wider area in each theme's funnel, limits widened for what makes areas differ.

    Returns
    -------
    DataFrame, one row per theme and area
        ``area, theme, period, offences, residents, rate`` with exact 95% limits ``rate_lower,
        rate_upper``, ``all_areas`` (rate of all together), limits ``lower_95`` to ``upper_998``
        for an area of that size, ``z_adjusted, dispersion`` (φ), ``position``, and ``standing``:
        "own", "peer" or "other".
    """
    listed = set(peers.loc[peers["area"] == own, "peer"])
    parts = []
    for theme, counted in yearly[yearly["period"] == period].groupby("theme", sort=False):
        now = counted.merge(residents, on="area")
        if now["offences"].fillna(0).sum() == 0:
            continue
        found = funnel(now)
        exact = rate_per_1000(now)[["rate_lower", "rate_upper"]]
        parts.append(
            found.assign(
                rate_lower=exact["rate_lower"].to_numpy(),
                rate_upper=exact["rate_upper"].to_numpy(),
                theme=theme,
                all_areas=found.attrs["target"],
                dispersion=found.attrs["dispersion"],
            )[_FUNNEL]
        )
    table = pd.concat(parts, ignore_index=True)
    standing = np.select(
        [table["area"] == own, table["area"].isin(listed)], ["own", "peer"], "other"
    )
    return table.assign(period=period, standing=standing)


def changes_beside_peers(
    yearly: pd.DataFrame,
    peers: pd.DataFrame,
    *,
    own: str,
    periods: Sequence[str],
    residents: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    How an area changed between two periods beside its peers, who need not have residents for it.

    Parameters
    ----------
    periods : sequence of str
        The period before and the last.
    residents : DataFrame, optional
        ``area``, ``residents``; with them the level and the direction of travel are known.

    Returns
    -------
    DataFrame, one row per theme
        ``theme, period, before, offences, change_share, change_share_peers`` (of all peers' counts
        together), ``peers`` (with both counts), ``rank`` (1 the greatest rise, among peers and
        the area), ``level`` (own rate ÷ the mean of the peers' rates, as in :func:`beside_peers`
        with ``own_included=False``), ``usual_share_lower, usual_share_upper`` (usual swing about
        the peers' change, with the spread of past years) and ``quadrant``; missing where not known.
    """
    mine = peers.loc[peers["area"] == own, "peer"]
    group = [own, *mine]
    rows = []
    for theme, counted in yearly[yearly["area"].isin(group)].groupby("theme", sort=False):
        wide = counted.pivot(index="area", columns="period", values="offences")  # noqa: PD010
        both = wide.reindex(index=group, columns=list(periods)).astype("Float64")
        both.columns = ["before", "offences"]
        known = both.dropna()
        others = known.drop(index=own, errors="ignore")
        share = (known["offences"] / known["before"].where(known["before"] > 0) - 1).astype(float)
        rank = share.rank(ascending=False, method="min")
        change = share.get(own, np.nan)
        of_peers = _ratio(others["offences"].sum(), others["before"].sum())
        level = _level(both["offences"], residents, own)
        ours = both.loc[[own]]
        lower, upper = usual_swing(
            ours["before"],
            ours["offences"],
            of_peers,
            year_log_sd=_spread(counted[counted["period"] <= periods[1]]),
        )
        rows.append(
            {
                "theme": theme,
                "period": f"{periods[0]} to {periods[1]}",
                "before": both.loc[own, "before"],
                "offences": both.loc[own, "offences"],
                "change_share": change,
                "change_share_peers": of_peers,
                "peers": len(others),
                "rank": rank.get(own, pd.NA),
                "level": level,
                "usual_share_lower": lower.iloc[0],
                "usual_share_upper": upper.iloc[0],
                "quadrant": quadrants(
                    pd.Series([level], [own]), pd.Series([change], [own]), lower, upper
                )[0],
            }
        )
    table = pd.DataFrame(rows)
    return table.astype({"before": "Int64", "offences": "Int64", "rank": "Int64"})


def _level(counts: pd.Series, residents: pd.DataFrame | None, own: str) -> float:
    """Own rate over the mean of the peers' rates."""
    if residents is None:
        return np.nan
    here = counts.dropna().rename_axis("area").reset_index().merge(residents, on="area")
    peers = pd.DataFrame({"area": own, "peer": here.loc[here["area"] != own, "area"]})
    if own not in set(here["area"]) or peers.empty:
        return np.nan
    beside = peer_mean(here, peers, own_included=False).iloc[0]
    return beside["rate"] / beside["peer_mean"] if beside["peer_mean"] > 0 else np.nan


def _spread(counted: pd.DataFrame) -> float:
    """Spread from year to year; with one year known there is none to be had."""
    if counted["period"].nunique() < 2:
        return np.nan
    return year_log_sd(counted)


def _ratio(after: float, before: float) -> float:
    return float(after / before - 1) if before > 0 else np.nan
