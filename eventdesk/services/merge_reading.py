"""Two families as they are stored, compared: what a merge would do with each of their values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain import merging
from eventdesk.domain.family import mask_email, mask_name, mask_phone, mask_phones
from eventdesk.domain.merging import FAMILY_FIELDS, PERSON_FIELDS, Side, Standing
from eventdesk.domain.registration import RegistrationState, SlotState
from eventdesk.errors import InvalidInput
from eventdesk.services.family_reading import attended, find_family, memberships_of, profile_of
from eventdesk.services.merge_views import MembershipClash, MergeField, MergePair, MergePreview, TwiceView
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t
from eventdesk.store.search_keys import sound_of

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "birth": ("birthdate", "birth_first", "birth_last", "birth_text"),
    "phone": ("phone", "phone_type"),
}
"""The columns of a field of :data:`~eventdesk.domain.merging.PERSON_FIELDS`, where it isn't one of its own name."""

_LIVE = (RegistrationState.CONFIRMED.value, RegistrationState.WAITLISTED.value)


@dataclass(frozen=True)
class Two:
    """Two families as they are stored. ``pairs`` say who of them is whom (ids of kept and gone)."""

    kept: Any
    gone: Any
    kept_people: Mapping[str, Mapping[str, Any]]
    gone_people: Mapping[str, Mapping[str, Any]]
    pairs: tuple[tuple[str, str], ...]
    gone_is_newer: bool


def read_two(
    connection: sa.Connection, kept: str, gone: str, *, pairs: Sequence[tuple[str, str]] | None = None
) -> Two:
    """Reads two families; without ``pairs`` people are matched by the rule. :class:`InvalidInput` for one and the same."""
    one, other = find_family(connection, kept), find_family(connection, gone)
    if one.id == other.id:
        raise InvalidInput("same_family", field="family")
    ours, theirs = _people(connection, one.id), _people(connection, other.id)
    if pairs is None:
        pairs = merging.matched(list(ours.values()), list(theirs.values()), sound=sound_of)
    mine, yours = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if len(set(mine)) < len(mine) or len(set(yours)) < len(yours) or not (set(mine) <= set(ours) and set(yours) <= set(theirs)):
        raise InvalidInput("bad_pairs", field="people")
    for a, b in pairs:
        if (ours[a]["role"] == "child") is not (theirs[b]["role"] == "child"):
            raise InvalidInput("bad_pairs", field="people")
    newer = _last_heard(connection, other) > _last_heard(connection, one)
    return Two(one, other, ours, theirs, tuple(pairs), newer)


def _people(connection: sa.Connection, family: str) -> dict[str, dict[str, Any]]:
    p = t.person
    rows = connection.execute(sa.select(p).where(p.c.family == family).order_by(p.c.position, p.c.no))
    return {row.id: dict(row._mapping) for row in rows}


def _last_heard(connection: sa.Connection, family: Any) -> datetime:
    r = t.registration
    latest = connection.execute(sa.select(sa.func.max(r.c.at, type_=r.c.at.type)).where(r.c.family == family.id)).scalar()
    made: datetime = family.at
    return made if latest is None else max(latest, made)


def columns_of(field: str) -> tuple[str, ...]:
    """The columns that a field of a person is kept in."""
    return COLUMNS.get(field, (field,))


def value_of(row: Mapping[str, Any], field: str) -> Any:
    """A field's value for comparing: None for nothing."""
    values = tuple(row[name] for name in columns_of(field))
    if field == "phone":
        return values[0]
    if len(values) == 1:
        return values[0]
    return values if any(value is not None for value in values) else None


def winners(two: Two) -> dict[str, Side]:
    """Whose value wins for each field, by its key, unless somebody chooses."""
    found = {}
    for name in FAMILY_FIELDS:
        text = name == "notes"
        found[name] = merging.winner(
            two.kept._mapping[name], two.gone._mapping[name], gone_is_newer=two.gone_is_newer, text=text
        )
    for kept, gone in two.pairs:
        for name in PERSON_FIELDS:
            ours, theirs = value_of(two.kept_people[kept], name), value_of(two.gone_people[gone], name)
            found[f"{kept}.{name}"] = merging.winner(ours, theirs, gone_is_newer=two.gone_is_newer)
    return found


