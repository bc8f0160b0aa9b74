"""Victims and offenders at a site that opened, and what was done there."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.assessment import events, flags
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.measures.buffers import near_and_elsewhere, within
from cdrp_analysis.measures.event_excess import first_whole_month
from cdrp_analysis.measures.journeys import distance_bands, median_limits
from cdrp_analysis.measures.proportions import share
from cdrp_analysis.measures.site_shares import (
    AT_SITE,
    CHARGED,
    CHILDREN,
    ELSEWHERE,
    EVERY_AGE,
    OLDER,
    OUTSIDE,
    OWN,
)
from cdrp_analysis.measures.week_windows import clock

NEAR_M = 300.0  # around the middle of a site
_RATE_M = (150.0, NEAR_M, 600.0)
ALL_HOURS, EVERY_BAND = "all hours", "every distance"
_CHILD_BAND = "10-17"
_BAND_HOURS = 3
AFTER_SCHOOL, OTHER_HOURS = "15:00 to 18:00", "other hours"
_BANDS = [f"{clock(h)} to {clock(h + _BAND_HOURS)}" for h in range(0, 24, _BAND_HOURS)]


@dataclass(frozen=True)
class Site:
    """
    The site that opened first: ``key`` in the register, ``name`` as printed, ``opened`` (month).

    Blank without a register, or without an opening in it; ``lacking`` then says so.
    """

    key: str = ""
    name: str = ""
    opened: str = ""
    lacking: str = ""

    @property
    def note(self) -> str:
        """Which site is meant, or that there is none, for print."""
        return self.lacking or f"The site: {self.name}"


def site(evidence: Evidence) -> Site:
    """The first public opening of the register of interventions."""
    found = events.openings(events.register(evidence))
    if found.empty:
        return Site(lacking="Not received: a site that opened, in the register of interventions.")
    first = found.iloc[0]
    opened = first_whole_month(pd.Timestamp(first["starts_on"]))
    return Site(first["intervention"], first["event"], opened)


def outline(evidence: Evidence, key: str) -> shapely.Geometry:
    """Outline of a place of the register of interventions."""
    places = evidence.feed("interventions").set_index("intervention")
    return shapely.from_wkt(places.loc[key, "outline"])


def near_site(evidence: Evidence, rows: pd.DataFrame, key: str) -> pd.Series:
    """Whether rows lie within 300 m of the middle of a site."""
    middle = outline(evidence, key).centroid
    return within(rows, middle, metres=NEAR_M).fillna(False).astype(bool)


def since(evidence: Evidence, opened: str) -> str:
    """The months since a site opened that are known, for print."""
    return events.span(month for month in evidence.usable_months if month >= opened)


# ── where offenders live ───────────────────────────────────────────────────────────────────


def own_postcode_area(evidence: Evidence) -> str:
    """
    The postcode area in which most of those charged live, taken as the partnership's own.

    No list of the partnership's sectors is needed; a partnership that lies in several areas is
    not told from its neighbours by this.
    """
    homes = evidence.points()["offender_home"].dropna()
    return _postcode_area(homes).mode().iloc[0]


def charged_since(evidence: Evidence, key: str, opened: str) -> pd.DataFrame:
    """Offences since the opening with somebody charged: ``near``, ``outside``, ``district``."""
    rows = evidence.points()
    rows = rows[(rows["month"] >= opened) & rows["offender_home"].notna()]
    area = _postcode_area(rows["offender_home"])
    rows, area = rows[area.notna()], area[area.notna()]  # a code nobody can read is no home
    return rows.assign(
        near=near_site(evidence, rows, key),
        outside=area.ne(own_postcode_area(evidence)).astype(bool),
        district=rows["offender_home"].str.split(" ").str[0],
    )


def _postcode_area(homes: pd.Series) -> pd.Series:
    return homes.str.extract(r"^([A-Z]{1,2})\d", expand=False)


def home_areas(evidence: Evidence, here: Site) -> pd.DataFrame:
    """
    Those charged with offences at the site and elsewhere since it opened, by where they live.

    Returns
    -------
    DataFrame
        ``area, area_name, home, period, charged``: one row per place and home area; offences are
        counted, not people.
    """
    if not here.key or not _says(evidence, "offender_home"):
        return _none("home_areas")
    rows = charged_since(evidence, here.key, here.opened)
    homes = ((CHARGED, True), (OWN, ~rows["outside"]), (OUTSIDE, rows["outside"]))
    table = _by_place(evidence, rows, homes, "home", since(evidence, here.opened))
    return table.rename(columns={"number": "charged"})


def home_districts(evidence: Evidence, here: Site) -> pd.DataFrame:
    """Districts in which those charged live, at the site and elsewhere, most at the site first."""
    if not here.key or not _says(evidence, "offender_home"):
        return _none("home_districts")
    rows = charged_since(evidence, here.key, here.opened)
    counts = rows.groupby(["district", "near"]).size()
    counts = counts.reset_index(name="n").pivot_table(index="district", columns="near", values="n")
    wide = counts.reindex(columns=[True, False]).fillna(0).astype(int)
    table = wide.set_axis(["site", "elsewhere"], axis=1).rename_axis("district").reset_index()
    own = own_postcode_area(evidence)
    table = table.assign(
        home=np.where(table["district"].str.match(rf"{own}\d"), OWN, OUTSIDE),
        found=table["site"], base=int(table["site"].sum()),
    )  # fmt: skip
    table = share(table).sort_values(["site", "district"], ascending=[False, True], kind="stable")
    return table.astype({"site": "Int64", "elsewhere": "Int64"})


def journeys(evidence: Evidence, here: Site) -> pd.DataFrame:
    """
    Charged offences with a place since the opening: ``near`` and ``metres`` from the home sector.

    The sector's middle stands for the home, so that a journey is known to about a kilometre.
    ``metres`` is missing where the table of sectors lacks the home.
    """
    rows = charged_since(evidence, here.key, here.opened)
    rows = rows[rows["easting"].notna() & rows["northing"].notna()]
    places = evidence.feed("postcode_sectors").set_index("sector")
    homes = places.reindex(rows["offender_home"].str.strip().str.upper())
    away = np.hypot(
        rows["easting"].to_numpy(float) - homes["easting"].to_numpy(float),
        rows["northing"].to_numpy(float) - homes["northing"].to_numpy(float),
    )
    return rows.assign(metres=away)[["near", "metres"]]


def home_distances(evidence: Evidence, here: Site) -> pd.DataFrame:
    """
    How far those charged live from the offence, at the site and elsewhere, in bands.

    Returns
    -------
    DataFrame, one row per place and band, and one of all whose home is known
        ``area_name, band, journeys``, ``share`` with limits; on rows of all ``median_km`` with
        limits and ``not_placed`` (homes that the table of sectors lacks).
    """
    known = here.key and _says(evidence, "offender_home") and evidence.has_feed("postcode_sectors")
    if not known:
        return _none("home_distances")
    rows = journeys(evidence, here)
    parts = []
    for place, chosen in ((AT_SITE, rows["near"]), (ELSEWHERE, ~rows["near"])):
        far = rows.loc[chosen, "metres"]
        placed = far.dropna()
        ends = [km / 1000 for km in median_limits(placed)]
        whole = {"band": EVERY_BAND, "journeys": len(placed), "not_placed": far.isna().sum()}
        whole |= dict(zip(("median_km", "median_km_lower", "median_km_upper"), ends, strict=True))
        part = pd.concat([pd.DataFrame([whole]), distance_bands(placed)], ignore_index=True)
        parts.append(part.assign(area_name=place))
    table = pd.concat(parts, ignore_index=True)
    return table.astype({"journeys": "Int64", "not_placed": "Int64"})


# ── young victims ──────────────────────────────────────────────────────────────────────────


def robbed_since(evidence: Evidence, key: str, opened: str) -> pd.DataFrame:
    """Personal robberies since the opening with a known age: ``near``, ``young``."""
    rows = evidence.points()
    rows = rows[(rows["theme"] == "personal_robbery") & (rows["month"] >= opened)]
    rows = rows.dropna(subset=["victim_age_band"])
    return rows.assign(
        near=near_site(evidence, rows, key), young=rows["victim_age_band"] == _CHILD_BAND
    )


def young_victims(evidence: Evidence, here: Site) -> pd.DataFrame:
    """
    Victims of personal robbery by age, at the site and elsewhere, after school and in other hours.

    The hour is that of the earliest time; those without one are of other hours. There are too few
    victims at one site for finer hours outside the restricted edition.
    """
    rows = _robbed(evidence, here)
    if rows.empty:
        return _none("young_victims")
    ages = ((EVERY_AGE, True), (CHILDREN, rows["young"]), (OLDER, ~rows["young"]))
    after_school = rows["hours"].eq(AFTER_SCHOOL)
    hours = ((ALL_HOURS, True), (AFTER_SCHOOL, after_school), (OTHER_HOURS, ~after_school))
    period = since(evidence, here.opened)
    parts = [
        _by_place(evidence, rows, ages, "age", period, also=chosen).assign(hours=name)
        for name, chosen in hours
    ]
    table = pd.concat(parts, ignore_index=True).rename(columns={"number": "victims"})
    return table.assign(part=table["hours"] + ", " + table["period"])


def young_hours(evidence: Evidence, here: Site) -> pd.DataFrame:
    """Victims of personal robbery by three hours of the day: children, and every known age."""
    rows = _robbed(evidence, here)
    rows = rows[rows["hours"].notna()] if len(rows) else rows
    if rows.empty:
        return _none("young_hours")
    groups = {
        "children_at_site": rows["near"] & rows["young"], "all_at_site": rows["near"],
        "children_elsewhere": ~rows["near"] & rows["young"], "all_elsewhere": ~rows["near"],
    }  # fmt: skip
    counts = {
        name: rows.loc[chosen, "hours"].value_counts().reindex(_BANDS, fill_value=0)
        for name, chosen in groups.items()
    }
    return pd.DataFrame(counts).rename_axis("hours").reset_index().astype(
        dict.fromkeys(groups, "Int64")
    )  # fmt: skip


def young_rates(evidence: Evidence, here: Site) -> pd.DataFrame:
    """
    Robberies of children and of others per km² near the site's middle, over the rest.

    By :func:`~cdrp_analysis.measures.buffers.near_and_elsewhere`; per km², as nobody knows how many
    of either age pass.
    """
    rows = _robbed(evidence, here)
    if rows.empty:
        return _none("young_rates")
    middle = outline(evidence, here.key).centroid
    parts = [
        near_and_elsewhere(rows[chosen], middle, evidence.boundary, distances=_RATE_M).assign(
            age=age
        )
        for age, chosen in ((CHILDREN, rows["young"]), (OLDER, ~rows["young"]))
    ]
    table = pd.concat(parts, ignore_index=True)
    return table.astype({"near": "Int64", "elsewhere": "Int64"})


def _robbed(evidence: Evidence, here: Site) -> pd.DataFrame:
    """Robbed persons of known age with the three hours of the day; empty without a site."""
    if not here.key or not _says(evidence, "victim_age_band"):
        return pd.DataFrame()
    rows = robbed_since(evidence, here.key, here.opened)
    start = rows["from_time"] if "from_time" in rows else pd.Series(pd.NaT, index=rows.index)
    bands = (pd.to_datetime(start).dt.hour // _BAND_HOURS).map(dict(enumerate(_BANDS)))
    return rows.assign(hours=bands)


def sums_of_hours(period: str) -> tuple[str, list[str]]:
    """The whole day of a period and the parts that make it up, by name."""
    return f"{ALL_HOURS}, {period}", [f"{part}, {period}" for part in (AFTER_SCHOOL, OTHER_HOURS)]


def _by_place(evidence, rows, groups, column, period, *, also=True) -> pd.DataFrame:
    """Counts of groups at the site, elsewhere and in the whole partnership."""
    places = (
        (AT_SITE, AT_SITE, rows["near"]),
        (ELSEWHERE, ELSEWHERE, ~rows["near"]),
        (evidence.borough, evidence.name, rows["near"].notna()),
    )
    made = [
        (code, name, group, period, int((there & chosen & also).sum()))
        for code, name, there in places
        for group, chosen in groups
    ]
    table = pd.DataFrame(made, columns=["area", "area_name", column, "period", "number"])
    return table.astype({"number": "Int64"})


# ── what was done, and rare offences ───────────────────────────────────────────────────────


def log(evidence: Evidence, here: Site) -> pd.DataFrame:
    """The log of what was done at the site; without rows where there is none."""
    columns = ["action", "number", "done_on", "month", "store_name"]
    if not here.key or not evidence.has_feed("site_actions"):
        return pd.DataFrame(columns=columns)
    rows = evidence.feed("site_actions")
    return rows.loc[rows["site"] == here.key, columns].reset_index(drop=True)


def action_months(evidence: Evidence, here: Site) -> pd.DataFrame:
    """Every known month since the opening: what was done, funded posts, offences at the site."""
    rows = log(evidence, here)
    months = sorted(month for month in evidence.usable_months if month >= (here.opened or "9"))
    if rows.empty or not months:
        return _none("site_months")
    wide = rows.pivot_table(index="month", columns="action", values="number", aggfunc="sum")
    wide = wide.reindex(months).fillna(0).astype(int)
    points = evidence.points()
    at_site = points.loc[near_site(evidence, points, here.key), "month"].value_counts()
    long = wide.reset_index(names="month").melt("month", var_name="action", value_name="number")
    posts = pd.DataFrame({"month": months, "action": "posts", "number": _posts(evidence, months)})
    seen = pd.DataFrame({"month": months, "action": "offences at the site",
                         "number": at_site.reindex(months, fill_value=0).to_numpy()})  # fmt: skip
    return pd.concat([long, posts, seen], ignore_index=True).astype({"number": "Int64"})


def _posts(evidence: Evidence, months: list[str]) -> list[int]:
    """Posts that somebody else than the police or the council pays for, in force in each month."""
    if not evidence.has_feed("staffing"):
        return [0] * len(months)
    rows = evidence.feed("staffing")
    rows = rows[~rows["funded_by"].isin(["police", "council"]) & rows["funded_by"].notna()]
    ends = [pd.Period(month, "M").end_time for month in months]
    return [
        int(rows.loc[(rows["starts_on"] <= end) & ~(rows["ends_on"] < end), "posts"].sum())
        for end in ends
    ]


def stores(evidence: Evidence, here: Site) -> pd.DataFrame:
    """Which stores took part in what; the log's blanks as such."""
    rows = log(evidence, here)
    if rows.empty:
        return _none("site_stores")
    rows = rows.assign(store_name=rows["store_name"].fillna("not named"))
    table = rows.groupby(["store_name", "action"])["number"].sum().reset_index()
    return table.astype({"number": "Int64"})


def flag_months(evidence: Evidence, flag: str) -> pd.DataFrame:
    """Months of a flagged offence; without rows where the extract does not say what is flagged."""
    if not flags.has_flag(evidence, flag):
        return pd.DataFrame({"month": [], "offences": pd.array([], dtype="Int64")})
    return flags.months(evidence, flag)


def _says(evidence: Evidence, column: str) -> bool:
    """Whether any row says so: the extract has the column, and it is not blank throughout."""
    rows = evidence.points()
    return column in rows and bool(rows[column].notna().any())


def _none(table: str) -> pd.DataFrame:
    return pd.DataFrame(columns=[column.name for column in SPECS[table].columns])
