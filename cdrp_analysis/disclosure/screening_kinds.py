"""What a screen looks for: each kind with its pattern and, where it has one, its check."""

import re
from collections.abc import Callable

from cdrp_analysis.disclosure.screening_checks import (
    MONTH,
    STREET,
    cro,
    house,
    iban,
    luhn,
    mark,
    name,
    network,
    nhs_check,
    not_a_year,
    pnc,
    postcode,
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


_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?:[/. -]| of )(?:\d{{1,2}}|{MONTH})[/. ,-]{{1,2}}\d{{2,4}}"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)

_MONTH_OF = rf"{MONTH} (?:19|20)\d{{2}}"
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
KINDS = (
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
        check=nhs_check,
    ),
    _kind(
        "postcode",
        rf"(?i)\b(?:(?:{_POSTAL_AREA})(?:\d\d?|\d[A-HJKMNP-Y]) ?\d[ABD-HJLNP-UW-Z]{{2}}",
        r"|GIR ?0AA)\b",
        check=postcode,
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
        check=mark,
    ),
    _kind("vehicle mark", r"(?i)\b(?:[A-HJ-NPR-Y]\d{1,3}|Q\d{2,3}) ?[A-HJ-PR-Y]{3}\b", check=mark),
    _kind("vehicle mark", r"(?i)\b[A-HJ-PR-Y]{3} ?\d{1,3}[A-HJ-NPR-Y]\b", check=mark),
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
        check=pnc,
    ),
    _kind("PNC number", rf"(?i)\bPNC{_NUMBERED}(?P<it>(?:\d{{2}}){{1,2}}[/ ]?\d{{1,7}}[A-Z])\b"),
    _kind(
        "CRO number",
        r"(?i)(?<![\w/.-])(?P<serial>\d{4,6})/(?P<year>\d\d)(?P<letter>[A-HJ-NP-RT-Z])\b",
        check=cro,
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
        check=not_a_year,
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
        rf"(?=[A-Z])(?i:{STREET}))\b",
        check=house,
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
    _kind("network address", r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)", check=network),
    _kind(
        "network address",
        r"(?<![\w:])[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f]{0,4}(?![\w:])",
        check=network,
    ),
    _kind("bank details", r"(?i)\bGB\d{2} ?[A-Z]{4}(?: ?\d){14}\b", check=iban),
    _kind(
        "bank details",
        r"(?<![\d.-])[3-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}(?![\d-])",
        check=luhn,
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
        check=name,
    ),
    _kind("name", r"\b(?:mr|mrs)\.? (?P<first>[a-z][a-z'-]+)", check=name),
    _kind("name", r"\b(?:PC|PS|WPC|PCSO) ?\d{2,5} ?[A-Z]{2}\b"),
    _kind(
        "name",
        rf"\b(?:{_ROLES}):? (?P<it>(?P<first>[A-Z][a-z'-]+) [A-Z][A-Za-z'-]+)",
        check=name,
    ),
)
