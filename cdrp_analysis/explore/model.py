"""What a panel is without its widgets: settings in, tables and exhibits out."""

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from cdrp_analysis import settings
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding
from cdrp_analysis.explore.settings_file import Change, with_values, write_back
from cdrp_analysis.explore.workspace import Workspace

WHOLE, PERCENT = "d", ".0%"  # how the value of a slider is written


@dataclass(frozen=True)
class Control:
    """
    One thing to choose: a number from ``low`` to ``high``, or one of ``options``.

    ``setting`` is the key of the assessment file that it stands for; blank: it only chooses what
    is looked at. ``value`` is what holds when the panel is opened.
    """

    name: str
    label: str
    value: object
    low: float = 0
    high: float = 1
    step: float = 1
    form: str = WHOLE
    options: tuple[tuple[str, object], ...] = ()
    setting: str = ""

    def __post_init__(self):
        if not self.options:  # what the file holds can be shown, however unusual it is
            object.__setattr__(self, "low", min(self.low, self.value))
            object.__setattr__(self, "high", max(self.high, self.value))


@dataclass(frozen=True)
class View:
    """What a panel shows for one choice, and the tables behind it."""

    shown: Sequence[Exhibit | Finding]
    tables: Mapping[str, pd.DataFrame]

    def html(self) -> str:
        """The exhibits, one below the other."""
        return "\n".join(part._repr_html_() for part in self.shown)


class Model(ABC):
    """
    One panel's subject: an assessment file as opened, with some settings chosen otherwise.

    Nothing is written but by :meth:`save`: tables go into a folder of their own, so that what a
    person tries out never reaches the notebooks.
    """

    title: str
    about: str
    quick = False  # whether it can follow a slider while it is dragged

    def __init__(self, workspace: Workspace):
        self.workspace = workspace
        self._scratch = tempfile.TemporaryDirectory(prefix="cdrp-explore-")
        self._open(workspace.evidence.assessment)

    @abstractmethod
    def _controls(self, evidence: Evidence) -> tuple[Control, ...]:
        """What can be chosen, with what the assessment file holds."""

    @abstractmethod
    def _view(self, evidence: Evidence, values: Mapping[str, object]) -> View:
        """What the chosen settings give."""

    def view(self, values: Mapping[str, object] | None = None) -> View:
        """
        Tables and exhibits of one choice.

        Parameters
        ----------
        values : mapping
            Name of a control = value; those not named are as in the assessment file.

        Raises
        ------
        SettingsError, InputError
            For a value that the settings reader or a measure refuses.
        """
        values = {**self.values, **(values or {})}
        return self._view(self._evidence(self.chosen(values)), values)

    @property
    def values(self) -> dict[str, object]:
        """What every control shows when the panel is opened."""
        return {control.name: control.value for control in self.controls}

    def chosen(self, values: Mapping[str, object]) -> dict[str, object]:
        """Settings that are chosen otherwise than the file has them: key = value."""
        return {
            control.setting: values[control.name]
            for control in self.controls
            if control.setting and values.get(control.name, control.value) != control.value
        }

    def save(self, values: Mapping[str, object]) -> list[Change]:
        """Write the chosen settings into the assessment file; what was changed."""
        changes = write_back(self.workspace.path, self.chosen(values))
        self._open(settings.load(self.workspace.path))
        # What is only looked at stays as it is.
        self.controls = tuple(
            c if c.setting else replace(c, value=values.get(c.name, c.value)) for c in self.controls
        )
        return changes

    def _open(self, assessment: settings.Assessment) -> None:
        self._assessment = assessment
        self.controls = self._controls(self._evidence({}))

    def _evidence(self, chosen: Mapping[str, object]) -> Evidence:
        """The rows of the assessment with some settings chosen otherwise."""
        places, assessment = self.workspace.places, self._assessment
        if chosen:
            raw = assessment.model_dump(mode="json", exclude_unset=True)
            assessment = settings.accept(with_values(raw, chosen), file=self.workspace.path.name)
        behind = places.restricted / "tables"
        return Evidence(assessment, places.prepared, Path(self._scratch.name), behind)


def themes_to_choose(evidence: Evidence, *, incidents: bool) -> tuple[tuple[str, object], ...]:
    """All offences first, then every theme; incidents are no offences and may be left out."""
    themes = evidence.themes
    if not incidents:
        themes = themes[themes["kind"] == "offence"]
    rows = zip(themes["label"], themes["theme"], strict=True)
    return (("All offences", "all"), *((str(label), key) for label, key in rows))
