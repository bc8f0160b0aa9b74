"""A release made a month after another: what lies between the two is no small count either."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.assessment.release import protect_release
from cdrp_analysis.disclosure.earlier import CELLS, Earlier
from cdrp_analysis.measures.tabulation import ALL
from cdrp_analysis.periods import Period

LAYERS = {"lsoa": "lsoa_rates", "ward": "ward_rates"}


@pytest.fixture(scope="module")
def before(run) -> tuple[Earlier, dict[str, pd.Series]]:
    """All but the last month as it would have been published by itself, its small counts hidden."""
    evidence = run.evidence
    first, *_, last, _ = map(pd.Period, evidence.current.months())
    period, rows, told = Period.between(first, last), [], {}
    for kind in LAYERS:
        codes = evidence.areas(kind)["code"]
        counted = evidence.points(period)[kind].value_counts().reindex(codes, fill_value=0)
        small = counted.between(1, evidence.thresholds.suppress_below - 1)
        told[kind] = counted[~small]
        for code, number in counted.items():
            limits = (0.0, np.inf, True, True) if small[code] else (number, number, False, False)
            rows.append(("street", code, ALL, period.label, number, *limits))
    return Earlier("a month ago", pd.DataFrame(rows, columns=CELLS)), told


@pytest.fixture(scope="module")
def release(run, before, tmp_path_factory):
    """This run's committee edition, protected beside that one."""
    folder = tmp_path_factory.mktemp("beside") / "data"
    return protect_release(run.evidence, {"committee": folder}, rules={}, earlier=[before[0]])


@pytest.mark.parametrize("kind", LAYERS)
def test_a_month_more_than_the_last_release_tells_of_no_small_area(run, before, release, kind):
    _, told = before
    least = run.evidence.thresholds.suppress_below
    exact = run.evidence.table(LAYERS[kind]).set_index("area")["offences"]
    months = (exact.astype(float) - told[kind]).dropna()
    given_away = months.between(1, least - 1)
    shown = release["committee"].tables[LAYERS[kind]].set_index("area")["offences"]
    left = (shown.astype(float) - told[kind]).dropna()
    assert not left.between(1, least - 1).any()
    if kind == "lsoa":
        assert given_away.sum() > 5, "nothing to give away: the test says nothing"
        assert len(left) > len(told[kind]) / 3, "as good as everything is hidden"
