"""The assessment file: one TOML file that says what to assess, from which files, by which rules."""

import difflib
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from cdrp_analysis.errors import SettingsError
from cdrp_analysis.periods import Period
from cdrp_analysis.vocabulary import ASB

AreaType = Literal["borough", "ward", "lsoa"]
Edition = Literal["restricted", "committee", "public"]
Layout = Literal[
    "policeuk-street",
    "policeuk-outcomes",
    "policeuk-stop-and-search",
    "counts-wide",
    "counts-long",
    "template",
]
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Section(BaseModel):
    """Every section refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Partnership(Section):
    """Who is assessed."""

    name: str = Field(description="Name as it should be printed")
    code: str = Field(
        pattern=r"^[EW]0[6-9]\d{6}$", description="Local authority district, ONS code"
    )
    csp_code: str = Field("", description="Community Safety Partnership, ONS code (E22…)")
    force: str = Field("", description="Police force as the raw files write it")
    force_code: str = Field("", description="Police force area, ONS code (E23…)")


class PeriodSection(Section):
    """Which twelve (or six) months, and how much of them is known."""

    label: str = Field(description="2017/18, 2017, 2017/18 H1, 2017 H2 or 2016-07..2017-06")
    known_to: Month | None = Field(
        None, description="Last month with complete data, when the period is not yet over"
    )
    trend_years: int = Field(
        5, ge=2, le=20, description="Periods shown in trends, this one included"
    )

    @field_validator("label")
    @classmethod
    def _readable(cls, label: str) -> str:
        Period.parse(label)
        return label

    @property
    def period(self) -> Period:
        """The parsed period."""
        return Period.parse(self.label)


class Feed(Section):
    """One source of raw files, in one layout, of one download date."""

    key: Key = Field(description="Name of the feed in tables and logs")
    layout: Layout = Field(description="How the publisher lays the files out")
    files: list[str] = Field(
        min_length=1,
        description="Globs below the data folder; a zip is named itself, or zip!glob for a part",
    )
    vintage: date = Field(description="Day the files were downloaded or released")
    contract: str = Field(
        "", description="Layout template: which partner feed it is; cdrp feeds lists them"
    )
    area_type: AreaType | None = Field(None, description="What each row of a count table is about")
    geography: str = Field("", description="Edition of the area codes in the files, e.g. 2011")
    columns: dict[str, str] = Field(
        default_factory=dict,
        description="Count tables: our name (area, group, offence, month, count) = theirs; "
        "templates: our column = their heading, where they differ",
    )
    expected: str = Field(
        "", description="First and last month that should be there, 2016-01..2018-06"
    )
    source: str = Field("", description="Publisher, printed beneath exhibits")

    @model_validator(mode="after")
    def _count_tables_say_what_they_count(self) -> "Feed":
        if self.layout.startswith("counts") and self.area_type is None:
            raise ValueError("a count table needs area_type (borough, ward or lsoa)")
        if self.expected:
            Period.parse(self.expected)
        return self

    @model_validator(mode="after")
    def _a_template_says_which_feed_it_is(self) -> "Feed":
        if self.layout == "template" and not self.contract:
            raise ValueError("a template needs contract, the name of a partner feed: cdrp feeds")
        if self.layout != "template" and self.contract:
            raise ValueError(f'contract goes with layout = "template", not with {self.layout!r}')
        return self


class BoundarySet(Section):
    """One edition of one kind of area."""

    area_type: AreaType = Field(description="borough, ward or lsoa")
    file: str = Field(description="GeoJSON or GPKG below the data folder")
    code: str = Field(description="Column with the ONS code")
    name: str = Field(description="Column with the name")
    edition: str = Field(description="Edition of the codes, e.g. 2011 or 2018-05")
    valid_from: date | None = Field(None, description="First day these areas existed")
    valid_to: date | None = Field(None, description="Last day these areas existed")
    wider: bool = Field(
        False, description="true: covers the wider area, used for peers and pooling"
    )
    source: str = Field("", description="Publisher and licence, printed on maps")


class Lookup(Section):
    """A table from one edition or kind of area to another."""

    file: str = Field(description="CSV or Parquet below the data folder")
    from_type: AreaType = Field(description="Kind of area looked up")
    from_edition: str = Field(description="Edition of the code looked up")
    from_code: str = Field(description="Column with the code looked up")
    to_type: AreaType = Field(description="Kind of area found")
    to_edition: str = Field(description="Edition of the code found")
    to_code: str = Field(description="Column with the code found")
    change: str = Field("", description="Column that says unchanged, split, merged (ONS CHGIND)")


class Denominator(Section):
    """How many residents or households an area has."""

    measure: Literal["residents", "households", "daytime", "premises"] = Field(
        description="What is counted"
    )
    area_type: AreaType = Field(description="Kind of area")
    edition: str = Field(description="Edition of the area codes")
    file: str = Field(description="CSV, Parquet or XLSX below the data folder")
    code: str = Field(description="Column with the area code")
    value: str = Field(description="Column with the number; {year} stands for the year")
    year: str = Field("", description="Column with the year, for long tables")
    source: str = Field("", description="Publisher and year, printed beneath exhibits")


class Deprivation(Section):
    """Index of Multiple Deprivation by LSOA."""

    file: str = Field(description="CSV, Parquet or XLSX below the data folder")
    edition: str = Field(description="Edition of the LSOA codes")
    code: str = Field(description="Column with the LSOA code")
    score: str = Field("", description="Column with the score")
    rank: str = Field("", description="Column with the rank, 1 the most deprived")
    decile: str = Field(description="Column with the decile, 1 the most deprived")
    source: str = Field("", description="Publisher and year")


class SchoolTerms(Section):
    """When schools are open: one row per run of school days, half terms apart."""

    file: str = Field(description="CSV, Parquet or XLSX below the data folder")
    first_day: str = Field("first_day", description="Column with the first day of the run")
    last_day: str = Field("last_day", description="Column with its last day")
    source: str = Field("", description="Whose terms, printed beneath exhibits")


class Theme(Section):
    """A candidate for priority: which recorded offences or incidents belong to it."""

    key: Key = Field(description="Name of the theme in tables")
    label: str = Field(description="Name as printed")
    kind: Literal["offence", "incident"] = Field(
        "offence",
        description="incident: a report such as anti-social behaviour, never added to offences",
    )
    street: list[str] = Field(
        default_factory=list, description="data.police.uk categories that belong to it"
    )
    codes: list[str] = Field(
        default_factory=list,
        description="Home Office classes of the offence extract that belong to it: 28, or 37/2",
    )
    incidents: list[str] = Field(
        default_factory=list, description="Categories of the incident log that belong to it"
    )
    counts: list[str] = Field(
        default_factory=list,
        description="Rows of the count tables: GROUP, or GROUP/OFFENCE for one of them",
    )
    concerns: list[str] = Field(
        default_factory=list,
        description="Concerns of the residents' survey that are about it, as the survey words them",
    )
    sensitive: bool = Field(
        False, description="true: sexual, domestic, hate and child offences; stricter release rule"
    )

    @model_validator(mode="after")
    def _reports_are_no_offences(self) -> "Theme":
        if self.incidents and self.kind == "offence":
            raise ValueError('incidents are reported, not recorded as offences: kind = "incident"')
        if self.codes and self.kind == "incident":
            raise ValueError('codes are of recorded offences: kind = "offence"')
        if ASB in self.street and self.kind == "offence":
            raise ValueError(f'{ASB} is reported, not recorded as an offence: kind = "incident"')
        return self


class Weights(Section):
    """A dated file of weights: harm in days, severity, or pounds per offence."""

    scheme: Literal["cchi", "css", "cost"] = Field(
        description="Cambridge Crime Harm Index, ONS Crime Severity Score, or unit cost"
    )
    file: str = Field(description="CSV; 'reference:NAME' is one shipped with the workbench")
    edition: str = Field(description="Edition, printed beside every figure")


class Thresholds(Section):
    """Numbers an analyst may change, each with the default its method recommends."""

    cell_size_m: int | None = Field(
        None,
        ge=50,
        le=1000,
        description="Grid square side, metres; left out: 200, or what suits "
        "a wide area, said beneath the map",
    )
    bandwidth_m: int | None = Field(
        None,
        ge=50,
        le=2000,
        description="Radius of the kernel of densities, metres; left out: "
        "one and a half squares, said beneath the map",
    )
    surface_cell_m: int | None = Field(
        None,
        ge=10,
        le=1000,
        description="Side of the cells of a density surface, metres; left "
        "out: a sixth of the bandwidth, said beneath the map",
    )
    false_discovery_rate: float = Field(
        0.05, gt=0, lt=0.5, description="Share of flagged cells that may be false"
    )
    false_alarms: float = Field(
        0.05,
        gt=0,
        lt=0.5,
        description="Chance that an unchanged series is called out of line within a year",
    )
    suppress_below: int = Field(
        5, ge=3, le=20, description="Counts from 1 to this less one are hidden"
    )
    round_to: int = Field(
        5, ge=1, le=20, description="Public small-area counts are rounded to this"
    )
    minimum_denominator: int = Field(
        20, ge=1, description="No percentage is published on a base below this"
    )
    coarsen_above: float = Field(
        0.05,
        gt=0,
        lt=1,
        description="Coarser tables are proposed for one that hides more than this share",
    )
    fewest_contributors: int = Field(
        3, ge=2, le=20, description="A sum over fewer premises, contracts or people is hidden"
    )
    dominance_percent: float = Field(
        90, gt=50, le=100, description="So is one of which the two largest are more, percent"
    )
    p_percent: float = Field(
        10, gt=0, le=100, description="And one that tells the second largest the largest to this"
    )
    collapse_share: float = Field(
        0.35,
        gt=0,
        lt=1,
        description="A month below this share of its area's own level is marked missing",
    )
    rank_draws: int = Field(4000, ge=500, le=100000, description="Draws behind rank intervals")
    seed: int = Field(20180331, description="Seed of every random draw")


class Criteria(Section):
    """What the order of priorities weighs; only the proportions of the weights count."""

    volume: float = Field(0.3, ge=0, description="Weight of the number of offences or incidents")
    change: float = Field(0.2, ge=0, description="Weight of the change on the year before")
    harm: float = Field(0.2, ge=0, description="Weight of harm, Cambridge Crime Harm Index")
    severity: float = Field(0.2, ge=0, description="Weight of harm, ONS Crime Severity Score")
    concentration: float = Field(
        0.1, ge=0, description="Weight of how few places hold half of the theme's offences"
    )

    @model_validator(mode="after")
    def _something_is_weighed(self) -> "Criteria":
        if not any(self.model_dump().values()):
            raise ValueError("all weights are 0: give at least one criterion a weight")
        return self


# What SI 2007/1830, regulation 6, requires of a strategic assessment, in its order.
RequiredContent = Literal["levels", "changes", "causes", "priorities", "consultation", "plan"]


class Document(Section):
    """The title block."""

    title: str = Field("", description="Title; default: Strategic assessment, partnership, period")
    author: str = Field("", description="Team that wrote it")
    version: str = Field("1.0", description="Version of the document")
    created: date | None = Field(None, description="Date printed as created")
    review: date | None = Field(None, description="Date of the next review")
    publication_scheme: bool = Field(True, description="In the publication scheme: yes or no")
    exemption: str = Field("", description="FOI exemption claimed for the restricted edition")
    lacking: list[RequiredContent] = Field(
        default_factory=list,
        description="Required contents that this assessment is known to lack; one that is lacking "
        "and not named here stops the run",
    )


class Wording(Section):
    """What an edition prints in place of a restricted text."""

    text: str = Field(description="The wording")
    approved_by: str = Field("", description="Its owner: role and name")
    seconded_by: str = Field("", description="A second person, where the rules ask for one")
    approval: str = Field(
        "", description="What cdrp wording prints for exactly this text; an edit voids it"
    )


class Statement(Section):
    """A text of the restricted edition: intelligence, tactics, a judgement, a named place."""

    key: Key = Field(description="Name of the statement in the ledger")
    title: str = Field(
        description="Heading in the restricted edition; elsewhere where the whole text may be read"
    )
    content: str = Field(description="Content type of the release rules, e.g. intelligence")
    text: str = Field(description="The text of the restricted edition")
    exemptions: list[str] = Field(
        default_factory=list,
        description="Codes under which it is withheld, e.g. FOI s.31",
    )
    committee: Wording | None = Field(None, description="What the committee edition prints instead")
    public: Wording | None = Field(None, description="What the public edition prints instead")


class Recommendation(Section):
    """What the assessment recommends, for the committee to decide on."""

    key: Key = Field(description="Name of the recommendation in tables")
    text: str = Field(description="What should be done")
    theme: str = Field("", description="Key of the theme it is about; blank: of all")
    owner: str = Field("", description="Agency that would lead it")
    due: date | None = Field(None, description="Day by which it should be done")
    restricted: bool = Field(False, description="true: no other edition prints it")


class Gap(Section):
    """What is not known and ought to be; printed in the restricted edition alone."""

    key: Key = Field(description="Name of the gap in tables")
    text: str = Field(description="What is not known")
    theme: str = Field("", description="Key of the theme it is about; blank: of all")
    means: str = Field("", description="How it could be closed")
    owner: str = Field("", description="Agency that would close it")


class Choice(Section):
    """How many localities may get a team or scheme of their own, and what pays for them."""

    at_most: int = Field(5, ge=1, le=20, description="Areas that may be chosen at most")
    cost: float | None = Field(None, gt=0, description="Pounds a year that one area costs")
    funding: float | None = Field(
        None, ge=0, description="Pounds a year that there are; restricted, as the cost is"
    )

    @model_validator(mode="after")
    def _funding_needs_a_cost(self) -> "Choice":
        if (self.cost is None) != (self.funding is None):
            raise ValueError(
                "cost and funding belong together: how many areas the money pays for is the one "
                "over the other; give both, or neither and at_most alone"
            )
        return self

    @property
    def number(self) -> int:
        """How many areas the funding allows, never more than ``at_most``; 0 if it pays for none."""
        if self.cost is None or self.funding is None:
            return self.at_most
        return min(self.at_most, int(self.funding // self.cost))


class Proportionality(Section):
    """Why exhibits about people are proportionate; without one none of them is released."""

    key: Key = Field(description="Name of the record")
    exhibits: list[str] = Field(
        min_length=1,
        description="Names of the tables behind them, as in docs/reference/tables.md",
    )
    shows: str = Field(min_length=1, description="What they show of people")
    purpose: str = Field(min_length=1, description="What they are shown for")
    why: str = Field(
        min_length=1, description="Why that is proportionate: what a lesser exhibit would not tell"
    )
    signed_by: str = Field("", description="Who signed off: role and name")
    signed_on: date | None = Field(None, description="Day of it; unsigned is as none")


class Disclosure(Section):
    """Who may approve a release, and the partnership's own release rules."""

    policy: str = Field(
        "", description="TOML below the data folder that replaces content types of the rules"
    )
    method: Literal["suppression", "controlled rounding", "cell key"] = Field(
        "suppression",
        description="How small-area counts are protected: small ones hidden; all rounded so that "
        "they add up; or all moved by noise that depends on the records behind them",
    )
    salt: str = Field(
        "", description="A secret for the other two methods, 16 characters or more, never changed"
    )
    may_stand: list[Annotated[str, Field(min_length=5)]] = Field(
        default_factory=list,
        description="Wording that editions may show although it looks personal, word for word: "
        "a public telephone number",
    )
    roles: list[str] = Field(
        default_factory=lambda: [
            "Chair of the partnership",
            "Information governance lead",
            "Head of analysis",
        ],
        min_length=2,
        description="Roles that may approve a release; two different ones must",
    )


