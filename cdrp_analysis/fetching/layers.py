"""Layers of the ONS map server (ArcGIS), asked page by page: GeoJSON of shapes, CSV of tables."""

import csv
import json
from pathlib import Path

from cdrp_analysis.errors import FetchError
from cdrp_analysis.fetching.addresses import Address
from cdrp_analysis.fetching.transfer import Transfer


def fetch(address: Address, part: Path, transfer: Transfer) -> None:
    """
    All rows of a layer that its ``where`` chooses, in the order of its key.

    Every page is kept beside ``part`` until all have come, so that a download which broke off
    goes on with the next page.

    Raises
    ------
    FetchError
        If the server answers with an error, no row is chosen, or as many rows as the server
        counts did not come, each with a key.
    """
    total = _count(address, transfer)
    pages = part.with_name(part.name + ".pages")
    pages.mkdir(exist_ok=True)
    asked = pages / "asked.json"
    identity = [address.identity, address.kind, address.key, total]
    if not asked.exists() or json.loads(asked.read_text(encoding="utf-8")) != identity:
        _clear(pages)
        asked.write_text(json.dumps(identity), encoding="utf-8")
    rows: list[dict] = []
    while len(rows) < total:
        page = pages / f"{len(rows):09}.json"
        if page.exists():
            came = json.loads(page.read_text(encoding="utf-8"))
        else:
            came = _page(address, transfer, len(rows), total)
            fresh = page.with_suffix(".new")
            fresh.write_text(json.dumps(came, ensure_ascii=False), encoding="utf-8")
            fresh.replace(page)
        if not came:
            break
        rows += came
    fields = "properties" if address.kind == "layer" else "attributes"
    keys = {str(row.get(fields, {}).get(address.key) or "") for row in rows}
    if len(rows) != total or "" in keys:
        _clear(pages)
        what = f"{len(rows)} of {total} rows came" if len(rows) != total else (
            f"a row has no {address.key}")  # fmt: skip
        raise _wrong(address, what)
    (_write_shapes if address.kind == "layer" else _write_table)(rows, part)
    _clear(pages)
    pages.rmdir()


def _count(address: Address, transfer: Transfer) -> int:
    query = {"where": address.where, "returnCountOnly": "true", "f": "json"}
    answer = _sound(address, transfer.json(address.address, query))
    total = answer.get("count")
    if not isinstance(total, int):
        raise _wrong(address, "the server does not say how many rows there are")
    if not total:
        raise FetchError(
            f"no row of the layer fits {address.where!r}.",
            where=address.address,
            do="check the code or the name of the district, and the edition of the layer",
        )
    return total


def _page(address: Address, transfer: Transfer, offset: int, total: int) -> list[dict]:
    query = {
        "where": address.where,
        "outFields": "*",
        "orderByFields": address.key,
        "resultOffset": str(offset),
        "resultRecordCount": str(address.page),
        **(
            {"f": "geojson", "outSR": "4326"}
            if address.kind == "layer"
            else {"f": "json", "returnGeometry": "false"}
        ),
    }
    answer = _sound(address, transfer.json(address.address, query))
    came = answer.get("features")
    if not isinstance(came, list):
        raise _wrong(address, f"the page at row {offset} of {total} holds no rows")
    return came


def _sound(address: Address, answer: dict) -> dict:
    # The server says 200 and puts the error into the answer.
    if "error" in answer:
        error = answer["error"]
        said = error.get("message", error) if isinstance(error, dict) else error
        raise _wrong(address, f"the server says {str(said)[:120]}")
    return answer


def _write_shapes(rows: list[dict], part: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    whole = {"type": "FeatureCollection", "crs": crs, "features": rows}
    part.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")


def _write_table(rows: list[dict], part: Path) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row["attributes"]))
    with part.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, columns)
        lines.writeheader()
        lines.writerows(row["attributes"] for row in rows)


def _clear(folder: Path) -> None:
    for page in folder.iterdir():
        page.unlink()


def _wrong(address: Address, what: str) -> FetchError:
    return FetchError(
        f"the layer could not be fetched: {what}.",
        where=address.address,
        do="run the command again; if it stays so, look for the layer on geoportal.statistics."
        "gov.uk and mend the file of addresses",
    )
