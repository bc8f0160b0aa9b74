"""Every measure by name: topic, then function, each with its own documentation."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable

from cdrp_analysis import measures
from cdrp_analysis.explore.names import Names, first_sentence


class Measure:
    """One measure: call it as the function it is; ``?`` shows its documentation."""

    def __init__(self, function: Callable):
        self._function = function
        self.summary = first_sentence(function.__doc__)
        # What Jupyter's ? and Shift-Tab show, and what the call takes.
        self.__doc__, self.__name__ = function.__doc__, function.__name__
        self.__wrapped__, self.__signature__ = function, inspect.signature(function)

    def __call__(self, *arguments, **options):
        return self._function(*arguments, **options)

    def __repr__(self) -> str:
        return f"{self.__name__}{self.__signature__}: {self.summary}"


class Topic(Names):
    """The measures of one topic, imported when they are first asked for."""

    def __init__(self, module: str):
        self._module, self._loaded, self._what = module, None, f"measures of {module}"
        found = importlib.util.find_spec(f"{measures.__name__}.{module}")
        self.summary = first_sentence(_docstring(found.origin))

    @property
    def _things(self) -> dict[str, Measure]:
        if self._loaded is None:
            module = importlib.import_module(f"{measures.__name__}.{self._module}")
            self._loaded = {
                name: Measure(thing)
                for name, thing in vars(module).items()
                if callable(thing)
                and not name.startswith("_")
                and getattr(thing, "__module__", "") == module.__name__
            }
        return self._loaded


def all_measures() -> Names:
    """Every topic of measures."""
    topics = sorted(module.name for module in pkgutil.iter_modules(measures.__path__))
    return Names("topics of measures", {name: Topic(name) for name in topics})


def _docstring(path: str) -> str:
    """The docstring of a module, read without importing it."""
    with open(path, encoding="utf-8") as file:
        head = file.read(2000)
    return head.split('"""')[1] if head.startswith('"""') else ""
