"""Reads for the audit report: who agreed to what, what operators saw and took out, and what is kept too long."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from eventdesk.domain.age import months_between
from eventdesk.domain.consent import WITHDRAWN, Purpose
from eventdesk.domain.family import Role
from eventdesk.domain.personal_fields import MONTHS, Keeping
from eventdesk.domain.registration import RegistrationState
from eventdesk.reports.audit_facts import WITHDRAWN_WITHIN
from eventdesk.services.house import House
from eventdesk.store import feedback_tables as fb
from eventdesk.store import quick
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.tables import from_ms, to_ms

UNMASKED = "unmasked"
EXPORTS = (
    "tickets.written", "registrations.exported", "invitations.written", "receipt.printed", "roster.written", "roster.told",
    "roster.notice_begun", "roster.notice_tested", "message.copied", "message.begun", "message.tested", "message.sent",
    "message.finished", "feedback.invited", "feedback.uninvited", "report.persons_sent",
)  # fmt: skip
"""The acts by which data of people leaves the file; reports hold none of them and are not counted."""
_OF_THE_SAME_LETTER = frozenset({"message.sent", "message.finished", "roster.notice_tested", "message.tested", "feedback.uninvited"})
"""Acts that go on with, or only try, what another one counts."""


class Word(NamedTuple):
    """A family's latest word on a purpose."""

    granted: bool
    notice: str
    method: str
    at: datetime


@dataclass(frozen=True)
class Children:
    """The children of each family (ids): all of them, and those of whom anything is known."""

    all: Mapping[str, tuple[str, ...]]
    known: Mapping[str, tuple[str, ...]]


def children_of(connection: sa.Connection) -> Children:
    """Who is a child, by family."""
    p = t.person.c
    details = (p.name, p.nickname, p.sex, p.birthdate, p.birth_first, p.birth_last, p.birth_text, p.allergies, p.needs)
    known = sa.or_(*(column.is_not(None) for column in details))
    everybody: dict[str, list[str]] = defaultdict(list)
    kept: dict[str, list[str]] = defaultdict(list)
    for family, id, told in connection.execute(sa.select(p.family, p.id, known).where(p.role == Role.CHILD.value).order_by(p.id)):
        everybody[family].append(id)
        if told:
            kept[family].append(id)
    return Children({f: tuple(ids) for f, ids in everybody.items()}, {f: tuple(ids) for f, ids in kept.items()})


def words_on(connection: sa.Connection) -> dict[Purpose, dict[str, Word]]:
    """The latest word of every family on each purpose."""
    c = t.consent.c
    found: dict[Purpose, dict[str, Word]] = {purpose: {} for purpose in Purpose}
    query = sa.select(c.family, c.purpose, c.granted, c.notice, c.method, c.at).order_by(*t.CONSENTS_IN_ORDER)
    for family, purpose, granted, notice, method, at in connection.execute(query):
        found[Purpose(purpose)][family] = Word(granted, notice, method, at)
    return found


def standing(word: Word | None) -> str:
    """``granted``, ``refused``, ``withdrawn`` or ``not_asked``."""
    if word is None:
        return "not_asked"
    if word.granted:
        return "granted"
    return "withdrawn" if word.method == WITHDRAWN else "refused"


def span(house: House, year: int, last: date) -> tuple[datetime, datetime]:
    """The moments from which and before which a year's acts were done."""
    zone = house.zone
    return datetime(year, 1, 1, tzinfo=zone), datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=1)


def acts_in(connection: sa.Connection, first: datetime, until: datetime) -> list[tuple[str, str, str, bool, int]]:
    """The consents of a time: id, purpose, method, granted, the moment in milliseconds."""
    rows = quick.tuples(
        connection, "SELECT id, purpose, method, granted, at FROM consent WHERE at >= ? AND at < ? ORDER BY at, rowid",
        (to_ms(first), to_ms(until)),
    )  # fmt: skip
    return [(id, purpose, method, bool(granted), at) for id, purpose, method, granted, at in rows]


def carried_out(connection: sa.Connection, withdrawn: list[tuple[str, int]]) -> dict[str, float]:
    """How many seconds after it was asked for each withdrawal (id, milliseconds) was carried out, by the audit's word; those that
    it does not know are left out."""
    c = t.consent.c
    refusals = connection.execute(sa.select(c.id, c.family, c.purpose).where(c.granted.is_(False)))
    families = {row.id: (row.family, row.purpose) for row in refusals}
    done: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, subject, details in quick.tuples(connection, "SELECT at, subject, details FROM audit WHERE action = 'consent.withdrawn'"):
        done[subject, str(_details(details).get("purpose", ""))].append(at)
    found = {}
    for id, at in withdrawn:
        after = [moment - at for moment in done.get(families[id], ()) if 0 <= moment - at <= WITHDRAWN_WITHIN * 1000]
        if after:
            found[id] = min(after) / 1000
    return found


def photos_left(connection: sa.Connection, refused: set[str], now: datetime) -> tuple[str, ...]:
    """Bookings (ids) of events to come that still allow pictures of families that do not."""
    r, e = t.registration.c, t.event.c
    rows = connection.execute(
        sa.select(r.id, r.family).join(t.event, e.id == r.event)
        .where(r.photo_consent.is_(True), r.state != RegistrationState.CANCELLED.value, e.end >= now).order_by(r.id)
    )  # fmt: skip
    return tuple(id for id, family in rows if family in refused)


