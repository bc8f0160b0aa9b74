"""The hours of the week in the editions: protected together, nothing of sensitive themes."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.protect import protect
from cdrp_analysis.disclosure.relations import Cell, Hierarchy, Partition
from cdrp_analysis.measures.times import time_weights
from cdrp_analysis.measures.week_parts import sums_of_parts, week_parts

SPEC = SPECS["week_parts"]


@pytest.fixture(scope="module")
def table():
    """Robbery with quiet mornings, vehicle crime all over the week, and a sensitive theme."""
    random = np.random.default_rng(4)
    quiet = np.where(np.arange(168) % 24 < 9, 0.3, 2.6)
    hours = {"robbery": random.poisson(quiet), "vehicle": random.poisson(4.0, 168),
             "rape": random.poisson(0.2, 168), "arson": random.poisson(0.1, 168)}  # fmt: skip
    week = pd.Timestamp("2010-06-07 00:30") + pd.to_timedelta(np.arange(168), unit="h")
    events = pd.concat(
        [pd.DataFrame({"theme": theme, "start": week.repeat(n), "end": pd.NaT})
         for theme, n in hours.items()], ignore_index=True
    ).astype({"end": "datetime64[us]"})  # fmt: skip
    made = week_parts(time_weights(events), events["theme"], period="2010/11", least=5)
    return made.assign(label=made["theme"], sensitive=made["theme"] == "rape")


@pytest.fixture(scope="module")
def release(table):
    hierarchy = Hierarchy(
        offence=(Partition("all", ("robbery", "vehicle", "rape", "arson", "other")),),
        period=[Partition(total, tuple(parts)) for total, parts in sums_of_parts(["2010/11"])],
    )
    return protect({"week_parts": table}, {"week_parts": SPEC}, hierarchy=hierarchy)


def test_no_time_of_day_of_a_sensitive_theme_leaves(release):
    for edition in release.editions.values():
        assert set(edition.tables["week_parts"]["theme"]) == {"robbery", "vehicle", "arson"}
    rows = release.ledger
    left = rows[rows["action"].eq("row left out") & rows["key"].str.startswith("rape")]
    assert set(left["edition"]) == {"committee", "public"}


def test_small_counts_are_hidden_and_their_range_stays_open(table, release):
    """The attack knows every sum of days, bands and nights, and reads the committee's edition."""
    for edition in release.editions.values():
        shown = edition.tables["week_parts"].merge(
            table[["theme", "part", "offences"]], on=["theme", "part"], suffixes=("", "_exact")
        )
        small = shown["offences_exact"].between(1, 4)
        assert small.sum() > 10
        assert (shown.loc[small, "offences_symbol"] == "[c]").all()
        assert edition.attack["safe"].all()
        primary = edition.attack[edition.attack["primary"]]
        assert len(primary) == small.sum()
        assert (primary["lower"] == 0).all() and (primary["upper"] >= 5).all()


def test_hiding_the_small_alone_would_give_them_away(release):
    """The sums are tight: some counts of five and more have to go as well."""
    hidden = release.hidden & ~release.primary
    in_table = np.array([kind == "table" for kind in release.system.kind])
    assert (hidden & in_table).sum() >= 3


def test_the_system_knows_that_nights_out_are_eight_slots(release):
    system = release.system
    nights = system.index[Cell("week", "partnership", "vehicle",
                               "Friday and Saturday 18:00 to 06:00, 2010/11")]  # fmt: skip
    assert [len(parts) for total, parts in system.relations if total == nights] == [8]


def test_the_whole_week_is_spared_where_slots_can_go(release):
    shown = release["committee"].tables["week_parts"]
    whole = shown[shown["part"].str.startswith("whole week")]
    assert (whole["offences_symbol"] == "").all()


def test_the_public_edition_is_rounded_and_its_shares_are_made_from_that(release):
    shown = release["public"].tables["week_parts"]
    numbers = shown["offences"].dropna()
    assert (numbers % 5 == 0).all()
    vehicle = shown[shown["theme"] == "vehicle"].set_index("part")
    whole = vehicle.loc["whole week, 2010/11", "offences"]
    known = vehicle["offences"].notna()
    expected = (vehicle["offences"] / whole).round(3)[known]
    np.testing.assert_allclose(vehicle["share"].astype(float)[known], expected.astype(float))
    assert vehicle.loc[~known, "share"].isna().all()
    assert (vehicle.loc[~known, "share_symbol"] == "[c]").all()
