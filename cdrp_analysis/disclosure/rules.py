"""Release rules: what each edition may show of each content type, and why."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Literal

from cdrp_analysis.disclosure.concentration import Limits
from cdrp_analysis.errors import SettingsError
from cdrp_analysis.settings import Thresholds

EDITIONS = ("restricted", "committee", "public")
RELEASED = ("committee", "public")  # best informed reader first
DEFAULT_AUTHORITY = "release rules of the workbench"

_SWITCHES = ("publish", "suppress", "round", "percentages", "each_group", "counts", "months")
_NUMBERS = (
    "suppress_below", "round_to", "minimum_denominator", "fewest_contributors",
    "dominance_percent", "p_percent",
)  # fmt: skip
_REASONS = ("contributors", "groups", "zeros", "merge")  # rules that say whose they are
_WORDS = {"sensitive": ("keep", "protect", "drop"), "areas": ("all", "partnership")}
_OF_EDITION = {"rule", "exemption", *_SWITCHES, *_NUMBERS, *_REASONS, *_WORDS}


@dataclass(frozen=True)
class Rule:
    """
    What one edition may show of one content type.

    Parameters
    ----------
    content, edition : str
        Content type a table declares, and the edition.
    publish : bool
        Whether tables of this content appear in the edition at all.
    suppress_below : int
        Counts from 1 to this less one are hidden; 0 hides none.
    round_to : int
        Counts shown are multiples of this; 1 shows them exactly.
    minimum_denominator : int
        No derived figure is shown on a base below this; 0 sets no limit.
    sensitive : {"keep", "protect", "drop"}
        What happens to rows of sensitive themes.
    counts : bool
        False: only the figures derived from them are shown ("percentages only").
    each_group : bool
        Derived figures of a breakdown are shown only if the base of every category is enough.
    areas : {"all", "partnership"}
        Whether rows of areas within the partnership are shown.
    months : bool
        Whether rows of single months are shown.
    contributors, groups, zeros, merge : str
        Rules for cells that are not small, each in words with its source; "" where it does not
        apply. ``contributors``: sums of too few, or nearly one's (``limits``). ``groups``: a
        whole group is of one category. ``zeros``: a zero is hidden as a small count is.
        ``merge``: small categories are shown as one.
    limits : Limits
        For sums over contributors.
    rule, basis : str
        The release rule in words, and the reason for it.
    exemption : tuple of str
        Codes under which what is left out is withheld.
    decided_by : str
        Who set the rule.
    """

    content: str
    edition: str
    publish: bool
    suppress_below: int
    round_to: int
    minimum_denominator: int
    sensitive: Literal["keep", "protect", "drop"]
    rule: str
    basis: str
    exemption: tuple[str, ...] = ()
    decided_by: str = DEFAULT_AUTHORITY
    counts: bool = True
    each_group: bool = False
    areas: Literal["all", "partnership"] = "all"
    months: bool = True
    contributors: str = ""
    groups: str = ""
    zeros: str = ""
    merge: str = ""
    limits: Limits = field(default_factory=Limits)

    @property
    def exact(self) -> bool:
        """Whether counts are shown as they are."""
        return self.suppress_below == 0 and self.round_to == 1 and not self.hides_more

    @property
    def hides_more(self) -> bool:
        """Whether counts that are not small may be hidden for their own value."""
        return bool(self.contributors or self.groups or self.zeros)


def policy(
    edition: str, thresholds: Thresholds | None = None, own: Mapping[str, Mapping] | None = None
) -> dict[str, Rule]:
    """
    The rule of every content type for one edition.

    Parameters
    ----------
    edition : {"restricted", "committee", "public"}
        The restricted edition shows everything exactly.
    thresholds : Thresholds, optional
        The assessment's own numbers; default: those the release rules recommend.
    own : mapping, optional
        Content types that the partnership words itself, laid out as in ``release_rules.toml``,
        each with ``decided_by``.

    Returns
    -------
    dict
        Content type to :class:`Rule`.

    Raises
    ------
    SettingsError
        For an edition that has no rules, or a policy that cannot be read.
    """
    if edition not in EDITIONS:
        raise SettingsError(
            f"there are no release rules for the edition {edition!r}.",
            where="disclosure.rules.policy",
            do=f"use one of {', '.join(EDITIONS)}",
        )
    thresholds = thresholds or Thresholds()
    text = files("cdrp_analysis.disclosure").joinpath("release_rules.toml").read_text("utf-8")
    rows = tomllib.loads(text)
    for content, row in (own or {}).items():
        _require_readable(content, row, rows)
        rows[content] = row
    if edition == "restricted":
        return {
            content: Rule(
                content, edition, True, 0, 1, 0, "keep", "restricted edition: exact", row["basis"]
            )
            for content, row in rows.items()
        }
    return {content: _rule(content, edition, row, thresholds) for content, row in rows.items()}


def _rule(content: str, edition: str, row: Mapping, thresholds: Thresholds) -> Rule:
    said = row[edition]
    below = said.get("suppress_below", thresholds.suppress_below)
    base = said.get("round_to", thresholds.round_to)
    least = said.get("minimum_denominator", thresholds.minimum_denominator)
    return Rule(
        content=content,
        edition=edition,
        publish=said.get("publish", True),
        suppress_below=below if said.get("suppress", False) else 0,
        round_to=base if said.get("round", False) else 1,
        minimum_denominator=least if said.get("percentages", True) else 0,
        sensitive=said.get("sensitive", "keep"),
        rule=f"{row['source']}: {said['rule']}",
        basis=row["basis"],
        exemption=tuple(said.get("exemption", ())),
        decided_by=row.get("decided_by", DEFAULT_AUTHORITY),
        counts=said.get("counts", True),
        each_group=said.get("each_group", False),
        areas=said.get("areas", "all"),
        months=said.get("months", True),
        **{name: said.get(name, "") for name in _REASONS},
        limits=Limits(
            fewest=said.get("fewest_contributors", thresholds.fewest_contributors),
            k=said.get("dominance_percent", thresholds.dominance_percent),
            p=said.get("p_percent", thresholds.p_percent),
        ),
    )


def _require_readable(content: str, row: Mapping, known: Mapping) -> None:
    """A partnership's own rule names who decided it and says all that a rule must say."""
    wrong = ""
    if content not in known:
        near = difflib.get_close_matches(content, known, n=1, cutoff=0.4)
        wrong = f"there is no content type {content!r}" + (f"; {near[0]!r}?" if near else "")
    elif absent := [k for k in ("source", "basis", "decided_by", *RELEASED) if k not in row]:
        wrong = f"{content} lacks {', '.join(absent)}"
    else:
        for edition in RELEASED:
            what = _wrong(row[edition])
            wrong = f"{content}.{edition} {what}" if what else wrong
    if wrong:
        raise SettingsError(
            f"the release policy cannot be used: {wrong}.",
            where="release policy",
            do="docs/how-to/redact.md shows a whole entry",
        )


