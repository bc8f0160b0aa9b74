"""The partnership beside its peers: who they are, rates, funnels, changes."""

from cdrp_analysis.disclosure.catalogue.columns import AREA, AREA_NAME, LABEL, SENSITIVE, THEME
from cdrp_analysis.disclosure.tables import Column, TableSpec

_YEAR = Column("period", "key", "Twelve months")
# Whole years of boroughs: the police publish them, and rows of sensitive themes are left out,
# with the total that would give them away.
_OFFENCES = Column("offences", "open", "Recorded offences in the period", "offences")
_RESIDENTS = Column("residents", "open", "Usual residents, mid-year estimate", "people")
_RATE = Column("rate", "open", "Offences per 1,000 residents", "per 1,000")

TABLES = (
    TableSpec(
        "peer_set",
        "The areas the partnership is compared with",
        "administrative",
        (
            AREA,
            AREA_NAME,
            Column("rank", "open", "Place on the list, 1 the most alike"),
            Column("mutual", "open", "Whether it counts the partnership among its own peers"),
        ),
        "comparison",
    ),
    TableSpec(
        "peer_rates",
        "Rates beside the peers' mean, by theme",
        "performance",
        (
            THEME,
            LABEL,
            _YEAR,
            _OFFENCES,
            _RESIDENTS,
            _RATE,
            Column("peers", "open", "Peers with a count of the whole period", "areas"),
            Column("peer_mean", "open", "Mean rate, the partnership's own included", "per 1,000"),
            Column("peer_lowest", "open", "Lowest rate of a peer", "per 1,000"),
            Column("peer_highest", "open", "Highest rate of a peer", "per 1,000"),
            Column("difference", "open", "Own rate less the mean", "per 1,000"),
            Column("difference_share", "open", "Difference as a share of the mean"),
            Column("rank", "open", "Place of the rate, 1 the highest"),
            Column("rank_lower", "open", "Lower end of the 90% rank interval"),
            Column("rank_upper", "open", "Upper end of the 90% rank interval"),
            Column("of_areas", "open", "Areas ranked", "areas"),
            Column("year_log_sd", "open", "Spread from year to year, log scale"),
            SENSITIVE,
        ),
        "comparison",
    ),
    TableSpec(
        "peer_areas",
        "Every area of the wider area in the funnel of each theme",
        "performance",
        (
            AREA,
            AREA_NAME,
            THEME,
            LABEL,
            _YEAR,
            Column("standing", "open", "own, peer or other"),
            Column("recorded", "open", "Recorded offences in the period", "offences"),
            _RESIDENTS,
            _RATE,
            Column("rate_lower", "open", "Lower 95% limit of the rate (exact)", "per 1,000"),
            Column("rate_upper", "open", "Upper 95% limit of the rate (exact)", "per 1,000"),
            Column("all_areas", "open", "Rate of all areas together", "per 1,000"),
            Column("lower_95", "open", "Lower 95% limit, an area of that size", "per 1,000"),
            Column("upper_95", "open", "Upper 95% limit, an area of that size", "per 1,000"),
            Column("lower_998", "open", "Lower 99.8% limit, an area of that size", "per 1,000"),
            Column("upper_998", "open", "Upper 99.8% limit, an area of that size", "per 1,000"),
            Column("z_adjusted", "open", "Distance from all areas in widened standard errors"),
            Column("dispersion", "open", "Mean of the squared z-scores, 1 if only chance"),
            Column("position", "open", "high, rather high, as expected, rather low or low"),
            SENSITIVE,
        ),
        "comparison",
    ),
    TableSpec(
        "peer_changes",
        "Change and direction of travel beside the peers, by theme",
        "performance",
        (
            THEME,
            LABEL,
            Column("period", "key", "The two periods compared"),
            Column("before", "open", "Offences in the period before", "offences"),
            Column("offences", "open", "Offences in the last period", "offences"),
            Column("change_share", "open", "Difference as a share of the count before"),
            Column("change_share_peers", "open", "The same for all peers together"),
            Column("peers", "open", "Peers with both counts", "areas"),
            Column("rank", "open", "Place of the change, 1 the greatest rise"),
            Column("level", "open", "Own rate over that of peers and partnership together"),
            Column("quadrant", "open", "Above or below, and which way it goes"),
            SENSITIVE,
        ),
        "comparison",
    ),
)
