"""Check-ups of drugs, alcohol, treatment, admissions and domestic abuse."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.assessment.check_kinds import YEARS, of_period, share_of
from cdrp_analysis.assessment.check_people import LATEST
from cdrp_analysis.assessment.check_up import Check, Found
from cdrp_analysis.assessment.drug_evidence import (
    assessment_waits,
    cannabis_shares,
    pilot_counts,
    since_notices,
    tested_counts,
    times_seen,
)
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.treatment_evidence import CHAINS, SEED, alcohol_rates, parents_said
from cdrp_analysis.measures.like_for_like import like_for_like
from cdrp_analysis.measures.multipliers import sum_of_products
from cdrp_analysis.measures.proportions import each_of, share
from cdrp_analysis.measures.repeat_markers import seen_again
from cdrp_analysis.periods import Period

_YEAR = "2009/10"
_SLOWER_FROM = pd.Timestamp("2009-10-01")
_MARKERS = ("children_present", "alcohol", "drugs", "separation")


# ── Drugs ──────────────────────────────────────────────────────────────────────────────────


def _tests_positive(evidence: Evidence) -> Found:
    return _shares(tested_counts(evidence.feed("drug_tests")), "share of tests")


def _pilot_gap(evidence: Evidence) -> Found:
    found = like_for_like(pilot_counts(evidence)).iloc[0]
    return Found(round(found["matched"], 4), found["matched_lower"], found["matched_upper"],
                 f"shares of tests, offence for offence; as they are {found['crude']:+.1%}; MOVER "
                 "limits")  # fmt: skip


def _assessment_wait(evidence: Evidence) -> Found:
    last = pd.Timestamp(Period.parse(LATEST).last_day)
    known = assessment_waits(evidence.feed("drug_tests"), last)
    waits = known["wait"].astype(float)
    later = known["tested_on"] >= _SLOWER_FROM
    means, lower, upper = [], [], []
    for chosen in (waits[~later].dropna(), waits[later].dropna()):
        ends = stats.t.interval(each_of(2), len(chosen) - 1, chosen.mean(), stats.sem(chosen))
        means.append(float(chosen.mean()))
        lower.append(float(ends[0]))
        upper.append(float(ends[1]))
    return Found(means, lower, upper, "mean days of those assessed; t limits that hold together")


def _cannabis_share(evidence: Evidence) -> Found:
    rows = evidence.feed("possession_disposals")
    found = cannabis_shares(rows, [Period.parse(_YEAR)]).iloc[0]
    return Found(round(found["share"], 4), found["share_lower"], found["share_upper"],
                 "share of possession disposals; Wilson limits")  # fmt: skip


def _cannabis_funnel(evidence: Evidence) -> Found:
    since = since_notices(evidence.feed("possession_disposals"))
    kinds = since["disposal"].astype(str).value_counts()
    again = int((times_seen(since) > 1).sum())
    return Found({kind: int(n) for kind, n in kinds.items()},
                 measure=f"disposals counted; {again} of {since['person'].nunique()} people twice "
                 "or more")  # fmt: skip


def _referred(evidence: Evidence) -> Found:
    rows = of_period(evidence.feed("possession_disposals"), _YEAR)
    referred = rows[rows["referred"].fillna(False)]
    return Found(len(referred), measure=f"disposals counted, of {len(rows)}; "
                 f"{int(referred['attended'].sum())} kept the first appointment")  # fmt: skip


# ── Treatment and hidden populations ───────────────────────────────────────────────────────


def _parents(evidence: Evidence) -> Found:
    said = parents_said(evidence.feed("treatment"), Period.parse(_YEAR))
    return share_of(said, f"share of people in treatment who said, of {len(said)}")


def _treated_by_quarter(evidence: Evidence) -> Found:
    rows = of_period(evidence.feed("health_quarters"), LATEST)
    treated = rows[rows["measure"] == "persons receiving drug treatment"]
    return Found(treated.sort_values("quarter_starts_on")["persons"].astype(int).tolist(),
                 measure="persons by quarter, as counted by the health body")  # fmt: skip


def _children(evidence: Evidence) -> Found:
    found = sum_of_products(evidence.feed("prevalence"), CHAINS, seed=SEED).iloc[-1]
    return Found(round(found["central"]), found["lower"], found["upper"],
                 "product of central figures; Monte Carlo over triangular ranges")  # fmt: skip


# ── Admissions ─────────────────────────────────────────────────────────────────────────────


def _alcohol_rate(evidence: Evidence) -> Found:
    rows = evidence.feed("alcohol_admissions").query("year == @_YEAR")
    rates = alcohol_rates(rows, ["area"]).set_index("area")
    own = rates.loc[evidence.borough]
    place = int(rates["rate"].rank(ascending=False)[evidence.borough])
    return Found(round(own["rate"], 2), own["rate_lower"], own["rate_upper"],
                 "per 100,000, European standard 1976, Dobson limits; "
                 f"rank {place} of {len(rates)}")  # fmt: skip


def _admissions(feed: str) -> Check:
    def check(evidence: Evidence) -> Found:
        rows = evidence.feed(feed)
        return Found({year: len(of_period(rows, year)) for year in YEARS},
                     measure="admissions counted by financial year")  # fmt: skip

    return check


# ── Domestic abuse ─────────────────────────────────────────────────────────────────────────


def _times_seen(evidence: Evidence) -> pd.DataFrame:
    """Incidents of the year with a known victim, and how often that victim was seen in it."""
    rows = of_period(evidence.feed("domestic_incidents"), LATEST).dropna(subset=["victim"])
    return rows.assign(times=rows.groupby("victim")["victim"].transform("size"))


def _repeat_victims(evidence: Evidence) -> Found:
    times = _times_seen(evidence).groupby("victim")["times"].first()
    return share_of(times > 1, "share of known victims seen twice or more")


def _risk_markers(evidence: Evidence) -> Found:
    incidents = _times_seen(evidence)
    again = (incidents["times"] > 1).rename("again")
    counts = {
        (marker, repeat): (int(said.sum()), len(said))
        for marker in _MARKERS
        for repeat, said in incidents[marker].dropna().groupby(again)
    }
    table = pd.DataFrame.from_dict(counts, orient="index", columns=["found", "base"])
    found = _shares(table, "share of incidents where somebody said")
    parts = [
        {marker: [ends[marker, False], ends[marker, True]] for marker in _MARKERS}
        for ends in (found.value, found.lower, found.upper)
    ]
    return Found(*parts, found.measure)


def _seen_again(evidence: Evidence) -> Found:
    entry = Period.parse("2009-04..2010-03")
    found = seen_again(evidence.feed("domestic_incidents"), entry=entry.months())
    told = found.set_index("markers")
    parts = [told[name].round(4).to_dict() for name in ("share", "share_lower", "share_upper")]
    return Found(*parts, "share of victims seen again within 183 days; Wilson limits")


def _shares(counts: pd.DataFrame, measure: str) -> Found:
    """Several shares, with limits wide enough to hold all together."""
    found = share(counts, confidence=each_of(len(counts)))
    columns: list[Mapping] = [
        dict(zip(found.index, np.asarray(found[name], float).tolist(), strict=True))
        for name in ("share", "share_lower", "share_upper")
    ]
    return Found(*columns, f"{measure}; Wilson limits that hold together")


CHECKS: dict[str, Check] = {
    "cannabis_share": _cannabis_share,
    "cannabis_funnel": _cannabis_funnel,
    "possession_referred": _referred,
    "parents_in_treatment": _parents,
    "drug_treatment_quarters": _treated_by_quarter,
    "children_exposed": _children,
    "alcohol_admission_rate": _alcohol_rate,
    "hospital_admissions": _admissions("hospital_admissions"),
    "domestic_abuse_admissions": _admissions("domestic_abuse_admissions"),
    "repeat_victims": _repeat_victims,
    "domestic_seen_again": _seen_again,
}
# Several true rates in one truth: value and limits come in the shape of what was planted.
CHECKS_IN_PARTS: dict[str, Check] = {
    "drug_test_positive": _tests_positive,
    "drug_test_pilot_gap": _pilot_gap,
    "drug_assessment_wait": _assessment_wait,
    "domestic_risk_markers": _risk_markers,
}
