"""Check-ups of services, voice and partnership, on feeds of a few rows."""

import pandas as pd
import pytest

from cdrp_analysis.assessment import check_partnership, check_services, check_voice
from cdrp_analysis.assessment.check_kinds import share_of, two_years_against_two
from cdrp_analysis.contracts import PARTNER_FEEDS
from cdrp_analysis.contracts.base import DTYPES
from cdrp_analysis.errors import InputError
from tests.drawn import frame

OWN = "E09990001"
TOWN = "POLYGON ((614000 183000, 614400 183000, 614400 183400, 614000 183400, 614000 183000))"


class Drawn:
    """Evidence whose feeds are drawn in the test, in the types of their contracts."""

    borough = OWN

    def __init__(self, **drawings: str | pd.DataFrame):
        self._feeds = {name: typed(name, drawing) for name, drawing in drawings.items()}

    def feed(self, name: str) -> pd.DataFrame:
        return self._feeds[name].copy()


def typed(feed: str, drawing: str | pd.DataFrame) -> pd.DataFrame:
    contract = PARTNER_FEEDS[feed]
    table = frame(drawing) if isinstance(drawing, str) else drawing
    # What a partner leaves out is missing, not absent.
    left_out = [column.name for column in contract.columns if column.name not in table]
    table = table.assign(**dict.fromkeys(left_out, None))
    kinds = {column.name: column.type for column in contract.columns}
    for name, kind in kinds.items():
        if kind == "flag":
            table[name] = table[name].map({"yes": True, "no": False})
        table[name] = table[name].astype(DTYPES[kind])
    if contract.dated:
        table["month"] = table[contract.dated].dt.strftime("%Y-%m")
    return table


def services(key: str, **drawings):
    return check_services.CHECKS[key](Drawn(**drawings))


def partnership(key: str, **drawings):
    return check_partnership.CHECKS[key](Drawn(**drawings))


# ── Kinds of check ─────────────────────────────────────────────────────────────────────────


def test_voice_is_among_the_checks_of_the_partnership_and_no_key_is_claimed_twice():
    assert set(check_voice.CHECKS) < set(check_partnership.CHECKS)
    assert not set(check_services.CHECKS) & set(check_partnership.CHECKS)


def test_a_share_leaves_out_what_nobody_said():
    """473 of 876: 50.7 to 57.3 per cent (Wilson 1927)."""
    said = pd.Series([True] * 473 + [False] * 403 + [None] * 50, dtype="boolean")
    found = share_of(said, "share")
    assert found.value == pytest.approx(473 / 876)
    assert [round(100 * end, 1) for end in (found.lower, found.upper)] == [50.7, 57.3]


def test_a_fall_by_a_tenth_a_year_is_found_over_six_years():
    counts = {year: round(10_000 * 0.9**n) for n, year in enumerate(range(2004, 2010))}
    months = [f"{year}-06" for year, n in counts.items() for _ in range(n)]
    found = two_years_against_two(pd.DataFrame({"month": [*months, *["2010-06"] * 40_000]}))
    assert found.value == pytest.approx(-10, abs=0.05)
    assert found.lower < -10 < found.upper
    assert found.upper - found.lower < 1.5


def test_secret_words_come_from_secret_columns_only():
    found = services("canaries_site_actions", site_actions="""
        site | done_on    | action          | number | store_name
        s    | 2010-01-04 | ban             | 1      | Zqabcdefghij Stores
        s    | 2010-01-05 | ban zqinthecats | 1      |
        s    | 2010-01-06 | ban             | 1      | Zqabcdefghij Stores
        s    | 2010-01-07 | ban             | 1      | Zqshort Stores
    """)  # fmt: skip
    assert found.value == ["Zqabcdefghij"]


# ── Services ───────────────────────────────────────────────────────────────────────────────


def test_attacks_of_the_year_and_by_year():
    fires = """
        category                    | attended_at
        violence against employees  | 2009-03-31 23:59
        violence against employees  | 2009-04-01 00:00
        violence against employees  | 2010-03-31 23:00
        malicious false alarm       | 2009-06-01 12:00
        violence against employees  | 2010-04-01 00:10
    """
    assert services("fire_attacks", fire_incidents=fires).value == 2
    by_year = services("fire_attacks_by_year", fire_incidents=fires)
    assert by_year.value == [0, 0, 0, 0, 1, 2, 1]


