"""What sentences may claim of a watched year: alarms, their errors, weeks, familiar charts."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_ALL = "all"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _years(published: Published) -> pd.DataFrame | None:
    """The last month known of every theme."""
    frame = table(
        published, "year_watched", "label", "month", "known", "expected", "lower", "upper"
    )
    if frame is None:
        return None
    known = frame[frame["known"].notna()].sort_values("month")
    last = known.drop_duplicates("label", keep="last")
    return last.assign(to=[_named(month) for month in last["month"]])


def _called(published: Published) -> pd.DataFrame | None:
    """How many themes left their limits, and those that cannot be judged."""
    frame = table(published, "year_first_alarms", "theme", "signal")
    if frame is None:
        return None
    signal = frame.loc[frame["theme"] != _ALL, "signal"]
    return pd.DataFrame(
        {
            "called": [signal.isin(["above", "below"]).sum()],
            "themes": [signal.ne("not known").sum()],
            "unjudged": [signal.eq("not known").sum()],
        }
    )


def _rates(published: Published) -> pd.DataFrame | None:
    return table(published, "alarm_rates", "series", "called_share", "caught_share")


def _weeks(published: Published) -> pd.DataFrame | None:
    """Every theme's first week with an alarm; its number of weeks."""
    frame = table(published, "weeks_watched", "label", "week", "count", "expected", "alarm")
    if frame is None:
        return None
    rows = frame.sort_values("week")
    rows["weeks"] = rows.groupby("label")["week"].transform("size")
    cried = rows[_true(rows["alarm"])].drop_duplicates("label")
    return pd.concat([cried, rows.drop_duplicates("label").assign(count=None, expected=None)])


def _weekly(published: Published) -> pd.DataFrame | None:
    """How many themes had an alarm, and the weeks that the first of all took."""
    frame = table(published, "weekly_alarms", "label", "alarms", "first_alarm", "weeks_to_alarm")
    if frame is None or frame.empty:
        return None
    cried = frame[frame["alarms"] > 0].sort_values(["first_alarm", "place"])
    made = {"alarmed": len(cried), "themes": len(frame), "label": "", "weeks": None}
    if len(cried):
        made |= {"label": cried["label"].iloc[0], "weeks": cried["weeks_to_alarm"].iloc[0]}
    return pd.DataFrame([made])


def _recent(published: Published) -> pd.DataFrame | None:
    """How many themes are above and below the weeks compared with, by comparison."""
    frame = table(published, "recent_weeks", "against", "signal")
    if frame is None or frame.empty:
        return None
    said = {
        "year before": "the same weeks a year before", "weeks before": "the weeks just before",
    }  # fmt: skip
    known = frame[frame["signal"] != "not known"]
    counted = known.groupby("against")["signal"].agg(
        above=lambda s: s.eq("up").sum(), below=lambda s: s.eq("down").sum(), themes="size"
    )
    return counted.reset_index().assign(against=lambda t: t["against"].map(said))


def _familiar(published: Published) -> pd.DataFrame | None:
    """Special causes of each theme's chart."""
    columns = ("label", "month", "special_cause", "mean", "lower", "upper")
    frame = table(published, "familiar_months", *columns)
    if frame is None or frame.empty:
        return None
    by = frame.sort_values("month").groupby("label")
    rows = by[["mean", "lower", "upper"]].last()
    rows["lower"] = rows["lower"].clip(lower=0)
    rows["special"] = _true(frame["special_cause"]).groupby(frame["label"]).sum()
    rows["months"] = by.size()
    return rows.reset_index()


def _beside(published: Published) -> pd.DataFrame | None:
    """Themes with a special cause in the year, beside those that left their limits."""
    frame = table(published, "familiar_months", "theme", "in_year", "value", "special_cause")
    ours = table(published, "year_first_alarms", "theme", "signal")
    if frame is None or ours is None:
        return None
    frame = frame.assign(special_cause=_true(frame["special_cause"]))
    year = frame[_true(frame["in_year"]) & frame["value"].notna() & (frame["theme"] != _ALL)]
    called = year.groupby("theme")["special_cause"].any()
    out = ours["theme"].isin(called.index) & ours["signal"].isin(["above", "below"])
    return pd.DataFrame({"familiar": [called.sum()], "themes": len(called), "ours": out.sum()})


def _true(column: pd.Series) -> pd.Series:
    """A column of truths, whether it was read as such or as words."""
    return column.astype(str).eq("True")


def _named(month: str) -> str:
    year, number = month.split("-")
    return f"{_MONTHS[int(number) - 1]} {year}"


_DATE = r"\d{1,2} [A-Z][a-z]+ \d{4}"
_MONTH = r"[A-Z][a-z]+(?: \d{4})?"
_SINCE = (
    r"(?:(?:more|fewer) than expected since [A-Z][a-z]+ \d{4}|was (?:above|below) its limits "
    rf"(?:in|from {_MONTH} to) [A-Z][a-z]+ \d{{4}})"
)
CLAIMS = (
    Claim(
        f"<label=>(?:: no alarm in the year so far|: {_SINCE}| is counted beside what was "
        r"expected): <known> recorded to <to=>, about <expected~> expected"
        r"(?: \(limits <lower~> to <upper~>\))?",
        _years,
    ),
    Claim(r"<called> of <themes> themes? (?:has left its|have left their) limits", _called),
    Claim("None of <themes> themes? has left its limits", _called),
    Claim("<unjudged> themes? cannot be judged", _called),
    Claim(
        "Of <series> series of earlier years <called_share%> were called above; a rise of "
        "<rise_share%> would have been caught in <caught_share%>"
        r"(?:\. Limits are set for <nominal_share%>\. [^.]*\. The rise caught begins with the year"
        "(?:, half of those within <months_to_alarm> months?)?; one that begins in the fourth "
        "month would have been caught in <caught_late_share%>)?",
        _rates,
    ),
    Claim(
        f"<label=>: an alarm of a rise in the week of {_DATE}: <count> recorded, about <expected> "
        "expected",
        _weeks,
    ),
    Claim("<label=>: no alarm of a rise in <weeks> weeks?", _weeks),
    Claim("An alarm of a rise for <alarmed> of <themes> themes? watched by week", _weekly),
    Claim("No alarm of a rise for any of <themes> themes? watched by week", _weekly),
    Claim("signal would have come <weeks> weeks? after it began, in <label=>", _weekly),
    Claim("<above> of <themes> themes? clearly above <against=>, <below> below", _recent),
    Claim("None of <themes> themes? differs clearly from <against=>", _recent),
    Claim(
        "<label=>: special cause in <special> of <months> months?(?:: mean <mean~> a month, "
        "process limits <lower~> to <upper~>)?",
        _familiar,
    ),
    Claim(
        "<label=>: no special cause in <months> months?(?:: mean <mean~> a month, "
        "process limits <lower~> to <upper~>)?",
        _familiar,
    ),
    Claim(
        "familiar rules would call <familiar> of <themes> themes? since [A-Z][a-z]+ "
        r"\d{4}, the cumulative chart <ours>",
        _beside,
    ),
)
