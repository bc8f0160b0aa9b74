"""Violence near licensed premises and on nights out, by ring, ward and premises."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.measures import area_trends, ward_themes
from cdrp_analysis.measures import premises as rings
from cdrp_analysis.measures.rates import garwood
from cdrp_analysis.periods import Period

NAMED = 20  # premises listed
_LATE = "02:00"
_SATURDAY = 6
LABELS = {rings.VIOLENCE: "Violence", rings.COMPARED: "All other offences but sensitive kinds"}
HOURS = (rings.NIGHTS, rings.OTHER_HOURS)
_SLIVER = 1.0  # m²; as for the other layers that overlap


@dataclass(frozen=True)
class Premises:
    """
    What is known of licensed premises and of violence; each missing where it was not received.

    ``register``: one row per premises with ``premises, premises_name, kind, easting, northing,
    ward, closes`` (on Saturdays, blank: shut) and ``late`` (open to 02:00 or later then).
    ``violence``: key of the theme. ``lacking``: what was not received; blank where nothing is.
    """

    register: pd.DataFrame
    violence: str
    lacking: str

    @property
    def known(self) -> bool:
        """Whether there are premises and violence to hold against each other."""
        return len(self.register) > 0 and bool(self.violence)


def premises(evidence: Evidence) -> Premises:
    """The register as it stands at the end of the period, and which theme is violence."""
    columns = ["premises", "premises_name", "kind", "easting", "northing", "closes", "late", "ward"]
    register, lacking = pd.DataFrame(columns=columns), []
    if evidence.has_feed("licensed_premises"):
        register = _register(evidence)
    if register.empty:
        lacking.append("a register of licensed premises")
    themes = evidence.themes
    ordinary = themes[themes["kind"].eq("offence") & ~themes["sensitive"].astype(bool)]
    violent = [key for key in ordinary["theme"] if key.startswith("violen")]
    if not violent:
        lacking.append("a theme of violence")
    if not evidence.has_feed("rosters"):
        lacking.append("officers on duty by hour")
    told = f"Not received: {'; '.join(lacking)}." if lacking else ""
    return Premises(register[columns], violent[0] if violent else "", told)


def _register(evidence: Evidence) -> pd.DataFrame:
    rows = evidence.feed("licensed_premises")
    last = pd.Period(evidence.current.last, "M").end_time
    rows = rows[~(rows["licensed_from"] > last).fillna(False).astype(bool)]
    saturday = rows[rows["weekday"] == _SATURDAY].set_index("premises")
    after_midnight = saturday["closes"] < saturday["opens"]
    found = rows.drop_duplicates("premises").reset_index(drop=True)
    found = found[found["easting"].notna() & found["northing"].notna()]
    wards = evidence.areas("ward")
    doors = shapely.points(found[["easting", "northing"]].to_numpy(float))
    at = pd.Series(pd.NA, index=range(len(found)), dtype=object)
    mine, ward = shapely.STRtree(wards.geometry.to_numpy()).query(doors, predicate="intersects")
    at.iloc[mine] = wards["code"].to_numpy()[ward]
    late = after_midnight & (saturday["closes"] >= _LATE)
    return found.assign(
        closes=found["premises"].map(saturday["closes"]).fillna(""),
        late=found["premises"].map(late).fillna(False).astype(bool),
        ward=at.to_numpy(),
    )


def kinds(known: Premises) -> pd.DataFrame:
    """Premises of each kind, and how many may serve to two in the morning or later."""
    if known.register.empty:
        return none_of("premises_kinds")
    counted = known.register.groupby("kind", sort=False).agg(
        premises=("premises", "nunique"), late=("late", "sum")
    )
    counted = counted.sort_values(["premises", "late"], ascending=False, kind="stable")
    whole = counted.sum().to_frame().T.set_axis(["all"])
    return pd.concat([whole, counted]).rename_axis("kind").reset_index().astype(
        {"premises": "Int64", "late": "Int64"}
    )  # fmt: skip


def parts_of(period: Period) -> tuple[str, str]:
    """Names of a period's nights out and of its other hours, the period included."""
    return (f"{rings.NIGHTS}, {period.label}", f"{rings.OTHER_HOURS}, {period.label}")


