"""What the families report puts first, its tables, and what it draws."""

from eventdesk.reports.document import (
    Chart,
    Column,
    HeatCell,
    HeatMap,
    HeatRow,
    Highlight,
    Layout,
    Listing,
    Phrase,
    StackColumns,
    Stacked,
    Table,
    Value,
    ValueKind,
)
from eventdesk.reports.families_facts import FamiliesFacts
from eventdesk.reports.families_figures import whole_of

KINDS = ("new", "returning", "lapsed")
_COUNT, _RATE = ValueKind.COUNT, ValueKind.RATE


def layout(facts: FamiliesFacts) -> Layout:
    """The numbers at the top, the main figures, and what is printed."""
    main: tuple[str, ...] = (
        "families", "children", "came", "year.new", "year.returning", "year.lapsed", "stayed", "silent", "mean_visits", "members",
        "converted.new", "converted.ever", "opted_out",
    )  # fmt: skip
    told = {"mean_visits"} if facts.counts["visits"] is not None and facts.counts["came"] else set()
    told |= {key for key, count in facts.counts.items() if count is not None}
    wide = (30, 24, 23, 23)
    listings = (
        Listing("circle_quarters", (20, 16, 16, 16, 16, 16)), Listing("circle_months", (24, 26, 25, 25)),
        Listing("circle_often", wide), Listing("circle_ages", wide), Listing("circle_sizes", wide),
        Listing("circle_districts", wide), Listing("circle_sources", wide), Listing("circle_levels", wide),
    )  # fmt: skip
    main = tuple(key for key in main if key in told)
    return Layout(_highlights(facts), main, listings, source="families", note="note_figures_families")


def _highlights(facts: FamiliesFacts) -> tuple[Highlight, ...]:
    counts = facts.counts
    few = Phrase("circle_too_few")
    children = Phrase("kpi_circle_families_note", (("n", counts["children"]),)) if counts["children"] is not None else few
    came: Phrase = few
    if counts["year.new"] is not None and counts["came"]:
        came = Phrase("kpi_circle_came_note", (("new", counts["year.new"]), ("share", counts["year.new"] / counts["came"])))
    stayed = Phrase("kpi_circle_stayed_none")
    if counts["before"] != 0:
        parts = (("n", counts["stayed"]), ("of", counts["before"]), ("year", str(facts.year - 1)))
        stayed = few if facts.share("stayed", "before") is None else Phrase("kpi_circle_stayed_note", parts)
    mean, often = None, few
    if counts["visits"] is not None and counts["came"]:
        mean = counts["visits"] / counts["came"]
        often = Phrase("kpi_circle_often_note", (("visits", counts["visits"]), ("n", counts["came"])))
    members = few
    if (joined := facts.share("members", "families")) is not None:
        members = Phrase("kpi_circle_members_note", (("share", joined),))
    return (
        Highlight("circle_families", counts["families"], _COUNT, children),
        Highlight("circle_came", counts["came"], _COUNT, came),
        Highlight("circle_stayed", facts.share("stayed", "before"), _RATE, stayed),
        Highlight("circle_often", mean, ValueKind.MEAN, often),
        Highlight("circle_members", counts["members"], _COUNT, members),
    )  # fmt: skip


def tables(facts: FamiliesFacts) -> tuple[Table, ...]:
    """Growth by quarter and month, cohorts, how often, and who they are."""
    return (
        _quarters(facts), _months(facts), _cohorts(facts),
        _split(facts, "often", "circle_often", Column("events_came")),
        _split(facts, "age", "circle_ages", Column("circle_age", ValueKind.AGE)),
        _split(facts, "size", "circle_sizes", Column("children_in_family")),
        _split(facts, "district", "circle_districts", Column("district")),
        _split(facts, "source", "circle_sources", Column("came_from", ValueKind.WORD)),
        _split(facts, "level", "circle_levels", Column("level")),
    )  # fmt: skip


