"""Partners, what they pledged and what came, and the events that are held with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.family import mask_phone
from eventdesk.domain.money import MOST_FEN
from eventdesk.domain.partner import PartnerKind
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import events, rows
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.house import House
from eventdesk.services.rows import Removed
from eventdesk.services.typed import phone_of
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t

CHANGES: Changes = frozenset({"partners"})
# What partners bring is part of an event's money, and an event with a partner is a joint event.
GIVEN: Changes = frozenset({"partners", "budgets", "events"})


@dataclass(frozen=True)
class Given:
    """Fen pledged and received."""

    pledged: int = 0
    received: int = 0


@dataclass(frozen=True)
class ContributionView:
    """What a partner brings: money, or something in kind with its value. ``event`` None: for the organisation as a whole."""

    id: str
    partner: str
    partner_name: str
    event: str | None
    event_title: str
    event_start: datetime | None
    title: str
    in_kind: bool
    pledged_fen: int
    received_fen: int
    revision: int


@dataclass(frozen=True)
class PartnerView:
    """A partner; ``phone`` is masked unless asked for whole. ``events`` counts the joint ones; a list leaves the
    contributions out."""

    id: str
    name: str
    kind: PartnerKind
    contact: str
    phone: str
    notes: str
    since: datetime
    revision: int
    money: Given = Given()
    in_kind: Given = Given()
    events: int = 0
    contributions: tuple[ContributionView, ...] = ()
    changes: Changes = NOTHING


class Partners:
    """The verbs of partners."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self, *, unmasked: bool = False) -> tuple[PartnerView, ...]:
        """All partners by name, without their contributions. Whole phones need the right and are audited."""
        self._house.require(Right.REPORTS)
        if unmasked:
            self._house.require(Right.UNMASK)
        with self._house.store.reading() as connection:
            found = connection.execute(sa.select(p.partner).order_by(p.partner.c.name)).all()
            given = _by_partner(_contributions(connection))
        if unmasked and found:
            with self._house.writing(Right.UNMASK, "unmasked") as unit:
                unit.put("audit.unmasked", {"what": "partners.list", "count": len(found)})
                unit.commit(subject=None, what="partners.list", count=len(found))
        return tuple(replace(_view(row, given.get(row.id, ()), unmasked=unmasked), contributions=()) for row in found)

    def show(self, id: str, *, unmasked: bool = False, changes: Changes = NOTHING) -> PartnerView:
        """A partner with all that it pledged. A whole phone needs the right and is audited."""
        self._house.require(Right.REPORTS)
        if unmasked:
            self._house.require(Right.UNMASK)
        with self._house.store.reading() as connection:
            row = _find(connection, id)
            given = _contributions(connection, p.contribution.c.partner == id)
        if unmasked:
            with self._house.writing(Right.UNMASK, "unmasked") as unit:
                unit.put("audit.unmasked", {"what": "partners.show", "count": 1})
                unit.commit(subject=id, what="partners.show", count=1)
        return replace(_view(row, given, unmasked=unmasked), changes=changes)

    def of_event(self, event_code: str) -> tuple[ContributionView, ...]:
        """What partners bring to an event; an event with any is a joint event."""
        self._house.require(Right.REPORTS)
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
            return _contributions(connection, p.contribution.c.event == event.id)

    def add(
        self, *, name: str, kind: PartnerKind = PartnerKind.OTHER, contact: str = "", phone: str = "", notes: str = ""
    ) -> PartnerView:
        """A new partner, since today. :class:`Conflict` ``partner_exists`` where the name is taken."""
        with self._house.writing(Right.EVENTS, "partner.added") as unit:
            values = _checked({"name": name, "kind": kind, "contact": contact, "phone": phone, "notes": notes})
            _refuse_double(unit.connection, values["name"])
            id = rows.add(unit, p.partner, values | {"since": unit.now})
            unit.commit(subject=id)
        return self.show(id, changes=CHANGES)

    def change(self, id: str, **fields: Any) -> PartnerView:
        """Sets ``name``, ``kind``, ``contact``, ``phone`` (whole, or empty) or ``notes``; what is not given stays."""
        with self._house.writing(Right.EVENTS, "partner.changed") as unit:
            row = _find(unit.connection, id)
            values = _checked(fields)
            if values.get("name", row.name) != row.name:
                _refuse_double(unit.connection, values["name"])
            if rows.change(unit, p.partner, row, values):
                unit.commit(subject=id, fields=sorted(fields))
        return self.show(id, changes=CHANGES)

    def remove(self, id: str) -> Removed:
        """Takes a partner away that never pledged anything; :class:`Conflict` ``partner_in_use`` otherwise."""
        with self._house.writing(Right.EVENTS, "partner.removed") as unit:
            row = _find(unit.connection, id)
            c = p.contribution
            used = unit.execute(sa.select(sa.func.count()).where(c.c.partner == id)).scalar_one()
            if used:
                raise Conflict("partner_in_use", n=used)
            removed = rows.remove(unit, p.partner, row, changes=CHANGES)
            unit.commit(subject=id)
        return removed

    def put_back(self, removed: Removed) -> PartnerView:
        """A partner that was taken away is there again."""
        with self._house.writing(Right.EVENTS, "partner.restored") as unit:
            id = str(removed.values["id"])
            _refuse_double(unit.connection, removed.values["name"], but=id)
            if rows.put_back(unit, p.partner, removed):
                unit.commit(subject=id)
        return self.show(id, changes=CHANGES)

    # -- what they bring

    def pledge(
        self, partner: str, *, title: str, pledged_fen: int, received_fen: int = 0, event: str | None = None,
        in_kind: bool = False,
    ) -> PartnerView:  # fmt: skip
        """A partner promises money, or something in kind worth as much; for an event (its code) or for the organisation."""
        with self._house.writing(Right.EVENTS, "contribution.added") as unit:
            _find(unit.connection, partner)
            values = _checked_gift(
                {"title": title, "pledged_fen": pledged_fen, "received_fen": received_fen, "in_kind": in_kind}
            )
            of = _event_id(unit.connection, event)
            id = rows.add(unit, p.contribution, values | {"partner": partner, "event": of}, event=of)
            unit.commit(subject=partner, contribution=id)
        return self.show(partner, changes=GIVEN)

    def change_pledge(self, id: str, **fields: Any) -> PartnerView:
        """Sets ``title``, ``pledged_fen``, ``received_fen`` (all that came so far), ``in_kind`` or ``event`` (a code, or
        None) of a contribution; what is not given stays."""
        with self._house.writing(Right.EVENTS, "contribution.changed") as unit:
            row = _find_gift(unit.connection, id)
            values = _checked_gift({key: value for key, value in fields.items() if key != "event"})
            if "event" in fields:
                values["event"] = _event_id(unit.connection, fields["event"])
            if rows.change(unit, p.contribution, row, values, event=values.get("event", row.event)):
                unit.commit(subject=row.partner, contribution=id, fields=sorted(fields))
        return self.show(row.partner, changes=GIVEN)

    def remove_pledge(self, id: str) -> Removed:
        """Takes a contribution away."""
        with self._house.writing(Right.EVENTS, "contribution.removed") as unit:
            row = _find_gift(unit.connection, id)
            removed = rows.remove(unit, p.contribution, row, changes=GIVEN, event=row.event)
            unit.commit(subject=row.partner, contribution=id)
        return removed

    def put_pledge_back(self, removed: Removed) -> PartnerView:
        """A contribution that was taken away is there again."""
        with self._house.writing(Right.EVENTS, "contribution.restored") as unit:
            partner = removed.values["partner"]
            _find(unit.connection, partner)
            if removed.values["event"] is not None:
                rows.home_of(unit, removed)
            if rows.put_back(unit, p.contribution, removed, event=removed.values["event"]):
                unit.commit(subject=partner, contribution=removed.values["id"])
        return self.show(partner, changes=GIVEN)


