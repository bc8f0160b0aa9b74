"""The assessment file: what is refused, in which words, and what the period override does."""

from datetime import date

import pytest

from cdrp_analysis import settings
from cdrp_analysis.assessment.scaffold import first_file
from cdrp_analysis.errors import SettingsError
from cdrp_analysis.periods import Period
from cdrp_analysis.settings import load, marking

NAME = 'name = "Exampleborough"'
LAYOUT = 'layout = "policeuk-street"'
LABEL = 'label = "2017/18"'


def file_with(folder, *changes, before=""):
    """A sound assessment file with some of its lines replaced."""
    text = before + first_file()
    for old, new in changes:
        assert text.count(f"\n{old}\n") == 1, old
        text = text.replace(f"\n{old}\n", f"\n{new}\n")
    path = folder / "a.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(path, **more):
    with pytest.raises(SettingsError) as caught:
        load(path, **more)
    assert caught.value.exit_code == 10
    return caught.value


@pytest.mark.parametrize(
    "old, new, what, hint",
    [
        # A required key mistyped is named itself, not only the one that is now missing.
        (NAME, 'nmae = "X"', "partnership.nmae is not a setting (1 more).",
         "did you mean 'name'?"),
        (LABEL, LABEL + "\ntrend_year = 5", "period.trend_year is not a setting.",
         "did you mean 'trend_years'?"),
        (LAYOUT, LAYOUT + '\narea_typ = "ward"', "feeds.0.area_typ is not a setting.",
         "did you mean 'area_type'?"),
        (NAME, NAME + "\nzzzz = 1", "partnership.zzzz is not a setting.",
         "known keys: code, csp_code, force, force_code, name"),
    ],
)  # fmt: skip
def test_an_unknown_key_is_refused_and_the_nearest_right_one_named(tmp_path, old, new, what, hint):
    error = refused(file_with(tmp_path, (old, new)))
    assert (error.what, error.where, error.do) == (what, "a.toml", hint)


@pytest.mark.parametrize(
    "line, hint",
    [('ward_editon = "2018"', "did you mean 'ward_edition'?"),
     ("[tresholds]\nsuppress_below = 5\n", "did you mean 'thresholds'?"),
     ("[[theme]]\nkey = 'x'\n", "did you mean 'themes'?")],
)  # fmt: skip
def test_an_unknown_section_or_top_level_key_too(tmp_path, line, hint):
    assert refused(file_with(tmp_path, before=line + "\n")).do == hint


BAD_VALUES = [
    (NAME, "# no name", "partnership.name is missing.", "add it; cdrp new shows how"),
    ('code = "E09000013"', 'code = "E08"',
     r"partnership.code: String should match pattern '^[EW]0[6-9]\d{6}$'",
     "correct that value"),
    (LAYOUT, 'layout = "police"',
     "feeds.0.layout: Input should be 'policeuk-street', 'policeuk-outcomes', "
     "'policeuk-stop-and-search', 'counts-wide', 'counts-long' or 'template'",
     "correct that value"),
    (LAYOUT, 'layout = "counts-wide"',
     "feeds.0: a count table needs area_type (borough, ward or lsoa)", "correct that value"),
    (LAYOUT, 'layout = "template"',
     "feeds.0: a template needs contract, the name of a partner feed: cdrp feeds",
     "correct that value"),
    (LAYOUT, LAYOUT + '\ncontract = "offences"',
     "feeds.0: contract goes with layout = \"template\", not with 'policeuk-street'",
     "correct that value"),
    ('files = ["police-uk/*/*-street.csv"]', "files = []",
     "feeds.0.files: List should have at least 1 item after validation, not 0",
     "correct that value"),
    ("vintage = 2018-09-15", 'vintage = "soon"',
     "feeds.0.vintage: Input should be a valid date or datetime, input is too short",
     "correct that value"),
    ('key = "robbery"', 'key = "burglary"', "a.toml: themes: the key 'burglary' is used twice",
     "correct that value"),
    ('key = "robbery"', 'key = "Robbery!"',
     "themes.1.key: String should match pattern '^[a-z][a-z0-9_]*$'", "correct that value"),
    (LABEL, LABEL + '\nknown_to = "2018-13"',
     r"period.known_to: String should match pattern '^\d{4}-(0[1-9]|1[0-2])$'",
     "correct that value"),
    (LABEL, LABEL + "\ntrend_years = 1",
     "period.trend_years: Input should be greater than or equal to 2", "correct that value"),
]  # fmt: skip


@pytest.mark.parametrize("old, new, what, do", BAD_VALUES)
def test_a_bad_value_is_refused_by_its_place(tmp_path, old, new, what, do):
    error = refused(file_with(tmp_path, (old, new)))
    assert (error.what, error.where, error.do) == (what, "a.toml", do)


def test_two_feeds_of_one_key_are_refused(tmp_path):
    twin = f'\n[[feeds]]\nkey = "street"\n{LAYOUT}\nfiles = ["b/*.csv"]\nvintage = 2018-01-01\n'
    path = file_with(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + twin, encoding="utf-8")
    assert refused(path).what == "a.toml: feeds: the key 'street' is used twice"


@pytest.mark.parametrize("kind", ["ward", "lsoa"])
def test_the_reporting_edition_must_be_among_the_boundaries(tmp_path, kind):
    error = refused(file_with(tmp_path, before=f'{kind}_edition = "1066"\n'))
    held = {"ward": "2018-05", "lsoa": "2011"}[kind]
    assert error.what == f"a.toml: {kind}_edition is '1066', but the boundaries hold ['{held}']"


