"""What the calendar shows of the core's events: pills, days, ages, states, in words and tokens."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventKind, EventState
from eventdesk.domain.season import CalendarDay, Duty, SeasonEvent
from ui.widgets.month_paint import Cell, Pill
from ui.widgets.paint import ChipLook, Tone
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.services.seasons import MonthView

LANES: Mapping[EventKind, str] = {
    EventKind.LECTURE: "lane3", EventKind.OUTDOOR: "lane1", EventKind.FESTIVAL: "lane1", EventKind.WORKSHOP: "lane4",
    EventKind.COURSE: "lane2", EventKind.BRAND: "lane4", EventKind.OTHER: "lane2",
}  # fmt: skip
"""The colour of each kind. There are four for seven: of two that share one, the second has a broken mark."""

BROKEN = frozenset({EventKind.FESTIVAL, EventKind.BRAND, EventKind.OTHER})
"""Kinds whose mark is in two pieces, as the key of the year shows it."""

_TONES = {
    EventState.IDEA: Tone.OUTLINE, EventState.DRAFT: Tone.NEUTRAL, EventState.PUBLISHED: Tone.ACCENT,
    EventState.RUNNING: Tone.OK, EventState.CLOSED: Tone.NEUTRAL, EventState.ARCHIVED: Tone.NEUTRAL,
    EventState.CANCELLED: Tone.NEUTRAL,
}  # fmt: skip


def state_chip(wording: Wording, state: EventState, end: datetime, now: datetime) -> ChipLook:
    """An event's state; one that is over by its hours says so, whatever was pressed."""
    over = end <= now and state in (EventState.DRAFT, EventState.PUBLISHED, EventState.RUNNING)
    if over:
        return ChipLook(wording.words("season.state_over"), tone=Tone.NEUTRAL)
    icon = "x" if state is EventState.CANCELLED else ""
    return ChipLook(wording.words(f"season.state_{state.value}"), icon, _TONES[state])


def ages(wording: Wording, bands: Sequence[AgeBand]) -> str:
    """The ages an event is for, from the youngest to the oldest, in years."""
    words = wording.words
    if not bands:
        return words("season.all_ages")
    low, high = min(band.min_months for band in bands), max(band.max_months for band in bands)
    first, last = low // 12, high // 12
    return words("season.age_one", n=first) if first == last else words("season.age_span", low=first, high=last)


def pill_of(wording: Wording, event: SeasonEvent, now: datetime) -> Pill:
    """An event in a cell of the month."""
    words = wording.words
    full = event.capacity is not None and event.taken >= event.capacity > 0
    if event.state is EventState.CANCELLED:
        count = words("season.state_cancelled")
    elif full:
        count = words("season.full")
    elif event.capacity:
        count = f"{event.taken}/{event.capacity}"
    else:
        count = words("season.persons", n=event.registered) if event.registered else ""
    tip = [event.title, wording.span(event.start, event.end), words(f"season.kind_{event.kind.value}")]
    tip += [words(f"season.state_{event.state.value}"), ages(wording, event.bands)]
    if event.capacity:
        tip.append(words("season.taken", taken=event.taken, capacity=event.capacity))
    if event.needs_permit(now):
        tip.append(words("season.permit_short", n=event.crowd))
    return Pill(
        event.code, event.title, LANES[event.kind], event.taken, event.capacity or 0, count, wording.time(event.start),
        icon="warn" if event.needs_permit(now) else "", off=event.state is EventState.CANCELLED,
        faint=event.state is EventState.IDEA, broken=event.kind in BROKEN, tip="\n".join(tip),
    )  # fmt: skip


def days_of(event: SeasonEvent) -> Iterable[date]:
    """The days an event touches; one that ends at midnight does not touch the next."""
    last = (event.end - timedelta(microseconds=1)).date()
    day = event.start.date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def note_of(wording: Wording, day: CalendarDay) -> str:
    """The festival of a day, if any."""
    return wording.words(f"season.festival_{day.festival.value}") if day.festival is not None else ""


def mark_of(wording: Wording, day: CalendarDay) -> str:
    """The mark of a day off or a day worked instead."""
    return wording.words(f"season.duty_{day.duty.value}") if day.duty is not None else ""


def cells_of(wording: Wording, view: "MonthView", now: datetime) -> tuple[Cell, ...]:
    """The days of a month with their events; a longer event lies on each of its days."""
    by_day: dict[date, list[SeasonEvent]] = {}
    for event in view.events:
        for day in days_of(event):
            by_day.setdefault(day, []).append(event)
    cells = []
    for shown in view.days:
        events = by_day.get(shown.day, [])
        cells.append(
            Cell(
                shown.day, tuple(pill_of(wording, event, now) for event in events), mark_of(wording, shown),
                shown.duty is Duty.WORK, note_of(wording, shown), any(event.conflicts for event in events),
            )
        )  # fmt: skip
    return tuple(cells)
