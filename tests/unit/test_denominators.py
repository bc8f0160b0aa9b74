"""One count, several denominators: rates, ranks and how far they move."""

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.denominators import Denominator, rates_by_denominator
from tests.drawn import frame

WARDS = frame("""
    area | area_name | offences
    C    | Castle    | 900
    D    | Docks     | 400
    M    | Minster   | 500
""")
RESIDENTS = Denominator(pd.Series({"C": 3000, "D": 8000, "M": 10000}), 1000, "1,000 residents")
BY_DAY = Denominator(pd.Series({"C": 60000, "D": 8000, "M": 20000}), 1000, "1,000 people by day")
AREA = Denominator(pd.Series({"C": 0.5, "D": 4.0, "M": 1.0}), 1, "km²")


def by(key, table):
    return table[table["denominator"] == key].set_index("area")


def test_the_town_centre_is_first_by_resident_and_last_by_person_there():
    table = rates_by_denominator(WARDS, {"residents": RESIDENTS, "by_day": BY_DAY, "area": AREA})
    residents, day, area = (by(key, table) for key in ("residents", "by_day", "area"))
    assert residents["rate"].tolist() == [300, 50, 50]
    assert residents["rank"].tolist() == [1, 2, 2] and (residents["rank_change"] == 0).all()
    assert day["rate"].tolist() == [15, 50, 25] and day["rank"].tolist() == [3, 1, 2]
    assert day["rank_change"].tolist() == [-2, 1, 0]
    assert area["rate"].tolist() == [1800, 100, 500]
    assert (table["of_areas"] == 3).all() and len(table) == 9
    assert (table["rate_lower"] < table["rate"]).all() and (
        table["rate"] < table["rate_upper"]
    ).all()


def test_what_is_not_known_has_no_rate_and_takes_no_place():
    wards = WARDS.assign(offences=pd.array([900, pd.NA, 500], dtype="Int64"))
    nobody = Denominator(pd.Series({"C": 0, "D": 10}), 1000, "1,000 households")
    table = rates_by_denominator(wards, {"residents": RESIDENTS, "households": nobody})
    assert by("residents", table)["rank"].tolist() == [1, pd.NA, 2]
    assert by("households", table)["rate"].isna().all()  # nobody, no count, no size
    assert by("households", table)["of_areas"].tolist() == [0, 0, 0]
    assert by("households", table)["size"].isna().tolist() == [False, False, True]


def test_a_negative_size_or_no_denominator_is_refused():
    below = Denominator(pd.Series({"C": -1, "D": 1, "M": 1}), 1, "km²")
    with pytest.raises(InputError, match="1 areas have a negative area"):
        rates_by_denominator(WARDS, {"area": below})
    with pytest.raises(InputError, match="0 denominators"):
        rates_by_denominator(WARDS, {})
    with pytest.raises(InputError, match="1 repeat an area"):
        rates_by_denominator(pd.concat([WARDS, WARDS.head(1)]), {"area": AREA})
