"""Who approved a draft, and of exactly which content: two people in two roles release it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from cdrp_analysis.assessment.bundle import Approval, bundle_hash, json_bytes, require_edition, same
from cdrp_analysis.assessment.whole import alone, write_whole, writing
from cdrp_analysis.errors import DisclosureError, SettingsError

NEEDED = 2
_CHANGED = "the draft was changed after this approval"


@dataclass(frozen=True)
class State:
    """
    Where the sign-off of an edition stands.

    Parameters
    ----------
    edition : str
        ``committee`` or ``public``.
    bundle : str
        Hash of the draft as it is now.
    standing : tuple of Approval
        Those of exactly this draft.
    void : tuple of Approval
        Those that no longer count, each with the reason.
    """

    edition: str
    bundle: str
    standing: tuple[Approval, ...]
    void: tuple[Approval, ...]

    @property
    def complete(self) -> bool:
        """Whether the draft may be sealed."""
        return len(self.standing) == NEEDED


def approve(
    run: Path, edition: str, *, role: str, name: str, on: date, roles: Sequence[str]
) -> State:
    """
    Record one approval of a draft as it is now; those of a former content become void.

    Parameters
    ----------
    run : path
        Folder of a finished run, with ``draft-<edition>`` in it. The approvals are kept beside
        it, in ``approvals-<edition>.json``.
    edition : {"committee", "public"}
        What is approved.
    role, name : str
        Office and name of the approver.
    on : date
        Day of the approval.
    roles : sequence of str
        Roles that may approve, two at least.

    Returns
    -------
    State
        With this approval in it.

    Raises
    ------
    SettingsError
        If the role may not approve, the person or the role has approved already, or two
        approvals stand.
    InputError
        If there is no draft.
    DisclosureError
        If the record of approvals is damaged.
    OutputError
        If it cannot be written.
    """
    role, name = " ".join(role.split()), " ".join(name.split())
    _require_person(role, name, roles)
    state(run, edition)  # without a draft there is nothing to lock
    with alone(run):
        now = state(run, edition)
        _require_another(now, role, name)
        office = next(allowed for allowed in roles if same(allowed, role))
        given = Approval(office, name, on.isoformat(), now.bundle)
        now = replace(now, standing=(*now.standing, given))
        with writing(_file(run, edition).name):
            write_whole(
                _file(run, edition), json_bytes([asdict(a) for a in (*now.void, *now.standing)])
            )
    return now


def state(run: Path, edition: str) -> State:
    """
    The approvals of a draft: which stand, and which are void because it was changed since.

    Raises
    ------
    SettingsError, InputError, DisclosureError
        As for :func:`approve`.
    """
    require_edition(edition)
    bundle = bundle_hash(run / f"draft-{edition}")
    standing, void = [], []
    for approval in _recorded(_file(run, edition)):
        if not approval.void and approval.bundle != bundle:
            approval = replace(approval, void=_CHANGED)
        (void if approval.void else standing).append(approval)
    return State(edition, bundle, tuple(standing), tuple(void))


def _file(run: Path, edition: str) -> Path:
    return run / f"approvals-{edition}.json"


def _recorded(path: Path) -> list[Approval]:
    if not path.exists():
        return []
    try:
        approvals = [Approval(**given) for given in json.loads(path.read_bytes())]
        if all(isinstance(text, str) for a in approvals for text in asdict(a).values()):
            return approvals
    except (OSError, TypeError, ValueError):
        pass
    raise DisclosureError(
        "the record of approvals is damaged.",
        where=path.name,
        do="move it away and ask the approvers again",
    )


def _require_person(role: str, name: str, roles: Sequence[str]) -> None:
    """The role must be one that may approve; the name must be one that can be read."""
    if not any(not same(one, other) for one in roles for other in roles):
        raise SettingsError(
            "the release policy names fewer than two roles that may approve.",
            where="release policy",
            do="name at least two different roles",
        )
    if not any(same(role, allowed) for allowed in roles):
        raise SettingsError(
            f"the role {role!r} may not approve a release.",
            where="--role",
            do=f"use one of: {'; '.join(roles)}",
        )
    if not name.isprintable() or not any(letter.isalpha() for letter in name):
        raise SettingsError(
            "an approval needs the name of a person.", where="--name", do="write it in letters"
        )


def _require_another(now: State, role: str, name: str) -> None:
    """Two different people in two different roles."""
    if now.complete:
        raise SettingsError(
            "this draft has both its approvals.",
            where=f"approvals of the {now.edition} edition",
            do="seal it; a third approval is not needed",
        )
    for what, given, taken in (
        ("person", name, [approval.name for approval in now.standing]),
        ("role", role, [approval.role for approval in now.standing]),
    ):
        if any(same(given, other) for other in taken):
            raise SettingsError(
                f"the same {what} has approved this draft already.",
                where=f"approvals of the {now.edition} edition",
                do="a second, different person in a different role must approve",
            )
