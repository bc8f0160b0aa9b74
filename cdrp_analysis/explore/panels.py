"""Panels in JupyterLab: a thin layer of widgets on a model, and a button that saves."""

import html
from importlib import resources
from pathlib import Path

import ipywidgets as widgets

from cdrp_analysis.errors import WorkbenchError
from cdrp_analysis.explore.hotspot_model import HotspotModel
from cdrp_analysis.explore.model import WHOLE, Control, Model
from cdrp_analysis.explore.priority_model import PriorityModel
from cdrp_analysis.explore.trend_model import TrendModel
from cdrp_analysis.explore.workspace import Workspace, open_assessment

_STYLE = resources.files("cdrp_analysis.explore").joinpath("panel.css").read_text("utf-8")
_LABEL = {"description_width": "15rem"}
_WIDE = "34rem"
_WORKING = "Working it out …"


class Panel(widgets.VBox):
    """
    A model with a widget to each of its controls, its exhibits beneath, and two buttons.

    One writes what was chosen into the assessment file and says what it changed, the other puts
    back what the file holds. ``view`` has the tables and exhibits that are shown.
    """

    def __init__(self, model: Model):
        self.model, self.view, self._quiet = model, None, False
        self.inputs = {c.name: _input(c, model.quick) for c in model.controls}
        name = model.workspace.path.name
        self.save_button = widgets.Button(
            description=f"Save to {name}", button_style="primary", icon="save",
            tooltip=f"Write the chosen settings into {name}", layout={"width": "auto"},
        )  # fmt: skip
        self.reset_button = widgets.Button(
            description="Back to the file's settings", layout={"width": "auto"}
        )
        self.said = widgets.HTML()
        self.said.add_class("cdrp-said")
        self.shown = widgets.HTML()
        head = widgets.HTML(
            f"<style>{_STYLE}</style><h2>{html.escape(model.title)}: "
            f"{html.escape(model.workspace.evidence.name)}, "
            f"{html.escape(model.workspace.evidence.current.label)}</h2>"
            f"<p>{html.escape(model.about)}</p>"
        )
        buttons = widgets.HBox([self.save_button, self.reset_button])
        super().__init__([head, *self.inputs.values(), buttons, self.said, self.shown])
        self.add_class("cdrp-panel")
        for widget in self.inputs.values():
            widget.observe(self._changed, names="value")
        self.save_button.on_click(lambda _: self.save())
        self.reset_button.on_click(lambda _: self.reset())
        self.draw()

    @property
    def values(self) -> dict[str, object]:
        """What the controls show."""
        return {c.name: _rounded(c, self.inputs[c.name].value) for c in self.model.controls}

    def draw(self, said: str = "") -> None:
        """Show what the chosen settings give; a refusal is said, and what was shown stays."""
        if said or not self.model.quick:
            self._say(said or _WORKING)
        try:
            self.view = self.model.view(self.values)
        except WorkbenchError as error:
            self._say(str(error), refused=True)
            return
        self.shown.value = self.view.html()
        self._say(said)

    def save(self) -> None:
        """Write the chosen settings into the assessment file and say what was changed."""
        name = self.model.workspace.path.name
        try:
            changes = self.model.save(self.values)
        except WorkbenchError as error:
            self._say(str(error), refused=True)
            return
        if not changes:
            self._say(f"Nothing to write: {name} holds these settings.")
            return
        told = "; ".join(map(str, changes))
        self.draw(f"Written to {name}: {told}. Pages change with the next cdrp assess.")

    def reset(self) -> None:
        """Put every control back to what the assessment file holds."""
        self._quiet = True
        try:
            for name, value in self.model.values.items():
                self.inputs[name].value = value
        finally:
            self._quiet = False
        self.draw()

    def _changed(self, _) -> None:
        if not self._quiet:
            self.draw()

    def _say(self, text: str, *, refused: bool = False) -> None:
        kind = ' class="refused"' if refused else ""
        self.said.value = f'<p role="status"{kind}>{html.escape(text)}</p>' if text else ""


def hotspots(area: Workspace | str | Path = "") -> Panel:
    """
    Where offences concentrate, for chosen squares, bandwidth and error rate.

    Parameters
    ----------
    area : Workspace or path
        What :func:`open_assessment` gave, or what it takes.
    """
    return Panel(HotspotModel(_opened(area)))


def priorities(area: Workspace | str | Path = "") -> Panel:
    """
    Which themes come first, how probably, for chosen weights of the criteria.

    Takes what :func:`hotspots` takes.
    """
    return Panel(PriorityModel(_opened(area)))


def trends(area: Workspace | str | Path = "") -> Panel:
    """
    What changed and what the year may come to, for chosen years and a last known month.

    Takes what :func:`hotspots` takes.
    """
    return Panel(TrendModel(_opened(area)))


def _opened(area: Workspace | str | Path) -> Workspace:
    return area if isinstance(area, Workspace) else open_assessment(area)


def _input(control: Control, follows: bool) -> widgets.Widget:
    shared = {"description": control.label, "style": _LABEL, "layout": {"width": _WIDE}}
    if control.options:
        return widgets.Dropdown(options=control.options, value=control.value, **shared)
    kind = widgets.IntSlider if control.form == WHOLE else widgets.FloatSlider
    return kind(
        value=control.value, min=control.low, max=control.high, step=control.step,
        readout_format=control.form, continuous_update=follows, **shared,
    )  # fmt: skip


def _rounded(control: Control, value: object) -> object:
    """A slider's 0.30000000000000004 is 0.3; what the file holds stays as it is."""
    if control.options or control.form == WHOLE or value == control.value:
        return value
    return round(float(value), 4)
