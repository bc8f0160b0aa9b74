"""What came of one raw file: rows accepted, set aside or repeated, and where they came from."""

from dataclasses import dataclass

import pandas as pd

from cdrp_analysis.errors import InputError

QUARANTINE_COLUMNS = ["feed", "file", "row", "reason"]


@dataclass(frozen=True)
class FileReading:
    """
    One raw file, read.

    Parameters
    ----------
    feed, contract : str
        Key of the feed and name of the contract its rows keep.
    file : str
        Name relative to the data folder; a member of a zip is ``a.zip!2018-01/x.csv``.
    sha256 : str
        Of the file's (or member's) bytes.
    vintage : str
        Day of the download or release, ISO date.
    month : str or None
        Month the file is about; None where it holds many.
    publisher : str
        Who or what distinguishes files of one month, e.g. ``metropolitan``.
    rows_in : int
        Rows below the header; for a wide table, rows times month columns (cells).
    accepted : DataFrame
        Rows that keep the contract.
    quarantined : DataFrame, columns feed, file, row, reason
        Rows set aside: where they are and why, never what they say.
    repeated : int
        Rows that repeat another download of the same month.
    note : str
        Anything decided while reading: encoding, header, conversions.

    Raises
    ------
    InputError
        If ``rows_in`` is not accepted + quarantined + repeated.
    """

    feed: str
    contract: str
    file: str
    sha256: str
    vintage: str
    month: str | None
    publisher: str
    rows_in: int
    accepted: pd.DataFrame
    quarantined: pd.DataFrame
    repeated: int = 0
    note: str = ""

    def __post_init__(self) -> None:
        accounted = len(self.accepted) + len(self.quarantined) + self.repeated
        if self.rows_in != accounted:
            raise InputError(
                f"{self.rows_in} rows came in, but {accounted} are accounted for "
                f"({len(self.accepted)} accepted, {len(self.quarantined)} quarantined, "
                f"{self.repeated} repeated).",
                where=f"{self.feed}, {self.file}",
                do="report this: no row may vanish while it is read",
            )


def quarantine(feed: str, file: str, rows: pd.Series, reasons: pd.Series) -> pd.DataFrame:
    """Rows set aside, in file order: ``rows`` are line numbers, ``reasons`` plain words."""
    frame = pd.DataFrame(
        {
            "feed": feed,
            "file": file,
            "row": rows.to_numpy(dtype="int64"),
            "reason": reasons.to_numpy(),
        }
    ).astype({"feed": "str", "file": "str", "reason": "str"})
    return frame.sort_values("row", kind="stable", ignore_index=True)[QUARANTINE_COLUMNS]