def test_killed_or_serious_are_people_not_collisions():
    found = services("collisions_killed_or_serious", collisions="""
        happened_at      | adults_killed | adults_serious | adults_slight | children_killed \
        | children_serious
        2009-05-01 08:00 | 1             | 2              | 9             | 0 | 1
        2010-05-01 08:00 | 5             | 0              | 0             | 0 | 0
    """.replace("\\\n", ""))  # fmt: skip
    assert found.value == 4


def test_calls_in_town_lie_near_the_middle_of_its_dispersal_area():
    """Its middle is 614200, 183200: 260 m east is town, 261 m is not, no place is neither."""
    drawings = {
        "interventions": pd.DataFrame({
            "intervention": ["d"], "kind": ["dispersal area"], "outline": [TOWN],
        }),
        "ambulance_calls": """
            called_at        | easting | northing | alcohol
            2009-05-01 23:00 | 614460  | 183200   | yes
            2009-05-01 23:10 | 614200  | 183200   | no
            2009-05-01 23:20 | 614200  | 183210   |
            2009-05-01 23:30 | 614461  | 183200   | no
            2009-05-01 23:40 |         |          | yes
        """,
    }  # fmt: skip
    assert services("ambulance_alcohol_town", **drawings).value == 0.5
    assert services("ambulance_alcohol_elsewhere", **drawings).value == 0
    with pytest.raises(InputError, match="has no dispersal area"):
        services("ambulance_alcohol_town", **drawings | {"interventions": """
            intervention | kind    | outline
            s            | opening | POINT (1 1)
        """})  # fmt: skip


def test_premises_open_to_two_close_the_next_day_and_count_once():
    found = services(
        "premises_open_to_two",
        licensed_premises="""
        premises | weekday | opens | closes
        L-1      | 6       | 21:00 | 02:00
        L-2      | 6       | 12:00 | 01:00
        L-3      | 6       | 12:00 | 23:00
        L-4      | 5       | 21:00 | 03:00
        L-5      | 6       | 21:00 | 04:00
    """,
    )
    assert found.value == 2


def test_waits_and_parents_of_the_year():
    referrals = """
        person | referred_on | contact_point | started_on
        Y-1    | 2009-04-01  | school        | 2009-04-11
        Y-2    | 2009-05-01  | school        | 2009-05-31
        Y-2    | 2009-06-01  | school        |
        Y-3    | 2010-03-31  | library       | 2010-04-20
        Y-4    | 2010-04-01  | library       | 2010-09-01
    """
    found = services("parenting_referrals_by_contact_point", parenting_referrals=referrals)
    assert found.value == [2, 1]
    assert services("parenting_referrals", parenting_referrals=referrals).value == 3
    assert services("parenting_wait", parenting_referrals=referrals).value == 20


def test_the_month_without_searches_and_the_month_without_places():
    searches = """
        searched_at      | easting | northing | outcome
        2009-01-05 10:00 | 614000  | 183000   | arrest
        2009-03-05 10:00 |         |          | no further action
        2009-03-06 10:00 | 614000  | 183000   | no further action
        2009-04-06 10:00 | 614000  | 183000   | arrest
    """
    assert services("searches_absent", stop_searches=searches).value == "2009-02"
    without = services("searches_without_place", stop_searches=searches)
    assert (without.value, without.measure[:7]) == (1, "2009-03")
    assert services("search_arrest_share", stop_searches=searches).value == 0.5
    assert services("stop_searches", stop_searches=searches).value == 1


def test_posts_of_the_site_and_of_the_wards_in_force():
    staffing = """
        unit                    | posts | starts_on  | ends_on    | cost | funded_by
        Zq centre team          | 8     | 2011-01-01 |            | 80   | shopping centre
        Zq centre team          | 2     | 2009-01-01 |            | 20   | shopping centre
        Zq neighbourhood team   | 3     | 2010-09-30 |            | 30   | police
        Zq neighbourhood team   | 1     | 2006-04-03 | 2010-09-29 | 10   | police
        Zq neighbourhood team   | 1     | 2006-04-03 | 2010-09-30 | 10   | police
        Zq neighbourhood team   | 5     | 2010-10-01 |            | 50   | police
        Zq night patrol         | 6     | 2006-04-03 |            | 60   |
    """
    assert services("site_posts", staffing=staffing).value == 8
    assert services("site_posts_cost", staffing=staffing).value == 80
    assert services("neighbourhood_posts", staffing=staffing).value == 4


def test_officers_on_friday_from_eight():
    rosters = """
        weekday | hour | officers
        5       | 19   | 10
        5       | 20   | 20
        5       | 23   | 30
        6       | 20   | 40
    """
    assert services("roster_friday_night", rosters=rosters).value == 50
    assert services("roster_hours", rosters=rosters).value == 100


