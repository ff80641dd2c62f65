"""A desk of an organisation that others have already: made of what they told, with a station of its own."""

from collections.abc import Collection, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

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
from eventdesk.sync.told import Told


def join_desk(
    folder: Path, *, organisation: str, devices: Collection[KnownDevice], items: Sequence[Told], passphrase: str | None,
    station: str, clock: Clock | None = None,
) -> Desk:  # fmt: skip
    """Makes a desk of what others told and opens it; it is there whole or not at all.

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
        _fill(store, organisation, devices, items, name, clock)
    finally:
        store.close()
    making.rename(folder / FILE_NAME)
    return open_desk(folder, passphrase=passphrase, clock=clock)


def _fill(
    store: Store, organisation: str, devices: Collection[KnownDevice], items: Sequence[Told], station: str, clock: Clock
) -> None:  # fmt: skip
    nobody = Actor(operator="setup", role=OperatorRole.OWNER, station="setup", station_name=station)
    house = House(store=store, clock=clock, actor=nobody, organisation="", zone=ZoneInfo("UTC"), notice="")
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
