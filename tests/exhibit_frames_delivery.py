"""Small frames of the partnership's registers, as restricted tables."""

# ruff: noqa: E501 - drawn tables are as wide as their columns

import pandas as pd

from cdrp_analysis.measures import funding
from tests.drawn import frame
from tests.exhibit_frames import told


def _texts(table: pd.DataFrame) -> pd.DataFrame:
    """Blank words are blank, as registers have them."""
    words = [name for name in table if not pd.api.types.is_numeric_dtype(table[name])]
    return table.assign(**{name: table[name].fillna("") for name in words})


def plan_priorities() -> pd.DataFrame:
    return told(
        frame("""
        priority   | actions | completed | share  | share_lower | share_upper | late | with_evidence | green | amber | red | grey
        Burglary   | 8       | 5         | 0.625  | 0.306       | 0.863       | 2    | 4             | 3     | 2     | 3   | 0
        Streets    | 9       | 6         | 0.667  | 0.354       | 0.879       | 1    | 6             | 6     | 1     | 1   | 1
        Whole plan | 17      | 11        | 0.647  | 0.413       | 0.827       | 3    | 10            | 9     | 3     | 4   | 1
        """)
    )


def plan_register() -> pd.DataFrame:
    return told(
        _texts(
            frame("""
        action | label           | priority | lead    | due_on     | completed_on | standing       | colour | evidence
        A01    | Fit locks       | Burglary | Council | 2009-12-13 | 2009-11-09   | completed      | green  | register, folder A01
        A02    | Visit handlers  | Burglary | Police  | 2009-12-04 |              | overdue        | red    |
        A03    | Clean graffiti  | Streets  | Council | 2010-01-11 | 2010-02-21   | completed late | amber  | register, folder A03
        """)
        )
    )


def target_register() -> pd.DataFrame:
    return told(
        _texts(
            frame("""
        target | label         | level       | wanted | baseline | value | change_percent | starts_on  | ends_on    | withdrawn_on | status
        p      | Robbery, down | partnership | down   |          |       | -3             | 2010-04-01 | 2011-03-31 |              | in force
        q      | Burglary      | partnership | down   |          | 300   |                | 2010-04-01 | 2011-03-31 |              | in force
        f      | Knife crime   | force       | down   |          |       | -5             | 2010-04-01 | 2011-03-31 |              | in force
        n      | NI            | borough     | down   | 27.4     | 24.6  |                | 2008-04-01 | 2011-03-31 | 2010-10-13   | withdrawn
        """)
        )
    )


def site_outputs() -> pd.DataFrame:
    return told(
        frame("""
        site   | site_name       | action              | year    | number
        centre | Shopping centre | ban                 | 2009/10 | 39
        centre | Shopping centre | ban                 | 2010/11 | 25
        centre | Shopping centre | intelligence shared | 2010/11 | 46
        """)
    )


def ledger() -> pd.DataFrame:
    """The register itself, two years of it."""
    rows = frame("""
        stream  | recipient | year    | amount | in_kind | need | ends_on    | contract
        Grant   | Police    | 2009/10 | 280    | no      |      |            | no
        Council | Council   | 2009/10 | 100    | no      |      |            | no
        Grant   | Police    | 2010/11 | 200    | no      |      | 2011-03-31 | no
        Grant   | Council   | 2010/11 | 100    | no      |      | 2011-03-31 | no
        Centre  | Police    | 2010/11 | 60     | no      |      | 2013-12-31 | no
        Council | Council   | 2010/11 | 40     | no      |      |            | no
        Rooms   | Council   | 2010/11 | 30     | yes     |      |            | no
    """)
    flags = {name: rows[name].map({"yes": True, "no": False}) for name in ("in_kind", "contract")}
    return rows.assign(
        **flags, ends_on=pd.to_datetime(rows["ends_on"]), amount=1_000.0 * rows["amount"]
    )


