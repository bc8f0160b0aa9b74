"""
Figures of tables that count people in long form, from the counts as they are shown.

Every function takes a table with one count a row and gives the same rows with what follows from
the counts; where a count is hidden, what follows from it is missing. A restricted table and the
table made of protected counts are worked out by the same function.
"""

from statistics import NormalDist

import numpy as np
import pandas as pd

from cdrp_analysis.measures.peers import funnel
from cdrp_analysis.measures.proportions import exact_limits, frechet_bounds
from cdrp_analysis.measures.rates import PER, rate_per_1000, wilson
from cdrp_analysis.measures.reoffending import AFTER, BEFORE, PEOPLE, reoffending
from cdrp_analysis.measures.standardisation import (
    indirectly_standardised,
    observed_over_expected,
    representation,
)
from cdrp_analysis.measures.trends import ratio_limits

EVERYBODY, ALL_QUINTILES = "all known groups", "all"
MEMBERS, REOFFENDERS, REOFFENCES = "members", "reoffenders", "reoffences"
LEAST_BASE, LEAST_COHORT = 20, 30  # people: no share, no reading of fewer
EXACT = "exact"
READINGS = (
    "reoffender_share", "per_member", "per_reoffender", "to_previous", "against_predicted",
)  # fmt: skip
REPRESENTATION = ("index", "gap", "rri")
_ENDS = ("", "_lower", "_upper")
_LEAST_AREAS = 3  # areas: fewer make no funnel
_FUNNEL_LIMITS = ("lower_95", "upper_95", "lower_998", "upper_998")
FUNNEL = (
    *(f"rate{end}" for end in _ENDS), "all_areas", *_FUNNEL_LIMITS, "z_adjusted", "dispersion",
)  # fmt: skip


def with_rates(table: pd.DataFrame) -> pd.DataFrame:
    """
    Rates with exact limits, and the change since the first period of the same measure.

    Takes ``measure``, ``period``, ``people``, ``residents`` and ``per`` (residents a rate is
    per), periods of a measure oldest first; adds ``rate``, ``change_share`` (of the count), each
    with ``_lower`` and ``_upper``; the first period has no change.
    """
    people, residents = _floats(table, "people"), _floats(table, "residents")
    given = residents.where(residents > 0)
    known = pd.DataFrame({"offences": people.where(given.notna()), "residents": given.fillna(1.0)})
    rated = rate_per_1000(known)
    scale = table["per"].to_numpy(float) / PER
    first = table.groupby("measure", sort=False)["period"].transform("first")
    base = people.groupby(table["measure"], sort=False).transform(lambda x: x.iloc[0])
    before = base.where(table["period"] != first).to_numpy(float)
    lower, upper = ratio_limits(before, people)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(before > 0, people / before, np.nan)
    ends = zip(_ENDS, (ratio, lower, upper), strict=True)
    return table.assign(
        **{f"rate{end}": rated[f"rate{end}"].to_numpy(float) * scale for end in _ENDS},
        **{f"change_share{end}": _finite(value) - 1 for end, value in ends},
    )


def with_funnel(table: pd.DataFrame) -> pd.DataFrame:
    """
    Where each area's rate lies in the funnel of its period.

    Takes one row per area and period: ``period``, ``people``, ``residents`` and ``per`` (residents
    a rate is per); adds ``rate`` with ``_lower`` and ``_upper`` (exact), ``all_areas`` (rate of all
    areas of the period together), ``lower_95, upper_95, lower_998, upper_998``, ``z_adjusted``,
    ``dispersion`` and ``position``; see :func:`~cdrp_analysis.measures.peers.funnel`. An area
    without a count or residents takes no part and is "not known"; so are all of a period in which
    fewer than three have both.
    """
    people, residents = _floats(table, "people"), _floats(table, "residents")
    given = people.notna() & (residents > 0)
    scale = table["per"].astype(float) / PER
    made = pd.DataFrame(np.nan, index=table.index, columns=list(FUNNEL))
    made["position"] = pd.Series("not known", index=table.index, dtype="object")
    for _, rows in table[given].groupby("period", sort=False):
        counted = pd.DataFrame({"offences": people[rows.index], "residents": residents[rows.index]})
        rated = rate_per_1000(counted)
        for end in _ENDS:
            made.loc[rows.index, f"rate{end}"] = rated[f"rate{end}"] * scale[rows.index]
        if len(rows) < _LEAST_AREAS or not counted["offences"].sum():
            continue
        found = funnel(counted)
        for limit in _FUNNEL_LIMITS:
            made.loc[rows.index, limit] = found[limit] * scale[rows.index]
        made.loc[rows.index, "all_areas"] = found.attrs["target"] * scale[rows.index]
        made.loc[rows.index, "dispersion"] = found.attrs["dispersion"]
        for name in ("z_adjusted", "position"):
            made.loc[rows.index, name] = found[name]
    return table.assign(**{name: made[name] for name in made})


