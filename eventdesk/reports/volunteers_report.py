"""The report on an event's volunteers: whether enough were there, what they gave, and how fairly it was shared. It names nobody."""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from eventdesk.domain import statistics
from eventdesk.domain.statistics_cells import FEWEST_SHOWN
from eventdesk.reports.document import (
    Chart,
    Column,
    Dot,
    Dots,
    Figure,
    Fill,
    FillBars,
    Highlight,
    Layout,
    Listing,
    Masthead,
    Phrase,
    ReportDocument,
    Table,
    Value,
    ValueKind,
    rate,
)
from eventdesk.reports.volunteers_facts import BANDS, ShiftFact, VolunteersFacts

KIND = "volunteers"
FEW = 30


def build(facts: VolunteersFacts) -> ReportDocument:
    """The report's document. The same facts give the same document, to the byte."""
    counted = tuple(figures(facts))
    return ReportDocument(
        kind=KIND, revision=facts.revision,
        masthead=Masthead(
            organisation=facts.organisation, subject=facts.event_code, title=facts.event_title, venue=facts.venue,
            starts=facts.starts.astimezone(facts.tz), ends=facts.ends.astimezone(facts.tz),
        ),
        computed_at=facts.computed_at.astimezone(facts.tz), journal_position=facts.position, digest=facts.digest,
        figures=counted, tables=(_roles(facts), _shifts(facts), _bands(facts)), charts=_charts(facts), layout=_layout(facts),
        sections={KIND: volunteers_document(facts)},
    )  # fmt: skip


def volunteers_document(facts: VolunteersFacts) -> dict[str, Any]:
    """What was counted, as plain values."""
    return {
        "event": facts.event_code, "recorded": facts.recorded, "digest": facts.digest,
        "places": {"needed": sum(one.need for one in facts.shifts), "filled": sum(one.taken for one in facts.shifts)},
        "minutes": sum(one.minutes for one in facts.shifts),
    }  # fmt: skip


def figures(facts: VolunteersFacts) -> Iterator[Figure]:
    """All figures, each with what it is counted from."""
    needed, taken = sum(one.need for one in facts.shifts), sum(one.taken for one in facts.shifts)
    yield Figure("places.needed", needed, "places_needed")
    yield rate("places.filled", taken, needed, definition="places_filled")
    for role, shifts in facts.roles:
        filled, need = sum(one.taken for one in shifts), sum(one.need for one in shifts)
        yield rate(f"role.{role}.filled", filled, need, definition="role_filled", subject=role)
    yield Figure("shifts.held", sum(one.filled for one in facts.shifts), "shifts_held")
    yield from _coming(facts)
    yield from _hours(facts)
    yield rate("wishes.met", *facts.wished, definition="wishes_met")
    yield rate("skills.covered", *facts.skilled, definition="skills_covered")
    yield rate("vetting.covered", *facts.vetted, definition="vetting_covered")
    yield from _circle(facts)
    yield Figure("dropouts.withdrawn", facts.withdrawn, "dropouts_withdrawn", denominator=facts.offered)
    yield Figure("dropouts.declined", facts.declined, "dropouts_declined")


def _coming(facts: VolunteersFacts) -> Iterator[Figure]:
    """Who came, late, or did not; nothing where nobody's coming was recorded."""
    if not facts.recorded:
        return
    came, late, missed = (sum(getattr(one, name) for one in facts.shifts) for name in ("came", "late", "missed"))
    due = came + missed
    yield rate("shifts.came", came, due, definition="shifts_came")
    yield rate("shifts.late", late, came, definition="shifts_late")
    yield rate("shifts.missed", missed, due, definition="shifts_missed")
    yield rate("shifts.replaced", facts.replaced, missed, definition="shifts_replaced")


def _hours(facts: VolunteersFacts) -> Iterator[Figure]:
    """Minutes, and how they are shared; of fewer than five people nothing but their sum."""
    minutes, people = sum(facts.hours), len(facts.hours)
    yield Figure("minutes.planned", sum(helper.planned for helper in facts.helpers), "minutes_planned")
    yield Figure("minutes.credited", minutes, "minutes_credited")
    if people < FEWEST_SHOWN:
        return
    yield Figure("minutes.mean", minutes / people, "minutes_mean", ValueKind.MEAN, minutes, people)
    yield Figure("minutes.median", float(median(facts.hours)), "minutes_median", ValueKind.MEAN, denominator=people)
    yield Figure("minutes.gini", facts.gini, "minutes_gini", ValueKind.MEAN, denominator=people)
    for place, count in enumerate(facts.bands):
        if f"band.{place}" in facts.told:
            yield rate(f"hours.{place}", count, people, definition=f"hours_{place}")


def _circle(facts: VolunteersFacts) -> Iterator[Figure]:
    people = len(facts.helpers)
    yield Figure("people.offered", facts.offered, "people_offered")
    if "people" not in facts.told:
        return
    yield Figure("people.with_shift", people, "people_with_shift")
    for key, name in (("new", "before"), ("again", "before"), ("trained", "trained")):
        if key in facts.told:
            count = sum(getattr(helper, name) is not (key == "new") for helper in facts.helpers)
            yield rate(f"people.{key}", count, people, definition=f"people_{key}")