@pytest.mark.parametrize("key", ["label", "expected"])
def test_an_unreadable_period_is_refused(tmp_path, key):
    change = {"label": (LABEL, 'label = "2017/19"'), "expected": (LAYOUT, LAYOUT +
              '\nexpected = "2017/19"')}  # fmt: skip
    error = refused(file_with(tmp_path, change[key]))
    assert error.what == "'2017/19' is not a period: 2017 is followed by 18."


def test_files_that_cannot_be_read(tmp_path):
    absent = refused(tmp_path / "absent.toml")
    assert absent.what == "there is no file absent.toml."
    assert absent.do == "cdrp new FILE makes one"
    folder = refused(tmp_path)
    assert folder.what == f"{tmp_path.name} cannot be read: Is a directory."
    assert folder.do == "name the assessment file itself"
    (tmp_path / "b.toml").write_text("feeds = [", encoding="utf-8")
    broken = refused(tmp_path / "b.toml")
    assert broken.what.startswith("b.toml is not readable TOML: ")
    assert broken.do == "mend that line"
    (tmp_path / "c.toml").write_bytes(b"\xff\xfe\x00")
    assert refused(tmp_path / "c.toml").what.startswith("c.toml is not readable TOML: 'utf-8'")


def test_a_byte_order_mark_is_no_fault(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text(first_file(), encoding="utf-8-sig")
    assert load(path).partnership.name == "Exampleborough"


def test_no_value_can_be_changed_after_the_check(tmp_path):
    loaded = load(file_with(tmp_path))
    with pytest.raises(ValueError, match="frozen"):
        loaded.partnership.name = "Other"


# The period given on the command line ---------------------------------------------------


@pytest.mark.parametrize(
    "given, label, known_to",
    [
        (None, "2017/18", "2017-12"),
        ("2017", "2017", "2017-12"),
        # What was known of one period says nothing about another.
        ("2016/17", "2016/17", None),
        ("2017-07..2018-06", "July 2017 to June 2018", "2017-12"),
    ],
)
def test_the_period_given_overrides_the_file(tmp_path, given, label, known_to):
    path = file_with(tmp_path, (LABEL, LABEL + '\nknown_to = "2017-12"\ntrend_years = 3'))
    loaded = load(path, period=given)
    assert loaded.period.period.label == label
    assert loaded.period.known_to == known_to
    assert loaded.period.trend_years == 3


@pytest.mark.parametrize("given", ["x", "", "2017/19"])
def test_an_unreadable_period_on_the_command_line_is_refused(tmp_path, given):
    assert "is not a period" in refused(file_with(tmp_path), period=given).what


def test_a_period_that_is_no_section_is_refused_with_and_without_another(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text('period = "2017/18"\n', encoding="utf-8")
    for given in (None, "2017"):
        assert refused(path, period=given).exit_code == 10


# Marking, editions, feeds ---------------------------------------------------------------


@pytest.mark.parametrize(
    "period, mark",
    [
        ("2012/13", "RESTRICTED"),
        ("2013/14", "RESTRICTED"),
        ("2013-05..2014-04", "OFFICIAL-SENSITIVE"),
        ("2014/15", "OFFICIAL-SENSITIVE"),
        ("2017/18", "OFFICIAL-SENSITIVE"),
    ],
)
def test_marking_follows_the_date_of_the_classification_scheme(period, mark):
    """Protective Marking ended when the Government Security Classifications came: 2 April 2014."""
    assert marking(Period.parse(period)) == mark


def boundary(kind, edition):
    return settings.BoundarySet(
        area_type=kind, file="x.geojson", code="code", name="name", edition=edition
    )


def test_the_latest_edition_is_reported_on_unless_another_is_named(tmp_path):
    found = load(file_with(tmp_path))
    sets = [boundary("ward", "2014-05"), boundary("ward", "2018-05"), boundary("borough", "2011")]
    latest = found.model_copy(update={"boundaries": sets})
    assert latest.reporting_edition("ward") == "2018-05"
    named = latest.model_copy(update={"ward_edition": "2014-05"})
    assert named.reporting_edition("ward") == "2014-05"
    assert latest.reporting_edition("lsoa") == ""


def test_feeds_are_found_by_layout_and_area(tmp_path):
    found = load(file_with(tmp_path))
    more = [
        settings.Feed(key=key, layout=layout, files=["x"], vintage=date(2018, 9, 1), area_type=kind)
        for key, layout, kind in (
            ("boroughs", "counts-wide", "borough"), ("wards", "counts-long", "ward"))
    ]  # fmt: skip
    found = found.model_copy(update={"feeds": [*found.feeds, *more]})
    assert [f.key for f in found.feeds_of("policeuk-street")] == ["street"]
    assert [f.key for f in found.feeds_of("counts")] == ["boroughs", "wards"]
    assert [f.key for f in found.feeds_of("counts", "ward")] == ["wards"]


def test_reports_of_anti_social_behaviour_are_no_offences():
    with pytest.raises(ValueError, match='reported, not recorded as an offence: kind = "incident"'):
        settings.Theme(key="asb", label="ASB", street=["Anti-social behaviour"])


@pytest.mark.parametrize(
    "given, number",
    [
        ("at_most = 3", 3),
        ("cost = 100\nfunding = 450", 4),
        ("at_most = 3\ncost = 100\nfunding = 450", 3),
        ("cost = 100\nfunding = 99", 0),
    ],
)
def test_the_funding_allows_whole_areas_and_no_more_than_may_be_chosen(tmp_path, given, number):
    path = file_with(tmp_path, ("[localities]", f"[localities]\n{given}"))
    assert load(path).localities.number == number


def test_funding_without_a_cost_is_refused(tmp_path):
    path = file_with(tmp_path, ("[localities]", "[localities]\nfunding = 450"))
    assert "cost and funding belong together" in str(refused(path))
