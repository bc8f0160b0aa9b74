"""Numbers and symbols survive the way through a CSV file."""

import io

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.release_csv import csv_frame, read_back, shortened
from cdrp_analysis.disclosure.tables import Column, TableSpec

SPEC = TableSpec(
    "rates",
    "",
    "small_area_rates",
    (
        Column("area", "key", ""),
        Column("period", "key", ""),
        Column("offences", "count", ""),
        Column("residents", "denominator", ""),
        Column("signal", "derived", ""),
        Column("known", "open", ""),
    ),
    "places",
)
PROTECTED = pd.DataFrame(
    {
        "area": ["E05000001", "E05000002", "E05000003"],
        "period": ["2017", "2017", "2017"],
        "offences": [10.0, np.nan, 0.0],
        "offences_symbol": ["", "[c]", ""],
        "residents": [1000.0, 2000.0, np.nan],
        "signal": ["up", np.nan, "no clear change"],
        "signal_symbol": ["", "[c]", ""],
        "known": [True, False, True],
    }
).astype(dict.fromkeys(("area", "period", "offences_symbol", "signal_symbol"), "str"))


def test_symbols_stand_in_the_value_column_and_no_cell_is_blank():
    published = csv_frame(PROTECTED)
    assert list(published) == ["area", "period", "offences", "residents", "signal", "known"]
    assert published["offences"].tolist() == [10, "[c]", 0]
    assert published["residents"].tolist() == [1000, 2000, "[x]"]
    assert "" not in published.to_csv(index=False).replace("\n", ",").strip(",").split(",")


def test_reading_back_gives_the_protected_frame_again():
    text = csv_frame(PROTECTED).to_csv(index=False)
    again = read_back(pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False), SPEC)
    pd.testing.assert_frame_equal(again, PROTECTED, check_dtype=False)
    assert again["period"].tolist() == ["2017"] * 3  # a calendar year is a name


def test_reading_back_works_without_the_detour_over_a_file():
    pd.testing.assert_frame_equal(
        read_back(csv_frame(PROTECTED), SPEC), PROTECTED, check_dtype=False
    )


def test_figures_from_one_on_have_three_decimals_and_shares_four():
    """1.0691 could be the longitude of somebody's door; 0.0643 is 6.4%."""
    frame = pd.DataFrame({"point": [1.06908, 210.55555], "share": [0.06434, 0.5], "name": "a"})
    told = shortened(frame)
    assert told["point"].tolist() == [1.069, 210.556]
    assert told["share"].tolist() == [0.0643, 0.5]
    assert frame["point"].tolist() == [1.06908, 210.55555]


def test_a_column_without_any_figure_is_shortened_too():
    frame = pd.DataFrame({"point": pd.array([None, None], dtype="Float64")})
    assert shortened(frame)["point"].isna().all()
