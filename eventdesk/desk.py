"""The composition root: a desk folder, opened, with all its verbs."""

from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.clock import Clock, SystemClock
from eventdesk.domain.right import Actor, OperatorRole
from eventdesk.errors import Conflict, InvalidInput, StoreProblem
from eventdesk.feedback_desk import FeedbackDesk
from eventdesk.people_desk import PeopleDesk
from eventdesk.services.house import House, first_actor
from eventdesk.store import migrate
from eventdesk.store import tables as t
from eventdesk.store.store import FILE_NAME, Store
from eventdesk.volunteer_desk import VolunteerDesk

if TYPE_CHECKING:
    from eventdesk.services.announcements import Announcements
    from eventdesk.services.attendance import Attendance
    from eventdesk.services.budgets import Budgets
    from eventdesk.services.calendars import Calendars
    from eventdesk.services.calls import Calls
    from eventdesk.services.checkins import Checkins
    from eventdesk.services.checklists import Checklists
    from eventdesk.services.events import Events
    from eventdesk.services.fees import Fees
    from eventdesk.services.operators import Operators
    from eventdesk.services.partners import Partners
    from eventdesk.services.plans import Plans
    from eventdesk.services.proofs import Proofs
    from eventdesk.services.proposals import Proposals
    from eventdesk.services.readiness import Readiness
    from eventdesk.services.report_sending import ReportSending
    from eventdesk.services.report_templates import ReportTemplates
    from eventdesk.services.reports import Reports
    from eventdesk.services.schedules import Schedules
    from eventdesk.services.season_dashboard import SeasonDashboard
    from eventdesk.services.seasons import Seasons
    from eventdesk.services.tickets import Tickets
    from eventdesk.services.venues import Venues
    from eventdesk.sync.station import Sync

DEFAULT_ZONE = "Asia/Shanghai"
DEFAULT_NOTICE = "1"
"""The version of the privacy notice that a new desk begins with."""


