"""Messages to families: their texts, whom they are for, what was sent, who wants none, and which reminders are due."""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.event import EventState
from eventdesk.domain.family import mask_email
from eventdesk.domain.message import (
    FAMILY_FIELDS,
    REMIND_DAYS,
    Channel,
    Outcome,
    Purpose,
    audience,
    fill,
    has_ticket,
    reminds,
)
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput, NotFound
from eventdesk.services import events
from eventdesk.services import message_people as mp
from eventdesk.services.event_views import Changes, EventView
from eventdesk.services.house import House
from eventdesk.services.message_people import Recipient, Standing, Wording
from eventdesk.services.message_views import (
    DueView,
    MessageView,
    OptOutView,
    PlanView,
    RecipientView,
    TemplateView,
    TextsView,
    TextView,
)
from eventdesk.services.rows import add
from eventdesk.services.sending import lost, under_way
from eventdesk.services.tickets import Tickets
from eventdesk.services.typed import plain
from eventdesk.store import tables as t
from eventdesk.store.family_tables import message, message_recipient, opt_out
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"messages"})
MOST = 200
"""How many families an invitation goes to, unless somebody says otherwise."""

_TEMPLATE = "message_template"


class Messages:
    """The verbs of messages. Sending by mail is :mod:`eventdesk.services.mailing`'s."""

    def __init__(self, house: House) -> None:
        self._house = house

    def template(self, purpose: Purpose, words: Any) -> TemplateView:
        """The text of a purpose in the language of ``words``: the organisation's own, else the program's."""
        self._house.require(Right.LOOK)
        given = {part: words(f"message_texts.{purpose.value}_{part}") for part in ("subject", "text", "group")}
        with self._house.store.reading() as connection:
            stored = _meta(connection, _key(purpose, words.language))
        values = given | (json.loads(stored) if stored else {})
        return TemplateView(purpose, words.language, **values, own=stored is not None)

    def templates(self, words: Any) -> tuple[TemplateView, ...]:
        """The texts of all purposes in a language."""
        return tuple(self.template(purpose, words) for purpose in Purpose)

    def keep_template(self, purpose: Purpose, words: Any, *, subject: str, text: str, group: str) -> TemplateView:
        """Keeps the organisation's own text; all three empty bring the program's back. :class:`InvalidInput` as
        :func:`eventdesk.services.message_people.checked`."""
        body = None
        if subject.strip() or text.strip() or group.strip():
            letter, block = mp.checked(Wording(subject, text)), mp.checked(Wording("", group), group=True)
            body = json.dumps({"subject": letter.subject, "text": letter.text, "group": block.text}, ensure_ascii=False)
        with self._house.writing(Right.EVENTS, "message.template") as unit:
            put_meta(unit, _key(purpose, words.language), body)
            unit.put("audit.settings", {"what": _TEMPLATE, "purpose": purpose.value, "language": words.language})
            unit.commit(purpose=purpose.value, language=words.language, own=body is not None)
        return replace(self.template(purpose, words), changes=CHANGES)

    def plan(
        self, event_code: str, *, purpose: Purpose, channel: Channel, to: RegistrationState | None = None,
        wording: Wording | None = None, again: bool = False, limit: int = MOST, only: Collection[str] | None = None,
    ) -> PlanView:  # fmt: skip
        """Who would get a message now and who not; nothing is written. ``to`` names another state than the purpose's own;
        ``again`` writes to those as well who have it; ``only`` keeps to some families."""
        self._house.require(Right.LOOK)
        _, found = chosen(
            self._house, event_code, purpose=purpose, channel=channel, to=to, wording=wording, again=again, limit=limit, only=only
        )
        views = tuple(_view(one) for one in found)
        return PlanView(event_code, purpose, channel, views, Counter(view.standing for view in views))

    def preview(
        self, event_code: str, *, purpose: Purpose, words: Any, wording: Wording, family: str | None = None, group: bool = False
    ) -> TextView:
        """A message as a family would get it, the first of them where none is named; or as a group would."""
        self._house.require(Right.EXPORT)
        wording = mp.checked(wording, group=group)
        with self._house.store.reading() as connection:
            event = events.view(connection, event_code)
            values = self._values(event, words)
            if group:
                return TextView(fill(wording.subject, values), fill(wording.text, values))
            who = self._one(connection, event, purpose, family)
        cards = {card.registration: card for card in Tickets(self._house).cards(event_code)}
        values |= mp.family_values(who, cards.get(who.registration or ""), words) if who else dict.fromkeys(FAMILY_FIELDS, "…")
        return TextView(
            fill(wording.subject, values), fill(wording.text, values), family=who.family if who else None,
            label=who.label if who else "", address=(mask_email(who.address) or "") if who else "",
            ticket=has_ticket(purpose) and who is not None and who.registration in cards,
        )  # fmt: skip

    def texts(
        self, event_code: str, *, purpose: Purpose, words: Any, wording: Wording, group: str, to: RegistrationState | None = None,
        again: bool = False, limit: int = MOST, only: Collection[str] | None = None,
    ) -> TextsView:  # fmt: skip
        """Texts to copy into chats: ``group`` for all, without anything of a family, and ``wording`` for each family that has
        none yet. A text names nobody beyond a nickname."""
        self._house.require(Right.EXPORT)
        wording, block = mp.checked(wording), mp.checked(Wording("", group), group=True)
        event, found = chosen(
            self._house, event_code, purpose=purpose, channel=Channel.WECHAT, to=to, wording=wording, again=again, limit=limit,
            only=only,
        )  # fmt: skip
        values = self._values(event, words)
        cards = {card.registration: card for card in Tickets(self._house).cards(event_code)}
        made = tuple(
            TextView(
                "", fill(wording.text, values | mp.family_values(one, cards.get(one.registration or ""), words)),
                family=one.family, label=one.label, ticket=has_ticket(purpose) and one.registration in cards,
            )
            for one in found if one.standing is Standing.READY
        )  # fmt: skip
        return TextsView(fill(block.text, values), made)

    def copied(self, event_code: str, families: Collection[str], *, purpose: Purpose, wording: Wording) -> MessageView:
        """Notes that families were told by hand. :class:`InvalidInput` ``opted_out_family`` where one wants none."""
        wording = mp.checked(wording)
        with self._house.writing(Right.EXPORT, "message.copied") as unit:
            event = events.find(unit.connection, event_code)
            if not families or mp.refusing(unit.connection, Channel.WECHAT).intersection(families):
                raise InvalidInput("opted_out_family", field="family")
            known = unit.execute(sa.select(t.family.c.id).where(t.family.c.id.in_(list(families)))).scalars().all()
            if len(known) != len(set(families)):
                raise NotFound("family_not_found", family=", ".join(sorted(set(families).difference(known))[:1]))
            id = begin(unit, event.id, channel=Channel.WECHAT, purpose=purpose, wording=wording)
            note(unit, id, event.id, [(family, Outcome.COPIED, "") for family in known])
            unit.commit(subject=event.id, purpose=purpose.value, count=len(known))
        return next(view for view in self.list(event_code) if view.id == id)

    def list(self, event_code: str) -> tuple[MessageView, ...]:
        """What was sent for an event, the newest first. ``lost`` outcomes: see :mod:`sending`."""
        self._house.require(Right.LOOK)
        r = message_recipient
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
            gone = lost(connection, event.id, now=self._house.clock.now())
            names = {row.id: row.name for row in connection.execute(sa.select(t.operator.c.id, t.operator.c.name))}
            rows = connection.execute(
                sa.select(message).where(message.c.event == event.id).order_by(message.c.at.desc(), message.c.id.desc())
            ).all()
            counted = connection.execute(
                sa.select(r.c.message, r.c.state, r.c.trouble, sa.func.count().label("n"))
                .join(message, message.c.id == r.c.message).where(message.c.event == event.id)
                .group_by(r.c.message, r.c.state, r.c.trouble)
            ).all()  # fmt: skip
        outcomes: dict[str, Counter[Outcome]] = {row.id: Counter() for row in rows}
        troubles: dict[str, Counter[str]] = {row.id: Counter() for row in rows}
        for one in counted:
            outcome = Outcome(one.state)
            outcomes[one.message][Outcome.LOST if outcome is Outcome.SENDING and one.message in gone else outcome] += one.n
            if one.trouble:
                troubles[one.message][one.trouble] += one.n
        return tuple(
            MessageView(
                id=row.id, channel=Channel(row.channel), purpose=Purpose(row.purpose), subject=row.subject, at=row.at,
                operator=names.get(row.operator, ""), outcomes=outcomes[row.id], troubles=troubles[row.id], changes=CHANGES,
            )
            for row in rows
        )  # fmt: skip

    def opt_outs(self, family: str) -> OptOutView:
        """What a family wants none of."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            refused = _refused(connection, family)
        return OptOutView(family, tuple(channel for channel in Channel if channel in refused))

    def opt_out(self, family: str, channels: Collection[Channel] = tuple(Channel)) -> OptOutView:
        """Notes that a family wants nothing more by some channels; from now on nothing goes there."""
        with self._house.writing(Right.REGISTRATIONS, "family.opted_out") as unit:
            missing = set(channels) - _refused(unit.connection, family)
            for channel in sorted(missing):
                row = {"family": family, "channel": channel.value, "at": unit.now, "operator": unit.actor.operator}
                unit.execute(opt_out.insert(), row)
                unit.put("opt_out", plain(row))
            if missing:
                unit.commit(subject=family, channels=sorted(missing))
        return self._changed(family)

    def opt_in(self, family: str, channels: Collection[Channel] = tuple(Channel)) -> OptOutView:
        """Notes that a family wants to hear by some channels again."""
        with self._house.writing(Right.REGISTRATIONS, "family.opted_in") as unit:
            there = set(channels) & _refused(unit.connection, family)
            for channel in sorted(there):
                unit.execute(opt_out.delete().where(opt_out.c.family == family, opt_out.c.channel == channel.value))
                unit.put("opt_out.removed", {"family": family, "channel": channel.value})
            if there:
                unit.commit(subject=family, channels=sorted(there))
        return self._changed(family)

    def due(self, *, days: int = REMIND_DAYS) -> tuple[DueView, ...]:
        """Events whose confirmed families are to be reminded now, the next first: those that begin within ``days``. Who was
        reminded since then, by whichever channel, waits no more."""
        self._house.require(Right.LOOK)
        now, made = self._house.clock.now(), []
        with self._house.store.reading() as connection:
            e = t.event
            rows = connection.execute(
                sa.select(e.c.id, e.c.code, e.c.title, e.c.start, e.c.state)
                .where(e.c.start > now, e.c.start <= now + timedelta(days=days), e.c.template.is_(False))
                .order_by(e.c.start, e.c.code)
            ).all()  # fmt: skip
            for row in rows:
                if not reminds(start=row.start, state=EventState(row.state), days=days, now=now):
                    continue
                coming = {one[0] for one in mp.registered(connection, row.id, audience(Purpose.REMINDER))}
                since = row.start - timedelta(days=days)
                told = [
                    mp.already(connection, row.id, purpose=Purpose.REMINDER, channel=channel, since=since)
                    for channel in (Channel.EMAIL, Channel.WECHAT)
                ]
                made.append(DueView(row.code, row.title, row.start, len(coming), len(coming.difference(*told))))
        return tuple(view for view in made if view.families)

    def _one(self, connection: sa.Connection, event: EventView, purpose: Purpose, family: str | None) -> Recipient | None:
        rows: Any = mp.registered(connection, event.id, audience(purpose) or frozenset(RegistrationState))
        if family is not None:
            _known(connection, family)
            rows = [row for row in rows if row[0] == family] or [(family, None, None)]
        found = mp.recipients(connection, rows[:1], channel=Channel.EMAIL, reached=())
        return found[0] if found else None

    def _values(self, event: EventView, words: Any) -> dict[str, str]:
        return mp.event_values(event, words, zone=self._house.zone, organisation=self._house.organisation)

    def _changed(self, family: str) -> OptOutView:
        return OptOutView(family, self.opt_outs(family).channels, changes=frozenset({"messages", "families"}))


def chosen(
    house: House, event_code: str, *, purpose: Purpose, channel: Channel, to: RegistrationState | None = None,
    wording: Wording | None = None, again: bool = False, limit: int = MOST, only: Collection[str] | None = None,
) -> tuple[EventView, tuple[Recipient, ...]]:  # fmt: skip
    """As :meth:`Messages.plan`, with whole addresses: for whoever sends. Of those proposed for an invitation no more than
    ``limit`` are written to, whoever has one already."""
    inviting = purpose is Purpose.INVITATION and to is None
    rows: Sequence[tuple[str, str | None, str | None]] = ()
    with house.store.reading() as connection:
        event = events.view(connection, event_code)
        same = wording if purpose is Purpose.NOTICE else None
        reached = set() if again else mp.already(connection, event.id, purpose=purpose, channel=channel, wording=same)
        busy = under_way(connection, event.id, purpose=purpose, channel=channel, now=house.clock.now(), wording=same)
        if not inviting:
            rows = mp.registered(connection, event.id, audience(purpose) if to is None else {to})
    if inviting:
        rows = _proposed(house, event_code, channel, limit + len(reached | busy))
    kept = [row for row in rows if only is None or row[0] in only]
    with house.store.reading() as connection:
        found = mp.recipients(connection, kept, channel=channel, reached=reached, sending=busy)
    if not inviting:
        return event, found
    ready = {one.family for one in found if one.standing is Standing.READY}
    last = set([one.family for one in found if one.family in ready][:limit])
    return event, tuple(one for one in found if one.family in last or one.family not in ready)


def _proposed(house: House, event_code: str, channel: Channel, most: int) -> Sequence[tuple[str, str | None, str | None]]:
    from eventdesk.services.invitations import Invitations

    found = Invitations(house).rank(event_code, limit=most, channel=channel)
    return tuple((row.family, None, None) for row in found.rows)


def begin(unit: Unit, event: str, *, channel: Channel, purpose: Purpose, wording: Wording) -> str:
    """Writes a message down; its id. The text keeps its fields: what a family's own say is kept nowhere."""
    return add(
        unit, message,
        {
            "event": event, "channel": channel.value, "purpose": purpose.value, "subject": wording.subject,
            "text": wording.text, "at": unit.now, "operator": unit.actor.operator,
        },
        event=event,
    )  # fmt: skip


