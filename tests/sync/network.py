"""A real hub without a socket, and lines to it that lose, double, delay and reorder what goes over them."""

import asyncio
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlcipher3 import dbapi2

from eventdesk.clock import Clock
from eventdesk.hub.app import make_app
from eventdesk.hub.calls import Office
from eventdesk.hub.certificates import certificates
from eventdesk.hub.hub import Hub, open_hub

DATABASE = "hub.db"
URL = "http://127.0.0.1:8440"


class HubPlace:
    """A hub of a folder: the program itself, its SQLite and its notes, asked as an ASGI server would ask it."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self._clock = folder, clock
        self._loop = asyncio.new_event_loop()
        self._backup = folder.with_suffix(".backup")
        self.under_way: list[httpx.Request] = []
        self.hub: Hub
        self._open()

    def close(self) -> None:
        """Ends it for good."""
        self.hub.close()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def _open(self) -> None:
        self.hub = open_hub(self.folder, f"sqlite:///{self.folder / DATABASE}", clock=self._clock)
        office = Office(self.hub, certificates(self.folder, self.hub.epoch.hub_id, now=self._clock.now()))
        self._wire = httpx.ASGITransport(make_app(office))

    def restart(self) -> None:
        """It ends and begins again."""
        self.hub.close()
        self._open()

    def back_up(self) -> None:
        """Somebody copies the database while it runs."""
        self._backup.unlink(missing_ok=True)
        connection = dbapi2.connect(str(self.folder / DATABASE))
        try:
            connection.execute("VACUUM INTO ?", (str(self._backup),))
        finally:
            connection.close()

    def restore(self) -> None:
        """The database is put back as it was at the last backup; without one nothing happens."""
        if self._backup.exists():
            self.hub.close()
            for file in self.folder.glob(f"{DATABASE}*"):
                file.unlink()
            shutil.copy(self._backup, self.folder / DATABASE)
            self._open()

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What the hub answers, whole."""
        return self._loop.run_until_complete(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        fresh = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        answer = await self._wire.handle_async_request(fresh)
        raw = b"".join([part async for part in answer.aiter_raw()])
        return httpx.Response(answer.status_code, headers=answer.headers, stream=Bytes(raw))


@dataclass(frozen=True)
class Weather:
    """How likely each trouble is for one request."""

    lost: float = 0.0
    unheard: float = 0.0
    cut: float = 0.0
    doubled: float = 0.0
    late: float = 0.0

    @classmethod
    def drawn(cls, chance: random.Random) -> "Weather":
        """From fair to foul."""
        foul = chance.choice((0.0, 0.3, 1.0, 1.0))
        return cls(*(foul * chance.uniform(0, 0.15) for _ in range(5)))


@dataclass
class Line(httpx.BaseTransport):
    """One desk's way to the hub. ``cable`` False: there is no network."""

    place: HubPlace
    chance: random.Random
    weather: Weather = field(default_factory=Weather)
    cable: bool = True

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends it, as far as the weather lets it."""
        request.read()
        if not self.cable:
            raise httpx.ConnectError("no network", request=request)
        self._arrive()
        troubles = iter(self._troubles())
        if next(troubles):
            raise httpx.ConnectTimeout("lost", request=request)
        if next(troubles):
            # It comes to the hub after others that were sent later, long after the desk has given it up.
            self.place.under_way.append(request)
            raise httpx.ReadTimeout("late", request=request)
        answer = self.place.answer(request)
        if next(troubles):
            answer = self.place.answer(request)
        if next(troubles):
            self.place.under_way.append(request)
        if next(troubles):
            raise httpx.ReadError("the answer is lost", request=request)
        if next(troubles):
            return httpx.Response(answer.status_code, headers=answer.headers, stream=Cut(raw_of(answer)))
        return answer

    def _troubles(self) -> list[bool]:
        weather = self.weather
        likely = (weather.lost, weather.late, weather.doubled, weather.doubled, weather.unheard, weather.cut)
        return [self.chance.random() < one for one in likely]

    def _arrive(self) -> None:
        """What is under way comes in, in any order, also from another desk."""
        waiting = self.place.under_way
        while waiting and self.chance.random() < 0.3:
            self.place.answer(waiting.pop(self.chance.randrange(len(waiting))))


def raw_of(answer: httpx.Response) -> bytes:
    """Its bytes as they travel."""
    assert isinstance(answer.stream, Bytes)
    return answer.stream.content


@dataclass
class Bytes(httpx.SyncByteStream):
    """An answer that comes whole."""

    content: bytes

    def __iter__(self) -> Iterator[bytes]:
        yield self.content


class Cut(Bytes):
    """An answer that breaks off half way."""

    def __iter__(self) -> Iterator[bytes]:
        yield self.content[: len(self.content) // 2]
        raise httpx.RemoteProtocolError("the answer breaks off")
