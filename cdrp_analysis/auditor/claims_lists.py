"""What sentences may claim of lists: priorities, harm, rows received, months covered, contents."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_FIRST = 5  # places in a ranking that are called the first


def _ranked(published: Published) -> pd.DataFrame | None:
    frame = table(published, "priorities", "label", "rank", "rank_lower", "rank_upper")
    if frame is None:
        return None
    return frame.assign(
        listed=len(frame), named=min(_FIRST, len(frame)), first=_FIRST,
        sure=int(frame["rank_upper"].le(_FIRST).sum()),
    )  # fmt: skip


def _harm(published: Published) -> pd.DataFrame | None:
    frame = table(published, "harm", "label", "share_cchi")
    return None if frame is None else frame.assign(listed=len(frame))


def _received(published: Published) -> pd.DataFrame | None:
    """All rows received together."""
    counts = ("rows_in", "accepted", "quarantined", "repeated")
    frame = table(published, "row_accounting", "feed", *counts)
    if frame is None:
        return None
    sums = frame[list(counts)].sum()
    whole = sums["rows_in"] or float("nan")
    lost = abs(whole - sums["accepted"] - sums["quarantined"] - sums["repeated"])
    return pd.DataFrame(
        [{**sums, "share": sums["accepted"] / whole, "feeds": len(frame), "lost": lost}]
    )


def _sources(published: Published) -> pd.DataFrame | None:
    frame = table(published, "source_inventory", "feed", "source")
    if frame is None:
        return None
    return pd.DataFrame({"feeds": [len(frame)], "sources": frame["source"].nunique()})


def _covered(published: Published) -> pd.DataFrame | None:
    """Months of all feeds, those not complete, and each feed's by status."""
    frame = table(published, "month_coverage", "feed", "month", "status")
    if frame is None:
        return None
    short = frame[frame["status"] != "complete"]
    whole = {
        "feeds": frame["feed"].nunique(), "months": frame["month"].nunique(),
        "cells": len(frame), "short": len(short), "feed": "", "status": "",
    }  # fmt: skip
    each = short.groupby(["feed", "status"], as_index=False).size()
    return pd.DataFrame([whole, *({**whole, **one} for one in each.to_dict("records"))])


def _blank(published: Published) -> pd.DataFrame | None:
    frame = table(published, "feed_completeness", "feed", "missing_share")
    if frame is None:
        return None
    return frame[frame["missing_share"].eq(frame["missing_share"].max())]


def _contents(published: Published) -> pd.DataFrame | None:
    frame = table(published, "statutory_checklist", "status")
    if frame is None:
        return None
    covered = frame["status"].astype(str).str.lower().eq("covered").sum()
    return pd.DataFrame({"covered": [covered], "listed": len(frame)})


def _statements(published: Published) -> pd.DataFrame | None:
    """Statements, and those of which this edition prints a note alone."""
    frame = table(published, "statements", "key", "text")
    if frame is None:
        return None
    withheld = frame["text"].isna() | frame["text"].astype(str).str.strip().eq("")
    return pd.DataFrame({"withheld": [withheld.sum()], "listed": len(frame)})


CLAIMS = (
    Claim("The first <named> of <listed> themes", _ranked),
    Claim(r"<label=> \((?:about )?<rank_lower°>(?: to <rank_upper°>)?\)", _ranked),
    Claim(
        "<label=> ranks first: likely place (?:about )?<rank_lower°>(?: to <rank_upper°>)? "
        "of <listed>",
        _ranked,
    ),
    Claim("<sure> themes? stays? in the first five places", _ranked),
    Claim("Chart of <listed> themes by place", _ranked),
    Claim(
        "<label=> carries most harm: <share_cchi%> of the Cambridge index"
        "(?: and <share_volume%> of the offences)?",
        _harm,
    ),
    Claim("Dot chart of <listed> themes: share of offences", _harm),
    Claim(
        "<share%> of <rows_in> rows read from <feeds> feeds? were accepted"
        "(?:: <accepted> accepted, <quarantined> quarantined, <repeated> repeats)?"
        r"(?:[^.]*\. <lost> rows? not accounted for)?",
        _received,
    ),
    Claim("<feeds> feeds? from <sources> sources?", _sources),
    Claim("<short> of <cells> months across <feeds> feeds? (?:is|are) not complete", _covered),
    Claim("<feed=> <size> <status=>(?=,| and |[.])", _covered),
    Claim("Every month of <feeds> feeds? is complete", _covered),
    Claim("Grid of <feeds> feeds? by <months> months", _covered),
    Claim("Most often blank is .*? in <feed=>: <missing_share%> of its rows", _blank),
    Claim("<covered> of the <listed> required contents", _contents),
    Claim("<withheld> of <listed> statements? withheld", _statements),
    Claim("<listed> statements?, none withheld", _statements),
)
