"""What a page holds that its reader does not see: hidden elements, text off the canvas."""

import re
from collections.abc import Mapping

_VOID_NAMES = "area base br col embed hr img input link meta param source track wbr"
VOID = frozenset(_VOID_NAMES.split())
_NOT_SHOWN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?<![\w-])opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)"
    r"|(?:left|top|right|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}"
    r"|(?<![\w-])color\s*:\s*transparent|clip\s*:\s*rect\(\s*[01](?:px)?[ ,]+[01]"
    r"|transform\s*:\s*scale\(0\)",
    re.I,
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"\s*(?:[a-z][\w-]*)?([.#][\w-]+)\s*", re.I)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_UNSEEN_ELEMENTS = frozenset({"template", "datalist", "rp"})
_SAYS_SOMETHING = re.compile(r"\d|(?:\w{2,}\W+){2}\w{2,}")


def says_something(text: str) -> bool:
    """Whether a text holds a number or at least three words."""
    return bool(_SAYS_SOMETHING.search(text))


def _everywhere(style: str) -> str:
    """A style sheet without what holds only in print or at some size of the window."""
    kept, depth, within, start = [], 0, None, 0
    for found in re.finditer(r"[{};]", style):
        if found[0] == "{":
            if within is None and style[start : found.start()].lstrip().startswith("@"):
                within = depth
            depth += 1
        elif found[0] == "}":
            depth -= 1
        if within is None:
            kept.append(style[start : found.end()])
        elif found[0] == "}" and depth <= within:
            within = None
        start = found.end()
    return "".join(kept)


class Veil:
    """Knows, element by element, what the page's own style and drawing hide from its reader."""

    def __init__(self):
        self.classes: set[str] = set()
        self.canvases: list[tuple[float, float, float, float] | None] = []

    def learn(self, style: str) -> None:
        """Classes and identifiers that a style sheet hides at every size of the window."""
        for selectors, body in _RULE.findall(_everywhere(style)):
            if _NOT_SHOWN.search(body):
                named = (_SELECTOR.fullmatch(one) for one in selectors.split(","))
                self.classes |= {found[1] for found in named if found}

    def canvas(self, attrs: Mapping[str, str]) -> None:
        """An ``svg`` begins."""
        box = [float(n) for n in _NUMBER.findall(attrs.get("viewbox", ""))]
        self.canvases.append((box[0], box[1], box[0] + box[2], box[1] + box[3])
                             if len(box) == 4 else None)  # fmt: skip

    def hides(self, tag: str, attrs: Mapping[str, str]) -> bool:
        """Whether an element with these attributes is not shown."""
        names = {f".{name}" for name in attrs.get("class", "").split()}
        if tag == "a" and attrs.get("href", "").startswith("#"):
            return False  # a link for the keyboard comes into sight when it is reached
        return (
            tag in _UNSEEN_ELEMENTS
            or "hidden" in attrs
            or (tag == "input" and attrs.get("type", "").lower() == "hidden")
            or bool(_NOT_SHOWN.search(attrs.get("style", "")))
            or bool((names | {f"#{attrs.get('id', '')}"}) & self.classes)
            or self._undrawn(tag, attrs)
        )

    def _undrawn(self, tag: str, attrs: Mapping[str, str]) -> bool:
        if not self.canvases:
            return False
        unseen = {"display": "none", "visibility": "hidden", "opacity": "0", "font-size": "0"}
        if any(attrs.get(name, "").strip() == value for name, value in unseen.items()):
            return True
        box = self.canvases[-1]
        if tag not in ("text", "tspan", "image") or box is None:
            return False
        for name, low, high in (("x", box[0], box[2]), ("y", box[1], box[3])):
            at = _NUMBER.match(attrs.get(name, "").strip())
            room = high - low  # of labels that begin outside and reach in
            if at and not low - room / 2 <= float(at[0]) <= high + room / 2:
                return "transform" not in attrs
        return False
