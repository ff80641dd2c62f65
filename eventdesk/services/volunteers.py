"""Volunteers over the years: who they are and what they can do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.domain.volunteer import Skill, Vetting
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import rows
from eventdesk.services.event_views import Changes
from eventdesk.services.house import House
from eventdesk.services.volunteer_erasure import empty
from eventdesk.services.volunteer_fields import EMPTY, checked, skills_checked, write_skills
from eventdesk.services.volunteer_reading import KINDS, find_volunteer, theirs, views_of
from eventdesk.services.volunteer_views import VolunteerView
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"volunteers", "rosters"})


class Volunteers:
    """The verbs of volunteers."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self, query: str = "", *, retired: bool = False, unmasked: bool = False) -> tuple[VolunteerView, ...]:
        """Volunteers whose name, its pinyin or initials, phone (four digits or more) or skill matches, by name; ``retired``
        ones as well if asked. Nobody erased. ``unmasked`` shows phones, which needs the right and is audited."""
        self._look(unmasked)
        with self._house.store.reading() as connection:
            found = views_of(connection, self._house, query=query, retired=retired, unmasked=unmasked)
        if unmasked and found:
            self._note_unmasked("volunteers.list", len(found))
        return found

    def show(self, volunteer: str, *, unmasked: bool = False) -> VolunteerView:
        """One volunteer."""
        self._look(unmasked)
        view = self._view(volunteer, unmasked=unmasked)
        if unmasked:
            self._note_unmasked("volunteers.show", 1, subject=view.id)
        return view

    def add(
        self, *, name: str, phone: str = "", email: str = "", wechat: str = "", birthdate: date | None = None,
        skills: Sequence[Skill] = (), vetting: Vetting = Vetting.NONE, vetting_until: date | None = None, note: str = "",
        family: str | None = None,
    ) -> VolunteerView:  # fmt: skip
        """A new volunteer; :class:`Conflict` ``volunteer_exists`` where somebody has the phone already."""
        given = {
            "name": name, "phone": phone, "email": email, "wechat": wechat, "birthdate": birthdate, "vetting": vetting,
            "vetting_until": vetting_until, "note": note, "family": family,
        }  # fmt: skip
        with self._house.writing(Right.VOLUNTEERS, "volunteer.added") as unit:
            values = EMPTY | checked(unit, given, today=self._today())
            _phone_free(unit, values["phone"])
            made = rows.add(unit, v.volunteer, values)
            write_skills(unit, made, skills_checked(skills))
            unit.commit(subject=made)
        return replace(self._view(made), changes=CHANGES)

    def change(self, volunteer: str, *, revision: int | None = None, **fields: Any) -> VolunteerView:
        """Sets the fields of :meth:`add` that are given. :class:`Conflict` ``volunteer_changed`` where somebody changed the
        volunteer since ``revision`` was read."""
        skills = fields.pop("skills", None)
        with self._house.writing(Right.VOLUNTEERS, "volunteer.changed") as unit:
            row = find_volunteer(unit.connection, volunteer)
            if revision is not None and row.revision != revision:
                raise Conflict("volunteer_changed")
            values = checked(unit, fields, today=self._today(), before=row)
            if values.get("phone") and values["phone"] != row.phone:
                _phone_free(unit, values["phone"])
            learned = skills is not None and write_skills(unit, row.id, skills_checked(skills))
            if learned:
                # The skills are the volunteer's: who read the revision has not seen them.
                unit.execute(v.volunteer.update().where(v.volunteer.c.id == row.id).values(revision=row.revision + 1))
                unit.put("volunteer", {"id": row.id, "revision": row.revision + 1, "base": row.revision})
                row = find_volunteer(unit.connection, volunteer)
            if rows.change(unit, v.volunteer, row, values) or learned:
                unit.commit(subject=row.id, fields=sorted({*values, *(("skills",) if learned else ())}))
        return replace(self._view(volunteer), changes=CHANGES)

    def retire(self, volunteer: str) -> VolunteerView:
        """Asked no more; what was done stays, and so does the place on the lists of events."""
        return self._retired(volunteer, True)

    def take_back(self, volunteer: str) -> VolunteerView:
        """Asked again."""
        return self._retired(volunteer, False)

    def erase(self, volunteer: str, *, reason: str) -> VolunteerView:
        """Removes all that tells who it was, from the desk's rows and from what it told; hours and counts stay. Cannot be
        undone. Withdraws from coming events. The reason goes into the audit: it must not name anybody."""
        if not reason.strip():
            raise InvalidInput("reason_missing", field="reason")
        with self._house.writing(Right.ERASE, "volunteer.erased") as unit:
            row = find_volunteer(unit.connection, volunteer)
            items = empty(unit, row)
            unit.commit(subject=row.id, reason=reason.strip(), items=items)
        self._house.store.fold()
        with self._house.store.reading() as connection:
            (view,) = views_of(connection, self._house, ids=[row.id], retired=True, erased=True)
        return replace(view, changes=CHANGES)

    def pair(self, one: str, other: str, kind: str | None) -> VolunteerView:
        """Two volunteers (ids) are kept ``apart``, put ``together`` where it can be, or None: neither."""
        if one == other:
            raise InvalidInput("same_volunteer", field="other")
        if kind is not None and kind not in KINDS:
            raise InvalidInput("bad_pairing", field="kind")
        with self._house.writing(Right.VOLUNTEERS, "volunteers.paired") as unit:
            first, second = sorted(find_volunteer(unit.connection, id).id for id in (one, other))
            if set_pair(unit, first, second, kind):
                unit.commit(subject=first, kind=kind or "none")
        return replace(self._view(one), changes=CHANGES)

    def skills(self) -> tuple[str, ...]:
        """The names of skills that volunteers have, those of most first."""
        self._house.require(Right.LOOK)
        s = v.volunteer_skill.c
        with self._house.store.reading() as connection:
            found = connection.execute(sa.select(s.name).group_by(s.name).order_by(sa.func.count().desc(), s.name))
            return tuple(found.scalars())

    def of_family(self, family: str) -> tuple[VolunteerView, ...]:
        """The volunteers among a family, those of families that were merged into it too."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            return views_of(connection, self._house, families=theirs(connection, family), retired=True)

    def proposed_family(self, volunteer: str) -> str | None:
        """The family that has the volunteer's phone, where none is linked yet; None without one or with several."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            row = find_volunteer(connection, volunteer)
            if row.family is not None or row.phone is None:
                return None
            family = t.family.c
            found = set(connection.execute(
                sa.select(sa.func.coalesce(family.merged_into, family.id)).join(t.person, t.person.c.family == family.id)
                .where(sa.or_(t.person.c.phone == row.phone, t.person.c.phone2 == row.phone))
            ).scalars())  # fmt: skip
        return str(found.pop()) if len(found) == 1 else None

    def _retired(self, volunteer: str, retired: bool) -> VolunteerView:
        with self._house.writing(Right.VOLUNTEERS, "volunteer.retired" if retired else "volunteer.returned") as unit:
            row = find_volunteer(unit.connection, volunteer)
            done = (row.retired_at is not None) is not retired
            if done and rows.change(unit, v.volunteer, row, {"retired_at": unit.now if retired else None}):
                unit.commit(subject=row.id)
        return replace(self._view(volunteer), changes=CHANGES)

    def _view(self, volunteer: str, *, unmasked: bool = False) -> VolunteerView:
        with self._house.store.reading() as connection:
            id = find_volunteer(connection, volunteer).id
            (view,) = views_of(connection, self._house, ids=[id], retired=True, unmasked=unmasked)
        return view

    def _today(self) -> date:
        return self._house.clock.now().astimezone(self._house.zone).date()

    def _look(self, unmasked: bool) -> None:
        self._house.require(Right.LOOK)
        if unmasked:
            self._house.require(Right.UNMASK)

    def _note_unmasked(self, what: str, count: int, *, subject: str | None = None) -> None:
        with self._house.writing(Right.UNMASK, "unmasked") as unit:
            unit.put("audit.unmasked", {"what": what, "count": count})
            unit.commit(subject=subject, what=what, count=count)


def set_pair(unit: Unit, first: str, second: str, kind: str | None) -> bool:
    """Writes how two volunteers (the smaller id first) stand to each other; whether anything changed."""
    if first >= second:
        raise NotFound("volunteer_not_found")
    p = v.pairing
    row = unit.execute(sa.select(p).where(p.c.first == first, p.c.second == second)).first()
    key = {"first": first, "second": second}
    if (row.kind if row else None) == kind:
        return False
    if row is not None:
        unit.execute(p.delete().where(p.c.first == first, p.c.second == second))
    if kind is None:
        unit.put("pairing.removed", key)
    else:
        unit.execute(p.insert(), key | {"kind": kind})
        unit.put("pairing", key | {"kind": kind})
    return True


def _phone_free(unit: Unit, phone: str | None) -> None:
    if phone and unit.execute(sa.select(v.volunteer.c.id).where(v.volunteer.c.phone == phone)).first() is not None:
        raise Conflict("volunteer_exists")
