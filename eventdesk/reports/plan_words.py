"""How a plan's values are said: hours, ages, places, what is needed."""

from datetime import date, datetime, time

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot
from eventdesk.reports.phrases import clock, day
from eventdesk.reports.plan_facts import PlanFacts
from resources.words import Words

_YEAR = 12


def ages(band: AgeBand, words: Words) -> str:
    """A band in whole years where it is made of them, else in months."""
    if band.min_months % _YEAR or (band.max_months + 1) % _YEAR:
        return words("plan_pages.ages_months", low=band.min_months, high=band.max_months)
    low, high = band.min_months // _YEAR, (band.max_months + 1) // _YEAR - 1
    return words("plan_pages.ages_one", low=low) if low == high else words("plan_pages.ages_years", low=low, high=high)


def on(that_day: date, words: Words) -> str:
    """A day with its weekday."""
    return day(datetime.combine(that_day, time()), words)


def span(slot: PlannedSlot, facts: PlanFacts) -> str:
    """``9:30–10:15``; with the day where it ends on another one."""
    start, end = (facts.local(at) for at in slot.span)
    last = clock(end) if end.date() == start.date() else end.strftime("%m-%d %H:%M")
    return f"{clock(start)}–{last}"


def heading(slot: PlannedSlot, words: Words) -> str:
    """What stands in bold; a break or a blocker says what it is, unless its title does."""
    if slot.kind is SlotKind.SLOT:
        return slot.title
    kind = words(f"plan_pages.{slot.kind.value}")
    return slot.title if kind in slot.title else f"{kind}{words('plan_pages.sep')}{slot.title}"


def details(slot: PlannedSlot, words: Words, *, by_leader: bool) -> str:
    """Where or who, for whom, for how many: one line."""
    parts = [slot.room if by_leader else slot.leader]
    if slot.band is not None:
        parts.append(ages(slot.band, words))
    if slot.capacity is not None:
        parts.append(words(f"plan_pages.capacity_{slot.capacity_unit.value}", n=slot.capacity))
    if slot.registered:
        parts.append(words("plan_pages.taken", n=slot.registered))
    return words("plan_pages.sep").join(part for part in parts if part)


def remarks(slot: PlannedSlot, words: Words) -> list[str]:
    """What the team alone reads: what is needed, and the notes."""
    said = []
    if slot.resources:
        needs = [words("plan_pages.need", name=name, n=n) for name, n in slot.resources]
        said.append(words("plan_pages.needs", text=words("common.list_sep").join(needs)))
    if slot.notes.strip():
        said.append(words("plan_pages.notes", text=" ".join(slot.notes.split())))
    return said
