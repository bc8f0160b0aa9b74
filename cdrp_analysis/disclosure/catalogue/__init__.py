"""
Every table the assessment makes: its columns, what each is, and which release rule applies.

One module per subject, in the order of the documentation; each holds its ``TABLES``. A new subject
is a module here and a line of :data:`SUBJECTS`.
"""

from cdrp_analysis.disclosure.catalogue import (
    adults,
    alarms,
    check_up,
    comparison,
    data_quality,
    delivery,
    disorder,
    drugs_alcohol,
    interruptions,
    localities,
    places,
    premises,
    priorities,
    redaction,
    sensitive_material,
    strategic_assessment,
    targets,
    times,
    trends,
    victims,
    voice,
    youth,
)
from cdrp_analysis.disclosure.tables import TableSpec

SUBJECTS = (
    data_quality,
    trends,
    comparison,
    interruptions,
    targets,
    delivery,
    voice,
    alarms,
    places,
    times,
    premises,
    victims,
    disorder,
    drugs_alcohol,
    priorities,
    localities,
    youth,
    adults,
    sensitive_material,
    strategic_assessment,
    redaction,
    check_up,
)
TABLES: tuple[TableSpec, ...] = tuple(spec for room in SUBJECTS for spec in room.TABLES)
SPECS: dict[str, TableSpec] = {spec.name: spec for spec in TABLES}

__all__ = ["SPECS", "SUBJECTS", "TABLES"]
