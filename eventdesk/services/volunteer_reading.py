"""Reads volunteers over the years."""

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.family import mask_email, mask_name, mask_phone, mask_phones
from eventdesk.domain.volunteer import Vetting
from eventdesk.errors import NotFound
from eventdesk.services import duty_reading
from eventdesk.services.family_reading import find_family
from eventdesk.services.house import House
from eventdesk.services.roster_reading import minor_on, skills_of
from eventdesk.services.volunteer_views import VolunteerView
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.search_keys import folded, keys_of

APART, TOGETHER = "apart", "together"
KINDS = (APART, TOGETHER)
MIN_DIGITS = 4
_AT_ONCE = 500


def find_volunteer(connection: sa.Connection, volunteer: str) -> Any:
    """The row of a volunteer (id); :class:`NotFound` without one, or where it was erased."""
    row = connection.execute(sa.select(v.volunteer).where(v.volunteer.c.id == volunteer)).first()
    if row is None or row.erased_at is not None:
        raise NotFound("volunteer_not_found")
    return row


def theirs(connection: sa.Connection, family: str) -> set[str]:
    """A family (the one that it was merged into) and all that were merged into that one."""
    row = find_family(connection, family)
    found, new = {str(row.id)}, {str(row.id)}
    while new:
        merged = connection.execute(sa.select(t.family.c.id).where(t.family.c.merged_into.in_(new))).scalars()
        new = set(merged) - found
        found |= new
    return found


def views_of(
    connection: sa.Connection, house: House, *, query: str = "", ids: Collection[str] | None = None,
    families: Collection[str] | None = None, retired: bool = False, erased: bool = False, unmasked: bool = False,
) -> tuple[VolunteerView, ...]:  # fmt: skip
    """Volunteers with what they did, by name."""
    row = v.volunteer.c
    question = sa.select(v.volunteer).order_by(row.name, row.id)
    if not erased:
        question = question.where(row.erased_at.is_(None))
    if not retired:
        question = question.where(row.retired_at.is_(None))
    if ids is not None:
        question = question.where(row.id.in_(list(ids)))
    if families is not None:
        question = question.where(row.family.in_(list(families)))
    people = connection.execute(question).all()
    skills = skills_of(connection, [one.id for one in people])
    if query.strip():
        people = [one for one in people if _matches(one, (s.name for s in skills.get(one.id, ())), query)]
    now = house.clock.now()
    years = duty_reading.of(connection, [one.id for one in people], now)
    trained = _trainings(connection, [one.id for one in people])
    pairs = _pairs(connection)
    return tuple(
        _view(one, house, skills.get(one.id, ()), years.get(one.id, duty_reading.Years()), trained.get(one.id, 0),
              pairs.get(one.id, {}), unmasked=unmasked)
        for one in people
    )  # fmt: skip


def _view(
    row: Any, house: House, skills: Any, years: duty_reading.Years, trained: int, pairs: dict[str, list[str]], *, unmasked: bool
) -> VolunteerView:
    return VolunteerView(
        id=row.id, name=row.name, phone=(row.phone or "") if unmasked else mask_phone(row.phone),
        email=row.email if unmasked else mask_email(row.email) or "", wechat=row.wechat if unmasked else mask_name(row.wechat),
        birthdate=row.birthdate, minor=minor_on(row.birthdate, house.clock.now(), house.zone), family=row.family, skills=skills,
        vetting=Vetting(row.vetting), vetting_until=row.vetting_until,
        note=row.note if unmasked else mask_phones(row.note) or "", retired=row.retired_at is not None, revision=row.revision,
        events=years.events, minutes=years.minutes, recent_minutes=years.recent_minutes, assigned=years.assigned,
        came=years.came, late=years.late, trainings=trained, apart=tuple(pairs.get(APART, ())),
        together=tuple(pairs.get(TOGETHER, ())),
    )  # fmt: skip


def _matches(row: Any, skills: Iterable[str], query: str) -> bool:
    text = folded(query)
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) >= MIN_DIGITS and not any(sign.isalpha() for sign in text):
        return digits in (row.phone or "")
    key = "".join(text.split())
    if any(key in "".join(folded(name).split()) for name in (row.name, *skills)):
        return True
    return any(found.startswith(key) for found in keys_of(name=row.name, nickname=None, phones=()))


def _trainings(connection: sa.Connection, volunteers: list[str]) -> dict[str, int]:
    a = v.training_attendance.c
    found: dict[str, int] = {}
    for start in range(0, len(volunteers), _AT_ONCE):
        part = volunteers[start : start + _AT_ONCE]
        counts = sa.select(a.volunteer, sa.func.count()).where(a.volunteer.in_(part)).group_by(a.volunteer)
        found.update((row[0], row[1]) for row in connection.execute(counts))
    return found


def _pairs(connection: sa.Connection) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for row in connection.execute(sa.select(v.pairing).order_by(v.pairing.c.first, v.pairing.c.second)):
        found.setdefault(row.first, {}).setdefault(row.kind, []).append(row.second)
        found.setdefault(row.second, {}).setdefault(row.kind, []).append(row.first)
    return found