def funding_streams() -> pd.DataFrame:
    return told(funding.by_stream(ledger()))


def seat_coverage() -> pd.DataFrame:
    return told(
        frame("""
        body   | seats | held | vacant | share
        Board  | 10    | 9    | 1      | 0.9
        Forum  | 7     | 7    | 0      | 1.0
        Tasker | 6     | 6    | 0      | 1.0
        """)
    )


def seat_register() -> pd.DataFrame:
    return told(
        frame("""
        number | body  | agency           | seat        | from_day   | standing
        1      | Board | Police           | Commander   | 2009-01-03 | held
        2      | Board | Police authority | Link member | 2007-05-19 | vacant
        """)
    )


def milestones() -> pd.DataFrame:
    return told(
        _texts(
            frame("""
        number | half                       | milestone   | due_on     | done_on    | standing     | days_late
        1      | October 2009 to March 2010 | Report      | 2009-10-31 | 2009-10-27 | done in time | 0
        2      | October 2009 to March 2010 | Targets     | 2010-02-28 | 2010-03-06 | done late    | 6
        3      | April to September 2010    | Review      | 2010-04-30 | 2010-04-18 | done in time | 0
        4      | April to September 2010    | Data ready  | 2010-09-30 |            | overdue      |
        5      | October 2010 to March 2011 | Sign-off    | 2010-12-15 |            | to come      |
        """)
        )
    )


def payback_work() -> pd.DataFrame:
    return told(
        frame("""
        suggested_by | days | hours  | projects | proposed | taken_up
        resident     | 60   | 2400.25| 3        | 4        | 3
        police       | 17   | 600    | 2        | 2        | 2
        all          | 77   | 3000.25| 5        | 6        | 5
        """)
    )


def sharing_by_agency() -> pd.DataFrame:
    return told(
        frame("""
        agency         | due | received | late | received_share | in_time_share | complete_share | lag_days
        Police         | 12  | 12       | 1    | 1.0            | 0.917         | 0.95           | 5
        Hospital trust | 4   | 0        | 0    | 0.0            | 0.0           |                |
        """)
    )


def sharing_by_dataset() -> pd.DataFrame:
    return told(
        frame("""
        agency         | dataset                  | due | received | late | received_share | in_time_share | complete_share | lag_days
        Police         | para 1: incidents        | 12  | 12       | 1    | 1.0            | 0.917         | 0.95           | 5
        Hospital trust | agreed: assaults treated | 4   | 0        | 0    | 0.0            | 0.0           |                |
        """)
    )


def services_used() -> pd.DataFrame:
    return told(
        frame("""
        service           | period           | months | places | filled | used_share | months_full
        alcohol treatment | a year           | 12     | 64     | 71     | 1.109      | 11
        drug treatment    | a year           | 12     | 240    | 223    | 0.929      | 0
        """)
    )


def demand_index() -> pd.DataFrame:
    return told(
        frame("""
        theme    | label    | before | number | timed_share | minutes_before | minutes | hours_before | hours  | share | change_share | sensitive
        violence | Violence | 1000   | 900    | 1.0         | 600            | 610     | 10000        | 9150   | 0.610 | -0.084       | no
        burglary | Burglary | 700    | 780    | 0.9         | 450            | 450     | 5250         | 5850   | 0.390 | 0.114        | no
        """)
    )


def published() -> dict[str, pd.DataFrame]:
    """Every table under its name."""
    return {
        "plan_priorities": plan_priorities(), "plan_register": plan_register(),
        "target_register": target_register(), "site_outputs": site_outputs(),
        "funding_streams": funding_streams(), "seat_coverage": seat_coverage(),
        "seat_register": seat_register(), "milestone_register": milestones(),
        "payback_work": payback_work(), "sharing_by_agency": sharing_by_agency(),
        "sharing_by_dataset": sharing_by_dataset(), "services_used": services_used(),
        "demand_index": demand_index(),
    }  # fmt: skip
