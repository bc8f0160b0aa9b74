"""
Free text screened for what identifies a person, an address, a vehicle or a case.

A screen is the last guard, not the first: wording for another edition is written to be safe and
approved by its owner, and this catches slips. It knows numbers with a shape of their own,
addresses, places, and names behind a title or a role. It does not know a bare name, a nickname,
a description ("the only butcher in the road") or an address in lower case; a clean screen says
nothing about those. Freephone and 03 numbers are let through: they belong to no person.

Names in running text would need a trained model. Microsoft Presidio is on the Python package
index, but it finds names only with a language model, and spaCy's English models are not there
as packages (looked up November 2026): a workbench installed from the index alone would either
fetch a model while it runs or silently find nothing. So there is no such extra here.

References
----------
National Insurance numbers: HMRC, National Insurance Manual, NIM39110. NHS numbers: NHS Data
Dictionary, NHS Number (modulus 11). PNC and CRO numbers: Criminal justice data standards
catalogue (modulus 23). Vehicle marks: DVLA, INF104. Grid references: Ordnance Survey, A guide to
coordinate systems in Great Britain. IBAN: ISO 13616. Card numbers: ISO/IEC 7812-1.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Match:
    """Where in a text something was found, and what kind; never the text itself."""

    start: int
    end: int
    kind: str


def screen(text: str) -> list[Match]:
    """
    What in a text would identify somebody.

    Parameters
    ----------
    text : str
        Prose. Dashes, quotes, spaces and line ends of any kind are read alike; invisible
        characters are read over.

    Returns
    -------
    list of Match
        In order, none overlapping; positions are those of ``text``. Empty if nothing was found.

    Examples
    --------
    >>> screen("Seen near W6 9JT on 3 May")
    [Match(start=10, end=16, kind='postcode')]
    >>> screen("Robbery rose by 12% in 2010/11 on King Street, off the A4")
    []
    """
    plain, places = _plain(text)
    found = []
    for kind, pattern, check in _KINDS:
        for match in pattern.finditer(plain):
            if check is None or check(match):
                start, end = match.span("it" if "it" in pattern.groupindex else 0)
                found.append((start, start - end, kind))
    merged: list[Match] = []
    for start, less, kind in sorted(found, key=lambda each: each[:2]):
        start, end = places[start], places[start - less - 1] + 1
        if merged and start < merged[-1].end:
            # What overlaps is covered whole, under the name of what began first.
            last = merged.pop()
            merged.append(Match(last.start, max(last.end, end), last.kind))
        else:
            merged.append(Match(start, end, kind))
    return merged


def masked(text: str) -> str:
    """
    The text with everything found replaced by its kind.

    Examples
    --------
    >>> masked("Call 07700 900123 or write to a.b@example.org")
    'Call [phone number] or write to [e-mail address]'
    """
    for match in reversed(screen(text)):
        text = f"{text[: match.start]}[{match.kind}]{text[match.end :]}"
    return text


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in plain letters and single spaces, with each character's place in the original."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        group = unicodedata.category(letter)
        if group == "Cf":
            continue  # zero-width characters would hide a number
        if letter.isspace():
            if letters and letters[-1] in " \n":
                # A blank line ends a sentence; a single line end is only where it was wrapped.
                between = text[places[-1] : place + 1]
                letters[-1] = "\n" if between.count("\n") > 1 else " "
                continue
            letter = " "
        elif group == "Pd" or letter == "\u2212":
            letter = "-"
        elif letter in "\u2018\u2019\u2032":
            letter = "'"
        else:
            single = unicodedata.normalize("NFKC", letter)
            letter = single if len(single) == 1 else letter
        letters.append(letter)
        places.append(place)
    return "".join(letters), places


def _digits(text: str) -> list[int]:
    return [int(letter) for letter in text if letter.isdigit()]


def _nhs_check(match: re.Match) -> bool:
    """Modulus 11 with weights 10 to 2; a number announced as one counts even if mistyped."""
    if match["cue"]:
        return True
    digits = _digits(match["it"])
    remainder = sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return (11 - remainder) % 11 == digits[9]


def _luhn(match: re.Match) -> bool:
    digits = _digits(match.group())[::-1]
    return (sum(digits[::2]) + sum(sum(divmod(2 * d, 10)) for d in digits[1::2])) % 10 == 0


def _iban(match: re.Match) -> bool:
    bare = match.group().replace(" ", "").upper()
    return int("".join(str(int(letter, 36)) for letter in bare[4:] + bare[:4])) % 97 == 1


def _check_letter(year: str, serial: str, width: int) -> str:
    """Check letter of a PNC or CRO number: two digits of the year, then the serial, modulus 23."""
    return "ZABCDEFGHJKLMNPQRTUVWXY"[int(year[-2:] + serial.zfill(width)) % 23]


def _pnc(match: re.Match) -> bool:
    """A short serial could be anything (``2010/11A``): it must have its right check letter."""
    year, serial, letter = match["year"], match["serial"], match["letter"].upper()
    return len(serial) > 3 or letter == _check_letter(year, serial, 7)


def _cro(match: re.Match) -> bool:
    year, serial, letter = match["year"], match["serial"], match["letter"].upper()
    return len(serial) > 4 or letter == _check_letter(year, serial, 6)


def _postcode(match: re.Match) -> bool:
    """``M25 2nd exit`` is a road and an ordinal; ``M25 2ND`` is taken for a postcode."""
    inward = match.group()[-3:]
    return inward.isupper() or not re.fullmatch(r"\d(?:st|nd|rd|th)", inward)


def _mark(match: re.Match) -> bool:
    """A vehicle mark is of one case; apart from its digits, its letters are no known word."""
    bare = match.group()
    if not (bare.isupper() or bare.islower()):
        return False
    if " " not in bare:
        return True
    return bare.isupper() and not {part.lower() for part in bare.split()} & _SHORT_WORDS


def _not_a_year(match: re.Match) -> bool:
    token = match["it"]
    return len(_digits(token)) >= 4 and not re.fullmatch(r"(?:19|20)\d\d(?:[/-]\d\d)?", token)


def _house(match: re.Match) -> bool:
    """A number before a street, unless it is a year, a count, a rank or a list's own figure."""
    before = match.string[: match.start()].rstrip(" (").rsplit(None, 1)[-1:]
    last = before[0].lower() if before else ""
    if re.match(r"(?:19|20)\d\d", match.group()):
        return False
    if last in _BEFORE_A_COUNT or last in _STREET_WORDS or last.rstrip(":,;") in _STREET_WORDS:
        return False
    words = match["street"].lower().split()
    if words[0] in _NO_STREET_NAMES or (len(words) > 2 and re.fullmatch(_MONTH, words[0])):
        return False
    # "King Street 45, Fulham Road 32" is a list; "at 45, Fulham Road" is an address.
    return "," not in match.group() or last.rstrip(":") in _BEFORE_AN_ADDRESS


