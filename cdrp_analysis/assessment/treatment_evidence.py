"""Treatment and what alcohol does: waits, parents, need beside money, children, admissions."""

import pandas as pd

from cdrp_analysis.assessment.drug_evidence import last_day, last_year, none
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.rounding import round_to_base
from cdrp_analysis.measures import sharing
from cdrp_analysis.measures.funding import shares
from cdrp_analysis.measures.multipliers import sum_of_products
from cdrp_analysis.measures.standardisation import directly_standardised, standard_population
from cdrp_analysis.measures.substances import (
    EVERYONE,
    IN_TREATMENT,
    LATER,
    NEEDS,
    NOT_PARENTS,
    NOT_SAID,
    PARENTS,
    PROMPT,
    PROMPT_DAYS,
    STARTED,
    age_factors,
    need_shares,
    parent_shares,
    wait_shares,
)
from cdrp_analysis.periods import Period

# Parents among people in treatment in England, as the strategic assessment of Hammersmith and
# Fulham for 2010/11 quotes it; its own source was not seen.
NATIONAL_PARENTS = 0.30
SILENT = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)  # part of parents who answered that they are none
# Children of drug users and of harmful drinkers, from the ranges that health gave.
CHAINS = (
    ("problem drug users", "children per problem drug user"),
    ("residents aged 16 and over", "share drinking at harmful levels",
     "children per harmful drinker"),
)  # fmt: skip
CHILDREN = "residents aged under 18"
_CHAIN_LABELS = ("children of problem drug users", "children of harmful drinkers", "both")
SEED = 2010
_GROUPS = {"Sex": "sex", "Age": "age_band", "Ethnic group": "ethnic_group",
           "Main substance": "substance"}  # fmt: skip
_MONTHS = 24  # of starts, that groups are large enough to be compared
_SERVICES = r"(?i)drug|alcohol|substance"
_REGION = "all areas"
_ROUND_TO = 5  # as admissions are published, whatever an assessment sets for other counts


# ── People in treatment ────────────────────────────────────────────────────────────────────


def in_treatment(episodes: pd.DataFrame, year: Period) -> pd.DataFrame:
    """Episodes that lay in a year at least for a day, oldest first."""
    first, last = pd.Timestamp(f"{year.first}-01"), pd.Timestamp(year.last_day)
    there = episodes[(episodes["starts_on"] <= last) & ~(episodes["ends_on"] < first)]
    return there.sort_values("starts_on", kind="stable")


def parents_said(episodes: pd.DataFrame, year: Period) -> pd.Series:
    """One answer a person in treatment in a year: the latest given; missing where none was."""
    return in_treatment(episodes, year).groupby("person")["parent"].last()


def treatment_parents(evidence: Evidence) -> pd.DataFrame:
    """
    People in treatment who live with children, as they said and had some kept silent.

    Returns
    -------
    DataFrame, one row per part of parents that kept silent and answer
        The columns of the table treatment_parents.
    """
    year = last_year(evidence)
    if not evidence.has_feed("treatment") or year is None:
        return none("treatment_parents")
    said = parents_said(evidence.feed("treatment"), year)
    if said.empty:
        return none("treatment_parents")
    yes = int(said.fillna(False).astype(bool).sum())
    counts = {IN_TREATMENT: len(said), PARENTS: yes, NOT_PARENTS: int(said.notna().sum()) - yes,
              NOT_SAID: int(said.isna().sum())}  # fmt: skip
    table = pd.DataFrame(
        [(year.label, silent, part, n) for silent in SILENT for part, n in counts.items()],
        columns=["period", "silent", "part", "number"],
    )
    said_of = {silent: f"If {silent:.0%} kept silent" if silent else "As people said"
               for silent in SILENT}  # fmt: skip
    return parent_shares(table).assign(
        national_share=NATIONAL_PARENTS, scenario=table["silent"].map(said_of)
    )


