"""What people want and who was heard: tables, charts and sentences."""

import html

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.delivery_tables import day_or_blank, not_received
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table, table_html
from cdrp_analysis.exhibits.wording import lower_first, number, percent, plural

EVERYBODY, MEMBERS, ALL_WARDS = "All respondents", "All who said", "All wards"
_NO_SURVEY = "No survey of residents was received"
_UNDER = "A group has no estimate where fewer answered than the release rules ask for."


def _limits(row: pd.Series) -> str:
    return f"95% limits {percent(row['share_lower'])} to {percent(row['share_upper'])}"


# ── concerns ─────────────────────────────────────────────────────────────────────────────────


def quality_sentence(quality: pd.DataFrame) -> Finding:
    """How many answered and how many answers of equal weight that is worth."""
    if quality.empty:
        return Finding(_NO_SURVEY)
    row = quality.iloc[0]
    return Finding(
        f"{number(row['respondents'])} residents answered, worth "
        f"{number(row['effective'])} of equal weight",
        "",
        f"The design effect of the weights is {number(row['design_effect'], 2)}, the largest "
        f"weight {number(row['largest_weight'], 1)} times the mean; {row['ended']}.",
    )


def concern_sentence(concerns: pd.DataFrame) -> Finding:
    """What is named first most often, what comes next, and what would lead without weights."""
    shares = wording.values(concerns, "share") if len(concerns) else pd.Series(dtype=float)
    known = concerns[shares.notna()] if len(concerns) else concerns
    if known.empty:
        return Finding(_NO_SURVEY)
    first, *others = (row for _, row in known.iterrows())
    after = []
    if others:
        after = [f"Next comes {lower_first(others[0]['concern'])}: {percent(others[0]['share'])}."]
    as_answered = wording.values(known, "unweighted_share")
    leader = known.loc[as_answered.idxmax()] if as_answered.notna().all() else first
    if leader["concern"] != first["concern"]:
        after.append(
            f"Without the weights {lower_first(leader['concern'])} would come first: "
            f"{percent(leader['unweighted_share'])}."
        )
    return Finding(
        f"{first['concern']} is named first most often",
        f"{percent(first['share'])} ({_limits(first)})",
        " ".join(after),
    )


@theme.styled
def concern_chart(concerns: pd.DataFrame) -> Exhibit:
    """Concerns ranked by how many residents name them first, with limits."""
    found = concern_sentence(concerns)
    shares = wording.values(concerns, "share") if len(concerns) else pd.Series(dtype=float)
    rows = concerns[shares.notna()].iloc[::-1] if len(concerns) else concerns
    if rows.empty:
        return not_received(concerns, found.headline)
    figure, axes = theme.new_axes(1.2 + 0.34 * len(rows))
    y = np.arange(len(rows))
    axes.barh(y, 100 * wording.values(rows, "share"), color=theme.DARK_BLUE, height=0.62)
    lower, upper = (100 * wording.values(rows, f"share_{end}") for end in ("lower", "upper"))
    axes.hlines(y, lower, upper, color=theme.ORANGE, lw=2)
    parts.named_rows(axes, rows["concern"])
    axes.set_xlim(left=0)
    parts.horizontal_value_axis(axes, "% of residents who name it first")
    parts.legend_above(figure, [
        Patch(color=theme.DARK_BLUE, label="Share of residents (weighted)"),
        Line2D([], [], color=theme.ORANGE, lw=2, label="95% limits"),
    ])  # fmt: skip
    alt = f"Bars of concerns, the most named above, with limits. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(concerns),
        table=concerns,
        table_html=table_html(
            concerns,
            {
                "concern": "Concern",
                "share": Shown("Named first", "percent"),
                "limits": Interval("95% limits", "share_lower", "share_upper", "percent"),
                "unweighted_share": Shown("As answers came", "percent"),
                "any_share": Shown("Among three", "percent"),
                "named": Shown("Respondents who name it first", "count"),
            },
            caption="What residents name as their greatest concern",
        ),
    )


