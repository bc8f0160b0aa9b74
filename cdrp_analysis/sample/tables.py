"""Count tables, lookups and denominators of the invented borough, in their publishers' shapes."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.geography import Ground
from cdrp_analysis.sample.monthly import Counts
from cdrp_analysis.sample.plan import (
    BOROUGH,
    BOROUGH_CODE,
    CENTRE,
    OFFENCES,
    SPELLED_OTHERWISE,
    Calendar,
)
from cdrp_analysis.sample.planted import (
    HOTSPOTS,
    LOST_KEPT,
    LOST_MONTHS,
    LOST_NEIGHBOUR,
    LOST_WARD,
    LOST_WARD_MONTHS,
)
from cdrp_analysis.sample.values import OTHER_BOROUGHS

_STUB_COUNT = 4  # offences in the ward table's stub column, which is a month not yet filled
_LSOAS_IN_ENGLAND = 32_482
_PEOPLE_SPREAD = 0.18  # log-sd of offences per resident between boroughs


def borough_counts(counts: Counts, calendar: Calendar) -> pd.DataFrame:
    """
    Wide table: majortext, minortext, boroughname, then one column per month (YYYYMM).

    The last months of one neighbour came incomplete: its crime has not fallen.
    """
    areas = [SPELLED_OTHERWISE.get(name, name) for name in counts.area_names]
    order = np.argsort(areas, kind="stable")
    known = counts.boroughs[:, :, : len(calendar.months())].copy()
    lost = [calendar.months().index(month) for month in LOST_MONTHS]
    neighbour = counts.area_names.index(LOST_NEIGHBOUR)
    known[neighbour][:, lost] = (known[neighbour][:, lost] * LOST_KEPT).astype(int)
    return _wide(known[order], {"boroughname": [areas[n] for n in order]}, calendar)


def ward_counts(ground: Ground, rows: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """
    Wide table by ward, whose first month column is an all but empty stub.

    Parameters
    ----------
    rows : DataFrame
        Offences recorded, with ``kind``, ``month`` and ``ward``.
    """
    wards, months = ground.wards, calendar.months()
    counted = np.zeros((len(wards), len(OFFENCES), len(months)), dtype=int)
    ward = rows["ward"].map({code: n for n, code in enumerate(wards["code"])}).to_numpy()
    month = rows["month"].map({month: n for n, month in enumerate(months)}).to_numpy()
    np.add.at(counted, (ward, rows["kind"].to_numpy(), month), 1)
    table = _wide(
        counted,
        {
            "wardname": list(wards["name"]),
            "wardcode": list(wards["code"]),
            "lookup_boroughname": [BOROUGH] * len(wards),
        },
        calendar,
    )
    stub = np.zeros(len(table), dtype=int)
    stub[np.linspace(0, len(table) - 1, _STUB_COUNT).astype(int)] = 1
    names = ["wardname", "wardcode", "majortext", "minortext", "lookup_boroughname"]
    columns = [column for column in table.columns if column.isdigit()]
    lost = [month.replace("-", "") for month in LOST_WARD_MONTHS]
    table[lost] = table[lost].astype("object")
    table.loc[table["wardname"] == LOST_WARD, lost] = ""
    table.insert(0, calendar.stub.replace("-", ""), stub)
    return table[[*names, calendar.stub.replace("-", ""), *columns]]


def _wide(counts: np.ndarray, labels: dict[str, list[str]], calendar: Calendar) -> pd.DataFrame:
    areas, kinds, months = counts.shape
    table = pd.DataFrame({
        "majortext": [offence.group for offence in OFFENCES] * areas,
        "minortext": [offence.offence for offence in OFFENCES] * areas,
    })  # fmt: skip
    for heading, values in labels.items():
        table[heading] = np.repeat(np.array(values, dtype=object), kinds)
    columns = [month.replace("-", "") for month in calendar.months()]
    body = pd.DataFrame(counts.reshape(areas * kinds, months), columns=columns)
    return pd.concat([table, body], axis=1)


def lsoa_to_ward(ground: Ground) -> pd.DataFrame:
    """LSOA 2001 to ward, as the ONS lays such lookups out."""
    names = ground.wards.set_index("code")["name"]
    return pd.DataFrame({
        "LSOA01CD": ground.lsoas["code"],
        "LSOA01NM": ground.lsoas["name"],
        "WD02CD": ground.lsoas["ward"],
        "WD02NM": ground.lsoas["ward"].map(names),
        "LAD02CD": BOROUGH_CODE,
        "LAD02NM": BOROUGH,
    })  # fmt: skip


def lsoa_editions(ground: Ground) -> pd.DataFrame:
    """LSOA 2001 to LSOA 2011 with CHGIND: U unchanged, S split."""
    return ground.changes.set_axis(
        ["LSOA01CD", "LSOA01NM", "LSOA11CD", "LSOA11NM", "CHGIND"], axis=1
    ).assign(LAD11CD=BOROUGH_CODE, LAD11NM=BOROUGH)


def population(ground: Ground, calendar: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    """Residents by LSOA 2001, one column per mid-year, as text with thousands commas."""
    first, last = calendar.population_years
    start = rng.normal(1620, 230, len(ground.lsoas)).clip(1010, 2950)
    growth = rng.normal(0.006, 0.009, len(ground.lsoas))
    table = pd.DataFrame({
        "LSOA 2001 Code": ground.lsoas["code"],
        "LSOA 2001 Name": ground.lsoas["name"],
        "Area Sq Km": (ground.lsoas.area / 1e6).round(4),
    })  # fmt: skip
    for year in range(first, last + 1):
        residents = np.round(start * np.exp(growth * (year - first))).astype(int)
        table[f"Mid-{year}: Population"] = [f"{number:,}" for number in residents]
    return table


def population_around(
    residents: pd.DataFrame, counts: Counts, calendar: Calendar, rng: np.random.Generator
) -> pd.DataFrame:
    """
    Residents of the borough and of those around it, one column per mid-year.

    The borough's are the sum of its LSOAs'. A neighbour has as many people as its offences would
    go with here, times what makes boroughs differ.
    """
    first, last = calendar.population_years
    years = [f"Mid-{year}: Population" for year in range(first, last + 1)]
    own = residents[years].apply(lambda year: year.str.replace(",", "").astype(int).sum())
    offences = counts.boroughs[: 1 + len(OTHER_BOROUGHS)].sum(axis=(1, 2))
    size = offences / offences[0] * rng.lognormal(0.0, _PEOPLE_SPREAD, len(offences))
    size[0] = 1.0
    table = pd.DataFrame({"Code": [BOROUGH_CODE, *OTHER_BOROUGHS],
                          "Name": counts.area_names[: len(size)]})  # fmt: skip
    for year in years:
        table[year] = [f"{round(own[year] * one):,}" for one in size]
    return table


def households(ground: Ground, residents: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Households of the 2001 census by LSOA 2001."""
    people = residents["Mid-2004: Population"].str.replace(",", "").astype(int)
    return pd.DataFrame({
        "LSOA01CD": ground.lsoas["code"],
        "LSOA01NM": ground.lsoas["name"],
        "HHOLDS": np.round(people / rng.normal(2.25, 0.18, len(people)).clip(1.6, 3)).astype(int),
    })  # fmt: skip


def deprivation(ground: Ground, rng: np.random.Generator) -> pd.DataFrame:
    """
    Index of Multiple Deprivation by LSOA 2001, scores with decimal commas.

    Highest around the planted estate; the rank grows as the score falls, over England.
    """
    middle = ground.lsoas.geometry.centroid
    estate = next(spot for spot in HOTSPOTS if spot.key == "estate")
    away = np.hypot(
        middle.x - CENTRE[0] - estate.east, middle.y - CENTRE[1] - estate.north
    ).to_numpy()
    score = 14 + 34 * np.exp(-away / 1300) + rng.gamma(3.0, 2.6, len(middle))
    # Near the relation of 2007: half of England's LSOAs score below 17.5, a tenth above 45.9.
    rank = np.round(np.exp(-((score / 24.0) ** 1.2)) * _LSOAS_IN_ENGLAND).astype(int).clip(1)
    return pd.DataFrame({
        "lsoa01_code": ground.lsoas["code"],
        "lsoa01_name": ground.lsoas["name"],
        "IMD_score": [f"{value:.3f}".replace(".", ",") for value in score],
        "IMD_rank": rank,
        "IMD_decile": np.ceil(rank / _LSOAS_IN_ENGLAND * 10).astype(int),
    })  # fmt: skip