def _roles(facts: VolunteersFacts) -> Table:
    columns = (Column("duty_role"), *(Column(name, ValueKind.COUNT) for name in ("shift_count", "needed", "filled")), *_DAY)
    rows: list[tuple[Value, ...]] = []
    for role, shifts in facts.roles:
        filled, need = sum(one.taken for one in shifts), sum(one.need for one in shifts)
        rows.append((role, len(shifts), need, filled, filled / need if need else None, *_day(facts, shifts)))
    return Table("roles", columns, tuple(rows))


_DAY = (
    Column("filled_share", ValueKind.RATE),
    *(Column(name, ValueKind.COUNT) for name in ("came_count", "late_count", "missed_count")),
)


def _day(facts: VolunteersFacts, shifts: Sequence[ShiftFact]) -> tuple[Value, ...]:
    """Came, late and missed, where recorded. Minutes are told of everybody together: a shift of one person would tell hers."""
    if not facts.recorded:
        return (None, None, None)
    return tuple(sum(getattr(one, name) for one in shifts) for name in ("came", "late", "missed"))


def _shifts(facts: VolunteersFacts) -> Table:
    columns = (
        Column("shift"), Column("duty_role"), Column("room"), Column("from", ValueKind.MOMENT), Column("until", ValueKind.MOMENT),
        Column("needed", ValueKind.COUNT), Column("filled", ValueKind.COUNT), *_DAY[1:],
    )  # fmt: skip
    rows = tuple(
        (
            one.code, one.role, one.room, one.starts.astimezone(facts.tz), one.ends.astimezone(facts.tz), one.need, one.filled,
            *_day(facts, (one,)),
        )
        for one in facts.shifts
    )  # fmt: skip
    return Table("shifts", columns, rows)


def _bands(facts: VolunteersFacts) -> Table:
    columns = (Column("hours_band", ValueKind.WORD), Column("helpers", ValueKind.COUNT), Column("told", ValueKind.WORD))
    shown = [f"band.{place}" in facts.told for place in range(len(BANDS))]
    rows = tuple(
        (f"hours_{place}", count if told else None, "told" if told else "hidden")
        for place, (count, told) in enumerate(zip(facts.bands, shown, strict=True))
    )
    return Table("hours", columns, rows)


def _charts(facts: VolunteersFacts) -> tuple[Chart, ...]:
    """Places by role, and the shares with how sure they are."""
    bars = tuple(
        Fill(role, sum(one.taken for one in shifts), None, sum(one.need for one in shifts), "persons")
        for role, shifts in facts.roles
    )
    short = sum(one.need - one.taken for one in facts.shifts)
    title = Phrase("finding_places_short", (("n", short),)) if short else Phrase("finding_places_full")
    places = FillBars("places", title, Phrase("note_places"), bars, warns=False)
    came, missed = (sum(getattr(one, name) for one in facts.shifts) for name in ("came", "missed"))
    shares = (
        ("came", (came, came + missed) if facts.recorded else (0, 0)), ("wishes", facts.wished), ("skills", facts.skilled),
        ("vetting", facts.vetted),
    )  # fmt: skip
    dots = tuple(_dot(name, counted) for name, counted in shares)
    return (places, Dots("volunteer_shares", Phrase("finding_volunteer_shares"), Phrase("note_volunteer_shares"), dots))


def _dot(name: str, counted: tuple[int, int]) -> Dot:
    label, interval = Phrase(f"label_volunteers_{name}"), statistics.wilson(*counted)
    if interval is None:
        return Dot(label, None, word=Phrase("no_data"))
    of = Phrase("word_of", (("n", counted[0]), ("of", counted[1])))
    return Dot(label, counted[0] / counted[1], interval.low, interval.high, few=counted[1] < FEW, word=of)


def _layout(facts: VolunteersFacts) -> Layout:
    needed, taken = sum(one.need for one in facts.shifts), sum(one.taken for one in facts.shifts)
    came, missed = (sum(getattr(one, name) for one in facts.shifts) for name in ("came", "missed"))
    minutes = sum(facts.hours)
    coming = Highlight("volunteers_came", None, ValueKind.RATE, Phrase("kpi_volunteers_came_none"))
    if facts.recorded and came + missed:
        note = Phrase("kpi_volunteers_came_note", (("came", came), ("due", came + missed), ("replaced", facts.replaced)))
        coming = Highlight("volunteers_came", came / (came + missed), ValueKind.RATE, note)
    wished, of = facts.wished
    hours = (("hours", f"{minutes // 60}:{minutes % 60:02}"),)
    places = Phrase("kpi_places_note", (("n", taken), ("of", needed)))
    numbers = (
        Highlight("places", taken / needed if needed else None, ValueKind.RATE, places),
        coming,
        Highlight("volunteer_minutes", minutes, ValueKind.COUNT, Phrase("kpi_volunteer_minutes_note", hours)),
        Highlight("wishes", wished / of if of else None, ValueKind.RATE, Phrase("kpi_wishes_note", (("n", wished), ("of", of)))),
    )  # fmt: skip
    main = ["places.needed", "places.filled", "shifts.held", "minutes.planned", "minutes.credited", "wishes.met", "skills.covered"]
    if facts.recorded:
        main[3:3] = ["shifts.came", "shifts.late", "shifts.missed"]
    listings = (
        Listing("roles", (26, 10, 10, 10, 12, 10, 10, 10)), Listing("hours", (40, 20, 40)),
        Listing("shifts", (12, 16, 14, 19, 19, 9, 9, 9, 9, 9)),
    )  # fmt: skip
    return Layout(numbers, tuple(main), listings, source="roster", note="note_figures_volunteers")
