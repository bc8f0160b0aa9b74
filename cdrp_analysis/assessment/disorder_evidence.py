"""Anti-social behaviour: one day's count and its cost, wards, and fear beside reports."""

import numpy as np
import pandas as pd

from cdrp_analysis.assessment import layout
from cdrp_analysis.assessment.drug_evidence import none
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures import association, tabulation
from cdrp_analysis.measures.day_count import (
    AGENCY,
    ALL_AGENCIES,
    ALL_KINDS,
    DAY,
    KIND,
    day_count,
    weekday_factor,
    whole_pounds,
)
from cdrp_analysis.measures.disorder import (
    ANSWERED,
    SAFE,
    SAFE_ANSWERS,
    UNSAFE,
    UNSAFE_ANSWERS,
    answer_shares,
    ward_costs,
)

_NATIONAL = "day_count_2003.csv"  # Home Office (2003), one-day count of 10 September 2003
_NATIONAL_TOTAL = "TOTAL"


# ── One day ────────────────────────────────────────────────────────────────────────────────


def latest_day(evidence: Evidence) -> pd.DataFrame:
    """The rows of the latest day counted; no row without the feed."""
    if not evidence.has_feed("asb_day_count"):
        return pd.DataFrame(columns=["counted_on", "agency", "category", "reports", "unit_cost"])
    rows = evidence.feed("asb_day_count")
    return rows[rows["counted_on"] == rows["counted_on"].max()]


def national() -> pd.DataFrame:
    """The national count of 2003: ``category, reports, cost`` (£ on the day), the total last."""
    table = pd.read_csv(layout.reference() / _NATIONAL)
    names = {"reports_10_sep_2003": "reports", "cost_per_day_gbp": "cost"}
    return table.rename(columns=names)[["category", "reports", "cost"]]


def day_total(evidence: Evidence) -> pd.DataFrame:
    """
    Reports of the day, how its weekday compares with any day, and the national count.

    Returns
    -------
    DataFrame, one row, or none without the feed
        The columns of the table asb_day_total.
    """
    rows = latest_day(evidence)
    if rows.empty:
        return none("asb_day_total")
    day = rows["counted_on"].iloc[0]
    every = weekday_factor(_days(evidence), day)
    then = national().set_index("category").loc[_NATIONAL_TOTAL]
    return pd.DataFrame(
        [
            {
                "counted_on": f"{day:%Y-%m-%d}", "weekday": f"{day:%A}",
                "agencies": rows.loc[rows["reports"] > 0, "agency"].nunique(),
                "reports": int(rows["reports"].sum()),
                "weekday_factor": every["factor"], "weekday_factor_lower": every["lower"],
                "weekday_factor_upper": every["upper"],
                "national_reports": int(then["reports"]),
                "national_cost": float(then["cost"]),
                "national_mean_cost": national_mean_cost(),
                "national_cost_250": 250.0 * float(then["cost"]),
            }
        ]
    )  # fmt: skip


def national_mean_cost() -> float:
    """Mean cost of a report in the national count of 2003, £."""
    then = national().set_index("category").loc[_NATIONAL_TOTAL]
    return float(then["cost"] / then["reports"])


def _days(evidence: Evidence) -> pd.Series:
    """Days of the reports to police and council in the last twelve months known."""
    last = pd.Period(evidence.known_to, "M")
    months = set(pd.period_range(last - 11, last, freq="M").astype(str))
    parts = [
        pd.to_datetime(rows.loc[rows["month"].isin(months), column])
        for feed, column in (("incidents", "started_at"), ("council_asb", "reported_at"))
        if evidence.has_feed(feed)
        for rows in [evidence.feed(feed)]
    ]
    return pd.concat(parts) if parts else pd.Series(dtype="datetime64[us]")


def day_cells(evidence: Evidence) -> pd.DataFrame:
    """``agency, category, reports, unit_cost, cost``: one row per agency and kind counted."""
    rows = latest_day(evidence)
    if rows.empty:
        return none("asb_day")
    table = rows.groupby(["agency", "category"], observed=True).agg(
        reports=("reports", "sum"), unit_cost=("unit_cost", "mean")
    )
    table = table.reset_index()
    return table.assign(cost=table["reports"] * table["unit_cost"])


