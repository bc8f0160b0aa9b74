"""The assessment's own tables, each headed by what it shows."""

import pandas as pd

from cdrp_analysis.exhibits import findings, place_findings, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table
from cdrp_analysis.vocabulary import NOT_APPLICABLE

RANK_COLUMNS = ("rank", "rank_lower", "rank_upper")
SIGNALS = {"up": "▲ up", "down": "▼ down", "no clear change": "no clear change"}
_UNSURE = dict.fromkeys((wording.NO_CLEAR_CHANGE, wording.NOT_KNOWN), "not\u00a0clear")


def title_block(document: pd.DataFrame) -> Exhibit:
    """The document's title block: ``field`` and ``value``."""
    return data_table(document, {"field": "Field", "value": "Entry"}, caption="About this document")


def priority_table(priorities: pd.DataFrame) -> Exhibit:
    """Themes in order of rank, with how sure each place is and why it is there."""
    frame = priorities.sort_values("rank", kind="stable")
    if {"change_share", "signal"} <= set(frame):
        frame = frame.assign(change=_change_and_signal(frame))
    return data_table(
        frame,
        {
            "label": "Theme",
            "rank": Shown("Rank", "ordinal"),
            "places": Interval("Likely place", "rank_lower", "rank_upper", "ordinal"),
            "p_top_5": Shown("Chance of top five", "percent"),
            "offences": Shown("Offences or incidents", "count"),
            "change": "Change in a year",
            "cchi_days": Shown("Harm, CCHI days", "count"),
            "css": Shown("Severity, ONS CSS", "count"),
            "reason": "Why it is here",
        },
        caption="Priority themes in order",
        title=findings.top_priorities(frame, count=1).headline,
    )


def year_on_year_table(
    year_on_year: pd.DataFrame,
    real_changes: pd.DataFrame | None = None,
    *,
    against: str = "year before",
) -> Exhibit:
    """Each theme before and after, with the limits of its change; tables as of biggest_change."""
    return data_table(
        _change_limits(year_on_year).assign(signal=signalled(year_on_year)),
        {
            "label": "Theme",
            "before": Shown(against.capitalize(), "count"),
            "after": Shown("This year" if against == "year before" else "Last whole year", "count"),
            "change": Shown("Change", "signed"),
            "change_share": Shown("Change, %", "signed_percent"),
            "limits": Interval(
                "95% limits", "change_share_lower", "change_share_upper", "signed_percent"
            ),
            "signal": "By counting alone",
        },
        caption=f"Change on the {against}",
        title=findings.biggest_change(year_on_year, real_changes, against=against).headline,
    )


def row_accounting_table(row_accounting: pd.DataFrame) -> Exhibit:
    """Every row read, by feed, and what became of it."""
    named = row_accounting.assign(feed=row_accounting["feed"].map(wording.feed_name))
    publishers = named.groupby("source", sort=False)["feed"].agg(wording.listed)
    return data_table(
        named,
        {
            "feed": "Feed",
            "rows_in": Shown("Rows read", "count"),
            "accepted": Shown("Accepted", "count"),
            "quarantined": Shown("Set aside", "count"),
            "repeated": Shown("Repeats", "count"),
            "files": Shown("Files", "count"),
            "first_month": Shown("First month", "month"),
            "last_month": Shown("Last month", "month"),
            "vintage": "Downloaded",
        },
        caption="Rows read and what became of them",
        title=findings.row_accounting_sentence(row_accounting).headline,
        about_table={
            **about(row_accounting),
            "source": "; ".join(f"{feeds}: {name}" for name, feeds in publishers.items()),
            "note": "Repeats are rows of a second download of the same month. "
            "In a wide table every cell counts as a row",
        },
    )


FIELDS = {
    "crime_id": "Crime ID",
    "longitude": "Coordinates",
    "easting": "Grid reference",
    "alcohol": "Linked to alcohol, or not",
    "victim_age_band": "Age of the victim",
    "offender_home": "Home of a charged offender",
    "to_time": "End of the time span",
    "location": "Location",
    "lsoa": "LSOA",
    "outcome": "Outcome",
    "context": "Context",
    "object_of_search": "Object of search",
    "age_range": "Age range",
    "ethnicity_self": "Self-defined ethnicity",
    "area": "Area code",
    "offences": "Count",
}