def profile_sentence(profile: pd.DataFrame) -> Finding:
    """Which group the survey reached least, for its share of residents."""
    rows = profile[profile["group"] != EVERYBODY] if len(profile) else profile
    ratios = wording.values(rows, "reach_ratio") if len(rows) else pd.Series(dtype=float)
    ratios = ratios[rows["variable"] != "ward"] if len(rows) else ratios
    if ratios.notna().sum() == 0:
        return Finding(_NO_SURVEY if profile.empty else "Whom the survey reached cannot be told")
    row = rows.loc[ratios.idxmin()]
    return Finding(
        f"Reached least for its share of residents: {lower_first(row['characteristic'])} "
        f"{row['group']}",
        f"{percent(row['respondent_share'])} of respondents against "
        f"{percent(row['resident_share'])} of residents",
        "Weights make up for it, as far as those who answered speak for those who did not.",
    )


def profile_table(profile: pd.DataFrame) -> Exhibit:
    """Respondents beside residents by sex, age, ethnic group and ward."""
    found = profile_sentence(profile)
    if profile.empty:
        return not_received(profile, found.headline)
    return data_table(
        profile[profile["group"] != EVERYBODY],
        {
            "group": "Group",
            "characteristic": "Characteristic",
            "respondents": Shown("Respondents", "count"),
            "respondent_share": Shown("Share of respondents", "percent"),
            "resident_share": Shown("Share of residents", "percent"),
            "reach_ratio": Shown("One over the other", "decimal2"),
        },
        caption="Who answered, beside the residents",
        title=found.headline,
    )


# ── safety ───────────────────────────────────────────────────────────────────────────────────


def safety_sentence(safety: pd.DataFrame) -> Finding:
    """How many feel unsafe after dark, and in which ward the share is highest."""
    whole = safety[safety["variable"] == "all"] if len(safety) else safety
    if whole.empty or wording.values(whole, "share").isna().all():
        return Finding(_NO_SURVEY if safety.empty else "How safe residents feel cannot be told")
    row = whole.iloc[0]
    wards = safety[safety["variable"] == "ward"]
    shares = wording.values(wards, "share")
    most = ""
    if shares.notna().any():
        top = wards.loc[shares.idxmax()]
        most = (
            f"The share is highest in {top['group']}: {percent(top['share'])} ({_limits(top)}); "
            "wards whose limits overlap should not be ranked."
        )
    return Finding(
        f"{percent(row['share'])} of residents feel unsafe after dark", _limits(row), most
    )


@theme.styled
def safety_chart(safety: pd.DataFrame) -> Exhibit:
    """Unsafe after dark by group, with limits; those without an estimate are named beneath."""
    found = safety_sentence(safety)
    shares = wording.values(safety, "share") if len(safety) else pd.Series(dtype=float)
    rows = safety[shares.notna()] if len(safety) else safety
    if rows.empty:
        return not_received(safety, found.headline)
    rows = rows.iloc[::-1].reset_index(drop=True)
    y = np.arange(len(rows))
    figure, axes = theme.new_axes(1.0 + 0.26 * len(rows))
    lower, upper = (100 * wording.values(rows, f"share_{end}") for end in ("lower", "upper"))
    axes.hlines(y, lower, upper, color=theme.RULE, lw=3)
    axes.plot(100 * wording.values(rows, "share"), y, "o", color=theme.DARK_BLUE, ms=6)
    whole = rows.loc[rows["variable"] == "all"]
    if len(whole):
        axes.axvline(100 * float(whole["share"].iloc[0]), color=theme.ORANGE, lw=1.4,
                     ls=(0, (5, 2)))  # fmt: skip
    parts.named_rows(axes, rows["group"])
    axes.set_xlim(left=0)
    parts.horizontal_value_axis(axes, "% who feel a bit or very unsafe after dark")
    parts.legend_above(figure, [
        Line2D([], [], marker="o", ls="", color=theme.DARK_BLUE, ms=6, label="Share (weighted)"),
        Line2D([], [], color=theme.RULE, lw=3, label="95% limits"),
        Line2D([], [], color=theme.ORANGE, lw=1.4, ls=(0, (5, 2)), label="All residents"),
    ])  # fmt: skip
    alt = f"Dots with limits by group. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(safety, note=_UNDER),
        table=safety,
        table_html=table_html(
            safety,
            {
                "group": "Group",
                "characteristic": "Characteristic",
                "respondents": Shown("Respondents", "count"),
                "share": Shown("Unsafe after dark", "percent"),
                "limits": Interval("95% limits", "share_lower", "share_upper", "percent"),
            },
            caption="Residents who feel unsafe after dark",
        ),
    )


