"""What an edition says of itself: how people are protected in it, and on what terms to use it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import jinja2
import numpy as np
import pandas as pd

from cdrp_analysis.assessment.render import render_index
from cdrp_analysis.assessment.whole import write_whole, writing
from cdrp_analysis.errors import InputError
from cdrp_analysis.vocabulary import LOW, MISSING, NOT_APPLICABLE, SUPPRESSED, SYMBOL_MEANINGS

METHOD, LICENCE = "method.html", "licence.txt"
_ADDRESS = ("source", "area", "offence", "period")


@dataclass(frozen=True)
class Facts:
    """
    What the published statements say beyond the protected tables.

    Parameters
    ----------
    marking : str
        Handling marking of the edition.
    contact : str
        Whom to ask, as a sentence.
    attributions : sequence of str
        One for each source, in the words its licence asks for.
    nav : sequence of (label, href)
        Links to the other pages.
    """

    marking: str
    contact: str
    attributions: Sequence[str]
    nav: Sequence[tuple[str, str]] = ()


def coverage(data: Path) -> pd.DataFrame:
    """
    What the protected tables still show, worked out from nothing but what they show.

    A share of the true counts would be one more equation for a reader who wants to know the
    hidden ones; a share of published figures tells nobody anything new.

    Parameters
    ----------
    data : path
        The folder ``data`` of an edition: tables, ``dictionary.csv`` and ``structure.json``.

    Returns
    -------
    DataFrame, one row per table with counts
        ``table, title, suppress_below, round_to``; ``counts`` that there are, ``shown`` and
        ``hidden`` of them (not available counts in none); ``shown_share``, and
        ``total_share``: parts shown over the published totals they make up, missing where the
        table does not hold all parts of one. Shares are rounded down to whole percents, and are
        1 only where nothing is hidden.
    """
    structure = json.loads((data / "structure.json").read_bytes())
    words = pd.read_csv(data / "dictionary.csv", dtype=str, keep_default_na=False)
    titles = words[words["unit"].eq("title") & words["column"].eq("")]
    titles = titles.set_index("table")["description"]
    tables = {
        name: pd.read_csv(data / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in structure["tables"]
    }
    cells = [
        _addressed(tables[name], rules["cells"]).assign(table=name)
        for name, rules in structure["tables"].items()
        if rules.get("cells")
    ]
    everything = pd.concat([pd.DataFrame(columns=["table", *_ADDRESS, "value"]), *cells])
    shares = _shares_of_totals(everything, _splits(structure["sums"]))
    rows = []
    for name, rules in structure["tables"].items():
        own = words[words["table"].eq(name) & words["role"].eq("count")]["column"]
        counts = tables[name][[column for column in own if column in tables[name]]].stack()
        hidden = int(counts.eq(SUPPRESSED).sum())
        shown = int((~counts.isin([SUPPRESSED, MISSING, NOT_APPLICABLE])).sum())
        if not shown + hidden:
            continue
        share = shares.get(name)
        rows.append(
            {
                "table": name,
                "title": titles.get(name, name),
                "suppress_below": int(rules["suppress_below"]),
                "round_to": int(rules["round_to"]),
                "counts": shown + hidden,
                "shown": shown,
                "hidden": hidden,
                "shown_share": _floored(shown / (shown + hidden), hidden),
                "total_share": np.nan if share is None else _floored(share, hidden),
            }
        )
    return pd.DataFrame(rows)


def write_statements(folder: Path, facts: Facts) -> tuple[Path, Path]:
    """
    Write the published method statement and licence note of an edition.

    ``method.html`` says what was hidden and how, by the rules in ``data/structure.json``, so that
    it cannot say anything else than what was done; ``licence.txt`` names the sources.

    Parameters
    ----------
    folder : path
        An edition whose folder ``data`` is complete.
    facts : Facts
        What the tables do not say.

    Raises
    ------
    InputError
        If ``structure.json`` or a table it names is missing.
    OutputError
        If the disk is full or may not be written.
    """
    data = folder / "data"
    try:
        structure = json.loads((data / "structure.json").read_bytes())
        table = coverage(data)
    except (OSError, KeyError, ValueError) as error:
        raise InputError(
            "the protected tables and structure.json do not go together.",
            where=Path(str(getattr(error, "filename", None) or "structure.json")).name,
            do="write all tables of the edition first",
        ) from None
    rules, tables = structure["rules"], structure["tables"].values()
    strict = [rule["sensitive"] for rule in tables if rule.get("sensitive")]
    name = f"{structure['partnership']}, {structure['period']}"
    shared = {"attributions": facts.attributions, "edition": structure["edition"]}
    pages = jinja2.Environment(
        loader=jinja2.PackageLoader("cdrp_analysis.assessment"),
        autoescape=jinja2.select_autoescape(("html.j2",)),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    statement = pages.get_template("report/method.html.j2").render(
        **shared,
        **rules,
        hides=any(rule["suppress_below"] for rule in tables),
        rounds=any(rule["round_to"] > 1 for rule in tables),
        altered=next((rule["altered"]["method"] for rule in tables if "altered" in rule), ""),
        strict=bool(strict),
        strict_below=max((rule["suppress_below"] for rule in strict), default=0),
        strict_round=max((rule["round_to"] for rule in strict), default=1),
        maps=(data / "hexes.geojson").exists(),
        marks=SYMBOL_MEANINGS,
        not_applicable=NOT_APPLICABLE,
        coverage=table.to_dict("records"),
        contact=facts.contact,
    )
    method = render_index(
        folder / METHOD,
        marking=facts.marking,
        edition=structure["edition"],
        title=f"How people are protected: {name}",
        nav=facts.nav,
        sections=(),
        introduction_html=statement,
    )
    licence = folder / LICENCE
    note = pages.get_template("report/licence.txt.j2").render(
        **shared,
        title=f"Strategic assessment: {name}",
        partnership=structure["partnership"],
        period=structure["period"],
    )
    with writing(LICENCE):
        write_whole(licence, note.encode("utf-8"))
    return method, licence


def _addressed(table: pd.DataFrame, address: Mapping[str, str]) -> pd.DataFrame:
    """Where each count stands in the system of sums, and its value where it is shown."""
    place = {
        part: address[part].removeprefix("=")
        if address[part].startswith("=")
        else table[address[part]]
        for part in ("area", "offence", "period")
    }
    shown = table[address["count"]].replace({LOW: "0"})
    value = pd.to_numeric(shown, errors="coerce")
    return pd.DataFrame({"source": address["source"], **place, "value": value}, index=table.index)


def _splits(sums: Mapping[str, Sequence[Mapping]]) -> dict[str, pd.DataFrame]:
    """Parts of every complete split by dimension: ``split, total, parts`` (how many), ``part``."""
    return {
        dimension: pd.DataFrame(
            [
                (number, split["total"], len(split["parts"]), part)
                for number, split in enumerate(splits)
                if split["complete"]
                for part in split["parts"]
            ],
            columns=["split", "total", "parts", "part"],
        )
        for dimension, splits in sums.items()
    }


def _shares_of_totals(cells: pd.DataFrame, splits: Mapping[str, pd.DataFrame]) -> pd.Series:
    """
    By table, the finest parts that it shows over the largest published totals they make up.

    A table of some parts alone, say one theme at certain hours, says nothing of the whole.
    """
    totals = cells.dropna(subset="value").drop_duplicates(list(_ADDRESS)).drop(columns="table")
    own = cells.drop_duplicates(["table", *_ADDRESS]).fillna({"value": 0})
    compared = []
    for size in range(1, len(_ADDRESS)):
        for chosen in combinations(_ADDRESS[1:], size):
            made = own
            for dimension in chosen:
                made = _made_up(made, dimension, splits[dimension])
            both = made.merge(totals, on=list(_ADDRESS), suffixes=("", "_total"))
            sums = both.groupby("table", as_index=False)[["value", "value_total"]].sum()
            compared.append(sums[sums["value_total"] > 0].assign(size=size))
    finest = pd.concat(compared).sort_values(
        ["value_total", "size", "value"], ascending=[False, False, True], kind="stable"
    )
    first = finest.drop_duplicates("table").set_index("table")
    return first["value"] / first["value_total"]


def _made_up(cells: pd.DataFrame, dimension: str, splits: pd.DataFrame) -> pd.DataFrame:
    """The sums over every split of which a table holds all parts, hidden ones as nothing."""
    parts = cells.merge(splits, left_on=dimension, right_on="part").drop(columns=dimension)
    beside = [name for name in cells if name not in (dimension, "value")]
    keys = [*beside, "split", "total", "parts"]
    found = parts.groupby(keys, as_index=False)["value"].agg(["sum", "size"])
    whole = found[found["size"] == found["parts"]].drop_duplicates([*beside, "total"])
    return whole.rename(columns={"sum": "value", "total": dimension})[list(cells)]


def _floored(share: float, hidden: int) -> float:
    """Rounded down to whole percents; never everything while something is hidden."""
    return min(np.floor(100 * share + 1e-9) / 100, 0.99 if hidden else 1.0)
