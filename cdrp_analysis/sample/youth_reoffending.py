"""The cohorts of young people whose reoffending is followed for a year."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.values import shared_out, truth

# Financial year -> members of the reoffending cohort, proven reoffences, members who reoffended.
# The follow-up of 2009/10 is not over: its reoffences are blank, which is not none.
_COHORTS = {2006: (190, 186, 78), 2007: (170, 153, 66), 2008: (150, 117, 54), 2009: (130, None, 0)}
_PREDICTED = {2006: 178.0, 2007: 156.0, 2008: 130.0}


def follow_up(cases: pd.DataFrame, rng) -> None:
    """
    Add who is in a cohort and what followed: one case of each member a year.

    Those who are seen again later are the first to have reoffended.
    """
    cases["in_cohort"] = "no"
    cases["reoffences"] = cases["reoffences_predicted"] = ""
    cases[["reoffences", "reoffences_predicted"]] = cases[
        ["reoffences", "reoffences_predicted"]
    ].astype(object)
    later = cases["person"].duplicated(keep="last").to_numpy()
    for year, (size, reoffences, reoffenders) in _COHORTS.items():
        of_year = cases["year"] == year
        heads = cases.index[of_year & ~cases[of_year]["person"].duplicated().reindex(
            cases.index, fill_value=True)]  # fmt: skip
        members = np.sort(rng.choice(heads.to_numpy(), size, replace=False))
        cases.loc[members, "in_cohort"] = "yes"
        if reoffences is None:
            continue
        order = np.argsort(-(later[members] + 0.9 * rng.random(size)))
        counts = np.zeros(size, dtype=int)
        counts[order[:reoffenders]] = 1
        weights = rng.gamma(0.6, 1.0, reoffenders)
        more = rng.multinomial(reoffences - reoffenders, weights / weights.sum())
        counts[order[:reoffenders]] += more
        risk = 0.5 + rng.gamma(2.0, 1.0, size) + 0.6 * np.minimum(counts, 3)
        predicted = shared_out(round(_PREDICTED[year] * 100), risk) / 100
        cases.loc[members, "reoffences"] = counts.tolist()
        cases.loc[members, "reoffences_predicted"] = predicted.tolist()


def reoffending_truths(cases: pd.DataFrame) -> list[dict]:
    """Reoffences per member, share of reoffenders, and the year not known yet."""
    (before, was, _), (size, count, reoffenders) = _COHORTS[2007], _COHORTS[2008]
    follow = "cohort of 2008/09 followed for twelve months"
    return [
        truth("reoffences_per_member", "A23", f"proven reoffences per member, {follow}",
              count / size, "offences a person", "exact", members=size, reoffences=count,
              earlier={"2006/07": 186 / 190, "2007/08": was / before}),
        truth("reoffences_previous", "A23", "reoffences per member of the 2008/09 cohort over "
              "those of 2007/08", round(count / size / (was / before), 4), "ratio", "exact",
              ratio_of_counts=round(count / was, 4)),
        truth("reoffenders", "A23", f"share with at least one reoffence, {follow}",
              reoffenders / size, "share", "exact",
              reoffences_per_reoffender=round(count / reoffenders, 4)),
        truth("reoffences_against_predicted", "A23", f"reoffences over those predicted, {follow}",
              count / _PREDICTED[2008], "ratio", "exact", predicted=_PREDICTED[2008]),
        truth("reoffending_not_yet_known", "A23", "year whose cohort has no reoffences yet: the "
              "follow-up is not over", "2009/10", "financial year", "found",
              members=int(cases.loc[cases["year"] == 2009, "in_cohort"].eq("yes").sum())),
    ]  # fmt: skip
