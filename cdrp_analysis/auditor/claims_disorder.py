"""What sentences may claim of a day of disorder, its cost, wards and fear."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table


def _total(published: Published) -> pd.DataFrame | None:
    """The day with what it and its years cost."""
    frame = table(published, "asb_day_total", "counted_on", "reports", "national_mean_cost")
    parts = table(published, "asb_day_parts", "by", "mean_cost", "cost", "cost_250", "cost_365")
    if frame is None or parts is None:
        return None
    day = parts[parts["by"] == "day"].reset_index(drop=True)
    costs = [name for name in day if name.startswith("cost") or name == "mean_cost"]
    return frame.reset_index(drop=True).join(day[costs]).assign(days=250)


def _kinds(published: Published) -> pd.DataFrame | None:
    """The kind of behaviour that cost most."""
    frame = table(published, "asb_day_parts", "by", "part", "reports", "cost", "met_by")
    if frame is None:
        return None
    kinds = frame[(frame["by"] == "category") & frame["cost"].notna()]
    return kinds[kinds["cost"] == kinds["cost"].max()]


def _agencies(published: Published) -> pd.DataFrame | None:
    """The agency that took most reports."""
    frame = table(published, "asb_day_parts", "by", "part", "reports", "reports_share")
    if frame is None:
        return None
    agencies = frame[frame["by"] == "agency"]
    return agencies[agencies["reports"] == agencies["reports"].max()]


def _wards(published: Published) -> pd.DataFrame | None:
    """The ward with the highest rate of reports."""
    frame = table(published, "asb_wards", "area", "area_name", "rate", "cost")
    if frame is None:
        return None
    wards = frame[frame["area"].astype(str).str.startswith("E05") & frame["rate"].notna()]
    return wards[wards["rate"] == wards["rate"].max()]


def _correlation(published: Published) -> pd.DataFrame | None:
    return table(published, "fear_correlation", "rho", "lower", "upper", "areas")


CLAIMS = (
    Claim(
        "<reports> reports of anti-social behaviour were taken on .{0,40}? by <agencies> agenc"
        "(?:y|ies)(?:: they cost £<cost>, between £<cost_lower> and £<cost_upper> allowing)?",
        _total,
    ),
    Claim(
        "A report cost £<mean_cost> in the mean; in the Home Office's national count it was "
        "£<national_mean_cost>",
        _total,
    ),
    Claim("A year would cost about £<cost_250~> or £<cost_365~>(?:: <days> days like it)?", _total),
    Claim("allowing for that it is about £<cost_any_day~>", _total),
    Claim(
        "<part=> cost most(?: of the kinds shown)?: £<cost> on the day"
        "(?:: <reports> reports? to <met_by> agenc)?",
        _kinds,
    ),
    Claim("<part=> took <reports_share%> of the reports", _agencies),
    Claim(
        "<area_name=> had most reports for its residents: <rate> per 1,000, between <rate_lower> "
        "and <rate_upper> allowing",
        _wards,
    ),
    Claim("At the national mean cost of a report they would cost £<cost>", _wards),
    Claim(
        "rank correlation <rho> over <areas> wards?, between <lower> and <upper> allowing",
        _correlation,
    ),
)
