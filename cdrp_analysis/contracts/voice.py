"""What residents and members say: surveys, panels, engagement, case studies, comments."""

from cdrp_analysis.contracts.partner import (
    AGE_BANDS,
    ETHNIC_GROUPS,
    EXEMPTION,
    SEXES,
    WARD,
    Column,
    must,
    partner_feed,
)

SAFETY = ("very safe", "fairly safe", "a bit unsafe", "very unsafe", "don't know")
_PARTNERSHIP = "Partnership"

SURVEY = partner_feed(
    "survey",
    "One row per respondent of the consultation survey.",
    must("respondent", "pseudonym", "the same respondent throughout this feed"),
    must("answered_on", "date", "day of the answer"),
    Column("mode", "text", "how asked", values=("post", "street", "online", "panel", "telephone")),
    WARD,
    Column("sex", "text", "sex", values=SEXES),
    Column("age_band", "text", "age", "years", values=AGE_BANDS),
    Column("ethnic_group", "text", "as the person says", values=ETHNIC_GROUPS),
    Column("safe_by_day", "text", "feels safe outside by day", values=SAFETY),
    Column("safe_after_dark", "text", "feels safe outside after dark", values=SAFETY),
    Column("first_concern", "text", "greatest concern, by the list of themes"),
    Column("second_concern", "text", "next greatest"),
    Column("third_concern", "text", "third"),
    Column("verbatim", "text", "in the respondent's words", secret=True),
    holder=_PARTNERSHIP,
    basis="consultation",
    dated="answered_on",
)

SURVEY_MARGINS = partner_feed(
    "survey_margins",
    "How many residents of each group the survey stands for.",
    must("variable", "text", "sex, age_band, ethnic_group or ward"),
    must("category", "text", "group"),
    must("residents", "count", "residents aged 16 and over", "people", at_least=0),
    holder=_PARTNERSHIP,
    basis="census",
)

PANEL_MEETINGS = partner_feed(
    "panel_meetings",
    "One row per meeting of a ward panel.",
    must("ward", "code", "ward, ONS code"),
    must("met_on", "date", "day of the meeting"),
    must("members_invited", "flag", "ward members were told the date"),
    Column("papers_sent_on", "date", "day papers were sent to members; blank: not sent"),
    Column("member_attended", "flag", "a ward member attended"),
    Column("residents", "count", "residents present", "people", at_least=0),
    holder=_PARTNERSHIP,
    basis="local register",
    dated="met_on",
)

ENGAGEMENT = partner_feed(
    "engagement",
    "One row per event, publication or campaign.",
    must("held_on", "date", "day"),
    must("event", "text", "what it was"),
    must("kind", "text", "kind",
         values=("summit", "board", "public meeting", "publication", "campaign", "forum")),
    Column("audience", "text", "whom it was for"),
    Column("reached", "count", "people reached or present", "people", at_least=0),
    holder=_PARTNERSHIP,
    basis="local register",
    dated="held_on",
)  # fmt: skip

MEMBERSHIP = partner_feed(
    "membership",
    "One row per seat and holder on a body of the partnership.",
    must("body", "text", "board or group"),
    must("agency", "text", "agency the seat belongs to"),
    must("seat", "text", "seat"),
    Column("holder", "pseudonym", "who holds it; blank: vacant"),
    Column("ethnic_group", "text", "as the member says", values=ETHNIC_GROUPS),
    must("from_day", "date", "first day"),
    Column("to_day", "date", "last day; blank: goes on"),
    holder=_PARTNERSHIP,
    basis="local register",
)

CASE_STUDIES = partner_feed(
    "case_studies",
    "One row per account by a person who received a service, or gave testimony.",
    must("reference", "pseudonym", "account, as a pseudonym"),
    must("theme", "text", "subject, by the partnership's own list"),
    must("kind", "text", "kind", values=("case study", "testimony", "meeting note")),
    must("taken_on", "date", "day it was taken"),
    Column("consent_on", "date", "written consent to publish; blank: none"),
    Column("details_altered", "flag", "details that identify have been altered"),
    Column("checked", "flag", "a second person has checked it"),
    must("text", "text", "the account", secret=True),
    EXEMPTION,
    holder=_PARTNERSHIP,
    basis="consent",
    dated="taken_on",
)

COMMENTS = partner_feed(
    "comments",
    "One row per comment on the draft.",
    must("reference", "pseudonym", "comment, as a pseudonym"),
    must("received_on", "date", "day"),
    must("body", "text", "committee, agency or public"),
    must("section", "text", "part of the assessment"),
    must("text", "text", "the comment", secret=True),
    Column("response", "text", "what was done"),
    holder=_PARTNERSHIP,
    basis="local register",
    dated="received_on",
)
