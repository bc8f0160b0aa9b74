"""A sentence of a known form is held to one row: each numeral of it, changed, is found."""

import re
from collections.abc import Callable

import pandas as pd
import pytest

from cdrp_analysis.auditor.claims import Claim, Claims, significant
from cdrp_analysis.auditor.decoders import decode
from cdrp_analysis.auditor.numerals import CLAIMS
from cdrp_analysis.auditor.printed import Reader
from cdrp_analysis.auditor.shown import visible
from cdrp_analysis.exhibits import (
    action_tables,
    adult_tables,
    alarm_charts,
    alarm_findings,
    alcohol_charts,
    area_tables,
    change_maps,
    concentration_years_sentence,
    delivery_means,
    delivery_tables,
    disorder_charts,
    document_tables,
    drug_charts,
    event_findings,
    family_charts,
    findings,
    flag_tables,
    hate_tables,
    key_messages,
    peer_findings,
    place_findings,
    premises_findings,
    priority_tables,
    ranking_charts,
    repeat_tables,
    series_findings,
    shared_youth,
    site_tables,
    standing_findings,
    target_charts,
    theme_maps,
    theme_months,
    time_charts,
    time_findings,
    treatment_charts,
    trend_charts,
    voice_tables,
    watch_findings,
    watch_tables,
    week_maps,
    youth_findings,
    youth_peers,
)
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding
from tests import (
    alarm_frames,
    disorder_frames,
    exhibit_frames,
    exhibit_frames_delivery,
    exhibit_frames_document,
    exhibit_frames_events,
    exhibit_frames_premises,
    exhibit_frames_sites,
    exhibit_frames_voice,
    people_frames,
    substance_frames,
    time_frames,
)
from tests.drawn import frame

