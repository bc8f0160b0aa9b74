"""Writers that give the same bytes for the same content: CSV, XLSX, zip, GeoJSON, GPKG."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import shapely

from cdrp_analysis.vocabulary import WGS84

_ZIP_TIME = (2010, 10, 18, 12, 0, 0)
_MODIFIED = re.compile(rb"(?<=W3CDTF\">)[^<]+")
_GPKG_TIME = "2010-10-18T12:00:00.000Z"


def csv_text(rows: pd.DataFrame, *, delimiter: str = ",") -> str:
    """Delimited text with a header, quotes only where needed, one newline per row."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", delimiter=delimiter)
    writer.writerow(rows.columns)
    writer.writerows(rows.to_numpy(dtype=object).tolist())
    return buffer.getvalue()


def write_csv(
    rows: pd.DataFrame, path: Path, *, byte_order_mark: bool = False, delimiter: str = ","
) -> None:
    """Write a table as UTF-8, on request with the byte order mark that spreadsheets add."""
    path.parent.mkdir(parents=True, exist_ok=True)
    encoding = "utf-8-sig" if byte_order_mark else "utf-8"
    path.write_text(csv_text(rows, delimiter=delimiter), encoding=encoding, newline="")


def write_zip(members: Mapping[str, str | bytes], path: Path) -> None:
    """Pack contents under their names, with one fixed time for all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def write_geojson(areas: gpd.GeoDataFrame, path: Path) -> None:
    """GeoJSON in degrees (EPSG:4326), six decimals, one feature per line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    degrees = areas.to_crs(WGS84)
    # Rounded coordinate by coordinate, not snapped to a grid, which could drop a vertex that
    # the neighbouring area keeps: shared borders must stay shared.
    shapes = shapely.transform(degrees.geometry.array, lambda place: place.round(6))
    records = degrees.drop(columns=degrees.geometry.name).to_dict("records")
    lines = [
        json.dumps({
            "type": "Feature",
            "properties": record,
            "geometry": json.loads(shapely.to_geojson(shape)),
        })
        for record, shape in zip(records, shapes, strict=True)
    ]  # fmt: skip
    body = ",\n".join(lines)
    path.write_text(
        f'{{"type": "FeatureCollection", "features": [\n{body}\n]}}\n', encoding="utf-8"
    )


def write_gpkg(areas: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    """GPKG in the frame's own coordinate system, with a fixed date of last change."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _GPKG_TIME})
    try:
        areas.to_file(path, driver="GPKG", layer=layer, engine="pyogrio")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def write_workbook(rows: pd.DataFrame, path: Path, *, title: str) -> None:
    """One worksheet with a title above the header; the same bytes for the same content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime(*_ZIP_TIME)
    sheet = book.active
    sheet.title = title[:31]
    sheet.append([f"{title.capitalize()} (invented)"])
    sheet.append([])
    sheet.append(list(rows.columns))
    for row in rows.astype("object").itertuples(index=False):
        sheet.append([None if cell == "" else cell for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as made:
        members = {name: made.read(name) for name in made.namelist()}
    # The library stamps the hour into the file and into its zip: both are fixed.
    members["docProps/core.xml"] = _MODIFIED.sub(
        f"{datetime(*_ZIP_TIME).isoformat()}Z".encode(), members["docProps/core.xml"]
    )
    write_zip(members, path)
