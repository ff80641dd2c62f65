"""What families do by themselves on their phones: look at events, sign up, and what a ticket lets its holder do.

Rules are those of the desk; here stands only what is asked of somebody whom nobody has seen: a phone that is registered already
changes nothing and tells nothing, and a ticket is shown to whoever has its whole text.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.domain.age import AgeBand, months_between
from eventdesk.domain.announcement import AnnouncementState
from eventdesk.domain.capacity import LimitKind
from eventdesk.domain.consent import Purpose
from eventdesk.domain.event import EventState
from eventdesk.domain.family import Role
from eventdesk.domain.registration import RegistrationState, SlotState
from eventdesk.domain.right import Right
from eventdesk.domain.ticket import BadSignature, NotATicket
from eventdesk.errors import InvalidInput
from eventdesk.exchange.values.text import allergy_text
from eventdesk.services import events
from eventdesk.services.acquaintance import BookedPerson, look_up, recognise
from eventdesk.services.event_views import EventView
from eventdesk.services.house import House
from eventdesk.services.limits import LimitBar, Places
from eventdesk.services.online_views import Fate, OnlineEvent, OnlineSlot, OnlineTicket, SignedUp, SignUp, TicketSlot
from eventdesk.services.pricing import prices_of
from eventdesk.services.questions import questions_of
from eventdesk.services.registrations import Registrations, guardian
from eventdesk.services.tickets import Verifier
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t

SHOWN = (EventState.PUBLISHED, EventState.RUNNING)
"""States of events on the list; a cancelled one, and one that is over, is shown to whoever has its address."""

_AND = " / "
"""Between what one form said and what another did."""


def _with_allergies_kept(known: Sequence[dict[str, Any]], people: Sequence[BookedPerson]) -> Iterator[BookedPerson]:
    """Nobody has seen who typed the phone, and a child eats by this text: what is typed is added to what the desk knows, and
    takes nothing away. Whole texts are compared: "no allergy to peanuts" holds "peanuts" and says the opposite."""
    for person, row in zip(people, recognise(known, people), strict=True):
        kept = str(row["allergies"] or "") if row is not None else ""
        typed = person.allergies or ""
        if kept and typed:
            typed = kept if typed in (kept, *kept.split(_AND)) else f"{kept}{_AND}{typed}"
        # "None" against what the desk knows is for a person to settle, and stays; by itself it is no allergy.
        yield replace(person, allergies=(typed if kept else allergy_text(typed)) or None)


class Online:
    """The verbs of families' pages."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._registrations = Registrations(house)

    def refresh(self) -> None:
        """Reads anew what other desks may have changed of the organisation: its name and the wording that families agree to."""
        with self._house.store.reading() as connection:
            row = connection.execute(sa.select(t.organisation)).one()
        house = self._house
        house.organisation, house.notice, house.zone = row.name, row.notice, ZoneInfo(row.zone)

    def events(self) -> tuple[OnlineEvent, ...]:
        """What is published and not over, the next one first."""
        self._house.require(Right.LOOK)
        e = t.event.c
        shown = e.state.in_([state.value for state in SHOWN])
        query = sa.select(e.code).where(shown, sa.not_(e.template), e.end > self._house.clock.now())
        with self._house.store.reading() as connection:
            codes = list(connection.execute(query.order_by(e.start, e.code)).scalars())
        return tuple(found for code in codes if (found := self.event(code)) is not None)

    def event(self, code: str) -> OnlineEvent | None:
        """One event; None where there is none or it is not for everybody."""
        self._house.require(Right.LOOK)
        return self._event(code, hidden=False)

    def _event(self, code: str, *, hidden: bool) -> OnlineEvent | None:
        with self._house.store.reading() as connection:
            row = connection.execute(sa.select(t.event).where(t.event.c.code == code)).first()
            if row is None or row.template or (not hidden and EventState(row.state) in (EventState.IDEA, EventState.DRAFT)):
                return None
            view = events.view(connection, code)
            a = p.announcement.c
            text = connection.execute(
                sa.select(a.text).where(a.event == row.id, a.state == AnnouncementState.RELEASED.value).order_by(a.number.desc())
            ).scalar()
            questions = questions_of(connection, row.id)
            prices = prices_of(connection, row.id)
            address = connection.execute(sa.select(p.venue.c.address).where(p.venue.c.name == view.venue)).scalar()
        bars = Places(self._house).bars(code)
        amounts = {kind.value: amount for (level, kind), amount in prices.items() if not level}
        shown = self._shown(view, bars)
        return replace(
            shown, text=text or "", questions=tuple(replace(one, answered=0) for one in questions), adult=amounts.get("adult"),
            child=amounts.get("child"), family=amounts.get("family"), address=address or "",
        )  # fmt: skip

    def _shown(self, view: EventView, bars: tuple[LimitBar, ...]) -> OnlineEvent:
        zone, now = self._house.zone, self._house.clock.now()
        whole = [bar for bar in bars if bar.kind is LimitKind.EVENT and bar.free is not None]
        sizes = [bar.places for bar in bars if bar.kind is LimitKind.FAMILY and bar.unit.value == "persons" and bar.places]
        slots = tuple(
            OnlineSlot(
                one.code, one.title, one.room, one.start.astimezone(zone), one.end.astimezone(zone), one.band,
                min((bar.free for bar in bars if one.code in bar.slots and bar.free is not None and bar.band is None), default=None),
                one.own_times,
            )
            for one in view.bookable
        )  # fmt: skip
        free = min((bar.free for bar in whole if bar.free is not None), default=None)
        return OnlineEvent(
            code=view.code, title=view.title, start=view.start.astimezone(zone), end=view.end.astimezone(zone), venue=view.venue,
            band=view.band, state=view.state, online=view.online, free=free, unit=whole[0].unit.value if whole else "persons",
            largest=min(sizes, default=None), slots=slots,
            open=view.state is EventState.PUBLISHED and view.rules.online_signup and now < view.start, begun=now >= view.start,
            over=now >= view.end,
        )  # fmt: skip

    def out_of_age(self, code: str, form: SignUp) -> tuple[tuple[str, AgeBand], ...]:
        """Children (by their names on the form) who are not of the age that the event, or one of the slots chosen, is meant for."""
        event = self.event(code)
        if event is None:
            return ()
        chosen = [one for one in event.slots if one.code in form.slots]
        meant = [(event.band, event.start), *((one.band, one.start) for one in chosen)]
        return tuple(
            (child.name, band)
            for child in form.children
            if child.birth is not None
            for band, start in meant
            if band is not None and not band.holds(months_between(child.birth, start.date()))
        )

    def sign_up(self, code: str, form: SignUp) -> SignedUp:
        """Registers a family by its own form; it waits where there is no room. The same form again changes nothing.

        :class:`InvalidInput` for what the desk would not take either, :class:`Conflict` ``no_place_…`` for a family that is larger
        than the event takes.
        """
        event = self.event(code)
        if event is None:
            return SignedUp(Fate.CLOSED)
        person = guardian(name=form.name, phone=form.phone)
        if person.phone is None:
            raise InvalidInput("bad_phone", field="phone")
        mark = hashlib.sha256(form.mark.encode()).hexdigest()[:32]
        with self._house.store.reading() as connection:
            known = look_up(connection, events.view(connection, code), [person.phone])
        family = known.family_of([person])
        before = known.registrations.get(family) if family is not None else None
        if before is not None:
            same = hmac.compare_digest(str((before["source_rows"] or [""])[0]), mark)
            return SignedUp(Fate.SAME, before["ticket"]) if same else SignedUp(Fate.KNOWN)
        if not event.open:
            return SignedUp(Fate.CLOSED)
        photo = form.photo
        if family is not None:
            # Nobody has seen who typed the phone: what the desk knows of its owner stays, and so does a refusal of pictures.
            named = any(one["phone"] == person.phone and one["name"] for one in known.people[family])
            person = replace(person, name=None if named else person.name)
            word = known.consents.get(family, {}).get(Purpose.PHOTO)
            photo = photo and (word is None or word.granted)
        children = [
            BookedPerson(role=Role.CHILD, name=one.name or None, birthdate=one.birth, allergies=one.allergies or None)
            for one in form.children
        ]
        _, *children = _with_allergies_kept(known.people[family] if family is not None else (), (person, *children))
        made = self._registrations.add(
            code, people=(person, *children), adults=form.adults, children=len(children), slots=form.slots, photo_consent=photo,
            consent_method="screen", answers=form.answers, online=mark,
        )  # fmt: skip
        return SignedUp(Fate.NEW, made.ticket)

    def ticket(self, text: str) -> OnlineTicket | None:
        """The registration of a ticket, by its whole text; None for any other."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            row = self._row(connection, text)
            if row is None:
                return None
            code = connection.execute(sa.select(t.event.c.code).where(t.event.c.id == row.event)).scalar_one()
            r = t.registration.c
            waiting = (r.event == row.event, r.state == RegistrationState.WAITLISTED.value, r.queue < row.queue)
            ahead = connection.execute(sa.select(sa.func.count()).where(*waiting)).scalar_one()
        event = self._event(code, hidden=True)
        assert event is not None, "a registration has an event"
        view = self._registrations.show(row.id)
        slots = {one.code: one for one in event.slots}
        state = view.state
        early = self._house.clock.now() < event.start and event.state is not EventState.CANCELLED
        return OnlineTicket(
            ticket=row.ticket, registration=row.id, family=row.family, event=event, state=state, adults=view.adults,
            children=view.children_count, ahead=ahead, due=view.stands.owed,
            slots=tuple(
                TicketSlot(
                    slots[slot].title, slots[slot].start, slots[slot].end, slots[slot].room,
                    state is RegistrationState.WAITLISTED or held is not SlotState.CONFIRMED,
                )
                for slot, held in view.slot_status if slot in slots
            ),
            may_cancel=early and state is not RegistrationState.CANCELLED,
            may_return=early and event.open and state is RegistrationState.CANCELLED,
        )  # fmt: skip

    def cancel(self, text: str) -> OnlineTicket | None:
        """Cancels the registration of a ticket while its event has not begun; doing it twice changes nothing."""
        found = self.ticket(text)
        if found is not None and found.may_cancel:
            self._registrations.cancel(found.registration)
        return self.ticket(text)

    def come_back(self, text: str) -> OnlineTicket | None:
        """Takes a cancellation back while families may sign up: confirmed where there is room, else waiting."""
        found = self.ticket(text)
        if found is not None and found.may_return:
            self._registrations.restore(found.registration)
        return self.ticket(text)

    def _row(self, connection: sa.Connection, text: str) -> Any:
        try:
            read = Verifier.load(connection).read(text)
        except (NotATicket, BadSignature):
            return None
        row = connection.execute(sa.select(t.registration).where(t.registration.c.id == read.registration)).first()
        if row is None or not hmac.compare_digest(row.ticket, text.strip().upper()):
            return None
        gone = sa.select(t.revoked_ticket).where(t.revoked_ticket.c.registration == row.id)
        return None if connection.execute(gone).first() is not None else row