class Desk(PeopleDesk, VolunteerDesk, FeedbackDesk):
    """One organisation's desk: the verbs, by noun. Made by :func:`open_desk`; close it, or use it in a ``with``.

    A noun's verbs are loaded at their first use: a command line that lists events waits for nothing else.
    """

    def __init__(self, house: House) -> None:
        self._house = house

    @cached_property
    def events(self) -> "Events":
        """The verbs of events."""
        from eventdesk.services.events import Events

        return Events(self._house)

    @cached_property
    def schedules(self) -> "Schedules":
        """The verbs of schedules."""
        from eventdesk.services.schedules import Schedules

        return Schedules(self._house)

    @cached_property
    def plans(self) -> "Plans":
        """The verbs of plans on paper and as workbooks."""
        from eventdesk.services.plans import Plans

        return Plans(self._house, self.schedules)

    @cached_property
    def announcements(self) -> "Announcements":
        """The verbs of announcements and posters."""
        from eventdesk.services.announcements import Announcements

        return Announcements(self._house)

    @cached_property
    def venues(self) -> "Venues":
        """The verbs of venues, rooms and resources."""
        from eventdesk.services.venues import Venues

        return Venues(self._house)

    @cached_property
    def calls(self) -> "Calls":
        """The verbs of the list of people to call."""
        from eventdesk.services.calls import Calls

        return Calls(self._house)

    @cached_property
    def calendars(self) -> "Calendars":
        """The verbs of calendar files."""
        from eventdesk.services.calendars import Calendars

        return Calendars(self._house)

    @cached_property
    def tickets(self) -> "Tickets":
        """The verbs of tickets."""
        from eventdesk.services.tickets import Tickets

        return Tickets(self._house)

    @cached_property
    def checkins(self) -> "Checkins":
        """The verbs of the door."""
        from eventdesk.services.checkins import Checkins

        return Checkins(self._house)

    @cached_property
    def attendance(self) -> "Attendance":
        """The verbs of attendance."""
        from eventdesk.services.attendance import Attendance

        return Attendance(self._house, self.checkins.record)

    @cached_property
    def reports(self) -> "Reports":
        """The verbs of reports."""
        from eventdesk.services.reports import Reports

        return Reports(self._house, self.attendance)

    @cached_property
    def report_sending(self) -> "ReportSending":
        """The verbs of handing reports in."""
        from eventdesk.services.report_sending import ReportSending

        return ReportSending(self._house, self.attendance)

    @cached_property
    def report_templates(self) -> "ReportTemplates":
        """The verbs of templates of reports."""
        from eventdesk.services.report_templates import ReportTemplates

        return ReportTemplates(self._house, self.reports)

    @cached_property
    def operators(self) -> "Operators":
        """The verbs of operators and stations."""
        from eventdesk.services.operators import Operators

        return Operators(self._house)

    @cached_property
    def proofs(self) -> "Proofs":
        """The verb ``verify``."""
        from eventdesk.services.proofs import Proofs

        return Proofs(self._house)

    @cached_property
    def readiness(self) -> "Readiness":
        """What is ready for an event and what needs somebody."""
        from eventdesk.services.readiness import Readiness

        return Readiness(
            self._house, events=self.events, registrations=self.registrations, imports=self.imports, attendance=self.attendance
        )

    @cached_property
    def seasons(self) -> "Seasons":
        """The verbs of the calendar: years, months, goals."""
        from eventdesk.services.seasons import Seasons

        return Seasons(self._house, self.schedules)

    @cached_property
    def dashboard(self) -> "SeasonDashboard":
        """The verb of the season at a glance."""
        from eventdesk.services.season_dashboard import SeasonDashboard

        return SeasonDashboard(self._house, self.seasons, self.schedules)

    @cached_property
    def partners(self) -> "Partners":
        """The verbs of partners and what they bring."""
        from eventdesk.services.partners import Partners

        return Partners(self._house)

    @cached_property
    def budgets(self) -> "Budgets":
        """The verbs of the money of events and years."""
        from eventdesk.services.budgets import Budgets

        return Budgets(self._house, self.attendance)

    @cached_property
    def fees(self) -> "Fees":
        """The verbs of prices and fees."""
        from eventdesk.services.fees import Fees

        return Fees(self._house, self.budgets)

    @cached_property
    def proposals(self) -> "Proposals":
        """The verbs of ideas for events and the votes for them."""
        from eventdesk.services.proposals import Proposals

        return Proposals(self._house)

    @cached_property
    def checklists(self) -> "Checklists":
        """The verbs of what is to be done for an event."""
        from eventdesk.services.checklists import Checklists

        return Checklists(self._house)

    @cached_property
    def sync(self) -> "Sync":
        """The verbs of meeting other desks."""
        from eventdesk.sync.station import Sync

        return Sync(self._house)

    @property
    def house(self) -> House:
        """What the services share; for the program's own measuring and tests."""
        return self._house

    @property
    def organisation(self) -> str:
        """The organisation's name."""
        return self._house.organisation

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone."""
        return self._house.zone

    @property
    def sample(self) -> bool:
        """Whether this is the sample organisation and not anybody's real data."""
        return self._house.sample

    @property
    def actor(self) -> Actor:
        """Who acts, and at which station."""
        return self._house.actor

    @property
    def clock(self) -> Clock:
        """The clock that the desk lives by."""
        return self._house.clock

    @property
    def folder(self) -> Path:
        """Where the desk lies."""
        return self._house.store.folder

    @property
    def encrypted(self) -> bool:
        """Whether the desk's file is encrypted."""
        return self._house.store.encrypted

    def close(self) -> None:
        """Closes the desk's file."""
        self._house.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def has_desk(folder: Path) -> bool:
    """Whether there is a desk in this folder."""
    return (folder / FILE_NAME).is_file()


