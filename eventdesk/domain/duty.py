"""The day of the volunteers: who is here, who is late or did not come, and what time is credited.

A fold of marks that are never altered, as the door's journal is: whoever holds the same marks comes to the same answer.
Moments are aware; lengths are whole minutes, what is begun is not counted. Rules are the organisation's own: late is who is
not here a whole minute after the start, a no-show who is not here :data:`NO_SHOW_AFTER` it, or whom somebody marked as one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from eventdesk.domain.volunteer import Shift

NO_SHOW_AFTER = timedelta(minutes=15)
"""So long after a shift's start nobody waits any more: somebody else has to step in."""

_MINUTE = timedelta(minutes=1)


class MarkKind(StrEnum):
    """What a mark says."""

    IN = "in"
    OUT = "out"
    NO_SHOW = "no_show"
    VOID = "void"


@dataclass(frozen=True)
class Mark:
    """One entry about a volunteer (an engagement's id). ``shift`` is what a no-show is about, None: the whole day;
    ``voids`` the mark that a void takes back."""

    id: str
    volunteer: str
    kind: MarkKind
    at: datetime
    shift: str | None = None
    voids: str | None = None


class Duty(StrEnum):
    """How it stands with one volunteer and one shift."""

    EXPECTED = "expected"  # it has not begun, and the volunteer is not here
    READY = "ready"  # it has not begun, and the volunteer is here
    ON = "on"  # it goes on, and the volunteer is here
    LATE = "late"  # it goes on, and the volunteer is not here yet
    MISSING = "missing"  # the volunteer did not come
    AWAY = "away"  # it goes on, and the volunteer came and left
    DONE = "done"  # it is over, and the volunteer came


CAME = frozenset({Duty.READY, Duty.ON, Duty.AWAY, Duty.DONE})
"""Standings of somebody who came to a shift: who was checked in did, before it began as well."""


@dataclass(frozen=True)
class Stretch:
    """A time that somebody was here; ``end`` None: nobody saw them leave."""

    start: datetime
    end: datetime | None = None

    def covers(self, moment: datetime) -> bool:
        """Whether they were here at a moment."""
        return self.start <= moment and (self.end is None or moment < self.end)


@dataclass(frozen=True)
class Served:
    """How a volunteer did one shift: since when they were here for it, how late they came, what is credited by the marks."""

    shift: Shift
    volunteer: str
    duty: Duty
    came: datetime | None = None
    late: int = 0
    minutes: int = 0
    marked: bool = False


@dataclass(frozen=True)
class Reliability:
    """Shifts that have been, those that the volunteer came to, those of them that they came late to, and the minutes."""

    shifts: int = 0
    came: int = 0
    late: int = 0
    minutes: int = 0

    def __add__(self, other: "Reliability") -> "Reliability":
        return Reliability(
            self.shifts + other.shifts, self.came + other.came, self.late + other.late, self.minutes + other.minutes
        )


