"""A desk of an organisation that others have already: made of what they told, with a station of its own."""

from collections.abc import Collection, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eventdesk.clock import Clock, SystemClock
from eventdesk.desk import Desk, check_new, open_desk, place_for_new
from eventdesk.domain.right import Actor, OperatorRole
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.services.house import HOME_STATION, House
from eventdesk.services.operators import LONGEST_NAME, Operators, add_station
from eventdesk.services.tickets import make_key
from eventdesk.store import migrate
from eventdesk.store import tables as t
from eventdesk.store.store import FILE_NAME, Store
from eventdesk.sync.apply import KnownDevice, receive
from eventdesk.sync.enrol import everything_at, keep_enrolment, knock
from eventdesk.sync.identity import make_identity
from eventdesk.sync.invitation import Invitation
from eventdesk.sync.stick import Progress, nobody
from eventdesk.sync.told import Told


def join_desk(
    folder: Path, *, organisation: str, devices: Collection[KnownDevice], items: Sequence[Told], passphrase: str | None,
    station: str, clock: Clock | None = None, key: Ed25519PrivateKey | None = None,
) -> Desk:  # fmt: skip
    """Makes a desk of what others told and opens it; it is there whole or not at all. ``key``: the device's, where a hub knows
    it already; without one it makes its own.

    :class:`Conflict` ``desk_exists``, or ``station_taken`` for a name that another desk's door has;
    :class:`InvalidInput` ``bad_station``, ``passphrase_short``, or ``nothing_to_join`` where the organisation itself is not
    among what they told.
    """
    check_new(folder, passphrase)
    name = station.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput("bad_station", field="station")
    clock = clock or SystemClock()
    making = place_for_new(folder)
    migrate.create(making, passphrase)
    store = Store(folder, passphrase=passphrase, file=making)
    try:
        _fill(store, organisation, devices, items, name, clock, key)
    finally:
        store.close()
    making.rename(folder / FILE_NAME)
    return open_desk(folder, passphrase=passphrase, clock=clock)


def join_hub(
    folder: Path, invitation: Invitation, *, passphrase: str | None, station: str, clock: Clock | None = None,
    progress: Progress = nobody,
) -> Desk:  # fmt: skip
    """Makes a desk of what a hub holds, enrolled there, and opens it. Refused as :func:`join_desk`; :class:`HubTrouble` where the
    hub said no, and :class:`InvalidInput` ``invitation_over``. ``progress``: as :func:`everything_at`; what it raises leaves no desk.
    """
    clock = clock or SystemClock()
    check_new(folder, passphrase)
    if invitation.is_over(clock.now()):
        raise InvalidInput("invitation_over", field="invitation")
    key = Ed25519PrivateKey.generate()
    made = knock(invitation, key.public_key().public_bytes_raw(), station.strip()[:LONGEST_NAME])
    held = everything_at(made, progress=progress)
    desk = join_desk(
        folder, organisation=organisation_of(held.items), devices=held.devices, items=held.items, passphrase=passphrase,
        station=station, clock=clock, key=key,
    )  # fmt: skip
    try:
        keep_enrolment(desk.house, made, cursors=held.cursors)
    except BaseException:
        desk.close()
        raise
    return desk


def organisation_of(items: Sequence[Told]) -> str:
    """The id of the organisation that items tell of; :class:`InvalidInput` ``nothing_to_join`` where they tell of none."""
    found = next((item for item in items if item.type == "organisation"), None)
    if found is None:
        raise InvalidInput("nothing_to_join", field="invitation")
    return str(found.content()["id"])


def _fill(
    store: Store, organisation: str, devices: Collection[KnownDevice], items: Sequence[Told], station: str, clock: Clock,
    key: Ed25519PrivateKey | None,
) -> None:  # fmt: skip
    nobody = Actor(operator="setup", role=OperatorRole.OWNER, station="setup", station_name=station)
    house = House(store=store, clock=clock, actor=nobody, organisation="", zone=ZoneInfo("UTC"), notice="")
    with store.unit(actor=nobody, clock=clock, action="desk.joining") as unit:
        make_identity(unit, station, key=key)
        unit.commit()
    receive(house, items, devices)
    with store.reading() as connection:
        known = connection.execute(t.organisation.select()).all()
        operators = connection.execute(t.operator.select()).all()
    if [row.id for row in known] != [organisation] or not operators:
        raise InvalidInput("nothing_to_join", field="file")
    if station in Operators(house).stations():
        raise Conflict("station_taken", name=station)
    with store.unit(actor=nobody, clock=clock, action="desk.joined") as unit:
        unit.execute(t.meta.insert(), {"key": HOME_STATION, "value": add_station(unit, station)})
        make_key(unit, alone=False)
        unit.commit(subject=organisation)
