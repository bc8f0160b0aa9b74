"""What every finished page must satisfy before it is written: described, closed, well formed."""

import re
from html.parser import HTMLParser

from cdrp_analysis.errors import NotebookError, OutputError

# What nbconvert writes into an image it finds without alternative text.
_UNDESCRIBED = "No description has been provided"
_FETCHED = {
    "audio": "src",
    "embed": "src",
    "frame": "src",
    "iframe": "src",
    "image": "href",
    "img": "src",
    "input": "src",
    "link": "href",
    "object": "data",
    "script": "src",
    "source": "src",
    "track": "src",
    "use": "href",
    "video": "src",
}
_OUTSIDE_CSS = re.compile(r"url\(\s*['\"]?(?!['\"]?(?:data:|#))|@import", re.IGNORECASE)


def check_page(page: str, *, where: str) -> None:
    """
    Refuse a page that a blind reader or a locked-down network could not use.

    Raises
    ------
    NotebookError
        For an image without alternative text, a frame without a title, an id used twice.
    OutputError
        For anything the page would fetch from outside itself.
    """
    if _UNDESCRIBED in page:
        raise _fault("an image has no alternative text", where)
    checker = _Checker(where)
    checker.feed(page)
    checker.close()


class _Checker(HTMLParser):
    def __init__(self, where: str):
        super().__init__(convert_charrefs=True)
        self._where, self._ids, self._in_style = where, set(), False

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self._in_style = tag == "style"
        if tag == "img" and not given.get("alt", "").strip():
            raise _fault("an image has no alternative text", self._where)
        if tag == "iframe" and not given.get("title", "").strip():
            raise _fault("a frame has no title", self._where)
        if "id" in given:
            if given["id"] in self._ids:
                raise _fault(f"the id {given['id'][:40]!r} is used twice", self._where)
            self._ids.add(given["id"])
        self._refuse_requests(tag, given)
        if given.get("srcdoc"):
            check_page(given["srcdoc"], where=f"{self._where}, frame {given.get('title', '')!r}")

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        self._in_style = False

    def handle_data(self, data):
        if self._in_style and _OUTSIDE_CSS.search(data):
            raise self._request("a style")

    def _refuse_requests(self, tag, given):
        fetched = given.get(_FETCHED.get(tag, ""), "").strip()
        if fetched and not fetched.startswith(("data:", "#")):
            raise self._request(f"<{tag}>")
        if "srcset" in given or (
            tag == "meta" and given.get("http-equiv", "").lower() == "refresh"
        ):
            raise self._request(f"<{tag}>")
        if "style" in given and _OUTSIDE_CSS.search(given["style"]):
            raise self._request("a style")
        if given.get("href", "").strip().lower().startswith(("javascript:", "file:")):
            raise self._request("a link")

    def _request(self, what: str) -> OutputError:
        return OutputError(
            f"{what} would fetch something from outside the page.",
            where=self._where,
            do="put it into the page, or leave it out",
        )


def _fault(what: str, where: str) -> NotebookError:
    return NotebookError(f"{what}.", where=where, do="show exhibits, which see to it themselves")
