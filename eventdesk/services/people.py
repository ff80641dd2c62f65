"""People as they are shown: rows of the store made into views, masked unless the right to see them is used."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.age import months_between
from eventdesk.domain.family import PhoneType, Relation, Role, Sex, mask_email, mask_name, mask_phone
from eventdesk.errors import InvalidInput
from eventdesk.services.family_views import PersonView
from eventdesk.services.typed import phone_of
from eventdesk.store import quick

_COLUMNS = """family, id, role, name, nickname, sex, birthdate, birth_first, birth_last, allergies, relation, phone,
 phone_type, phone2, wechat, email, needs"""
_ABSORBED = ", ".join(f"p.{name.strip()}" for name in _COLUMNS.split(",")[1:])
_AT_ONCE = 500

# A search shows forty people while somebody types: asking an enumeration for its member takes a third of the time.
_ROLES = {role.value: role for role in Role}
_SEXES: dict[str | None, Sex] = {sex.value: sex for sex in Sex}
_RELATIONS: dict[str | None, Relation] = {relation.value: relation for relation in Relation}
_PHONE_TYPES: dict[str | None, PhoneType] = {kind.value: kind for kind in PhoneType}


def _person_view(row: Any, *, day: date, unmasked: bool) -> PersonView:
    """A row of ``person`` (its ``_COLUMNS``) as a view; the age is on ``day``, in completed months."""
    _, key, role, name, nickname, sex, born_on, born_first, born_last, allergies, relation, phone, kind, *more = row
    phone2, wechat, email, needs = more
    birthdate, first, last = _day(born_on), _day(born_first), _day(born_last)
    # Where only a range is known: the youngest possible age, so that a band is never passed by an estimate.
    born = birthdate or last
    return PersonView(
        id=key,
        role=_ROLES[role],
        name=name if unmasked else mask_name(name),
        nickname=nickname,
        sex=_SEXES.get(sex),
        birthdate=birthdate,
        birthdate_range=(first, last) if first is not None and last is not None else None,
        age_months=months_between(born, day) if born is not None else None,
        allergies=allergies,
        relation=_RELATIONS.get(relation),
        phone=phone if unmasked else mask_phone(phone),
        phone_type=_PHONE_TYPES.get(kind),
        phone2=phone2 if unmasked or phone2 is None else mask_phone(phone2),
        wechat=wechat if unmasked or wechat is None else mask_name(wechat),
        email=email if unmasked else mask_email(email),
        needs=needs,
    )


def people_of(
    connection: sa.Connection, families: Iterable[str], *, day: date, unmasked: bool, absorbed: bool = False
) -> dict[str, tuple[PersonView, ...]]:
    """The people of families, in each family's order.

    ``absorbed`` adds those that a merge found to be somebody of the family: visits of before name them.
    """
    wanted = list(dict.fromkeys(families))
    found: dict[str, list[PersonView]] = {family: [] for family in wanted}
    for start in range(0, len(wanted), _AT_ONCE):
        chunk = wanted[start : start + _AT_ONCE]
        marks = ",".join("?" * len(chunk))
        sql = f"SELECT {_COLUMNS} FROM person WHERE family IN ({marks}) ORDER BY family, position"
        for row in quick.rows(connection, sql, chunk):
            found[row[0]].append(_person_view(row, day=day, unmasked=unmasked))
        if absorbed:
            # Merges are few: who was merged is looked up among them, not among all families.
            sql = f"""SELECT f.merged_into, {_ABSORBED} FROM family_merge m CROSS JOIN family f ON f.id = m.gone
             CROSS JOIN person p ON p.family = f.id WHERE m.undone_at IS NULL AND f.merged_into IN ({marks}) ORDER BY p.no"""
            for row in quick.rows(connection, sql, chunk):
                found[row[0]].append(_person_view(row, day=day, unmasked=unmasked))
    return {family: tuple(people) for family, people in found.items()}


def phone_as_typed(text: str) -> tuple[str, str]:
    """A phone that somebody typed, as digits and its type; :class:`InvalidInput` where it is none."""
    number, kind = phone_of(text)
    if number is None or kind is None:
        raise InvalidInput("bad_phone", field="phone")
    return number, kind


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None
