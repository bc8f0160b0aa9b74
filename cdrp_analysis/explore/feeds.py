"""Every feed of an assessment by name: its rows, and what its columns mean."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from cdrp_analysis.assessment.feed_pages import assessment_snippet, basis_of, holder_of
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.contracts import CONTRACTS, PARTNER_FEEDS, Contract
from cdrp_analysis.errors import InputError
from cdrp_analysis.explore.names import Names
from cdrp_analysis.sources.lookups import read_lookup
from cdrp_analysis.store import Store

_LAYOUTS = {
    "policeuk-street": "street",
    "policeuk-outcomes": "outcomes",
    "policeuk-stop-and-search": "stop_search",
    "counts-wide": "counts",
    "counts-long": "counts",
}
_KINDS = ("borough", "ward", "lsoa")
_MEASURES = {"population": "residents", "households": "households", "daytime": "daytime"}


class Feed:
    """
    One feed: call it for its accepted rows, ask ``columns`` what they mean.

    The rows are those of the restricted store: as the partner sent them, checked, of every
    release that counts. Placed and sorted into themes they are ``evidence.offences()``.
    """

    def __init__(self, contract: Contract, read: Callable[[], pd.DataFrame], received: bool):
        self.name, self.received, self._contract, self._read = (
            contract.name, received, contract, read,
        )  # fmt: skip
        said = " ".join(contract.description.split())
        self.summary = said if received else f"(not received) {said}"
        columns = "\n".join(
            f"{c.name} : {c.type}{f', {c.unit}' if c.unit else ''}\n    {c.doc}"
            for c in contract.columns
        )
        self.__doc__ = (
            f"{said}\n\nHolder: {holder_of(contract)}. Basis: {basis_of(contract)}.\n\n"
            f"Columns\n-------\n{columns}"
        )

    def __call__(self) -> pd.DataFrame:
        """
        Accepted rows, one per record.

        Raises
        ------
        InputError
            If the assessment file names no such feed.
        """
        if not self.received:
            partner = self.name in PARTNER_FEEDS
            ask = f"cdrp template {self.name} writes what to send the partner; then " * partner
            raise InputError(
                f"the feed {self.name} was not received.",
                where="assessment file",
                do=f"{ask}add to the file:\n{assessment_snippet(self.name)}",
            )
        return self._read()

    @property
    def columns(self) -> pd.DataFrame:
        """One row per column: name, type, unit, whether it may be missing, meaning."""
        return self._contract.documentation()

    def __repr__(self) -> str:
        return f"{self.name}: {self.summary} Call it for its rows."


def feeds_of(evidence: Evidence, store: Store, root: Path) -> Names:
    """Every kind of feed by the name of its contract, received or not."""
    given: dict[str, list[str]] = {}
    for feed in evidence.assessment.feeds:
        given.setdefault(feed.contract or _LAYOUTS[feed.layout], []).append(feed.key)
    made = {}
    for name, contract in CONTRACTS.items():
        read, received = _tables(evidence, root).get(name, (None, False))
        if read is None:
            read, received = _rows(store, contract, given.get(name, [])), name in given
        made[name] = Feed(contract, read, received)
    return Names("feeds", dict(sorted(made.items(), key=lambda item: not item[1].received)))


def _rows(store: Store, contract: Contract, keys: list[str]) -> Callable[[], pd.DataFrame]:
    def read() -> pd.DataFrame:
        frames = [frame for frame in map(store.read, keys) if len(frame)]
        return pd.concat(frames, ignore_index=True) if frames else contract.empty()

    return read


def _tables(evidence: Evidence, root: Path) -> dict[str, tuple[Callable[[], pd.DataFrame], bool]]:
    """What is no file of rows: boundaries, lookups and numbers of people by area."""
    lookups = evidence.assessment.lookups
    kinds = [kind for kind in _KINDS if evidence.has_areas(kind)]
    found = {
        "boundaries": (
            lambda: pd.concat([evidence.areas(k).assign(area_type=k) for k in kinds]),
            bool(kinds),
        ),
        "lookup": (lambda: pd.concat([read_lookup(x, root) for x in lookups]), bool(lookups)),
        "deprivation": (
            lambda: evidence.frame("deprivation"), evidence.has_frame("deprivation"),
        ),
    }  # fmt: skip
    for name, measure in _MEASURES.items():
        held = [k for k in _KINDS if evidence.has_frame(f"{measure}_{k}")]
        found[name] = (
            lambda measure=measure, held=held: pd.concat(
                [evidence.frame(f"{measure}_{k}").assign(area_type=k) for k in held],
                ignore_index=True,
            ),
            bool(held),
        )
    return found