# ── Voice ──────────────────────────────────────────────────────────────────────────────────


def test_the_most_fearful_ward_has_enough_answers():
    """A ward with 49 answers is not named; one who does not know gave none."""
    answers = [
        *[("E05990001", "very unsafe")] * 49, *[("E05990001", "don't know")] * 5,
        *[("E05990002", "a bit unsafe")] * 20, *[("E05990002", "fairly safe")] * 30,
        *[("E05990003", "a bit unsafe")] * 19, *[("E05990003", "very safe")] * 31,
    ]  # fmt: skip
    survey = pd.DataFrame(answers, columns=["ward", "safe_after_dark"])
    survey["answered_on"] = "2010-06-01"
    margins = """
        variable | category  | residents
        ward     | E05990001 | 5000
        ward     | E05990002 | 3000
        ward     | E05990003 | 2000
    """
    found = partnership("most_fearful_ward", survey=survey, survey_margins=margins)
    assert found.value == "E05990002"
    # The wards' shares 1, 0.4 and 0.38, but 54 of the first and 50 of each other were asked: its
    # five who do not know stand for their part of the ward and are left out of the share.
    whole = partnership("unsafe_after_dark", survey=survey, survey_margins=margins)
    answered = 0.5 * 49 / 54
    expected = (answered + 0.3 * 0.4 + 0.2 * 0.38) / (answered + 0.5)
    assert whole.value == pytest.approx(expected, abs=1e-6)
    assert whole.lower < whole.value < whole.upper
    assert partnership("survey_small_ward", survey=survey.iloc[5:]).value == "E05990001"


def test_the_top_concern_is_that_of_residents_not_of_answers():
    survey = pd.DataFrame({
        "sex": ["female"] * 3 + ["male"], "first_concern": ["burglary"] * 3 + ["robbery"],
        "answered_on": "2010-06-01",
    })  # fmt: skip
    margins = """
        variable | category | residents
        sex      | female   | 400
        sex      | male     | 600
    """
    assert partnership("top_concern", survey=survey, survey_margins=margins).value == "robbery"


def test_panels_attendance_that_nobody_recorded_is_no_attendance():
    panels = """
        ward      | met_on     | members_invited | papers_sent_on | member_attended
        E05990001 | 2009-01-05 | yes             | 2009-01-01     | yes
        E05990001 | 2009-04-05 | no              |                |
        E05990002 | 2009-01-06 | yes             |                | no
        E05990002 | 2009-04-06 | yes             | 2009-04-01     |
    """
    found = {key: partnership(f"panel_{key}", panel_meetings=panels).value for key in (
        "meetings", "members_invited", "papers_sent", "member_attended", "member_never_attended",
    )}  # fmt: skip
    assert found == {
        "meetings": 4, "members_invited": 3, "papers_sent": 2, "member_attended": 1,
        "member_never_attended": "E05990002",
    }  # fmt: skip


def test_events_of_the_year_and_whom_they_reached():
    events = """
        held_on    | kind   | reached
        2009-09-30 | summit | 500
        2010-02-10 | summit | 212
        2010-02-11 | forum  | 20
        2010-09-30 | forum  |
        2010-10-01 | forum  | 90
    """
    assert partnership("engagement_events", engagement=events).value == 3
    assert partnership("engagement_reached", engagement=events).value == {
        "forum": 20,
        "summit": 212,
    }
    assert partnership("crime_summit_reached", engagement=events).value == 212


def test_an_account_needs_all_three_to_be_published():
    found = partnership("case_studies_publishable", case_studies="""
        taken_on   | consent_on | details_altered | checked
        2010-02-01 | 2010-02-05 | yes             | yes
        2010-02-01 |            | yes             | yes
        2010-02-01 | 2010-02-05 | yes             |
        2010-02-01 | 2010-02-05 | no              | yes
    """)  # fmt: skip
    assert found.value == 1


# ── How the partnership is run ─────────────────────────────────────────────────────────────


