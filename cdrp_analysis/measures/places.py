"""Rates and clustering of LSOAs, hotspots by theme, and how few places hold most offences."""

from collections.abc import Sequence

import pandas as pd
import shapely
from scipy import sparse

from cdrp_analysis.measures.concentration import concentration
from cdrp_analysis.measures.hotspots import cluster_rates, hotspot_cells
from cdrp_analysis.measures.rates import empirical_bayes, rate_per_1000


def lsoa_rates(
    points: pd.DataFrame,
    areas: pd.DataFrame,
    residents: pd.DataFrame,
    neighbours: sparse.csr_array,
    *,
    period: str,
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
    period : str
        Label of the period.

    Returns
    -------
    DataFrame
        ``area, area_name, period, offences, residents, rate, rate_lower, rate_upper, rate_smoothed,
        gi_star, p, q, hotspot``.
    """
    people = residents.set_index("area")["residents"]
    table = pd.DataFrame({"area": areas["code"].to_numpy(), "area_name": areas["name"].to_numpy()})
    table["period"] = period
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
        if codes is None:
            counts = point_counts(offences, history, columns=columns)
        else:
            found = offences.dropna(subset=columns).groupby(list(columns)).size()
            every = pd.Index(codes, name=columns[0])
            counts = found.reindex(every.union(found.index), fill_value=0)
        places = pd.DataFrame({"offences": counts.to_numpy()})
        parts.append(concentration(places, unit=unit, seed=seed))
    return pd.concat(parts, ignore_index=True)


def point_counts(
    offences: pd.DataFrame,
    history: pd.DataFrame,
    *,
    columns: Sequence[str] = ("longitude", "latitude"),
) -> pd.Series:
    """Offences of the period at every place known from it or from the history, zeros included."""
    names = list(columns)
    found = offences.dropna(subset=names).groupby(names).size()
    every = history.dropna(subset=names).groupby(names).size().index
    return found.reindex(every.union(found.index), fill_value=0)


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


def hotspots_by_theme(
    points: pd.DataFrame,
    boundary: shapely.Geometry,
    *,
    size_m: float,
    false_discovery_rate: float,
    seed: int,
) -> pd.DataFrame:
    """
    Where each theme clusters: a borough's total can hide what its parts show.

    Parameters
    ----------
    points : DataFrame, one row per offence or incident
        ``theme``, ``easting``, ``northing``.

    Returns
    -------
    DataFrame, one row per theme
        ``theme, offences, hotspots`` (squares), ``share_of_area, share_of_offences`` (in them),
        ``busiest`` (square with most offences) and ``busiest_offences``.
    """
    rows = []
    for theme, own in points.dropna(subset=["theme"]).groupby("theme"):
        cells = hotspot_cells(
            own,
            boundary,
            size_m=size_m,
            false_discovery_rate=false_discovery_rate,
            seed=seed,
        )
        hot = cells[cells["hotspot"]]
        busiest = cells.loc[cells["offences"].idxmax()]
        total = max(int(cells["offences"].sum()), 1)
        rows.append(
            {
                "theme": theme,
                "offences": int(cells["offences"].sum()),
                "hotspots": len(hot),
                "share_of_area": hot["area_km2"].sum() / cells["area_km2"].sum(),
                "share_of_offences": hot["offences"].sum() / total,
                "busiest": busiest["cell"],
                "busiest_offences": int(busiest["offences"]),
            }
        )
    return pd.DataFrame(rows)
