"""The residents' survey, whose respondents are not a sample of the residents."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import days_in, iso
from cdrp_analysis.sample.places import metres_from, middle_point
from cdrp_analysis.sample.plan import stream
from cdrp_analysis.sample.values import Planted, canaries, canary_truth, pseudonyms, split_up, truth
from cdrp_analysis.sample.world import World

RESPONDENTS = 1_400
_ASKED = ("2010-05-01", "2010-07-31")
_SMALL_WARD = 38  # respondents of the ward too small to report on its own
_FEWEST_ELSEWHERE = 65
_ADULTS_PER_LSOA = 1_320

# Shares of residents aged 16 and over; of the band 10-17 only those of 16 and 17 are asked.
_SEX = {"female": 0.51, "male": 0.49}
_AGE = {"10-17": 0.03, "18-24": 0.14, "25-34": 0.25, "35-44": 0.20, "45-54": 0.14,
        "55-64": 0.11, "65+": 0.13}  # fmt: skip
_ETHNIC = {"White": 0.69, "Black": 0.125, "Asian": 0.10, "Mixed": 0.06, "Other": 0.025}

# How readily each answers, relative to the others: older residents and women more than others,
# so that shares of the answers as they came are not shares of the residents.
_ANSWERS = {"female": 1.35, "male": 1.0, "10-17": 0.35, "18-24": 0.38, "25-34": 0.55, "35-44": 0.9,
            "45-54": 1.3, "55-64": 1.8, "65+": 2.4}  # fmt: skip

# Concern -> log weight of a man of 35 to 44, what each band of age adds, what a woman adds.
_CONCERNS = {
    "anti-social behaviour": (1.55, -0.16, -0.10),
    "burglary": (0.85, 0.40, 0.15),
    "robbery": (0.50, -0.12, 0.10),
    "violence": (0.40, -0.20, 0.20),
    "drug dealing": (0.25, 0.05, 0.0),
    "vehicle crime": (0.05, 0.10, -0.30),
    "alcohol": (-0.50, 0.05, 0.10),
    "hate crime": (-1.10, -0.15, 0.05),
    "shop theft": (-1.50, 0.10, 0.0),
}
_WORDS = (
    "The lights by {} are out and we avoid it.", "Young people gather at {} most evenings.",
    "I moved from {} because of the noise.", "My neighbour at {} was broken into twice.",
)  # fmt: skip


def survey_files(world: World) -> Planted:
    """
    The survey and the residents it speaks for, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        survey, survey_margins.
    truths : list of dict
    """
    return _survey(world, stream(world.seed, "voice survey"))


def _survey(world: World, rng: np.random.Generator) -> Planted:
    margins = _margins(world, rng)
    cells, effect, small = _population(world, margins, rng)
    chosen = np.repeat(np.arange(len(cells)), _systematic(cells["expected"].to_numpy(), rng))
    people = cells.iloc[chosen].reset_index(drop=True)
    concerns = _named_concerns(people, rng)
    unsafe = _systematic(people["unsafe"].to_numpy(), rng) == 1
    by_day = unsafe & (rng.random(len(people)) < 0.25)
    written = rng.random(len(people)) < 0.1
    secrets = canaries(rng, int(written.sum()))
    verbatim = np.full(len(people), "", dtype=object)
    verbatim[written] = [_WORDS[n % len(_WORDS)].format(word) for n, word in enumerate(secrets)]
    survey = pd.DataFrame({
        "respondent": pseudonyms(rng, len(people), "S"),
        "answered_on": iso(days_in(rng, *_ASKED, len(people))),
        "mode": rng.choice(["post", "street", "online", "panel", "telephone"], len(people),
                           p=[0.46, 0.17, 0.2, 0.12, 0.05]),
        "ward": people["ward"],
        "sex": people["sex"],
        "age_band": people["age_band"],
        "ethnic_group": people["ethnic_group"],
        "safe_by_day": _safety(by_day, rng),
        "safe_after_dark": _safety(unsafe, rng),
        "first_concern": concerns[0],
        "second_concern": concerns[1],
        "third_concern": concerns[2],
        "verbatim": verbatim,
    })  # fmt: skip
    # Left blank as people leave it, whatever they would have said.
    survey.loc[rng.random(len(survey)) < 0.012, "ethnic_group"] = "not known"
    survey.loc[rng.random(len(survey)) < 0.2, "third_concern"] = ""
    survey = survey.iloc[rng.permutation(len(survey))].reset_index(drop=True)
    truths = _survey_truths(survey, cells, effect, small, secrets)
    return {"survey": survey, "survey_margins": margins}, truths


def _margins(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Residents aged 16 and over by ward, sex, age and ethnic group, each adding to one total."""
    lsoas = world.ground.lsoas.groupby("ward").size().reindex(world.ground.wards["code"])
    wards = np.round(lsoas.to_numpy() * _ADULTS_PER_LSOA * rng.uniform(0.93, 1.07, len(lsoas)))
    total = int(wards.sum())
    rows = [("ward", code, int(n)) for code, n in zip(lsoas.index, wards, strict=True)]
    for variable, shares in (("sex", _SEX), ("age_band", _AGE), ("ethnic_group", _ETHNIC)):
        counts = split_up(total, shares.values())
        rows += [(variable, name, int(n)) for name, n in zip(shares, counts, strict=True)]
    return pd.DataFrame(rows, columns=["variable", "category", "residents"])