def with_shares(table: pd.DataFrame, *, count: str = "people") -> pd.DataFrame:
    """
    Each measure's share of the measure that it is of, in the same period.

    Takes ``measure``, ``period``, the count, ``of`` (a measure, blank where it is of none) and
    ``limits`` ("Wilson" or "exact": Clopper and Pearson's); adds ``share``, ``share_lower``,
    ``share_upper``, missing on a base below 20.
    """
    counts = _floats(table, count)
    number = dict(zip(zip(table["measure"], table["period"], strict=True), counts, strict=True))
    base = np.array(
        [
            number.get(key, np.nan)
            for key in zip(table["of"].fillna(""), table["period"], strict=True)
        ],
        dtype=float,
    )
    base[~(base >= LEAST_BASE)] = np.nan
    found = np.minimum(counts.to_numpy(float), base)
    exact = table["limits"].eq(EXACT).to_numpy(dtype=bool)
    limits = [
        np.where(exact, one, other)
        for one, other in zip(exact_limits(found, base), wilson(found, base), strict=True)
    ]
    return table.assign(share=found / base, share_lower=limits[0], share_upper=limits[1])


def with_readings(table: pd.DataFrame) -> pd.DataFrame:
    """
    The readings of each cohort's reoffending, in its row of members.

    Takes ``cohort`` (oldest first), ``measure`` (members, reoffenders or reoffences), ``number``
    and ``expected`` (reoffences predicted, in the row of members); adds :data:`READINGS`, each
    with ``_lower`` and ``_upper``; missing for fewer than 30 members.
    """
    names = [f"{reading}{end}" for reading in READINGS for end in _ENDS]
    if table.empty:
        return table.assign(**dict.fromkeys(names, np.nan))
    order = list(dict.fromkeys(table["cohort"]))
    counted = table.assign(number=_floats(table, "number"))
    wide = counted.set_index(["cohort", "measure"])["number"].unstack()  # noqa: PD010
    wide = wide.reindex(index=order, columns=[MEMBERS, REOFFENDERS, REOFFENCES])
    heads = counted[counted["measure"] == MEMBERS].set_index("cohort")
    wide = wide.where(wide[MEMBERS] >= LEAST_COHORT)
    # Rounded counts of reoffenders and reoffences may cross.
    wide[REOFFENCES] = wide[[REOFFENDERS, REOFFENCES]].max(axis=1, skipna=False)
    whole = wide.assign(**{MEMBERS: wide[MEMBERS].fillna(1.0)})
    found = reoffending(whole).where(wide[MEMBERS].notna(), np.nan)
    # A share is called one, so that it is read as a percentage wherever it stands.
    found = found.rename(columns=lambda name: name.replace("binary_rate", "reoffender_share"))
    expected = heads["expected"].reindex(order).astype(float)
    judged = observed_over_expected(
        pd.DataFrame({"observed": wide[REOFFENCES], "expected": expected.fillna(1.0)})
    )
    for end in _ENDS:
        found[f"against_predicted{end}"] = judged[f"ratio{end}"].where(expected.notna())
    at_head = table["measure"].eq(MEMBERS)
    mapped = {name: table["cohort"].map(found[name]).where(at_head) for name in names}
    return table.assign(**mapped)


def with_representation(table: pd.DataFrame) -> pd.DataFrame:
    """
    How far each ethnic group is over-represented, in three readings.

    Takes ``period``, ``ethnic_group`` (with a row of all known groups), ``people`` and
    ``residents``; adds ``index``, ``gap`` (percentage points) and ``rri``, each with ``_lower``
    and ``_upper``; see :func:`~cdrp_analysis.measures.standardisation.representation`.
    """
    names = [f"{reading}{end}" for reading in REPRESENTATION for end in _ENDS]
    counted = table.assign(observed=_floats(table, "people"))
    whole = counted[counted["ethnic_group"] == EVERYBODY].set_index("period")
    given = pd.DataFrame(
        {
            "observed": counted["observed"],
            "residents": counted["residents"].astype(float),
            "all_observed": counted["period"].map(whole["observed"]).astype(float),
            "all_residents": counted["period"].map(whole["residents"]).astype(float),
        }
    )
    given["observed"] = given[["observed", "all_observed"]].min(axis=1, skipna=False)
    parts = given["all_residents"].gt(given["residents"]) & given["residents"].gt(0)
    found = pd.DataFrame(np.nan, index=table.index, columns=names)
    if parts.any():
        made = representation(given[parts])
        found.loc[parts, names] = made[names].to_numpy(float)
    return table.assign(**{name: found[name] for name in names})


