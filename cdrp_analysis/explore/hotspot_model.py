"""Hotspots for chosen squares, bandwidth and error rate: the map that the places page draws."""

from collections.abc import Mapping
from dataclasses import replace

from cdrp_analysis import exhibits
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.exhibits import wording
from cdrp_analysis.explore.model import PERCENT, Control, Model, View, themes_to_choose
from cdrp_analysis.measures import hotspots


class HotspotModel(Model):
    """Where offences concentrate, as far as squares, bandwidth and error rate decide it."""

    title = "Hotspots"
    about = (
        "Smaller squares show streets but hold few offences each; a wider bandwidth smooths more. "
        "Where hotspots come and go with these choices, no single map should decide where to act."
    )

    def _controls(self, evidence: Evidence) -> tuple[Control, ...]:
        limits = evidence.thresholds
        return (
            Control("theme", "Offences", "all",
                    options=themes_to_choose(evidence, incidents=False)),
            Control("cell_size_m", "Side of a square, metres", limits.cell_size_m, low=50,
                    high=1000, step=50, setting="thresholds.cell_size_m"),
            Control("bandwidth_m", "Bandwidth, metres", limits.bandwidth_m, low=50, high=2000,
                    step=50, setting="thresholds.bandwidth_m"),
            Control("false_discovery_rate", "False hotspots, at most",
                    limits.false_discovery_rate, low=0.01, high=0.3, step=0.01, form=PERCENT,
                    setting="thresholds.false_discovery_rate"),
        )  # fmt: skip

    def _view(self, evidence: Evidence, values: Mapping[str, object]) -> View:
        limits = evidence.thresholds
        points = evidence.points(evidence.current)
        if values["theme"] != "all":
            points = points[points["theme"] == values["theme"]]
        evidence.save(
            "hotspot_cells",
            hotspots.hotspot_cells(
                points,
                evidence.boundary,
                size_m=limits.cell_size_m,
                bandwidth_m=limits.bandwidth_m,
                false_discovery_rate=limits.false_discovery_rate,
                seed=limits.seed,
            ),
            evidence.about("offences", note=evidence.hotspot_note),
        )
        cells = evidence.table("hotspot_cells")
        found = exhibits.hotspot_sentence(cells)
        shown = exhibits.hotspot_map(cells, evidence.areas("ward"), roads=evidence.roads)
        if values["theme"] != "all":
            label = evidence.labels[values["theme"]]
            title = f"{label}: {wording.lower_first(found.headline)}"
            shown = replace(shown, title=title)
        return View([shown, found], {"hotspot_cells": cells})
