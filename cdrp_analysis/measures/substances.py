"""Tables of drugs, treatment and admissions: their parts, which sums hold, their shares."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from cdrp_analysis.measures.like_for_like import like_for_like
from cdrp_analysis.measures.parts import DIFFERENCES, SHARES, with_differences, with_shares
from cdrp_analysis.measures.proportions import share_difference
from cdrp_analysis.measures.rates import byar
from cdrp_analysis.measures.silence import if_silent

PER = 100_000
LEAST_TESTED = 20  # tests or people behind a share of the police's own tables
LEAST_TREATED = 32  # people in treatment behind a share: 30, whichever figure 32 was rounded from

# Possession: the whole first, then what it falls into.
DISPOSALS, PEOPLE, ALL_DISPOSALS = "cannabis disposals", "people", "possession disposals"
AGAIN, REFERRED = "twice or more", "referred to treatment"
LADDERS: Mapping[str, tuple[str, ...]] = {
    "how dealt with": (DISPOSALS, "warning", "penalty notice", "caution", "charge"),
    "how often": (PEOPLE, "once", AGAIN, "twice", "three times or more"),
    "where it led": (
        ALL_DISPOSALS, "not referred", REFERRED, "first appointment kept",
        "first appointment not kept",
    ),
}  # fmt: skip
LADDER_WHOLES = {
    **dict.fromkeys(LADDERS["how dealt with"][1:], DISPOSALS),
    **dict.fromkeys(LADDERS["how often"][1:], PEOPLE),
    **dict.fromkeys(("not referred", REFERRED), ALL_DISPOSALS),
    **dict.fromkeys(("first appointment kept", "first appointment not kept"), REFERRED),
}

_MATCHED = (
    "matched_share", "matched_difference", "matched_difference_lower", "matched_difference_upper",
    "covered",
)  # fmt: skip
TESTED, POSITIVE, NEGATIVE = "tested", "positive", "negative"
HERE, OUTSIDE = "in the pilot", "outside the pilot"
COMPARED = "in the quarters compared"
ALL_TESTS = "All offences"
# Of the tests of a quarter: positive and followed long enough, then what it falls into.
FOLLOWED, SEEN, UNSEEN = "positive, followed", "assessed since", "not assessed"

STARTED, PROMPT, LATER = "started", "within three weeks", "later"
PROMPT_DAYS = 21  # the waiting time that the National Treatment Agency set from 2006
EVERYONE = "Everyone"

IN_TREATMENT = "people in treatment"
PARENTS, NOT_PARENTS, NOT_SAID = "live with children", "do not", "did not say"
NEEDS: Mapping[str, tuple[str, ...]] = {
    "crack or heroin": ("heroin", "crack"),
    "cannabis": ("cannabis",),
    "alcohol": ("alcohol",),
    "other drugs": ("cocaine", "amphetamines", "ecstasy", "other"),
}

# Along the parts of each table: total and its parts.
PART_SUMS_BY_TABLE: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "possession_ladder": (
        (DISPOSALS, LADDERS["how dealt with"][1:]),
        (PEOPLE, ("once", AGAIN)),
        (AGAIN, ("twice", "three times or more")),
        (ALL_DISPOSALS, ("not referred", REFERRED)),
        (REFERRED, ("first appointment kept", "first appointment not kept")),
    ),
    "drug_tests": ((TESTED, (POSITIVE, NEGATIVE)),),
    "pilot_tests": ((TESTED, (POSITIVE, NEGATIVE)),),
    "assessment_quarters": ((FOLLOWED, (SEEN, UNSEEN)),),
    "treatment_waits": ((STARTED, (PROMPT, LATER)),),
    "treatment_parents": ((IN_TREATMENT, (PARENTS, NOT_PARENTS, NOT_SAID)),),
    "treatment_need": ((IN_TREATMENT, tuple(NEEDS)),),
}


def group_sums(groups) -> list[tuple[str, list[str]]]:
    """
    Which groups make up everyone: those of one kind, as "Sex: female" and "Sex: male".

    Examples
    --------
    >>> group_sums(["Everyone", "Sex: female", "Sex: male"])
    [('Everyone', ['Sex: female', 'Sex: male'])]
    """
    names = list(dict.fromkeys(groups))
    kinds = dict.fromkeys(name.split(": ")[0] for name in names if ": " in name)
    return [(EVERYONE, [name for name in names if name.startswith(f"{kind}: ")]) for kind in kinds]


def ladder_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Each step of possession as a share of its whole."""
    return with_shares(frame, by=["ladder"], part="step", wholes=LADDER_WHOLES, least=LEAST_TESTED)


