"""The sample's assessment file: commented texts joined, with calendar and partner feeds in."""

from collections.abc import Mapping
from importlib import resources
from string import Template

import pandas as pd

from cdrp_analysis.contracts import PARTNER_FEEDS
from cdrp_analysis.sample import plan

_FEED = """
[[feeds]]
key = "{feed}"
layout = "template"
contract = "{feed}"
files = ["{file}"]
{columns}vintage = {released}
source = "{holder}, invented"
"""


def assessment_text(calendar: plan.Calendar, partner_files: Mapping[str, Mapping]) -> str:
    """The TOML text that `make_sample` writes beside the raw files."""
    folder = resources.files("cdrp_analysis.sample")
    head = Template((folder / "assessment.toml").read_text(encoding="utf-8"))
    created = pd.Timestamp(calendar.released) + pd.Timedelta(days=11)
    first, last = calendar.months()[0], calendar.months()[-1]
    feeds = "".join(
        _FEED.format(
            feed=feed,
            file=named["file"],
            columns=_columns(named["columns"]),
            released=calendar.released,
            holder=PARTNER_FEEDS[feed].holder,
        )
        for feed, named in partner_files.items()
    )
    filled = head.substitute(
        borough=plan.BOROUGH,
        borough_code=plan.BOROUGH_CODE,
        csp_code=plan.CSP_CODE,
        force=plan.FORCE,
        force_code=plan.FORCE_CODE,
        period=calendar.period,
        known_to=calendar.known_to,
        created=created.date().isoformat(),
        review=(created + pd.DateOffset(years=1)).date().isoformat(),
        released=calendar.released,
        earlier=calendar.earlier_released,
        first=first,
        last=last,
        partner_feeds=feeds.strip(),
    )
    return filled + (folder / "themes.toml").read_text(encoding="utf-8")


def _columns(headings: Mapping[str, str]) -> str:
    """The line that says what an agency calls the template's columns; none where it does not."""
    pairs = ", ".join(f'{ours} = "{theirs}"' for ours, theirs in headings.items())
    return f"columns = {{ {pairs} }} # their headings\n" if pairs else ""
