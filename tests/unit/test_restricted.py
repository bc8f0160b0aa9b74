"""What a restricted notebook compares: like with like, and only what is known."""

import pandas as pd
import pytest

from cdrp_analysis import settings
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.scaffold import first_file
from cdrp_analysis.periods import Period


def evidence(tmp_path, *, absent=(), known_to=None):
    path = tmp_path / "a.toml"
    text = first_file()
    if known_to:
        text = text.replace("# known_to =", f'known_to = "{known_to}"')
    path.write_text(text, encoding="utf-8")
    loaded = settings.load(path)
    months = [*Period.parse("2016/17").months(), *Period.parse("2017/18").months()]
    coverage = pd.DataFrame({"feed": "street", "month": months})
    coverage["status"] = ["absent" if m in absent else "complete" for m in months]
    coverage.to_parquet(tmp_path / "coverage.parquet")
    pd.DataFrame(
        {"month": months, "kind": "offence", "theme": "burglary", "category": "Burglary"}
    ).to_parquet(tmp_path / "offences.parquet")
    pd.DataFrame({"classification": ["policeuk"]}).to_parquet(tmp_path / "weights.parquet")
    counts = pd.DataFrame({"month": months, "area": "E09000013", "theme": "all", "offences": 1})
    counts.to_parquet(tmp_path / "counts_borough.parquet")
    return Evidence(loaded, tmp_path, tmp_path / "tables")


def labels(found):
    return [(p.label, p.first, p.last) for p in found.compared]


def test_a_whole_year_is_held_against_the_year_before(tmp_path):
    assert labels(evidence(tmp_path)) == [
        ("2016/17", "2016-04", "2017-03"),
        ("2017/18", "2017-04", "2018-03"),
    ]


def test_a_year_that_is_not_over_is_held_against_the_same_months(tmp_path):
    found = evidence(tmp_path, known_to="2017-11")
    assert labels(found) == [
        ("April to November 2016", "2016-04", "2016-11"),
        ("April to November 2017", "2017-04", "2017-11"),
    ]
    assert found.offences()["month"].max() == "2017-11"
    assert found.counts("borough")["month"].max() == "2017-11"
    assert [p.label for p in found.counted] == ["April to November 2016", "April to November 2017"]


def test_a_year_with_a_month_missing_says_so_and_is_compared_with_nothing(tmp_path):
    found = evidence(tmp_path, absent=["2017-08"])
    assert [p.label for p in found.compared] == ["2017/18 (11 of 12 months)"]
    assert found.points_before.empty
    assert "2017-08" not in set(found.offences()["month"])
    weighed = found.weighed_offences(found.compared[-1])
    assert weighed["offences"].isna().all()


def test_a_year_before_with_a_month_missing_is_not_compared(tmp_path):
    found = evidence(tmp_path, absent=["2016-08"])
    assert [p.label for p in found.compared] == ["2017/18"]
    assert found.comparison(found.compared) == "2017/18"


@pytest.mark.parametrize("known_to", [None, "2017-11"])
def test_weighed_offences_count_the_period_compared(tmp_path, known_to):
    found = evidence(tmp_path, known_to=known_to)
    weighed = found.weighed_offences(found.compared[-1])
    assert weighed["offences"].tolist() == [8 if known_to else 12]
