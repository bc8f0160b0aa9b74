"""Check-ups of what was planted among offences, incidents and places."""

import pandas as pd

from cdrp_analysis.assessment import sites
from cdrp_analysis.assessment.check_up import Check, Found
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures.event_excess import SITE, around_site
from cdrp_analysis.measures.interruption import interruption
from cdrp_analysis.measures.rates import wilson
from cdrp_analysis.measures.ratios import share_ratio
from cdrp_analysis.measures.wider_panel import together

_OPENED = "2009-04"
_DISPLAYED_GOODS = ("46", "39", "49")  # shoplifting, theft from the person, other theft
_THEFTS = ("SHOPLIFTING", "THEFT FROM THE PERSON", "OTHER THEFT")


def _detail(evidence: Evidence) -> pd.DataFrame:
    return evidence.own(evidence.frame("detail_borough"))


def _offences_by_year(evidence: Evidence) -> Found:
    annual = evidence.own(evidence.counts("borough")).query("theme == 'all'")
    year = annual["month"].map(_financial_year)
    complete = annual.groupby(year)["offences"].agg(["sum", "count"]).query("count == 12")["sum"]
    return Found({label: int(n) for label, n in complete.items()}, measure="sum of twelve months")


def _financial_year(month: str) -> str:
    start = int(month[:4]) - (month[5:] < "04")
    return f"{start}/{(start + 1) % 100:02d}"


def _year_end(evidence: Evidence) -> Found:
    projection = evidence.table("projection")
    row = projection[(projection["theme"] == "all") & (projection["known_months"] > 0)].iloc[0]
    return Found(
        float(row["point"]), float(row["lower_95"]), float(row["upper_95"]),
        "projection to the year end, about 95% range",
    )  # fmt: skip


def _break_total(evidence: Evidence) -> Found:
    years = _offences_by_year(evidence).value
    return Found(years["2009/10"] / years["2008/09"] - 1, measure="change between two years")


def _shopping_centre_excess(evidence: Evidence) -> Found:
    """By the synthetic control of the page; what is counted at the site itself stands beside it."""
    detail = evidence.frame("detail_borough")
    thefts = detail[detail["offence"].isin(_THEFTS) & (detail["month"] <= evidence.known_to)]
    lines = thefts[["area", "offence", "month", "offences"]].rename(columns={"offence": "theme"})
    panel = together(lines, _THEFTS, "thefts")
    effect = interruption(panel, area=evidence.borough, opened=_OPENED).effect.iloc[0]
    rows = evidence.points()
    site = around_site(
        rows[rows["category"].isin(_DISPLAYED_GOODS)], sites.outline(evidence, "shopping_centre"),
        opened=_OPENED, months=sorted(evidence.usable_months), ring_m=sites.NEAR_M,
    ).set_index("place").loc[SITE]  # fmt: skip
    return Found(
        float(effect["per_year"]), float(effect["lower"]), float(effect["upper"]),
        "thefts a year beyond a synthetic control, 90% placebo limits; counted at the site "
        f"beyond the rest's change {site['beyond_rest']:,.0f} ({site['lower']:,.0f} to "
        f"{site['upper']:,.0f})",
    )  # fmt: skip


def _change(groups: str, offences: tuple[str, ...]) -> Check:
    def check(evidence: Evidence) -> Found:
        detail = _detail(evidence)
        chosen = detail["offence"].isin(offences) if offences else detail["group"] == groups
        before, after = evidence.counted
        totals = [
            detail.loc[chosen & detail["month"].isin(p.months()), "offences"].sum()
            for p in (before, after)
        ]
        return Found(totals[1] / totals[0] - 1, measure="change on the same months a year before")

    return check


def _against_base(evidence: Evidence) -> Found:
    detail = _detail(evidence)
    chosen = detail["offence"].isin(("DOMESTIC BURGLARY", "BURGLARY - RESIDENTIAL"))
    chosen |= detail["offence"] == "ROBBERY OF PERSONAL PROPERTY"
    years = detail[chosen].groupby(detail["month"].map(_financial_year))["offences"].sum()
    return Found(years["2009/10"] / years["2005/06"] - 1, measure="change from the base year")


def _rape(evidence: Evidence) -> Found:
    detail = _detail(evidence).query("offence == 'RAPE'")
    before, after = evidence.counted
    counts = [int(detail.loc[detail["month"].isin(p.months()), "offences"].sum())
              for p in (after, before)]  # fmt: skip
    return Found(counts, measure="two counts")


