"""A first assessment file with every key explained, and its reference page, from the settings."""

import json
import re
import types
import typing
from datetime import date
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cdrp_analysis import settings
from cdrp_analysis.disclosure.statements import approval_hash
from cdrp_analysis.errors import OutputError

_HOW_TO_READ = (
    "Figures describe what was recorded. They are where a conversation about causes starts, not "
    "where it ends."
)
# What a first file says where the settings have no default: shown, to be changed.
_EXAMPLES = {
    "Partnership.name": "Exampleborough",
    "Partnership.code": "E09000013",
    "PeriodSection.label": "2017/18",
    "Feed.key": "street",
    "Feed.layout": "policeuk-street",
    "Feed.files": ["police-uk/*/*-street.csv"],
    "Feed.vintage": date(2018, 9, 15),
    "BoundarySet.area_type": "borough",
    "BoundarySet.file": "boundaries/borough.geojson",
    "BoundarySet.code": "gss_code",
    "BoundarySet.name": "name",
    "BoundarySet.edition": "2018-05",
    "Lookup.file": "lookups/lsoa2011_lsoa2021.csv",
    "Lookup.from_type": "lsoa",
    "Lookup.from_edition": "2011",
    "Lookup.from_code": "LSOA11CD",
    "Lookup.to_type": "lsoa",
    "Lookup.to_edition": "2021",
    "Lookup.to_code": "LSOA21CD",
    "Denominator.measure": "residents",
    "Denominator.area_type": "lsoa",
    "Denominator.edition": "2011",
    "Denominator.file": "denominators/population.csv",
    "Denominator.code": "lsoa",
    "Denominator.value": "mid_{year}",
    "Deprivation.file": "deprivation/imd.csv",
    "Deprivation.edition": "2011",
    "Deprivation.code": "lsoa",
    "Deprivation.decile": "decile",
    "SchoolTerms.file": "calendar/school_terms.csv",
    "Weights.scheme": "cchi",
    "Weights.file": "reference:cchi_2026_policeuk.csv",
    "Weights.edition": "CCHI February 2026",
    "Statement.key": "how_to_read",
    "Statement.title": "How to read this assessment",
    "Statement.content": "commentary",
    "Statement.text": _HOW_TO_READ,
    "Document.lacking": ["consultation", "plan"],
    "Recommendation.key": "choose_priorities",
    "Recommendation.text": "Choose which of the first themes become priorities of the plan.",
    "Proportionality.key": "prolific_offenders",
    "Proportionality.exhibits": ["adult_caseload"],
    "Proportionality.shows": "How many people are supervised or in custody.",
    "Proportionality.purpose": "To plan how many places of services are needed.",
    "Proportionality.why": "A number of people; nobody's sentence or place is told.",
    "Gap.key": "residents",
    "Gap.text": "What residents think should come first, until they are asked.",
    "Wording.text": _HOW_TO_READ,
    "Wording.approved_by": "Head of analysis",
    "Wording.approval": approval_hash(_HOW_TO_READ),
}
# Sections that an assessment needs more than once.
_AGAIN = {
    "boundaries": (
        {"area_type": "ward", "file": "boundaries/wards.geojson", "edition": "2018-05"},
        {"area_type": "lsoa", "file": "boundaries/lsoas.geojson", "edition": "2011"},
    ),
    "denominators": (
        {"measure": "households", "file": "denominators/households.csv", "value": "households"},
    ),
}
_THEMES = (
    ("burglary", "Burglary", "offence", ["Burglary"]),
    ("robbery", "Robbery", "offence", ["Robbery"]),
    (
        "violence_sexual",
        "Violence and sexual offences",
        "offence",
        ["Violence and sexual offences"],
    ),
    ("vehicle_crime", "Vehicle crime", "offence", ["Vehicle crime"]),
    ("antisocial_behaviour", "Anti-social behaviour", "incident", ["Anti-social behaviour"]),
)