def _split(facts: FamiliesFacts, split: str, key: str, first: Column) -> Table:
    columns = (first, Column("circle_count", _COUNT), Column("circle_share", _RATE), Column("circle_told", ValueKind.WORD))
    rows = []
    for part in facts.keys(split):
        name = f"{split}.{part}"
        told = "circle_told" if facts.counts[name] is not None else "circle_hidden"
        if part in ("other", "unknown"):
            told = f"circle_{part}" if facts.counts[name] is not None else f"circle_{part}_hidden"
        shown: Value = part
        if part in ("other", "unknown") and first.kind is ValueKind.TEXT:
            shown = ""
        elif split == "source":
            shown = f"source_{part}"
        rows.append((shown, facts.counts[name], facts.share(name, whole_of(split)), told))
    return Table(key, columns, tuple(rows))


def _quarters(facts: FamiliesFacts) -> Table:
    columns = (Column("quarter"), *(Column(f"circle_{name}", _COUNT) for name in ("came", *KINDS)), Column("circle_new_share", _RATE))
    rows = []
    for name in _times(facts, "quarter"):
        key = f"quarter.{name}"
        counts = [facts.counts[f"{key}.{part}"] for part in ("came", *KINDS)]
        rows.append((name, *counts, facts.share(f"{key}.new", f"{key}.came")))
    return Table("circle_quarters", columns, tuple(rows))


def _months(facts: FamiliesFacts) -> Table:
    parts = ("came", "new", "again")
    columns = (Column("month"), *(Column(f"circle_{part}", _COUNT) for part in parts))
    rows = tuple((name, *(facts.counts[f"month.{name}.{part}"] for part in parts)) for name in _times(facts, "month"))
    return Table("circle_months", columns, rows)


def _cohorts(facts: FamiliesFacts) -> Table:
    """A row for each cohort and later quarter."""
    columns = (
        Column("cohort"), Column("quarter"), Column("circle_cohort", _COUNT), Column("circle_again", _COUNT),
        Column("circle_share", _RATE),
    )  # fmt: skip
    rows = []
    for first in facts.quarters:
        size = f"cohort.{first}.size"
        for later in (one for one in facts.quarters if one > first):
            key = f"cohort.{first}.{later}"
            rows.append((first, later, facts.counts[size], facts.counts[key], facts.share(key, size)))
    return Table("circle_cohorts", columns, tuple(rows))


def _times(facts: FamiliesFacts, group: str) -> list[str]:
    return sorted({key.split(".")[1] for key in facts.counts if key.startswith(f"{group}.")})


def charts(facts: FamiliesFacts) -> tuple[Chart, ...]:
    """Growth by quarter, and the cohorts."""
    names = _times(facts, "quarter")
    columns = tuple(
        Stacked(name, tuple(facts.counts[f"quarter.{name}.{kind}"] for kind in KINDS), facts.counts[f"quarter.{name}.came"])
        for name in names
    )
    growth = StackColumns(
        "circle_growth", _grown(facts), Phrase("note_circle_growth"), tuple(Phrase(f"label_circle_{kind}") for kind in KINDS), columns,
    )  # fmt: skip
    rows = tuple(_heat_row(facts, first) for first in facts.quarters[:-1] if facts.counts[f"cohort.{first}.size"] != 0)
    heat = HeatMap("circle_cohorts", Phrase("finding_circle_cohorts"), Phrase("note_circle_cohorts"), facts.quarters[1:], rows)
    return (growth, heat) if rows else (growth,)


def _grown(facts: FamiliesFacts) -> Phrase:
    new, came = facts.counts["year.new"], facts.counts["came"]
    if new is None or not came:
        return Phrase("finding_circle_growth_open")
    return Phrase("finding_circle_growth", (("new", new), ("came", came)))


def _heat_row(facts: FamiliesFacts, first: str) -> HeatRow:
    size = f"cohort.{first}.size"
    cells = []
    for later in (one for one in facts.quarters if one > first):
        key = f"cohort.{first}.{later}"
        cells.append(HeatCell(facts.share(key, size), facts.counts[key]))
    return HeatRow(first, facts.counts[size], tuple(cells))
