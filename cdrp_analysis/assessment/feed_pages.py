"""Reference pages of the feeds, one each with an index, generated from their contracts."""

from cdrp_analysis.contracts import CONTRACTS, PARTNER_FEEDS, PUBLISHED, Contract
from cdrp_analysis.sources.blank_templates import TYPED_AS, allowed
from cdrp_analysis.sources.template_rows import own_columns

# The data sets that section 17A of the Crime and Disorder Act 1998 has partners disclose to one
# another, by paragraph of the schedule to the Crime and Disorder (Prescribed Information)
# Regulations 2007 (SI 2007/1831): paragraph = what it is, and the feed that takes it.
PRESCRIBED: dict[str, tuple[str, str]] = {
    "1": ("anti-social behaviour, transport and public safety incidents", "incidents"),
    "2": ("recorded offences", "offences"),
    "3a": ("deliberate primary fires, not in vehicles", "fire_incidents"),
    "3b": ("deliberate primary fires in vehicles", "fire_incidents"),
    "3c": ("deliberate secondary fires, not in vehicles", "fire_incidents"),
    "3d": ("violence against employees of the fire and rescue authority", "fire_incidents"),
    "3e": ("fires in dwellings where no smoke alarm was fitted", "fire_incidents"),
    "4": ("malicious false alarms", "fire_incidents"),
    "5": ("road traffic collisions with casualties", "collisions"),
    "6": ("exclusions of pupils", "exclusions"),
    "7a": ("racial incidents", "racial_incidents"),
    "7b": ("anti-social behaviour reported to the authority", "council_asb"),
    "8": ("hospital admissions for assault, substance use, alcohol", "hospital_admissions"),
    "9": ("hospital admissions in respect of domestic abuse", "domestic_abuse_admissions"),
    "10": ("mental illness outpatients; persons receiving drug treatment", "health_quarters"),
    "11": ("ambulance calls to crime and disorder incidents", "ambulance_calls"),
}

_POLICE_UK = "data.police.uk, Open Government Licence"
_ONS = "Office for National Statistics"
# Who publishes each published layout, and how the assessment file names it.
_PUBLISHER = {
    "street": _POLICE_UK,
    "outcomes": _POLICE_UK,
    "stop_search": _POLICE_UK,
    "counts": "police forces and city data stores",
    "boundaries": "ONS Open Geography Portal",
    "lookup": "ONS Open Geography Portal",
    "population": _ONS,
    "households": _ONS,
    "daytime": _ONS,
    "deprivation": "the ministry responsible for the English Indices of Deprivation",
}
_POLICE_FEED = """[[feeds]]
key = "{name}"
layout = "policeuk-{kind}"
files = ["police-uk/*/*-{kind}.csv"]
vintage = 2018-09-15"""
_PEOPLE = """[[denominators]]
measure = "{measure}"
area_type = "lsoa"
edition = "2011"
file = "denominators/{name}.csv"
code = "LSOA11CD"
value = "{value}\""""
_NAMED = {
    "street": _POLICE_FEED.format(name="street", kind="street"),
    "outcomes": _POLICE_FEED.format(name="outcomes", kind="outcomes"),
    "stop_search": _POLICE_FEED.format(name="stop_search", kind="stop-and-search"),
    "counts": """[[feeds]]
key = "counts"
layout = "counts-wide"      # counts-long where months are rows
files = ["counts/borough.csv"]
vintage = 2018-09-15
area_type = "borough\"""",
    "boundaries": """[[boundaries]]
area_type = "ward"
file = "boundaries/wards.geojson"
code = "WD18CD"
name = "WD18NM"
edition = "2018-05\"""",
    "lookup": """[[lookups]]
file = "lookups/lsoa2011_ward2018.csv"
from_type = "lsoa"
from_edition = "2011"
from_code = "LSOA11CD"
to_type = "ward"
to_edition = "2018-05"
to_code = "WD18CD\"""",
    "population": _PEOPLE.format(measure="residents", name="population", value="mid_{year}"),
    "households": _PEOPLE.format(measure="households", name="households", value="households"),
    "daytime": _PEOPLE.format(measure="daytime", name="workday", value="people"),
    "deprivation": """[[deprivation]]
file = "deprivation/imd.csv"
edition = "2011"
code = "LSOA11CD"
decile = "decile\"""",
}


def pages() -> dict[str, str]:
    """File name below the folder of reference pages = text."""
    found = {"feeds/README.md": _index()}
    return found | {f"feeds/{name}.md": _page(contract) for name, contract in CONTRACTS.items()}


def assessment_snippet(name: str) -> str:
    """How the assessment file names a feed: TOML that stands as it is."""
    if name in _NAMED:
        return _NAMED[name]
    return f"""[[feeds]]
key = "{name}"
layout = "template"
contract = "{name}"
files = ["partners/{name}.csv"]
vintage = 2010-10-18        # day of the extract"""


def holder_of(contract: Contract) -> str:
    """Who keeps or publishes the data."""
    return contract.holder or _PUBLISHER[contract.name]


def basis_of(contract: Contract) -> str:
    """Why it is shared."""
    return contract.basis or "published"


