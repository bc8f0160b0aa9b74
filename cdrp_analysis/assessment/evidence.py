"""What a notebook works with: the prepared rows of a restricted run, or the protected tables."""

import os
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from cdrp_analysis import settings
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.symbols import read_back
from cdrp_analysis.errors import InputError, SettingsError
from cdrp_analysis.periods import Period

ASSESSMENT = "CDRP_ASSESSMENT"  # the assessment file a person works on in JupyterLab
OUTPUTS = "CDRP_OUTPUTS"


class PublishedEvidence:
    """
    The protected tables and the public boundary files: all that a public page is made from.

    Parameters
    ----------
    folder : path
        The folder ``public/data`` of a release.
    """

    edition = "public"

    def __init__(self, folder: Path):
        self.folder = folder

    def table(self, name: str) -> pd.DataFrame:
        """A protected table: numbers, and a ``_symbol`` column where something is hidden."""
        path = self.folder / f"{name}.csv"
        if not path.exists():
            raise InputError(
                f"there is no protected table {name}.",
                where="public/data",
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


class Evidence:
    """
    Prepared rows and tables of a restricted run.

    Parameters
    ----------
    assessment : Assessment
        The assessment file.
    prepared : path
        Folder of analysis frames made by ``prepare``.
    tables : path
        Folder in which ``save`` writes and ``table`` reads.
    behind : path, optional
        A finished run's tables, read where ``tables`` has none.
    """

    edition = "restricted"

    def __init__(
        self,
        assessment: settings.Assessment,
        prepared: Path,
        tables: Path,
        behind: Path | None = None,
    ):
        self.assessment = assessment
        self.period: Period = assessment.period.period
        self.borough = assessment.partnership.code
        self.name = assessment.partnership.name
        self.thresholds = assessment.thresholds
        self._prepared, self._tables, self._behind = prepared, tables, behind

    # What was read -------------------------------------------------------------------

    def frame(self, name: str) -> pd.DataFrame:
        """A prepared frame by name, e.g. ``offences`` or ``counts_borough``."""
        path = self._prepared / f"{name}.parquet"
        if not path.exists():
            raise InputError(
                f"this partnership has no {name.replace('_', ' ')}.",
                where="prepared rows",
                do="add the feed to the assessment file",
            )
        return pd.read_parquet(path)

    def has_frame(self, name: str) -> bool:
        """Whether the partnership supplies that frame."""
        return (self._prepared / f"{name}.parquet").exists()

    def offences(self, period: Period | None = None) -> pd.DataFrame:
        """Located offences and incidents, of one period or of all months."""
        frame = self.frame("offences")
        return frame if period is None else frame[frame["month"].isin(period.months())]

    def areas(self, kind: str) -> gpd.GeoDataFrame:
        """Boundaries ``borough``, ``ward``, ``lsoa``: code, name, geometry (EPSG:27700)."""
        return gpd.read_parquet(self._prepared / f"areas_{kind}.parquet")

    @property
    def boundary(self):
        """Outline of the partnership, EPSG:27700."""
        return self.areas("borough").geometry.union_all()

    @property
    def whole(self) -> tuple[str, str]:
        """Code and name of the partnership's area."""
        return self.borough, self.name

    @property
    def themes(self) -> pd.DataFrame:
        """``theme, label, kind, sensitive`` in the order of the assessment file."""
        return pd.DataFrame(
            [(t.key, t.label, t.kind, t.sensitive) for t in self.assessment.themes],
            columns=["theme", "label", "kind", "sensitive"],
        )

    @property
    def incidents(self) -> list[str]:
        """Themes that are reports, never added to offences."""
        return [theme.key for theme in self.assessment.themes if theme.kind == "incident"]

    def about(self, frame: str, *, period: str = "", denominator: str = "", note: str = "") -> dict:
        """What is printed beneath an exhibit made from that frame."""
        sources = pd.read_parquet(self._prepared / "sources.parquet").set_index("frame")
        source, geography = (
            sources.loc[frame, ["source", "geography"]] if frame in sources.index else ("", "")
        )
        facts = {
            "source": source,
            "period": period or self.period.label,
            "denominator": denominator,
            "geography": geography,
            "note": note,
        }
        return {key: value for key, value in facts.items() if value}

    # What is made --------------------------------------------------------------------

    def save(self, name: str, frame: pd.DataFrame, about: Mapping[str, str]) -> pd.DataFrame:
        """Keep a table behind an exhibit, checked against its declaration."""
        spec = SPECS[name]
        frame = self._described(frame, [column.name for column in spec.columns])
        checked = spec.check(frame)
        checked.attrs = {"about": dict(about)}
        self._tables.mkdir(parents=True, exist_ok=True)
        partial = self._tables / f".{name}.{os.getpid()}"
        checked.to_parquet(partial, index=False)
        partial.rename(self._tables / f"{name}.parquet")
        return checked

    def table(self, name: str) -> pd.DataFrame:
        """A table saved by this notebook or one that ran before it."""
        for folder in (self._tables, self._behind):
            if folder is not None and (folder / f"{name}.parquet").exists():
                return pd.read_parquet(folder / f"{name}.parquet")
        raise InputError(
            f"the table {name} has not been made yet.",
            where=str(SPECS[name].notebook) if name in SPECS else name,
            do=f"run the notebook {SPECS[name].notebook} first"
            if name in SPECS
            else "check the name",
        )

    def has(self, name: str) -> bool:
        """Whether that table exists."""
        folders = [folder for folder in (self._tables, self._behind) if folder is not None]
        return any((folder / f"{name}.parquet").exists() for folder in folders)

    def _described(self, frame: pd.DataFrame, wanted: list[str]) -> pd.DataFrame:
        """Labels and the sensitivity of themes, where the table declares them."""
        if "theme" not in frame:
            return frame
        themes = self.themes.set_index("theme")
        extra = {}
        if "label" in wanted and "label" not in frame:
            labels = {**themes["label"].to_dict(), "all": "All offences", "other": "Other offences"}
            extra["label"] = frame["theme"].map(labels)
        for name, default in (("kind", "offence"), ("sensitive", False)):
            if name in wanted and name not in frame:
                extra[name] = frame["theme"].map(themes[name]).fillna(default)
        if "sensitive" in extra:
            extra["sensitive"] = extra["sensitive"].astype(bool)
        return frame.assign(**extra)


def open_evidence(
    assessment: str = "", *, period: str = "", edition: str = "restricted", tables: str = ""
) -> Evidence | PublishedEvidence:
    """
    Open what a notebook works with.

    Parameters
    ----------
    assessment : str
        Path of the assessment file; blank: the one JupyterLab was opened on, else the sample.
    period : str
        Blank: the period of the assessment file.
    edition : ``restricted`` or ``public``
        A public notebook gets the protected tables and nothing else.
    tables : str
        Folder of tables; blank: a folder of trials beside the outputs, which shows a finished
        run's tables where a trial has made none of its own.
    """
    if edition == "public":
        return PublishedEvidence(Path(tables))
    if edition != "restricted":
        raise SettingsError(
            f"{edition!r} is not an edition.", where="edition", do="restricted or public"
        )
    from cdrp_analysis.assessment import layout

    path = Path(assessment or os.environ.get(ASSESSMENT, "") or layout.sample_assessment())
    loaded = settings.load(path, period=period or None)
    places = layout.Layout(Path(os.environ.get(OUTPUTS, layout.default_outputs())), loaded)
    if tables:
        return Evidence(
            loaded, Path(os.environ.get("CDRP_PREPARED", places.prepared)), Path(tables)
        )
    return Evidence(loaded, places.prepared, places.trials, places.restricted / "tables")
