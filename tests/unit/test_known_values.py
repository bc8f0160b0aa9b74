"""Which hidden counts the audit looks for beside their labels."""

from types import SimpleNamespace

import pandas as pd

from cdrp_analysis.assessment.known_values import _hidden_cells


def protected(name: str, **counts: int) -> pd.DataFrame:
    """Two periods of one ward's drugs; 0 stands for a hidden count."""
    rows = [
        ("E1", "Abbey", "drugs", "Drugs", period.replace("_", "/"), number)
        for period, number in counts.items()
    ]
    columns = ["area", "area_name", "theme", "label", "period", "offences"]
    frame = pd.DataFrame(rows, columns=columns)
    marks = frame["offences"].eq(0).map({True: "[c]", False: ""})
    return frame.assign(offences=frame["offences"].mask(marks.ne("")), offences_symbol=marks)


def sought(tables: dict[str, pd.DataFrame], true: int) -> list[tuple[str, str, int]]:
    def table(name: str) -> pd.DataFrame:
        return tables[name].assign(offences=tables[name]["offences"].fillna(true))

    evidence = SimpleNamespace(table=table)
    return list(_hidden_cells(evidence, SimpleNamespace(tables=tables)))


def test_a_hidden_count_is_looked_for_unless_the_same_place_publishes_that_number():
    hidden = protected("ward_offences", a_b=0, b_c=30)
    assert sought({"ward_offences": hidden}, 7) == [("Abbey", "Drugs", 7)]
    assert sought({"ward_offences": hidden}, 30) == []
    # Another table may publish it, for another period.
    rates = protected("ward_theme_rates", a_b=0)
    both = {"ward_theme_rates": rates, "ward_offences": protected("ward_offences", b_c=15)}
    assert sought(both, 15) == []
    assert sought(both, 16) == [("Abbey", "Drugs", 16)]