@dataclass(frozen=True)
class Handled:
    """An operator's doings of one kind: the audit's rows, how many records they were of, how many of them with full data."""

    rows: tuple[str, ...]
    records: int
    unmasked: int


def handled(
    connection: sa.Connection, first: datetime, until: datetime
) -> tuple[dict[tuple[str, str], Handled], dict[tuple[str, str], Handled]]:
    """What operators (ids) saw in full, and what they took out, by what it was; ids are the numbers of the audit's rows."""
    names = (UNMASKED, *EXPORTS)
    marks = ",".join("?" * len(names))
    sql = f"SELECT seq, operator, action, details FROM audit WHERE at >= ? AND at < ? AND action IN ({marks}) ORDER BY seq"
    seen: dict[tuple[str, str], list[tuple[str, int, int]]] = defaultdict(list)
    out: dict[tuple[str, str], list[tuple[str, int, int]]] = defaultdict(list)
    for seq, operator, action, text in quick.tuples(connection, sql, (to_ms(first), to_ms(until), *names)):
        details = _details(text)
        records = int(details.get("count") or details.get("letters") or 1)
        if action == UNMASKED:
            seen[operator, str(details.get("what", ""))].append((str(seq), records, records))
        elif action not in _OF_THE_SAME_LETTER:
            out[operator, action].append((str(seq), records, records if details.get("unmasked") else 0))
    return _summed(seen), _summed(out)


def _summed(found: Mapping[tuple[str, str], list[tuple[str, int, int]]]) -> dict[tuple[str, str], Handled]:
    return {
        key: Handled(tuple(row for row, _, _ in rows), sum(n for _, n, _ in rows), sum(n for _, _, n in rows))
        for key, rows in sorted(found.items())
    }


def erased(connection: sa.Connection, first: datetime, until: datetime) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    """The families (ids) that were erased in a time, of how many people, and the volunteers (ids)."""
    sql = """SELECT action, subject, details FROM audit WHERE at >= ? AND at < ?
     AND action IN ('family.erased', 'volunteer.erased') ORDER BY seq"""
    families, people, volunteers = [], 0, []
    for action, subject, details in quick.tuples(connection, sql, (to_ms(first), to_ms(until))):
        if action == "family.erased":
            families.append(str(subject))
            people += int(_details(details).get("people", 0))
        else:
            volunteers.append(str(subject))
    return tuple(families), people, tuple(volunteers)


def too_old(connection: sa.Connection, today: date, house: House) -> dict[Keeping, tuple[tuple[str, ...], int]]:
    """The records (ids) that are kept longer than declared, of how many: families by their last registration or visit, volunteers
    by their last event, answers by their day."""
    r, e, p, began = t.registration.c, t.event.c, t.person.c, t.family.c.at
    contact = _by_id(
        connection.execute(
            sa.select(t.family.c.id, sa.func.max(sa.func.max(sa.func.coalesce(e.end, began), sa.func.coalesce(r.at, began))))
            .select_from(t.family).outerjoin(t.registration, r.family == t.family.c.id).outerjoin(t.event, e.id == r.event)
            .where(t.family.c.id.in_(sa.select(p.family))).group_by(t.family.c.id)
        )
    )  # fmt: skip
    return {Keeping.CONTACT: _overdue(contact, today, Keeping.CONTACT, house), **_others(connection, today, house)}


def _others(connection: sa.Connection, today: date, house: House) -> dict[Keeping, tuple[tuple[str, ...], int]]:
    e, one, g = t.event.c, v.volunteer.c, v.engagement.c
    served = _by_id(
        connection.execute(
            sa.select(one.id, sa.func.max(e.end)).join(v.engagement, g.volunteer == one.id).join(t.event, e.id == g.event)
            .where(one.erased_at.is_(None)).group_by(one.id)
        )
    )  # fmt: skip
    said = _by_id(connection.execute(sa.select(fb.survey_response.c.id, fb.survey_response.c.at)))
    return {
        Keeping.SERVICE: _overdue(served, today, Keeping.SERVICE, house),
        Keeping.ANSWERS: _overdue(said, today, Keeping.ANSWERS, house),
    }


def _by_id(rows: Iterable[Any]) -> dict[str, Any]:
    return {row[0]: row[1] for row in rows}


def _overdue(last: Mapping[str, Any], today: date, keeping: Keeping, house: House) -> tuple[tuple[str, ...], int]:
    late = []
    for id, at in last.items():
        day = (from_ms(at) if isinstance(at, int) else at).astimezone(house.zone).date()
        if months_between(day, today) >= MONTHS[keeping]:
            late.append(id)
    return tuple(sorted(late)), len(last)


def door_decisions(connection: sa.Connection, first: datetime, until: datetime) -> Counter[str]:
    """Entries by somebody's decision, and entries that were taken back, in a time."""
    sql = "SELECT kind, count(*) FROM journal WHERE at >= ? AND at < ? AND kind IN ('override', 'void') GROUP BY kind"
    return Counter(dict(quick.tuples(connection, sql, (to_ms(first), to_ms(until)))))


def _details(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
