"""Who helps at an event, and who has which shift."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from eventdesk.domain.right import Right
from eventdesk.domain.volunteer import Assigned, Response, Rule, Staffing, StaffingRules, Window
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import engagements, rows
from eventdesk.services.events import STAFFING, find
from eventdesk.services.house import House
from eventdesk.services.roster_reading import LISTED, roster_of, rules_of
from eventdesk.services.roster_writing import (
    HAND,
    PLAN,
    Key,
    Written,
    changed,
    key_of,
    may_waive,
    refuse,
    result,
    stored_rows,
    waivers,
    write,
    writing_by_hand,
)
from eventdesk.services.volunteer_views import RosterView
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.unit import Unit

CHANGES: frozenset[str] = frozenset({"rosters"})
PEOPLE: frozenset[str] = frozenset({"rosters", "volunteers"})

MOST_MINUTES = 24 * 60


class Rosters:
    """The verbs of rosters."""

    def __init__(self, house: House) -> None:
        self._house = house

    def show(self, event_code: str, *, unmasked: bool = False) -> RosterView:
        """An event's roster. Names are whole, phones masked unless ``unmasked``, which needs the right and is audited."""
        self._house.require(Right.LOOK)
        if unmasked:
            self._house.require(Right.UNMASK)
        with self._house.store.reading() as connection:
            view = roster_of(connection, find(connection, event_code), zone=self._house.zone, unmasked=unmasked)
        if unmasked and view.people:
            with self._house.writing(Right.UNMASK, "unmasked") as unit:
                unit.put("audit.unmasked", {"what": "rosters.show", "count": len(view.people)})
                unit.commit(what="rosters.show", count=len(view.people))
        return view

    def question(self, event_code: str) -> Staffing:
        """The same as the rules and the solver see it: ``show(event_code).staffing``."""
        return self.show(event_code).staffing

    # -- who helps

    def enlist(
        self, event_code: str, volunteer: str, *, windows: Sequence[Window] | None = None, max_minutes: int | None = None,
        max_day_minutes: int | None = None, wishes: Sequence[str] = (), note: str = "",
    ) -> RosterView:  # fmt: skip
        """A volunteer (the person's id) offers to help. Without ``windows``: from the first to the last minute of the event
        and its shifts. Who had withdrawn is on the list again. :class:`Conflict` ``already_enlisted``."""
        with self._house.writing(Right.VOLUNTEERS, "volunteer.enlisted") as unit:
            event = find(unit.connection, event_code)
            given = {
                "windows": windows, "max_minutes": max_minutes, "max_day_minutes": max_day_minutes, "wishes": wishes, "note": note
            }  # fmt: skip
            made = engagements.enlist(unit, event, volunteer, engagements.checked(given))
            unit.commit(subject=made)
        return replace(self.show(event_code), changes=PEOPLE)

    def change_engagement(self, engagement: str, *, revision: int | None = None, **fields: Any) -> RosterView:
        """Sets what is given of ``windows``, ``max_minutes``, ``max_day_minutes`` (None: no limit), ``wishes``, ``note``.

        A shift that the volunteer has and that this forbids stays, and shows as one that breaks a rule. :class:`Conflict`
        ``engagement_changed`` where somebody changed it since ``revision`` was read.
        """
        with self._house.writing(Right.VOLUNTEERS, "engagement.changed") as unit:
            row = engagements.find_one(unit.connection, engagement)
            if revision is not None and row.revision != revision:
                raise Conflict("engagement_changed")
            values = {name: value for name, value in engagements.checked(fields).items() if name in fields}
            if rows.change(unit, v.engagement, row, values, event=row.event):
                unit.commit(subject=row.id, fields=sorted(values))
        return self._after_change_of(row.event, PEOPLE)

    def withdraw(self, event_code: str, codes: Sequence[str], *, reason: str) -> RosterView:
        """Volunteers (codes such as ``VOL001``, or engagements' ids) no longer come: freed from all shifts (``removed``).

        All or nobody: :class:`NotFound` ``engagement_not_found`` for a code that the event has not. Who had withdrawn
        already stays as they are.
        """
        if not reason.strip():
            raise InvalidInput("reason_missing", field="reason")
        with self._house.writing(Right.VOLUNTEERS, "volunteer.withdrawn") as unit:
            event = find(unit.connection, event_code)
            freed, gone = engagements.withdraw(unit, event, engagements.of_codes(unit.connection, event, codes), reason.strip())
            if gone:
                unit.commit(subject=event.id, volunteers=gone, freed=len(freed), reason=reason.strip())
        return replace(self.show(event_code), removed=freed, changes=PEOPLE if gone else frozenset())

    def relist(self, event_code: str, codes: Sequence[str]) -> RosterView:
        """Volunteers who withdrew come after all, without shifts."""
        with self._house.writing(Right.VOLUNTEERS, "volunteer.relisted") as unit:
            event = find(unit.connection, event_code)
            back = [
                rows.change(unit, v.engagement, row, {"state": LISTED, "reason": ""}, event=event.id)
                for row in engagements.of_codes(unit.connection, event, codes)
            ]
            if any(back):
                unit.commit(subject=event.id, volunteers=sum(back))
        return replace(self.show(event_code), changes=PEOPLE if any(back) else frozenset())

    # -- who has which shift

    def change(
        self, event_code: str, *, add: Sequence[Assigned] = (), remove: Sequence[Key] = (),
        waive: Mapping[Key, Sequence[Rule]] | None = None, reason: str = "",
    ) -> RosterView:  # fmt: skip
        """Gives and takes shifts by hand, all or nothing; ``add`` may be pinned and may carry rules that are waived (an undo).

        :class:`Conflict` ``rule_broken`` where the roster would break a rule by it that is not waived, with the rule in
        ``details``. To waive needs the right to override and a reason; ``rule_not_waivable`` for one that nobody passes. An
        assignment that is there already can be waived as well, after somebody's hours changed.
        """
        waived = {key_of(one): tuple(one.waived) for one in add if one.waived} | dict(waive or {})
        with writing_by_hand(self._house, waives=bool(waived), reason=reason) as unit:
            event = find(unit.connection, event_code)
            before = self._staffing(unit, event)
            after = changed(before, add, remove, waived)
            written = write(unit, event, before, after, origin=HAND, reason=reason.strip())
            self._commit(unit, event, written, waived=waivers(before, after), reason=reason.strip())
        return result(self.show(event_code), written, CHANGES)

    def pin(self, event_code: str, keys: Sequence[Key], *, pinned: bool = True) -> RosterView:
        """Pins assignments, so that no plan moves them, or lets them loose."""
        with self._house.writing(Right.VOLUNTEERS, "roster.pinned") as unit:
            event = find(unit.connection, event_code)
            written = self._set(unit, event, keys, {"pinned": pinned})
            self._commit(unit, event, written, pinned=pinned)
        return result(self.show(event_code), written, CHANGES)

    def keep(
        self, event_code: str, plan: Sequence[Assigned], *, based_on: Staffing, unpinned: Collection[Key] = (), reason: str = ""
    ) -> RosterView:
        """Takes a plan: writes what differs from the roster, pins included, in one piece.

        :class:`Conflict` ``roster_changed`` where the event's question is no longer the one that the plan was made for,
        ``pinned_moved`` where it leaves a pinned assignment out that is not among ``unpinned``, those that a person let loose
        in it, ``rule_broken`` where it breaks a rule. What stays keeps what the volunteer said to it, and its waivers. A waiver
        that the plan adds needs the right to override and a ``reason``, and is by hand.
        """
        old = {key_of(one): one for one in based_on.assigned}
        new = {key_of(one): replace(one, waived=one.waived | old[key_of(one)].waived) if key_of(one) in old else one for one in plan}
        passed = frozenset(key for key, one in new.items() if one.waived and (key not in old or one.waived != old[key].waived))
        may_waive(self._house, bool(passed), reason)
        with self._house.writing(Right.VOLUNTEERS, "roster.planned") as unit:
            event = find(unit.connection, event_code)
            before = self._staffing(unit, event)
            if _question(before) != _question(based_on):
                raise Conflict("roster_changed")
            if any(one.pinned and key not in new and key not in unpinned for key, one in old.items()):
                raise Conflict("pinned_moved")
            after = replace(before, assigned=tuple(sorted(new.values())))
            refuse(after, set(new) - set(old) | passed)
            written = write(unit, event, before, after, origin=PLAN, reason=reason.strip(), by_hand=passed)
            self._commit(unit, event, written, waived=waivers(before, after), reason=reason.strip())
        return result(self.show(event_code), written, CHANGES)

    def respond(self, event_code: str, keys: Sequence[Key], response: Response) -> RosterView:
        """Records what volunteers said to their shifts. Who declines still has the shift until somebody takes it."""
        with self._house.writing(Right.VOLUNTEERS, "roster.responded") as unit:
            event = find(unit.connection, event_code)
            written = self._set(unit, event, keys, {"response": response.value, "responded_at": unit.now})
            self._commit(unit, event, written, response=response.value)
        return result(self.show(event_code), written, CHANGES)

    # -- rules

    def rules(self, event_code: str) -> StaffingRules:
        """An event's own rules for everybody."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            return rules_of(find(connection, event_code))

    def set_rules(self, event_code: str, rules: StaffingRules) -> RosterView:
        """Sets them. What the roster has stays; what they forbid shows as breaking a rule."""
        day = rules.max_day_minutes
        if not 0 <= rules.rest_minutes <= MOST_MINUTES or (day is not None and not 0 < day <= MOST_MINUTES):
            raise InvalidInput("bad_minutes", field="rest_minutes")
        with self._house.writing(Right.VOLUNTEERS, "roster.rules") as unit:
            event = find(unit.connection, event_code)
            stored = {name: value for name, value in event.rules.items() if name != STAFFING}
            if rules != StaffingRules():
                stored[STAFFING] = asdict(rules)
            if rows.change(unit, t.event, event, {"rules": stored}, event=event.id):
                unit.commit(subject=event.id)
        return replace(self.show(event_code), changes=CHANGES)

    def _staffing(self, unit: Unit, event: Any) -> Staffing:
        return roster_of(unit.connection, event, zone=self._house.zone).staffing

    def _set(self, unit: Unit, event: Any, keys: Sequence[Key], values: Mapping[str, Any]) -> Written:
        stored = stored_rows(unit, event.id)
        for key in keys:
            if key not in stored:
                raise NotFound("assignment_not_found")
        return Written(touched=sum(rows.change(unit, v.assignment, stored[key], values, event=event.id) for key in dict.fromkeys(keys)))

    def _commit(self, unit: Unit, event: Any, written: Written, **details: object) -> None:
        if written.anything:
            told = {name: value for name, value in details.items() if value not in ((), "")}
            unit.commit(subject=event.id, added=len(written.added), removed=len(written.removed), **told)

    def _after_change_of(self, event: str, changes: frozenset[str]) -> RosterView:
        with self._house.store.reading() as connection:
            return replace(engagements.roster_by_id(connection, event, self._house.zone), changes=changes)


def _question(staffing: Staffing) -> Staffing:
    """What a plan depends on; a name that was put right does not matter, nor hours that were credited meanwhile."""
    plain = tuple(replace(one, name="", load=0) for one in staffing.volunteers)
    return replace(staffing, volunteers=plain, assigned=tuple(sorted(staffing.assigned)))