def day_parts(evidence: Evidence) -> pd.DataFrame:
    """
    The day in all, by kind and by agency, each kind beside its national share of 2003.

    Returns
    -------
    DataFrame, one row for the day, per kind and per agency, in the order of their names
        The columns of the table asb_day_parts. By cost a hidden kind would lie between two whose
        cost is shown.
    """
    rows = latest_day(evidence)
    if rows.empty:
        return none("asb_day_parts")
    then = national().set_index("category")["reports"]
    every = weekday_factor(_days(evidence), rows["counted_on"].iloc[0])["factor"]
    prices = rows.groupby(KIND)["unit_cost"].agg(lambda each: each.mean(skipna=False))
    found = []
    for by in (DAY, KIND, AGENCY):
        one = rows.assign(day=ALL_KINDS)
        table = whole_pounds(day_count(one, by=[by])).rename(columns={by: "part"}).assign(by=by)
        others = AGENCY if by == KIND else KIND
        met = one[one["reports"] > 0].groupby(by)[others].nunique()
        table["met_by"] = table["part"].map(met).fillna(0).astype("int64")
        kinds = by == KIND
        table["category"] = table["part"] if kinds else ALL_KINDS
        table["agency"] = table["part"] if by == AGENCY else ALL_AGENCIES
        table["unit_cost"] = table["part"].map(prices) if kinds else np.nan
        table["national_share"] = (
            table["part"].map(then / then[_NATIONAL_TOTAL]) if kinds else np.nan
        )
        table["weekday_factor"] = every if by == DAY else np.nan
        found.append(table)
    made = pd.concat(found, ignore_index=True)
    whole = float(made["reports"].iloc[0])
    return made.assign(
        mean_cost=made["cost"] / made["reports"].where(made["reports"] > 0),
        reports_share=made["reports"] / whole if whole else np.nan,
        cost_any_day=(made["cost_365"] * made["weekday_factor"]).round(),
    )


# ── Wards ──────────────────────────────────────────────────────────────────────────────────


def asb_theme(evidence: Evidence) -> str:
    """The first theme of reports in the assessment file; blank where there is none."""
    return evidence.incidents[0] if evidence.incidents else ""


def ward_reports(evidence: Evidence) -> pd.DataFrame:
    """
    Reports to the police by ward, what they would cost at the national mean, and their rate.

    Returns
    -------
    DataFrame, one row per ward, the partnership last
        The columns of the table asb_wards; no row without reports or wards.
    """
    theme = asb_theme(evidence)
    if not theme or not evidence.has_areas("ward"):
        return none("asb_wards")
    current = evidence.current
    themes = evidence.themes[evidence.themes["theme"] == theme]
    made = tabulation.by_area_theme_period(
        evidence.offences(current), evidence.areas("ward"), themes, [current], whole=evidence.whole
    )
    table = made[made["theme"] == theme].rename(columns={"offences": "reports"})
    if not table["reports"].fillna(0).gt(0).any():
        return none("asb_wards")
    people = evidence.residents("ward").set_index("area")["residents"]
    people = pd.concat([people, pd.Series({evidence.borough: people.sum()})])
    priced = table.assign(residents=table["area"].map(people), unit_cost=national_mean_cost())
    return ward_costs(priced.reset_index(drop=True))


def ward_fear(evidence: Evidence) -> pd.DataFrame:
    """
    Answers about safety after dark by ward: all, unsafe and safe.

    Those who said that they do not know are left out.

    Returns
    -------
    DataFrame, one row per ward and part
        The columns of the table fear_wards.
    """
    if not evidence.has_feed("survey") or not evidence.has_areas("ward"):
        return none("fear_wards")
    answers = evidence.feed("survey")
    said = answers["safe_after_dark"].astype("object")
    names = evidence.areas("ward").set_index("code")["name"]
    unsafe, safe = said.isin(UNSAFE_ANSWERS), said.isin(SAFE_ANSWERS)
    counts = pd.DataFrame(
        {"ward": answers["ward"].astype("object"), ANSWERED: unsafe | safe, UNSAFE: unsafe,
         SAFE: safe}
    )  # fmt: skip
    sums = counts[counts["ward"].isin(names.index)].groupby("ward")[[ANSWERED, UNSAFE, SAFE]].sum()
    if sums.empty:
        return none("fear_wards")
    months = sorted(answers["month"].dropna().unique())
    first, last = (pd.Period(month, "M") for month in (months[0], months[-1]))
    wave = f"{first:%B %Y} to {last:%B %Y}"
    table = pd.DataFrame(
        [
            (ward, names[ward], wave, part, int(sums.loc[ward, part]))
            for ward in names.index.intersection(sums.index)
            for part in (ANSWERED, UNSAFE, SAFE)
        ],
        columns=["area", "area_name", "period", "part", "respondents"],
    )
    made = answer_shares(table.rename(columns={"respondents": "number"}))
    return made.rename(columns={"number": "respondents"})


def fear_and_reports(evidence: Evidence) -> pd.DataFrame:
    """
    Rank correlation of fear and reports over wards with answers enough.

    Returns
    -------
    DataFrame, one row
        The columns of the table fear_correlation; no row where there are too few wards.
    """
    fear, reports = ward_fear(evidence), ward_reports(evidence)
    if fear.empty or reports.empty:
        return none("fear_correlation")
    shares = fear[fear["part"] == UNSAFE].set_index("area")["share"]
    rates = reports.set_index("area")["rate"].reindex(shares.index)
    found = association.rank_correlation(shares, rates)
    if np.isnan(found["rho"]):
        return none("fear_correlation")
    period = f"{fear['period'].iloc[0]}; reports: {reports['period'].iloc[0]}"
    return pd.DataFrame([{"period": period, **found}])