def source_table(source_inventory: pd.DataFrame) -> Exhibit:
    """What was received, from whom, and which months it holds."""
    ends = source_inventory[["first_month", "last_month"]].astype("string")
    dated = ends.apply(lambda column: column.str.fullmatch(r"\d{4}-\d{2}").fillna(False)).all(
        axis=1
    )
    spans = [
        " to ".join(dict.fromkeys(map(wording.month_name, (first, last)))) if known else "no months"
        for first, last, known in zip(
            ends["first_month"], ends["last_month"], dated.fillna(False), strict=True
        )
    ]
    named = source_inventory.assign(
        feed=source_inventory["feed"].map(wording.feed_name), months=spans
    )
    return data_table(
        named,
        {"feed": "Feed", "source": "From", "months": "Holds", "vintage": "Received"},
        caption="Sources of this assessment",
        title=f"{len(named)} feeds from {named['source'].nunique()} sources",
        about_table=about(source_inventory),
    )


def completeness_table(feed_completeness: pd.DataFrame) -> Exhibit:
    """How often each field of each feed is blank."""
    frame = feed_completeness.sort_values(
        ["missing_share", "feed", "field"], ascending=[False, True, True], kind="stable"
    )
    spoken = frame["field"].astype(str).str.replace("_", " ").map(wording.upper_first)
    frame = frame.assign(
        field=frame["field"].map(FIELDS).fillna(spoken), feed=frame["feed"].map(wording.feed_name)
    )
    shares = wording.values(frame, "missing_share")
    title = "Every field of every feed is filled in"
    if len(frame) and shares.max() > 0:
        worst = frame.loc[shares.idxmax()]
        title = (
            f"Most often blank is {wording.lower_first(worst['field'])} in "
            f"{wording.lower_first(worst['feed'])}: "
            f"{wording.percent(shares.max(), 1)} of its rows"
        )
    return data_table(
        frame[~(shares == 0)],
        {
            "field": "Field",
            "feed": "Feed",
            "rows": Shown("Rows", "count"),
            "missing": Shown("Blank", "count"),
            "missing_share": Shown("Share blank", "percent1"),
        },
        caption="Blank fields, most often blank first",
        title=title,
        about_table=about(
            feed_completeness,
            note="Fields that are never blank are not listed. A blank may say that there is "
            "nothing to say: most offences have no drug to name",
        ),
    )


def source_quality_table(source_quality: pd.DataFrame) -> Exhibit:
    """How complete every source is, and how soon it tells."""
    return data_table(
        source_quality,
        {
            "holder": "Source",
            "feeds": Shown("Feeds", "count"),
            "fields": Shown("Fields", "count"),
            "filled_share": Shown("Filled in", "percent"),
            "lag_days": Shown("Days to record", "count"),
            "age_days": Shown("Age when received, days", "count"),
        },
        caption="Completeness and lag by source",
        title=source_quality_sentence(source_quality).headline,
        about_table=about(
            source_quality,
            note="Days to record: the median from event to record, where the rows say both. Age "
            "when received: from the newest row to the release; a feed without dates has none. "
            "Feeds of few rows have no part in what is filled in",
        ),
    )


def source_quality_sentence(source_quality: pd.DataFrame) -> Finding:
    """Whose files are the least complete, and whose were the oldest when they came."""
    shares, ages = (wording.values(source_quality, name) for name in ("filled_share", "age_days"))
    if shares.notna().sum() == 0:
        return Finding("Nothing can be said of how complete the sources are")
    first = "Every field of every source is filled in"
    if shares.min() < 1:
        first = (
            f"Least complete are the files from: {source_quality.loc[shares.idxmin(), 'holder']}"
        )
    oldest = ""
    if ages.notna().any():
        last = source_quality.loc[ages.idxmax(), "holder"]
        oldest = f"Oldest when they came were those from: {last}."
    return Finding(first, detail=oldest)


