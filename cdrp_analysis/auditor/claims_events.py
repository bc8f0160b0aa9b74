"""What sentences may claim of what events added, and of tries where nothing happened."""

from functools import partial

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_MAIN, _ALONE = "synthetic control", "before and after alone"
_SEGMENTED = "segmented regression"
_ELSEWHERE = "other areas, same date"
_WHOLE, _PART = ("all", "ordinary"), "affected"


def _effects(published: Published) -> pd.DataFrame | None:
    """The excess of every theme, by the method that sentences speak of."""
    frame = table(
        published, "event_effects", "event", "theme", "label", "method", "per_year", "lower",
        "upper", "smallest_seen",
    )  # fmt: skip
    if frame is None:
        return None
    rows = frame[frame["method"] == _MAIN]
    way = (rows["per_year"] > 0).map({True: "more", False: "fewer"})
    return rows.assign(way=way, estimate=rows["per_year"])


def _beyond(published: Published) -> pd.DataFrame | None:
    """Themes whose limits lie above nothing."""
    frame = _effects(published)
    return None if frame is None else frame[frame["lower"] > 0]


def _seen(published: Published) -> pd.DataFrame | None:
    """The least excess told in the total and in the themes at the site, of every event."""
    frame = _effects(published)
    if frame is None:
        return None
    columns = ["event", "smallest_seen"]
    whole = frame.loc[frame["theme"].isin(_WHOLE), columns]
    return whole.merge(
        frame.loc[frame["theme"] == _PART, columns], on="event", suffixes=("_whole", "_part")
    )


def _tried(published: Published) -> pd.DataFrame | None:
    """In how many other areas each method finds an effect, of every event."""
    frame = table(published, "event_placebos", "event", "theme", "method", "where", "tried",
                  "found")  # fmt: skip
    if frame is None:
        return None
    rows = frame[(frame["where"] == _ELSEWHERE) & (frame["theme"] == "ordinary")]
    columns = ["event", "tried", "found"]
    return rows.loc[rows["method"] == _MAIN, columns].merge(
        rows.loc[rows["method"] == _ALONE, columns], on="event", suffixes=("", "_alone")
    )


def _segmented(published: Published) -> pd.DataFrame | None:
    """What a regression of the own months says, with the word that its limits allow."""
    frame = table(published, "event_segmented", "label", "per_year", "per_year_lower",
                  "per_year_upper", "step", "slope")  # fmt: skip
    if frame is None:
        return None
    told = pd.Series("no clear change", frame.index)
    told = told.mask(frame["per_year_lower"] > 0, "more").mask(frame["per_year_upper"] < 0, "fewer")
    return frame.assign(told=told)


def _regressed(published: Published) -> pd.DataFrame | None:
    """In how many other areas the regression finds an effect."""
    frame = table(published, "event_placebos", "theme", "method", "where", "tried", "found")
    if frame is None:
        return None
    return frame[
        frame["method"].eq(_SEGMENTED)
        & frame["where"].eq(_ELSEWHERE)
        & frame["theme"].eq("ordinary")
    ]


def _site(published: Published) -> pd.DataFrame | None:
    """Counts at the first site and around it, before and since."""
    frame = table(published, "site_places", "place", "period", "offences")
    if frame is None or frame.empty:
        return None
    ends = frame.groupby("place", sort=False)["offences"].agg(
        before=lambda counts: counts.iloc[0], since=lambda counts: counts.iloc[-1]
    )
    ends = ends.reset_index()
    return ends.assign(
        where=ends["place"].str.endswith("at the site").map({True: "at the site",
                                                             False: "around it"})
    )  # fmt: skip


def _zones(published: Published) -> pd.DataFrame | None:
    frame = table(published, "zone_series", "event", "stage", "measure", "ratio", "lower", "upper",
                  "months_before", "months")  # fmt: skip
    return None if frame is None else frame[frame["measure"] == "all"]


def _zone_rows(published: Published) -> pd.DataFrame | None:
    """Every row of a zone's own months, with the stage and the side in words."""
    frame = table(published, "zone_series", "event", "stage", "label", "ratio", "lower", "upper")
    if frame is None:
        return None
    side = pd.Series("", frame.index).mask(frame["upper"] < 1, "fewer")
    return frame.assign(
        stage=frame["stage"].map({"during": "while it lasted", "after": "afterwards"}),
        side=side.mask(frame["lower"] > 1, "more"),
    )


