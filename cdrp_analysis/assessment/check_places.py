"""Check-ups of hotspots that last, open and close."""

import pandas as pd

from cdrp_analysis.assessment.check_kinds import YEARS
from cdrp_analysis.assessment.check_up import Check, Found
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures.grids import cell_points, square_grid
from cdrp_analysis.measures.persistence import leading_kinds, theme_persistence
from cdrp_analysis.periods import Period

_NAMED = ("persistent", "emerging", "new", "former")


def _hotspots(evidence: Evidence) -> Found:
    """Every square that was ever hot, by the theme in which it stood out most."""
    limits = evidence.thresholds
    grid = square_grid(evidence.boundary, size_m=limits.cell_size_m)
    themes = theme_persistence(
        evidence.offences(),
        [Period.parse(year) for year in YEARS],
        grid,
        evidence.boundary,
        bandwidth_m=limits.bandwidth_m,
        false_discovery_rate=limits.false_discovery_rate,
    )
    leading = leading_kinds(themes)
    middles = pd.DataFrame(cell_points(grid), grid["cell"], ["easting", "northing"])
    places = middles.loc[leading["cell"]].reset_index(drop=True)
    places = places.assign(kind=leading["kind"], strength=leading["excess"])
    counts = places["kind"].value_counts()
    numbers = ", ".join(f"{counts[kind]} {kind}" for kind in _NAMED if kind in counts)
    measure = (
        f"yearly top 5% of each theme's density over {len(YEARS)} years; in all {numbers} of "
        f"{len(grid)} squares; here the strongest within the planted radius"
    )
    return Found(counts.to_dict(), measure=measure, places=places)


def _people_by_day(evidence: Evidence) -> Found:
    """The ward in which most people are present by day for one resident, and how many are."""
    by_day = evidence.frame("daytime_ward").set_index("area")["daytime"]
    live = evidence.residents("ward").set_index("area")["residents"]
    fullest = (by_day / live).idxmax()
    names = evidence.areas("ward").set_index("code")["name"]
    return Found(
        {names[fullest]: int(by_day[fullest])},
        measure="people by day ÷ residents, the highest ward",
    )


CHECKS: dict[str, Check] = {"hotspots": _hotspots, "people_by_day": _people_by_day}
