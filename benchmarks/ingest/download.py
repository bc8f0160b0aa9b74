"""An invented download in the layout of data.police.uk, of any number of rows."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from cdrp_analysis.vocabulary import STREET_CATEGORIES

# Rows of a month, about as the forces' own months: the Metropolitan Police's, some large, many
# middling, the City of London and the British Transport Police.
FORCES = {
    "metropolitan": 95_000, "greater-manchester": 34_000, "west-midlands": 32_000,
    "west-yorkshire": 28_000, "kent": 19_000, "thames-valley": 19_000, "south-yorkshire": 16_000,
    "northumbria": 16_000, "merseyside": 15_000, "hampshire": 17_000, "essex": 16_000,
    "lancashire": 15_000, "avon-and-somerset": 15_000, "humberside": 9_000, "cleveland": 8_500,
    "durham": 7_000, "cumbria": 4_000, "city-of-london": 900, "btp": 6_000,
}  # fmt: skip
FIRST = pd.Period("2023-01", "M")
_SHARES = np.array([20, 5, 5, 10, 3, 1, 6, 5, 2, 9, 2, 7, 22, 3.0])
_PLAIN = pa_csv.WriteOptions(quoting_style="none", quoting_header="none")
_OUTCOMES = (
    "Under investigation", "Investigation complete; no suspect identified",
    "Unable to prosecute suspect", "Awaiting court outcome", "Local resolution",
    "Status update unavailable",
)  # fmt: skip


def write(folder: Path, rows: int, *, seed: int = 1) -> int:
    """
    Write whole months of all forces until there are ``rows`` rows; return their bytes.

    A thousandth of the rows breaks the contract (another month, a longitude without latitude), a
    fifth is anti-social behaviour without Crime ID, one in a hundred has no place.
    """
    rng = np.random.default_rng(seed)
    left, month, size = rows, FIRST, 0
    while left:
        for force, usual in FORCES.items():
            count = min(left, int(usual * rng.uniform(0.9, 1.1)))
            if not count:
                break
            path = folder / f"{month}" / f"{month}-{force}-street.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            pa_csv.write_csv(_table(rng, count, str(month), force), path, _PLAIN)
            size += path.stat().st_size
            left -= count
        month += 1
    return size


def _table(rng: np.random.Generator, count: int, month: str, force: str) -> pa.Table:
    names = list(STREET_CATEGORIES)
    share = _SHARES[: len(names)] / _SHARES[: len(names)].sum()
    kind = pd.Series(rng.choice(names, count, p=share))
    incident = kind == "Anti-social behaviour"
    drawn = rng.bytes(32 * count).hex()
    ids = pd.Series([drawn[at : at + 64] for at in range(0, 64 * count, 64)])
    place = rng.integers(0, 30_000, count)
    number = pd.Series(place).astype(str)
    words = force.replace("-", " ").title()
    lost = rng.random(count) < 0.01
    wrong = rng.random(count) < 0.001
    frame = pd.DataFrame(
        {
            "Crime ID": ids.mask(incident, ""),
            "Month": pd.Series([month] * count).mask(wrong, "2010-01"),
            "Reported by": f"{words} Police",
            "Falls within": f"{words} Police",
            "Longitude": _placed(np.round(-2 + place % 173 / 100, 6), lost),
            "Latitude": _placed(np.round(51 + place / 15_000, 6), lost),
            "Location": pd.Series("On or near Street " + number).mask(lost, "No Location"),
            "LSOA code": pd.Series("E0" + pd.Series(1_000_000 + place).astype(str)).mask(lost, ""),
            "LSOA name": pd.Series(words + " 0" + number.str[:2] + "A").mask(lost, ""),
            "Crime type": kind,
            "Last outcome category": pd.Series(rng.choice(_OUTCOMES, count)).mask(incident, ""),
            "Context": "",
        }
    )
    return pa.Table.from_pandas(frame, preserve_index=False)


def _placed(degrees: np.ndarray, lost: np.ndarray) -> pd.Series:
    return pd.Series(degrees.astype(str)).mask(lost, "")
