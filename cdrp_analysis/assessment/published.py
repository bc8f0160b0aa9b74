"""The protected tables and public boundary files: all that a public page is made from."""

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

    def table(self, name: str) -> pd.DataFrame:
        """A protected table: numbers, and a ``_symbol`` column where something is hidden."""
        path = self.folder / f"{name}.csv"
        if not path.exists():
            raise InputError(
                f"there is no protected table {name}.",
                where="data of this edition",
                do="tag the cell restricted, or let the release publish that table",
            )
        frame = read_back(pd.read_csv(path, dtype=str, keep_default_na=False), SPECS[name])
        about = pd.read_csv(self.folder / "dictionary.csv", dtype=str, keep_default_na=False)
        facts = about[(about["table"] == name) & (about["column"] == "")]
        frame.attrs["about"] = dict(zip(facts["unit"], facts["description"], strict=True))
        return frame

    def has(self, name: str) -> bool:
        """Whether the release publishes that table."""
        return (self.folder / f"{name}.csv").exists()

    def areas(self, kind: str) -> gpd.GeoDataFrame:
        """Published boundaries: code, name, geometry (EPSG:27700)."""
        path = self.folder / f"{kind}.geojson"
        # Read as text: the confined kernel lets only the interpreter open files.
        return gpd.read_file(path.read_text(encoding="utf-8")).to_crs(27700)
