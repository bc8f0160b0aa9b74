"""Check-ups of what services, premises and the police's own registers hold."""

import pandas as pd

from cdrp_analysis.assessment import events
from cdrp_analysis.assessment.check_kinds import (
    Rows,
    counted,
    of_period,
    rows_by_year,
    secret_words,
    share_of,
    two_years_against_two,
)
from cdrp_analysis.assessment.check_up import Check, Found
from cdrp_analysis.assessment.racial_incidents import by_ward
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.town_centre import ambulance_calls, of_town, outline
from cdrp_analysis.measures.day_count import day_count
from cdrp_analysis.measures.outputs import site_outputs
from cdrp_analysis.measures.referrals import waiting_days
from cdrp_analysis.periods import Period

_YEAR = "2009/10"
_KNOWN_TO = pd.Timestamp("2010-09-30")
_LICENSED_TOWN_M = 250.0  # the distance that the truth speaks of


# ── Fire, council, ambulance ───────────────────────────────────────────────────────────────


def _attacks(rows: pd.DataFrame) -> pd.Series:
    return rows["category"] == "violence against employees"


def _killed_or_serious(evidence: Evidence) -> Found:
    rows = of_period(evidence.feed("collisions"), _YEAR)
    harms = [f"{who}_{harm}" for who in ("adults", "children") for harm in ("killed", "serious")]
    return Found(int(rows[harms].sum().sum()), measure="people killed or seriously injured, summed")


def _asb_day_reports(evidence: Evidence) -> Found:
    day = day_count(evidence.feed("asb_day_count")).iloc[0]
    return Found(int(day["reports"]), day["reports_lower"], day["reports_upper"],
                 "one-day count; Poisson limits")  # fmt: skip


def _asb_day_cost(evidence: Evidence) -> Found:
    day = day_count(evidence.feed("asb_day_count")).iloc[0]
    return Found(float(day["cost"]), day["cost_lower"], day["cost_upper"],
                 "reports times unit cost; limits of a weighted Poisson sum")  # fmt: skip


def _racial_incidents_in_wards(evidence: Evidence) -> Found:
    year = Period.parse(_YEAR)
    table = by_ward(evidence, evidence.feed("racial_incidents"), [year]).dropna(subset="area")
    numbers = {
        area: int(number) for area, number in zip(table["area"], table["number"], strict=True)
    }
    return Found(None, measure=f"rows of {_YEAR} in the wards named", areas=numbers)


def _ambulance_trend(*, in_town: bool) -> Check:
    return lambda evidence: two_years_against_two(ambulance_calls(evidence, in_town=in_town))


def _ambulance_alcohol(*, in_town: bool) -> Check:
    return lambda evidence: share_of(
        ambulance_calls(evidence, in_town=in_town)["alcohol"], "share of calls where somebody said"
    )


def _referred(evidence: Evidence) -> pd.DataFrame:
    return of_period(evidence.feed("parenting_referrals"), _YEAR)


def _referrals_by_contact_point(evidence: Evidence) -> Found:
    counts = _referred(evidence).groupby("contact_point")["person"].nunique()
    return Found(sorted(counts.tolist(), reverse=True), measure="parents by contact point")


def _parenting_wait(evidence: Evidence) -> Found:
    days = waiting_days(_referred(evidence))
    return Found(float(days.median()), measure="median of those who have started")


# ── Premises and interventions ─────────────────────────────────────────────────────────────


def _site(kind: str) -> Check:
    return lambda evidence: Found(
        outline(evidence, kind), measure="outline in the register of interventions"
    )


def _premises(evidence: Evidence) -> pd.DataFrame:
    return evidence.feed("licensed_premises").drop_duplicates("premises")


def _premises_in_town(evidence: Evidence) -> Found:
    near = of_town(evidence, _premises(evidence), _LICENSED_TOWN_M)
    return Found(int(near.sum()), measure=f"premises within {_LICENSED_TOWN_M:.0f} m")


def _open_to_two(evidence: Evidence) -> Found:
    rows = evidence.feed("licensed_premises")
    rows = rows[rows["weekday"] == 6]
    after_midnight = rows["closes"] < rows["opens"]
    late = rows[after_midnight & (rows["closes"] >= "02:00")]
    return Found(late["premises"].nunique(), measure="premises that close at 02:00 or later")


def _interventions_cost(evidence: Evidence) -> Found:
    register = evidence.feed("interventions")
    mine = register["kind"].isin(("dispersal area", "patrol plan"))
    return Found(float(register.loc[mine, "cost"].sum()), measure="costs summed")


def _posts_effect(evidence: Evidence) -> Found:
    """The share kept away: fewer offences than expected, over what would have been there."""
    table = events.actions(evidence, kind="posts")
    row = table[table["measure"].eq("all")].iloc[0]
    share, least, most = (
        -float(row[name]) / (float(row["treated_after"]) - float(row[name]))
        for name in ("wdd", "upper", "lower")
    )
    return Found(share, least, most, f"of those expected there, {row['months']}; 90% limits of the "
                 "displacement difference")  # fmt: skip


def _posts_cost(evidence: Evidence) -> Found:
    """The register's cost a year, where the log of the posts begun that day has the same."""
    register = evidence.feed("interventions").query("kind == 'posts'").iloc[0]
    log = evidence.feed("staffing")
    begun = log.loc[log["starts_on"] == register["starts_on"], "cost"].sum()
    same = float(register["cost"]) == float(begun)
    told = float(register["cost"]) if same else float("nan")
    return Found(told, measure="cost in the register, as of posts begun that day in the log")


