"""What must not be read in a public folder, whatever the case at hand: shapes of secrets."""

import re

# National Insurance number: prefix letters as HMRC allocates them (NIM39110).
_NINO = (
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b"
)
# Full postcodes (BS 7666): outward code, then digit and two letters out of the allowed ones.
_POSTCODE = r"\b(?:[A-PR-UWYZ][A-HK-Y]?\d[\dA-HJKMNPR-Y]?) ?\d[ABD-HJLNP-UW-Z]{2}\b"
_PHONE = (
    r"(?<![\w.+/-])(?:\+44 ?\(?0?\)?|0)"
    r"(?:\d{4} ?\d{6}|\d{3} ?\d{3} ?\d{4}|\d{2} ?\d{4} ?\d{4}|\d{4} ?\d{3} ?\d{3})(?![\w.])"
)
_VEHICLE = (
    r"\b(?:[A-HJ-PR-Y]{2}(?:0[2-9]|[1-7]\d) ?[A-HJ-PR-Z]{3}"
    r"|[A-HJ-NPR-Y]\d{3} ?[A-HJ-PR-Y]{3})\b"
)
_PNC = r"\b(?:(?:19|20)\d{2}|\d{2})/\d{4,7}[A-HJ-NP-RT-Z]\b"
# Metropolitan Police (7 digits/year), the older division/number/year, command and control logs.
_CRIME_REFERENCE = (
    r"(?<![\w/.-])(?:\d{7}/\d{2}|\d{2}[A-Z]{1,3}/\d{3,6}/\d{2}"
    r"|CAD ?\d{2,5}/\d{1,2}[A-Z]{3}\d{2})(?![\w/])"
)
_GRID_REFERENCE = r"\b[HJNOST][A-HJ-Z] ?(?:\d{3} ?\d{3}|\d{4} ?\d{4}|\d{5} ?\d{5})\b"

SCREENED = {
    "National Insurance number": re.compile(_NINO),
    "postcode": re.compile(_POSTCODE),
    "phone number": re.compile(_PHONE),
    "vehicle mark": re.compile(_VEHICLE),
    "PNC identifier": re.compile(_PNC),
    "crime reference": re.compile(_CRIME_REFERENCE),
    "grid reference": re.compile(_GRID_REFERENCE),
    "e-mail address": re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]*[a-z]{2,}\b", re.I),
}
_RANK = "Mr|Mrs|Ms|Miss|Dr|PC|PS|DC|DS|DI|DCI|PCSO|Sgt|Insp|Cllr"
PERSON = re.compile(
    rf"\b(?:{_RANK})\.? (?:[A-Z]\.? ?){{0,2}}(?:[OD]'|Mac|Mc)?[A-Z][a-z]{{2,}}\b"
    r"|(?i:\b(?:born|d\.?o\.?b\.?|date of birth)\W{1,3}(?:on )?\d{1,2}[ /.-]\w{1,9}[ /.-]\d{2,4})"
)
# What a run of a notebook says of itself.
PARAMETERS = re.compile(
    r"injected-parameters|[\"']papermill[\"']\s*[:=]|(?:^|\n)# Parameters\b"
    r"|\bpm\.execute_notebook\b"
)
# Attributes that hold drawing instructions and names for the style sheet, not prose.
_DRAWING = """
    d points transform style class id viewbox clip-path fill stroke for href src media-type
    content-security-policy nonce integrity"""
UNSCREENED = frozenset(_DRAWING.split())

HEX = re.compile(r"[0-9A-Fa-f]{16,}")
HASH = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{40,64}(?![0-9A-Za-z])")
PATH = re.compile(
    r"(?:file:/{2,}|(?<![\w.:/])/(?:home|root|Users|tmp|var|mnt|media|srv|opt|work)/)[^\s\"'<>|]+"
    r"|\b[A-Za-z]:\\+(?:Users|Documents|Windows|data|home|temp)\b[^\s\"'<>|]*"
    r"|\\\\[\w.-]+\\[\w$.-]+\\?[^\s\"'<>|]*"
    r"|\w\.(?:parquet|duckdb|ipynb)\b",
    re.I,
)
CODE = re.compile(
    r"Traceback \(most recent call last\)|File \"[^\"]+\", line \d+, in "
    r"|(?<![\w.])import (?:pandas|numpy|geopandas|cdrp_analysis|duckdb|matplotlib)\b"
    r"|(?<![\w.])from (?:pandas|numpy|geopandas|cdrp_analysis)[\w.]* import\b"
    r"|(?:^|\n)\s*def \w+\([^)]*\)\s*(?:->[^:\n]+)?:"
)
CODE_CLASS = re.compile(
    r"\b(?:CodeMirror|highlight-ipynb|hl-ipython\d|jp-CodeCell|jp-InputArea|jp-InputPrompt"
    r"|input_area|code_cell)\b"
)