def tested_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Share of tests that are positive, and how far it lies from that of all other offences."""
    wholes = {POSITIVE: TESTED}
    made = with_shares(
        frame, by=["trigger_offence"], part="part", wholes=wholes, least=LEAST_TESTED
    )
    return with_differences(made, by="trigger_offence", part="part", wholes=wholes)


def assessed_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Share of the positive tests of a quarter that led to an assessment."""
    return with_shares(
        frame, by=["quarter"], part="part", wholes={SEEN: FOLLOWED}, least=LEAST_TESTED
    )


def outside_group(offence: str) -> str:
    """What the tests of an offence outside the pilot are called where both stand side by side."""
    return f"{offence}, {OUTSIDE}"


def compared_group(offence: str) -> str:
    """The tests of an offence in the pilot, where those of some quarters alone are compared."""
    return f"{offence}, {COMPARED}"


def pilot_sums(groups: Iterable[str]) -> list[tuple[str, list[str]]]:
    """
    Which groups of tests make up all, in the pilot and outside.

    Examples
    --------
    >>> pilot_sums(["All offences", "Fraud", "All offences, outside the pilot",
    ...             "Fraud, outside the pilot"])  # doctest: +NORMALIZE_WHITESPACE
    [('All offences', ['Fraud']),
     ('All offences, outside the pilot', ['Fraud, outside the pilot'])]
    """
    names = list(dict.fromkeys(groups))
    ends = tuple(f", {place}" for place in (COMPARED, OUTSIDE))
    sums = []
    for whole in (ALL_TESTS, compared_group(ALL_TESTS), outside_group(ALL_TESTS)):
        end = whole.removeprefix(ALL_TESTS)
        own = [one for one in names if (one.endswith(end) if end else not one.endswith(ends))]
        parts = [one for one in own if one != whole]
        if whole in own and parts:
            sums.append((whole, parts))
    return sums


def quarters_within(groups: Iterable[str]) -> list[tuple[str, str]]:
    """Groups of tests that lie within others: those of the quarters compared within all."""
    end = f", {COMPARED}"
    return [(one.removesuffix(end), one) for one in dict.fromkeys(groups) if one.endswith(end)]


def pilot_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Share of tests that are positive in the pilot and outside, and how far apart they are.

    Parameters
    ----------
    frame : DataFrame, one row per offence, place and part
        ``group``, ``trigger_offence``, ``place`` (in the pilot or outside), ``part`` and
        ``number`` (missing where hidden).

    Returns
    -------
    DataFrame, same rows in the same order
        Adds in rows of positive tests in the pilot ``share`` with limits, ``other_share`` (outside)
        and ``difference_share`` with limits (Newcombe); of all offences also ``matched_share``,
        ``matched_difference`` with limits and ``covered`` (see ``like_for_like``); in rows of
        positive tests outside ``share`` with limits.
    """
    wholes = {POSITIVE: TESTED}
    made = with_shares(frame, by=["group"], part="part", wholes=wholes, least=LEAST_TESTED)
    own = dict.fromkeys((*DIFFERENCES, "other_share", *_MATCHED), np.nan)
    made = made.assign(**own)
    if frame.empty:
        return made
    counts = made.assign(number=pd.to_numeric(made["number"]).astype(float))
    wide = counts.set_index(["trigger_offence", "place", "part"])["number"]

    def of(offence: str, place: str, part: str) -> float:
        return float(wide.get((offence, place, part), np.nan))

    offences = list(dict.fromkeys(made["trigger_offence"]))
    four = pd.DataFrame(
        {
            "found": [of(one, HERE, POSITIVE) for one in offences],
            "base": [of(one, HERE, TESTED) for one in offences],
            "other_found": [of(one, OUTSIDE, POSITIVE) for one in offences],
            "other_base": [of(one, OUTSIDE, TESTED) for one in offences],
        },
        index=offences,
    )
    enough = four[["base", "other_base"]].ge(LEAST_TESTED).all(axis=1)
    enough &= (four["found"] <= four["base"]) & (four["other_found"] <= four["other_base"])
    apart = share_difference(four[enough])
    mine = made["place"].eq(HERE) & made["part"].eq(POSITIVE)
    for at in made.index[mine & made["trigger_offence"].isin(apart.index)]:
        row = apart.loc[made.loc[at, "trigger_offence"]]
        made.loc[at, "other_share"] = row["other_found"] / row["other_base"]
        made.loc[at, list(DIFFERENCES)] = row[
            ["difference", "difference_lower", "difference_upper"]
        ].to_numpy(float)
    every = made.index[mine & made["trigger_offence"].eq(ALL_TESTS)]
    if len(every):
        # Tests of offences that are too few to compare still are tests here.
        found = like_for_like(four.drop(index=ALL_TESTS)[enough.drop(ALL_TESTS)]).iloc[0]
        tested = four.loc[ALL_TESTS, "base"]
        compared = four.drop(index=ALL_TESTS).loc[enough.drop(ALL_TESTS), "base"].sum()
        made.loc[every, list(_MATCHED)] = [
            found["matched_share"], found["matched"], found["matched_lower"],
            found["matched_upper"], compared / tested if tested > 0 else np.nan,
        ]  # fmt: skip
    return made


def wait_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Share of each group that started treatment promptly, and its distance from the others'."""
    wholes = {PROMPT: STARTED}
    made = with_shares(frame, by=["group"], part="part", wholes=wholes, least=LEAST_TREATED)
    return with_differences(
        made, by="group", part="part", wholes=wholes, everyone=EVERYONE, least=LEAST_TREATED
    )


