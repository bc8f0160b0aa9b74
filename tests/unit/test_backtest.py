"""Rolling origins: every origin sees only its own past, and errors are those worked out by hand."""

import numpy as np
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.backtest import backtest, origin_scores
from tests.unit.test_projection import panel


def test_a_series_that_repeats_itself_is_backtested_without_error():
    scores = backtest(panel([100] * 6), ["2022-08", "2023-08"]).iloc[0]
    assert (scores["offence"], scores["origins"]) == ("burglary", 2)
    assert scores["error_share"] == pytest.approx(0, abs=1e-12)
    assert scores["error_share_habit"] == pytest.approx(0, abs=1e-12)


def test_backtesting_a_jump_finds_the_error_worked_out_by_hand():
    """Level 100 a month doubles after the origin: 4 months of 8 + 4 are short by 100 each."""
    counts = panel([100] * 6, shape=np.ones(12))
    counts.loc[counts["month"] > "2022-08", "count"] = 200
    scores = backtest(counts, ["2022-08"]).iloc[0]
    assert scores["error_share"] == pytest.approx(400 / 1600)
    assert scores["coverage_95"] == 0


def test_an_origin_without_a_year_after_it_is_refused():
    with pytest.raises(InputError, match="origin 2024-06 lacks a year"):
        backtest(panel([100]), ["2024-06"])


def test_the_scaled_error_is_over_the_change_of_months_a_year_apart():
    """100 a month, 110 from 2021 on, 150 after the origin: last year's months miss by 40, and in
    four years months a year apart differed by 10 in one year of three: 40 / (10 / 3) = 12."""
    counts = panel([100] * 6, shape=np.ones(12))
    counts.loc[counts["month"] >= "2021-01", "count"] = 110
    counts.loc[counts["month"] > "2022-12", "count"] = 150
    score = origin_scores(counts, ["2022-12"], disturbed=()).iloc[0]
    assert score["mase_naive"] == pytest.approx(12)
    assert score["mase"] == pytest.approx(12, rel=0.02)
    # Eight months of 110 known; last year's rest 4 * 110: as known then, nothing is missed.
    assert score["error_share_naive"] == pytest.approx(4 * 40 / (8 * 110 + 4 * 150))


def test_what_comes_after_an_origin_does_not_change_its_projection():
    counts = panel([100] * 6, noise=4)
    early = counts[counts["month"] <= "2023-08"]
    changed = counts.copy()
    changed.loc[changed["month"] > "2023-08", "count"] = 9999
    for frame in (early, changed):
        scores = origin_scores(frame, ["2022-08"])
        assert scores["mase"].tolist() == origin_scores(counts, ["2022-08"])["mase"].tolist()


def test_only_areas_asked_for_are_scored():
    scores = origin_scores(panel([100] * 6, noise=4), ["2022-08", "2023-08"], areas=["A03"])
    assert scores["area"].tolist() == ["A03", "A03"]
    assert scores["origin"].tolist() == ["2022-08", "2023-08"]
