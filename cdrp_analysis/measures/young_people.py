"""Young people in the youth justice system, counted from cases: how many, and from which group."""

from collections.abc import Mapping, Sequence

import pandas as pd

from cdrp_analysis.measures.proportions import require

NOT_KNOWN = "not known"  # an ethnic group nobody stated
Months = Sequence[str]


def opened_in(cases: pd.DataFrame, months: Months) -> pd.DataFrame:
    """Cases (or disposals, referrals) whose ``month`` is one of those."""
    require(cases, "month", where="young_people.opened_in")
    return cases[cases["month"].isin(months)]


def people(cases: pd.DataFrame) -> int:
    """Different people, each counted once however many cases there are."""
    return int(cases["person"].nunique())


def first_time_entrants(cases: pd.DataFrame) -> int:
    """Different people with a case that was their first (National Indicator 111)."""
    return people(cases[cases["first_time"].fillna(False).astype(bool)])


def in_every_case(cases: pd.DataFrame, flag: str) -> pd.Series:
    """
    Whether each person has something in all of his or her cases, by person; missing if not said.

    Examples
    --------
    >>> cases = pd.DataFrame({"person": ["a", "a", "b"], "plan": [True, False, True]})
    >>> in_every_case(cases, "plan").tolist()
    [False, True]
    """
    return cases.groupby("person")[flag].min()


def closed_in(cases: pd.DataFrame, months: Months) -> pd.DataFrame:
    """Cases closed in those months, whenever they were opened."""
    return cases[cases["closed_on"].dt.strftime("%Y-%m").isin(months)]


def by_group(
    cases: pd.DataFrame, residents: pd.DataFrame, *, group: str, by: Sequence[str]
) -> pd.DataFrame:
    """
    People of one ethnic group and of all known groups, seen and resident.

    Parameters
    ----------
    cases : DataFrame, one row per case
        ``person``, ``ethnic_group`` and the strata ``by``; a person counts once, with the first
        case, and not at all where the group is not known.
    residents : DataFrame
        ``ethnic_group``, ``residents`` (people) and the strata, of one year.
    group : str
        The ethnic group.
    by : sequence of str
        Strata, such as quintiles of deprivation.

    Returns
    -------
    DataFrame, one row per stratum
        The strata, ``observed``, ``all_observed``, ``residents``, ``all_residents``.
    """
    seen = cases.drop_duplicates("person")
    seen = seen[seen["ethnic_group"] != NOT_KNOWN].assign(number=1)
    parts = {}
    for name, rows, number in (
        ("observed", seen, "number"),
        ("residents", residents, "residents"),
    ):
        of_group = rows[rows["ethnic_group"] == group]
        for prefix, chosen in (("", of_group), ("all_", rows)):
            parts[f"{prefix}{name}"] = chosen.groupby(list(by))[number].sum()
    return pd.DataFrame(parts).fillna(0).astype(float).reset_index()


def cohorts(cases: pd.DataFrame, years: Mapping[str, Months]) -> pd.DataFrame:
    """
    The reoffending cohort of each year: members, reoffenders, reoffences, reoffences predicted.

    Parameters
    ----------
    cases : DataFrame, one row per case
        ``month``, ``in_cohort``, ``reoffences`` and ``reoffences_predicted`` (offences, missing
        until the follow-up is over: one member not followed up leaves the cohort unknown).
    years : mapping of label to months

    Returns
    -------
    DataFrame, one row per year with members
        ``cohort``, ``members``, ``reoffenders``, ``reoffences`` (Int64), ``expected`` (float).
    """
    rows = []
    for year, months in years.items():
        here = opened_in(cases, months)
        members = here[here["in_cohort"].fillna(False).astype(bool)]
        if members.empty:
            continue
        count, predicted = members["reoffences"], members["reoffences_predicted"]
        known = count.notna().all()
        rows.append(
            {
                "cohort": year,
                "members": len(members),
                "reoffenders": int((count > 0).sum()) if known else pd.NA,
                "reoffences": int(count.sum()) if known else pd.NA,
                "expected": float(predicted.sum()) if predicted.notna().all() else float("nan"),
            }
        )
    columns = ["cohort", "members", "reoffenders", "reoffences", "expected"]
    whole = {"members": "Int64", "reoffenders": "Int64", "reoffences": "Int64"}
    return pd.DataFrame(rows, columns=columns).astype(whole)
