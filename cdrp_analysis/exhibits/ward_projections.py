"""What the wards' years will come to, beside the borough's."""

import html

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table


def ward_projection_table(wards: pd.DataFrame) -> Exhibit:
    """
    Projected totals of the wards, which add up to the borough's; for the restricted edition.

    Parameters
    ----------
    wards : DataFrame
        ``ward_projection``: the borough first.
    """
    if wards.empty:
        why = "That needs counts by ward of two years or more."
        return Exhibit("No ward is projected", f"<p>{html.escape(why)}</p>", about=about(wards))
    ordered = pd.concat([wards.head(1), wards.iloc[1:].sort_values("point", ascending=False)])
    first = ordered.iloc[1] if len(ordered) > 1 else ordered.iloc[0]
    return data_table(
        ordered,
        {
            "area_name": "Area",
            "known": Shown("So far", "count"),
            "point": Shown("Projected", wording.about),
            "range_80": Interval("About 80% range", "lower_80", "upper_80", wording.about),
            "range_95": Interval("About 95% range", "lower_95", "upper_95", wording.about),
        },
        caption="All offences of the period, wards and borough made to add up",
        title=f"The most offences are projected for {first['area_name']}",
        about_table=about(
            wards,
            note="A ward with a month missing has less counted so far than it had; what is "
            "missing is estimated. Each was projected by itself, then all were moved as far as "
            "they are uncertain until they added up.",
        ),
    )
