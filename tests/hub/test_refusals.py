"""Who may do what, and what is refused: every call with every token, and bodies that nobody should have to read."""

import gzip
import json
import socket
import uuid
import zlib
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventdesk.hub.bodies import inflated
from eventdesk.hub.calls import Needs, Route
from eventdesk.hub.hub import open_hub
from eventdesk.hub.pace import Buckets, Pace
from eventdesk.hub.problems import STATUS, Refusal
from eventdesk.hub.routes import ROUTES, statuses
from eventdesk.hub.serve import Place, running
from eventdesk.sync import protocol as wire
from eventdesk.sync.protocol import Code, Scope
from tests.hub.station import LOG, Author, Served

ITEMS = f"/v1/events/{LOG}/items"
REPORT = str(uuid.uuid4())


@pytest.fixture
def kind() -> str:
    """These do not depend on the database."""
    return "sqlite"


def path_of(route: Route) -> str:
    return route.path.replace("{event}", LOG).replace("{report}", REPORT).replace("{revision}", "1").replace("{conflict}", REPORT)


def call(client: httpx.Client, route: Route) -> httpx.Response:
    body = {"push": b'{"items": []}', "put_revision": b"{}", "enrol": b"{}", "settle": b'{"choice": "kept"}'}.get(route.name)
    headers = {"Content-Digest": wire.content_digest(body)} if body and route.name == "put_revision" else {}
    return client.request(route.method, path_of(route), content=body, headers=headers)


def test_every_token_with_every_call(served: Served) -> None:
    tokens = {scope: served.enrol(Author(scope.value), scope) for scope in Scope}
    revoked = Author("revoked")
    gone = served.enrol(revoked)
    served.hub.stations.revoke(revoked.id)
    served.serving.office.failures = Buckets(Pace(rate=1_000, burst=1_000))
    for route in ROUTES:
        found = {}
        for name, token in {"nobody": None, "stranger": "x" * 43, "revoked": gone, **tokens}.items():
            with served.client(token) as client:
                found[name] = call(client, route)
        answers = {name: answer.status_code for name, answer in found.items()}
        assert all(status in statuses(route) for status in answers.values()), (route.name, answers)
        if route.needs is Needs.NOTHING:
            assert len(set(answers.values())) == 1, route.name
            continue
        for name in ("nobody", "stranger", "revoked"):
            assert answers[name] == 401, (route.name, name)
            assert found[name].headers["www-authenticate"].startswith("Bearer")
            assert found[name].headers["content-type"] == "application/problem+json"
        for scope in Scope:
            assert (answers[scope.value] == 403) is (scope not in route.needs.value), (route.name, scope)
            assert answers[scope.value] not in (401, 500)


def test_a_branch_finds_no_log_of_others_by_any_call(served: Served) -> None:
    with served.station() as (author, client):
        assert client.post(ITEMS, json={"items": author.many(1)}).status_code == 200
    code = served.hub.stations.invite(Scope.RELAY, branch=str(uuid.uuid4())).code
    token = served.hub.stations.enrol(wire.Enrol(code=code, public_key=Author().public, name="b")).token
    with served.client(token) as client:
        found = {route.name: call(client, route).status_code for route in ROUTES if "{event}" in route.path}
    assert found and set(found.values()) == {404}, found
    assert served.hub.ledger.head(LOG) == (1, 0)


