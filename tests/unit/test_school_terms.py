"""School terms as local authorities give them, and those of the invented borough."""

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.calendar_days import bank_holidays
from cdrp_analysis.sample.plan import CALENDAR
from cdrp_analysis.sample.school_terms import school_terms
from cdrp_analysis.settings import SchoolTerms
from cdrp_analysis.sources.school_terms import read_school_terms


def read(folder, text, **options):
    (folder / "terms.csv").write_text(text, encoding="utf-8")
    return read_school_terms(SchoolTerms(file="terms.csv", **options), folder)


def test_runs_are_read_in_order_with_their_own_headings_and_english_dates(tmp_path):
    runs = read(
        tmp_path,
        "Half term,Opens,Closes\nsummer,19/04/2010,28/05/2010\nspring,2010-02-22,2010-04-01\n",
        first_day="Opens",
        last_day="Closes",
    )
    assert runs["first_day"].dt.strftime("%Y-%m-%d").tolist() == ["2010-02-22", "2010-04-19"]
    assert runs["last_day"].dt.strftime("%Y-%m-%d").tolist() == ["2010-04-01", "2010-05-28"]


@pytest.mark.parametrize(
    "rows, message",
    [
        ("01/06/2010,01/05/2010\n", "1 rows of the school terms are refused: it ends before"),
        ("31/06/2010,01/07/2010\n", "first day is not a date"),
        (",01/07/2010\n", "first day is blank"),
        ("01/06/2010,30/06/2010\n30/06/2010,21/07/2010\n", "1 runs of school days begin before"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused(tmp_path, rows, message):
    with pytest.raises(InputError, match=message):
        read(tmp_path, f"first_day,last_day\n{rows}")


def test_a_table_without_the_heading_is_refused(tmp_path):
    with pytest.raises(InputError, match="last_day"):
        read(tmp_path, "first_day,until\n01/06/2010,30/06/2010\n")


def test_the_invented_terms_are_laid_out_as_real_ones(tmp_path):
    terms = school_terms(CALENDAR)
    (tmp_path / "terms.csv").write_text(terms.to_csv(index=False), encoding="utf-8")
    runs = read_school_terms(SchoolTerms(file="terms.csv"), tmp_path)
    assert len(runs) == len(terms)
    days = pd.concat([runs["first_day"], runs["last_day"]])
    assert (days.dt.day_of_week < 5).all()
    named = bank_holidays("2004-04-01", "2011-03-31")["day"]
    assert not days.isin(named).any()
    a_year = runs[runs["first_day"].between("2008-09-01", "2009-08-31")]
    lessons = sum(len(pd.bdate_range(r.first_day, r.last_day)) for r in a_year.itertuples())
    # Schools in England open for 190 days, teachers' five days apart: 195 with those.
    assert 185 <= lessons - 1 <= 196  # less the bank holiday of early May
