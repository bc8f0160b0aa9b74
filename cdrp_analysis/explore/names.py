"""Things that are found by name: completed by the Tab key, listed with what each is."""

import difflib
import html
from collections.abc import Iterator, Mapping
from typing import Protocol


class Named(Protocol):
    """What has a name of its own and a line that says what it is."""

    summary: str


class Names(Mapping):
    """
    Things as attributes, so that Jupyter completes them; as a mapping too.

    Showing it lists every name with its summary; ``find("word")`` lists those that say the word.
    """

    def __init__(self, what: str, things: Mapping[str, Named]):
        self._what, self._things = what, dict(things)

    def __getattr__(self, name: str) -> Named:
        if name.startswith("_"):  # asked for by copying, before there is anything to look in
            raise AttributeError(name)
        if name not in self._things:
            raise AttributeError(f"{name!r} is not one of the {self._what}. {self._near(name)}")
        return self._things[name]

    def __getitem__(self, name: str) -> Named:
        if name not in self._things:
            raise KeyError(f"{name!r} is not one of the {self._what}. {self._near(name)}")
        return self._things[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)

    def __dir__(self) -> list[str]:
        return [*self._things, "find"]

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._things)

    def find(self, word: str) -> "Names":
        """Those whose name or summary says the word, whatever its case."""
        low = word.lower()
        found = {n: t for n, t in self._things.items() if low in f"{n} {t.summary}".lower()}
        return Names(self._what, found)

    def __repr__(self) -> str:
        width = max(map(len, self._things), default=0)
        lines = [f"{name:{width}}  {thing.summary}" for name, thing in self._things.items()]
        return "\n".join([f"{len(self)} {self._what}", *lines])

    def _repr_html_(self) -> str:
        left = 'style="text-align: left"'
        rows = "".join(
            f"<tr><th {left}>{html.escape(name)}</th>"
            f"<td {left}>{html.escape(thing.summary)}</td></tr>"
            for name, thing in self._things.items()
        )
        return f"<p>{len(self)} {html.escape(self._what)}</p><table>{rows}</table>"

    def _near(self, name: str) -> str:
        near = difflib.get_close_matches(name, self._things, n=1, cutoff=0.5)
        return f"Did you mean {near[0]!r}?" if near else "Show it to see them all."


def first_sentence(text: str | None) -> str:
    """The first sentence of a docstring, on one line."""
    paragraph = (text or "").strip().split("\n\n")[0]
    return " ".join(paragraph.split())