class Assessment(Section):
    """The whole assessment file."""

    partnership: Partnership
    period: PeriodSection
    document: Document = Document()
    feeds: list[Feed] = Field(min_length=1)
    boundaries: list[BoundarySet] = Field(min_length=1)
    lookups: list[Lookup] = Field(default_factory=list)
    denominators: list[Denominator] = Field(default_factory=list)
    deprivation: list[Deprivation] = Field(default_factory=list)
    school_terms: list[SchoolTerms] = Field(default_factory=list)
    truth: str = Field(
        "", description="JSON of what was planted in invented data; only the sample has one"
    )
    roads: str = Field(
        "", description="GeoJSON or GPKG of roads below the data folder, drawn on the hotspot map"
    )
    themes: list[Theme] = Field(min_length=2)
    weights: list[Weights] = Field(default_factory=list)
    thresholds: Thresholds = Thresholds()
    localities: Choice = Choice()
    criteria: Criteria = Criteria()
    disclosure: Disclosure = Disclosure()
    statements: list[Statement] = Field(default_factory=list)
    proportionality: list[Proportionality] = Field(default_factory=list)
    recommendations: list[Recommendation] = Field(default_factory=list)
    gaps: list[Gap] = Field(default_factory=list)
    editions: list[Edition] = Field(
        default_factory=lambda: ["restricted", "committee", "public"],
        description="Editions made by default",
    )
    ward_edition: str = Field("", description="Edition of the wards that the assessment reports on")
    lsoa_edition: str = Field("", description="Edition of the LSOAs that the assessment reports on")

    @model_validator(mode="after")
    def _names_are_unique_and_referred_to(self) -> "Assessment":
        for what, keys in (
            ("feeds", [f.key for f in self.feeds]),
            ("themes", [t.key for t in self.themes]),
            ("statements", [s.key for s in self.statements]),
            ("recommendations", [r.key for r in self.recommendations]),
            ("gaps", [g.key for g in self.gaps]),
            ("proportionality", [p.key for p in self.proportionality]),
        ):
            twice = sorted({key for key in keys if keys.count(key) > 1})
            if twice:
                raise ValueError(f"{what}: the key {twice[0]!r} is used twice")
        known = {"", *(theme.key for theme in self.themes)}
        for entry in (*self.recommendations, *self.gaps):
            if entry.theme not in known:
                raise ValueError(f"{entry.key}: there is no theme {entry.theme!r}")
        for area_type, wanted in (("ward", self.ward_edition), ("lsoa", self.lsoa_edition)):
            have = [b.edition for b in self.boundaries if b.area_type == area_type]
            if wanted and wanted not in have:
                raise ValueError(
                    f"{area_type}_edition is {wanted!r}, but the boundaries hold {sorted(have)}"
                )
        return self

    def reporting_edition(self, area_type: AreaType) -> str:
        """The boundary edition reported on: the one named, else the latest of that kind."""
        named = {"ward": self.ward_edition, "lsoa": self.lsoa_edition}.get(area_type, "")
        return named or max(
            (b.edition for b in self.boundaries if b.area_type == area_type), default=""
        )

    def event_feeds(self) -> list[Feed]:
        """
        Feeds whose rows are placed on the map and counted by area.

        The force's own extract where there is one, else the public street files; never both,
        because they hold the same offences.
        """
        extract = [f for f in self.feeds if f.contract in ("offences", "incidents")]
        return extract or self.feeds_of("policeuk-street")

    @model_validator(mode="after")
    def _incidents_come_with_offences(self) -> "Assessment":
        given = {feed.contract for feed in self.feeds}
        if "incidents" in given and "offences" not in given:
            raise ValueError(
                "feeds: incidents need an extract of offences beside them; "
                "street files hold anti-social behaviour already"
            )
        return self

    def feeds_of(self, layout: Layout, area_type: AreaType | None = None) -> list[Feed]:
        """Feeds of one layout (``counts`` stands for wide and long), optionally one area type."""
        return [
            feed
            for feed in self.feeds
            if feed.layout.startswith(layout) and area_type in (None, feed.area_type)
        ]


