"""What is invented: the partnership's names and codes, its calendar, and what is planted in it."""

import zlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

# Written into truths.json; raise it whenever the same seed would give other bytes.
GENERATOR = "1"

BOROUGH = "Alderhythe"
BOROUGH_CODE = "E09990001"
CSP_CODE = "E22990001"
FORCE = "Estuary Police"
FORCE_SLUG = "estuary"
FORCE_CODE = "E23990001"
RAILWAY_FORCE = "Estuary Railway Police"
RAILWAY_SLUG = "estuary-railway"

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
WARD_EDITION = "2014-05"


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
class Hotspot:
    """A place that draws a share of some categories' offences to it."""

    key: str
    label: str
    east: float  # metres from the centre of the borough
    north: float
    radius_m: float
    draws: dict[str, float]  # street category -> share of its offences drawn here
    on_one_point: float  # of these, the share that falls on the point in the middle


HOTSPOTS = (
    Hotspot(
        "town_centre",
        "Town centre: violence in the night-time economy",
        350.0,
        250.0,
        260.0,
        {"Violence and sexual offences": 0.14, "Public order": 0.18, "Robbery": 0.15,
         "Drugs": 0.12, "Possession of weapons": 0.12},
        0.0,
    ),
    Hotspot(
        "shopping_centre",
        "Shopping centre: shoplifting and theft from the person",
        -1150.0,
        850.0,
        220.0,
        {"Shoplifting": 0.42, "Theft from the person": 0.38, "Other theft": 0.10,
         "Public order": 0.06, "Bicycle theft": 0.08},
        0.75,
    ),
    Hotspot(
        "estate",
        "Weir estate: burglary and anti-social behaviour",
        950.0,
        -950.0,
        280.0,
        {"Burglary": 0.16, "Anti-social behaviour": 0.17, "Criminal damage and arson": 0.12},
        0.0,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Offence:
    """One row of the count tables and how it behaves."""

    group: str
    offence: str
    category: str  # data.police.uk category; "" where the site does not publish it
    a_year: float  # expected in this borough in the last year, before any planted change
    season: float = 0.0  # amplitude, as a share of the mean
    peak: int = 7  # month of the peak
    trend: float = 0.0  # change a year, on the log scale


_VIOLENCE = "Violence and sexual offences"
_DAMAGE = "Criminal damage and arson"

# Names as the Metropolitan Police tables of the London Datastore write them, so that weights
# made for those tables apply; the levels are invented, of the order of an inner London borough.
OFFENCES = (
    Offence("ARSON AND CRIMINAL DAMAGE", "ARSON", _DAMAGE, 40, 0.10, 7, -0.01),
    Offence("ARSON AND CRIMINAL DAMAGE", "CRIMINAL DAMAGE", _DAMAGE, 1180, 0.05, 7, -0.02),
    Offence("BURGLARY", "BURGLARY BUSINESS AND COMMUNITY", "Burglary", 510, 0.07, 12, -0.01),
    Offence("BURGLARY", "DOMESTIC BURGLARY", "Burglary", 1260, 0.12, 12, -0.02),
    Offence("BURGLARY", "RES BURGLARY OF A HOME", "Burglary", 0),
    Offence("BURGLARY", "RES BURGLARY OF UNCONNECTED BUILDING", "Burglary", 0),
    Offence("DRUG OFFENCES", "POSSESSION OF DRUGS", "Drugs", 850, 0.05, 6, -0.06),
    Offence("DRUG OFFENCES", "TRAFFICKING OF DRUGS", "Drugs", 60, 0.0, 6, 0.01),
    Offence("FRAUD AND FORGERY", "FRAUD AND FORGERY", "", 0),
    Offence(
        "MISCELLANEOUS CRIMES AGAINST SOCIETY", "MISC CRIMES AGAINST SOCIETY", "Other crime",
        300, 0.02, 5, 0.02,
    ),
    Offence(
        "POSSESSION OF WEAPONS", "POSSESSION OF WEAPONS", "Possession of weapons",
        150, 0.06, 6, 0.04,
    ),
    Offence(
        "PUBLIC ORDER OFFENCES", "OTHER OFFENCES PUBLIC ORDER", "Public order", 135, 0.08, 7, 0.03
    ),
    Offence(
        "PUBLIC ORDER OFFENCES", "PUBLIC FEAR ALARM OR DISTRESS", "Public order",
        870, 0.12, 7, 0.05,
    ),
    Offence(
        "PUBLIC ORDER OFFENCES", "RACE OR RELIGIOUS AGG PUBLIC FEAR", "Public order",
        260, 0.15, 7, 0.03,
    ),
    Offence("PUBLIC ORDER OFFENCES", "VIOLENT DISORDER", "Public order", 4),
    Offence("ROBBERY", "ROBBERY OF BUSINESS PROPERTY", "Robbery", 30),
    Offence("ROBBERY", "ROBBERY OF PERSONAL PROPERTY", "Robbery", 480, 0.08, 11, -0.02),
    Offence("SEXUAL OFFENCES", "OTHER SEXUAL OFFENCES", _VIOLENCE, 225, 0.10, 7, 0.07),
    Offence("SEXUAL OFFENCES", "RAPE", _VIOLENCE, 125, 0.04, 7, 0.07),
    Offence("THEFT", "BICYCLE THEFT", "Bicycle theft", 1000, 0.32, 8, 0.01),
    Offence("THEFT", "OTHER THEFT", "Other theft", 2600, 0.05, 7, -0.03),
    Offence("THEFT", "SHOPLIFTING", "Shoplifting", 1300, 0.05, 12, 0.02),
    Offence("THEFT", "THEFT FROM THE PERSON", "Theft from the person", 620, 0.08, 12, 0.0),
    Offence("VEHICLE OFFENCES", "AGGRAVATED VEHICLE TAKING", "Vehicle crime", 24),
    Offence(
        "VEHICLE OFFENCES", "INTERFERING WITH A MOTOR VEHICLE", "Vehicle crime", 410, 0.04, 1, 0.02
    ),
    Offence("VEHICLE OFFENCES", "THEFT FROM A VEHICLE", "Vehicle crime", 1950, 0.06, 1, -0.02),
    Offence(
        "VEHICLE OFFENCES", "THEFT OR UNAUTH TAKING OF A MOTOR VEH", "Vehicle crime",
        800, 0.04, 6, 0.03,
    ),
    Offence("VIOLENCE AGAINST THE PERSON", "DEATH SERIOUS INJURY ILLEGAL DRIVING", _VIOLENCE, 1),
    Offence("VIOLENCE AGAINST THE PERSON", "HOMICIDE", _VIOLENCE, 3),
    Offence(
        "VIOLENCE AGAINST THE PERSON", "STALKING AND HARASSMENT", _VIOLENCE, 840, 0.05, 8, 0.06
    ),
    Offence("VIOLENCE AGAINST THE PERSON", "VIOLENCE WITH INJURY", _VIOLENCE, 1560, 0.10, 7, 0.01),
    Offence(
        "VIOLENCE AGAINST THE PERSON", "VIOLENCE WITHOUT INJURY", _VIOLENCE, 1860, 0.07, 7, 0.04
    ),
)  # fmt: skip

# Reports, not offences: in the street files only, never in the count tables.
ANTI_SOCIAL = Offence("", "", "Anti-social behaviour", 4300, 0.18, 7, -0.03)

# Group -> what its expected number is multiplied by from Calendar.changed_from on.
PLANTED_CHANGE = {"ROBBERY": 1.45, "VEHICLE OFFENCES": 0.72}


def stream(seed: int, name: str) -> np.random.Generator:
    """A random stream of its own for each part, so that changing one leaves the others alone."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])
