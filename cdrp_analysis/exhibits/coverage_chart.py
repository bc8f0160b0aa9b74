"""Which months of which feeds are there: a grid, and its runs as a table."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.colors import ListedColormap
from matplotlib.patches import Patch

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import findings, theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.tables import Shown, table_html

STATUS_MARKS = {"complete": "", "absent": "A", "header only": "H", "collapsed": "C"}
_STATUS_FILLS = ("#C9DDEF", "#801650", "#FFFFFF", "#F9B08B")


@theme.styled
def month_coverage_chart(month_coverage: pd.DataFrame) -> Exhibit:
    """Which months of which feeds are complete; the others carry a letter."""
    named = month_coverage.assign(feed=month_coverage["feed"].map(wording.feed_name))
    codes = {status: code for code, status in enumerate(STATUS_MARKS)}
    wide = named.assign(code=named["status"].map(codes)).pivot_table(
        index="feed", columns="month", values="code", aggfunc="first"
    )
    months = [str(m) for m in pd.period_range(wide.columns.min(), wide.columns.max(), freq="M")]
    wide = wide.reindex(columns=months)
    figure, axes = theme.new_axes(1.2 + 0.38 * len(wide))
    sns.heatmap(
        wide.astype(float),
        ax=axes,
        cmap=ListedColormap(_STATUS_FILLS),
        vmin=-0.5,
        vmax=len(codes) - 0.5,
        cbar=False,
        linewidths=0.6,
        linecolor=theme.PAPER,
    )
    size = float(np.clip(430 / len(months), 4.5, theme.SMALL_PT))
    marks, inks = list(STATUS_MARKS.values()), [theme.readable_on(fill) for fill in _STATUS_FILLS]
    for (row, column), code in np.ndenumerate(wide.to_numpy(float)):
        if code > 0:
            axes.text(
                column + 0.5,
                row + 0.5,
                marks[int(code)],
                ha="center",
                va="center",
                fontsize=size,
                color=inks[int(code)],
            )
    parts.month_axis(axes, months, offset=0.5)
    axes.set(xlabel="", ylabel="")
    axes.tick_params(axis="y", rotation=0)
    used = [status for status in codes if (month_coverage["status"] == status).any()]
    parts.legend_above(
        figure,
        [
            Patch(
                facecolor=_STATUS_FILLS[codes[status]],
                edgecolor=theme.RULE,
                label=f"{STATUS_MARKS[status]} = {status}".removeprefix(" = "),
            )
            for status in used
        ],
        columns=4,
    )
    found = findings.coverage_sentence(month_coverage)
    alt = f"Grid of {len(wide)} feeds by {len(months)} months. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(month_coverage),
        table=month_coverage,
        table_html=_coverage_table(named),
    )


def _coverage_table(month_coverage: pd.DataFrame) -> str:
    """One row per run of months with the same status: sixty equal lines tell a reader nothing."""
    frame = month_coverage.sort_values(["feed", "month"], kind="stable")
    periods = pd.PeriodIndex(frame["month"], freq="M").astype("int64")
    apart = (
        frame["feed"].ne(frame["feed"].shift())
        | frame["status"].ne(frame["status"].shift())
        | pd.Series(periods, frame.index).diff().ne(1)
    )
    runs = frame.groupby(apart.cumsum(), sort=True).agg(
        feed=("feed", "first"),
        first=("month", "first"),
        last=("month", "last"),
        months=("month", "size"),
        rows=("rows", "sum"),
        status=("status", "first"),
    )
    return table_html(
        runs,
        {
            "feed": "Feed",
            "first": Shown("From", "month"),
            "last": Shown("To", "month"),
            "months": Shown("Months", "count"),
            "rows": Shown("Rows", "count"),
            "status": "Status",
        },
        caption="Months by feed and status",
    )