def _name(match: re.Match) -> bool:
    return match["first"].lower().removesuffix("'s") not in _NOT_NAMES


def _network(match: re.Match) -> bool:
    """An address of the internet; ``3.2.1.4`` is a section of a report."""
    try:
        address = ipaddress.ip_address(match.group())
    except ValueError:
        return False
    if address.version == 6:
        return match.group().count(":") > 2
    return max(address.packed) > 9


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SHORT_WORDS = _set(
    "the and for but was are not all per had has its who out off one two six ten men age day may "
    "now new our any via yet nor see top bus car van was did due end few get led law low own "
    "put saw set she her his him set use way why yes you asb baa bcu cad cdr cps csp dat dip dv "
    "fpn gbh abh hmo imd iom kpi laa las lfb lsp mpa mps nhs ocg ons pct pnd ppo psa snt tfl tic "
    "tno yjb yos yot nte sar gis gps pdf tbc pcs acs jan feb mar apr jun jul aug sep oct nov dec "
    "mon tue wed thu fri sat sun"
)
_STREET = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Drive|Gardens|Gdns|Grove|Terrace|Crescent|Cres"
    "|Place|Square|Sq|Walk|Way|Mews|Hill|Row|Rise|Mansions|Broadway|Parade|Villas|Wharf|Cottages"
)
_STREET_WORDS = frozenset(_STREET.lower().split("|"))
_BEFORE_AN_ADDRESS = _set("at address no number of to from flat house in lives live lived is")
_BEFORE_A_COUNT = _set(
    "the all these those our top other last first next only both and/or table figure map chart "
    "ward page section step appendix zone bus route buses routes junction phase part chapter "
    "priority target objective operation indicator ni psa paragraph para question item"
)
_NO_STREET_NAMES = _set("public safe safer street road")
# What follows a title or a role without being a name.
_NOT_NAMES = _set(
    "advocate abuse and applications awareness borough call calls care carer chancellor charging "
    "charter chief circuit command commissioner communities community comics constable contact "
    "contacts crime custody day department detection development focus for from general group "
    "gateway health house in intelligence interviews justice learning lieutenant liaison lists "
    "management mayor mayoress meetings needs neighbourhood numbers of offences officer officers "
    "on panel patrol patrols personal post posts premises profile profiles programme project "
    "protection recovery referrals resettlement response rights safer safety schools screening "
    "service services statements strategy supervision support survey surveys team teams the theft "
    "to tower unit units volunteers ward was were when who world"
)
_TITLES = (
    "Mr|MR|Mrs|MRS|Ms|Miss|MISS|Mx|Dr|DR|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Reverend|Fr|Cllr"
    "|CLLR|Councillor|PC|WPC|PS|PCSO|DC|DS|DI|DCI|DSU|TDC|Sgt|Sergeant|Insp|Inspector|Supt"
    "|Superintendent|Constable|Cdr|Commander"
)
_ROLES = (
    "victim|suspect|offender|defendant|witness|complainant|perpetrator|informant|tenant|resident"
    "|aka|a\\.k\\.a\\.?|nominal"
)
_CAPITAL = r"[A-Z][A-Za-z'-]*"
_POSTAL_AREA = (
    "A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE"
    "|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?"
    "|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE"
)
# The 100 km squares with land in them.
_SQUARE = (
    "H[PTUWXYZ]|N[ABCDFGHJKLMNORSTUWXYZ]|OV|S[CDEHJKMNOPRSTUVWXYZ]|T[AFGLMQRV]"
)  # fmt: skip
_MONTH = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?:[/. -]| of )(?:\d{{1,2}}|{_MONTH})[/. ,-]{{1,2}}\d{{2,4}}"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
_MONTH_OF = rf"{_MONTH} (?:19|20)\d{{2}}"
_NUMBERED = r"(?:[ .:#-]|is|was|no\b|nos\b|number|ref(?:erence)?\b|id\b){0,6}"
_LEAD = r"(?:(?:\+|\b00) ?44[ .-]?(?:\(0\)[ .-]?)?|\(?0)"
_S = r"\)?[ .-]?"
_LATITUDE, _LONGITUDE = r"(?:49|5\d|60)\.\d{3,}", r"-?\d\.\d{3,}"
_DEGREES = r"[\u00b0\u00ba NSEW,;/]{1,5}(?:and )?"