WARD_RATES = frame("""
    area      | area_name | offences | rate | rate_lower | rate_upper | rank_lower | rank_upper
    E05000001 | Abbey     |      910 | 91.0 |       85.2 |       97.1 |          1 |          2
    E05000002 | Castle    |      430 | 40.0 |       36.3 |       44.0 |          2 |          3
    E05000003 | Minster   |      275 | 22.0 |       19.5 |       24.8 |          3 |          3
""")
WARD_OFFENCES = frame("""
    area      | area_name | theme    | label             | period  | offences | kind
    E05000001 | Abbey     | all      | All offences      | 2017/18 |      910 | offence
    E05000001 | Abbey     | burglary | Burglary          | 2017/18 |      310 | offence
    E05000001 | Abbey     | robbery  | Robbery           | 2017/18 |      120 | offence
    E05000002 | Castle    | burglary | Burglary          | 2017/18 |      145 | offence
""")
ANNUAL = frame("""
    theme    | label        | period  | offences | months_known
    all      | All offences | 2015/16 |     2400 |           12
    all      | All offences | 2016/17 |     2650 |           12
    all      | All offences | 2017/18 |     2112 |           12
    all      | All offences | 2018/19 |     1050 |            6
    robbery  | Robbery      | 2015/16 |      240 |           12
    robbery  | Robbery      | 2016/17 |      212 |           12
    robbery  | Robbery      | 2017/18 |      265 |           12
    robbery  | Robbery      | 2018/19 |      125 |            6
""")
YEAR_ON_YEAR = frame("""
    theme    | label    | before | after | change_share | ratio_lower | ratio_upper | signal
    burglary | Burglary |    410 |   455 |  0.11 |        0.97 |        1.27 | no clear change
    robbery  | Robbery  |    212 |   265 |         0.25 |        1.04 |        1.50 | up
    drugs    | Drugs    |    300 |   231 |        -0.23 |        0.65 |        0.91 | down
""")
PROJECTION = frame("""
    theme   | label        | target           | known_months | known | point  | lower_80 | upper_80
    all     | All offences | year end 2018/19 |            6 |  1050 | 2187.4 |   2046.8 |   2351.0
    robbery | Robbery      | year end 2018/19 |            6 |   125 |  261.3 |    233.1 |    294.6
""")
MONTHS_AHEAD = frame("""
    theme   | month   | point | lower_80 | upper_80 | lower_95 | upper_95
    all     | 2018-10 | 182.4 |    164.2 |    201.9 |    155.0 |    212.0
    all     | 2018-11 | 176.1 |    151.7 |    199.6 |    140.8 |    215.3
    robbery | 2018-10 |  21.9 |     17.2 |     27.0 |     14.1 |     30.6
    robbery | 2018-11 |  22.8 |     16.4 |     29.5 |     13.0 |     33.8
""")
MONTHLY = frame("""
    theme   | label        | month   | offences
    all     | All offences | 2018-08 |      180
    all     | All offences | 2018-09 |      171
    robbery | Robbery      | 2018-08 |       20
    robbery | Robbery      | 2018-09 |       24
""")
PRIORITIES = frame("""
    theme    | label    | rank | rank_lower | rank_upper | p_top_5
    robbery  | Robbery  |    1 |          1 |          3 |    0.99
    burglary | Burglary |    2 |          1 |          4 |    0.97
    drugs    | Drugs    |    3 |          2 |          6 |    0.91
""")
ROWS = frame("""
    feed     | source | rows_in | accepted | quarantined | repeated
    offences | Police |   12481 |    12032 |         112 |      337
    searches | Police |    3310 |     3310 |           0 |        0
""")
MONTHS = frame("""
    feed     | month   | rows | status
    offences | 2018-01 |  400 | complete
    offences | 2018-02 |  387 | complete
    searches | 2018-01 |   10 | absent
    searches | 2018-02 |   12 | complete
""")
CONCENTRATION = frame("""
    unit      | places | offences | share_for_25 | share_for_50 | null_share_for_50
    map point |   7153 |     2112 |       0.0144 |       0.0517 |            0.2355
    LSOA      |    110 |     2112 |       0.0818 |       0.2273 |            0.4644
""")
HOLDOUT = frame("""
    method | share_of_area | pai  | pai_lower | pai_upper | pei  | recapture
    counts |          0.01 | 10.9 |      10.3 |      11.6 | 0.99 |      0.98
    kde    |          0.01 |  9.2 |       8.8 |       9.9 | 0.92 |      0.97
""")
FOLLOWING = frame("""
    theme    | label    | share  | share_lower | share_upper
    burglary | Burglary | 0.1541 |      0.1353 |      0.1727
    robbery  | Robbery  | 0.0375 |      0.0028 |      0.0722
    drugs    | Drugs    | 0.0104 |     -0.0210 |      0.0418
""")
BANDS = frame("""
    area | band
    H001 | high
    H002 | low
    H003 | low
""")
PUBLISHED = {
    "ward_rates": WARD_RATES, "ward_offences": WARD_OFFENCES, "annual_offences": ANNUAL,
    "year_on_year": YEAR_ON_YEAR, "projection": PROJECTION, "projection_monthly": MONTHS_AHEAD,
    "monthly_offences": MONTHLY, "priorities": PRIORITIES,
    "row_accounting": ROWS, "month_coverage": MONTHS, "concentration": CONCENTRATION,
    "holdout": HOLDOUT, "hotspot_bands": BANDS,
    "holdout_best": exhibit_frames.best_methods(),
    "concentration_years": exhibit_frames.concentration_years(),
    "holdout_in_time": exhibit_frames.chosen_in_time(), **alarm_frames.published(),
    **people_frames.published(),
    "peer_set": exhibit_frames_events.peer_set(), "peer_rates": exhibit_frames_events.peer_rates(),
    "peer_areas": exhibit_frames_events.peer_areas(),
    "peer_changes": exhibit_frames_events.peer_changes(),
    "ward_beside": exhibit_frames_events.ward_beside(),
    "ward_travel": exhibit_frames_events.ward_travel(),
    "event_effects": exhibit_frames_events.event_effects(), "harm": exhibit_frames.harm(),
    "event_placebos": exhibit_frames_events.segmented_placebos(),
    "event_segmented": exhibit_frames_events.event_segmented(),
    "posts_funding": exhibit_frames_events.funding(),
    "site_places": exhibit_frames_events.site_places(),
    "zone_series": exhibit_frames_events.zone_series().fillna(
        {"ratio": 0.55, "lower": 0.33, "upper": 0.91}
    ),
    "zone_effects": exhibit_frames_events.zone_effects().replace({"upper": {79.0: -4.0}}),
    "ward_denominators": exhibit_frames.denominators(),
    "ward_theme_rates": exhibit_frames.ward_theme_rates(),
    "ward_change": exhibit_frames.ward_change(), "near_repeats": FOLLOWING,
    **{
        name: getattr(exhibit_frames_document, name)()
        for name in ("priority_places", "priority_consultation", "horizon_scan", "plan_progress",
                     "recommendations", "priority_reasons")
    },
    "week_parts": time_frames.week_parts(), "seasons": time_frames.seasons(),
    **exhibit_frames_delivery.published(),
    **exhibit_frames_voice.published(),
    "premises_kinds": exhibit_frames_premises.kinds(),
    "premises_rings": exhibit_frames_premises.rings(),
    "premises_areas": exhibit_frames_premises.areas(),
    "later_closing": exhibit_frames_premises.closing(),
    "home_areas": exhibit_frames_sites.homes(), "young_victims": exhibit_frames_sites.young(),
    **substance_frames.published(), **disorder_frames.published(),
}  # fmt: skip


