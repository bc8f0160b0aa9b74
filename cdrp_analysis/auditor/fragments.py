"""Where published map layers overlap, their counts share events: the pieces of the overlaps."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

import numpy as np
import shapely
import shapely.geometry

from cdrp_analysis.auditor.addresses import Address, address
from cdrp_analysis.auditor.bundle import Bundle
from cdrp_analysis.auditor.evidence import INFINITY, Fact
from cdrp_analysis.auditor.sums import Split
from cdrp_analysis.errors import InputError

Shapes = dict[str, shapely.Geometry]
Fragments = tuple[Address, tuple[Address, ...], bool]


def layers(bundle: Bundle) -> dict[str, Shapes]:
    """
    The map layers of a bundle: file name to area code to shape.

    Raises
    ------
    InputError
        If a layer cannot be read.
    """
    found: dict[str, Shapes] = {}
    for name, data in bundle.files.items():
        if not name.lower().endswith(".geojson"):
            continue
        try:
            features = json.loads(data)["features"]
            found[name] = {
                str(f["properties"]["code"]): shapely.geometry.shape(f["geometry"])
                for f in features
            }
        except (ValueError, KeyError, TypeError, shapely.errors.ShapelyError):
            raise InputError(
                f"{name} is not a map layer with a code for every area.",
                where=bundle.name,
                do="write layers as GeoJSON with the property code",
            ) from None
    return found


def regrouped(bundles: Sequence[Bundle]) -> list[dict[str, str]]:
    """
    Names for map areas in bands whose number means other ground than in a bundle before.

    Such areas are numbered anew in every release; one name for the same ground, whichever number.
    """
    known: dict[bytes, str] = {}
    names: list[dict[str, str]] = []
    for bundle in bundles:
        shapes = {code: s for layer in layers(bundle).values() for code, s in layer.items()}
        own: dict[str, str] = {}
        for code in sorted(_banded(bundle) & shapes.keys()):
            ground = shapely.to_wkb(shapely.normalize(shapes[code]))
            if ground not in known:
                other = f"{code} of ground {sha256(ground).hexdigest()[:8]}"
                known[ground] = other if code in known.values() else code
            if known[ground] != code:
                own[code] = known[ground]
        names.append(own)
    return names


def _banded(bundle: Bundle) -> set[str]:
    bands = (bundle.structure.get("bands") or {}).values()
    return {area for stated in bands for area in stated["groups"]}


def band_facts(bundle: Bundle, names: Mapping[str, str] | None = None) -> Iterator[Fact]:
    """
    What the band of a map area says of its count, where the bands' breaks are published.

    ``names`` are those of :func:`regrouped`.
    """
    names = names or {}
    for table, stated in (bundle.structure.get("bands") or {}).items():
        frame = bundle.tables.get(table)
        if frame is None:
            continue
        for row, (area, band) in enumerate(frame[["area", "band"]].itertuples(index=False)):
            if band not in stated["groups"].get(area, {}):
                continue
            least, most = stated["groups"][area][band]
            named = names.get(area, area)
            cell = address(stated["source"], named, stated["offence"], stated["period"])
            yield Fact(
                cell, float(least), INFINITY if most is None else float(most),
                f"data/{table}.csv", f"row {row + 2}, band",
            )  # fmt: skip


def partly_mapped(bundle: Bundle) -> set[str]:
    """Areas that may lack some events, or hold some of others': nothing says they are complete."""
    banded = {
        area
        for stated in (bundle.structure.get("bands") or {}).values()
        if not stated.get("complete", False)
        for area in stated["groups"]
    }
    return banded | set(bundle.structure.get("placed_by_code") or ())


