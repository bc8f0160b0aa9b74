"""The same people on several lists: records linked by keys that are alike, not by names."""

import logging
from collections.abc import Sequence
from contextlib import contextmanager
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.proportions import require

THRESHOLD = 0.9  # probability from which two records are taken for one person
_START_M, _START_SHARE = 0.9, 1e-3  # where EM begins: keys of one person alike, pairs one person
_ROUNDS, _NEAR = 25, 1e-4  # of EM


def link(
    records: pd.DataFrame, *, keys: Sequence[str], lists: str = "list", threshold: float = THRESHOLD
) -> pd.DataFrame:
    """
    Who is the same person on several lists (Fellegi and Sunter's model, by Splink on DuckDB).

    Every pair of records from two lists agrees, differs or cannot be compared in each key. How
    often two people agree by chance (u) is counted in pairs within a list, which are two people;
    how often one person does (m), and how many pairs are one person, Splink estimates from all
    pairs by expectation and maximisation, keys taken as independent. Where a pair agrees, its
    weight is that of the very value: a common surname proves less than a rare one. A person has
    one record of each list at most, the likeliest first.

    All happens in memory, on one thread, with no file and no network: the same rows give the same
    numbers.

    Parameters
    ----------
    records : DataFrame, one row per person on a list
        ``lists`` (which list) and the keys: hashes, alike when the spelling was alike; missing
        where blank.
    keys : sequence of str
        Columns that are compared.
    threshold : float
        Least probability of being one person.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``entity``: a number shared by the records of one person. ``attrs``: ``m`` and ``u``
        by key, ``share`` of pairs that are one person, ``pairs``, a frame of those linked:
        ``first``, ``second`` (row positions) and ``probability``, and ``recall``: the pairs linked
        that are one person, over those that the model takes for one person in all. ``m``,
        ``share`` and ``recall`` are missing where too little is alike to estimate them.

    Raises
    ------
    InputError
        If a column is missing or there are fewer than two lists.

    References
    ----------
    Fellegi, I. and Sunter, A. (1969). J. Amer. Statist. Assoc. 64, 1183-1210.
    Winkler, W. (2000). Frequency-based matching in the Fellegi-Sunter model. US Census Bureau.
    Linacre, R. et al. (2022). Splink. Int. J. Population Data Science 7(3).
    """
    require(records, lists, *keys, where="linkage.link")
    codes, names = pd.factorize(records[lists])
    if len(names) < 2:
        raise InputError(
            "there are fewer than two lists.",
            where="measures.linkage.link",
            do="give the records of two lists or more",
        )
    u = {key: _by_chance(records[key], codes) for key in keys}
    rows = records[[*keys]].assign(
        unique_id=np.arange(len(records)), source_dataset=[f"list{code}" for code in codes]
    )
    with _linker(rows, u) as linker:
        m, share = _estimated(linker, keys)
        likely = linker.inference.predict(threshold, warning_mode="never")
        people = linker.clustering.cluster_using_single_best_links(
            likely, sorted(set(rows["source_dataset"])), threshold
        )
        people = people.as_pandas_dataframe().sort_values("unique_id")
        likely = likely.as_pandas_dataframe()
    entity = pd.factorize(people["cluster_id"])[0]
    ends = np.sort(likely[["unique_id_l", "unique_id_r"]].to_numpy(dtype=int), axis=1)
    pairs = pd.DataFrame(ends, columns=["first", "second"])
    pairs["probability"] = likely["match_probability"].to_numpy(dtype=float)
    pairs = pairs[entity[pairs["first"]] == entity[pairs["second"]]]
    pairs = pairs.sort_values(["first", "second"], ignore_index=True)
    found = records.assign(entity=entity)
    expected = share * _between(np.bincount(codes))
    recall = float(np.minimum(pairs["probability"].sum() / expected, 1)) if expected else 0.0
    found.attrs = {"m": m, "u": u, "share": share, "pairs": pairs, "recall": recall}
    return found


