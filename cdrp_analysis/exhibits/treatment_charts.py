"""Treatment: who waits, how full services are, and need beside money."""

import pandas as pd

from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.share_bars import between, not_received, share_bars
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html
from cdrp_analysis.exhibits.wording import listed, lower_first, percent

_NO_TREATMENT = "Records of treatment were not received."
_NOT_HERE = "This edition does not say what is spent on each need."
_LIMITS = Interval("95% limits", "share_lower", "share_upper", "percent")
_APART = Interval(
    "95% limits of it", "difference_share_lower", "difference_share_upper", "signed_percent"
)


def waits_sentence(waits: pd.DataFrame) -> Finding:
    """How many start promptly, and which groups start so more or less often than the others."""
    rows = _prompt(waits)
    everyone = rows[rows["group"] == "Everyone"] if len(rows) else rows
    share = wording.values(everyone, "share") if len(everyone) else pd.Series(dtype=float)
    if share.isna().all():
        return NOTHING_SHOWN
    low, high = (wording.values(rows, f"difference_share_{end}") for end in ("lower", "upper"))
    apart = {
        word: [row.group for row in rows[chosen].itertuples()]
        for word, chosen in (("less", high < 0), ("more", low > 0))
    }
    told = [f"{word} often: {listed(names)}" for word, names in apart.items() if names]
    told = [one.replace(":", " than others:", 1) if not at else one for at, one in enumerate(told)]
    detail = (
        f"Beyond chance {'; '.join(told)}."
        if told
        else "No group that can be shown waits longer than the others by more than chance."
    )
    return Finding(
        f"{percent(share.iloc[0])} of those who started treatment started within three weeks of "
        "being referred",
        f"{between(rows, rows.index.get_loc(share.index[0]), 'share')} allowing for chance",
        detail,
    )


@theme.styled
def waits_chart(waits: pd.DataFrame) -> Exhibit:
    """Share that started treatment within three weeks, by group."""
    if waits.empty:
        return not_received(waits, "Waits for treatment", _NO_TREATMENT)
    rows = _prompt(waits)
    figure = share_bars(rows, rows["group"].tolist(),
                        heading="% that started within three weeks",
                        bar="Started promptly")  # fmt: skip
    found = waits_sentence(waits)
    alt = f"Bar chart of prompt starts by group. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(waits, note="Groups too small for a percentage have none. The difference is "
                    "from all others of the same kind."),
        table=waits,
        table_html=table_html(
            rows,
            {
                "group": "Group",
                "number": Shown("Within three weeks", "count"),
                "share": Shown("Share", "percent"),
                "limits": _LIMITS,
                "difference_share": Shown("Difference from the others", "signed_percent"),
                "apart": _APART,
            },
            caption="Starts of treatment within three weeks",
        ),
    )  # fmt: skip


def use_sentence(use: pd.DataFrame) -> Finding:
    """Which service is fullest, and how that stood a year before."""
    if use.empty:
        return NOTHING_SHOWN
    last = use[use["period"] == use["period"].iloc[-1]]
    shares = wording.values(last, "used_share")
    if shares.isna().all():
        return NOTHING_SHOWN
    row = last.loc[shares.idxmax()]
    before = use[(use["service"] == row["service"]) & (use["period"] != row["period"])]
    over = "more places than it has" if row["used_share"] > 1 else "the largest share of its places"
    then = ""
    if len(before):
        then = f"In the twelve months before it was {percent(before['used_share'].iloc[0])}."
    return Finding(
        f"{wording.upper_first(row['service'])} filled {over}",
        f"{percent(row['used_share'])} in {row['period']}",
        then,
    )


@theme.styled
def use_chart(use: pd.DataFrame) -> Exhibit:
    """Share of the places filled, by service, this year and the year before."""
    if use.empty:
        return not_received(
            use, "Places of drug and alcohol services", "Records of places were not received."
        )
    periods = list(dict.fromkeys(use["period"]))
    rows = use[use["period"] == periods[-1]].sort_values(
        "used_share", ascending=False, kind="stable"
    )
    before = use[use["period"] != periods[-1]].set_index("service")["used_share"]
    rows = rows.assign(before=rows["service"].map(before))
    figure = share_bars(
        rows, [wording.upper_first(s) for s in rows["service"]], heading="% of places filled",
        bar=periods[-1], value="used_share", limits=None, line=(1.0, "All places"),
        others=("before", periods[0]) if len(periods) > 1 else None,
    )  # fmt: skip
    found = use_sentence(use)
    alt = f"Bar chart of the places filled by service. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(use, note="Places and places filled are means of the months of each period."),
        table=use,
        table_html=table_html(
            use,
            {
                "service": "Service",
                "period": "Period",
                "places": Shown("Places", "count"),
                "filled": Shown("Filled", "count"),
                "used_share": Shown("Share filled", "percent"),
            },
            caption="Places and their use",
        ),
    )


def need_sentence(need: pd.DataFrame) -> Finding:
    """The need with the largest share of people, and its share of the money where that is told."""
    share = wording.values(need, "share") if len(need) else pd.Series(dtype=float)
    if share.isna().all():
        return NOTHING_SHOWN
    top = share.idxmax()
    name, year = need.loc[top, "part"], need.loc[top, "period"]
    head = (
        f"{wording.upper_first(name)} is the need of {percent(share[top])} of people in treatment"
    )
    if "amount_share" not in need or need["amount_share"].isna().all():
        return Finding(f"{head} in {year}", "", _NOT_HERE)
    gap = (wording.values(need, "amount_share") - share).dropna()
    least = gap.idxmin()
    behind = need.loc[least, "part"]
    return Finding(
        f"{head} and gets {percent(need.loc[top, 'amount_share'])} of the money",
        "",
        f"Farthest behind is {lower_first(behind)}, with {percent(share[least])} of the people and "
        f"{percent(need.loc[least, 'amount_share'])} of the money. People in treatment are not "
        "all who need it: who is treated follows the money too.",
    )


@theme.styled
def need_chart(need: pd.DataFrame) -> Exhibit:
    """Share of people in treatment by need, beside the share of the money where that is told."""
    if need.empty:
        return not_received(need, "Need and money", _NO_TREATMENT)
    money = "amount_share" in need and need["amount_share"].notna().any()
    figure = share_bars(
        need, [wording.upper_first(part) for part in need["part"]], heading="% of the whole",
        bar="People in treatment", others=("amount_share", "Money") if money else None,
    )  # fmt: skip
    found = need_sentence(need)
    alt = f"Bar chart of people in treatment by need. {found.text}"
    shown = {
        "part": "Need",
        "number": Shown("People in treatment", "count"),
        "share": Shown("Share of people", "percent"),
        "limits": _LIMITS,
    }
    if money:
        shown |= {"amount": Shown("Money, £", "count"),
                  "amount_share": Shown("Share of money", "percent")}  # fmt: skip
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(need, note="By main substance; somebody treated twice in the year counts for "
                    "the later." + (" Money without a need is left out." if money else "")),
        table=need,
        table_html=table_html(
            need.assign(part=[wording.upper_first(part) for part in need["part"]]), shown,
            caption="People in treatment by need",
        ),
    )  # fmt: skip


def _prompt(waits: pd.DataFrame) -> pd.DataFrame:
    return waits[waits["part"] == "within three weeks"].reset_index(drop=True)
