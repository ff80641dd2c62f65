"""Passes everything on to the hub above, and brings what is new there: a venue's hub and its head office hold the same logs.

Items travel as they are, signed by who wrote them, so it does not matter by which way or how often they come. Each gets the verdict
of the hub above, and whatever that is, the next ones go on. Where a round ends half way, the next goes on from there.
"""

import contextlib
import json
import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import httpx
import sqlalchemy as sa

from eventdesk.domain.backoff import LONGEST, pause
from eventdesk.errors import HubTrouble
from eventdesk.hub import tables as t
from eventdesk.hub.hub import Hub
from eventdesk.hub.ledger import Asker
from eventdesk.hub.snapshots import forget
from eventdesk.hub.upstream import Place, Upstream, Upstreams
from eventdesk.hub.wording import told
from eventdesk.logs import trace_of
from eventdesk.sync import protocol as wire
from eventdesk.sync.client import HubClient, Resync

_LOG = logging.getLogger("eventdesk.hub.relay")
BETWEEN = 15.0
"""Seconds between two rounds that had nothing to do; what is new here goes at once."""
_LOOK = 1.0
_REPORTS = 50
_HALVED = frozenset({400, 413})
"""Answers to a whole request that one of its items may have caused."""
ENDING = frozenset({"hub_revoked", "hub_old_program", "hub_untrusted"})


@dataclass(frozen=True)
class Relayed:
    """What a round did."""

    pushed: int
    pulled: int
    reports: int


def nobody(log: str) -> None:
    """Nobody waits."""


class Relay:
    """One hub's rounds with the hub above. ``ring`` is told of each log that got something; ``counts`` are since the start, by what
    happened; ``transport`` carries the requests instead of the network."""

    def __init__(self, hub: Hub, *, ring: Callable[[str], None] = nobody, transport: httpx.BaseTransport | None = None) -> None:
        self._hub, self._ring, self._transport = hub, ring, transport
        self.upstreams = Upstreams(hub.database, hub.clock)
        self.counts: Counter[str] = Counter()

    def round(self) -> Relayed | None:
        """One whole round; None without a hub above. :class:`HubTrouble` where it did not come through, which the state tells from
        then on. A log that the hub above will not have holds up no other."""
        up = self.upstreams.find()
        if up is None:
            return None
        try:
            with HubClient(
                up.url, ca=up.ca, server_name=up.server_name, token=up.token, transport=self._transport
            ) as client:  # fmt: skip
                done = self._round(client, up)
        except HubTrouble as trouble:
            self.counts["failed"] += 1
            self.upstreams.note(problem=trouble.code)
            raise
        self.upstreams.note(problem="")
        return done

    def _round(self, client: HubClient, up: Upstream) -> Relayed:
        hello = client.hello()
        if hello.hub_id != up.hub_id:
            raise HubTrouble("hub_untrusted")
        if hello.epoch != up.epoch:
            self.upstreams.begin_anew(hello.epoch)
        refused: list[HubTrouble] = []
        try:
            pushed = sum(self._push(client, log, refused) for log in self.upstreams.logs())
            pulled = self._pull(client, up)
        except Resync as error:
            # It was set back between the hello and now.
            raise HubTrouble("hub_busy") from error
        reports = self._hand_on(client)
        if refused:
            raise refused[0]
        return Relayed(pushed, pulled, reports)

    # -- there

    def _push(self, client: HubClient, log: str, refused: list[HubTrouble]) -> int:
        place, pushed = self.upstreams.place(log), 0
        try:
            while True:
                page = self._hub.ledger.page(log, after=place.sent, limit=wire.BATCH)
                if not page.items:
                    break
                self._send(client, log, [_for_there(text) for text in page.items], page.stations)
                place, pushed = replace(place, sent=page.last), pushed + len(page.items)
                self.upstreams.keep(log, sent=place.sent)
            self._push_emptied(client, log, place)
        except HubTrouble as trouble:
            if trouble.code != "hub_refused":
                raise
            refused.append(trouble)
        return pushed

    def _push_emptied(self, client: HubClient, log: str, place: Place) -> None:
        """Items whose person was erased since they went: they take the place of the whole ones there too."""
        _, emptied = self._hub.ledger.head(log)
        if emptied == place.emptied:
            return
        i = t.item
        with self._hub.database.reading() as connection:
            rows = connection.execute(sa.select(i).where(i.c.log == log, i.c.erased, i.c.seq <= place.sent)).all()
        for start in range(0, len(rows), wire.BATCH):
            part = rows[start : start + wire.BATCH]
            authors = self._hub.ledger.authors(log, upto=place.sent)
            self._send(client, log, [_for_there(told(row)) for row in part], authors)
        self.upstreams.keep(log, emptied=emptied)

    def _send(self, client: HubClient, log: str, items: Sequence[dict[str, Any]], stations: Sequence[wire.Station]) -> None:
        """Sends items; where the request as a whole is refused, its halves, so that the one to blame stands alone in the end."""
        try:
            answer = client.push(log, items, stations)
        except HubTrouble as trouble:
            if trouble.details.get("status") not in _HALVED:
                raise
            if len(items) == 1:
                self.counts["pushed_unfit"] += 1
                return
            middle = len(items) // 2
            self._send(client, log, items[:middle], stations)
            self._send(client, log, items[middle:], stations)
            return
        self.counts.update(f"pushed_{result.outcome.value}" for result in answer.results)

    def _hand_on(self, client: HubClient) -> int:
        done = 0
        while waiting := self.upstreams.reports(limit=_REPORTS):
            for report, revision in waiting:
                body = self._hub.reports.body(report, revision)
                problem = "" if body is None else self._hand_on_one(client, report, revision, body)
                self.upstreams.answered(report, revision, problem=problem)
                self.counts["reports_refused" if problem else "reports_passed"] += 1
                done += not problem
        return done

    @staticmethod
    def _hand_on_one(client: HubClient, report: str, revision: int, body: bytes) -> str:
        try:
            client.put_revision(report, revision, body)
        except HubTrouble as trouble:
            final = trouble.code in ("hub_other_revision", "hub_persons") or (
                trouble.code == "hub_refused" and int(str(trouble.details.get("status", 500))) < 500
            )
            if not final:
                raise
            return trouble.code
        return ""

    # -- back

    def _pull(self, client: HubClient, up: Upstream) -> int:
        pulled = 0
        for state in client.logs().logs:
            place = self.upstreams.place(state.log)
            # Something in it was emptied: it is read once more, and takes the place of what is here.
            after = None if state.emptied != place.emptied_there else place.cursor
            while after != state.head:
                page = client.pull(state.log, after)
                pulled += self._take(state.log, page, up)
                if page.next in (after, page.head):
                    break
                after = page.next
            if state.emptied != place.emptied_there:
                self.upstreams.keep(state.log, emptied_there=state.emptied)
        return pulled

    def _take(self, log: str, page: wire.Page, up: Upstream) -> int:
        items = [item.model_dump(by_alias=True, exclude_unset=True) for item in page.items]
        push = wire.Push(items=items, stations=page.stations)
        found = self._hub.ledger.take(log, push, Asker(up.hub_id, wire.Scope.RELAY)).results
        self.counts.update(f"pulled_{one.outcome}" for one in found)
        new = {one.seq for one in found if one.outcome is wire.Outcome.ACCEPTED}
        if any(one.item is not None and one.item.erased for one in found):
            forget(self._hub, log)
        sent = self.upstreams.place(log).sent
        while sent + 1 in new:
            # What came from there need not go back, as far as nothing of ours stands before it.
            sent += 1
        self.upstreams.keep(log, cursor=page.next, sent=sent)
        if new:
            self._ring(log)
        return len(new)


