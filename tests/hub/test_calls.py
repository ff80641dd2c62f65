"""The calls over HTTP: reading on, waiting, whole logs, reports, tokens, counts."""

import gzip
import json
import logging
import threading
import uuid

import pytest

from eventdesk import __version__
from eventdesk.hub.kept_pages import Asked, KeptPages
from eventdesk.sync import protocol as wire
from eventdesk.sync.protocol import Scope
from tests.hub.station import LOG, OTHER_LOG, Author, Served

ITEMS = f"/v1/events/{LOG}/items"


def test_who_answers(served: Served) -> None:
    with served.client() as client:
        hello = wire.Hello.model_validate(client.get("/v1/hello").json())
        assert hello.hub_id == served.hub.epoch.hub_id
        assert (hello.limits.items, hello.protocol.max) == (wire.ITEMS, wire.VERSION)
        assert client.get("/health").json() == {"status": "ok", "hub_id": hello.hub_id, "version": __version__}
        assert client.get("/v1/ca").text.startswith("-----BEGIN CERTIFICATE-----")


def test_reading_on_from_page_to_page(served: Served) -> None:
    with served.station() as (author, client):
        items = author.many(5)
        answer = client.post(ITEMS, json={"items": items})
        pushed = wire.Pushed.model_validate(answer.json())
        assert [one.seq for one in pushed.results] == [1, 2, 3, 4, 5]
        assert [one.id for one in pushed.results] == [item["id"] for item in items]
        seen, after = [], None
        while True:
            page = wire.Page.model_validate(client.get(ITEMS, params={"limit": 2} | ({"after": after} if after else {})).json())
            seen += [item.seq for item in page.items]
            after = page.next
            if after == page.head:
                break
        assert (seen, after) == ([1, 2, 3, 4, 5], pushed.head)
        assert client.get("/v1/events").json() == {"logs": [{"log": LOG, "head": pushed.head, "emptied": 0, "items": 5}]}
        assert client.get(f"/v1/events/{OTHER_LOG}/items").json()["items"] == []


