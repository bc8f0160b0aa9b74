"""What an event added, theme by theme, where it can be told, and how often it would be imagined."""

from collections.abc import Sequence

import pandas as pd
import shapely

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.buffers import within
from cdrp_analysis.measures.interruption import METHODS, Interruption, by_month, interrupted
from cdrp_analysis.measures.ratios import excess_over_comparison
from cdrp_analysis.measures.segmented import step_and_ramp
from cdrp_analysis.measures.trends import ratio_limits

BEFORE_AND_AFTER = "before and after alone"
SEGMENTED = "segmented regression"
ALONE = (SEGMENTED, BEFORE_AND_AFTER)  # of an area's own months, by nobody else's
SITE, RING, REST = "at the site", "around it", "rest of the area"
_EFFECT = [
    "per_year", "lower", "upper", "share", "p", "placebos", "coverage", "before_per_year",
    "counterfactual_per_year", "observed_per_year", "trend_per_year", "net_per_year",
    "smallest_seen",
]  # fmt: skip


def first_whole_month(day: pd.Timestamp) -> str:
    """
    The first month that lies wholly after an event began.

    Examples
    --------
    >>> first_whole_month(pd.Timestamp("2008-10-30")), first_whole_month(pd.Timestamp("2009-04-01"))
    ('2008-11', '2009-04')
    """
    month = pd.Period(day, "M")
    return str(month if pd.Timestamp(day).day == 1 else month + 1)


def affected_themes(
    points: pd.DataFrame, site: shapely.Geometry, *, opened: str, least_share: float = 0.05
) -> list[str]:
    """
    Themes of which the site holds a good part since it opened.

    Chosen by where offences happened, never by how they changed: themes picked for having risen
    would have risen whatever happened.

    Parameters
    ----------
    points : DataFrame, one row per located offence
        ``theme``, ``month``, ``easting``, ``northing``.
    site : shapely geometry
        On the National Grid.
    opened : str
        First month after the event.
    least_share : float
        Of the theme's located offences since then.

    Returns
    -------
    list of str
        In falling order of that share.
    """
    later = points[(points["month"] >= opened) & points["theme"].notna()]
    here = within(later, site)
    shares = here.astype("Float64").groupby(later["theme"], observed=True).mean().dropna()
    kept = shares[shares >= least_share].sort_values(ascending=False, kind="stable")
    return kept.index.astype(str).tolist()


