"""Derived columns computed again from protected counts, so that none is sharper than its count."""

import pandas as pd

from cdrp_analysis.measures import (
    changes,
    day_count,
    disorder,
    event_excess,
    funding,
    premises,
    sharing,
    site_shares,
    substances,
    theme_evidence,
    trends,
    voices,
    ward_standing,
    ward_themes,
)
from cdrp_analysis.measures import week_parts as week
from cdrp_analysis.measures import workload as work
from cdrp_analysis.measures.denominators import Denominator, rates_by_denominator
from cdrp_analysis.measures.flagged import shares_of_counts
from cdrp_analysis.measures.proportions import share
from cdrp_analysis.measures.rates import rate_per_1000
from cdrp_analysis.measures.ward_rates import with_rates_and_ranks

# The public ranks are drawn from rounded counts; the seed only fixes which draws they are.
_SEED, _DRAWS = 20180331, 4000
_BOROUGH = r"[EWSN]0[6-9]\d{6}"


def ward_rates(frame: pd.DataFrame) -> pd.DataFrame:
    """Rates, limits and ranks from the counts as published."""
    counted = frame[["area", "area_name", "period", "offences", "residents"]]
    return with_rates_and_ranks(counted, borough=_whole(frame), seed=_SEED, draws=_DRAWS)


def ward_beside(frame: pd.DataFrame) -> pd.DataFrame:
    """Every ward beside all of them, from the counts as published."""
    counted = frame[["area", "area_name", "period", "offences", "residents"]]
    return ward_standing.beside_all_wards(counted, seed=_SEED, draws=_DRAWS)


def ward_travel(frame: pd.DataFrame) -> pd.DataFrame:
    """Where every ward goes beside all of them, from the two counts as published."""
    return ward_standing.ward_travel(
        frame[["area", "area_name", "period", "offences", "residents"]]
    )


def ward_theme_rates(frame: pd.DataFrame) -> pd.DataFrame:
    """Rates of themes, and each over the borough's, from the counts as published."""
    derived = ["rate", "rate_lower", "rate_upper", "times_borough"]
    counted = frame.drop(columns=[name for name in derived if name in frame])
    return ward_themes.with_times_borough(counted, borough=_whole(frame))


def ward_denominators(frame: pd.DataFrame) -> pd.DataFrame:
    """Rates and places under each denominator from the counts as published."""
    keys = dict.fromkeys(frame["denominator"])
    given = {key: frame[frame["denominator"] == key].set_index("area") for key in keys}
    against = {
        key: Denominator(own["size"], float(own["per"].iloc[0]), own["unit"].iloc[0])
        for key, own in given.items()
    }
    counted = frame[["area", "area_name", "period", "offences"]].drop_duplicates("area")
    again = rates_by_denominator(counted, against).set_index(["area", "denominator"])
    derived = ["rate", "rate_lower", "rate_upper", "rank", "rank_first", "rank_change", "of_areas"]
    kept = frame.drop(columns=[name for name in derived if name in frame])
    return kept.join(again[derived], on=["area", "denominator"])


def ward_change(frame: pd.DataFrame) -> pd.DataFrame:
    """Changes of wards from the two counts as published."""
    return ward_themes.with_change(frame[["area", "area_name", "period", "offences"]])


def year_on_year(frame: pd.DataFrame) -> pd.DataFrame:
    """Change, limits and signal from the two counts as published."""
    long = pd.concat(
        [
            frame[["theme", name]].rename(columns={name: "offences"}).assign(period=name)
            for name in ("before", "after")
        ]
    )
    long["period"] = pd.Categorical(long["period"], ["before", "after"], ordered=True)
    again = trends.year_on_year(long, before="before", after="after").set_index("theme")
    derived = ["change", "change_share", "ratio_lower", "ratio_upper", "z", "q", "signal"]
    kept = frame.drop(columns=[name for name in derived if name in frame])
    return kept.join(again[derived], on="theme")


def real_changes(frame: pd.DataFrame) -> pd.DataFrame:
    """What changed and whether that is real, from the two counts as published."""
    given = frame.assign(
        change=frame["after"] - frame["before"],
        change_share=(frame["after"] - frame["before"])
        / frame["before"].where(frame["before"] > 0),
    )
    spreads = dict(zip(frame["theme"], frame["year_log_sd"], strict=True))
    again = changes.real_changes(given, year_log_sd=spreads).set_index("theme")
    derived = ["change", "change_share", "z", "q"]
    kept = frame.drop(columns=[name for name in derived if name in frame])
    return kept.join(again[derived], on="theme")


