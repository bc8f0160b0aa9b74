"""A youth service shared with other areas: its saving against the target, its areas together."""

from collections.abc import Sequence

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.windows import in_force_on
from cdrp_analysis.disclosure.catalogue.youth import FIRST_TIME
from cdrp_analysis.measures import people_tables
from cdrp_analysis.measures.delivery import in_force
from cdrp_analysis.periods import Period

TOGETHER = "all that share the service"
_COST = "management cost"  # the measure that such a target has in the register


def costs_and_targets(evidence: Evidence) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Management cost of all areas together by service and year, and the targets of it in force."""
    rows, targets = evidence.feed("shared_services"), evidence.feed("targets")
    costs = rows.groupby(["service", "year"], sort=True)["management_cost"].sum().reset_index()
    mine = targets[targets["measure"].eq(_COST) & targets["level"].isin(["partnership", "borough"])]
    return costs, mine[in_force(mine, in_force_on(evidence))]


def by_area(evidence: Evidence) -> pd.DataFrame:
    """What each area pays, as in the budget books; for nobody outside."""
    rows = evidence.feed("shared_services")
    return rows[["service", "area", "year", "management_cost", "total_cost", "young_people"]]


def combined(own: pd.DataFrame, times: Sequence[Period], evidence: Evidence) -> pd.DataFrame:
    """
    Young people of the areas that share a service, each and together, as rates by year.

    Parameters
    ----------
    own : DataFrame
        ``youth_rates``: the partnership's own counts and residents.
    times : sequence of Period
        Twelve months each; one that lacks an area is left out, as a sum without it says nothing.

    Returns
    -------
    DataFrame
        ``measure`` (name of the count), ``counted``, ``area_name``, ``period``, ``people``,
        ``residents``, ``per`` and what :func:`~cdrp_analysis.measures.people_tables.with_rates`
        adds; empty where the partnership shares nothing or nobody sent the others' counts.
    """
    peers, sharing = evidence.feed("youth_peers"), evidence.feed("shared_services")
    areas = set(sharing.loc[sharing["year"] == sharing["year"].max(), "area"])
    others = peers[peers["area"].isin(areas - {evidence.borough})]
    ours = own.set_index(["measure", "period"])
    rows = []
    for time in times if evidence.borough in areas else ():
        here = others[others["month"] == time.first]
        if set(here["area"]) != areas - {evidence.borough} or here.empty:
            continue
        for measure in dict.fromkeys(own["measure"]):
            column = "first_time_entrants" if measure == FIRST_TIME else "young_people"
            mine = ours.loc[(measure, time.label)]
            per = mine["per"]
            rows.append((measure, measure, evidence.name, time.label, mine["people"],
                         mine["residents"], per))  # fmt: skip
            for area in here.to_dict("records"):
                name = f"{measure}, {area['area']}"
                rows.append((name, measure, area["area_name"], time.label, area[column],
                             area["residents"], per))  # fmt: skip
            whole = (
                here[column].sum(skipna=False) + mine["people"],
                here["residents"].sum() + mine["residents"],
            )
            rows.append((f"{measure}, {TOGETHER}", measure, TOGETHER, time.label, *whole, per))
    names = ["measure", "counted", "area_name", "period", "people", "residents", "per"]
    table = pd.DataFrame(rows, columns=names).astype({"people": "Int64", "residents": "Int64"})
    table = table.sort_values("measure", key=lambda m: m.map(_order(table)), kind="stable")
    made = people_tables.with_rates(table.reset_index(drop=True))
    return made.assign(areas=len(areas))


def _order(table: pd.DataFrame) -> dict[str, int]:
    return {name: place for place, name in enumerate(dict.fromkeys(table["measure"]))}
