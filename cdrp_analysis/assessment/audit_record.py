"""What a draft was when it was audited, and what it was audited beside."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from cdrp_analysis.assessment.bundle import json_bytes
from cdrp_analysis.assessment.register import Release
from cdrp_analysis.errors import DisclosureError


def write_records(run: Path, drafts: Mapping[str, str], registered: Sequence[Release]) -> None:
    """
    Record that drafts were audited together, beside every release of the register.

    Parameters
    ----------
    run : path
        Folder of the run.
    drafts : mapping of edition to str
        Bundle hash of each draft.
    registered : sequence of Release
        The register as it was when they were made.
    """
    earlier = [release.hash for release in registered]
    for edition, bundle in drafts.items():
        beside = [other for other in drafts.values() if other != bundle]
        file = _file(run, edition)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(
            json_bytes({"bundle": bundle, "drafts beside": beside, "released before": earlier})
        )


def require_audited(run: Path, edition: str, bundle: str, registered: Sequence[Release]) -> None:
    """
    What is approved is what was audited, byte for byte, beside all that is released by now.

    Parameters
    ----------
    run : path
        Folder of the run.
    edition : str
        ``committee`` or ``public``.
    bundle : str
        Hash of the draft as it is.
    registered : sequence of Release
        The register as it is. Drafts of the same run were audited together, so that one of them
        may be signed before the other.

    Raises
    ------
    DisclosureError
        If the draft or the register is another than at the audit.
    """
    try:
        audited = json.loads(_file(run, edition).read_bytes())
        same = audited["bundle"] == bundle
        known = {bundle, *audited["drafts beside"], *audited["released before"]}
        lost = set(audited["released before"]) - {release.hash for release in registered}
    except (OSError, ValueError, KeyError, TypeError):
        same, known, lost = False, set(), set()
    again = f"make and audit it again with cdrp release {run.name}"
    if not same:
        raise DisclosureError(
            f"the draft of the {edition} edition is not the one that was audited.",
            where=f"draft-{edition}",
            do=again,
        )
    since = [release.folder.name for release in registered if release.hash not in known]
    if since or lost:
        told = f"{', '.join(since)} released" if since else "a release taken out of the register"
        raise DisclosureError(
            f"the draft of the {edition} edition was audited before the register changed: {told}.",
            where="register",
            do=f"{again}, which protects it beside every release",
        )


def _file(run: Path, edition: str) -> Path:
    return run / "restricted" / "disclosure" / f"audited-{edition}.json"
