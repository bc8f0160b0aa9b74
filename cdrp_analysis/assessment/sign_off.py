"""From an approved draft to a signed edition: seal, publish, register."""

import io
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from cdrp_analysis import settings
from cdrp_analysis.assessment import approval
from cdrp_analysis.assessment.audit_record import require_audited
from cdrp_analysis.assessment.bundle import require_edition, seal, unpack
from cdrp_analysis.assessment.layout import kept_settings
from cdrp_analysis.assessment.proportionality import require_records
from cdrp_analysis.assessment.register import Register


def sign(run: Path, edition: str, *, role: str, name: str, on: date) -> approval.State:
    """
    Record an approval of a draft; with the second one the edition is published.

    The draft is sealed into ``<edition>.zip`` and unpacked as ``<edition>``, and the register of
    the partnership takes it in, with its cells, certificate and ledger. If that fails, nothing
    has the edition's name.

    Parameters
    ----------
    run : path
        Folder of a finished run.
    edition : str
        ``committee`` or ``public``.
    role, name : str
        Who approves, and in which office.
    on : date
        Day of the approval.

    Raises
    ------
    SettingsError
        If the role may not approve, or the same role or person approved already.
    InputError
        If there is no such draft, or it is registered already.
    DisclosureError
        If the draft was changed since its audit, something was released since that it was not
        audited beside, an exhibit about people has no signed record of proportionality, or the
        register was changed.
    """
    require_edition(edition)
    loaded = settings.load(kept_settings(run))
    state = approval.state(run, edition)
    register = Register(run.parent / "register")
    require_audited(run, edition, state.bundle, register.releases())
    require_records(loaded, run / f"draft-{edition}")
    if state.complete and not (run / f"{edition}.zip").exists():
        _publish(run, edition, state, register)  # the last time it was interrupted
        return state
    state = approval.approve(
        run, edition, role=role, name=name, on=on, roles=loaded.disclosure.roles
    )
    if state.complete:
        _publish(run, edition, state, register)
    return state


def _publish(run: Path, edition: str, state: approval.State, register: Register) -> None:
    record = run / "restricted" / "disclosure"
    target = run / f"{edition}.zip"
    with np.load(record / f"certificate-{edition}.npz", allow_pickle=False) as arrays:
        certificate = dict(arrays)
    ledger = pd.read_csv(record / f"ledger-{edition}.csv", dtype=str, keep_default_na=False)
    names = " and ".join(f"{a.name} ({a.role})" for a in state.standing)
    try:
        seal(run / f"draft-{edition}", state.standing, target, edition=edition)
        register.add(
            target,
            period=run.name,
            cells=pd.read_parquet(io.BytesIO((record / f"cells-{edition}.parquet").read_bytes())),
            certificate=certificate,
            ledger=ledger.assign(released_by=names),
        )
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    unpack(target, run / edition)