_Check = Callable[[re.Match], bool] | None


def _kind(kind: str, *parts: str, check: _Check = None) -> tuple[str, re.Pattern, _Check]:
    return kind, re.compile("".join(parts)), check


# Where two begin together the longer is named, then the earlier in this list. A pattern that
# reads a word of announcement as well marks with "it" what is to be covered.
_KINDS = (
    _kind(
        "National Insurance number",
        r"(?i)\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?",
        r"(?:\d\d[ -]?){3}[A-D]\b",
    ),
    _kind(
        "National Insurance number",
        rf"(?i)\b(?:National Insurance|NI no\.?|NI number|NINO){_NUMBERED}",
        r"(?P<it>[A-Z]{2}[ -]?(?:\d\d[ -]?){2}\d\d)\b",
    ),
    _kind(
        "NHS number",
        rf"(?i)(?P<cue>\bNHS{_NUMBERED})?(?<![\d.,/+-])",
        r"(?P<it>[1-9]\d\d([ -]?)\d{3}\3\d{4})(?![\d/]|[.,]\d)",
        check=_nhs_check,
    ),
    _kind(
        "postcode",
        rf"(?i)\b(?:(?:{_POSTAL_AREA})(?:\d\d?|\d[A-HJKMNP-Y]) ?\d[ABD-HJLNP-UW-Z]{{2}}",
        r"|GIR ?0AA)\b",
        check=_postcode,
    ),
    _kind(
        "phone number",
        rf"(?<![\w.,/-]){_LEAD}(?:7\d{{3}}{_S}\d{{3}}{_S}\d{{3}}|7\d\d{_S}\d{{3}}{_S}\d{{4}}",
        rf"|2\d{_S}\d{{4}}{_S}\d{{4}}|2\d{_S}\d{_S}\d{{3}}{_S}\d{{4}}|1\d\d{_S}\d{{3}}{_S}\d{{4}}",
        rf"|1\d{{3}}{_S}\d{{3}}{_S}\d{{2,3}})(?!\w|[.,/-]\d)",
    ),
    _kind(
        "phone number",
        r"(?<![\w.+])(?:\+|\b00)(?!44)[1-9]\d{0,2}(?:[ .-]?\d){8,11}(?!\w|[.,]\d)",
    ),
    _kind(
        "e-mail address",
        r"(?i)[\w.+'%-]{1,64}(?:@| ?[\[(](?:at|@)[\])] ?)[\w-]{1,63}",
        r"(?:(?:\.| ?[\[(]dot[\])] ?)[\w-]{1,63})+",
    ),
    _kind(
        "vehicle mark",
        r"(?i)\b[A-HJ-PR-Y]{2}(?:0[1-9]|[1-4]\d|5[1-9]|[67]\d) ?[A-HJ-PR-Z]{3}\b",
        check=_mark,
    ),
    _kind("vehicle mark", r"(?i)\b(?:[A-HJ-NPR-Y]\d{1,3}|Q\d{2,3}) ?[A-HJ-PR-Y]{3}\b", check=_mark),
    _kind("vehicle mark", r"(?i)\b[A-HJ-PR-Y]{3} ?\d{1,3}[A-HJ-NPR-Y]\b", check=_mark),
    # Marks without a year letter look like any label: only behind a word that announces one.
    _kind(
        "vehicle mark",
        r"\b(?:VRM|VRN|[Rr]egistration|[Rr]egistered|[Rr]eg|[Ii]ndex|[Nn]umber plate|[Pp]lates?)\b",
        r"(?:[ .:,#-]|mark|number|plate|no\b|is\b|was\b|as\b|of\b){1,5}",
        r"(?P<it>[A-Z]{1,3} ?\d{1,4}|\d{1,4} ?[A-Z]{1,3})\b",
    ),
    _kind(
        "PNC number",
        r"(?i)(?<![\w/.-])(?P<year>(?:18|19|20)?\d\d)/(?P<serial>\d{1,7})",
        r"(?P<letter>[A-HJ-NP-RT-Z])\b",
        check=_pnc,
    ),
    _kind("PNC number", rf"(?i)\bPNC{_NUMBERED}(?P<it>(?:\d{{2}}){{1,2}}[/ ]?\d{{1,7}}[A-Z])\b"),
    _kind(
        "CRO number",
        r"(?i)(?<![\w/.-])(?P<serial>\d{4,6})/(?P<year>\d\d)(?P<letter>[A-HJ-NP-RT-Z])\b",
        check=_cro,
    ),
    _kind("CRO number", r"(?i)\bSF ?\d\d/\d{1,6}[A-Z]\b"),
    _kind("CRO number", rf"(?i)\bCRO{_NUMBERED}(?P<it>\d{{1,6}}/\d\d[A-Z]?)\b"),
    _kind("crime reference", r"(?<![\w/.,-])\d{6,7}/\d{2}(?!\w|/)"),
    _kind(
        "crime reference",
        r"(?<![\w/.,-])(?:\d{2}[A-Z]{1,3}\d?|[A-Z]{1,3}\d?)/\d{3,6}/\d{2,4}\b",
    ),
    _kind(
        "crime reference",
        r"(?i)\b(?:CRIS|CAD|CRIMINT|URN",
        r"|(?:crime|incident|occurrence|custody) (?:reference|ref|number|no|log|record))\b",
        r"(?:[ .:#]|number\b|no\b|ref(?:erence)?\b){1,4}",
        r"(?P<it>[A-Z]{0,4}\d[\dA-Z]*(?:[/-][\dA-Z]+)*)(?![\w%]|[.,]\d)",
        check=_not_a_year,
    ),
    _kind(
        "date of birth",
        r"(?i:\b(?:DOB|date of birth)\b|\bD\.O\.B\.?)[ :.,-]*(?:is |was )?",
        rf"(?P<it>{_DATE}|{_MONTH_OF})",
    ),
    _kind("date of birth", rf"\b(?:born|b\.) ?(?:on )?(?:the )?(?P<it>{_DATE})"),
    _kind(
        "address",
        r"(?<![\w.,/:\u00a3$\u20ac%#-])\d{1,4}[A-Za-z]?(?: ?[-/] ?\d{1,4}[A-Za-z]?)?,? ",
        r"(?P<street>(?:(?:[A-Z][\w'.-]*|\d{1,2}(?:st|nd|rd|th)) ){1,3}",
        rf"(?=[A-Z])(?i:{_STREET}))\b",
        check=_house,
    ),
    _kind(
        "address",
        r"\b(?:Flat|FLAT|Apartment|Apt\.?|Maisonette|Bedsit|P\.?O\.? Box) (?:[Nn]o\.? )?",
        r"(?:\d{1,4}[A-Za-z]?|[A-Z])\b(?!%|'|[.,]\d)",
    ),
    _kind("address", r"\b(?:at|in|of|to|from) flat \d{1,4}[A-Za-z]?\b"),
    _kind(
        "grid reference",
        rf"\b(?:{_SQUARE}) ?(?:\d{{3}} ?\d{{3}}|\d{{4}} ?\d{{4}}|\d{{5}} ?\d{{5}})",
        r"(?![\w%]|[.,]\d)",
    ),
    # Easting and northing, metres.
    _kind(
        "grid reference",
        r"(?<![\w.,\u00a3])[1-6]\d{5}(?:\.\d+)?(?: ?[,;/] ?| )\d{5,7}(?:\.\d+)?(?![\w%]|[.,]\d)",
    ),
    _kind(
        "grid reference",
        r"(?i)\b(?:(?:eastings?|northings?)[ :=]{0,3}\d{5,7}(?:\.\d+)?\b(?!,\d)",
        r"|E[ :=]{0,3}\d{6}(?:\.\d+)?[ ,;/]{1,3}N[ :=]{0,3}\d{5,7}\b)",
    ),
    # Latitude and longitude of Great Britain in degrees, either first; three decimals are 100 m.
    _kind("coordinates", rf"(?<![\d.]){_LATITUDE}{_DEGREES}{_LONGITUDE}(?![\d%])"),
    _kind("coordinates", rf"(?<![\d.]){_LONGITUDE}{_DEGREES}{_LATITUDE}(?![\d%])"),
    _kind(
        "coordinates",
        r"\b\d{1,2}[\u00b0\u00ba] ?\d{1,2}(?:\.\d+)?'? ?",
        r"(?:\d{1,2}(?:\.\d+)?(?:\"|''|[\u2033\u201d])?)? ?[NSEW]\b",
    ),
    _kind("coordinates", r"(?<!\S)///[a-z]+\.[a-z]+\.[a-z]+\b"),
    _kind("network address", r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)", check=_network),
    _kind(
        "network address",
        r"(?<![\w:])[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f]{0,4}(?![\w:])",
        check=_network,
    ),
    _kind("bank details", r"(?i)\bGB\d{2} ?[A-Z]{4}(?: ?\d){14}\b", check=_iban),
    _kind(
        "bank details",
        r"(?<![\d.-])[3-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}(?![\d-])",
        check=_luhn,
    ),
    _kind("bank details", r"\b\d{2}([ -])\d{2}\1\d{2}[ ,/]{1,2}(?:and )?\d{8}\b"),
    _kind(
        "bank details",
        rf"(?i)\b(?:sort ?code|account|a/c|acc)\b{_NUMBERED}",
        r"(?P<it>\d{2}[ -]?\d{2}[ -]?\d{2}(?:\d\d)?)\b",
    ),
    _kind("driver number", r"\b[A-Z][A-Z9]{4}\d[0156]\d[0-3]\d{2}[A-Z9]{2}\d[A-Z]{2}\b"),
    _kind("prison number", r"\b[A-Z]\d{4}[A-Z]{2}\b"),
    _kind(
        "name",
        rf"\b(?:{_TITLES})\.? (?:\d{{2,5}} ?[A-Z]{{0,2}} )?(?:[A-Z]\.? ){{0,2}}?",
        rf"(?P<first>{_CAPITAL})(?:,? {_CAPITAL})?",
        check=_name,
    ),
    _kind("name", r"\b(?:mr|mrs)\.? (?P<first>[a-z][a-z'-]+)", check=_name),
    _kind("name", r"\b(?:PC|PS|WPC|PCSO) ?\d{2,5} ?[A-Z]{2}\b"),
    _kind(
        "name",
        rf"\b(?:{_ROLES}):? (?P<it>(?P<first>[A-Z][a-z'-]+) [A-Z][A-Za-z'-]+)",
        check=_name,
    ),
)