def _said(shown: Exhibit) -> Finding:
    """A chart's title and its text alternative."""
    return Finding(f"{shown.title}. {shown.alt}")


def _area_text(drawn: Callable[..., Exhibit], table: pd.DataFrame, name: str) -> str:
    """What a map to explore says of one area."""
    page = visible(decode("map.html", drawn(table, exhibit_frames.wards()).body.encode()))
    return next(piece.text for piece in page if piece.text.startswith(f"{name}: "))


SENTENCES = {
    "highest rate": lambda: place_findings.highest_rate(WARD_RATES),
    "ward": lambda: place_findings.ward_summary(WARD_RATES, WARD_OFFENCES, "E05000001"),
    "run of years": lambda: findings.trend_total(ANNUAL),
    "run of a theme": lambda: findings.trend_total(ANNUAL, theme="robbery"),
    "change by counting alone": lambda: findings.biggest_change(YEAR_ON_YEAR),
    "surest change": lambda: findings.biggest_change(YEAR_ON_YEAR, alarm_frames.real_changes()),
    "projection": lambda: findings.projection_sentence(PROJECTION),
    "projection of a theme": lambda: findings.projection_sentence(PROJECTION, theme="robbery"),
    "months ahead": lambda: _said(trend_charts.projection_fan(MONTHLY, MONTHS_AHEAD, "all")),
    "months ahead of a theme": lambda: _said(
        trend_charts.projection_fan(MONTHLY, MONTHS_AHEAD, "robbery")
    ),
    "priorities": lambda: findings.top_priorities(PRIORITIES),
    "first priority": lambda: findings.top_priorities(PRIORITIES, count=1),
    "rows": lambda: findings.row_accounting_sentence(ROWS),
    "months": lambda: findings.coverage_sentence(MONTHS),
    "concentration": lambda: place_findings.concentration_sentence(CONCENTRATION),
    "concentration by year": lambda: concentration_years_sentence(
        exhibit_frames.concentration_years()
    ),
    "hotspots not told apart": lambda: place_findings.holdout_sentence(
        HOLDOUT.replace({"pai": {9.2: 11.0}})
    ),
    "tested hotspots": lambda: place_findings.holdout_sentence(HOLDOUT),
    "best method": lambda: place_findings.best_method_sentence(
        exhibit_frames.best_methods(), exhibit_frames.chosen_in_time()
    ),
    "bands": lambda: place_findings.band_sentence(BANDS),
    "year of a theme": lambda: _said(
        alarm_charts.cumulative_chart(alarm_frames.year_watched(), "burglary")
    ),
    "year of the total": lambda: alarm_findings.cumulative_sentence(
        alarm_frames.year_watched(), "all"
    ),
    "themes out of line": lambda: watch_findings.alarm_sentence(alarm_frames.year_first_alarms()),
    "alarms that were wrong": lambda: watch_findings.alarm_rates_sentence(
        alarm_frames.alarm_rates()
    ),
    "weeks with an alarm": lambda: _said(
        watch_tables.weekly_theme_chart(alarm_frames.weeks_watched(), alarm_frames.weekly_alarms())
    ),
    "weeks without": lambda: _said(
        watch_tables.weekly_theme_chart(
            alarm_frames.weeks_watched(), alarm_frames.weekly_alarms(), place=2
        )
    ),
    "alarms by week": lambda: watch_findings.weekly_alarms_sentence(alarm_frames.weekly_alarms()),
    "last weeks": lambda: watch_findings.recent_weeks_sentence(alarm_frames.recent_weeks()),
    "weeks before": lambda: watch_findings.recent_weeks_sentence(
        alarm_frames.recent_weeks(), against="weeks before"
    ),
    "familiar chart": lambda: alarm_findings.xmr_sentence(
        alarm_frames.familiar_months(), "burglary"
    ),
    "familiar chart without a cause": lambda: alarm_findings.xmr_sentence(
        alarm_frames.familiar_months(), "robbery"
    ),
    "what changed": lambda: alarm_findings.what_changed_sentence(alarm_frames.real_changes()),
    "breaks": lambda: _said(theme_months.breaks_table(alarm_frames.series_breaks())),
    "a target": lambda: _said(
        target_charts.target_fan(alarm_frames.target_paths(), alarm_frames.target_chances())
    ),
    "targets": lambda: target_charts.target_chances_sentence(alarm_frames.target_chances()),
    "targets added up": lambda: target_charts.target_bridge_sentence(alarm_frames.target_bridge()),
    "a flag": lambda: flag_tables.flagged_sentence(alarm_frames.flagged_offences()),
    "familiar rules": lambda: watch_findings.familiar_sentence(
        alarm_frames.familiar_months(), alarm_frames.year_first_alarms()
    ),
    "peers": lambda: _said(peer_findings.peer_set_table(exhibit_frames_events.peer_set())),
    "beside peers": lambda: peer_findings.peer_sentence(exhibit_frames_events.peer_rates()),
    "a theme beside peers": lambda: peer_findings.peer_sentence(
        exhibit_frames_events.peer_rates(), key="shops"
    ),
    "farthest apart": lambda: peer_findings.apart_sentence(exhibit_frames_events.peer_rates()),
    "funnel": lambda: peer_findings.funnel_sentence(exhibit_frames_events.peer_areas()),
    "funnels": lambda: _said(peer_findings.funnel_table(exhibit_frames_events.peer_areas())),
    "drifting away": lambda: peer_findings.travel_sentence(exhibit_frames_events.peer_changes()),
    "wards beside each other": lambda: standing_findings.standing_sentence(
        exhibit_frames_events.ward_beside()
    ),
    "places of wards": lambda: _said(
        standing_findings.standing_table(exhibit_frames_events.ward_beside())
    ),
    "wards in the funnel": lambda: standing_findings.outside_sentence(
        exhibit_frames_events.ward_beside()
    ),
    "wards drifting": lambda: standing_findings.ward_travel_sentence(
        exhibit_frames_events.ward_travel()
    ),
    "event": lambda: event_findings.event_sentence(exhibit_frames_events.event_effects()),
    "event at the site": lambda: event_findings.event_sentence(
        exhibit_frames_events.event_effects(), key="affected"
    ),
    "net change": lambda: event_findings.identity_sentence(exhibit_frames_events.event_effects()),
    "least excess": lambda: event_findings.power_sentence(exhibit_frames_events.event_effects()),
    "themes added to": lambda: event_findings.themes_sentence(
        exhibit_frames_events.event_effects()
    ),
    "own months alone": lambda: series_findings.segmented_sentence(
        exhibit_frames_events.event_segmented()
    ),
    "own months where nothing happened": lambda: series_findings.segmented_rate_sentence(
        exhibit_frames_events.segmented_placebos()
    ),
    "counts at the site": lambda: series_findings.site_places_sentence(
        exhibit_frames_events.site_places()
    ),
    "differences in zones": lambda: action_tables.zone_sentence(PUBLISHED["zone_effects"]),
    "months of a zone": lambda: series_findings.zone_series_sentence(PUBLISHED["zone_series"]),
    "where nothing happened": lambda: event_findings.placebo_sentence(
        exhibit_frames_events.event_placebos()
    ),
    "denominators": lambda: area_tables.denominator_sentence(exhibit_frames.denominators()),
    "themes of wards": lambda: _said(
        theme_maps.theme_map(exhibit_frames.ward_theme_rates(), exhibit_frames.wards())
    ),
    "wards that changed": lambda: _said(
        change_maps.change_map(exhibit_frames.ward_change(), exhibit_frames.wards())
    ),
    "a theme of a ward": lambda: Finding(
        _area_text(theme_maps.theme_map, exhibit_frames.ward_theme_rates(), "Castle, burglary")
    ),
    "change of a ward": lambda: Finding(
        _area_text(change_maps.change_map, exhibit_frames.ward_change(), "Minster")
    ),
    "near repeats": lambda: repeat_tables.following_themes_sentence(FOLLOWING),
    "hours of the week": lambda: _said(week_maps.week_part_maps(time_frames.week_parts())),
    "nights out": lambda: time_findings.nights_out(time_frames.week_parts()),
    "homes": lambda: site_tables.homes_sentence(exhibit_frames_sites.homes()),
    "children at a site": lambda: site_tables.young_sentence(exhibit_frames_sites.young()),
    "children after school": lambda: site_tables.young_hours_sentence(exhibit_frames_sites.young()),
    "licensed premises": lambda: premises_findings.kinds_sentence(exhibit_frames_premises.kinds()),
    "rings": lambda: premises_findings.rings_sentence(exhibit_frames_premises.rings()),
    "rings at night": lambda: premises_findings.rings_sentence(
        exhibit_frames_premises.rings(), hours="nights out"
    ),
    "nights near premises": lambda: premises_findings.nights_sentence(
        exhibit_frames_premises.rings()
    ),
    "nights by ward": lambda: premises_findings.areas_sentence(exhibit_frames_premises.areas()),
    "later closing": lambda: premises_findings.closing_sentence(exhibit_frames_premises.closing()),
    "a day of disorder": lambda: disorder_charts.asb_day_sentence(
        disorder_frames.asb_day_total(), disorder_frames.asb_day_parts()
    ),
    "the dearest kind": lambda: disorder_charts.asb_day_parts_sentence(
        disorder_frames.asb_day_parts()
    ),
    "who took reports": lambda: _said(
        disorder_charts.asb_day_agencies_table(disorder_frames.asb_day_parts())
    ),
    "a year of disorder": lambda: disorder_charts.year_sentence(
        disorder_frames.asb_day_total(), disorder_frames.asb_day_parts()
    ),
    "disorder in wards": lambda: disorder_charts.asb_wards_sentence(disorder_frames.asb_wards()),
    "fear": lambda: disorder_charts.fear_sentence(disorder_frames.fear_correlation()),
    "cannabis": lambda: drug_charts.cannabis_sentence(
        substance_frames.possession_years(), substance_frames.cannabis_trend()
    ),
    "hours": lambda: drug_charts.hours_sentence(substance_frames.possession_years()),
    "ladder": lambda: drug_charts.ladder_sentence(substance_frames.possession_ladder()),
    "tests on arrest": lambda: drug_charts.tests_sentence(substance_frames.drug_tests()),
    "the pilot": lambda: drug_charts.pilot_sentence(substance_frames.pilot_tests()),
    "assessment": lambda: drug_charts.assessment_sentence(substance_frames.assessment_quarters()),
    "waits": lambda: treatment_charts.waits_sentence(substance_frames.treatment_waits()),
    "places": lambda: treatment_charts.use_sentence(substance_frames.service_use()),
    "need": lambda: treatment_charts.need_sentence(substance_frames.treatment_need()),
    "parents": lambda: family_charts.parents_sentence(substance_frames.treatment_parents()),
    "silence": lambda: family_charts.silence_sentence(substance_frames.treatment_parents()),
    "children": lambda: family_charts.children_sentence(substance_frames.children_exposed()),
    "admissions": lambda: alcohol_charts.admissions_sentence(substance_frames.alcohol_admissions()),
    "marks": lambda: alcohol_charts.marks_sentence(substance_frames.alcohol_flags()),
    "key messages": lambda: Finding(
        key_messages(PUBLISHED.__contains__, PUBLISHED.__getitem__).text.removesuffix(".")
    ),
    "chances of places": lambda: priority_tables.place_chances_sentence(
        exhibit_frames_document.priority_places()
    ),
    "residents heard": lambda: priority_tables.consultation_sentence(
        exhibit_frames_document.priority_consultation()
    ),
    "residents heard, themes hidden": lambda: priority_tables.consultation_sentence(
        exhibit_frames_document.priority_consultation().assign(rank_with=[2, 1, 5, 3])
    ),
    "harm": lambda: _said(ranking_charts.harm_shares(exhibit_frames.harm())),
    "harm of the themes shown": lambda: _said(
        ranking_charts.harm_shares(exhibit_frames.protected_harm())
    ),
    "on the horizon": lambda: priority_tables.horizon_sentence(
        exhibit_frames_document.horizon_scan()
    ),
    "the last plan": lambda: document_tables.plan_progress_sentence(
        exhibit_frames_document.plan_progress()
    ),
    "recommendations": lambda: _said(
        document_tables.recommendations_table(exhibit_frames_document.recommendations())
    ),
    "reasons": lambda: _said(
        document_tables.priority_reasons_table(exhibit_frames_document.priority_reasons())
    ),
    "months of the year": lambda: _said(time_charts.season_chart(time_frames.seasons())),
    "answers": lambda: voice_tables.quality_sentence(exhibit_frames_voice.survey_quality()),
    "concerns": lambda: voice_tables.concern_sentence(exhibit_frames_voice.survey_concerns()),
    "group reached least": lambda: voice_tables.profile_sentence(
        exhibit_frames_voice.survey_profile()
    ),
    "unsafe after dark": lambda: voice_tables.safety_sentence(
        exhibit_frames_voice.safety_by_group()
    ),
    "panels": lambda: voice_tables.panels_sentence(exhibit_frames_voice.panel_attendance()),
    "events of the year": lambda: voice_tables.reach_sentence(
        exhibit_frames_voice.engagement_reach()
    ),
    "members": lambda: voice_tables.members_sentence(exhibit_frames_voice.member_groups()),
    "hate by year": lambda: hate_tables.hate_sentence(exhibit_frames_voice.hate_years()),
    "the last plan, rated": lambda: delivery_tables.plan_sentence(
        exhibit_frames_delivery.plan_priorities()
    ),
    "overdue actions": lambda: _said(
        delivery_tables.plan_actions_table(exhibit_frames_delivery.plan_register())
    ),
    "targets that hold": lambda: delivery_tables.target_register_sentence(
        exhibit_frames_delivery.target_register()
    ),
    "actions at sites": lambda: delivery_tables.site_outputs_sentence(
        exhibit_frames_delivery.site_outputs()
    ),
    "money": lambda: delivery_means.funding_sentence(exhibit_frames_delivery.funding_streams()),
    "seats": lambda: delivery_tables.seats_sentence(
        exhibit_frames_delivery.seat_coverage(), exhibit_frames_delivery.seat_register()
    ),
    "bodies": lambda: _said(
        delivery_tables.seat_coverage_table(exhibit_frames_delivery.seat_coverage())
    ),
    "milestones": lambda: delivery_tables.milestones_sentence(exhibit_frames_delivery.milestones()),
    "payback": lambda: delivery_tables.payback_sentence(exhibit_frames_delivery.payback_work()),
    "deliveries": lambda: delivery_means.sharing_sentence(
        exhibit_frames_delivery.sharing_by_agency()
    ),
    "full services": lambda: delivery_means.services_sentence(
        exhibit_frames_delivery.services_used()
    ),
    "officers' time": lambda: delivery_means.demand_sentence(
        exhibit_frames_delivery.demand_index()
    ),
    "young people": lambda: youth_findings.youth_rate_sentence(
        people_frames.youth_rates(), measure="young people with a case"
    ),
    "first-time entrants": lambda: youth_findings.youth_rate_sentence(
        people_frames.youth_rates(), measure="first-time entrants"
    ),
    "first-time entrants beside others": lambda: youth_peers.entrants_beside_sentence(
        people_frames.youth_peers()
    ),
    "custody": lambda: youth_findings.share_sentence(
        people_frames.youth_shares(), measure="custodial sentences"
    ),
    "readings": lambda: youth_findings.reoffending_sentence(people_frames.youth_reoffending()),
    "ethnic groups": lambda: youth_findings.representation_sentence(
        people_frames.youth_ethnicity()
    ),
    "ethnic groups, adjusted": lambda: youth_findings.adjusted_sentence(
        people_frames.youth_adjusted()
    ),
    "caseload": lambda: adult_tables.caseload_sentence(people_frames.adult_caseload()),
    "needs": lambda: adult_tables.needs_sentence(people_frames.adult_needs()),
    "schemes": lambda: adult_tables.scheme_sentence(people_frames.cohort_changes()),
    "schemes elsewhere": lambda: adult_tables.boroughs_sentence(people_frames.cohort_boroughs()),
    "victims again": lambda: adult_tables.repeat_victims_sentence(people_frames.domestic_repeats()),
    "a list": lambda: youth_findings.high_risk_sentence(people_frames.youth_shares()),
    "parents referred": lambda: youth_findings.parenting_sentence(
        people_frames.parenting_referrals()
    ),
    "diversion": lambda: youth_findings.diversion_sentence(people_frames.diversion_groups()),
    "cost of posts": lambda: action_tables.posts_funding_sentence(exhibit_frames_events.funding()),
    "saving of a shared service": lambda: shared_youth.saving_sentence(
        people_frames.youth_shared_target()
    ),
    "areas together": lambda: shared_youth.combined_sentence(people_frames.youth_combined()),
    "shared service": lambda: youth_findings.shared_service_sentence(
        people_frames.youth_shared_service()
    ),
}


