"""What the schedule of an event says: blocks, conflicts, remedies, days."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from eventdesk.domain.age import AgeBand
from eventdesk.domain.conflicts import Conflict, ConflictKind, Remedy, RemedyKind, unplaced
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot, Schedule
from eventdesk.domain.venue import Grounds
from ui.widgets.lanes_plan import BlockText, Lane
from ui.wording import Wording

LANES = 4
_NAMED = 3  # slots by their titles; more of them are counted


class PlannerWords:
    """Sentences about one schedule. ``slot_of`` finds a slot by its id, None where it is no more."""

    def __init__(self, wording: Wording, zone: ZoneInfo, slot_of: Callable[[str], PlannedSlot | None]) -> None:
        self._wording, self._zone, self._slot_of = wording, zone, slot_of
        self.words = wording.words

    def __call__(self, key: str, **values: object) -> str:
        """A word by its key, as :class:`Words` gives it."""
        return self.words(key, **values)

    # -- a slot

    def clock(self, moment: datetime) -> str:
        """The time of day on the organisation's wall."""
        local = moment.astimezone(self._zone)
        return f"{local.hour}:{local.minute:02d}"

    def at(self, near: datetime, clock: time) -> datetime:
        """The moment of a time of day, on the day of another moment."""
        return datetime.combine(near.astimezone(self._zone).date(), clock, self._zone)

    def hours(self, slot: PlannedSlot) -> str:
        """From when to when, or how long."""
        if not slot.is_placed:
            return self.words("planner.minutes", n=int(slot.length.total_seconds() // 60))
        start, end = slot.span
        return self.words("planner.hours", start=self.clock(start), end=self.clock(end))

    def band(self, band: AgeBand | None) -> str:
        """Whom it is for: whole years where they are whole."""
        if band is None:
            return self.words("planner.all_ages")
        low, rest = divmod(band.min_months, 12)
        high, over = divmod(band.max_months, 12)
        whole = not rest and over in (0, 11)
        if not whole:
            return self.words("planner.months_to", low=band.min_months, high=band.max_months)
        if high >= 17:
            return self.words("planner.years_from", low=low)
        return (
            self.words("planner.years_one", low=low)
            if high == low
            else self.words("planner.years_to", low=low, high=high)
        )

    def units(self, number: int, slot: PlannedSlot) -> str:
        """A number of what the slot's capacity counts."""
        return self.words(f"planner.units_{slot.capacity_unit.value}", n=number)

    def describe(self, slot: PlannedSlot) -> BlockText:
        """What a block says."""
        if slot.kind is not SlotKind.SLOT:
            line = self.words("planner.line_sep").join(
                (self.hours(slot), self.words(f"planner.{slot.kind.value}_line"))
            )
            return BlockText(slot.title, hours=self.hours(slot), line=line, who=slot.leader, spoken=self.spoken(slot))
        line = self.words("planner.line_sep").join((self.hours(slot), self.band(slot.band)))
        open_ = slot.capacity is None
        return BlockText(
            slot.title,
            count=str(slot.registered),
            limit="" if open_ else f"/{slot.capacity}",
            hours=self.hours(slot),
            line=line,
            who=slot.leader or self.words("planner.leader_open"),
            share=None if slot.capacity is None else (slot.registered, slot.capacity),
            spoken=self.spoken(slot),
        )

    def spoken(self, slot: PlannedSlot) -> str:
        """All of a block in one line."""
        if slot.kind is not SlotKind.SLOT:
            more = self.words(f"planner.kind_{slot.kind.value}")
        elif slot.capacity is None:
            more = self.words("planner.spoken_open", count=self.units(slot.registered, slot))
        else:
            more = self.words("planner.spoken_booked", count=self.units(slot.registered, slot), limit=slot.capacity)
        more = self.words("common.list_comma").join(filter(None, (self.band(slot.band), slot.leader, more)))
        if not slot.is_placed:
            return self.words("planner.spoken_waiting", title=slot.title, minutes=self.hours(slot), more=more)
        room = slot.room or self.words("planner.no_room")
        return self.words("planner.spoken", title=slot.title, room=room, hours=self.hours(slot), more=more)

    def lanes(self, grounds: Grounds) -> tuple[Lane, ...]:
        """The rooms, each with what it holds and has."""
        lanes = []
        for number, room in enumerate(grounds.rooms):
            holds = self.words("planner.room_holds", n=room.capacity) if room.capacity is not None else ""
            lines = tuple(line for line in (holds, room.features) if line)
            lanes.append(Lane(room.name, room.name, lines, f"lane{number % LANES + 1}"))
        return tuple(lanes)

    # -- what is wrong

    def short(self, conflict: Conflict) -> str:
        """In a few words, beside a block."""
        return self.words(f"planner.short_{conflict.kind.value}", **self._facts(conflict))

    def said(self, conflict: Conflict, slot: str = "") -> str:
        """Whole, seen from one of its slots (id)."""
        return self.words(
            f"planner.said_{conflict.kind.value}", **self._facts(conflict), other=self._other(conflict, slot)
        )

    def line(self, conflict: Conflict) -> str:
        """Whole, with where it is."""
        slots = [slot for slot in map(self._slot_of, conflict.slots) if slot is not None]
        placed = [slot.span for slot in slots if slot.is_placed]
        if conflict.kind is ConflictKind.ROOM and len(placed) == 2:
            start, end = max(span[0] for span in placed), min(span[1] for span in placed)
            room = slots[0].room or self.words("planner.no_room")
            return self.words("planner.line_room", room=room, start=self.clock(start), end=self.clock(end))
        first = slots[0] if slots else None
        said = self.said(conflict, first.id if first is not None else "")
        return self.words("planner.line_other", title=first.title, said=said) if first is not None else said

    def before_release(self, schedule: Schedule, changes: int) -> str:
        """What a release does, and which slots families would be told of with neither hours nor a room."""
        text = self.words("planner.release_text", n=changes)
        waiting = [schedule.slot(conflict.slots[0]).title for conflict in unplaced(schedule)]
        if not waiting:
            return text
        more = ["…"] if len(waiting) > _NAMED else []
        titles = self.words("common.list_sep").join(waiting[:_NAMED] + more)
        return f"{text}\n\n{self.words('planner.said_unplaced', n=len(waiting), titles=titles)}"

    def _facts(self, conflict: Conflict) -> dict[str, object]:
        facts = dict(conflict.facts)
        if "min_months" in facts:
            facts["band"] = self.band(AgeBand(int(str(facts["min_months"])), int(str(facts["max_months"]))))
        for key in ("start", "end"):
            value = facts.get(key)
            if isinstance(value, datetime):
                facts[key] = self.clock(value)
        if "reason" in facts:
            facts["reason"] = (
                self.words("planner.said_closed_reason", reason=facts["reason"]) if facts["reason"] else ""
            )
        return facts

    def _other(self, conflict: Conflict, slot: str) -> str:
        others = [found.title for id in conflict.slots if id != slot and (found := self._slot_of(id)) is not None]
        return self.words("common.list_sep").join(dict.fromkeys(others[:2]))

    def remedy(self, remedy: Remedy) -> tuple[str, str]:
        """The icon and the words of a way out."""
        slot = self._slot_of(remedy.slot)
        if remedy.kind is RemedyKind.SHRINK:
            return "people", self.words("planner.remedy_shrink", capacity=remedy.capacity)
        if remedy.kind is RemedyKind.UNPLACE or remedy.start is None or slot is None or slot.start is None:
            return "list", self.words("planner.remedy_unplace")
        clock = self.clock(remedy.start)
        if remedy.room != slot.room:
            key = "planner.remedy_room" if remedy.start == slot.start else "planner.remedy_room_at"
            return "door", self.words(key, room=remedy.room, time=clock)
        return "clock", self.words(
            "planner.remedy_later" if remedy.start > slot.start else "planner.remedy_earlier", time=clock
        )

    # -- days

    def day_head(self, day: date) -> str:
        """The head of a day, such as its weekday and number."""
        return self.words("planner.day_head", weekday=self._wording.weekday(day), day=day.day)

    def day_spoken(self, day: date, slots: int, troubled: bool) -> str:
        """A day for those who hear it."""
        return self.words(
            "planner.day_spoken_bad" if troubled else "planner.day_spoken", day=self._wording.day(day), n=slots
        )

    def week(self, first: date, last: date) -> str:
        """The days of a week from first to last."""
        months = [
            day.month if self.words.language == "zh" else self.words(f"common.month_{day.month}")
            for day in (first, last)
        ]
        key = "planner.week_of" if first.month == last.month else "planner.week_over"
        return self.words(key, first=first.day, last=last.day, first_month=months[0], last_month=months[1])

    def leaders(self, slots: Iterable[PlannedSlot]) -> list[str]:
        """Everybody who leads something, once."""
        return list(dict.fromkeys(slot.leader for slot in slots if slot.leader))