def _actions(action: str) -> Check:
    def check(evidence: Evidence) -> Found:
        rows = site_outputs(evidence.feed("site_actions"))
        mine = (rows["site"] == "shopping_centre") & (rows["action"] == action)
        return Found(int(rows.loc[mine, "number"].sum()), measure="numbers summed")

    return check


# ── The police's own registers ─────────────────────────────────────────────────────────────


def _searches_absent(evidence: Evidence) -> Found:
    months = set(evidence.feed("stop_searches")["month"])
    every = pd.period_range(min(months), max(months), freq="M").astype(str)
    absent = [month for month in every if month not in months]
    return Found(", ".join(absent), measure="months without a row between the first and the last")


def _searches_without_place(evidence: Evidence) -> Found:
    rows = evidence.feed("stop_searches")
    nowhere = (rows["easting"].isna() | rows["northing"].isna()).groupby(rows["month"])
    worst = nowhere.mean().idxmax()
    return Found(int(nowhere.sum()[worst]), measure=f"{worst}: the month with the largest share")


def _arrests(evidence: Evidence) -> Found:
    outcome = evidence.feed("stop_searches")["outcome"]
    return share_of(outcome.eq("arrest").where(outcome.notna()), "share of searches")


def _posts(column: str, where: Rows) -> Check:
    def check(evidence: Evidence) -> Found:
        rows = evidence.feed("staffing")
        return Found(float(rows.loc[where(rows), column].sum()), measure=f"{column} summed")

    return check


def _of_the_site(rows: pd.DataFrame) -> pd.Series:
    paid = (rows["funded_by"] == "shopping centre").fillna(False).astype(bool)
    return paid & (rows["starts_on"] == pd.Timestamp("2011-01-01"))


def _of_wards(rows: pd.DataFrame) -> pd.Series:
    current = (rows["starts_on"] <= _KNOWN_TO) & ~(rows["ends_on"] < _KNOWN_TO)
    return current & rows["unit"].str.endswith("neighbourhood team").astype(bool)


def _roster_hours(where: Rows) -> Check:
    def check(evidence: Evidence) -> Found:
        rows = evidence.feed("rosters")
        return Found(float(rows.loc[where(rows), "officers"].sum()), measure="officers by hour")

    return check


def _demand_minutes(evidence: Evidence) -> Found:
    minutes = evidence.feed("demand_times").sort_values("source_row")["minutes"]
    return Found(minutes.tolist(), measure="minutes in the order of the file")


def _rowdy_minutes(evidence: Evidence) -> Found:
    rows = evidence.feed("demand_times").set_index("category")["minutes"]
    return Found(float(rows["Rowdy or inconsiderate behaviour"]), measure="minutes in the file")


def _logs_by_exemption(evidence: Evidence) -> Found:
    logs = evidence.feed("intelligence")["exemption"].value_counts().sort_index()
    return Found(logs.tolist(), measure="logs counted, exemptions in alphabetical order")


CHECKS: dict[str, Check] = {
    "fire_attacks": counted("fire_incidents", _attacks, period=_YEAR),
    "fire_attacks_by_year": rows_by_year("fire_incidents", _attacks),
    "collisions_killed_or_serious": _killed_or_serious,
    "exclusions": counted("exclusions", period=_YEAR),
    "exclusions_permanent": counted("exclusions", lambda f: f["kind"] == "permanent", period=_YEAR),
    "racial_incidents_by_year": rows_by_year("racial_incidents"),
    "racial_incidents_small_wards": _racial_incidents_in_wards,
    "council_asb_trend": lambda evidence: two_years_against_two(evidence.feed("council_asb")),
    "council_asb": counted("council_asb", period=_YEAR),
    "ambulance_trend_town": _ambulance_trend(in_town=True),
    "ambulance_trend_elsewhere": _ambulance_trend(in_town=False),
    "ambulance_alcohol_town": _ambulance_alcohol(in_town=True),
    "ambulance_alcohol_elsewhere": _ambulance_alcohol(in_town=False),
    "asb_day_reports": _asb_day_reports,
    "asb_day_cost": _asb_day_cost,
    "parenting_referrals": lambda evidence: Found(
        _referred(evidence)["person"].nunique(), measure="parents counted once"
    ),
    "parenting_referrals_by_contact_point": _referrals_by_contact_point,
    "parenting_wait": _parenting_wait,
    "licensed_premises": lambda evidence: Found(
        len(_premises(evidence)), measure="premises counted once"
    ),
    "licensed_premises_in_town": _premises_in_town,
    "premises_open_to_two": _open_to_two,
    "shopping_centre_site": _site("opening"),
    "dispersal_area": _site("dispersal area"),
    "posts_effect": _posts_effect,
    "posts_cost": _posts_cost,
    "interventions_cost": _interventions_cost,
    "site_actions_ban": _actions("ban"),
    "site_actions_intelligence_shared": _actions("intelligence shared"),
    "site_actions_store_staff_trained": _actions("store staff trained"),
    "searches_absent": _searches_absent,
    "searches_without_place": _searches_without_place,
    "stop_searches": counted("stop_searches", period=_YEAR),
    "search_arrest_share": _arrests,
    "site_posts": _posts("posts", _of_the_site),
    "site_posts_cost": _posts("cost", _of_the_site),
    "neighbourhood_posts": _posts("posts", _of_wards),
    "roster_hours": _roster_hours(lambda f: f["officers"].notna()),
    "roster_friday_night": _roster_hours(lambda f: (f["weekday"] == 5) & (f["hour"] >= 20)),
    "demand_minutes_rowdy": _rowdy_minutes,
    "demand_minutes": _demand_minutes,
    "intelligence_logs": _logs_by_exemption,
    **{
        f"canaries_{feed}": secret_words(feed)
        for feed in ("exclusions", "intelligence", "licensed_premises", "site_actions", "staffing")
    },
}
