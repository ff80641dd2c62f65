"""A new station reads a hub from its beginning: page by page, while somebody watches, over a line that breaks."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random

import httpx
import pytest

from eventdesk.clock import SetClock
from eventdesk.errors import HubTrouble
from eventdesk.sync import protocol as wire
from eventdesk.sync.enrol import Enrolment, everything_at
from tests.conftest import ZONE
from tests.hub.station import LOG, OTHER_LOG, Author
from tests.sync.network import URL, HubPlace, Line

ITEMS = 2_300


@dataclass
class Breaking(httpx.BaseTransport):
    """A line on which some requests, by their numbers, come to nothing."""

    line: Line
    broken: frozenset[int]
    asked: list[str] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        self.line.cable = len(self.asked) not in self.broken
        return self.line.handle_request(request)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubPlace]:
    with closing(HubPlace(tmp_path_factory.mktemp("joining") / "hub", SetClock(datetime(2026, 11, 28, 12, tzinfo=ZONE)))) as made:
        yield made


@pytest.fixture(scope="module")
def made(place: HubPlace) -> Enrolment:
    """A station of a hub with two logs of three pages in all."""
    author, hub = Author(), place.hub
    tokens = [
        hub.stations.enrol(wire.Enrol(code=hub.stations.invite(wire.Scope.STATION).code, public_key=one.public, name=one.name)).token
        for one in (author, Author())
    ]
    who = hub.stations.ask(tokens[0])
    written = author.many(ITEMS)
    for log, items in ((LOG, written[:1_000]), (LOG, written[1_000:2_000]), (LOG, written[2_000:-100]), (OTHER_LOG, written[-100:])):
        assert {one.outcome for one in hub.ledger.take(log, wire.Push(items=items), who).results} == {wire.Outcome.ACCEPTED}
    return Enrolment(URL, "", "", tokens[1], "station", hub.epoch.hub_id)


def never(seconds: float) -> None:
    raise AssertionError("nothing was to be tried again")


def test_everything_comes_with_the_places_behind_it(place: HubPlace, made: Enrolment) -> None:
    seen: list[tuple[int, int]] = []
    held = everything_at(made, progress=lambda done, total: seen.append((done, total)), transport=Line(place, Random(0)), pause=never)
    assert [item.number for item in held.items] == [*range(1, ITEMS + 1)]
    assert {item.log for item in held.items[-100:]} == {OTHER_LOG} and held.items[-101].log == LOG
    assert seen == [(0, ITEMS), (1_000, ITEMS), (2_000, ITEMS), (2_200, ITEMS), (2_300, ITEMS)]
    assert [device.name for device in held.devices] == ["东门"]
    epoch = place.hub.epoch.epoch
    assert held.cursors == {LOG: f"{epoch}.2200", OTHER_LOG: f"{epoch}.100"}
    # As each item is told, so its digest is counted from what came.
    assert all(item.is_whole() for item in held.items)


def test_a_line_that_breaks_is_tried_again(place: HubPlace, made: Enrolment) -> None:
    line, waits = Breaking(Line(place, Random(0)), frozenset({1, 4, 5, 7})), list[float]()
    held = everything_at(made, transport=line, pause=waits.append)
    assert (len(held.items), waits) == (ITEMS, [0.5, 0.5, 1.0, 0.5])


def test_a_line_that_stays_broken_is_told(place: HubPlace, made: Enrolment) -> None:
    line, waits = Breaking(Line(place, Random(0)), frozenset(range(3, 99))), list[float]()
    with pytest.raises(HubTrouble, match="hub_offline"):
        everything_at(made, transport=line, pause=waits.append)
    assert waits == [0.5, 1.0, 2.0, 4.0]


def test_what_is_refused_is_not_asked_again(place: HubPlace, made: Enrolment) -> None:
    line = Breaking(Line(place, Random(0)), frozenset())
    with pytest.raises(HubTrouble, match="hub_revoked"):
        everything_at(replace(made, token="A" * 22), transport=line, pause=never)
    assert len(line.asked) == 1


class Enough(Exception):
    """Somebody pressed cancel."""


def test_whoever_watches_can_end_it(place: HubPlace, made: Enrolment) -> None:
    def watch(done: int, total: int) -> None:
        if done >= 1_000:
            raise Enough

    line = Breaking(Line(place, Random(0)), frozenset())
    with pytest.raises(Enough):
        everything_at(made, progress=watch, transport=line, pause=never)
    assert len(line.asked) <= 3, "at most the page that was under way already"
