"""Small frames about people, as restricted tables, made by the measures that make the real ones."""

# ruff: noqa: E501 - drawn tables are as wide as their columns

import pandas as pd

from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.measures import people_tables
from tests.drawn import frame
from tests.exhibit_frames import told

LAST = "October 2009 to September 2010"


def _counted(drawing: str, **whole: str) -> pd.DataFrame:
    table = frame(drawing)
    for name in ("of", "measure", "period", "quintile", "cohort"):
        if name in table:
            table[name] = table[name].fillna("").astype(str)
    return table.astype(dict.fromkeys(whole.values() or ["people"], "Int64"))


def youth_rates() -> pd.DataFrame:
    table = _counted(f"""
        measure                  | period  | people | residents | per
        young people with a case | 2008/09 | 306    | 12167     | 1000
        young people with a case | {LAST}  | 236    | 12400     | 1000
        first-time entrants      | 2008/09 | 110    | 12167     | 100000
        first-time entrants      | {LAST}  | 101    | 12400     | 100000
    """)
    return told(people_tables.with_rates(table))


def youth_shares() -> pd.DataFrame:
    table = _counted(f"""
        measure                  | of                       | period  | people | limits
        young people with a case |                          | 2008/09 | 306    | Wilson
        with a plan of their own | young people with a case | 2008/09 | 262    | Wilson
        young people with a case |                          | {LAST}  | 236    | Wilson
        with a plan of their own | young people with a case | {LAST}  | 229    | Wilson
        on the list of those likely to do serious violence | young people with a case | {LAST} | 20 | Wilson
        court disposals          |                          | {LAST}  | 281    | Wilson
        custodial sentences      | court disposals          | {LAST}  | 21     | exact
    """)
    return told(people_tables.with_shares(table))


def youth_reoffending() -> pd.DataFrame:
    table = _counted("""
        cohort  | measure     | number | expected
        2007/08 | members     | 170    | 156
        2007/08 | reoffenders | 66     |
        2007/08 | reoffences  | 153    |
        2008/09 | members     | 150    | 130
        2008/09 | reoffenders | 54     |
        2008/09 | reoffences  | 117    |
        2009/10 | members     | 130    |
        2009/10 | reoffenders |        |
        2009/10 | reoffences  |        |
    """, count="number")  # fmt: skip
    return told(people_tables.with_readings(table))


def youth_ethnicity() -> pd.DataFrame:
    table = _counted(f"""
        ethnic_group     | period  | people | residents | counted
        Asian            | {LAST}  | 11     | 1036      | young people, Asian
        Black            | {LAST}  | 73     | 2973      | young people, Black
        White            | {LAST}  | 152    | 8391      | young people, White
        all known groups | {LAST}  | 236    | 12400     | young people, all known groups
    """)
    return told(people_tables.with_representation(table))


def youth_adjusted() -> pd.DataFrame:
    table = _counted(f"""
        ethnic_group     | quintile | period | people | residents | group_residents | counted
        all known groups | 1        | {LAST} | 174    | 7192      | 2349            | young people, quintile 1
        all known groups | 2        | {LAST} | 62     | 5208      | 624             | young people, quintile 2
        all known groups | all      | {LAST} | 236    | 12400     | 2973            | young people, all known groups
        Black            | all      | {LAST} | 73     | 2973      | 2973            | young people, Black
    """)
    return told(people_tables.with_adjustment(table))


def parenting_referrals() -> pd.DataFrame:
    table = _counted("""
        measure            | of                 | period  | people | limits | median_days | upper_days
        all contact points |                    | 2009/10 | 200    | Wilson | 16          | 38
        school             | all contact points | 2009/10 | 130    | Wilson | 16          | 37
        library            | all contact points | 2009/10 | 70     | Wilson |             |
        help has begun     | all contact points | 2009/10 | 171    | Wilson | 16          | 38
    """)
    return told(people_tables.with_shares(table))


def diversion_groups() -> pd.DataFrame:
    table = _counted("""
        group      | measure         | period             | number | years | counted
        diverted   | people          | 2007-04 to 2009-12 | 180    |       | diverted: people
        diverted   | offences before | 2007-04 to 2009-12 | 303    | 180   | diverted: offences before
        comparison | people          | 2007-04 to 2009-12 | 360    |       | comparison: people
        comparison | offences before | 2007-04 to 2009-12 | 852    | 360   | comparison: offences before
    """, count="number")  # fmt: skip
    return told(people_tables.with_yearly(table))


def diversion_effect() -> pd.DataFrame:
    return told(
        frame("""
        scheme    | period             | ratio | ratio_lower | ratio_upper | treated_ratio | comparison_ratio
        diversion | 2007-04 to 2009-12 | 0.613 | 0.492       | 0.769       | 0.397         | 0.647
        """)
    )


def youth_shared_service() -> pd.DataFrame:
    return told(
        frame("""
        service                 | year    | areas | young_people | management_cost | total_cost | management_change_share | total_change_share | saved
        Youth offending service | 2009/10 | 3     | 934          | 1200000         | 6922986    |                   |              |
        Youth offending service | 2010/11 | 3     | 912          | 972000          | 6370145    | -0.19             | -0.08        | 228000
        """)
    )


TABLES = {
    made.__name__: made
    for made in (
        youth_rates, youth_shares, youth_reoffending, youth_ethnicity, youth_adjusted,
        parenting_referrals, diversion_groups, diversion_effect,
        youth_shared_service,
    )
}  # fmt: skip


def published() -> dict[str, pd.DataFrame]:
    """All of them by name."""
    return {name: made() for name, made in TABLES.items()}


def none_of(name: str) -> pd.DataFrame:
    """The table without a row, as where a partner sent nothing."""
    table = pd.DataFrame(columns=[column.name for column in SPECS[name].columns])
    return told(table, note="Not received: cases of young people.")


def hidden(table: pd.DataFrame, row: int = -1) -> pd.DataFrame:
    """As protected: the count of a row hidden, and all that follows from it."""
    name = "number" if "number" in table else "people"
    place = table.index[row]
    marks = pd.Series("", index=table.index)
    marks[place] = "[c]"
    again = table.assign(**{f"{name}_symbol": marks})
    again[name] = again[name].mask(marks.ne(""))
    made = {
        "rate": people_tables.with_rates,
        "share": people_tables.with_shares,
        "reoffender_share": people_tables.with_readings,
        "index_adjusted": people_tables.with_adjustment,
        "gap": people_tables.with_representation,
        "a_year": people_tables.with_yearly,
    }
    rederive = next((made[column] for column in made if column in table), None)
    again = rederive(again) if rederive else again
    again.attrs = dict(table.attrs)
    return again
