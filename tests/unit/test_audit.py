"""Secrets planted in every wrapping are found; a clean folder gives no finding."""

import base64
import html
import io
import json
import struct
import zipfile
import zlib
from urllib.parse import quote

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.auditor import audit, decoders, folder
from cdrp_analysis.auditor.checks import SmallCounts
from cdrp_analysis.auditor.folder import Secrets, audit_folder

CRIME_ID = "3f7a9c1e5b2d8f604a7c9e1b3d5f7081a2c4e6f80b1d3f5a7c9e0b2d4f6a8c1e"
POINT = (-0.223917, 51.493142)
VERTEX = (-0.214563, 51.487219)
PATH = "restricted/tables/ward_offences_full"
ID, NAME, OUTSIDE = "crime identifier", "restricted name", "external address"
SECRETS = Secrets(
    identifiers=frozenset({CRIME_ID}),
    names=frozenset({PATH, "j.barnes", "2017-04-borough-street.csv"}),
    cells=(("Castle", "Robbery", 3),),
    points=frozenset({POINT}),
    allowed_coordinates=frozenset({VERTEX, (-0.2, 51.5)}),
)
PUBLISHED = {
    "ward_offences": pd.DataFrame(
        {
            "area_name": ["Abbey", "Castle"],
            "label": ["Robbery", "Robbery"],
            "offences": [45.0, np.nan],
            "offences_symbol": ["", "[c]"],
        }
    ),
    "annual_offences": pd.DataFrame(
        {"label": ["Homicide"], "offences": [2.0], "offences_symbol": [""]}
    ),
}


def page(body="", head=""):
    return (
        "<!DOCTYPE html><html lang='en'><head><title>Strategic assessment</title>"
        f"{head}</head><body><h1>Places</h1>{body}</body></html>"
    )


def png(*chunks, after=b""):
    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    start = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return (
        b"\x89PNG\r\n\x1a\n"
        + start
        + b"".join(chunk(k, b) for k, b in chunks)
        + pixels
        + chunk(b"IEND", b"")
        + after
    )


def b64(data):
    return base64.b64encode(data if isinstance(data, bytes) else data.encode()).decode()


def as_uri(data):
    return f"data:image/png;base64,{b64(data)}"


def archive(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name.replace("__", "."), content)
    return stream.getvalue()


def entities(text):
    return "".join(f"&#{ord(c)};" for c in text)


def escapes(text):
    return "".join(f"\\u{ord(c):04x}" for c in text)


SVG = f"<svg xmlns='http://www.w3.org/2000/svg'><title>Crime {CRIME_ID}</title></svg>"
TOOLTIP = f"<html><body><script>L.marker([{POINT[1]}, {POINT[0]}]).bindTooltip('x')</script></body>"
COORDINATES = np.array([POINT[1], 51.49, POINT[1]]).tobytes()
NINO = "QQ123456C".replace("QQ", "AB")

