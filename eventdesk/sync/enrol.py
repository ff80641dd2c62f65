"""Makes a hub this desk's own, or a desk out of a hub's invitation."""

from typing import Any

import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, HubTrouble, InvalidInput
from eventdesk.services.house import House
from eventdesk.store import sync_tables as s
from eventdesk.sync import protocol as wire
from eventdesk.sync.apply import KnownDevice
from eventdesk.sync.client import HubClient
from eventdesk.sync.identity import make_identity
from eventdesk.sync.invitation import Invitation
from eventdesk.sync.knocking import AnotherHub, Enrolment, knock
from eventdesk.sync.told import Told

__all__ = ["Enrolment", "enrol", "everything_at", "keep_enrolment", "knock"]


def enrol(house: House, invitation: Invitation, *, move: bool = False) -> Enrolment:
    """Enrols the desk at the hub that invited it, and makes it the desk's own. Waits for the network outside of any transaction.

    :class:`InvalidInput` ``invitation_over`` by this clock; :class:`Conflict` ``hub_already`` where the desk has another hub and
    is not to ``move``, which leaves the invitation good; :class:`HubTrouble` where the hub said no. A hub that it moves to gets
    everything, by its other epoch.
    """
    if invitation.is_over(house.clock.now()):
        raise InvalidInput("invitation_over", field="invitation")
    with house.writing(Right.OPERATORS, "sync.enrolling") as unit:
        known = unit.execute(sa.select(s.hub)).first()
        identity = make_identity(unit, house.actor.station_name)
        if unit.tells:
            unit.commit()
        else:
            unit.keep()
    only = "" if known is None or move else known.id
    try:
        made = knock(invitation, identity.public, identity.name, only=only)
    except AnotherHub as error:
        raise Conflict("hub_already", url="" if known is None else known.url) from error
    keep_enrolment(house, made)
    return made


def keep_enrolment(house: House, made: Enrolment) -> None:
    """Writes down where the desk meets others."""
    with house.writing(Right.OPERATORS, "sync.enrolled") as unit:
        unit.execute(s.hub.delete())
        values: dict[str, Any] = {
            "id": made.hub, "url": made.url, "ca": made.ca, "server_name": made.server_name, "token": made.token,
            "scope": made.scope, "enrolled_at": unit.now,
        }  # fmt: skip
        unit.execute(s.hub.insert(), values)
        unit.put("audit.enrolled", {"hub": made.hub, "scope": made.scope})
        unit.commit(subject=made.hub)


def everything_at(made: Enrolment) -> tuple[list[Told], list[KnownDevice]]:
    """All that a hub holds, for a desk that is made of it."""
    items: list[Told] = []
    devices: dict[str, KnownDevice] = {}
    with HubClient(made.url, ca=made.ca, server_name=made.server_name, token=made.token) as client:
        for log in client.logs().logs:
            after = None
            while True:
                page = client.pull(log.log, after)
                try:
                    items += [Told.from_wire(item, log.log) for item in page.items]
                except ValueError as error:
                    raise HubTrouble("hub_portal") from error
                for one in page.stations:
                    if one.is_itself():
                        devices[one.station] = KnownDevice(one.station, wire.unpacked(one.public_key), one.name)
                if page.next in (after, page.head):
                    break
                after = page.next
    return items, list(devices.values())
