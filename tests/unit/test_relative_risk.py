"""Two surfaces compared with one bandwidth, and not where both are low."""

import numpy as np
import pandas as pd
import pytest
from shapely import box

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.kernel import density
from cdrp_analysis.measures.relative_risk import density_change, relative_risk

TOWN = box(0, 0, 4000, 4000)


def points(where):
    return pd.DataFrame(np.asarray(where, dtype=float), columns=["easting", "northing"])


def repeated(*pairs):
    """Places with a number of points each: ((east, north), number)."""
    return points(np.repeat([place for place, _ in pairs], [number for _, number in pairs], axis=0))


WEST, EAST, NOWHERE = (1000, 2000), (3000, 2000), (2000, 200)


def test_the_risk_by_hand():
    """Cases 10 west and 30 east, controls 50 and 50: risks of 0.25/0.5 and 0.75/0.5."""
    got = relative_risk(repeated((WEST, 10), (EAST, 30)), repeated((WEST, 50), (EAST, 50)),
                        [WEST, EAST, NOWHERE], TOWN)  # fmt: skip
    assert got["log_relative_risk"][:2].tolist() == pytest.approx([np.log(0.5), np.log(1.5)])
    assert got["masked"].tolist() == [False, False, True]
    assert np.isnan(got["log_relative_risk"][2])
    assert got["cases"][0] == pytest.approx(10 * 3 / (np.pi * 0.3**2))


def test_the_change_by_hand_whatever_the_totals_did():
    got = density_change(repeated((WEST, 20), (EAST, 20)), repeated((WEST, 10), (EAST, 400)),
                         [WEST, EAST], TOWN)  # fmt: skip
    assert got["log_change"].tolist() == pytest.approx([np.log(0.5), np.log(20)])
    assert list(got) == ["before", "after", "log_change", "masked"]
    assert got["before"][0] == pytest.approx(2 * got["after"][0])


@pytest.mark.parametrize("number, masked", [(4, True), (5, False), (6, False)])
def test_a_place_is_masked_only_where_both_have_fewer_than_five(number, masked):
    few, more = repeated((WEST, number)), repeated((WEST, 1))
    for got in (
        density_change(few, more, [WEST], TOWN),
        density_change(more, few, [WEST], TOWN),
        relative_risk(few, more, [WEST], TOWN),
    ):
        assert got["masked"].tolist() == [masked]
    notes = density_change(few, more, [WEST], TOWN).attrs["notes"]
    assert notes == [
        f"Not shown where both have fewer than 5 points around: {int(masked)} of 1 places; "
        "one bandwidth of 300 m for both."
    ]


def test_what_is_new_is_infinite_and_what_has_gone_too():
    got = density_change(repeated((WEST, 9)), repeated((EAST, 9)), [WEST, EAST], TOWN)
    assert got["log_change"].tolist() == [-np.inf, np.inf]


def test_weights_change_the_surface_but_not_what_is_masked():
    """Two offences of 1,000 days each are still two offences."""
    two, days = repeated((WEST, 2)), np.array([1000.0, 1000.0])
    got = density_change(two, two, [WEST], TOWN, weights=(None, days))
    assert got["after"][0] == pytest.approx(1000 * got["before"][0]) and got["masked"][0]
    shown = density_change(two, two, [WEST], TOWN, weights=(None, days), fewest=2)
    assert shown["log_change"][0] == pytest.approx(np.log(1000))


def test_one_bandwidth_and_kernel_serve_both():
    rng = np.random.default_rng(3)
    one, two = (points(rng.uniform(0, 4000, (400, 2))) for _ in "ab")
    at = rng.uniform(0, 4000, (50, 2))
    options = {"bandwidth_m": 250.0, "kernel": "gaussian"}
    got = relative_risk(one, two, at, TOWN, **options, fewest=0)
    f, g = (density(part, at, TOWN, **options) for part in (one, two))
    assert np.allclose(got["log_relative_risk"], np.log(f / g))


def test_a_set_without_points_has_no_shares():
    with pytest.raises(InputError, match="totals are 0 and 1"):
        relative_risk(repeated(((9e5, 0), 3)), repeated((WEST, 1)), [WEST], TOWN)
