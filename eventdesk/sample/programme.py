"""The events of the sample: the day itself with its slots, one that is over, and what is to come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from eventdesk.sample.cast import Part
from eventdesk.sample.people import DEFAULT, SampleFamily, share

NOTICE = "2026-1"
ORGANISATION = "小禾苗亲子社"
VENUE = "青禾社区中心"
EAST, SOUTH = "1 号门 · 东门", "2 号门 · 南门"


@dataclass(frozen=True)
class SampleSlot:
    """A slot: minutes from the event's start, places, and how many of them the default's families take."""

    code: str
    title: str
    room: str
    start: int
    end: int
    capacity: int
    taken: int = 0


@dataclass(frozen=True)
class SampleEvent:
    """An event; ``days`` from the day itself, ``hour`` and minute None where it begins when the day does."""

    title: str
    days: int
    at: tuple[int, int] | None
    minutes: int
    capacity: int
    families: int
    slots: tuple[SampleSlot, ...] = ()


FULL = "BLOCKS"
"""The slot that is full: families wait for it."""

TODAY = SampleEvent(
    "秋日亲子工坊日", 0, None, 150, 150, DEFAULT,
    (
        SampleSlot("LEAF", "落叶拓印", "彩虹厅", 0, 60, 40, 36),
        SampleSlot(FULL, "积木搭桥", "积木教室", 0, 60, 24, 24),
        SampleSlot("STORY", "故事会", "小树屋", 0, 60, 30, 22),
        SampleSlot("MUSIC", "亲子音乐圈", "彩虹厅", 70, 120, 40, 34),
        SampleSlot("PICNIC", "草坪野餐", "户外草坪", 120, 150, 56, 48),
    ),
)  # fmt: skip
PAST = SampleEvent("绘本里的秋天", -7, (14, 0), 120, 60, 18)
NEXT = SampleEvent(
    "冬日暖手工坊", 14, (9, 30), 150, 120, 16,
    (
        SampleSlot("LAMP", "做一盏小灯", "彩虹厅", 0, 70, 40, 24),
        SampleSlot("SCARF", "织条小围巾", "小树屋", 0, 60, 30, 14),
        SampleSlot("DUMPLING", "一起包饺子", "小树屋", 80, 150, 30, 30),
    ),
)  # fmt: skip
LATER = SampleEvent("新年亲子音乐会", 35, (10, 0), 90, 120, 0)


def begins(event: SampleEvent, day_start: datetime) -> datetime:
    """When an event begins, for a day that begins at ``day_start`` (aware, in the organisation's zone)."""
    if event.at is None:
        return day_start
    day = day_start + timedelta(days=event.days)
    return day.replace(hour=event.at[0], minute=event.at[1])


def scaled(event: SampleEvent, families: int) -> SampleEvent:
    """The event with places for more families than it was thought for; for fewer, with fewer places taken."""
    more = families > event.families
    slots = tuple(
        replace(
            slot,
            capacity=share(slot.capacity, families) if more else slot.capacity,
            taken=share(slot.taken, families),
        )
        for slot in event.slots
    )
    capacity = -(-event.capacity * families // event.families) if more else event.capacity
    return replace(event, capacity=capacity, slots=slots)


def choose_slots(
    families: Sequence[SampleFamily], event: SampleEvent
) -> tuple[tuple[SampleFamily, ...], SampleEvent]:
    """Gives every family slots: so many persons to each slot as the event says, who waits to the full one alone.

    With them comes the event, in which that slot has as many places as are taken, if anybody waits for it.
    """
    if not event.slots:
        return tuple(replace(family, slots=()) for family in families), event
    codes = [slot.code for slot in event.slots]
    chosen = {family.phone: [code for code in family.slots if code in codes] for family in families}
    left = {slot.code: slot.taken for slot in event.slots}
    places = [family for family in families if family.part in (Part.CONFIRMED, Part.BY_PHONE)]
    for family in places:
        for code in chosen[family.phone]:
            left[code] -= family.persons
    for slot in sorted(event.slots, key=lambda slot: (slot.start, slot.code != FULL)):
        _fill(slot.code, left, [family for family in places if not chosen[family.phone]], chosen)
    # What is left over goes to families who come earlier and stay on; and nobody is left without a slot.
    last = event.slots[-1].code
    _fill(last, left, [family for family in reversed(places) if last not in chosen[family.phone]], chosen)
    waits = any(family.part is Part.WAITING for family in families) and FULL in left
    room = {slot.code: slot.capacity - slot.taken + left[slot.code] for slot in event.slots}
    taken = next((slot.taken for slot in event.slots if slot.code == FULL), 0) - left.get(FULL, 0)
    if waits:
        room[FULL] = -1
    for family in families:
        if not chosen[family.phone]:
            code = FULL if family.part is Part.WAITING and waits else max(room, key=room.__getitem__)
            chosen[family.phone].append(code)
            room[code] -= family.persons
    order = {code: place for place, code in enumerate(codes)}
    placed = (replace(family, slots=tuple(sorted(chosen[family.phone], key=order.__getitem__))) for family in families)
    slots = (replace(slot, capacity=taken) if waits and slot.code == FULL else slot for slot in event.slots)
    return tuple(placed), replace(event, slots=tuple(slots))


def _fill(code: str, left: dict[str, int], families: Sequence[SampleFamily], chosen: dict[str, list[str]]) -> None:
    for family in families:
        rest = left[code] - family.persons
        if rest == 0 or rest >= 2:  # nobody comes alone: one place would stay empty
            chosen[family.phone].append(code)
            left[code] = rest
