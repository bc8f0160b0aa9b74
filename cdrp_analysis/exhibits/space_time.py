"""Near repeats as a grid, clusters in place and time as a table, and what both say."""

import numpy as np
import pandas as pd
from matplotlib.patches import Patch, Rectangle

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.tables import Shown, data_table, table_html
from cdrp_analysis.exhibits.wording import number, percent, plural

_LIKELY = 0.05  # a cluster with a larger p is no finding
_STEPS = ((1.25, "up to 1.25 times"), (1.5, "1.25 to 1.5 times"), (np.inf, "1.5 times or more"))
_FILLS = theme.SEQUENCE[1:4]


@theme.styled
def near_repeat_grid(near_repeats: pd.DataFrame, *, events: str = "events") -> Exhibit:
    """
    Pairs observed over pairs expected by distance and time; bands above chance are shaded.

    Parameters
    ----------
    near_repeats : DataFrame
        What ``measures.near_repeat.knox`` gives.
    events : str
        What is counted, in the plural, e.g. "residential burglaries".
    """
    frame = near_repeats.reset_index(drop=True)
    frame = frame.assign(distance=_distances(frame), time=_times(frame))
    rows, columns = list(dict.fromkeys(frame["distance"])), list(dict.fromkeys(frame["time"]))
    figure, axes = theme.new_axes(1.5 + 0.42 * len(rows))
    for cell in frame.itertuples():
        x, y = columns.index(cell.time), rows.index(cell.distance)
        fill = _fill(cell.ratio) if cell.above_chance else theme.PAPER
        axes.add_patch(Rectangle((x, y), 1, 1, facecolor=fill, edgecolor=theme.RULE))
        text = wording.MISSING if pd.isna(cell.ratio) else number(cell.ratio, 2)
        axes.text(x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=theme.SMALL_PT,
                  color=theme.readable_on(fill))  # fmt: skip
    axes.set(xlim=(0, len(columns)), ylim=(len(rows), 0))
    axes.set_xticks(np.arange(len(columns)) + 0.5, columns)
    axes.set_yticks(np.arange(len(rows)) + 0.5, rows)
    axes.set_xlabel(f"{frame['unit'].iloc[0].capitalize()}s apart", loc="left")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    shades = [
        Patch(facecolor=fill, edgecolor=theme.RULE, label=label)
        for fill, (_, label) in zip(_FILLS, _STEPS, strict=True)
    ]
    chance = Patch(facecolor=theme.PAPER, edgecolor=theme.RULE, label="not above chance")
    parts.legend_above(figure, [chance, *shades], columns=4)
    found = near_repeat_sentence(near_repeats, events=events)
    alt = (
        f"Grid of {len(rows)} distances by {len(columns)} times; each cell shows pairs of {events} "
        f"observed over pairs expected. {found.text}"
    )
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(near_repeats, note=f"{frame['method'].iloc[0]}. {frame['note'].iloc[0]}"),
        table=near_repeats,
        table_html=table_html(
            frame,
            {
                "distance": "Distance",
                "time": Shown(f"{frame['unit'].iloc[0].capitalize()}s apart"),
                "observed": Shown("Pairs", "count"),
                "expected": Shown("Expected", "decimal"),
                "ratio": Shown("Ratio", "decimal2"),
                "p": Shown("p", "decimal3"),
                "above_chance": "Above chance",
            },
            caption=f"Pairs of {events} by distance and time",
        ),
    )


def near_repeat_sentence(near_repeats: pd.DataFrame, *, events: str = "events") -> Finding:
    """How far and how long a repeat reaches, or that there is none beyond chance."""
    frame = near_repeats.reset_index(drop=True)
    clear = frame[frame["above_chance"].fillna(False).astype(bool)]
    if clear.empty:
        return Finding(
            f"Pairs of {events} near in place and time are no more than chance allows",
            detail=f"{plural(len(frame), 'band')} of distance and time were tested together.",
        )
    top = clear.loc[clear["ratio"].idxmax()]
    unit, same = str(top["unit"]), clear["place"].ne("near").any()
    where = [f"at the {clear['place'].iloc[0]}"] if same else []
    if (reach := float(clear["distance_to"].max())) > 0:
        where.append(f"up to {number(reach)} m away")
    distance, time = _distances(clear)[top.name].lower(), _times(clear)[top.name]
    the = "" if top["place"] == "near" else "the "
    bands = "band is" if len(clear) == 1 else "bands are"
    return Finding(
        f"{wording.upper_first(events)} recur {wording.listed(where)} more often than chance "
        "allows",
        f"most at {the}{distance}, {time} {unit}s apart, where {number(top['observed'])} pairs "
        f"stand against {number(top['expected'], 1)} expected",
        f"{len(clear)} of {len(frame)} {bands} above chance, none more than "
        f"{plural(int(clear['time_to'].max()) - 1, unit)} apart.",
    )


