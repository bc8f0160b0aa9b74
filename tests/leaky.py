"""A deliberately leaky bundle: what careless teams publish, one planted secret of every kind."""

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from cdrp_analysis.auditor.bundle import Bundle
from cdrp_analysis.auditor.decoders import decode
from cdrp_analysis.auditor.folder import Secrets, audit_folder
from cdrp_analysis.auditor.printouts import audit_printouts
from cdrp_analysis.auditor.shown import visible
from cdrp_analysis.auditor.workbooks import audit_workbooks


@dataclass(frozen=True)
class Planted:
    """One planted secret: its name, the file it is in, and the kinds that tell of it."""

    name: str
    file: str
    kinds: frozenset[str]


@dataclass(frozen=True)
class Values:
    """The secrets that are planted; a benchmark may give its own."""

    word: str = "zqkvjwxbhtdp"
    pseudonym: str = "Y-482913"
    crime_id: str = "3f7a9c1e5b2d8f604a7c9e1b3d5f7081a2c4e6f80b1d3f5a7c9e0b2d4f6a8c1e"
    sentence: str = "Two men were seen near the loading bay on Friday"
    point: tuple[float, float] = (-0.223917, 51.493142)
    grid: tuple[int, int] = (614350, 183250)
    path: str = "/home/analyst/cdrp/rows.csv"
    person: str = "DC Hartley"
    file: str = "2017-04-borough-street.csv"

    def known(self) -> Secrets:
        """What the auditor is told."""
        return Secrets(
            identifiers=frozenset({self.pseudonym, self.crime_id}),
            texts=frozenset({self.word, self.sentence}),
            names=frozenset({self.file}),
            points=frozenset({self.point}),
            grid_points=frozenset({self.grid}),
            allowed_coordinates=frozenset({(-0.2, 51.5), (-0.25, 51.48)}),
        )


VALUES = Values()
PRINTED, BOOK = "printed number", "workbook"
TEXT, ID, CRIME = "restricted text", "pseudonym", "crime identifier"
PLACE, HIDDEN, CODE = "coordinate", "hidden content", "code"
_HEAD = (
    "<!DOCTYPE html><html lang='en'><head><title>Assessment</title>{}</head><body>{}</body></html>"
)


TABLES = {
    "ward_offences": pd.DataFrame({"area": ["Abbey", "Castle"], "offences": ["45", "[c]"]}),
    "dictionary": pd.DataFrame(
        [
            ("ward_offences", "", "fact", "title", "Offences of wards"),
            ("ward_offences", "area", "key", "", "Ward"),
            ("ward_offences", "offences", "count", "offences", "Offences"),
            ("(all)", "", "symbol", "[c]", "hidden"),
        ],
        columns=["table", "column", "role", "unit", "description"],
    ),
}
_PAGE = "<h1>Places</h1><p>Abbey: 45.</p>"


def bundle(folder: Path) -> None:
    """A small clean release: a page and its print, a table and its workbook, an outline."""
    (folder / "data").mkdir(parents=True)
    (folder / "index.html").write_text(_HEAD.format("", _PAGE))
    (folder / "index.pdf").write_bytes(pdf(sheet("Places", "Abbey: 45.", "1 of 1")))
    (folder / "tables.xlsx").write_bytes(tables())
    TABLES["ward_offences"].to_csv(folder / "data" / "ward_offences.csv", index=False)
    outline = {"type": "Polygon", "coordinates": [[[-0.2, 51.5], [-0.25, 51.48], [-0.2, 51.5]]]}
    feature = {"type": "Feature", "properties": {"name": "Abbey"}, "geometry": outline}
    features = {"type": "FeatureCollection", "features": [feature]}
    (folder / "data" / "ward.geojson").write_text(json.dumps(features))


