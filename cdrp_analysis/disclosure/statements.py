"""Statements in words: what each edition may say of them, who approved it, what is withheld."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cdrp_analysis.disclosure.exemptions import EXEMPTIONS, TEXT_RULES, Handling, TextRule
from cdrp_analysis.disclosure.kept import LEDGER
from cdrp_analysis.disclosure.rules import DEFAULT_AUTHORITY, EDITIONS, RELEASED
from cdrp_analysis.disclosure.screening import screen
from cdrp_analysis.errors import DisclosureError, SettingsError


@dataclass(frozen=True)
class Approval:
    """Who approved a wording, the SHA-256 of exactly that wording, and who seconded it."""

    by: str
    sha256: str
    seconded_by: str = ""

    @property
    def names(self) -> str:
        """Everybody who approved it, as the ledger names them."""
        return "; ".join(name for name in (self.by, self.seconded_by) if name)


@dataclass(frozen=True, repr=False)
class Statement:
    """
    One thing an analyst or a partner wrote, with its wording for each edition.

    Parameters
    ----------
    key : str
        Short name in the ledger and in errors; says nothing of the content.
    title : str
        Heading wherever the text itself may be read; elsewhere the content type heads it, for
        nobody approves a title.
    content : str
        A name in ``TEXT_RULES``.
    text : str
        The restricted text.
    committee, public : str
        Wording for that edition; "" shows only the standing note.
    exemptions : tuple of str
        Codes in ``EXEMPTIONS`` under which the text is withheld.
    committee_approval, public_approval : Approval, optional
        Its owner's approval of exactly that edition's wording: an edit voids it.

    Raises
    ------
    SettingsError
        For an unknown content type or code, a text that must be withheld without a code, or
        wording for an edition whose rule lets none through.
    """

    key: str
    title: str
    content: str
    text: str
    committee: str = ""
    public: str = ""
    exemptions: tuple[str, ...] = ()
    committee_approval: Approval | None = None
    public_approval: Approval | None = None

    def __post_init__(self):
        if self.content not in TEXT_RULES:
            raise self._wrong("is of no known content type", f"use {', '.join(TEXT_RULES)}")
        if not set(self.exemptions) <= set(EXEMPTIONS):
            raise self._wrong(
                "names an exemption that is not in the list", f"use {', '.join(EXEMPTIONS)}"
            )
        for edition in RELEASED:
            handling = self.handling(edition)
            if handling != "full" and not self.exemptions:
                raise self._wrong(
                    f"must be withheld from the {edition} edition and names no exemption",
                    f"add the codes that apply, of {', '.join(EXEMPTIONS)}",
                )
            if handling == "withheld" and self._given(edition):
                raise self._wrong(
                    f"has {edition} wording, and the release rules let none through for "
                    f"{self.content}",
                    f"take the {edition} wording out",
                )

    def __repr__(self) -> str:
        return f"Statement({self.key!r}, {self.content!r})"

    @property
    def rule(self) -> TextRule:
        """The release rule of its content type."""
        return TEXT_RULES[self.content]

    def handling(self, edition: str) -> Handling:
        """What the committee or the public may read of it."""
        return self.rule.handling(edition, self.exemptions)

    def approval(self, edition: str) -> Approval | None:
        """The approval for the committee or the public, if there is one."""
        return self.committee_approval if edition == "committee" else self.public_approval

    def said(self, edition: str) -> str:
        """What that edition would say: its own wording, or the text where that may be read."""
        said = self._given(edition) or (self.text if self.handling(edition) == "full" else "")
        return said if said.strip() else ""

    def _given(self, edition: str) -> str:
        return self.committee if edition == "committee" else self.public

    def _wrong(self, fault: str, do: str) -> SettingsError:
        return SettingsError(f"the statement {self.key!r} {fault}.", where="statements", do=do)


@dataclass(frozen=True)
class Shown:
    """
    A statement as one edition shows it.

    ``text`` is "" where only the standing ``note`` is shown. In the restricted edition ``note``
    marks what the text is exempt under. ``exemptions`` are the codes.
    """

    edition: str
    title: str
    text: str
    note: str
    exemptions: tuple[str, ...]


def approval_hash(text: str) -> str:
    """
    SHA-256 of exactly this wording (UTF-8), as an approval quotes it.

    Examples
    --------
    >>> approval_hash("Theft rose.")[:12]
    '4b98e72e98b4'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def wording(statement: Statement, edition: str) -> Shown:
    """
    What an edition shows of a statement.

    Parameters
    ----------
    statement : Statement
        With its wordings and approvals.
    edition : {"restricted", "committee", "public"}
        The restricted edition shows the text, marked with its codes. The others show words that
        their owner approved as they stand and that screen clean, else the standing note.

    Returns
    -------
    Shown

    Raises
    ------
    DisclosureError
        If there is wording that nobody approved, that was altered since, or that holds what
        would identify somebody. The wording itself is never repeated.
    SettingsError
        For an unknown edition.
    """
    if edition not in EDITIONS:
        raise SettingsError(
            f"there is no edition {edition!r}.",
            where="disclosure.statements",
            do=f"use {', '.join(EDITIONS)}",
        )
    codes = statement.exemptions
    if edition == "restricted":
        note = f"Exempt: {_meanings(codes)}." if codes else ""
        return Shown(edition, statement.title, statement.text, note, codes)
    said = statement.said(edition)
    if not said:
        note = f"Material was withheld: {_meanings(codes)}." if codes else ""
        return Shown(edition, statement.rule.label, "", note, codes)
    readable = statement.handling(edition) == "full"
    title = statement.title if readable else statement.rule.label
    _check_approved(statement, edition, said)
    _check_clean(statement, edition, f"{title}\n\n{said}")
    return Shown(edition, title, said, "", () if readable else codes)


