"""What targets are about: the recorded series that each is named after."""

from collections.abc import Iterable

import pandas as pd

THEME, OFFENCE, GROUP, UNKNOWN = "theme", "offence", "group", ""


def what_targets_are_about(
    register: pd.DataFrame,
    themes: pd.DataFrame,
    *,
    offences: Iterable[str] = (),
    groups: Iterable[str] = (),
) -> pd.DataFrame:
    """
    The recorded series that each target is about, by the names that it is given.

    Parameters
    ----------
    register : DataFrame, one row per target
        ``label`` and ``measure`` (theme or indicator).
    themes : DataFrame
        ``theme`` and ``label``.
    offences, groups : iterable of str
        Rows of the count table and their groups.

    Returns
    -------
    DataFrame, same index
        ``series`` (theme, offence or group, ``""`` if none is recorded here), ``series_kind``
        (``theme``, ``offence``, ``group`` or ``""``) and ``series_label``. A target is about the
        series with whose name its own label begins, the longest such name; otherwise about the
        theme, then the group, then the offence that its measure is called. "Violence with injury,
        down 2%" is about that offence, though its measure be violence.

    Examples
    --------
    >>> register = pd.DataFrame({"label": ["Personal robbery, down 3%", "The force: robbery"],
    ...                          "measure": "robbery"})
    >>> themes = pd.DataFrame({"theme": ["personal_robbery"], "label": ["Personal robbery"]})
    >>> what_targets_are_about(register, themes, groups=["ROBBERY"])["series"].tolist()
    ['personal_robbery', 'ROBBERY']
    """
    named = [
        (key, THEME, label) for key, label in zip(themes["theme"], themes["label"], strict=True)
    ]
    named += [(name, GROUP, name.capitalize()) for name in groups]
    named += [(name, OFFENCE, name.capitalize()) for name in offences]
    begins = sorted(named, key=lambda one: -len(one[2]))  # stable: a theme before a group
    called = {}
    for series in named:
        for name in (series[0], series[2]):
            called.setdefault(name.lower().replace("_", " "), series)
    found = [
        next((one for one in begins if _begins(label, one[2])), None)
        or called.get(str(measure).lower().replace("_", " "), ("", UNKNOWN, ""))
        for label, measure in zip(register["label"], register["measure"], strict=True)
    ]
    columns = ["series", "series_kind", "series_label"]
    return pd.DataFrame(found, columns=columns, index=register.index)


def _begins(label: str, name: str) -> bool:
    """Whether a label begins with a name, as whole words."""
    text, head = str(label).lower(), name.lower()
    return text.startswith(head) and not text[len(head) : len(head) + 1].isalnum()