def plant(folder: Path, values: Values = VALUES) -> list[Planted]:
    """
    Write one file per planted secret into a folder.

    Parameters
    ----------
    folder : path
        A release folder; the files are new ones, numbered.
    values : Values
        What to plant.

    Returns
    -------
    list of Planted
        Over 60 kinds over every kind of file that a team might publish.
    """
    planted = []
    makers = (_pages, _tables, _pictures, _drawings, _papers, _books, _office, _archives, _figures)
    for maker in makers:
        for name, ending, content, kinds in maker(values):
            file = f"{len(planted):02d}.{ending}"
            (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
            if kinds == PRINTED:  # a PDF is held to the page that it prints
                (folder / file).with_suffix(".html").write_text(_HEAD.format("", _PAGE))
            planted.append(Planted(name, file, frozenset(kinds.split("|"))))
    return planted


def read(folder: Path, secrets: Secrets) -> pd.DataFrame:
    """Everything that the auditor finds in the bundle's files, workbooks and PDFs."""
    files = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    pages = [visible(decode(name, files[name])) for name in files if name.endswith(".html")]
    found = [
        audit_folder(folder, secrets=secrets, published={}),
        audit_workbooks(Bundle("leaky", files, TABLES, {}, ()), pages=pages),
        audit_printouts(folder),
    ]
    return pd.concat(found, ignore_index=True)


Made = Iterator[tuple[str, str, str | bytes, str]]


def _page(body: str = "", head: str = "") -> str:
    return _HEAD.format(head, f"<h1>Places</h1>{body}")


def _b64(data: str | bytes) -> str:
    return base64.b64encode(data if isinstance(data, bytes) else data.encode()).decode()


def _pages(v: Values) -> Made:
    east, north = v.point
    inner = _page(f"<script>L.marker([{north}, {east}])</script>")
    entities = "".join(f"&#x{ord(c):x};" for c in v.word)
    floats = _b64(np.array([north, 51.49, north]).tobytes())
    yield "HTML: comment", "html", _page(f"<!-- was {v.word} -->"), TEXT
    yield "HTML: comment with a number", "html", _page("<!-- Castle 3 -->"), HIDDEN
    yield "HTML: attribute data-*", "html", _page(f"<p data-who='{v.pseudonym}'>a</p>"), ID
    yield "HTML: hidden element", "html", _page("<p hidden>Castle: 3</p>"), HIDDEN
    yield "HTML: style display none", "html", _page("<p style='display: none'>3 in all</p>"), HIDDEN
    sheet = "<style>.x { left: -9999px; position: absolute }</style>"
    yield "HTML: class off the page", "html", _page("<p class='x'>Castle 3</p>", sheet), HIDDEN
    yield "HTML: template", "html", _page("<template>Castle 3</template>"), HIDDEN
    yield "HTML: hidden field", "html", _page("<input type='hidden' value='Castle 3'>"), HIDDEN
    yield "HTML: script", "html", _page(f"<script>var x='{v.word}'</script>"), TEXT
    embedded = json.dumps({"rows": [{"id": v.pseudonym}]})
    yield (
        "HTML: embedded JSON",
        "html",
        _page(f"<script type='application/json'>{embedded}</script>"),
        ID,
    )
    yield (
        "HTML: frame srcdoc",
        "html",
        _page(f'<iframe srcdoc="{html.escape(inner)}"></iframe>'),
        PLACE,
    )
    yield (
        "HTML: base64 text",
        "html",
        _page(f"<p data-x='{_b64('the word is ' + v.word)}'>a</p>"),
        TEXT,
    )
    yield "HTML: base64 floats", "html", _page(f"<script>var b='{floats}'</script>"), PLACE
    yield "HTML: entities", "html", _page(f"<p>{entities}</p>"), TEXT
    yield (
        "HTML: meta description",
        "html",
        _page("", f"<meta name='description' content='{v.word}'>"),
        TEXT,
    )
    yield (
        "HTML: meta author",
        "html",
        _page("", "<meta name='author' content='someone'>"),
        "metadata",
    )
    yield "HTML: alternative text", "html", _page(f"<img alt='{v.sentence}' src=''>"), TEXT
    yield "HTML: link title", "html", _page(f"<a href='#a' title='{v.pseudonym}'>a</a>"), ID
    yield (
        "HTML: remote picture",
        "html",
        _page("<img alt='a' src='https://t.example/1.png'>"),
        "external address",
    )
    yield "HTML: machine path", "html", _page(f"<p>{v.path}</p>"), "path"
    yield "HTML: person", "html", _page(f"<p>seen by {v.person}</p>"), "person"
    yield "HTML: error trace", "html", _page("<pre>Traceback (most recent call last)</pre>"), CODE
    yield "HTML: file name of an input", "html", _page(f"<p>{v.file}</p>"), "restricted name"
    yield (
        "HTML: percent-encoded SVG",
        "html",
        _page(
            f"<img alt='m' src='data:image/svg+xml,{quote(f'<svg><title>{v.word}</title></svg>')}'>"
        ),
        TEXT,
    )
    yield "JavaScript file", "js", f"const rows = ['{v.pseudonym}'];", ID
    yield "style sheet", "css", f"/* {v.word} */ p {{ color: red }}", TEXT


def _tables(v: Values) -> Made:
    east, north = v.point
    yield "CSV: cell", "csv", f"area,note\nAbbey,{v.sentence}\n", TEXT
    yield "CSV: heading", "csv", f"area,{v.word}\nAbbey,1\n", TEXT
    yield "CSV: National Grid", "csv", f"easting,northing\n{v.grid[0]},{v.grid[1]}\n", PLACE
    yield "CSV: comment line", "csv", f"# from {v.path}\narea,n\nAbbey,45\n", "path"
    yield "TSV: cell", "tsv", f"id\tn\n{v.crime_id}\t1\n", CRIME
    yield "text: UTF-16", "txt", f"id {v.crime_id}".encode("utf-16"), CRIME
    yield "JSON: key", "json", json.dumps({v.pseudonym: 1}), ID
    yield (
        "JSON: escaped",
        "json",
        '{"a": "' + "".join(f"\\u{ord(c):04x}" for c in v.word) + '"}',
        TEXT,
    )
    point = {"type": "Point", "coordinates": [east, north]}
    for name, properties, geometry, kind in (
        ("GeoJSON: property", {"note": v.word}, None, TEXT),
        ("GeoJSON: geometry", {}, point, PLACE),
    ):
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        yield name, "geojson", json.dumps({"features": [feature]}), kind
    yield (
        "KML: placemark",
        "kml",
        f"<?xml version='1.0'?><kml><coordinates>{east},{north}</coordinates></kml>",
        PLACE,
    )
    table = pa.table({"id": ["a", v.pseudonym], "n": [1, 2]})
    yield "Parquet: value", "parquet", _parquet(table), ID
    plain = pa.table({"n": [1]})
    yield (
        "Parquet: schema metadata",
        "parquet",
        _parquet(plain.replace_schema_metadata({"by": v.word})),
        TEXT,
    )
    about = pa.schema([pa.field("n", pa.int64(), metadata={"from": v.word})])
    yield "Parquet: field metadata", "parquet", _parquet(plain.cast(about)), TEXT
    cell = {"cell_type": "code", "source": ["x = 1"], "metadata": {}, "outputs": []}
    shown = cell | {"source": [], "outputs": [{"output_type": "stream", "text": [v.word]}]}
    injected = cell | {"cell_type": "raw", "metadata": {"tags": ["injected-parameters"]}}
    yield "notebook: code", "ipynb", _notebook([cell]), CODE
    yield "notebook: output", "ipynb", _notebook([shown]), TEXT
    yield "notebook: parameters cell", "ipynb", _notebook([injected]), "parameters"
    run = {"papermill": {"parameters": {"store": v.path}}}
    yield "notebook: papermill record", "ipynb", _notebook([], run), "parameters"


def _parquet(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def _notebook(cells: list[dict], metadata: dict | None = None) -> str:
    return json.dumps({"cells": cells, "metadata": metadata or {}, "nbformat": 4})


def png(*chunks: tuple[bytes, bytes], after: bytes = b"") -> bytes:
    """A picture of one pixel with further chunks, and bytes after its end."""
    pixel = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    every = [(b"IHDR", pixel), *chunks, (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(b)) + k + b + struct.pack(">I", zlib.crc32(k + b)) for k, b in every
    )
    return b"\x89PNG\r\n\x1a\n" + body + after


def _worded(v: Values) -> bytes:
    return png((b"tEXt", b"c\0" + v.word.encode()))


def jpeg(*segments: tuple[int, bytes], after: bytes = b"") -> bytes:
    """The frame of a picture: segments, no pixels."""
    body = b"".join(bytes([0xFF, m]) + struct.pack(">H", len(b) + 2) + b for m, b in segments)
    return b"\xff\xd8" + body + b"\xff\xda\0\2\0\xff\xd9" + after


def exif(point: tuple[float, float]) -> bytes:
    """An EXIF block with the place of the picture, in thousandths of a second."""
    fields = []
    for value in (abs(point[1]), abs(point[0])):
        minutes = value * 60
        seconds = round((minutes % 1) * 60_000)
        fields.append(struct.pack("<6I", int(value), 1, int(minutes % 60), 1, seconds, 1000))
    sides = (b"S" if point[1] < 0 else b"N", b"W" if point[0] < 0 else b"E")
    start = struct.pack("<HHHII", 1, 0x8825, 4, 1, 26) + b"\0" * 4
    at = 26 + 2 + 4 * 12 + 4
    gps = struct.pack("<H", 4)
    for number, side in enumerate(sides):
        gps += struct.pack("<HHI4s", 2 * number + 1, 2, 2, side)
        gps += struct.pack("<HHII", 2 * number + 2, 5, 3, at + 24 * number)
    return b"II*\0" + struct.pack("<I", 8) + start + gps + b"\0" * 4 + b"".join(fields)


def _pictures(v: Values) -> Made:
    packed = b"c\0\0" + zlib.compress(v.sentence.encode())
    yield "PNG: text chunk", "png", png((b"tEXt", b"c\0" + v.word.encode())), TEXT
    yield "PNG: packed chunk", "png", png((b"zTXt", packed)), TEXT
    yield "PNG: author", "png", png((b"tEXt", b"Author\0someone")), "metadata"
    yield "PNG: EXIF place", "png", png((b"eXIf", exif(v.point))), PLACE
    yield "PNG: after the end", "png", png(after=v.word.encode()), TEXT
    yield "JPEG: EXIF place", "jpg", jpeg((0xE1, b"Exif\0\0" + exif(v.point))), PLACE
    yield "JPEG: comment", "jpg", jpeg((0xFE, v.sentence.encode())), TEXT
    yield (
        "JPEG: XMP",
        "jpg",
        jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0" + f"<x>{v.word}</x>".encode())),
        TEXT,
    )
    yield "JPEG: after the end", "jpg", jpeg(after=v.word.encode()), TEXT


def _drawings(v: Values) -> Made:
    def svg(body: str) -> str:
        return f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>{body}</svg>"

    yield "SVG: metadata", "svg", svg(f"<metadata>{v.word}</metadata>"), TEXT
    yield "SVG: description", "svg", svg(f"<desc>{v.sentence}</desc>"), TEXT
    yield "SVG: comment", "svg", svg(f"<!-- {v.pseudonym} -->"), ID
    yield "SVG: off the canvas", "svg", svg("<text x='900' y='10'>Castle 3</text>"), HIDDEN
    yield "SVG: not drawn", "svg", svg("<text x='9' y='9' opacity='0'>Castle 3</text>"), HIDDEN


def pdf(*objects: bytes, after: bytes = b"") -> bytes:
    """A PDF of the given objects; enough of one to be read."""
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (n, o) for n, o in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF\n" + after


def stream(content: bytes, head: bytes = b"") -> bytes:
    """An object that holds a packed stream."""
    packed = zlib.compress(content)
    start = b"<< %b /Filter /FlateDecode /Length %d >>" % (head, len(packed))
    return start + b"\nstream\n" + packed + b"\nendstream"


def _papers(v: Values) -> Made:
    word, half = v.word.encode(), len(v.word) // 2
    letters = {ord(c): n for n, c in enumerate(sorted(set(v.word)), start=1)}
    pairs = b"".join(b"<%02x> <%04x>\n" % (n, c) for c, n in letters.items())
    table = b"begincmap %d beginbfchar\n%bendbfchar endcmap" % (len(letters), pairs)
    glyphs = "".join(f"{letters[ord(c)]:02x}" for c in v.word).encode()
    yield "PDF: text", "pdf", pdf(stream(b"BT (%b) Tj ET" % v.sentence.encode())), TEXT
    yield (
        "PDF: kerned text",
        "pdf",
        pdf(stream(b"BT [(%b) -20 (%b)] TJ ET" % (word[:half], word[half:]))),
        TEXT,
    )
    yield "PDF: font of its own", "pdf", pdf(stream(table), stream(b"BT <%b> Tj ET" % glyphs)), TEXT
    yield "PDF: invisible text", "pdf", pdf(stream(b"BT 3 Tr (Castle 3) Tj ET")), HIDDEN
    yield "PDF: author", "pdf", pdf(b"<< /Author (someone) >>"), "metadata"
    yield "PDF: producer", "pdf", pdf(b"<< /Producer (Writer, user jb) >>"), "metadata"
    yield (
        "PDF: title in UTF-16",
        "pdf",
        pdf(b"<< /Title <%b> >>" % ("\ufeff" + v.word).encode("utf-16-be").hex().encode()),
        TEXT,
    )
    yield "PDF: XMP", "pdf", pdf(stream(b"<?xpacket?><x>%b</x>" % word, b"/Subtype /XML")), TEXT
    yield (
        "PDF: embedded file",
        "pdf",
        pdf(stream(b"id\n%b\n" % v.pseudonym.encode(), b"/Type /EmbeddedFile")),
        ID,
    )
    yield "PDF: annotation", "pdf", pdf(b"<< /Type /Annot /Contents (%b) >>" % word), TEXT
    yield "PDF: script", "pdf", pdf(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"), CODE
    yield (
        "PDF: object stream",
        "pdf",
        pdf(stream(b"7 0 << /T (%b) >>" % word, b"/Type /ObjStm")),
        TEXT,
    )
    yield "PDF: after the end", "pdf", pdf(b"<< >>", after=word), TEXT


def sheet(*lines: str) -> bytes:
    """A page of a PDF with those lines of text."""
    drawn = b" ".join(b"BT (%b) Tj ET" % line.encode() for line in lines)
    return stream(drawn) + b"\nendobj\n9 0 obj << /Type /Page >>"


def tables(change=lambda book: None) -> bytes:
    """The workbook of the release's table, changed."""
    made = openpyxl.Workbook()
    made.properties.creator = None
    made.active.title = "Cover"
    made.active.append(["This workbook holds 1 tables of this edition, one on each worksheet."])
    notes = made.create_sheet("Notes")
    notes.append(["[c]", "hidden"])
    page = made.create_sheet("ward_offences")
    for row in (["Offences of wards"], [], [], [], ["Ward", "Offences (offences)"]):
        page.append(row)
    page.append(["Abbey", 45])
    page.append(["Castle", "[c]"])
    change(made)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def _figures(v: Values) -> Made:
    """Figures that no table or page has, in a workbook and in PDFs that are right otherwise."""

    def noted(made: openpyxl.Workbook) -> None:
        made["Notes"].append(["Castle", 3])

    def covered(made: openpyxl.Workbook) -> None:
        made["Cover"].append(["Castle had 3"])

    def above(made: openpyxl.Workbook) -> None:
        made["ward_offences"]["A3"] = "Castle 3"

    yield "XLSX: figure on the sheet Notes", "xlsx", tables(noted), BOOK
    yield "XLSX: figure on the cover", "xlsx", tables(covered), BOOK
    yield "XLSX: figure above a table", "xlsx", tables(above), BOOK
    more = pdf(sheet("Places", "Abbey: 45.", "Castle: 3.", "1 of 1"))
    yield "PDF: figure that its page has not", "pdf", more, PRINTED
    moved = pdf(sheet("Places", "Abbey: 45.", "Castle", "45", "1 of 1"))
    yield "PDF: figure beside another name", "pdf", moved, PRINTED


def _books(v: Values) -> Made:
    def book(change) -> bytes:
        made = openpyxl.Workbook()
        made.properties.creator = None
        made.active.append(["Ward", "Offences"])
        made.active.append(["Abbey", 45])
        change(made)
        target = io.BytesIO()
        made.save(target)
        return target.getvalue()

    def sheet(made: openpyxl.Workbook, state: str) -> None:
        made.create_sheet("rows").sheet_state = state

    def note(made: openpyxl.Workbook) -> None:
        made.active["A1"].comment = Comment(v.word, "a")

    def named(made: openpyxl.Workbook) -> None:
        made.defined_names["kept"] = DefinedName("kept", attr_text=f'"{v.word}"')

    def place(made: openpyxl.Workbook) -> None:
        made.active.append(list(v.grid))

    plans = {
        "XLSX: value": (lambda b: b.active.append([v.word, "after"]), TEXT),
        "XLSX: National Grid": (place, PLACE),
        "XLSX: hidden sheet": (lambda b: sheet(b, "hidden"), HIDDEN),
        "XLSX: very hidden sheet": (lambda b: sheet(b, "veryHidden"), HIDDEN),
        "XLSX: hidden column": (
            lambda b: setattr(b.active.column_dimensions["B"], "hidden", True),
            HIDDEN,
        ),
        "XLSX: hidden row": (lambda b: setattr(b.active.row_dimensions[2], "hidden", True), HIDDEN),
        "XLSX: comment": (note, TEXT),
        "XLSX: defined name": (named, TEXT),
        "XLSX: creator": (lambda b: setattr(b.properties, "creator", "someone"), "metadata"),
        "XLSX: header of the page": (
            lambda b: setattr(b.active.oddHeader.center, "text", v.word),
            TEXT,
        ),
    }
    for name, (change, kind) in plans.items():
        yield name, "xlsx", book(change), kind
    plain = book(lambda b: None)
    for name, member, content, kind in (
        ("XLSX: custom XML", "customXml/item1.xml", f"<a><b>{v.word}</b></a>", TEXT),
        ("XLSX: embedded picture", "xl/media/a.png", _worded(v), TEXT),
        ("XLSX: link to a workbook", "xl/externalLinks/externalLink1.xml", "<a/>", HIDDEN),
    ):
        yield name, "xlsx", _added(plain, member, content), kind
    split = '<c r="D9" t="inlineStr"><is><r><t>{}</t></r><r><t>{}</t></r></is></c>'
    runs = split.format(v.word[:4], v.word[4:])
    yield (
        "XLSX: cell in two runs",
        "xlsx",
        _added(plain, "xl/worksheets/sheet9.xml", f"<worksheet>{runs}</worksheet>"),
        TEXT,
    )
    cached = '<worksheet><row><c t="str"><f>A1</f><v>{}</v></c></row></worksheet>'
    yield (
        "XLSX: value kept of a formula",
        "xlsx",
        _added(plain, "xl/worksheets/sheet8.xml", cached.format(v.word)),
        TEXT,
    )


def _added(archive: bytes, member: str, content: str | bytes) -> bytes:
    target = io.BytesIO(archive)
    with zipfile.ZipFile(target, "a") as made:
        made.writestr(member, content)
    return target.getvalue()


def zipped(members: dict[str, str | bytes], comment: str = "") -> bytes:
    """A zip archive of named members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
        made.comment = comment.encode()
    return target.getvalue()


def _office(v: Values) -> Made:
    types = {"[Content_Types].xml": "<Types/>"}

    def docx(body: str) -> bytes:
        return zipped(types | {"word/document.xml": f"<w:document><w:p>{body}</w:p></w:document>"})

    halves = "".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in (v.word[:5], v.word[5:]))
    yield "DOCX: text in two runs", "docx", docx(halves), TEXT
    yield (
        "DOCX: tracked deletion",
        "docx",
        docx("<w:del><w:r><w:delText>Castle 3</w:delText></w:r></w:del>"),
        HIDDEN,
    )
    yield (
        "DOCX: hidden text",
        "docx",
        docx("<w:r><w:rPr><w:vanish/></w:rPr><w:t>3</w:t></w:r>"),
        HIDDEN,
    )
    comment = f"<w:comments><w:comment><w:p>{v.word}</w:p></w:comment></w:comments>"
    yield "DOCX: comment", "docx", zipped(types | {"word/comments.xml": comment}), TEXT
    core = "<c:p xmlns:c='a' xmlns:d='b'><d:creator>someone</d:creator></c:p>"
    yield "DOCX: creator", "docx", zipped(types | {"docProps/core.xml": core}), "metadata"
    rels = "<Relationships><Relationship TargetMode='External' Target='a'/></Relationships>"
    yield (
        "DOCX: remote template",
        "docx",
        zipped(types | {"word/_rels/a.rels": rels}),
        "external address",
    )
    slide = f"<p:sld show='1'><a:p><a:r><a:t>{v.sentence}</a:t></a:r></a:p></p:sld>"
    yield "PPTX: slide", "pptx", zipped(types | {"ppt/slides/slide1.xml": slide}), TEXT
    yield (
        "PPTX: hidden slide",
        "pptx",
        zipped(types | {"ppt/slides/slide1.xml": '<p:sld show="0"/>'}),
        HIDDEN,
    )
    notes = f"<p:notes><a:p>{v.word}</a:p></p:notes>"
    yield "PPTX: notes", "pptx", zipped(types | {"ppt/notesSlides/notesSlide1.xml": notes}), TEXT
    cell = f"<o><table:table-cell><text:p>{v.word}</text:p></table:table-cell></o>"
    yield "ODS: value", "ods", zipped({"content.xml": cell}), TEXT
    row = '<o><table:table-row table:visibility="collapse"/></o>'
    yield "ODS: hidden row", "ods", zipped({"content.xml": row}), HIDDEN
    remark = f"<o><office:annotation><text:p>{v.word}</text:p></office:annotation></o>"
    yield "ODS: comment", "ods", zipped({"content.xml": remark}), TEXT


def _archives(v: Values) -> Made:
    rows = f"id\n{v.pseudonym}\n"
    yield "zip: member", "zip", zipped({"rows.csv": rows}), ID
    yield "zip: zip in a zip", "zip", zipped({"a.zip": zipped({"rows.csv": rows})}), ID
    yield "zip: comment", "zip", zipped({"a.txt": "a"}, comment=v.word), TEXT
    yield "zip: name of a member", "zip", zipped({f"{v.pseudonym}.txt": "a"}), ID
    yield "gzip", "csv.gz", gzip.compress(rows.encode()), ID
    yield "bzip2", "csv.bz2", bz2.compress(rows.encode()), ID
    yield "xz", "csv.xz", lzma.compress(rows.encode()), ID
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as made:
        about = tarfile.TarInfo("rows.csv")
        about.size = len(rows)
        made.addfile(about, io.BytesIO(rows.encode()))
    yield "tar", "tar", target.getvalue(), ID
    yield "picture with a zip behind it", "png", png(after=zipped({"rows.csv": rows})), ID
    yield (
        "picture in a data address",
        "html",
        _page(f"<img alt='m' src='data:image/png;base64,{_b64(_worded(v))}'>"),
        TEXT,
    )
    yield "database", "db", b"SQLite format 3\0\1\0" + v.sentence.encode() + b"\0\0", TEXT
