"""What is invented: the partnership's names and codes, its calendar, and its offences."""

import zlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

# Written into truth.json; raise it whenever the same seed would give other bytes.
GENERATOR = "16"

BOROUGH = "Alderhythe"
BOROUGH_CODE = "E09990001"
CSP_CODE = "E22990001"
FORCE = "Estuary Police"
FORCE_CODE = "E23990001"

# The borough lies in the open water of the outer Thames Estuary (EPSG:27700, metres), inside
# the box of Great Britain but where no street is: no invented offence falls on a real address.
CENTRE = (614_000.0, 183_000.0)

WARDS = (
    "Abbotsmead", "Brickfield", "Cressing Park", "Drovers Green", "Elmwharf", "Fairlow",
    "Granary", "Hythe Town", "Ivorygate", "Keelmarket", "Larkmoor", "Maltings", "North Weir",
    "Orchard Lock", "Priors Court", "Ropewalk",
)  # fmt: skip
NEIGHBOURS = (
    "Bramley Cross", "Castle Moor", "Dunmere", "Estuary Hill", "Farrowgate",
    "Greywater and Sedge", "Hollin Park", "Kingsmarsh", "Lower Wend", "Marl and Ferring",
    "Netherby Dock", "Orrel Strand", "Pellham", "Quarrendon", "Stanmarsh",
)  # fmt: skip
# The count tables spell some areas otherwise than the boundary file does, as real ones do.
SPELLED_OTHERWISE = {
    "Greywater and Sedge": "Greywater & Sedge",
    "Marl and Ferring": "MARL & FERRING",
    "Kingsmarsh": "KINGSMARSH",
    "Netherby Dock": "NETHERBY DOCK",
}
LSOA_COUNT = 110
SNAP_POINT_COUNT = 900
WARD_EDITION = "2002-05"


@dataclass(frozen=True)
class Calendar:
    """
    Every date of the sample; months are first and last, both included.

    Half of 2010/11 is known. The other half is drawn as well, so that a projection can be held
    against what came, but it is in no file.
    """

    period: str = "2010/11"
    drawn: tuple[str, str] = ("2004-04", "2011-03")
    known_to: str = "2010-09"
    released: str = "2010-10-18"
    earlier_released: str = "2010-07-12"  # of the months below; the later release replaces it
    earlier: tuple[str, ...] = ("2010-04", "2010-05", "2010-06")
    opened: str = "2009-04"  # the shopping centre, and with it the break
    stub: str = "2004-03"  # the ward table's first column, published all but empty
    searches_absent: str = "2009-02"
    searches_without_place: str = "2009-03"  # a third of that month's searches has no coordinates
    mixed_lsoa_codes: str = "2010-08"  # 2001 and 2011 codes side by side
    population_years: tuple[int, int] = (2004, 2010)

    def all_months(self) -> list[str]:
        """Months drawn, those not yet known included."""
        return _months(self.drawn)

    def months(self) -> list[str]:
        """Months that the files hold."""
        return _months((self.drawn[0], self.known_to))


def _months(ends: tuple[str, str]) -> list[str]:
    return [str(month) for month in pd.period_range(*ends, freq="M")]


CALENDAR = Calendar()


@dataclass(frozen=True)
class Offence:
    """One row of the count tables and how it behaves."""

    group: str
    offence: str
    code: str  # Home Office class
    pattern: str  # what it shares places, hours and weekdays with
    a_year: float  # expected in this borough in 2008/09
    season: float = 0.0  # amplitude, as a share of the mean
    peak: int = 7  # month of the peak
    trend: float = -0.03  # change a year, on the log scale


