"""How a day goes at the door: who comes when, with a picture of the code or without, and what goes wrong."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.checkin import Code
from eventdesk.domain.family import Role
from eventdesk.domain.registration import RegistrationState
from eventdesk.exchange.codes import read_codes
from eventdesk.sample.people import draw_families
from eventdesk.sample.programme import EAST, SOUTH
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.services.door_views import PartyMember, ScanResult
from eventdesk.services.family_views import RegistrationView

BARCODE = "6901234567892"
"""A drink's, held under the scanner by mistake."""

_PICTURES = 24
"""So many families show the picture of their code; it is read as a camera would read it."""

_STAY_AWAY, _LATE, _ANY_TIME, _APART = 0.08, 0.08, 0.5, 0.16
"""Shares of families: who don't come, come late, come at any time before, and come in two parts."""


@dataclass
class DoorLog:
    """What happened: verdicts by their code, and how families were found."""

    verdicts: Counter[str] = field(default_factory=Counter)
    pictures: int = 0
    searches: int = 0
    undone: int = 0


@dataclass(frozen=True)
class _Step:
    at: datetime
    act: Callable[[datetime], object]


class SampleDoor:
    """Lives one event's check-in. ``pictures`` are the files that families were sent, by registration."""

    def __init__(
        self, desk: Desk, clock: SetClock, event: str, *, start: datetime, pictures: Mapping[str, Path], seed: int = 1
    ) -> None:
        self._desk, self._clock, self._event, self._start = desk, clock, event, start
        self._pictures = dict(pictures)
        self._random = Random(seed)
        self._steps: list[_Step] = []
        self.log = DoorLog()

    def live(self, *, other_ticket: str | None) -> DoorLog:
        """Lets the day happen, in the order of time. ``other_ticket`` is one of another event."""
        confirmed = self._desk.registrations.list(self._event, state=RegistrationState.CONFIRMED, unmasked=True)
        self._arrivals(confirmed)
        self._trouble(confirmed, other_ticket)
        for step in sorted(self._steps, key=lambda step: step.at):
            self._clock.at = step.at
            self._desk.operators.sit_at(EAST if self._random.random() < 0.6 else SOUTH)
            step.act(step.at)
        self._desk.operators.sit_at(EAST)
        return self.log

    def _plan(self, at: datetime, act: Callable[[datetime], object]) -> None:
        self._steps.append(_Step(at, act))

    def _arrivals(self, registrations: Sequence[RegistrationView]) -> None:
        shown = 0
        for registration in registrations:
            if self._random.random() < _STAY_AWAY and len(registrations) > 1:
                continue
            with_picture = registration.id in self._pictures and shown < _PICTURES
            shown += with_picture
            at = self._start + timedelta(minutes=self._minute())
            if registration.persons > 2 and self._random.random() < _APART:
                self._plan(at, partial(self._arrive, registration, with_picture, True))
                at += timedelta(minutes=self._random.uniform(9, 24))
            self._plan(at, partial(self._arrive, registration, with_picture, False))

    def _minute(self) -> float:
        """Most come in the quarter of an hour before the beginning, a few well after it."""
        draw = self._random.random()
        if draw < _LATE:
            return self._random.uniform(8, 42)
        return -self._random.uniform(-6, 30) if draw < _ANY_TIME else -self._random.triangular(-3, 30, 12)

    def _trouble(self, registrations: Sequence[RegistrationView], other_ticket: str | None) -> None:
        """What door staff meet on every such day."""
        begin = self._start
        self._plan(begin - timedelta(minutes=13), partial(self._scan_text, BARCODE))
        if registrations:
            genuine = registrations[len(registrations) // 2].ticket
            forged = genuine[:60] + ("A" if genuine[60] != "A" else "B") + genuine[61:]
            self._plan(begin - timedelta(minutes=6), partial(self._scan_text, forged))
            self._plan(begin + timedelta(minutes=52), partial(self._scan_again, registrations))
            self._plan(begin + timedelta(minutes=3), partial(self._take_back, registrations))
        if other_ticket is not None:
            self._plan(begin - timedelta(minutes=9), partial(self._scan_text, other_ticket))
        for state in (RegistrationState.WAITLISTED, RegistrationState.CANCELLED):
            for registration in self._desk.registrations.list(self._event, state=state)[:1]:
                minutes = 4 if state is RegistrationState.WAITLISTED else 17
                self._plan(begin - timedelta(minutes=minutes), partial(self._scan_text, registration.ticket))
        self._plan(begin + timedelta(minutes=21), self._walk_in)

    def _arrive(self, registration: RegistrationView, with_picture: bool, first: bool, at: datetime) -> None:
        """A family comes: ``first`` leaves one adult or child for later."""
        if with_picture:
            scan = Scan(text=read_codes(self._pictures[registration.id]).codes[0], at=at)
            self.log.pictures += 1
        else:
            scan = Scan(registration=self._search(registration), at=at)
        looked = self._desk.checkins.look(self._event, scan)
        if Code.NO_CONSENT in looked.reasons:
            self._count(looked)
            self._desk.registrations.give_consent(registration.id, method="screen")
        if first:
            scan = replace(scan, members=_all_but_one(looked.people))
        self._count(self._desk.checkins.scan(self._event, scan))

    def _search(self, registration: RegistrationView) -> str:
        """Finds a family as door staff do: by the end of the phone, by a name, or by a nickname."""
        guardian = registration.guardians[0]
        asked = [(guardian.phone or "")[-4:], guardian.name or "", next((c.nickname for c in registration.children if c.nickname), "")]
        self._random.shuffle(asked)
        for text in filter(None, asked):
            self.log.searches += 1
            hits = self._desk.families.search(text, event=self._event)
            if any(hit.registration == registration.id for hit in hits):
                break
        return registration.id

    def _scan_text(self, text: str, at: datetime) -> None:
        self._count(self._desk.checkins.scan(self._event, Scan(text=text, at=at)))

    def _scan_again(self, registrations: Sequence[RegistrationView], at: datetime) -> None:
        """A code that was sent on is shown a second time, when its family is in long since."""
        for registration in registrations:
            scan = Scan(text=registration.ticket, at=at)
            if self._desk.checkins.look(self._event, scan).code is Code.ALREADY_IN:
                self._count(self._desk.checkins.scan(self._event, scan))
                return

    def _take_back(self, registrations: Sequence[RegistrationView], at: datetime) -> None:
        """The wrong family of two is chosen from a search, and taken back half a minute later."""
        for registration in reversed(registrations):
            looked = self._desk.checkins.look(self._event, Scan(registration=registration.id, at=at))
            if looked.code is Code.OK:
                result = self._desk.checkins.scan(self._event, Scan(registration=registration.id, at=at))
                if result.journal is not None:
                    self._clock.at = at = at + timedelta(seconds=31)
                    self._desk.checkins.undo(self._event, result.journal, reason="选错了同名的一家", at=at)
                    self.log.undone += 1
                return

    def _walk_in(self, at: datetime) -> None:
        """A family that had not registered, where there is room."""
        family = draw_families(1, event_start=self._start, seed=99, cast=())[0]
        people = [BookedPerson(role=Role.GUARDIAN, name=family.guardian, phone=family.phone)]
        people += [BookedPerson(role=Role.CHILD, name=c.name, nickname=c.nickname, birthdate=c.birthdate) for c in family.children]
        made = self._desk.registrations.add(
            self._event, people=people, adults=family.adults, photo_consent=True, consent_method="screen", at_door=True
        )
        self._count(self._desk.checkins.scan(self._event, Scan(registration=made.id, at=at)))

    def _count(self, result: ScanResult) -> None:
        self.log.verdicts[result.code.value] += 1


def _all_but_one(people: Sequence[PartyMember]) -> frozenset[str]:
    """The party without its last adult whom nobody named, else without its last member."""
    unnamed = [member.person for member in people if member.role is Role.ADULT]
    left = unnamed[-1] if unnamed else people[-1].person
    return frozenset(member.person for member in people) - {left}
