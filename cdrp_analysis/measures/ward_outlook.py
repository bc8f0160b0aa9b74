"""What the wards' years will come to, made to add up to the borough's."""

import pandas as pd

from cdrp_analysis.measures.lending import with_history
from cdrp_analysis.measures.projection import year_end
from cdrp_analysis.measures.reconcile import reconcile, with_remainder
from cdrp_analysis.measures.year_watch import as_panel
from cdrp_analysis.periods import Period

NOWHERE = "elsewhere"  # offences of the borough that no ward has
_COLUMNS = ["area", "known", "point", "lower_80", "upper_80", "lower_95", "upper_95", "method"]


def ward_outlook(
    wards: pd.DataFrame,
    counts: pd.DataFrame,
    area: str,
    period: Period,
    *,
    known_to: str,
    theme: str = "all",
) -> pd.DataFrame:
    """
    The total of a period by ward and of the borough, reconciled so that the wards add up to it.

    Wards lend each other their seasons and errors. A month that is missing in a ward is missing
    in what is left over for no ward too.

    Parameters
    ----------
    wards : DataFrame, one row per ward, theme and month
        ``area, theme, month, offences``.
    counts : DataFrame
        The same of the borough and of the areas around it.
    area : str
        The borough.
    period : Period
        Its total is projected.
    known_to : str
        Last month that counts, ``YYYY-MM``.
    theme : str
        The theme.

    Returns
    -------
    DataFrame, the borough first, then the wards and ``elsewhere``
        ``area, known, point, lower_80, upper_80, lower_95, upper_95, method``. None where no
        ward, or not the borough, is known for two years.

    Raises
    ------
    InputError
        If the wards have more than the borough.
    """
    whole, parts = (
        panel[(panel["offence"] == theme) & (panel["month"] <= known_to)]
        for panel in (as_panel(counts), as_panel(wards))
    )
    own = whole[whole["area"] == area]
    parts = parts[parts["month"].isin(own["month"])]
    if parts.empty or own["count"].notna().sum() == 0:
        return pd.DataFrame(columns=_COLUMNS)
    parts = with_history(with_remainder(own, parts, name=NOWHERE))
    around = with_history(whole)
    if parts.empty or not (around["area"] == area).any():
        return pd.DataFrame(columns=_COLUMNS)
    top = year_end(around, period, known_to)
    table = reconcile(top[top["area"] == area], year_end(parts, period, known_to))
    return table[_COLUMNS].reset_index(drop=True)