def by_ring(evidence: Evidence, known: Premises) -> pd.DataFrame:
    """
    Violence and the other offences in rings around premises, in all hours and on nights out.

    Returns
    -------
    DataFrame
        Keys and counts of the table ``premises_rings``; without rows where premises or violence
        are not known.
    """
    if not known.known:
        return none_of("premises_rings")
    period = evidence.current
    rows = placed(evidence, known)
    order = [*rings.ring_codes(), evidence.borough]
    hours = (
        ("all hours", period.label, rows["night"].notna()),
        *zip(HOURS, parts_of(period), (rows["night"], ~rows["night"]), strict=True),
    )
    parts = []
    for theme in (rings.VIOLENCE, rings.COMPARED):
        for name, label, chosen in hours:
            counts = rows.loc[chosen & rows["set"].eq(theme), "ring"].value_counts()
            counts = counts.reindex(rings.ring_codes(), fill_value=0)
            parts.append(
                pd.DataFrame(
                    {
                        "theme": theme, "label": LABELS[theme], "area": order,
                        "area_name": [_ring_name(code, evidence) for code in order],
                        "hours": name, "period": label,
                        "offences": [*counts.to_numpy(), int(counts.sum())],
                    }
                )
            )  # fmt: skip
    table = pd.concat(parts, ignore_index=True).astype({"offences": "Int64"})
    grounds = _grounds(evidence, known).rename(columns={"ring": "area"})
    return table.merge(grounds, on="area", how="left")


def ring_areas(evidence: Evidence, known: Premises) -> gpd.GeoDataFrame:
    """The ground of every ring (``code``, geometry), for a map that is not published."""
    codes = rings.ring_codes() if known.known else []
    shapes = rings.ring_shapes(known.register, evidence.boundary) if known.known else []
    return gpd.GeoDataFrame({"code": codes}, geometry=list(shapes), crs="EPSG:27700")


def placed(evidence: Evidence, known: Premises) -> pd.DataFrame:
    """
    Located offences of the period with ``ward``, ``ring``, ``night`` (on a night out) and ``set``.

    The set is violence, the offences compared (neither violent nor sensitive) or missing.
    """
    rows = _offences(evidence, evidence.current)
    sensitive = set(evidence.themes.loc[evidence.themes["sensitive"].astype(bool), "theme"])
    violent = rows["theme"].eq(known.violence).fillna(False).astype(bool)
    compared = rows["theme"].notna() & ~violent & ~rows["theme"].isin(sensitive)
    kind = np.select([violent, compared], [rings.VIOLENCE, rings.COMPARED], "")
    return rows.assign(
        ring=rings.ring_of(rows, known.register),
        night=rings.mostly_inside(rows),
        set=kind,
    )[["ward", "ring", "night", "set"]]


def pieces(evidence: Evidence) -> tuple[list[tuple[str, str]], dict[tuple[str, str, str], int]]:
    """
    The pieces of ground in which rings and wards overlap, and the violence in each.

    Returns
    -------
    pieces : list of (ward, ring)
        Whether or not anything happened there.
    counts : dict of (ward, ring, period) to int
        For the period and its parts.
    """
    known = premises(evidence)
    if not known.known:
        return [], {}
    rows = placed(evidence, known)
    rows = rows[rows["set"].eq(rings.VIOLENCE) & rows["ward"].notna()]
    wards = evidence.areas("ward")
    shapes = rings.ring_shapes(known.register, evidence.boundary)
    shared = shapely.area(shapely.intersection(wards.geometry.to_numpy()[:, None], shapes[None, :]))
    there = {
        (ward, ring)
        for ward, by_ring in zip(wards["code"], shared, strict=True)
        for ring, area in zip(rings.ring_codes(), by_ring, strict=True)
        if area > _SLIVER
    }
    there |= set(zip(rows["ward"], rows["ring"], strict=True))
    ordered = sorted(there)  # a set has another order in every process
    counts = {}
    chosen = (rows["night"].notna(), rows["night"], ~rows["night"])
    labels = (evidence.current.label, *parts_of(evidence.current))
    for label, which in zip(labels, chosen, strict=True):
        found = rows[which].groupby(["ward", "ring"]).size()
        counts |= {(*piece, label): int(found.get(piece, 0)) for piece in ordered}
    return ordered, counts


def _offences(evidence: Evidence, period: Period) -> pd.DataFrame:
    rows = evidence.timed(period)
    return rows[rows["kind"].eq("offence") & rows["easting"].notna()].reset_index(drop=True)


def _ring_name(code: str, evidence: Evidence) -> str:
    if code == evidence.borough:
        return evidence.name
    if code == rings.FARTHER:
        return "Farther away"
    text = code.removeprefix("ring ")
    return f"Up to {text.removeprefix('0 to ')}" if text.startswith("0 to ") else text


def _grounds(evidence: Evidence, known: Premises) -> pd.DataFrame:
    homes = None
    if evidence.has_frame("residents_lsoa"):
        people = evidence.residents("lsoa").set_index("area")["residents"]
        homes = evidence.areas("lsoa")
        homes = homes.assign(residents=homes["code"].map(people).astype(float).fillna(0))
    grounds = rings.ring_grounds(known.register, evidence.boundary, homes)
    grounds.loc[len(grounds)] = [
        evidence.borough, *(grounds[name].sum(min_count=1) for name in ("ground_km2", "residents"))
    ]  # fmt: skip
    return grounds.assign(
        ground_km2=grounds["ground_km2"].round(2), residents=grounds["residents"].round(-1)
    )