def marking(period: Period) -> str:
    """
    The handling marking of the restricted edition.

    Until the Government Security Classifications of 2 April 2014 partnership papers carried
    the Protective Marking Scheme's RESTRICTED; since then OFFICIAL-SENSITIVE, which is a
    handling instruction within OFFICIAL, not a tier above it.
    """
    return "RESTRICTED" if period.last_day < date(2014, 4, 2) else "OFFICIAL-SENSITIVE"


def load(path: Path | str, *, period: str | None = None) -> Assessment:
    """
    Read and check an assessment file.

    Parameters
    ----------
    path : path
        The TOML file.
    period : str, optional
        Overrides ``period.label``; ``known_to`` is then dropped unless it lies in that period.

    Raises
    ------
    SettingsError
        For an unreadable file, an unknown key (the nearest right key is named) or a bad value.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SettingsError(
            f"there is no file {path.name}.", where=str(path.parent), do="cdrp new FILE makes one"
        ) from None
    except OSError as error:
        raise SettingsError(
            f"{path.name} cannot be read: {error.strerror}.",
            where=str(path.parent),
            do="name the assessment file itself",
        ) from None
    except UnicodeDecodeError as error:
        raise _unreadable(path.name, error) from None
    return parse(text, file=path.name, period=period)


def parse(text: str, *, file: str, period: str | None = None) -> Assessment:
    """
    Check the text of an assessment file, as :func:`load` does.

    Parameters
    ----------
    text : str
        TOML.
    file : str
        Name of the file, for errors.
    period : str, optional
        As for :func:`load`.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(file, error) from None
    if period is not None and isinstance(raw.get("period", {}), dict):
        section = dict(raw.get("period", {}), label=period)
        known = section.get("known_to")
        if known is not None and known not in Period.parse(period).months():
            del section["known_to"]
        raw["period"] = section
    return accept(raw, file=file)


