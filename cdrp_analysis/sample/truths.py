"""What was planted among offences and places, in numbers the workbench can be checked against."""

import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.sample.geography import Ground
from cdrp_analysis.sample.monthly import Counts
from cdrp_analysis.sample.offences import near
from cdrp_analysis.sample.plan import OFFENCES, ROW_OF, Calendar
from cdrp_analysis.sample.planted import (
    ALARM_OFFENCE,
    ALARM_WEEK,
    FROM_OUTSIDE,
    FROM_OUTSIDE_AT_THE_CENTRE,
    HOTSPOTS,
    LOST_MONTHS,
    LOST_NEIGHBOUR,
    LOST_WARD,
    LOST_WARD_MONTHS,
    NEAR_REPEAT,
    YOUNG_VICTIMS_AT_THE_CENTRE,
)
from cdrp_analysis.sample.sectors import OWN_SECTORS, home_chances, sector_places
from cdrp_analysis.sample.values import truth

_EXACT, _PROCESS, _FOUND = "exact", "process", "found"


def count_truths(counts: Counts, calendar: Calendar) -> list[dict]:
    """Totals, the break, small exact numbers, the year end that nobody knows yet."""
    own, months = counts.boroughs[0], calendar.all_months()
    years = own.sum(axis=0).reshape(-1, 12).sum(axis=1)
    first = int(months[0][:4])
    by_year = {f"{first + n}/{(first + n + 1) % 100:02d}": int(y) for n, y in enumerate(years)}
    known = len(calendar.months()) - (len(months) - 12)
    this, before = own[:, -12 : -12 + known], own[:, -24 : -24 + known]
    violence = [n for n, o in enumerate(OFFENCES) if o.group == "VIOLENCE AGAINST THE PERSON"]
    from_vehicle = [ROW_OF["THEFT FROM A VEHICLE"]]
    opened = months.index(calendar.opened)
    added = counts.added["shopping_centre"]
    a_year = sum(next(s for s in HOTSPOTS if s.key == "shopping_centre").adds.values())
    complete = dict(list(by_year.items())[:-1])
    return [
        truth("offences_by_year", "A02", "offences recorded in each complete year", complete,
              "offences", _EXACT),
        truth("year_end", "A02", f"offences in the whole of {calendar.period}, half of it unknown",
              int(years[-1]), "offences", _PROCESS),
        truth("break_total", "A03", "change of all offences from 2008/09 to 2009/10",
              round(float(years[5] / years[4] - 1), 4), "share", _EXACT),
        truth("shopping_centre_excess", "A04", "offences a year that the shopping centre adds",
              a_year, "offences a year", _PROCESS,
              drawn_first_year=int(added[:, opened : opened + 12].sum()),
              by_offence=next(s.adds for s in HOTSPOTS if s.key == "shopping_centre")),
        truth("violence_change", "A11", "violence against the person, April to September, "
              "on the year before", _share(this[violence], before[violence]), "share", _EXACT),
        truth("theft_from_vehicle_change", "A11", "theft from vehicles, April to September, "
              "on the year before", _share(this[from_vehicle], before[from_vehicle]), "share",
              _EXACT),
        truth("burglary_and_robbery_against_base", "A09", "residential burglary and personal "
              "robbery of 2009/10 against 2005/06", _against_base(own), "share", _EXACT),
        truth("rape", "A13", "rapes recorded, April to September, and the year before",
              [int(half[ROW_OF["RAPE"]].sum()) for half in (this, before)], "offences", _EXACT),
        truth("lost_neighbour", "A02", "an area whose fall is only missing data",
              LOST_NEIGHBOUR, "area", _FOUND, months=list(LOST_MONTHS)),
        truth("lost_ward", "A16", "a ward of which two months are missing, not zero", LOST_WARD,
              "ward", _FOUND, months=list(LOST_WARD_MONTHS)),
    ]  # fmt: skip


