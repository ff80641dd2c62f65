"""Erasing a family: the person goes from everywhere, the figures stay (PIPL 47)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.journal import Tally
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.services import erasure, volunteer_erasure
from eventdesk.services.door_record import entry_of
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.family_reading import find_family
from eventdesk.services.feedback_erasure import forget_respondents
from eventdesk.services.house import House
from eventdesk.services.standing import set_state
from eventdesk.services.typed import plain
from eventdesk.store import family_tables as f
from eventdesk.store import plan_tables as p
from eventdesk.store import quick
from eventdesk.store import tables as t
from eventdesk.store.feedback_tables import feedback_case
from eventdesk.store.unit import Unit
from eventdesk.store.volunteer_tables import volunteer

CHANGES: Changes = frozenset({"families", "registrations", "calls"})


@dataclass(frozen=True)
class Erased:
    """What an erasure did. ``cancelled`` are registrations (ids) of events that have not begun; ``items`` counts the told
    items that were emptied. ``volunteers`` of the family were erased with it, ``volunteers_kept`` keep name and phone."""

    family: str
    people: int
    registrations: int
    cancelled: tuple[str, ...]
    items: int
    volunteers: int = 0
    volunteers_kept: int = 0
    changes: Changes = NOTHING


class Privacy:
    """The verb of erasing."""

    def __init__(self, house: House) -> None:
        self._house = house

    def erase(self, family: str, *, reason: str, volunteers: bool = False) -> Erased:
        """Removes a family's people and all that tells who they are; cannot be undone. The reason goes into the audit:
        it must not name anybody. The id of a family that was merged into another erases that one.

        Registrations and the journal stay without names, so that attendance and every chain still verify. Registrations
        of coming events are cancelled. Who of them helps is a record of its own, under its own notice: ``volunteers`` erases
        these as well, otherwise the answer says how many are left. Reports that were made stay as they are; files that were
        exported and backups are out of reach, and must be dealt with by hand. :class:`Conflict` ``still_inside`` while one of
        the family is in an event that is not over.
        """
        if not reason.strip():
            raise InvalidInput("reason_missing", field="reason")
        with self._house.writing(Right.ERASE, "family.erased") as unit:
            family = find_family(unit.connection, family).id
            # Who was found to be one of theirs in a merge keeps a row in the family that went.
            merged = sorted(unit.execute(sa.select(t.family.c.id).where(t.family.c.merged_into == family)).scalars())
            theirs = [family, *merged]
            people = unit.execute(sa.select(t.person).where(t.person.c.family.in_(theirs))).all()
            registrations = unit.execute(sa.select(t.registration).where(t.registration.c.family.in_(theirs))).all()
            lasting, coming = _lasting(unit, registrations)
            _nobody_inside(unit.connection, [row.id for row in lasting])
            erasure.begin(unit)
            for row in coming:
                set_state(unit, row, RegistrationState.CANCELLED)
            items = _empty(unit, theirs, people, registrations)
            ids = {"people": [row.id for row in people], "registrations": [row.id for row in registrations]}
            helpers = unit.execute(sa.select(volunteer).where(volunteer.c.family.in_(theirs), volunteer.c.erased_at.is_(None))).all()
            for helper in helpers if volunteers else ():
                items |= volunteer_erasure.empty(unit, helper)
            unit.put("family.erased", {"id": family, "merged": merged, **ids})
            unit.commit(subject=family, reason=reason.strip(), people=len(people), items=items)
        self._house.store.fold()
        cancelled = tuple(row.id for row in coming)
        gone, kept = (len(helpers), 0) if volunteers else (0, len(helpers))
        changes = CHANGES | ({"volunteers", "rosters"} if gone else set())
        return Erased(
            family, len(people), len(registrations), cancelled, len(items), volunteers=gone, volunteers_kept=kept, changes=changes
        )


def _nobody_inside(connection: sa.Connection, registrations: list[str]) -> None:
    if not registrations:
        return
    marks = ",".join("?" * len(registrations))
    # A void names its target and not always the registration: whose entry it takes back is looked up with it.
    sql = f"""SELECT * FROM journal WHERE registration IN ({marks})
     OR target IN (SELECT id FROM journal WHERE registration IN ({marks})) ORDER BY seq"""
    tally = Tally()
    for row in quick.rows(connection, sql, (*registrations, *registrations)):
        tally.add(entry_of(row))
    if tally.inside:
        raise Conflict("still_inside", n=tally.inside)


def _lasting(unit: Unit, registrations: Any) -> tuple[list[Any], list[Any]]:
    """The registrations of events that are not over, but for cancelled ones; and those of them whose event has not begun:
    the others count among who was expected, and stay."""
    hours = {row.id: row for row in unit.execute(sa.select(t.event.c.id, t.event.c.start, t.event.c.end))}
    live = (row for row in registrations if row.state != RegistrationState.CANCELLED.value)
    lasting = [row for row in live if hours[row.event].end >= unit.now]
    return lasting, [row for row in lasting if hours[row.event].start > unit.now]


def _empty(unit: Unit, families: Sequence[str], people: Any, registrations: Any) -> dict[str, str]:
    """Everything that is kept under the ids of the family, of those that turned out to be it, of their people and
    registrations; the items that were emptied. Invitations to surveys stay, as figures count them: they tell nobody."""
    booked = [row.id for row in registrations]
    # Found before anything is emptied: told items say who was taken out.
    persons = {*(row.id for row in people), *(one.id for one in erasure.taken_out(unit, families))}
    ids = {*families, *persons, *booked, *erasure.hanging_on(unit, families)}
    phones = {*(one for row in people for one in (row.phone, row.phone2) if one), *erasure.phones_told(unit, persons)}
    erasure.scrub_undos(unit, people=persons, registrations=booked)
    erasure.empty_merges(unit, families)
    consents = unit.execute(sa.select(t.consent.c.id).where(t.consent.c.family.in_(families))).scalars().all()
    for table, column, values in (
        (f.signature, f.signature.c.consent, consents), (f.answer, f.answer.c.registration, booked),
        (f.family_tag, f.family_tag.c.family, families), (f.membership, f.membership.c.family, families),
        (f.follow_up, f.follow_up.c.family, families), (f.opt_out, f.opt_out.c.family, families),
        (p.call, p.call.c.registration, booked),
    ):  # fmt: skip
        unit.execute(table.delete().where(column.in_(values)))
    for case in unit.execute(sa.select(feedback_case).where(feedback_case.c.family.in_(families))).all():
        ids.add(case.id)
        values = {"family": None, "text": "", "reply": "", "result": "", "revision": case.revision + 1}
        unit.execute(feedback_case.update().where(feedback_case.c.id == case.id).values(**values))
        unit.put("feedback_case", plain({**case._mapping, **values}), event=case.event)
    unit.execute(f.payment.update().where(f.payment.c.registration.in_(booked)).values(note=""))
    unit.execute(t.registration.update().where(t.registration.c.id.in_(booked)).values(notes=None, source_rows=[]))
    unit.execute(t.family.update().where(t.family.c.id.in_(families)).values(district="", notes=""))
    answered = forget_respondents(unit, phones)
    erasure.forget_people(unit, people)
    return answered | erasure.scrub_items(unit, ids=ids, people=(), whole=True)
