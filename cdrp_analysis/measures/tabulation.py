"""Counts by area, theme and time with every zero written out, and totals that add up."""

from collections.abc import Sequence

import pandas as pd

from cdrp_analysis.periods import Period

ALL = "all"
OTHER = "other"


def by_area_theme_period(
    offences: pd.DataFrame,
    areas: pd.DataFrame,
    themes: pd.DataFrame,
    periods: Sequence[Period],
    *,
    whole: tuple[str, str],
    area_column: str = "ward",
) -> pd.DataFrame:
    """
    Offences and incidents by area, theme and period, zeros included.

    Parameters
    ----------
    offences : DataFrame, one row per offence or incident
        Needs ``month``, ``theme`` (<NA> for categories in no theme), ``kind`` and
        ``area_column``.
    areas : DataFrame
        ``code`` and ``name`` of every area reported on.
    themes : DataFrame
        ``theme``, ``label``, ``kind``, ``sensitive`` of every theme reported on.
    periods : sequence of Period
        Periods reported on.
    whole : (code, name)
        The area that all of them make up; its rows are the sums.

    Returns
    -------
    DataFrame
        ``area, area_name, theme, label, period, offences, kind, sensitive``. The theme ``all``
        counts every offence and no incident; ``other`` holds offences in no theme, so that
        themes add up to ``all``. Rows without an area are in no area and not in the whole.
    """
    # A report that no theme claims is no offence: it belongs to no row.
    counted = offences["theme"].notna() | offences["kind"].eq("offence")
    located = offences[counted & offences[area_column].isin(areas["code"])]
    labels = _periods_of(located["month"], periods)
    known = located.loc[labels.notna(), [area_column, "theme", "kind"]].assign(period=labels)
    known = known.assign(theme=known["theme"].astype("object").where(known["theme"].notna(), OTHER))
    sizes = known.groupby([area_column, "theme", "period"], observed=True).size()
    names = [*themes["theme"], OTHER]
    full = pd.MultiIndex.from_product(
        [areas["code"], names, [period.label for period in periods]],
        names=["area", "theme", "period"],
    )
    counts = sizes.rename_axis(full.names).reindex(full, fill_value=0).rename("offences")
    if not counts.xs(OTHER, level="theme").any():
        counts = counts.drop(OTHER, level="theme")
    incidents = set(themes.loc[themes["kind"] == "incident", "theme"])
    total = (
        counts[~counts.index.get_level_values("theme").isin(incidents)]
        .groupby(level=["area", "period"])
        .sum()
    )
    tidy = pd.concat([counts.reset_index(), total.reset_index().assign(theme=ALL)])
    borough = tidy.groupby(["theme", "period"], as_index=False)["offences"].sum()
    tidy = pd.concat([tidy, borough.assign(area=whole[0])])
    return _described(tidy, areas, themes, whole, [period.label for period in periods])


def by_area_month(
    offences: pd.DataFrame,
    areas: pd.DataFrame,
    months: Sequence[str],
    *,
    whole: tuple[str, str],
    area_column: str = "ward",
) -> pd.DataFrame:
    """
    All offences (no incidents) by area and month, zeros included, and the whole.

    Returns
    -------
    DataFrame
        ``area, area_name, month, offences``.
    """
    wanted = offences[(offences["kind"] == "offence") & offences["month"].isin(months)]
    counted = wanted.groupby([area_column, "month"], observed=True).size()
    full = pd.MultiIndex.from_product([areas["code"], months], names=["area", "month"])
    counts = counted.rename_axis(full.names).reindex(full, fill_value=0).rename("offences")
    borough = counts.groupby(level="month").sum().reset_index().assign(area=whole[0])
    tidy = pd.concat([borough, counts.reset_index()])
    names = {whole[0]: whole[1], **dict(zip(areas["code"], areas["name"], strict=True))}
    return tidy.assign(area_name=tidy["area"].map(names))[
        ["area", "area_name", "month", "offences"]
    ].reset_index(drop=True)


def by_theme_month(panel: pd.DataFrame, incidents: Sequence[str] = ()) -> pd.DataFrame:
    """
    A monthly panel with the theme ``all`` added: the sum of every offence row.

    Parameters
    ----------
    panel : DataFrame
        ``area, theme, month, offences``; a theme of <NA> counts towards ``all`` only. A month
        in which any part is missing is missing in the sum.
    incidents : sequence of str
        Themes that are never added to offences.
    """
    themed = panel[panel["theme"].notna()]
    keys = ["area", "theme", "month"]
    counts = _sum_or_missing(themed, keys)
    offences = panel[~panel["theme"].isin(list(incidents))]
    total = _sum_or_missing(offences, ["area", "month"])
    return pd.concat([total.assign(theme=ALL), counts])[[*keys, "offences"]].reset_index(drop=True)


def _sum_or_missing(panel: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sums by key; a sum with a missing part is missing."""
    grouped = panel.assign(gap=panel["offences"].isna()).groupby(keys)
    sums = grouped.agg(offences=("offences", "sum"), gap=("gap", "any")).reset_index()
    known = sums["offences"].astype("Int64").mask(sums["gap"])
    return sums.assign(offences=known).drop(columns="gap")


def _periods_of(months: pd.Series, periods: Sequence[Period]) -> pd.Series:
    return months.map({month: p.label for p in periods for month in p.months()})


def _described(
    tidy: pd.DataFrame,
    areas: pd.DataFrame,
    themes: pd.DataFrame,
    whole: tuple[str, str],
    periods: list[str],
) -> pd.DataFrame:
    names = {whole[0]: whole[1], **dict(zip(areas["code"], areas["name"], strict=True))}
    labels = {ALL: "All offences", OTHER: "Other offences"}
    labels |= dict(zip(themes["theme"], themes["label"], strict=True))
    kinds = dict(zip(themes["theme"], themes["kind"], strict=True))
    sensitive = dict(zip(themes["theme"], themes["sensitive"], strict=True))
    order = {
        "area": {code: place for place, code in enumerate(names)},
        "theme": {key: place for place, key in enumerate([ALL, *themes["theme"], OTHER])},
        "period": {label: place for place, label in enumerate(periods)},
    }
    tidy = tidy.sort_values(
        ["area", "theme", "period"], key=lambda column: column.map(order[column.name])
    )
    return tidy.assign(
        area_name=tidy["area"].map(names),
        label=tidy["theme"].map(labels),
        kind=tidy["theme"].map(kinds).fillna("offence"),
        sensitive=tidy["theme"].map(sensitive).fillna(False).astype(bool),
    )[
        ["area", "area_name", "theme", "label", "period", "offences", "kind", "sensitive"]
    ].reset_index(drop=True)
