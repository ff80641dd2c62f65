"""An event's plan on paper and as a workbook, and its emergency plan."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from eventdesk.clock import new_id
from eventdesk.domain.emergency import EmergencyPlan
from eventdesk.domain.plan_changes import PlanChanges, compare
from eventdesk.domain.plan_rows import rows_of
from eventdesk.domain.right import Right
from eventdesk.domain.schedule import alike
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.services import events
from eventdesk.services.event_views import Changes
from eventdesk.services.house import House
from eventdesk.services.schedules import Schedules, ScheduleView
from eventdesk.services.typed import plain
from eventdesk.store import tables as t

CHANGES: Changes = frozenset({"events"})
LONGEST_PLAN = 20_000


@dataclass(frozen=True)
class MadePlan:
    """A printed plan and how many pages it has. ``release`` is the version that it shows, None for a draft."""

    file: Path
    pages: int
    release: int | None


@dataclass(frozen=True)
class EmergencyView:
    """An event's emergency plan; ``missing`` are the fields that somebody must still fill in."""

    event: str
    plan: EmergencyPlan
    changes: Changes = frozenset()

    @property
    def missing(self) -> tuple[str, ...]:
        """See :attr:`EmergencyPlan.missing`."""
        return self.plan.missing


class Plans:
    """The verbs of plans."""

    def __init__(self, house: House, schedules: Schedules) -> None:
        self._house, self._schedules = house, schedules

    def day_plan(self, event_code: str, file: Path, words: Any, *, public: bool = False) -> MadePlan:
        """Prints the plan: the grid of each day, then a page for each room and leader.

        The team's has blockers, notes and what waits, and says so. The public one has none of it, and shows the newest
        release: what families were told, not what planners are working on. Before the first release it is a draft.
        """
        from eventdesk.reports.plan_facts import PlanFacts
        from eventdesk.reports.plan_pages import write_plan

        self._house.require(Right.EXPORT)
        view = self._schedules.load(event_code)
        slots, release = view.schedule.slots, None if view.unreleased else view.released
        if public and view.released is not None:
            slots, release = self._schedules.releases(event_code)[0].slots, view.released
        facts = PlanFacts(
            organisation=self._house.organisation, code=view.event.code, title=view.event.title, venue=view.event.venue,
            starts=view.event.start, ends=view.event.end, zone=self._house.zone, slots=slots,
            rooms=tuple(room.name for room in view.grounds.rooms), notes=view.event.notes, release=release,
        )  # fmt: skip
        made, pages = write_plan(facts, words, file=file, public=public)
        return MadePlan(made, pages, release)

    def sheet(self, event_code: str, file: Path, words: Any) -> Path:
        """Writes the plan as a workbook that :meth:`read_sheet` reads. It is the team's: blockers and notes are in it."""
        from eventdesk.reports.plan_sheet import write_sheet

        self._house.require(Right.EXPORT)
        view = self._schedules.load(event_code)
        leaders = sorted({slot.leader for slot in view.schedule.slots if slot.leader})
        rooms = [room.name for room in view.grounds.rooms]
        rows = rows_of(view.schedule.slots, self._house.zone)
        return write_sheet(rows, words, file=file, title=view.event.title, rooms=rooms, leaders=leaders)

    def read_sheet(self, event_code: str, file: Path) -> PlanChanges:
        """What a workbook would change; nothing is written. Every bad cell is one of ``flaws``.

        :class:`UnreadableFile` where the file can't be read or holds no plan.
        """
        from eventdesk.exchange.plan_file import read_plan

        self._house.require(Right.EVENTS)
        schedule = self._schedules.load(event_code).schedule
        sheet = read_plan(file)
        return compare(
            schedule, sheet.rows, self._house.zone, columns=sheet.columns, unread=sheet.flaws,
            new_id=lambda: new_id(self._house.clock),
        )  # fmt: skip

    def take_sheet(self, event_code: str, changes: PlanChanges) -> ScheduleView:
        """Writes what :meth:`read_sheet` found, all of it or nothing.

        :class:`InvalidInput` ``plan_has_flaws`` while there is one, :class:`Conflict` ``plan_changed_meanwhile`` where the
        schedule is not the one that was compared.
        """
        if changes.flaws:
            raise InvalidInput("plan_has_flaws", field="file", n=len(changes.flaws))
        if not alike(self._schedules.load(event_code).schedule, changes.base):
            raise Conflict("plan_changed_meanwhile", event=event_code)
        # Another window may write between the two: then the slots that the sheet says nothing new of stay as that left them.
        return self._schedules.save(event_code, changes.result, base=changes.base)

    def emergency(self, event_code: str) -> EmergencyView:
        """The emergency plan of an event, an empty one where nothing was written down."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
        return EmergencyView(event.code, EmergencyPlan.from_dict(event.emergency))

    def set_emergency(self, event_code: str, plan: EmergencyPlan) -> EmergencyView:
        """Writes the emergency plan of an event. :class:`InvalidInput` ``bad_contact`` for a contact that says neither what
        for nor who, or whose number nobody can call."""
        _check_contacts(plan)
        values = plan.as_dict()
        if len(str(values)) > LONGEST_PLAN:
            raise InvalidInput("bad_emergency", field="steps")
        with self._house.writing(Right.EVENTS, "event.emergency") as unit:
            event = events.find(unit.connection, event_code)
            if event.emergency != values:
                written = {"emergency": values, "revision": event.revision + 1}
                unit.execute(sa.update(t.event).where(t.event.c.id == event.id).values(**written))
                unit.put("event", plain({"id": event.id, **written, "base": event.revision}), event=event.id)
                unit.commit(subject=event.id, missing=list(plan.missing))
        return EmergencyView(event.code, plan, changes=CHANGES)

    def emergency_page(self, event_code: str, file: Path, words: Any) -> Path:
        """Prints the emergency plan on one A4 page; what is missing stands on it. :class:`InvalidInput`
        ``emergency_too_long`` where one page does not hold it."""
        from eventdesk.reports.emergency import EmergencyFacts, write_emergency

        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
        zone = self._house.zone
        facts = EmergencyFacts(
            organisation=self._house.organisation, code=event.code, title=event.title, venue=event.venue,
            starts=event.start.astimezone(zone), ends=event.end.astimezone(zone),
            plan=EmergencyPlan.from_dict(event.emergency),
        )  # fmt: skip
        return write_emergency(facts, words, file=file)


_SERVICE = re.compile(r"\d{3,6}")
"""Numbers that are called without anything before them: 110, 120, 12345, and those within a house."""


def _check_contacts(plan: EmergencyPlan) -> None:
    """Whoever opens the plan must reach somebody: the mistyped digit is found here, not in the emergency."""
    from eventdesk.exchange.values.phone import read_phone

    for number, contact in enumerate(plan.contacts, 1):
        phone = contact.phone.strip()
        callable_ = not phone or _SERVICE.fullmatch(phone) or read_phone(phone).number is not None
        if not (contact.role.strip() or contact.name.strip()) or not callable_:
            raise InvalidInput("bad_contact", field="contacts", n=number)
