"""What may come and what changed: the horizon scan and breaks in the series."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.values import Made, Planted, lines, plant, truth
from cdrp_analysis.sample.world import World

# factor|item|likelihood|impact|horizon|response
_SCAN = """
political|Police and crime commissioners replace authorities|4|3|2012|Brief members
political|Big Society: services run by communities|3|3|2011 to 2014|Offer two wards a pilot
economic|Grants end on 31 March 2011|5|5|April 2011|Rank what to keep
economic|Unemployment among young people rises|4|4|2010 to 2012|Work with the job centre
social|Rents rise and households move|3|3|2011 to 2013|Watch the population estimates
social|More people living alone in old age|4|2|2011 to 2020|Door-step crime visits
technological|Smart phones worth stealing|5|3|now|Registration stalls at schools
technological|Street-level crime maps for the public|5|2|2011|Agree the words beside them
environmental|Second phase of the shopping centre|3|4|2013|Ask for a levy in the permit
environmental|Street lighting dimmed after midnight|3|3|2011|Trial with a control area
legal|Drinking banning orders and licensing reform|4|3|2011|Prepare the policy
legal|Powers for anti-social behaviour replaced|3|2|2012|Train case workers
organisational|Policing in the 21st Century: command units merge|4|4|2011 to 2013|Keep the analyst
organisational|Primary care trusts abolished|4|4|2013|Join the health board
"""
_HIGHEST = "Grants end on 31 March 2011"
_BREAKS = (
    ("all offences", "2002-04-01", "National Crime Recording Standard",
     "Home Office Counting Rules"),
    ("violence", "2008-04-01", "grievous bodily harm with intent: recording rule made clear",
     "Home Office Counting Rules"),
    ("probation_caseload", "2010-06-01", "a delivery unit of its own; before, counted with a "
     "neighbour's", "probation trust, letter of May 2010"),
)  # fmt: skip


def horizon_files(world: World) -> Planted:
    """
    The feeds of the horizon scan and of breaks in series, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        pestelo, series_breaks.
    truths : list of dict
    """
    return plant(
        world,
        {
            "pestelo": ("delivery pestelo", _pestelo),
            "series_breaks": ("delivery series_breaks", _series_breaks),
        },
    )


def _pestelo(world: World, rng: np.random.Generator) -> Made:
    columns = ["factor", "item", "likelihood", "impact", "horizon", "response"]
    rows = lines(_SCAN)
    frame = pd.DataFrame([rows[at] for at in rng.permutation(len(rows))], columns=columns)
    return frame, [
        truth("pestelo_items", "A48", "items of the horizon scan of 2010", len(rows), "items",
              "exact", factors=7),
        truth("pestelo_highest", "A48", "item of the horizon scan of 2010 with the highest "
              "likelihood times impact", _HIGHEST, "", "found", score=25),
    ]  # fmt: skip


def _series_breaks(world: World, rng: np.random.Generator) -> Made:
    frame = pd.DataFrame(_BREAKS, columns=["series", "from_day", "why", "source"])
    return frame, [
        truth("probation_break", "A40", "first day of the probation delivery unit of its own",
              "2010-06-01", "day", "exact", series="probation_caseload"),
        truth("recording_break", "A40", "first day of the clearer rule on violence",
              "2008-04-01", "day", "exact", series="violence"),
    ]  # fmt: skip
