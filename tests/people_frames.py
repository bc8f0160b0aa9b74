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


def youth_peers() -> pd.DataFrame:
    table = _counted("""
        area | area_name   | standing | counted                 | period  | people | residents | per
        E9   | Alderhythe  | own      | first-time entrants     | 2008/09 | 148    | 12167     | 100000
        E2   | Bramley     | other    | first-time entrants, E2 | 2008/09 | 130    | 11000     | 100000
        E3   | Castle Moor | peer     | first-time entrants, E3 | 2008/09 | 180    | 15000     | 100000
        E9   | Alderhythe  | own      | first-time entrants     | 2009/10 | 121    | 12283     | 100000
        E2   | Bramley     | other    | first-time entrants, E2 | 2009/10 | 102    | 11000     | 100000
        E3   | Castle Moor | peer     | first-time entrants, E3 | 2009/10 | 149    | 15000     | 100000
        E4   | Dunmere     | peer     | first-time entrants, E4 | 2009/10 | 97     | 10000     | 100000
        E5   | Farrowgate  | other    | first-time entrants, E5 | 2009/10 | 410    | 12000     | 100000
        E6   | Granary     | other    | first-time entrants, E6 | 2009/10 | 171    | 17000     | 100000
        E7   | Hythe       | other    | first-time entrants, E7 | 2009/10 | 88     | 9000      | 100000
    """)
    return told(people_tables.with_funnel(table))


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
        group      | measure         | period             | number | years  | years_each | log_error | counted
        diverted   | people          | 2007-04 to 2009-12 | 180    |        |            |           | diverted: people
        diverted   | offences before | 2007-04 to 2009-12 | 303    | 180    | 1.00       |           | diverted: offences before
        diverted   | offences after  | 2007-04 to 2009-12 | 119    | 178.09 | 0.99       | 0.114     | diverted: offences after
        comparison | people          | 2007-04 to 2009-12 | 360    |        |            |           | comparison: people
        comparison | offences before | 2007-04 to 2009-12 | 852    | 360    | 1.00       |           | comparison: offences before
        comparison | offences after  | 2007-04 to 2009-12 | 543    | 355.76 | 0.99       |           | comparison: offences after
    """, count="number")  # fmt: skip
    return told(people_tables.with_effect(table))


def youth_shared_service() -> pd.DataFrame:
    return told(
        frame("""
        service                 | year    | areas | young_people | management_cost | total_cost | management_change_share | total_change_share | saved
        Youth offending service | 2009/10 | 3     | 934          | 1200000         | 6922986    |                   |              |
        Youth offending service | 2010/11 | 3     | 912          | 972000          | 6370145    | -0.19             | -0.08        | 228000
        """)
    )


def youth_shared_target() -> pd.DataFrame:
    return told(
        frame("""
        service                 | target                                       | year    | baseline | change_share | aim    | cost   | gap   | wanted_saving | saved  | saved_share | verdict
        Youth offending service | Youth offending: shared management, down 25% | 2010/11 | 1200000  | -0.25        | 900000 | 972000 | 72000 | 300000        | 228000 | 0.76        | not met
        """)
    )


def youth_shared_areas() -> pd.DataFrame:
    return told(
        frame("""
        service                 | area | year    | management_cost | total_cost | young_people
        Youth offending service | E9   | 2010/11 | 310000          | 2100000    | 301
        Youth offending service | E2   | 2010/11 | 662000          | 4270145    | 611
        """)
    )


def youth_combined() -> pd.DataFrame:
    table = _counted("""
        measure                             | counted             | area_name      | period  | people | residents | per
        first-time entrants                 | first-time entrants | Alderhythe     | 2008/09 | 148    | 12167     | 100000
        first-time entrants                 | first-time entrants | Alderhythe     | 2009/10 | 121    | 12283     | 100000
        first-time entrants, E2             | first-time entrants | Bramley        | 2008/09 | 130    | 11000     | 100000
        first-time entrants, E2             | first-time entrants | Bramley        | 2009/10 | 102    | 11000     | 100000
        first-time entrants, all that share the service | first-time entrants | all that share the service | 2008/09 | 278    | 23167     | 100000
        first-time entrants, all that share the service | first-time entrants | all that share the service | 2009/10 | 223    | 23283     | 100000
    """)
    return told(people_tables.with_rates(table).assign(areas=2))


TABLES = {
    made.__name__: made
    for made in (
        youth_rates, youth_peers, youth_shares, youth_reoffending, youth_ethnicity, youth_adjusted,
        parenting_referrals, diversion_groups,
        youth_shared_service, youth_shared_target, youth_shared_areas, youth_combined,
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
        "fewest": people_tables.with_needs if "of" in table else people_tables.with_either,
        "all_areas": people_tables.with_funnel,
        "rate": people_tables.with_rates,
        "share": people_tables.with_shares,
        "reoffender_share": people_tables.with_readings,
        "index_adjusted": people_tables.with_adjustment,
        "gap": people_tables.with_representation,
        "a_year": people_tables.with_effect,
    }
    rederive = next((made[column] for column in made if column in table), None)
    again = rederive(again) if rederive else again
    again.attrs = dict(table.attrs)
    return again


# ── adults ───────────────────────────────────────────────────────────────────────────────────


def adult_caseload() -> pd.DataFrame:
    table = _counted("""
        area | measure        | counted_on | people | delivery_unit
        E9   | on supervision | 2010-03-31 | 1714   | Two boroughs
        E9   | in custody     | 2010-03-31 | 690    | Two boroughs
        E9   | either         | 2010-03-31 | 2404   | Two boroughs
        E9   | on supervision | 2010-09-30 | 876    | Own
        E9   | in custody     | 2010-09-30 | 353    | Own
        E9   | either         | 2010-09-30 | 1229   | Own
    """)
    return told(people_tables.with_either(table))


def adult_needs() -> pd.DataFrame:
    table = _counted("""
        area | measure           | of       | period     | people | limits
        E9   | assessed          |          | 2010-09-30 | 876    | Wilson
        E9   | drugs             | assessed | 2010-09-30 | 666    | Wilson
        E9   | alcohol           | assessed | 2010-09-30 | 473    | Wilson
        E9   | drugs and alcohol | assessed | 2010-09-30 | 368    | Wilson
    """)
    return told(people_tables.with_needs(table))


def cohort_changes() -> pd.DataFrame:
    table = frame("""
        scheme                | reading                            | people | ratio | ratio_lower | ratio_upper
        prolific and priority | nothing allowed for                | 31     | 0.279 | 0.212       | 0.364
        prolific and priority | over what choosing the worst brings | 31    | 0.431 | 0.336       | 0.552
        prolific and priority | other areas together               | 606    | 0.611 | 0.583       | 0.639
    """)
    ends = {f"change_share{end}": table[f"ratio{end}"] - 1 for end in ("", "_lower", "_upper")}
    return told(table.assign(**ends))


def cohort_overlap() -> pd.DataFrame:
    return told(
        _counted("""
        area | scheme                | other                 | counted                                 | period  | people
        E9   | prolific and priority | prolific and priority | prolific and priority                   | 2010-09 | 31
        E9   | prolific and priority | resettlement          | prolific and priority with resettlement | 2010-09 | 4
        """)
    )


def cohort_boroughs() -> pd.DataFrame:
    return told(
        frame("""
        area | area_name  | standing | offences_before | offences_after | change_share | z_adjusted | position
        E9   | Alderhythe | own      | 258             | 72             | -0.7209      | -7.3       | low
        E2   | Bramley    | other    | 417             | 230            | -0.4484      | -1.0       | as expected
        E3   | Castle     | other    | 229             | 136            | -0.4061      | 0.0        | as expected
        """)
    )


def domestic_repeats() -> pd.DataFrame:
    table = _counted(f"""
        area | measure         | of            | period | people | limits
        E9   | victims known   |               | {LAST} | 1700   | Wilson
        E9   | once            | victims known | {LAST} | 1326   | Wilson
        E9   | twice or more | victims known | {LAST} | 374    | Wilson
    """)
    return told(people_tables.with_shares(table))


def domestic_markers() -> pd.DataFrame:
    return told(
        frame(f"""
        marker              | seen          | period | incidents | marked | share | share_lower | share_upper | ratio | ratio_lower | ratio_upper
        a child in the home | once          | {LAST} | 1200      | 480    | 0.40  | 0.37        | 0.43        |       |             |
        a child in the home | twice or more | {LAST} | 1000      | 450    | 0.45  | 0.42        | 0.48        | 1.12  | 1.02        | 1.24
        drugs               | once          | {LAST} | 1080      | 86     | 0.08  | 0.07        | 0.10        |       |             |
        drugs               | twice or more | {LAST} | 900       | 144    | 0.16  | 0.14        | 0.19        | 2.00  | 1.56        | 2.57
        """)
    )


def domestic_seen_again() -> pd.DataFrame:
    return told(
        frame("""
        markers               | period                      | victims | again | share | share_lower | share_upper
        no marker             | April 2009 to March 2010    | 500     | 73    | 0.146 | 0.118       | 0.180
        one marker            | April 2009 to March 2010    | 700     | 132   | 0.189 | 0.161       | 0.219
        two markers           | April 2009 to March 2010    | 400     | 101   | 0.253 | 0.213       | 0.297
        three markers or more | April 2009 to March 2010    | 10      | 3     |       |             |
        """)
    )


def service_places() -> pd.DataFrame:
    return told(
        frame(f"""
        service           | period | places | filled | used_share
        drug treatment    | {LAST} | 2880   | 2677   | 0.93
        alcohol treatment | {LAST} | 768    | 852    | 1.11
        """)
    )


def list_curve() -> pd.DataFrame:
    return told(
        frame("""
        score              | places | caught_share | per_place_share
        harm_two_years     | 10     | 0.213        | 0.021
        harm_two_years     | 20     | 0.315        | 0.010
        offences_last_year | 10     | 0.022        | 0.002
        offences_last_year | 20     | 0.069        | 0.005
        """)
    )


def list_band() -> pd.DataFrame:
    table = frame("""
        rank | person | lists            | harm_two_years | offences_last_year | band       | places
        1    | L-1    | serious violence | 900            | 3                  | listed     | 2
        2    | L-2    | resettlement     | 500            | 9                  | borderline | 2
    """)
    return told(table.assign(review=""))


def list_overlap() -> pd.DataFrame:
    return told(
        _counted("""
        first            | second           | people
        serious violence | serious violence | 20
        resettlement     | resettlement     | 90
        serious violence | resettlement     | 3
        """)
    )


ADULTS = {
    made.__name__: made
    for made in (
        adult_caseload, adult_needs, cohort_changes, cohort_overlap, cohort_boroughs,
        domestic_repeats, domestic_markers, domestic_seen_again, service_places, list_curve, list_band, list_overlap,
    )
}  # fmt: skip
TABLES |= ADULTS
