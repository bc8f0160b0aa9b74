"""Raw files as publishers lay them out, written by a test that wants one with a fault."""

import zipfile
from datetime import date
from pathlib import Path

from cdrp_analysis.settings import Feed
from cdrp_analysis.sources import FileReading, read

STREET_HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
OUTCOMES_HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Outcome type"
)
SEARCH_HEADER = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,"
    "Age range,Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,"
    "Outcome,Outcome linked to object of search,Removal of more than just outer clothing"
)
STREET_FILE = "2018-01/2018-01-testshire-street.csv"


def street_row(**cells: str) -> str:
    """A sound row of January 2018, with some cells replaced."""
    row = {
        "id": "ab12",
        "month": "2018-01",
        "force": "Testshire Police",
        "within": "Testshire Police",
        "longitude": "-0.221402",
        "latitude": "51.507840",
        "location": "On or near High Street",
        "lsoa": "E01001874",
        "lsoa_name": "Test 001A",
        "type": "Burglary",
        "outcome": "Under investigation",
        "context": "",
    }
    assert set(cells) <= set(row)
    return ",".join((row | cells).values())


def search_row(**cells: str) -> str:
    """A sound stop and search of 15 January 2018, with some cells replaced."""
    row = {
        "type": "Person search",
        "date": "2018-01-15T12:00:00+00:00",
        "operation": "False",
        "named": "",
        "latitude": "51.507840",
        "longitude": "-0.221402",
        "gender": "Male",
        "age": "18-24",
        "self": "",
        "officer": "White",
        "law": "Misuse of Drugs Act 1971 (section 23)",
        "object": "Controlled drugs",
        "outcome": "Arrest",
        "linked": "",
        "clothing": "",
    }
    assert set(cells) <= set(row)
    return ",".join((row | cells).values())


def text(*lines: str) -> bytes:
    """Lines as a file's bytes."""
    return ("\n".join(lines) + "\n").encode()


def write(root: Path, name: str, content: bytes) -> Path:
    """A file below ``root``."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def write_zip(path: Path, members: dict[str, bytes]) -> Path:
    """A zip of the members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def feed(layout: str = "policeuk-street", *files: str, **more) -> Feed:
    """A feed of all CSV files, downloaded in September 2018, unless told otherwise."""
    given = {"key": "test", "vintage": date(2018, 9, 1)} | more
    return Feed(layout=layout, files=list(files) or ["**/*.csv"], **given)


def read_street_rows(root: Path, *rows: str, header: str = STREET_HEADER) -> FileReading:
    """What comes of one street file of January 2018 with these rows."""
    write(root, STREET_FILE, text(header, *rows))
    (reading,) = read(feed(), root)
    return reading


def reasons(reading: FileReading) -> dict[int, str]:
    """Reason per line number."""
    return dict(zip(reading.quarantined["row"], reading.quarantined["reason"], strict=True))
