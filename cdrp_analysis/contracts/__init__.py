"""What each feed must look like: columns, types, units, and what is refused."""

from cdrp_analysis.contracts import delivery, health, offenders, police, services, voice
from cdrp_analysis.contracts.areas import BOUNDARIES, LOOKUP
from cdrp_analysis.contracts.base import Column, Contract, Rule
from cdrp_analysis.contracts.counts import COUNTS
from cdrp_analysis.contracts.denominators import DAYTIME, DEPRIVATION, HOUSEHOLDS, POPULATION
from cdrp_analysis.contracts.outcomes import OUTCOMES
from cdrp_analysis.contracts.rows import check_rows, conform
from cdrp_analysis.contracts.stop_search import STOP_SEARCH
from cdrp_analysis.contracts.street import STREET

# What publishers lay out in their own way: each has a reader of its own.
PUBLISHED: dict[str, Contract] = {
    contract.name: contract
    for contract in (
        STREET,
        OUTCOMES,
        STOP_SEARCH,
        COUNTS,
        BOUNDARIES,
        LOOKUP,
        POPULATION,
        HOUSEHOLDS,
        DAYTIME,
        DEPRIVATION,
    )
}
# What partners send by the workbench's templates, in the order of the documentation.
PARTNER_FEEDS: dict[str, Contract] = {
    contract.name: contract
    for room in (police, services, offenders, health, voice, delivery)
    for contract in vars(room).values()
    if isinstance(contract, Contract)
}
CONTRACTS: dict[str, Contract] = PUBLISHED | PARTNER_FEEDS

__all__ = [
    "CONTRACTS",
    "PARTNER_FEEDS",
    "PUBLISHED",
    "Column",
    "Contract",
    "Rule",
    "check_rows",
    "conform",
]
