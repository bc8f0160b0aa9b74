"""A public page shows no number that its published tables do not account for."""

import pandas as pd
import pytest

from cdrp_analysis.auditor.numerals import numerals

PUBLISHED = {
    "ward_offences": pd.DataFrame(
        {"area_name": ["Abbey", "Castle", "Ward 10B"], "offences": [45.0, 1230.0, 60.0]}
    ),
    "shares": pd.DataFrame({"share": [0.127, 0.5], "before": [50.0, 80.0], "after": [57.0, 61.0]}),
}


NAMED = ("Offences from April 2017 to March 2018, 2017/18", "Downloaded 2018-03-31")


def unresolved(tmp_path, body):
    (tmp_path / "p.html").write_text(f"<html><body>{body}</body></html>")
    return numerals(tmp_path, PUBLISHED, allowed=NAMED)


@pytest.mark.parametrize(
    "text",
    [
        "Castle had 1,230 offences.",
        "12.7% of places hold 50% of offences; 13% to the nearest whole number.",
        "Offences rose by 7 on the year before.",  # 57 - 50
        "In the year to 31 March 2018 (2017/18 H2), 2018-03, version 1.2.",
        "Counts from 1 to 4 are hidden; rates per 1,000 residents, 95% limits.",
        "Ward 10B, cells of 400 m, 3 wards.",
        "3.4% of the offences were in Abbey.",  # 45 of 1,335
    ],
)
def test_numbers_with_a_source_resolve(tmp_path, text):
    found = unresolved(tmp_path, f"<p>{text}</p>")
    assert found.empty, found.to_string()


@pytest.mark.parametrize(
    "body",
    [
        "<p>Castle had 1,231 offences.</p>",
        "<p>14.2% of places hold half.</p>",
        '<img alt="Bars; the highest is 988" src="x.png">',
        "<table><tr><td>733</td></tr></table>",
        "<p>The total was 2,018 offences.</p>",
    ],
)
def test_a_number_from_nowhere_is_reported_masked(tmp_path, body):
    found = unresolved(tmp_path, body)
    assert found["kind"].tolist() == ["numeral"]
    assert not any(n in found["what"].iloc[0] for n in ("1,231", "14.2", "988", "733", "2,018"))


@pytest.mark.parametrize(
    ("text", "resolves"),
    [
        ("From April 2017 to March 2018.", True),
        ("The year 2017/18, downloaded on 31 March 2018.", True),
        ("Freedom of Information Act 2000, © 2018, 9 January, 12:30", True),
        ("From April 2017 to March 2019.", False),
        ("The year 2016/17.", False),
        ("Downloaded on 30 March 2018.", False),
        ("Downloaded 2018-03-30.", False),
        ("In 2015, fewer.", False),
    ],
)
def test_a_date_must_be_one_that_the_release_names(tmp_path, text, resolves):
    assert unresolved(tmp_path, f"<p>{text}</p>").empty == resolves


def test_a_distance_in_a_compound_is_a_label(tmp_path):
    """It once resolved only where some other table held the number."""
    assert unresolved(tmp_path, "<p>Groups of 400-metre hexagons.</p>").empty


def test_scripts_and_styles_are_not_text(tmp_path):
    assert unresolved(tmp_path, "<script>var x = 8831;</script><style>a{top:77px}</style>").empty


AREAS = {
    "ward_offences": pd.DataFrame(
        {
            "area_name": ["Abbey", "Abbey", "Castle", "Castle"],
            "label": ["Robbery", "Burglary", "Robbery", "Burglary"],
            "offences": [40.0, 35.0, 15.0, 25.0],
        }
    ),
    "priorities": pd.DataFrame(
        {"label": ["Robbery", "Burglary"], "rank": [1, 2], "share": [0.31, 0.69]}
    ),
}
HEADED = "<table><thead><tr><th>Ward</th><th>Robbery</th></tr></thead><tbody>{}</tbody></table>"


@pytest.mark.parametrize(
    ("body", "resolves"),
    [
        ("<p>Abbey had 40 robbery offences: Robbery 40.</p>", True),
        ("<p>Castle had 40 robbery offences: Robbery.</p>", False),  # Abbey's
        ("<p>Abbey: Burglary 40.</p>", False),  # of another theme
        (HEADED.format("<tr><th>Castle</th><td>15</td></tr>"), True),
        (HEADED.format("<tr><th>Castle</th><td>40</td></tr>"), False),
        ("<h1>Castle ward</h1><p>There were 40 in all.</p>", False),
        ("<p>Robbery is 31% of the whole.</p>", True),
        ("<p>Robbery is 69% of the whole.</p>", False),
        ("<p>Robbery is 31 of the whole.</p>", False),  # a share is no count
        ("<p>Burglary is 2nd.</p>", True),
        ("<p>Burglary is 1st.</p>", False),
        ("<p>All 2 themes.</p>", True),
        ("<p>Abbey: 2 offences of Robbery.</p>", False),  # two themes are not two offences
    ],
)
def test_a_number_must_be_of_what_it_stands_beside(tmp_path, body, resolves):
    (tmp_path / "p.html").write_text(f"<html><body>{body}</body></html>")
    assert numerals(tmp_path, AREAS).empty == resolves


@pytest.mark.parametrize(
    ("labels", "resolves"), [("0 7000 8000", False), ("0 500 1000 1500", True)]
)
def test_the_labels_of_an_axis_are_no_findings(tmp_path, labels, resolves):
    drawn = "".join(f"<text x='1' y='1'>{label}</text>" for label in labels.split())
    (tmp_path / "p.html").write_text(f"<html><body><svg>{drawn}</svg></body></html>")
    assert numerals(tmp_path, AREAS).empty == resolves


RATES = {
    "ward_themes": pd.DataFrame(
        {
            "area_name": ["Borough", "Abbey", "Castle", "Minster", "Tolgate"],
            "theme": ["all", "burglary", "burglary", "burglary", "burglary"],
            "offences": [900, 45, 61, 83, 97],
            "times": [1.0, 1.37, 2.46, 3.58, 0.69],
        }
    ),
    "feeds": pd.DataFrame({"feed": ["street", "lists"], "recorded": [7001, 8002]}),
    "holdout": pd.DataFrame({"method": ["counts"], "pai": [5.67]}),
}


@pytest.mark.parametrize("heading", ["Times the borough's rate", "Recorded"])
@pytest.mark.parametrize(("last", "resolves"), [("0.69", True), ("0.68", False), ("2.46", False)])
def test_a_heading_that_speaks_of_something_else_is_not_heeded(tmp_path, heading, last, resolves):
    """Of the borough there is one figure, of feeds two: the column's own rows decide."""
    figures = {"Abbey": "1.37", "Castle": "2.46", "Minster": "3.58", "Tolgate": last}
    rows = "".join(f"<tr><th scope='row'>{n}</th><td>{v}</td></tr>" for n, v in figures.items())
    page = f"<table><thead><tr><th>Ward</th><th>{heading}</th></tr></thead>{rows}</table>"
    (tmp_path / "p.html").write_text(f"<html><body>{page}</body></html>")
    assert numerals(tmp_path, RATES).empty == resolves


def test_all_is_the_name_of_the_total_only_where_it_stands_alone(tmp_path):
    text = "Counts of all earlier years did best: 5.67."
    (tmp_path / "p.html").write_text(f"<html><body><p>{text}</p></body></html>")
    assert numerals(tmp_path, RATES).empty
