"""Mail to families: the server's settings, letters made from a text, given to the server or written as files of a test."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from eventdesk import passphrases
from eventdesk.domain.family import mask_email
from eventdesk.domain.message import Channel, Outcome, Purpose, fill, has_ticket, is_address
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, MailTrouble
from eventdesk.exchange.mail import LOOPBACK, MailServer, Security, SmtpTransport, compose
from eventdesk.exchange.mail import Transport as Transport  # the window sends beside the desk
from eventdesk.reports.tickets import TicketCard, TicketEvent
from eventdesk.services import message_people as mp
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.house import House
from eventdesk.services.message_people import Standing, Wording
from eventdesk.services.messages import CHANGES, MOST, begin, chosen, note, put_meta
from eventdesk.services.sending import release, reserve, under_way
from eventdesk.services.tickets import Tickets
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

if TYPE_CHECKING:
    from email.message import EmailMessage

CHUNK = 10
"""Letters between two notes of what became of them: a pulled plug forgets no more than these."""

_SERVER, _PASSWORD, _KEYRING = "mail_server", "mail_password", "mail"
NOWHERE = MailServer("localhost", 25, Security.NONE, "", "desk@localhost.localdomain")
"""Whose name a test's letters carry while no server is set."""

Progress = Callable[[int, int], None]
MakeTransport = Callable[[MailServer, str], Transport]


@dataclass(frozen=True)
class MailSettingsView:
    """Where mail goes out; ``server`` None where nobody said. ``has_password``: one is kept, ``keeps`` where it would be:
    in the ``desk``'s file if that is encrypted, else in the system's ``keyring``. It is never shown."""

    server: MailServer | None
    has_password: bool
    keeps: str
    changes: Changes = NOTHING


@dataclass(frozen=True)
class Letter:
    """What goes to one family. ``address`` is whole."""

    family: str
    registration: str | None
    address: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    card: TicketCard | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Mail:
    """Letters that are ready, and what is needed to send them without the desk. ``left`` counts who gets none, and why."""

    message: str
    event: TicketEvent
    event_id: str
    server: MailServer
    letters: tuple[Letter, ...] = field(repr=False)
    left: Mapping[Standing, int]
    at: datetime
    test: bool

    @property
    def chunks(self) -> Iterator[tuple[Letter, ...]]:
        """The letters in the portions that are noted together."""
        for start in range(0, len(self.letters), CHUNK):
            yield self.letters[start : start + CHUNK]


@dataclass(frozen=True)
class Sent:
    """What became of one letter."""

    family: str
    outcome: Outcome
    trouble: str = ""


@dataclass(frozen=True)
class MailResult:
    """What a sending came to. ``stopped`` says why it ended before its end; then ``unsent`` families are as before."""

    message: str
    outcomes: Mapping[Outcome, int]
    troubles: Mapping[str, int]
    left: Mapping[Standing, int]
    unsent: int = 0
    stopped: MailTrouble | None = None
    changes: Changes = NOTHING


