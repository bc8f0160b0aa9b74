"""What office files, notebooks and Parquet files hold, with what their authors hid in them."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq

# "text", "row" and "raw" are read on as they are; a "notice" is a finding of the kind ``name``.
PartKind = Literal["text", "row", "raw", "notice"]


@dataclass(frozen=True)
class Part:
    """
    A stretch of text, or the bytes of a file inside a file, and where in the document it stands.

    ``name`` is the file name of bytes and the kind of finding of a notice.
    """

    place: str
    content: str | bytes
    kind: PartKind = "text"
    name: str = ""


def notice(place: str, kind: str, what: str) -> Part:
    """A finding that the structure of a document gives by itself."""
    return Part(place, what, "notice", kind)


HIDDEN = "hidden content"
_SAID_BY = ("creator", "lastModifiedBy", "manager", "company", "initial-creator", "author")
_CODES = re.compile(r"&(?:[A-Z]|\"[^\"]*\"|\d+)")  # of a page's header: place, font, size
_TIED = re.compile(r"TargetMode\s*=\s*[\"']External[\"']", re.I)
_ODF_HIDDEN = re.compile(r"table:visibility=\"(?:collapse|filter)\"|table:display=\"false\"")
# A member of an office file whose name says that no reader of the page sees it.
_UNSEEN_MEMBERS = {
    "comments": re.compile(r"(?:^|/)(?:threaded)?comments?\w*(?:/\w+)?\.xml$", re.I),
    "speaker's notes": re.compile(r"(?:^|/)notesSlides/[^/]+\.xml$"),
    "custom XML": re.compile(r"^customXml/[^/]+\.xml$"),
    "custom properties": re.compile(r"^docProps/custom\.xml$"),
    "a link to another workbook": re.compile(r"/externalLinks/[^/]+\.xml$"),
    "an embedded file": re.compile(r"/embeddings/"),
    "a macro": re.compile(r"vbaProject\.bin$"),
    "a pivot cache": re.compile(r"/pivotCache/[^/]+Records[^/]*\.xml$"),
}
_TRACKED = {
    "deleted text that is still there": re.compile(r"<(?:w:delText|text:deletion)\b"),
    "text set as hidden": re.compile(r"<w:vanish\b|text:display=\"none\""),
    "comments": re.compile(r"<office:annotation\b"),
    "a hidden slide": re.compile(r"<p:sld\b[^>]*\bshow=\"(?:0|false)\""),
}


def office_notices(data: bytes) -> Iterator[Part]:
    """What an office file (OOXML or OpenDocument) hides; nothing for any other zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if not {"[Content_Types].xml", "META-INF/manifest.xml", "content.xml"} & set(names):
            return
        for number, name in enumerate(names, start=1):
            place = f"member {number}"
            for what, shape in _UNSEEN_MEMBERS.items():
                if shape.search(name):
                    yield notice(place, HIDDEN, what)
            if not name.endswith((".xml", ".rels")):
                continue
            text = archive.read(name).decode("utf-8", "replace")
            for what, shape in _TRACKED.items():
                if shape.search(text):
                    yield notice(place, HIDDEN, what)
            if _ODF_HIDDEN.search(text):
                yield notice(place, HIDDEN, "a hidden sheet, row or column")
            if _TIED.search(text):
                yield notice(place, "external address", "the file refers to another address")
            if name.startswith("docProps/") or name == "meta.xml":
                yield from _authors(text, place)
        if "xl/workbook.xml" in names:
            yield from _workbook(archive)


def _authors(text: str, place: str) -> Iterator[Part]:
    root = _xml(text)
    for element in () if root is None else root.iter():
        name = element.tag.rpartition("}")[2]
        if (element.text or "").strip() and name.lower() in map(str.lower, _SAID_BY):
            yield notice(place, "metadata", f"the property {name} is filled in")


def _xml(text: str | bytes) -> ElementTree.Element | None:
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return None