def test_seats_and_people_on_the_day():
    """One holds two seats, one has left, one seat is vacant, one starts the day after."""
    membership = """
        body  | seat | holder | ethnic_group | from_day   | to_day
        Board | a    | M-1    | White        | 2007-04-01 |
        Forum | b    | M-1    | White        | 2007-04-01 |
        Board | c    | M-2    | Black        | 2007-04-01 | 2010-09-30
        Board | d    |        |              | 2007-04-01 |
        Board | e    | M-3    | White        | 2005-04-01 | 2010-09-29
        Board | f    | M-4    | Asian        | 2010-10-01 |
    """
    found = {key: partnership(f"membership_{key}", membership=membership).value
             for key in ("seats", "vacant", "people", "ethnic_groups")}  # fmt: skip
    assert found == {
        "seats": 4, "vacant": 1, "people": 2, "ethnic_groups": {"White": 1, "Black": 1},
    }  # fmt: skip


def test_peers_need_not_be_mutual():
    peers = f"""
        area      | peer
        {OWN}     | E09990002
        {OWN}     | E09990003
        E09990002 | {OWN}
        E09990003 | E09990002
        E09990004 | {OWN}
    """
    assert partnership("peers_of_the_borough", peers=peers).value == 2
    assert partnership("peers_not_mutual", peers=peers).value == ["E09990003"]
    assert partnership("peer_left_out", peers=peers).value == "E09990004"


def test_money_of_the_year_without_what_is_in_kind():
    funding = """
        stream | year    | amount | in_kind | need            | ends_on
        A      | 2010/11 | 100    | no      | crack or heroin | 2011-03-31
        B      | 2010/11 | 25     | no      | cannabis        |
        C      | 2010/11 | 40     | no      | alcohol         | 2013-12-31
        D      | 2010/11 | 35     | no      |                 | 2011-03-31
        E      | 2010/11 | 7      | yes     |                 | 2011-03-31
        A      | 2009/10 | 900    | no      | crack or heroin |
    """
    found = {key: partnership(key, funding=funding).value for key in (
        "funding_total", "funding_in_kind", "funding_cliff_edge", "drug_money_on_crack_or_heroin",
    )}  # fmt: skip
    assert found == {
        "funding_total": 200, "funding_in_kind": 7, "funding_cliff_edge": 135,
        "drug_money_on_crack_or_heroin": 0.8,
    }  # fmt: skip


def test_deliveries_owed_by_law_and_by_agreement():
    sharing = """
        agency  | dataset      | due_on     | received_on | lag_days
        Police  | para 1: a    | 2009-10-31 | 2009-10-31  | 3
        Police  | para 1: a    | 2010-01-31 | 2010-02-01  | 9
        Police  | para 2: b    | 2009-10-31 |             |
        Trust   | agreed: c    | 2009-10-31 |             |
        Housing | agreed: d    | 2009-10-31 | 2009-10-01  | 5
    """
    found = {key: partnership(key, information_sharing=sharing).value for key in (
        "prescribed_sets", "prescribed_received", "agreed_received", "received_late", "never_sent",
        "longest_lag",
    )}  # fmt: skip
    assert found == {
        "prescribed_sets": 2, "prescribed_received": 2, "agreed_received": 1, "received_late": 1,
        "never_sent": "Trust", "longest_lag": "para 1: a",
    }  # fmt: skip


def test_what_is_due_and_not_done():
    milestones = """
        milestone | due_on     | done_on
        Report    | 2010-04-30 | 2010-05-09
        Data      | 2010-09-30 |
        Sign-off  | 2010-10-01 |
    """
    assert partnership("milestones_due", milestones=milestones).value == 2
    assert partnership("milestone_overdue", milestones=milestones).value == "Data"


def test_the_highest_risk_is_likelihood_times_impact():
    found = partnership("pestelo_highest", pestelo="""
        factor    | item | likelihood | impact
        political | a    | 5          | 2
        economic  | b    | 4          | 4
        social    | c    | 3          | 5
    """)  # fmt: skip
    assert found.value == "b"


def test_a_locality_over_twice_the_mean_is_vulnerable():
    """Means are 10: the first LSOA stands at 250, the second at 190."""
    rates = pd.DataFrame({"lsoa": [f"E0199000{n}" for n in range(1, 6)]})
    for name in ("income_deprived", "employment_deprived", "aged_15_to_24", "low_attainment"):
        rates[name] = [25.0, 19.0, 2.0, 2.0, 2.0]
    assert partnership("vulnerable_localities", vulnerability=rates).value == ["E01990001"]


def test_management_cost_of_all_areas_together():
    found = partnership("shared_management_change", shared_services="""
        area      | year    | management_cost
        E09990001 | 2009/10 | 600
        E09990002 | 2009/10 | 400
        E09990001 | 2010/11 | 500
        E09990002 | 2010/11 | 310
    """)  # fmt: skip
    assert found.value == pytest.approx(-19)
