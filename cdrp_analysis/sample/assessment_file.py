"""The sample's assessment file: two commented texts joined, with the calendar filled in."""

from importlib import resources
from string import Template

import pandas as pd

from cdrp_analysis.sample import plan


def assessment_text(calendar: plan.Calendar) -> str:
    """The TOML text that `make_sample` writes beside the raw files."""
    folder = resources.files("cdrp_analysis.sample")
    head = Template((folder / "assessment.toml").read_text(encoding="utf-8"))
    created = pd.Timestamp(calendar.downloaded) + pd.Timedelta(days=4)
    filled = head.substitute(
        borough=plan.BOROUGH,
        borough_code=plan.BOROUGH_CODE,
        csp_code=plan.CSP_CODE,
        force=plan.FORCE,
        force_code=plan.FORCE_CODE,
        period=calendar.period,
        created=created.date().isoformat(),
        review=(created + pd.DateOffset(years=1)).date().isoformat(),
        downloaded=calendar.downloaded,
        earlier=calendar.earlier_downloaded,
        street_first=calendar.street[0],
        street_last=calendar.street[1],
        counts_first=calendar.counts[0],
        counts_last=calendar.counts[1],
    )
    return filled + (folder / "themes.toml").read_text(encoding="utf-8")
