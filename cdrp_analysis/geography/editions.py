"""LSOA codes of one census edition turned into another, and which edition a column holds."""

from collections.abc import Collection, Mapping

import pandas as pd

from cdrp_analysis.errors import InputError

# Census 2021 LSOA lookup of the Office for National Statistics, CHGIND: U unchanged, S split,
# M merged, X irregular ("cannot be easily mapped").
_IRREGULAR = {"X", "irregular"}


def edition_of(codes: pd.Series, editions: Mapping[str, Collection[str]]) -> pd.Series:
    """
    Which editions hold each code.

    Parameters
    ----------
    codes : Series of str
        Area codes; may mix editions, may hold ``<NA>``.
    editions : mapping
        Edition name to the codes of that edition.

    Returns
    -------
    Series of string, same index as ``codes``
        The edition's name; ``"2011 or 2021"`` for a code unchanged between them; ``<NA>`` for
        a missing code or one in none. ``attrs["holds_all"]`` lists the editions in which every
        recognised code is found (empty: the column mixes editions) and ``attrs["unknown"]``
        counts the codes in none.

    Examples
    --------
    >>> held = edition_of(pd.Series(["A1", "B9"]), {"2011": ["A1", "B1"], "2021": ["A1", "B9"]})
    >>> list(held), held.attrs["holds_all"]
    (['2011 or 2021', '2021'], ['2021'])
    """
    members = {name: set(known) for name, known in editions.items()}
    held_by = {
        code: " or ".join(name for name, known in members.items() if code in known)
        for code in codes.dropna().unique()
    }
    result = codes.map({code: held or pd.NA for code, held in held_by.items()}).astype("string")
    known = {code for code, held in held_by.items() if held}
    result.attrs = {
        "holds_all": [name for name, codes_of in members.items() if known and known <= codes_of],
        "unknown": int((result.isna() & codes.notna()).sum()),
    }
    return result.rename("edition")


def convert_lsoa(
    codes: pd.Series,
    lookup: pd.DataFrame,
    *,
    backwards: bool = False,
    by_point: pd.Series | None = None,
) -> pd.DataFrame:
    """
    Codes of one edition as codes of another, and how each was found.

    Parameters
    ----------
    codes : Series of str
        Codes of the old edition, of the new one, or of both mixed (police.uk files of
        March 2022 to May 2023 mix them).
    lookup : DataFrame
        ``from_code`` (old), ``to_code`` (new), one row per pair that shares ground; with
        ``change`` (``U``, ``S``, ``M``, ``X``), irregular pairs are never taken as exact.
    backwards : bool
        Turn new codes into old ones instead.
    by_point : Series of str, same index as ``codes``
        The target code in which the row's point lies, from :func:`assign`: decides where the
        code alone cannot.

    Returns
    -------
    DataFrame, same rows in the same order
        ``code`` (target edition, ``<NA>`` where it cannot be told) and ``how``: ``unchanged``,
        ``recoded``, ``merged`` (all exact), ``already`` (was a target code), ``split, by point``,
        ``split, no point``, ``split, point elsewhere`` (the point lies in none of the parts),
        ``missing`` or ``unknown``.

    Raises
    ------
    InputError
        If the lookup lacks a column or ``by_point`` has another index.
    """
    old, new = ("to_code", "from_code") if backwards else ("from_code", "to_code")
    absent = [name for name in ("from_code", "to_code") if name not in lookup.columns]
    if absent or (by_point is not None and not by_point.index.equals(codes.index)):
        raise InputError(
            f"the lookup lacks {', '.join(absent)}." if absent else "by_point has other rows.",
            where="geography.convert_lsoa",
            do="give from_code and to_code, and by_point for the same rows as the codes",
        )
    pairs = lookup.dropna(subset=[old, new]).drop_duplicates([old, new])
    parts = pairs.groupby(old)[new].agg(tuple)
    sources = pairs.groupby(new)[old].nunique()
    irregular = set()
    if "change" in pairs:
        irregular = set(pairs.loc[pairs["change"].isin(_IRREGULAR), old])
    targets = set(pairs[new])

    def resolve(code: str) -> tuple[object, str, frozenset]:
        found = parts.get(code)
        if found is None:
            return (code, "already", frozenset()) if code in targets else (pd.NA, "unknown", None)
        if len(found) > 1 or code in irregular:
            # An irregular area's ground may lie in areas that the lookup does not list.
            anywhere = code in irregular
            return pd.NA, "split, no point", frozenset(targets if anywhere else found)
        if sources[found[0]] > 1:
            return found[0], "merged", frozenset()
        return found[0], "unchanged" if found[0] == code else "recoded", frozenset()

    known = {code: resolve(code) for code in codes.dropna().unique()}
    rows = []
    points = [pd.NA] * len(codes) if by_point is None else by_point
    for code, point in zip(codes, points, strict=True):
        if pd.isna(code):
            rows.append((pd.NA, "missing"))
            continue
        target, how, candidates = known[code]
        if how == "split, no point" and not pd.isna(point):
            inside = point in candidates
            target = point if inside else pd.NA
            how = "split, by point" if inside else "split, point elsewhere"
        rows.append((target, how))
    return pd.DataFrame(rows, columns=["code", "how"], index=codes.index).astype("string")