def feed_quality_table(feed_quality: pd.DataFrame) -> Exhibit:
    """The matrix of data quality: every feed with its fields, its blanks and its lag."""
    frame = feed_quality.sort_values(["filled_share", "feed"], kind="stable")
    frame = frame.assign(
        feed=frame["feed"].map(wording.feed_name),
        worst=frame["worst"].fillna("").map(lambda name: FIELDS.get(name, name.replace("_", " "))),
    )
    return data_table(
        frame,
        {
            "feed": "Feed",
            "holder": "Source",
            "rows": Shown("Rows", "count"),
            "fields": Shown("Fields", "count"),
            "filled_share": Shown("Filled in", "percent1"),
            "blank_fields": Shown("Blank somewhere", "count"),
            "worst": "Most often blank",
            "worst_share": Shown("Its share", "percent1"),
            "lag_days": Shown("Days to record", "count"),
            "age_days": Shown("Age, days", "count"),
        },
        caption="Data quality by feed, the least complete first",
        title="Every feed with its fields, its blanks and its lag",
        about_table=about(feed_quality),
    )


def statutory_checklist_table(statutory_checklist: pd.DataFrame) -> Exhibit:
    """The contents the regulations require and what covers each."""
    status = statutory_checklist["status"].astype(str).str.casefold()
    covered = int(status.eq("covered").sum())
    return data_table(
        statutory_checklist,
        {
            "requirement": "Required content",
            "covered_by": "Covered by",
            "status": "Status",
            "note": "Note",
        },
        caption="Contents of a strategic assessment that the regulations require",
        title=f"{covered} of the {len(status)} required contents "
        f"{'is' if covered == 1 else 'are'} fully covered",
    )


def projection_table(projection: pd.DataFrame) -> Exhibit:
    """Projected totals with their ranges."""
    return data_table(
        projection,
        {
            "label": "Theme",
            "target": "For",
            "known_months": Shown("Months known", "count"),
            "known": Shown("Known so far", "count"),
            "point": Shown("Projected", wording.about),
            "range_80": Interval("About 80% range", "lower_80", "upper_80", wording.about),
            "range_95": Interval("About 95% range", "lower_95", "upper_95", wording.about),
        },
        caption="Projected totals, to three figures",
        title=findings.projection_sentence(projection).headline,
        about_table=about(projection, note=_methods(projection)),
    )


def _methods(projection: pd.DataFrame) -> str:
    """Each method once, with the themes it stands for where there are several."""
    named = projection.groupby("method", sort=False)["label"].unique()
    if len(named) == 1:
        return f"Method: {named.index[0]}"
    return ". ".join(
        f"Method for {wording.listed(labels) if len(labels) < 4 else 'the other themes'}: {method}"
        for method, labels in sorted(named.items(), key=lambda item: len(item[1]))
    )


def ward_table(ward_rates: pd.DataFrame) -> Exhibit:
    """Wards by rate, highest first, with limits and likely place."""
    frame = ward_rates.assign(_rate=wording.values(ward_rates, "rate"))
    frame = frame.sort_values(["_rate", "area_name"], ascending=[False, True], kind="stable")
    frame = wording.hidden_along(frame.drop(columns="_rate"), "rate", RANK_COLUMNS)
    whole = place_findings.is_borough(frame)
    for column in RANK_COLUMNS:
        # The borough is compared with no other: it has no place, not an unknown one.
        marks = pd.Series(wording.symbols(frame, column), index=frame.index, dtype=object)
        frame[f"{column}_symbol"] = marks.mask(whole, NOT_APPLICABLE)
    return data_table(
        frame,
        {
            "area_name": "Area",
            "offences": Shown("Offences", "count"),
            "residents": Shown("Residents", "count"),
            "rate": Shown("Rate per 1,000", "decimal"),
            "limits": Interval("95% limits", "rate_lower", "rate_upper"),
            "places": Interval("Likely place", "rank_lower", "rank_upper", "ordinal"),
        },
        caption="Offences per 1,000 residents, highest first",
        title=place_findings.highest_rate(ward_rates).headline,
    )


_STREETS = "streets of one name are one, and offences named after a kind of place are left out"
_LACKING = {
    "street": "streets: the rows name none",
    "licensed premises": "licensed premises: no register with exact places of offences was given",
}


