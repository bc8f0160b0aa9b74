"""Drugs as the police meet them: possession, how it is dealt with, and tests on arrest."""

import numpy as np
import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.rounding import round_to_base
from cdrp_analysis.measures import waits
from cdrp_analysis.measures.proportions import share, share_trend
from cdrp_analysis.measures.substances import (
    ALL_TESTS,
    FOLLOWED,
    HERE,
    LADDERS,
    NEGATIVE,
    OUTSIDE,
    POSITIVE,
    SEEN,
    TESTED,
    UNSEEN,
    assessed_shares,
    compared_group,
    ladder_shares,
    outside_group,
    pilot_shares,
    tested_shares,
)
from cdrp_analysis.periods import Period

# Penalty notices for possession of cannabis: Home Office Circular 1/2009, from that day.
NOTICES_FROM = pd.Timestamp("2009-01-26")
FOLLOWED_DAYS = 90  # tests later than this before the last day known may still be assessed
_POSSESSION = "DRUG OFFENCES/POSSESSION OF DRUGS"  # as tables of harm weights call it
_OTHERS = "Other offences"


def none(table: str) -> pd.DataFrame:
    """The table without a row, where what it needs was not received."""
    return pd.DataFrame(columns=[column.name for column in SPECS[table].columns])


def last_day(evidence: Evidence) -> pd.Timestamp:
    """Last day known."""
    return pd.Period(evidence.known_to, "M").end_time.normalize()


def last_year(evidence: Evidence) -> Period | None:
    """The last of the years shown that is over; None where none is."""
    whole = [year for year in evidence.years if year.last <= evidence.known_to]
    return whole[-1] if whole else None


