"""Tables that set areas beside each other: quotients by theme, rates under each denominator."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN, in_period
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table


def location_quotient_table(quotients: pd.DataFrame, *, most: int = 20) -> Exhibit:
    """
    What areas have clearly more of than the borough, the most first.

    Parameters
    ----------
    quotients : DataFrame
        ``area_name``, ``label``, ``offences`` and what
        ``measures.location_quotients.location_quotients`` added.
    most : int
        Rows shown.
    """
    clear = _clear(quotients)
    return data_table(
        clear.head(most),
        {
            "area_name": "Area",
            "label": "Theme",
            "offences": Shown("Offences", "count"),
            "expected": Shown("If mixed as the borough is", "count"),
            "location_quotient": Shown("Quotient", "decimal2"),
            "limits": Interval(
                "95% limits", "location_quotient_lower", "location_quotient_upper", "decimal2"
            ),
        },
        caption="Themes of which an area has clearly more than the borough",
        title=location_quotient_sentence(quotients).headline,
    )


def location_quotient_sentence(quotients: pd.DataFrame) -> Finding:
    """The clearest speciality of an area, and how many there are."""
    known = wording.values(quotients, "location_quotient").notna()
    if not known.any():
        return NOTHING_SHOWN
    clear = _clear(quotients)
    if clear.empty:
        return Finding(f"No area{in_period(quotients)} has clearly more of a theme than the rest")
    top = clear.iloc[0]
    limits = (
        f"95% limits {wording.number(top['location_quotient_lower'], 1)} to "
        f"{wording.number(top['location_quotient_upper'], 1)}"
    )
    return Finding(
        f"{wording.upper_first(wording.lower_first(top['label']))} makes up "
        f"{wording.number(top['location_quotient'], 1)} times as much of {top['area_name']}'s "
        f"offences as of the borough's{in_period(quotients)}",
        limits,
        f"{wording.plural(len(clear), 'pair')} of area and theme "
        f"{'stands' if len(clear) == 1 else 'stand'} clearly above the borough's mix, of "
        f"{wording.number(int(known.sum()))} with enough offences to tell.",
    )


def denominator_table(rates: pd.DataFrame) -> Exhibit:
    """
    Rate and place of every area under each denominator, with the places it moves.

    Parameters
    ----------
    rates : DataFrame
        ``measures.denominators.rates_by_denominator``.
    """
    keys = list(dict.fromkeys(rates["denominator"]))
    wide = rates.drop_duplicates("area")[["area", "area_name"]].set_index("area")
    columns: dict = {"area_name": "Area"}
    for number, key in enumerate(keys):
        own = rates[rates["denominator"] == key].set_index("area")
        unit = own["unit"].iloc[0]
        wide[f"{key}_rate"] = wording.values(own, "rate").reindex(wide.index)
        wide[f"{key}_place"] = [
            _place(rank, change, first=number == 0)
            for rank, change in zip(
                own["rank"].reindex(wide.index), own["rank_change"].reindex(wide.index),
                strict=True,
            )
        ]  # fmt: skip
        columns[f"{key}_rate"] = Shown(f"Per {unit}", "decimal")
        columns[f"{key}_place"] = "Place" if number == 0 else "Place (moved)"
    order = rates[rates["denominator"] == keys[0]].set_index("area")["rank"]
    wide = wide.assign(_order=order).sort_values(
        ["_order", "area_name"], na_position="last", kind="stable"
    )
    return data_table(
        wide.drop(columns="_order").reset_index(),
        columns,
        caption="Rates of areas under each denominator",
        title=denominator_sentence(rates).headline,
        about_table=_explained(rates),
    )


def denominator_sentence(rates: pd.DataFrame) -> Finding:
    """Which area's place hangs most on what it is held against."""
    moved = pd.to_numeric(rates["rank_change"]).astype("Float64")
    if moved.notna().sum() == 0:
        return NOTHING_SHOWN
    keys = list(dict.fromkeys(rates["denominator"]))
    first = rates[rates["denominator"] == keys[0]].set_index("area")
    if not moved.abs().max() > 0:
        return Finding(f"Every area keeps its place under all {len(keys)} denominators")
    row = rates.loc[moved.abs().idxmax()]
    of = int(row["of_areas"])
    stays = first["rank"].eq(1).loc[lambda top: top].index.tolist()
    always = rates[rates["area"].isin(stays)].groupby("area")["rank"].max().eq(1)
    leader = ""
    if always.any():
        name = first.loc[always.index[always][0], "area_name"]
        leader = f" {name} is first under every one."
    return Finding(
        f"{row['area_name']} is {wording.ordinal(row['rank_first'])} of {of} by "
        f"offences per {first['unit'].iloc[0]} and {wording.ordinal(row['rank'])} per "
        f"{row['unit']}",
        detail=f"Of {wording.plural(len(keys), 'denominator')} none is right for every offence."
        + leader,
    )


def _clear(quotients: pd.DataFrame) -> pd.DataFrame:
    """Quotients whose lower limit is above 1, highest first."""
    lower = wording.values(quotients, "location_quotient_lower")
    above = quotients[lower > 1]
    return above.sort_values(
        ["location_quotient", "area_name"], ascending=[False, True], kind="stable",
        ignore_index=True,
    )  # fmt: skip


def _place(rank, change, *, first: bool) -> str:
    if pd.isna(rank):
        return wording.MISSING
    if first or pd.isna(change):
        return wording.ordinal(rank)
    arrow = "=" if change == 0 else f"{'▲' if change > 0 else '▼'}\u00a0{abs(int(change))}"
    return f"{wording.ordinal(rank)}\u00a0({arrow})"


# Denominators that a partnership may have and may lack.
_KNOWN = {
    "households": "households",
    "daytime": "people present by day",
}


def _explained(rates: pd.DataFrame) -> dict[str, str]:
    lacking = [name for key, name in _KNOWN.items() if key not in set(rates["denominator"])]
    note = (
        "▲ places nearer to the top than under the first denominator, ▼ further down, = the same. "
        "Limits stand beside the rates per resident; here they are the same in proportion"
    )
    if lacking:
        note += f". Not given by this partnership: {wording.listed(lacking)}"
    return about(rates, note=note)
