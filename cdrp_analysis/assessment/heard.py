"""What residents say and who was heard: survey, panels, events, accounts, seats, hate crime."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.assessment.received import lacking, rows
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.rounding import round_to_base
from cdrp_analysis.disclosure.rules import policy
from cdrp_analysis.exhibits import wording
from cdrp_analysis.measures import raking
from cdrp_analysis.measures.voices import EVERYBODY, MEMBERS, with_index, with_reach

VARIABLES = {"sex": "Sex", "age_band": "Age", "ethnic_group": "Ethnic group", "ward": "Ward"}
CONCERNS = ["first_concern", "second_concern", "third_concern"]
WHITE, OTHERS, ALL_WARDS = "White", "All other groups", "All wards"
_FEEDS = (
    "survey", "survey_margins", "panel_meetings", "engagement", "case_studies", "membership",
    "racial_incidents",
)  # fmt: skip
_NOT_SAID = ("not known", "not stated")
_SPELLED = {"Other": "Other ethnic group"}  # alone it would be read as the other offences


@dataclass(frozen=True)
class Voices:
    """
    What was received of residents and members.

    ``survey`` with ``weights`` (as ``raked`` gives them; 1 each where no margins were received),
    the other feeds as their contracts say, without rows where nobody sent them. ``known`` is the
    last day known, ``year`` the twelve months up to it; ``lacking`` says what was not received.
    """

    survey: pd.DataFrame
    margins: pd.DataFrame
    raked: raking.Raked | None
    meetings: pd.DataFrame
    events: pd.DataFrame
    accounts: pd.DataFrame
    seats: pd.DataFrame
    racial: pd.DataFrame
    known: pd.Timestamp
    months: tuple[str, ...]
    lacking: str

    @property
    def answered(self) -> str:
        """When the survey was answered, for print."""
        return answered(self.survey)

    @property
    def weights(self) -> pd.Series:
        """One weight per respondent, mean 1."""
        if self.raked is None:
            return pd.Series(1.0, self.survey.index)
        return self.raked.weights

    @property
    def year(self) -> str:
        """The twelve months up to the last known, in words."""
        return f"{wording.month_name(self.months[0])} to {wording.month_name(self.months[-1])}"


def answered(survey: pd.DataFrame) -> str:
    """When a survey was answered, for print; blank where there are no answers."""
    days = wording.days_of(survey["answered_on"]) if len(survey) else ""
    return f"answers of {days}" if days else ""


def voices(evidence: Evidence) -> Voices:
    """Everything that the page about voices reads, the survey weighted to the residents."""
    survey, margins, meetings, events, accounts, register, racial = (
        rows(evidence, feed) for feed in _FEEDS
    )
    last = pd.Period(evidence.known_to, "M")
    months = tuple(pd.period_range(last - 11, last, freq="M").astype(str))
    able = len(survey) > 0 and len(margins) > 0
    return Voices(
        survey,
        margins,
        raking.rake(survey, margins) if able else None,
        meetings[meetings["month"] <= evidence.known_to],
        events[events["month"].isin(months)],
        accounts[accounts["month"] <= evidence.known_to],
        register,
        racial,
        last.end_time.normalize(),
        months,
        lacking(evidence, _FEEDS),
    )


# ── the survey ───────────────────────────────────────────────────────────────────────────────


def quality(held: Voices, effect: float, effective: float) -> pd.DataFrame:
    """One row on the weights: respondents, design effect and size given, how raking ended."""
    if held.survey.empty:
        return pd.DataFrame(columns=["survey"])
    weights, found = held.weights, held.raked
    return pd.DataFrame({
        "survey": ["Survey of residents"],
        "respondents": [len(held.survey)],
        "design_effect": [effect],
        "effective": [round(effective)],
        "largest_weight": [float(weights.max())],
        "trimmed": [found.trimmed if found else 0],
        "rounds": [found.rounds if found else 0],
        "ended": ["not weighted: no margins were received" if found is None
                  else "every margin is met" if found.converged and not found.trimmed
                  else "margins are met but for the weights that were cut" if found.converged
                  else "margins could not all be met"],
    })  # fmt: skip


def profile(evidence: Evidence, held: Voices) -> pd.DataFrame:
    """
    Respondents of each group beside the residents whom the survey stands for.

    Returns
    -------
    DataFrame, one row per variable and group, the total of each variable among them
        ``variable, group, characteristic`` (as printed), ``area_name`` (blank but for wards),
        ``respondents``, ``residents`` (missing where no margin says) and what
        ``voices.with_reach`` adds.
    """
    if held.survey.empty:
        return pd.DataFrame(columns=["variable", "group"])
    names = _ward_names(evidence)
    parts = []
    for variable in VARIABLES:
        found = held.survey[variable].fillna("not known").value_counts()
        wanted = held.margins[held.margins["variable"] == variable].set_index("category")
        others = sorted(set(found.index) - set(wanted.index))
        groups = [*wanted.index, *others]
        table = pd.DataFrame({
            "group": groups,
            "respondents": found.reindex(groups).fillna(0).astype("int64").to_numpy(),
            "residents": wanted["residents"].reindex(groups).astype("Int64").to_numpy(),
        })  # fmt: skip
        table["area_name"] = ""
        table["group"] = table["group"].replace(_SPELLED)
        if variable == "ward":
            table["group"] = table["group"].map(names).fillna(table["group"])
            table["area_name"] = table["group"]
        total = {"group": EVERYBODY, "area_name": "", "respondents": len(held.survey),
                 "residents": table["residents"].sum() or pd.NA}  # fmt: skip
        table = pd.concat([table, pd.DataFrame([total])], ignore_index=True)
        parts.append(table.assign(variable=variable, characteristic=VARIABLES[variable]))
    return with_reach(pd.concat(parts, ignore_index=True))


def concerns(held: Voices) -> pd.DataFrame:
    """
    What residents name first, with limits, and what any of their three concerns is.

    Returns
    -------
    DataFrame, the most named first
        ``concern``, ``named`` (respondents who name it first), ``share``, ``share_lower``,
        ``share_upper`` (weighted), ``unweighted_share`` and ``any_share`` (weighted, named at all).
    """
    if held.survey.empty:
        return pd.DataFrame(columns=["concern"])
    first = held.survey["first_concern"]
    named_at_all = raking.weighted_shares(held.survey[CONCERNS], held.weights)
    made = []
    for concern in sorted(first.dropna().unique()):
        of = raking.weighted_share((first == concern).where(first.notna()), held.weights).iloc[0]
        made.append((
            wording.upper_first(concern), int(of["named"]), of["share"], of["share_lower"],
            of["share_upper"], of["unweighted"], float(named_at_all.get(concern, np.nan)),
        ))  # fmt: skip
    columns = ["concern", "named", "share", "share_lower", "share_upper", "unweighted_share",
               "any_share"]  # fmt: skip
    table = pd.DataFrame(made, columns=columns)
    return table.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def safety(evidence: Evidence, held: Voices, felt: pd.Series) -> pd.DataFrame:
    """
    Residents who feel unsafe after dark (``voices.unsafe``), by group, with limits.

    A group of fewer respondents than the release rules ask for an estimate, or with too few of
    either answer, has none in any edition: it would say little of the group and much of few.

    Returns
    -------
    DataFrame
        ``variable, group, characteristic, area_name`` (blank but for wards), ``respondents`` (who
        answered), ``share, share_lower, share_upper``.
    """
    if held.survey.empty:
        return pd.DataFrame(columns=["variable", "group"])
    least = policy("public", evidence.thresholds)["survey_estimates"].minimum_denominator
    few = evidence.thresholds.suppress_below
    names = _ward_names(evidence)
    whole = raking.weighted_share(felt, held.weights)
    parts = [whole.assign(variable="all", group=EVERYBODY, area_name="")]
    for variable in VARIABLES:
        by = held.survey[variable].where(~held.survey[variable].isin(_NOT_SAID))
        table = raking.weighted_share(felt, held.weights, by=by)
        spelled = table["group"].replace(_SPELLED)
        table = table.assign(variable=variable, area_name="", group=spelled)
        if variable == "ward":
            table["group"] = table["group"].map(names).fillna(table["group"])
            table["area_name"] = table["group"]
        parts.append(table)
    table = pd.concat(parts, ignore_index=True)
    said_no = table["respondents"] - table["named"]
    # As their number is shown, so that an estimate says no more of it.
    shown = round_to_base(table["respondents"], max(evidence.thresholds.round_to, 1))
    sound = (shown > least) & (table["named"] >= few) & (said_no >= few)
    shares = ["share", "share_lower", "share_upper"]
    table[shares] = table[shares].round(3).where(sound)
    table["characteristic"] = table["variable"].map({**VARIABLES, "all": "Everybody"})
    kept = ["variable", "group", "characteristic", "area_name", "respondents", *shares]
    return table[kept]


# ── panels, events, accounts ─────────────────────────────────────────────────────────────────


def panels(evidence: Evidence, attended: pd.DataFrame) -> pd.DataFrame:
    """
    What ``voices.panel_counts`` gives with the share attended, under the wards' names.

    Takes that frame with ``share, share_lower, share_upper``; adds ``area_name`` ("All wards"),
    ``invited_share``, ``papers_share``; the share is called ``attended_share``.
    """
    names = {**_ward_names(evidence), evidence.borough: ALL_WARDS}
    shares = [f"share{end}" for end in ("", "_lower", "_upper")]
    return attended.rename(columns={name: f"attended_{name}" for name in shares}).assign(
        area_name=attended["area"].map(names).fillna(attended["area"]),
        invited_share=attended["invited"] / attended["meetings"],
        papers_share=attended["papers"] / attended["meetings"],
    )  # fmt: skip


def event_list(events: pd.DataFrame) -> pd.DataFrame:
    """Every event of the year with its audience and how many it reached."""
    table = events.sort_values("held_on", kind="stable", ignore_index=True)
    return table.assign(
        number=range(1, len(table) + 1),
        held_on=table["held_on"].dt.strftime("%Y-%m-%d"),
        audience=table["audience"].fillna(""),
    )


def account_checks(accounts: pd.DataFrame, cleared: pd.Series) -> pd.DataFrame:
    """Every account with what it still lacks before anything of it may leave this edition."""
    needs = pd.DataFrame({
        "written consent": accounts["consent_on"].isna(),
        "altered details": ~accounts["details_altered"].fillna(False).astype(bool),
        "a second person's check": ~accounts["checked"].fillna(False).astype(bool),
    })  # fmt: skip
    lacks = [wording.listed(needs.columns[row]) for row in needs.to_numpy(dtype=bool)]
    table = accounts[["reference", "theme", "kind"]].assign(
        taken_on=accounts["taken_on"].dt.strftime("%Y-%m-%d"),
        lacks=lacks,
        publishable=cleared,
    )
    return table.sort_values(["publishable", "theme"], ascending=[False, True], ignore_index=True)


def account_themes(cleared: pd.DataFrame) -> pd.DataFrame:
    """Accounts that may be published, by theme: ``subject, accounts``."""
    counts = cleared["theme"].value_counts().sort_index()
    labels = [wording.upper_first(theme) for theme in counts.index]
    return pd.DataFrame({"subject": labels, "accounts": counts.to_numpy(dtype="int64")})


# ── who is represented, and hate crime ───────────────────────────────────────────────────────


def members(evidence: Evidence, held: Voices, people: pd.DataFrame) -> pd.DataFrame:
    """
    People with a seat (``seats.people``) by the ethnic group they say, beside adult residents.

    Returns
    -------
    DataFrame, rows "White", "All other groups" and both together
        ``area, area_name, group, members, residents`` and what ``voices.with_index`` adds; no
        rows where nobody said, or no margin is known.
    """
    said = people.loc[~people["ethnic_group"].isin(_NOT_SAID), "ethnic_group"].dropna()
    margin = held.margins[held.margins["variable"] == "ethnic_group"]
    if said.empty or margin.empty:
        return pd.DataFrame(columns=["group"])
    white = margin["category"] == WHITE
    residents = [margin.loc[white, "residents"].sum(), margin.loc[~white, "residents"].sum()]
    counts = [int((said == WHITE).sum()), int((said != WHITE).sum())]
    return with_index(pd.DataFrame({
        "area": evidence.borough,
        "area_name": evidence.name,
        "group": [WHITE, OTHERS, MEMBERS],
        "members": [*counts, len(said)],
        "residents": [*map(int, residents), int(sum(residents))],
    }))  # fmt: skip


def hate(evidence: Evidence, held: Voices) -> pd.DataFrame:
    """
    Hate crimes and racial incidents by year, the last the period as far as it is known.

    Returns
    -------
    DataFrame
        ``area, area_name, series, period, number``; a series is left out where its feed was not
        received, a year where not all its months are known.
    """
    periods = [*evidence.whole_years, evidence.current]
    periods = list({period.label: period for period in periods}.values())
    made = []
    sets = []
    if evidence.has_frame("offences") and "hate" in evidence.frame("offences"):
        sets.append(("Hate crimes recorded by police", lambda period: _flagged(evidence, period)))
    if len(held.racial):
        known = set(held.racial["month"])
        sets.append((
            "Racial incidents reported to the council",
            lambda period: int(held.racial["month"].isin(period.months()).sum()) if known else 0,
        ))  # fmt: skip
    for series, count in sets:
        made += [(series, period.label, count(period)) for period in periods]
    table = pd.DataFrame(made, columns=["series", "period", "number"])
    return table.assign(area=evidence.borough, area_name=evidence.name)


def _flagged(evidence: Evidence, period) -> int:
    return int(evidence.recorded(period)["hate"].notna().sum())


def ward_voice(panels: pd.DataFrame, safety: pd.DataFrame, work: pd.DataFrame) -> pd.DataFrame:
    """
    What a ward's pack says of its panel, its survey and its panel's proposals.

    Takes the tables ``panel_attendance`` and ``safety_by_group`` and rows of the feed of community
    payback; returns one row per ward: ``area, area_name, meetings, attended, recorded,
    respondents, share, share_lower, share_upper, proposed, taken_up`` (projects that the ward's
    panel proposed, and those of which the proposal was taken up).
    """
    if panels.empty:
        return pd.DataFrame(columns=["area"])
    columns = ["respondents", "share", "share_lower", "share_upper"]
    felt = safety[safety["variable"] == "ward"] if len(safety) else safety
    felt = felt.set_index("area_name").reindex(columns=columns)
    own = work[work["suggested_by"] == "ward panel"]
    taken = own[own["taken_up"].fillna(False).astype(bool)]
    table = panels.join(felt, on="area_name")
    proposed, taken_up = (
        part.groupby("ward")["project"].nunique().reindex(table["area"]).fillna(0).astype("int64")
        for part in (own, taken)
    )
    return table.assign(proposed=proposed.to_numpy(), taken_up=taken_up.to_numpy())


def _ward_names(evidence: Evidence) -> dict[str, str]:
    wards = evidence.areas("ward")
    return dict(zip(wards["code"], wards["name"], strict=True))
