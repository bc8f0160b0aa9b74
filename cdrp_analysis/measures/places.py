"""Rates of wards and LSOAs with their ranks and clustering, and counts of places."""

from collections.abc import Sequence

import pandas as pd
from scipy import sparse

from cdrp_analysis.measures.concentration import concentration
from cdrp_analysis.measures.hotspots import cluster_rates
from cdrp_analysis.measures.rates import empirical_bayes, rank_intervals, rate_per_1000
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


def lsoa_rates(
    points: pd.DataFrame,
    areas: pd.DataFrame,
    residents: pd.DataFrame,
    neighbours: sparse.csr_array,
    *,
    false_discovery_rate: float,
    seed: int,
) -> pd.DataFrame:
    """
    Rate, smoothed rate and clustering of every LSOA.

    Parameters
    ----------
    points : DataFrame, one row per offence
        ``lsoa``.
    areas : DataFrame
        ``code`` and ``name``, in the order of ``neighbours``.
    residents : DataFrame
        ``area`` and ``residents``.
    neighbours : sparse array
        From ``geography.neighbours``.

    Returns
    -------
    DataFrame
        ``area, area_name, offences, residents, rate, rate_lower, rate_upper, rate_smoothed,
        gi_star, p, q, hotspot``.
    """
    people = residents.set_index("area")["residents"]
    table = pd.DataFrame({"area": areas["code"].to_numpy(), "area_name": areas["name"].to_numpy()})
    table["offences"] = table["area"].map(points["lsoa"].value_counts()).fillna(0).astype("Int64")
    table["residents"] = table["area"].map(people)
    table = empirical_bayes(rate_per_1000(table))
    return cluster_rates(table, neighbours, false_discovery_rate=false_discovery_rate, seed=seed)


def concentrations(
    offences: pd.DataFrame,
    history: pd.DataFrame,
    units: dict[str, tuple[Sequence[str], pd.Series | None]],
    *,
    seed: int,
) -> pd.DataFrame:
    """
    How few places of each kind hold most offences.

    Parameters
    ----------
    offences : DataFrame
        Offences of the period.
    history : DataFrame
        Offences of all periods: a place known from another period is a place without an
        offence in this one, and belongs to the count of places.
    units : dict
        Name of the unit to its columns, and the codes of all places where they are known.
    """
    parts = []
    for unit, (columns, codes) in units.items():
        found = offences.dropna(subset=columns).groupby(list(columns)).size()
        if codes is None:
            every = history.dropna(subset=columns).groupby(list(columns)).size().index
        else:
            every = pd.Index(codes, name=columns[0])
        counts = found.reindex(every.union(found.index), fill_value=0)
        places = pd.DataFrame({"offences": counts.to_numpy()})
        parts.append(concentration(places, unit=unit, seed=seed))
    return pd.concat(parts, ignore_index=True)


def theme_concentration(
    offences: pd.DataFrame, areas: pd.DataFrame, *, column: str = "lsoa", seed: int
) -> pd.DataFrame:
    """``theme`` and ``share_for_50``: share of areas that hold half of each theme's offences."""
    counted = offences.groupby(["theme", column], observed=True).size()
    rows = []
    for theme, counts in counted.groupby(level="theme"):
        places = pd.DataFrame(
            {"offences": counts.droplevel("theme").reindex(areas["code"], fill_value=0).to_numpy()}
        )
        share = concentration(places, unit=column, seed=seed, draws=99)["share_for_50"].iloc[0]
        rows.append((theme, share))
    return pd.DataFrame(rows, columns=["theme", "share_for_50"])