def people_limits(linked: float, recall: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """
    Between how many people there are, of whom so many were linked.

    Every one was linked with the probability ``recall``; with no number likelier beforehand those
    who were not are negative binomial. Links between two people are held to be none.

    Parameters
    ----------
    linked : int
        People found on both of two lists, or rows found to be of somebody already counted.
    recall : float
        As ``attrs["recall"]`` of :func:`link`.

    References
    ----------
    Raftery, A. (1988). Inference for the binomial N parameter. Biometrika 75, 223-228.

    Examples
    --------
    >>> people_limits(31, 0.85)
    (32.0, 42.0)
    >>> people_limits(31, 1.0)
    (31.0, 31.0)
    """
    if recall >= 1:
        return float(linked), float(linked)
    tail = (1 - confidence) / 2
    missed = stats.nbinom(linked + 1, recall)
    return float(linked + missed.ppf(tail)), float(linked + missed.ppf(1 - tail))


def overlaps(linked: pd.DataFrame, *, lists: str = "list") -> pd.DataFrame:
    """
    How many people are on both of two lists, and how many on each.

    Takes what :func:`link` gives; returns ``first``, ``second`` (names of lists), ``people``
    (Int64), one row per pair of lists, and one per list beside itself: its own length.
    """
    on = linked.groupby(lists, sort=False)["entity"].agg(set)
    rows = [(name, name, len(people)) for name, people in on.items()]
    rows += [(a, b, len(on[a] & on[b])) for a, b in combinations(on.index, 2)]
    table = pd.DataFrame(rows, columns=["first", "second", "people"])
    return table.astype({"people": "Int64"})


def _by_chance(values: pd.Series, codes: np.ndarray) -> float:
    """Share of pairs of two people that agree: of those on one list, which holds nobody twice."""
    held = pd.crosstab(values, codes).to_numpy()  # one row per value, one column per list
    on = held.sum(axis=0)
    alike, pairs = (held * (held - 1)).sum() / 2, (on * (on - 1)).sum() / 2
    return float((alike + 0.5) / (pairs + 1))  # neither never nor always on a short list


def _between(sizes: np.ndarray) -> float:
    """Pairs of records from two lists."""
    return float(sizes.sum() ** 2 - (sizes**2).sum()) / 2


@contextmanager
def _linker(rows: pd.DataFrame, u: dict[str, float]):
    """Splink's model over the rows, in a database that is gone afterwards."""
    # Here, because only pages with lists are to wait a second for them.
    import duckdb
    import pyarrow as pa
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            compare.ExactMatch(key).configure(
                term_frequency_adjustments=True,
                m_probabilities=[_START_M, 1 - _START_M],
                u_probabilities=[chance, 1 - chance],
            )
            for key, chance in u.items()
        ],
        # A pair alike in nothing is not one person, so those alike in a key are all there are.
        blocking_rules_to_generate_predictions=[block_on(key) for key in u],
        probability_two_random_records_match=_START_SHARE,
        max_iterations=_ROUNDS,
        em_convergence=_NEAR,
        retain_matching_columns=False,
    )
    # Sums of several threads come in any order and differ in the last digit.
    with duckdb.connect(config={"threads": 1, "temp_directory": ""}) as database:
        database.execute("SET enable_external_access = false")
        table = DuckDBAPI(database).register(pa.Table.from_pandas(rows, preserve_index=False))
        yield Linker(table, settings, log_level=logging.ERROR, validate_settings=False)


def _estimated(linker, keys: Sequence[str]) -> tuple[dict[str, float], float]:
    """m by key and the share of pairs that are one person."""
    # A chance below what a number holds stops Splink: nobody is on two lists, or the keys of one
    # person never differ. What EM began with stays, which links only what is alike and rare, and
    # says nothing of how many were missed.
    try:
        linker.training.estimate_parameters_using_expectation_maximisation(
            "1 = 1",  # among all pairs
            estimate_without_term_frequencies=True,
            populate_probability_two_random_records_match_from_trained_values=True,
        )
    except ValueError:
        return dict.fromkeys(keys, np.nan), np.nan
    model = linker.misc.save_model_to_json()
    m = [each["comparison_levels"][1]["m_probability"] for each in model["comparisons"]]
    share = model["probability_two_random_records_match"]
    return dict(zip(keys, map(float, m), strict=True)), float(share)
