"""Tables and sentences of victims and offenders at a site, and of rare offences by year."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.premises_tables import lacking
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table
from cdrp_analysis.exhibits.wording import number, percent

_AT_SITE, _ELSEWHERE = "at the site", "elsewhere"
_LIMITS = "95% limits"
_SHARE_COLUMNS = {
    "share": Shown("Share", "percent"),
    "limits": Interval(_LIMITS, "share_lower", "share_upper", "percent"),
    "ratio": Shown("Ratio of shares", "decimal2"),
    "ratios": Interval("95% limits of the ratio", "ratio_lower", "ratio_upper", "decimal2"),
}


def _shares(rows: pd.DataFrame) -> dict[str, tuple[float, float, float]]:
    """Share and limits at the site and elsewhere."""
    columns = {
        name: wording.values(rows, name).to_numpy()
        for name in ("share", "share_lower", "share_upper")
    }
    return {
        place: tuple(values[at] for values in columns.values())
        for at, place in enumerate(rows["area_name"])
    }


def _both(rows: pd.DataFrame) -> tuple[tuple, tuple] | None:
    found = _shares(rows)
    if not {_AT_SITE, _ELSEWHERE} <= set(found):
        return None
    here, there = found[_AT_SITE], found[_ELSEWHERE]
    return None if pd.isna(here[0]) or pd.isna(there[0]) else (here, there)


def homes_sentence(home_areas: pd.DataFrame) -> Finding:
    """How many of those charged at the site live elsewhere, beside those charged elsewhere."""
    rows = home_areas[home_areas["home"].eq("another postcode area")]
    both = _both(rows)
    if both is None:
        return NOTHING_SHOWN
    here, there = both
    return Finding(
        f"{percent(here[0])} of charged offences at the site were by people from another postcode "
        f"area, elsewhere {percent(there[0])}",
        f"95% limits {percent(here[1])} to {percent(here[2])} against {percent(there[1])} to "
        f"{percent(there[2])}",
        "Only offences with somebody charged are known: who is caught is not who offends.",
    )


def _applicable(frame: pd.DataFrame, group: str, whole: str) -> pd.DataFrame:
    """Marks where there can be no share or ratio: of the whole, and away from the site."""
    no_share = frame[group].eq(whole)
    no_ratio = no_share | frame["area_name"].ne(_AT_SITE)
    frame = wording.idle(frame, no_share, ("share", "share_lower", "share_upper"))
    return wording.idle(frame, no_ratio, ("ratio", "ratio_lower", "ratio_upper"))


def homes_table(home_areas: pd.DataFrame) -> Exhibit:
    """Where those charged live, by place."""
    if home_areas.empty:
        return lacking(home_areas)
    return data_table(
        _applicable(home_areas, "home", "everybody charged").assign(
            area_name=home_areas["area_name"].map(wording.upper_first)
        ),
        {
            "area_name": "Place of the offence",
            "home": "Home",
            "charged": Shown("Charged offences", "count"),
            **_SHARE_COLUMNS,
        },
        caption="Homes of those charged",
        title=homes_sentence(home_areas).headline,
    )


def home_districts_table(home_districts: pd.DataFrame) -> Exhibit:
    """Postcode districts of those charged, most at the site first; restricted edition only."""
    if home_districts.empty:
        return lacking(home_districts)
    first = home_districts.head(3)["district"].tolist()
    return data_table(
        home_districts,
        {
            "district": "District",
            "home": "Home",
            "site": Shown("At the site", "count"),
            "elsewhere": Shown("Elsewhere", "count"),
            "share": Shown("Share at the site", "percent1"),
            "limits": Interval(_LIMITS, "share_lower", "share_upper", "percent1"),
        },
        caption="Charged offences by the offender's postcode district",
        title=f"Those charged at the site live most often in {wording.listed(first)}",
    )


def young_sentence(young_victims: pd.DataFrame) -> Finding:
    """Whether children are a greater part of robbery victims at the site; no public edition."""
    rows = young_victims[
        young_victims["age"].eq("10 to 17 years") & young_victims["hours"].eq("all hours")
    ].reset_index(drop=True)
    both = _both(rows)
    if both is None:
        return NOTHING_SHOWN
    here, there = both
    at = rows["area_name"].eq(_AT_SITE).idxmax()
    ratio, lower, upper = (
        wording.values(rows, f"ratio{end}")[at] for end in ("", "_lower", "_upper")
    )
    return Finding(
        f"Children are {percent(here[0])} of robbery victims at the site, elsewhere "
        f"{percent(there[0])}",
        f"{number(ratio, 1)} times the share (95% limits {number(lower, 1)} to {number(upper, 1)})",
        "Shares of victims whose age is known; how many children are there to be robbed is not.",
    )


def young_table(young_victims: pd.DataFrame) -> Exhibit:
    """Robbery victims by age at the site and elsewhere, in all hours, after school and others."""
    if young_victims.empty:
        return lacking(young_victims)
    return data_table(
        _applicable(young_victims, "age", "every known age").assign(
            area_name=young_victims["area_name"].map(wording.upper_first),
            hours=young_victims["hours"].map(wording.upper_first),
        ),
        {
            "area_name": "Place",
            "hours": "Hours",
            "age": "Age",
            "victims": Shown("Victims", "count"),
            **_SHARE_COLUMNS,
        },
        caption="Those robbed since then, by age",
        title=young_sentence(young_victims).headline,
    )


def young_hours_sentence(young_victims: pd.DataFrame) -> Finding:
    """How many of the children robbed at the site were robbed after school, and elsewhere."""
    shares = [_after_school(young_victims, place) for place in (_AT_SITE, _ELSEWHERE)]
    if any(pd.isna(share) for share in shares):
        return NOTHING_SHOWN
    return Finding(
        f"{percent(shares[0])} of the children robbed at the site were robbed between 15:00 and "
        f"18:00, elsewhere {percent(shares[1])}"
    )


def _after_school(young_victims: pd.DataFrame, place: str) -> float:
    rows = young_victims[
        young_victims["area_name"].eq(place) & young_victims["age"].eq("10 to 17 years")
    ]
    counts = wording.values(rows, "victims").to_numpy()
    found = dict(zip(rows["hours"], counts, strict=True))
    whole, part = found.get("all hours", float("nan")), found.get("15:00 to 18:00", float("nan"))
    return part / whole if whole else float("nan")


def young_hours_table(young_hours: pd.DataFrame) -> Exhibit:
    """The hours in which children, and all persons of known age, are robbed; restricted only."""
    if young_hours.empty:
        return lacking(young_hours)
    return data_table(
        young_hours,
        {
            "hours": "Hours",
            "children_at_site": Shown("Children at the site", "count"),
            "all_at_site": Shown("Every age at the site", "count"),
            "children_elsewhere": Shown("Children elsewhere", "count"),
            "all_elsewhere": Shown("Every age elsewhere", "count"),
        },
        caption="People robbed, by three hours of the day",
    )


def young_rates_table(young_rates: pd.DataFrame) -> Exhibit:
    """How much denser robberies of children are near the site; restricted edition only."""
    if young_rates.empty:
        return lacking(young_rates)
    row = young_rates[young_rates["age"].eq("10 to 17 years")].iloc[-1]
    return data_table(
        young_rates.assign(metres=young_rates["metres"].map(lambda m: f"{m:.0f} m")),
        {
            "metres": "Within",
            "age": "Age",
            "near": Shown("Near", "count"),
            "elsewhere": Shown("Rest", "count"),
            "near_km2": Shown("km² near", "decimal2"),
            "ratio": Shown("Times the rest, per km²", "decimal"),
            "limits": Interval(_LIMITS, "ratio_lower", "ratio_upper"),
        },
        caption="Robberies per km² near the site over the rest of the partnership",
        title=f"Robberies of children are {number(row['ratio'], 1)} times as dense within "
        f"{row['metres']:.0f} m of the site's middle as in the rest",
    )


def site_months_table(site_months: pd.DataFrame) -> Exhibit:
    """The log of the site, month by month, beside posts and offences; restricted edition only."""
    if site_months.empty:
        return lacking(site_months)
    wide = site_months.pivot_table(index="month", columns="action", values="number", sort=False)
    columns = {name: Shown(wording.upper_first(name), "count") for name in wide.columns}
    return data_table(
        wide.reset_index(),
        {"month": Shown("Month", "month"), **columns},
        caption="Actions, posts others pay for and offences at the site, by month",
        title="The log of the site, month by month",
    )


def site_stores_table(site_stores: pd.DataFrame) -> Exhibit:
    """Which stores took part in what; restricted edition only."""
    if site_stores.empty:
        return lacking(site_stores)
    known = site_stores.loc[site_stores["store_name"].ne("not named"), "store_name"].nunique()
    return data_table(
        site_stores,
        {"store_name": "Store", "action": "Action", "number": Shown("Number", "count")},
        caption="Actions by store",
        title=f"{wording.plural(known, 'store')} took part",
    )


def flag_years_table(flag_years: pd.DataFrame) -> Exhibit:
    """A flagged offence by whole year, as a band, with what the flag means."""
    if flag_years.empty:
        return lacking(flag_years)
    last = flag_years.iloc[-1]
    return data_table(
        flag_years,
        {"year": "Year", "label": "Flag", "band": "Recorded", "definition": "What the flag means"},
        caption="Offences with a flag in whole years, as bands",
        title=f"{last['label']} in {last['year']}: {last['band']} offences",
    )


def flag_year_counts_table(flag_year_counts: pd.DataFrame) -> Exhibit:
    """The counts behind the bands, with exact limits; restricted edition only."""
    if flag_year_counts.empty:
        return lacking(flag_year_counts)
    return data_table(
        flag_year_counts,
        {
            "year": "Year",
            "label": "Flag",
            "offences": Shown("Recorded", "count"),
            "limits": Interval("95% limits of the mean", "lower", "upper", "decimal"),
            "band": "Band shown",
        },
        caption="Offences with a flag: the counts behind the bands",
    )
