"""Open an assessment to work on it by hand: its feeds, tables and measures by name."""

import os
from pathlib import Path

import pandas as pd

from cdrp_analysis.assessment import evidence as opening
from cdrp_analysis.assessment import layout, prepare
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.explore.feeds import feeds_of
from cdrp_analysis.explore.measures import all_measures
from cdrp_analysis.explore.names import Names
from cdrp_analysis.store import Store


class Table:
    """One table of the assessment: call it for its rows, ask ``columns`` what they mean."""

    def __init__(self, spec: TableSpec, evidence: Evidence):
        self._spec, self._evidence = spec, evidence
        self.summary = f"{spec.title} (notebook {spec.notebook})"
        columns = "\n".join(f"{c.name} : {c.role}\n    {c.doc}" for c in spec.columns)
        self.__doc__ = f"{spec.title}.\n\nColumns\n-------\n{columns}"

    def __call__(self) -> pd.DataFrame:
        """
        Rows as the notebook saved them: by hand, else in the last finished run.

        Raises
        ------
        InputError
            If the notebook that makes it has not been run.
        """
        return self._evidence.table(self._spec.name)

    @property
    def columns(self) -> pd.DataFrame:
        """One row per column: name, role in protection, unit, meaning."""
        return pd.DataFrame(
            [(c.name, c.role, c.unit, c.doc) for c in self._spec.columns],
            columns=["column", "role", "unit", "meaning"],
        )

    def __repr__(self) -> str:
        return f"{self._spec.name}: {self.summary}. Call it for its rows."


class Workspace:
    """
    An assessment opened by hand.

    Attributes
    ----------
    feeds : Names
        Every kind of feed: ``feeds.survey()`` gives its accepted rows, ``feeds.survey.columns``
        what they mean.
    measures : Names
        Every measure by topic: ``measures.rates.rate_per_1000(frame)``.
    tables : Names
        Every table the notebooks make: ``tables.priorities()``.
    evidence : Evidence
        What notebooks work with: rows placed and sorted into themes, boundaries, periods.
    path : Path
        The assessment file, into which panels write what was chosen.
    """

    def __init__(self, path: Path, root: Path, places: layout.Layout):
        self.path, self.places = path, places
        self.evidence = Evidence(
            places.assessment, places.prepared, places.trials, places.restricted / "tables"
        )
        self.feeds = feeds_of(self.evidence, Store(places.store), root)
        self.tables = Names("tables", {n: Table(s, self.evidence) for n, s in SPECS.items()})
        self.measures = all_measures()

    def __repr__(self) -> str:
        received = sum(feed.received for feed in self.feeds.values())
        return (
            f"{self.evidence.name}, {self.evidence.period.label} ({self.path.name}): "
            f"{received} of {len(self.feeds)} kinds of feed received, {len(self.tables)} tables, "
            f"{len(self.measures)} topics of measures. Type .feeds., .tables. or .measures. and "
            "press Tab."
        )


def open_assessment(
    path: str | Path = "", *, data: str | Path = "", out: str | Path = ""
) -> Workspace:
    """
    Open an assessment to work on it by hand; new and changed raw files are read first.

    Parameters
    ----------
    path : path
        The assessment file; blank: the one JupyterLab was opened on (``cdrp lab``), else the
        sample.
    data : path
        Folder of the raw files; blank: the file's folder.
    out : path
        Output folder, for the restricted store; blank: that of ``cdrp lab``, else ``outputs``.

    Returns
    -------
    Workspace
        With ``feeds``, ``tables``, ``measures`` and ``evidence``; the panels take it.

    Raises
    ------
    SettingsError, InputError
        As for ``cdrp assess``.
    """
    file = Path(path or os.environ.get(opening.ASSESSMENT, "") or layout.sample_assessment())
    root = Path(data or os.environ.get(opening.DATA, "") or file.parent)
    folder = Path(out or os.environ.get(opening.OUTPUTS, "") or layout.default_outputs())
    return Workspace(file.resolve(), root, prepare.make_ready(file, root, folder))