class Mailing:
    """The verbs of mail. ``transport`` makes the way to a server."""

    def __init__(self, house: House, *, transport: MakeTransport = SmtpTransport) -> None:
        self._house, self._transport = house, transport

    def settings(self) -> MailSettingsView:
        """Where mail goes out."""
        self._house.require(Right.LOOK)
        return MailSettingsView(self._server(), bool(self._kept()), "desk" if self._house.store.encrypted else "keyring")

    def set_server(self, server: MailServer, *, password: str | None = None) -> MailSettingsView:
        """Keeps where mail goes out. ``password`` None leaves the one there is, an empty one takes it away.

        A password is kept in the desk's file only where that is encrypted, else in the system's keyring;
        :class:`Conflict` ``no_keyring`` where there is none, and then nothing is kept. :class:`InvalidInput` for a server
        that can't be one."""
        _checked(server)
        with self._house.writing(Right.SETTINGS, "mail.settings") as unit:
            if password is not None and self._house.store.encrypted:
                put_meta(unit, _PASSWORD, password or None)
            elif password is not None and not passphrases.keep(self._drawer, password) and password:
                raise Conflict("no_keyring")
            put_meta(unit, _SERVER, json.dumps(asdict(server), ensure_ascii=False))
            unit.put("audit.settings", {"what": _SERVER})
            unit.commit(security=server.security.value, password=password is not None)
        view = self.settings()
        return MailSettingsView(view.server, view.has_password, view.keeps, changes=CHANGES)

    def connect(self, *, password: str | None = None) -> Transport:
        """The way to the server that is set, not opened yet. :class:`Conflict` ``mail_not_set`` without a server,
        ``mail_password_missing`` where it wants a password that is neither kept nor given."""
        self._house.require(Right.EXPORT)
        server = self._server()
        if server is None:
            raise Conflict("mail_not_set")
        secret = password if password is not None else self._kept()
        if server.user and not secret:
            raise Conflict("mail_password_missing")
        return self._transport(server, secret or "")

    def prepare(
        self, event_code: str, *, purpose: Purpose, words: Any, wording: Wording, to: RegistrationState | None = None,
        again: bool = False, limit: int = MOST, only: Collection[str] | None = None, tickets: bool = True, test: bool = False,
        unmasked: bool = False,
    ) -> Mail:  # fmt: skip
        """Writes a message down and makes its letters; who refused mail or has no address is noted at once, and nobody else
        writes to the others until :meth:`finish`.

        A letter of a ``test`` shows its address masked unless ``unmasked``, which needs the right and is audited."""
        self._house.require(Right.EXPORT)
        if unmasked:
            self._house.require(Right.UNMASK)
        wording = mp.checked(wording)
        if not wording.subject:
            raise InvalidInput("subject_missing", field="subject")
        event, found = chosen(
            self._house, event_code, purpose=purpose, channel=Channel.EMAIL, to=to, wording=wording, again=again, limit=limit,
            only=only,
        )  # fmt: skip
        house = self._house
        cards = {card.registration: card for card in Tickets(house).cards(event_code)}
        values = mp.event_values(event, words, zone=house.zone, organisation=house.organisation)
        letters = []
        for one in (one for one in found if one.standing is Standing.READY and one.address):
            card, own = cards.get(one.registration or ""), dict(values)
            own |= mp.family_values(one, card, words)
            address = one.address or ""
            letters.append(
                Letter(
                    family=one.family, registration=one.registration, subject=fill(wording.subject, own),
                    address=(mask_email(address) or "") if test and not unmasked else address, text=fill(wording.text, own),
                    card=card if tickets and has_ticket(purpose) else None,
                )
            )  # fmt: skip
        with house.writing(Right.EXPORT, "message.tested" if test else "message.begun") as unit:
            late = set() if test else self._since(unit, event.id, purpose=purpose, wording=wording, again=again)
            letters = [one for one in letters if one.family not in late]
            id = begin(unit, event.id, channel=Channel.EMAIL, purpose=purpose, wording=wording)
            left = {Standing.OPTED_OUT: Outcome.OPTED_OUT, Standing.NO_ADDRESS: Outcome.NO_ADDRESS}
            note(unit, id, event.id, [(one.family, left[one.standing], "") for one in found if one.standing in left])
            if not test:
                reserve(unit, id, event.id, [one.family for one in letters])
            counts: Counter[Standing] = Counter(
                Standing.SENDING if one.family in late and one.standing is Standing.READY else one.standing for one in found
            )
            del counts[Standing.READY]
            unit.commit(subject=event.id, purpose=purpose.value, letters=len(letters), unmasked=unmasked)
        return Mail(
            message=id, event=mp.ticket_event(event, zone=house.zone, organisation=house.organisation), event_id=event.id,
            server=self._server() or NOWHERE, letters=tuple(letters), left=counts, at=house.clock.now().astimezone(house.zone),
            test=test,
        )  # fmt: skip

    def record(self, mail: Mail, sent: Sequence[Sent]) -> None:
        """Notes what became of letters."""
        if sent:
            with self._house.writing(Right.EXPORT, "message.sent") as unit:
                note(unit, mail.message, mail.event_id, [(one.family, one.outcome, one.trouble) for one in sent])
                counts = Counter(one.outcome.value for one in sent)
                unit.commit(subject=mail.event_id, message=mail.message, **counts)

    def finish(self, mail: Mail) -> None:
        """The sending is over: families whom no letter went out to are as before, and may be written to."""
        if not mail.test:
            with self._house.writing(Right.EXPORT, "message.finished") as unit:
                if left := release(unit, mail.message, mail.event_id):
                    unit.commit(subject=mail.event_id, message=mail.message, unsent=left)

    def send(self, mail: Mail, transport: Transport, words: Any, *, progress: Progress | None = None) -> MailResult:
        """Gives letters to ``transport``, opened, one after the other, and notes what became of each. What ``progress`` raises
        ends it: what went out until then is noted."""
        self._house.require(Right.EXPORT)
        done: list[Sent] = []
        stopped: MailTrouble | None = None
        try:
            for chunk in mail.chunks:
                sent: list[Sent] = []
                try:
                    stopped = deliver(mail, chunk, transport, words, sent)
                finally:
                    self.record(mail, sent)
                done += sent
                if stopped is not None:
                    break
                if progress is not None:
                    progress(len(done), len(mail.letters))
        finally:
            transport.close()
            self.finish(mail)
        return summary(mail, done, stopped)

    def _since(self, unit: Unit, event: str, *, purpose: Purpose, wording: Wording, again: bool) -> set[str]:
        """Whom somebody else has written to, or begun to, since the letters were made."""
        same = wording if purpose is Purpose.NOTICE else None
        busy = under_way(unit.connection, event, purpose=purpose, channel=Channel.EMAIL, now=unit.now, wording=same)
        if again:
            return busy
        return busy | mp.already(unit.connection, event, purpose=purpose, channel=Channel.EMAIL, wording=same)

    @property
    def _drawer(self) -> Path:
        """What the keyring knows the server's password by: the desk's own passphrase lies under its folder."""
        return self._house.store.folder / _KEYRING

    def _server(self) -> MailServer | None:
        stored = self._meta(_SERVER)
        if stored is None:
            return None
        return server_of(json.loads(stored))

    def _kept(self) -> str | None:
        return self._meta(_PASSWORD) if self._house.store.encrypted else passphrases.kept(self._drawer)

    def _meta(self, key: str) -> str | None:
        with self._house.store.reading() as connection:
            return connection.execute(sa.select(t.meta.c.value).where(t.meta.c.key == key)).scalar_one_or_none()


