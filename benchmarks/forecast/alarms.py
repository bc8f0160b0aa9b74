"""How often alarms cry out on real series as they were, and after rises planted in them.

python -m benchmarks.forecast.alarms
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.forecast import table
from cdrp_analysis.measures.alarms import cumulative_alarms, first_alarms
from cdrp_analysis.measures.control_charts import deseasonalised_xmr
from cdrp_analysis.measures.weekly import detection_delay, watch, weekly_counts
from cdrp_analysis.periods import Period

YEARS = ("2014/15", "2015/16", "2016/17", "2017/18", "2018/19", "2021/22", "2022/23")
RISES = (1.0, 1.2, 1.4)
LATE = 3  # months of the year before a late rise
DAILY = "us-points/chicago_aggravated_assaults_2010_2019.parquet"
ONSET_WEEK = 10


def main() -> None:
    if why := table.why_absent():
        print(f"skipped: {why}")
        return
    panel = table.boroughs()
    print(f"{len(YEARS)} years, 448 series each: share with an alarm of a rise in the year")
    print(f"{'':34}{'as it was':>10}{'+20%':>7}{'+40%':>7}{'+40% late':>11}{'months':>8}")
    for chance in (0.01, 0.025, 0.05):
        cried = _over_years(panel, lambda p, year, c=chance: _cumulative(p, year, c))
        print(f"{f'cumulative, {chance:.1%} a year':34}{cried}")
    for name, rules in (("XmR, all four rules", None), ("XmR, outside limits", "outside_limits")):
        cried = _over_years(panel, lambda p, year, r=rules: _charted(p, year, r))
        print(f"{name:34}{cried}")
    print("rises from the first month; late: from the fourth. months: to the alarm of +40%\n")
    _weekly()


def _over_years(panel: pd.DataFrame, alarms) -> str:
    """Shares of series called, over all years, by size of the planted rise."""
    shares, months = [], []
    for rise, late in [*((rise, 0) for rise in RISES), (1.4, LATE)]:
        called = []
        for label in YEARS:
            year = Period.parse(label)
            since = year.months()[late]
            planted = panel.copy()
            up = planted["month"].between(since, year.last)
            planted["count"] = planted["count"].where(~up, (planted["count"] * rise).round())
            took = alarms(planted, year)
            called.append(took.notna().to_numpy())
            if rise == 1.4 and not late:
                months.append(took.to_numpy(float, na_value=np.nan))
        shares.append(np.mean(called))
    took = np.nanmedian(np.concatenate(months))
    widths = (10, 7, 7, 11)
    cells = [f"{share:{width}.0%}" for share, width in zip(shares, widths, strict=True)]
    return "".join(cells) + f"{took:8.0f}"


def _cumulative(panel: pd.DataFrame, year: Period, chance: float) -> pd.Series:
    """Months to the alarm of a rise by series, missing where there is none."""
    alarms = cumulative_alarms(panel, year, known_to=year.last, false_alarms=chance)
    first = first_alarms(alarms)
    return first["months_to_alarm"].where(first["signal"] == "above")


def _charted(panel: pd.DataFrame, year: Period, rule: str | None) -> pd.Series:
    """The same by XmR: limits of the two years before, signals above the mean in the year."""
    chart = deseasonalised_xmr(panel[panel["month"] <= year.last], baseline=24, months=36)
    signal = chart[rule] if rule else chart["special_cause"]
    high = signal & (chart["value"] > chart["mean"]) & chart["month"].isin(year.months())
    number = chart["month"].map({month: at + 1 for at, month in enumerate(year.months())})
    return number.where(high).groupby([chart["area"], chart["offence"]]).min()


def _weekly() -> None:
    path = Path(os.environ["CDRP_REAL_DATA"]) / DAILY
    if not path.exists():
        print(f"weekly chart skipped: CDRP_REAL_DATA has no {DAILY}")
        return
    rows = pd.read_parquet(path)
    years = range(2013, 2020)
    cried = {rise: [] for rise in (*RISES, 2.0)}
    weeks_to = {rise: [] for rise in cried}
    districts = 0
    for _, days in rows.groupby("district"):
        weeks = weekly_counts(days["date"], first="2010-01-01", last="2019-12-31")
        if weeks["count"].mean() < 1:
            continue
        districts += 1
        for year in years:
            upto = weeks[weeks["week"] < f"{year + 1}-01-01"]
            begin = int((upto["week"] < f"{year}-01-01").sum()) + ONSET_WEEK
            for rise in cried:
                up = np.arange(len(upto)) >= begin
                planted = upto.assign(
                    count=(upto["count"] * np.where(up, rise, 1.0)).round().astype(int)
                )
                watched = watch(planted, start=f"{year}-01-01")
                onset = str(upto["week"].iloc[begin].date())
                cried[rise].append(
                    watched["alarm"].any()
                    if rise == 1
                    else watched.loc[watched["week"] >= onset, "alarm"].any()
                )
                weeks_to[rise].append(detection_delay(watched, onset)["weeks"])
    print(
        f"weekly chart, 5% a year: {districts} districts of Chicago, aggravated assaults, "
        f"{years[0]} to {years[-1]}"
    )
    print(f"{'':12}{'alarms':>8}{'median weeks':>14}{'within 12':>11}")
    for rise, called in cried.items():
        delays = np.array([np.nan if w is None else w for w in weeks_to[rise]], float)
        label = "as it was" if rise == 1 else f"+{rise - 1:.0%}"
        told = f"{np.nanmedian(delays):14.0f}{(delays < 12).mean():11.0%}" if rise > 1 else ""
        print(f"{label:12}{np.mean(called):8.0%}{told}")
    print(f"rises from the {ONSET_WEEK + 1}th week of the year on; weeks counted from there")


if __name__ == "__main__":
    main()
