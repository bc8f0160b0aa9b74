"""Adults in words and tables: caseload, needs, schemes, repeat victims, lists cut to size."""

import numpy as np
import pandas as pd

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.people_parts import known, last, limits, nothing, value, within
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table, table_html
from cdrp_analysis.exhibits.wording import number, percent

_NONE = "Nothing was received that this can be told from."
_PROLIFIC, _RAW = "prolific and priority", "nothing allowed for"
_CORRECTED, _ELSEWHERE = "over what choosing the worst brings", "other areas together"
_SCORES = {"harm_two_years": "harm of two years", "offences_last_year": "offences of last year"}


def caseload_sentence(caseload: pd.DataFrame) -> Finding:
    """How many are supervised and in custody, and what the two counts alone would leave open."""
    day = "" if caseload.empty else caseload["counted_on"].iloc[-1]
    rows = [last(caseload, measure=name, counted_on=day)
            for name in ("on supervision", "in custody", "either")]  # fmt: skip
    if not all(known(row, "people") for row in rows):
        return NOTHING_SHOWN
    out, held, either = (number(value(row, "people")) for row in rows)
    detail = ""
    if known(rows[2], "fewest", "most"):
        low, high = (number(value(rows[2], name)) for name in ("fewest", "most"))
        detail = (
            "Two totals alone do not say whether those in custody are among those supervised: "
            f"together they could be {low} to {high} people. By the pseudonyms it is {either}."
        )
    return Finding(
        f"{out} people on supervision and {held} in custody on {wording.day(day)}", "", detail
    )


def caseload_table(caseload: pd.DataFrame) -> Exhibit:
    """Every extract, and the unit that managed the cases: where it changes the series breaks."""
    if caseload.empty:
        return nothing(caseload, "No caseload was received", _NONE)
    units = caseload.drop_duplicates("counted_on")
    changed = units["delivery_unit"].ne(units["delivery_unit"].shift())
    days = units.loc[changed, "counted_on"].tolist()[1:]
    title = "One unit managed the cases throughout"
    if days:
        title = f"The series breaks by {wording.day(days[-1])}: another unit manages the cases"
    return data_table(
        caseload,
        {
            "counted_on": "Day of the extract",
            "measure": "Where the sentence is served",
            "people": Shown("People", "count"),
            "delivery_unit": "Unit",
        },
        caption="The caseload at every extract",
        title=title,
        about_table=about(caseload, note="Counts before a break are of another area: no trend."),
    )


def needs_sentence(needs: pd.DataFrame) -> Finding:
    """The most common need, and how far two needs must and may fall together."""
    single = needs[needs["most"].isna() & needs["of"].fillna("").ne("")] if len(needs) else needs
    share = wording.values(single, "share") if len(single) else pd.Series(dtype=float)
    if not share.notna().any():
        return NOTHING_SHOWN
    told = [
        f"{row['measure'].iloc[0]} {percent(value(row, 'share'))} "
        f"({limits(row, 'share', 0, share=True)})"
        for row in (single.loc[[at]].reset_index(drop=True) for at in share.dropna().index)
    ]
    both = last(needs, measure="drugs and alcohol")
    detail = ""
    if known(both, "fewest", "most", "people"):
        low, high = (number(value(both, name)) for name in ("fewest", "most"))
        detail = (
            f"From the shares alone {low} to {high} people could have both a drug and an alcohol "
            f"need; the rows say {number(value(both, 'people'))}."
        )
    return Finding("Needs of those supervised", "; ".join(told), detail)


