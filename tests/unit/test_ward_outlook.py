"""Wards' projections: they add up to the borough's, and nothing falls below what is known."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.ward_outlook import NOWHERE, ward_outlook
from cdrp_analysis.periods import Period

YEAR = Period.parse("2016/17")
MONTHS = [str(m) for m in pd.period_range("2012-04", "2016-09", freq="M")]


def counts(*, nowhere=0, missing=False):
    """Three wards of a borough, and five boroughs around it."""
    chance = np.random.default_rng(5)
    wards = pd.DataFrame(
        [(f"W{n}", "all", month, chance.poisson(level))
         for n, level in enumerate((20, 45, 90)) for month in MONTHS],
        columns=["area", "theme", "month", "offences"],
    ).astype({"offences": "Int64"})  # fmt: skip
    whole = wards.groupby(["theme", "month"], as_index=False)["offences"].sum().assign(area="B")
    whole["offences"] += nowhere
    around = [
        whole.assign(area=f"B{n}", offences=chance.poisson(150, len(whole))) for n in range(5)
    ]
    if missing:
        wards.loc[wards["area"].eq("W1") & wards["month"].eq("2016-07"), "offences"] = pd.NA
    return wards, pd.concat([whole, *around], ignore_index=True).astype({"offences": "Int64"})


def made(wards, boroughs):
    return ward_outlook(wards, boroughs, "B", YEAR, known_to="2016-09").set_index("area")


def test_wards_add_up_to_the_borough():
    table = made(*counts())
    assert table.index.tolist() == ["B", "W0", "W1", "W2"]
    assert table["point"].iloc[1:].sum() == pytest.approx(table.loc["B", "point"])
    assert table["known"].iloc[1:].sum() == table.loc["B", "known"]
    assert (table["lower_80"] >= table["known"]).all()
    assert (table["point"] > table["known"]).all()


def test_what_no_ward_has_is_a_part_too():
    table = made(*counts(nowhere=12))
    assert NOWHERE in table.index
    assert table.loc[NOWHERE, "point"] == pytest.approx(12 * 12, rel=0.05)
    assert table["point"].iloc[1:].sum() == pytest.approx(table.loc["B", "point"])


def test_a_missing_month_of_a_ward_is_estimated_and_never_a_zero():
    full, holed = made(*counts()), made(*counts(missing=True))
    assert holed.loc["W1", "known"] < full.loc["W1", "known"]
    assert holed.loc["W1", "point"] == pytest.approx(full.loc["W1", "point"], rel=0.1)
    assert holed["point"].iloc[1:].sum() == pytest.approx(holed.loc["B", "point"])


def test_wards_with_more_than_their_borough_are_refused():
    wards, boroughs = counts()
    with pytest.raises(InputError, match="more than the whole"):
        made(wards, boroughs.assign(offences=boroughs["offences"] - 1))


def test_without_two_years_nothing_is_projected():
    wards, boroughs = counts()
    late = (frame[frame["month"] >= "2015-01"] for frame in (wards, boroughs))
    assert made(*late).empty
    assert made(wards.head(0), boroughs).empty
