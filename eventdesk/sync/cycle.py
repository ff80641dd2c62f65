"""One round with the hub: what is not sent goes out, what others told comes in.

Each item gets the hub's verdict by itself and is marked by it, never by hope; a page and its cursor are kept in one transaction.
Where it ends half way, the next round goes on from there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, DeskError, HubTrouble
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.house import House
from eventdesk.store import sync_tables as s
from eventdesk.store import tables as t
from eventdesk.store.tables import to_ms
from eventdesk.store.unit import Unit
from eventdesk.sync import protocol as wire
from eventdesk.sync.apply import KnownDevice, look_again, receive
from eventdesk.sync.client import HubClient, Resync
from eventdesk.sync.hand_in import forget_received, hand_in
from eventdesk.sync.identity import Identity, find_identity
from eventdesk.sync.outbox import unsent_items
from eventdesk.sync.told import Told

if TYPE_CHECKING:
    import httpx

_EPOCH = "hub_epoch"
"""Where ``meta`` keeps the state of the hub that this desk's items were sent to."""

Progress = Callable[[str, int], None]
"""Told which way (``push`` or ``pull``) and how many items so far; what it raises ends the round."""


@dataclass(frozen=True)
class Synced:
    """What a round did."""

    pushed: int
    pulled: int
    quarantined: int
    rejected: int
    changes: Changes = NOTHING


def nobody(way: str, count: int) -> None:
    """Nobody watches."""


