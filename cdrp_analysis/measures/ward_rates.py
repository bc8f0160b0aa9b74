"""Rates of wards with their limits, and ranks that state how far they would hold."""

import pandas as pd

from cdrp_analysis.measures.rates import rank_intervals, rate_per_1000
from cdrp_analysis.measures.tabulation import ALL

# Year-to-year spread of a ward's total beyond Poisson, log scale: between the 0.06 and 0.19
# measured over London boroughs by type. Two years of sixteen wards are too few to estimate it.
WARD_YEAR_LOG_SD = 0.10


def ward_rates(
    ward_offences: pd.DataFrame,
    residents: pd.DataFrame,
    *,
    period: str,
    borough: str,
    seed: int,
    draws: int,
) -> pd.DataFrame:
    """
    Rate, limits and rank of every ward, and of the borough, which has no rank.

    Parameters
    ----------
    ward_offences : DataFrame
        From :func:`cdrp_analysis.measures.tabulation.by_area_theme_period`.
    residents : DataFrame
        ``area`` and ``residents`` of every ward.
    period : str
        Label of the period.
    borough : str
        Code of the whole.

    Returns
    -------
    DataFrame
        ``area, area_name, period, offences, residents, rate, rate_lower, rate_upper`` (per
        1,000), ``rank, rank_lower, rank_upper`` (1 the highest).
    """
    chosen = (ward_offences["theme"] == ALL) & (ward_offences["period"] == period)
    people = residents.set_index("area")["residents"]
    wards = ward_offences.loc[chosen, ["area", "area_name", "period", "offences"]]
    people = pd.concat([people, pd.Series({borough: people.sum()})])
    table = wards.assign(residents=wards["area"].map(people))
    return with_rates_and_ranks(table, borough=borough, seed=seed, draws=draws)


def with_rates_and_ranks(
    table: pd.DataFrame, *, borough: str, seed: int, draws: int
) -> pd.DataFrame:
    """Rates of all rows and ranks of the wards among them, from counts and residents."""
    rated = rate_per_1000(table).drop(columns="rate_method", errors="ignore")
    known = rated["area"].ne(borough) & rated["offences"].notna()
    ranked = rank_intervals(rated[known], year_log_sd=WARD_YEAR_LOG_SD, seed=seed, draws=draws)
    for name in ("rank", "rank_lower", "rank_upper"):
        rated[name] = ranked[name].astype("Int64").reindex(rated.index)
    return rated
