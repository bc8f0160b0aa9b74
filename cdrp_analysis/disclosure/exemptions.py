"""Exemptions under which material is withheld, and the rules for texts that claim them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Handling = Literal["full", "wording", "withheld"]

_FOI = "Freedom of Information Act 2000"
_LGA = "Local Government Act 1972, Schedule 12A, Part 1"
_SCRUTINY = "Crime and Disorder (Overview and Scrutiny) Regulations 2009"


@dataclass(frozen=True)
class Exemption:
    """
    A ground in law for keeping information from an edition.

    Parameters
    ----------
    code : str
        As the release rules and the ledger write it.
    law : str
        Act or regulations.
    meaning : str
        The ground in the law's own words, shortened; completes "Material was withheld:".
    source : str
        Where the law says it.
    """

    code: str
    law: str
    meaning: str
    source: str

    def keeps_from(self, edition: str) -> bool:
        """
        Whether it can keep a text that may otherwise be read in full from an edition.

        The Freedom of Information Act speaks of the public; Schedule 12A and the scrutiny
        regulations speak of the committee's papers too.
        """
        return edition == "public" or self.law != _FOI


EXEMPTIONS = {
    exemption.code: exemption
    for exemption in (
        Exemption(
            "FOI s.30", _FOI,
            "held for a criminal investigation or criminal proceedings, or obtained for one from a "
            "confidential source",
            "2000 c. 36, s. 30(1) and (2)",
        ),
        Exemption(
            "FOI s.31", _FOI,
            "disclosure would, or would be likely to, prejudice the prevention or detection of "
            "crime, or the apprehension or prosecution of offenders",
            "2000 c. 36, s. 31(1)(a) and (b)",
        ),
        Exemption(
            "FOI s.38", _FOI,
            "disclosure would, or would be likely to, endanger the health or safety of an "
            "individual",
            "2000 c. 36, s. 38(1)",
        ),
        Exemption(
            "FOI s.40", _FOI,
            "personal data whose disclosure would contravene the data protection principles",
            "2000 c. 36, s. 40(2)",
        ),
        Exemption(
            "FOI s.41", _FOI,
            "obtained in confidence, so that disclosure would be an actionable breach",
            "2000 c. 36, s. 41(1)",
        ),
        Exemption(
            "FOI s.43", _FOI,
            "disclosure would, or would be likely to, prejudice commercial interests",
            "2000 c. 36, s. 43(2)",
        ),
        Exemption(
            "LGA Sch 12A para 1", _LGA, "relates to an individual",
            "1972 c. 70, Sch. 12A para. 1",
        ),
        Exemption(
            "LGA Sch 12A para 2", _LGA, "likely to reveal the identity of an individual",
            "1972 c. 70, Sch. 12A para. 2",
        ),
        Exemption(
            "LGA Sch 12A para 3", _LGA,
            "relates to the financial or business affairs of a particular person or body",
            "1972 c. 70, Sch. 12A para. 3",
        ),
        Exemption(
            "LGA Sch 12A para 7", _LGA,
            "relates to action taken or to be taken in connection with the prevention, "
            "investigation or prosecution of crime",
            "1972 c. 70, Sch. 12A para. 7",
        ),
        Exemption(
            "SI 2009/942", _SCRUTINY,
            "would be reasonably likely to prejudice legal proceedings or current or future "
            "operations",
            "SI 2009/942, reg. 5",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class TextRule:
    """
    What the committee and the public may read of one kind of text.

    ``full``: the text itself, once approved, unless an exemption that keeps it from that edition
    is claimed. ``wording``: only what its owner approved for that edition. ``withheld``: no
    wording, only the standing note. ``seconded``: the public's needs a second person's approval.
    """

    label: str
    committee: Handling
    public: Handling
    rule: str
    seconded: bool = False

    def handling(self, edition: str, exemptions: Iterable[str]) -> Handling:
        """What holds for a statement that claims these exemptions."""
        own = self.committee if edition == "committee" else self.public
        kept = any(EXEMPTIONS[code].keeps_from(edition) for code in exemptions)
        return "wording" if own == "full" and kept else own


_REMOVED = (
    "Intelligence text, source grading, tactics, deployment times, informants: removed, marked "
    "with exemption code"
)

# After the release rules, by content type.
TEXT_RULES = {
    "intelligence": TextRule("Intelligence", "withheld", "withheld", _REMOVED),
    "tactics": TextRule("Tactics and deployment", "withheld", "withheld", _REMOVED),
    "named_premises": TextRule(
        "Named premises", "wording", "wording",
        "Named premises (licensed, retail outlets, schools): committee only with the partner's "
        "agreement, public by street or town centre",
    ),
    "emerging_threat": TextRule(
        "Emerging threat", "wording", "wording",
        "Emerging-threat judgements: committee summary wording approved by the owner, public "
        "generic wording",
    ),
    "funding": TextRule(
        "Funding and contracts", "full", "wording",
        "Funding and contract negotiations: committee full unless para 3, public totals by stream",
    ),
    "verbatims": TextRule(
        "What people said", "wording", "withheld",
        "Consultation verbatims: committee themed, quotes cleared; public themed counts only",
    ),
    "case_studies": TextRule(
        "Case study", "wording", "wording",
        "Case studies / offender testimony: committee consented, details altered; public only with "
        "written consent and a second person's check",
        seconded=True,
    ),
    "commentary": TextRule(
        "Commentary", "full", "full", "Performance vs target, peer bands, trends: full"
    ),
}  # fmt: skip
