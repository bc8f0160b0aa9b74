"""Small frames of the order of priorities and of the document's own lists, as restricted tables."""

# ruff: noqa: E501 - drawn tables are as wide as their columns

import pandas as pd

from cdrp_analysis import exhibits
from tests.drawn import frame

ABOUT = {"source": "Invented counts", "period": "2017/18"}
LABELS = {"burglary": "Burglary", "robbery": "Robbery", "drugs": "Drugs"}


def _told(drawing: str) -> pd.DataFrame:
    table = frame(drawing)
    table.attrs["about"] = dict(ABOUT)
    return table


def priority_places() -> pd.DataFrame:
    return _told("""
        theme    | label    | p_1  | p_2  | p_3  | p_4  | p_5  | p_6_10 | p_later
        robbery  | Robbery  | 0.71 | 0.24 | 0.05 | 0    | 0    | 0      | 0
        burglary | Burglary | 0.29 | 0.61 | 0.08 | 0.02 | 0    | 0      | 0
        drugs    | Drugs    | 0    | 0.15 | 0.12 | 0.11 | 0.17 | 0.36   | 0.09
        """)


def priority_limits() -> pd.DataFrame:
    return _told("""
        criterion | weight | down_to | down_leaves | down_enters | up_to | up_leaves | up_enters
        offences  | 0.6    |         |             |             | 0.74  | robbery   | drugs
        change    | 0.4    | 0.27    | robbery     | drugs       |       |           |
        """)


def risk_matrix() -> pd.DataFrame:
    return _told("""
        theme    | label                | harm_each | harm_share | frequency | direction | harm | likelihood | risk | confidence
        robbery  | Robbery              | 3         | 3          | 3         | 4         | 4    | 4          | 16   | 4
        burglary | Burglary             | 3         | 4          | 4         | 0         | 4    | 3          | 12   | 4
        asb      | Anti-social behaviour|           |            | 4         | 2         |      | 4          |      | 2
        """)


def priority_consultation() -> pd.DataFrame:
    return _told("""
        theme    | label     | concern_share | rank_without | rank_with | places_gained
        robbery  | Robbery   | 0.38          | 1            | 2         | -1
        burglary | Burglary  | 0.71          | 2            | 1         | 1
        drugs    | Drugs     | 0.05          | 3            | 4         | -1
        bicycles | Bicycles  |               | 4            | 3         | 1
        """)


def horizon_scan() -> pd.DataFrame:
    return _told("""
        factor   | item                       | likelihood | impact | score | horizon    | response
        economic | Grants end                 | 5          | 5      | 25    | April 2011 | Rank what to keep
        social   | Rents rise                 | 3          | 3      | 9     | 2012       | Watch estimates
        """)


def plan_progress() -> pd.DataFrame:
    return _told("""
        priority                            | actions | completed | share | late | with_evidence | open | dropped
        The whole plan                      | 14      | 9         | 0.643 | 2    | 8             | 4    | 1
        Young people                        | 8       | 6         | 0.75  | 1    | 5             | 2    | 0
        Burglary (in the plan)              | 6       | 3         | 0.5   | 1    | 3             | 2    | 1
        """)


def priority_reasons() -> pd.DataFrame:
    return _told("""
        theme    | label    | criterion | rank | found                                     | where
        robbery  | Robbery  | Volume    | 1    | 265 offences                              | Trends
        robbery  | Robbery  | Change    | 1    | +25% on the year before: likely rise      | Trends
        burglary | Burglary | Volume    | 2    | 455 offences                              | Trends
        """)


def recommendations() -> pd.DataFrame:
    return _told("""
        key    | label    | text              | owner  | due
        visits | Burglary | Visit each home.  | Police | October 2018
        lights | Robbery  | Light the path.   | Council| no date
        """)


def intelligence_gaps() -> pd.DataFrame:
    return _told("""
        key    | label    | text              | means               | owner
        resold | Burglary | Who buys it.      | Visits to dealers.  | Police
        """)


def method_annex() -> pd.DataFrame:
    return _told("""
        question            | method              | reference | where
        Has it changed?     | Two counts compared | Somebody  | Trends
        """)


def glossary() -> pd.DataFrame:
    return _told("""
        term    | meaning
        offence | A crime that the police recorded
        """)


def ward_selection() -> pd.DataFrame:
    return _told("""
        area      | area_name | rank | rank_lower | rank_upper | p_chosen | number | index_crime | index_vli | composite
        E05000001 | Abbey     | 1    | 1          | 1          | 1.00     | 2      | 150.0       | 130.0     | 140.0
        E05000002 | Castle    | 2    | 2          | 4          | 0.62     | 2      | 110.0       |           | 110.0
        E05000003 | Minster   | 3    | 3          | 5          | 0.02     | 2      | 60.0        | 70.0      | 65.0
        """)


def ward_chances() -> pd.DataFrame:
    return _told("""
        number | area | area_name | p_chosen
        1      | W1   | Abbey     | 0.80
        1      | W2   | Castle    | 0.20
        1      | W3   | Minster   | 0.00
        2      | W1   | Abbey     | 0.99
        2      | W2   | Castle    | 0.61
        2      | W3   | Minster   | 0.004
        """)


def locality_funding() -> pd.DataFrame:
    return _told("""
        at_most | cost     | funding  | number
        5       | 210000.0 | 900000.0 | 4
        """)


