"""Which street an offence is named after."""

import pandas as pd

from cdrp_analysis.vocabulary import GENERIC_PLACES

_PREFIX = "on or near "
_KINDS = frozenset(kind.casefold() for kind in GENERIC_PLACES)


def street_names(location: pd.Series) -> pd.Series:
    """
    The street in a location text, missing where the text names a kind of place.

    The publisher's texts say near which feature a snap point lies: "On or near Mill Lane", but
    also "On or near Supermarket", which recurs all over an area. Their capitals have changed
    over the years, and so are not looked at. Streets of one name in different parts of an area
    are one: the text knows no better.

    Examples
    --------
    >>> found = street_names(pd.Series(["On or near Mill Lane", "On or near Parking area", None]))
    >>> found.isna().tolist(), found[0]
    ([False, True, True], 'Mill Lane')
    """
    # Some hundred texts stand on many thousand rows.
    streets = {text: _street(text) for text in location.dropna().unique()}
    return location.map(streets).astype("string")


def _street(text: str) -> str | None:
    name = text.strip()
    if f"{name} ".casefold().startswith(_PREFIX):
        name = name[len(_PREFIX) :].strip()
    return None if name.casefold() in _KINDS or not name else name
