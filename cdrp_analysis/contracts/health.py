"""What health bodies give: admissions, counts by quarter, and ranges for hidden populations."""

from cdrp_analysis.contracts.base import Rule
from cdrp_analysis.contracts.partner import AGE_BANDS, SEXES, Column, must, partner_feed

_HEALTH = "Health"
# Assault, mental and behavioural disorder by substance use, toxic effect of alcohol, evidence
# of alcohol: the ICD-10 codes that the regulations name.
_ICD10 = r"(?:X8[5-9]|X9\d|Y0\d|F1\d|T51|Y9[01])(?:\.?\d{1,2})?"
_OUTWARD = r"[A-Z]{1,2}\d[A-Z\d]?"

QUARTERLY = ("mental illness outpatient first attendances", "persons receiving drug treatment")
_OUTWARD_POSTCODE = must(
    "outward_postcode", "code", "first half of the postcode of residence; never the second"
)
_OUTWARD_RULE = Rule(
    "outward postcode is malformed, or a whole postcode",
    lambda f: (
        f["outward_postcode"].notna() & ~f["outward_postcode"].str.fullmatch(_OUTWARD).astype(bool)
    ),
)

HOSPITAL_ADMISSIONS = partner_feed(
    "hospital_admissions",
    "One row per admission for assault, substance use or the effects of alcohol.",
    _OUTWARD_POSTCODE,
    must("admitted_on", "date", "day of admission"),
    must("icd10", "code", "ICD-10 sub-category: X85 to Y09, F10 to F19, T51, Y90, Y91"),
    holder=_HEALTH,
    basis="s17A para 8",
    dated="admitted_on",
    rules=(
        _OUTWARD_RULE,
        Rule(
            "ICD-10 code is not among those shared",
            lambda f: f["icd10"].notna() & ~f["icd10"].str.fullmatch(_ICD10).astype(bool),
        ),
    ),
)

DOMESTIC_ABUSE_ADMISSIONS = partner_feed(
    "domestic_abuse_admissions",
    "One row per admission in respect of domestic abuse.",
    _OUTWARD_POSTCODE,
    must("admitted_on", "date", "day of admission"),
    holder=_HEALTH,
    basis="s17A para 9",
    dated="admitted_on",
    rules=(_OUTWARD_RULE,),
)

HEALTH_QUARTERS = partner_feed(
    "health_quarters",
    "People counted by quarter.",
    must("quarter_starts_on", "date", "first day of the quarter"),
    must("measure", "text", "what is counted", values=QUARTERLY),
    must("persons", "count", "persons in the quarter", "people", at_least=0),
    holder=_HEALTH,
    basis="s17A para 10",
    dated="quarter_starts_on",
)  # fmt: skip

ALCOHOL_ADMISSIONS = partner_feed(
    "alcohol_admissions",
    "Admissions wholly or partly due to alcohol, by age and sex, for standardised rates (NI 39).",
    must("area", "code", "ONS code"),
    must("year", "text", "financial year, 2009/10"),
    must("age_band", "text", "age", "years", values=AGE_BANDS),
    must("sex", "text", "sex", values=SEXES),
    must("admissions", "number", "admissions, by attributable fraction", "admissions", at_least=0),
    must("residents", "count", "residents of that age and sex", "people", at_least=0),
    holder=_HEALTH,
    basis="published",
)

PREVALENCE = partner_feed(
    "prevalence",
    "Ranges from which hidden populations are estimated: problem drug users, children per user.",
    must("quantity", "text", "what the range is of"),
    must("low", "number", "lower end", at_least=0),
    must("central", "number", "best figure", at_least=0),
    must("high", "number", "upper end", at_least=0),
    Column("unit", "text", "unit"),
    must("source", "text", "study and year"),
    holder=_HEALTH,
    basis="published",
    rules=(
        Rule(
            "range is not in order: low, central, high",
            lambda f: ~((f["low"] <= f["central"]) & (f["central"] <= f["high"])),
        ),
    ),
)
