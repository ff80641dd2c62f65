"""What several stations wrote about one record, folded into what it is: a function of the set of writes, in whatever order they came.

Each field is a register that the last writer sets, by (hybrid time, device). A writer who had not seen what another one wrote
to the same field makes a conflict: the later value stands, the other is kept for a person to look at.
Source of the register: Shapiro, Preguiça, Baquero, Zawirski, "A comprehensive study of convergent and commutative replicated
data types" (INRIA RR-7506, 2011), 3.2.1; of what tells concurrent from later: Parker et al., "Detection of mutual inconsistency
in distributed systems" (1983).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

PRESENCE = ""
"""The field that says whether the record is there."""

REVISION = "revision"
"""The field that counts changes. Two who change a record at once both write the same number: it is counted here instead."""


@dataclass(frozen=True, order=True)
class Stamp:
    """When and by whom: the text of a hybrid time (:mod:`~eventdesk.domain.hlc`), a device's id, and the number of its item."""

    hlc: str
    device: str
    number: int


@dataclass(frozen=True)
class Write:
    """One item's word about a record. ``values`` are the fields that it names, None where it takes the record away.

    ``seen``: of each other device the last number that the writer had when it wrote; None for an item that does not tell, which
    is taken to have seen all before it.
    ``whole``: it names every field, so it brings back a record that was taken away; anything else changes only one that is there.
    """

    stamp: Stamp
    values: Mapping[str, Any] | None
    seen: Mapping[str, int] | None = None
    whole: bool = False

    def saw(self, other: Stamp) -> bool:
        """Whether the writer knew of the other write."""
        if self.seen is None or other.device == self.stamp.device:
            return True
        return self.seen.get(other.device, 0) >= other.number


@dataclass(frozen=True)
class Clash:
    """Two who wrote to one field without knowing of each other. ``kept`` is the value that stands, ``other`` the one that does
    not; for :data:`PRESENCE` they are whether the record is there."""

    field: str
    kept: Any
    other: Any
    kept_by: Stamp
    other_by: Stamp


@dataclass(frozen=True)
class Folded:
    """What a record is. ``values`` None: it was taken away, or nobody ever wrote all of it (``whole`` False); ``last`` is what it
    was or would be then."""

    values: Mapping[str, Any] | None
    clashes: tuple[Clash, ...]
    whole: bool
    last: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass
class _Register:
    """The writes to one field so far, in their order: (stamp, value)."""

    written: list[tuple[Stamp, Any]] = field(default_factory=list)

    def take(self, write: Write, value: Any) -> tuple[Stamp, Any] | None:
        """Writes the value; what was there, where the writer had not seen it and it says otherwise."""
        if self.written:
            known = next((old for stamp, old in reversed(self.written) if write.saw(stamp)), _NOTHING)
            if _same(known, value) and not _same(self.written[-1][1], value):
                # A whole row repeats what its writer knew: that is no word against what another one changed since.
                return None
            last, old = self.written[-1]
            if _same(old, value):
                # Said again, it is the same value; whoever says so has decided it all the same.
                self.written.append((write.stamp, value))
                return None
            self.written.append((write.stamp, value))
            return None if write.saw(last) else (last, old)
        self.written.append((write.stamp, value))
        return None


_NOTHING = object()


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def fold(writes: Iterable[Write]) -> Folded:
    """The record that the writes make. The same set gives the same record and the same clashes, whatever its order; a write that
    is there twice counts once."""
    ordered = {write.stamp: write for write in writes}
    if len(ordered) == 1:
        (only,) = ordered.values()
        if only.whole and only.values is not None:
            # A record that was written once, as nearly all of a roster are, needs no more.
            return Folded(only.values, (), True, only.values)
    registers: dict[str, _Register] = {}
    clashes: dict[str, Clash] = {}
    whole, revision = False, 0
    earlier: list[Stamp] = []
    for stamp in sorted(ordered):
        write = ordered[stamp]
        whole = whole or write.whole
        there = {PRESENCE: False} if write.values is None else {n: v for n, v in write.values.items() if n != REVISION}
        if write.values is not None:
            told = write.values.get(REVISION)
            # Alone, its writer's number counts; one that did not know of all before it would write a number twice.
            alone = all(write.saw(other) for other in earlier)
            revision = (revision if told is None else told) if alone else max(revision + 1, told or 0)
            there |= {PRESENCE: True} if write.whole else {}
        unseen = _unseen(registers, write)
        for name, value in there.items():
            lost = registers.setdefault(name, _Register()).take(write, value)
            if lost is not None:
                clashes[name] = Clash(name, value, lost[1], stamp, lost[0])
            elif name in clashes and write.saw(clashes[name].kept_by) and write.saw(clashes[name].other_by):
                # Whoever writes it with both values before them has settled it.
                del clashes[name]
        earlier.append(stamp)
        if unseen is not None:
            clashes[PRESENCE] = Clash(
                PRESENCE, False, True, *((stamp, unseen) if write.values is None else (unseen, stamp))
            )
    there_now = whole and (PRESENCE not in registers or bool(registers[PRESENCE].written[-1][1]))
    values = {name: one.written[-1][1] for name, one in registers.items() if name != PRESENCE}
    values |= {REVISION: revision} if any(REVISION in (write.values or {}) for write in ordered.values()) else {}
    return Folded(values if there_now else None, tuple(clashes[name] for name in sorted(clashes)), whole, values)


def _unseen(registers: Mapping[str, _Register], write: Write) -> Stamp | None:
    """What goes against taking a record away: for a removal the last change that it did not know of, for a change of some fields
    the removal that it did not know of."""
    if write.values is None:
        return max(
            (one.written[-1][0] for one in registers.values() if not write.saw(one.written[-1][0])), default=None
        )
    present = registers.get(PRESENCE)
    if write.whole or present is None or present.written[-1][1]:
        return None
    removed = present.written[-1][0]
    return None if write.saw(removed) else removed