def contributions(connection: sa.Connection, events_: Iterable[str]) -> tuple[ContributionView, ...]:
    """What partners bring to events (their ids)."""
    return _contributions(connection, p.contribution.c.event.in_(list(events_)))


def for_everything(connection: sa.Connection) -> tuple[ContributionView, ...]:
    """What partners bring to the organisation as a whole."""
    return _contributions(connection, p.contribution.c.event.is_(None))


def _contributions(connection: sa.Connection, *where: Any) -> tuple[ContributionView, ...]:
    c, e = p.contribution, t.event
    query = (
        sa.select(c, p.partner.c.name, e.c.code, e.c.title.label("event_title"), e.c.start)
        .join(p.partner, p.partner.c.id == c.c.partner).join(e, e.c.id == c.c.event, isouter=True)
        .where(*where).order_by(e.c.start.is_(None), e.c.start.desc(), p.partner.c.name, c.c.id)
    )  # fmt: skip
    return tuple(
        ContributionView(
            id=row.id, partner=row.partner, partner_name=row.name, event=row.code, event_title=row.event_title or "",
            event_start=row.start, title=row.title, in_kind=row.in_kind, pledged_fen=row.pledged_fen,
            received_fen=row.received_fen, revision=row.revision,
        )
        for row in connection.execute(query)
    )  # fmt: skip


