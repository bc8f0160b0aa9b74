"""Where the most is against people: vulnerable localities, and wards to choose among."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.measures.vulnerable_localities import (
    composite,
    rate_error,
    selection_chances,
    share_error,
    vulnerable_localities,
)
from cdrp_analysis.measures.ward_rates import WARD_YEAR_LOG_SD

_FEWEST = 50  # respondents below which a ward's answers say nothing of it
_PER = 1000
BURGLARY, DAMAGE = "dwelling_burglary", "dwelling_damage"
DEPRIVED = ("income_deprived", "employment_deprived", "aged_15_to_24", "low_attainment")
WARD_VARIABLES = {
    "crime": "recorded offences",
    "incidents": "incidents",
    "unsafe": "how many feel unsafe",
    "deprivation": "deprivation",
    "vli": "the vulnerability of small areas",
}
_UNSAFE, _NO_ANSWER = ("a bit unsafe", "very unsafe"), "don't know"
# Home Office classes of the two crimes of the index, and what a street file calls them.
_CLASSES = {BURGLARY: (r"28[A-H]?", "Burglary"), DAMAGE: (r"58A", "Criminal damage and arson")}
_ALL_DAMAGE = r"58[A-J]?"


@dataclass(frozen=True)
class Localities:
    """
    The tables of the page, and what is said beneath the first two.

    ``lacking``: what was not received; ``basis``: how the wards' indices were made; blank where
    nothing needs saying.
    """

    areas: pd.DataFrame
    wards: pd.DataFrame
    chances: pd.DataFrame
    funding: pd.DataFrame
    lacking: str
    basis: str


def localities(evidence: Evidence) -> Localities:
    """Everything that the page on localities shows."""
    areas, lacking = index_of_areas(evidence)
    wards, chances, basis = selection_of_wards(evidence, areas)
    return Localities(areas, wards, chances, funding(evidence), lacking, basis)


def funding(evidence: Evidence) -> pd.DataFrame:
    """One row, as the table ``locality_funding``: how many areas may be chosen, and why."""
    given = evidence.assessment.localities
    row = {name: getattr(given, name) for name in ("at_most", "cost", "funding", "number")}
    return pd.DataFrame([row]).astype({"cost": "Float64", "funding": "Float64"})


def index_of_areas(evidence: Evidence) -> tuple[pd.DataFrame, str]:
    """
    The index of every LSOA, with how surely it is among the first.

    Returns
    -------
    table : DataFrame
        As the table ``vulnerable_localities``; no rows without the feed of rates.
    note : str
        What was not received or cannot be told apart, for print.
    """
    names = [column.name for column in SPECS["vulnerable_localities"].columns]
    if not evidence.has_feed("vulnerability"):
        return pd.DataFrame(columns=names), (
            "Not received: rates of income, employment, age and attainment by LSOA."
        )
    shapes = evidence.areas("lsoa")
    given = evidence.feed("vulnerability").rename(columns={"lsoa": "area"})
    homes = evidence.frame("households_lsoa").set_index("area")["households"]
    rates = given[given["area"].isin(shapes["code"]) & given["area"].map(homes).gt(0)]
    rates = rates[["area", *DEPRIVED]].reset_index(drop=True)
    lost = len(shapes) - len(rates)
    households = rates["area"].map(homes)
    points = evidence.points(evidence.compared[-1])
    notes, errors = [], {}
    for name, (classes, street) in _CLASSES.items():
        mine = _of_class(points, classes, street)
        if name == DAMAGE and not mine.any():
            mine = _of_class(points, _ALL_DAMAGE, street)
            notes.append("damage is all criminal damage: rows do not tell dwellings apart")
        counts = points.loc[mine, "lsoa"].value_counts()
        counted = rates["area"].map(counts).fillna(0)
        rates[name] = _PER * counted / households
        errors[name] = _PER * rate_error(counted, households, year_log_sd=WARD_YEAR_LOG_SD)
    variables = (BURGLARY, DAMAGE, *DEPRIVED)
    if lost:
        notes.append(f"{lost} areas have no rates or no households and are left out")
    table = vulnerable_localities(rates, variables)
    number = min(evidence.assessment.localities.number, len(rates))
    table["p_chosen"] = 0.0
    if number:
        chances = composite(
            rates, variables, spreads=pd.DataFrame(errors), choose=number,
            seed=evidence.thresholds.seed, draws=evidence.thresholds.rank_draws,
        )  # fmt: skip
        table["p_chosen"] = table["area"].map(chances.set_index("area")["p_chosen"])
    table["area_name"] = table["area"].map(shapes.set_index("code")["name"])
    return table[names], "; ".join(notes)


def selection_of_wards(
    evidence: Evidence, areas: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """
    Wards by a composite of crime, incidents, fear, deprivation and vulnerability.

    Returns
    -------
    table : DataFrame
        As the table ``ward_selection``; where the funding allows no area, none is ever chosen.
    chances : DataFrame
        As the table ``ward_chances``: for every number of areas up to the most.
    note : str
        Which of the five are not known, for print.
    """
    wards = evidence.areas("ward").sort_values("code", ignore_index=True)
    people = wards["code"].map(evidence.frame("residents_ward").set_index("area")["residents"])
    rates = pd.DataFrame({"area": wards["code"]})
    errors = pd.DataFrame(index=rates.index)
    rows = evidence.offences(evidence.compared[-1])
    for name, kind in (("crime", "offence"), ("incidents", "incident")):
        chosen = rows[(rows["kind"] == kind) & rows["theme"].notna()]
        counts = wards["code"].map(chosen["ward"].value_counts()).fillna(0)
        rates[name] = _PER * counts / people if len(chosen) else np.nan
        errors[name] = _PER * rate_error(counts, people, year_log_sd=WARD_YEAR_LOG_SD)
    rates["unsafe"], errors["unsafe"] = _unsafe(evidence, wards["code"])
    inside = _wards_of(evidence)
    rates["deprivation"] = wards["code"].map(_by_ward(evidence, _scores(evidence), inside))
    vli = areas.set_index("area")["vli"].astype(float) if len(areas) else pd.Series(dtype=float)
    rates["vli"] = wards["code"].map(_by_ward(evidence, vli, inside))
    known = [name for name in WARD_VARIABLES if rates[name].notna().any()]
    choice = evidence.assessment.localities
    number, most = (min(one, len(rates)) for one in (choice.number, choice.at_most))
    draws = {"seed": evidence.thresholds.seed, "draws": evidence.thresholds.rank_draws}
    names = wards.set_index("code")["name"]
    table = composite(rates, known, spreads=errors, choose=max(number, 1), **draws)
    table = table.assign(number=number, area_name=table["area"].map(names))
    if not number:
        table["p_chosen"] = 0.0
    table = table.reindex(columns=[c.name for c in SPECS["ward_selection"].columns])
    chances = selection_chances(rates, known, spreads=errors, up_to=most, **draws)
    chances["area_name"] = chances["area"].map(names)
    # Further decimals would be noise of the draws.
    table["p_chosen"], chances["p_chosen"] = (
        table["p_chosen"].round(2),
        chances["p_chosen"].round(2),
    )
    missing = [label for name, label in WARD_VARIABLES.items() if name not in known]
    note = f"Not known, and left out: {', '.join(missing)}. " if missing else ""
    if "unsafe" in known and (few := int(rates["unsafe"].isna().sum())):
        note += f"Wards with fewer than {_FEWEST} answers, left out of that mean: {few}."
    return table, chances, note.strip()


def _of_class(rows: pd.DataFrame, classes: str, street: str) -> pd.Series:
    category = rows["category"].astype(str)
    return category.str.fullmatch(classes) | category.eq(street)


def _unsafe(evidence: Evidence, wards: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Share of each ward's answers that feel unsafe after dark, and its standard error."""
    nothing = pd.Series(np.nan, wards.index)
    if not evidence.has_feed("survey"):
        return nothing, nothing
    survey = evidence.feed("survey")
    answers = survey[survey["safe_after_dark"].notna() & survey["safe_after_dark"].ne(_NO_ANSWER)]
    found = answers["safe_after_dark"].isin(_UNSAFE).groupby(answers["ward"]).agg(["mean", "size"])
    found = found[found["size"] >= _FEWEST]
    share = wards.map(found["mean"]).astype(float)
    return share, share_error(share, wards.map(found["size"]))


def _wards_of(evidence: Evidence) -> pd.Series:
    """The ward in which most of an LSOA's rows lie."""
    rows = evidence.frame("offences")[["lsoa", "ward"]].dropna()
    most = rows.value_counts().reset_index().drop_duplicates("lsoa")
    return most.set_index("lsoa")["ward"]


def _scores(evidence: Evidence) -> pd.Series:
    if not evidence.has_frame("deprivation"):
        return pd.Series(dtype=float)
    table = evidence.frame("deprivation").set_index("lsoa")
    return table["score"].astype(float) if "score" in table else pd.Series(dtype=float)


def _by_ward(evidence: Evidence, values: pd.Series, inside: pd.Series) -> pd.Series:
    """Mean of LSOAs by ward, weighted by their residents."""
    people = evidence.frame("residents_lsoa").set_index("area")["residents"].astype(float)
    table = pd.DataFrame({"value": values.dropna()})
    if table.empty:
        return pd.Series(dtype=float)
    table = table.assign(people=people.reindex(table.index), ward=inside.reindex(table.index))
    table = table.dropna()
    sums = (table["value"] * table["people"]).groupby(table["ward"]).sum()
    return sums / table.groupby("ward")["people"].sum()
