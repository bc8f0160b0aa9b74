"""Whether a partner's file holds what names people: by its headings, and by what its cells say."""

import re
from collections.abc import Collection, Iterable, Iterator

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cdrp_analysis.errors import InputError


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Whose name, number or address a heading may speak of.
_PEOPLE = _set(
    "aggrieved caller carer child client complainant contact dad defendant driver father guardian "
    "holder individual informant keeper licensee member mother mum nominal occupant occupier "
    "offender officer owner parent partner patient perpetrator person pupil reporter reporting "
    "resident respondent staff student suspect tenant user victim witness worker young"
)
_OF_PEOPLE = _set(
    "alias birth christian family first forename full given last legal maiden middle nick "
    "preferred second surname"
)
_NAMES = _set("aka alias firstname forename fullname initial lastname nickname surname username")
# A name of one of these is no person's.
_THINGS = _set(
    "agency area authority bar beat body borough category centre company council county course "
    "district division drug event exhibit facility feature file force group hospital hotspot "
    "indicator location lookup lsoa measure msoa neighbourhood operation organisation panel park "
    "place premise product programme project pub region road scheme school sector service sheet "
    "shop site station store street table team theme town trust unit venue ward zone"
)
# Words that say no more than that a number, and which of several, is meant.
_NUMBERING = _set(
    "alternative code contact day daytime evening first full home id identifier main no num number "
    "of other primary ref reference s second secondary the unique work 1 2 3"
)
_ONLY_THAT = _NUMBERING | _PEOPLE

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z]+|\d+")

# Arrow's engine (RE2) has no look-around: what may stand before and after is matched instead.
_BEFORE, _AFTER = r"(?:^|[^\w.\-])", r"(?:$|[^\w.]|\.(?:$|\D))"
_EMAIL = r"[^\s@]@[\w\-]+(?:\.[\w\-]+)*\.[A-Za-z]{2,}"
_PHONE = (
    rf"{_BEFORE}(?:(?:\+|00)44[ \-]?(?:\(0\))?[ \-]?|\(?0)"
    r"(?:7\d{3}\)?[ \-]?\d{3}[ \-]?\d{3}|2\d\)?[ \-]?\d{4}[ \-]?\d{4}"
    r"|1\d{2}\)?[ \-]?\d{3}[ \-]?\d{4}|1\d{3}\)?[ \-]?\d{3}[ \-]?\d{2,3}"
    rf"|[389]\d{{2}}\)?[ \-]?\d{{3}}[ \-]?\d{{4}}){_AFTER}"
)
_INSURANCE = r"(?i)\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"
_PNC = r"(?i)(?:^|[^\w/])(?:\d{2}|\d{4})/\d{5,7}[A-HJ-NP-RT-Z]\b"
_POSTCODE = r"(?i)\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b"
_NHS = rf"{_BEFORE}\d{{3}}[ \-]\d{{3}}[ \-]\d{{4}}{_AFTER}"
_VALUES = {
    "e-mail addresses": _EMAIL,
    "telephone numbers": _PHONE,
    "National Insurance numbers": _INSURANCE,
    "PNC ids": _PNC,
    "full postcodes": _POSTCODE,
    "NHS numbers": _NHS,
}

# Prefixes that are never issued: HMRC, National Insurance Manual NIM39110.
_NO_PREFIX = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
# Postcode areas in use (Royal Mail, Postcode Address File).
_POSTCODE_AREAS = _set(
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY "
    "E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE "
    "LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL "
    "SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)", re.IGNORECASE)


def refuse_personal_data(
    frame: pd.DataFrame,
    *,
    where: str,
    ours: dict[str, str] | None = None,
    typed: Collection[str] = (),
) -> None:
    """
    Refuse a whole file that names people, by a heading or by what its cells look like.

    Parameters
    ----------
    frame : DataFrame
        Cells as read, under the headings of the file.
    where : str
        File to name in errors.
    ours : mapping of heading to contract column, optional
        A contract may hold the name or address of a place: those headings pass, and an address
        may hold its postcode.
    typed : collection of headings
        Columns that become numbers, dates or flags; nothing else in them is kept, so their
        cells are not looked at.

    Raises
    ------
    InputError
        Naming the column and what it holds, never a value.
    """
    ours = ours or {}
    for heading in frame.columns:
        kind = personal_heading(heading)
        if kind and not _allowed(heading, kind, ours.get(heading, "")):
            raise _refusal(f"the column {heading[:40]!r} is for {kind}", where)
    for heading in frame.columns:
        if heading in typed:
            continue
        passes = {"full postcodes"} if ours.get(heading, "").endswith("_address") else set()
        found = [kind for kind in personal_values(frame[heading]) if kind not in passes]
        if found:
            raise _refusal(f"the column {heading[:40]!r} holds {' and '.join(found)}", where)


def personal_heading(heading: str) -> str:
    """
    What of a person a column of this heading would hold; "" if nothing.

    Examples
    --------
    >>> personal_heading("Date_of_Birth"), personal_heading("victimSurname")
    ('dates of birth', 'names')
    >>> personal_heading("Ward name"), personal_heading("recorded_on")
    ('', '')
    """
    words = [_singular(word) for word in _WORD.findall(_CAMEL.sub(" ", heading).lower())]
    return _heading_of(words)


