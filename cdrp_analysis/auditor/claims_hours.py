"""What sentences may claim of the hours of the week and the months of the year."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NIGHTS = "Friday and Saturday"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _parts(published: Published) -> pd.DataFrame | None:
    return table(published, "week_parts", "theme", "label", "weekday", "hours", "share_of_week",
                 "share", "share_lower", "share_upper", "times_even")  # fmt: skip


def _bunched(published: Published) -> pd.DataFrame | None:
    """The hours of a day that stand out most from an even week, of all themes."""
    frame = _parts(published)
    if frame is None:
        return None
    slots = frame[frame["weekday"].isin(_DAYS) & frame["hours"].ne("all hours")]
    return slots[slots["times_even"].eq(slots["times_even"].max())]


def _nights(published: Published) -> pd.DataFrame | None:
    """The theme of which most lies in the nights of the week's end."""
    frame = _parts(published)
    if frame is None:
        return None
    nights = frame[frame["weekday"] == _NIGHTS]
    return nights[nights["share"].eq(nights["share"].max())]


def _mapped(published: Published) -> pd.DataFrame | None:
    frame = _parts(published)
    if frame is None:
        return None
    slots = frame["weekday"].isin(_DAYS) & frame["hours"].ne("all hours")
    return pd.DataFrame({"themes": [frame.loc[slots, "theme"].nunique()]})


def _seasons(published: Published) -> pd.DataFrame | None:
    """The theme of the clearest season, from every month to every other."""
    frame = table(published, "seasons", "theme", "label", "month_of_year", "seasonal_ratio",
                  "ratio_lower", "ratio_upper")  # fmt: skip
    if frame is None:
        return None
    known = frame.dropna(subset=["seasonal_ratio"])
    themes = known.groupby("theme")
    room = themes["ratio_lower"].max() - themes["ratio_upper"].min()
    clear = known[known["theme"].map(room).eq(room.max())]
    months = clear["month_of_year"].astype(int) - 1
    clear = clear.assign(month=[_MONTHS[at] for at in months]).drop(columns="month_of_year")
    return clear.merge(clear.drop(columns="label"), on="theme", suffixes=("", "_low"))


def _drawn(published: Published) -> pd.DataFrame | None:
    frame = table(published, "seasons", "theme")
    return None if frame is None else pd.DataFrame({"themes": [frame["theme"].nunique()]})


_LIMITS = r"\(95% limits <share_lower%> to <share_upper%>\)"
CLAIMS = (
    Claim(
        f"<label=> on <weekday=> from <hours=>: <share%> of <label=> {_LIMITS}"
        r"\. Three hours are <share_of_week%> of the week",
        _bunched,
    ),
    Claim(
        "<share%> of <label=> lies between 18:00 on Friday or Saturday and 06:00 the next morning "
        rf"{_LIMITS}\. Those hours are <share_of_week%> of the week",
        _nights,
    ),
    Claim("Heat maps of <themes> themes?", _mapped),
    Claim(
        "clearest season: <label=>, high in <month=>, low in <month_low=>: <seasonal_ratio> times "
        r"the level of the year around it \(95% limits <ratio_lower> to <ratio_upper>\) against "
        r"<seasonal_ratio_low> \(<ratio_lower_low> to <ratio_upper_low>\)",
        _seasons,
    ),
    Claim("Line charts of <themes> themes? by month of the year", _drawn),
)
