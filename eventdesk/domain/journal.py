"""The journal of a door: a grow-only set of entries, and what follows from it.

Totals are a fold over the set ordered by (hlc, station, station_seq), so losing, doubling or reordering entries on
their way between stations cannot make two stations disagree. Undo is an entry too (``void``); history stays.
"""

from bisect import insort
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class EntryKind(StrEnum):
    """``in`` and ``override`` let persons in (the second by somebody's decision), ``out`` lets them leave, ``void`` takes an entry back."""  # noqa: E501

    IN = "in"
    OUT = "out"
    VOID = "void"
    OVERRIDE = "override"


@dataclass(frozen=True)
class Entry:
    """One line of the journal.

    ``at`` is when it happened (UTC), ``hlc`` when it was written; ``target`` is the entry a void takes back.
    ``pickup_code`` is the code of the visit, by which the children are handed back.
    """

    id: str
    event: str
    kind: EntryKind
    registration: str | None
    persons: tuple[str, ...]
    at: datetime
    hlc: str
    station: str
    station_seq: int
    operator: str
    reason: str | None = None
    target: str | None = None
    pickup_code: str | None = None

    @property
    def order(self) -> tuple[str, str, int]:
        """Where it stands in the fold, the same at every station."""
        return (self.hlc, self.station, self.station_seq)

    def body(self) -> dict[str, Any]:
        """The entry as plain values, for digests, the outbox and the wire; without the pick-up code, which travels
        beside them."""
        return {
            "id": self.id,
            "event": self.event,
            "kind": self.kind.value,
            "registration": self.registration,
            "persons": list(self.persons),
            "at": self.at.isoformat(timespec="milliseconds"),
            "hlc": self.hlc,
            "station": self.station,
            "station_seq": self.station_seq,
            "operator": self.operator,
            "reason": self.reason,
            "target": self.target,
        }


@dataclass(frozen=True)
class Whereabouts:
    """What the journal says of one person. ``doubled`` are admissions while the person was inside already."""

    inside: bool = False
    first: Entry | None = None
    last: Entry | None = None
    doubled: tuple[Entry, ...] = ()


NOWHERE = Whereabouts()


@dataclass
class Tally:
    """The fold of one event's journal, kept up as entries come, in any order."""

    inside: int = 0
    entries: dict[str, Entry] = field(default_factory=dict)
    _voided: set[str] = field(default_factory=set)
    _by_person: dict[str, list[tuple[tuple[str, str, int], Entry]]] = field(default_factory=lambda: defaultdict(list))
    _whereabouts: dict[str, Whereabouts] = field(default_factory=dict)
    _codes: dict[str, tuple[tuple[str, str, int], str]] = field(default_factory=dict)
    _codes_taken: set[str] = field(default_factory=set)

    def add(self, entry: Entry) -> None:
        """Takes an entry in; one that is here already changes nothing."""
        if entry.id in self.entries:
            return
        self.entries[entry.id] = entry
        if entry.pickup_code is not None and entry.registration is not None:
            self._take_code(entry.registration, (entry.order, entry.pickup_code))
        if entry.kind is EntryKind.VOID:
            self._void(entry)
            return
        for person in dict.fromkeys(entry.persons):
            insort(self._by_person[person], (entry.order, entry), key=lambda pair: pair[0])
            self._refold(person)

    def _take_code(self, registration: str, given: tuple[tuple[str, str, int], str]) -> None:
        """Two doors that do not see each other may give one family two codes: the earlier is its code everywhere."""
        self._codes_taken.add(given[1])
        self._codes[registration] = min(given, self._codes.get(registration, given))

    def _void(self, entry: Entry) -> None:
        if entry.target is None:
            return
        self._voided.add(entry.target)
        taken_back = self.entries.get(entry.target)
        for person in taken_back.persons if taken_back is not None else ():
            self._refold(person)

    def _refold(self, person: str) -> None:
        was = self._whereabouts.get(person, NOWHERE)
        now = self._fold(person)
        self._whereabouts[person] = now
        self.inside += int(now.inside) - int(was.inside)

    def _fold(self, person: str) -> Whereabouts:
        inside, first, last, doubled = False, None, None, []
        for _, entry in self._by_person[person]:
            if entry.id in self._voided:
                continue
            if entry.kind is EntryKind.OUT:
                inside = False
            else:
                if inside and entry.kind is EntryKind.IN:
                    doubled.append(entry)
                first = first or entry
                inside = True
            last = entry
        return Whereabouts(inside=inside, first=first, last=last, doubled=tuple(doubled))

    def of(self, person: str) -> Whereabouts:
        """What is known of a person; nobody's journal is :data:`NOWHERE`."""
        return self._whereabouts.get(person, NOWHERE)

    def pickup_code(self, registration: str) -> str | None:
        """The code of a family's visit; it stays theirs when an admission is taken back."""
        given = self._codes.get(registration)
        return given[1] if given is not None else None

    def is_code_taken(self, code: str) -> bool:
        """Whether a family of this event has a pick-up code already."""
        return code in self._codes_taken

    def is_voided(self, entry_id: str) -> bool:
        """Whether an entry was taken back."""
        return entry_id in self._voided

    def attended(self) -> dict[str, Whereabouts]:
        """Everybody who was let in at least once, by person."""
        return {person: where for person, where in self._whereabouts.items() if where.first is not None}
