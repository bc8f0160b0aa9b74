"""Residents aged 10 to 17, and how far a group is over-represented among the cases."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import labelled
from cdrp_analysis.sample.values import shared_out, truth

# Residents aged 10 to 17 by quintile of deprivation, the most deprived first.
_ALL_BY_QUINTILE = np.array([0.32, 0.26, 0.18, 0.14, 0.10])
_BLACK_BY_QUINTILE = np.array([0.52, 0.27, 0.12, 0.06, 0.03])
_RESIDENTS = {2004: (11_700, 2_633), 2010: (12_400, 2_973)}  # all, Black; between them a line
OTHER_GROUPS = ("Asian", "Mixed", "White", "Other")
_OTHER_RESIDENTS = np.array([0.11, 0.16, 0.63, 0.10])


def residents_in(year: int) -> tuple[int, int]:
    """Residents aged 10 to 17 in the middle of a year: all of them, and Black ones."""
    (first, low), (last, high) = _RESIDENTS.items()
    way = (year - first) / (last - first)
    return tuple(round(a + way * (b - a)) for a, b in zip(low, high, strict=True))


def population() -> pd.DataFrame:
    """The feed youth_population: residents by year, ethnic group and quintile."""
    rows = []
    for year in range(2004, 2011):
        every, black = residents_in(year)
        of_black = shared_out(black, _BLACK_BY_QUINTILE)
        others = shared_out(every, _ALL_BY_QUINTILE) - of_black
        by_group = {"Black": of_black} | dict.fromkeys(OTHER_GROUPS)
        split = np.array([shared_out(count, _OTHER_RESIDENTS) for count in others])
        by_group |= {group: split[:, n] for n, group in enumerate(OTHER_GROUPS)}
        for group in sorted(by_group):
            rows += [(year, group, n + 1, int(c)) for n, c in enumerate(by_group[group])]
    return pd.DataFrame(rows, columns=["year", "ethnic_group", "imd_quintile", "residents"])


def index_truths(cases: pd.DataFrame, residents: pd.DataFrame) -> list[dict]:
    """Observed over expected Black young people: crude, and expected quintile by quintile."""
    late = cases[cases["last"]].drop_duplicates("person")
    now = residents[residents["year"] == 2010].pivot_table(
        index="imd_quintile", columns="ethnic_group", values="residents", aggfunc="sum"
    )
    black, every = now["Black"], now.sum(axis=1)
    seen = int(late["black"].sum())
    found = late.groupby("imd_quintile").size()
    crude = seen / (len(late) * black.sum() / every.sum())
    adjusted = seen / float((found * black / every).sum())
    others = (len(late) - seen) / (every.sum() - black.sum())
    years = {}
    for year in range(2004, 2010):
        one = cases[cases["year"] == year].drop_duplicates("person")
        everyone, of_them = residents_in(year)
        years[year] = round(float(one["black"].mean()) / (of_them / everyone), 4)
    window = "twelve months to September 2010, mid-2010 residents"
    return [
        truth("over_representation", "A25", "share of Black young people among those with a case "
              f"opened over their share of residents aged 10 to 17; {window}", round(crude, 4),
              "index", "exact", people=seen, base=len(late), residents=int(black.sum()),
              all_residents=int(every.sum()), by_financial_year=labelled(years),
              gap_percentage_points=round(
                  100 * float(seen / len(late) - black.sum() / every.sum()), 2),
              rate_ratio_to_all_others=round(float(seen / black.sum() / others), 4)),
        truth("over_representation_adjusted", "A26", "the same index when expected numbers follow "
              f"quintiles of deprivation (indirect standardisation on all groups); {window}",
              round(adjusted, 4), "index", "exact", expected=round(seen / adjusted, 2)),
    ]  # fmt: skip
