"""Periods as people write them, and the same months of other years."""

from datetime import date

import pandas as pd
import pytest

from cdrp_analysis.errors import SettingsError
from cdrp_analysis.periods import Period


@pytest.mark.parametrize(
    "text, first, last, length, label",
    [
        ("2017/18", "2017-04", "2018-03", 12, "2017/18"),
        ("1999/00", "1999-04", "2000-03", 12, "1999/00"),
        ("2017", "2017-01", "2017-12", 12, "2017"),
        ("2017/18 H1", "2017-04", "2017-09", 6, "2017/18 H1"),
        ("2017/18 H2", "2017-10", "2018-03", 6, "2017/18 H2"),
        ("2017 H1", "2017-01", "2017-06", 6, "2017 H1"),
        ("2017 H2", "2017-07", "2017-12", 6, "2017 H2"),
        ("2016-07..2017-06", "2016-07", "2017-06", 12, "July 2016 to June 2017"),
        ("2010-04..2010-09", "2010-04", "2010-09", 6, "April to September 2010"),
        ("  2017/18 ", "2017-04", "2018-03", 12, "2017/18"),
        # Months that are a year by another name carry that name.
        ("2017-04..2018-03", "2017-04", "2018-03", 12, "2017/18"),
        ("2017-01..2017-12", "2017-01", "2017-12", 12, "2017"),
        ("2018-02..2018-02", "2018-02", "2018-02", 1, "February 2018"),
    ],
)
def test_what_a_person_writes(text, first, last, length, label):
    period = Period.parse(text)
    assert (period.first, period.last, period.label) == (first, last, label)
    assert period.months()[0] == first
    assert period.months()[-1] == last
    assert len(period.months()) == length


@pytest.mark.parametrize(
    "label, first, last",
    [
        ("April to September 2010", "2010-04", "2010-09"),
        ("October 2010 to March 2011", "2010-10", "2011-03"),
        ("July 2015 to June 2016", "2015-07", "2016-06"),
        ("February 2018", "2018-02", "2018-02"),
        ("May to May 2018", "2018-05", "2018-05"),
        # A year by another name.
        ("April 2010 to March 2011", "2010-04", "2011-03"),
    ],
)
def test_a_printed_label_is_read_back(label, first, last):
    """Registers of releases keep periods as printed."""
    period = Period.parse(label)
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize("start", [f"2010-{month:02d}" for month in range(1, 13)])
@pytest.mark.parametrize("length", [1, 2, 6, 9, 11, 12, 13, 24])
def test_every_label_that_is_printed_is_read_back_as_the_same_months(start, length):
    first = pd.Period(start, "M")
    period = Period.between(first, first + length - 1)
    assert Period.parse(period.label) == period


@pytest.mark.parametrize(
    "label, why",
    [
        ("September to April 2010", ": the last month comes before the first"),
        ("March 2011 to October 2010", ": the last month comes before the first"),
        ("Sept to October 2010", ""),
        ("april to september 2010", ""),
        ("April to September", ""),
        ("April–September 2010", ""),
        ("2010/11 (9 of 12 months)", ""),
        # A month of its own, as tables write it, is no period of the assessment.
        ("2010-04", ""),
    ],
)
def test_what_no_period_is_printed_as_is_refused(label, why):
    with pytest.raises(SettingsError) as caught:
        Period.parse(label)
    assert caught.value.what == f"{label!r} is not a period{why}."


@pytest.mark.parametrize(
    "text, why",
    [
        ("2017/19", "'2017/19' is not a period: 2017 is followed by 18."),
        ("1999/01", "'1999/01' is not a period: 1999 is followed by 00."),
        ("2017-13..2018-01", "'2017-13..2018-01' is not a period: a month runs from 01 to 12."),
        ("2017-00..2018-01", "'2017-00..2018-01' is not a period: a month runs from 01 to 12."),
        (
            "2018-01..2017-12",
            "'2018-01..2017-12' is not a period: the last month comes before the first.",
        ),
        ("last year", "'last year' is not a period."),
        ("", "'' is not a period."),
        ("2017/18 h1", "'2017/18 h1' is not a period."),
        ("2017/18 H3", "'2017/18 H3' is not a period."),
        # No year of recorded crime, and nothing a calendar of four digits can hold.
        ("0000", "'0000' is not a period."),
        ("9999/00", "'9999/00' is not a period."),
        ("٢٠١٧", "'٢٠١٧' is not a period."),
        ("x" * 200, f"'{'x' * 40}' is not a period."),
    ],
)
def test_what_cannot_be_read_says_why_and_how_to_write_it(text, why):
    with pytest.raises(SettingsError) as caught:
        Period.parse(text)
    assert caught.value.what == why
    assert caught.value.where == "period"
    assert caught.value.do == "write 2017/18, 2017, 2017/18 H1, 2017 H2 or 2016-07..2017-06"


@pytest.mark.parametrize(
    "text, before",
    [
        ("2017/18", Period("2016-04", "2017-03", "2016/17")),
        ("2000/01", Period("1999-04", "2000-03", "1999/00")),
        ("2017", Period("2016-01", "2016-12", "2016")),
        ("2017/18 H2", Period("2016-10", "2017-03", "2016/17 H2")),
        ("2017 H1", Period("2016-01", "2016-06", "2016 H1")),
        ("2016-07..2017-06", Period("2015-07", "2016-06", "July 2015 to June 2016")),
    ],
)
def test_the_same_months_a_year_before_and_back_again(text, before):
    period = Period.parse(text)
    assert period.previous() == before
    assert before.previous(-1) == period


def test_a_run_of_years_ends_with_the_period_itself():
    labels = [period.label for period in Period.parse("2017/18").run_of_years(3)]
    assert labels == ["2015/16", "2016/17", "2017/18"]


@pytest.mark.parametrize(
    "text, day",
    [
        ("2017/18", date(2018, 3, 31)),
        ("2015-03..2016-02", date(2016, 2, 29)),
        ("2017 H1", date(2017, 6, 30)),
    ],
)
def test_the_last_day(text, day):
    assert Period.parse(text).last_day == day


@pytest.mark.parametrize(
    "text, folder",
    [
        ("2017/18", "2017-18"),
        ("2017/18 H1", "2017-18-H1"),
        ("2016-07..2017-06", "July-2016-to-June-2017"),
    ],
)
def test_a_label_becomes_a_folder_name_without_separators(text, folder):
    assert Period.parse(text).slug == folder
