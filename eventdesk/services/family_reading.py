"""Reads one family with everything that hangs on it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.consent import Purpose
from eventdesk.domain.family import Role, mask_name, mask_phones
from eventdesk.domain.journal import EntryKind
from eventdesk.domain.registration import RegistrationState
from eventdesk.errors import NotFound
from eventdesk.services.family_views import (
    ConsentView,
    FamilyEvent,
    FamilyView,
    FollowUpView,
    MembershipView,
    MergedView,
)
from eventdesk.services.people import people_of
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t

TAG, INTEREST = "tag", "interest"
_AT_ONCE = 500


def find_family(connection: sa.Connection, family: str) -> Any:
    """The row of a family, of the one it was merged into where it was; :class:`NotFound` without one."""
    row = connection.execute(sa.select(t.family).where(t.family.c.id == family)).first()
    if row is not None and row.merged_into is not None:
        row = connection.execute(sa.select(t.family).where(t.family.c.id == row.merged_into)).first()
    if row is None:
        raise NotFound("family_not_found", family=family)
    return row


def peopled_family(connection: sa.Connection, family: str) -> str:
    """The id of a family that has anybody: the one that it was merged into where it was. One without people was erased, and is
    none any more; :class:`NotFound` ``family_not_found``."""
    found = str(find_family(connection, family).id)
    if connection.execute(sa.select(t.person.c.id).where(t.person.c.family == found)).first() is None:
        raise NotFound("family_not_found", family=family)
    return found


def forgotten_since(connection: sa.Connection, families: Collection[str], at: datetime) -> set[str]:
    """Those of these families that were erased, or whose guardians took the consent to taking part back, since a moment: what
    was known of their children then is not to be put back."""
    p, c = t.person.c, t.consent.c
    found = set()
    for start in range(0, len(wanted := sorted(families)), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        found |= set(part) - set(connection.execute(sa.select(p.family).where(p.family.in_(part)).distinct()).scalars())
        refused = (c.purpose == Purpose.PARTICIPATION.value, c.granted.is_(False), c.at >= at)
        found |= set(connection.execute(sa.select(c.family).where(c.family.in_(part), *refused).distinct()).scalars())
    return found


def profile_of(connection: sa.Connection, family: str, *, day: date, unmasked: bool) -> FamilyView:
    """All that is known of a family; ages and memberships are those of ``day``."""
    row = find_family(connection, family)
    named = connection.execute(
        sa.select(f.family_tag).where(f.family_tag.c.family == row.id).order_by(f.family_tag.c.name)
    ).all()
    consents = connection.execute(
        sa.select(t.consent).where(t.consent.c.family == row.id).order_by(*t.CONSENTS_IN_ORDER)
    ).all()
    held = memberships_of(connection, [row.id], day=day)
    merged = connection.execute(
        sa.select(f.family_merge.c.id, f.family_merge.c.gone, f.family_merge.c.at)
        .where(f.family_merge.c.kept == row.id, f.family_merge.c.undone_at.is_(None)).order_by(f.family_merge.c.at)
    ).all()  # fmt: skip
    return FamilyView(
        id=row.id, people=people_of(connection, [row.id], day=day, unmasked=unmasked)[row.id],
        history=_history(connection, row.id),
        consents=tuple(ConsentView(c.purpose, c.granted, c.notice, c.method, c.at) for c in consents),
        district=row.district, notes=row.notes if unmasked else mask_phones(row.notes) or "",
        tags=tuple(one.name for one in named if one.kind == TAG),
        interests=tuple(one.name for one in named if one.kind == INTEREST),
        memberships=held, membership=next((one for one in held if one.current), None),
        follow_ups=follow_ups_of(connection, f.follow_up.c.family == row.id, day=day, unmasked=unmasked),
        merged=tuple(MergedView(one.id, one.gone, one.at) for one in merged),
        asked=family if family != row.id else None, at=row.at, revision=row.revision,
    )  # fmt: skip


def memberships_of(connection: sa.Connection, families: Sequence[str], *, day: date) -> tuple[MembershipView, ...]:
    """The memberships of families, the latest first."""
    m, level = f.membership, f.member_level
    rows = connection.execute(
        sa.select(m, level.c.name, level.c.benefits).join(level, level.c.id == m.c.level)
        .where(m.c.family.in_(families)).order_by(m.c.since.desc())
    ).all()  # fmt: skip
    return tuple(
        MembershipView(
            id=row.id, family=row.family, level=row.level, name=row.name, benefits=row.benefits, since=row.since,
            until=row.until, current=row.since <= day and (row.until is None or day <= row.until), revision=row.revision,
        )
        for row in rows
    )  # fmt: skip


def follow_ups_of(connection: sa.Connection, *where: Any, day: date, unmasked: bool = False) -> tuple[FollowUpView, ...]:
    """Follow-ups: what is to be done by its day, those without a day after them, then what is done, the latest first."""
    u = f.follow_up
    rows = connection.execute(
        sa.select(u, t.event.c.code).join(t.event, t.event.c.id == u.c.event, isouter=True).where(*where)
        .order_by(u.c.done_at.is_not(None), u.c.done_at.desc(), u.c.due.is_(None), u.c.due, u.c.at)
    ).all()  # fmt: skip
    labels = labels_of(connection, {row.family for row in rows}, unmasked=unmasked)

    def shown(text: str) -> str:
        return text if unmasked else mask_phones(text) or ""

    return tuple(
        FollowUpView(
            id=row.id, family=row.family, label=labels.get(row.family, ""), text=shown(row.text), owner=row.owner, due=row.due,
            overdue=row.done_at is None and row.due is not None and row.due < day, event=row.code, result=shown(row.result),
            done_at=row.done_at, at=row.at, revision=row.revision,
        )
        for row in rows
    )  # fmt: skip


def labels_of(connection: sa.Connection, families: set[str], *, unmasked: bool = False) -> dict[str, str]:
    """What families are called where one word must do: the first guardian that has a name, else anybody."""
    found: dict[str, str] = {}
    p, wanted = t.person, sorted(families)
    for start in range(0, len(wanted), 500):
        rows = connection.execute(
            sa.select(p.c.family, p.c.name, p.c.nickname).where(p.c.family.in_(wanted[start : start + 500]))
            .order_by(p.c.role == Role.CHILD.value, p.c.position)
        )  # fmt: skip
        for family, name, nickname in rows:
            if name or nickname:
                found.setdefault(family, (name or nickname) if unmasked else mask_name(name or nickname))
    return found


def _history(connection: sa.Connection, family: str) -> tuple[FamilyEvent, ...]:
    r, e = t.registration, t.event
    rows = connection.execute(
        sa.select(r.c.id, r.c.state, r.c.adults, r.c.children, e.c.id.label("event"), e.c.code, e.c.title, e.c.start)
        .join(e, e.c.id == r.c.event).where(r.c.family == family).order_by(e.c.start.desc(), r.c.queue)
    ).all()  # fmt: skip
    came = attended(connection, [row.id for row in rows])
    twice = cancelled_by_merging(connection, family)
    return tuple(
        FamilyEvent(
            event=row.event, code=row.code, title=row.title, start=row.start, registration=row.id,
            state=RegistrationState(row.state), attended=came.get(row.id, 0), adults=row.adults, children=row.children,
            merged=row.id in twice and row.state == RegistrationState.CANCELLED.value,
        )
        for row in rows
    )  # fmt: skip


def cancelled_by_merging(connection: sa.Connection, family: str) -> set[str]:
    """The registrations that were cancelled because a merge found the family registered twice."""
    m = f.family_merge
    merges = connection.execute(sa.select(m.c.moved).where(m.c.kept == family, m.c.undone_at.is_(None))).scalars()
    return {one["registration"] for moved in merges for one in moved.get("cancelled", ())}


def attended(connection: sa.Connection, registrations: Sequence[str]) -> dict[str, int]:
    """How many persons of each registration were let in. One reading of the journal, which has no index for this."""
    if not registrations:
        return {}
    j = t.journal
    rows = connection.execute(
        sa.select(j.c.id, j.c.kind, j.c.registration, j.c.persons, j.c.target).where(j.c.registration.in_(registrations))
    ).all()
    voided = {row.target for row in rows if row.kind == EntryKind.VOID.value}
    persons: dict[str, set[str]] = {}
    for row in rows:
        if row.kind in (EntryKind.IN.value, EntryKind.OVERRIDE.value) and row.id not in voided:
            persons.setdefault(row.registration, set()).update(row.persons)
    return {registration: len(found) for registration, found in persons.items()}
