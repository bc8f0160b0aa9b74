"""What sentences may claim of lists: priorities, harm, rows received, months covered, contents."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_FIRST = 5  # places in a ranking that are called the first
_NEARLY_ALL = 0.9  # of the draws


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


def _chances(published: Published) -> pd.DataFrame | None:
    """Chance of the first place, and how many are among the first in nearly all draws."""
    places = [f"p_{place}" for place in range(1, _FIRST + 1)]
    frame = table(published, "priority_places", "label", *places)
    if frame is None:
        return None
    return frame.assign(surely=int((frame[places].sum(axis=1) >= _NEARLY_ALL).sum()))


def _heard(published: Published) -> pd.DataFrame | None:
    """Every theme's place without and with residents, and how many move."""
    names = ("label", "concern_share", "rank_without", "rank_with", "places_gained")
    frame = table(published, "priority_consultation", *names)
    if frame is None:
        return None
    return frame.assign(moved=int(frame["places_gained"].ne(0).sum()))


def _scanned(published: Published) -> pd.DataFrame | None:
    frame = table(published, "horizon_scan", "item")
    return None if frame is None else pd.DataFrame({"listed": [len(frame)]})


def _plan(published: Published) -> pd.DataFrame | None:
    return table(published, "plan_progress", "priority", "actions", "completed", "late")


def _recommended(published: Published) -> pd.DataFrame | None:
    frame = table(published, "recommendations", "key", "text")
    return None if frame is None else pd.DataFrame({"listed": [len(frame)]})


def _reasoned(published: Published) -> pd.DataFrame | None:
    frame = table(published, "priority_reasons", "label", "criterion")
    return None if frame is None else pd.DataFrame({"themes": [frame["label"].nunique()]})


CLAIMS = (
    Claim("<label=> comes first in <p_1%> of the draws", _chances),
    Claim("<surely> themes? (?:is|are) in the first five in nearly all draws", _chances),
    Claim("With residents heard, <label=> moves from <rank_without°> to <rank_with°>", _heard),
    Claim("<moved> (?:themes?|of the themes shown) would stand elsewhere", _heard),
    Claim("Most often named is <label=>, by <concern_share%> of residents", _heard),
    Claim("Most pressing of <listed> matters? on the horizon", _scanned),
    Claim(
        "<completed> of <actions> actions? of the last plan (?:is|are) completed"
        "(?:: <late> of them late, <with_evidence> with evidence)?",
        _plan,
    ),
    Claim("Least was done on <priority=>: <completed> of <actions>", _plan),
    Claim("<listed> recommendations? to decide on", _recommended),
    Claim("What each criterion says of the first <themes> themes?", _reasoned),
    Claim("The first <named> of <listed> themes", _ranked),
    Claim(r"<label=> \((?:about )?<rank_lower°>(?: to <rank_upper°>)?\)", _ranked),
    Claim(
        "<label=> ranks first: likely place (?:about )?<rank_lower°>(?: to <rank_upper°>)? "
        "of <listed>",
        _ranked,
    ),
    Claim(
        "<label=> stands <rank°> of <listed> themes?"
        "(?:: likely place (?:about )?<rank_lower°>(?: to <rank_upper°>)?)?",
        _ranked,
    ),
    Claim("<sure> themes? stays? in the first five places", _ranked),
    Claim("Chart of <listed> themes by place", _ranked),
    Claim(
        "<label=> carries most harm: <share_cchi%> of the "
        "(?:Cambridge index|harm of the themes shown)"
        "(?: and <share_volume%> of (?:the|their) offences)?",
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
