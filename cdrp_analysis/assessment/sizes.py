"""What the offences of wards can be held against, as far as the partnership has figures."""

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures.denominators import Denominator

_MEASURES = {
    "residents": (1000.0, "1,000 residents"),
    "households": (1000.0, "1,000 households"),
    "daytime": (1000.0, "1,000 people by day"),
    "premises": (100.0, "100 premises"),
}


def ward_sizes(evidence: Evidence) -> dict[str, Denominator]:
    """Residents first, then whatever else the assessment file names, and the ground itself."""
    sizes = {
        measure: Denominator(
            evidence.frame(f"{measure}_ward").set_index("area")[measure],
            per,
            unit,
            evidence.denominator(f"{measure}_ward"),
        )
        for measure, (per, unit) in _MEASURES.items()
        if evidence.has_frame(f"{measure}_ward")
    }
    wards = evidence.areas("ward")
    ground = pd.Series(wards.geometry.area.to_numpy() / 1e6, wards["code"])
    return {**sizes, "area": Denominator(ground.round(3), 1.0, "square kilometre", "Boundaries")}