def new_file(path: Path) -> None:
    """
    Write a first assessment file to ``path``.

    Raises
    ------
    OutputError
        If the file exists: it may hold somebody's work.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(first_file())
    except FileExistsError:
        raise OutputError(
            f"{path.name} exists already.", where=path.name, do="choose another name"
        ) from None
    except OSError as error:
        raise OutputError(
            f"{path.name} cannot be written: {error.strerror}.",
            where=path.name,
            do="choose a folder",
        ) from None


def first_file() -> str:
    """The text of a first assessment file; it loads as it stands."""
    lines = [
        "# Assessment file. Every key is explained; a key behind '#' shows its default.",
        "# Paths are relative to this file unless --data names another folder.",
        "",
    ]
    simple, tables = [], []
    for name, field in settings.Assessment.model_fields.items():
        model, many = _model(field)
        if model is None:
            simple += _entry("Assessment", name, field)
        elif model is settings.Theme:
            tables += _themes()
        else:
            tables += ["", f"# {_first_sentence(model)}", f"[[{name}]]" if many else f"[{name}]"]
            tables += _keys(model)
            for key, inner in model.model_fields.items():
                if part := _part(inner):
                    tables += ["", f"# {inner.description}", f"[{name}.{key}]", *_keys(part)]
            for changed in _AGAIN.get(name, ()):
                tables += ["", f"[[{name}]]", *_again(model, changed)]
    return "\n".join([*lines, *simple, *tables, ""])


def reference_page() -> str:
    """``docs/reference/assessment-file.md``: every section and key of the assessment file."""
    lines = [
        "# The assessment file",
        "",
        "One TOML file says what to assess, from which files and by which rules. `cdrp new FILE` "
        "writes a first one. A key that is not listed here is refused, and the nearest right key "
        "is named. This page is generated from the settings classes.",
    ]
    top = [(n, f) for n, f in settings.Assessment.model_fields.items() if _model(f)[0] is None]
    lines += ["", "## Top level", "", *_rows(top)]
    for name, field in settings.Assessment.model_fields.items():
        model, many = _model(field)
        if model is None:
            continue
        heading = f"[[{name}]]" if many else f"[{name}]"
        lines += ["", f"## `{heading}`", "", _first_sentence(model), ""]
        if many:
            lines += ["Repeat the section for each one.", ""]
        lines += _rows(list(model.model_fields.items()))
        for key, inner in model.model_fields.items():
            if part := _part(inner):
                lines += ["", f"### `[{name}.{key}]`", "", _first_sentence(part), ""]
                lines += _rows(list(part.model_fields.items()))
    return "\n".join([*lines, ""])


def _rows(fields: list[tuple[str, FieldInfo]]) -> list[str]:
    rows = ["| key | type | default | meaning |", "|---|---|---|---|"]
    for name, field in fields:
        default = "required" if field.is_required() else f"`{_toml(_default(field))}`"
        default = "none" if _part(field) else default
        text = (field.description or "").replace("|", "\\|")
        rows.append(f"| `{name}` | {_type(field)} | {default} | {text} |")
    return rows


def _entry(owner: str, name: str, field: FieldInfo) -> list[str]:
    lines = [f"# {field.description}"]
    if field.is_required() or f"{owner}.{name}" in _EXAMPLES:
        lines.append(f"{name} = {_toml(_EXAMPLES[f'{owner}.{name}'])}")
    else:
        default = _default(field)
        lines.append(f"# {name} = {_toml(default)}" if default is not None else f"# {name} =")
    return lines


def _keys(model: type[BaseModel]) -> list[str]:
    """Every key of a section that is not a section itself."""
    plain = ((name, field) for name, field in model.model_fields.items() if not _part(field))
    return [line for name, field in plain for line in _entry(model.__name__, name, field)]


def _again(model: type[BaseModel], changed: dict[str, str]) -> list[str]:
    """A further section of a kind: its required keys, some of them changed."""
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    values = {name: changed.get(name, _EXAMPLES[f"{model.__name__}.{name}"]) for name in required}
    return [f"{name} = {_toml(value)}" for name, value in values.items()]


def _themes() -> list[str]:
    lines = ["", f"# {_first_sentence(settings.Theme)}"]
    lines += [f"#   {n}: {f.description}" for n, f in settings.Theme.model_fields.items()]
    for key, label, kind, street in _THEMES:
        lines += ["[[themes]]", f'key = "{key}"', f'label = "{label}"']
        lines += [f'kind = "{kind}"'] if kind != "offence" else []
        lines += [f"street = {_toml(street)}", ""]
    return lines[:-1]


def _model(field: FieldInfo) -> tuple[type[BaseModel] | None, bool]:
    kind = field.annotation
    if typing.get_origin(kind) is list:
        inner = typing.get_args(kind)[0]
        return (
            (inner, True)
            if isinstance(inner, type) and issubclass(inner, BaseModel)
            else (None, True)
        )
    return (
        (kind, False) if isinstance(kind, type) and issubclass(kind, BaseModel) else (None, False)
    )


def _part(field: FieldInfo) -> type[BaseModel] | None:
    """The section that a key of a section opens, if it may be left out."""
    for kind in typing.get_args(field.annotation):
        if isinstance(kind, type) and issubclass(kind, BaseModel) and not _model(field)[0]:
            return kind
    return None


def _default(field: FieldInfo) -> object:
    return field.get_default(call_default_factory=True)


def _type(field: FieldInfo) -> str:
    kind = field.annotation
    if typing.get_origin(kind) is typing.Literal:
        return " or ".join(f"`{value}`" for value in typing.get_args(kind))
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        kind = next(a for a in typing.get_args(kind) if a is not type(None))
    names = {str: "text", int: "whole number", float: "number", bool: "true or false", date: "date"}
    if kind in names:
        return names[kind]
    if _part(field):
        return "section"
    return "list of text" if typing.get_origin(kind) is list else "text to text"


def _toml(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return "{}" if value == {} else json.dumps(value, ensure_ascii=False)


def _first_sentence(model: type[BaseModel]) -> str:
    return re.split(r"\n\s*\n", (model.__doc__ or "").strip())[0].replace("\n", " ")
