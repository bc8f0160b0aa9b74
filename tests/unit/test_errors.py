"""Every failure says what, where and what to do, and has its own number."""

import pytest

from cdrp_analysis import errors
from cdrp_analysis.errors import InputError, WorkbenchError

NINE_WARDS = [f"E0500039{last}" for last in range(9)]


def test_a_message_says_what_where_and_what_to_do():
    error = InputError("7 rows are not months.", where="street, a.csv", do="download it again")
    assert str(error).splitlines() == [
        "InputError: 7 rows are not months.",
        "  where: street, a.csv",
        "  do:    download it again",
    ]


def test_what_is_not_known_takes_no_line():
    assert str(InputError("the file is empty.")) == "InputError: the file is empty."


def test_eight_areas_are_named_and_the_others_counted():
    assert "areas: " + ", ".join(NINE_WARDS[:8]) + " and 1 more" in str(
        InputError("they overlap.", areas=NINE_WARDS)
    )
    assert "more" not in str(InputError("they overlap.", areas=NINE_WARDS[:8]))


def test_the_parts_are_kept_for_whoever_catches_it():
    error = InputError("x.", where="here", do="that", areas=NINE_WARDS)
    assert (error.what, error.where, error.do, error.areas) == (
        "x.", "here", "that", tuple(NINE_WARDS),
    )  # fmt: skip


@pytest.mark.parametrize(
    "code, name",
    [
        (10, "SettingsError"),
        (11, "InputError"),
        (12, "DisclosureError"),
        (13, "NotebookError"),
        (14, "OutputError"),
        (15, "FetchError"),
    ],
)
def test_each_kind_has_its_exit_code(code, name):
    kind = getattr(errors, name)
    assert kind.exit_code == code
    assert errors.EXIT_CODES[code] is kind
    assert issubclass(kind, WorkbenchError)


def test_no_kind_is_left_without_an_exit_code():
    assert set(WorkbenchError.__subclasses__()) == set(errors.EXIT_CODES.values())