def _workbook(archive: zipfile.ZipFile) -> Iterator[Part]:
    """Hidden sheets, rows, columns and names; every row of every sheet as its reader sees it."""
    book = _xml(archive.read("xl/workbook.xml"))
    if book is None:
        yield notice("workbook", "unreadable", "a workbook that is not well formed")
        return
    targets = {}
    if "xl/_rels/workbook.xml.rels" in archive.namelist():
        links = _xml(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {} if links is None else {e.get("Id"): e.get("Target", "") for e in links}
    strings = _shared(archive)
    for number, sheet in enumerate(book.findall(".//{*}sheet"), start=1):
        place = f"sheet {number}"
        if sheet.get("state", "visible") != "visible":
            how = "very hidden" if sheet.get("state") == "veryHidden" else "hidden"
            yield notice(place, HIDDEN, f"a {how} sheet")
        link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        member = targets.get(link, "").lstrip("/")
        member = member if member.startswith("xl/") else f"xl/{member}"
        if member in archive.namelist():
            yield from _sheet(archive.read(member), strings, place)
    for defined in book.findall(".//{*}definedName"):
        if not (defined.get("name") or "").startswith("_xlnm."):
            yield notice("defined names", HIDDEN, "a defined name")


def _shared(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    root = _xml(archive.read("xl/sharedStrings.xml"))
    return [] if root is None else ["".join(s.itertext()) for s in root.findall("{*}si")]


def _sheet(data: bytes, strings: list[str], place: str) -> Iterator[Part]:
    root = _xml(data)
    if root is None:
        yield notice(place, "unreadable", "a sheet that is not well formed")
        return
    if any(_true(column, "hidden") for column in root.findall(".//{*}col")):
        yield notice(place, HIDDEN, "a hidden column")
    if any(_true(row, "hidden") for row in root.findall(".//{*}row")):
        yield notice(place, HIDDEN, "a hidden row")
    for said in (text for around in root.findall("{*}headerFooter") for text in around.itertext()):
        yield Part(f"{place} header or footer", _CODES.sub(" ", said))
    for row in root.findall(".//{*}row"):
        cells = [_value(cell, strings) for cell in row.findall("{*}c")]
        if any(cells):
            yield Part(f"{place} row {row.get('r', '')}", " | ".join(cells), "row")


def _true(element: ElementTree.Element, name: str) -> bool:
    return element.get(name) in ("1", "true")


def _value(cell: ElementTree.Element, strings: list[str]) -> str:
    """A cell as it was last calculated."""
    text = "".join(node.text or "" for node in cell.findall("{*}v"))
    if cell.get("t") == "s" and text.isdigit() and int(text) < len(strings):
        return strings[int(text)]
    return text or "".join(t for node in cell.findall("{*}is") for t in node.itertext())


def notebook_notices(content: object) -> Iterator[Part]:
    """Code, parameters and output of a notebook that has been published as it is."""
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        return
    if "papermill" in content.get("metadata", {}):
        yield notice("metadata", "parameters", "papermill's record of the run")
    for number, cell in enumerate(content["cells"], start=1):
        place, about = f"cell {number}", cell.get("metadata", {})
        if cell.get("cell_type") == "code" and cell.get("source"):
            yield notice(place, "code", "a notebook's code cell")
        if {"parameters", "injected-parameters"} & set(about.get("tags", ())):
            yield notice(place, "parameters", "a cell of parameters")
        whole = "".join(cell.get("source", ""))
        yield Part(f"{place} source", whole, "raw")
        for output in cell.get("outputs", ()):
            text = output.get("text", output.get("traceback", ""))
            yield Part(f"{place} output", "".join(text), "raw")


def parquet_parts(data: bytes) -> Iterator[Part]:
    """Metadata and every row of a Parquet file."""
    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError):
        yield notice("", "unreadable", "a Parquet file that cannot be read")
        return
    fields = [table.schema.metadata, *(field.metadata for field in table.schema)]
    for key, text in (item for about in fields for item in (about or {}).items()):
        both = f"{key.decode('utf-8', 'replace')}: {text.decode('utf-8', 'replace')}"
        yield Part("schema metadata", both)
    heads = table.column_names
    yield Part("schema", " | ".join(heads), "row")
    at = 0
    for batch in table.to_batches(max_chunksize=10_000):
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            at += 1
            cells = [f"{h}: {_plain(v)}" for h, v in zip(heads, values, strict=True)]
            yield Part(f"row {at}", " | ".join(cells), "row")


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return json.dumps(value, default=str) if isinstance(value, (dict, list)) else str(value)
