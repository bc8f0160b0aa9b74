"""Streets by their names, premises by how near an offence is."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.place_units import at_premises
from cdrp_analysis.measures.street_names import street_names
from cdrp_analysis.vocabulary import GENERIC_PLACES


@pytest.mark.parametrize("text, street", [
    ("On or near Mill Lane", "Mill Lane"),
    ("Mill Lane", "Mill Lane"),
    ("Parsons Green (lu Station)", "Parsons Green (lu Station)"),
    ("On or near Theatre/concert Hall", None),  # as the publisher has written it since 2013
    ("On or near Theatre/Concert Hall", None),
    ("No Location", None),
    ("On or near ", None),
    (None, None),
])  # fmt: skip
def test_kinds_of_place_are_no_streets_whatever_their_capitals(text, street):
    found = street_names(pd.Series([text], dtype="object", index=[4]))
    assert found.index.tolist() == [4]
    assert (found[4] if street else found.isna()[4]) == (street or True)


def test_every_kind_of_place_is_known():
    texts = pd.Series([f"On or near {kind}" for kind in GENERIC_PLACES])
    assert street_names(texts).isna().all()


def register(*rows):
    return pd.DataFrame(rows, columns=["premises", "easting", "northing"])


def points(*rows):
    return pd.DataFrame(rows, columns=["easting", "northing"], dtype=float)


def test_the_nearest_within_reach_is_taken_and_the_limit_is_within_it():
    """One row a weekday is one premises; one without a place is nobody's."""
    premises = register(("A", 0, 0), ("A", 0, 0), ("B", 100, 0), ("C", None, None))
    where = points((30, 0), (90, 0), (150, 0), (150.1, 0), (None, None))
    found = at_premises(where, premises, within_m=50)
    assert found.tolist()[:3] == ["A", "B", "B"]
    assert found.isna().tolist() == [False, False, False, True, True]
    assert at_premises(where, premises.head(0)).isna().all()
    with pytest.raises(InputError, match="finds nothing"):
        at_premises(where, premises, within_m=0)


@given(st.integers(0, 2**32 - 1))
def test_it_is_what_measuring_every_pair_gives(seed):
    chance = np.random.default_rng(seed)
    where = pd.DataFrame(chance.uniform(0, 500, (30, 2)), columns=["easting", "northing"])
    doors = pd.DataFrame(chance.uniform(0, 500, (8, 2)), columns=["easting", "northing"])
    doors.insert(0, "premises", list("ABCDEFGH"))
    away = np.hypot(*(where[axis].to_numpy()[:, None] - doors[axis].to_numpy()
                      for axis in ("easting", "northing")))  # fmt: skip
    wanted = np.where(away.min(axis=1) <= 50, doors["premises"].to_numpy()[away.argmin(axis=1)], "")
    assert at_premises(where, doors).fillna("").tolist() == wanted.tolist()
