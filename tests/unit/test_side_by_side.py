"""Several calls at once give what they give one after the other."""

import os

import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.side_by_side import side_by_side


def told(number, *, fail=()):
    if number in fail:
        raise InputError(f"{number} is wrong.", where="here", do="mend it")
    return number, os.getpid()


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_calls(workers):
    found = side_by_side(told, [{"number": n} for n in (3, 1, 2)], workers)
    assert [number for number, _ in found] == [3, 1, 2]
    assert (os.getpid() in {process for _, process in found}) is (workers == 1)


def test_one_call_stays_in_this_process():
    assert side_by_side(told, [{"number": 1}], 2) == [(1, os.getpid())]
    assert side_by_side(told, [], 2) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_the_first_failure_is_raised_with_all_it_says(workers):
    given = [{"number": n, "fail": (2, 3)} for n in (1, 2, 3)]
    with pytest.raises(InputError, match="2 is wrong") as failed:
        side_by_side(told, given, workers)
    assert (failed.value.where, failed.value.do, failed.value.exit_code) == ("here", "mend it", 11)