@pytest.fixture(scope="module")
def known() -> Claims:
    return Claims(CLAIMS, PUBLISHED)


@pytest.mark.parametrize("name", SENTENCES)
def test_every_numeral_of_a_computed_sentence_is_held_to_its_row(known, name):
    """If a sentence is worded anew, its form in the auditor must follow, or this fails."""
    text = SENTENCES[name]().text
    numerals = Reader(PUBLISHED).numerals(text)
    assert numerals, text
    checked = known.check(text)
    assert not checked.wrong, text
    held = {at for start, end in checked.settled for at in range(start, end)}
    loose = [one.text for one in numerals if not set(range(one.start, one.end)) & held]
    assert loose == [], text


@pytest.mark.parametrize("name", SENTENCES)
def test_each_of_them_changed_is_wrong(known, name):
    text = SENTENCES[name]().text
    for one in Reader(PUBLISHED).numerals(text):
        at = next(i for i in range(one.end - 1, one.start - 1, -1) if text[i].isdigit())
        changed = f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}"
        wrong = {changed[start:end] for start, end in known.check(changed).wrong}
        assert wrong, changed


def test_a_true_figure_of_another_row_is_wrong_here(known):
    """36.3 to 44.0 are Castle's limits."""
    text = place_findings.highest_rate(WARD_RATES).text
    changed = text.replace("85.2 to 97.1", "36.3 to 44.0")
    assert changed != text
    wrong = {changed[start:end] for start, end in known.check(changed).wrong}
    assert wrong == {"36.3", "44.0"}


