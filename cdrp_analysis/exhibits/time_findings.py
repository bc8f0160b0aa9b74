"""Sentences about when: busiest hours, peaks, nights out, seasons, days of the calendar."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Finding
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN, in_period
from cdrp_analysis.exhibits.wording import lower_first, month_name, number, plural, rough_share

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NIGHTS = "Friday and Saturday"
SURE = 0.05


def busiest_hours(week_hours: pd.DataFrame) -> Finding:
    """The busiest hour of the week of one theme, with its limits."""
    if week_hours.empty:
        return NOTHING_SHOWN
    top = week_hours.loc[week_hours["share"].idxmax()]
    day, hour = _DAYS[int(top["weekday"]) - 1], int(top["hour"])
    return Finding(
        f"{top['label']}: most on {day} from {hour:02d}:00 to {hour + 1:02d}:00",
        f"{rough_share(top['share'])} of the week's in one of its 168 hours (95% limits "
        f"{rough_share(top['share_lower'])} to {rough_share(top['share_upper'])})",
        "An even spread would put 0.6% there.",
    )


def peak_sentence(week_peaks: pd.DataFrame, of: str | None = None) -> Finding:
    """The theme that is most bunched in the hours of the week, or one theme's peak."""
    rows = week_peaks if of is None else week_peaks[week_peaks["theme"] == of]
    if rows.empty:
        return Finding("No theme has enough offences to look for a peak in the week")
    clear = rows[rows["p"] < SURE]
    if clear.empty:
        return Finding(
            "No theme is clearly bunched in the hours of the week",
            detail="An even spread has as clear an excess somewhere in 5% of trials or more.",
        )
    top = clear.loc[clear["times_even"].idxmax()]
    sure = (
        "An even spread has as clear an excess somewhere in fewer than 1 of 100 trials."
        if top["p"] < 0.01
        else f"An even spread has as clear an excess somewhere in {rough_share(top['p'])} of "
        "trials."
    )
    return Finding(
        f"{top['peak'][:1].upper()}{top['peak'][1:]} "
        f"{'hold' if _several(top['peak']) else 'holds'} {rough_share(top['share'])} "
        f"of {lower_first(top['label'])} in {rough_share(top['share_of_week'])} of the week",
        f"95% limits {rough_share(top['share_lower'])} to {rough_share(top['share_upper'])}",
        "The hours were chosen on the "
        + ("year before" if top["chosen_on"] == "year before" else "same offences, which flatters")
        + f". {sure}",
    )


def busiest_part(week_parts: pd.DataFrame) -> Finding:
    """The three hours of the week that stand out most, and in which theme."""
    slots = week_parts["weekday"].isin(_DAYS) & week_parts["hours"].ne("all hours")
    rows = week_parts[slots].reset_index(drop=True)
    times = wording.values(rows, "times_even")
    if times.notna().sum() == 0:
        return NOTHING_SHOWN
    top = int(times.idxmax())
    label = lower_first(rows.loc[top, "label"])
    among = " of what is shown" if times.isna().any() else ""
    low, high = (wording.values(rows, f"share_{end}")[top] for end in ("lower", "upper"))
    return Finding(
        f"Most bunched{among}: {label} on {rows.loc[top, 'weekday']} from {rows.loc[top, 'hours']}",
        f"{rough_share(wording.values(rows, 'share')[top])} of {label} (95% limits "
        f"{rough_share(low)} to {rough_share(high)})",
        f"Three hours are {rough_share(rows['share_of_week'].iloc[0])} of the week.",
    )


def nights_out(week_parts: pd.DataFrame) -> Finding:
    """Which theme falls most into the nights of the night-time economy."""
    rows = week_parts[week_parts["weekday"] == _NIGHTS].reset_index(drop=True)
    shares = wording.values(rows, "share")
    if shares.notna().sum() == 0:
        return NOTHING_SHOWN
    top = int(shares.idxmax())
    low, high = (wording.values(rows, f"share_{end}")[top] for end in ("lower", "upper"))
    hidden = int(shares.isna().sum())
    among = " of the themes shown" if hidden else ""
    label = lower_first(rows.loc[top, "label"])
    return Finding(
        f"Nights out weigh most in {label}{among}{in_period(week_parts)}",
        f"{rough_share(shares[top])} of {label} lies between 18:00 on Friday or Saturday and 06:00 "
        f"the next morning (95% limits {rough_share(low)} to {rough_share(high)})",
        f"Those hours are {rough_share(rows['share_of_week'].iloc[0])} of the week.",
    )


