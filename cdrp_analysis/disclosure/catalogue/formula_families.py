"""
Formulas of several columns: a figure with its limits, a family of figures of one table.

They are in the words of :mod:`cdrp_analysis.auditor.formulas`, which works them out.
"""

from collections.abc import Mapping

from cdrp_analysis.measures.people_tables import EVERYBODY
from cdrp_analysis.measures.premises import COMPARED, FARTHER, OTHER_HOURS
from cdrp_analysis.measures.reoffending import BEFORE, PEOPLE
from cdrp_analysis.measures.site_shares import ELSEWHERE
from cdrp_analysis.measures.substances import LADDER_WHOLES
from cdrp_analysis.measures.ward_rates import WARD_YEAR_LOG_SD
from cdrp_analysis.measures.week_windows import HOURS_A_WEEK

Formulas = Mapping[str, str]
_Z = 1.959963984540054  # of 95% limits


def _three(name: str, value: str, lower: str, upper: str) -> Formulas:
    return {name: value, f"{name}_lower": lower, f"{name}_upper": upper}


def with_limits(name: str, value: str, limit: str) -> Formulas:
    """A figure and its limits, which differ in the word ``END``."""
    return _three(name, value, *(limit.replace("END", end) for end in ("lower", "upper")))


def rate(count: str, base: str, per: str = "1000") -> Formulas:
    """A rate with its exact Poisson limits."""
    return with_limits(
        "rate", f"{per} * {count} / {base}", f"{per} * poisson_END({count}) / {base}"
    )


def share(found: str, base: str, name: str = "share") -> Formulas:
    """A share with Wilson's limits."""
    return with_limits(name, f"{found} / {base}", f"wilson_END({found}, {base})")


def difference(found: str, base: str, other: str, others: str) -> Formulas:
    """A share less another, with Newcombe's limits."""
    value = f"{found} / {base} - ({other}) / ({others})"
    return with_limits(
        "difference_share", value, f"newcombe_END({found}, {base}, {other}, {others})"
    )


def change(after: str, before: str) -> Formulas:
    """One count beside an earlier one, with exact limits of their ratio."""
    return {
        "change": f"{after} - {before}",
        "change_share": f"{after} / {before} - 1",
        "ratio_lower": f"two_counts_lower({after}, {before})",
        "ratio_upper": f"two_counts_upper({after}, {before})",
    }


def of_measure() -> Formulas:
    """Shares of the measure that a row names, by the limits that it names."""
    base = "at(people, measure=of)"
    # A part is never more than its whole; only rounded figures cross.
    found = f"min(people, {base})"
    exact, wilson = f"exact_END({found}, {base})", f"wilson_END({found}, {base})"
    return with_limits("share", f"{found} / {base}", f"where({exact}, {wilson}, limits='exact')")


def of_place(count: str, same: str, whole: str) -> Formulas:
    """Shares of everybody at a place, and those of the site over those elsewhere."""
    base, group = f"at({count}, {same}, {whole})", whole.split("=", maxsplit=1)[0]
    found = f"min({count}, {base})"
    # Elsewhere: the same group, hours and period.
    others = ", ".join([*(n for n in same.split(", ") if n != "area_name"), group])
    other = f"at({count}, {others}, area_name='{ELSEWHERE}')"
    all_others = f"at({base}, {others}, area_name='{ELSEWHERE}')"
    ratio = with_limits(
        "ratio", f"{count} / {base} / ({other} / {all_others})",
        f"katz_END({count}, {base}, {other}, {all_others})",
    )  # fmt: skip
    return {**share(found, base), **ratio}


def ladder() -> Formulas:
    """Steps of possession as shares of their wholes."""
    base = "number"
    for whole in dict.fromkeys(LADDER_WHOLES.values()):
        steps = tuple(step for step, of in LADDER_WHOLES.items() if of == whole)
        base = f"where(at(number, step='{whole}'), {base}, step={steps})"
    return share("number", base)


def rings() -> Formulas:
    """Violence of rings over that of the ground farther away."""
    far = f"at(offences, theme, hours, area='{FARTHER}')"
    made: dict[str, str] = {}
    for name, size in (("ground", "ground_km2"), ("residents", "residents")):
        scale = f"at({size}, theme, hours, area='{FARTHER}') / {size}"
        made |= with_limits(
            f"ratio_{name}", f"offences / {far} * {scale}",
            f"two_counts_END(offences, {far}) * {scale}",
        )  # fmt: skip
    for name, same, beside in (
        ("others", "area, hours", f"theme='{COMPARED}'"),
        ("nights", "area, theme", f"hours='{OTHER_HOURS}'"),
    ):
        here = f"at(offences, {same}, {beside})"
        there = f"at({here}, theme, hours, area='{FARTHER}')"
        made |= with_limits(
            f"ratio_{name}", f"offences / {here} / ({far} / {there})",
            f"woolf_END(offences, {here}, {far}, {there})",
        )  # fmt: skip
    return made


