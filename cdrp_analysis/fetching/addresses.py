"""The file of addresses: what can be fetched, from where, into which file."""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cdrp_analysis.errors import SettingsError

# What an address may ask for: how it must look, and how to tell it.
_ASKED = {
    "month": (r"\d{4}-(0[1-9]|1[0-2])", "--month 2026-07"),
    "area": (r"E0[6-9]\d{6}", "--area E09000013"),
    "name": (r"[A-Za-zÀ-ž',.\- ]{2,60}", '--name "Hammersmith and Fulham"'),
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Manners(_Strict):
    """How a publisher's server is treated."""

    agent: str
    pause_seconds: float = Field(1.0, ge=0)
    timeout_seconds: float = Field(60.0, gt=0)
    attempts: int = Field(5, ge=1)
    first_wait_seconds: float = Field(2.0, ge=0)
    longest_wait_seconds: float = Field(300.0, ge=0)


class Address(_Strict):
    """One published file, or one layer of a map server asked page by page."""

    what: str
    kind: Literal["file", "layer", "table"] = "file"
    address: str = Field(pattern=r"^https?://")
    to: str = Field(pattern=r"^[^/\\][^\\]*$")
    where: str = "1=1"  # of layers and tables: which rows
    key: str = ""  # of layers and tables: pages are in its order, and it may not be blank
    page: int = Field(1000, ge=1)  # rows asked for at once
    checksums: str = ""  # page that gives the MD5 of the file beside its name
    sha256: str = ""
    source: str = ""

    @property
    def identity(self) -> str:
        """What decides which bytes come: the address, and of a layer its rows."""
        return self.address if self.kind == "file" else f"{self.address}?where={self.where}"


class Addresses(_Strict):
    """Everything that can be fetched, and how."""

    manners: Manners
    files: dict[str, Address]


def load(path: Path | None = None) -> Addresses:
    """
    Read a file of addresses; by default that of the package.

    Raises
    ------
    SettingsError
        If it cannot be read or has an unknown key.
    """
    name = path.name if path else "addresses.toml"
    place = path or files("cdrp_analysis.fetching") / "addresses.toml"
    try:
        raw = tomllib.loads(place.read_text(encoding="utf-8"))
        manners = raw.pop("manners", {})
        return Addresses.model_validate({"manners": manners, "files": raw})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"the addresses cannot be read: {error}.",
            where=name,
            do="copy cdrp_analysis/fetching/addresses.toml and change it",
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part != "files")
        raise SettingsError(
            f"{place}: {first['msg']}.",
            where=name,
            do="copy cdrp_analysis/fetching/addresses.toml and change it",
        ) from None


def filled(addresses: Addresses, name: str, told: Mapping[str, str]) -> Address:
    """
    One address with month, area and name put in.

    Raises
    ------
    SettingsError
        If there is no such address, or what it asks for is not told or looks wrong.
    """
    if name not in addresses.files:
        raise SettingsError(
            f"{name!r} is not among the addresses.",
            where="cdrp fetch",
            do=f"known: {', '.join(addresses.files)}",
        )
    address = addresses.files[name]
    for asked, (pattern, option) in _ASKED.items():
        given = told.get(asked, "")
        if not any("{" + asked + "}" in text for text in address.model_dump().values()
                   if isinstance(text, str)):  # fmt: skip
            continue
        if not re.fullmatch(pattern, given):
            raise SettingsError(
                f"{name} needs the {asked}" + (f", and {given!r} is none." if given else "."),
                where="cdrp fetch",
                do=option,
            )
    return address.model_copy(
        update={
            "address": _put(address.address, told),
            "to": _put(address.to, told),
            # Inside a quoted value of the query an apostrophe is written twice.
            "where": _put(address.where, {k: v.replace("'", "''") for k, v in told.items()}),
        }
    )


def _put(text: str, told: Mapping[str, str]) -> str:
    for key in _ASKED:
        text = text.replace("{" + key + "}", told.get(key, ""))
    return text