def season_sentence(seasons: pd.DataFrame) -> Finding:
    """
    The theme that swings most with the months beyond chance, and when it is high and low.

    A theme of few offences swings most by chance: what counts is the room between the lower
    limit of its highest month and the upper limit of its lowest.
    """
    rows = seasons.assign(month_of_year=seasons["month_of_year"].astype(int))
    rows = rows.dropna(subset=["seasonal_ratio"])
    if rows.empty:
        return Finding("No season can be told: it needs three years of months")
    ends = rows.groupby("theme", sort=False)
    room = ends["ratio_lower"].max() - ends["ratio_upper"].min()
    if room.max() <= 0:
        return Finding("No theme has a clear season: its months differ no more than its years")
    mine = rows[rows["theme"] == room.idxmax()].set_index("month_of_year")
    high, low = int(mine["ratio_lower"].idxmax()), int(mine["ratio_upper"].idxmin())
    names = [month_name(f"2000-{month:02d}").split()[0] for month in (high, low)]
    top, bottom = mine.loc[high], mine.loc[low]
    return Finding(
        f"The clearest season: {lower_first(top['label'])}, high in {names[0]}, low in {names[1]}",
        f"{number(top['seasonal_ratio'], 2)} times the level of the year around it (95% limits "
        f"{number(top['ratio_lower'], 2)} to {number(top['ratio_upper'], 2)}) against "
        f"{number(bottom['seasonal_ratio'], 2)} ({number(bottom['ratio_lower'], 2)} to "
        f"{number(bottom['ratio_upper'], 2)})",
    )


def day_sentence(day_rates: pd.DataFrame) -> Finding:
    """How many themes differ by kind of day beyond chance, and the clearest."""
    rows = day_rates.dropna(subset=["q"])
    if rows.empty:
        return Finding("No kind of day can be compared: too few days of it")
    clear = rows[rows["q"] < SURE]
    if clear.empty:
        return Finding(
            f"None of {plural(len(rows), 'comparison')} of days differs clearly"
            f"{in_period(day_rates)}",
            detail="False discovery rate controlled at 5%.",
        )
    top = clear.loc[clear["q"].idxmin()]
    more = "more" if top["ratio"] > 1 else "fewer"
    return Finding(
        f"{top['label']}: {more} on {_of_kind(top['kind'])}{in_period(day_rates)}",
        f"{number(top['ratio'], 2)} times the days compared with (95% limits "
        f"{number(top['ratio_lower'], 2)} to {number(top['ratio_upper'], 2)})",
        f"{len(clear)} of {plural(len(rows), 'comparison')} differ clearly, the false discovery "
        "rate controlled at 5%.",
    )


def search_sentence(search_hours: pd.DataFrame) -> Finding:
    """Searches per 1,000 residents, and the hour in which they are densest beside offences."""
    whole = search_hours[search_hours["hour"].isna()]
    hours = search_hours[search_hours["hour"].notna()]
    if whole.empty or hours["ratio"].isna().all():
        return Finding("No stops and searches can be set beside offences")
    top = hours.loc[hours["ratio"].idxmax()]
    row = whole.iloc[0]
    hour = int(top["hour"])
    return Finding(
        f"{number(row['rate'], 1)} stops and searches per 1,000 residents{in_period(search_hours)}",
        f"95% limits {number(row['rate_lower'], 1)} to {number(row['rate_upper'], 1)}",
        f"Beside offences they are densest from {hour:02d}:00 to {hour + 1:02d}:00: "
        f"{number(top['per_100_offences'])} per 100 offences, {number(top['ratio'], 1)} times the "
        f"rest of the day (95% limits {number(top['ratio_lower'], 1)} to "
        f"{number(top['ratio_upper'], 1)}). Residents are not the people in the street at that "
        "hour, and neither figure says how many searches there should be.",
    )


def evening_sentence(evening_by_area: pd.DataFrame) -> Finding:
    """Where the evening weighs most, beside the whole partnership."""
    rows = evening_by_area.reset_index(drop=True)
    if rows.empty:
        return NOTHING_SHOWN
    whole = rows["found"].sum() / rows["base"].sum()
    top = int(rows["share"].idxmax())
    row = rows.loc[top]
    return Finding(
        f"Evenings weigh most in {row['area_name']}{in_period(evening_by_area)}",
        f"{rough_share(row['share'])} of its offences fall between 18:00 and midnight (95% limits "
        f"{rough_share(row['share_lower'])} to {rough_share(row['share_upper'])})",
        f"In all wards together it is {rough_share(whole)}.",
    )


def time_accounting_sentence(time_accounting: pd.DataFrame) -> Finding:
    """How many offences have one time, a window, or no usable time."""
    sums = time_accounting[["rows", "time_known", "window", "used", "left_out"]].sum()
    return Finding(
        f"{number(sums['used'])} of {number(sums['rows'])} offences and incidents can be placed in "
        f"the week{in_period(time_accounting)}",
        f"{rough_share(sums['time_known'] / sums['rows'])} with one time, "
        f"{rough_share(sums['window'] / sums['rows'])} with a window; {number(sums['left_out'])} "
        "left out",
    )


def _of_kind(kind: str) -> str:
    return f"{kind}s" if kind in _DAYS or kind == "bank holiday" else kind


def _several(peak: str) -> bool:
    """Whether the hours of a peak lie on several named days: "every day" is one expression."""
    return any(word in peak.split(":")[0] for word in (" and ", " to "))
