"""What the team writes down of a family: its district, notes, tags, interests, and its people put right."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.family import Relation, Role, Sex
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.booking import storable
from eventdesk.services.event_views import Changes
from eventdesk.services.family_reading import INTEREST, TAG, find_family, profile_of
from eventdesk.services.family_views import FamilyView
from eventdesk.services.house import House
from eventdesk.services.typed import phone_of
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t
from eventdesk.store.search_index import remove_search_keys, write_search_keys
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"families", "registrations"})
LONGEST = {"district": 60, "notes": 4000, "tag": 40, "name": 80, "nickname": 80, "wechat": 80, "email": 254}
KINDS = (TAG, INTEREST)

_BIRTH = ("birthdate", "birth_first", "birth_last", "birth_text")
_MASKED = ("name", "phone", "phone2", "wechat", "email")
_EDITABLE = ("name", "nickname", "sex", "birthdate", "allergies", "needs", "relation", "phone", "phone2", "wechat", "email")


@dataclass(frozen=True)
class PersonForm:
    """A person for somebody who puts it right. ``stamp`` tells the next save what this one saw.

    ``values`` are whole; who may not see names and phones finds none of these in it, and still may write new ones.
    """

    person: str
    family: str
    role: Role
    values: Mapping[str, Any]
    stamp: str


@dataclass(frozen=True)
class TagCount:
    """A tag or interest that is in use, with how many families have it."""

    kind: str
    name: str
    families: int


class FamilyProfiles:
    """The verbs of what is written down of families."""

    def __init__(self, house: House) -> None:
        self._house = house

    def change(self, family: str, *, revision: int | None = None, district: str | None = None, notes: str | None = None) -> FamilyView:
        """Sets district or notes; what is not given stays.

        :class:`Conflict` ``family_changed`` where somebody changed the family since ``revision`` was read.
        """
        given = {"district": district, "notes": notes}
        values = {key: _text(text, key) or "" for key, text in given.items() if text is not None}
        with self._house.writing(Right.REGISTRATIONS, "family.changed") as unit:
            row = find_family(unit.connection, family)
            if revision is not None and row.revision != revision:
                raise Conflict("family_changed")
            if change_family(unit, row, values):
                unit.commit(subject=row.id, fields=sorted(values))
        return self._shown(row.id)

    def tag(self, family: str, name: str, *, kind: str = TAG) -> FamilyView:
        """Gives a family a tag of the team's, or an ``interest`` of its own; one that it has already stays."""
        kind, text = _kind(kind), _text(name, "tag")
        if text is None:
            raise InvalidInput("tag_missing", field="tag")
        with self._house.writing(Right.REGISTRATIONS, "family.tagged") as unit:
            row = find_family(unit.connection, family)
            values = {"family": row.id, "kind": kind, "name": text}
            if unit.execute(_tag_query(values)).first() is None:
                unit.execute(f.family_tag.insert(), values)
                unit.put("family_tag", values)
                unit.commit(subject=row.id, kind=kind)
        return self._shown(row.id)

    def untag(self, family: str, name: str, *, kind: str = TAG) -> FamilyView:
        """Takes a tag or interest away; :class:`NotFound` where the family has none of that name."""
        with self._house.writing(Right.REGISTRATIONS, "family.untagged") as unit:
            row = find_family(unit.connection, family)
            values = {"family": row.id, "kind": _kind(kind), "name": name.strip()}
            if unit.execute(_tag_query(values)).first() is None:
                raise NotFound("tag_not_found")
            tag = f.family_tag.c
            unit.execute(
                f.family_tag.delete().where(tag.family == row.id, tag.kind == values["kind"], tag.name == values["name"])
            )
            unit.put("family_tag.removed", values)
            unit.commit(subject=row.id, kind=kind)
        return self._shown(row.id)

    def tags(self) -> tuple[TagCount, ...]:
        """The tags and interests in use, those of most families first."""
        self._house.require(Right.LOOK)
        tag = f.family_tag
        with self._house.store.reading() as connection:
            rows = connection.execute(
                sa.select(tag.c.kind, tag.c.name, sa.func.count()).group_by(tag.c.kind, tag.c.name)
                .order_by(tag.c.kind.desc(), sa.func.count().desc(), tag.c.name)
            ).all()  # fmt: skip
        return tuple(TagCount(*row) for row in rows)

    def districts(self) -> tuple[str, ...]:
        """The districts that families live in, those of most families first."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            district = t.family.c.district
            rows = connection.execute(
                sa.select(district).where(district != "").group_by(district).order_by(sa.func.count().desc(), district)
            )
            return tuple(rows.scalars())

    # -- people

    def form(self, person: str) -> PersonForm:
        """A person to be put right. Names and phones are in it for who may see them, and that is written to the audit."""
        self._house.require(Right.REGISTRATIONS)
        whole = self._house.actor.may(Right.UNMASK)
        with self._house.writing(Right.REGISTRATIONS, "unmasked") as unit:
            row = find_person(unit.connection, person)
            if whole:
                unit.put("audit.unmasked", {"what": "families.person", "count": 1})
                unit.commit(subject=row.family, what="families.person", count=1)
        values = {name: row._mapping[name] for name in _EDITABLE if whole or name not in _MASKED}
        return PersonForm(row.id, row.family, Role(row.role), values, stamp_of(row))

    def change_person(
        self, person: str, *, stamp: str | None = None, family: str | None = None, **fields: Any
    ) -> FamilyView:
        """Puts fields of a person right: ``name``, ``nickname``, ``sex``, ``birthdate``, ``allergies``, ``needs``,
        ``relation``, ``phone``, ``phone2``, ``wechat``, ``email``. Empty takes a value away; what is not given stays.

        :class:`Conflict` ``person_changed`` where somebody changed the person since ``stamp`` was read, and
        :class:`NotFound` ``person_not_found`` where the person is not one of ``family``, if that is given.
        """
        with self._house.writing(Right.REGISTRATIONS, "person.changed") as unit:
            row = find_person(unit.connection, person)
            if family is not None and row.family != find_family(unit.connection, family).id:
                raise NotFound("person_not_found", person=person)
            if stamp is not None and stamp != stamp_of(row):
                raise Conflict("person_changed")
            values = checked_person(Role(row.role), fields, today=self._today())
            differs = {key: value for key, value in values.items() if row._mapping[key] != value}
            if differs:
                still_known(dict(row._mapping) | differs)
                write_person(unit, row, differs)
                if not differs.keys().isdisjoint(_BIRTH):
                    from eventdesk.services.over_limits import note_ages

                    note_ages(unit, (person,))
                unit.commit(subject=row.family, fields=sorted(differs))
        return self._shown(row.family)

    def _shown(self, family: str) -> FamilyView:
        with self._house.store.reading() as connection:
            return replace(profile_of(connection, family, day=self._today(), unmasked=False), changes=CHANGES)

    def _today(self) -> date:
        return self._house.clock.now().astimezone(self._house.zone).date()


def checked_person(role: Role, fields: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """Fields of a person as somebody typed them, as they are kept; :class:`InvalidInput` names the one that can't be."""
    unknown = set(fields) - set(_EDITABLE)
    if unknown:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    values: dict[str, Any] = {}
    for key, value in fields.items():
        if key in ("phone", "phone2"):
            number, kind = phone_of(str(value or ""))
            values |= {key: number} if key == "phone2" else {"phone": number, "phone_type": kind}
        elif key == "birthdate":
            values |= dict.fromkeys(_BIRTH) | {"birthdate": _born(value, today)}
        elif key == "sex":
            values[key] = Sex(value).value if value else None
        elif key == "relation":
            values[key] = Relation(value).value if value else None
        elif key == "email":
            values[key] = _email(value)
        else:
            values[key] = _text(value, key)
    if not role.is_child and (values.get("birthdate") or values.get("sex")):
        raise InvalidInput("children_only", field="birthdate" if values.get("birthdate") else "sex")
    return values


