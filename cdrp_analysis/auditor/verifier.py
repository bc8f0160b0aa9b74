"""Checks a certificate of safety by adding whole numbers: no solver, nothing of this package.

    python verifier.py CERTIFICATE.npz [RELEASE_FOLDER]

Exit status 0 when everything holds, else 12 and a list of what does not; it names cells, never
counts. The arrays are described at ``disclosure.certificate.Certificate.as_arrays``.
"""

import csv
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

_ADDRESS = ("source", "area", "offence", "period")
_NO_LIMIT = 2**40  # sums of counts up to this cannot overflow


def verify(certificate: Path | str, release: Path | str | None = None) -> list[str]:
    """
    What a certificate (.npz file) fails to prove, one line each; nothing when it holds.

    With the folder of a published edition, its CSV files say what readers know of each cell
    and its data/structure.json which sums hold, whatever the certificate says.
    """
    try:
        with np.load(certificate, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return failures(arrays, None if release is None else Path(release))
    except (OSError, EOFError, LookupError, ValueError, TypeError) as problem:
        return [f"the certificate or the release cannot be read: {type(problem).__name__}"]


def failures(arrays: Mapping[str, np.ndarray], release: Path | None = None) -> list[str]:
    """As :func:`verify`, for arrays in memory; raises where they are not as described."""
    cells = list(zip(*(arrays[name].tolist() for name in _ADDRESS), strict=True))
    index = {cell: number for number, cell in enumerate(cells)}
    named = [", ".join(cell) for cell in cells]
    sized = {arrays[n].shape for n in ("lower", "upper", "primary", "hidden")} == {(len(cells),)}
    if not sized or len(index) < len(cells) or arrays["alternatives"].dtype.kind != "i":
        raise ValueError("not one address, two bounds and whole numbers for each cell")
    tables = np.ascontiguousarray(arrays["alternatives"].T, dtype=np.int64)  # cells by tables
    relations = _certified_sums(arrays, len(cells))
    reach, floor = (np.broadcast_to(arrays.get(n, 0), len(cells)) for n in ("threshold", "floor"))
    primary = arrays["primary"].astype(bool)
    hidden = primary | arrays["hidden"].astype(bool)
    lower = np.maximum(arrays["lower"], 0)
    upper = np.where(arrays["upper"] < 0, _NO_LIMIT, arrays["upper"])
    failed = []
    if release is not None:
        structure = json.loads((release / "data" / "structure.json").read_text("utf-8"))
        relations += _published_sums(structure["sums"], cells, index)
        if reach[primary].min(initial=_NO_LIMIT) < structure["rules"]["suppress_below"]:
            failed.append("the threshold certified is below that of the release")
        for name, cell, least, most in _published_counts(structure["tables"], release):
            if cell not in index:
                failed.append(f"published in {name}, not certified: {', '.join(cell)}")
                continue
            here = index[cell]
            lower[here], upper[here] = max(lower[here], least), min(upper[here], most)
            hidden[here] |= most == _NO_LIMIT
    wrong = (tables < lower[:, None]) | (tables > upper[:, None])
    failed += [f"table {k} contradicts what is known: {named[i]}" for i, k in np.argwhere(wrong)]
    broken = _broken(relations, np.where(wrong, 0, tables))
    failed += [f"table {k} breaks a sum: {named[relations[r][0]]}" for r, k in np.argwhere(broken)]
    sound = ~(wrong.any(axis=0) | broken.any(axis=0))
    if not sound.any():
        return [*failed, "no table holds"]
    least, most = tables[:, sound].min(axis=1), tables[:, sound].max(axis=1)
    for unproved, what in (
        (primary & (least > floor), "0 is not shown to be possible"),
        (primary & (most < reach), "the threshold is not shown to be possible"),
        (hidden & ~primary & (least == most), "no two tables differ"),
    ):
        failed += [f"{what}: {named[cell]}" for cell in np.flatnonzero(unproved)]
    return failed


def _certified_sums(arrays: Mapping[str, np.ndarray], size: int) -> list[tuple]:
    """Total, parts, and that they are all the parts there are."""
    totals, parts, starts = (arrays[name].tolist() for name in ("totals", "parts", "starts"))
    runs = list(zip(totals, starts[:-1], starts[1:], strict=True))
    fit = [0, len(parts)] == [starts[0], starts[-1]] and all(a < b for _, a, b in runs)
    if not fit or not all(0 <= cell < size for cell in totals + parts):
        raise ValueError("relations do not fit the cells, or have no parts")
    return [(total, parts[start:stop], True) for total, start, stop in runs]


def _published_sums(sums: Mapping, cells: list[tuple], index: Mapping) -> list[tuple]:
    """The sums of data/structure.json between the cells of the certificate."""
    found = []
    for place, dimension in enumerate(_ADDRESS[1:], start=1):
        for partition in sums.get(dimension, ()):
            for total in (cell for cell in cells if cell[place] == partition["total"]):
                parts = [(*total[:place], part, *total[place + 1 :]) for part in partition["parts"]]
                known = [index[part] for part in parts if part in index]
                every = partition["complete"] and len(known) == len(parts)
                if known:
                    found.append((index[total], known, every))
    return found


def _broken(relations: list[tuple], tables: np.ndarray) -> np.ndarray:
    """Relations by tables: do the parts exceed the total, or (if all are there) fall short?"""
    if not relations:
        return np.zeros((0, tables.shape[1]), dtype=bool)
    totals, parts, every = zip(*relations, strict=True)
    starts = np.concatenate([[0], np.cumsum([len(some) for some in parts])[:-1]])
    left = tables[list(totals)] - np.add.reduceat(tables[np.concatenate(parts)], starts, axis=0)
    return np.where(np.array(every)[:, None], left != 0, left < 0)


def _published_counts(tables: Mapping, release: Path) -> Iterator[tuple]:
    """Every count of the CSV files: table, cell, least and greatest count behind it."""
    for name, table in tables.items():
        if not (at := table.get("cells")):
            continue
        with (release / "data" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                address = [at[p][1:] if at[p][0] == "=" else row[at[p]] for p in _ADDRESS[1:]]
                strict = row.get("sensitive", "False") != "False"  # not classed: as True
                rule = (strict and table.get("sensitive")) or table
                if row[at["count"]] not in ("[x]", "[z]"):
                    yield name, (at["source"], *address), *_possible(row[at["count"]], rule)


def _possible(shown: str, rule: Mapping) -> tuple[int, int]:
    """Least and greatest count behind a published figure; halves were rounded upwards."""
    base, below = rule["round_to"], rule["suppress_below"]
    if shown == "[c]":
        return 0, _NO_LIMIT
    if shown == "[low]":
        return max(1, below), (base - 1) // 2
    count = int(shown)
    exact = base == 1 or count == 0  # a count that only rounds to 0 reads [low]
    return (count, count) if exact else (max(count - base // 2, below), count + (base - 1) // 2)


def main(arguments: list[str]) -> int:
    """Print what does not hold; the exit status."""
    failed = verify(*arguments) if len(arguments) in (1, 2) else [__doc__]
    print("\n".join(failed or ["the certificate holds"]))
    return 12 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