def needs_table(needs: pd.DataFrame) -> Exhibit:
    """Needs alone and together, with what each alone leaves possible."""
    if needs.empty:
        return nothing(needs, "No needs were received", _NONE)
    shares = ("share", "share_lower", "share_upper")
    rows = wording.idle(needs, needs["of"].fillna("").eq(""), (*shares, "fewest", "most"))
    rows = wording.idle(rows, ~rows["measure"].str.contains(" and "), ("fewest", "most"))
    return data_table(
        rows,
        {
            "measure": "Need",
            "people": Shown("People", "count"),
            "share": Shown("Share", "percent"),
            "limits": Interval("95% limits", "share_lower", "share_upper", "percent"),
            "bounds": Interval("Could be, from each alone", "fewest", "most", "count"),
        },
        caption="Needs of those supervised and assessed for every need",
        about_table=about(needs, note="Bounds of Fréchet: certain, not limits of chance."),
    )


def scheme_sentence(changes: pd.DataFrame) -> Finding:
    """The change of prolific offenders, first as told, then with what the choice brings off."""
    raw = last(changes, scheme=_PROLIFIC, reading=_RAW)
    fair = last(changes, scheme=_PROLIFIC, reading=_CORRECTED)
    if not known(raw, "change_share"):
        return NOTHING_SHOWN
    figures = f"{_percent_limits(raw)} with nothing allowed for"
    detail = ""
    if known(fair, "change_share"):
        clear = value(fair, "change_share_upper") < 0
        figures += f"; {_percent_limits(fair)} beyond what choosing the worst brings by itself"
        detail = (
            "People chosen for a bad year have a better one next whatever is done. What is left "
            + ("is more than chance." if clear else "may be chance.")
        )
    else:
        detail = (
            "People chosen for a bad year have a better one next whatever is done: how much of "
            "this is no effect cannot be told here."
        )
    other = last(changes, scheme=_PROLIFIC, reading=_ELSEWHERE)
    if known(other, "change_share"):
        detail += f" Elsewhere the change was {_percent_limits(other)}, by the same choice."
    return Finding("Offences of prolific and priority offenders", figures, detail)


def _percent_limits(row: pd.DataFrame) -> str:
    low, high = (value(row, f"change_share_{end}") for end in ("lower", "upper"))
    return (
        f"{wording.signed_percent(value(row, 'change_share'))} (95% limits "
        f"{wording.signed_percent(low)} to {wording.signed_percent(high)})"
    )


@theme.styled
def scheme_chart(changes: pd.DataFrame) -> Exhibit:
    """Each scheme's change under every reading, with limits."""
    rows = changes.iloc[::-1].reset_index(drop=True) if len(changes) else changes
    if rows.empty:
        return nothing(changes, "No scheme was received", _NONE)
    change, low, high = (
        100 * wording.values(rows, f"change_share{end}") for end in ("", "_lower", "_upper")
    )
    figure, axes = theme.new_axes(1.2 + 0.34 * len(rows))
    y = np.arange(len(rows))
    axes.axvline(0, color=theme.INK, lw=1.2)
    axes.hlines(y, low, high, color=theme.MUTED_INK, lw=1.8)
    axes.plot(change, y, "D", color=theme.DARK_BLUE, ms=7)
    names = (rows["scheme"] + ": " + rows["reading"]).tolist()
    axes.set_yticks(y, [parts.shortened(name, 62) for name in names], fontsize=theme.SMALL_PT)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    parts.horizontal_value_axis(axes, "Change of offences a month, %")
    found = scheme_sentence(changes)
    alt = f"Chart of changes by scheme and reading, with limits. {found.text}"
    return Exhibit(
        title="How offending changed in each scheme, by what is allowed for",
        body=image(figure, alt),
        alt=alt,
        about=about(
            changes,
            note="Lines: 95% limits. Time at liberty: months in custody are taken off. Choosing "
            "the worst: empirical Bayes from those chosen and those next in line.",
        ),
        table=changes,
        table_html=table_html(
            changes,
            {
                "scheme": "Scheme",
                "reading": "Allowed for",
                "people": Shown("People", "count"),
                "ratio": Shown("After over before", "decimal2"),
                "change_share": Shown("Change", "signed_percent"),
                "limits": Interval(
                    "95% limits", "change_share_lower", "change_share_upper", "signed_percent"
                ),
            },
            caption="Change of offences by scheme and what is allowed for",
        ),
    )


