"""Entry tickets: the keys that sign them, and the sheets and pictures that families get."""

import base64
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from eventdesk.domain import ticket
from eventdesk.domain.capacity import Party
from eventdesk.domain.family import mask_name
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput, NotFound
from eventdesk.services import events
from eventdesk.services.house import House
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

if TYPE_CHECKING:
    from eventdesk.reports.tickets import TicketCard, TicketEvent

VALID_AFTER_END = timedelta(days=7)
"""A ticket outlives its event a little: an event that is put off keeps its codes."""

PRIVATE = "ticket_private"

FIRST_DRAWN, LAST_KEY = 1_000, 65_535
"""The numbers of keys that desks draw; a ticket has two bytes for them."""


Progress = Callable[[int, int], None]
"""Told after each file: (made so far, all)."""


@dataclass(frozen=True)
class MadeTickets:
    """The files that were written, sheet and list first, and how many tickets they hold."""

    files: tuple[Path, ...]
    count: int


def make_key(unit: Unit, *, alone: bool = True) -> None:
    """A new signing key: the private part stays in this desk, the public part goes to every station. ``alone``: no other desk
    makes keys; where others do, the number is drawn, as two that don't know of each other must not take the same."""
    connection = unit.connection
    key = Ed25519PrivateKey.generate()
    taken = set(connection.execute(sa.select(t.ticket_key.c.number)).scalars())
    number = max(taken, default=0) + 1
    while not alone and (number in taken or number < FIRST_DRAWN):
        number = FIRST_DRAWN + secrets.randbelow(LAST_KEY - FIRST_DRAWN + 1)
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    private = base64.b64encode(key.private_bytes_raw()).decode()
    connection.execute(t.ticket_key.insert(), {"number": number, "public": public, "at": unit.now})
    connection.execute(t.meta.delete().where(t.meta.c.key == PRIVATE))
    connection.execute(t.meta.insert(), {"key": PRIVATE, "value": f"{number}:{private}"})
    unit.put("ticket_key", {"number": number, "public": public, "at": unit.now.isoformat()})


class Signer:
    """Writes tickets with the desk's newest key."""

    def __init__(self, connection: sa.Connection) -> None:
        stored = connection.execute(sa.select(t.meta.c.value).where(t.meta.c.key == PRIVATE)).scalar_one()
        number, _, private = stored.partition(":")
        self.number = int(number)
        self._key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(private))

    def write(self, *, event: str, registration: str, party: Party, now: datetime, event_end: datetime) -> str:
        """The text of a registration's ticket."""
        body = ticket.Ticket(
            event=event, registration=registration, adults=party.adults, children=party.children, key=self.number,
            valid_from=min(now, event_end), valid_to=event_end + VALID_AFTER_END,
        )  # fmt: skip
        return ticket.write(body, self._key.sign)


