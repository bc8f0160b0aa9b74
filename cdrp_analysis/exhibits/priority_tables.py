"""How firm the order of priorities is: chances, weights, residents, risk, the years ahead."""

import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.tables import Shown, data_table, table_html
from cdrp_analysis.measures.risk_matrix import CHANCES, CLASSES

CRITERIA = {
    "offences": "Volume",
    "change": "Change",
    "cchi_days": "Harm, CCHI",
    "css": "Severity, CSS",
    "share_for_50": "Concentration",
    "concern_share": "Residents' concern",
}
_PLACES = {
    "p_1": ("First", theme.DARK_BLUE),
    "p_2": ("Second", "#2073BC"),
    "p_3": ("Third", "#6BACE6"),
    "p_4": ("Fourth", "#AFCDE8"),
    "p_5": ("Fifth", "#DCE9F5"),
    "p_6_10": ("Sixth to tenth", "#C9CDD0"),
    "p_later": ("Later", "#EDEEEF"),
}
_TOP = tuple(_PLACES)[:5]


@theme.styled
def place_chances(priority_places: pd.DataFrame) -> Exhibit:
    """How the draws of weights and data share each theme out among the places."""
    found = place_chances_sentence(priority_places)
    frame = priority_places.iloc[::-1]
    figure, axes = theme.new_axes(1.3 + 0.36 * max(len(frame), 1))
    left, y = np.zeros(len(frame)), np.arange(len(frame))
    for name, (_, colour) in _PLACES.items():
        share = 100 * wording.values(frame, name).fillna(0).to_numpy()
        axes.barh(y, share, left=left, color=colour, height=0.7, ec=theme.PAPER, lw=0.6)
        left = left + share
    parts.named_rows(axes, frame["label"])
    axes.set_xlim(0, 100)
    parts.horizontal_value_axis(axes, "Share of draws")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}%")
    handles = [Patch(color=colour, label=label) for label, colour in _PLACES.values()]
    parts.legend_above(figure, handles, columns=4)
    alt = f"Stacked bars of the chance of each place, one bar a theme. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(priority_places),
        table=priority_places,
        table_html=table_html(
            priority_places,
            {
                "label": "Theme",
                **{name: Shown(label, "percent") for name, (label, _) in _PLACES.items()},
            },
            caption="Chance of each place, share of draws",
        ),
    )


def place_chances_sentence(priority_places: pd.DataFrame) -> Finding:
    """Which theme is most surely among the first five, and which lie on the line."""
    if priority_places.empty:
        return NOTHING_SHOWN
    inside = sum(wording.values(priority_places, name) for name in _TOP)
    sure, unsure = inside >= 0.9, inside.between(0.1, 0.9, inclusive="neither")
    first = wording.values(priority_places, "p_1")
    if first.notna().sum() == 0:
        return NOTHING_SHOWN
    top = priority_places.loc[first.idxmax(), "label"]
    labels = [wording.lower_first(label) for label in priority_places.loc[unsure, "label"]]
    return Finding(
        f"{top} comes first in {wording.percent(first.max())} of the draws",
        detail=(
            f"{wording.plural(int(sure.sum()), 'theme')} "
            f"{'is' if sure.sum() == 1 else 'are'} in the first five in nearly all draws. "
        )
        + (
            f"On the line between priority and not: {wording.listed(labels)}."
            if labels
            else "No theme lies on the line between priority and not."
        ),
    )


def weight_limits_table(priority_limits: pd.DataFrame, labels: dict[str, str]) -> Exhibit:
    """How far each weight can move before another theme is among the first five; restricted."""
    frame = priority_limits.assign(
        criterion=priority_limits["criterion"].map(lambda name: CRITERIA.get(name, name)),
        **{end: _swaps(priority_limits, end, labels) for end in ("down", "up")},
    )
    for end in ("down_to", "up_to"):
        frame[f"{end}_symbol"] = frame[end].isna().map({True: "never", False: ""})
    return data_table(
        frame,
        {
            "criterion": "Criterion",
            "weight": Shown("Weight now", "percent"),
            "down_to": Shown("Lowered to", "percent"),
            "down": "Then",
            "up_to": Shown("Raised to", "percent"),
            "up": "Then ",
        },
        caption="The nearest weights at which the first five change, the others in proportion",
        title=weight_limits_sentence(priority_limits).headline,
    )


def weight_limits_sentence(priority_limits: pd.DataFrame) -> Finding:
    """The smallest move of one weight that changes which themes are the first five."""
    moves = pd.concat(
        [
            (priority_limits[end] - priority_limits["weight"]).abs().rename(end)
            for end in ("down_to", "up_to")
        ],
        axis=1,
    ).astype(float)
    if not len(moves) or moves.isna().all(axis=None):
        return Finding("No change of one weight alone would change the first five")
    row = moves.min(axis=1).idxmin()
    end = moves.loc[row].idxmin()
    name = wording.lower_first(CRITERIA.get(priority_limits.loc[row, "criterion"], ""))
    points = 100 * moves.loc[row, end]
    return Finding(
        f"The first five change when the weight of {name} moves by {points:.1f} points",
        f"from {priority_limits.loc[row, 'weight']:.0%} to {priority_limits.loc[row, end]:.1%}",
    )