def test_a_reader_never_writes(served: Served) -> None:
    author = Author()
    with served.client(served.enrol(author, Scope.READER)) as client:
        answer = client.post(ITEMS, json={"items": author.many(1)})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope")
    assert served.hub.ledger.head(LOG) == (0, 0)


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"", {}, 400, "malformed"), (b"{", {}, 400, "malformed"), (b"[]", {}, 400, "malformed"),
        (b'{"items": 5}', {}, 400, "malformed"),
        (b'{"items": [' + b"[" * 50_000, {}, 400, "malformed"),
        (b'{"items": [' + b"[" * 50_000 + b"]" * 50_000 + b"]}", {}, 400, "malformed"),
        (b'{"items": [NaN]}', {}, 400, "malformed"), (b'{"items": ["\xff"]}', {}, 400, "malformed"),
        (json.dumps({"items": [None] * 1_001}).encode(), {}, 413, "too_large"), (b" " * (wire.BODY_BYTES + 1), {}, 413, "too_large"),
        (gzip.compress(b" " * (wire.INFLATED_BYTES + 1), mtime=0), {"Content-Encoding": "gzip"}, 413, "too_large"),
        (b"no gzip", {"Content-Encoding": "gzip"}, 400, "malformed"),
        (gzip.compress(b"{}", mtime=0)[:-4], {"Content-Encoding": "gzip"}, 400, "malformed"),
        (gzip.compress(b"{}", mtime=0) * 2, {"Content-Encoding": "gzip"}, 400, "malformed"),
        (b"{}", {"Content-Encoding": "br"}, 415, "encoding"),
        (b"{}", {"EventDesk-Protocol": "2"}, 426, "upgrade_required"), (b"{}", {"EventDesk-Protocol": "x"}, 426, "upgrade_required"),
    ],
)  # fmt: skip
def test_a_body_that_is_refused(served: Served, body: bytes, headers: dict[str, str], status: int, code: str) -> None:
    with served.station() as (author, client):
        answer = client.post(ITEMS, content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["content-type"] == "application/problem+json"
        assert wire.Problem.model_validate(answer.json()).status == status
        assert client.post(ITEMS, json={"items": author.many(1)}).status_code == 200


def test_a_stream_without_a_length_is_cut_off(served: Served) -> None:
    with served.station() as (_, client):
        try:
            status = client.post(ITEMS, content=(b" " * 65_536 for _ in range(wire.BODY_BYTES // 65_536 + 50))).status_code
        except httpx.TransportError:  # it hung up before the last part was sent
            status = 413
    assert status == 413


def test_a_bomb_is_not_inflated() -> None:
    packer = zlib.compressobj(1, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(40)) + packer.flush()
    with pytest.raises(Refusal) as caught:
        inflated(bomb, "gzip", most=1_000)
    assert caught.value.code is Code.TOO_LARGE


def test_who_is_not_let_in_is_not_read(served: Served) -> None:
    place = served.serving.place
    with socket.create_connection((place.host, place.port), timeout=30) as line:
        line.sendall(f"POST {ITEMS} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer nobody\r\nContent-Length: 5000\r\n\r\n".encode())
        # Not one byte of the body was sent, and none is waited for.
        assert line.recv(100).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/", 404), ("GET", "/v1", 404), ("GET", "/v1/events/x/items", 401), ("DELETE", ITEMS, 405), ("POST", "/v1/hello", 405),
    ("GET", "/v1/hello/", 404), ("GET", "/../etc/passwd", 404), ("GET", "/v1/events/%2e%2e/items", 404),
])  # fmt: skip
def test_what_is_not_there(served: Served, method: str, path: str, status: int) -> None:
    with served.client() as client:
        answer = client.request(method, path, follow_redirects=False)
    assert answer.status_code in (status, 401 if "events" in path and status == 404 else status)
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_event_is_named_by_a_uuid(served: Served) -> None:
    with served.station() as (_, client):
        for name in ("x", LOG.upper(), LOG + "0", "%00", "..%2f"):
            assert client.get(f"/v1/events/{name}/items").status_code == 404


def test_whoever_fails_too_often_waits_and_nobody_else(served: Served) -> None:
    with served.station() as (author, good), served.client("wrong") as bad:
        answers = [bad.get("/v1/events") for _ in range(40)]
        assert {answer.status_code for answer in answers[:20]} == {401}
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert good.post(ITEMS, json={"items": author.many(1)}).status_code == 200
    with served.client() as guessing:
        codes = [guessing.post("/v1/enrol", json={"code": "x", "public_key": "A" * 43, "name": ""}).status_code for _ in range(40)]
        assert (codes[0], codes[-1]) == (400, 429)


def test_a_bucket_fills_by_itself() -> None:
    now = [0.0]
    buckets = Buckets(Pace(rate=0.5, burst=2), lambda: now[0])
    assert [buckets.take("a"), buckets.take("a"), buckets.take("a"), buckets.take("b")] == [None, None, 2, None]
    now[0] = 2.0
    assert [buckets.take("a"), buckets.take("a")] == [None, 2]


def test_every_code_has_a_status_and_every_status_is_described() -> None:
    assert set(STATUS) == set(Code)
    described = {status for route in ROUTES for status in statuses(route)}
    assert set(STATUS.values()) - described <= {405}


def test_the_document_tells_of_every_call(served: Served) -> None:
    with served.client() as client:
        told = client.get("/openapi.json").json()
    calls = {(method.upper(), path) for path, methods in told["paths"].items() for method in methods}
    assert calls == {(route.method, route.path) for route in ROUTES}
    names = set(told["components"]["schemas"])
    used = set()
    for part in json.dumps(told).split('"#/components/schemas/')[1:]:
        used.add(part.partition('"')[0])
    assert used <= names
    for route in ROUTES:
        operation = told["paths"][route.path][route.method.lower()]
        assert {int(status) for status in operation["responses"]} == set(statuses(route))
        assert bool(operation["security"]) is (route.needs is not Needs.NOTHING)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4), max_leaves=12,
)  # fmt: skip
fields = st.sampled_from([
    "items", "id", "type", "schema", "device_seq", "hlc", "prev", "body", "sig", "station", "erased", "digest", "stations", "code",
    "public_key", "name",
])  # fmt: skip
items = st.lists(st.dictionaries(fields, anything) | anything, max_size=4)
bodies = st.dictionaries(fields, anything) | st.fixed_dictionaries({"items": items}) | anything


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("fuzz")
    with open_hub(folder, f"sqlite:///{folder / 'hub.db'}") as hub, running(hub, Place("127.0.0.1", 0, plain=True)) as serving:
        serving.office.requests = Buckets(Pace(rate=10_000, burst=10_000))
        serving.office.enrolments = Buckets(Pace(rate=10_000, burst=10_000))
        served = Served(hub, serving)
        with served.client(served.enrol(Author(), Scope.RELAY)) as client:
            yield client


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    route=st.sampled_from(ROUTES), body=bodies, raw=st.none() | st.binary(max_size=60), good=st.booleans(), data=st.data(),
    query=st.dictionaries(st.sampled_from(["after", "limit", "upto"]), st.text(max_size=12), max_size=3),
    headers=st.dictionaries(
        st.sampled_from(["Content-Encoding", "Content-Digest", "EventDesk-Protocol", "If-None-Match", "Range", "If-Range"]),
        st.sampled_from(["", "gzip", "1", "2", "bytes=0-", "bytes=-1", "bytes=5-2", "sha-256=:x:", '"x"', "*"]), max_size=2,
    ),
)  # fmt: skip
def test_nothing_that_is_sent_makes_the_hub_fail(
    fuzzed: httpx.Client, route: Route, body: object, raw: bytes | None, good: bool, query: dict[str, str], headers: dict[str, str],
    data: st.DataObject,
) -> None:  # fmt: skip
    part = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/?#"), min_size=1, max_size=12)
    path = path_of(route) if good else route.path
    for name in ("{event}", "{report}", "{revision}"):
        path = path.replace(name, quote(data.draw(part)) if name in path else "")
    content = None if route.asks is None else raw if raw is not None else json.dumps(body).encode()
    answer = fuzzed.request(route.method, httpx.URL(path, params=query), content=content, headers=headers)
    assert answer.status_code in (*statuses(route), 404, 405)
    assert answer.status_code < 500
