"""The sample organisation, built through the desk's own verbs: its events, its families, and who is in already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from eventdesk.clock import Clock, SetClock
from eventdesk.desk import DEFAULT_ZONE, Desk, create_desk, has_desk, open_desk
from eventdesk.domain.family import PhoneType, Relation, Role
from eventdesk.domain.registration import RegistrationState
from eventdesk.errors import Conflict, StoreProblem
from eventdesk.sample import families as circle
from eventdesk.sample import feedback, fees, history, limits, messages, money, season, volunteers
from eventdesk.sample.cast import CAST, Part
from eventdesk.sample.people import DEFAULT, SampleFamily, draw_families
from eventdesk.sample.programme import (
    EAST,
    LATER,
    NEXT,
    NOTICE,
    ORGANISATION,
    PAST,
    SOUTH,
    TODAY,
    VENUE,
    SampleEvent,
    begins,
    choose_slots,
    scaled,
)
from eventdesk.sample.workbook import Registrations, fill_in
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.services.family_views import RegistrationView
from eventdesk.services.import_views import ImportResult
from resources.words import Words

TO_IMPORT = 28
"""Families in the file that is left for a newcomer to import."""

_SOON, _HALF_HOUR, _LATEST = timedelta(minutes=20), timedelta(minutes=30), 21


@dataclass(frozen=True)
class Sample:
    """The sample organisation with its desk open; whoever built it closes the desk.

    ``event`` is the code of the day's event, ``file`` the registrations that were imported, ``to_import`` others for the
    next event, for a person to try the import with.
    """

    desk: Desk
    event: str
    families: tuple[SampleFamily, ...]
    imported: ImportResult
    file: Path
    to_import: Path


def build_sample(
    folder: Path, *, clock: Clock, families: int = DEFAULT, with_checkins: bool = False, file: Path | None = None,
    with_season: bool = False,
) -> Sample:  # fmt: skip
    """Makes the sample organisation in a folder; its event begins in 20 to 50 minutes by ``clock``.

    ``families`` are those with a place; others wait or cancelled. ``with_checkins``: the doors opened a while ago and
    about a quarter of them is inside. ``with_season``: planners have prepared rooms and the months ahead. ``file`` is
    where the imported file goes, beside the desk otherwise. The same clock and number make the same people; everything
    happened before ``clock``, in order.
    """
    zone = ZoneInfo(DEFAULT_ZONE)
    start = begins_soon(clock.now().astimezone(zone))
    building = SetClock(start - timedelta(days=30))
    with create_desk(
        folder, name=ORGANISATION, passphrase=None, zone=zone.key, station=EAST, sample=True, clock=building
    ) as desk:
        desk.operators.sit_at(SOUTH)
        desk.operators.sit_at(EAST)
        desk.notices.use(desk.notices.add(NOTICE, Words("zh")("privacy.notice_suggested")).version)
        work = _Building(desk, building, start, families)
        made = work.run(file or folder / f"{TODAY.title}.xlsx", folder, with_season=with_season)
        if with_checkins:
            _let_some_in(desk, building, made, clock.now())
    return replace(made, desk=open_desk(folder, clock=clock))


def begins_soon(now: datetime) -> datetime:
    """The next full or half hour that is at least 20 minutes away, but early enough for the event to end today."""
    soon = (now + _SOON).replace(second=0, microsecond=0)
    soon += (_HALF_HOUR - timedelta(minutes=soon.minute % 30)) % _HALF_HOUR
    latest = now.replace(hour=_LATEST, minute=0, second=0, microsecond=0)
    return min(soon, latest)


def is_of_today(desk: Desk) -> bool:
    """Whether this is a sample, built to its end, whose day is today, so that it can be opened as it is."""
    today = desk.clock.now().astimezone(desk.zone).date()
    return desk.sample and any(
        event.title == TODAY.title
        and event.start.astimezone(desk.zone).date() == today
        and desk.attendance.show(event.code).journal_entries > 0
        for event in desk.events.list()
    )


def open_sample(folder: Path, *, clock: Clock, families: int = DEFAULT) -> Desk:
    """The sample organisation of a folder, with some families in; built anew when its day is over."""
    if has_desk(folder):
        try:
            desk = open_desk(folder, clock=clock)
        except StoreProblem:
            raise Conflict("desk_exists", folder=folder.name) from None
        if is_of_today(desk):
            return desk
        desk.close()
        clear_sample(folder)
    return build_sample(folder, clock=clock, families=families, with_checkins=True, with_season=True).desk


def clear_sample(folder: Path) -> bool:
    """Takes a sample desk away, and says whether there was one. :class:`Conflict` ``desk_exists`` where the desk is
    anything else.
    """
    from eventdesk.store.store import FILE_NAME

    if not has_desk(folder):
        return False
    try:
        with open_desk(folder) as desk:
            sample = desk.sample
    except StoreProblem:
        sample = False
    if not sample:
        raise Conflict("desk_exists", folder=folder.name)
    try:
        for ending in ("-wal", "-shm", ""):
            (folder / f"{FILE_NAME}{ending}").unlink(missing_ok=True)
    except OSError as problem:
        raise StoreProblem("sample_in_use", folder=folder.name) from problem
    return True


class _Building:
    """Builds in the order in which things happened, because the desk's chains run that way."""

    def __init__(self, desk: Desk, clock: SetClock, start: datetime, families: int) -> None:
        self._desk, self._clock, self._start = desk, clock, start
        drawn = sorted(draw_families(families, event_start=start), key=lambda family: family.at)
        self._families, self._today = choose_slots(drawn, scaled(TODAY, families))

    def run(self, file: Path, folder: Path, *, with_season: bool) -> Sample:
        codes = {event.title: self._add(event) for event in (PAST, self._today, NEXT, LATER)}
        if with_season:
            season.plan_season(self._desk, self._start)
        if with_season:
            history.live_through(
                self._desk, self._clock, self._start, self._families, add=self._add, take_in=self._take_in
            )
        self._live_past(codes[PAST.title])
        if with_season:
            feedback.speak_up(self._desk, self._clock, codes[PAST.title])
        self._clock.at = self._start - timedelta(days=3)
        sent = fill_in(self._families, self._today, start=self._start)
        imported = self._desk.imports.run(codes[TODAY.title], sent.write(file))
        self._clock.at = self._start - timedelta(days=2)
        self._by_phone(codes[TODAY.title])
        self._cancel(codes[TODAY.title])
        self._clock.at = self._start - timedelta(days=1)
        self._take_in(codes[NEXT.title], self._coming(NEXT.families, seed=3), NEXT)
        if with_season:
            season.prepare(self._desk, TODAY, NEXT, codes)
            of = {"past": codes[PAST.title], "today": codes[TODAY.title], "next": codes[NEXT.title]}
            money.fund(self._desk, of, [family.phone for family in self._families])
            circle.describe(self._desk, self._families, codes[LATER.title])
            messages.acquaint(self._desk, of)
            limits.set_limits(self._desk, of["next"])
            fees.charge(self._desk, of["next"])
            volunteers.help_out(self._desk, of["today"], of["past"])
        later = self._coming(TO_IMPORT, seed=4, known=6)
        to_import = self._form(later, NEXT, mess=0.35).write(folder / f"{NEXT.title}.xlsx")
        return Sample(self._desk, codes[TODAY.title], self._families, imported, file, to_import)

    def _add(self, event: SampleEvent) -> str:
        start = begins(event, self._start)
        made = self._desk.events.add(
            title=event.title, start=start, end=start + timedelta(minutes=event.minutes), venue=VENUE, capacity=event.capacity
        )
        for slot in event.slots:
            self._desk.events.add_slot(
                made.code, title=slot.title, code=slot.code, room=slot.room, capacity=slot.capacity,
                start=start + timedelta(minutes=slot.start), end=start + timedelta(minutes=slot.end),
            )  # fmt: skip
        return made.code

    def _form(self, families: Sequence[SampleFamily], event: SampleEvent, *, mess: float = 0.0) -> Registrations:
        return fill_in(families, event, start=begins(event, self._start), mess=mess)

    def _take_in(self, code: str, families: Sequence[SampleFamily], event: SampleEvent) -> None:
        name = f"{event.title}.xlsx"
        read = self._form(families, event).in_memory(name)
        self._desk.imports.run(code, Path(name), workbook=read, remember=False)

    def _coming(self, count: int, *, seed: int, known: int = 5) -> tuple[SampleFamily, ...]:
        """Families for the next event: some of today's, the others new."""
        start = begins(NEXT, self._start)
        old = [family for family in self._families if family.part is Part.CONFIRMED][seed : seed + min(known, count)]
        new = draw_families(count - len(old), event_start=start, seed=seed, cast=())
        fresh = [family for family in new if family.part is Part.CONFIRMED]
        dated = [replace(family, at=family.at - timedelta(days=12)) for family in fresh]
        return choose_slots([*(replace(family, slots=()) for family in old), *dated], NEXT)[0]

    def _live_past(self, code: str) -> None:
        """The event of a week ago: who registered and who came."""
        start = begins(PAST, self._start)
        mine = [family for family in self._families if family.part is Part.CONFIRMED][: PAST.families - 6]
        new = draw_families(PAST.families - len(mine), event_start=start, seed=2, cast=())
        others = [replace(family, part=Part.CONFIRMED) for family in new if family.part is Part.CONFIRMED]
        came_early = [replace(family, at=family.at - timedelta(days=8), slots=()) for family in (*mine, *others)]
        self._clock.at = start - timedelta(days=2)
        self._take_in(code, came_early, PAST)
        random = Random(PAST.title)
        at = start - timedelta(minutes=18)
        for place, registration in enumerate(self._desk.registrations.list(code)):
            at += timedelta(seconds=random.randint(20, 130))
            if place % 6 != 4:  # the others stayed at home
                self._clock.at = at
                self._desk.checkins.scan(code, Scan(registration=registration.id, at=at))

    def _by_phone(self, code: str) -> None:
        for family in self._families:
            if family.part is Part.BY_PHONE:
                self._desk.registrations.add(
                    code, people=booked_people(family), adults=family.adults, children=len(family.children),
                    slots=family.slots, photo_consent=family.photo,
                )  # fmt: skip

    def _cancel(self, code: str) -> None:
        gone = {family.phone for family in self._families if family.part is Part.CANCELLED}
        if gone:
            for registration in self._desk.registrations.list(code, unmasked=True):
                if phone_of(registration) in gone:
                    self._desk.registrations.cancel(registration.id)


