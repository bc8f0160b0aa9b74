"""Tables, charts, maps and computed sentences; nothing here calculates."""

from cdrp_analysis.exhibits.alarm_charts import cumulative_chart, weekly_chart, xmr_chart
from cdrp_analysis.exhibits.alarm_findings import (
    cumulative_sentence,
    recent_weeks_sentence,
    weekly_sentence,
    what_changed_sentence,
    what_changed_table,
    xmr_sentence,
)
from cdrp_analysis.exhibits.area_charts import ward_months, ward_rate_chart
from cdrp_analysis.exhibits.area_tables import (
    denominator_sentence,
    denominator_table,
    location_quotient_sentence,
    location_quotient_table,
)
from cdrp_analysis.exhibits.change_maps import change_map, change_map_sentence
from cdrp_analysis.exhibits.concentration_chart import (
    concentration_chart,
    curve_sentence,
    repeat_places_table,
)
from cdrp_analysis.exhibits.coverage_chart import month_coverage_chart
from cdrp_analysis.exhibits.detail_tables import (
    agreement_table,
    check_up_sentence,
    check_up_table,
    criteria_table,
    hotspot_themes_table,
    intelligence_table,
    quarantine_table,
    revisions_table,
    swap_table,
)
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding
from cdrp_analysis.exhibits.findings import (
    biggest_change,
    coverage_sentence,
    projection_sentence,
    row_accounting_sentence,
    top_priorities,
    trend_total,
)
from cdrp_analysis.exhibits.hotspot_maps import band_map, chosen_map, hotspot_map
from cdrp_analysis.exhibits.maps import lsoa_map, rate_map
from cdrp_analysis.exhibits.named_tables import (
    best_method_table,
    completeness_table,
    concentration_table,
    holdout_table,
    priority_table,
    projection_table,
    row_accounting_table,
    source_table,
    statutory_checklist_table,
    title_block,
    ward_table,
    year_on_year_table,
)
from cdrp_analysis.exhibits.persistence_map import (
    persistence_map,
    persistence_sentence,
    persistence_table,
    stability_table,
)
from cdrp_analysis.exhibits.place_findings import (
    band_sentence,
    best_method_sentence,
    chosen_sentence,
    concentration_sentence,
    highest_rate,
    holdout_sentence,
    hotspot_sentence,
    ward_summary,
)
from cdrp_analysis.exhibits.profile_chart import ward_profile
from cdrp_analysis.exhibits.ranking_charts import harm_shares, rank_intervals, year_on_year_chart
from cdrp_analysis.exhibits.repeat_tables import (
    following_table,
    following_themes_sentence,
    theme_clusters_sentence,
    theme_clusters_table,
)
from cdrp_analysis.exhibits.space_time import (
    cluster_sentence,
    cluster_table,
    following_sentence,
    near_repeat_grid,
    near_repeat_sentence,
)
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table
from cdrp_analysis.exhibits.theme_maps import theme_map, theme_map_sentence
from cdrp_analysis.exhibits.trend_charts import projection_accuracy_chart, projection_fan
from cdrp_analysis.exhibits.withheld import (
    approvals_table,
    coarser_table,
    ledger_table,
    marks_explained,
    protection_table,
    statement_blocks,
    survival_table,
)
from cdrp_analysis.exhibits.year_charts import annual_trend

__all__ = [
    "Exhibit",
    "Finding",
    "Interval",
    "Shown",
    "agreement_table",
    "annual_trend",
    "approvals_table",
    "band_map",
    "band_sentence",
    "best_method_sentence",
    "best_method_table",
    "biggest_change",
    "change_map",
    "change_map_sentence",
    "check_up_sentence",
    "check_up_table",
    "chosen_map",
    "chosen_sentence",
    "cluster_sentence",
    "cluster_table",
    "coarser_table",
    "completeness_table",
    "concentration_chart",
    "concentration_sentence",
    "concentration_table",
    "coverage_sentence",
    "criteria_table",
    "cumulative_chart",
    "cumulative_sentence",
    "curve_sentence",
    "data_table",
    "denominator_sentence",
    "denominator_table",
    "following_sentence",
    "following_table",
    "following_themes_sentence",
    "harm_shares",
    "highest_rate",
    "holdout_sentence",
    "holdout_table",
    "hotspot_map",
    "hotspot_sentence",
    "hotspot_themes_table",
    "intelligence_table",
    "ledger_table",
    "location_quotient_sentence",
    "location_quotient_table",
    "lsoa_map",
    "marks_explained",
    "month_coverage_chart",
    "near_repeat_grid",
    "near_repeat_sentence",
    "persistence_map",
    "persistence_sentence",
    "persistence_table",
    "priority_table",
    "projection_accuracy_chart",
    "projection_fan",
    "projection_sentence",
    "projection_table",
    "protection_table",
    "quarantine_table",
    "rank_intervals",
    "rate_map",
    "recent_weeks_sentence",
    "repeat_places_table",
    "revisions_table",
    "row_accounting_sentence",
    "row_accounting_table",
    "source_table",
    "stability_table",
    "statement_blocks",
    "statutory_checklist_table",
    "survival_table",
    "swap_table",
    "theme_clusters_sentence",
    "theme_clusters_table",
    "theme_map",
    "theme_map_sentence",
    "title_block",
    "top_priorities",
    "trend_total",
    "ward_months",
    "ward_profile",
    "ward_rate_chart",
    "ward_summary",
    "ward_table",
    "weekly_chart",
    "weekly_sentence",
    "what_changed_sentence",
    "what_changed_table",
    "xmr_chart",
    "xmr_sentence",
    "year_on_year_chart",
    "year_on_year_table",
]
