"""The rules on contributors reach the catalogue's own tables, in both editions that leave."""

import pandas as pd
import pytest

from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.protect import protect

# A row of each table, and what is behind it: number, largest, second, top of a sum of 100.
ROWS = {
    "site_outputs": {
        "site": "centre", "site_name": "Centre", "action": "ban", "year": "2010/11", "number": 100,
    },
    "site_places": {
        "intervention": "centre", "event": "Centre", "place": "Centre: at the site",
        "period": "2010/11", "offences": 100, "difference": 1.0,
    },
    "funding_contracts": {
        "year": "2010/11", "kind": "contracts", "line": "outreach", "stream": "Outreach",
        "ends_on": None, "amount": 100, "total": 100.0, "share": 1.0, "hhi": 1.0, "ending": 0.0,
        "ending_share": 0.0,
    },
}  # fmt: skip


def test_these_are_all_tables_by_contributor():
    assert set(ROWS) == {name for name, spec in SPECS.items() if spec.contributors}


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize(
    ("behind", "reason"),
    [
        ((1, 100, 0, 100), "one contributor"),
        ((2, 60, 40, 100), "few contributors"),
        ((5, 85, 8, 93), "dominance"),
        ((12, 20, 15, 35), ""),
    ],
)
def test_few_and_dominant_contributors_hide_a_sum(name, behind, reason):
    spec = SPECS[name]
    companions = dict(zip(("contributors", "largest", "second", "top"), behind, strict=True))
    frame = pd.DataFrame([{**ROWS[name], **companions}])[[c.name for c in spec.columns]]
    release = protect({name: frame}, {name: spec})
    count = spec.cells.count
    for edition in ("committee", "public"):
        shown = release[edition].tables[name]
        assert (shown[f"{count}_symbol"].item() == "[c]") is bool(reason)
        assert not set(companions) & set(shown)
    assert (release.primaries.reason == reason).any()
