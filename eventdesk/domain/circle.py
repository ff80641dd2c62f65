"""The circle of families at the end of a day: who they are, how they came in a year, and what of it may be told.

Every figure is a set of families (or children) with a name, so that it opens to its records. How the figures hang together is
written down beside them; :func:`told` leaves out what is of fewer than five, and whatever would give that away.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from eventdesk.domain.age import REPORT_BANDS, months_between, report_band
from eventdesk.domain.cohorts import SHOWN_QUARTERS, Cohort, Quarter, cohorts, how_often, months_of, quarter_of
from eventdesk.domain.growth import Kind, growth, kind_of
from eventdesk.domain.statistics_cells import FEWEST_SHOWN
from eventdesk.domain.statistics_linked import Equation, kept_back, total

OTHER, UNKNOWN = "other", "unknown"
SIZES = ("0", "1", "2", "3+")
"""How many children a family has."""


@dataclass(frozen=True)
class Known:
    """What is known of one family. ``children`` are the days of birth by the child's id, None where nobody knows; ``level`` is the
    name of its member level on the day, ``since`` when it became a member first."""

    district: str = ""
    source: str = ""
    level: str = ""
    since: date | None = None
    children: Mapping[str, date | None] = field(default_factory=dict)
    opted_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Circle:
    """The figures by their keys: the records (ids) behind each, numbers that are no set of records, how all of it is linked, which
    of it is in no report, and which are totals."""

    year: int
    last: date
    records: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]
    equations: tuple[Equation, ...]
    never: frozenset[str]
    totals: frozenset[str]
    cohorts: tuple[Quarter, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many stand behind each key."""
        return {**{key: len(ids) for key, ids in self.records.items()}, **self.numbers}


def told(circle: Circle, *, fewest: int = FEWEST_SHOWN) -> dict[str, int | None]:
    """The counts that a report may tell, None for those that it may not."""
    counts = circle.counts
    back = kept_back(counts, circle.equations, never=circle.never, totals=circle.totals, fewest=fewest)
    return {key: None if key in back else count for key, count in counts.items() if key not in circle.never}


def circle(
    year: int, last: date, *, known: Mapping[str, Known], visits: Mapping[str, Mapping[str, date]], fewest: int = FEWEST_SHOWN
) -> Circle:  # fmt: skip
    """The figures of a year up to ``last``, its last day or today. ``known`` are the families of the file, ``visits`` the days of
    attendance of every family that ever came, by event."""
    maker = _Maker(year, last, fewest)
    maker.profile(known)
    maker.growth({family: list(days.values()) for family, days in visits.items()})
    maker.often(visits)
    maker.members(known)
    return maker.made()


