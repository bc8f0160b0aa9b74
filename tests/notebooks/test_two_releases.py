"""A release made a month after another: what lies between the two is no small count either."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.assessment import licensed
from cdrp_analysis.assessment.release import protect_release
from cdrp_analysis.disclosure.earlier import CELLS, Earlier
from cdrp_analysis.measures.premises import VIOLENCE
from cdrp_analysis.measures.tabulation import ALL
from cdrp_analysis.periods import Period

LAYERS = {"lsoa": "lsoa_rates", "ward": "ward_rates", "nights": "premises_areas"}


def nights_of(table: pd.DataFrame, period: str) -> pd.Series:
    """Violence of a period's nights out by ward, of a table that has other periods as well."""
    wards = table[(table["period"] == f"nights out, {period}") & table["area"].str.match("E05")]
    return wards.set_index("area")["offences"]


def shown_by_area(kind: str, table: pd.DataFrame, period: str) -> pd.Series:
    """The counts of a table, those of wards at night alone where it has them."""
    told = nights_of(table, period) if kind == "nights" else table.set_index("area")["offences"]
    return told.astype(float)


@pytest.fixture(scope="module")
def before(run) -> tuple[Earlier, dict[str, pd.Series]]:
    """All but the last month as it would have been published by itself, its small counts hidden."""
    evidence = run.evidence
    first, *_, last, _ = map(pd.Period, evidence.current.months())
    period, rows, told = Period.between(first, last), [], {}
    counts = {
        kind: evidence.points(period)[kind].value_counts()
        .reindex(evidence.areas(kind)["code"], fill_value=0)
        for kind in ("lsoa", "ward")
    }  # fmt: skip
    at_night = licensed.nights_by_ward(evidence, licensed.premises(evidence), period)
    counts["nights"] = nights_of(at_night, period.label)
    places = {"nights": (VIOLENCE, f"nights out, {period.label}")}
    for kind, counted in counts.items():
        small = counted.between(1, evidence.thresholds.suppress_below - 1)
        told[kind] = counted[~small]
        place = places.get(kind, (ALL, period.label))
        for code, number in counted.items():
            limits = (0.0, np.inf, True, True) if small[code] else (number, number, False, False)
            rows.append(("street", code, *place, number, *limits))
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
    period = run.evidence.current.label
    exact = shown_by_area(kind, run.evidence.table(LAYERS[kind]), period)
    months = (exact - told[kind]).dropna()
    given_away = months.between(1, least - 1)
    shown = shown_by_area(kind, release["committee"].tables[LAYERS[kind]], period)
    left = (shown - told[kind]).dropna()
    assert not left.between(1, least - 1).any()
    if kind == "nights":
        assert given_away.any(), "nothing to give away: the test says nothing"
    if kind == "lsoa":
        assert given_away.sum() > 5, "nothing to give away: the test says nothing"
        assert len(left) > len(told[kind]) / 3, "as good as everything is hidden"