# What is planted, the file it is planted in, its bytes, and the kind of finding wanted.
PLANTED = {
    "a file of an unpublished type in a data URI in capitals": (
        "p.html",
        page('<a href="DATA:Application/Pdf,a">form</a>'),
        "file type",
    ),
    "crime id in a figure title in a percent-encoded SVG": (
        "p.html",
        page(f'<img alt="map" src="data:image/svg+xml,{quote(SVG)}">'),
        ID,
    ),
    "crime id in a base64 SVG": (
        "p.html",
        page(f'<img alt="m" src="data:image/svg+xml;base64,{b64(SVG)}">'),
        ID,
    ),
    "sixteen digits of a crime id": ("p.html", page(f"<p>Row {CRIME_ID[:16]}</p>"), ID),
    "crime id broken up by markup": (
        "p.html",
        page(f"<p>{CRIME_ID[:9]}<b>{CRIME_ID[9:20]}</b></p>"),
        ID,
    ),
    "crime id in capitals in a CSV": ("d.csv", f"area,id\nA,{CRIME_ID.upper()}\n", ID),
    "crime id as a JSON key": ("d.json", json.dumps({CRIME_ID: 1}), ID),
    "coordinate in a map inside an escaped iframe": (
        "p.html",
        page(f'<iframe srcdoc="{html.escape(TOOLTIP)}"></iframe>'),
        "coordinate",
    ),
    "coordinate in an iframe in an iframe": (
        "p.html",
        page(
            '<iframe srcdoc="{}"></iframe>'.format(
                html.escape(f'<iframe srcdoc="{html.escape(TOOLTIP)}"></iframe>')
            )
        ),
        "coordinate",
    ),
    "coordinate as GeoJSON": (
        "m.geojson",
        json.dumps({"type": "Point", "coordinates": list(POINT)}),
        "coordinate",
    ),
    "coordinates as a base64 array": (
        "p.html",
        page(f'<script>var x={{"bdata":"{b64(COORDINATES)}"}}</script>'),
        "coordinate",
    ),
    "one latitude alone": ("d.csv", f"area,value\nA,{POINT[1]}\n", "coordinate"),
    "small count in an alt text": (
        "p.html",
        page('<img alt="Bar chart: 3 robberies in Abbey" src="x.png">'),
        "small count",
    ),
    "small count in words": ("p.html", page("<p>There were two burglaries.</p>"), "small count"),
    "hidden count in prose": (
        "p.html",
        page("<p>In Castle recorded Robbery stood at 3.</p>"),
        "hidden count",
    ),
    "hidden count beside other numbers": (
        "p.html",
        page("<p>Castle is 2nd to 8th of 16. In 17 themes, 20% of Robbery, Castle had 3.</p>"),
        "hidden count",
    ),
    "hidden count in a table": (
        "p.html",
        page(
            "<table><thead><tr><th>Ward</th><th>Robbery</th></tr></thead>"
            "<tbody><tr><th>Castle</th><td>3</td></tr></tbody></table>"
        ),
        "hidden count",
    ),
    "hidden count in a CSV row": ("d.csv", "area,label,n\nCastle,Robbery,3\n", "hidden count"),
    "hidden count in a JSON object": (
        "d.json",
        json.dumps([{"area": "Castle", "label": "Robbery", "n": 3}]),
        "hidden count",
    ),
    "hidden count beneath JSON keys": (
        "d.json",
        json.dumps({"Castle": {"2010": {"Robbery": [1200, 3]}}}),
        "hidden count",
    ),
    "hidden count in JSON columns": (
        "d.json",
        json.dumps({"title": "Robbery", "area": ["Abbey", "Castle"], "n": [45, 3]}),
        "hidden count",
    ),
    "hidden count in a JSON list": ("d.json", '[["Castle", "Robbery", "3"]]', "hidden count"),
    "restricted path in notebook metadata": (
        "p.html",
        page(f'<script type="application/json">{json.dumps({"papermill": {"in": PATH}})}</script>'),
        NAME,
    ),
    "restricted path in a comment": ("p.html", page(f"<!-- from {PATH} -->"), NAME),
    "restricted path with other slashes": (
        "p.html",
        page("<p>" + PATH.replace("/", "\\") + "</p>"),
        NAME,
    ),
    "user name in a data attribute": ("p.html", page('<div data-by="J.Barnes"></div>'), NAME),
    "machine path": ("p.html", page("<p>/home/analyst/cdrp/data.bin</p>"), "path"),
    "crime id in a PNG text chunk": ("i.png", png((b"tEXt", b"Comment\0" + CRIME_ID.encode())), ID),
    "path in a compressed PNG chunk": (
        "i.png",
        png((b"zTXt", b"Source\0\0" + zlib.compress(PATH.encode()))),
        NAME,
    ),
    "path in an international PNG chunk": (
        "i.png",
        png((b"iTXt", b"Source\0\1\0\0\0" + zlib.compress(PATH.encode()))),
        NAME,
    ),
    "name in the EXIF block": ("i.png", png((b"eXIf", b"MM\0*\0\0by j.barnes today")), NAME),
    "archive behind an image": ("i.png", png(after=archive(a__txt=PATH)), NAME),
    "PNG in a page": (
        "p.html",
        page(f'<img alt="m" src="{as_uri(png((b"tEXt", b"c " + PATH.encode())))}">'),
        NAME,
    ),
    "crime id in a zip member": ("a.zip", archive(rows__csv=f"id\n{CRIME_ID}\n"), ID),
    "National Insurance number as entities": (
        "p.html",
        page(f"<p>{entities(NINO)}</p>"),
        "pattern",
    ),
    "entities within entities": (
        "p.html",
        page(f"<p>{html.escape(entities(NINO))}</p>"),
        "pattern",
    ),
    "number as script escapes": (
        "p.html",
        page(f'<script>var s = "{escapes(NINO)}";</script>'),
        "pattern",
    ),
    "postcode": ("p.html", page("<p>near W6 9JU</p>"), "pattern"),
    "phone number": ("p.html", page("<p>ring 020 7946 0123</p>"), "pattern"),
    "vehicle mark": ("p.html", page("<p>a van, LB17 XYZ</p>"), "pattern"),
    "PNC identifier": ("p.html", page("<p>2001/0123456X</p>"), "pattern"),
    "crime reference": ("p.html", page("<p>see 6512345/17</p>"), "pattern"),
    "grid reference": ("p.html", page("<p>TQ 2345 7890</p>"), "pattern"),
    "hash of an input": ("d.json", json.dumps({"sha": "ab" * 32}), "hash"),
    "error trace": ("p.html", page("<pre>Traceback (most recent call last)\n x</pre>"), "code"),
    "code cell": ("p.html", page('<div class="highlight-ipynb"><pre>x</pre></div>'), "code"),
    "import": ("p.html", page("<pre>import pandas as pd</pre>"), "code"),
    "notebook": ("n.ipynb", json.dumps({"cells": []}), "file type"),
    "external image": ("p.html", page('<img alt="" src="https://tiles.example/1.png">'), OUTSIDE),
    "external style": ("p.html", page(head="<style>@import '//x.example/a.css'</style>"), OUTSIDE),
    "tile server": (
        "p.html",
        page("<script>t('https://{s}.tile.example/{z}/{x}/{y}.png')</script>"),
        OUTSIDE,
    ),
    "fetch": ("p.html", page("<script>fetch('https://x.example/d')</script>"), OUTSIDE),
    "UTF-16": ("t.txt", f"id {CRIME_ID}".encode("utf-16"), ID),
    "zero-width characters": ("p.html", page("<p>" + "\u200b".join(CRIME_ID[:20]) + "</p>"), ID),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_secret_is_found_and_not_repeated(tmp_path, what):
    name, content, kind = PLANTED[what]
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    findings = audit_folder(tmp_path, secrets=SECRETS, published=PUBLISHED)
    assert kind in set(findings["kind"]), findings
    told = findings.to_csv(index=False).lower()
    for secret in (CRIME_ID[:16], PATH, str(POINT[0]), NINO.lower(), "j.barnes", "020 7946"):
        assert secret not in told


CLEAN = page(
    f"""
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:">
    <p>Abbey had the highest rate in the year to March 2018: 9.1 per 1,000 residents (95% limits
    7.0 to 11.6). Counts from 1 to 4 are hidden; 45 robberies in Abbey. Version 1.0, 2017/18 H2.</p>
    <p>Castle is 2nd to 3rd of 3 wards: Robbery is first of its 3 themes, with 3% of the borough's,
    for 3 months, and costs £3 a head.</p>
    <p>Homicide: 2. See <a href="https://www.ons.gov.uk/">the statistics office</a>.</p>
    <table><caption>Robbery by ward</caption>
    <thead><tr><th>Ward</th><th>Robbery</th><th>Rank</th></tr></thead>
    <tbody><tr><th>Castle</th><td>[c]</td><td>2</td></tr></tbody></table>
    <img alt="Map in three bands" src="{as_uri(png((b"tEXt", b"Software fig")))}">
    <svg viewBox="0 0 100 100"><path d="M 51.493142 0.223917"/>
    <title>Three bands</title></svg>
    <script>var outline = [[{VERTEX[1]}, {VERTEX[0]}], [51.5, -0.2]];</script>
    """
)


def test_a_clean_folder_gives_no_finding(tmp_path):
    (tmp_path / "index.html").write_text(CLEAN)
    (tmp_path / "data").mkdir()
    csv = "area_name,label,offences,rate\nAbbey,Robbery,45,9.123456789\nCastle,Robbery,[c],[c]\n"
    (tmp_path / "data" / "ward_offences.csv").write_text(csv)
    features = [{"type": "Point", "coordinates": [round(VERTEX[0], 5), round(VERTEX[1], 5)]}]
    (tmp_path / "outline.geojson").write_text(json.dumps({"features": features}))
    # Area, offence and number each say something of their own: nothing is told of the three.
    rules = {"area": "Castle", "tables": {"crimes": {"round_to": 3}}, "themes": ["Robbery"]}
    (tmp_path / "structure.json").write_text(json.dumps(rules))
    findings = audit_folder(tmp_path, secrets=SECRETS, published=PUBLISHED)
    assert findings.empty, findings.to_string()


def test_a_link_out_of_the_folder_is_a_finding_and_is_not_followed(tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text(CRIME_ID)
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "rows.csv").symlink_to(outside)
    findings = audit_folder(tmp_path / "public", secrets=SECRETS, published={})
    assert findings["what"].tolist() == ["a link to another file"]


def test_a_file_named_after_a_secret_is_reported_without_its_name(tmp_path):
    (tmp_path / f"{CRIME_ID}.csv").write_text("a\n1\n")
    findings = audit_folder(tmp_path, secrets=SECRETS, published={})
    assert {"crime identifier"} <= set(findings["kind"])
    assert CRIME_ID[:16] not in findings.to_csv()


def test_what_ten_large_pages_repeat_is_read_once(tmp_path, monkeypatch):
    """Else an edition of many pages, each with the same script and table, could not be audited."""
    table = "".join(f"<tr><th>Ward {i}</th><td>{i * 10}</td></tr>" for i in range(200))
    script = "function f(a,b){return a%b?'\\u0041':\"x\"};" * 500
    read = []
    monkeypatch.setattr(folder, "screened", lambda text: read.append(text) or iter(()))

    def texts_read(pages):
        read.clear()
        for number in range(pages):
            body = f"<p>Page {number}</p><table>{table}</table><script>{script}</script>"
            (tmp_path / f"{number}.html").write_text(page(body))
        audit_folder(tmp_path, secrets=SECRETS, published=PUBLISHED)
        return len(read)

    alone = texts_read(1)
    assert alone > 400
    assert texts_read(10) == alone + 9  # every other page has one paragraph of its own


def test_a_page_is_decoded_once_for_all_who_ask_unless_its_bytes_changed(monkeypatch):
    decoded = []
    whole = decoders.decode
    monkeypatch.setattr(decoders, "decode", lambda *given: decoded.append(given) or whole(*given))
    decoder, first = decoders.Decoder(), page("<p>One</p>").encode()
    assert list(decoder("a.html", first)) == list(whole("a.html", first))
    assert list(decoder("a.html", first)) == list(whole("a.html", first))
    changed = page("<p>Two</p>").encode()
    assert "Two" in {piece.text for piece in decoder("a.html", changed)}
    assert len(decoded) == 2


PARTNERS = Secrets(
    identifiers=frozenset({"Y-482913", "C-005641"}),
    texts=frozenset({"Two men were seen near the loading bay on Friday", "The Zqabc Arms"}),
    grid_points=frozenset({(614350, 183250)}),
)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<p>case y-482913 closed</p>", "pseudonym"),
        ("<p title='C-005641'>a case</p>", "pseudonym"),
        ("<p>It says: seen near the loading bay, and more</p>", "restricted text"),
        ("<td>the zqabc arms</td>", "restricted text"),
        ("<p>at 614350, 183250</p>", "coordinate"),
    ],
)
def test_values_of_partners_files_are_found(tmp_path, body, kind):
    (tmp_path / "a.html").write_text(page(body), encoding="utf-8")
    assert kind in set(audit_folder(tmp_path, secrets=PARTNERS, published=PUBLISHED)["kind"])