def preview_of(
    connection: sa.Connection, two: Two, *, day: date, now: datetime, unmasked: bool
) -> MergePreview:
    """Two families side by side."""
    won = winners(two)
    kept = profile_of(connection, two.kept.id, day=day, unmasked=unmasked)
    gone = profile_of(connection, two.gone.id, day=day, unmasked=unmasked)
    views = {person.id: person for person in (*kept.people, *gone.people)}
    matched = {other for _, other in two.pairs}
    return MergePreview(
        kept=kept, gone=gone, newer=Side.GONE if two.gone_is_newer else Side.KEPT,
        fields=tuple(
            _field(name, name, two.kept._mapping[name], two.gone._mapping[name], won[name], unmasked) for name in FAMILY_FIELDS
        ),
        pairs=tuple(
            MergePair(views[one], views[other], _fields(one, two.kept_people[one], two.gone_people[other], won, unmasked))
            for one, other in two.pairs
        ),
        unmatched=tuple(person for person in gone.people if person.id not in matched),
        twice=tuple(view for view, _, _ in registered_twice(connection, two, now=now)),
        memberships=clashes(connection, two, day=day),
    )  # fmt: skip


def _fields(
    person: str, ours: Mapping[str, Any], theirs: Mapping[str, Any], won: Mapping[str, Side], unmasked: bool
) -> tuple[MergeField, ...]:
    return tuple(
        _field(f"{person}.{name}", name, value_of(ours, name), value_of(theirs, name), won[f"{person}.{name}"], unmasked)
        for name in PERSON_FIELDS
        if value_of(ours, name) is not None or value_of(theirs, name) is not None
    )


def _field(key: str, name: str, kept: Any, gone: Any, winner: Side, unmasked: bool) -> MergeField:
    differs = bool(kept and gone and kept != gone)
    return MergeField(key, name, _shown(name, kept, unmasked), _shown(name, gone, unmasked), winner, differs)


def _shown(name: str, value: Any, unmasked: bool) -> str:
    if name == "birth":
        day, first, last, text = value or (None,) * 4
        return str(day or (f"{first} – {last}" if first else "") or text or "")
    text = "" if value is None else str(value)
    if unmasked or not text:
        return text
    match name:
        case "name" | "wechat":
            return mask_name(text)
        case "phone" | "phone2":
            return mask_phone(text)
        case "email":
            return mask_email(text) or ""
        case "notes":
            return mask_phones(text) or ""
    return text


def registered_twice(connection: sa.Connection, two: Two, *, now: datetime) -> list[tuple[TwiceView, str, str]]:
    """The events for which both have a registration that isn't cancelled, with the ids of (stays, goes)."""
    r, e = t.registration, t.event
    rows = connection.execute(
        sa.select(r, e.c.code, e.c.title, e.c.start).join(e, e.c.id == r.c.event)
        .where(r.c.family.in_((two.kept.id, two.gone.id)), r.c.state.in_(_LIVE)).order_by(e.c.start, r.c.queue)
    ).all()  # fmt: skip
    mine = {row.event: row for row in rows if row.family == two.kept.id}
    found = []
    for row in rows:
        if row.family == two.gone.id and row.event in mine:
            one, other = _standing(connection, mine[row.event]), _standing(connection, row)
            what, stays, goes = merging.of_two(one, other, now=now)
            found.append((TwiceView(row.code, row.title, what, stays, goes), stays, goes))
    return found


def _standing(connection: sa.Connection, row: Any) -> Standing:
    c = t.slot_choice.c
    slots = connection.execute(
        sa.select(sa.func.count()).where(c.registration == row.id, c.state == SlotState.CONFIRMED.value)
    ).scalar_one()
    money = connection.execute(sa.select(f.payment.c.id).where(f.payment.c.registration == row.id)).first() is not None
    return Standing(
        id=row.id, state=RegistrationState(row.state), came=bool(attended(connection, [row.id])), slots=slots, money=money,
        queue=row.queue, start=row.start,
    )  # fmt: skip


def clashes(connection: sa.Connection, two: Two, *, day: date) -> tuple[MembershipClash, ...]:
    """The memberships of both that share days. What is kept wins, unless only the other one is of today."""
    held = memberships_of(connection, [two.kept.id, two.gone.id], day=day)
    ours = [one for one in held if one.family == two.kept.id]
    found = []
    for other in (one for one in held if one.family == two.gone.id):
        for one in ours:
            if (one.until is None or other.since <= one.until) and (other.until is None or one.since <= other.until):
                side = Side.GONE if other.current and not one.current else Side.KEPT
                found.append(MembershipClash(f"membership.{other.id}", one, other, side))
    return tuple(found)
