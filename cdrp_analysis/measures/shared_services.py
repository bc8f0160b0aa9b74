"""What sharing a service saved, held against the saving that was wanted."""

import pandas as pd

from cdrp_analysis.periods import Period

COLUMNS = ["service", "target", "year", "baseline", "change_share", "aim", "cost", "gap",
           "wanted_saving", "saved", "saved_share", "verdict"]  # fmt: skip
MET, MISSED = "met", "not met"


def saving_against_target(costs: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """
    Each target of cost beside what the service costs in the last year of the target's time.

    Parameters
    ----------
    costs : DataFrame, one row per service and year
        ``service``, ``year`` (financial year: 2010/11) and ``management_cost`` (£ a year), of all
        areas that share it together.
    targets : DataFrame, one row per target
        ``label``, ``baseline`` and ``value`` (£, may be missing), ``change_percent``, ``starts_on``
        and ``ends_on``. A target is of the service that its label begins with, and of the only
        service where there is one.

    Returns
    -------
    DataFrame, one row per target and service that it is of
        ``service, target, year, baseline`` (of the target, else the cost of the year before it
        starts), ``change_share`` (wanted), ``aim`` (£: the value, else the baseline changed),
        ``cost``, ``gap`` (cost less aim), ``wanted_saving, saved`` (£, from the baseline),
        ``saved_share`` (of what was wanted; missing where no saving was) and ``verdict``. A target
        without a cost in its time, or without baseline and value, is left out.

    Examples
    --------
    >>> costs = pd.DataFrame({"service": "Youth", "year": ["2009/10", "2010/11"],
    ...                       "management_cost": [100.0, 90.0]})
    >>> target = pd.DataFrame({"label": ["Youth: management"], "baseline": [None], "value": [None],
    ...     "change_percent": [-20.0], "starts_on": pd.to_datetime(["2010-04-01"]),
    ...     "ends_on": pd.to_datetime(["2011-03-31"])})
    >>> found = saving_against_target(costs, target).iloc[0]
    >>> [float(found[name]) for name in ("aim", "gap", "saved_share")], found["verdict"]
    ([80.0, 10.0, 0.5], 'not met')
    """
    rows = []
    services = list(dict.fromkeys(costs["service"]))
    for target in targets.itertuples():
        for service in services:
            start = " ".join(service.lower().split()[:2])
            if len(services) > 1 and not target.label.lower().startswith(start):
                continue
            made = _held(costs[costs["service"] == service], target)
            rows += [{"service": service, "target": target.label, **made}] if made else []
    return pd.DataFrame(rows, columns=COLUMNS)


def _held(costs: pd.DataFrame, target) -> dict[str, object] | None:
    costs = zip(costs["year"], costs["management_cost"], strict=True)
    years = {Period.parse(year): cost for year, cost in costs}
    first, last = (f"{day:%Y-%m}" for day in (target.starts_on, target.ends_on))
    inside = [year for year in years if first <= year.first and year.last <= last]
    before = [year for year in years if year.last < first]
    base, value, change = map(_number, (target.baseline, target.value, target.change_percent))
    if pd.isna(base) and before:
        base = float(years[max(before, key=lambda year: year.last)])
    aim = value if pd.notna(value) else base * (1 + change / 100)
    if not inside or pd.isna(aim) or not base > 0:
        return None
    year = max(inside, key=lambda one: one.last)
    cost, wanted = float(years[year]), base - aim
    return {
        "year": year.label, "baseline": base, "change_share": aim / base - 1,
        "aim": aim, "cost": cost, "gap": cost - aim, "wanted_saving": wanted,
        "saved": base - cost,
        "saved_share": (base - cost) / wanted if wanted > 0 else float("nan"),
        "verdict": MET if cost <= aim else MISSED,
    }  # fmt: skip


def _number(value: object) -> float:
    return float("nan") if pd.isna(value) else float(value)
