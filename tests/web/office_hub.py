"""A head office with branches, stations, events, reports and what was kept apart; and browsers without a window that visit it."""

import html
import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher
from starlette.routing import BaseRoute

from eventdesk.clock import SetClock
from eventdesk.hub.accounts import Accounts, Role
from eventdesk.hub.calls import Office
from eventdesk.hub.hub import Hub, open_hub
from eventdesk.hub.ledger import Asker
from eventdesk.hub.revisions import About
from eventdesk.hub.serve import Place, Serving, running
from eventdesk.sync import protocol as wire
from eventdesk.sync.conflict_records import ConflictInfo
from eventdesk.web import assets
from eventdesk.web.office.door import Reception
from eventdesk.web.office.routes import routes_of
from eventdesk.web.replicas import Replicas
from eventdesk.web.settling import Settling
from tests.hub.station import Author

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
PASSWORD = "four apples on a slow boat"
NASTY = '<script>alert("x")</script><img src=x onerror=alert(1)>'
LONG = "非常非常长的名字" * 9 + "W" * 40
EVENTS = {
    "0198c000-0000-7000-8000-0000000000e1": "秋日草地风筝会",
    "0198c000-0000-7000-8000-0000000000e2": NASTY,
    "0198c000-0000-7000-8000-0000000000e3": LONG,
}
YEAR_REPORT = "0198c000-0000-7000-8000-0000000000f1"


@dataclass
class OfficeHub:
    """A hub with its office. ``reception`` is made when it is served."""

    hub: Hub
    clock: SetClock
    serving: Serving | None = None
    reception: Reception | None = None
    stations: dict[str, str] = field(default_factory=dict)
    open: list[httpx.Client] = field(default_factory=list)
    close: Callable[[], None] = lambda: None

    def conflict(self, table: str = "event") -> ConflictInfo:
        """One of the two conflicts."""
        return next(one for one in self.hub.conflicts.all(Asker("", wire.Scope.READER)) if one.table == table)

    @property
    def accounts(self) -> Accounts:
        """Its accounts, with passwords that are quick to count."""
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        return Accounts(self.hub.database, self.clock, hasher=quick)

    @property
    def url(self) -> str:
        """Where it listens."""
        assert self.serving is not None
        return self.serving.place.url

    def visitor(self, **more: Any) -> "Visitor":
        """Somebody's browser."""
        self.open.append(httpx.Client(base_url=self.url, timeout=20, **more))
        return Visitor(self.open[-1])

    def close_browsers(self) -> None:
        """Closes what was opened."""
        while self.open:
            self.open.pop().close()

    def signed(self, name: str = "owner") -> "Visitor":
        """Somebody who signed in."""
        visitor = self.visitor()
        assert visitor.sign_in(name).status_code == 303
        return visitor


