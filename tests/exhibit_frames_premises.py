"""Small frames of licensed premises and nights out, as restricted tables."""

# ruff: noqa: E501 - drawn tables are as wide as their columns

import numpy as np
import pandas as pd

from cdrp_analysis.measures import staffing
from cdrp_analysis.measures.premises import with_night_shares, with_ratios
from cdrp_analysis.measures.ward_themes import with_change
from tests.drawn import frame
from tests.exhibit_frames import told


def kinds() -> pd.DataFrame:
    return told(
        frame("""
        kind | premises | late
        all  | 23       | 7
        pub  | 19       | 4
        club | 4        | 3
        """)
    )


def rings() -> pd.DataFrame:
    rows = []
    sizes = {
        "ring 0 to 50 m": (0.5, 800),
        "ring 50 to 100 m": (1.5, 2100),
        "ring farther away": (8, 9000),
    }
    names = {
        "ring 0 to 50 m": "Up to 50 m",
        "ring 50 to 100 m": "50 to 100 m",
        "ring farther away": "Farther away",
    }
    counts = {
        ("violence", "all hours"): (240, 130, 480), ("violence", "nights out"): (90, 22, 60),
        ("violence", "other hours"): (150, 108, 420), ("compared", "all hours"): (610, 390, 1900),
        ("compared", "nights out"): (70, 48, 260), ("compared", "other hours"): (540, 342, 1640),
    }  # fmt: skip
    for (theme, hours), numbers in counts.items():
        period = "2009/10" if hours == "all hours" else f"{hours}, 2009/10"
        for (area, (ground, people)), n in zip(sizes.items(), numbers, strict=True):
            rows.append((theme, area, names[area], hours, period, n, ground, people))
        rows.append((theme, "E09990001", "Alderhythe", hours, period, sum(numbers), 10.0, 11900))
    columns = [
        "theme",
        "area",
        "area_name",
        "hours",
        "period",
        "offences",
        "ground_km2",
        "residents",
    ]
    table = pd.DataFrame(rows, columns=columns).astype({"offences": "Int64"})
    table["label"] = table["theme"].map({"violence": "Violence", "compared": "Other kinds"})
    return told(with_ratios(table))


def areas() -> pd.DataFrame:
    counts = {"E05000001": ("Abbey", 40, 90), "E05000002": ("Castle", 70, 30),
              "E05000003": ("Minster", 18, 21), "E09990001": ("Alderhythe", 128, 141)}  # fmt: skip
    long = pd.DataFrame(
        [
            (code, name, f"nights out, {year}", numbers[at])
            for at, year in enumerate(("2008/09", "2009/10"))
            for code, (name, *numbers) in counts.items()
        ],
        columns=["area", "area_name", "period", "offences"],
    ).astype({"offences": "Int64"})
    premises = dict(zip(counts, (12, 9, 2, 23), strict=True))
    return told(
        with_change(long).assign(
            theme="violence", label="Violence", premises=long["area"].map(premises), late=1
        )
    )


def closing() -> pd.DataFrame:
    bands = ("18:00 to 21:00", "21:00 to 24:00", "00:00 to 03:00", "03:00 to 06:00")
    rows = [
        ("violence", "Violence", band, when, f"{when}, {band}", n)
        for when, numbers in (("as now", (60, 50, 24, 12)), ("an hour later", (57, 46, 35, 19)))
        for band, n in zip(bands, numbers, strict=True)
    ]
    columns = ["theme", "label", "band", "scenario", "part", "offences"]
    return told(
        with_night_shares(pd.DataFrame(rows, columns=columns).astype({"offences": "Int64"}))
    )


def trends() -> pd.DataFrame:
    return told(
        frame("""
        area      | area_name  | first | last | change | lower  | upper  | p    | dispersion
        E05000001 | Abbey      | 60    | 90   | 0.090  | 0.020  | 0.160  | 0.01 | 1.4
        E05000002 | Castle     | 80    | 50   | -0.100 | -0.180 | -0.020 | 0.02 | 1.4
        E09990001 | Alderhythe | 140   | 140  | 0.000  | -0.030 | 0.030  | 1.00 | 1.1
        """)
    )


def named() -> pd.DataFrame:
    return told(
        frame("""
        place | premises_name | kind | area_name | closes | before | offences | lower | upper | nights
        1     | The Anchor    | pub  | Abbey     | 01:00  | 20     | 31       | 21.1  | 44.0  | 12
        2     | Club Nine     | club | Abbey     | 03:00  | 18     | 17       | 9.9   | 27.2  | 11
        """)
    )


def marked() -> pd.DataFrame:
    return told(
        frame("""
        place       | rows | said | linked | share | lower | upper | least | most | rise  | rise_lower | rise_upper
        Town centre | 200  | 150  | 90     | 0.60  | 0.52  | 0.68  | 0.45  | 0.70 | 0.032 | 0.019      | 0.045
        Elsewhere   | 900  | 600  | 210    | 0.35  | 0.31  | 0.39  | 0.23  | 0.57 | 0.004 | -0.002     | 0.010
        """)
    )


def calls() -> pd.DataFrame:
    return told(
        frame("""
        place       | before | after | change | change_lower | change_upper | calls | said | share | lower | upper
        Town centre | 496    | 624   | 0.080  | 0.037        | 0.124        | 1835  | 1374 | 0.71  | 0.69  | 0.73
        Elsewhere   | 2742   | 2759  | 0.002  | -0.016       | 0.020        | 9097  | 6845 | 0.35  | 0.34  | 0.37
        """)
    )


def work() -> pd.DataFrame:
    place = np.arange(168)
    load = np.where(place == 24 * 5 + 1, 1.6, 0.5)
    return told(
        pd.DataFrame(
            {
                "weekday": place // 24 + 1, "hour": place % 24, "work": 20 * load,
                "officers": 20.0, "load": load, "times_mean": load / 0.5,
            }
        )
    )  # fmt: skip


def night_work() -> pd.DataFrame:
    hours = [f"{hour:02d}:00" for hour in staffing.NIGHT_HOURS]
    now = np.array([30, 32, 34, 36, 38, 36, 30, 24, 16, 10, 6, 4], dtype=float)
    later = np.append(28.0, now[:-1])
    return told(pd.DataFrame({"hour": hours, "work": now, "work_later": later, "officers": 40.0}))


def zone_hours() -> pd.DataFrame:
    return told(
        frame("""
        intervention | event       | kind     | band           | months             | before | during
        town         | Town centre | offence  | 00:00 to 03:00 | 2009-10 to 2010-03 | 137    | 153
        town         | Town centre | incident | 00:00 to 03:00 | 2009-10 to 2010-03 | 6      | 2
        """)
    )
