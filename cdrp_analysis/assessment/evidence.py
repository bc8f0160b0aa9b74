"""Open what a notebook works with: a restricted run, or the protected tables."""

import os
from pathlib import Path

import pandas as pd

from cdrp_analysis import settings
from cdrp_analysis.assessment import layout
from cdrp_analysis.assessment.published import PublishedEvidence
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.rules import RELEASED
from cdrp_analysis.errors import SettingsError

ASSESSMENT = "CDRP_ASSESSMENT"  # the assessment file a person works on in JupyterLab
DATA = "CDRP_DATA"  # folder of its raw files
OUTPUTS = "CDRP_OUTPUTS"
PREPARED = "CDRP_PREPARED"  # prepared rows of the run that papermill executes
BEHIND = "CDRP_TABLES_BEHIND"  # tables of that run's other notebooks


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
    edition : ``restricted``, ``committee`` or ``public``
        A notebook of another edition than the restricted gets its protected tables and nothing
        else.
    tables : str
        Folder of tables; blank: a folder of trials beside the outputs, which shows a finished
        run's tables where a trial has made none of its own.
    """
    if edition in RELEASED:
        return PublishedEvidence(Path(tables), edition)
    if edition != "restricted":
        raise SettingsError(
            f"{edition!r} is not an edition.",
            where="edition",
            do=f"restricted, {' or '.join(RELEASED)}",
        )
    path = Path(assessment or os.environ.get(ASSESSMENT, "") or layout.sample_assessment())
    loaded = settings.load(path, period=period or None)
    places = layout.Layout(Path(os.environ.get(OUTPUTS, layout.default_outputs())), loaded)
    if tables:
        prepared = Path(os.environ.get(PREPARED, places.prepared))
        others = os.environ.get(BEHIND)
        return Evidence(loaded, prepared, Path(tables), Path(others) if others else None)
    return Evidence(loaded, places.prepared, places.trials, places.restricted / "tables")


def ward_or_first(ward: str, rates: pd.DataFrame) -> str:
    """
    The ward asked for, or the first one of the table where a person opens a pack by hand.

    Raises
    ------
    SettingsError
        If the table has no such ward.
    """
    wards = rates.loc[rates["rank_lower"].notna() | rates["offences"].isna(), "area"].tolist()
    if ward and ward not in rates["area"].tolist():
        raise SettingsError(
            f"{ward!r} is not a ward of this partnership.",
            where="ward",
            do=f"one of {', '.join(wards[:4])} …",
        )
    return ward or wards[0]
