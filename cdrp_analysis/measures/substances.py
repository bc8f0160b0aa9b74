"""Tables of drugs, treatment and admissions: their parts, which sums hold, their shares."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cdrp_analysis.measures.parts import SHARES, with_differences, with_shares
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
_LADDER_WHOLES = {
    **dict.fromkeys(LADDERS["how dealt with"][1:], DISPOSALS),
    **dict.fromkeys(LADDERS["how often"][1:], PEOPLE),
    **dict.fromkeys(("not referred", REFERRED), ALL_DISPOSALS),
    **dict.fromkeys(("first appointment kept", "first appointment not kept"), REFERRED),
}

TESTED, POSITIVE, NEGATIVE = "tested", "positive", "negative"

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
    return with_shares(frame, by=["ladder"], part="step", wholes=_LADDER_WHOLES, least=LEAST_TESTED)


def tested_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Share of tests that are positive, and how far it lies from that of all other offences."""
    wholes = {POSITIVE: TESTED}
    made = with_shares(
        frame, by=["trigger_offence"], part="part", wholes=wholes, least=LEAST_TESTED
    )
    return with_differences(made, by="trigger_offence", part="part", wholes=wholes)


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