def _population(world: World, margins: pd.DataFrame, rng: np.random.Generator):
    """Cells of ward x age x sex x ethnic group: true share, expected answers, true opinions."""
    wards = world.ground.wards
    away = metres_from(world, "estate", wards.geometry)
    effect = pd.Series(1.3 * np.exp(-away / 1_100) + rng.normal(0, 0.12, len(away)), wards["code"])
    # The estate's own ward stands out, so that a survey of this size can find it.
    own = middle_point(world, "estate")["ward"]
    effect[own] = effect.drop(own).max() + 0.5
    small = str(wards["code"].iloc[int(away.argmax())])

    sizes = {key: part.set_index("category")["residents"] for key, part in
             margins.groupby("variable")}  # fmt: skip
    order = ("ward", "age_band", "sex", "ethnic_group")
    cells = pd.MultiIndex.from_product([sizes[name].index for name in order], names=order)
    cells = cells.to_frame(index=False)
    total = sizes["ward"].sum()
    cells["share"] = np.prod([cells[name].map(sizes[name]) / total for name in order], axis=0)
    number, woman = _age_number(cells), cells["sex"].eq("female")
    odds = -1.15 + 0.10 * number + 0.75 * woman + cells["ward"].map(effect)
    cells["unsafe"] = 1 / (1 + np.exp(-odds))

    others = sizes["ward"].drop(small)
    spare = RESPONDENTS - _SMALL_WARD - _FEWEST_ELSEWHERE * len(others)
    asked = _FEWEST_ELSEWHERE + spare * others / others.sum()
    asked[small] = _SMALL_WARD
    answering = cells["share"] * cells["age_band"].map(_ANSWERS) * cells["sex"].map(_ANSWERS)
    of_ward = answering / answering.groupby(cells["ward"]).transform("sum")
    cells["expected"] = of_ward * cells["ward"].map(asked)
    # Ethnic groups in an order of chance inside each cell of the rest: no group is passed over
    # by the regular steps of the draw.
    chance = rng.random(len(cells))
    at = np.lexsort([chance, woman, number, cells["ward"]])
    return cells.iloc[at].reset_index(drop=True), effect, small


def _age_number(cells: pd.DataFrame) -> pd.Series:
    """Bands of age above 35 to 44."""
    return cells["age_band"].map({band: number - 3 for number, band in enumerate(_AGE)})


def _concern_shares(number: float, woman: bool) -> np.ndarray:
    weight = np.exp([base + age * number + she * woman for base, age, she in _CONCERNS.values()])
    return weight / weight.sum()


def _named_concerns(people: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """First, second and third concern; firsts in the true shares of each age and sex."""
    names = np.array(list(_CONCERNS), dtype=object)
    keys = rng.gumbel(size=(len(people), len(names)))
    groups = people.groupby([_age_number(people), people["sex"].eq("female")]).indices
    for (number, woman), at in groups.items():
        shares = _concern_shares(number, woman)
        keys[at] += np.log(shares)
        level = (rng.permutation(len(at)) + rng.random()) / len(at)
        keys[at, np.searchsorted(np.cumsum(shares)[:-1], level, side="right")] = np.inf
    return names[np.argsort(-keys, axis=1)[:, :3]].T


def _safety(unsafe: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    strongly = rng.random(len(unsafe)) < 0.33
    said = np.select(
        [unsafe & strongly, unsafe, strongly],
        ["very unsafe", "a bit unsafe", "very safe"],
        "fairly safe",
    )
    return np.where(rng.random(len(unsafe)) < 0.03, "don't know", said)


def _systematic(expected: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Whole numbers that follow the expected ones: every run of rows is right within one."""
    steps = np.floor(np.cumsum(expected) + rng.random())
    return np.diff(steps, prepend=0).astype(int)


def _survey_truths(survey, cells, effect, small, secrets) -> list[dict]:
    first = np.zeros(len(_CONCERNS))
    for (number, woman), share in cells.groupby([_age_number(cells), cells["sex"] == "female"])[
        "share"
    ].sum().items():  # fmt: skip
        first += share * _concern_shares(number, woman)
    shares = dict(sorted(zip(_CONCERNS, first.round(4).tolist(), strict=True), key=lambda x: -x[1]))
    true = cells["share"] * cells["unsafe"]
    by_ward = true.groupby(cells["ward"]).sum() / cells.groupby("ward")["share"].sum()
    asked = "in the survey of May to July 2010"
    answered = survey["ward"].value_counts()
    others = int(survey["ethnic_group"].eq("Other").sum())
    unweighted = survey["first_concern"].value_counts(normalize=True).round(4)
    return [
        truth("top_concern", "B02", f"what residents name first most often {asked}",
              next(iter(shares)), "", "found", unweighted_first=str(unweighted.index[0])),
        truth("concern_shares", "B02", f"share of residents naming each first concern {asked}",
              shares, "share of residents", "process", unweighted=unweighted.to_dict()),
        truth("unsafe_after_dark", "B09",
              f"share of residents who feel a bit or very unsafe after dark {asked}",
              round(float(true.sum()), 4), "share of residents", "process",
              base="those who gave an answer other than don't know"),
        truth("unsafe_after_dark_by_ward", "B09",
              f"share of each ward's residents who feel unsafe after dark {asked}",
              by_ward.round(4).to_dict(), "share of residents", "process",
              ward_effect_log_odds=effect.round(4).to_dict()),
        truth("most_fearful_ward", "B09", f"ward where most feel unsafe after dark {asked}",
              str(by_ward.idxmax()), "", "found"),
        truth("survey_respondents", "B02", f"respondents {asked}", len(survey), "people",
              "exact", answers_by_ward=answered.sort_index().to_dict()),
        truth("survey_small_ward", "B09", f"ward with fewer than 50 respondents {asked}",
              small, "", "found", respondents=int(answered[small])),
        truth("survey_small_group", "B22", f"respondents of ethnic group Other {asked}", others,
              "people", "exact"),
        canary_truth("survey", secrets),
    ]  # fmt: skip
