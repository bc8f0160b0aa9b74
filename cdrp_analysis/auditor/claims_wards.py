"""What sentences may claim of wards under several denominators, of their themes and changes."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_ALL = "all"
_BOROUGH = r"[EW]0[6-9]\d"
_PICTURED = 6  # themes that a picture of small maps shows


def _denominators(published: Published) -> pd.DataFrame | None:
    """The place of every area under every denominator beside its place under the first."""
    frame = table(published, "ward_denominators", "area_name", "denominator", "unit", "rank",
                  "rank_first", "of_areas")  # fmt: skip
    if frame is None or frame.empty:
        return None
    return frame.assign(
        first_unit=frame["unit"].iloc[0], denominators=frame["denominator"].nunique()
    )


def _theme_rates(published: Published) -> pd.DataFrame | None:
    """The rate of every theme in every area, with how many themes a picture shows."""
    frame = table(published, "ward_theme_rates", "area", "area_name", "theme", "label", "rate",
                  "times_borough")  # fmt: skip
    if frame is None:
        return None
    maps = min(_PICTURED, frame["theme"].nunique())
    return frame[~frame["area"].astype(str).str.match(_BOROUGH)].assign(maps=maps)


def _stands_out(published: Published) -> pd.DataFrame | None:
    """Of the areas whose limits lie above the borough's rate, the theme furthest above it."""
    rates = _theme_rates(published)
    if rates is None or "rate_lower" not in rates:
        return None
    whole = published["ward_theme_rates"]
    whole = whole[whole["area"].astype(str).str.match(_BOROUGH)].set_index("theme")["rate"]
    clear = rates[(rates["theme"] != _ALL) & (rates["rate_lower"] > rates["theme"].map(whole))]
    return clear[clear["times_borough"].eq(clear["times_borough"].max())]


def _changes(published: Published) -> pd.DataFrame | None:
    """The change of every ward, with how many rose, fell and could be compared."""
    frame = table(published, "ward_change", "area", "area_name", "period", "change_share", "signal")
    if frame is None:
        return None
    wards = frame[~frame["area"].astype(str).str.match(_BOROUGH)]
    later = wards[wards["change_share"].notna()]
    return later.assign(
        ups=later["signal"].eq("up").sum(), downs=later["signal"].eq("down").sum(),
        compared=len(later), listed=wards["area"].nunique(),
    )  # fmt: skip


def _repeats(published: Published) -> pd.DataFrame | None:
    """Which part of a theme follows another, with how many themes clearly do beside those named."""
    frame = table(published, "near_repeats", "label", "share", "share_lower", "share_upper")
    if frame is None:
        return None
    others = int((frame["share_lower"] > 0).sum()) - 1
    return frame.assign(further=others - 5)


CLAIMS = (
    Claim(
        "<area_name=> is <rank_first°> of <of_areas> by offences per <first_unit=> and <rank°> "
        r"per <unit=>(?:(?:\. [^.]* is first under every one)?\. Of <denominators> denominators?)?",
        _denominators,
    ),
    Claim("its place under all <denominators> denominators?", _denominators),
    Claim("<area_name=>, <label=>: <rate> per 1,000, <times_borough> times the borough",
          _theme_rates),
    Claim("<maps> small maps? of the wards", _theme_rates),
    Claim(
        "<label=> stands out most, in <area_name=>[^.:]*: <times_borough> times the borough's rate",
        _stands_out,
    ),
    Claim("<area_name=>: <change_share%>, <signal=>", _changes),
    Claim("Map of <listed> wards shaded by whether", _changes),
    Claim("Offences clearly rose in <ups>(?: and fell in <downs>)? of <compared> wards?", _changes),
    Claim("Offences clearly fell in <downs> of <compared> wards?", _changes),
    Claim(
        "<share%> of <label=> follows another nearby within a fortnight, beyond chance"
        r"(?:: 95% limits <share_lower%> to <share_upper%>"
        r"(?:\. Clearly above chance too: [^.\d]*(?:<further> further themes?)?)?)?",
        _repeats,
    ),
)  # fmt: skip