def of(rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Rows of a period."""
    return rows[rows["month"].isin(period.months())]


# ── Possession ─────────────────────────────────────────────────────────────────────────────


def cannabis_shares(rows: pd.DataFrame, periods: list[Period]) -> pd.DataFrame:
    """``period, disposals, cannabis`` and the share with its limits, of rows that name a drug."""
    counts = [
        (period.label, int(drug.notna().sum()), int(drug.eq("cannabis").sum()))
        for period in periods
        for drug in [of(rows, period)["drug"]]
    ]
    table = pd.DataFrame(counts, columns=["period", "disposals", "cannabis"])
    return share(table[table["disposals"] > 0], found="cannabis", base="disposals").reset_index(
        drop=True
    )


def possession_years(evidence: Evidence) -> pd.DataFrame:
    """
    Possession by period: how much of it was cannabis, and the officers' hours it took.

    Returns
    -------
    DataFrame, one row per whole year shown and for the part of a year known since
        The columns of the table possession_years.
    """
    if not evidence.has_feed("possession_disposals"):
        return none("possession_years")
    rows = evidence.feed("possession_disposals")
    periods = [year for year in evidence.years if year.last <= evidence.known_to]
    if evidence.current.label not in [year.label for year in periods]:
        periods.append(evidence.current)
    table = cannabis_shares(rows, periods)
    by_label = {period.label: of(rows, period) for period in periods}
    hours = [
        (each["officer_hours"].sum(), each.loc[each["drug"] == "cannabis", "officer_hours"].sum())
        for each in (by_label[label].dropna(subset="officer_hours") for label in table["period"])
    ]
    spent = pd.DataFrame(hours, columns=["hours", "hours_cannabis"], index=table.index).astype(
        float
    )
    days = _harm_days(evidence)
    return table.assign(
        area=evidence.borough,
        hours=spent["hours"],
        hours_cannabis=spent["hours_cannabis"],
        hours_share=spent["hours_cannabis"] / spent["hours"].where(spent["hours"] > 0),
        harm_days=table["cannabis"] * days,
    )


def _harm_days(evidence: Evidence) -> float:
    """Starting-point days of one possession offence; missing where no weight tells it."""
    if not evidence.has_frame("weights"):
        return np.nan
    weights = evidence.weights()
    chosen = weights[(weights["scheme"] == "cchi") & (weights["category"] == _POSSESSION)]
    return float(chosen["weight"].iloc[0]) if len(chosen) else np.nan


def cannabis_trend(evidence: Evidence) -> pd.DataFrame:
    """How the share of cannabis moves a year, of every disposal of the whole years shown."""
    if not evidence.has_feed("possession_disposals"):
        return none("cannabis_trend")
    rows = evidence.feed("possession_disposals")
    years = [year for year in evidence.years if year.last <= evidence.known_to]
    kept = rows[rows["month"].isin({month for year in years for month in year.months()})]
    if kept["drug"].notna().sum() == 0 or len(years) < 3:
        return none("cannabis_trend")
    when = kept["dealt_with_on"].dt.year + (kept["dealt_with_on"].dt.dayofyear - 1) / 365.25
    is_cannabis = kept["drug"].eq("cannabis").where(kept["drug"].notna())
    slope, lower, upper = share_trend(is_cannabis, when)
    run = f"{years[0].label} to {years[-1].label}"
    return pd.DataFrame(
        {"run": [run], "slope": [slope], "slope_lower": [lower], "slope_upper": [upper]}
    )


def since_notices(rows: pd.DataFrame) -> pd.DataFrame:
    """Disposals for cannabis since a penalty notice can be given for it."""
    return rows[(rows["drug"] == "cannabis") & (rows["dealt_with_on"] >= NOTICES_FROM)]


def times_seen(rows: pd.DataFrame) -> pd.Series:
    """How often each person was dealt with."""
    return rows["person"].value_counts()


def possession_ladder(evidence: Evidence) -> pd.DataFrame:
    """
    From warning to charge, from the first time to the third, from the street to treatment.

    Returns
    -------
    DataFrame, one row per step, the whole first and then its parts
        The columns of the table possession_ladder.
    """
    year = last_year(evidence)
    if not evidence.has_feed("possession_disposals") or year is None:
        return none("possession_ladder")
    rows = evidence.feed("possession_disposals")
    since = since_notices(rows)
    since = since[since["dealt_with_on"] <= last_day(evidence)]
    times = times_seen(since)
    led = of(rows, year)
    led = led[led["drug"].notna()]
    referred = led["referred"].fillna(False).astype(bool)
    came = referred & led["attended"].fillna(False).astype(bool)
    kinds = since["disposal"].astype(str).value_counts()
    last = pd.Period(evidence.known_to, "M")
    start = f"{NOTICES_FROM.day} {NOTICES_FROM:%B %Y} to {last.strftime('%B %Y')}"
    numbers = {
        "how dealt with": (start, [len(since), *(
            int(kinds.get(kind, 0)) for kind in ("warning", "penalty notice", "caution", "charge")
        )]),
        "how often": (start, [
            len(times), int((times == 1).sum()), int((times > 1).sum()), int((times == 2).sum()),
            int((times > 2).sum()),
        ]),
        "where it led": (year.label, [
            len(led), int((~referred).sum()), int(referred.sum()), int(came.sum()),
            int((referred & ~came).sum()),
        ]),
    }  # fmt: skip
    table = pd.DataFrame(
        [
            (evidence.borough, ladder, period, step, count)
            for ladder, (period, counts) in numbers.items()
            for step, count in zip(LADDERS[ladder], counts, strict=True)
        ],
        columns=["area", "ladder", "period", "step", "number"],
    )
    known = table.groupby("ladder", sort=False)["number"].transform("first") > 0
    return ladder_shares(table[known].reset_index(drop=True))


# ── Tests on arrest ────────────────────────────────────────────────────────────────────────


def positive(tests: pd.DataFrame) -> pd.Series:
    """Whether a test was positive for opiates or cocaine."""
    return (tests["opiates"] | tests["cocaine"]).astype(bool)


def known_tests(evidence: Evidence) -> pd.DataFrame:
    """Tests on arrest up to the last day known."""
    tests = evidence.feed("drug_tests")
    return tests[tests["tested_on"] <= last_day(evidence)]


def months_of(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """The months from one day to another, in words."""
    return Period.between(first.to_period("M"), last.to_period("M")).label


def tested_counts(tests: pd.DataFrame, least: int = 0) -> pd.DataFrame:
    """``found`` (positive) and ``base`` (tests) by offence of the arrest; the rare ones joined."""
    offence = tests["trigger_offence"].astype(str)
    sizes = offence.map(offence.value_counts())
    groups = positive(tests).groupby(offence.where(sizes >= least, _OTHERS))
    return groups.agg(found="sum", base="size")


def drug_tests(evidence: Evidence) -> pd.DataFrame:
    """
    Tests on arrest by offence of the arrest, with the share that is positive.

    Offences with too few tests for a percentage are joined.

    Returns
    -------
    DataFrame, one row per offence and part (tested, positive, negative)
        Of all months known. The columns of the table drug_tests, offences in the order of their
        names: that of their exact counts would tell which of two that are rounded alike is the
        larger.
    """
    if not evidence.has_feed("drug_tests"):
        return none("drug_tests")
    tests = known_tests(evidence)
    counts = tested_counts(tests, evidence.thresholds.minimum_denominator)
    if counts.empty:
        return none("drug_tests")
    period = months_of(tests["tested_on"].min(), tests["tested_on"].max())
    long = pd.DataFrame(
        [
            (evidence.borough, period, offence, part, f"{offence}, {period}", count)
            for offence, found, base in counts.sort_index().itertuples()
            for part, count in ((TESTED, base), (POSITIVE, found), (NEGATIVE, base - found))
        ],
        columns=["area", "period", "trigger_offence", "part", "counted", "number"],
    )
    return tested_shares(long)


def pilot_counts(evidence: Evidence) -> pd.DataFrame:
    """
    Tests by offence in the pilot and outside it, of the quarters that both have and are over.

    Returns
    -------
    DataFrame, indexed by offence, in the order of their names
        ``found`` and ``base`` in the pilot, ``other_found`` and ``other_base`` outside; offences
        with too few tests here for a percentage are joined. Empty without both feeds.
        ``attrs``: the ``months`` compared here and outside, and whether they are the ``whole``.
    """
    if not (evidence.has_feed("drug_tests") and evidence.has_feed("drug_tests_outside")):
        return pd.DataFrame(columns=["found", "base", "other_found", "other_base"])
    known, others = known_tests(evidence), evidence.feed("drug_tests_outside")
    quarter = known["tested_on"].dt.to_period("Q")
    other_quarter = others["quarter_starts_on"].dt.to_period("Q")
    last = last_day(evidence)
    both = {one for one in set(quarter) & set(other_quarter) if one.end_time.normalize() <= last}
    tests, others = known[quarter.isin(both)], others[other_quarter.isin(both)]
    counts = tested_counts(tests, evidence.thresholds.minimum_denominator)
    named = others["trigger_offence"].astype(str)
    named = named.where(named.isin(counts.index), _OTHERS)
    outside = others.groupby(named)[["positive", "tests"]].sum().astype(float)
    outside = outside.rename(columns={"positive": "other_found", "tests": "other_base"})
    joined = counts.join(outside, how="outer").fillna(0).astype(int)
    joined = joined.sort_index()
    joined.attrs["whole"] = len(tests) == len(known)
    if both:
        start, end = min(both).start_time, max(both).end_time
        days = tests["tested_on"]
        joined.attrs["months"] = months_of(days.min(), days.max()), months_of(start, end)
    return joined


def pilot_tests(evidence: Evidence) -> pd.DataFrame:
    """
    Tests on arrest in the pilot beside tests outside it, with their differences.

    Returns
    -------
    DataFrame, one row per offence, place and part
        The columns of the table pilot_tests; no rows without tests of both.
    """
    counts = pilot_counts(evidence)
    if counts.empty:
        return none("pilot_tests")
    # Of some quarters alone they are other counts than those of the table drug_tests.
    inside = str if counts.attrs["whole"] else compared_group
    named = {HERE: inside, OUTSIDE: outside_group}
    period = dict(zip(named, counts.attrs["months"], strict=True))
    total = counts.sum().to_frame(ALL_TESTS).T
    rows = [
        (evidence.borough, period[place], named[place](name), part, name, place, count)
        for name, row in pd.concat([total, counts]).iterrows()
        for place, found, base in (
            (HERE, row["found"], row["base"]),
            (OUTSIDE, row["other_found"], row["other_base"]),
        )
        for part, count in ((TESTED, base), (POSITIVE, found), (NEGATIVE, base - found))
    ]
    columns = ["area", "period", "group", "part", "trigger_offence", "place", "number"]
    table = pd.DataFrame(rows, columns=columns)
    return pilot_shares(table.assign(counted=table["group"] + ", " + table["period"]))


def assessment_waits(tests: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """Positive tests followed long enough, with ``wait``: days to the required assessment."""
    return waits.followed_waits(
        tests[positive(tests)], start="tested_on", end="assessed_on", last=last, days=FOLLOWED_DAYS
    )


def assessment_quarters(evidence: Evidence) -> pd.DataFrame:
    """
    Positive tests that led to an assessment, and the mean days to it, by quarter.

    Quarters are left out of which not every test has been followed yet, and those in which the
    people assessed, rounded as they are published, are not above the smallest base of a
    percentage: that a quarter is there says no more than its number.

    Returns
    -------
    DataFrame, one row per quarter and part
        The columns of the table assessment_quarters; waits in the row of those assessed.
    """
    if not evidence.has_feed("drug_tests"):
        return none("assessment_quarters")
    last = last_day(evidence)
    followed = assessment_waits(known_tests(evidence), last)
    quarters = followed["tested_on"].dt.to_period("Q")
    over = quarters.dt.end_time <= last - pd.Timedelta(days=FOLLOWED_DAYS - 1)
    quarter = quarters.dt.start_time.dt.strftime("%Y-%m")
    table = waits.mean_waits(followed.assign(quarter=quarter)[over], by="quarter")
    shown = round_to_base(table["ended"], max(evidence.thresholds.round_to, 1))
    table = table[shown > evidence.thresholds.minimum_denominator]
    if table.empty:
        return none("assessment_quarters")
    days = ["mean", "lower", "upper"]
    parts = {
        FOLLOWED: table["rows"], SEEN: table["ended"], UNSEEN: table["rows"] - table["ended"],
    }  # fmt: skip
    found = [
        table[["quarter", *days]].assign(
            part=part, number=number, **{} if part == SEEN else dict.fromkeys(days, np.nan)
        )
        for part, number in parts.items()
    ]
    long = pd.concat(found).sort_values("quarter", kind="stable").reset_index(drop=True)
    long = long.assign(area=evidence.borough, counted="quarter from " + long["quarter"])
    return assessed_shares(long.assign(**long[days].round(1)))
