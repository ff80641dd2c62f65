"""Writes what differs of a roster, after a look at the rules: nothing that breaks one without a waiver is kept."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.domain.roster import ORDER, WAIVABLE
from eventdesk.domain.roster_check import Breach, breaches
from eventdesk.domain.volunteer import Assigned, Response, Rule, Staffing
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import rows
from eventdesk.services.house import House
from eventdesk.services.volunteer_views import RosterView
from eventdesk.store import volunteer_tables as v
from eventdesk.store.unit import Unit

Key = tuple[str, str]
"""A shift's id and an engagement's id: one assignment."""

HAND, PLAN = "hand", "plan"


@dataclass(frozen=True)
class Written:
    """What a verb did to assignments."""

    added: tuple[Assigned, ...] = ()
    removed: tuple[Assigned, ...] = ()
    touched: int = 0

    @property
    def anything(self) -> bool:
        """Whether there is anything to commit."""
        return bool(self.added or self.removed or self.touched)


def key_of(assigned: Assigned) -> Key:
    """What names an assignment."""
    return (assigned.shift, assigned.volunteer)


def may_waive(house: House, waives: bool, reason: str) -> None:
    """To waive a rule needs the right to override and a reason."""
    if waives:
        house.require(Right.OVERRIDE)
        if not reason.strip():
            raise InvalidInput("reason_missing", field="reason")


def writing_by_hand(house: House, *, waives: bool, reason: str) -> AbstractContextManager[Unit]:
    """A unit for what a person changes of a roster."""
    may_waive(house, waives, reason)
    return house.writing(Right.VOLUNTEERS, "roster.waived" if waives else "roster.changed")


def waivers(before: Staffing, after: Staffing) -> tuple[str, ...]:
    """The rules that are passed now and were not, each once."""
    old = {key_of(one): one.waived for one in before.assigned}
    found = {rule for one in after.assigned for rule in one.waived - old.get(key_of(one), frozenset())}
    return tuple(sorted(rule.value for rule in found))


def changed(
    staffing: Staffing, add: Sequence[Assigned], remove: Iterable[Key], waive: Mapping[Key, Iterable[Rule]]
) -> Staffing:
    """The staffing after shifts were given and taken; ``waive`` adds to what was waived.

    :class:`NotFound` for a shift or a volunteer that is none of the event's, or for an assignment that is not there;
    :class:`Conflict` where a rule is broken, or one is waived that nobody may pass.
    """
    roster = {key_of(one): one for one in staffing.assigned}
    given = {key_of(one): one for one in add}
    for key in (*given, *waive):
        known(staffing, key)
    for key in remove:
        if roster.pop(key, None) is None:
            raise NotFound("assignment_not_found")
    touched: set[Key] = set(given)
    for key, one in given.items():
        before = roster.get(key)
        roster[key] = one if before is None else replace(one, waived=one.waived | before.waived)
    for key, rules in waive.items():
        if key not in roster:
            raise NotFound("assignment_not_found")
        roster[key] = replace(roster[key], waived=roster[key].waived | frozenset(rules))
        touched.add(key)
    after = replace(staffing, assigned=tuple(sorted(roster.values())))
    refuse(after, touched)
    # A waiver says what was passed, and nothing that would have been allowed anyhow.
    return replace(after, assigned=tuple(_needed(after, one) if key_of(one) in touched else one for one in after.assigned))


def known(staffing: Staffing, key: Key) -> None:
    """:class:`NotFound` unless the event has the shift and the volunteer."""
    if key[0] not in staffing.shift_by_id:
        raise NotFound("shift_not_found")
    if key[1] not in staffing.volunteer_by_id:
        raise NotFound("engagement_not_found")


def refuse(after: Staffing, touched: set[Key]) -> None:
    """:class:`Conflict` ``rule_broken`` where a rule is broken by one of these, ``rule_not_waivable`` where one is waived that
    holds for everybody."""
    for one in after.assigned:
        stiff = sorted(one.waived - WAIVABLE)
        if key_of(one) in touched and stiff:
            raise Conflict("rule_not_waivable", rule=stiff[0].value)
    for breach in sorted(breaches(after), key=lambda one: ORDER.index(one.rule)):
        if any(_is_about(breach, key) for key in touched):
            shift = after.shift_by_id[next(s for s in breach.shifts if any(s == key[0] for key in touched))]
            person = after.volunteer_by_id.get(breach.volunteer)
            raise Conflict("rule_broken", rule=breach.rule.value, shift=shift.code, volunteer=person.code if person else shift.code)


def _is_about(breach: Breach, key: Key) -> bool:
    return key[0] in breach.shifts and (not breach.volunteer or key[1] in (breach.volunteer, breach.other))


def _needed(after: Staffing, one: Assigned) -> Assigned:
    """An assignment with those of its waivers that it needs."""
    kept = one.waived
    for rule in sorted(one.waived):
        without = replace(one, waived=kept - {rule})
        roster = tuple(without if key_of(other) == key_of(one) else other for other in after.assigned)
        if not any(breach.rule is rule and _is_about(breach, key_of(one)) for breach in breaches(replace(after, assigned=roster))):
            kept = kept - {rule}
    return replace(one, waived=kept)


def write(
    unit: Unit, event: Any, before: Staffing, after: Staffing, *, origin: str, reason: str = "", by_hand: frozenset[Key] = frozenset()
) -> Written:
    """Writes the difference between two rosters of an event; ``by_hand`` are keys that are made so whatever the origin."""
    old = {key_of(one): one for one in before.assigned}
    new = {key_of(one): one for one in after.assigned}
    removed = tuple(one for key, one in old.items() if key not in new)
    added = tuple(one for key, one in new.items() if key not in old)
    stored = stored_rows(unit, event.id)
    for one in removed:
        rows.remove(unit, v.assignment, stored[key_of(one)], changes=frozenset(), event=event.id)
    for one in added:
        rows.add(unit, v.assignment, _row(unit, one, HAND if key_of(one) in by_hand else origin, reason), event=event.id)
    touched = 0
    for key, one in new.items():
        if key in old and (one.pinned, one.waived) != (old[key].pinned, old[key].waived):
            values: dict[str, Any] = {"pinned": one.pinned, "waived": sorted(one.waived)}
            if one.waived != old[key].waived:
                values["reason"] = reason
            touched += rows.change(unit, v.assignment, stored[key], values, event=event.id)
    return Written(added, removed, touched)


def stored_rows(unit: Unit, event: str) -> dict[Key, Any]:
    """The stored assignments of an event (its id)."""
    a, s = v.assignment, v.shift
    found = unit.execute(sa.select(a).join(s, s.c.id == a.c.shift).where(s.c.event == event))
    return {(row.shift, row.engagement): row for row in found}


def _row(unit: Unit, one: Assigned, origin: str, reason: str) -> dict[str, Any]:
    return {
        "shift": one.shift, "engagement": one.volunteer, "pinned": one.pinned, "origin": origin, "waived": sorted(one.waived),
        "reason": reason if one.waived else "", "response": Response.OPEN.value, "responded_at": None, "credited": None,
        "at": unit.now, "operator": unit.actor.operator,
    }  # fmt: skip


def result(view: RosterView, written: Written, changes: frozenset[str]) -> RosterView:
    """The roster after a verb, with what it did."""
    return replace(view, added=written.added, removed=written.removed, changes=changes if written.anything else frozenset())