def _for_there(text: str) -> dict[str, Any]:
    """An item as it is sent: without its place in the log of this hub."""
    item: dict[str, Any] = json.loads(text)
    item.pop("seq", None)
    return item


class _Rounds(threading.Thread):
    """Round after round until it is told to stop."""

    def __init__(self, relay: Relay, between: float) -> None:
        super().__init__(name="relay", daemon=True)
        self._relay, self._between = relay, between
        self._over = threading.Event()

    def end(self) -> None:
        """Begins no further round."""
        self._over.set()

    def run(self) -> None:
        """Round after round; what goes wrong is noted and tried again."""
        failures, tried = 0, False
        while not self._over.is_set():
            rest = self._between
            try:
                if not tried:
                    self._relay.upstreams.try_refused()
                    tried = True
                self._relay.round()
                failures = 0
            except HubTrouble as trouble:
                failures += 1
                rest = LONGEST if trouble.code in ENDING else pause(failures, random.random())
                rest = max(rest, float(str(trouble.details.get("retry_after", 0) or 0)))
            except Exception as error:  # noqa: BLE001  # whatever it is, the hub serves on and the relay tries again
                failures += 1
                rest = pause(failures, random.random())
                _LOG.error("a mistake\n%s", trace_of(error))
            self._rest(rest, wakes=failures == 0)

    def _rest(self, seconds: float, *, wakes: bool) -> None:
        """Waits, less where there is something new to pass on (with ``wakes``), or another hub above."""
        before = self._news(wakes)
        while seconds > 0 and not self._over.wait(min(_LOOK, seconds)):
            seconds -= _LOOK
            if self._news(wakes) != before:
                return

    def _news(self, wakes: bool) -> object:
        upstreams = self._relay.upstreams
        with contextlib.suppress(sa.exc.SQLAlchemyError):
            above = upstreams.find()
            return above, (upstreams.logs(), upstreams.reports(limit=1)) if wakes and above is not None else None
        return None


@contextlib.contextmanager
def relaying(relay: Relay, *, between: float = BETWEEN) -> Iterator[None]:
    """Rounds in a thread of their own for as long as the block lasts; a hub above may be joined and left meanwhile."""
    rounds = _Rounds(relay, between)
    rounds.start()
    try:
        yield
    finally:
        rounds.end()
        rounds.join(timeout=_LOOK + 30)