def _compared(published: Published) -> pd.DataFrame | None:
    """Comparisons of all offences in zones: those told, those on either side, those refused."""
    frame = table(published, "zone_effects", "measure", "lower", "upper")
    if frame is None or frame.empty:
        return None
    rows = frame[frame["measure"] == "all"]
    return pd.DataFrame(
        {
            "told": [rows["upper"].notna().sum()], "refused": [rows["upper"].isna().sum()],
            "fewer": [(rows["upper"] < 0).sum()], "more": [(rows["lower"] > 0).sum()],
        }
    )  # fmt: skip


def _outside(
    published: Published, *, name: str = "zone_effects", still: float = 0
) -> pd.DataFrame | None:
    """Rows of a table of zones whose limits do not hold no change, and those chance would give."""
    frame = table(published, name, "lower", "upper")
    if frame is None:
        return None
    told = frame["upper"].notna().sum()
    outside = ((frame["upper"] < still) | (frame["lower"] > still)).sum()
    return pd.DataFrame({"rows": [told], "outside": [outside], "chance": [told / 10]})


_CHANCE = (
    "with 90% limits <outside> (?:is|are) outside, where chance alone would put about <chance>"
)
_FIGURES = (
    r"<per_year> a year \(90% limits <lower> to <upper>; p <p> by <placebos> placebos\)"
    r"\. Only an excess of about <smallest_seen~> a year"
)


def _funding(published: Published) -> pd.DataFrame | None:
    return table(published, "posts_funding", "period", "payers", "cost")


CLAIMS = (
    Claim("Posts of the staffing log cost £<cost> a year, <payers> payers together", _funding),
    Claim(
        rf"<label=>: what the event \(<event=>\) added cannot be told from nothing: {_FIGURES}",
        _effects,
    ),
    Claim(
        rf"<label=>: about <estimate~> <way=> a year after the event \(<event=>\)(?:: {_FIGURES})?",
        _effects,
    ),
    Claim(
        "<label=>: <net_per_year> a year is a trend of <trend_per_year> and an excess of "
        "<per_year>",
        _effects,
    ),
    Claim(
        "An excess must reach about <smallest_seen_whole~> a year to be told in the total, "
        "about <smallest_seen_part~> in the themes at the site",
        _seen,
    ),
    Claim(r"<label=> (?=\+)<per_year> \(<lower> to <upper>\)", _beyond),
    Claim(
        "Of <tried> areas? where nothing happened, synthetic control finds an effect in <found>, "
        "counting before and after alone in <found_alone> of <tried_alone>",
        _tried,
    ),
    Claim(
        "<label=>: our own months alone would say <told=> since the opening: <per_year> a year "
        r"\(90% limits <per_year_lower> to <per_year_upper>\)\. Of it the opening made a step of "
        "<step> a year; the slope since is <slope> a year each year",
        _segmented,
    ),
    Claim(
        "A regression of the own months finds an effect in <found> of <tried> areas? where "
        "nothing happened",
        _regressed,
    ),
    Claim(r"<where=> (?:<since>|\[\w+\]) since and (?:<before>|\[\w+\]) in the year before", _site),
    Claim(
        r"<event=>,[^:]*: [^:]*: <ratio> times what was to be expected \(90% limits <lower> to "
        "<upper>; <months_before> months? before, <months> of it",
        _zones,
    ),
    Claim(
        r"<label=> \(<event=>, <stage=>\): <side=>, <ratio> times \(<lower> to <upper>\)",
        _zone_rows,
    ),
    Claim(
        "All offences: of <told> comparisons?, <fewer> showed fewer than elsewhere and <more> more",
        _compared,
    ),
    Claim("<refused> comparisons? could not be made", _compared),
    Claim(f"Of <rows> comparisons? {_CHANCE}", _outside),
    Claim(f"Of <rows> rows? {_CHANCE}", partial(_outside, name="zone_series", still=1)),
)
