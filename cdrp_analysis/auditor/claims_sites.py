"""What sentences may claim of victims and offenders at a site."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_OUTSIDE, _CHILDREN = "another postcode area", "10 to 17 years"
_SHARES = ["share", "share_lower", "share_upper"]


def _beside(rows: pd.DataFrame) -> pd.DataFrame:
    """The site's row with the shares elsewhere beside it."""
    by_place = rows.set_index("area_name")
    if not {"at the site", "elsewhere"} <= set(by_place.index):
        return rows.head(0)
    there = by_place.loc[["elsewhere"], _SHARES].add_suffix("_there").reset_index(drop=True)
    return by_place.loc[["at the site"]].reset_index(drop=True).join(there)


def _homes(published: Published) -> pd.DataFrame | None:
    frame = table(published, "home_areas", "area_name", "home", *_SHARES)
    return None if frame is None else _beside(frame[frame["home"] == _OUTSIDE])


def _children(published: Published) -> pd.DataFrame | None:
    frame = table(published, "young_victims", "area_name", "age", "hours", *_SHARES, "ratio")
    if frame is None:
        return None
    return _beside(frame[frame["age"].eq(_CHILDREN) & frame["hours"].eq("all hours")])


def _hours(published: Published) -> pd.DataFrame | None:
    """How many of the children robbed were robbed after school, at the site and elsewhere."""
    frame = table(published, "young_victims", "area_name", "age", "hours", "victims")
    if frame is None:
        return None
    rows = frame[frame["age"] == _CHILDREN]
    wide = rows.pivot_table(index="area_name", columns="hours", values="victims", dropna=False)
    if not {"at the site", "elsewhere"} <= set(wide.index) or "15:00 to 18:00" not in wide:
        return None
    share = wide["15:00 to 18:00"] / wide["all hours"]
    return pd.DataFrame({"here": [share["at the site"]], "there": [share["elsewhere"]]})


_LIMITS = "95% limits <share_lower%> to <share_upper%>"
CLAIMS = (
    Claim(
        "<share%> of charged offences at the site were by people from another postcode area, "
        f"elsewhere <share_there%>(?:: {_LIMITS} against <share_lower_there%> to "
        "<share_upper_there%>)?",
        _homes,
    ),
    Claim(
        "Children are <share%> of robbery victims at the site, elsewhere <share_there%>"
        r"(?:: <ratio> times the share \(95% limits <ratio_lower> to <ratio_upper>\))?",
        _children,
    ),
    Claim(
        "<here%> of the children robbed at the site were robbed between 15:00 and 18:00, elsewhere "
        "<there%>",
        _hours,
    ),
)
