"""What a share would be if some of those it counts had kept silent."""

import numpy as np

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
    >>> round(float(if_silent(0.18, 0.40)), 3)
    0.3
    """
    if not 0 <= silent < 1:
        raise InputError(
            f"{silent} of those concerned cannot have kept silent.",
            where="measures.silence.if_silent",
            do="give a part from 0 to below 1",
        )
    return np.minimum(np.asarray(share, dtype=float) / (1 - silent), 1.0)