def personal_values(cells: pd.Series) -> list[str]:
    """
    What of people the cells of a column hold, looked for in its distinct values.

    E-mail addresses, telephone numbers, National Insurance numbers, PNC ids, full postcodes,
    and NHS numbers (3-3-4, with a check digit that is right). First halves of postcodes and
    postcode sectors are none of these.
    """
    if not (pd.api.types.is_string_dtype(cells) or cells.dtype in (object, "category")):
        return []
    words = pc.unique(pa.array(cells.astype("str"), type=pa.large_string(), from_pandas=True))
    return [kind for kind, pattern in _VALUES.items() if _any(words, kind, pattern)]


def _heading_of(words: list[str]) -> str:
    have, run = set(words), " ".join(words)
    if have & _NAMES or "known as" in run:
        return "names"
    if "name" in have and (have & (_PEOPLE | _OF_PEOPLE) or not have & _THINGS):
        return "names"
    if have & {"dob", "born", "birthdate", "birthday"} or {"birth", "date"} <= have:
        return "dates of birth"
    if "d o b" in run:
        return "dates of birth"
    for label, subjects in _NUMBERS:
        if any(subject <= have and have - subject <= _ONLY_THAT for subject in subjects):
            return label
    if "email" in have or "e mail" in run:
        return "e-mail addresses"
    if have & {"address", "addr"}:
        return "addresses"
    if have & {"house", "flat", "door", "building"} and have & {"number", "no", "num", "name"}:
        return "addresses"
    if ("postcode" in have or "post code" in run) and have & {"full", "unit"}:
        return "full postcodes"
    return ""


# Words that together make a number of a person, alone or beside words that only number it.
_NUMBERS = (
    ("PNC ids", [{"pnc"}, {"pncid"}]),
    ("CRO numbers", [{"cro"}]),
    ("National Insurance numbers",
     [{"nino"}, {"ni", "number"}, {"ni", "no"}, {"national", "insurance"}]),
    ("NHS numbers", [{"nhs", "number"}, {"nhs", "no"}, {"nhs", "id"}, {"nhsnumber"}]),
    ("telephone numbers", [{"phone"}, {"telephone"}, {"tel"}, {"mobile"}, {"mobile", "phone"},
                           {"mobile", "telephone"}, {"landline"}, {"contact", "number"}]),
    ("driver numbers", [{"driver", "number"}, {"driver", "no"}, {"driving", "licence"},
                        {"driver", "licence"}, {"dvla"}]),
    ("passport numbers", [{"passport"}]),
    ("pupil numbers", [{"upn"}, {"pupil", "number"}]),
    ("prison numbers", [{"nom", "id"}, {"nom", "number"}, {"prison", "number"},
                        {"prisoner", "number"}]),
)  # fmt: skip


def _allowed(heading: str, kind: str, ours: str) -> bool:
    """Whether the contract itself has the column: as it is spelt, or a name or address of ours."""
    if not ours:
        return False
    if "".join(_WORD.findall(heading.lower())) == "".join(_WORD.findall(ours)):
        return True
    return ours.endswith({"names": "_name", "addresses": "_address"}.get(kind, " "))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and re.search(r"[^aisu]s$", word) else word


def _any(words: pa.Array, kind: str, pattern: str) -> bool:
    hits = pc.match_substring_regex(words, pattern)
    if not pc.any(hits).as_py():
        return False
    check = _CHECKS.get(kind)
    if check is None:
        return True
    compiled = re.compile(pattern)
    found = words.filter(hits).to_pylist()
    return any(check(said) for said in _spellings(found, compiled))


def _spellings(cells: Iterable[str], pattern: re.Pattern) -> Iterator[str]:
    return (match.group() for cell in cells for match in pattern.finditer(cell))


def _issued(number: str) -> bool:
    return number[:2].upper() not in _NO_PREFIX


def _in_use(postcode: str) -> bool:
    inward = postcode[-3:]
    # "M25 2nd exit" is a motorway; "M25 2ND" could be a postcode, and is taken for one.
    if _ORDINAL.fullmatch(inward) and not inward.isupper():
        return False
    return re.match(r"[A-Z]+", postcode.upper()).group() in _POSTCODE_AREAS


def _check_digit_is_right(number: str) -> bool:
    """Modulus 11, weights 10 to 2 (NHS Data Dictionary, NHS Number)."""
    digits = [int(letter) for letter in number if letter.isdigit()][:10]
    remainder = 11 - sum(d * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return remainder % 11 == digits[9] and remainder != 10


_CHECKS = {
    "National Insurance numbers": _issued,
    "full postcodes": _in_use,
    "NHS numbers": _check_digit_is_right,
}


def _refusal(what: str, where: str) -> InputError:
    return InputError(
        f"{what}: a file that names people is not read.",
        where=where,
        do="delete that column and this file, and have the partner send it again with pseudonyms; "
        "cdrp template shows the columns that are needed",
    )
