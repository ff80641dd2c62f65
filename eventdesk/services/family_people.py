"""Who belongs to a family: somebody joins it, is taken out of it, and comes back.

A registration keeps its head count whoever is taken out of the family: where it counts somebody, it counts a nameless
member from then on, who is somebody again when the person comes back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.consent import OF_CHILDREN
from eventdesk.domain.family import Role
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, NotFound
from eventdesk.services.booking import storable
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.family_profile import CHANGES, checked_person, find_person, still_known
from eventdesk.services.family_reading import find_family, forgotten_since, peopled_family, profile_of
from eventdesk.services.family_views import FamilyView
from eventdesk.services.house import House
from eventdesk.store import tables as t
from eventdesk.store.search_index import remove_search_keys, write_search_keys
from eventdesk.store.unit import Unit


@dataclass(frozen=True)
class RemovedPerson:
    """Somebody who was taken out of a family, for whoever wants them back. ``counted`` is how many registrations count
    them, without a name now. The values are whole and shown nowhere; ``at`` is when it was done."""

    person: str
    family: str
    counted: int
    at: datetime
    values: Mapping[str, Any] = field(repr=False)
    changes: Changes = NOTHING


class FamilyPeople:
    """The verbs of who belongs to a family."""

    def __init__(self, house: House) -> None:
        self._house = house

    def add(self, family: str, *, role: Role, **fields: Any) -> FamilyView:
        """Somebody joins a family, after the others; the fields are those of ``FamilyProfiles.change_person``.

        Registrations stay as they are: who comes to an event is said there. :class:`InvalidInput` ``person_unknown`` for
        somebody without a name, a phone and a birth date.
        """
        with self._house.writing(Right.REGISTRATIONS, "person.added") as unit:
            row = find_family(unit.connection, family)
            blank = dict.fromkeys(column.name for column in t.person.columns)
            values = blank | checked_person(role, fields, today=self._house.clock.now().astimezone(self._house.zone).date())
            values |= {"id": unit.new_id(), "family": row.id, "role": role.value, "position": _next_position(unit, row.id)}
            # Nobody is written down of whom nothing is known, whatever they are to the family.
            still_known(values | {"role": Role.GUARDIAN.value})
            _write(unit, values)
            unit.commit(subject=row.id, role=role.value)
        return self._shown(row.id)

    def remove(self, person: str, *, family: str | None = None) -> RemovedPerson:
        """Takes somebody out of their family. :class:`Conflict` ``last_person`` for the only one: a family of nobody can't
        be found again. :class:`NotFound` ``person_not_found`` where they are not one of ``family``, if that is given."""
        with self._house.writing(Right.REGISTRATIONS, "person.removed") as unit:
            row = find_person(unit.connection, person)
            if family is not None and row.family != find_family(unit.connection, family).id:
                raise NotFound("person_not_found", person=person)
            p, m = t.person.c, t.registration_member.c
            others = unit.execute(sa.select(sa.func.count()).where(p.family == row.family, p.id != row.id)).scalar_one()
            if not others:
                raise Conflict("last_person")
            counted = unit.execute(sa.select(sa.func.count()).where(m.person == row.id, m.counted)).scalar_one()
            remove_search_keys(unit, [row.no])
            unit.execute(t.person.delete().where(p.no == row.no))
            unit.put("person.removed", {"id": row.id})
            unit.commit(subject=row.family, counted=counted)
        return RemovedPerson(row.id, row.family, counted, unit.now, dict(row._mapping), CHANGES)

    def put_back(self, removed: RemovedPerson) -> FamilyView:
        """Somebody is of the family again, and of the registrations that counted them. Who is there already stays so. A child
        comes back without its details where a guardian took the consent to taking part back since."""
        with self._house.writing(Right.REGISTRATIONS, "person.restored") as unit:
            family = peopled_family(unit.connection, removed.family)  # what was erased since does not come back
            p = t.person.c
            there = {one.id: one.position for one in unit.execute(sa.select(p.id, p.position).where(p.family == family))}
            if removed.person not in there:
                values = dict(removed.values) | {"family": family}
                if Role(values["role"]).is_child and forgotten_since(unit.connection, [family], removed.at):
                    values |= dict.fromkeys(OF_CHILDREN)
                if values["position"] in there.values():
                    values["position"] = _next_position(unit, family)
                _write(unit, values)
                unit.commit(subject=family)
        return self._shown(family)

    def _shown(self, family: str) -> FamilyView:
        day = self._house.clock.now().astimezone(self._house.zone).date()
        with self._house.store.reading() as connection:
            return replace(profile_of(connection, family, day=day, unmasked=False), changes=CHANGES)


def _next_position(unit: Unit, family: str) -> int:
    last = unit.execute(sa.select(sa.func.max(t.person.c.position)).where(t.person.c.family == family)).scalar()
    return 0 if last is None else int(last) + 1


def _write(unit: Unit, values: Mapping[str, Any]) -> None:
    """Writes a person under the next number of this file: the one that somebody had may be another's since."""
    last = unit.execute(sa.select(sa.func.max(t.person.c.no))).scalar() or 0
    row = dict(values) | {"no": last + 1}
    unit.execute(t.person.insert(), row)
    unit.put("person", storable(row))
    write_search_keys(unit, [row])