def scheme_overlap_table(overlap: pd.DataFrame) -> Exhibit:
    """People in each scheme and in two of them."""
    if overlap.empty:
        return nothing(overlap, "No scheme was received", _NONE)
    return data_table(
        overlap,
        {"scheme": "Scheme", "other": "Also in", "people": Shown("People", "count")},
        caption="People in schemes, the same name twice being the whole scheme",
        about_table=about(overlap, note="A scheme of few has no figure of its own."),
    )


def boroughs_sentence(boroughs: pd.DataFrame) -> Finding:
    """Whether the own change stands out among other areas'."""
    own = boroughs[boroughs["standing"] == "own"].reset_index(drop=True) if len(boroughs) else (
        boroughs
    )  # fmt: skip
    if not known(own, "change_share"):
        return NOTHING_SHOWN
    words = {
        "low": "fell more than chance allows", "rather low": "fell rather more than others'",
        "as expected": "changed as others' did", "rather high": "fell rather less than others'",
        "high": "fell less than chance allows",
    }  # fmt: skip
    return Finding(
        f"Beside {number(len(boroughs) - 1)} other areas the offences of our prolific offenders "
        f"{words.get(own['position'].iloc[0], 'cannot be judged')}",
        f"{wording.signed_percent(value(own, 'change_share'))}",
        "Nothing is allowed for here: where the choice was harsher, the fall is greater.",
    )


def boroughs_table(boroughs: pd.DataFrame) -> Exhibit:
    """Every area's offences before and after, and its place in the funnel."""
    if boroughs.empty:
        return nothing(boroughs, "No other areas were received", _NONE)
    return data_table(
        boroughs.sort_values("change_share", kind="stable"),
        {
            "area_name": "Area",
            "offences_before": Shown("Offences before", "count"),
            "offences_after": Shown("Offences after", "count"),
            "change_share": Shown("Change", "signed_percent"),
            "position": "Place in the funnel",
        },
        caption="Offences of prolific and priority offenders by area",
        title=boroughs_sentence(boroughs).headline,
    )


def repeat_victims_sentence(repeats: pd.DataFrame) -> Finding:
    """The share of victims of domestic incidents seen more than once in twelve months."""
    row = last(repeats, measure="twice or more")
    if not known(row, "share"):
        return NOTHING_SHOWN
    return Finding(
        f"Victims of domestic incidents seen again {within(row['period'].iloc[0])}: "
        f"{percent(value(row, 'share'))} of those known",
        limits(row, "share", 0, share=True),
        "Nobody is scored here: how often somebody was seen says when to ask, not whom to doubt.",
    )


def repeat_victims_table(repeats: pd.DataFrame) -> Exhibit:
    """The curve of repeats: how many were seen so often, and more."""
    if repeats.empty:
        return nothing(repeats, "No domestic incidents were received", _NONE)
    whole = repeats["of"].fillna("").eq("")
    return data_table(
        wording.idle(repeats, whole, ("share", "share_lower", "share_upper")),
        {
            "measure": "Seen",
            "people": Shown("Victims", "count"),
            "share": Shown("Share of those known", "percent"),
            "limits": Interval("95% limits", "share_lower", "share_upper", "percent"),
        },
        caption="Victims of domestic incidents by times seen in twelve months",
    )


def service_places_table(places: pd.DataFrame) -> Exhibit:
    """Places of services and their use, the fullest first."""
    if places.empty:
        return nothing(places, "No places of services were received", _NONE)
    rows = places.sort_values("used_share", ascending=False, kind="stable")
    over = rows[wording.values(rows, "used_share") > 1]
    title = "No service is used beyond its places"
    if len(over):
        title = f"Used beyond its places: {wording.listed(over['service'])}"
    return data_table(
        rows,
        {
            "service": "Service",
            "places": Shown("Places", "count"),
            "filled": Shown("Filled", "count"),
            "used_share": Shown("Use", "percent"),
        },
        caption="Places and places filled, means of the months",
        title=title,
    )


