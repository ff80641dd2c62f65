"""A replica: a whole desk of an organisation in the hub's folder, from which families' pages read and into which they write.

It is one more station of the organisation, called online sign-up, and meets the hub by the ordinary round. So what a family does is
done by the services of every desk and travels as signed items. All of it happens in one thread, the replica's own.
"""

import asyncio
import contextlib
import json
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eventdesk.desk import Desk, has_desk, open_desk
from eventdesk.domain.right import OperatorRole
from eventdesk.errors import Conflict, HubTrouble, InvalidInput
from eventdesk.hub.app import make_app
from eventdesk.hub.calls import Office
from eventdesk.hub.ledger import Asker
from eventdesk.joining import join_desk, organisation_of
from eventdesk.logs import trace_of
from eventdesk.sync.apply import KnownDevice
from eventdesk.sync.cycle import Cycle
from eventdesk.sync.enrol import Enrolment, keep_enrolment
from eventdesk.sync.identity import find_identity
from eventdesk.sync.protocol import ITEMS, Enrol, Item, Scope, packed, unpacked
from eventdesk.sync.told import Told
from eventdesk.web.replica_wire import Inside
from resources.words import Words

T = TypeVar("T")
_LOG = logging.getLogger("eventdesk.web")

FRESH = 1.5
"""Seconds for which a page that only reads does not look whether the hub holds anything new."""
PATIENCE = 6.0
"""Seconds that a page waits for the replica; what was begun is done even where nobody waits any more."""
TRY_AGAIN = 5.0
"""Seconds until a hub that told nothing of an organisation is asked again, or one that did not take something."""
MOST_WAITING = 200


class Trouble(StrEnum):
    """Why there is no replica to read from: the hub holds no organisation yet, it is being made or is busy, or somebody revoked its
    station."""

    NOTHING = "nothing"
    BUSY = "busy"
    OFF = "off"


class NotReady(Exception):
    """There is nothing to read from."""

    def __init__(self, why: Trouble) -> None:
        super().__init__(why.value)
        self.why = why