def test_gzip_both_ways(served: Served) -> None:
    with served.station() as (author, client):
        body = gzip.compress(json.dumps({"items": author.many(50)}).encode())
        answer = client.post(ITEMS, content=body, headers={"Content-Encoding": "gzip"})
        assert [one["outcome"] for one in answer.json()["results"]] == ["accepted"] * 50
        packed = client.get(ITEMS)
        assert packed.headers["content-encoding"] == "gzip"
        plain = client.get(ITEMS, headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert packed.json() == plain.json()


def test_who_waits_hears_of_it(served: Served) -> None:
    with served.station() as (author, client), served.station() as (_, other):
        answers = []
        thread = threading.Thread(target=lambda: answers.append(other.get(ITEMS, params={"wait": 25}).json()))
        thread.start()
        office = served.serving.office
        for _ in range(2_000):
            if office.metrics.waiting:
                break
            threading.Event().wait(0.005)
        before = office.metrics.waiting
        client.post(ITEMS, json={"items": author.many(1)})
        thread.join(timeout=20)
        assert before == 1
        assert [len(one["items"]) for one in answers] == [1]
        assert office.metrics.waiting == 0
        # Nothing comes: empty at the end, and the pages were read twice, not time and again.
        empty = other.get(ITEMS, params={"wait": 1, "after": answers[0]["next"]}).json()
        assert (empty["items"], empty["next"]) == ([], answers[0]["next"])


def test_a_cursor_of_another_epoch_or_of_the_future(served: Served) -> None:
    with served.station() as (author, client):
        head = client.post(ITEMS, json={"items": author.many(1)}).json()["head"]
        for after in (f"{'0' * 16}.1", f"{head.partition('.')[0]}.99"):
            answer = client.get(ITEMS, params={"after": after})
            assert (answer.status_code, answer.json()["code"]) == (410, "resync_required")
            assert answer.json()["epoch"] == served.hub.epoch.epoch
        for wrong in ("x", "1.2.3", f"{head.partition('.')[0]}.-1", f"{head.partition('.')[0]}.１", ""):
            assert client.get(ITEMS, params={"after": wrong}).status_code == 400
        for query in ({"limit": "0"}, {"limit": "x"}, {"wait": "-1"}):
            assert client.get(ITEMS, params=query).status_code == 400
        assert client.get(ITEMS, params={"limit": "5000"}).status_code == 200


def test_a_whole_log_in_parts(served: Served) -> None:
    path = f"/v1/events/{LOG}/snapshot"
    with served.station() as (author, client):
        items = author.many(30)
        head = client.post(ITEMS, json={"items": items}).json()["head"]
        whole = client.get(path)
        first, *rest = [json.loads(line) for line in whole.text.splitlines()]
        assert (first["cursor"], first["count"], first["log"]) == (head, 30, LOG)
        assert [one["station"] for one in first["stations"]] == [author.id]
        assert [{k: v for k, v in one.items() if k not in ("station", "seq")} for one in rest] == items
        tag = whole.headers["etag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
        middle = len(whole.content) // 2
        part = client.get(path, headers={"Range": f"bytes={middle}-", "If-Range": tag})
        assert (part.status_code, whole.content[:middle] + part.content) == (206, whole.content)
        assert client.get(path, headers={"Range": f"bytes={len(whole.content) + 5}-"}).status_code == 416
        # An erased person is in no file that is given out from then on.
        erased = items[3] | {"body": {}, "erased": True, "digest": wire.digest_of(items[3])}
        client.post(ITEMS, json={"items": [erased]})
        assert list((served.hub.folder / "snapshots").iterdir()) == []
        again = client.get(path, headers={"Range": f"bytes={middle}-", "If-Range": tag})
        assert again.status_code == 200
        assert again.headers["etag"] != tag
        assert len(list((served.hub.folder / "snapshots").iterdir())) == 1
        assert client.get(f"/v1/events/{OTHER_LOG}/snapshot").text.count("\n") == 1


def test_a_revision_never_changes(served: Served) -> None:
    report = str(uuid.uuid4())
    path, body = f"/v1/reports/{report}/revisions/1", '{"attended":{"persons":12},"名":"春"}'.encode()

    def digest(raw: bytes) -> dict[str, str]:
        return {"Content-Digest": wire.content_digest(raw)}

    with served.station() as (author, client):
        assert client.get(path).status_code == 404
        assert [client.put(path, content=body, headers=digest(body)).status_code for _ in range(2)] == [201, 200]
        assert client.put(path, content=b"{}", headers=digest(b"{}")).json()["code"] == "revision_conflict"
        assert client.put(path, content=b"{}", headers=digest(body)).json()["code"] == "bad_digest"
        assert client.put(path, content=body).json()["code"] == "bad_digest"
        assert client.put(path, content=b"[1]", headers=digest(b"[1]")).json()["code"] == "malformed"
        packed = digest(body) | {"Content-Encoding": "gzip"}
        assert client.put(path, content=gzip.compress(body), headers=packed).status_code == 200
        read = client.get(path)
        assert (read.content, read.headers["content-digest"]) == (body, wire.content_digest(body))
        (info,) = client.get(f"/v1/reports/{report}/revisions").json()["revisions"]
        assert (info["report"], info["revision"], info["bytes"], info["station"]) == (report, 1, len(body), author.id)
        assert client.get("/v1/reports").json()["revisions"] == [info]
        for wrong in ("0", "-1", "01", "1000000", "x"):
            assert client.put(f"/v1/reports/{report}/revisions/{wrong}", content=body, headers=digest(body)).status_code == 404


def test_a_new_token_replaces_the_old_one_when_it_is_used(served: Served) -> None:
    with served.station() as (_, client):
        old = client.headers["Authorization"]
        lost, kept = (client.post("/v1/token").json()["token"] for _ in range(2))
        assert client.get("/v1/events").status_code == 200
        client.headers["Authorization"] = f"Bearer {kept}"
        assert client.get("/v1/events").status_code == 200
        for ended in (old, f"Bearer {lost}"):
            client.headers["Authorization"] = ended
            assert client.get("/v1/events").json()["code"] == "token_unknown"


def test_a_revoked_station_is_refused_at_once_and_its_words_stay(served: Served) -> None:
    with served.station() as (author, client), served.station() as (_, other):
        client.post(ITEMS, json={"items": author.many(2)})
        served.hub.stations.revoke(author.id)
        refused = client.post(ITEMS, json={"items": author.many(1)})
        assert (refused.status_code, refused.json()["code"]) == (401, "revoked")
        assert len(other.get(ITEMS).json()["items"]) == 2
    with served.station(author) as (_, again):
        assert again.get(ITEMS).status_code == 200


def test_a_station_of_some_logs_knows_of_no_other(served: Served) -> None:
    with served.station() as (author, client), served.client(served.enrol(Author(), Scope.STATION, frozenset({LOG}))) as narrow:
        client.post(ITEMS, json={"items": author.many(1)})
        client.post(f"/v1/events/{OTHER_LOG}/items", json={"items": author.many(1)})
        assert [one["log"] for one in narrow.get("/v1/events").json()["logs"]] == [LOG]
        assert narrow.get(ITEMS).status_code == 200
        for end in ("items", "digest", "snapshot"):
            assert narrow.get(f"/v1/events/{OTHER_LOG}/{end}").status_code == 404
        assert narrow.post(f"/v1/events/{OTHER_LOG}/items", json={"items": []}).status_code == 404


def test_what_is_counted_and_noted_names_nobody(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="eventdesk.hub"), served.station(Author("王老师")) as (author, client):
        client.post(ITEMS, json={"items": [author.write({"name": "李小明"}), {}]})
        text = client.get("/metrics").text
    assert 'eventdesk_hub_items_total{outcome="accepted"} 1' in text
    assert 'eventdesk_hub_items_total{outcome="quarantined"} 1' in text
    assert 'eventdesk_hub_requests_total{method="POST",route="/v1/events/{event}/items",status="200"} 1' in text
    assert "eventdesk_hub_stations 1" in text
    lines = [json.loads(record.getMessage()) for record in caplog.records if record.name == "eventdesk.hub"]
    assert [(line["route"], line["status"]) for line in lines] == [("/v1/events/{event}/items", 200), ("/metrics", 200)]
    told = " ".join(record.getMessage() for record in caplog.records) + text
    for secret in ("王老师", "李小明", LOG, client.headers["Authorization"].split()[1]):
        assert secret not in told


def test_a_page_that_is_kept_holds_nobody_who_was_erased_since(served: Served) -> None:
    with served.station() as (author, client):
        items = author.many(300)
        assert client.post(ITEMS, json={"items": items}).status_code == 200
        ask = {"limit": 150}
        before = client.get(ITEMS, params=ask)
        assert client.get(ITEMS, params=ask).content == before.content
        assert client.get(ITEMS, params=ask, headers={"Accept-Encoding": "identity"}).json() == before.json()
        left = items[3] | {"body": {}, "erased": True, "digest": wire.digest_of(items[3])}
        assert client.post(ITEMS, json={"items": [left]}).json()["results"][0]["outcome"] == "duplicate"
        after = client.get(ITEMS, params=ask).json()
        assert (after["items"][3]["body"], after["items"][3]["erased"]) == ({}, True)
        assert after["items"][4:] == before.json()["items"][4:]


def test_pages_are_kept_within_their_bytes() -> None:
    kept, asked = KeptPages(most=10), [Asked("log", after, 100, False, 0, 0) for after in range(3)]
    for one in asked[:2]:
        kept.put(one, b"12345")
    assert kept.get(asked[0]) == b"12345"
    kept.put(asked[2], b"123")
    assert [kept.get(one) for one in asked] == [b"12345", None, b"123"]
    kept.forget("log")
    assert [kept.get(one) for one in asked] == [None] * 3


def test_pages_end_at_the_same_places_for_everybody(served: Served) -> None:
    """Who began in between reads what is kept for the others from its second page on; the last page is kept as long as it is."""
    with served.station() as (author, client):
        assert client.post(ITEMS, json={"items": author.many(450)}).status_code == 200
        first = client.get(ITEMS, params={"limit": 30}).json()
        between = client.get(ITEMS, params={"limit": 150, "after": first["next"]}).json()
        assert len(between["items"]) == 120
        page = client.get(ITEMS, params={"limit": 150, "after": between["next"]})
        assert page.json()["items"][0]["id"] not in [one["id"] for one in between["items"]]
        last = client.get(ITEMS, params={"limit": 150, "after": page.json()["next"]})
        assert (len(last.json()["items"]), last.json()["next"]) == (150, last.json()["head"])
        kept = served.serving.office.kept
        found = [kept.get(Asked(LOG, *asked)) for asked in ((150, 150, True, 0, 0), (300, 150, True, 0, 450))]
        assert [gzip.decompress(one or b"") for one in found] == [page.content, last.content]
        assert client.get(ITEMS, params={"limit": 150, "after": page.json()["next"]}).content == last.content
        assert client.post(ITEMS, json={"items": author.many(20)}).status_code == 200
        longer = client.get(ITEMS, params={"limit": 150, "after": page.json()["next"]}).json()
        assert longer["items"] == last.json()["items"] and longer["head"] != last.json()["head"]
