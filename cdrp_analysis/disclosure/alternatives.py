"""What a policy may choose in place of suppression: every small-area count shown, none exactly."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cdrp_analysis.disclosure.cell_key import perturb, perturbation_table, possible_counts_keyed
from cdrp_analysis.disclosure.controlled_rounding import (
    controlled_rounding,
    possible_counts_controlled,
)
from cdrp_analysis.disclosure.relations import Cell, System
from cdrp_analysis.errors import DisclosureError, SettingsError

SUPPRESSION, ROUNDING, CELL_KEY = "suppression", "controlled rounding", "cell key"
MOST_NOISE, VARIANCE, NEVER_SHOWN = 5, 3.0, 2  # of cell keys: as censuses use them


@dataclass(frozen=True)
class Altered:
    """
    A figure for every cell, and the least and greatest count that its reader cannot rule out.

    ``action`` is what the redaction ledger calls it.
    """

    method: str
    action: str
    values: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def altered(
    system: System,
    method: str,
    *,
    base: int,
    salt: bytes,
    keys: Callable[[Sequence[Cell]], np.ndarray] | None = None,
) -> Altered:
    """
    Figures of every cell by controlled rounding or by cell keys.

    Parameters
    ----------
    system : System
        All cells of the release and their relations.
    method : {"controlled rounding", "cell key"}
        Controlled rounding adds up; cell keys give the same records the same figure in every
        table and every year, and do not add up.
    base : int
        Of controlled rounding.
    salt : bytes
        A secret of the partnership, 16 bytes at least, never changed.
    keys : callable, optional
        Key of every cell, the sum of its records' keys modulo 2**32; needed for cell keys.

    Raises
    ------
    SettingsError
        If the salt is too short, or there are no keys.
    DisclosureError
        If no rounding adds up.
    """
    if len(salt) < 16:
        raise SettingsError(
            f"{method} needs a secret of 16 characters or more.",
            where="disclosure.salt",
            do="draw it once with python -c 'import secrets; print(secrets.token_hex(16))'",
        )
    if method == ROUNDING:
        seed = int.from_bytes(hashlib.blake2b(b"rounding", key=salt[:64], digest_size=16).digest())
        rounded = controlled_rounding(system, base=base, seed=seed)
        if rounded.beyond.any():
            raise DisclosureError(
                f"{int(rounded.beyond.sum())} of {len(system.cells)} counts cannot be rounded to a "
                f"multiple of {base} beside them so that all sums hold.",
                where="disclosure.method",
                do="choose suppression or cell key, or leave out one of the overlapping layers",
            )
        return _with_bounds(
            method,
            "rounded",
            rounded.values.astype(float),
            lambda shown: possible_counts_controlled(shown, base),
        )
    if keys is None:
        raise SettingsError(
            "cell keys need the records behind the counts.",
            where="disclosure.alternatives",
            do="give keys, or choose another disclosure.method",
        )
    table = perturbation_table(MOST_NOISE, VARIANCE, NEVER_SHOWN)
    values = perturb(system.values.astype(int), keys(system.cells), table).astype(float)
    return _with_bounds(
        method, "perturbed", values, lambda shown: possible_counts_keyed(int(shown), table)
    )


def _with_bounds(
    method: str, action: str, values: np.ndarray, behind: Callable[[float], tuple[int, int]]
) -> Altered:
    ranges = {shown: behind(shown) for shown in np.unique(values).tolist()}
    lower = np.array([ranges[value][0] for value in values.tolist()], dtype=float)
    upper = np.array([ranges[value][1] for value in values.tolist()], dtype=float)
    return Altered(method, action, values, lower, upper)