def harm(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Harm of themes whose counts are published exactly; the others' harm is left out.

    Where one is left out the shares are of those that are shown: shares of the whole would give
    its harm away. A theme without any weight has no harm to give away, as long as its own row
    may say so.
    """
    totals, shares = ["cchi_days", "css"], ["share_volume", "share_cchi", "share_css"]
    whole = frame[totals].notna().any(axis=1) | frame["cchi_covered"].eq(0)
    if whole.all():
        return frame
    shown = frame[shares].astype("float64").where(whole)
    return frame.assign(**(shown / shown.sum()))


def priorities(frame: pd.DataFrame) -> pd.DataFrame:
    """
    What stands behind a rank, for themes whose counts are published exactly.

    Where one is not, no reason names a share of harm: the shares would give its harm away.
    """
    hidden = frame["reason"].isna()
    if not hidden.any():
        return frame
    again = pd.Series(theme_evidence.reasons(frame), index=frame.index, dtype=object)
    return frame.assign(reason=again.mask(hidden))


def lsoa_rates(frame: pd.DataFrame) -> pd.DataFrame:
    """Rates and limits of LSOAs from the counts as published."""
    counted = frame[["area", "area_name", "period", "offences", "residents"]]
    return rate_per_1000(counted).drop(columns="rate_method", errors="ignore")


def funding_streams(frame: pd.DataFrame) -> pd.DataFrame:
    """Totals, shares, concentration and what ends, of years of which every stream is shown."""
    made = ["total", "share", "hhi", "ending", "ending_share"]
    return funding.with_totals(frame.drop(columns=[name for name in made if name in frame]))


def survey_profile(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares of respondents, and these over residents' shares, from the counts as published."""
    return voices.with_reach(frame)


def member_groups(frame: pd.DataFrame) -> pd.DataFrame:
    """Members' share over residents' share from the counts as published."""
    return voices.with_index(frame)


def service_use(frame: pd.DataFrame) -> pd.DataFrame:
    """Use of places from the people as published."""
    return sharing.with_use(frame)


def workload(frame: pd.DataFrame) -> pd.DataFrame:
    """Hours and their shares of the themes that are shown."""
    return work.with_hours(frame)


def _whole(frame: pd.DataFrame) -> str:
    """Code of the borough among the areas, blank where it has no row."""
    whole = frame["area"].astype(str).str.fullmatch(_BOROUGH)
    return frame.loc[whole, "area"].iloc[0] if whole.any() else ""


def week_parts(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares, limits and excess of the hours of the week from the counts as published."""
    kept = [name for name in frame if name not in week.SHARES]
    return week.with_shares(frame[kept])


def site_places(frame: pd.DataFrame) -> pd.DataFrame:
    """Differences of the counts at a site from those as published."""
    return event_excess.with_difference(frame.drop(columns="difference", errors="ignore"))


def premises_rings(frame: pd.DataFrame) -> pd.DataFrame:
    """Violence of each ring over that farther away, from the counts as published."""
    return premises.with_ratios(frame)


def premises_areas(frame: pd.DataFrame) -> pd.DataFrame:
    """Changes of the violence of nights out from the two counts as published."""
    again = ward_change(frame).set_index(["area", "period"])
    derived = ["change", "change_share", "ratio_lower", "ratio_upper", "q", "signal"]
    kept = frame.drop(columns=[name for name in derived if name in frame])
    return kept.join(again[derived], on=["area", "period"])


def later_closing(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares of the night from the counts as published."""
    return premises.with_night_shares(frame)


def possession_years(frame: pd.DataFrame) -> pd.DataFrame:
    """Share of cannabis among disposals for possession."""
    return share(_plain(frame, substances.SHARES), found="cannabis", base="disposals")


def possession_ladder(frame: pd.DataFrame) -> pd.DataFrame:
    """Steps of possession as shares of their whole."""
    return substances.ladder_shares(frame)


def drug_tests(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares of tests that are positive."""
    return substances.tested_shares(frame)


def pilot_tests(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares of tests that are positive in the pilot and outside, and their differences."""
    return substances.pilot_shares(frame)


def assessment_quarters(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares of positive tests that led to an assessment."""
    return substances.assessed_shares(frame)


def treatment_waits(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares of each group that started treatment promptly."""
    return substances.wait_shares(frame)


def treatment_parents(frame: pd.DataFrame) -> pd.DataFrame:
    """Share of people in treatment who live with children, under each scenario."""
    return substances.parent_shares(frame)


def treatment_need(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares of people in treatment by need."""
    return substances.need_shares(frame)


def alcohol_admissions(frame: pd.DataFrame) -> pd.DataFrame:
    """Standardised rates from the totals as published and the factors of their ages."""
    return substances.rates_from_totals(frame)


def alcohol_flags(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares marked as linked to alcohol from the counts as published."""
    return shares_of_counts(frame)


def asb_day(frame: pd.DataFrame) -> pd.DataFrame:
    """Cost of reports of one kind to one agency from the reports as published."""
    return frame.assign(cost=pd.to_numeric(frame["reports"]).astype(float) * frame["unit_cost"])


def asb_day_parts(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares and costs of a day from its reports as published."""
    return day_count.priced(frame)


def asb_wards(frame: pd.DataFrame) -> pd.DataFrame:
    """Rates and cost of reports from the counts as published."""
    return disorder.ward_costs(frame)


def fear_wards(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares that feel unsafe from the respondents as published."""
    made = disorder.answer_shares(frame.rename(columns={"respondents": "number"}))
    return made.rename(columns={"number": "respondents"})


def _plain(frame: pd.DataFrame, derived: tuple[str, ...]) -> pd.DataFrame:
    return frame.drop(columns=[name for name in derived if name in frame])


def home_areas(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares of home areas from the counts as published."""
    return site_shares.home_shares(frame)


def young_victims(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares of children among victims from the counts as published."""
    return site_shares.young_shares(frame)
