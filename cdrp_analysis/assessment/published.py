"""The protected tables and public boundary files: all that a public page is made from."""

import csv
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import pandas as pd

from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.release_csv import read_back
from cdrp_analysis.errors import InputError


class PublishedEvidence:
    """
    The protected tables and the public boundary files: all that a public page is made from.

    Parameters
    ----------
    folder : path
        The folder ``data`` of an edition.
    edition : str
        ``public`` or ``committee``.
    """

    decimals = 4  # of a degree, in maps: those of the published outlines

    def __init__(self, folder: Path, edition: str = "public"):
        self.folder, self.edition = folder, edition
        # Read once by each instance, and so never by one edition for another.
        self._tables: dict[str, pd.DataFrame] = {}
        self._areas: dict[str, gpd.GeoDataFrame] = {}

    def table(self, name: str) -> pd.DataFrame:
        """A protected table: numbers, and a ``_symbol`` column where something is hidden."""
        if name not in self._tables:
            self._tables[name] = self._read(name)
        return self._tables[name].copy()

    def _read(self, name: str) -> pd.DataFrame:
        path = self.folder / f"{name}.csv"
        if not path.exists():
            raise InputError(
                f"there is no protected table {name}.",
                where="data of this edition",
                do="tag the cell restricted, or let the release publish that table",
            )
        frame = read_back(pd.read_csv(path, dtype=str, keep_default_na=False), SPECS[name])
        frame.attrs["about"] = dict(self._facts.get(name, {}))
        return frame

    @cached_property
    def _facts(self) -> dict[str, dict[str, str]]:
        """What the dictionary says of whole tables, by table."""
        with (self.folder / "dictionary.csv").open(encoding="utf-8", newline="") as file:
            facts: dict[str, dict[str, str]] = {}
            for row in csv.DictReader(file):
                if not row["column"]:
                    facts.setdefault(row["table"], {})[row["unit"]] = row["description"]
        return facts

    def has(self, name: str) -> bool:
        """Whether the release publishes that table."""
        return (self.folder / f"{name}.csv").exists()

    def areas(self, kind: str) -> gpd.GeoDataFrame:
        """Published boundaries: code, name, geometry (EPSG:27700)."""
        if kind not in self._areas:
            path = self.folder / f"{kind}.geojson"
            # Read as text: the confined kernel lets only the interpreter open files.
            self._areas[kind] = gpd.read_file(path.read_text(encoding="utf-8")).to_crs(27700)
        return self._areas[kind].copy()