def stated_pairs(bundle: Bundle) -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Source, offence and overlapping pairs of areas of layers that have no map."""
    for stated in (bundle.structure.get("overlaps") or {}).values():
        yield stated["source"], stated["offence"], tuple(map(tuple, stated["pairs"]))


def fragments(
    maps: Mapping[str, Shapes],
    cells: Iterable[Address],
    stated: Sequence[Split],
    *,
    partial: set[str] = frozenset(),
    pairs: Iterable[tuple[str, str, tuple[tuple[str, str], ...]]] = (),
) -> list[Fragments]:
    """
    Counts of overlapping layers as sums of the pieces into which they cut each other.

    Parameters
    ----------
    maps : dict of layer name to shapes
        From :func:`layers`, of all bundles.
    cells : iterable of Address
        Counts in which both layers may appear.
    stated : sequence of Split
        Layers whose sums are stated need no geometry.
    partial : set of str
        Areas of which some events are not on the map: what another layer counts there may
        exceed the pieces.
    pairs : iterable of (source, offence, pairs of area codes)
        From :func:`stated_pairs`, of all bundles.

    Returns
    -------
    list of (cell, pieces, whether the pieces are all of it)
    """
    areas_of: dict[Address, set[str]] = defaultdict(set)
    for cell in cells:
        areas_of[cell._replace(area="")].add(cell.area)
    nested = {(s.total, part) for s in stated if s.dimension == "area" for part in s.parts}
    found: list[Fragments] = []
    names = sorted(maps)
    for number, one in enumerate(names):
        for other in names[number + 1 :]:
            apart = maps[one].keys().isdisjoint(maps[other])
            tied = any((a, b) in nested or (b, a) in nested for a in maps[one] for b in maps[other])
            both = [
                context
                for context, areas in areas_of.items()
                if areas & maps[one].keys() and areas & maps[other].keys()
            ]
            if apart and not tied and both:
                pieces = _overlay(maps[one], maps[other])
                for context in both:
                    found += _in_context(context, areas_of[context], pieces, partial)
    for source, offence, pieces in dict.fromkeys(pairs):
        for context, areas in areas_of.items():
            both = all(areas.intersection(layer) for layer in zip(*pieces, strict=True))
            if (context.source, context.offence) == (source, offence) and both:
                found += _in_context(context, areas, pieces, partial)
    return found


def _overlay(one: Shapes, other: Shapes) -> list[tuple[str, str]]:
    """Pairs of areas that overlap by more than the rounding of their coordinates."""
    codes, others = list(one), list(other)
    shapes = shapely.make_valid(np.array([one[code] for code in codes]))
    against = shapely.make_valid(np.array([other[code] for code in others]))
    near = _coordinate_error([*shapes, *against])
    pairs = []
    left, right = shapely.STRtree(against).query(shapes, predicate="intersects")
    overlap = shapely.intersection(shapes[left], against[right])
    wide = ~shapely.is_empty(shapely.buffer(overlap, -near))
    pairs += [(codes[a], others[b]) for a, b in zip(left[wide], right[wide], strict=True)]
    for mine, layer, swap in ((shapes, against, False), (against, shapes, True)):
        outside = shapely.difference(mine, shapely.union_all(layer))
        bare = ~shapely.is_empty(shapely.buffer(outside, -near))
        pairs += [("", others[n]) if swap else (codes[n], "") for n in np.flatnonzero(bare)]
    return pairs


def _coordinate_error(shapes: Sequence[shapely.Geometry]) -> float:
    """Half the last decimal in which the corners are written."""
    corners = shapely.get_coordinates(shapes)
    for decimals in range(8):
        if np.allclose(corners, np.round(corners, decimals), rtol=0, atol=1e-9):
            return 0.5 * 10.0**-decimals if decimals else 1e-6
    return 1e-8


def _in_context(
    context: Address, areas: set[str], pairs: Sequence[tuple[str, str]], partial: set[str]
) -> Iterator[Fragments]:
    whole: dict[str, list[Address]] = defaultdict(list)
    on_partial: set[str] = set()
    for pair in pairs:
        piece = context._replace(area=" and ".join(code or "elsewhere" for code in pair))
        for code, against in (pair, pair[::-1]):
            if code in areas:
                whole[code].append(piece)
                if against in partial:
                    on_partial.add(code)
    for code, pieces in whole.items():
        yield context._replace(area=code), tuple(pieces), code not in on_partial
