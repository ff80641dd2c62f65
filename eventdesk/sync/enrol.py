"""Makes a hub this desk's own, or a desk out of a hub's invitation."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

import httpx
import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, HubTrouble, InvalidInput
from eventdesk.services.collecting import collecting_seldom
from eventdesk.services.house import House
from eventdesk.store import sync_tables as s
from eventdesk.sync import protocol as wire
from eventdesk.sync.apply import KnownDevice
from eventdesk.sync.client import HubClient, Resync
from eventdesk.sync.identity import make_identity
from eventdesk.sync.invitation import Invitation
from eventdesk.sync.knocking import AnotherHub, Enrolment, Find, knock, nowhere
from eventdesk.sync.stick import Progress, nobody
from eventdesk.sync.told import Told

__all__ = ["Enrolment", "Held", "Progress", "enrol", "everything_at", "keep_enrolment", "knock"]

R = TypeVar("R")
NOWHERE: Mapping[str, str] = MappingProxyType({})
_WAITS = (0.5, 1.0, 2.0, 4.0)
"""Seconds until a broken connection is tried again."""


def enrol(house: House, invitation: Invitation, *, move: bool = False, find: Find = nowhere) -> Enrolment:
    """Enrols the desk at the hub that invited it, and makes it the desk's own. Waits for the network outside of any transaction.
    ``find`` looks for a hub that does not answer where its invitation says.

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
        made = knock(invitation, identity.public, identity.name, only=only, find=find)
    except AnotherHub as error:
        raise Conflict("hub_already", url="" if known is None else known.url) from error
    keep_enrolment(house, made)
    return made


def keep_enrolment(house: House, made: Enrolment, *, cursors: Mapping[str, str] = NOWHERE) -> None:
    """Writes down where the desk meets others, and for each log up to where it has read there already."""
    with house.writing(Right.OPERATORS, "sync.enrolled") as unit:
        unit.execute(s.hub.delete())
        values: dict[str, Any] = {
            "id": made.hub, "url": made.url, "ca": made.ca, "server_name": made.server_name, "token": made.token,
            "scope": made.scope, "enrolled_at": unit.now,
        }  # fmt: skip
        unit.execute(s.hub.insert(), values)
        unit.execute(s.hub_cursor.insert(), [{"log": log, "cursor": cursor} for log, cursor in cursors.items()])
        unit.put("audit.enrolled", {"hub": made.hub, "scope": made.scope})
        unit.commit(subject=made.hub)


@dataclass(frozen=True)
class Held:
    """What a hub held: its items, who told them, and for each log the cursor behind the last of them."""

    items: list[Told]
    devices: list[KnownDevice]
    cursors: dict[str, str]


def everything_at(
    made: Enrolment, *, progress: Progress = nobody, transport: httpx.BaseTransport | None = None,
    pause: Callable[[float], object] = time.sleep,
) -> Held:  # fmt: skip
    """All that a hub holds, for a desk that is made of it. ``progress`` is told how many items came, of how many (0 of a hub that
    does not say); what it raises ends the work. A connection that breaks is tried again, ``pause`` seconds later, as the code that
    let the station in is used up."""
    with (
        HubClient(made.url, ca=made.ca, server_name=made.server_name, token=made.token, transport=transport) as client,
        ThreadPoolExecutor(1) as beside, collecting_seldom(),
    ):  # fmt: skip
        reading = _Reading(client, beside, progress, pause)
        try:
            return reading.everything()
        except Resync as error:
            raise HubTrouble("hub_busy") from error
        finally:
            reading.over = True


class _Reading:
    """Reads a hub from its beginning: while a page is looked at the next one comes."""

    def __init__(self, client: HubClient, beside: ThreadPoolExecutor, progress: Progress, pause: Callable[[float], object]) -> None:
        self._client, self._beside, self._progress, self._pause = client, beside, progress, pause
        self.over = False
        """Whether nobody waits for it any more."""
        self._total = 0
        self._held = Held([], [], {})
        self._devices: dict[str, KnownDevice] = {}

    def everything(self) -> Held:
        logs = self._patiently(self._client.logs).logs
        self._total = sum(one.items or 0 for one in logs)
        self._progress(0, self._total)
        for log in logs:
            self._log(log.log)
        self._held.devices.extend(self._devices.values())
        return self._held

    def _log(self, log: str) -> None:
        after: str | None = None
        coming = self._ask(log, after)
        while True:
            page = coming.result()
            last = page.next in (after, page.head)
            if not last:
                coming = self._ask(log, page.next)
            self._take(log, page)
            if last:
                return
            after = page.next

    def _ask(self, log: str, after: str | None) -> Future[wire.Page]:
        return self._beside.submit(self._patiently, lambda: self._client.pull(log, after))

    def _take(self, log: str, page: wire.Page) -> None:
        try:
            self._held.items.extend(Told.from_wire(item, log) for item in page.items)
        except ValueError as error:
            raise HubTrouble("hub_portal") from error
        for one in page.stations:
            if one.is_itself():
                self._devices[one.station] = KnownDevice(one.station, wire.unpacked(one.public_key), one.name)
        self._held.cursors[log] = page.next
        self._progress(len(self._held.items), self._total)

    def _patiently(self, ask: Callable[[], R]) -> R:
        for seconds in _WAITS:
            try:
                return ask()
            except HubTrouble as error:
                if self.over or error.code not in ("hub_offline", "hub_busy"):
                    raise
                self._pause(seconds)
        return ask()