def concentration_table(concentration: pd.DataFrame) -> Exhibit:
    """How few places hold a quarter and a half of offences, beside pure chance."""
    lacking = [why for unit, why in _LACKING.items() if unit not in set(concentration["unit"])]
    return data_table(
        concentration,
        {
            "unit": "Kind of place",
            "places": Shown("Places", "count"),
            "offences": Shown("Offences", "count"),
            "share_for_25": Shown("Places holding 25%", "percent1"),
            "share_for_50": Shown("Places holding 50%", "percent1"),
            "null_share_for_50": Shown("Holding 50% by chance", "percent1"),
            "gini": Shown("Gini", "decimal2"),
            "gini_adjusted": Shown("Gini, adjusted", "decimal2"),
        },
        caption="How concentrated offences are",
        title=place_findings.concentration_sentence(concentration).headline,
        about_table=about(concentration, note="; ".join([_STREETS, *lacking])),
    )


_INDICES = (
    "PAI, share of offences caught over share of area; gain, PAI beyond that of last year\u2019s "
    "counts; PEI, share of the best PAI that any choice of that area could reach; recapture, share "
    "of offences caught over the share caught before"
)


def holdout_table(holdout: pd.DataFrame) -> Exhibit:
    """How well each way of choosing hotspots found the following offences, the best first."""
    frame = holdout.assign(
        method=[wording.upper_first(place_findings.METHODS.get(m, m)) for m in holdout["method"]],
        found=wording.values(holdout, "pai") * wording.values(holdout, "share_of_area"),
    )
    frame = frame.sort_values(
        ["share_of_area", "pai"], ascending=[True, False], na_position="last", kind="stable"
    )
    return data_table(
        frame,
        {
            "method": "Chosen by",
            "share_of_area": Shown("Area chosen", "percent"),
            "found": Shown("Offences in it", "percent1"),
            "pai": Shown("PAI", "decimal"),
            "pai_limits": Interval("95% limits of PAI", "pai_lower", "pai_upper"),
            "gain_limits": Interval("95% limits of gain", "gain_lower", "gain_upper", _signed),
            "pei": Shown("PEI", "percent"),
            "pei_limits": Interval("95% limits of PEI", "pei_lower", "pei_upper", "percent"),
            "recapture": Shown("Recapture", "decimal2"),
        },
        caption="Hotspots chosen before, tested on what came after",
        title=place_findings.holdout_sentence(holdout).headline,
        about_table=about(holdout, note=_INDICES),
    )


def best_method_table(best: pd.DataFrame) -> Exhibit:
    """Ways of choosing places by how well they foretold the past, the best first."""
    named = [wording.upper_first(place_findings.METHODS.get(m, m)) for m in best["method"]]
    return data_table(
        best.assign(method=named),
        {
            "method": "Chosen by",
            "periods": Shown("Periods foretold", "count"),
            "pai": Shown("Mean PAI", "decimal2"),
            "gain": Shown("More than last year\u2019s counts", _signed),
            "clear": Shown("Periods with a clear difference", "count"),
            "pei": Shown("Share of best possible (PEI)", "percent"),
        },
        caption="How well each way of choosing foretold this partnership\u2019s own past",
        title=f"{named[0]} foretold the past best" if named else "No period could be foretold",
    )


def _signed(value: float) -> str:
    return wording.signed(value, 2)


def signalled(frame: pd.DataFrame) -> list[str]:
    """Each row's signal in words; a hidden change has a hidden signal."""
    marks = wording.symbols(frame, "change_share")
    return [
        mark or SIGNALS.get(signal, str(signal))
        for mark, signal in zip(marks, frame["signal"], strict=True)
    ]


def _change_and_signal(frame: pd.DataFrame) -> list[str]:
    """A change never stands without how sure it is."""
    changes = wording.shown(frame, "change_share", "signed_percent")
    return [
        text if text.startswith("[") else f"{text}, {_UNSURE.get(signal, signal)}"
        for text, signal in zip(changes, frame["signal"], strict=True)
    ]


def _change_limits(frame: pd.DataFrame) -> pd.DataFrame:
    """Ratio limits as relative changes, so that they read like the change beside them."""
    limits = {
        f"change_share_{end}": wording.values(frame, f"ratio_{end}") - 1
        for end in ("lower", "upper")
        if f"ratio_{end}" in frame
    }
    return frame.assign(**limits)
