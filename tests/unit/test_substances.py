"""Shares within long tables, waits, silence: by hand, and against published values."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures import substances
from cdrp_analysis.measures.flagged import flag_share, shares_of_counts
from cdrp_analysis.measures.parts import with_differences, with_shares
from cdrp_analysis.measures.rates import byar, wilson
from cdrp_analysis.measures.silence import if_silent
from cdrp_analysis.measures.standardisation import directly_standardised
from cdrp_analysis.measures.waits import followed_waits, mean_waits
from tests.drawn import frame

TESTS = frame("""
    offence | part     | number
    theft   | tested   | 70
    theft   | positive | 56
    fraud   | tested   | 80
    fraud   | positive | 48
""")
WHOLES = {"positive": "tested"}


def test_a_share_stands_in_the_row_of_its_part_and_nowhere_else():
    made = with_shares(TESTS, by=["offence"], part="part", wholes=WHOLES)
    assert made["share"].round(3).tolist()[1::2] == [0.8, 0.6]
    assert made["share"].isna().tolist() == [True, False, True, False]
    lower, upper = wilson(56, 70)
    assert made.loc[1, "share_lower"] == lower.item() and made.loc[1, "share_upper"] == upper.item()


def test_the_difference_is_newcombes():
    """Newcombe (1998), Statistics in Medicine 17, table II, example (a), method 10."""
    made = with_differences(TESTS, by="offence", part="part", wholes=WHOLES)
    names = ["difference_share", "difference_share_lower", "difference_share_upper"]
    assert made.loc[1, names].astype(float).round(4).tolist() == [0.2, 0.0524, 0.3339]
    assert made.loc[3, names].astype(float).round(4).tolist() == [-0.2, -0.3339, -0.0524]


@pytest.mark.parametrize("row", [0, 1])
def test_a_hidden_count_hides_its_share_and_every_difference(row):
    given = TESTS.astype({"number": "Float64"})
    given.loc[row, "number"] = pd.NA
    made = with_differences(
        with_shares(given, by=["offence"], part="part", wholes=WHOLES),
        by="offence", part="part", wholes=WHOLES,
    )  # fmt: skip
    assert made["share"].notna().tolist() == [False, False, False, True]
    assert made["difference_share"].isna().all()


@pytest.mark.parametrize(("least", "shown"), [(70, 2), (71, 1), (81, 0)])
def test_no_share_rests_on_too_small_a_whole(least, shown):
    made = with_shares(TESTS, by=["offence"], part="part", wholes=WHOLES, least=least)
    assert made["share"].notna().sum() == shown


def test_rounding_that_makes_a_part_more_than_its_whole_gives_no_share():
    odd = TESTS.assign(number=[70, 75, 80, 48])
    made = with_shares(odd, by=["offence"], part="part", wholes=WHOLES)
    assert made["share"].notna().tolist() == [False, False, False, True]


def test_a_whole_may_be_parts_added_up():
    said = frame("""
        silent | part                | number
        0.0    | live with children  | 81
        0.0    | do not              | 369
        0.4    | live with children  | 81
        0.4    | do not              | 369
    """)
    made = substances.parent_shares(said)
    assert made["share"].round(3).dropna().tolist() == [0.18, 0.3]


def test_groups_are_compared_within_their_kind():
    rows = [("Everyone", 100, 80), ("Sex: female", 40, 36), ("Sex: male", 60, 44),
            ("Age: 18-24", 50, 40), ("Age: 25-34", 50, 40)]  # fmt: skip
    long = pd.DataFrame(
        [(g, part, n) for g, started, prompt in rows
         for part, n in (("started", started), ("within three weeks", prompt),
                         ("later", started - prompt))],
        columns=["group", "part", "number"],
    )  # fmt: skip
    made = substances.wait_shares(long)
    prompt = made[made["part"] == "within three weeks"].set_index("group")
    assert np.isnan(prompt.loc["Everyone", "difference_share"])
    assert prompt.loc["Sex: female", "difference_share"] == pytest.approx(36 / 40 - 44 / 60)
    assert prompt.loc["Age: 18-24", "difference_share"] == 0


def test_every_step_of_the_ladder_has_a_whole_in_it():
    for ladder in substances.LADDERS.values():
        rows = pd.DataFrame({"ladder": "l", "step": ladder, "number": 100})
        assert substances.ladder_shares(rows)["share"].notna().tolist() == [
            False, *[True] * (len(ladder) - 1),
        ]  # fmt: skip


def test_needs_that_nobody_may_see_leave_the_others_without_a_share():
    need = pd.DataFrame({"part": list(substances.NEEDS), "number": [60.0, 20.0, 10.0, np.nan]})
    assert substances.need_shares(need)["share"].isna().all()
    assert substances.need_shares(need.fillna(10))["share"].tolist() == [0.6, 0.2, 0.1, 0.1]


# ── waits ────────────────────────────────────────────────────────────────────────────────────


def test_the_latest_are_left_out_for_their_long_waits_cannot_be_known():
    rows = pd.DataFrame(
        {"start": pd.to_datetime(["2010-01-01", "2010-06-30", "2010-07-03"]),
         "end": pd.to_datetime(["2010-01-11", None, "2010-07-04"])}
    )  # fmt: skip
    kept = followed_waits(rows, start="start", end="end", last=pd.Timestamp("2010-09-30"), days=90)
    assert kept["wait"].astype(object).where(kept["wait"].notna(), None).tolist() == [10.0, None]


def test_a_mean_has_students_limits_and_one_wait_has_none():
    """Student (1908), the ten differences of his first example: mean 1.58, s.e. 0.389."""
    extra = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    other = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    gain = pd.Series(other) - pd.Series(extra)
    one = pd.DataFrame({"wait": [3.0, np.nan], "by": "b"})
    rows = pd.concat([gain.to_frame("wait").assign(by="a"), one])
    made = mean_waits(rows, by="by").set_index("by")
    assert made.loc["a", ["mean", "lower", "upper"]].astype(float).round(2).tolist() == [
        1.58, 0.70, 2.46,
    ]  # fmt: skip
    assert made.loc["b", ["rows", "ended", "mean"]].tolist() == [2, 1, 3.0]
    assert np.isnan(made.loc["b", "lower"])


# ── silence ──────────────────────────────────────────────────────────────────────────────────


def test_silence_raises_a_share_as_rogan_and_gladen_have_it():
    assert if_silent(0.18, 0.4) == pytest.approx(0.30)
    assert if_silent(0.9, 0.5) == 1.0


@pytest.mark.parametrize("part", [-0.1, 1.0])
def test_nobody_can_be_less_than_silent_or_all_of_them(part):
    with pytest.raises(InputError, match="cannot have kept silent"):
        if_silent(0.2, part)


# ── admissions and marks ─────────────────────────────────────────────────────────────────────


def test_a_rate_from_its_total_and_factors_is_the_standardised_rate():
    ages = frame("""
        area | age | count | residents | weight
        A    | 1   | 10    | 5000      | 60000
        A    | 2   | 40    | 4000      | 40000
    """)
    direct = directly_standardised(ages, by=["area"]).assign(residents=9000)
    made = substances.age_factors(direct).rename(columns={"count": "admissions"})
    again = substances.rates_from_totals(made.drop(columns=["rate", "rate_lower", "rate_upper"]))
    for name in ("rate", "rate_lower", "rate_upper"):
        assert again[name].iloc[0] == pytest.approx(direct[name].iloc[0])
    rounded = substances.rates_from_totals(made.assign(admissions=55))
    assert rounded["rate"].iloc[0] == pytest.approx(1.1 * direct["rate"].iloc[0])
    hidden = made.astype({"admissions": "Float64"}).assign(admissions=pd.NA)
    assert substances.rates_from_totals(hidden)["rate"].isna().all()
    assert byar([55])[0] > 40


def test_blanks_leave_a_range_and_no_answer_no_share():
    found = flag_share(pd.Series([True, False, False, None], dtype="boolean"))
    assert (found["rows"], found["said"], found["flagged"]) == (4, 3, 1)
    assert found["share"] == pytest.approx(1 / 3)
    assert (found["share_least"], found["share_most"]) == (0.25, 0.5)
    silent = flag_share(pd.Series([None, None], dtype="boolean"))
    assert silent["said_share"] == 0
    assert all(np.isnan(silent[f"share{end}"]) for end in ("", "_lower", "_least", "_most"))


def test_hidden_counts_of_marks_give_no_share():
    rows = pd.DataFrame({"rows": [10.0, 10.0], "said": [np.nan, 8.0], "flagged": [2.0, np.nan]})
    made = shares_of_counts(rows)
    assert made[["share", "share_lower", "share_most"]].isna().all().all()