def by_area(evidence: Evidence, known: Premises) -> pd.DataFrame:
    """Violence of nights out by ward in this period and the one before, and premises there."""
    periods = evidence.compared
    if not known.violence or not evidence.has_times:
        return none_of("premises_areas")
    parts = [nights_by_ward(evidence, known, period) for period in periods]
    table = ward_themes.with_change(pd.concat(parts, ignore_index=True))
    table = table.assign(theme=rings.VIOLENCE, label=LABELS[rings.VIOLENCE])
    here = known.register.groupby("ward")[["premises", "late"]].agg(
        {"premises": "nunique", "late": "sum"}
    )
    here.loc[evidence.borough] = here.sum()
    # Without a register nobody knows how many premises there are: not none.
    for name in ("premises", "late"):
        number = table["area"].map(here[name])
        table[name] = (number.fillna(0) if len(known.register) else number).astype("Int64")
    return table


def nights_by_ward(evidence: Evidence, known: Premises, period: Period) -> pd.DataFrame:
    """Violence of a period's nights out by ward and in the partnership."""
    rows = _offences(evidence, period)
    rows = rows[rows["theme"].eq(known.violence).fillna(False).astype(bool)]
    rows = rows[rings.mostly_inside(rows)]
    wards = evidence.areas("ward")
    counts = rows["ward"].value_counts().reindex(wards["code"], fill_value=0)
    return pd.DataFrame(
        {
            "area": [*wards["code"], evidence.borough],
            "area_name": [*wards["name"], evidence.name],
            "period": parts_of(period)[0],
            "offences": pd.array([*counts, len(rows)], dtype="Int64"),
        }
    )


def trend_by_area(evidence: Evidence, known: Premises) -> pd.DataFrame:
    """Yearly change of the violence of nights out, by ward, over the years whose rows are whole."""
    years = evidence.whole_years
    if not known.violence or not evidence.has_times or len(years) < 3:
        return none_of("premises_trends")
    parts = [
        nights_by_ward(evidence, known, year).assign(year=number)
        for number, year in enumerate(years)
    ]
    counts = pd.concat(parts, ignore_index=True)
    found = area_trends.yearly_change(counts[counts["area"] != evidence.borough])
    whole = area_trends.yearly_change(counts[counts["area"] == evidence.borough])
    table = pd.concat([found, whole], ignore_index=True)
    ends = counts[counts["year"].isin([0, len(years) - 1])]
    ends = ends.pivot_table(index="area", columns="year", values="offences")
    names = counts.drop_duplicates("area").set_index("area")["area_name"]
    return table.assign(
        area_name=table["area"].map(names),
        first=table["area"].map(ends[0]),
        last=table["area"].map(ends[len(years) - 1]),
    ).astype({"first": "Int64", "last": "Int64"})


def named(evidence: Evidence, known: Premises) -> pd.DataFrame:
    """
    The premises with most violence within fifty metres, each offence with the nearest alone.

    Returns
    -------
    DataFrame, at most 20 rows
        ``place`` (1 the most), ``premises_name, kind, area_name`` (ward), ``closes``,
        ``before, offences`` (the period before and this), ``lower, upper`` (exact limits of the
        mean), ``nights`` (on nights out).
    """
    if not known.known:
        return none_of("premises_named")
    register = known.register.reset_index(drop=True)
    counts = {}
    now, *before = reversed(evidence.compared)
    for name, period in (("offences", now), *(("before", period) for period in before)):
        rows = _offences(evidence, period)
        rows = rows[rows["theme"].eq(known.violence).fillna(False).astype(bool)]
        nearest = rings.nearest_premises(rows, register)
        counts[name] = nearest.value_counts().reindex(register.index, fill_value=0)
        if name == "offences":
            nights = nearest[rings.mostly_inside(rows)].value_counts()
            counts["nights"] = nights.reindex(register.index, fill_value=0)
    counts.setdefault("before", pd.Series(pd.NA, index=register.index))
    table = register.assign(**counts).sort_values(
        ["offences", "premises_name"], ascending=[False, True], kind="stable"
    )
    table = table[table["offences"] > 0].head(NAMED).reset_index(drop=True)
    lower, upper = garwood(table["offences"])
    names = evidence.areas("ward").set_index("code")["name"]
    return table.assign(
        place=range(1, len(table) + 1), lower=lower, upper=upper, area_name=table["ward"].map(names)
    ).astype({"offences": "Int64", "before": "Int64", "nights": "Int64"})


def none_of(table: str) -> pd.DataFrame:
    """A table of the catalogue without rows."""
    return pd.DataFrame(columns=[column.name for column in SPECS[table].columns])