class Folder:
    """Takes letters as ``.eml`` files, named by the registration's id, or the family's where there is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files: list[Path] = []

    def open(self) -> None:
        """Makes sure that the folder takes files; :class:`StoreProblem` ``mail_not_written`` where not."""
        from eventdesk.reports.exporters.files import prove_folder

        prove_folder(self._folder, trouble="mail_not_written")

    def send(self, letter: "EmailMessage") -> None:
        """Writes one letter, whole or not at all."""
        from eventdesk.reports.exporters.files import write_whole

        name = letter["Message-ID"].strip("<>").partition("@")[0].partition(".")[0]
        data = letter.as_bytes()
        self.files.append(write_whole(self._folder, f"{name}.eml", lambda out: out.write(data), trouble="mail_not_written"))

    def close(self) -> None:
        """Nothing is left open."""


def deliver(mail: Mail, letters: Sequence[Letter], transport: Transport, words: Any, sent: list[Sent]) -> MailTrouble | None:
    """Gives some letters to the transport, without the desk; what stops the others, if anything does.

    What becomes of each is appended to ``sent`` at once, so that it can be noted whatever ends the work. The letter at which
    the trouble came that stops everything is not among them: its family was not written to.
    """
    tickets = _pictures(mail, letters, words)
    for one in letters:
        picture = tickets.get(one.registration or "")
        letter = compose(
            mail.server, to=one.address, subject=one.subject, text=one.text, at=mail.at,
            mark=f"{one.registration or one.family}.{mail.message}",
            pictures=((f"{mail.event.code}.png", picture),) if picture is not None else (),
        )  # fmt: skip
        try:
            transport.send(letter)
        except MailTrouble as trouble:
            if trouble.stops:
                return trouble
            sent.append(Sent(one.family, Outcome.FAILED, trouble.code))
        else:
            sent.append(Sent(one.family, Outcome.WRITTEN if mail.test else Outcome.SENT))
    return None


def summary(mail: Mail, sent: Sequence[Sent], stopped: MailTrouble | None) -> MailResult:
    """What a sending came to."""
    return MailResult(
        message=mail.message, outcomes=Counter(one.outcome for one in sent),
        troubles=Counter(one.trouble for one in sent if one.trouble), left=mail.left, unsent=len(mail.letters) - len(sent),
        stopped=stopped, changes=CHANGES,
    )  # fmt: skip


def _pictures(mail: Mail, letters: Sequence[Letter], words: Any) -> dict[str, bytes]:
    cards = [one.card for one in letters if one.card is not None]
    if not cards:
        return {}
    from eventdesk.reports.tickets_picture import pictures

    return dict(pictures(cards, mail.event, words))


def server_of(values: Mapping[str, Any]) -> MailServer:
    """Where mail goes out, from plain values. :class:`InvalidInput` ``bad_mail_security`` for a way that there is not."""
    try:
        return MailServer(**{**values, "security": Security(values["security"])})
    except ValueError:
        raise InvalidInput("bad_mail_security", field="security") from None


def _checked(server: MailServer) -> None:
    plain = server.host and all(mark.isalnum() or mark in ".-:" for mark in server.host) and len(server.host) <= 253
    if not plain:
        raise InvalidInput("bad_mail_host", field="host")
    if not 0 < server.port < 65536:
        raise InvalidInput("bad_mail_port", field="port")
    if not is_address(server.sender):
        raise InvalidInput("bad_mail_sender", field="sender")
    if server.user and server.security is Security.NONE and server.host not in LOOPBACK:
        raise InvalidInput("password_in_the_open", field="security")
