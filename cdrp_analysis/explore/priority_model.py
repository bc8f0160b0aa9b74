"""The order of priorities for chosen weights: the ranking that the priorities page prints."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cdrp_analysis import exhibits
from cdrp_analysis.assessment import priority_order
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.exhibits.exhibit import Exhibit
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table
from cdrp_analysis.exhibits.wording import lower_first, plural
from cdrp_analysis.explore.model import PERCENT, Control, Model, View
from cdrp_analysis.measures import changes, harm, priorities, priority_sensitivity, trends

_LABELS = {
    "volume": "Volume",
    "change": "Change on the year before",
    "harm": "Harm (Cambridge CHI)",
    "severity": "Severity (ONS CSS)",
    "concentration": "Concentration",
}


class PriorityModel(Model):
    """Which themes come first, how probably, and what other weights would change."""

    title = "Priorities"
    about = (
        "Only the proportions of the weights count. The chances come from drawing weights around "
        "those chosen, and the data, again and again (SMAA): where a theme's chance of the first "
        "five is neither near 0% nor near 100%, its place is a matter of judgement."
    )
    quick = True

    def _controls(self, evidence: Evidence) -> tuple[Control, ...]:
        self._themes = _themes(evidence)
        self._before = self._ranked(evidence)
        return tuple(
            Control(name, _LABELS[name], weight, high=1.0, step=0.05, form=PERCENT,
                    setting=f"criteria.{name}")
            for name, weight in evidence.assessment.criteria.model_dump().items()
        )  # fmt: skip

    def _ranked(self, evidence: Evidence) -> pd.DataFrame:
        limits = evidence.thresholds
        return priorities.priorities(
            self._themes,
            criteria=priority_order.criteria(evidence.assessment),
            seed=limits.seed,
            draws=limits.rank_draws,
        )

    def _view(self, evidence: Evidence, values: Mapping[str, object]) -> View:
        limits = evidence.thresholds
        chances = priority_sensitivity.rank_acceptability(
            self._themes,
            criteria=priority_order.criteria(evidence.assessment),
            seed=limits.seed,
            draws=limits.rank_draws,
        )
        note = priority_order.drawn(chances, limits.rank_draws)
        evidence.save(
            "priorities",
            self._ranked(evidence),
            evidence.about("counts_borough", note=priority_order.weighed_by(evidence)),
        )
        evidence.save(
            "priority_places",
            priority_order.chance_of_places(chances),
            evidence.about("counts_borough", note=note),
        )
        ranked, places = evidence.table("priorities"), evidence.table("priority_places")
        shown = [reordered(ranked, self._before, places), exhibits.place_chances(places)]
        return View(shown, {"priorities": ranked, "priority_places": places})


def reordered(ranked: pd.DataFrame, before: pd.DataFrame, places: pd.DataFrame) -> Exhibit:
    """
    The order for the chosen weights beside that of the assessment file.

    Parameters
    ----------
    ranked : DataFrame
        ``priorities`` for the chosen weights.
    before : DataFrame
        The same for the weights of the assessment file: ``theme`` and ``rank``.
    places : DataFrame
        ``priority_places`` for the chosen weights.
    """
    was = ranked["theme"].map(before.set_index("theme")["rank"])
    gained = was - ranked["rank"]
    marks = np.select([gained > 0, gained < 0], [_moved("▲", gained), _moved("▼", gained)], "same")
    first = ranked["theme"].map(places.set_index("theme")["p_1"])
    table = ranked.assign(was=was, moved=marks, p_first=first)
    table.attrs = dict(ranked.attrs)
    moved = int((gained != 0).sum())
    top = table.sort_values("rank", kind="stable").iloc[0]
    title = (
        "The order is that of the assessment file"
        if moved == 0
        else f"{plural(moved, 'theme')} {'changes' if moved == 1 else 'change'} places; "
        f"{lower_first(str(top['label']))} comes first"
    )
    return data_table(
        table,
        {
            "label": "Theme",
            "rank": Shown("Place", "ordinal"),
            "moved": "Against the file",
            "places": Interval("Likely place", "rank_lower", "rank_upper", "ordinal"),
            "p_first": Shown("Chance of first", "percent"),
            "p_top_5": Shown("Chance of first five", "percent"),
        },
        caption="Themes in the order of the chosen weights",
        title=title,
    )


def _moved(mark: str, gained: pd.Series) -> pd.Series:
    return mark + " " + gained.abs().astype(int).astype(str)


def _themes(evidence: Evidence) -> pd.DataFrame:
    """What is known of each theme, from the tables that the pages before the ranking make."""
    counts = evidence.counts("borough")
    changed = trends.year_on_year(trends.annual(evidence.own(counts), evidence.counted))
    compared = evidence.about("counts_borough", period=evidence.comparison(evidence.counted))
    evidence.save("year_on_year", changed, compared)
    spreads = changes.yearly_spreads(counts, evidence.counted[-1])
    real = changes.real_changes(changed.query("theme != 'all'"), year_log_sd=spreads)
    evidence.save("real_changes", real, compared)
    evidence.save(
        "harm",
        harm.harm(evidence.weighed_offences(evidence.compared[-1]), evidence.weights()),
        evidence.about("counts_borough", note=evidence.weight_editions),
    )
    return priority_order.themes(evidence)
