"""Members: the levels there are, with their benefits, and which family is of which level from when to when."""

from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import rows
from eventdesk.services.event_views import Changes
from eventdesk.services.family_reading import find_family, memberships_of, peopled_family
from eventdesk.services.family_views import LevelView, MembershipView
from eventdesk.services.house import House
from eventdesk.services.rows import Removed
from eventdesk.store import family_tables as f
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"families"})


class Memberships:
    """The verbs of members."""

    def __init__(self, house: House) -> None:
        self._house = house

    # -- levels

    def levels(self) -> tuple[LevelView, ...]:
        """The levels in their order."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            return _levels(connection, self._today())

    def add_level(self, name: str, *, benefits: str = "") -> LevelView:
        """A new level, after the others; :class:`Conflict` ``level_exists`` where there is one of that name."""
        with self._house.writing(Right.REGISTRATIONS, "level.added") as unit:
            last = unit.execute(sa.select(sa.func.max(f.member_level.c.position))).scalar()
            values = {"name": _named(unit, name), "benefits": benefits.strip(), "position": 0 if last is None else last + 1}
            id = rows.add(unit, f.member_level, values)
            unit.commit(subject=id)
        return self._level(id)

    def change_level(
        self, level: str, *, revision: int | None = None, name: str | None = None, benefits: str | None = None
    ) -> LevelView:
        """Gives a level (its id or name) another name or other benefits.

        :class:`Conflict` ``level_changed`` where somebody changed it since ``revision`` was read.
        """
        with self._house.writing(Right.REGISTRATIONS, "level.changed") as unit:
            row = _find_level(unit.connection, level)
            if revision is not None and row.revision != revision:
                raise Conflict("level_changed")
            values = {"benefits": benefits.strip()} if benefits is not None else {}
            if name is not None:
                values["name"] = _named(unit, name, but=row.id)
            if rows.change(unit, f.member_level, row, values):
                unit.commit(subject=row.id, fields=sorted(values))
        return self._level(row.id)

    def remove_level(self, level: str) -> Removed:
        """Takes a level away that no family is or was of; :class:`Conflict` ``level_in_use`` otherwise."""
        with self._house.writing(Right.REGISTRATIONS, "level.removed") as unit:
            row = _find_level(unit.connection, level)
            used = unit.execute(sa.select(sa.func.count()).where(f.membership.c.level == row.id)).scalar_one()
            priced = unit.execute(sa.select(sa.func.count()).where(f.price.c.level == row.id)).scalar_one()
            if used or priced:
                raise Conflict("level_in_use", n=used + priced)
            removed = rows.remove(unit, f.member_level, row, changes=CHANGES)
            unit.commit(subject=row.id)
        return removed

    def put_back_level(self, removed: Removed) -> LevelView:
        """A level that was taken away is there again."""
        with self._house.writing(Right.REGISTRATIONS, "level.restored") as unit:
            if rows.put_back(unit, f.member_level, removed):
                unit.commit(subject=removed.values["id"])
        return self._level(str(removed.values["id"]))

    # -- memberships

    def join(self, family: str, level: str, *, since: date | None = None, until: date | None = None) -> MembershipView:
        """A family is of a level from ``since`` (today) to ``until``, its last day.

        :class:`Conflict` ``membership_overlaps`` where it is of some level on one of these days.
        """
        since = since or self._today()
        with self._house.writing(Right.REGISTRATIONS, "membership.added") as unit:
            row = find_family(unit.connection, family)
            _free(unit, row.id, since, until)
            values = {"family": row.id, "level": _find_level(unit.connection, level).id, "since": since, "until": until}
            id = rows.add(unit, f.membership, values)
            unit.commit(subject=row.id, level=values["level"])
        return self._membership(id)

    def change(
        self, membership: str, *, revision: int | None = None, since: date | None = None, until: date | None = None,
        open_end: bool = False, level: str | None = None,
    ) -> MembershipView:  # fmt: skip
        """Another level or other days; ``open_end`` takes the last day away.

        :class:`Conflict` ``membership_changed`` where somebody changed it since ``revision`` was read.
        """
        with self._house.writing(Right.REGISTRATIONS, "membership.changed") as unit:
            row = _find(unit.connection, membership)
            if revision is not None and row.revision != revision:
                raise Conflict("membership_changed")
            first = since or row.since
            last = None if open_end else until or row.until
            _free(unit, row.family, first, last, but=row.id)
            values: dict[str, Any] = {"since": first, "until": last}
            if level is not None:
                values["level"] = _find_level(unit.connection, level).id
            if rows.change(unit, f.membership, row, values):
                unit.commit(subject=row.family, fields=sorted(values))
        return self._membership(membership)

    def end(self, membership: str, *, on: date | None = None) -> MembershipView:
        """Ends a membership with a day, today where none is said."""
        return self.change(membership, until=on or self._today())

    def remove(self, membership: str) -> Removed:
        """Takes a membership away that was written down by mistake."""
        with self._house.writing(Right.REGISTRATIONS, "membership.removed") as unit:
            row = _find(unit.connection, membership)
            removed = rows.remove(unit, f.membership, row, changes=CHANGES)
            unit.commit(subject=row.family)
        return removed

    def put_back(self, removed: Removed) -> MembershipView:
        """A membership that was taken away is there again, unless others took its days. :class:`NotFound` ``family_not_found``
        where the family was erased."""
        with self._house.writing(Right.REGISTRATIONS, "membership.restored") as unit:
            values = {**removed.values, "family": peopled_family(unit.connection, removed.values["family"])}
            _free(unit, values["family"], values["since"], values["until"], but=values["id"])
            if rows.put_back(unit, f.membership, replace(removed, values=values)):
                unit.commit(subject=values["family"])
        return self._membership(str(removed.values["id"]))

    def _level(self, id: str) -> LevelView:
        with self._house.store.reading() as connection:
            view = next(view for view in _levels(connection, self._today()) if view.id == id)
        return replace(view, changes=CHANGES)

    def _membership(self, id: str) -> MembershipView:
        with self._house.store.reading() as connection:
            row = _find(connection, id)
            held = memberships_of(connection, [row.family], day=self._today())
        return replace(next(view for view in held if view.id == id), changes=CHANGES)

    def _today(self) -> date:
        return self._house.clock.now().astimezone(self._house.zone).date()


def level_on(connection: sa.Connection, family: str, day: date) -> str | None:
    """The id of the level that a family is of on a day, None where it is of none."""
    m = f.membership.c
    found = connection.execute(
        sa.select(m.level).where(m.family == family, m.since <= day, sa.or_(m.until.is_(None), m.until >= day))
    ).scalar()
    return None if found is None else str(found)


def _levels(connection: sa.Connection, day: date) -> tuple[LevelView, ...]:
    m, level = f.membership.c, f.member_level
    today = sa.select(m.level, sa.func.count()).where(m.since <= day, sa.or_(m.until.is_(None), m.until >= day))
    counted: dict[str, int] = {row[0]: row[1] for row in connection.execute(today.group_by(m.level))}
    return tuple(
        LevelView(row.id, row.name, row.benefits, row.position, counted.get(row.id, 0), row.revision)
        for row in connection.execute(sa.select(level).order_by(level.c.position, level.c.name))
    )


def _named(unit: Unit, name: str, *, but: str | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise InvalidInput("level_name_missing", field="name")
    if len(name) > 40:
        raise InvalidInput("text_too_long", field="name", most=40)
    taken = unit.execute(sa.select(f.member_level.c.id).where(f.member_level.c.name == name)).scalar()
    if taken not in (None, but):
        raise Conflict("level_exists")
    return name


def _find_level(connection: sa.Connection, level: str) -> Any:
    c = f.member_level.c
    row = connection.execute(sa.select(f.member_level).where(sa.or_(c.id == level, c.name == level.strip()))).first()
    if row is None:
        raise NotFound("level_not_found")
    return row


def _find(connection: sa.Connection, membership: str) -> Any:
    row = connection.execute(sa.select(f.membership).where(f.membership.c.id == membership)).first()
    if row is None:
        raise NotFound("membership_not_found")
    return row


def _free(unit: Unit, family: str, since: date, until: date | None, *, but: str | None = None) -> None:
    """No two memberships of a family share a day: what it pays and gets would be anybody's guess."""
    if until is not None and until < since:
        raise InvalidInput("ends_before_it_begins", field="until")
    m = f.membership.c
    clauses = [m.family == family, sa.or_(m.until.is_(None), m.until >= since)]
    if until is not None:
        clauses.append(m.since <= until)
    if but is not None:
        clauses.append(m.id != but)
    if unit.execute(sa.select(m.id).where(*clauses)).first() is not None:
        raise Conflict("membership_overlaps")