def booked_people(family: SampleFamily) -> tuple[BookedPerson, ...]:
    """A family as it is registered by hand."""
    mother = family.relation in ("妈妈", "母亲", "外婆")
    guardian = BookedPerson(
        role=Role.GUARDIAN, name=family.guardian, phone=family.phone, phone_type=PhoneType.MOBILE.value,
        relation=(Relation.MOTHER if mother else Relation.FATHER).value,
    )  # fmt: skip
    children = (
        BookedPerson(
            role=Role.CHILD, name=child.name, nickname=child.nickname, sex="M" if child.sex == "男" else "F",
            birthdate=child.birthdate, allergies=child.allergies,
        )
        for child in family.children
    )  # fmt: skip
    return (guardian, *children)


def phone_of(registration: RegistrationView) -> str | None:
    """The phone that a registration is known by."""
    return next((person.phone for person in registration.guardians if person.phone), None)


def _let_some_in(desk: Desk, clock: SetClock, sample: Sample, now: datetime) -> None:
    """Lets a quarter in over the last minutes. Those that the handbook's pictures show outside stay outside, but for one
    adult of the first family, who is in already."""
    outside = {family.guardian for family in CAST} - {"何静", "吴琳"}
    names = {family.phone: family.guardian for family in sample.families}
    random = Random(TODAY.title)
    registrations = desk.registrations.list(sample.event, state=RegistrationState.CONFIRMED, unmasked=True)
    named = [(r, names.get(phone_of(r) or "", "")) for r in registrations]
    first = next((r for r, name in named if name == CAST[0].guardian), None)
    others = [r for r, name in named if name not in outside]
    coming = random.sample(others, min(len(others), max(7, len(registrations) // 4)))
    at = now - timedelta(minutes=14)
    step = timedelta(minutes=12) / max(1, len(coming))
    if first is not None:
        clock.at = at
        party = desk.checkins.look(sample.event, Scan(registration=first.id)).people
        adults = [member.person for member in party if member.role is Role.ADULT]
        desk.checkins.scan(sample.event, Scan(registration=first.id, members=frozenset(adults), at=at))
    for registration, moment in _spread(coming, at + timedelta(minutes=1), step, random):
        clock.at = moment
        desk.operators.sit_at(EAST if random.random() < 0.65 else SOUTH)
        desk.checkins.scan(sample.event, Scan(registration=registration.id, at=moment))
    desk.operators.sit_at(EAST)
    if desk.rosters.show(sample.event).assignments:
        volunteers.come_in(desk, sample.event)


def _spread(
    registrations: Sequence[RegistrationView], first: datetime, step: timedelta, random: Random
) -> Iterable[tuple[RegistrationView, datetime]]:
    for place, registration in enumerate(registrations):
        yield registration, first + step * place + step * random.uniform(0, 0.8)
