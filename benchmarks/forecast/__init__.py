"""Measurements of projections and alarms on the Metropolitan Police borough table."""
