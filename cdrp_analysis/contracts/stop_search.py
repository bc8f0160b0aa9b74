"""Stops and searches, as data.police.uk publishes them."""

from cdrp_analysis.contracts.base import PROVENANCE, Column, Contract
from cdrp_analysis.contracts.location import COORDINATE_RULES, LATITUDE, LONGITUDE
from cdrp_analysis.contracts.street import MONTH_RULES

STOP_SEARCH = Contract(
    name="stop_search",
    description="One row per search, time-stamped to the minute. Many months have no coordinates.",
    columns=(
        Column("searched_at", "time", "time of the search", "UTC", nullable=False),
        Column("month", "month", "month of the search by London time", nullable=False),
        Column("type", "text", "person, vehicle, or both"),
        Column("operation", "flag", "part of a policing operation"),
        LONGITUDE,
        LATITUDE,
        Column("gender", "text", "as recorded by the officer"),
        Column("age_range", "text", "age band", "years"),
        Column("ethnicity_self", "text", "self-defined ethnicity"),
        Column("ethnicity_officer", "text", "officer-defined ethnicity"),
        Column("legislation", "text", "power used"),
        Column("object_of_search", "text", "what was searched for"),
        Column("outcome", "text", "outcome; its wording changed over the years"),
        Column("outcome_linked", "flag", "outcome linked to the object of the search"),
        Column("clothing_removed", "flag", "more than outer clothing was removed"),
        *PROVENANCE,
    ),
    rules=(*MONTH_RULES, *COORDINATE_RULES),
)
