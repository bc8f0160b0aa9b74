"""What may come, scored by how likely it is and how much it would matter."""

import pandas as pd

from cdrp_analysis.errors import InputError


def scored(scan: pd.DataFrame) -> pd.DataFrame:
    """
    The horizon scan with its scores, most pressing first.

    Parameters
    ----------
    scan : DataFrame, one row per item
        ``item``, ``likelihood`` and ``impact`` (1 to 5).

    Returns
    -------
    DataFrame
        Adds ``score``, likelihood times impact; items of one score by name.

    Raises
    ------
    InputError
        For a missing column.

    Examples
    --------
    >>> scan = pd.DataFrame({"item": ["a", "b"], "likelihood": [2, 4], "impact": [5, 3]})
    >>> scored(scan)["score"].tolist()
    [12, 10]
    """
    absent = [name for name in ("item", "likelihood", "impact") if name not in scan]
    if absent:
        raise InputError(
            f"the horizon scan lacks {', '.join(absent)}.",
            where="measures.horizon",
            do="add the columns",
        )
    score = scan["likelihood"].astype("Int64") * scan["impact"].astype("Int64")
    return scan.assign(score=score).sort_values(
        ["score", "item"], ascending=[False, True], ignore_index=True
    )