def is_encrypted(folder: Path) -> bool:
    """Whether the desk of a folder needs a passphrase: a plain file begins with SQLite's own mark."""
    try:
        with (folder / FILE_NAME).open("rb") as file:
            head = file.read(16)
            return bool(head) and head != b"SQLite format 3\x00"
    except OSError as error:
        raise StoreProblem("store_unreachable", kind=type(error).__name__) from error


def create_desk(
    folder: Path, *, name: str, passphrase: str | None, zone: str = DEFAULT_ZONE, station: str = "1", sample: bool = False,
    clock: Clock | None = None,
) -> Desk:  # fmt: skip
    """Makes a new desk in a folder and opens it. ``passphrase`` None: not encrypted (sample data and tests)."""
    check_new(folder, passphrase)
    if not name.strip():
        raise InvalidInput("name_missing", field="name")
    clock = clock or SystemClock()
    making = place_for_new(folder)
    migrate.create(making, passphrase)
    _furnish(making, passphrase, name=name.strip(), zone=zone, station=station, sample=sample, clock=clock)
    making.rename(folder / FILE_NAME)
    return open_desk(folder, passphrase=passphrase, clock=clock)


def check_new(folder: Path, passphrase: str | None) -> None:
    """:class:`Conflict` ``desk_exists`` where the folder has a desk, :class:`InvalidInput` ``passphrase_short``."""
    if has_desk(folder):
        raise Conflict("desk_exists", folder=folder.name)
    if passphrase is not None and len(passphrase) < 8:
        raise InvalidInput("passphrase_short", field="passphrase")


def place_for_new(folder: Path) -> Path:
    """Where a desk's file is made before it is the folder's desk: nothing half done is ever opened."""
    making = folder / f"{FILE_NAME}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in (making, making.with_name(making.name + "-wal"), making.with_name(making.name + "-shm")):
            left.unlink(missing_ok=True)
    except OSError as error:
        raise StoreProblem("store_unreachable", kind=type(error).__name__) from error
    return making


def _furnish(
    file: Path, passphrase: str | None, *, name: str, zone: str, station: str, sample: bool, clock: Clock
) -> None:
    """What every desk begins with: the organisation, its owner, a station, and the key that signs tickets."""
    from eventdesk.services.operators import add_station
    from eventdesk.services.tickets import make_key

    store = Store(file.parent, passphrase=passphrase, file=file)
    nobody = Actor(operator="setup", role=OperatorRole.OWNER, station="setup", station_name="")
    try:
        with store.unit(actor=nobody, clock=clock, action="desk.created") as unit:
            organisation = {"id": unit.new_id(), "name": name, "zone": zone, "notice": DEFAULT_NOTICE, "sample": sample}
            operator = {"id": unit.new_id(), "name": "", "role": OperatorRole.OWNER.value, "active": True}
            unit.execute(t.organisation.insert(), organisation)
            unit.execute(t.operator.insert(), operator)
            add_station(unit, station)
            unit.put("organisation", organisation)
            unit.put("operator", operator)
            make_key(unit)
            unit.commit(subject=str(organisation["id"]))
        with store.reading() as connection:
            connection.exec_driver_sql("SELECT 1")
    finally:
        store.close()


def open_desk(folder: Path, *, passphrase: str | None = None, clock: Clock | None = None) -> Desk:
    """Opens the desk of a folder; an older file is brought up first.

    :class:`StoreProblem` where there is none (``no_desk``), the passphrase is wrong or missing, the file is newer than
    the program, or the SQLite library is older than is safe.
    """
    if not has_desk(folder):
        raise StoreProblem("no_desk", folder=folder.name)
    store = Store(folder, passphrase=passphrase)
    try:
        migrate.bring_up(store.file, passphrase)
        with store.reading() as connection:
            organisation = connection.execute(sa.select(t.organisation)).one()
            actor = first_actor(connection)
    except BaseException:
        store.close()
        raise
    return Desk(
        House(
            store=store, clock=clock or SystemClock(), actor=actor, organisation=organisation.name,
            zone=ZoneInfo(organisation.zone), notice=organisation.notice, sample=organisation.sample,
        )
    )  # fmt: skip