@pytest.mark.parametrize(
    "body",
    [
        "<p>case Y-482914 closed</p>",  # nobody's
        "<p>They were seen near the bay on Friday</p>",  # ordinary words, four in a row at most
        "<p>at 614350 of 183251 residents</p>",
    ],
)
def test_what_only_looks_like_them_is_not(tmp_path, body):
    (tmp_path / "a.html").write_text(page(body), encoding="utf-8")
    assert audit_folder(tmp_path, secrets=PARTNERS, published=PUBLISHED).empty


def test_small_counts_of_a_table_are_known_by_the_words_beside_them_where_there_are_any():
    rows = pd.DataFrame({"label": ["Burglary", None], "area_name": ["Abbey", "Castle"],
                         "offences": [3, 2]})  # fmt: skip
    shown = SmallCounts(5, {"t": rows}).shown
    assert shown == {3: {"burglary", "abbey"}, 2: {"castle"}}


def test_columns_of_a_table_without_rows_are_texts():
    typed = audit._typed(pd.DataFrame({"measure": [], "people": []}))
    assert typed["measure"].str.startswith("on the list").empty
    filled = audit._typed(pd.DataFrame({"measure": ["all"], "people": ["12"]}))
    assert filled["people"].tolist() == [12] and filled["measure"].tolist() == ["all"]
