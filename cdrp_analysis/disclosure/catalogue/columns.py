"""Columns that tables of several subjects have."""

from cdrp_analysis.disclosure.tables import Column

THEME = Column("theme", "key", "Key of the theme; 'all' stands for every offence")
LABEL = Column("label", "open", "Name of the theme as printed")
SENSITIVE = Column("sensitive", "open", "Whether the stricter release rule applies")
FEED = Column("feed", "key", "Name of the feed in the assessment file")
AREA = Column("area", "key", "ONS code of the area")
AREA_NAME = Column("area_name", "open", "Name of the area")
MONTH = Column("month", "key", "Calendar month, YYYY-MM")
OFFENCES = Column("offences", "count", "Recorded offences in the period", "offences")
RESIDENTS = Column("residents", "denominator", "Usual residents, mid-year estimate", "people")
RATES = (
    Column("rate", "derived", "Offences per 1,000 residents over the period", "per 1,000"),
    Column("rate_lower", "derived", "Lower 95% limit of the rate (exact Poisson)", "per 1,000"),
    Column("rate_upper", "derived", "Upper 95% limit of the rate (exact Poisson)", "per 1,000"),
)
