"""Prepared rows and tables of a restricted run."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import pandas as pd

from cdrp_analysis import settings
from cdrp_analysis.assessment.counted import usable_months
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.bandwidth import automatic_bandwidth
from cdrp_analysis.measures.harm import weights_from
from cdrp_analysis.measures.lattice import automatic_size
from cdrp_analysis.measures.times import spans
from cdrp_analysis.measures.trends import series_breaks_within
from cdrp_analysis.periods import Period


class Evidence:
    """
    Prepared rows and tables of a restricted run.

    Parameters
    ----------
    assessment : Assessment
        The assessment file.
    prepared : path
        Folder of analysis frames made by ``prepare``.
    tables : path
        Folder in which ``save`` writes and ``table`` reads.
    behind : path, optional
        A finished run's tables, read where ``tables`` has none.
    """

    edition = "restricted"
    decimals = 5  # of a degree, in maps: about a metre

    def __init__(
        self,
        assessment: settings.Assessment,
        prepared: Path,
        tables: Path,
        behind: Path | None = None,
    ):
        self.assessment = assessment
        self.period: Period = assessment.period.period
        self.borough = assessment.partnership.code
        self.name = assessment.partnership.name
        self._prepared, self._tables, self._behind = prepared, tables, behind

    @cached_property
    def thresholds(self) -> settings.Thresholds:
        """Numbers an analyst may change; squares and bandwidth left out suit the boundary."""
        given = self.assessment.thresholds
        if not self.has_areas("borough"):
            return given
        chosen = {
            "cell_size_m": given.cell_size_m or automatic_size(self.boundary)[0],
            "bandwidth_m": given.bandwidth_m or automatic_bandwidth(self.boundary)[0],
        }
        return given.model_copy(update={name: int(value) for name, value in chosen.items()})

    # What was read -------------------------------------------------------------------

    def frame(self, name: str) -> pd.DataFrame:
        """A prepared frame by name, e.g. ``offences`` or ``counts_borough``."""
        path = self._prepared / f"{name}.parquet"
        if not path.exists():
            raise InputError(
                f"this partnership has no {name.replace('_', ' ')}.",
                where="prepared rows",
                do="add the feed to the assessment file",
            )
        return pd.read_parquet(path)

    def has_frame(self, name: str) -> bool:
        """Whether the partnership supplies that frame."""
        return (self._prepared / f"{name}.parquet").exists()

    def feed(self, contract: str) -> pd.DataFrame:
        """Accepted rows of a partner's feed, every release and month that counts."""
        return self.frame(f"feed_{contract}")

    def has_feed(self, contract: str) -> bool:
        """Whether a partner sent that feed."""
        return self.has_frame(f"feed_{contract}")

    def truths(self) -> list[dict]:
        """What was planted in invented data, as its maker wrote it down."""
        return json.loads((self._prepared / "truth.json").read_text(encoding="utf-8"))["truths"]

    def offences(self, period: Period | None = None) -> pd.DataFrame:
        """
        Located offences and incidents, of one period or of all months.

        Only months that are complete: a few rows of a collapsed month would pass for a quiet one.
        """
        if period is None:
            return self._located.copy(deep=False)
        return self._located[self._located["month"].isin(period.months())]

    def counts(self, kind: str) -> pd.DataFrame:
        """Counts by area, theme and month, up to the last month known to be complete."""
        frame = self.frame(f"counts_{kind}")
        return frame[frame["month"] <= self.known_to]

    @property
    def points_before(self) -> pd.DataFrame:
        """Offences of the period before; empty where it cannot be compared."""
        periods = self.compared
        return self.points(periods[0]) if len(periods) == 2 else self.points().head(0)

    def points(self, period: Period | None = None) -> pd.DataFrame:
        """Located offences, no incidents."""
        if period is None:
            return self._offences_alone.copy(deep=False)
        return self._offences_alone[self._offences_alone["month"].isin(period.months())]

    # Read once and lent out as shallow copies: whoever writes into one writes into a copy.
    @cached_property
    def _located(self) -> pd.DataFrame:
        frame = self.frame("offences")
        return frame[frame["month"].isin(self.usable_months)]

    @cached_property
    def _timed(self) -> pd.DataFrame:
        return self._timed_of(None)

    @cached_property
    def _offences_alone(self) -> pd.DataFrame:
        return self._located[self._located["kind"] == "offence"]

    def recorded(self, period: Period) -> pd.DataFrame:
        """Offences of the partnership's own extract, those that nobody could place included."""
        rows = self.points(period)
        if not self.has_frame("unplaced"):
            return rows
        lost = self.frame("unplaced")
        lost = lost[(lost["kind"] == "offence") & lost["month"].isin(rows["month"].unique())]
        return pd.concat([rows, lost], ignore_index=True)

    @property
    def has_times(self) -> bool:
        """Whether the rows say when something happened; a public street file gives months."""
        return any(feed.contract for feed in self.assessment.event_feeds())

    def timed(self, period: Period | None = None) -> pd.DataFrame:
        """Offences and incidents with ``start`` and ``end``, those nobody could place included."""
        return self._timed_of(period) if period else self._timed.copy(deep=False)

    def _timed_of(self, period: Period | None) -> pd.DataFrame:
        rows = self.offences(period)
        lost = self.frame("unplaced")
        lost = lost[lost["month"].isin(rows["month"].unique())]
        return spans(pd.concat([rows, lost], ignore_index=True))

    @property
    def timed_before(self) -> pd.DataFrame:
        """The same of the period before; empty where it cannot be compared."""
        periods = self.compared
        return self.timed(periods[0]) if len(periods) == 2 else self.timed().head(0)

    @property
    def days(self) -> tuple[str, str]:
        """First and last day of the period as far as its rows are known."""
        return self._days_of(self.known_months)

    @property
    def all_days(self) -> tuple[str, str]:
        """First and last day of the months before and in the period that are known in a run."""
        months = pd.period_range(min(self.usable_months), max(self.usable_months), freq="M")
        lacking = [n for n, month in enumerate(months) if str(month) not in self.usable_months]
        return self._days_of(months[lacking[-1] + 1 if lacking else 0 :].astype(str))

    @staticmethod
    def _days_of(months: Sequence[str]) -> tuple[str, str]:
        last = pd.Period(months[-1], "M").end_time.date().isoformat()
        return f"{months[0]}-01", last

    @property
    def school_terms(self) -> pd.DataFrame:
        """``first_day``, ``last_day`` of runs of school days; empty where nobody gave them."""
        if self.has_frame("school_terms"):
            return self.frame("school_terms")
        return pd.DataFrame(columns=["first_day", "last_day"])

    @property
    def searches(self) -> pd.DataFrame:
        """Stops and searches of the period with ``start`` and ``end``; empty without the feed."""
        if not self.has_feed("stop_searches"):
            return pd.DataFrame(columns=["month", "start", "end"]).astype(
                {"start": "datetime64[us]", "end": "datetime64[us]"}
            )
        rows = self.feed("stop_searches")
        rows = rows[rows["month"].isin(self.known_months)]
        return spans(rows.rename(columns={"searched_at": "from_time"})).reset_index(drop=True)

    def own(self, counts: pd.DataFrame) -> pd.DataFrame:
        """The partnership's own rows of a panel of areas."""
        return counts[counts["area"] == self.borough]

    def recent(self, counts: pd.DataFrame) -> pd.DataFrame:
        """The months shown in trends, those still to come left out."""
        first = self.years[0].first
        return counts[counts["month"].between(first, self.known_to)]

    @property
    def feeds(self) -> pd.DataFrame:
        """``feed, source, layout`` in the order of the assessment file."""
        rows = [(f.key, f.source, f.layout) for f in self.assessment.feeds]
        return pd.DataFrame(rows, columns=["feed", "source", "layout"])

    @property
    def homes(self) -> gpd.GeoDataFrame:
        """LSOAs with their number of households."""
        areas = self.areas("lsoa")
        households = self.frame("households_lsoa").set_index("area")["households"]
        return areas.assign(households=areas["code"].map(households).fillna(0))

    def areas(self, kind: str) -> gpd.GeoDataFrame:
        """Boundaries ``borough``, ``ward``, ``lsoa``, or areas saved by a notebook (EPSG:27700)."""
        folders = [self._prepared, self._tables, self._behind]
        for folder in filter(None, folders):
            if (folder / f"areas_{kind}.parquet").exists():
                return gpd.read_parquet(folder / f"areas_{kind}.parquet")
        raise InputError(f"there are no areas {kind}.", where="boundaries", do="add a boundary set")

    def has_areas(self, kind: str) -> bool:
        """Whether there are boundaries of that kind."""
        folders = filter(None, [self._prepared, self._tables, self._behind])
        return any((folder / f"areas_{kind}.parquet").exists() for folder in folders)

    def save_areas(self, kind: str, areas: gpd.GeoDataFrame) -> None:
        """Keep areas that a public map is drawn on: ``area`` (or code), name, geometry."""
        areas = areas.rename(columns={"area": "code"})
        areas = areas.assign(name=areas.get("name", areas["code"]))[["code", "name", "geometry"]]
        self._tables.mkdir(parents=True, exist_ok=True)
        areas.to_parquet(self._tables / f"areas_{kind}.parquet", index=False)

    def residents(self, kind: str) -> pd.DataFrame:
        """``area`` and ``residents`` of wards, LSOAs or the borough."""
        return self.frame(f"residents_{kind}")

    @property
    def classification(self) -> str:
        """How offences are told apart where harm is weighed: as finely as the data allow."""
        given = set(self.frame("weights")["classification"])
        return "mps" if "mps" in given and self.has_frame("detail_borough") else "policeuk"

    def weights(self) -> pd.DataFrame:
        """Harm weights of the assessment file."""
        return weights_from(self.frame("weights"), classification=self.classification)

    def weighed_offences(self, period: Period) -> pd.DataFrame:
        """``theme, category, kind, offences`` of a period: what the weights apply to."""
        keys = ["theme", "category"]
        rows = self.offences(period)
        counted = rows.groupby(keys, observed=True).size().rename("offences").reset_index()
        if not self.usable_months.issuperset(period.months()):
            # Part of a period weighed as the whole of it would be harm that vanished.
            counted["offences"] = counted["offences"].astype("Int64").mask(counted["offences"] >= 0)
        if self.classification == "mps":
            # Incident themes are in no count table: they come from the rows all the same.
            detail = self.frame("detail_borough")
            detail = detail[(detail["area"] == self.borough) & detail["theme"].notna()]
            detail = detail[detail["month"].isin(period.months())]
            named = detail.assign(category=detail["group"] + "/" + detail["offence"])
            table = named.groupby(keys)["offences"].sum().reset_index()
            counted = counted[counted["theme"].isin(self.incidents)]
            counted = pd.concat([table, counted], ignore_index=True)
        kinds = self.themes.set_index("theme")["kind"]
        return counted.assign(kind=counted["theme"].map(kinds))

    @property
    def weight_editions(self) -> str:
        """Which weights, of which editions, for the note beneath an exhibit."""
        used = self.weights().drop_duplicates(["scheme", "edition"])
        return "Weights: " + "; ".join(sorted(used["edition"]))

    @property
    def years(self) -> list[Period]:
        """Periods shown in trends, oldest first."""
        return self.period.run_of_years(self.assessment.period.trend_years)

    @property
    def whole_years(self) -> list[Period]:
        """Those of the years shown whose rows are complete."""
        return [year for year in self.years if self.usable_months.issuperset(year.months())]

    @property
    def known_to(self) -> str:
        """Last month with complete data."""
        return self.assessment.period.known_to or self.period.last

    @property
    def span(self) -> str:
        """The run of years shown in trends, for print."""
        return f"{self.years[0].label} to {self.years[-1].label}"

    @property
    def whole_span(self) -> str:
        """The run of years whose rows are complete, for print."""
        years = self.whole_years
        return f"{years[0].label} to {years[-1].label}" if years else self.span

    @staticmethod
    def comparison(periods: list[Period]) -> str:
        """Which period is held against which, for print."""
        return " against ".join(period.label for period in reversed(periods))

    @property
    def breaks(self) -> str:
        """Known breaks within the years shown, and releases joined, for the note of a trend."""
        months = [month for year in self.years for month in year.months()]
        notes = [f"{b.month}: {b.affects}, {b.why}" for b in series_breaks_within(months)]
        own = self.own(self.counts("borough"))
        table = own[(own["theme"] == "all") & own["month"].isin(months)]
        releases = sorted(table["vintage"].dropna().unique())
        if len(releases) > 1:
            notes.append(f"joins releases of {' and '.join(releases)}, which revise each other")
        return "; ".join(notes)

    @property
    def known_months(self) -> list[str]:
        """Months of the period whose rows are complete."""
        usable = self.usable_months
        return [month for month in self.period.months() if month in usable]

    @cached_property
    def usable_months(self) -> set[str]:
        """Months known to be over in which every file of the rows is there and complete."""
        feeds = [feed.key for feed in self.assessment.event_feeds()]
        months = usable_months(self.frame("coverage"), feeds)
        return {month for month in months if month <= self.known_to}

    @property
    def hotspot_note(self) -> str:
        """Choices behind the hotspot map, for print; what was chosen automatically is said."""
        limits = self.thresholds
        return "; ".join(
            [
                f"{limits.cell_size_m} m squares of the National Grid, quartic kernel of "
                f"{limits.bandwidth_m} m, false discovery rate {limits.false_discovery_rate:.0%}",
                *filter(None, [self.automatic_squares, self.automatic_bandwidth]),
            ]
        )

    @property
    def automatic_squares(self) -> str:
        """What is said where the assessment file leaves the size of squares to the workbench."""
        if self.assessment.thresholds.cell_size_m is not None:
            return ""
        return _aside(automatic_size(self.boundary)[1])

    @property
    def automatic_bandwidth(self) -> str:
        """What is said where the assessment file leaves the bandwidth to the workbench."""
        if self.assessment.thresholds.bandwidth_m is not None:
            return ""
        return _aside(automatic_bandwidth(self.boundary)[1])

    def denominator(self, frame: str) -> str:
        """What a rate is per, for print."""
        return self.about(frame).get("source", "")

    @property
    def compared(self) -> list[Period]:
        """
        The period and, where both are complete, the one before it, for rows.

        A period that is not over is compared with the same months a year earlier. A period with
        a month missing inside it says so in its label and is compared with nothing: fewer
        months would look like fewer offences.
        """
        months, known = self.period.months(), self.known_months
        if not known or known != months[: len(known)]:
            label = f"{self.period.label} ({len(known)} of {len(months)} months)"
            return [replace(self.period, label=label)]
        periods = self._to(known[-1])
        return periods if self.usable_months.issuperset(periods[0].months()) else periods[1:]

    @property
    def current(self) -> Period:
        """The period as far as its rows are known."""
        return self.compared[-1]

    @property
    def counted(self) -> list[Period]:
        """The period before and the period, as far as it is known, for count tables."""
        return self._to(min(self.known_to, self.period.last))

    @property
    def against_base(self) -> list[Period]:
        """The first of the years shown, which serves as base, and the last that is whole."""
        whole = [year for year in self.years if year.last <= self.known_to]
        return [self.years[0], whole[-1]] if len(whole) > 1 else []

    def _to(self, month: str) -> list[Period]:
        """The period up to a month and the same months a year earlier."""
        before, period = self.period.previous(), self.period
        if month == period.last:
            return [before, period]
        first, last = pd.Period(period.first, "M"), pd.Period(month, "M")
        return [Period.between(first - 12, last - 12), Period.between(first, last)]

    @property
    def roads(self) -> gpd.GeoDataFrame | None:
        """Roads to draw beneath the outlines of a map, where the assessment file names any."""
        return self.areas("roads") if self.has_areas("roads") else None

    @cached_property
    def boundary(self):
        """Outline of the partnership, EPSG:27700."""
        return self.areas("borough").geometry.union_all()

    @property
    def whole(self) -> tuple[str, str]:
        """Code and name of the partnership's area."""
        return self.borough, self.name

    @property
    def themes(self) -> pd.DataFrame:
        """``theme, label, kind, sensitive`` in the order of the assessment file."""
        return pd.DataFrame(
            [(t.key, t.label, t.kind, t.sensitive) for t in self.assessment.themes],
            columns=["theme", "label", "kind", "sensitive"],
        )

    @property
    def labels(self) -> dict[str, str]:
        """Key of every theme to its name as printed."""
        return {theme.key: theme.label for theme in self.assessment.themes}

    @property
    def incidents(self) -> list[str]:
        """Themes that are reports, never added to offences."""
        return [theme.key for theme in self.assessment.themes if theme.kind == "incident"]

    def about(
        self, *frames: str, period: str = "", denominator: str = "", note: str = ""
    ) -> dict[str, str]:
        """What is printed beneath an exhibit made from these frames; its areas are the first's."""
        read = pd.read_parquet(self._prepared / "sources.parquet").fillna("")
        known = read.groupby("frame")[["source", "geography"]].agg(_joined)
        known = known.reindex(frames).fillna("")  # a frame may be made of several files
        sources = [known["source"][frame] or self._publisher(frame) for frame in frames]
        geography = known["geography"].iloc[0]
        facts = {
            "source": _joined(sources),
            "period": period or self.current.label,
            "denominator": denominator,
            "geography": geography,
            "note": note,
        }
        return {key: value for key, value in facts.items() if value}

    def _publisher(self, frame: str) -> str:
        """Who sent the feed behind a frame of accepted rows, and when it was downloaded."""
        sent = [f for f in self.assessment.feeds if f"feed_{f.contract}" == frame]
        told = [f"{f.source or f.key}, downloaded {f.vintage.day} {f.vintage:%B %Y}" for f in sent]
        return "; ".join(dict.fromkeys(told))

    def about_feeds(self, period: str) -> dict:
        """What is printed beneath an exhibit about all feeds."""
        publishers = dict.fromkeys(f.source for f in self.assessment.feeds if f.source)
        return {"source": "; ".join(publishers), "period": period}

    # What is made --------------------------------------------------------------------

    def save(self, name: str, frame: pd.DataFrame, about: Mapping[str, str]) -> None:
        """
        Keep a table behind an exhibit, checked against its declaration.

        A table of no rows, as where a partner sent nothing, may leave columns out.
        """
        spec = SPECS[name]
        declared = [column.name for column in spec.columns]
        if frame.empty:
            frame = frame.reindex(columns=list(dict.fromkeys([*frame.columns, *declared])))
        frame = self._described(frame, declared)
        checked = spec.check(frame)
        checked.attrs = {"about": dict(about)}
        self._tables.mkdir(parents=True, exist_ok=True)
        partial = self._tables / f".{name}.{os.getpid()}"
        checked.to_parquet(partial, index=False)
        partial.rename(self._tables / f"{name}.parquet")

    def table(self, name: str) -> pd.DataFrame:
        """A table saved by this notebook or one that ran before it."""
        for folder in (self._tables, self._behind):
            if folder is not None and (folder / f"{name}.parquet").exists():
                return pd.read_parquet(folder / f"{name}.parquet")
        raise InputError(
            f"the table {name} has not been made yet.",
            where=str(SPECS[name].notebook) if name in SPECS else name,
            do=f"run the notebook {SPECS[name].notebook} first"
            if name in SPECS
            else "check the name",
        )

    def has(self, name: str) -> bool:
        """Whether that table exists."""
        folders = [folder for folder in (self._tables, self._behind) if folder is not None]
        return any((folder / f"{name}.parquet").exists() for folder in folders)

    @property
    def _partners_records(self) -> set[str]:
        """Feeds that partners keep of people and places, offences and incidents apart."""
        events = {feed.key for feed in self.assessment.event_feeds()}
        return {feed.key for feed in self.assessment.feeds if feed.contract} - events

    def _described(self, frame: pd.DataFrame, wanted: list[str]) -> pd.DataFrame:
        """Labels of themes, and what is sensitive, where the table declares them."""
        if "feed" in frame and "sensitive" in wanted and "sensitive" not in frame:
            return frame.assign(sensitive=frame["feed"].isin(self._partners_records))
        if "theme" not in frame:
            return frame
        themes = self.themes.set_index("theme")
        extra = {}
        if "label" in wanted and "label" not in frame:
            labels = {**themes["label"].to_dict(), "all": "All offences", "other": "Other offences"}
            extra["label"] = frame["theme"].map(labels)
        for name, default in (("kind", "offence"), ("sensitive", False)):
            if name in wanted and name not in frame:
                extra[name] = frame["theme"].map(themes[name]).fillna(default)
        if "sensitive" in extra:
            extra["sensitive"] = extra["sensitive"].astype(bool)
        return frame.assign(**extra)


def _joined(told: Iterable[str]) -> str:
    """Sources in a row, each once; a text may hold several."""
    return "; ".join(dict.fromkeys(one for text in told if text for one in text.split("; ")))


def _aside(sentence: str) -> str:
    """A sentence as one of several parts of a note."""
    return sentence[0].lower() + sentence[1:].rstrip(".")