# ── panels and events ────────────────────────────────────────────────────────────────────────


def panels_sentence(panels: pd.DataFrame) -> Finding:
    """How many meetings members were invited to and came to, and where none ever did."""
    whole = panels[panels["area_name"] == ALL_WARDS] if len(panels) else panels
    if whole.empty:
        return Finding("No register of ward panels was received")
    row = whole.iloc[0]
    never = panels.loc[(panels["attended"] == 0) & (panels["recorded"] > 0), "area_name"]
    return Finding(
        f"A ward member came to {number(row['attended'])} of {number(row['recorded'])} panel "
        f"meetings",
        percent(row["attended_share"]),
        f"Members were told the date of {percent(row['invited_share'])} of "
        f"{plural(int(row['meetings']), 'meeting')}, and sent papers before "
        f"{percent(row['papers_share'])}."
        + (f" No member ever came in {wording.listed(never)}." if len(never) else ""),
    )


def panels_table(panels: pd.DataFrame) -> Exhibit:
    """Each ward's panel: invited, papers, attended with limits."""
    found = panels_sentence(panels)
    if panels.empty:
        return not_received(panels, found.headline)
    return data_table(
        panels.sort_values(["attended_share", "area_name"], na_position="first", kind="stable"),
        {
            "area_name": "Ward",
            "meetings": Shown("Meetings", "count"),
            "invited": Shown("Invited", "count"),
            "papers": Shown("Papers sent", "count"),
            "attended": Shown("Attended", "count"),
            "recorded": Shown("Of those recorded", "count"),
            "attended_share": Shown("Share", "percent"),
            "limits": Interval(
                "95% limits", "attended_share_lower", "attended_share_upper", "percent"
            ),
        },
        caption="Ward panels: members invited, papers sent, members present",
        title=found.headline,
        about_table=about(
            panels, note="A panel meets few times: wards whose limits overlap are not told apart."
        ),
    )


def reach_sentence(reach: pd.DataFrame) -> Finding:
    """How many events there were, and which kind met most people face to face."""
    if reach.empty:
        return Finding("No log of events was received")
    events, counted = int(reach["events"].sum()), int(reach["counted"].sum())
    met = reach[~reach["kind"].isin(["publication", "campaign"])]
    most = ""
    if len(met) and met["reached"].max() > 0:
        top = met.loc[met["reached"].idxmax()]
        most = (
            f"Face to face most people came to events of the kind {top['kind']}: "
            f"{number(top['reached'])}."
        )
    return Finding(
        f"{plural(events, 'event')} of the year, {number(counted)} with a number of people",
        "",
        most,
    )


def reach_table(reach: pd.DataFrame) -> Exhibit:
    """Events of the year and people reached, by kind."""
    found = reach_sentence(reach)
    if reach.empty:
        return not_received(reach, found.headline)
    return data_table(
        reach.assign(kind=reach["kind"].map(wording.upper_first)),
        {
            "kind": "Kind",
            "events": Shown("Events", "count"),
            "counted": Shown("With a number", "count"),
            "reached": Shown("People reached", "count"),
        },
        caption="Events of the year by kind",
        title=found.headline,
        about_table=about(
            reach,
            note="A household that gets a publication is counted as reached; who came twice counts "
            "twice.",
        ),
    )