# Names as the Metropolitan Police tables of the London Datastore write them, so that weights
# made for those tables apply; the levels are invented, of the order of an inner London borough.
# Home Office classes as the Counting Rules number them.
OFFENCES = (
    Offence("ARSON AND CRIMINAL DAMAGE", "ARSON", "56", "damage", 70, 0.10, 7, -0.06),
    Offence("ARSON AND CRIMINAL DAMAGE", "CRIMINAL DAMAGE", "58", "damage", 1900, 0.05, 7, -0.05),
    Offence("BURGLARY", "BURGLARY BUSINESS AND COMMUNITY", "30", "business", 820, 0.07, 12, -0.03),
    Offence("BURGLARY", "DOMESTIC BURGLARY", "28", "dwelling", 1500, 0.12, 12, -0.06),
    Offence("DRUG OFFENCES", "POSSESSION OF DRUGS", "92D", "drugs", 1400, 0.05, 6, 0.02),
    Offence("DRUG OFFENCES", "TRAFFICKING OF DRUGS", "92A", "drugs", 90, 0.0, 6, 0.01),
    Offence("MISCELLANEOUS CRIMES AGAINST SOCIETY", "MISC CRIMES AGAINST SOCIETY", "99", "theft",
            260, 0.02, 5, -0.02),
    Offence("POSSESSION OF WEAPONS", "POSSESSION OF WEAPONS", "10D", "drugs", 150, 0.06, 6, -0.02),
    Offence("PUBLIC ORDER OFFENCES", "OTHER OFFENCES PUBLIC ORDER", "66", "violence",
            130, 0.08, 7, -0.01),
    Offence("PUBLIC ORDER OFFENCES", "PUBLIC FEAR ALARM OR DISTRESS", "9A", "violence",
            880, 0.12, 7, -0.01),
    Offence("PUBLIC ORDER OFFENCES", "RACE OR RELIGIOUS AGG PUBLIC FEAR", "9B", "violence",
            160, 0.15, 7, -0.01),
    Offence("PUBLIC ORDER OFFENCES", "VIOLENT DISORDER", "65", "violence", 5),
    Offence("ROBBERY", "ROBBERY OF BUSINESS PROPERTY", "34A", "robbery", 45),
    Offence("ROBBERY", "ROBBERY OF PERSONAL PROPERTY", "34B", "robbery", 640, 0.08, 11, -0.06),
    Offence("SEXUAL OFFENCES", "OTHER SEXUAL OFFENCES", "20A", "sexual", 170, 0.10, 7, 0.01),
    Offence("SEXUAL OFFENCES", "RAPE", "19C", "sexual", 54, 0.04, 7, 0.0),
    Offence("THEFT", "BICYCLE THEFT", "44", "bicycle", 880, 0.32, 8, 0.01),
    Offence("THEFT", "OTHER THEFT", "49", "theft", 3100, 0.05, 7, 0.0),
    Offence("THEFT", "SHOPLIFTING", "46", "shops", 1350, 0.05, 12, 0.0),
    Offence("THEFT", "THEFT FROM THE PERSON", "39", "person", 900, 0.08, 12, -0.04),
    Offence("VEHICLE OFFENCES", "AGGRAVATED VEHICLE TAKING", "37/2", "vehicle", 30),
    Offence("VEHICLE OFFENCES", "INTERFERING WITH A MOTOR VEHICLE", "126", "vehicle",
            190, 0.04, 1, -0.05),
    Offence("VEHICLE OFFENCES", "THEFT FROM A VEHICLE", "45", "vehicle", 2100, 0.06, 1, -0.07),
    Offence("VEHICLE OFFENCES", "THEFT OR UNAUTH TAKING OF A MOTOR VEH", "48", "vehicle",
            720, 0.04, 6, -0.08),
    Offence("VIOLENCE AGAINST THE PERSON", "HOMICIDE", "1", "violence", 3),
    Offence("VIOLENCE AGAINST THE PERSON", "STALKING AND HARASSMENT", "8L", "home",
            760, 0.05, 8, -0.01),
    Offence("VIOLENCE AGAINST THE PERSON", "VIOLENCE WITH INJURY", "8N", "violence",
            2150, 0.10, 7, -0.03),
    Offence("VIOLENCE AGAINST THE PERSON", "VIOLENCE WITHOUT INJURY", "105A", "violence",
            1500, 0.07, 7, -0.02),
)  # fmt: skip
ROW_OF = {offence.offence: number for number, offence in enumerate(OFFENCES)}

# Reports, not offences: in the incident files only, never in the count tables.
ANTI_SOCIAL = Offence("", "", "", "anti-social", 5200, 0.18, 7, -0.03)
ANTI_SOCIAL_KINDS = {  # National Incident Category List, with the share of each
    "Rowdy or inconsiderate behaviour": 0.52, "Neighbours": 0.14, "Street drinking": 0.09,
    "Vehicle nuisance or inappropriate use": 0.08, "Noise": 0.07, "Begging or vagrancy": 0.05,
    "Malicious or nuisance communications": 0.05,
}  # fmt: skip
OTHER_INCIDENT_KINDS = {"Concern for safety": 0.6, "Highway disruption": 0.4}
OTHER_INCIDENTS_A_YEAR = 1100


def stream(seed: int, name: str) -> np.random.Generator:
    """A random stream of its own for each part, so that changing one leaves the others alone."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])