def with_adjustment(table: pd.DataFrame) -> pd.DataFrame:
    """
    A group's people over those expected at everybody's rates, crude and by quintile.

    Takes ``ethnic_group`` (one group, and all known groups), ``quintile`` ("1" to "5", "all"),
    ``people``, ``residents`` and ``group_residents`` (those of the group, in every row); adds in
    the group's row ``expected`` (people), ``index`` and ``index_adjusted`` with ``_lower`` and
    ``_upper``; see :func:`~cdrp_analysis.measures.standardisation.indirectly_standardised`.
    """
    names = ["expected", *(f"{n}{end}" for n in ("index", "index_adjusted") for end in _ENDS)]
    made = dict.fromkeys(names, np.nan)
    counted = table.assign(people=_floats(table, "people"))
    own = counted["ethnic_group"] != EVERYBODY
    strata = counted[~own & counted["quintile"].ne(ALL_QUINTILES)]
    whole = counted[~own & counted["quintile"].eq(ALL_QUINTILES)]
    seen = counted.loc[own, "people"]
    if len(seen) == 1 and len(whole) == 1 and len(strata) and seen.notna().all():
        for name, rows in (("index", whole), ("index_adjusted", strata)):
            given = pd.DataFrame(
                {
                    "observed": [float(seen.iloc[0]), *[0.0] * (len(rows) - 1)],
                    "residents": rows["group_residents"].to_numpy(float),
                    "all_observed": rows["people"].to_numpy(float),
                    "all_residents": rows["residents"].to_numpy(float),
                }
            )
            expects = (given["residents"] * given["all_observed"]).sum() > 0
            if given.isna().any(axis=None) or not expects or given["all_residents"].le(0).any():
                continue
            found = indirectly_standardised(given).iloc[0]
            made |= {f"{name}{end}": found[f"ratio{end}"] for end in _ENDS}
            if name == "index_adjusted":
                made["expected"] = found["expected"]
    return table.assign(**{name: np.where(own, value, np.nan) for name, value in made.items()})


def with_effect(table: pd.DataFrame) -> pd.DataFrame:
    """
    Offences a person and year, their change, and one group's change over the other's.

    Takes ``group`` (two of them), ``measure`` (as
    :func:`~cdrp_analysis.measures.reoffending.groups_followed`), ``number``, ``years``
    (person-years; where missing, people times ``years_each``, which is that of a person in the
    mean) and ``log_error`` (standard error of the logarithm of the effect, in the row of offences
    after that the effect is of). Adds ``years``, ``a_year``, ``change_ratio`` (after over before)
    and ``effect`` with ``_lower`` and ``_upper`` (95%, normal on the log scale), missing for
    fewer than 30 people in a group.
    """
    number, measure = _floats(table, "number"), table["measure"]
    people = number.where(measure == PEOPLE).groupby(table["group"]).transform("max")
    years = _floats(table, "years").fillna(people * _floats(table, "years_each"))
    a_year = number / years.where(years > 0)
    before = a_year.where(measure == BEFORE).groupby(table["group"]).transform("max")
    change = (a_year / before.where(before > 0)).where(measure == AFTER)
    at, error = measure == AFTER, _floats(table, "log_error")
    other = change.where(error.isna()).max()
    enough = at & error.notna() & bool(people[at].min() >= LEAST_COHORT)
    effect = (change / other).where(enough & (other > 0))
    half = NormalDist().inv_cdf(0.975) * error
    return table.assign(
        years=years, a_year=a_year, change_ratio=change, effect=effect,
        effect_lower=effect * np.exp(-half), effect_upper=effect * np.exp(half),
    )  # fmt: skip


def _floats(table: pd.DataFrame, name: str) -> pd.Series:
    return pd.to_numeric(table[name]).astype("Float64").astype(float)


def _finite(values) -> np.ndarray:
    values = np.asarray(values, dtype=float)
    return np.where(np.isfinite(values), values, np.nan)


def with_either(table: pd.DataFrame) -> pd.DataFrame:
    """
    How many people two counts can stand for, if nothing said whether they overlap.

    Takes ``measure`` (two counts, and "either"), ``counted_on`` and ``people``; adds to the row of
    "either" the ``fewest`` (all of the smaller among the larger) and ``most`` (nobody in both).
    """
    counts = _floats(table, "people")
    either = table["measure"].eq("either")
    parts = counts.where(~either).groupby(table["counted_on"])
    most = parts.transform("sum", min_count=2).where(either)
    return table.assign(fewest=parts.transform("max").where(either & most.notna()), most=most)


def with_needs(table: pd.DataFrame) -> pd.DataFrame:
    """
    Shares of needs, and for several together the fewest and most that each alone leaves possible.

    Takes what :func:`with_shares` takes, a measure of several needs named "a, b and c"; adds its
    columns and ``fewest``, ``most`` (people; Fréchet's bounds, see
    :func:`~cdrp_analysis.measures.proportions.frechet_bounds`).
    """
    shared = with_shares(table)
    counts = dict(zip(table["measure"], _floats(table, "people"), strict=True))
    fewest, most = [], []
    for measure, of in zip(table["measure"], table["of"].fillna(""), strict=True):
        names = measure.replace(" and ", ", ").split(", ")
        known = [counts.get(name, np.nan) for name in names]
        base = counts.get(of, np.nan)
        if of == "" or len(names) < 2 or np.isnan([*known, base]).any() or max(known) > base:
            fewest.append(np.nan)
            most.append(np.nan)
            continue
        bounds = frechet_bounds(dict(zip(names, known, strict=True)), base).iloc[-1]
        fewest.append(float(bounds["fewest"]))
        most.append(float(bounds["most"]))
    return shared.assign(fewest=fewest, most=most)