def note(unit: Unit, id: str, event: str, outcomes: Collection[tuple[str, Outcome, str]]) -> None:
    """Writes what became of a message for families: (family, outcome, trouble)."""
    for family, outcome, trouble in outcomes:
        row = {"message": id, "family": family, "state": outcome.value, "trouble": trouble, "at": unit.now}
        r = message_recipient.c
        said = message_recipient.update().where(r.message == id, r.family == family)
        if not unit.execute(said.values(state=outcome.value, trouble=trouble, at=unit.now)).rowcount:
            unit.execute(message_recipient.insert(), row)
        unit.put("message_recipient", plain(row), event=event)


def put_meta(unit: Unit, key: str, value: str | None) -> None:
    """Keeps a value of this desk alone, or takes it away."""
    unit.execute(t.meta.delete().where(t.meta.c.key == key))
    if value is not None:
        unit.execute(t.meta.insert(), {"key": key, "value": value})


def _meta(connection: sa.Connection, key: str) -> str | None:
    return connection.execute(sa.select(t.meta.c.value).where(t.meta.c.key == key)).scalar_one_or_none()


def _key(purpose: Purpose, language: str) -> str:
    return f"{_TEMPLATE}:{language}:{purpose.value}"


def _known(connection: sa.Connection, family: str) -> None:
    if connection.execute(sa.select(t.family.c.id).where(t.family.c.id == family)).first() is None:
        raise NotFound("family_not_found", family=family)


def _refused(connection: sa.Connection, family: str) -> set[Channel]:
    _known(connection, family)
    rows = connection.execute(sa.select(opt_out.c.channel).where(opt_out.c.family == family)).scalars()
    return set(map(Channel, rows))


def _view(one: Recipient) -> RecipientView:
    return RecipientView(
        family=one.family, registration=one.registration, state=one.state, label=one.label, nickname=one.nickname,
        address=mask_email(one.address) or "", standing=one.standing,
    )  # fmt: skip
