"""Themes in wards: rates beside the borough's, and how all offences of each ward changed."""

import pandas as pd

from cdrp_analysis.measures import trends
from cdrp_analysis.measures.location_quotients import location_quotients
from cdrp_analysis.measures.rates import rate_per_1000
from cdrp_analysis.measures.tabulation import ALL, OTHER

_CHANGE = ["change", "change_share", "ratio_lower", "ratio_upper", "q", "signal"]


def theme_rates(
    ward_offences: pd.DataFrame, residents: pd.DataFrame, *, period: str, borough: str
) -> pd.DataFrame:
    """
    Rate of every theme in every ward, and how many times the borough's rate it is.

    Parameters
    ----------
    ward_offences : DataFrame
        From :func:`cdrp_analysis.measures.tabulation.by_area_theme_period`, the borough's rows
        included.
    residents : DataFrame
        ``area`` and ``residents`` of every ward.
    period : str
        Label of the period.
    borough : str
        Code of the whole.

    Returns
    -------
    DataFrame, one row per area and theme; offences in no theme are left out
        ``area, area_name, theme, label, period, offences, kind, sensitive, residents, rate,
        rate_lower, rate_upper`` (per 1,000), ``times_borough``.
    """
    people = residents.set_index("area")["residents"]
    people = pd.concat([people, pd.Series({borough: people.sum()})])
    rows = ward_offences[
        ward_offences["period"].eq(period) & ward_offences["theme"].ne(OTHER)
    ].reset_index(drop=True)
    return with_times_borough(rows.assign(residents=rows["area"].map(people)), borough=borough)


def with_times_borough(counts: pd.DataFrame, *, borough: str) -> pd.DataFrame:
    """
    Rates with limits, and each over the borough's of the same theme.

    ``times_borough`` is missing where a count is, or where the borough had none.
    """
    rated = rate_per_1000(counts)
    whole = rated[rated["area"].eq(borough)].set_index("theme")["rate"]
    whole = rated["theme"].map(whole.where(whole > 0)).astype(float)
    return rated.assign(times_borough=rated["rate"].astype(float) / whole)


def ward_quotients(ward_offences: pd.DataFrame, *, period: str, borough: str) -> pd.DataFrame:
    """
    What each ward has more of than the borough's mix of offences would give it.

    Parameters
    ----------
    ward_offences, period, borough
        As for :func:`theme_rates`. Incidents are no part of the mix.

    Returns
    -------
    DataFrame, one row per ward and theme
        ``area, area_name, theme, offences`` and the columns of
        :func:`~cdrp_analysis.measures.location_quotients.location_quotients`.
    """
    rows = ward_offences[
        ward_offences["period"].eq(period)
        & ward_offences["area"].ne(borough)
        & ward_offences["theme"].ne(ALL)
        & ward_offences["kind"].eq("offence")
    ]
    found = location_quotients(rows.reset_index(drop=True))
    return found[found["theme"].ne(OTHER)].reset_index(drop=True)


def ward_change(ward_offences: pd.DataFrame) -> pd.DataFrame:
    """
    All offences of each area in two periods, with the change and whether it is more than chance.

    Parameters
    ----------
    ward_offences : DataFrame
        As for :func:`theme_rates`, with two periods, the earlier first.

    Returns
    -------
    DataFrame, one row per area and period
        ``area, area_name, period, offences`` and, on the later period's rows, ``change,
        change_share, ratio_lower, ratio_upper, q, signal`` of
        :func:`cdrp_analysis.measures.trends.year_on_year`, all wards judged together. No row
        where there is only one period.
    """
    rows = ward_offences.loc[
        ward_offences["theme"].eq(ALL), ["area", "area_name", "period", "offences"]
    ]
    if rows["period"].nunique() < 2:
        rows = rows.head(0)
    return with_change(rows.reset_index(drop=True))


def with_change(counts: pd.DataFrame) -> pd.DataFrame:
    """The change between the first and the last period of ``area, period, offences``."""
    periods = list(dict.fromkeys(counts["period"]))
    if len(periods) < 2:
        return counts.assign(**dict.fromkeys(_CHANGE, pd.Series(dtype=object)))
    long = counts.rename(columns={"area": "theme"})
    found = trends.year_on_year(long, before=periods[0], after=periods[-1])
    found = found.rename(columns={"theme": "area"}).assign(period=periods[-1])
    return counts.merge(found[["area", "period", *_CHANGE]], on=["area", "period"], how="left")
