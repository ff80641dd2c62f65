"""A hub without a socket, a desk that meets it, and the pages asked as a server would ask them: all made once for a module."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
from starlette.applications import Starlette

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import Unit
from eventdesk.domain.question import QuestionKind
from eventdesk.hub.app import make_app
from eventdesk.hub.calls import Office
from eventdesk.hub.certificates import certificates
from eventdesk.hub.hub import Hub, open_hub
from eventdesk.sync.cycle import Cycle
from eventdesk.sync.enrol import Enrolment, keep_enrolment
from eventdesk.sync.identity import find_identity, make_identity
from eventdesk.sync.protocol import Enrol, Scope, packed
from eventdesk.web.replica_wire import Inside
from tests.desks import create_desk

T = TypeVar("T")
NOW = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
START = NOW + timedelta(days=30)


@dataclass
class Town:
    """A hub, its loop in a thread, and whoever meets it."""

    hub: Hub
    office: Office
    app: Starlette
    loop: asyncio.AbstractEventLoop
    clock: SetClock
    folder: Path

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs something in the hub's loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def meet(self, desk: Desk, *, pages: bool = False) -> None:
        """A round of a desk with the hub; ``pages``: after what was written there is at the hub."""
        if pages:
            with self.client() as client:
                client.get("/privacy")  # it is answered behind what was begun before
        Cycle(desk.house, transport=Inside(self.app, self.loop)).run()

    def enrol(self, desk: Desk, *, branch: str | None = None) -> None:
        """Lets a desk in."""
        with desk.house.store.unit(actor=desk.house.actor, clock=self.clock, action="sync.enrolling") as unit:
            make_identity(unit, desk.house.actor.station_name)
            unit.commit()
        with desk.house.store.reading() as connection:
            identity = find_identity(connection)
        assert identity is not None
        code = self.hub.stations.invite(Scope.STATION, branch=branch).code
        made = self.hub.stations.enrol(Enrol(code=code, public_key=packed(identity.public), name="desk"))
        keep_enrolment(desk.house, Enrolment("http://hub.test", "", "", made.token, "station", self.hub.epoch.hub_id))
        self.meet(desk)

    def client(self, address: str = "10.0.0.1", **headers: str) -> httpx.Client:
        """A browser that keeps cookies, of an address of its own."""
        transport = Inside(self.app, self.loop, address=address)
        return httpx.Client(transport=transport, base_url="http://hub.test", headers={"Accept-Language": "en", **headers})


@contextmanager
def town(folder: Path, pages: Any) -> Iterator[Town]:
    """A hub that serves."""
    clock = SetClock(NOW)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    with open_hub(folder / "hub", f"sqlite:///{folder / 'hub.db'}", clock=clock) as hub:
        office = Office(hub, certificates(hub.folder, hub.epoch.hub_id, now=clock.now()))
        try:
            yield Town(hub, office, make_app(office, pages(office)), loop, clock, folder)
        finally:
            asyncio.run_coroutine_threadsafe(loop.shutdown_default_executor(), loop).result(20)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()


def furnished(folder: Path, clock: SetClock) -> Desk:
    """The desk of an organisation with one event that families may sign up for."""
    desk = create_desk(folder, name="小树亲子社", passphrase=None, station="前台", clock=clock)
    events = desk.events
    ends = START + timedelta(hours=4)
    events.add(title="森林家庭日", code="FOREST", start=START, end=ends, venue="湿地公园", capacity=60, band=AgeBand(12, 83))
    events.add_slot("FOREST", title="叶子拓印", code="LEAF", room="草坪", capacity=2, capacity_unit=Unit.CHILDREN)
    events.add_slot("FOREST", title="虫虫课堂", code="BUGS", room="木屋")
    desk.questions.add("FOREST", text="怎么过来？", kind=QuestionKind.SINGLE, options=("地铁", "自驾"), required=True, key="way")
    desk.questions.add("FOREST", text="想对我们说的", kind=QuestionKind.TEXT, key="said")
    events.publish("FOREST")
    return desk
