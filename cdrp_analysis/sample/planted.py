"""What is planted among the offences: hotspots, the break of 2009, a spring rise, exact counts."""

from dataclasses import dataclass

from cdrp_analysis.sample.plan import CALENDAR, CENTRE


@dataclass(frozen=True)
class Hotspot:
    """A place that draws offences to it, always or for a time."""

    key: str
    label: str
    kind: str  # persistent, emerging or former
    east: float  # metres from the centre of the borough
    north: float
    radius_m: float
    draws: dict[str, float]  # pattern -> share of its offences drawn here
    on_one_point: float = 0.0  # of these, the share that falls on the point in the middle
    adds: dict[str, float] | None = None  # offence -> a year, over what there would be without
    from_month: str = CALENDAR.drawn[0]
    to_month: str = CALENDAR.drawn[1]


HOTSPOTS = (
    Hotspot(
        "town_centre",
        "Town centre: violence in the night-time economy",
        "persistent",
        350.0,
        250.0,
        260.0,
        {"violence": 0.17, "robbery": 0.13, "drugs": 0.12, "person": 0.14, "theft": 0.06},
    ),
    Hotspot(
        "estate",
        "Weir estate: burglary and anti-social behaviour",
        "persistent",
        950.0,
        -950.0,
        280.0,
        {"dwelling": 0.15, "anti-social": 0.17, "damage": 0.12, "drugs": 0.06},
    ),
    Hotspot(
        "station",
        "Priors station: bicycles, bags and robbery",
        "persistent",
        -350.0,
        -750.0,
        220.0,
        {"bicycle": 0.22, "person": 0.13, "robbery": 0.13, "theft": 0.05, "vehicle": 0.04},
    ),
    Hotspot(
        "shopping_centre",
        "Shopping centre: shoplifting and theft from the person",
        "emerging",
        -1150.0,
        850.0,
        220.0,
        {"robbery": 0.05},
        0.75,
        {"SHOPLIFTING": 700.0, "THEFT FROM THE PERSON": 380.0, "OTHER THEFT": 170.0},
        from_month=CALENDAR.opened,
    ),
    Hotspot(
        "market",
        "Ropewalk market, closed in March 2008",
        "former",
        1250.0,
        750.0,
        220.0,
        {"person": 0.20, "theft": 0.12, "shops": 0.25, "robbery": 0.10, "drugs": 0.08},
        to_month="2008-03",
    ),
)

# A rise that went unseen for a quarter, then a fall; a good summer for violence and cars:
# offence -> factor by month.
_SPRING = {"2010-04": 1.30, "2010-05": 1.30, "2010-06": 1.25,
           "2010-07": 0.88, "2010-08": 0.85, "2010-09": 0.85}  # fmt: skip
_SUMMER = tuple(_SPRING)
TURNS = {
    "DOMESTIC BURGLARY": _SPRING,
    "ROBBERY OF PERSONAL PROPERTY": {
        month: factor + 0.2 * (factor > 1) for month, factor in _SPRING.items()
    },
    "VIOLENCE WITH INJURY": dict.fromkeys(_SUMMER, 0.92),
    "VIOLENCE WITHOUT INJURY": dict.fromkeys(_SUMMER, 0.94),
    "THEFT FROM A VEHICLE": dict.fromkeys(_SUMMER, 0.88),
}
ALARM_OFFENCE = "DOMESTIC BURGLARY"
ALARM_WEEK = "2010-05-10"  # a Monday
ALARM_EXTRA = 45

# Exact numbers of the first half of the year, by half-year ending in September.
KNIFE = {"2010": 158, "2009": 160, "2008": 157, "2007": 163, "2006": 160, "2005": 156,
         "2004": 159}  # fmt: skip
GUN = {"2010": 14, "2009": 17, "2008": 15, "2007": 19, "2006": 18, "2005": 16, "2004": 20}
RAPE = {"2010": 32, "2009": 27}

FROM_OUTSIDE = 0.35  # of charged offenders, share who live outside the borough
FROM_OUTSIDE_AT_THE_CENTRE = 0.62
YOUNG_VICTIMS_AT_THE_CENTRE = 3.0  # robbery victims aged 10 to 17 there, against elsewhere
NEAR_REPEAT = 0.16  # of dwelling burglaries, share set off by one nearby in the fortnight before
NEAR_REPEAT_M = 200.0


@dataclass(frozen=True)
class Posts:
    """Extra officers at a place, from some month on, and the share of offences they keep away."""

    east: float  # metres from the centre of the borough
    north: float
    radius_m: float
    from_month: str
    keeps_away: float

    @property
    def middle(self) -> tuple[float, float]:
        """Easting and northing, metres (EPSG:27700)."""
        return CENTRE[0] + self.east, CENTRE[1] + self.north


POSTS = Posts(-200.0, 1300.0, 280.0, "2009-10", 0.50)

LOST_NEIGHBOUR = "Dunmere"  # its last months of the borough table came incomplete
LOST_MONTHS = ("2010-06", "2010-07", "2010-08", "2010-09")
LOST_KEPT = 0.12
LOST_WARD = "Granary"  # two months of the ward table are blank
LOST_WARD_MONTHS = ("2010-07", "2010-08")