def before_and_after() -> Formulas:
    """Offences a person and year of two groups, and one group's change over the other's."""
    years = f"at(number, measure='{PEOPLE}') * years_each"
    each = f"number / ({years})"
    ratio = f"{each} / at({each}, measure='{BEFORE}')"
    effect = f"({ratio}) / at({ratio}, group='comparison')"
    return {
        "years": years,
        "a_year": each,
        "change_ratio": ratio,
        **_three(
            "effect",
            effect,
            *(f"{effect} * exp({sign} * {_Z} * log_error)" for sign in ("-1", "1")),
        ),
    }


def travel() -> Formulas:
    """Where wards go beside all wards."""
    before = "first(offences, period)"
    everywhere = "total(among(offences, level), period) / total(among(residents, level), period)"
    all_change = f"total(among(offences, level), period) / total(among({before}, level), period)"
    reach = f"exp({_Z} * sqrt(1 / {before} + 1 / offences + {WARD_YEAR_LOG_SD**2!r}))"
    return {
        "level": f"offences / residents / ({everywhere})",
        "change_share": f"offences / {before} - 1",
        "change_share_all": f"{all_change} - 1",
        "usual_share_lower": f"{all_change} / {reach} - 1",
        "usual_share_upper": f"{all_change} * {reach} - 1",
    }


def week_parts() -> Formulas:
    """Hours of the week as shares of the whole week."""
    base = "at(offences, theme, weekday='every day', hours='all hours')"
    slots = HOURS_A_WEEK // 3
    limits = share(f"min(offences, {base})", base)
    part = f"(round(share_of_week * {slots}, 0) / {slots})"
    return {
        "share": f"round(offences / {base}, 3)",
        **{name: f"round({limits[name]}, 3)" for name in ("share_lower", "share_upper")},
        "times_even": f"round(offences / {base} / {part}, 2)",
    }


def over_represented() -> Formulas:
    """How far ethnic groups are over-represented, in three readings."""
    everybody, living = (
        f"at({name}, period, ethnic_group='{EVERYBODY}')" for name in ("people", "residents")
    )
    seen = f"min(people, {everybody})"
    part, others = f"(residents / {living})", f"({everybody} - {seen})"
    rri = f"{seen} / residents / ({others} / ({living} - residents))"
    reach = f"exp({_Z} * sqrt(1 / {seen} + 1 / {others}))"
    limit = f"wilson_END({seen}, {everybody})"
    return {
        **with_limits("index", f"{seen} / {everybody} / {part}", f"{limit} / {part}"),
        **with_limits("gap", f"100 * ({seen} / {everybody} - {part})", f"100 * ({limit} - {part})"),
        **_three("rri", rri, f"{rri} / {reach}", f"{rri} * {reach}"),
    }


def adjusted() -> Formulas:
    """A group's people over those expected, crude and by quintile."""
    here = "group_residents * people / residents"
    strata = f"at(whole({here}, ethnic_group, period) - {here}, ethnic_group='{EVERYBODY}')"
    crude = f"at({here}, ethnic_group='{EVERYBODY}')"
    return {
        "expected": strata,
        **with_limits("index", f"people / {crude}", f"byar_END(people) / {crude}"),
        **with_limits("index_adjusted", f"people / {strata}", f"byar_END(people) / {strata}"),
    }


def readings() -> Formulas:
    """Readings of a cohort's reoffending."""
    people = "at(number, measure='reoffenders')"
    again = f"max(at(number, measure='reoffences'), {people})"
    members = "number / previous(number, cohort)"
    before = f"previous({again}, cohort)"
    return {
        **share(people, "number", "reoffender_share"),
        **with_limits("per_member", f"{again} / number", f"poisson_END({again}) / number"),
        **with_limits("per_reoffender", f"{again} / {people}", f"poisson_END({again}) / {people}"),
        **with_limits(
            "to_previous", f"{again} / {before} / ({members})",
            f"two_counts_END({again}, {before}) / ({members})",
        ),
        **with_limits("against_predicted", f"{again} / expected", f"byar_END({again}) / expected"),
    }  # fmt: skip


def funding() -> Formulas:
    """Streams of money as shares of their year."""
    whole, ending = "whole(amount, year, kind)", "whole(amount, year, kind, ends_on)"
    return {
        "total": whole,
        "share": f"amount / {whole}",
        "hhi": f"total(amount * whole(amount, year, kind, stream), year, kind) / {whole} / {whole}",
        "ending": ending,
        "ending_share": f"{ending} / {whole}",
    }