def _by_partner(given: Iterable[ContributionView]) -> dict[str, tuple[ContributionView, ...]]:
    found: dict[str, list[ContributionView]] = {}
    for one in given:
        found.setdefault(one.partner, []).append(one)
    return {partner: tuple(ones) for partner, ones in found.items()}


def _view(row: Any, given: tuple[ContributionView, ...], *, unmasked: bool = False) -> PartnerView:
    def total(*, in_kind: bool) -> Given:
        ones = [one for one in given if one.in_kind is in_kind]
        return Given(sum(one.pledged_fen for one in ones), sum(one.received_fen for one in ones))

    return PartnerView(
        id=row.id, name=row.name, kind=PartnerKind(row.kind), contact=row.contact,
        phone=row.phone if unmasked else mask_phone(row.phone), notes=row.notes,
        since=row.since, revision=row.revision, money=total(in_kind=False), in_kind=total(in_kind=True),
        events=len({one.event for one in given if one.event is not None}), contributions=given,
    )  # fmt: skip


def _find(connection: sa.Connection, id: str) -> Any:
    row = connection.execute(sa.select(p.partner).where(p.partner.c.id == id)).first()
    if row is None:
        raise NotFound("partner_not_found", partner=id)
    return row


def _find_gift(connection: sa.Connection, id: str) -> Any:
    row = connection.execute(sa.select(p.contribution).where(p.contribution.c.id == id)).first()
    if row is None:
        raise NotFound("contribution_not_found", contribution=id)
    return row


def _event_id(connection: sa.Connection, code: str | None) -> str | None:
    return None if code is None else str(events.find(connection, code).id)


def _refuse_double(connection: sa.Connection, name: str, *, but: str = "") -> None:
    taken = sa.select(p.partner.c.id).where(p.partner.c.name == name, p.partner.c.id != but)
    if connection.execute(taken).first() is not None:
        raise Conflict("partner_exists")


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    values = {key: value.strip() if isinstance(value, str) else value for key, value in fields.items()}
    unknown = set(values) - {"name", "kind", "contact", "phone", "notes"}
    if unknown:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    if not values.get("name", "-"):
        raise InvalidInput("name_missing", field="name")
    if "kind" in values:
        values["kind"] = PartnerKind(values["kind"]).value
    if "phone" in values:
        values["phone"] = phone_of(values["phone"])[0] or ""
    return values


def _checked_gift(fields: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {key: value.strip() if isinstance(value, str) else value for key, value in fields.items()}
    unknown = set(values) - {"title", "pledged_fen", "received_fen", "in_kind"}
    if unknown:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    if not values.get("title", "-"):
        raise InvalidInput("title_missing", field="title")
    for key in ("pledged_fen", "received_fen"):
        if not 0 <= values.get(key, 0) <= MOST_FEN:
            raise InvalidInput("bad_amount", field=key)
    return values
