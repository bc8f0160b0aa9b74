"""Drawn surfaces of density for the tests of their exhibits: 64 cells over four wards."""

import numpy as np
import pandas as pd

from cdrp_analysis import exhibits

_PERIOD = {"about": {"source": "Invented", "period": "2017/18"}}


def _cells() -> pd.DataFrame:
    """Cells of 200 m over the four wards of ``exhibit_frames.wards``: 8 by 8."""
    east, north = np.meshgrid(np.arange(8), np.arange(8))
    return pd.DataFrame(
        {
            "easting": 523100.0 + 200 * east.ravel(),
            "northing": 178100.0 + 200 * north.ravel(),
            "size_m": 200.0,
        }
    )


def density_surface(*, weighed: bool = True) -> pd.DataFrame:
    """10 offences per km² everywhere but in three cells; harm lies in the opposite corner."""
    cells = _cells().assign(density=10.0, harm=100.0 if weighed else np.nan)
    cells.loc[[0, 1, 8], "density"] = [400.0, 90.0, 40.0]
    if weighed:
        cells.loc[[63, 0], "harm"] = [6000.0, 900.0]
    cells.attrs = dict(_PERIOD)
    return cells


def density_change(*, clear: bool = True) -> pd.DataFrame:
    """Of 64 cells four rose clearly, two fell clearly, eight rose by what may be chance."""
    cells = _cells().assign(before=100.0, after=100.0, z=0.0, q=0.9, masked=False)
    cells.loc[0:3, "after"], cells.loc[62:63, "after"] = 260.0, 40.0
    cells.loc[20:27, "after"] = 130.0
    cells.loc[40:43, ["before", "after"]] = 1.0
    cells["masked"] = cells["before"].eq(1.0)
    cells["ratio"] = (cells["after"] / cells["before"]).mask(cells["masked"])
    cells["signal"] = "no clear change"
    if clear:
        cells.loc[0:3, "signal"], cells.loc[62:63, "signal"] = "up", "down"
    cells.loc[cells["masked"], "signal"] = ""
    cells.attrs = {"about": {"source": "Invented", "period": "2017/18 against 2016/17"}}
    return cells


def bandwidths() -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "rule": ["Scott", "likelihood cross-validation"],
            "bandwidth_m": [729.4, 150.0],
            "note": ["σ n^(−1/6)", "100 to 1000 m tried"],
        }
    )
    table.attrs = dict(_PERIOD)
    return table


def exhibits_of_density(wards) -> dict[str, exhibits.Exhibit | exhibits.Finding]:
    """One of each kind; for the restricted edition alone."""
    surface, change = density_surface(), density_change()
    return {
        "density_surface_map": exhibits.density_surface_map(surface, wards),
        "density_surface_sentence": exhibits.density_surface_sentence(surface, wards, value="harm"),
        "density_change_map": exhibits.density_change_map(change, wards),
        "density_change_sentence": exhibits.density_change_sentence(change, wards),
        "bandwidth_table": exhibits.bandwidth_table(bandwidths(), 300),
    }
