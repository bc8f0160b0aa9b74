"""What a small area's total leaves for sensitive themes stays open, in every edition."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from cdrp_analysis.auditor.addresses import Address
from cdrp_analysis.auditor.release import audit_numbers
from cdrp_analysis.disclosure.primary import SENSITIVE
from cdrp_analysis.disclosure.protect import protect
from cdrp_analysis.disclosure.relations import Hierarchy
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec
from cdrp_analysis.settings import Thresholds
from tests.unit.test_auditor_numbers import EXACT, SUMS, wards, write

WARDS, THEMES = ("Abbey", "Bourne", "Castle"), ("burglary", "robbery", "weapons", "hate")
SPEC = TableSpec(
    "by_ward", "By ward", "small_area_counts",
    (
        *(Column(key, "key", "") for key in ("ward", "theme", "period")),
        Column("sensitive", "open", ""),
        Column("offences", "count", ""),
    ),
    "places", CellAddress("street", "offences", "ward", "theme", "period"),
)  # fmt: skip


def counted(seed: int, hate: list[int]) -> pd.DataFrame:
    """Wards by themes with all margins; the sensitive theme as given."""
    rng = np.random.default_rng(seed)
    inner = rng.integers(6, 60, size=(len(WARDS), len(THEMES)))
    inner[:, -1] = hate
    table = pd.DataFrame(inner, index=WARDS, columns=THEMES)
    table["all"] = table.sum(axis=1)
    table.loc["Borough"] = table.sum()
    rows = table.rename_axis("ward").reset_index().melt("ward", var_name="theme")
    rows = rows.rename(columns={"value": "offences"})
    return rows.assign(period="2010/11", sensitive=rows["theme"] == "hate")[
        ["ward", "theme", "period", "sensitive", "offences"]
    ]


def released(made: pd.DataFrame):
    hierarchy = Hierarchy({"Borough": WARDS}, {"all": THEMES})
    return protect(
        {"by_ward": made}, {"by_ward": SPEC}, hierarchy=hierarchy, thresholds=Thresholds(round_to=1)
    )


def left_open(shown: pd.DataFrame, ward: str) -> tuple[float, float]:
    """Least and most that can be of the theme that is left out, by all sums of one table."""
    areas, themes = (*WARDS, "Borough"), (*THEMES, "all")
    place = {cell: i for i, cell in enumerate((a, t) for a in areas for t in themes)}
    equal, side = [], []

    def add(total: tuple, parts: list[tuple]) -> None:
        row = np.zeros(len(place))
        row[place[total]] = -1
        row[[place[part] for part in parts]] = 1
        equal.append(row)
        side.append(0.0)

    for area in areas:
        add((area, "all"), [(area, theme) for theme in THEMES])
    for theme in themes:
        add(("Borough", theme), [(area, theme) for area in WARDS])
    known = shown[shown["offences_symbol"] == ""]
    for area, theme, count in known[["ward", "theme", "offences"]].itertuples(index=False):
        equal.append(np.eye(len(place))[place[area, theme]])
        side.append(float(count))
    ask = np.eye(len(place))[place[ward, "hate"]]
    ends = [linprog(sign * ask, A_eq=np.array(equal), b_eq=side) for sign in (1, -1)]
    return tuple(sign * end.fun if end.status == 0 else np.inf
                 for sign, end in zip((1, -1), ends, strict=True))  # fmt: skip


@pytest.mark.parametrize("edition", ["committee", "public"])
@pytest.mark.parametrize("hate", [[12, 10, 31], [0, 6, 9], [3, 14, 0]])
def test_the_threshold_is_open_on_either_side_of_what_is_left_out(edition, hate):
    release = released(counted(7, hate))
    shown = release[edition].tables["by_ward"]
    assert "hate" not in set(shown["theme"])
    for ward, true in zip(WARDS, hate, strict=True):
        least, most = left_open(shown, ward)
        assert least <= max(true - 5, 0) + 1e-6
        assert most >= true + 5 - 1e-6
    assert (release.primaries.reason == SENSITIVE).any()


def test_a_total_that_no_sensitive_theme_is_in_hides_nothing():
    made = counted(7, [12, 10, 31]).assign(sensitive=False)
    release = released(made)
    assert release["committee"].tables["by_ward"]["offences"].notna().all()
    assert not (release.primaries.reason == SENSITIVE).any()


def test_themes_that_another_table_leaves_out_for_other_reasons_ask_for_nothing():
    """A table of one theme and the total: what is left is all the rest, not the sensitive."""
    made = counted(7, [12, 10, 31])
    some = made[made["theme"].isin(["burglary", "hate", "all"])]
    release = released(some)
    assert not (release.primaries.reason == SENSITIVE).any()
    assert release["committee"].tables["by_ward"]["offences"].notna().all()


# ── the auditor ──────────────────────────────────────────────────────────────────────────────

STATED = {
    **SUMS,
    "offence": [{"total": "all", "parts": ["theft", "weapons", "hate"], "complete": True}],
}
SHOWN = ("Abbey theft 12", "Abbey weapons 9", "Abbey all 33", "Castle theft 31", "Castle all 70")


def audited(folder, rows, **options):
    release = write(
        folder, {"wards": (EXACT, wards(*rows))}, sums=STATED, sensitive=["hate"]
    )  # fmt: skip
    return audit_numbers(release, **options)


def test_what_the_auditor_can_take_from_a_total_is_worked_out(tmp_path):
    found = audited(tmp_path / "a", SHOWN)
    assert found["kind"].tolist() == ["worked out"]
    assert "area E05000001, rest of all" in found["what"][0]
    assert "12" not in found["what"][0].split("street")[0].replace("E05000001", "")


def test_a_range_of_less_than_the_threshold_is_too_narrow(tmp_path):
    rounded = EXACT | {"round_to": 1}
    other = {**EXACT, "round_to": 3, "suppress_below": 0}
    total = wards("Abbey all 33")
    parts = wards("Abbey theft 12", "Abbey weapons 9")
    tables = {"parts": (rounded, parts), "totals": (other, total)}
    release = write(tmp_path / "a", tables, sums=STATED, sensitive=["hate"])
    assert audit_numbers(release)["kind"].tolist() == ["too narrow"]
    silent = write(tmp_path / "b", tables, sums=STATED)
    assert audit_numbers(silent).empty


def test_beside_the_truth_the_threshold_must_be_open_on_both_sides(tmp_path):
    hidden = [row.replace("weapons 9", "weapons [c]") for row in SHOWN]
    assert audited(tmp_path / "a", hidden).empty  # 0 to 21

    def known(weapons: int) -> dict[Address, int]:
        counts = {"theft": 12, "weapons": weapons, "all": 33}
        return {Address("street", "E05000001", k, "2010/11"): v for k, v in counts.items()}

    assert audited(tmp_path / "b", hidden, known=known(9)).empty  # 12: from 7 to 17
    assert audited(tmp_path / "c", hidden, known=known(2))["kind"].tolist() == ["too narrow"]
