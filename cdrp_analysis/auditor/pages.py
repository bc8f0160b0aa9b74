"""What a page says: texts, attributes, scripts, comments and table cells, each with its place."""

from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from typing import Literal, NamedTuple

from cdrp_analysis.auditor.veiled import VOID, Veil, says_something

Kind = Literal["text", "attribute", "script", "style", "comment", "row", "cell", "raw", "document",
               "numbers", "notice"]  # fmt: skip
# Elements that end a stretch of text; others (b, span, a …) run on within it.
_BLOCK_NAMES = """
    address article aside blockquote body br button caption dd desc details div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html label legend li main
    metadata nav noscript ol option p pre section select summary svg table tbody td template text
    tfoot th thead title tr tspan ul"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
# Elements of office files within which a text runs on; every other element of XML ends it.
_RUN_NAMES = """
    t r rpr b i u w:r w:t w:rpr w:b w:i w:ins w:del w:deltext w:hyperlink w:prooferr w:lang
    a:r a:t a:rpr text:span text:s text:a"""
_RUNS_ON = frozenset(_RUN_NAMES.split())
# Properties in which a page names who made it.
_MADE_BY = frozenset({"author", "creator", "dc.creator", "dcterms.creator", "article:author"})


class Piece(NamedTuple):
    """
    A stretch of text and where it stands.

    ``kind`` says what it is to a reader; ``name`` the attribute; ``tag`` the element. A "cell"
    has the headings of its row and column in ``context``, a "row" of a JSON file what stands
    above it; a "document" is such a file whole, the rows of which come after it. A "notice" is a
    finding of the kind ``name`` that the form of a file gives by itself; its text says what.
    ``figure`` numbers the figure (``<figure>``) of the page that it stands in, from 1; 0 outside.
    """

    place: str
    kind: Kind
    text: str
    tag: str = ""
    name: str = ""
    context: str = ""
    figure: int = 0


Follow = Callable[[Piece], Iterable[Piece]]


class Page(HTMLParser):
    """Collects the pieces of a page; a text runs to the next block element."""

    def __init__(
        self,
        place: str,
        *,
        unfold: Follow,
        markup: Callable[[str, str], Iterator[Piece]],
        xml: bool = False,
    ):
        super().__init__(convert_charrefs=True)
        self.xml, self.veil = xml, Veil()
        self.place, self.unfold, self.markup = place, unfold, markup
        self.found: list[Piece] = []
        self.words: list[str] = []
        self.raw = ""
        self.stack: list[str] = []
        self.hidden: list[bool] = []
        self.tables: list[dict] = []
        self.figures, self.opened = 0, -1

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "svg":
            self.veil.canvas(given)
        hidden = self.veil.hides(tag, given)
        if self._ends_text(tag) or hidden:
            self._flush()
        if tag not in VOID or self.xml:
            self.stack.append(tag)
            self.hidden.append(hidden)
        if hidden and tag == "input" and says_something(given.get("value", "")):
            self._notice("hidden content", "a hidden field")
        if tag == "meta" and given.get("name", given.get("property", "")).lower() in _MADE_BY:
            self._notice("metadata", "the page's author is named")
        if tag == "figure" and self.opened < 0:
            self.figures, self.opened = self.figures + 1, len(self.found)
        if tag == "table":
            self.tables.append({"caption": "", "heads": [], "row": [], "first": ""})
        elif tag == "tr" and self.tables:
            self.tables[-1].update(row=[], first="")
        self.raw = tag if tag in ("script", "style") else ""
        for name, value in attrs:
            if not value:
                continue
            place = f"{self._where()} {tag}[{name}]"
            if name == "srcdoc":
                self.found += self.markup(value, place)
            else:
                kind = "style" if name == "style" else "attribute"
                kind = "script" if name.startswith("on") else kind
                self.found += self.unfold(Piece(place, kind, value, tag, name))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID or self.xml:
            self._leave(tag)
        self.raw = ""

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._cell(tag)
        if tag == "caption" and self.tables:
            self.tables[-1]["caption"] = " ".join("".join(self.words).split())
        if self._ends_text(tag) or (self.hidden and self.hidden[-1]):
            self._flush()
        if tag == "table" and self.tables:
            self.tables.pop()
        if tag == "figure":
            self._leave_figure()
        if tag in self.stack:
            self._leave(tag)
        self.raw = ""

    def _leave(self, tag: str) -> None:
        while True:
            left = self.stack.pop()
            self.hidden.pop()
            if left == "svg" and self.veil.canvases:
                self.veil.canvases.pop()
            if left == tag:
                return

    def _leave_figure(self) -> None:
        """Whatever was found since a figure began stands in it, what it embeds as well."""
        if self.opened >= 0:
            within = self.found[self.opened :]
            self.found[self.opened :] = [one._replace(figure=self.figures) for one in within]
            self.opened = -1

    def _ends_text(self, tag: str) -> bool:
        return tag not in _RUNS_ON if self.xml else tag in _BLOCKS

    def _notice(self, kind: str, what: str) -> None:
        self.found.append(Piece(self._where(), "notice", what, name=kind))

    def handle_data(self, data):
        if self.raw:
            kind = "script" if self.raw == "script" else "style"
            if kind == "style":
                self.veil.learn(data)
            self.found += self.unfold(Piece(f"{self._where()} {self.raw}", kind, data))
        else:
            self.words.append(data)

    def handle_comment(self, data):
        if says_something(data):
            self._notice("hidden content", "a comment")
        self.found += self.unfold(Piece(f"{self._where()} comment", "comment", data))

    def handle_decl(self, decl):
        self.found.append(Piece(f"{self._where()} declaration", "comment", decl))

    def handle_pi(self, data):
        self.found += self.unfold(Piece(f"{self._where()} instruction", "comment", data))

    def unknown_decl(self, data):
        self.found += self.unfold(Piece(f"{self._where()} CDATA", "comment", data))

    def finish(self) -> list[Piece]:
        self.close()
        self._flush()
        self._leave_figure()
        return self.found

    def _where(self) -> str:
        return f"{self.place} line {self.getpos()[0]}".strip()

    def _flush(self) -> None:
        text = " ".join("".join(self.words).split())
        self.words = []
        if text:
            tag = self.stack[-1] if self.stack else ""
            if any(self.hidden) and not self.xml and says_something(text):
                self._notice("hidden content", "text that is not shown")
            self.found += self.unfold(Piece(f"{self._where()} text", "text", text, tag))

    def _cell(self, tag: str) -> None:
        if not self.tables:
            return
        table, text = self.tables[-1], " ".join("".join(self.words).split())
        column = len(table["row"])
        table["row"].append(text)
        if "thead" in self.stack or (tag == "th" and column and not table["first"]):
            table["heads"] = table["row"]
            return
        table["first"] = table["first"] or text
        head = table["heads"][column] if column < len(table["heads"]) else ""
        row = " | ".join(table["row"][:column])
        self.found.append(
            Piece(
                f"{self._where()} table cell", "cell", text,
                name=head, context=f"{table['caption']} | {head} | {row}",
            )
        )  # fmt: skip
