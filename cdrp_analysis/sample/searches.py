"""Stops and searches of the invented borough, as the site's files hold them."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.plan import Calendar

SEARCH_HEADER = [
    "Type", "Date", "Part of a policing operation", "Policing operation", "Latitude",
    "Longitude", "Gender", "Age range", "Self-defined ethnicity", "Officer-defined ethnicity",
    "Legislation", "Object of search", "Outcome", "Outcome linked to object of search",
    "Removal of more than just outer clothing",
]  # fmt: skip
_A_MONTH = 150
_CHOICES = {  # invented shares, of the order of a London borough
    "Type": {"Person search": 0.84, "Person and Vehicle search": 0.14, "Vehicle search": 0.02},
    "Gender": {"Male": 0.91, "Female": 0.08, "": 0.01},
    "Age range": {"10-17": 0.20, "18-24": 0.31, "25-34": 0.21, "over 34": 0.21, "": 0.07},
    "Self-defined ethnicity": {
        "White - English/Welsh/Scottish/Northern Irish/British": 0.31,
        "White - Any other White background": 0.15,
        "Black/African/Caribbean/Black British - African": 0.14,
        "Black/African/Caribbean/Black British - Caribbean": 0.10,
        "Asian/Asian British - Any other Asian background": 0.08,
        "Mixed/Multiple ethnic groups - White and Black Caribbean": 0.05,
        "Other ethnic group - Not stated": 0.17,
    },
    "Officer-defined ethnicity": {"White": 0.46, "Black": 0.35, "Asian": 0.11, "Other": 0.08},
    "Object of search": {
        "Controlled drugs": 0.55, "Stolen goods": 0.15, "Offensive weapons": 0.16,
        "Articles for use in criminal damage": 0.08, "Evidence of offences under the Act": 0.06,
    },
    "Outcome": {
        "A no further action disposal": 0.69, "Arrest": 0.15, "Community resolution": 0.09,
        "Penalty Notice for Disorder": 0.04, "Summons / charged by post": 0.03,
    },
    "Removal of more than just outer clothing": {"False": 0.96, "True": 0.04},
}  # fmt: skip
# Share of searches by hour of local time: afternoons, evenings and the small hours.
_BY_HOUR = np.array(
    [6, 5, 4, 2, 1, 0.5, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 7, 7, 7, 7, 7, 7.5, 8, 7.5]
)
_NO_PLACE = 0.09
_NO_PLACE_IN_A_BAD_MONTH = 0.35


def search_rows(
    points: pd.DataFrame, weights: np.ndarray, calendar: Calendar, rng: np.random.Generator
) -> pd.DataFrame:
    """
    Every search, as text, with the month of the file it is published in.

    The date is UTC while the file follows the local calendar, so that in summer the first hour
    of a month stands in its file with the last day of the month before.

    Returns
    -------
    DataFrame: the site's fifteen columns and file_month, in order of time
    """
    parts = []
    for month in calendar.street_months():
        if month in (calendar.searches_absent, calendar.searches_header_only):
            continue
        count = rng.poisson(_A_MONTH)
        bad = month == calendar.searches_without_place
        parts.append(_one_month(month, count, bad, points, weights, rng))
    return pd.concat(parts, ignore_index=True)


def _one_month(month, count, bad, points, weights, rng) -> pd.DataFrame:
    local = (
        pd.Timestamp(f"{month}-01")
        + pd.to_timedelta(rng.integers(pd.Period(month, "M").days_in_month, size=count), unit="D")
        + pd.to_timedelta(rng.choice(24, count, p=_BY_HOUR / _BY_HOUR.sum()), unit="h")
        + pd.to_timedelta(rng.integers(60, size=count), unit="min")
    )
    # The hour that a clock change skips or repeats is read as winter time.
    moments = pd.DatetimeIndex(local).sort_values()
    moments = moments.tz_localize(
        "Europe/London",
        ambiguous=np.zeros(count, dtype=bool),
        nonexistent="shift_forward",
    ).tz_convert("UTC")
    table = pd.DataFrame({
        heading: rng.choice(list(shares), count, p=list(shares.values()))
        for heading, shares in _CHOICES.items()
    })  # fmt: skip
    table["Date"] = moments.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    table["Part of a policing operation"] = "False"
    table["Policing operation"] = ""
    drugs = table["Object of search"] == "Controlled drugs"
    table["Legislation"] = np.where(
        drugs,
        "Misuse of Drugs Act 1971 (section 23)",
        "Police and Criminal Evidence Act 1984 (section 1)",
    )
    nothing = table["Outcome"] == "A no further action disposal"
    table["Outcome linked to object of search"] = np.where(nothing, "False", "True")
    at = points.iloc[rng.choice(len(points), count, p=weights)]
    nowhere = rng.random(count) < (_NO_PLACE_IN_A_BAD_MONTH if bad else _NO_PLACE)
    for axis in ("latitude", "longitude"):
        text = [f"{value:.6f}" for value in at[axis]]
        table[axis.title()] = np.where(nowhere, "", text)
    table["file_month"] = month
    return table[[*SEARCH_HEADER, "file_month"]]