def _lost_neighbour(evidence: Evidence) -> Found:
    """The area whose last months are missing although others have them."""
    counts = evidence.counts("borough").query("theme == 'all'")
    last = counts[counts["month"] == counts["month"].max()]
    missing = last[last["offences"].isna()]
    return Found(_only(missing["area_name"]), measure="months far below the area's own level")


def _lost_ward(evidence: Evidence) -> Found:
    counts = evidence.counts("ward").query("theme == 'all'")
    panel = counts.pivot_table(index="area", columns="month", values="offences", dropna=False)
    names = evidence.areas("ward").set_index("code")["name"]
    lost = panel.index[panel.isna().any(axis=1)].to_series()
    return Found(_only(lost.map(names)), measure="months without a number")


def _only(names: pd.Series) -> str:
    return ", ".join(sorted(names.dropna().astype(str).unique()))


def _flagged(flag: str) -> Check:
    def check(evidence: Evidence) -> Found:
        rows = evidence.recorded(evidence.period)
        return Found(int(rows[flag].fillna(False).sum()), measure="rows with the flag")

    return check


def _outside_offenders(evidence: Evidence) -> Found:
    rows = sites.charged_since(evidence, "shopping_centre", _OPENED)
    here = rows[rows["near"]]
    lower, upper = wilson([here["outside"].sum()], [len(here)])
    return Found(
        float(here["outside"].mean()), lower[0], upper[0],
        "share of charged offenders by home sector, Wilson limits",
    )  # fmt: skip


def _journeys(near: bool, low_m: float, high_m: float, what: str) -> Check:
    def check(evidence: Evidence) -> Found:
        here = sites.Site("shopping_centre", "", _OPENED)
        rows = sites.journeys(evidence, here).dropna(subset=["metres"])
        far = rows.loc[rows["near"] == near, "metres"]
        hits = int(((far >= low_m) & (far < high_m)).sum())
        lower, upper = wilson([hits], [len(far)])
        return Found(
            hits / len(far),
            lower[0],
            upper[0],
            f"share of charged offences {what} of the home sector, Wilson limits",
        )

    return check


def _young_victims(evidence: Evidence) -> Found:
    rows = sites.robbed_since(evidence, "shopping_centre", _OPENED)
    young, here = rows["young"], rows["near"]
    found = share_ratio(
        int((young & here).sum()), int(here.sum()),
        int((young & ~here).sum()), int((~here).sum()),
    )  # fmt: skip
    return Found(*found, measure="ratio of shares of victims, log limits (Katz)")


def _cannabis(evidence: Evidence) -> Found:
    rows = evidence.recorded(evidence.period)
    possession = rows[rows["category"].isin(("92D", "92E"))]
    return Found(possession["drug"].eq("cannabis").mean(), measure="share of possession offences")


def _hate(evidence: Evidence) -> Found:
    rows = evidence.recorded(evidence.period)
    return Found(int(rows["hate"].notna().sum()), measure="rows with a strand")


def _small_cells(evidence: Evidence) -> Found:
    detail = evidence.frame("detail_ward")
    detail = detail[detail["month"].isin(evidence.known_months)]
    cells = detail.groupby(["area", "group", "offence"])["offences"].agg(["sum", "count"])
    whole = cells[cells["count"] == len(evidence.known_months)]
    return Found(int(whole["sum"].between(1, 4).sum()), measure="cells of the ward table")


def _record_lag(evidence: Evidence) -> Found:
    days = evidence.frame("feed_days").set_index("feed")["lag_days"]
    return Found(float(days["offences"]), measure="median days from event to record of the rows")


CHECKS: dict[str, Check] = {
    "record_lag": _record_lag,
    "offences_by_year": _offences_by_year,
    "year_end": _year_end,
    "break_total": _break_total,
    "shopping_centre_excess": _shopping_centre_excess,
    "violence_change": _change("VIOLENCE AGAINST THE PERSON", ()),
    "theft_from_vehicle_change": _change("", ("THEFT FROM A VEHICLE",)),
    "burglary_and_robbery_against_base": _against_base,
    "rape": _rape,
    "lost_neighbour": _lost_neighbour,
    "lost_ward": _lost_ward,
    "knife": _flagged("knife"),
    "gun": _flagged("gun"),
    "outside_offenders": _outside_offenders,
    "journeys_from_afar": _journeys(True, 5_000, float("inf"), "five kilometres or more"),
    "journeys_near_home": _journeys(False, 0, 1_000, "within a kilometre"),
    "young_victims": _young_victims,
    "cannabis_offences": _cannabis,
    "hate": _hate,
    "small_cells": _small_cells,
}
