"""Areas beside their peers: means, funnels that allow for overdispersion, direction of travel."""

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.rates import PER, rate_per_1000

_WINSORISED = 0.10  # of the z-scores at each end: Spiegelhalter's choice


def peer_mean(
    frame: pd.DataFrame,
    peers: pd.DataFrame,
    *,
    own_included: bool = True,
    weighted: bool = False,
    count: str = "offences",
    denominator: str = "residents",
) -> pd.DataFrame:
    """
    Mean rate of each area's peers, and how far the area lies from it.

    Parameters
    ----------
    frame : DataFrame, one row per area
        ``area``, ``count`` and ``denominator``; a missing count takes no part.
    peers : DataFrame, one row per area and peer
        ``area``, ``peer`` and, where there is one, ``weight``. Lists need not be mutual: that A
        counts B among its peers says nothing of B's list.
    own_included : bool
        Whether the area itself is one of those averaged, as in the inspectorate's Most Similar
        Groups.
    weighted : bool
        Use ``weight`` (the area itself has the greatest of its list); else all count alike.

    Returns
    -------
    DataFrame, one row per area that has peers
        ``area, rate, peers`` (how many have a rate), ``peer_mean, peer_lowest, peer_highest``
        (per 1,000), ``difference, difference_share``, ``place`` (1 the highest, among the peers
        with a rate and the area itself).

    Raises
    ------
    InputError
        If a peer is not in the frame, or weights are wanted and there are none.
    """
    unknown = sorted({*peers["peer"], *peers["area"]} - {*frame["area"]})
    if unknown:
        raise InputError(
            f"{len(unknown)} areas of the list of peers have no count.",
            where="measures.peers.peer_mean",
            areas=unknown,
            do="add their counts, or take them out of the list of peers",
        )
    if weighted and "weight" not in peers:
        raise InputError(
            "weighted means need a weight for every peer.",
            where="measures.peers.peer_mean",
            do="fill in the column weight, or let all peers count alike",
        )
    rates = rate_per_1000(frame, count=count, denominator=denominator).set_index("area")["rate"]
    own = peers[["area"]].drop_duplicates().assign(peer=lambda rows: rows["area"])
    listed = peers[["area", "peer"]].assign(
        weight=peers["weight"].astype(float).fillna(1.0) if weighted else 1.0, own=False
    )
    most = listed.groupby("area")["weight"].max()
    everyone = pd.concat([listed, own.assign(weight=own["area"].map(most), own=True)])
    everyone["rate"] = everyone["peer"].map(rates).astype(float)
    everyone = everyone[everyone["rate"].notna()]
    among = everyone if own_included else everyone[~everyone["own"]]
    summed = among.assign(part=among["rate"] * among["weight"]).groupby("area")
    others = everyone[~everyone["own"]].groupby("area")["rate"]
    table = own[["area"]].set_index("area")
    table["rate"] = rates.reindex(table.index).astype(float)
    table["peers"] = others.size().reindex(table.index).fillna(0).astype("int64")
    table["peer_mean"] = summed["part"].sum() / summed["weight"].sum()
    table["peer_lowest"], table["peer_highest"] = others.min(), others.max()
    table["difference"] = table["rate"] - table["peer_mean"]
    table["difference_share"] = table["difference"] / table["peer_mean"]
    places = everyone.groupby("area")["rate"].rank(method="min", ascending=False)
    mine = everyone.loc[everyone["own"]].assign(place=places[everyone["own"]].astype("int64"))
    table["place"] = mine.set_index("area")["place"].astype("Int64")
    return table.reset_index()


