"""Telling volunteers of their shifts: texts to paste, mail with a calendar, and what everybody was told and said."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.family import mask_email
from eventdesk.domain.message import Channel, Outcome, is_address
from eventdesk.domain.right import Right
from eventdesk.domain.volunteer import Response
from eventdesk.errors import MailTrouble, NotFound
from eventdesk.exchange.mail import MailServer, compose
from eventdesk.services import rows
from eventdesk.services.event_finding import find
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.house import House
from eventdesk.services.mailing import CHUNK, NOWHERE, Mailing, Progress, Transport
from eventdesk.services.roster_files import calendar_of, facts_of, shift_lines, shifts_of
from eventdesk.services.roster_reading import roster_of
from eventdesk.services.roster_told import said, shift_ids, told_of
from eventdesk.services.volunteer_views import EngagementView, RosterView, ShiftView
from eventdesk.store import volunteer_tables as v
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"rosters"})


class Standing(StrEnum):
    """Whether somebody is to be told: ``new`` was never told, ``changed`` was told something else, ``told`` knows it all,
    ``none`` has no shift and was told of none."""

    NEW = "new"
    CHANGED = "changed"
    TOLD = "told"
    NONE = "none"

    @property
    def due(self) -> bool:
        """Whether there is something to tell."""
        return self in (Standing.NEW, Standing.CHANGED)


@dataclass(frozen=True)
class NoticeView:
    """What one volunteer (``volunteer`` is the engagement's id) is to be told: ``text`` as it is pasted into a chat.

    ``told_at`` and ``channel`` are those of the last time; ``answers`` counts what was said to the shifts that stand.
    """

    volunteer: str
    code: str
    name: str
    standing: Standing
    shifts: int
    subject: str
    text: str
    has_email: bool
    answers: Mapping[Response, int]
    told_at: datetime | None = None
    channel: str = ""


@dataclass(frozen=True)
class NoticeLetter:
    """A letter to one volunteer. ``address`` is whole but in a test."""

    volunteer: str
    code: str
    address: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    calendar: bytes = field(repr=False)
    known: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class NoticeMail:
    """Letters that are ready, and what is needed to send them without the desk. ``no_address`` counts who gets none."""

    event: str
    event_id: str
    server: MailServer
    letters: tuple[NoticeLetter, ...] = field(repr=False)
    no_address: int
    at: datetime
    test: bool


@dataclass(frozen=True)
class NoticeSent:
    """What became of one letter."""

    letter: NoticeLetter = field(repr=False)
    outcome: Outcome
    trouble: str = ""


@dataclass(frozen=True)
class NoticeResult:
    """What a sending came to. ``stopped`` says why it ended before its end; ``unsent`` letters were not begun then."""

    outcomes: Mapping[Outcome, int]
    no_address: int
    unsent: int = 0
    stopped: MailTrouble | None = None
    changes: Changes = NOTHING


class RosterNotices:
    """The verbs of telling volunteers. What they answer is recorded by :meth:`Rosters.respond`."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self, event_code: str, words: Any, *, only: Collection[str] | None = None) -> tuple[NoticeView, ...]:
        """Everybody who helps at an event and did not withdraw, in order of their codes; ``only`` keeps to some (codes or
        engagements' ids)."""
        self._house.require(Right.EXPORT)
        ground = self._ground(event_code)
        return tuple(ground.view(person, words) for person in ground.people(only))

    def group_text(self, event_code: str, words: Any) -> str:
        """One text for everybody, to be pasted into a group: who does what, in order of time. Names, and no phones."""
        self._house.require(Right.EXPORT)
        ground = self._ground(event_code)
        facts = facts_of(ground.roster, venue=ground.event.venue)
        lines, day = [words("duty.group_head", event=facts.title, place=facts.venue).strip()], None
        from eventdesk.reports.phrases import day as day_of
        from eventdesk.reports.roster_facts import span

        for shift in facts.shifts:
            if shift.start.date() != day:
                day = shift.start.date()
                lines += ["", day_of(shift.start, words)]
            names = words("common.list_sep").join(person.name for person in shift.people)
            missing = words("duty.group_missing", n=shift.missing) if shift.missing else ""
            lines.append(
                words("duty.group_line_room" if shift.room else "duty.group_line", when=span(shift, words, with_day=False),
                      role=shift.role, room=shift.room, names=names or words("roster_paper.nobody"), missing=missing).strip()
            )  # fmt: skip
        return "\n".join([*lines, "", words("duty.group_foot")])

    def copied(
        self, event_code: str, people: Collection[str], *, channel: Channel = Channel.WECHAT
    ) -> NoticeResult:
        """Notes that people (codes or engagements' ids) have their text: pasted into a chat, or told on the phone. Their shifts
        that nobody asked about yet wait for an answer from now on."""
        self._house.require(Right.EXPORT)
        ground = self._ground(event_code)
        wanted = [person for person in ground.people(people) if ground.standing(person) is not Standing.NONE]
        if not wanted:
            raise NotFound("nobody_listed", event=ground.roster.event)
        with self._house.writing(Right.EXPORT, "roster.told") as unit:
            for person in wanted:
                _note(unit, ground.event.id, person.id, ground.known(person), channel.value, Outcome.COPIED)
            unit.commit(subject=ground.event.id, channel=channel.value, count=len(wanted))
        return NoticeResult({Outcome.COPIED: len(wanted)}, 0, changes=CHANGES)

    def prepare(
        self, event_code: str, words: Any, *, only: Collection[str] | None = None, again: bool = False, test: bool = False,
        unmasked: bool = False,
    ) -> NoticeMail:  # fmt: skip
        """Writes a letter to everybody who is to be told (``again``: to who knows it all as well), with a calendar.

        Who has no address is noted at once. Letters of a ``test`` show their addresses masked unless ``unmasked``, which needs
        the right and is audited. :class:`NotFound` ``nobody_to_tell`` where nobody is left."""
        house = self._house
        house.require(Right.EXPORT)
        if unmasked:
            house.require(Right.UNMASK)
        ground = self._ground(event_code)
        due = [one for one in ground.people(only) if self._due(ground.standing(one), again=again)]
        if not due:
            raise NotFound("nobody_to_tell", event=ground.roster.event)
        letters, lost = [], []
        for person in due:
            address = ground.addresses.get(person.id, "")
            if not is_address(address):
                lost.append(person)
                continue
            view = ground.view(person, words)
            shown = (mask_email(address) or "") if test and not unmasked else address
            calendar = ground.calendar(person, words, now=house.clock.now())
            letters.append(
                NoticeLetter(person.id, person.code, shown, view.subject, view.text, calendar, ground.known(person))
            )
        with house.writing(Right.EXPORT, "roster.notice_tested" if test else "roster.notice_begun") as unit:
            unit.put("audit.exported", {"what": "roster_notice", "count": len(letters), "test": test}, event=ground.event.id)
            for person in lost if not test else ():
                _note(unit, ground.event.id, person.id, (), Channel.EMAIL.value, Outcome.NO_ADDRESS)
            unit.commit(subject=ground.event.id, letters=len(letters), no_address=len(lost), unmasked=unmasked)
        return NoticeMail(
            event=ground.roster.event, event_id=ground.event.id, server=Mailing(house).settings().server or NOWHERE,
            letters=tuple(letters), no_address=len(lost), at=house.clock.now().astimezone(house.zone), test=test,
        )  # fmt: skip

    def record(self, mail: NoticeMail, sent: Sequence[NoticeSent]) -> None:
        """Notes what became of letters."""
        if sent:
            with self._house.writing(Right.EXPORT, "roster.told") as unit:
                for one in sent:
                    known = one.letter.known if one.outcome is not Outcome.FAILED else ()
                    _note(unit, mail.event_id, one.letter.volunteer, known, Channel.EMAIL.value, one.outcome, one.trouble)
                unit.commit(subject=mail.event_id, **Counter(one.outcome.value for one in sent))

    def send(self, mail: NoticeMail, transport: Transport, *, progress: Progress | None = None) -> NoticeResult:
        """Gives the letters to ``transport``, opened, and notes what became of each, a few at a time; closes it."""
        self._house.require(Right.EXPORT)
        done: list[NoticeSent] = []
        stopped: MailTrouble | None = None
        try:
            for start in range(0, len(mail.letters), CHUNK):
                sent: list[NoticeSent] = []
                try:
                    stopped = deliver(mail, mail.letters[start : start + CHUNK], transport, sent)
                finally:
                    self.record(mail, sent)
                done += sent
                if stopped is not None:
                    break
                if progress is not None:
                    progress(len(done), len(mail.letters))
        finally:
            transport.close()
        return NoticeResult(
            outcomes=Counter(one.outcome for one in done), no_address=mail.no_address, unsent=len(mail.letters) - len(done),
            stopped=stopped, changes=CHANGES,
        )  # fmt: skip

    def _due(self, standing: Standing, *, again: bool) -> bool:
        return standing.due or (again and standing is Standing.TOLD)

    def _ground(self, event_code: str) -> "_Ground":
        with self._house.store.reading() as connection:
            event = find(connection, event_code)
            roster = roster_of(connection, event, zone=self._house.zone)
            ids = [person.id for person in roster.people]
            e, n = v.engagement, v.roster_notice
            addresses = connection.execute(
                sa.select(e.c.id, v.volunteer.c.email).join(v.volunteer, v.volunteer.c.id == e.c.volunteer)
                .where(e.c.event == event.id)
            ).all()  # fmt: skip
            last = connection.execute(
                sa.select(n.c.engagement, n.c.at, n.c.channel).join(e, e.c.id == n.c.engagement)
                .where(e.c.event == event.id, n.c.state.in_(("sent", "copied"))).order_by(n.c.at, n.c.id)
            ).all()  # fmt: skip
            told = told_of(connection, ids)
        return _Ground(
            event, roster, told, {row.id: (row.email or "").strip() for row in addresses},
            {row.engagement: (row.at, row.channel) for row in last}, self._house.zone,
        )  # fmt: skip


@dataclass(frozen=True)
class _Ground:
    """Everything that the notices of an event are made of."""

    event: Any
    roster: RosterView
    told: Mapping[str, frozenset[str]]
    addresses: Mapping[str, str]
    last: Mapping[str, tuple[datetime, str]]
    zone: Any

    def people(self, only: Collection[str] | None) -> "Sequence[EngagementView]":
        return [
            one for one in self.roster.people if not one.withdrawn and (only is None or one.id in only or one.code in only)
        ]

    def known(self, person: EngagementView) -> tuple[str, ...]:
        return tuple(sorted(said(shifts_of(self.roster, person.id))))

    def standing(self, person: EngagementView) -> Standing:
        now, before = frozenset(self.known(person)), self.told.get(person.id)
        if before is None:
            return Standing.NEW if now else Standing.NONE
        return Standing.TOLD if now == before else Standing.CHANGED

    def view(self, person: EngagementView, words: Any) -> NoticeView:
        standing, mine = self.standing(person), shifts_of(self.roster, person.id)
        at, channel = self.last.get(person.id, (None, ""))
        answers = Counter(one.response for one in self.roster.assignments if one.volunteer == person.id)
        return NoticeView(
            volunteer=person.id, code=person.code, name=person.name, standing=standing, shifts=len(mine),
            subject=words("duty.subject_changed" if standing is Standing.CHANGED else "duty.subject", event=self.roster.title),
            text=self._text(person, standing, words), has_email=is_address(self.addresses.get(person.id)), answers=answers,
            told_at=at, channel=channel,
        )  # fmt: skip

    def calendar(self, person: EngagementView, words: Any, *, now: datetime) -> bytes:
        held = {shift.id for shift in shifts_of(self.roster, person.id)}
        lost = shift_ids(self.told.get(person.id, frozenset())) - held
        gone: list[ShiftView] = [shift for shift in self.roster.shifts if shift.id in lost]
        return calendar_of(self.roster, self.event, person, words, zone=self.zone, now=now, gone=gone)

    def _text(self, person: EngagementView, standing: Standing, words: Any) -> str:
        from eventdesk.reports.phrases import day

        facts = facts_of(self.roster, venue=self.event.venue)
        lines = shift_lines(facts, person.id, words)
        head = ("changed" if standing is Standing.CHANGED else "new") + ("_days" if facts.several_days else "")
        dated = {} if facts.several_days else {"date": day(self._first(person), words)}
        parts = [words("duty.text_hello", name=person.name)]
        if lines:
            parts.append(words(f"duty.text_{head}", event=self.roster.title, n=len(lines), **dated))
            parts += [words("duty.text_line", line=line) for line in lines]
            if facts.venue:
                parts.append(words("duty.text_place", place=facts.venue))
            parts.append(words("duty.text_answer"))
        else:
            parts.append(words("duty.text_none", event=self.roster.title))
        return "\n".join(parts)

    def _first(self, person: EngagementView) -> datetime:
        mine = shifts_of(self.roster, person.id)
        return mine[0].start if mine else self.roster.start


def deliver(
    mail: NoticeMail, letters: Sequence[NoticeLetter], transport: Transport, sent: "list[NoticeSent]"
) -> MailTrouble | None:
    """Gives some letters to the transport, without the desk; what stops the others, if anything does."""
    for one in letters:
        letter = compose(
            mail.server, to=one.address, subject=one.subject, text=one.text, at=mail.at,
            mark=f"{one.volunteer}.{int(mail.at.timestamp() * 1000)}", calendars=((f"{mail.event}-{one.code}.ics", one.calendar),),
        )  # fmt: skip
        try:
            transport.send(letter)
        except MailTrouble as trouble:
            if trouble.stops:
                return trouble
            sent.append(NoticeSent(one, Outcome.FAILED, trouble.code))
        else:
            sent.append(NoticeSent(one, Outcome.WRITTEN if mail.test else Outcome.SENT))
    return None


def _note(
    unit: Unit, event: str, engagement: str, known: Sequence[str], channel: str, outcome: Outcome, trouble: str = ""
) -> None:
    """Writes down what somebody was told; where they have it, their shifts wait for an answer."""
    rows.add(
        unit, v.roster_notice,
        {"engagement": engagement, "channel": channel, "shifts": list(known), "state": outcome.value, "trouble": trouble,
         "at": unit.now, "operator": unit.actor.operator},
        event=event,
    )  # fmt: skip
    if outcome.reached:
        a = v.assignment
        held = shift_ids(known)
        for row in unit.execute(sa.select(a).where(a.c.engagement == engagement, a.c.response == Response.OPEN.value)).all():
            if row.shift in held:
                rows.change(unit, a, row, {"response": Response.ASKED.value, "responded_at": unit.now}, event=event)