def test_the_highest_rate_must_be_the_highest(known):
    """Every figure is Castle's own, and the sentence false: it says so of no row."""
    text = place_findings.highest_rate(WARD_RATES).text
    castle = text.replace("Abbey", "Castle").replace("91.0", "40.0")
    assert not known.check(castle).settled


def test_a_rise_is_no_fall(known):
    text = findings.trend_total(ANNUAL).text
    assert "fell" in text
    assert not {
        text[start:end] for start, end in known.check(text.replace("fell", "rose")).settled
    } & {"12", "2,400", "2,112"}


def test_a_sentence_of_another_form_is_left_to_other_checks(known):
    checked = known.check("Abbey is 3 miles from Castle; 17 people came.")
    assert not checked.settled and not checked.wrong


def test_a_column_that_is_not_published_can_be_claimed_by_nothing():
    claims = Claims([Claim("<area_name=> has <dogs> dogs", lambda tables: tables["a"])],
                    {"a": pd.DataFrame({"area_name": ["Abbey"]})})  # fmt: skip
    assert claims.check("Abbey has 4 dogs").wrong == {(10, 11)}


def test_a_claim_on_tables_that_are_not_there_checks_nothing():
    text = "Abbey had the highest rate: 91.0 offences per 1,000 residents"
    assert not Claims(CLAIMS, {}).check(text).wrong


