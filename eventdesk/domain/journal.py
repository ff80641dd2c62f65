"""The journal of a door: a grow-only set of entries, and what follows from it.

Totals are a fold over the set ordered by (hlc, station, station_seq), so losing, doubling or reordering entries on
their way between stations cannot make two stations disagree. Undo is an entry too (``void``); history stays.
"""

import hashlib
import json
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
    """One line of the journal. ``at`` is when it happened (UTC), ``hlc`` when it was written; ``target`` is the entry a void takes back."""  # noqa: E501

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

    @property
    def order(self) -> tuple[str, str, int]:
        """Where it stands in the fold, the same at every station."""
        return (self.hlc, self.station, self.station_seq)

    def body(self) -> dict[str, Any]:
        """The entry as plain values, for digests, the outbox and the wire."""
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


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: object) -> bytes:
    """JSON with sorted keys and no spaces: the same bytes for the same values (as RFC 8785, for the values used here)."""
    return _ENCODER.encode(value).encode()


def chained(previous: str, body: dict[str, Any]) -> str:
    """SHA-256, in hex, of an item and the digest of the one before it."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(body)).hexdigest()


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

    def add(self, entry: Entry) -> None:
        """Takes an entry in; one that is here already changes nothing."""
        if entry.id in self.entries:
            return
        self.entries[entry.id] = entry
        if entry.kind is EntryKind.VOID:
            self._void(entry)
            return
        for person in dict.fromkeys(entry.persons):
            insort(self._by_person[person], (entry.order, entry), key=lambda pair: pair[0])
            self._refold(person)

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

    def is_voided(self, entry_id: str) -> bool:
        """Whether an entry was taken back."""
        return entry_id in self._voided

    def attended(self) -> dict[str, Whereabouts]:
        """Everybody who was let in at least once, by person."""
        return {person: where for person, where in self._whereabouts.items() if where.first is not None}


def set_digest(lines: list[tuple[str, str]]) -> str:
    """SHA-256 over the sorted ``id:digest`` lines of a set of items: the same set, the same digest."""
    text = "\n".join(sorted(f"{item}:{digest}" for item, digest in lines))
    return hashlib.sha256(text.encode()).hexdigest()
