"""What a share would be if some of those it counts had kept silent."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError


def if_silent(share, silent: float):
    """
    The true share if that part of those concerned answered "no".

    Takes a share (0 to 1; a number or an array) and the part of those concerned who denied it
    (0 to below 1); returns the share, 1 at the most.

    References
    ----------
    Rogan, W. and Gladen, B. (1978). American Journal of Epidemiology 107, 71-76, with
    specificity 1 and sensitivity 1 less the part that kept silent.

    Examples
    --------
    >>> round(if_silent(0.18, 0.40), 3)
    0.3
    """
    if not 0 <= silent < 1:
        raise InputError(
            f"{silent} of those concerned cannot have kept silent.",
            where="measures.silence.if_silent",
            do="give a part from 0 to below 1",
        )
    return np.minimum(np.asarray(share, dtype=float) / (1 - silent), 1.0)


def silence_needed(share: float, wanted: float) -> float:
    """
    Part of those concerned who must have kept silent for the true share to be the one wanted.

    0 where the share is as high already.

    Examples
    --------
    >>> round(silence_needed(0.18, 0.30), 2)
    0.4
    """
    return max(0.0, 1 - share / wanted) if wanted else float("nan")


def scenarios(silent: Sequence[float], share, lower, upper) -> pd.DataFrame:
    """``silent``, ``share``, ``share_lower``, ``share_upper``: one row for each part."""
    rows = [(part, *(float(if_silent(end, part)) for end in (share, lower, upper)))
            for part in silent]  # fmt: skip
    return pd.DataFrame(rows, columns=["silent", "share", "share_lower", "share_upper"])