def treatment_need(evidence: Evidence) -> pd.DataFrame:
    """
    People in treatment by what they are treated for, and the money for each need.

    Somebody treated twice in the year counts for the later. The money is that of the newest
    year in the register that names needs.

    Returns
    -------
    DataFrame, one row per need
        The columns of the table treatment_need; money is missing where no register was received.
    """
    year = last_year(evidence)
    if not evidence.has_feed("treatment") or year is None:
        return none("treatment_need")
    there = in_treatment(evidence.feed("treatment"), year)
    if there.empty:
        return none("treatment_need")
    main = there.groupby("person")["substance"].last().astype(str)
    of_need = {substance: need for need, named in NEEDS.items() for substance in named}
    people = main.map(of_need).value_counts()
    table = pd.DataFrame(
        [(year.label, need, int(people.get(need, 0))) for need in NEEDS],
        columns=["period", "part", "number"],
    )
    money = drug_money(evidence)
    named = money.set_index("need")
    return need_shares(table).assign(
        money_year=money["year"].iloc[0] if len(money) else None,
        amount=table["part"].map(named["amount"]),
        amount_share=table["part"].map(named["share"]),
    )


def drug_money(evidence: Evidence) -> pd.DataFrame:
    """``need, amount`` (£), ``share`` and ``year`` of money, no gifts in kind, with a need."""
    if not evidence.has_feed("funding"):
        return pd.DataFrame(columns=["need", "amount", "share", "year"])
    money = evidence.feed("funding").dropna(subset="need")
    money = money[~money["in_kind"].astype(bool)]
    return money_by_need(money[money["year"] == money["year"].max()])


def money_by_need(money: pd.DataFrame) -> pd.DataFrame:
    """Sums of a year's money by need, with their shares."""
    return shares(money, by=["need", "year"])


# ── Waits and places ───────────────────────────────────────────────────────────────────────


def treatment_waits(evidence: Evidence) -> pd.DataFrame:
    """
    Who of those who started treatment in the last 24 months started within three weeks.

    Returns
    -------
    DataFrame, one row per group and part
        The columns of the table treatment_waits; groups too small for a share are in it.
    """
    if not evidence.has_feed("treatment"):
        return none("treatment_waits")
    last = last_day(evidence)
    rows = evidence.feed("treatment")
    first = (pd.Period(evidence.known_to, "M") - (_MONTHS - 1)).start_time
    rows = rows[rows["starts_on"].between(first, last)].dropna(subset="wait_days")
    if rows.empty:
        return none("treatment_waits")
    prompt = rows["wait_days"] <= PROMPT_DAYS
    groups = [(EVERYONE, pd.Series(True, rows.index))]
    for kind, column in _GROUPS.items():
        values = rows[column].astype("object").where(rows[column].notna(), "not known").astype(str)
        groups += [(f"{kind}: {value}", values == value) for value in sorted(values.unique())]
    span = f"{first:%B %Y} to {last:%B %Y}"
    table = pd.DataFrame(
        [
            (span, group, part, f"{group}, {span}", int(count))
            for group, here in groups
            for part, count in (
                (STARTED, here.sum()), (PROMPT, (here & prompt).sum()),
                (LATER, (here & ~prompt).sum()),
            )
        ],
        columns=["period", "group", "part", "counted", "number"],
    )  # fmt: skip
    return wait_shares(table)


def service_use(evidence: Evidence) -> pd.DataFrame:
    """
    Places of drug and alcohol services and how many were filled, means of twelve months.

    Returns
    -------
    DataFrame, one row per service and twelve months that end with the last month known
        The columns of the table service_use.
    """
    if not evidence.has_feed("service_capacity"):
        return none("service_use")
    rows = evidence.feed("service_capacity")
    rows = rows[rows["service"].str.contains(_SERVICES)]
    last = pd.Period(evidence.known_to, "M")
    found = []
    for years_ago in (1, 0):
        end = last - 12 * years_ago
        months = pd.period_range(end - 11, end, freq="M").astype(str)
        here = rows[rows["month"].isin(months)]
        used = sharing.use_of_places(here)
        used = used[used["months"] == len(months)]
        span = f"{pd.Period(months[0], 'M'):%B %Y} to {pd.Period(months[-1], 'M'):%B %Y}"
        found.append(sharing.in_whole_places(used).assign(period=span))
    table = pd.concat(found, ignore_index=True)
    if table.empty:
        return none("service_use")
    return table