class Verifier:
    """Reads tickets with the public keys that this station holds."""

    def __init__(self, keys: Iterable[tuple[int, str]]) -> None:
        self._keys = {number: Ed25519PublicKey.from_public_bytes(base64.b64decode(public)) for number, public in keys}

    @classmethod
    def load(cls, connection: sa.Connection) -> "Verifier":
        """With all keys of the desk."""
        return cls((row.number, row.public) for row in connection.execute(sa.select(t.ticket_key)))

    def read(self, text: str, issued: ticket.Issued | None = None) -> ticket.Ticket:
        """The ticket of a scanned text; takes and raises what :func:`eventdesk.domain.ticket.read` does."""
        return ticket.read(text, self._verify, issued)

    def _verify(self, number: int, signature: bytes, message: bytes) -> bool:
        key = self._keys.get(number)
        if key is None:
            return False
        try:
            key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Tickets:
    """The verbs of tickets."""

    def __init__(self, house: House) -> None:
        self._house = house

    def cards(self, event_code: str) -> "tuple[TicketCard, ...]":
        """Everybody who needs a ticket, in the order of the queue; cancelled registrations have none."""
        self._house.require(Right.EXPORT)
        with self._house.store.reading() as connection:
            event = events.view(connection, event_code)
            titles = {slot.id: slot.title for slot in event.slots}
            r = t.registration
            rows = connection.execute(
                sa.select(r.c.id, r.c.ticket, r.c.adults, r.c.children, r.c.state, r.c.family)
                .where(r.c.event == event.id, r.c.state != RegistrationState.CANCELLED.value)
                .order_by(r.c.queue)
            ).all()
            chosen: dict[str, list[str]] = {}
            choice = t.slot_choice
            for pair in connection.execute(
                sa.select(choice.c.registration, choice.c.slot)
                .where(choice.c.slot.in_(list(titles)))
                .order_by(choice.c.registration, choice.c.position)
            ):
                chosen.setdefault(pair.registration, []).append(titles[pair.slot])
            labels = _labels(connection, event.id)
        from eventdesk.reports.tickets import TicketCard

        return tuple(
            TicketCard(
                registration=row.id, ticket=row.ticket, label=labels.get(row.family, ""), adults=row.adults,
                children=row.children, slots=tuple(chosen.get(row.id, ())),
                waitlisted=row.state == RegistrationState.WAITLISTED.value,
            )
            for row in rows
        )  # fmt: skip

    def write(
        self, event_code: str, *, folder: Path, pdf: bool, png: bool, csv: bool, words: Any, progress: Progress | None = None,
        only: Collection[str] | None = None,
    ) -> MadeTickets:  # fmt: skip
        """Writes an event's tickets: a sheet to print and a list, named by the event's code, and a picture for each
        registration, named by its id.

        ``only`` keeps to some registrations. ``words`` are the language of the files (:class:`resources.words.Words`).
        Each file is there whole or not at all; :class:`StoreProblem` ``tickets_not_written`` where one can't be written.
        :class:`NotFound` ``no_tickets`` where nobody is registered. No file's name holds a name or a phone; that they
        were made is audited.
        """
        if not (pdf or png or csv):
            raise InvalidInput("no_ticket_format", field="format")
        cards = tuple(card for card in self.cards(event_code) if only is None or card.registration in only)
        with self._house.store.reading() as connection:
            view = events.view(connection, event_code)
        if not cards:
            raise NotFound("no_tickets", event=view.code)
        from eventdesk.reports.tickets import TicketEvent

        zone = self._house.zone
        event = TicketEvent(
            organisation=self._house.organisation, code=view.code, title=view.title, starts=view.start.astimezone(zone),
            ends=view.end.astimezone(zone), venue=view.venue,
        )  # fmt: skip
        files: list[Path] = []
        total = int(pdf) + int(csv) + (len(cards) if png else 0)
        for file in _files(cards, event, words, folder, pdf=pdf, png=png, csv=csv):
            files.append(file)
            if progress is not None:
                progress(len(files), total)
        self._note(view.id, len(cards), [key for key, wanted in (("pdf", pdf), ("png", png), ("csv", csv)) if wanted])
        return MadeTickets(tuple(files), len(cards))

    def _note(self, event: str, count: int, formats: list[str]) -> None:
        with self._house.writing(Right.EXPORT, "tickets.written") as unit:
            unit.put("audit.exported", {"what": "tickets", "count": count, "formats": formats}, event=event)
            unit.commit(subject=event, count=count, formats=formats)


def _files(
    cards: "tuple[TicketCard, ...]", event: "TicketEvent", words: Any, folder: Path, *, pdf: bool, png: bool, csv: bool
) -> Iterator[Path]:
    # Their libraries cost more than a verb without pictures may take to start.
    name = f"{event.code}-tickets"
    if pdf:
        from eventdesk.reports.tickets_sheet import write_sheet

        yield write_sheet(cards, event, words, folder=folder, name=name)
    if csv:
        from eventdesk.reports.tickets import write_csv

        yield write_csv(cards, folder=folder, name=name)
    if png:
        from eventdesk.reports.tickets_picture import write_pictures

        yield from write_pictures(cards, event, words, folder=folder)


def _labels(connection: sa.Connection, event: str) -> dict[str, str]:
    """What a family's ticket shows: the first child's nickname, else the masked name of its first guardian."""
    person, registration = t.person, t.registration
    rows = connection.execute(
        sa.select(person.c.family, person.c.nickname, person.c.name)
        .join(registration, registration.c.family == person.c.family)
        .where(registration.c.event == event, sa.or_(person.c.nickname.is_not(None), person.c.name.is_not(None)))
        .order_by(person.c.family, person.c.position)
    ).all()
    masked: dict[str, str] = {}
    nicknames: dict[str, str] = {}
    for row in rows:
        if row.nickname:
            nicknames.setdefault(row.family, row.nickname)
        elif row.name:
            masked.setdefault(row.family, mask_name(row.name))
    return masked | nicknames
