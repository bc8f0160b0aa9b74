"""What every frame of areas or points must have before anything is measured on it."""

import geopandas as gpd
import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.vocabulary import NATIONAL_GRID


def shapes_and_codes(areas: gpd.GeoDataFrame, where: str) -> tuple[np.ndarray, np.ndarray]:
    """Geometries and codes of areas in EPSG:27700, one row and one code each; else InputError."""
    need(areas, ("code", "geometry"), where)
    if areas.crs is None or areas.crs != NATIONAL_GRID:
        raise InputError(
            f"the areas are in {areas.crs.name if areas.crs else 'no stated reference system'}.",
            where=f"geography.{where}",
            do="reproject them with to_crs(27700)",
        )
    codes = areas["code"]
    if codes.isna().any() or codes.duplicated().any():
        raise InputError(
            f"{int(codes.isna().sum())} areas have no code and "
            f"{int(codes.dropna().duplicated().sum())} repeat one.",
            where=f"geography.{where}",
            areas=sorted(set(codes[codes.duplicated()].dropna())),
            do="give each area one row and one code; dissolve parts first",
        )
    return areas.geometry.to_numpy(), codes.astype(str).to_numpy(object)


def need(frame: pd.DataFrame, columns: tuple[str, ...], where: str) -> None:
    """InputError if the frame lacks one of the columns."""
    absent = [name for name in columns if name not in frame.columns]
    if absent:
        raise InputError(
            f"{' and '.join(absent)} missing from the frame.",
            where=f"geography.{where}",
            do=f"give a frame with {', '.join(columns)}",
        )