def test_a_number_of_several_falls_is_counted_anew():
    falls = alarm_frames.real_changes().assign(change=-9, q=0.1)
    text = alarm_findings.what_changed_sentence(falls).text
    assert " possible falls among " in text and not text.startswith("1 ")
    known = Claims(CLAIMS, {"real_changes": falls})
    assert not known.check(text).wrong
    assert (0, 1) in known.check(f"1{text[1:]}").wrong


def test_wards_that_only_fell_are_counted_too():
    table = exhibit_frames.ward_change().replace({"signal": {"up": "no clear change"}})
    text = change_maps.change_map_sentence(table).text
    assert text.startswith("Offences clearly fell in 1 of 4 wards")
    known = Claims(CLAIMS, {"ward_change": table})
    assert not known.check(text).wrong
    assert known.check(text.replace("in 1 of", "in 2 of")).wrong
    assert known.check(text.replace("of 4", "of 3")).wrong


def test_nights_out_that_changed_nowhere_are_held_to_that():
    table = exhibit_frames_premises.areas()
    calm = table.assign(signal="no clear change")
    text = premises_findings.areas_sentence(calm).text
    assert text.endswith("it clearly changed in none of 3 wards that can be told.")
    known = Claims(CLAIMS, {"premises_areas": calm})
    assert not known.check(text).wrong
    assert known.check(text.replace("of 3 wards", "of 4 wards")).wrong
    assert Claims(CLAIMS, {"premises_areas": table}).check(text).wrong  # two of them did