def _index() -> str:
    lines = [
        "# Feeds",
        "",
        "Every kind of file the workbench reads. A partner fills in a template: `cdrp template "
        "FEED` writes an empty one with its explanations, as CSV or, with `--out FEED.xlsx`, as a "
        "workbook. Published files are read as their publishers lay them out. Generated from the "
        "contracts.",
        "",
        "## What partners send",
        "",
        "| feed | holder | basis | what |",
        "|---|---|---|---|",
        *(_index_row(contract) for contract in PARTNER_FEEDS.values()),
        "",
        "## What is published",
        "",
        "| feed | publisher | basis | what |",
        "|---|---|---|---|",
        *(_index_row(contract) for contract in PUBLISHED.values()),
        "",
        "## The prescribed information of section 17A",
        "",
        "Section 17A of the Crime and Disorder Act 1998 has the partners disclose these sixteen "
        "data sets to one another, at least every quarter and depersonalised (SI 2007/1831).",
        "",
        "| paragraph | what | feed |",
        "|---|---|---|",
        *(
            f"| {_paragraph(place)} | {what} | [`{feed}`]({feed}.md) |"
            for place, (what, feed) in PRESCRIBED.items()
        ),
        "",
        "## People",
        "",
        "No file may name anybody. A file with a column for names, dates of birth, addresses, "
        "telephone or other personal numbers is refused whole, and so is one with cells that "
        "look like e-mail addresses, telephone, National Insurance or NHS numbers, PNC ids or "
        "full postcodes; postcode sectors (W12 8) pass. The refusal names the column, never a "
        "value. People and records are told apart by pseudonyms. Columns that a feed does not "
        "need are left out when it is read.",
        "",
        "## Releases",
        "",
        "Keep each quarter's extract under its own name as a feed of its own, with the same "
        "`contract` and its own `vintage`. Of several releases the newest that holds a month "
        "counts; rows of older ones in that month are counted as repeats, and how much the month "
        "changed is shown on the data-quality page. Of a feed without dates the newest release "
        "counts whole. Releases of one day are parts of one another and add up.",
    ]
    return "\n".join([*lines, ""])


def _index_row(contract: Contract) -> str:
    said = " ".join(contract.description.split())
    return (
        f"| [`{contract.name}`]({contract.name}.md) | {holder_of(contract)} | "
        f"{_escaped(basis_of(contract))} | {_escaped(said)} |"
    )


def _paragraph(place: str) -> str:
    return f"{place[:-1]}({place[-1]})" if place[-1].isalpha() else place


def _page(contract: Contract) -> str:
    partner = contract.name in PARTNER_FEEDS
    whose = "Holder" if partner else "Publisher"
    lines = [
        f"# {contract.name}",
        "",
        contract.description,
        "",
        f"- {whose}: {holder_of(contract)}",
        f"- Basis: {basis_of(contract)}",
    ]
    if prescribed := [place for place, (_, feed) in PRESCRIBED.items() if feed == contract.name]:
        lines.append(
            f"- Prescribed information, paragraph {', '.join(map(_paragraph, prescribed))}"
        )
    if contract.dated:
        lines.append(f"- A row belongs to the month of `{contract.dated}`")
    lines += ["", "## Columns", "", *_columns(contract, partner)]
    lines += ["", "## Rows that are set aside", "", *_refusals(contract)]
    lines += ["", "## In the assessment file", "", "```toml", assessment_snippet(contract.name)]
    lines += ["```", "", "## Where the file comes from", "", *_origin(contract, partner)]
    return "\n".join([*lines, ""])


def _columns(contract: Contract, partner: bool) -> list[str]:
    lines = [
        "| column | type | unit | may be blank | allowed | secret | meaning |",
        "|---|---|---|---|---|---|---|",
    ]
    own = {column.name for column in own_columns(contract)} if partner else set(contract.names)
    for column in contract.columns:
        if column.name not in own:
            continue
        cells = (
            f"`{column.name}`",
            TYPED_AS[column.type].split(":")[0],
            column.unit,
            "yes" if column.nullable else "no",
            allowed(column),
            "yes" if column.secret else "",
            column.doc,
        )
        lines.append(f"| {' | '.join(_escaped(cell) for cell in cells)} |")
    if partner:
        more = [f"`{name}`" for name in contract.names if name not in own]
        lines += ["", f"Added while reading, not to be filled in: {', '.join(more)}."]
    if any(column.secret for column in contract.columns):
        lines += ["", "A secret column never leaves the restricted edition, in any form."]
    return lines


def _refusals(contract: Contract) -> list[str]:
    lines = ["A row is set aside, with its line and the reason, when", ""]
    lines += ["- a column that may not be blank is, or a cell is not of its type;"]
    if any(column.values or allowed(column) for column in contract.columns):
        lines += ["- a cell is not among its allowed values, or outside its limits;"]
    lines += [f"- {rule.reason};" for rule in contract.rules]
    lines += ["- a cell holds control characters, HTML or a spreadsheet formula."]
    return lines


def _origin(contract: Contract, partner: bool) -> list[str]:
    if not partner:
        return [
            f"Published by: {holder_of(contract)}. It is read as it is laid out there; there is "
            "no template. [How to](../../how-to/real-partnership.md)."
        ]
    return [
        f"`cdrp template {contract.name}` writes an empty file with this header and a second that "
        "explains the columns. CSV, Excel and Parquet are read; case, spaces, underscores and "
        "hyphens of headings do not count. Other headings are named by `columns = { our_name = "
        '"Their heading" }`.'
    ]


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
