"""A notebook's cells made ready for a page: what an edition shows, no paths, headings in order."""

import copy
import html
import re

from nbformat import NotebookNode

from cdrp_analysis.errors import NotebookError

_IMAGES = ("image/svg+xml", "image/png", "image/jpeg")
# /a/b or C:\a\b, but not 2017/18, and/or, or the path of a web address.
_PATH = re.compile(r"(?<![\w.:/\\])(?:/[\w.@+~-]+(?:/[\w.@+~-]+)+|[A-Za-z]:\\[\w.@+~\\-]+)/?")
_HEADING = re.compile(r"<h([1-6])((?:\s[^>]*)?)>(.*?)</h\1>", re.DOTALL)


def without_paths(text: str) -> str:
    """
    Text whose paths are reduced to the name of the file.

    Examples
    --------
    >>> without_paths("read /srv/data/wards.csv for 2017/18 and/or 2018/19")
    'read …/wards.csv for 2017/18 and/or 2018/19'
    """
    return _PATH.sub(lambda m: "…/" + re.split(r"[/\\]", m[0].rstrip("/\\"))[-1], text)


def prepared(node: NotebookNode, edition: str, where: str) -> NotebookNode:
    """
    A copy that holds only what the edition shows, without paths, every image described.

    Code that shows nothing stands with the code that follows it, up to the next text.
    """
    node = copy.deepcopy(node)
    step = 0
    for cell in node.cells:
        if cell.cell_type != "code":
            continue
        step += 1
        cell.metadata["report_step"] = step
        cell.source = without_paths(cell.source)
        cell.outputs = [
            _described(output, cell, where, step)
            for output in cell.outputs
            if _belongs(output, edition, where, step)
        ]
    node.cells = _joined(node.cells)
    return node


def _joined(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Cells, each run of code without an output made one with the code after it."""
    made: list[NotebookNode] = []
    for cell in cells:
        before = made[-1] if made else None
        if cell.cell_type == "code" and before is not None and _silent(before):
            made.pop()
            cell.source = f"{before.source}\n\n{cell.source}"
            cell.metadata["report_first"] = before.metadata["report_first"]
        elif cell.cell_type == "code":
            cell.metadata["report_first"] = cell.metadata["report_step"]
        made.append(cell)
    return made


def _silent(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and not cell.outputs


def _belongs(output: NotebookNode, edition: str, where: str, step: int) -> bool:
    if output.output_type == "error":
        raise NotebookError(
            f"step {step} failed with {output.get('ename', 'an error')}.",
            where=where,
            do="mend the notebook; a page is made only from a complete run",
        )
    if output.output_type == "stream":
        return edition == "restricted" and bool(output.text.strip())
    rich = {"text/html", "text/markdown", *_IMAGES} & set(output.data)
    return bool(rich) or (edition == "restricted" and "text/plain" in output.data)


def _described(output: NotebookNode, cell: NotebookNode, where: str, step: int) -> NotebookNode:
    if output.output_type == "stream":
        output.text = without_paths(output.text)
        return output
    if "text/plain" in output.data:
        output.data["text/plain"] = without_paths(output.data["text/plain"])
    shown = next((kind for kind in _IMAGES if kind in output.data), None)
    if shown and not {"text/html", "text/markdown"} & set(output.data):
        own = output.metadata.get(shown, {})
        alt = output.metadata.get("alt") or own.get("alt") or cell.metadata.get("alt") or ""
        if not str(alt).strip():
            raise NotebookError(
                f"the image of step {step} has no alternative text.",
                where=where,
                do="show an exhibit, or give the image metadata 'alt'",
            )
        output.metadata["report_alt"] = str(alt)
    return output


def ordered(body: str, where: str) -> tuple[str, list[tuple[str, str]], bool]:
    """
    Headings in order, each with its own id; the list of sections; whether there is a title.

    An exhibit does not know where it will stand, so its heading takes the level below the
    section it is in.
    """
    level, used, contents, titled = 1, {"main", "on-this-page"}, [], False

    def placed(match: re.Match) -> str:
        nonlocal level, titled
        inner = match[3]
        if "exhibit-title" in match[2]:
            here = min(level + 1, 6)
            return f"<h{here}{match[2]}>{inner}</h{here}>"
        here = int(match[1])
        if here > level + 1:
            raise NotebookError(
                f"a heading of level {here} follows one of level {level}.",
                where=where,
                do="use the next level, so that the outline of the page can be heard",
            )
        level = here
        text = html.unescape(re.sub(r"<[^>]+>", "", inner)).strip()
        anchor = stem = slug(text)
        suffix = 2
        while anchor in used:
            anchor, suffix = f"{stem}-{suffix}", suffix + 1
        used.add(anchor)
        titled = titled or here == 1
        if here == 2:
            contents.append((anchor, text))
        return f'<h{here} id="{anchor}">{inner}</h{here}>'

    return _HEADING.sub(placed, body), contents, titled


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "section"