def test_a_year_that_came_back_inside_its_limits_is_held_to_its_row():
    year = exhibit_frames.cumulative()
    text = alarm_findings.cumulative_sentence(year, "burglary").text
    known = Claims(CLAIMS, {"year_watched": year})
    assert "was above its limits in July 2018: 395" in text and not known.check(text).wrong
    assert known.check(text.replace("395", "396")).wrong


def test_a_share_of_an_earlier_year_is_held_to_it_where_the_last_is_hidden():
    table = people_frames.youth_shares()
    plan = "with a plan of their own"
    row = int((table["measure"] == plan).to_numpy().nonzero()[0][-1])
    hidden = people_frames.hidden(table, row=row)
    text = youth_findings.share_sentence(hidden, measure=plan).text
    known = Claims(CLAIMS, {"youth_shares": hidden})
    checked = known.check(text)
    assert checked.settled and not checked.wrong
    assert known.check(text.replace("262 of", "261 of")).wrong


def test_other_wordings_of_the_same_rows_are_held_to_them_too():
    level = exhibit_frames.denominators().assign(rank_change=0)
    near = exhibit_frames_events.peer_rates().assign(difference_share=0.002)
    many = pd.concat([FOLLOWING.head(1)] * 8, ignore_index=True)
    many["label"] = [f"Theme {chr(65 + at)}" for at in range(8)]
    several = {"ward_denominators": level, "peer_rates": near, "near_repeats": many}
    known = Claims(CLAIMS, several)
    for found, right, wrong in (
        (area_tables.denominator_sentence(level), "all 2 denominators", "all 3 denominators"),
        (peer_findings.peer_sentence(near), "All offences: level with", None),
        (peer_findings.peer_sentence(near), "90.0 against", "90.1 against"),
        (repeat_tables.following_themes_sentence(many), "2 further themes", "3 further themes"),
    ):
        assert right in found.text and not known.check(found.text).wrong
        if wrong:
            assert known.check(found.text.replace(right, wrong)).wrong


