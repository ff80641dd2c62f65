"""A desk of an organisation that others have already: made of what they told, with a station of its own."""

import contextlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eventdesk.clock import Clock, SystemClock
from eventdesk.desk import Desk, check_new, open_desk, place_for_new
from eventdesk.domain.right import Actor, OperatorRole
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.services.collecting import collecting_seldom
from eventdesk.services.house import HOME_STATION, House
from eventdesk.services.operators import LONGEST_NAME, Operators, add_station
from eventdesk.services.tickets import make_key
from eventdesk.store import migrate
from eventdesk.store import tables as t
from eventdesk.store.store import FILE_NAME, Store, reach_disk
from eventdesk.sync.apply import KnownDevice, receive
from eventdesk.sync.bundle import read_bundle
from eventdesk.sync.enrol import Enrolment, Held, everything_at, keep_enrolment, knock
from eventdesk.sync.identity import make_identity
from eventdesk.sync.invitation import Invitation, read_invitation
from eventdesk.sync.knocking import Find, nowhere
from eventdesk.sync.stick import Progress, nobody
from eventdesk.sync.told import Told

_LONGEST_LINE = 10_000
"""Bytes of a file in which an invitation is looked for; one has some three hundred."""


@collecting_seldom()
def join_desk(
    folder: Path, *, organisation: str, devices: Collection[KnownDevice], items: Sequence[Told], passphrase: str | None,
    station: str, clock: Clock | None = None, key: Ed25519PrivateKey | None = None,
    finish: Callable[[House], object] = lambda house: None,
) -> Desk:  # fmt: skip
    """Makes a desk of what others told and opens it; it is there whole or not at all, and where it is not nothing of it stays in the
    folder. ``key``: the device's, where a hub knows it already; without one it makes its own. ``finish`` writes the last of it, before
    it is the folder's desk; what that raises leaves none.

    :class:`Conflict` ``desk_exists``, or ``station_taken`` for a name that another desk's door has;
    :class:`InvalidInput` ``bad_station``, ``passphrase_short``, or ``nothing_to_join`` where the organisation itself is not
    among what they told.
    """
    check_new(folder, passphrase)
    name = _name_of(station)
    clock = clock or SystemClock()
    making = place_for_new(folder)
    try:
        migrate.create(making, passphrase)
        with contextlib.closing(Store(folder, passphrase=passphrase, file=making, durable=False)) as store:
            finish(_fill(store, organisation, devices, items, name, clock, key))
        reach_disk(making)
    except BaseException:
        # It is of no use to anybody, and full of people.
        place_for_new(folder)
        raise
    making.rename(folder / FILE_NAME)
    return open_desk(folder, passphrase=passphrase, clock=clock)


@dataclass
class _LetIn:
    """What a hub gave for a code, and what was read there since."""

    made: Enrolment
    key: Ed25519PrivateKey
    held: Held | None = None


class Joining:
    """Joins an organisation by its hub's invitation. A code lets in once: where something else stands in the way afterwards, or
    somebody stops it, the next try with the same invitation goes on with what there is."""

    def __init__(self, *, clock: Clock | None = None, find: Find = nowhere) -> None:
        """``find`` looks for a hub that does not answer where its invitation says."""
        self._clock, self._find = clock or SystemClock(), find
        self._let_in: dict[Invitation, _LetIn] = {}

    def join(
        self, folder: Path, invitation: Invitation, *, passphrase: str | None, station: str, progress: Progress = nobody
    ) -> Desk:  # fmt: skip
        """Makes a desk of what the hub holds, enrolled there, and opens it. Refused as :func:`join_desk`; :class:`HubTrouble` where
        the hub said no, and :class:`InvalidInput` ``invitation_over``. ``progress``: as :func:`everything_at`; what it raises leaves
        no desk."""
        check_new(folder, passphrase)
        name = _name_of(station)
        known = self._let_in.get(invitation)
        if known is None:
            if invitation.is_over(self._clock.now()):
                raise InvalidInput("invitation_over", field="invitation")
            key = Ed25519PrivateKey.generate()
            known = _LetIn(knock(invitation, key.public_key().public_bytes_raw(), name, find=self._find), key)
            self._let_in[invitation] = known
        held = known.held or everything_at(known.made, progress=progress)
        organisation = organisation_of(held.items)
        # Where none is told of yet, the next try reads again.
        known.held = held
        return join_desk(
            folder, organisation=organisation, devices=held.devices, items=held.items, passphrase=passphrase,
            station=name, clock=self._clock, key=known.key, finish=partial(keep_enrolment, made=known.made, cursors=held.cursors),
        )  # fmt: skip


def join_hub(
    folder: Path, invitation: Invitation, *, passphrase: str | None, station: str, clock: Clock | None = None
) -> Desk:  # fmt: skip
    """As :meth:`Joining.join`, tried once."""
    return Joining(clock=clock).join(folder, invitation, passphrase=passphrase, station=station)


def join_stick(folder: Path, file: Path, *, passphrase: str | None, station: str, clock: Clock | None = None) -> Desk:
    """Makes a desk of what another computer wrote on a stick, and opens it. Refused as :func:`join_desk` and as
    :func:`~eventdesk.sync.bundle.read_bundle`."""
    check_new(folder, passphrase)
    name, bundle = _name_of(station), read_bundle(file)
    return join_desk(
        folder, organisation=bundle.organisation, devices=bundle.devices, items=bundle.items, passphrase=passphrase, station=name,
        clock=clock,
    )  # fmt: skip


def invitation_in(file: Path) -> str:
    """The line of an invitation, out of its text file or of a picture of its code. :class:`InvalidInput` ``not_an_invitation`` where
    there is none."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(_LONGEST_LINE)
        if b"\0" not in raw:
            return read_invitation(raw.decode("utf-8-sig")).text()
    except (OSError, UnicodeError) as error:
        raise InvalidInput("not_an_invitation", field="invitation") from error
    from eventdesk.exchange.codes import read_codes

    for text in read_codes(file).codes:
        with contextlib.suppress(InvalidInput):
            return read_invitation(text).text()
    raise InvalidInput("not_an_invitation", field="invitation")


def _name_of(station: str) -> str:
    name = station.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput("bad_station", field="station")
    return name


def organisation_of(items: Sequence[Told]) -> str:
    """The id of the organisation that items tell of; :class:`InvalidInput` ``nothing_to_join`` where they tell of none."""
    found = next((item for item in items if item.type == "organisation"), None)
    if found is None:
        raise InvalidInput("nothing_to_join", field="invitation")
    return str(found.content()["id"])


def _fill(
    store: Store, organisation: str, devices: Collection[KnownDevice], items: Sequence[Told], station: str, clock: Clock,
    key: Ed25519PrivateKey | None,
) -> House:  # fmt: skip
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
    return house
