"""What the tests of the sample's planters share: worlds, all that is planted, rules of a feed."""

import json
import re
from functools import cache

import pandas as pd

from cdrp_analysis.contracts import PARTNER_FEEDS, check_rows, conform
from cdrp_analysis.contracts.base import PROVENANCE
from cdrp_analysis.sample.geography import make_ground
from cdrp_analysis.sample.plan import CALENDAR
from cdrp_analysis.sample.streets import snap_points, street_network
from cdrp_analysis.sample.world import World

_ADDED = {column.name for column in PROVENANCE} | {"month"}
_FIELDS = {"key", "item", "what", "planted", "unit", "how"}


@cache
def world_of(seed: int) -> World:
    """The ground, streets and snap points of a seed."""
    ground = make_ground(seed)
    return World(seed, CALENDAR, ground, snap_points(ground, street_network(ground, seed), seed))


def planted_by(planters, world: World) -> tuple[dict[str, pd.DataFrame], list[dict]]:
    """Feeds and truths of several planters together."""
    files, truths = {}, []
    for planter in planters:
        more, found = planter(world)
        files |= more
        truths += found
    return files, truths


def typed(files: dict[str, pd.DataFrame], feed: str) -> pd.DataFrame:
    """Cells of a feed as its contract types them."""
    return conform(files[feed].astype("str"), PARTNER_FEEDS[feed])[0][list(files[feed])]


def refusals(feed: str, table: pd.DataFrame) -> list[str]:
    """Why rows of a feed are refused or cells cannot be read; none if the contract is kept."""
    contract = PARTNER_FEEDS[feed]
    cells = table.astype("str").assign(
        source_file=f"partners/{feed}.csv",
        source_row=range(2, len(table) + 2),
        vintage=CALENDAR.released,
    )
    if contract.dated:
        cells["month"] = cells[contract.dated].str[:7]
    rows, unreadable = conform(cells, contract)
    return [*unreadable.dropna().unique(), *check_rows(rows, contract)[1].dropna().unique()]


def assert_contract_is_kept(feed: str, table: pd.DataFrame) -> None:
    """The contract's own columns, at least one row, none refused, none outside the calendar."""
    contract = PARTNER_FEEDS[feed]
    assert list(table.columns) == [name for name in contract.names if name not in _ADDED]
    assert len(table) > 0
    assert refusals(feed, table) == []
    if contract.dated:
        months = table[contract.dated].str[:7]
        assert CALENDAR.drawn[0] <= months.min() <= months.max() <= CALENDAR.known_to


def assert_truths_are_well_formed(truths: list[dict]) -> None:
    """A key of their own, the six fields, and the same after a journey through JSON."""
    assert len({truth["key"] for truth in truths}) == len(truths) > 0
    for truth in truths:
        assert set(truth) >= _FIELDS
        assert re.fullmatch(r"[a-z0-9_]+", truth["key"])
        assert re.fullmatch(r"A[0-4]\d|B[0-2]\d", truth["item"])
        assert truth["how"] in ("exact", "process", "found")
    assert json.loads(json.dumps(truths)) == truths


def assert_made_again(planters, world: World) -> None:
    """The same world gives the same feeds and truths."""
    first, again = planted_by(planters, world), planted_by(planters, world)
    assert first[1] == again[1]
    for feed, table in first[0].items():
        pd.testing.assert_frame_equal(table, again[0][feed])


def unchanged(planters, world: World, other: World) -> set[str]:
    """Feeds that are the same in two worlds."""
    files, others = planted_by(planters, world)[0], planted_by(planters, other)[0]
    return {feed for feed, table in files.items() if table.equals(others[feed])}
