"""Write chosen settings back into an assessment file: nothing else in it changes."""

import contextlib
import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import tomlkit
from tomlkit.items import Table

from cdrp_analysis import settings
from cdrp_analysis.errors import OutputError, SettingsError

_BOM = "\ufeff"


@dataclass(frozen=True)
class Change:
    """One setting as it was and as it is now; None: left out, so that the default applies."""

    key: str
    before: object
    after: object

    def __str__(self) -> str:
        return f"{self.key}: {_said(self.before)} → {_said(self.after)}"


def write_back(path: Path | str, values: Mapping[str, object]) -> list[Change]:
    """
    Change settings in an assessment file; comments, order and layout stay.

    The file is replaced in one step or not at all, and only if the settings reader accepts it
    and reads in it exactly what was read before, but for these settings.

    Parameters
    ----------
    path : path
        The assessment file.
    values : mapping of str to object
        ``section.key`` = value, as ``"thresholds.cell_size_m": 250``; None takes the key out.

    Returns
    -------
    list of Change
        What differs from the file as it was; a value that already holds is no change.

    Raises
    ------
    SettingsError
        For a value or key that the settings reader refuses: the file stays as it was.
    OutputError
        If the file cannot be written, or changed while this one was at work.
    """
    path = Path(path).resolve()  # a link stays a link
    raw, before = _bytes(path), settings.load(path)
    wanted = with_values(before.model_dump(mode="json", exclude_unset=True), values)
    now = settings.accept(wanted, file=path.name)  # refuses an unknown key by its name
    changes = [
        Change(key, _value(before, key), _value(now, key))
        for key in values
        if _value(before, key) != _value(now, key)
    ]
    if not changes:
        return []
    text = raw.decode("utf-8")
    mark = _BOM if text.startswith(_BOM) else ""
    document = tomlkit.parse(text.removeprefix(_BOM))
    for change in changes:
        _put(document, change.key, values[change.key], path.name)
    made = tomlkit.dumps(document)
    if settings.parse(made, file=path.name) != now:
        raise SettingsError(
            f"{', '.join(change.key for change in changes)} cannot be changed by itself here.",
            where=path.name,
            do="write the section as [section] with one key a line, or change it by hand",
        )
    _replace(path, raw, (mark + made).encode("utf-8"))
    return changes


def with_values(raw: dict, values: Mapping[str, object]) -> dict:
    """
    The sections of an assessment file with some keys set; None takes a key out.

    Raises
    ------
    SettingsError
        For a key that is not one key of a section.
    """
    made = dict(raw)
    for key, value in values.items():
        section, name = _parts(key)
        if not name or not isinstance(made.get(section, {}), dict):
            raise SettingsError(
                f"{key} is not one key of a section.",
                where="explore.settings_file.write_back",
                do="name it as section.key, such as thresholds.cell_size_m",
            )
        held = {**made.get(section, {}), name: value}
        made[section] = {k: v for k, v in held.items() if v is not None}
    return made


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        settings.load(path)  # says what is wrong with it
        raise


def _put(document: tomlkit.TOMLDocument, key: str, value: object, file: str) -> None:
    section, name = _parts(key)
    if section not in document:
        document[section] = tomlkit.table()
    table = document[section]
    if value is None:
        table.pop(name, None)
    elif name in table:
        table[name] = value  # what stands behind it on the line stays
    else:
        _append(table, name, value)


def _append(table, name: str, value: object) -> None:
    """A new key after the last one of its section, before the blank lines that follow."""
    filled = [key for key in table if not isinstance(table[key], dict | list)]
    if filled and type(table) is Table and not table.is_super_table():
        # tomlkit's own append would go behind a comment that heads the next section.
        table.value._insert_after(filled[-1], name, value)
    else:
        table[name] = value


def _parts(key: str) -> tuple[str, str]:
    section, _, name = key.partition(".")
    return section, name


def _value(assessment: settings.Assessment, key: str) -> object:
    section, name = _parts(key)
    return getattr(getattr(assessment, section), name)


def _said(value: object) -> str:
    return "left out" if value is None else str(value)


def _replace(path: Path, known: bytes, made: bytes) -> None:
    partial = ""
    try:
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(partial, stat.S_IMODE(path.stat().st_mode))
        if path.read_bytes() != known:
            raise OutputError(
                f"{path.name} was changed by somebody else just now.",
                where=path.name,
                do="look at it, then save again",
            )
        os.replace(partial, path)
    except OSError as error:
        raise OutputError(
            f"{path.name} cannot be written: {error.strerror}.",
            where=path.name,
            do="make the file and its folder writable for you",
        ) from None
    finally:
        with contextlib.suppress(OSError):
            os.unlink(partial)