def _wrong(said: Mapping) -> str:
    """What is amiss with one edition's entry."""
    odd = sorted(set(said) - _OF_EDITION)
    if odd or "rule" not in said:
        return f"has no key {odd[0]!r}" if odd else "lacks rule"
    for name, value in said.items():
        kinds = {**dict.fromkeys(_SWITCHES, bool), **dict.fromkeys(_REASONS, str)}
        if name in kinds and not isinstance(value, kinds[name]):
            return f"says {name} = {value!r}, which must be {_KINDS[kinds[name]]}"
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if name in _NUMBERS and not (number and value >= 0):
            return f"says {name} = {value!r}, which must be a number"
        if name in _WORDS and value not in _WORDS[name]:
            return f"says {name} = {value!r}, which must be one of {', '.join(_WORDS[name])}"
    if said.get("merge") and not said.get("suppress"):
        return "merges small counts, and hides none: it needs suppress = true"
    return ""


_KINDS = {bool: "true or false", str: "the reason in words"}


def stricter(rule: Rule, thresholds: Thresholds) -> Rule:
    """The rule of a sensitive row: as its table's, but suppressed, and rounded in public."""
    rounded = thresholds.round_to if rule.edition == "public" else 1
    shown = (
        "borough annual total rounded, small counts hidden"
        if rounded > 1
        else "small counts hidden"
    )
    return replace(
        rule,
        suppress_below=max(rule.suppress_below, thresholds.suppress_below),
        round_to=max(rule.round_to, rounded),
        minimum_denominator=max(rule.minimum_denominator, thresholds.minimum_denominator),
        rule=f"Rape, domestic abuse, honour-based, hate, child sexual offences: {shown}",
        basis="ICO: sensitive crime types",
        # The Freedom of Information Act keeps nothing from a committee.
        exemption=("FOI s.40",) if rule.edition == "public" else ("LGA Sch 12A para 2",),
    )
