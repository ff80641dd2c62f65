"""Branches at one head office: each sees what is its own, whatever it asks for."""

import json
import uuid
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.hub.hub import Hub
from eventdesk.sync import protocol as wire
from tests.hub.station import LOG, OTHER_LOG, Author, Served

Pair = tuple[tuple[Author, httpx.Client], tuple[Author, httpx.Client]]


@pytest.fixture
def two(served: Served) -> Iterator[Pair]:
    """A station of each of two branches."""
    with ExitStack() as stack:
        found = []
        for code in ("HZ", "SH"):
            branch = served.hub.branches.add(code, f"{code} 分会")
            author = Author(name=code)
            invited = served.hub.stations.invite(wire.Scope.STATION, branch=branch.id)
            token = served.hub.stations.enrol(wire.Enrol(code=invited.code, public_key=author.public, name=code)).token
            found.append((author, stack.enter_context(served.client(token))))
        yield found[0], found[1]


def test_a_log_is_the_branchs_that_began_it(two: Pair, served: Served) -> None:
    (first, here), (second, there) = two
    path = f"/v1/events/{LOG}/items"
    assert here.post(path, json={"items": first.many(3)}).json()["results"][2]["outcome"] == "accepted"
    for asked in (path, f"/v1/events/{LOG}/digest", f"/v1/events/{LOG}/snapshot"):
        assert there.get(asked).status_code == 404
    assert there.post(path, json={"items": second.many(1)}).status_code == 404
    assert there.post(f"/v1/events/{OTHER_LOG}/items", json={"items": second.told}).status_code == 200
    assert [one["log"] for one in here.get("/v1/events").json()["logs"]] == [LOG]
    assert [one["log"] for one in there.get("/v1/events").json()["logs"]] == [OTHER_LOG]
    with served.station(Author(name="总部")) as (_, everything):
        assert len(everything.get("/v1/events").json()["logs"]) == 2


def test_a_report_is_the_branchs_that_sent_it(two: Pair) -> None:
    (_, here), (_, there) = two
    report = str(uuid.uuid4())
    body = json.dumps({"report": "event", "event": {"code": "FAIR"}}).encode()
    headers = {"Content-Digest": wire.content_digest(body), "Content-Type": "application/json"}
    assert here.put(f"/v1/reports/{report}/revisions/1", content=body, headers=headers).status_code == 201
    assert there.put(f"/v1/reports/{report}/revisions/2", content=body, headers=headers).status_code == 404
    assert there.get(f"/v1/reports/{report}/revisions/1").status_code == 404
    assert there.get("/v1/reports").json()["revisions"] == [] == there.get(f"/v1/reports/{report}/revisions").json()["revisions"]
    assert here.get(f"/v1/reports/{report}/revisions/1").content == body


def test_a_closed_branch_is_refused_at_its_next_request(two: Pair, served: Served) -> None:
    (_, here), (_, there) = two
    served.hub.branches.close("hz")
    assert here.get("/v1/events").status_code == 401
    assert there.get("/v1/events").status_code == 200
    served.hub.branches.reopen("HZ")
    assert here.get("/v1/events").status_code == 200


def test_branches_are_told_apart(hub: Hub) -> None:
    made = hub.branches.add(" hz-01 ", " 杭州 ")
    assert (made.code, made.name, made.persons, made.closed) == ("HZ-01", "杭州", False, None)
    with pytest.raises(Conflict):
        hub.branches.add("HZ-01", "另一个")
    for code, name in (("", "x"), ("a b", "x"), ("杭", "x"), ("A", " "), ("A", "x" * 81)):
        with pytest.raises(InvalidInput):
            hub.branches.add(code, name)
    assert hub.branches.agree("HZ-01", persons=True).persons
    with pytest.raises(NotFound):
        hub.branches.find("SH")
    assert [one.code for one in hub.branches.list()] == ["HZ-01"]