def _share(after: np.ndarray, before: np.ndarray) -> float:
    return round(float(after.sum() / before.sum() - 1), 4)


def _against_base(own: np.ndarray) -> float:
    rows = [ROW_OF["DOMESTIC BURGLARY"], ROW_OF["ROBBERY OF PERSONAL PROPERTY"]]
    years = own[rows].sum(axis=0).reshape(-1, 12).sum(axis=1)
    return round(float(years[5] / years[1] - 1), 4)


def offence_truths(rows: pd.DataFrame, points: pd.DataFrame, calendar: Calendar) -> list[dict]:
    """Flags, homes of offenders, young victims and the alarm week, from the rows as printed."""
    own = rows[rows["point"] >= 0]
    this = own[own["month"].between("2010-04", calendar.known_to)]
    before = own[own["month"].between("2009-04", "2009-09")]
    centre = near(points, "shopping_centre", 300.0)[own["point"]]
    charged = own[
        centre & own["month"].ge(calendar.opened).to_numpy() & own["offender_home"].ne("")
    ]
    week = own[own["offence"] == ALARM_OFFENCE]
    start = pd.Timestamp(ALARM_WEEK)
    dates = pd.to_datetime(week["from_time"])
    in_week = int(((dates >= start) & (dates < start + pd.Timedelta(days=7))).sum())
    happened, recorded = (
        pd.to_datetime(rows[name]).dt.normalize() for name in ("from_time", "recorded_on")
    )
    return [
        truth("record_lag", "A33", "median days from when an offence can first have happened to "
              "its record, all months", float((recorded - happened).dt.days.median()), "days",
              _EXACT),
        truth("knife", "A14", "knife crimes, April to September 2010",
              int(this["knife"].eq("yes").sum()), "offences", _EXACT,
              year_before=int(before["knife"].eq("yes").sum())),
        truth("gun", "A15", "gun crimes, April to September 2010",
              int(this["gun"].eq("yes").sum()), "offences", _EXACT, band=[10, 20]),
        truth("outside_offenders", "A05", "of those charged at the shopping centre, share who "
              "live outside the borough", FROM_OUTSIDE_AT_THE_CENTRE, "share", _PROCESS,
              base=len(charged),
              drawn=round(float(charged["offender_home"].str.startswith("EB").mean()), 4)),
        *_journey_truths(own[own["month"].ge(calendar.opened) & own["offender_home"].ne("")],
                         points),
        truth("young_victims", "A06", "robbery victims aged 10 to 17 at the shopping centre "
              "against elsewhere, ratio of shares", YOUNG_VICTIMS_AT_THE_CENTRE, "ratio",
              _PROCESS),
        truth("alcohol_violence", "A12", "violence marked as linked to alcohol in the town centre "
              "late in the evening rises each year by", 0.030, "share a year", _PROCESS),
        truth("alarm_week", "A10", "week in which residential burglary jumped", ALARM_WEEK,
              "week", _FOUND, offences=in_week),
        truth("near_repeat", "A10", "of residential burglaries, share that follow one nearby "
              "within a fortnight", NEAR_REPEAT, "share", _PROCESS),
        truth("cannabis_offences", "A31", "of possession offences, share that are cannabis, "
              "April to September 2010", round(float(
                  this.loc[this["offence"] == "POSSESSION OF DRUGS", "drug"].eq("cannabis").mean()
              ), 4), "share", _EXACT),
        truth("hate", "B22", "hate crimes, April to September 2010",
              int(this["hate"].ne("").sum()), "offences", _EXACT),
    ]  # fmt: skip