def localities() -> pd.DataFrame:
    rows = _told("""
        area      | area_name   | index_dwelling_burglary | index_low_attainment | vli   | mean_rank | p_chosen
        E05000001 | Abbey       | 310.0                   | 190.0                | 250.0 | 1.5       | 0.97
        E05000002 | Castle      | 90.0                    | 110.0                | 160.0 | 2.0       | 0.03
        E05000003 | Minster     | 40.0                    | 60.0                 | 55.0  | 3.5       | 0.0
        """)
    return rows.assign(priority=rows["vli"] > 200)


TABLES = {
    "priorities": """
        theme    | label    | rank
        burglary | Burglary | 2
        robbery  | Robbery  | 1
    """,
    "year_on_year": """
        theme    | label        | change_share | signal
        all      | All offences | -0.30        | down
        robbery  | Robbery      | 0.25         | up
        burglary | Burglary     | -0.40        | no clear change
    """,
    "real_changes": """
        theme    | label    | change | change_share | z    | q
        robbery  | Robbery  | 25     | 0.25         | 2.4  | 0.03
        burglary | Burglary | -40    | -0.40        | -1.2 | 0.30
    """,
    "priority_consultation": """
        theme    | label    | concern_share
        robbery  | Robbery  | 0.38
        burglary | Burglary |
    """,
    "recommendations": """
        key | text
        a   | Light the path.
    """,
}


def messages(*left_out: str):
    """The messages of a few tables."""
    made = {name: frame(drawing) for name, drawing in TABLES.items() if name not in left_out}
    return exhibits.key_messages(made.__contains__, made.__getitem__)


def key_message_reading() -> pd.DataFrame:
    return _told("""
        band      | sentences | words | syllables | ease
        very easy | 6         | 30    | 39        | 91.8
        """)


def statement_editions() -> pd.DataFrame:
    return _told("""
        edition    | statements | whole | worded | withheld | codes
        restricted | 4          | 4     | 0      | 0        | FOI s.31
        committee  | 4          | 1     | 2      | 1        | FOI s.31
        public     | 4          | 0     | 2      | 2        | FOI s.31
        """)


def statement_codes() -> pd.DataFrame:
    return _told("""
        code     | ground            | law                             | committee | public
        FOI s.31 | disclosure would  | Freedom of Information Act 2000 | 1         | 3
        """)


def comment_answers() -> pd.DataFrame:
    return _told("""
        response         | comments
        accepted         | 11
        explained        | 6
        other            | 6
        """)


def comment_log() -> pd.DataFrame:
    return _told("""
        reference | received_on | body   | section | text      | response
        C-1       | 2010-09-03  | agency | plan    | Too late. | accepted
        """)


def proportionality() -> pd.DataFrame:
    return _told("""
        table          | title    | shows     | purpose  | committee_rule | public_rule | why     | signed_by | signed_on  | state
        adult_caseload | Caseload | How many. | To plan. | sizes          | rounded     | Totals. | Lead, A.  | 2010-11-01 | signed
        adult_needs    | Needs    |           |          | sizes          | rounded     |         |           |            | no record
        """)


def exhibits_of_the_document() -> dict[str, exhibits.Exhibit | exhibits.Finding]:
    """One of each."""
    return {
        "place_chances": exhibits.place_chances(priority_places()),
        "place_chances_sentence": exhibits.place_chances_sentence(priority_places()),
        "weight_limits_table": exhibits.weight_limits_table(priority_limits(), LABELS),
        "weight_limits_sentence": exhibits.weight_limits_sentence(priority_limits()),
        "risk_grid": exhibits.risk_grid(risk_matrix()),
        "risk_sentence": exhibits.risk_sentence(risk_matrix()),
        "consultation_table": exhibits.consultation_table(priority_consultation()),
        "consultation_sentence": exhibits.consultation_sentence(priority_consultation()),
        "horizon_table": exhibits.horizon_table(horizon_scan()),
        "horizon_sentence": exhibits.horizon_sentence(horizon_scan()),
        "plan_progress_table": exhibits.plan_progress_table(plan_progress()),
        "plan_progress_sentence": exhibits.plan_progress_sentence(plan_progress()),
        "priority_reasons_table": exhibits.priority_reasons_table(priority_reasons()),
        "recommendations_table": exhibits.recommendations_table(recommendations()),
        "gaps_table": exhibits.gaps_table(intelligence_gaps()),
        "method_annex_table": exhibits.method_annex_table(method_annex()),
        "reading_sentence": exhibits.reading_sentence(messages()),
        "reading_table": exhibits.reading_table(key_message_reading()),
        "ward_selection_table": exhibits.ward_selection_table(ward_selection()),
        "ward_selection_sentence": exhibits.ward_selection_sentence(ward_selection()),
        "ward_chances_table": exhibits.ward_chances_table(ward_chances()),
        "ward_chances_sentence": exhibits.ward_chances_sentence(ward_chances()),
        "locality_funding_table": exhibits.locality_funding_table(locality_funding()),
        "locality_funding_sentence": exhibits.locality_funding_sentence(locality_funding()),
        "statement_editions_table": exhibits.statement_editions_table(statement_editions()),
        "statement_editions_sentence": exhibits.statement_editions_sentence(statement_editions()),
        "statement_codes_table": exhibits.statement_codes_table(statement_codes()),
        "comment_answers_table": exhibits.comment_answers_table(comment_answers()),
        "comment_answers_sentence": exhibits.comment_answers_sentence(comment_answers()),
        "comment_log_table": exhibits.comment_log_table(comment_log()),
        "proportionality_table": exhibits.proportionality_table(proportionality()),
        "proportionality_sentence": exhibits.proportionality_sentence(proportionality()),
        "locality_table": exhibits.locality_table(localities()),
        "locality_sentence": exhibits.locality_sentence(localities()),
        "glossary_table": exhibits.glossary_table(glossary()),
    }
