"""Checks on what a pattern found: check digits, years, house numbers, words that are no names."""

import ipaddress
import re

MONTH = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"


def _digits(text: str) -> list[int]:
    return [int(letter) for letter in text if letter.isdigit()]


def nhs_check(match: re.Match) -> bool:
    """Modulus 11 with weights 10 to 2; a number announced as one counts even if mistyped."""
    if match["cue"]:
        return True
    digits = _digits(match["it"])
    remainder = sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return (11 - remainder) % 11 == digits[9]


def luhn(match: re.Match) -> bool:
    """Check digit of a payment card (modulus 10)."""
    digits = _digits(match.group())[::-1]
    return (sum(digits[::2]) + sum(sum(divmod(2 * d, 10)) for d in digits[1::2])) % 10 == 0


def iban(match: re.Match) -> bool:
    """Check digits of an account number (modulus 97)."""
    bare = match.group().replace(" ", "").upper()
    return int("".join(str(int(letter, 36)) for letter in bare[4:] + bare[:4])) % 97 == 1


def _check_letter(year: str, serial: str, width: int) -> str:
    """Check letter of a PNC or CRO number: two digits of the year, then the serial, modulus 23."""
    return "ZABCDEFGHJKLMNPQRTUVWXY"[int(year[-2:] + serial.zfill(width)) % 23]


def pnc(match: re.Match) -> bool:
    """A short serial could be anything (``2010/11A``): it must have its right check letter."""
    year, serial, letter = match["year"], match["serial"], match["letter"].upper()
    return len(serial) > 3 or letter == _check_letter(year, serial, 7)


def cro(match: re.Match) -> bool:
    """As for a PNC number, with a serial of up to four digits."""
    year, serial, letter = match["year"], match["serial"], match["letter"].upper()
    return len(serial) > 4 or letter == _check_letter(year, serial, 6)


def postcode(match: re.Match) -> bool:
    """``M25 2nd exit`` is a road and an ordinal; ``M25 2ND`` is taken for a postcode."""
    inward = match.group()[-3:]
    return inward.isupper() or not re.fullmatch(r"\d(?:st|nd|rd|th)", inward)


def mark(match: re.Match) -> bool:
    """A vehicle mark is of one case; apart from its digits, its letters are no known word."""
    bare = match.group()
    if not (bare.isupper() or bare.islower()):
        return False
    if " " not in bare:
        return True
    return bare.isupper() and not {part.lower() for part in bare.split()} & _SHORT_WORDS


def not_a_year(match: re.Match) -> bool:
    """A year, or a span of two, is no reference of a crime."""
    token = match["it"]
    return len(_digits(token)) >= 4 and not re.fullmatch(r"(?:19|20)\d\d(?:[/-]\d\d)?", token)


def house(match: re.Match) -> bool:
    """A number before a street, unless it is a year, a count, a rank or a list's own figure."""
    before = match.string[: match.start()].rstrip(" (").rsplit(None, 1)[-1:]
    last = before[0].lower() if before else ""
    if re.match(r"(?:19|20)\d\d", match.group()):
        return False
    if last in _BEFORE_A_COUNT or last in _STREET_WORDS or last.rstrip(":,;") in _STREET_WORDS:
        return False
    words = match["street"].lower().split()
    if words[0] in _NO_STREET_NAMES or (len(words) > 2 and re.fullmatch(MONTH, words[0])):
        return False
    # "King Street 45, Fulham Road 32" is a list; "at 45, Fulham Road" is an address.
    return "," not in match.group() or last.rstrip(":") in _BEFORE_AN_ADDRESS


def name(match: re.Match) -> bool:
    """Whether the first word behind a title or role can be a name."""
    return match["first"].lower().removesuffix("'s") not in _NOT_NAMES


def network(match: re.Match) -> bool:
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

STREET = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Drive|Gardens|Gdns|Grove|Terrace|Crescent|Cres"
    "|Place|Square|Sq|Walk|Way|Mews|Hill|Row|Rise|Mansions|Broadway|Parade|Villas|Wharf|Cottages"
)

_STREET_WORDS = frozenset(STREET.lower().split("|"))

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