def parent_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Share of those who said who live with children, as said and had a part of them kept silent.

    ``silent`` is the part of parents who answered that they are none.
    """
    made = with_shares(
        frame, by=["silent"], part="part", wholes={PARENTS: (PARENTS, NOT_PARENTS)},
        least=LEAST_TREATED,
    )  # fmt: skip
    silent = pd.to_numeric(frame["silent"]).astype(float).to_numpy()
    raised = {
        name: [
            float(if_silent(value, part)) for value, part in zip(made[name], silent, strict=True)
        ]
        for name in SHARES
    }
    return made.assign(**raised)


def need_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Share of people in treatment by what they are treated for."""
    together = frame.assign(all="all")
    wholes = {need: tuple(frame["part"]) for need in frame["part"]}
    made = with_shares(together, by=["all"], part="part", wholes=wholes, least=LEAST_TREATED)
    return made.drop(columns="all")


def age_factors(rates: pd.DataFrame) -> pd.DataFrame:
    """
    How a directly standardised rate follows from its total, so that the total can stand for it.

    Parameters
    ----------
    rates : DataFrame
        ``count`` (events of all ages), ``residents``, ``rate``, ``rate_upper`` (per 100,000), from
        :func:`cdrp_analysis.measures.standardisation.directly_standardised`.

    Returns
    -------
    DataFrame, same rows
        Adds ``age_factor`` (standardised over crude rate) and ``spread_factor`` (the same for the
        distance of the limits). The ages' own counts cannot be worked out from the two.
    """
    crude = PER * rates["count"] / rates["residents"]
    reach = PER * (byar(rates["count"])[1] - rates["count"]) / rates["residents"]
    return rates.assign(
        age_factor=rates["rate"] / crude,
        spread_factor=(rates["rate_upper"] - rates["rate"]) / reach,
    )


def rates_from_totals(frame: pd.DataFrame) -> pd.DataFrame:
    """``rate`` with limits from ``admissions``, ``residents`` and the factors of the ages."""
    total = pd.to_numeric(frame["admissions"]).astype(float)
    people = pd.to_numeric(frame["residents"]).astype(float)
    known = total.notna() & (people > 0)
    lower, upper = (pd.Series(np.nan, frame.index) for _ in range(2))
    if known.any():
        ends = byar(total[known])
        lower[known], upper[known] = (np.asarray(end, float) for end in ends)
    rate = PER * total / people.where(people > 0) * frame["age_factor"]
    scale = PER / people.where(people > 0) * frame["spread_factor"]
    return frame.assign(
        rate=rate,
        rate_lower=rate + scale * (lower - total),
        rate_upper=rate + scale * (upper - total),
    )