# Cheap tests that spare most texts the full patterns.
MAYBE_CODE = re.compile(r"Traceback|File \"|\bimport |\bdef ")
MAYBE_PLACE = re.compile(r"\d\.\d{4}|\d{5}\.\d|\d{6}[^\d.]{1,24}\d{5}")
MAYBE_PERSONAL = re.compile(r"\d{2}|\d[A-Z]{2}|@|\d ?[A-Z]")
_FRACTION = r"-?\d{1,3}\.\d+"
COORDINATES = re.compile(
    rf"(?<![\d.])({_FRACTION})[\s,;:|\[\]\"'()a-z_]{{1,24}}?({_FRACTION})(?![\d.])", re.I
)
GRID_METRES = re.compile(
    r"(?<![\d.])([1-6]\d{5}\.\d+)[\s,;:|\[\]\"'()a-z_]{1,24}?(\d{5,7}\.\d+)(?![\d.])", re.I
)
GRID = re.compile(r"(?<![\d.])(\d{6})[^\d.]{1,24}(\d{5,7})(?![\d.])")
TOKEN = re.compile(r"[a-z0-9_]+(?:-[a-z0-9_]+)*")
WORD = re.compile(r"[a-z0-9]+")
LETTER_AND_DIGIT = re.compile(r"(?=.*[A-Za-z])(?=.*\d)")
NUMBER = re.compile(r"(?<![\w.])-?\d{1,3}\.\d{4,}(?![\w])")

_FETCHING = "src srcset poster background data action formaction ping manifest cite longdesc"
FETCHING_ATTRIBUTES = frozenset(_FETCHING.split())
FETCHING_HREF_TAGS = frozenset({"link", "image", "use", "base", "feimage", "pattern", "script"})
EXTERNAL = re.compile(r"(?:^|[\s,'\"(=])(?:https?:|wss?:|ftp:)?//[\w\[]", re.I)
STYLE_FETCH = re.compile(r"(?:url\(|@import)\s*['\"]?\s*(?:https?:)?//", re.I)
SCRIPT_FETCH = re.compile(
    r"(?:https?:)?//[^\s\"'`<>]*\{[szxy]\}"
    r"|\b(?:fetch|importScripts|import|WebSocket|EventSource|sendBeacon|open)\s*\(\s*"
    r"(?:[\"'](?:GET|POST)[\"']\s*,\s*)?[\"'`](?:https?:|wss?:)?//"
    r"|\.(?:src|href)\s*=\s*[\"'`](?:https?:)?//|@import\s+[\"']?(?:https?:)?//",
    re.I,
)

# Numbers that say themselves that they count no events: places in a ranking, money, shares, and
# areas, themes or time by the number.
OF_OTHER_THINGS = re.compile(
    r"\d(?:st|nd|rd|th) of \d+|£ ?\d[\d.]*|\d[\d.]* ?%"
    r"|\b(?:\d+|one|two|three|four) (?:per cent|percentage|themes|wards|areas|years|months|weeks"
    r"|days|hours|minutes|metres|kilometres)\b"
)
# Words that turn a small number into a statement about events or people.
EVENT_NOUNS = (
    "offences?|crimes?|incidents?|reports|victims?|suspects?|offenders?|robber(?:y|ies)"
    "|burglar(?:y|ies)|thefts?|assaults?|rapes?|homicides?|murders?|stabbings?|shootings?"
    "|arrests?|searches|attacks?|woundings?|cases|complaints?|collisions?"
)
