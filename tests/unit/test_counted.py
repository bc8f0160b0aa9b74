"""Which months may be counted: every file there, every area there."""

import tomllib
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.assessment.counted import coverage, lenders, usable_months, without_thinned
from cdrp_analysis.assessment.prepare import ingest
from cdrp_analysis.assessment.scaffold import first_file
from cdrp_analysis.settings import Assessment
from cdrp_analysis.store import Store
from tests.drawn import frame
from tests.rawfiles import text, write


def test_a_month_counts_only_if_every_street_feed_that_covers_it_is_complete():
    """One force's railway rows must not make the other force's absent month a quiet one."""
    covered = frame("""
        feed    | month   | rows | status
        town    | 2018-07 | 900  | complete
        town    | 2018-08 |      | absent
        railway | 2018-07 | 20   | complete
        railway | 2018-08 | 26   | complete
        railway | 2018-09 | 22   | complete
        other   | 2018-09 |      | absent
    """)
    assert usable_months(covered, ["town", "railway"]) == {"2018-07", "2018-09"}


def located(lost: set[str] = frozenset(), month: str = "2018-08") -> pd.DataFrame:
    """Thirty rows a month in each of ten LSOAs, five to a ward, but for those lost in a month."""
    rows = [
        (lsoa, ward, when)
        for when in ("2018-06", "2018-07", "2018-08", "2018-09")
        for ward, first in (("W1", 0), ("W2", 5))
        for lsoa in (f"L{first + n}" for n in range(5))
        for _ in range(30)
        if not (when == month and lsoa in lost)
    ]
    return pd.DataFrame(rows, columns=["lsoa", "ward", "month"])


def status_of(rows: pd.DataFrame) -> dict[str, str]:
    months = ["2018-06", "2018-07", "2018-08", "2018-09"]
    covered = pd.DataFrame(
        {"feed": "street", "month": months, "rows": np.nan, "status": "complete"}
    )
    found = without_thinned(covered, rows, ["street"], collapse_share=0.35)
    return found.set_index("month")["status"].to_dict()


def test_a_month_that_lost_half_of_the_lsoas_is_collapsed_although_its_file_is_there():
    found = status_of(located(lost={"L0", "L1", "L2", "L5", "L6"}))
    assert found.pop("2018-08") == "collapsed"
    assert set(found.values()) == {"complete"}


def test_a_month_that_lost_most_of_one_ward_is_collapsed():
    rows = located()
    thin = (rows["month"] == "2018-08") & (rows["ward"] == "W2") & (rows.index % 10 > 0)
    assert status_of(rows[~thin])["2018-08"] == "collapsed"


def test_whole_months_stay_complete():
    assert set(status_of(located()).values()) == {"complete"}


# Partners' feeds -------------------------------------------------------------------------

FIRES = "reference,category,attended_at"


def partner(key, contract, file, vintage=date(2010, 10, 18)):
    return {"key": key, "layout": "template", "contract": contract, "files": [file],
            "vintage": vintage}  # fmt: skip


@pytest.fixture
def partners(tmp_path):
    """Fires of April and June, of May to June in a later release, and a roster without dates."""
    alarm = "malicious false alarm"
    write(tmp_path, "july.csv", text(FIRES, f"a-1,{alarm},2010-04-01 10:00",
                                     f"b-1,{alarm},2010-06-02 10:00"))  # fmt: skip
    write(tmp_path, "october.csv", text(FIRES, f"b-1,{alarm},2010-06-02 11:00"))
    write(tmp_path, "roster.csv", text("weekday,hour,officers", "1,0,3.5"))
    return tmp_path


def assessed(root, *feeds):
    assessment = Assessment.model_validate(tomllib.loads(first_file()) | {"feeds": list(feeds)})
    store = Store(root / "store")
    return assessment, store, ingest(assessment, root, store)


def test_a_partner_lacks_a_month_only_of_those_it_was_expected_to_send(partners):
    """One file holds all its months: one without a row is a month in which nothing happened."""
    fires = partner("fires", "fire_incidents", "july.csv")
    assessment, store, _ = assessed(partners, fires)
    nothing = {"feed": [], "month": [], "rows": [], "status": []}
    assert coverage(assessment, store).to_dict("list") == nothing
    assert store.months("fires")["month"].tolist() == ["2010-04", "2010-06"]
    assessment, store, _ = assessed(partners, fires | {"expected": "2010-04..2010-07"})
    found = coverage(assessment, store)
    assert found[["feed", "month", "status"]].to_dict("list") == {
        "feed": ["fires"] * 4,
        "month": ["2010-04", "2010-05", "2010-06", "2010-07"],
        "status": ["complete", "absent", "complete", "absent"],
    }


def test_a_feed_without_dates_covers_no_months(partners):
    roster = partner("roster", "rosters", "roster.csv")
    fires = partner("fires", "fire_incidents", "july.csv") | {"expected": "2010-04..2010-06"}
    assessment, store, _ = assessed(partners, fires, roster)
    assert len(store.read("roster")) == 1
    assert set(coverage(assessment, store)["feed"]) == {"fires"}


def test_releases_of_a_partner_are_stored_once_and_their_revisions_kept(partners):
    older = partner("july", "fire_incidents", "july.csv", date(2010, 7, 5))
    newer = partner("october", "fire_incidents", "october.csv")
    roster = partner("roster", "rosters", "roster.csv")
    assessment, store, changed = assessed(partners, older, newer, roster)
    assert changed == ["july", "october", "roster"]
    assert store.months("july")["month"].tolist() == ["2010-04"]
    assert store.months("october")["month"].tolist() == ["2010-06"]
    (log,) = store.revisions("july").to_dict("records")
    assert (log["month"], log["rows_changed"], log["rows_added"]) == ("2010-06", 1, 0)
    # Another release concerns the feeds of its contract, and no others.
    write(partners, "october.csv", text(FIRES))
    assert ingest(assessment, partners, store) == ["july", "october"]
    assert store.months("july")["month"].tolist() == ["2010-04", "2010-06"]


def test_only_feeds_that_give_a_theme_the_count_table_lacks_are_its_lenders():
    themes = [
        SimpleNamespace(
            key="burglary", street=(), codes=("28",), incidents=(), counts=("BURGLARY",)
        ),
        SimpleNamespace(key="asb", street=(), codes=(), incidents=("ASB",), counts=()),
    ]
    rows = pd.DataFrame({"feed": ["extract", "log", "log"], "theme": ["burglary", "asb", None]})
    feeds = [SimpleNamespace(key=key) for key in ("extract", "log", "silent")]
    found = lenders(SimpleNamespace(themes=themes), rows, feeds)
    assert [feed.key for feed in found] == ["log"]