@dataclass
class Visitor:
    """A browser that keeps cookies and sends forms as a page has them."""

    client: httpx.Client

    def get(self, path: str, **more: Any) -> httpx.Response:
        """A page."""
        return self.client.get(path, **more)

    def csrf(self, path: str) -> str:
        """What the forms of a page carry."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.get(path).text)
        assert found is not None, path
        return html.unescape(found.group(1))

    def post(self, path: str, page: str | None = None, headers: Mapping[str, str] | None = None, **fields: str) -> httpx.Response:
        """Sends a form, with what the page at ``page`` put into it."""
        token = self.csrf(page or path)
        return self.client.post(path, data={"csrf": token, **fields}, headers=headers)

    def sign_in(self, name: str, password: str = PASSWORD, next: str = "") -> httpx.Response:
        """Signs in."""
        return self.post("/office/sign-in", name=name, password=password, next=next)


def year_document(year: int, *, content: tuple[int, int], attendance: tuple[int, int], events: int = 20) -> dict[str, Any]:
    """What the page reads of a year report."""
    share = content[0] / content[1]
    return {
        "report": "year", "revision": 1, "computed_at": "2026-11-20T10:00:00+08:00", "journal_position": "10",
        "about": {"kind": "year", "organisation": "x", "subject": str(year), "start": f"{year}-01-01T00:00:00+08:00",
                  "end": f"{year + 1}-01-01T00:00:00+08:00"},
        "year": {
            "year": year, "complete": False, "digest": "0" * 64,
            "goals": [
                {"goal": "events", "value": events, "target": 24, "verdict": "met" if events >= 24 else "not_proven", "interval": None},
                {"goal": "content", "value": share, "target": 0.9, "verdict": "not_proven", "interval": [share / 2, 1.0]},
            ],
        },
        "figures": [
            {"key": "goal.content.value", "value": share, "numerator": content[0], "denominator": content[1]},
            {"key": "total.attendance", "value": attendance[0] / attendance[1], "numerator": attendance[0],
             "denominator": attendance[1]},
        ],
        "tables": {},
    }  # fmt: skip


def hand_in(
    of: OfficeHub, document: Mapping[str, Any], *, station: str, branch: str | None, report: str = "", revision: int = 1
) -> str:
    """Keeps a report as a station would hand it in; its id."""
    report = report or str(uuid.uuid4())
    body = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    of.hub.reports.put(report, revision, body, station=station, branch=branch, about=About.of(document))
    return report


def fill(of: OfficeHub) -> None:
    """Three branches with a station each, events, reports and trouble."""
    branches = [of.hub.branches.add(code, name) for code, name in (("HZ", "杭州"), ("SH", LONG[:80]), ("BJ", "Beijing & <b>co</b>"))]
    for number, branch in enumerate(branches):
        author = Author(name=("东门", NASTY[:80], LONG[:80])[number])
        invited = of.hub.stations.invite(wire.Scope.STATION, branch=branch.id)
        joined = of.hub.stations.enrol(wire.Enrol(code=invited.code, public_key=author.public, name=author.name))
        asker = of.hub.stations.ask(joined.token, program="EventDesk/0.9")
        of.stations[branch.code] = author.id
        log, title = list(EVENTS.items())[number]
        body = {
            "id": log, "code": f"EV{number}" if number != 1 else NASTY, "title": title, "start": "2026-11-08T02:00:00+00:00",
            "end": "2026-11-08T08:00:00+00:00", "venue": NASTY if number == 1 else "草地", "state": "published", "capacity": 150,
            "capacity_unit": "persons", "rules": {}, "revision": 1,
        }  # fmt: skip
        push(of.hub, asker, log, [author.write(body, type="event")])
        if number == 0:
            disagree(of, author, asker, branch.id)
        hand_in(of, year_document(2026, content=((45, 50), (3, 4), (10, 40))[number], attendance=(80, 100)), station=author.id,
                branch=branch.id, report=YEAR_REPORT if number == 0 else "")  # fmt: skip
        if number == 1:
            push(of.hub, asker, log, [author.write({"n": 1}) | {"sig": "A" * 86}])
    of.clock.at = NOW
    for role in Role:
        of.accounts.add(role.value, PASSWORD, role)
    of.accounts.add("hz", PASSWORD, Role.OFFICER, branch=branches[0].id)


def disagree(of: OfficeHub, author: Author, asker: Asker, branch: str) -> None:
    """What two stations of a branch wrote without knowing of each other: of an event and of a person."""
    second, log, person = Author(name="西门"), next(iter(EVENTS)), str(uuid.uuid4())
    invited = of.hub.stations.invite(wire.Scope.STATION, branch=branch)
    asks = of.hub.stations.ask(of.hub.stations.enrol(
        wire.Enrol(code=invited.code, public_key=second.public, name=second.name)
    ).token)  # fmt: skip
    people = [{"id": person, "name": "林晓梅", "phone": "13800001111", "role": "guardian"}]
    push(of.hub, asker, log, [author.write({"id": str(uuid.uuid4()), "new": True, "people": people, "consents": []}, type="family")])
    for hlc, one, who, owner, phone in ((1, author, asker, NASTY, "13911112222"), (2, second, asks, LONG, "13933332222")):
        at = f"{1_764_300_000_000 + hlc:013d}-000000"
        push(of.hub, who, log, [
            one.write({"id": log, "owner": owner, "base": 1, "seen": {author.id: 2}}, type="event", hlc=at),
            one.write({"id": person, "phone": phone, "base": 1, "seen": {author.id: 2}}, type="person", hlc=at),
        ])  # fmt: skip


def push(hub: Hub, asker: Asker, log: str, items: list[dict[str, Any]]) -> None:
    """Sends items as a station does."""
    hub.ledger.take(log, wire.Push(items=items), asker)


@contextmanager
def office_hub(folder: Path) -> Iterator[OfficeHub]:
    """The office, filled, and listening on the loopback interface."""
    clock = SetClock(NOW - timedelta(days=1))
    with open_hub(folder, f"sqlite:///{folder / 'hub.db'}", clock=clock) as hub:
        of = OfficeHub(hub, clock)
        fill(of)

        def pages(office: Office) -> list[BaseRoute]:
            of.reception, replicas = Reception(office, of.accounts), Replicas(office)
            office.conflicts = Settling(office, replicas)
            of.close = replicas.close
            return [*assets.routes(), *routes_of(of.reception)]

        with running(hub, Place("127.0.0.1", 0, plain=True), pages) as serving:
            of.serving = serving
            try:
                yield of
            finally:
                of.close()
