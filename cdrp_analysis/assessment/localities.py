"""Where the most is against people: vulnerable localities, and wards to choose among."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.measures.vulnerable_localities import (
    composite,
    rate_error,
    share_error,
    vulnerable_localities,
)
from cdrp_analysis.measures.ward_rates import WARD_YEAR_LOG_SD

CHOSEN = 5  # areas at most, in the sample's decision: further teams, funding permitting
_FEWEST = 50  # respondents below which a ward's answers say nothing of it
_PER = 1000
BURGLARY, DAMAGE = "dwelling_burglary", "dwelling_damage"
DEPRIVED = ("income_deprived", "employment_deprived", "aged_15_to_24", "low_attainment")
WARD_VARIABLES = ("crime", "incidents", "unsafe", "deprivation", "vli")
_UNSAFE, _NO_ANSWER = ("a bit unsafe", "very unsafe"), "don't know"
# Home Office classes of the two crimes of the index, and what a street file calls them.
_CLASSES = {BURGLARY: (r"28[A-H]?", "Burglary"), DAMAGE: (r"58A", "Criminal damage and arson")}
_ALL_DAMAGE = r"58[A-J]?"


@dataclass(frozen=True)
class Localities:
    """
    The tables vulnerable_localities and ward_selection, and what is said beneath them.

    ``lacking``: what was not received; ``basis``: how the wards' indices were made; blank where
    nothing needs saying.
    """

    areas: pd.DataFrame
    wards: pd.DataFrame
    lacking: str
    basis: str


def localities(evidence: Evidence) -> Localities:
    """Everything that the page on localities shows."""
    areas, lacking = index_of_areas(evidence)
    wards, basis = selection_of_wards(evidence, areas)
    return Localities(areas, wards, lacking, basis)


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
    chances = composite(
        rates, variables, spreads=pd.DataFrame(errors), choose=min(CHOSEN, len(rates)),
        seed=evidence.thresholds.seed, draws=evidence.thresholds.rank_draws,
    )  # fmt: skip
    table["p_chosen"] = table["area"].map(chances.set_index("area")["p_chosen"])
    table["area_name"] = table["area"].map(shapes.set_index("code")["name"])
    return table[names], "; ".join(notes)


def selection_of_wards(evidence: Evidence, areas: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """
    Wards by a composite of crime, incidents, fear, deprivation and vulnerability.

    Returns
    -------
    table : DataFrame
        As the table ``ward_selection``.
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
    table = composite(
        rates, known, spreads=errors, choose=min(CHOSEN, len(rates)),
        seed=evidence.thresholds.seed, draws=evidence.thresholds.rank_draws,
    )  # fmt: skip
    table = table.reindex(columns=[c.name for c in SPECS["ward_selection"].columns])
    table["area_name"] = table["area"].map(wards.set_index("code")["name"])
    missing = [name for name in WARD_VARIABLES if name not in known]
    note = f"Not known: {', '.join(missing)}. " if missing else ""
    if "unsafe" in known and (few := int(rates["unsafe"].isna().sum())):
        note += f"Wards with fewer than {_FEWEST} answers, left out of that mean: {few}."
    return table, note.strip()


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