def following_sentence(following: pd.DataFrame, *, events: str = "events") -> Finding:
    """What share follows another shortly before and nearby, beyond chance."""
    row = following.iloc[0]
    if pd.isna(row["share"]):
        return Finding(f"The share of {events} that follow another cannot be told from chance")
    limits = f"95% limits {percent(row['share_lower'], 1)} to {percent(row['share_upper'], 1)}"
    method = f"Measured as {row['method']}."
    if row["share_lower"] <= 0:
        return Finding(
            f"No clear share of {events} follows another nearby",
            f"{percent(row['share'], 1)} ({limits})",
            method,
        )
    return Finding(
        f"About {percent(row['share'])} of {events} were set off by another nearby",
        f"{percent(row['share'], 1)} ({limits})",
        method,
    )


def cluster_table(clusters: pd.DataFrame, *, events: str = "events") -> Exhibit:
    """
    Clusters in place and time, likeliest first; one that chance could make is named as such.

    Parameters
    ----------
    clusters : DataFrame
        What a scan of ``measures.scan`` gives.
    events : str
        What is counted, in the plural.
    """
    found = cluster_sentence(clusters, events=events)
    frame = clusters.assign(
        where=[f"E {number(e)}, N {number(n)}" for e, n in
               zip(clusters["easting"], clusters["northing"], strict=True)],
        when=[span(a, b) for a, b in
              zip(clusters["first_day"], clusters["last_day"], strict=True)],
        verdict=["beyond chance" if p <= _LIKELY else "within chance" for p in clusters["p"]],
    )  # fmt: skip
    note = f"{clusters['method'].iloc[0]}. {clusters['note'].iloc[0]}" if len(clusters) else ""
    return data_table(
        frame,
        {
            "cluster": Shown("Cluster", "count"),
            "when": "When",
            "where": "Middle, National Grid",
            "radius_m": Shown("Radius, m", "count"),
            "places": Shown("Places", "count"),
            "observed": Shown(wording.upper_first(events), "count"),
            "expected": Shown("Expected", "decimal"),
            "ratio": Shown("Ratio", "decimal2"),
            "llr": Shown("Log-likelihood ratio", "decimal2"),
            "p": Shown("p", "decimal3"),
            "verdict": "Verdict",
        },
        caption=f"Clusters of {events} in place and time",
        title=found.headline,
        about_table=about(clusters, note=note),
    )


def cluster_sentence(clusters: pd.DataFrame, *, events: str = "events") -> Finding:
    """Where and when events clustered beyond chance, or that they did not."""
    likely = clusters[clusters["p"] <= _LIKELY] if len(clusters) else clusters
    if likely.empty:
        return Finding(f"No cluster of {events} in place and time stands out beyond chance")
    top = likely.iloc[0]
    others = len(likely) - 1
    detail = f"p = {top['p']:.3f}, by replicas drawn at random."
    if others:
        detail += f" {plural(others, 'further cluster')} {'is' if others == 1 else 'are'} too."
    return Finding(
        f"{wording.upper_first(events)} clustered beyond chance "
        f"{span(top['first_day'], top['last_day'])}",
        f"{number(top['observed'])} in {plural(int(top['places']), 'place')} within "
        f"{number(top['radius_m'])} m, where {number(top['expected'], 1)} were expected",
        detail,
    )


def _fill(ratio: float) -> str:
    return next(fill for fill, (end, _) in zip(_FILLS, _STEPS, strict=True) if ratio < end)


def _distances(frame: pd.DataFrame) -> pd.Series:
    bands = zip(frame["place"], frame["distance_from"], frame["distance_to"], strict=True)
    names = [f"{number(a)} to {number(b)} m" if place == "near" else wording.upper_first(place)
             for place, a, b in bands]  # fmt: skip
    return pd.Series(names, frame.index)


def _times(frame: pd.DataFrame) -> pd.Series:
    """``[0, 7)`` days as ``0 to 6``: whole steps, both ends included."""
    bands = zip(frame["time_from"], frame["time_to"], strict=True)
    return pd.Series([f"{a}" if b == a + 1 else f"{a} to {b - 1}" for a, b in bands], frame.index)


def span(first: pd.Timestamp, last: pd.Timestamp) -> str:
    end = f"{last.day} {last:%B %Y}"
    if first == last:
        return f"on {end}"
    if (first.year, first.month) == (last.year, last.month):
        return f"from {first.day} to {end}"
    start = f"{first.day} {first:%B}" + ("" if first.year == last.year else f" {first.year}")
    return f"from {start} to {end}"