def event_table(events: pd.DataFrame) -> Exhibit:
    """Every event of the year."""
    if events.empty:
        return not_received(events, "No log of events was received")
    return data_table(
        events.assign(day=day_or_blank(events["held_on"])),
        {
            "event": "Event",
            "day": "Day",
            "kind": "Kind",
            "audience": "For whom",
            "reached": Shown("People", "count"),
        },
        caption="Every event, publication and campaign",
    )


# ── accounts, members, hate crime ────────────────────────────────────────────────────────────


def accounts_table(checks: pd.DataFrame) -> Exhibit:
    """Every account with what it lacks; restricted edition only."""
    if checks.empty:
        return not_received(checks, "No accounts were received")
    cleared = int(checks["publishable"].sum())
    return data_table(
        checks.assign(
            taken=day_or_blank(checks["taken_on"]), lacks=checks["lacks"].replace("", "nothing")
        ),
        {
            "reference": "Account",
            "theme": "Subject",
            "kind": "Kind",
            "taken": "Taken",
            "lacks": "Lacks",
        },
        caption="Accounts and what each lacks before anything of it may be published",
        title=f"{cleared} of {plural(len(checks), 'account')} may be published",
    )


def account_box(themes: pd.DataFrame) -> Exhibit:
    """Subjects of the accounts that may be published; small ones together."""
    if themes.empty:
        return Exhibit(
            title="No account may be published",
            body="<p>None has written consent, altered details and a second person's check.</p>",
            about=about(themes),
        )
    return data_table(
        themes,
        {"subject": "Subject", "accounts": Shown("Accounts", "count")},
        caption="Subjects of accounts with consent, altered details and a second check",
        about_table=about(
            themes, note="The words themselves stay with the partnership; small subjects are shown "
            "as one, or withheld."
        ),
    )  # fmt: skip


def members_sentence(groups: pd.DataFrame) -> Finding:
    """How members' ethnic groups stand to those of residents."""
    if groups.empty:
        return Finding("Members' ethnic groups, or those of residents, were not received")
    rows = groups[~groups["group"].isin([MEMBERS, "White"])]
    ratio = wording.values(rows, "index") if len(rows) else pd.Series(dtype=float)
    if ratio.notna().sum() == 0:
        return Finding("Representation cannot be shown: too few members to be told of")
    row = rows.loc[ratio.idxmax()]
    return Finding(
        "Members of ethnic groups other than White hold "
        f"{number(row['index'], 2)} times their share of residents",
        f"95% limits {number(row['index_lower'], 2)} to {number(row['index_upper'], 2)}",
        "A value of one would be parity.",
    )


def members_table(groups: pd.DataFrame) -> Exhibit:
    """Members beside residents by ethnic group."""
    found = members_sentence(groups)
    if groups.empty:
        return not_received(groups, found.headline)
    return data_table(
        groups,
        {
            "group": "Ethnic group",
            "members": Shown("Members", "count"),
            "residents": Shown("Residents", "count"),
            "index": Shown("Ratio", "decimal2"),
            "limits": Interval("95% limits", "index_lower", "index_upper", "decimal2"),
        },
        caption="People with a seat beside residents, by ethnic group",
        title=found.headline,
    )


# ── a ward's pack ────────────────────────────────────────────────────────────────────────────


def ward_voice_box(voice: pd.DataFrame, area: str) -> Exhibit:
    """A ward's panel, its proposals and how safe its residents feel."""
    rows = voice[voice["area"] == area] if len(voice) else voice
    if rows.empty:
        why = "Neither a panel's meetings nor a survey of this ward were received."
        return Exhibit(title="", body=f"<p>{html.escape(why)}</p>", about=about(voice))
    return data_table(
        rows,
        {
            "area_name": "Ward",
            "meetings": Shown("Panel meetings", "count"),
            "attended": Shown("With a ward member", "count"),
            "proposed": Shown("Projects proposed", "count"),
            "taken_up": Shown("Taken up", "count"),
            "respondents": Shown("Survey respondents", "count"),
            "share": Shown("Unsafe after dark", "percent"),
            "limits": Interval("95% limits", "share_lower", "share_upper", "percent"),
        },
        caption="What the ward's panel and its residents said",
        about_table=about(voice, note=_UNDER),
    )
