"""Seats of a day: which exist, which are held, how many people hold them."""

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures import seats
from tests.drawn import frame

REGISTER = """
    body  | agency  | seat      | holder | from_day   | to_day
    Board | Police  | Commander | M1     | 2009-01-01 |
    Board | Police  | Commander | M0     | 2007-01-01 | 2008-12-31
    Board | Council | Member    |        | 2008-01-01 |
    Forum | Police  | Sergeant  | M1     | 2008-01-01 |
    Forum | Faith   | Chair     | M2     | 2010-10-01 |
"""


def register() -> pd.DataFrame:
    drawn = frame(REGISTER)
    return drawn.assign(**{day: pd.to_datetime(drawn[day]) for day in ("from_day", "to_day")})


def test_a_seat_holds_from_its_first_day_to_its_last():
    for day, holders in (("2008-12-31", ["M0"]), ("2009-01-01", ["M1"])):
        held = seats.on_day(register(), day)
        assert held.loc[held["seat"] == "Commander", "holder"].tolist() == holders


def test_seats_held_and_vacant_by_body():
    found = seats.coverage(register(), "2010-09-30")
    assert found.to_dict("list") == {
        "body": ["Board", "Forum"], "seats": [2, 1], "held": [1, 1], "vacant": [1, 0],
        "share": [0.5, 1.0],
    }  # fmt: skip


def test_who_holds_two_seats_is_one_person():
    assert seats.people(register(), "2010-09-30")["holder"].tolist() == ["M1"]


def test_an_empty_register_has_no_bodies():
    assert seats.coverage(register().head(0), "2010-09-30").empty


def test_a_missing_column_is_said():
    with pytest.raises(InputError, match="lacks holder"):
        seats.coverage(register().drop(columns="holder"), "2010-09-30")