@theme.styled
def list_curve_chart(curve: pd.DataFrame) -> Exhibit:
    """Harm of the year that followed, by length of the list and by what people are ranked on."""
    if curve.empty:
        return nothing(curve, "No lists were received", _NONE)
    figure, axes = theme.new_axes(3.4)
    colours = (theme.DARK_BLUE, theme.ORANGE)
    for (score, rows), colour, mark in zip(curve.groupby("score"), colours, "os", strict=False):
        axes.plot(rows["places"], 100 * rows["caught_share"], marker=mark, color=colour, lw=1.8,
                  label=wording.upper_first(_SCORES.get(score, score)))  # fmt: skip
    axes.set_ylim(bottom=0)
    parts.vertical_value_axis(axes, "Share of the next year's harm, %")
    axes.set_xlabel("People on the list", loc="left")
    parts.legend_above(figure, columns=2)
    best = curve.loc[curve.groupby("places")["caught_share"].idxmax()]
    which = best["score"].value_counts().idxmax()
    title = f"A list by {_SCORES.get(which, which)} holds more of the harm that followed"
    alt = f"Line chart of harm held by lists of several lengths. {title}."
    return Exhibit(
        title=title,
        body=image(figure, alt),
        alt=alt,
        about=about(curve, note="People on several lists count once, as linked below."),
        table=curve,
        table_html=table_html(
            curve.assign(score=curve["score"].map(_SCORES).fillna(curve["score"])),
            {
                "score": "Ranked by",
                "places": Shown("People on the list", "count"),
                "caught_share": Shown("Share of harm", "percent1"),
                "per_place_share": Shown("Added by each further place", "percent1"),
            },
            caption="Lists of several lengths and the harm that followed",
        ),
    )


def list_band_table(band: pd.DataFrame) -> Exhibit:
    """Those listed and those borderline, with room for what a person decides."""
    if band.empty:
        return nothing(band, "No lists were received", _NONE)
    near = int(band["band"].eq("borderline").sum())
    listed = int(band["band"].eq("listed").sum())
    return data_table(
        band,
        {
            "rank": Shown("Place", "ordinal"),
            "person": "Pseudonym",
            "lists": "On the lists",
            "harm_two_years": Shown("Harm of two years", "count"),
            "offences_last_year": Shown("Offences last year", "count"),
            "band": "Band",
            "review": "Decided, by whom",
        },
        caption=f"For {number(int(band['places'].iloc[0]))} places: a person decides each row",
        title=f"{number(listed)} people clearly within the places, {number(near)} borderline",
    )


def list_overlap_table(overlap: pd.DataFrame) -> Exhibit:
    """People on each list and on two, by linked keys."""
    if overlap.empty:
        return nothing(overlap, "Fewer than two lists were received", _NONE)
    rows = overlap[overlap["first"].eq(overlap["second"]) | overlap["people"].gt(0)]
    shared = rows[rows["first"] != rows["second"]].sort_values("people", ascending=False)
    title = "No two lists share anybody"
    if len(shared):
        title = (
            f"Most shared: {shared['first'].iloc[0]} and {shared['second'].iloc[0]}, "
            f"{number(shared['people'].iloc[0])} people"
        )
    return data_table(
        rows,
        {"first": "List", "second": "Also on", "people": Shown("People", "count")},
        caption="People on each list, and on two",
        title=title,
        about_table=about(
            overlap,
            note="Linked by four keyed hashes (Fellegi and Sunter), a pair from nine in ten on. "
            "On invented lists with known errors about one true pair in six is missed: read the "
            "counts as least numbers.",
        ),
    )
