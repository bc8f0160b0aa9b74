"""What was planted, in numbers a test or a reader can check the workbench against."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.offences import Happenings
from cdrp_analysis.sample.plan import (
    HOTSPOTS,
    OFFENCES,
    PLANTED_CHANGE,
    Calendar,
)
from cdrp_analysis.sample.street_rows import STREET_HEADER
from cdrp_analysis.vocabulary import ASB


def count_truths(happenings: Happenings, calendar: Calendar) -> dict:
    """Planted rise and fall: the factor put in, and the offences drawn before and after."""
    months = calendar.count_months()
    at = months.index(calendar.changed_from)
    own = happenings.boroughs[0]
    changes = {}
    for group, factor in PLANTED_CHANGE.items():
        rows = [n for n, offence in enumerate(OFFENCES) if offence.group == group]
        changes[group] = {
            "direction": "up" if factor > 1 else "down",
            "factor": factor,
            "from": calendar.changed_from,
            "offences_year_before": int(own[rows, at - 12 : at].sum()),
            "offences_year_after": int(own[rows, at : at + 12].sum()),
        }
    years = own.sum(axis=0).reshape(-1, 12).sum(axis=1)
    first = int(months[0][:4])
    return {
        "planted_changes": changes,
        "offences_by_year": {
            f"{first + n}/{(first + n + 1) % 100:02d}": int(total) for n, total in enumerate(years)
        },
    }


def place_truths(points: pd.DataFrame, happenings: Happenings) -> dict:
    """Hotspots with their middles (metres, degrees) and shares, and how offences concentrate."""
    hotspots = []
    for spot in HOTSPOTS:
        middle = points[points["hotspot"] == spot.key].iloc[0]
        hotspots.append({
            "key": spot.key,
            "label": spot.label,
            "easting": float(middle["easting"]),
            "northing": float(middle["northing"]),
            "longitude": float(middle["longitude"]),
            "latitude": float(middle["latitude"]),
            "radius_m": spot.radius_m,
            "ward": middle["ward"],
            "lsoa": middle["lsoa"],
            "share_drawn_of": spot.draws,
        })  # fmt: skip
    events = happenings.events
    offences = np.bincount(events.loc[events["category"] != ASB, "point"], minlength=len(points))
    everything = np.bincount(events["point"], minlength=len(points))
    top = round(len(points) / 20)
    busiest = int(everything.argmax())
    return {
        "snap_points": len(points),
        "hotspots": hotspots,
        "share_of_offences_on_top_5_percent_of_points": round(
            float(np.sort(offences)[-top:].sum() / offences.sum()), 4
        ),
        "busiest_point": {
            "longitude": float(points["longitude"].iloc[busiest]),
            "latitude": float(points["latitude"].iloc[busiest]),
            "share_of_events": round(float(everything[busiest] / everything.sum()), 4),
        },
    }


def street_truths(rows: pd.DataFrame, planted: list[dict], calendar: Calendar) -> dict:
    """Rows of the street files, and how many of them have each of the known defects."""
    reasons = sorted({row["reason"] for row in planted})
    printed = rows[STREET_HEADER]
    named = rows["Crime ID"].ne("")
    later = rows["LSOA code"].str.startswith("E01998")
    return {
        "rows": len(rows),
        "rows_by_file": {
            f"{month}/{month}-{slug}-street.csv": int(count)
            for (month, slug), count in rows.groupby(["file_month", "slug"]).size().items()
        },
        "to_be_quarantined": {
            reason: [
                {"file": row["file"], "row": row["row"]}
                for row in planted
                if row["reason"] == reason
            ]
            for reason in reasons
        },
        "exact_duplicates": int(printed.duplicated().sum()),
        "exact_duplicates_anti_social": int(
            printed[printed["Crime type"] == ASB].duplicated().sum()
        ),
        "repeated_crime_ids": int(rows.loc[named, "Crime ID"].duplicated().sum()),
        "without_coordinates": int(rows["Longitude"].eq("").sum()),
        "outside_the_borough": int(rows["LSOA code"].str.startswith("E01995").sum()),
        "with_2021_codes_of_split_lsoas": int(later.sum()),
        "month_with_both_editions": calendar.mixed_lsoa_codes,
    }
