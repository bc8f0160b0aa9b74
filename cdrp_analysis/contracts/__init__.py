"""What each feed must look like: columns, types, units, and what is refused."""

from cdrp_analysis.contracts.areas import BOUNDARIES, LOOKUP
from cdrp_analysis.contracts.base import Column, Contract, Rule, check_rows, conform
from cdrp_analysis.contracts.counts import COUNTS
from cdrp_analysis.contracts.denominators import DEPRIVATION, HOUSEHOLDS, POPULATION
from cdrp_analysis.contracts.outcomes import OUTCOMES
from cdrp_analysis.contracts.stop_search import STOP_SEARCH
from cdrp_analysis.contracts.street import STREET

CONTRACTS: dict[str, Contract] = {
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
        DEPRIVATION,
    )
}

__all__ = ["CONTRACTS", "Column", "Contract", "Rule", "check_rows", "conform"]