def ledger_rows(statements: Iterable[Statement], edition: str) -> list[dict[str, str]]:
    """
    What of the statements an edition leaves out or says otherwise, for the redaction ledger.

    Parameters
    ----------
    statements : iterable of Statement
    edition : {"restricted", "committee", "public"}

    Returns
    -------
    list of dict
        Keys ``redaction.LEDGER``: ``table`` is "statement", ``column`` "", ``action`` "text left
        out" or "wording replaced"; none for a statement shown as it was written.

    Raises
    ------
    DisclosureError, SettingsError
        As :func:`wording`.
    """
    rows = []
    for statement in statements:
        shown = wording(statement, edition)
        if shown.text == statement.text:
            continue
        codes = statement.exemptions
        reason = "; ".join(EXEMPTIONS[code].meaning for code in codes) or "its owner's own wording"
        action = "wording replaced" if shown.text else "text left out"
        by = statement.approval(edition).names if shown.text else DEFAULT_AUTHORITY
        rule, code = statement.rule.rule, "; ".join(codes)
        said = (edition, "statement", statement.key, "", rule, action, reason, code, by)
        rows.append(dict(zip(LEDGER, said, strict=True)))
    return rows


def withheld_counts(statements: Iterable[Statement], edition: str) -> dict[str, int]:
    """
    How many statements an edition shows only as a note, by exemption code.

    One withheld under two codes counts under both, so the counts do not add up.
    """
    shown = [wording(statement, edition) for statement in statements]
    counts = Counter(code for each in shown if not each.text for code in each.exemptions)
    return {code: counts[code] for code in EXEMPTIONS if counts[code]}


def _meanings(codes: tuple[str, ...]) -> str:
    """What the codes mean, each meaning once, and the codes behind it."""
    meanings = dict.fromkeys(EXEMPTIONS[code].meaning for code in codes)
    return f"{'; '.join(meanings)} ({'; '.join(codes)})"


def _check_approved(statement: Statement, edition: str, said: str) -> None:
    approval = statement.approval(edition)
    fault = ""
    if approval is None or not approval.by.strip() or not approval.sha256.strip():
        fault = "was approved by nobody"
    elif approval.sha256.strip().lower() != approval_hash(said):
        fault = "was altered after it was approved"
    elif edition == "public" and statement.rule.seconded:
        first, second = (
            " ".join(name.split()).casefold() for name in (approval.by, approval.seconded_by)
        )
        if second in ("", first):
            fault = "needs the approval of a second person"
    if fault:
        raise DisclosureError(
            f"the {edition} wording of the statement {statement.key!r} {fault}.",
            where="disclosure.statements",
            do="have its owner read and approve the wording again: enter the name and "
            "approval_hash(wording), or take the wording out to leave the standing note",
        )


def _check_clean(statement: Statement, edition: str, said: str) -> None:
    counts = Counter(match.kind for match in screen(said))
    if counts:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in sorted(counts.items()))
        raise DisclosureError(
            f"the {edition} wording of the statement {statement.key!r} holds what would identify "
            f"somebody: {kinds}.",
            where="disclosure.statements",
            do="reword it without these, and have its owner approve the new wording",
        )