def excess(
    panel: pd.DataFrame,
    themes: Sequence[str],
    *,
    area: str,
    opened: str,
    methods: Sequence[str] = METHODS,
    coverage: float = 0.9,
    **window: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    What the event added to each theme, by each method; a theme that cannot be told says why.

    Parameters
    ----------
    panel : DataFrame, one row per area, theme and month
        ``area, theme, month, offences``.
    themes : sequence of str
        In the order wanted; each has rows.
    area, opened, coverage, window
        As for :func:`~cdrp_analysis.measures.interruption.interruption`.

    Returns
    -------
    effects : DataFrame, one row per theme and method
        ``theme, method``, the columns of an :class:`Interruption`'s effect with
        ``net_per_year`` (= trend_per_year + per_year), ``areas`` (compared with), ``left_out``
        (areas without a known month in the window, comma-separated) and ``refused`` (why there
        is no figure; blank where there is).
    monthly : DataFrame, one row per theme and month, by the first method
        ``theme, month, observed, counterfactual, lower, upper, before``.
    """
    effects, monthly = [], []
    for theme in themes:
        wide = by_month(panel[panel["theme"] == theme])
        for method in methods:
            made = {"theme": theme, "method": method, "areas": 0, "left_out": "", "refused": ""}
            try:
                found = interrupted(
                    wide, area=area, opened=opened, method=method, coverage=coverage, **window
                )
            except InputError as refusal:
                effects.append({**made, "refused": refusal.what})
                continue
            effect = found.effect.iloc[0]
            net = effect["observed_per_year"] - effect["before_per_year"]
            effects.append(
                {
                    **made,
                    **effect.drop("method").to_dict(),
                    "net_per_year": net,
                    "areas": len(found.weights),
                    "left_out": ", ".join(found.left_out),
                }
            )
            if method == methods[0]:
                monthly.append(found.monthly.assign(theme=theme))
    table = pd.DataFrame(effects).reindex(
        columns=["theme", "method", *_EFFECT, "areas", "left_out", "refused"]
    )
    columns = ["theme", "month", "observed", "counterfactual", "lower", "upper", "before"]
    months = pd.concat(monthly, ignore_index=True) if monthly else pd.DataFrame(columns=columns)
    return table.astype({"placebos": "Int64"}), months[columns]


def imagined(
    panel: pd.DataFrame, *, area: str, opened: str, coverage: float = 0.9, step: int = 6,
    **window: int,
) -> pd.DataFrame:  # fmt: skip
    """
    How often an effect would be "found" where nothing happened.

    The whole method is run for every other area as if the event had been there, the area itself
    left out, and for the area itself at earlier dates, nothing of what came after the event seen.
    Beside both methods stands what the area's own months alone would say: a segmented regression
    (step and ramp, limits of the mean excess), and counting before and after (exact Poisson
    limits).

    Parameters
    ----------
    panel : DataFrame, one row per area and month
        ``area``, ``month``, ``offences``.
    step : int
        Months between earlier dates.

    Returns
    -------
    DataFrame, one row per method and kind of placebo
        ``method``, ``where`` ("other areas, same date" or "same area, earlier dates"), ``tried``,
        ``found`` and ``share`` (missing where none could be tried).
    """
    elsewhere = by_month(panel[panel["area"] != area])
    earlier = by_month(panel[panel["month"] < opened])
    months = earlier.columns
    dates = [str(pd.Period(opened, "M") - back) for back in range(12, len(months) - 23, step)]
    trials = {
        "other areas, same date": [(elsewhere, one, opened) for one in elsewhere.index],
        "same area, earlier dates": [(earlier, area, when) for when in dates],
    }
    rows = []
    for method in METHODS:
        for where, runs in trials.items():
            told = [_told(*run, method=method, coverage=coverage, **window) for run in runs]
            known = [one for one in told if one is not None]
            rows.append((method, where, len(known), sum(_is_told(one) for one in known)))
            if method == METHODS[-1]:  # the windows are the same for all methods
                alone = [
                    _told_alone(one.monthly, when, coverage=coverage)
                    for one, (_, _, when) in zip(told, runs, strict=True)
                    if one is not None
                ]
                rows += [
                    (name, where, len(known), sum(found[at] for found in alone))
                    for at, name in enumerate(ALONE)
                ]
    table = pd.DataFrame(rows, columns=["method", "where", "tried", "found"])
    table["share"] = table["found"] / table["tried"].where(table["tried"] > 0)
    order = {name: place for place, name in enumerate((*METHODS, *ALONE))}
    return table.sort_values("method", key=lambda m: m.map(order), kind="stable", ignore_index=True)


def _told(wide: pd.DataFrame, area: str, opened: str, **asked) -> Interruption | None:
    """What the method tells; None: refused."""
    try:
        return interrupted(wide, area=area, opened=opened, **asked)
    except InputError:
        return None


def _is_told(found: Interruption) -> bool:
    """Whether the method finds an effect."""
    effect = found.effect.iloc[0]
    return not effect["lower"] <= 0 <= effect["upper"]


def _told_alone(months: pd.DataFrame, opened: str, *, coverage: float) -> tuple[bool, bool]:
    """Whether each look at the own months alone finds one, in the order of ``ALONE``."""
    before, after = months[months["before"]], months[~months["before"]]
    lower, upper = ratio_limits(
        before["observed"].sum(), after["observed"].sum(), confidence=coverage
    )
    scale = len(before) / len(after)
    own = months[["month", "observed"]].rename(columns={"observed": "offences"})
    regressed = step_and_ramp(own, opened=opened, coverage=coverage)
    return (
        bool(not regressed["per_year_lower"] <= 0 <= regressed["per_year_upper"]),
        bool(not lower.item() * scale <= 1 <= upper.item() * scale),
    )


def around_site(
    points: pd.DataFrame,
    site: shapely.Geometry,
    *,
    opened: str,
    months: Sequence[str],
    ring_m: float,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Offences a year at a site, in the ring around it and in the rest, before and after.

    Parameters
    ----------
    points : DataFrame, one row per located offence
        ``month``, ``easting``, ``northing``; those without coordinates take no part.
    months : sequence of str
        Months whose rows are complete: the others are missing, not quiet.
    ring_m : float
        Width of the ring, metres from the site's edge.

    Returns
    -------
    DataFrame, one row per place
        ``place`` ("at the site", "around it", "rest of the area"), ``before_per_year,
        after_per_year, change_per_year, beyond_rest`` (a year beyond what the rest's change would
        have brought) with ``lower`` and ``upper``. The rest has nothing to be compared with.

    Raises
    ------
    InputError
        If no month is known before the event or after it.
    """
    known = sorted(months)
    spans = (sum(m < opened for m in known) / 12, sum(m >= opened for m in known) / 12)
    if min(spans) == 0:
        raise InputError(
            f"no month is known {'before' if not spans[0] else 'from'} {opened}.",
            where="measures.event_excess.around_site",
            do="give rows of both sides of the event",
        )
    rows = points[points["month"].isin(known)].dropna(subset=["easting", "northing"])
    near = within(rows, site, metres=ring_m).astype(bool)
    inside = within(rows, site).astype(bool)
    later = rows["month"] >= opened
    counts = {
        place: (int((chosen & ~later).sum()), int((chosen & later).sum()))
        for place, chosen in ((SITE, inside), (RING, near & ~inside), (REST, ~near))
    }
    table = []
    for place, (before, after) in counts.items():
        beyond = (float("nan"),) * 3
        if place != REST and min(counts[REST]) > 0:
            beyond = excess_over_comparison(
                (before, counts[REST][0]), (after, counts[REST][1]), years=spans,
                confidence=confidence,
            )  # fmt: skip
        a_year = before / spans[0], after / spans[1]
        table.append((place, *a_year, a_year[1] - a_year[0], *beyond))
    return pd.DataFrame(
        table,
        columns=["place", "before_per_year", "after_per_year", "change_per_year", "beyond_rest",
                 "lower", "upper"],
    )  # fmt: skip


def with_difference(counts: pd.DataFrame) -> pd.DataFrame:
    """
    Each place's later count less its earlier one, on the later row.

    Parameters
    ----------
    counts : DataFrame, one row per place and period, the earlier first
        ``place``, ``period``, ``offences`` (<NA> = hidden: there is no difference then).
    """
    before = counts.groupby("place")["offences"].shift()
    return counts.assign(difference=counts["offences"] - before)