def change_family(unit: Unit, row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Writes what differs of a family's own fields, with its item; what was written."""
    differs = {key: value for key, value in values.items() if row._mapping[key] != value}
    if differs:
        differs["revision"] = row.revision + 1
        unit.execute(t.family.update().where(t.family.c.id == row.id).values(**differs))
        unit.put("family.changed", {"id": row.id, "base": row.revision, **differs})
    return differs


def write_person(unit: Unit, row: Any, values: Mapping[str, Any], *, found_at: str | None = None) -> dict[str, Any]:
    """Writes fields of a person, what it is found by, and its item; the whole new row.

    ``found_at`` is the family that a search leads to, where that is not the person's own.
    """
    new = dict(row._mapping) | dict(values)
    if values:
        unit.execute(t.person.update().where(t.person.c.no == row.no).values(**values))
        unit.put("person", storable(new))
    remove_search_keys(unit, [row.no])
    write_search_keys(unit, [new | {"family": found_at or new["family"]}])
    return new


def stamp_of(row: Any) -> str:
    """Tells whether a person's row is still the one that was read."""
    text = json.dumps({key: str(value) for key, value in row._mapping.items()}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def find_person(connection: sa.Connection, person: str) -> Any:
    """The row of a person; :class:`NotFound` without one."""
    row = connection.execute(sa.select(t.person).where(t.person.c.id == person)).first()
    if row is None:
        raise NotFound("person_not_found", person=person)
    return row


def _born(day: date | None, today: date) -> date | None:
    if day is not None and day > today:
        raise InvalidInput("birth_in_future", field="birth")
    return day


def _tag_query(values: Mapping[str, str]) -> Any:
    return sa.select(f.family_tag).where(*(f.family_tag.c[key] == value for key, value in values.items()))


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise InvalidInput("bad_tag_kind", field="kind")
    return kind


def _text(value: object, field: str) -> str | None:
    """A text as it is kept: no blanks around it, no control characters, None for nothing."""
    lines = str(value or "").strip()
    text = "".join(letter for letter in lines if letter.isprintable() or (letter == "\n" and field == "notes"))
    if len(text) > LONGEST.get(field, 400):
        raise InvalidInput("text_too_long", field=field, most=LONGEST.get(field, 400))
    return text or None


def _email(value: object) -> str | None:
    text = _text(value, "email")
    if text is not None:
        name, at, place = text.partition("@")
        if not (name and at and "." in place.strip(".") and "@" not in place) or any(letter.isspace() for letter in text):
            raise InvalidInput("bad_email", field="email")
    return text


def still_known(row: Mapping[str, Any]) -> None:
    """Somebody of whom nothing is left that they are known by could never be found again."""
    if row["role"] != Role.ADULT.value and not any(row[key] for key in ("name", "nickname", "phone", "birthdate", "birth_text")):
        raise InvalidInput("person_unknown", field="name")
