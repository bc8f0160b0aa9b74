"""Tables of disorder, small and by hand, as exhibits and the auditor get them."""

# ruff: noqa: E501 - drawn tables are as wide as their columns

import pandas as pd

from tests.drawn import frame
from tests.exhibit_frames import told


def asb_day_total() -> pd.DataFrame:
    row = {
        "counted_on": "2010-09-15", "weekday": "Wednesday", "agencies": 10, "reports": 162.0,
        "weekday_factor": 0.936, "weekday_factor_lower": 0.857, "weekday_factor_upper": 1.026,
        "national_reports": 66107, "national_cost": 13500000.0,
        "national_mean_cost": 204.21, "national_cost_250": 3375000000.0,
    }  # fmt: skip
    return told(pd.DataFrame([row]))


def asb_day_parts() -> pd.DataFrame:
    table = frame("""
        by       | part            | category        | agency       | reports | reports_lower | reports_upper | unit_cost | mean_cost | cost    | cost_lower | cost_upper | met_by | reports_share | national_share
        day      | all kinds       | all kinds       | all agencies | 162     | 138.0         | 189.0         |           | 212.54    | 34431.0 | 29013.1    | 40519.8    | 12     | 1.0           |
        category | Criminal damage | Criminal damage | all agencies | 23      | 14.6          | 34.5          | 340       | 340       | 7820.0  | 4957.2     | 11733.8    | 5      | 0.142         | 0.119
        category | Noise           | Noise           | all agencies | 18      | 10.7          | 28.4          | 185       | 185       | 3330.0  | 1973.6     | 5262.8     | 3      | 0.111         | 0.081
        agency   | Police          | all kinds       | Police       | 63      | 48.4          | 80.6          |           | 232.59    | 14653.0 | 11063.3    | 18984.6    | 7      | 0.389         |
        agency   | Schools         | all kinds       | Schools      | 4       | 1.1           | 10.2          |           | 223.75    | 895.0   | 215.2      | 2353.0     | 2      | 0.025         |
    """)
    day = table["by"] == "day"
    years = {
        "cost_250": 8607750.0, "cost_250_lower": 7253283.4, "cost_250_upper": 10129951.0,
        "cost_365": 12567315.0, "cost_365_lower": 10589793.8, "cost_365_upper": 14789728.5,
        "weekday_factor": 0.936, "cost_any_day": 11766520.0,
    }  # fmt: skip
    return told(table.assign(**{name: day.map({True: value}) for name, value in years.items()}))


def asb_day() -> pd.DataFrame:
    return told(
        frame("""
        agency  | category        | reports | unit_cost | cost
        Police  | Criminal damage | 9       | 340.0     | 3060.0
        Schools | Criminal damage | 1       | 340.0     | 340.0
        """)
    )


def asb_wards() -> pd.DataFrame:
    return told(
        frame("""
        area      | area_name  | theme | label                 | period  | reports | residents | rate | rate_lower | rate_upper | unit_cost | cost     | sensitive
        E09990001 | Alderhythe | asb   | Anti-social behaviour | 2009/10 | 430     | 20000     | 21.5 | 19.5       | 23.6       | 212.5     | 91375.0  | False
        E05990001 | Abbey      | asb   | Anti-social behaviour | 2009/10 | 330     | 10000     | 33.0 | 29.6       | 36.8       | 212.5     | 70125.0  | False
        E05990002 | Castle     | asb   | Anti-social behaviour | 2009/10 | 100     | 10000     | 10.0 | 8.1        | 12.2       | 212.5     | 21250.0  | False
        """)
    )


def fear_wards() -> pd.DataFrame:
    return told(
        frame("""
        area      | area_name | period                | part     | respondents | share | share_lower | share_upper
        E05990001 | Abbey     | May 2010 to July 2010 | answered | 90          |       |             |
        E05990001 | Abbey     | May 2010 to July 2010 | unsafe   | 45          | 0.500 | 0.399       | 0.601
        E05990001 | Abbey     | May 2010 to July 2010 | safe     | 45          |       |             |
        E05990002 | Castle    | May 2010 to July 2010 | answered | 80          |       |             |
        E05990002 | Castle    | May 2010 to July 2010 | unsafe   | 24          | 0.300 | 0.211       | 0.408
        E05990002 | Castle    | May 2010 to July 2010 | safe     | 56          |       |             |
        """)
    )


def fear_correlation() -> pd.DataFrame:
    return told(
        pd.DataFrame(
            {"period": ["May 2010 to July 2010; reports: 2009/10"], "areas": [15], "rho": [0.114],
             "lower": [-0.424], "upper": [0.593]}
        )
    )  # fmt: skip


def published() -> dict[str, pd.DataFrame]:
    """Every table by name."""
    made = (
        asb_day_total,
        asb_day_parts,
        asb_day,
        asb_wards,
        fear_wards,
        fear_correlation,
    )
    return {one.__name__: one() for one in made}


def hidden(table: pd.DataFrame) -> pd.DataFrame:
    """The table with every protected figure hidden, as in a released edition."""
    out = table.copy()
    names = [n for n in ("reports", "respondents", "rate", "rate_lower", "rate_upper", "cost",
                         "share", "share_lower", "share_upper") if n in table]  # fmt: skip
    for name in names:
        out[name] = pd.Series(float("nan"), table.index)
        out[f"{name}_symbol"] = "[c]"
    out.attrs = dict(table.attrs)
    return out
