"""Location quotients by hand, and limits that hold as often as they say."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.measures.location_quotients import location_quotients
from tests.drawn import frame


def test_location_quotients_by_hand():
    counts = frame("""
        area | theme    | offences
        A    | burglary | 30
        A    | robbery  | 10
        B    | burglary | 30
        B    | robbery  | 30
    """)
    found = location_quotients(counts)["location_quotient"]
    assert found.round(4).tolist() == [1.25, 0.625, 0.8333, 1.25]
    assert location_quotients(counts, least_expected=20)["location_quotient"].isna().sum() == 1


def test_the_quotient_of_the_r_package_reat():
    """Documentation of locq, after Farhauer and Kroell (2013): 0.3847623."""
    here, region, industry, all_jobs = 1714, 79_006, 879_213, 15_593_224
    jobs = [here, region - here, industry - here, all_jobs - region - industry + here]
    counts = pd.DataFrame({"area": list("AABB"), "theme": list("xyxy"), "offences": jobs})
    assert round(location_quotients(counts)["location_quotient"].iloc[0], 7) == 0.3847623


def test_limits_of_a_location_quotient_hold_the_truth_as_often_as_they_say():
    """Two areas, two themes, 4,000 draws of 400 offences: the true quotients are known."""
    shares = np.array([[0.05, 0.25], [0.30, 0.40]])
    true = shares / (shares.sum(axis=1, keepdims=True) * shares.sum(axis=0))
    rng, held = np.random.default_rng(3), np.zeros(4)
    for drawn in rng.multinomial(400, shares.ravel(), size=2000):
        table = pd.DataFrame({"area": list("AABB"), "theme": list("xyxy"), "offences": drawn})
        found = location_quotients(table, least_expected=0)
        lower, upper = (found[f"location_quotient_{end}"] for end in ("lower", "upper"))
        held += ((lower <= true.ravel()) & (true.ravel() <= upper)).to_numpy()
    assert (held / 2000 > 0.935).all() and (held / 2000 < 0.965).all()


def test_an_area_without_a_theme_has_a_quotient_of_zero_with_an_upper_limit():
    counts = frame("""
        area | theme    | offences
        A    | burglary | 0
        A    | robbery  | 40
        B    | burglary | 30
        B    | robbery  | 30
    """)
    row = location_quotients(counts).iloc[0]
    assert row["location_quotient"] == row["location_quotient_lower"] == 0
    assert row["location_quotient_upper"] == pytest.approx(3.6889 / row["expected"], rel=1e-4)
    counts.loc[0, "offences"] = pd.NA
    assert np.isnan(location_quotients(counts)["location_quotient_upper"][0])