class _Maker:
    def __init__(self, year: int, last: date, fewest: int) -> None:
        self.year, self.first, self.last, self.fewest = year, date(year, 1, 1), last, fewest
        self.records: dict[str, tuple[str, ...]] = {}
        self.numbers: dict[str, int] = {}
        self.equations: list[Equation] = []
        self.never: set[str] = set()
        self.totals = {"families", "children", "came", "ever", "before", "visits"}
        self.quarters: tuple[Quarter, ...] = ()

    def made(self) -> Circle:
        return Circle(
            self.year, self.last, self.records, self.numbers, tuple(self.equations), frozenset(self.never), frozenset(self.totals),
            self.quarters,
        )  # fmt: skip

    def put(self, key: str, records: Iterable[str]) -> tuple[str, ...]:
        self.records[key] = tuple(sorted(records))
        return self.records[key]

    def rest(self, key: str, count: int) -> str:
        """A number that is told nowhere, and that a reader who solves equations does not know."""
        self.numbers[key] = count
        self.never.add(key)
        return key

    # -- who they are

    def profile(self, known: Mapping[str, Known]) -> None:
        self.put("families", known)
        of = {family: one.district for family, one in known.items()}
        # A district of few is not named either: what stands there may be an address.
        many = {name for name, count in Counter(of.values()).items() if count >= self.fewest and name not in (OTHER, UNKNOWN)}
        self.split("district", {family: name if name in many or not name else OTHER for family, name in of.items()})
        self.split("source", {family: one.source for family, one in known.items()})
        self.split("size", {family: SIZES[min(len(one.children), 3)] for family, one in known.items()}, SIZES)
        born = {child: day for one in known.values() for child, day in one.children.items()}
        self.put("children", born)
        self.split("age", {child: self.band(day) for child, day in born.items()}, BANDS, whole="children")
        more = sum(len(one.children) for one in known.values() if len(one.children) >= 3)
        self.equations.append({"children": 1, "size.1": -1, "size.2": -2, self.rest("size.children", more): -1})

    def band(self, born: date | None) -> str:
        if born is None:
            return UNKNOWN
        low, high = report_band(months_between(born, self.last))
        return f"{low}-{high}" if high is not None else f"{low}+"

    def split(self, name: str, of: Mapping[str, str], keys: Sequence[str] = (), *, whole: str = "families") -> None:
        """A whole in parts that share nobody."""
        parts: dict[str, list[str]] = {key: [] for key in keys}
        for record, key in of.items():
            parts.setdefault(key or UNKNOWN, []).append(record)
        for key, records in parts.items():
            self.put(f"{name}.{key}", records)
        self.equations.append(total(whole, [f"{name}.{key}" for key in parts]))

    # -- how they came

    def growth(self, visits: Mapping[str, Sequence[date]]) -> None:
        found = growth(visits, {}, first=self.first, last=self.last)
        kinds = {figure.key: self.put(f"year.{figure.key}", figure.families) for figure in found.figures}
        came = self.put("came", [family for families in kinds.values() for family in families])
        ever = self.put("ever", [family for family, days in visits.items() if any(day <= self.last for day in days)])
        self.put("silent", found.silent.families)
        self.equations.append(total("came", [f"year.{kind}" for kind in kinds]))
        rest = self.rest("ever.rest", len(ever) - len(came) - len(found.silent.families))
        self.equations.append(total("ever", ["silent", "came", rest]))
        self.stayed(visits)
        self.months(visits)
        quarters = self.by_quarter(visits)
        self.cohorts(cohorts(visits, last=self.last), quarters)

    def stayed(self, visits: Mapping[str, Sequence[date]]) -> None:
        """Who came in the year before, and who of them came again in this one."""
        before = self.put("before", [f for f, days in visits.items() if any(day.year == self.year - 1 for day in days)])
        stayed = self.put("stayed", set(before) & set(self.records["came"]))
        self.equations.append(total("before", ["stayed", self.rest("before.away", len(before) - len(stayed))]))
        older = len(self.records["came"]) - len(self.records["year.new"]) - len(stayed)
        self.equations.append(total("came", ["year.new", "stayed", self.rest("came.older", older)]))

    def by_quarter(self, visits: Mapping[str, Sequence[date]]) -> list[Quarter]:
        quarters = [Quarter(self.year, number) for number in range(1, quarter_of(self.last).number + 1)]
        for quarter in quarters:
            until = min(quarter.before(-1).first.toordinal() - 1, self.last.toordinal())
            kinds = {f: kind_of(days, first=quarter.first, last=date.fromordinal(until)) for f, days in visits.items()}
            key = f"quarter.{quarter.name}"
            self.put(f"{key}.came", [family for family, kind in kinds.items() if kind is not None])
            for kind in Kind:
                self.put(f"{key}.{kind.value}", [family for family, one in kinds.items() if one is kind])
            self.equations.append(total(f"{key}.came", [f"{key}.{kind.value}" for kind in Kind]))
            months = [f"month.{self.year}-{month:02}" for month in quarter.months if date(self.year, month, 1) <= self.last]
            self.equations.append(total(f"{key}.new", [f"{month}.new" for month in months]))
            self.often_in(f"{key}.came", [f"{month}.came" for month in months])
        names = [f"quarter.{quarter.name}" for quarter in quarters]
        # Who is new or back after long is so once in a year; whoever comes in a second quarter has come lately.
        self.equations.append(total("year.new", [f"{name}.new" for name in names]))
        self.equations.append(total("year.lapsed", [f"{name}.lapsed" for name in names]))
        self.often_in("came", [f"{name}.came" for name in names])
        return quarters

    def often_in(self, whole: str, parts: Sequence[str]) -> None:
        """Whoever came in two parts of a time stands in both, and once in the whole."""
        twice = sum(len(self.records[part]) for part in parts) - len(self.records[whole])
        self.equations.append({whole: 1, self.rest(f"{whole}.twice", twice): 1} | dict.fromkeys(parts, -1))

    def months(self, visits: Mapping[str, Sequence[date]]) -> None:
        for month, came, new in months_of(visits, year=self.year, last=self.last):
            key = f"month.{self.year}-{month:02}"
            self.put(f"{key}.came", came)
            self.put(f"{key}.new", new)
            self.put(f"{key}.again", came - new)
            self.equations.append(total(f"{key}.came", [f"{key}.new", f"{key}.again"]))

    def cohorts(self, found: Sequence[Cohort], quarters: Sequence[Quarter]) -> None:
        self.quarters = tuple(cohort.quarter for cohort in found)
        for cohort in found:
            key = f"cohort.{cohort.quarter.name}"
            self.put(f"{key}.size", cohort.families)
            for later, families in cohort.again:
                self.put(f"{key}.{later.name}", families)
                stayed = self.rest(f"{key}.{later.name}.away", len(cohort.families) - len(families))
                self.equations.append(total(f"{key}.size", [f"{key}.{later.name}", stayed]))
            if cohort.quarter in quarters:
                # A cohort of this year is who was new in its quarter.
                self.equations.append({f"{key}.size": 1, f"quarter.{cohort.quarter.name}.new": -1})
        sizes = [f"cohort.{quarter.name}.size" for quarter in self.quarters]
        year_before = [f"cohort.{quarter.name}.size" for quarter in self.quarters if quarter.year == self.year - 1]
        known = sum(len(self.records[size]) for size in year_before)
        older = self.rest("before.older", len(self.records["before"]) - known)
        self.equations.append(total("before", [*year_before, older]))
        older = self.rest("ever.older", len(self.records["ever"]) - sum(len(self.records[size]) for size in sizes))
        self.equations.append(total("ever", [*sizes, older]))
        for quarter in quarters:
            column = [f"cohort.{one.name}.{quarter.name}" for one in self.quarters if one < quarter]
            came, new = f"quarter.{quarter.name}.came", f"quarter.{quarter.name}.new"
            again = len(self.records[came]) - len(self.records[new]) - sum(len(self.records[key]) for key in column)
            self.equations.append(total(came, [new, *column, self.rest(f"{came}.older", again)]))

    def often(self, visits: Mapping[str, Mapping[str, date]]) -> None:
        events = {f: sum(self.first <= day <= self.last for day in days.values()) for f, days in visits.items()}
        for band, families in how_often(events):
            self.put(f"often.{band}", families)
        self.numbers["visits"] = sum(events.values())
        # Where nobody came twice in a month, the visits are what the months add up to.
        months = [key for key in self.records if key.startswith("month.") and key.endswith(".came")]
        twice = self.numbers["visits"] - sum(len(self.records[month]) for month in months)
        self.equations.append(total("visits", [*months, self.rest("visits.twice", twice)]))
        bands = [key for key in self.records if key.startswith("often.")]
        most = self.rest("often.visits", sum(events[family] for family in self.records[bands[-1]]))
        self.equations.append(total("came", bands))
        self.equations.append({"visits": 1, most: -1} | {band: -number for number, band in enumerate(bands[:-1], start=1)})

    # -- members and those who want no messages

    def members(self, known: Mapping[str, Known]) -> None:
        of = {family: one.level for family, one in known.items() if one.level}
        self.put("members", of)
        self.split("level", of, whole="members")
        outside = self.rest("members.not", len(known) - len(of))
        self.equations.append(total("families", ["members", outside]))
        self.put("joined", [f for f, one in known.items() if one.since is not None and self.first <= one.since <= self.last])
        for key, base in (("converted.new", "year.new"), ("converted.ever", "ever")):
            converted = self.put(key, set(of) & set(self.records[base]))
            self.equations.append(total(base, [key, self.rest(f"{key}.not", len(self.records[base]) - len(converted))]))
        older = self.rest("converted.older", len(self.records["converted.ever"]) - len(self.records["converted.new"]))
        self.equations.append(total("converted.ever", ["converted.new", older]))
        never_came = self.rest("members.never_came", len(of) - len(self.records["converted.ever"]))
        self.equations.append(total("members", ["converted.ever", never_came]))
        self.opt_outs(known)

    def opt_outs(self, known: Mapping[str, Known]) -> None:
        out = self.put("opted_out", [family for family, one in known.items() if one.opted_out])
        channels = sorted({channel for one in known.values() for channel in one.opted_out})
        for channel in channels:
            self.put(f"opted_out.{channel}", [family for family, one in known.items() if channel in one.opted_out])
        self.equations.append(total("families", ["opted_out", self.rest("opted_out.not", len(known) - len(out))]))
        if channels:
            self.often_in("opted_out", [f"opted_out.{channel}" for channel in channels])


def _bands() -> Iterator[str]:
    for low, high in REPORT_BANDS:
        yield f"{low}-{high}" if high is not None else f"{low}+"
    yield UNKNOWN


BANDS = tuple(_bands())
__all__ = ["BANDS", "OTHER", "SHOWN_QUARTERS", "SIZES", "UNKNOWN", "Circle", "Known", "circle", "told"]
