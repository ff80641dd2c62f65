"""People as they are shown: rows of the store made into views, masked unless the right to see them is used."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.age import months_between
from eventdesk.domain.family import PhoneType, Relation, Role, Sex, mask_name, mask_phone
from eventdesk.services.views import PersonView
from eventdesk.store import tables as t


def person_view(row: Any, *, day: date, unmasked: bool) -> PersonView:
    """A row of ``person`` as a view; the age is on ``day``, in completed months."""
    age = months_between(row.birthdate, day) if row.birthdate is not None else None
    if age is None and row.birth_last is not None:
        # Only a range is known: the youngest possible age, so that a band is never passed by an estimate.
        age = months_between(row.birth_last, day)
    return PersonView(
        id=row.id,
        role=Role(row.role),
        name=row.name if unmasked else mask_name(row.name),
        nickname=row.nickname,
        sex=Sex(row.sex) if row.sex else None,
        birthdate=row.birthdate,
        birthdate_range=(row.birth_first, row.birth_last) if row.birth_first else None,
        age_months=age,
        allergies=row.allergies,
        relation=Relation(row.relation) if row.relation else None,
        phone=row.phone if unmasked else mask_phone(row.phone),
        phone_type=PhoneType(row.phone_type) if row.phone_type else None,
    )


def people_of(
    connection: sa.Connection, families: Iterable[str], *, day: date, unmasked: bool
) -> dict[str, tuple[PersonView, ...]]:
    """The people of families, in each family's order."""
    wanted = list(dict.fromkeys(families))
    found: dict[str, list[PersonView]] = {family: [] for family in wanted}
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        query = sa.select(t.person).where(t.person.c.family.in_(chunk)).order_by(t.person.c.family, t.person.c.position)
        for row in connection.execute(query):
            found[row.family].append(person_view(row, day=day, unmasked=unmasked))
    return {family: tuple(people) for family, people in found.items()}