def _journey_truths(charged: pd.DataFrame, points: pd.DataFrame) -> list[dict]:
    """How far those charged came: the chances that the rows were drawn with."""
    centre = near(points, "shopping_centre", 300.0)[charged["point"]]
    rows = charged[~centre & charged["easting"].ne("").to_numpy()]
    own = sector_places().head(len(OWN_SECTORS))
    away = np.hypot(
        rows["easting"].astype(float).to_numpy()[:, None] - own["easting"].to_numpy(),
        rows["northing"].astype(float).to_numpy()[:, None] - own["northing"].to_numpy(),
    )
    chance = home_chances(points)[rows["point"]]
    return [
        truth("journeys_from_afar", "A05", "of those charged at the shopping centre, share whose "
              "home sector lies five kilometres off or more", FROM_OUTSIDE_AT_THE_CENTRE, "share",
              _PROCESS, base=int(centre.sum())),
        truth("journeys_near_home", "A05", "of those charged elsewhere since it opened, share "
              "whose home sector lies within a kilometre", round(float(
                  (1 - FROM_OUTSIDE) * (chance * (away < 1_000)).sum(axis=1).mean()), 4),
              "share", _PROCESS, base=len(rows)),
    ]  # fmt: skip


def place_truths(
    ground: Ground, points: pd.DataFrame, rows: pd.DataFrame, calendar: Calendar
) -> list[dict]:
    """Hotspots of each kind, and where small counts can be worked out."""
    own = rows[rows["point"] >= 0]
    wards = ground.wards.set_index("name")["code"]
    lost = wards[LOST_WARD]
    spots = [_hotspot(points, spot) for spot in HOTSPOTS]
    this = own["month"].between("2010-04", calendar.known_to).to_numpy()
    ward = points["ward"].to_numpy()[own["point"]]
    whole = this & (ward != lost)
    small = pd.crosstab(ward[whole], own.loc[whole, "offence"]).isin([1, 2, 3, 4])
    return [
        truth("hotspots", "A16", "hotspots: three persistent, one emerging, one former",
              {spot["key"]: spot["kind"] for spot in spots}, "places", _FOUND, places=spots),
        truth("small_cells", "A19", "wards and offences with one to four in the half year (the "
              "ward with missing months apart), which no public table may give away",
              int(small.sum().sum()),
              "cells", _EXACT),
    ]  # fmt: skip


def _hotspot(points: pd.DataFrame, spot) -> dict:
    middle = points[points["hotspot"] == spot.key].iloc[0]
    outline = shapely.Point(middle["easting"], middle["northing"]).buffer(spot.radius_m)
    return {
        "key": spot.key,
        "label": spot.label,
        "kind": spot.kind,
        "easting": float(middle["easting"]),
        "northing": float(middle["northing"]),
        "longitude": float(middle["longitude"]),
        "latitude": float(middle["latitude"]),
        "radius_m": spot.radius_m,
        "area_km2": round(outline.area / 1e6, 4),
        "ward": middle["ward"],
        "lsoa": middle["lsoa"],
        "share_drawn_of": spot.draws,
        "from": spot.from_month,
        "to": spot.to_month,
    }


def row_truths(
    offences: pd.DataFrame, incidents: pd.DataFrame, planted: list[dict], revised: dict
) -> dict:
    """How many rows have each known defect, for the readers' tests."""
    later = offences["lsoa"].str.startswith("E01998")
    reasons = sorted({row["reason"] for row in planted})
    alike = [column for column in incidents.columns if column not in ("month", "point", "pattern")]
    return {
        "offences": len(offences),
        "incidents": len(incidents),
        "to_be_quarantined": {
            reason: [
                {"file": row["file"], "row": row["row"]}
                for row in planted
                if row["reason"] == reason
            ]
            for reason in reasons
        },
        "incidents_alike": int(incidents.duplicated(alike).sum()),
        "repeated_references": int(offences["reference"].duplicated().sum()),
        "without_coordinates": int(offences["easting"].eq("").sum()),
        "outside_the_borough": int((offences["point"] == -1).sum()),
        "with_2011_codes_of_split_lsoas": int(later.sum()),
        "revisions": revised,
    }