def test_a_message_of_a_change_is_held_to_the_test_of_years_where_that_is_published():
    counted = {"year_on_year": YEAR_ON_YEAR}
    text = key_messages(counted.__contains__, counted.__getitem__).text
    assert text.startswith("Robbery rose by 25% in a year, more than chance in the counts")
    known = Claims(CLAIMS, counted)
    assert known.check(text).settled and known.check(text.replace("25%", "26%")).wrong
    both = counted | {"real_changes": alarm_frames.real_changes()}
    assert not Claims(CLAIMS, both).check(text).settled
    for q, moved in ((0.001, "clearly fell"), (0.03, "probably fell"), (0.1, "may have fallen")):
        both["real_changes"] = alarm_frames.real_changes().assign(q=q)
        said, known = key_messages(both.__contains__, both.__getitem__).text, Claims(CLAIMS, both)
        assert said == f"Vehicles {moved} by 36% in a year." and known.check(said).settled
        assert known.check(said.replace("36%", "35%")).wrong
        assert not known.check(said.replace(moved, "clearly rose")).settled


def test_a_difference_from_the_peers_is_a_message_only_outside_the_funnel():
    text = "For our size we had 10% less crime than places like ours in 2009/10 (all offences)."
    rates, areas = exhibit_frames_events.peer_rates(), exhibit_frames_events.peer_areas()
    low = areas.assign(position=areas["position"].replace("as expected", "low"))
    outside = {"peer_rates": rates.assign(rank_lower=4), "peer_areas": low}
    assert key_messages(outside.__contains__, outside.__getitem__).text == text
    known = Claims(CLAIMS, outside)
    assert known.check(text).settled and not known.check(text).wrong
    assert known.check(text.replace("10%", "12%")).wrong
    assert not Claims(CLAIMS, outside | {"peer_areas": areas}).check(text).settled


@pytest.mark.parametrize(
    ("name", "said", "other"),
    [
        ("hours of the week", "violence on", "burglary on"),
        ("nights out", "of violence lies", "of burglary lies"),
        ("months of the year", "season: burglary", "season: violence"),
        ("drifting away", "shop theft changed", "car crime changed"),
        ("farthest apart", "is shop theft", "is car crime"),
    ],
)
def test_what_stands_out_most_is_so_of_no_other_theme(known, name, said, other):
    text = SENTENCES[name]().text
    assert said in text
    changed = text.replace(said, other)
    assert len(known.check(changed).settled) < len(known.check(text).settled)


def test_a_method_no_better_than_the_habit_is_held_to_its_figures_too():
    level = exhibit_frames.best_methods().assign(gain=0.01)
    text = place_findings.best_method_sentence(level, exhibit_frames.chosen_in_time()).text
    known = Claims(CLAIMS, {"holdout_best": level})
    assert "no more than last year's counts, 2.41." in text and not known.check(text).wrong
    assert known.check(text.replace("2.41", "2.50")).wrong


@pytest.mark.parametrize(
    ("value", "printed"), [(2187.4, 2190), (811.4, 811), (12345, 12300), (0, 0), (9.996, 10)]
)
def test_estimates_are_compared_as_they_are_printed(value, printed):
    assert significant(pd.Series([value]).to_numpy(float)).tolist() == [printed]


def test_every_form_can_be_read_by_itself():
    """A slot's name stands once, or again as the same; an expression compiles."""
    for claim in CLAIMS:
        assert re.findall(r"<\w+[=%±~°]?>", claim.form), claim.form


def test_a_name_may_be_printed_with_blanks_and_a_row_without_one_is_nobodys():
    feeds = pd.DataFrame({"feed": ["ward_counts", None], "months": [3, 5]})
    known = Claims([Claim("<feed=> <months> missing", lambda _: feeds)], {})
    assert known.check("Ward counts 3 missing").settled == {(12, 13)}
    assert known.check("ward_counts 5 missing").wrong == {(12, 13)}


def test_tables_without_a_row_say_nothing_and_break_nothing():
    """Where a partner sent nothing every column of a table is read back without a type."""
    empty = {name: pd.DataFrame(columns=range(0)).reindex(columns=made.columns).astype("int64")
             for name, made in people_frames.published().items()}  # fmt: skip
    assert not Claims(CLAIMS, empty).check("20 young people are on the list").wrong