def funnel(
    frame: pd.DataFrame,
    *,
    count: str = "offences",
    denominator: str = "residents",
    target: float | None = None,
) -> pd.DataFrame:
    """
    How far each area's rate lies from the whole's, allowing for what makes areas differ anyway.

    On the scale y = √(O/E) with s = 1/(2√E), z = (y − 1)/s. The z are winsorised at 10% and
    φ = mean z²; where φ exceeds 1 by more than chance (the moment estimate
    τ² = max(0, (Iφ − (I − 1)) / (Σw − Σw²/Σw)), w = 1/s², is positive), every limit widens to
    s² + τ². Without that, four in five London boroughs lie outside 99.8% limits for most types of
    offence, and a funnel says nothing.

    Parameters
    ----------
    frame : DataFrame, one row per area
        ``count`` and ``denominator``; a missing count takes no part and stays missing.
    target : float, optional
        Rate per 1,000 that E follows; default: that of all areas together.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``rate``, ``expected``, ``z`` (Poisson alone), ``z_adjusted``, limits ``lower_95,
        upper_95, lower_998, upper_998`` (per 1,000, for an area of that size) and ``position``:
        "high" or "low" outside the 99.8% limits, "rather high" or "rather low" outside the 95%
        ones, else "as expected". ``attrs``: ``target``, ``dispersion`` (φ), ``tau_squared``.

    References
    ----------
    Spiegelhalter, D. (2005). Funnel plots for comparing institutional performance. Statistics in
    Medicine 24, 1185-1202 (additive overdispersion, appendix A.3; square-root scale).
    """
    rated = rate_per_1000(frame, count=count, denominator=denominator)
    observed = rated[count].astype("Float64").to_numpy(float, na_value=np.nan)
    people = rated[denominator].astype("Float64").to_numpy(float, na_value=np.nan)
    known = ~np.isnan(observed)
    if not known.any() or not observed[known].sum():
        raise InputError(
            "a funnel needs areas with offences.",
            where="measures.peers.funnel",
            do="check the counts of the period",
        )
    overall = observed[known].sum() / people[known].sum() if target is None else target / PER
    expected = people * overall
    y, s = np.sqrt(observed / expected), 1 / (2 * np.sqrt(expected))
    z = (y - 1) / s
    dispersion, tau_squared = overdispersion(z[known], s[known])
    wide = np.sqrt(s**2 + tau_squared)
    table = rated.drop(columns=["rate_lower", "rate_upper", "rate_method"], errors="ignore")
    table = table.assign(expected=expected, z=z, z_adjusted=(y - 1) / wide)
    for name, coverage in (("95", 0.95), ("998", 0.998)):
        reach = stats.norm.ppf((1 + coverage) / 2) * wide
        table[f"lower_{name}"] = PER * overall * np.maximum(1 - reach, 0) ** 2
        table[f"upper_{name}"] = PER * overall * (1 + reach) ** 2
    rate = table["rate"].astype(float)
    table["position"] = np.select(
        [
            rate.isna(),
            rate > table["upper_998"],
            rate < table["lower_998"],
            rate > table["upper_95"],
            rate < table["lower_95"],
        ],
        ["not known", "high", "low", "rather high", "rather low"],
        "as expected",
    )
    table.attrs = {
        **frame.attrs,
        "target": PER * overall,
        "dispersion": dispersion,
        "tau_squared": tau_squared,
    }
    return table


def overdispersion(z: np.ndarray, s: np.ndarray) -> tuple[float, float]:
    """φ of winsorised z-scores, and the variance τ² between areas that it implies."""
    low, high = np.quantile(z, [_WINSORISED, 1 - _WINSORISED])
    count, phi = len(z), float(np.mean(np.clip(z, low, high) ** 2))
    if count < 2:
        return phi, 0.0
    w = 1 / s**2
    spare = w.sum() - (w**2).sum() / w.sum()
    return phi, float(max(0.0, (count * phi - (count - 1)) / spare))


def direction_of_travel(
    frame: pd.DataFrame,
    *,
    year_log_sd: float,
    before: str = "before",
    after: str = "offences",
    denominator: str = "residents",
) -> pd.DataFrame:
    """
    Whether each area stands above or below all areas, and whether the gap opens or closes.

    Parameters
    ----------
    frame : DataFrame, one row per area
        Counts of two periods and one ``denominator``: a change of residents between them is left
        out of account.
    year_log_sd : float
        Spread of an area's yearly log changes beyond Poisson.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``level`` (rate ÷ that of all areas together), ``change_share``, ``change_of_all``,
        ``usual_share_lower`` and ``usual_share_upper`` (:func:`usual_swing`) and ``quadrant``
        (:func:`quadrants`). Missing where a count is.
    """
    first, last = (frame[name].astype("Float64") for name in (before, after))
    people = frame[denominator].astype("Float64")
    known = first.notna() & last.notna()
    whole = last[known].sum() / people[known].sum()
    level = (last / people / whole).where(known).astype(float)
    change = (last / first.where(first > 0) - 1).where(known).astype(float)
    of_all = float(last[known].sum() / first[known].sum() - 1)
    lower, upper = usual_swing(first, last, of_all, year_log_sd=year_log_sd)
    return frame.assign(
        level=level,
        change_share=change,
        change_of_all=of_all,
        usual_share_lower=lower,
        usual_share_upper=upper,
        quadrant=quadrants(level, change, lower, upper),
    )