class Cycle:
    """A desk's rounds with its hub. ``transport`` carries the requests instead of the network."""

    def __init__(self, house: House, *, progress: Progress = nobody, transport: "httpx.BaseTransport | None" = None) -> None:
        self._house, self._progress, self._transport = house, progress, transport

    def run(self) -> Synced:
        """One whole round. :class:`Conflict` ``no_hub`` where the desk has none; :class:`HubTrouble` where it did not come
        through, which the status tells from then on."""
        with self._house.store.reading() as connection:
            hub = connection.execute(sa.select(s.hub)).first()
            identity = find_identity(connection)
        if hub is None or identity is None:
            raise Conflict("no_hub")
        try:
            with HubClient(
                hub.url, ca=hub.ca, server_name=hub.server_name, token=hub.token, transport=self._transport
            ) as client:  # fmt: skip
                done = self._round(client, identity)
        except DeskError as error:
            self._note(problem=error.code)
            raise
        self._note(problem="", success_at=self._house.clock.now())
        return done

    def _round(self, client: HubClient, identity: Identity) -> Synced:
        hello = client.hello()
        skew = datetime.fromisoformat(hello.server_time) - self._house.clock.now()
        self._note(skew_ms=int(skew.total_seconds() * 1000))
        if not self._knows(hello.epoch):
            # Another hub, or one that was put back to an older state. It gets everything again; what it has is a duplicate.
            self._forget_what_it_had(hello.epoch)
        try:
            return self._whole(client, identity, hello.hub_id)
        except Resync as error:
            # It was put back since it said hello; the next round hears of its new epoch.
            raise HubTrouble("hub_busy") from error

    def _knows(self, epoch: str) -> bool:
        """Whether it is this state of the hub that items were sent to. A cursor can't tell, where nothing came back yet."""
        with self._house.store.reading() as connection:
            known = connection.execute(sa.select(t.meta.c.value).where(t.meta.c.key == _EPOCH)).scalar()
            if known is None:
                cursors = connection.execute(sa.select(s.hub_cursor.c.cursor)).scalars().all()
                return bool(cursors) and all(cursor.startswith(f"{epoch}.") for cursor in cursors)
        return bool(known == epoch)

    def _whole(self, client: HubClient, identity: Identity, hub: str) -> Synced:
        """Items both ways, and then the reports that wait."""
        done = self._exchange(client, identity)
        return replace(done, changes=done.changes | hand_in(self._house, client, hub).changes)

    def _exchange(self, client: HubClient, identity: Identity) -> Synced:
        pushed, outcomes = 0, {wire.Outcome.QUARANTINED: 0, wire.Outcome.REJECTED: 0}
        for batch in self._batches(identity):
            answer = client.push(batch[0].log, [_without_sender(item) for item in batch])
            self._mark(batch, answer.results)
            for result in answer.results:
                if result.outcome in outcomes:
                    outcomes[result.outcome] += 1
            pushed += len(batch)
            self._progress("push", pushed)
        pulled, changes = self._pull(client)
        if pushed and not pulled:
            # Where something came in, what this desk wrote was looked at with it.
            look_again(self._house)
        return Synced(pushed, pulled, outcomes[wire.Outcome.QUARANTINED], outcomes[wire.Outcome.REJECTED], changes)

    def _batches(self, identity: Identity) -> Iterator[list[Told]]:
        """What is not sent, in order, as runs of one log."""
        while True:
            with self._house.store.reading() as connection:
                waiting = list(unsent_items(connection, identity, limit=wire.BATCH * 5))
            if not waiting:
                return
            batch = [waiting[0]]
            for item in waiting[1:]:
                if item.log != batch[0].log or len(batch) == wire.BATCH:
                    yield batch
                    batch = []
                batch.append(item)
            yield batch

    def _mark(self, batch: Sequence[Told], results: Sequence[wire.Result]) -> None:
        """Marks each item by the hub's verdict on it."""
        if [result.index for result in results] != list(range(len(batch))):
            raise HubTrouble("hub_portal")
        with self._noting() as unit:
            now = unit.now
            for item, result in zip(batch, results, strict=True):
                if result.outcome in (wire.Outcome.ACCEPTED, wire.Outcome.DUPLICATE):
                    unit.raw("UPDATE outbox SET sent_at = ? WHERE device_seq = ?", (to_ms(now), item.number))
                    continue
                unit.execute(s.refused_item.delete().where(s.refused_item.c.device_seq == item.number))
                problem = "" if result.problem is None else result.problem.value
                values = {"device_seq": item.number, "outcome": result.outcome.value, "problem": problem, "at": now}
                unit.execute(s.refused_item.insert(), values)
            unit.keep()

    def _pull(self, client: HubClient) -> tuple[int, Changes]:
        pulled, changes = 0, NOTHING
        with self._house.store.reading() as connection:
            cursors = {row.log: row.cursor for row in connection.execute(sa.select(s.hub_cursor))}
        for log in client.logs().logs:
            after = cursors.get(log.log)
            while after != log.head:
                page = client.pull(log.log, after)
                done = self._take(log.log, page)
                pulled, changes = pulled + done[0], changes | done[1]
                self._progress("pull", pulled)
                if page.next == after or page.next == page.head:
                    break
                after = page.next
        return pulled, changes

    def _take(self, log: str, page: wire.Page) -> tuple[int, Changes]:
        try:
            items = [Told.from_wire(item, log) for item in page.items]
        except ValueError as error:
            raise HubTrouble("hub_portal") from error
        devices = [KnownDevice(one.station, wire.unpacked(one.public_key), one.name) for one in page.stations if one.is_itself()]

        def move_on(unit: Unit) -> None:
            unit.execute(s.hub_cursor.delete().where(s.hub_cursor.c.log == log))
            unit.execute(s.hub_cursor.insert(), {"log": log, "cursor": page.next})

        done = receive(self._house, items, devices, also=move_on)
        return done.new, done.changes

    def _forget_what_it_had(self, epoch: str) -> None:
        with self._noting() as unit:
            unit.execute(t.meta.delete().where(t.meta.c.key == _EPOCH))
            unit.execute(t.meta.insert(), {"key": _EPOCH, "value": epoch})
            unit.execute(s.hub_cursor.delete())
            unit.execute(s.refused_item.delete())
            unit.execute(t.outbox.update().values(sent_at=None))
            forget_received(unit)
            unit.keep()

    def _note(self, **values: Any) -> None:
        with self._noting() as unit:
            unit.execute(s.hub.update().values(tried_at=unit.now, **values))
            unit.keep()

    def _noting(self) -> Unit:
        return self._house.writing(Right.LOOK, "sync.noted")


def _without_sender(item: Told) -> dict[str, Any]:
    return {name: value for name, value in item.wire().items() if name != "station"}
