"""What agencies owed and sent, and how far services' places were used."""

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures import sharing
from tests.drawn import frame

LOG = """
    agency   | dataset          | due_on     | received_on | complete_percent | lag_days
    Police   | para 1: offences | 2010-01-31 | 2010-01-31  | 90               | 3
    Police   | para 1: offences | 2010-04-30 | 2010-05-01  | 100              | 5
    Police   | agreed: tests    | 2010-04-30 |             |                  |
    Hospital | agreed: assaults | 2010-04-30 |             |                  |
"""


def log() -> pd.DataFrame:
    drawn = frame(LOG)
    return drawn.assign(**{day: pd.to_datetime(drawn[day]) for day in ("due_on", "received_on")})


def test_the_day_due_is_in_time_and_the_next_is_late():
    card = sharing.scorecard(log()).set_index("agency").loc["Police"]
    assert card[["due", "received", "late"]].tolist() == [3, 2, 1]
    assert card["received_share"] == pytest.approx(2 / 3)
    assert card["in_time_share"] == pytest.approx(1 / 3)
    assert card["complete_share"] == 0.95 and card["lag_days"] == 4


def test_who_never_sent_has_no_completeness():
    card = sharing.scorecard(log()).set_index("agency").loc["Hospital"]
    assert card["received"] == 0 and pd.isna(card["complete_share"])


def test_sets_by_law_are_told_by_their_paragraph():
    assert sharing.by_law(log()).tolist() == [True, True, False, False]


def test_use_is_the_mean_of_months_and_may_pass_the_places():
    months = frame("""
        service | places | filled
        beds    | 10     | 12
        beds    | 10     | 10
        slots   | 20     | 9
    """)
    found = sharing.use_of_places(months).set_index("service")
    assert found.loc["beds", ["filled", "used_share", "months_full"]].tolist() == [11, 1.1, 2]
    assert pd.isna(found.loc["slots", "months_full"])  # of nine people


def test_means_become_whole_places_with_the_share_that_follows():
    services = sharing.use_of_places(
        frame("""
        service | places | filled
        beds    | 10     | 7
        beds    | 10     | 8.2
    """)
    )
    whole = sharing.in_whole_places(services).iloc[0]
    assert (whole["filled"], whole["used_share"]) == (8, 0.8)


def test_a_service_without_places_has_no_use():
    none = sharing.use_of_places(
        frame("""
        service | places | filled
        beds    | 0      | 0
    """)
    )
    assert pd.isna(none["used_share"].iloc[0])


def test_no_rows_and_a_missing_column():
    assert sharing.scorecard(log().head(0)).empty
    with pytest.raises(InputError, match="lacks lag_days"):
        sharing.scorecard(log().drop(columns="lag_days"))