def usual_swing(
    before: pd.Series, after: pd.Series, of_others: float, *, year_log_sd: float
) -> tuple[pd.Series, pd.Series]:
    """
    Limits that hold 95% of the changes of areas that go as the others do.

    Such an area still swings about the others' change: by chance in counting, and by what makes
    years differ in any one area. log(after ÷ before) has the variance 1/before + 1/after + s².

    Parameters
    ----------
    before, after : Series
        Counts; from or to nothing there is no usual swing.
    of_others : float
        The others' change, as a share.
    year_log_sd : float
        s.
    """
    first, last = (counts.astype("Float64").astype(float) for counts in (before, after))
    spread = np.sqrt(1 / first.where(first > 0) + 1 / last.where(last > 0) + year_log_sd**2)
    reach = np.exp(stats.norm.ppf(0.975) * spread)
    return (1 + of_others) / reach - 1, (1 + of_others) * reach - 1


def quadrants(
    level: pd.Series, change: pd.Series, usual_lower: pd.Series, usual_upper: pd.Series
) -> np.ndarray:
    """
    On which side of the others each row stands and, beyond the usual swing, which way it goes.

    Returns
    -------
    ndarray
        "above, and drifting away", "above, but closing", "below, but losing ground", "below, and
        pulling ahead"; "above" or "below" alone where the change is within the usual swing or
        that is not known; None where ``level`` (rate ÷ the others') or ``change`` is missing.
    """
    above, faster, slower = level > 1, change > usual_upper, change < usual_lower
    return np.select(
        [level.isna() | change.isna(), above & faster, above & slower, above, faster, slower],
        [
            None, "above, and drifting away", "above, but closing", "above",
            "below, but losing ground", "below, and pulling ahead",
        ],
        "below",
    )  # fmt: skip


def nearest_neighbours(covariates: pd.DataFrame, *, count: int) -> pd.DataFrame:
    """
    Each area's nearest neighbours on standardised covariates: a peer set of one's own.

    Parameters
    ----------
    covariates : DataFrame, indexed by area
        Numbers without gaps, e.g. census shares; a column that does not vary is left out.
    count : int
        Peers of each area, at least one and fewer than there are areas.

    Returns
    -------
    DataFrame, one row per area and peer
        ``area, peer, position`` (1 the most alike), ``distance`` (Euclidean, in standard
        deviations). Neither mutual nor official: label it as the partnership's own.
    """
    if covariates.isna().any(axis=None) or not 1 <= count < len(covariates):
        raise InputError(
            "a peer set needs covariates without gaps and more areas than peers.",
            where="measures.peers.nearest_neighbours",
            do="fill the gaps, or ask for fewer peers",
        )
    values = covariates.loc[:, covariates.std(ddof=0) > 0].astype(float)
    scaled = ((values - values.mean()) / values.std(ddof=0)).to_numpy()
    apart = np.sqrt(((scaled[:, None, :] - scaled[None, :, :]) ** 2).sum(axis=2))
    np.fill_diagonal(apart, np.inf)
    order = np.argsort(apart, axis=1, kind="stable")[:, :count]
    areas = covariates.index.to_numpy()
    return pd.DataFrame(
        {
            "area": np.repeat(areas, count),
            "peer": areas[order.ravel()],
            "position": np.tile(np.arange(1, count + 1), len(areas)),
            "distance": np.take_along_axis(apart, order, axis=1).ravel(),
        }
    )
