"""Executed notebooks as pages: one file each, everything inside, no request to any network."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import jinja2
import nbformat
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

from cdrp_analysis.assessment.cells import ordered, prepared, slug, without_paths
from cdrp_analysis.assessment.page_check import check_page
from cdrp_analysis.errors import OutputError
from cdrp_analysis.settings import Edition

# A page may show what is inside it and run its own scripts (the maps); it may ask for nothing.
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'"
)
_TEMPLATES = Path(str(resources.files("cdrp_analysis.assessment") / "templates"))
_NOTES = {
    "restricted": "Restricted edition: not for publication.",
    "committee": "Committee edition: made only from protected tables; for members, not for "
    "publication.",
    "public": "Public edition: made only from protected tables.",
}


@dataclass(frozen=True)
class Link:
    """One line of an index page: where it leads and which question it answers."""

    label: str
    href: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A headed list of links; ``compact`` sets short ones, such as wards, in columns."""

    heading: str
    links: Sequence[Link]
    introduction: str = ""
    compact: bool = False

    @property
    def anchor(self) -> str:
        """The section's id."""
        return slug(self.heading)


def render_notebook(
    notebook: Path | str | NotebookNode,
    out_html: Path | str,
    *,
    marking: str,
    edition: Edition,
    title: str,
    nav: Sequence[tuple[str, str]] = (),
    code: Literal["folded", "absent"] = "absent",
    run_record: str | None = None,
) -> Path:
    """
    An executed notebook as one self-contained page.

    Parameters
    ----------
    notebook : path or NotebookNode
        Executed; never changed.
    out_html : path
        The page; its folder is made if need be.
    marking : str
        Handling marking, printed at the top and bottom of the page and of every sheet.
    edition : {"restricted", "committee", "public"}
        All but the restricted show exhibits and prose only: no messages, no plain results.
    title : str
        Title of the page, and its heading where the notebook has none of its own.
    nav : sequence of (label, href)
        Links to the other pages; the one that names this page is marked as current.
    code : {"folded", "absent"}
        Whether the code is there to unfold. Only the restricted has it.
    run_record : str, optional
        What is allowed to differ between two runs, in a block of its own.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    NotebookError
        If a cell failed, an image has no alternative text or headings skip a level.
    OutputError
        If the page would ask for something from outside, or shows a path of this machine.
    """
    out_html = Path(out_html)
    node, folder = _read(notebook)
    where = out_html.stem
    code = code if edition == "restricted" else "absent"
    node = prepared(node, edition, where)
    body, _ = _exporter().from_notebook_node(node, {"report": {"code": code}})
    body, contents, has_title = ordered(body, where)
    page = _page(
        out_html,
        marking=marking,
        edition=edition,
        title=title,
        heading="" if has_title else title,
        nav=nav,
        contents=contents,
        body=body,
        run_record=run_record,
    )
    _refuse_paths(page, [folder, out_html.parent], where)
    return _write(out_html, page)


def render_index(
    out_html: Path | str,
    *,
    marking: str,
    edition: Edition,
    title: str,
    sections: Sequence[Section],
    lead: str = "",
    nav: Sequence[tuple[str, str]] = (),
    introduction_html: str = "",
    run_record: str | None = None,
) -> Path:
    """
    The first page: what there is, which question each report answers, what to download.

    Parameters
    ----------
    out_html, marking, edition, title, nav, run_record
        As for ``render_notebook``.
    sections : sequence of Section
        Reports, wards, downloads; empty ones are left out.
    lead : str
        One sentence beneath the title.
    introduction_html : str
        An exhibit shown first, such as the title block.

    Raises
    ------
    OutputError, NotebookError
        As for ``render_notebook``.
    """
    out_html = Path(out_html)
    listing = _environment().get_template("report/listing.html.j2")
    body = listing.render(sections=[section for section in sections if section.links])
    page = _page(
        out_html,
        marking=marking,
        edition=edition,
        title=title,
        heading=title,
        nav=nav,
        lead=lead,
        before=ordered(introduction_html, out_html.stem)[0],
        body=body,
        run_record=run_record,
    )
    _refuse_paths(page, [out_html.parent], out_html.stem)
    return _write(out_html, page)


def _read(notebook: Path | str | NotebookNode) -> tuple[NotebookNode, Path | None]:
    if isinstance(notebook, NotebookNode):
        return notebook, None
    return nbformat.read(notebook, as_version=4), Path(notebook).resolve().parent


def _page(
    out_html: Path,
    *,
    marking: str,
    edition: str,
    title: str,
    heading: str,
    nav: Sequence[tuple[str, str]],
    body: str,
    contents: Sequence[tuple[str, str]] = (),
    lead: str = "",
    before: str = "",
    run_record: str | None,
) -> str:
    # The list of sections stands after the title and its introduction, before the first section.
    opening = body[: body.find("<h2 id=")] if contents else ""
    page = (
        _environment()
        .get_template("report/page.html.j2")
        .render(
            policy=POLICY,
            css=(_TEMPLATES / "report" / "page.css").read_text(encoding="utf-8"),
            marking=marking,
            marking_css=re.sub(r"[^\w ,.:–-]", "", marking),
            edition_note=_NOTES[edition],
            title=title,
            heading=heading,
            lead=lead,
            before=before,
            nav=[
                {"label": label, "href": href, "current": href == out_html.name}
                for label, href in nav
            ],
            contents=contents,
            opening=opening,
            body=body[len(opening) :],
            run_record=without_paths(run_record) if run_record else "",
        )
    )
    check_page(page, where=out_html.stem)
    return page


def _refuse_paths(page: str, folders: Sequence[Path | None], where: str) -> None:
    """The folders of this run are nobody's business; shorter ones could be ordinary words."""
    own = [folder.resolve() for folder in (*folders, Path.cwd(), Path.home()) if folder]
    if any(len(folder.parts) > 2 and str(folder) in page for folder in own):
        raise OutputError(
            "the page shows a path of this machine.",
            where=where,
            do="leave file names out of exhibits and titles",
        )


def _write(out_html: Path, page: str) -> Path:
    try:
        out_html.parent.mkdir(parents=True, exist_ok=True)
        out_html.write_bytes(page.encode("utf-8"))
    except OSError as error:
        raise OutputError(
            f"{out_html.name} could not be written: {error.strerror}.",
            where=out_html.parent.name,
            do="free some space or choose another folder",
        ) from None
    return out_html


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=False,
    )


@cache
def _exporter() -> HTMLExporter:
    exporter = HTMLExporter(
        template_name="report",
        extra_template_basedirs=[str(_TEMPLATES)],
        exclude_anchor_links=True,
    )
    exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    return exporter
