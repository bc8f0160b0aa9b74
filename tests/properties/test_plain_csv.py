"""The fast reader of plain files reads nothing that the careful one would read otherwise."""

import io

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdrp_analysis.sources.plain_csv import read_plain
from cdrp_analysis.sources.tabular import _read_records

HEADINGS = ["a", "b", "c"]
CELLS = st.text(st.sampled_from("ab01 \t\"'é\xa0\u2028\x00\x1c\x0b-"), max_size=4)
LINES = st.lists(CELLS, min_size=2, max_size=4).map(",".join)
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])
BODIES = st.lists(st.tuples(st.one_of(LINES, st.sampled_from(["x,y,z", ",,", ""])), ENDS)).map(
    lambda lines: "".join(line + end for line, end in lines)
)


@settings(max_examples=400, deadline=None)
@given(body=BODIES, last=st.sampled_from(["", "p,q,r", ",,", "p", " , ,\xa0"]))
@example(body="x,y,z\r\n , ,\t\r\n", last="")
@example(body="", last="")
@example(body="\n\n", last="x,y,z")
def test_both_readers_agree_on_cells_and_line_numbers(body, last):
    header = "a,b,c\n"
    fast = read_plain(body + last, ",", HEADINGS, 2)
    if fast is None:
        return
    lines = len(io.StringIO(header, newline="").readlines())
    careful, refused = _read_records(header + body + last, lines, ",", HEADINGS)
    assert refused == {}
    pd.testing.assert_frame_equal(fast, careful)


def test_a_plain_file_takes_the_fast_way_and_others_do_not():
    assert read_plain("x,y,z\n1,2,3\n", ",", HEADINGS, 2).index.tolist() == [2, 3]
    for body in ('x,"y",z\n', "x,y\n", "x,y,z\r1,2,3\r", "x,\x00,z\n"):
        assert read_plain(body, ",", HEADINGS, 2) is None, body