def standing(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks that hold, in order of time: without those that were taken back and without what took them back."""
    # Ids made within one millisecond tell no order: who came and left in it was here first.
    every = sorted(marks, key=lambda mark: (mark.at, mark.kind is MarkKind.OUT, mark.id))
    gone = {mark.voids for mark in every if mark.kind is MarkKind.VOID}
    return tuple(mark for mark in every if mark.kind is not MarkKind.VOID and mark.id not in gone)


def stretches(marks: Iterable[Mark]) -> tuple[Stretch, ...]:
    """When one volunteer was here. A second coming without a leaving before it changes nothing, nor does a second leaving."""
    found: list[Stretch] = []
    since: datetime | None = None
    for mark in standing(marks):
        if mark.kind is MarkKind.IN and since is None:
            since = mark.at
        elif mark.kind is MarkKind.OUT and since is not None:
            found.append(Stretch(since, mark.at))
            since = None
    if since is not None:
        found.append(Stretch(since))
    return tuple(found)


def is_here(marks: Iterable[Mark], now: datetime) -> bool:
    """Whether one volunteer is here."""
    return any(stretch.covers(now) for stretch in stretches(marks))


def served(
    volunteer: str,
    shifts: Iterable[Shift],
    marks: Iterable[Mark],
    now: datetime,
    *,
    given: Mapping[str, int] | None = None,
) -> tuple[Served, ...]:
    """How one volunteer did their ``shifts``, in order of time, from their ``marks``.

    Credited is the time within a shift that they were here; who was not seen leaving stayed to its end. A break is taken off
    in proportion to that time. Two shifts at once (somebody waived the rule) are credited once. ``given`` are the minutes
    that somebody credited by hand, by shift: they count instead.
    """
    marks = tuple(mark for mark in standing(marks) if mark.at <= now)
    here = stretches(marks)
    found: list[Served] = []
    counted: datetime | None = None
    for shift in sorted(shifts, key=lambda one: (one.start, one.end, one.code)):
        start = shift.start if counted is None else max(shift.start, counted)
        one = _served(volunteer, shift, here, marks, now)
        if one.came is not None:
            one = replace(one, minutes=_credited(shift, here, start, min(now, shift.end)))
            counted = shift.end if counted is None else max(counted, shift.end)
        by_hand = (given or {}).get(shift.id)
        found.append(one if by_hand is None else replace(one, minutes=by_hand))
    return tuple(found)


def reliability(found: Iterable[Served], now: datetime) -> Reliability:
    """What shifts that are over say of a volunteer. One with minutes given by hand counts as come to."""
    total = Reliability()
    for one in found:
        if one.shift.end <= now:
            came = one.came is not None or one.minutes > 0
            total += Reliability(1, int(came), int(came and one.late > 0), one.minutes)
    return total


def turn(shifts: Sequence[Shift], now: datetime) -> Shift | None:
    """The shift that somebody who comes now is here for: the one that goes on, else the next one; None: no more today."""
    left = sorted((shift for shift in shifts if shift.end > now), key=lambda one: (one.start, one.end, one.code))
    return left[0] if left else None


def _served(volunteer: str, shift: Shift, here: Sequence[Stretch], marks: Sequence[Mark], now: datetime) -> Served:
    came = _came(shift, here, now)
    missing = _marked(shift, marks, came)
    if missing or (came is None and now >= shift.start + NO_SHOW_AFTER):
        return Served(shift, volunteer, Duty.MISSING, marked=missing)
    if came is None:
        present = any(stretch.covers(now) for stretch in here)
        if now < shift.start:
            return Served(shift, volunteer, Duty.READY if present else Duty.EXPECTED)
        return Served(shift, volunteer, Duty.LATE, late=max(0, (now - shift.start) // _MINUTE))
    late = max(0, (came - shift.start) // _MINUTE)
    if now >= shift.end:
        return Served(shift, volunteer, Duty.DONE, came, late)
    present = any(stretch.covers(now) for stretch in here)
    return Served(shift, volunteer, Duty.ON if present else Duty.AWAY, came, late)


def _came(shift: Shift, here: Sequence[Stretch], now: datetime) -> datetime | None:
    """When the volunteer was first here while the shift went on: its start for who was here before, None: not yet."""
    if now < shift.start:
        return None
    for stretch in here:
        begins = max(stretch.start, shift.start)
        if begins < shift.end and begins <= now and (stretch.end is None or stretch.end > shift.start):
            return begins
    return None


def _marked(shift: Shift, marks: Sequence[Mark], came: datetime | None) -> bool:
    """Whether somebody said that the volunteer did not come. Who came after that did; a mark for the whole day speaks only of
    the shifts that they were not seen at."""
    for mark in marks:
        if mark.kind is not MarkKind.NO_SHOW or (mark.shift is not None and mark.shift != shift.id):
            continue
        if came is None:
            return True
        if mark.shift == shift.id and not any(
            later.kind is MarkKind.IN and mark.at < later.at < shift.end for later in marks
        ):
            return True
    return False


def _credited(shift: Shift, here: Sequence[Stretch], start: datetime, end: datetime) -> int:
    """Whole minutes between two moments that they were here, less their part of the break."""
    worked = timedelta()
    for stretch in here:
        until = end if stretch.end is None else min(end, stretch.end)
        worked += max(timedelta(), until - max(start, stretch.start))
    whole = (shift.end - shift.start) // _MINUTE
    minutes = worked // _MINUTE
    return max(0, minutes - (shift.break_minutes * minutes // whole if whole else 0))