def accept(raw: dict, *, file: str) -> Assessment:
    """
    Check sections and keys as they stand in an assessment file.

    Raises
    ------
    SettingsError
        For an unknown key (the nearest right key is named) or a bad value.
    """
    try:
        return Assessment.model_validate(raw)
    except ValidationError as error:
        raise _explained(error, file) from None


def _unreadable(file: str, error: Exception) -> SettingsError:
    return SettingsError(f"{file} is not readable TOML: {error}.", where=file, do="mend that line")


def _explained(error: ValidationError, file: str) -> SettingsError:
    # A mistyped key is also a missing one: what was written says more than what was not.
    found = error.errors()
    first = next((e for e in found if e["type"] == "extra_forbidden"), found[0])
    place = ".".join(str(part) for part in first["loc"])
    more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
    if first["type"] == "extra_forbidden":
        known = _known_keys(first["loc"][:-1])
        wrong = str(first["loc"][-1])
        near = difflib.get_close_matches(wrong, known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
        return SettingsError(f"{place} is not a setting{more}.", where=file, do=hint)
    if first["type"] == "missing":
        return SettingsError(
            f"{place} is missing{more}.", where=file, do="add it; cdrp new shows how"
        )
    message = (
        first["msg"].removeprefix("Value error, ").split("\n")[0].removeprefix("SettingsError: ")
    )
    return SettingsError(f"{place or file}: {message}{more}", where=file, do="correct that value")


def _known_keys(place: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] = Assessment
    for part in place:
        if isinstance(part, str) and part in model.model_fields:
            inner = model.model_fields[part].annotation
            model = getattr(inner, "__args__", [inner])[0]
    return sorted(model.model_fields)
