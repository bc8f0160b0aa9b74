"""Trends for chosen years and last known month: what the trends page compares and projects."""

from collections.abc import Mapping

import pandas as pd

from cdrp_analysis import exhibits
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.exhibits.wording import month_name
from cdrp_analysis.explore.model import Control, Model, View, themes_to_choose
from cdrp_analysis.measures import changes, outlook, trends

_MOST_YEARS = 20  # that the settings reader accepts


class TrendModel(Model):
    """What changed and where it is heading, as far as the years and the last month decide it."""

    title = "Trends"
    about = (
        "The base year is the first year shown. Counts of the newest months are often not yet "
        "complete: with an earlier last month the same months of the year before are compared, "
        "and more of the year is projected."
    )

    def _controls(self, evidence: Evidence) -> tuple[Control, ...]:
        ours = evidence.own(evidence.frame("counts_borough"))
        known = ours.loc[ours["offences"].notna(), "month"]
        months = [m for m in evidence.period.months() if m <= max(known.max(), evidence.known_to)]
        held = pd.Period(evidence.period.last, "M") - pd.Period(known.min(), "M")
        years = min(_MOST_YEARS, max(2, (held.n + 1) // len(evidence.period.months())))
        return (
            Control("theme", "Theme", "all", options=themes_to_choose(evidence, incidents=True)),
            Control("trend_years", "Years shown", evidence.assessment.period.trend_years, low=2,
                    high=years, setting="period.trend_years"),
            Control("known_to", "Last month with complete data", evidence.known_to,
                    options=tuple((month_name(m), m) for m in months), setting="period.known_to"),
        )  # fmt: skip

    def _view(self, evidence: Evidence, values: Mapping[str, object]) -> View:
        counts = evidence.counts("borough")
        ours = evidence.own(counts)
        ahead = outlook.outlook(
            counts, evidence.borough, evidence.period, known_to=evidence.known_to
        )
        monthly = evidence.about("counts_borough", period=evidence.span)
        yearly = evidence.about("counts_borough", period=evidence.span, note=evidence.breaks)
        about = evidence.about("counts_borough", period=f"projected from {evidence.known_to}")
        compared = evidence.about("counts_borough", period=evidence.comparison(evidence.counted))
        changed = trends.year_on_year(trends.annual(ours, evidence.counted))
        spreads = changes.yearly_spreads(counts, evidence.counted[-1])
        real = changes.real_changes(changed.query("theme != 'all'"), year_log_sd=spreads)
        made = {
            "annual_offences": (trends.annual(ours, evidence.years), yearly),
            "monthly_offences": (evidence.recent(ours), monthly),
            "projection": (ahead.totals, about),
            "projection_monthly": (ahead.months, about),
            "year_on_year": (changed, compared),
            "real_changes": (real, compared),
        }
        for name, (frame, said) in made.items():
            evidence.save(name, frame, said)
        tables = {name: evidence.table(name) for name in made}
        theme = values["theme"]
        shown = [
            exhibits.trend_total(tables["annual_offences"], theme=theme),
            exhibits.projection_fan(
                tables["monthly_offences"], tables["projection_monthly"], theme
            ),
            exhibits.projection_sentence(tables["projection"], theme=theme),
            exhibits.year_on_year_chart(tables["year_on_year"], tables["real_changes"]),
        ]
        return View(shown, tables)
