"""Whom a message is for, and what its fields say: read from the desk for :mod:`messages` and :mod:`mailing`."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.domain.family import Role, family_name
from eventdesk.domain.message import (
    FAMILY_FIELDS,
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    Channel,
    Purpose,
    fields_of,
    is_address,
    unknown_fields,
)
from eventdesk.domain.registration import RegistrationState
from eventdesk.errors import InvalidInput
from eventdesk.reports.phrases import clock, day
from eventdesk.reports.tickets import TicketCard, TicketEvent, face
from eventdesk.services.event_views import EventView
from eventdesk.store import quick
from eventdesk.store import tables as t
from eventdesk.store.family_tables import opt_out
from eventdesk.store.tables import to_ms

_AT_ONCE = 500


class Standing(StrEnum):
    """Whether a family is written to now, or why not. ``sending``: another window writes to it just now."""

    READY = "ready"
    REACHED = "reached"
    OPTED_OUT = "opted_out"
    NO_ADDRESS = "no_address"
    SENDING = "sending"


@dataclass(frozen=True)
class Recipient:
    """A family that a message is for. ``label`` is masked, ``nickname`` what the family is called when it is spoken to,
    ``address`` whole: no view carries it on."""

    family: str
    registration: str | None
    state: RegistrationState | None
    label: str
    nickname: str
    address: str | None = field(repr=False)
    standing: Standing


@dataclass(frozen=True)
class Wording:
    """A subject and a text with fields."""

    subject: str
    text: str


def checked(wording: Wording, *, group: bool = False) -> Wording:
    """A wording that can be used. :class:`InvalidInput` ``unknown_field`` names a field that there is not, ``family_field``
    one that a text for everybody must not hold, ``message_empty`` and ``message_long`` say what they say."""
    subject, text = " ".join(wording.subject.split()), wording.text.strip()
    if not text:
        raise InvalidInput("message_empty", field="text")
    if len(subject) > LONGEST_SUBJECT or len(text) > LONGEST_TEXT:
        raise InvalidInput("message_long", field="text", most=LONGEST_TEXT)
    for part, name in ((subject, "subject"), (text, "text")):
        unknown = unknown_fields(part)
        if unknown:
            raise InvalidInput("unknown_field", field=name, name=unknown[0][:40])
        personal = [one for one in fields_of(part) if one in FAMILY_FIELDS]
        if group and personal:
            raise InvalidInput("family_field", field=name, name=personal[0])
    return Wording(subject, text)


def registered(connection: sa.Connection, event: str, states: Collection[RegistrationState]) -> list[tuple[str, str, str]]:
    """Registrations of an event in some states, in the order of the queue: (family, registration, state)."""
    marks = ",".join("?" * len(states))
    sql = f"SELECT family, id, state FROM registration WHERE event = ? AND state IN ({marks}) ORDER BY queue"
    rows = quick.rows(connection, sql, (event, *(state.value for state in states)))
    return list({row["family"]: (row["family"], row["id"], row["state"]) for row in rows}.values())


def recipients(
    connection: sa.Connection, found: Iterable[tuple[str, str | None, str | None]], *, channel: Channel,
    reached: Collection[str], sending: Collection[str] = (),
) -> tuple[Recipient, ...]:  # fmt: skip
    """Families of (family, registration, state) with whether each is written to now. Who refused the channel comes first of
    all reasons; a family needs an address for mail alone."""
    rows = list(found)
    people = _people(connection, [family for family, _, _ in rows])
    refused = refusing(connection, channel)
    made = []
    for family, registration, state in rows:
        name, nickname, address = people.get(family, ("", "", None))
        standing = Standing.READY
        if family in refused:
            standing = Standing.OPTED_OUT
        elif family in sending:
            standing = Standing.SENDING
        elif family in reached:
            standing = Standing.REACHED
        elif channel is Channel.EMAIL and address is None:
            standing = Standing.NO_ADDRESS
        made.append(
            Recipient(
                family=family, registration=registration, state=RegistrationState(state) if state else None,
                label=family_name(name, nickname), nickname=nickname, address=address, standing=standing,
            )
        )  # fmt: skip
    return tuple(made)


def refusing(connection: sa.Connection, channel: Channel) -> set[str]:
    """Families that want nothing by a channel."""
    return set(connection.execute(sa.select(opt_out.c.family).where(opt_out.c.channel == channel.value)).scalars())


def already(
    connection: sa.Connection, event: str, *, purpose: Purpose, channel: Channel, wording: Wording | None = None,
    since: datetime | None = None,
) -> set[str]:  # fmt: skip
    """Families that have a message of an event for a purpose; of one wording, or since a moment, where those are named."""
    sql = """SELECT DISTINCT r.family FROM message m JOIN message_recipient r ON r.message = m.id
     WHERE m.event = ? AND m.purpose = ? AND m.channel = ? AND r.state IN ('sent', 'copied')"""
    values: list[object] = [event, purpose.value, channel.value]
    if wording is not None:
        sql += " AND m.subject = ? AND m.text = ?"
        values += [wording.subject, wording.text]
    if since is not None:
        sql += " AND r.at >= ?"
        values.append(to_ms(since))
    return {row[0] for row in quick.rows(connection, sql, values)}


def event_values(event: EventView, words: Any, *, zone: ZoneInfo, organisation: str) -> dict[str, str]:
    """The fields that say the same to everybody."""
    starts, ends = event.start.astimezone(zone), event.end.astimezone(zone)
    one = starts.date() == ends.date()
    date = day(starts, words) if one else words("messages.days", first=day(starts, words), last=day(ends, words))
    return {
        "event": event.title, "date": date, "time": words("messages.hours", start=clock(starts), end=clock(ends)),
        "place": event.venue or words("messages.online" if event.online else "messages.no_place"),
        "organisation": organisation, "reason": event.reason or words("messages.no_reason"),
    }  # fmt: skip


def family_values(recipient: Recipient, card: TicketCard | None, words: Any) -> dict[str, str]:
    """The fields of one family; who has no registration has no ticket and no party."""
    one = face(card, words) if card is not None else None
    return {
        "nickname": recipient.nickname or words("messages.parent"),
        "party": one.party if one is not None else "",
        "slots": (words("common.list_sep").join(one.slots) if one is not None else "") or words("messages.no_slots"),
        "ticket": one.code if one is not None else "",
    }


def ticket_event(event: EventView, *, zone: ZoneInfo, organisation: str) -> TicketEvent:
    """What a ticket says of its event."""
    return TicketEvent(
        organisation=organisation, code=event.code, title=event.title, starts=event.start.astimezone(zone),
        ends=event.end.astimezone(zone), venue=event.venue,
    )  # fmt: skip


def _people(connection: sa.Connection, families: list[str]) -> Mapping[str, tuple[str, str, str | None]]:
    """(first guardian's name, first child's nickname, else a guardian's, and the first address that mail can be sent to)."""
    found: dict[str, tuple[str, str, str | None]] = {}
    p = t.person
    for start in range(0, len(families), _AT_ONCE):
        rows = connection.execute(
            sa.select(p.c.family, p.c.role, p.c.name, p.c.nickname, p.c.email)
            .where(p.c.family.in_(families[start : start + _AT_ONCE])).order_by(p.c.family, p.c.position)
        )  # fmt: skip
        for family, members in _grouped(rows).items():
            adults = [row for row in members if row.role != Role.CHILD.value]
            children = [row for row in members if row.role == Role.CHILD.value]
            found[family] = (
                next((row.name for row in adults if row.name), ""),
                next((row.nickname for row in (*children, *adults) if row.nickname), ""),
                next((row.email.strip() for row in adults if row.email and is_address(row.email.strip())), None),
            )
    return found


def _grouped(rows: Iterable[Any]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.family, []).append(row)
    return groups