# ── Children and admissions ────────────────────────────────────────────────────────────────


def children_exposed(evidence: Evidence) -> pd.DataFrame:
    """
    Children who live with a problem drug user or a harmful drinker: a range, by Monte Carlo.

    Returns
    -------
    DataFrame, one row per chain of figures, both together last
        The columns of the table children_exposed.
    """
    if not evidence.has_feed("prevalence"):
        return none("children_exposed")
    ranges = evidence.feed("prevalence")
    if not {name for chain in CHAINS for name in chain} <= set(ranges["quantity"]):
        return none("children_exposed")
    made = sum_of_products(ranges, CHAINS, seed=SEED)
    children = ranges.set_index("quantity")["central"].get(CHILDREN)
    shown = made.assign(product=list(_CHAIN_LABELS), children=children)
    return shown.assign(children_share=shown["central"] / shown["children"])


def children_assumptions(evidence: Evidence) -> pd.DataFrame:
    """The ranges multiplied, with their sources, in the order in which they are used."""
    if not evidence.has_feed("prevalence"):
        return none("children_assumptions")
    order = [*dict.fromkeys(name for chain in CHAINS for name in chain), CHILDREN]
    table = evidence.feed("prevalence").set_index("quantity")
    table = table.reindex([name for name in order if name in table.index]).reset_index()
    return table[["quantity", "low", "central", "high", "unit", "source"]]


def alcohol_rates(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """
    Admissions due to alcohol per 100,000, standardised to the European population of 1976.

    NI 39 was published on that standard. Keys ``by``; ``count`` (admissions), ``residents``,
    ``rate``, ``rate_lower``, ``rate_upper`` (Dobson).
    """
    ages = rows.groupby([*by, "age_band"], observed=True)[["admissions", "residents"]].sum()
    ages = ages.reset_index()
    weights = standard_population(ages["age_band"].unique(), edition="1976")
    ages["weight"] = ages["age_band"].map(weights).astype(float)
    rates = directly_standardised(ages, by=by, count="admissions")
    people = ages.groupby(by)["residents"].sum()
    return rates.merge(people.reset_index(), on=by)


def alcohol_admissions(evidence: Evidence) -> pd.DataFrame:
    """
    The own standardised rate of admissions due to alcohol, and that of all areas together.

    Returns
    -------
    DataFrame, one row per area and year
        The columns of the table alcohol_admissions. ``place`` is the own rate's among all
        areas, 1 the highest.
    """
    if not evidence.has_feed("alcohol_admissions"):
        return none("alcohol_admissions")
    rows = evidence.feed("alcohol_admissions")
    each = alcohol_rates(rows, ["year", "area"])
    # By the count as it is published: a place by the exact one would say more than the count does.
    told = round_to_base(each["count"], _ROUND_TO) / each["count"].where(each["count"] > 0)
    placed = each["rate"].mask(each["area"] == evidence.borough, each["rate"] * told)
    each["place"] = placed.groupby(each["year"]).rank(ascending=False, method="min")
    each["of_areas"] = each.groupby("year")["area"].transform("size")
    own = each[each["area"] == evidence.borough].assign(area_name=evidence.name)
    if own.empty:
        return none("alcohol_admissions")
    together = alcohol_rates(rows.assign(area=_REGION), ["year", "area"])
    together = together.assign(area_name="All areas of the region together")
    table = age_factors(pd.concat([own, together], ignore_index=True))
    # Admissions are sums of attributable fractions: whole ones are shown.
    return table.assign(
        admissions=table["count"].round().astype("Int64"),
        place=table["place"].astype("Int64"),
        of_areas=table["of_areas"].astype("Int64"),
    )