def risk_grid(risk_matrix: pd.DataFrame) -> Exhibit:
    """Themes by class of harm and likelihood; those without a harm weight beside."""
    harm, likelihood = (wording.values(risk_matrix, name) for name in ("harm", "likelihood"))
    rows = []
    for level in range(len(CLASSES), 0, -1):
        cells = [
            ", ".join(risk_matrix.loc[harm.eq(column) & likelihood.eq(level), "label"]) or "none"
            for column in range(1, len(CLASSES) + 1)
        ]
        rows.append([f"{wording.upper_first(CHANCES[level - 1])} likelihood", *cells])
    names = ["likelihood", *CLASSES]
    grid = pd.DataFrame(rows, columns=names)
    left_out = risk_matrix.loc[harm.isna() | likelihood.isna(), "label"]
    note = (
        f"Not placed, for want of a harm weight or a count: {wording.listed(left_out)}"
        if len(left_out)
        else ""
    )
    headings = {name: f"{wording.upper_first(name)} harm" for name in CLASSES}
    return Exhibit(
        title=risk_sentence(risk_matrix).headline,
        body=table_html(
            grid, {"likelihood": "", **headings}, caption="Themes by harm and likelihood"
        ),
        about=about(risk_matrix, note=note),
        table=risk_matrix,
        table_html=_risk_table(risk_matrix),
    )


def risk_sentence(risk_matrix: pd.DataFrame) -> Finding:
    """Which themes have the highest product of the two classes."""
    risk = wording.values(risk_matrix, "risk")
    if risk.notna().sum() == 0:
        return Finding("No theme can be placed: harm or likelihood is not known")
    top = risk_matrix.loc[risk.eq(risk.max()), "label"]
    first = wording.upper_first(wording.listed([top.iloc[0], *map(wording.lower_first, top[1:])]))
    return Finding(
        f"{first} {'has' if len(top) == 1 else 'have'} the highest product of harm and likelihood"
    )


def consultation_table(priority_consultation: pd.DataFrame) -> Exhibit:
    """Each theme's place without and with what residents name."""
    return data_table(
        priority_consultation,
        {
            "label": "Theme",
            "concern_share": Shown("Residents who name it", "percent"),
            "rank_without": Shown("Place by records", "ordinal"),
            "rank_with": Shown("Place with residents", "ordinal"),
            "places_gained": Shown("Places gained", "signed"),
        },
        caption="Place of each theme without and with residents' concerns",
        title=consultation_sentence(priority_consultation).headline,
    )


def consultation_sentence(priority_consultation: pd.DataFrame) -> Finding:
    """
    How much the order changes when residents are heard, and what they name most.

    The theme that gains most is sought among those that the survey asks about: another can only
    gain because it was not asked about.
    """
    if priority_consultation.empty:
        return Finding("Nothing was received of what residents name")
    named = wording.values(priority_consultation, "concern_share")
    gained = wording.values(priority_consultation, "places_gained")
    moved, asked = int(gained.ne(0).sum()), gained.where(named.notna())
    headline = "What residents name puts no theme of their survey before where it stood"
    if asked.max() > 0:
        up = asked.idxmax()
        was, now = (
            wording.ordinal(wording.values(priority_consultation, name)[up])
            for name in ("rank_without", "rank_with")
        )
        label = wording.lower_first(priority_consultation.loc[up, "label"])
        headline = f"With residents heard, {label} moves from {was} to {now}"
    last = max(wording.values(priority_consultation, f"rank_{name}").max()
               for name in ("without", "with"))  # fmt: skip
    # Where themes are hidden their places are left open, and some of them may move.
    whose = "of the themes shown" if last > len(gained) else "theme" if moved == 1 else "themes"
    detail = f"{moved} {whose} would stand elsewhere."
    if named.notna().any():
        most = named.idxmax()
        label = wording.lower_first(priority_consultation.loc[most, "label"])
        detail += f" Most often named is {label}, by {wording.percent(named[most])} of residents."
    return Finding(headline, detail=detail)


def horizon_table(horizon_scan: pd.DataFrame) -> Exhibit:
    """What may come, most pressing first."""
    return data_table(
        horizon_scan.assign(factor=horizon_scan["factor"].map(wording.upper_first)),
        {
            "item": "What may change",
            "factor": "Kind",
            "horizon": "When",
            "likelihood": Shown("Likelihood", "count"),
            "impact": Shown("Impact", "count"),
            "score": Shown("Score", "count"),
            "response": "What the partnership does",
        },
        caption="Horizon scan by likelihood times impact",
        title=horizon_sentence(horizon_scan).headline,
    )


def horizon_sentence(horizon_scan: pd.DataFrame) -> Finding:
    """The most pressing of what may come."""
    if horizon_scan.empty:
        return Finding("No horizon scan was received")
    score = wording.values(horizon_scan, "score")
    top = horizon_scan.loc[score.idxmax()]
    return Finding(
        f"Most pressing of {wording.plural(len(horizon_scan), 'matter')} on the horizon is: "
        f"{top['item']}",
        detail=f"What the partnership does: {wording.lower_first(top['response'])}."
        if top["response"]
        else "No response is recorded.",
    )


def _risk_table(risk_matrix: pd.DataFrame) -> str:
    return table_html(
        risk_matrix,
        {
            "label": "Theme",
            "harm_each": Shown("Harm of one", "count"),
            "harm_share": Shown("Share of harm", "count"),
            "frequency": Shown("Frequency", "count"),
            "direction": Shown("Direction", "count"),
            "harm": Shown("Harm", "count"),
            "likelihood": Shown("Likelihood", "count"),
            "risk": Shown("Risk", "count"),
            "confidence": Shown("Confidence", "count"),
        },
        caption="Sub-scores, classes and their product",
    )


def _swaps(priority_limits: pd.DataFrame, end: str, labels: dict[str, str]) -> list[str]:
    """Who replaces whom among the first five when a weight moves that way."""
    pairs = zip(priority_limits[f"{end}_leaves"], priority_limits[f"{end}_enters"], strict=True)
    return [
        f"{labels.get(into, into)} replaces {wording.lower_first(labels.get(out, out))}"
        if pd.notna(out)
        else "the first five stay"
        for out, into in pairs
    ]