class Replica:
    """The replica of one branch of a hub, or of the hub's only organisation (``branch`` None)."""

    def __init__(
        self, office: Office, folder: Path, loop: asyncio.AbstractEventLoop, *, branch: str | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._hub, self._folder, self._branch, self._seconds, self._loop = office.hub, folder, branch, seconds, loop
        self._wire = Inside(make_app(office), loop)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="replica")
        self._waiting, self._lock = 0, threading.Lock()
        self._desk: Desk | None = None
        self._heads: object = None
        self._looked = self._refused_at = -TRY_AGAIN
        self._refused: Trouble | None = None
        self._unsent = False
        self._used = seconds()

    async def ask(self, verb: Callable[[Desk], T], *, writes: bool = False) -> T:
        """Runs a verb on the replica's desk and answers with what it gave; what it ``writes`` goes to the hub right after.

        :class:`NotReady` where there is no desk yet or it took too long; then a verb may still be carried out.
        """
        with self._lock:
            if self._waiting >= MOST_WAITING:
                raise NotReady(Trouble.BUSY)
            self._waiting += 1
        self._used = self._seconds()
        work: Future[T] = self._worker.submit(self._serve, verb, writes)
        work.add_done_callback(self._done)
        if writes:
            self._worker.submit(self._send)
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(work)), PATIENCE)
        except TimeoutError:
            raise NotReady(Trouble.BUSY) from None

    async def meet(self) -> None:
        """A round with the hub now, whether there is anything new or not."""
        self._heads = None
        self._looked = -TRY_AGAIN
        await self.ask(lambda desk: None)

    def close(self, *, wait: bool = False) -> None:
        """Closes the desk and ends the thread, after what is under way. ``wait`` for that, never in the hub's loop."""
        with contextlib.suppress(RuntimeError):
            self._worker.submit(self._shut)
        self._worker.shutdown(wait=wait)

    def touch(self) -> None:
        """Somebody is about to ask."""
        self._used = self._seconds()

    def idle_for(self, seconds: float) -> bool:
        """Whether nobody asked for so long, nobody waits, and all that was written is at the hub."""
        return self._waiting == 0 and not self._unsent and self._seconds() - self._used >= seconds

    def _done(self, work: object) -> None:
        with self._lock:
            self._waiting -= 1

    # -- in the replica's own thread

    def _serve(self, verb: Callable[[Desk], T], writes: bool) -> T:
        desk = self._open()
        # Who writes has read everything: an event may have been cancelled a moment ago.
        if writes or self._seconds() - self._looked >= FRESH:
            self._look(desk)
        return verb(self._desk or self._open())

    def _open(self) -> Desk:
        if self._desk is not None:
            return self._desk
        if self._refused is not None and self._seconds() - self._refused_at < TRY_AGAIN:
            raise NotReady(self._refused)
        try:
            desk = open_desk(self._folder, clock=self._hub.clock) if has_desk(self._folder) else self._join()
            try:
                self._settle(desk)
            except BaseException:
                desk.close()
                raise
        except NotReady as refused:
            self._refused, self._refused_at = refused.why, self._seconds()
            raise
        # Families come to a desk's counter, not to the owner's seat.
        desk.house.actor = replace(desk.house.actor, role=OperatorRole.PLANNER)
        self._desk, self._refused, self._heads, self._looked = desk, None, None, -TRY_AGAIN
        return desk

    def _shut(self) -> None:
        if self._desk is not None:
            self._desk.close()
            self._desk = None

    def _join(self) -> Desk:
        """Makes the desk of all that the hub holds."""
        items, devices = self._everything()
        try:
            organisation = organisation_of(items)
            number = 1
            while True:
                name = station_name(number)
                try:
                    return join_desk(
                        self._folder, organisation=organisation, devices=devices, items=items, passphrase=None, station=name,
                        clock=self._hub.clock, key=Ed25519PrivateKey.generate(),
                    )  # fmt: skip
                except Conflict as taken:
                    if taken.code != "station_taken":
                        raise
                    number += 1
        except InvalidInput as nothing:
            if nothing.code != "nothing_to_join":
                raise
            raise NotReady(Trouble.NOTHING) from None

    def _everything(self) -> tuple[list[Told], list[KnownDevice]]:
        ledger, items, devices = self._hub.ledger, list[Told](), dict[str, KnownDevice]()
        for log in ledger.heads(self._asker()):
            after = 0
            while (page := ledger.page(log, after=after, limit=ITEMS)).items:
                items += [Told.from_wire(Item.model_validate(json.loads(text)), log) for text in page.items]
                devices |= {one.station: KnownDevice(one.station, unpacked(one.public_key), one.name) for one in page.stations}
                after = page.last
        return items, list(devices.values())

    def _settle(self, desk: Desk) -> None:
        """Makes this hub the desk's own, where it is another's or has forgotten it."""
        with desk.house.store.reading() as connection:
            identity = find_identity(connection)
        assert identity is not None, "a desk that joined has a key"
        known = next((one for one in self._hub.stations.list() if one.id == identity.id), None)
        if known is not None and known.revoked is not None:
            raise NotReady(Trouble.OFF)
        here = f"http://{self._hub.epoch.hub_id}.invalid"
        if known is not None and desk.sync.status().hub == here:
            return
        invited = self._hub.stations.invite(Scope.STATION, branch=self._branch)
        let_in = self._hub.stations.enrol(Enrol(code=invited.code, public_key=packed(identity.public), name=identity.name))
        keep_enrolment(desk.house, Enrolment(here, "", "", let_in.token, let_in.scope.value, self._hub.epoch.hub_id))

    def _asker(self) -> Asker:
        return Asker("", Scope.READER, branch=self._branch)

    def _look(self, desk: Desk) -> None:
        """A round with the hub, if it holds anything that the replica has not read."""
        heads = self._hub.ledger.heads(self._asker())
        self._looked = self._seconds()
        if heads != self._heads or self._unsent:
            self._round(desk)
            self._heads = heads

    def _round(self, desk: Desk) -> None:
        try:
            done = Cycle(desk.house, transport=self._wire).run()
        except HubTrouble as trouble:
            _LOG.warning("a replica and its hub: %s", trouble.code)
            self._unsent = True
            if trouble.code == "hub_revoked":
                # Forgotten or revoked: opening it anew tells which.
                self._shut()
            return
        self._unsent = False
        if done.changes:
            desk.online.refresh()

    def _send(self) -> None:
        """Tells the hub what was just written."""
        if self._desk is None:
            return
        try:
            self._round(self._desk)
        except Exception as error:  # noqa: BLE001  # nobody waits for it: it is told in the log, and tried again
            self._unsent = True
            _LOG.error("a replica's round\n%s", trace_of(error))
        if self._unsent:
            with contextlib.suppress(RuntimeError):  # the hub has stopped: the next start sends it
                self._loop.call_soon_threadsafe(self._loop.call_later, TRY_AGAIN, self._send_again)

    def _send_again(self) -> None:
        with contextlib.suppress(RuntimeError):  # closed meanwhile
            self._worker.submit(self._send)


def station_name(number: int) -> str:
    """What a replica's station is called at every desk; an organisation may have had one before."""
    name = Words("zh")("web_families.station")
    return name if number == 1 else f"{name} {number}"
