"""One call on its way through the hub: who asks, what for, and what the calls share."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

import anyio
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from eventdesk.hub.certificates import Certificates
from eventdesk.hub.hub import Hub
from eventdesk.hub.kept_pages import KeptPages
from eventdesk.hub.ledger import Asker
from eventdesk.hub.metrics import Metrics
from eventdesk.hub.pace import ENROLMENTS, FAILURES, REQUESTS, Buckets
from eventdesk.hub.problems import Refusal
from eventdesk.sync.protocol import Code, RevisionInfo, Scope

if TYPE_CHECKING:
    from eventdesk.hub.conflicts import Settles
    from eventdesk.hub.relay import Relay

T = TypeVar("T")

THREADS = 12
"""Requests that work at once; the database's pool has room for each of them."""
_SEARCHING = 2
"""Requests that may read every log at once; the other threads are left to the rest."""
_WAITING = 8
"""Requests of one station that may wait for items at once; more are answered without waiting."""


class Bell:
    """Rings for those who wait for a log."""

    def __init__(self) -> None:
        self._events: dict[str, asyncio.Event] = {}
        self._waiting: Counter[str] = Counter()
        self._loop: asyncio.AbstractEventLoop | None = None

    def ring_from_outside(self, log: str) -> None:
        """As :meth:`ring`, from another thread than the event loop's."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.ring, log)

    def ring(self, log: str) -> None:
        """Something was written there."""
        event = self._events.pop(log, None)
        if event is not None:
            event.set()

    def listen(self, log: str) -> asyncio.Event:
        """What rings next time. Listen first and look afterwards, or what is written in between rings for nobody."""
        self._loop = asyncio.get_running_loop()
        return self._events.setdefault(log, asyncio.Event())

    def may_wait(self, station: str) -> bool:
        """Whether a station has not too many requests that wait."""
        return self._waiting[station] < _WAITING

    async def wait(self, event: asyncio.Event, station: str, seconds: float) -> None:
        """Until it rings, or the time is over."""
        self._waiting[station] += 1
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            pass
        finally:
            self._waiting[station] -= 1
            if not self._waiting[station]:
                del self._waiting[station]


@dataclass
class Office:
    """What the calls of one hub share."""

    hub: Hub
    certificates: Certificates
    metrics: Metrics = field(default_factory=Metrics)
    bell: Bell = field(default_factory=Bell)
    requests: Buckets = field(default_factory=lambda: Buckets(REQUESTS))
    failures: Buckets = field(default_factory=lambda: Buckets(FAILURES))
    enrolments: Buckets = field(default_factory=lambda: Buckets(ENROLMENTS))
    kept: KeptPages = field(default_factory=KeptPages)
    threads: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(THREADS))
    searches: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(_SEARCHING))
    relay: "Relay | None" = None
    """The rounds with the hub above, where somebody makes them."""
    venue: bool = False
    """A laptop's hub at a venue: where a report ends is above it, joined yet or not."""
    conflicts: "Settles | None" = None
    """Who settles conflicts; without one they are told and not settled here."""

    def with_place(self, revision: RevisionInfo) -> RevisionInfo:
        """A revision, with whether it is where it is to end."""
        relay = self.relay
        passed = None if relay is None else relay.upstreams.passed(revision.report, revision.revision)
        return revision.model_copy(update={"passed": not self.venue if passed is None else passed})

    async def work(self, verb: Callable[[], T]) -> T:
        """Runs what touches the database outside of the event loop."""
        return await anyio.to_thread.run_sync(verb, limiter=self.threads)

    async def search(self, verb: Callable[[], T]) -> T:
        """As :meth:`work`, for what may read every log and take seconds."""
        return await anyio.to_thread.run_sync(verb, limiter=self.searches)


@dataclass
class Call:
    """A request that was let in."""

    office: Office
    request: Request
    asker: Asker | None
    address: str

    @property
    def who(self) -> Asker:
        """Who asks; only for calls that need a token."""
        if self.asker is None:
            raise AssertionError("an open call has no asker")
        return self.asker

    @property
    def log(self) -> str:
        """The log in the path; app.py has seen to it that the asker may know of it."""
        return str(self.request.path_params["event"])

    def number(self, name: str, *, default: int, least: int, most: int) -> int:
        """A whole number among the query; larger than ``most`` is ``most``."""
        text = self.request.query_params.get(name)
        if text is None:
            return default
        if not (text.isascii() and text.isdigit() and len(text) <= 9) or int(text) < least:
            raise Refusal(Code.MALFORMED, name)
        return min(int(text), most)

    def cursor(self, name: str) -> int | None:
        """A place in a log among the query; None where none is given. ``resync_required`` for one of another epoch."""
        text = self.request.query_params.get(name)
        if text is None:
            return None
        epoch, _, seq = text.partition(".")
        if not (seq.isascii() and seq.isdigit() and len(seq) <= 15 and epoch.isalnum()):
            raise Refusal(Code.MALFORMED, name)
        current = self.office.hub.epoch.epoch
        if epoch != current:
            raise Refusal(Code.RESYNC, epoch=current)
        return int(seq)


class Needs(Enum):
    """What a call asks of a token, as the scopes that have it."""

    NOTHING = frozenset[Scope]()
    READING = frozenset(Scope)
    WRITING = frozenset({Scope.STATION, Scope.RELAY})


@dataclass(frozen=True)
class Route:
    """A call of the wire: where, who may, what it takes and gives, and with which statuses it may end."""

    method: str
    path: str
    needs: Needs
    run: Callable[[Call], Awaitable[Response]]
    name: str
    asks: type[BaseModel] | str | None
    gives: type[BaseModel] | str
    statuses: tuple[int, ...]
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    any_version: bool = False
