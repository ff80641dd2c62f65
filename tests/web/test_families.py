"""Families' pages: what is sent there becomes ordinary registrations, votes and answers at every desk."""

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from eventdesk.desk import Desk
from eventdesk.domain.event import Unit
from eventdesk.domain.registration import RegistrationState
from eventdesk.web import assets
from eventdesk.web.families.routes import routes
from tests.web.place import START, Town, furnished, town

_PHONES = count(13900000000)
GOOD = {"adults": "1", "slot": "BUGS", "q_way": "地铁", "consent": "yes"}


@dataclass
class Ground:
    """A hub with families' pages, and the desk of its organisation."""

    town: Town
    desk: Desk

    def sync(self) -> Desk:
        """The desk, after everything that was written on the pages has reached it."""
        self.town.meet(self.desk, pages=True)
        return self.desk


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("town")
    with town(folder, lambda office: [*assets.routes(), *routes(office)]) as place, furnished(folder / "desk", place.clock) as desk:
        desk.proposals.add(title="夜间观星", text="带上毯子。")
        small, ends = START + timedelta(days=1), START + timedelta(days=1, hours=1)
        desk.events.add(title="小课堂", code="SMALL", start=small, end=ends, capacity=1, capacity_unit=Unit.FAMILIES)
        desk.events.publish("SMALL")
        desk.events.add(title="没发布", code="HIDDEN", start=small, end=ends)
        for code in ("OFF", "GONE"):
            desk.events.add(title=code, code=code, start=small, end=ends)
            desk.events.publish(code)
        desk.events.set_rule("OFF", "online_signup", "no")
        place.enrol(desk)
        yield Ground(place, desk)


def _fields(client: httpx.Client, code: str = "FOREST", *, base: str = "", **more: Any) -> dict[str, Any]:
    page = client.get(f"{base}/e/{code}/sign-up")
    assert page.status_code == 200, page.text
    hidden = dict(re.findall(r'name="(mark|notice)" value="([^"]*)"', page.text))
    return {**GOOD, **hidden, "name": "测试家长", "phone": str(next(_PHONES)), **more}


def _send(client: httpx.Client, fields: Mapping[str, Any], code: str = "FOREST") -> httpx.Response:
    return client.post(f"/e/{code}/sign-up", data=fields)


def _ticket(answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text
    return str(re.fullmatch(r"/t/(ED1[A-Z2-7]+)\?new=1", answer.headers["location"])[1])  # type: ignore[index]  # matched, or the test ends


def test_the_list_shows_what_is_published_and_coming(ground: Ground) -> None:
    with ground.town.client() as client:
        page = client.get("/e")
        assert page.status_code == 200 and page.headers["cache-control"] == "no-store"
        assert "森林家庭日" in page.text and "小课堂" in page.text and "没发布" not in page.text
        assert "script" not in page.text and "default-src 'none'" in page.headers["content-security-policy"]
        event = client.get("/e/FOREST").text
        assert "叶子拓印" in event and "2 places left" in event and "60 places left" in event
        assert [client.get(f"/e/{code}").status_code for code in ("HIDDEN", "NOWHERE", "%2e%2e")] == [404, 404, 404]
        off = client.get("/e/OFF")
        assert "sign-up\"" not in off.text and client.get("/e/OFF/sign-up").status_code == 303
    with ground.town.client(**{"Accept-Language": "zh-CN"}) as client:
        assert "还有 60 个名额" in client.get("/e/FOREST").text


def test_a_family_signs_up_and_every_desk_has_an_ordinary_registration(ground: Ground) -> None:
    with ground.town.client() as client:
        fields = _fields(client, name="王小雨", child1_name="豆豆", child1_birth="2023-03-01", child1_allergies="花生", photo="yes")
        fields |= {"slot": ["BUGS", "LEAF"], "q_said": "第一次来"}
        ticket = _ticket(_send(client, fields))
        assert _ticket(_send(client, fields)) == ticket  # pressed twice
        page = client.get(f"/t/{ticket}?new=1")
        assert "You are signed up." in page.text and ticket in page.text and '<img class="qr"' in page.text
        assert "王小雨" not in page.text and "豆豆" not in page.text and fields["phone"] not in page.text
        calendar = client.get(f"/t/{ticket}/calendar.ics")
        assert calendar.headers["content-type"].startswith("text/calendar") and b"BEGIN:VEVENT" in calendar.content
    desk = ground.sync()
    found = next(one for one in desk.registrations.list("FOREST", unmasked=True) if one.ticket == ticket)
    assert (found.state, found.source.value, found.adults, found.children_count) == (RegistrationState.CONFIRMED, "online", 1, 1)
    assert found.guardians[0].name == "王小雨" and found.children[0].allergies == "花生" and found.photo_consent is True
    assert set(found.slots) == {"BUGS", "LEAF"} and found.consent
    assert set(desk.questions.answers(found.id).answers.values()) == {"地铁", "第一次来"}
    assert desk.questions.unanswered("FOREST").get(found.id) is None
    lines = {one.purpose.value: one for one in desk.consents.state(found.family).lines}
    assert lines["participation"].granted and lines["photo"].granted and lines["participation"].notice == fields["notice"]


def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(ground: Ground) -> None:
    with ground.town.client() as client:
        long = "x" * 10_000
        fields = _fields(client, name="<script>alert(1)</script>", phone="12", adults="9", slot="NOPE", q_way="飞机", q_said=long)
        fields |= {"child1_name": "乐乐", "child1_birth": "2099-01-01", "child2_birth": "yesterday", "consent": ""}
        page = _send(client, fields)
        assert page.status_code == 422
        wrong = set(re.findall(r'id="([a-z_0-9]+)-wrong"', page.text))
        assert {"phone", "adults", "slot", "q_way", "q_said", "child1_birth", "child2_birth", "child2_name", "consent"} <= wrong
        assert "<script>" not in page.text and "&lt;script&gt;alert(1)" in page.text and long in page.text and "乐乐" in page.text
        assert fields["mark"] in page.text
        assert _send(client, _fields(client, name="y" * 10_000)).status_code == 422
        assert _send(client, _fields(client, q_said="z" * 70_000)).status_code == 413
        assert _send(client, _fields(client, website="http://spam")).status_code == 400
        stale = _send(client, _fields(client, notice="older"))
        assert stale.status_code == 422 and "has just changed" in stale.text
    before = {one.id for one in ground.desk.registrations.list("FOREST")}
    assert {one.id for one in ground.sync().registrations.list("FOREST")} == before


def test_a_hostile_name_is_text_at_the_desk_as_well(ground: Ground) -> None:
    with ground.town.client() as client:
        ticket = _ticket(_send(client, _fields(client, name="<b>x</b>{{7*7}}'; DROP")))
    found = next(one for one in ground.sync().registrations.list("FOREST", unmasked=True) if one.ticket == ticket)
    assert found.guardians[0].name == "<b>x</b>{{7*7}}'; DROP"


def test_somebody_of_another_age_is_asked_once_more(ground: Ground) -> None:
    with ground.town.client() as client:
        fields = _fields(client, child1_name="大宝", child1_birth="2012-01-01")
        asked = _send(client, fields)
        assert asked.status_code == 422 and 'name="anyway"' in asked.text
        _ticket(_send(client, fields | {"anyway": "yes"}))


def test_a_known_phone_changes_nothing_and_tells_nothing(ground: Ground) -> None:
    with ground.town.client() as client:
        fields = _fields(client, name="周全")
        ticket = _ticket(_send(client, fields))
        other = _send(client, _fields(client, name="别人", phone=fields["phone"], slot="LEAF"))
        assert other.status_code == 409 and "周" not in other.text and ticket not in other.text and 'href="/t"' in other.text
    found = next(one for one in ground.sync().registrations.list("FOREST", unmasked=True) if one.ticket == ticket)
    assert found.guardians[0].name == "周全" and found.slots == ("BUGS",)


def test_of_two_for_the_last_place_one_waits(ground: Ground) -> None:
    place = ground.town

    def one(number: int) -> str:
        with place.client(f"10.1.0.{number}") as client:
            fields = _fields(client, "SMALL")
            del fields["slot"], fields["q_way"]
            return _ticket(_send(client, fields, "SMALL"))

    with ThreadPoolExecutor(8) as crowd:
        tickets = list(crowd.map(one, range(8)))
    states = [found.state.value for found in sorted(ground.sync().registrations.list("SMALL"), key=lambda found: found.at)]
    assert len(set(tickets)) == 8 and sorted(states) == ["confirmed"] + ["waitlisted"] * 7
    with place.client() as client:
        pages = [client.get(f"/t/{ticket}").text for ticket in tickets]
        assert sorted(sum(f"{n} famil" in page for page in pages) for n in range(1, 7)) == [1] * 6
        assert "Join the waitlist" in client.get("/e/SMALL").text


def test_a_family_cancels_and_comes_back(ground: Ground) -> None:
    with ground.town.client() as client:
        ticket = _ticket(_send(client, _fields(client)))
        assert "Cancel your registration?" in client.get(f"/t/{ticket}/cancel").text
        assert client.post(f"/t/{ticket}/cancel", data={"sure": "1"}).headers["location"] == f"/t/{ticket}"
        page = client.get(f"/t/{ticket}").text
        assert "is cancelled" in page and 'class="qr"' not in page and client.get(f"/t/{ticket}/cancel").status_code == 303
        state = {one.ticket: one.state for one in ground.sync().registrations.list("FOREST")}
        assert state[ticket] is RegistrationState.CANCELLED
        client.post(f"/t/{ticket}/return", data={"sure": "1"})
        assert "Signed up." in client.get(f"/t/{ticket}").text
        state = {one.ticket: one.state for one in ground.sync().registrations.list("FOREST")}
        assert state[ticket] is RegistrationState.CONFIRMED


def test_a_ticket_is_shown_to_its_whole_text_alone(ground: Ground) -> None:
    with ground.town.client("10.2.0.1") as client:
        ticket = _ticket(_send(client, _fields(client)))
        flipped = ticket[:-9] + ("A" if ticket[-9] != "A" else "B") + ticket[-8:]
        for wrong in (flipped, ticket[:-1], "ED1", "%00", "1", ticket + "A"):
            assert client.get(f"/t/{wrong}").status_code == 404
        assert client.post(f"/t/{flipped}/cancel", data={"a": "1"}).status_code == 404
        assert client.post("/t", data={"ticket": flipped}).status_code == 404
        assert client.post("/t", data={"ticket": f" {ticket.lower()} "}).headers["location"] == f"/t/{ticket}"
        codes = [client.get(f"/t/{flipped}").status_code for _ in range(25)]
        assert codes[-1] == 429 and client.get(f"/t/{ticket}").status_code == 200


def test_nothing_is_taken_from_another_site_or_too_often(ground: Ground) -> None:
    with ground.town.client("10.3.0.1") as client:
        fields = _fields(client)
        url = "/e/FOREST/sign-up"
        assert client.post(url, data=fields, headers={"Origin": "https://evil.test"}).status_code == 403
        assert client.post(url, data=fields, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert client.post(url, json=fields).status_code == 415
        answers = [client.post(url, data={"website": "x"}) for _ in range(45)]
        assert answers[-1].status_code == 429 and int(answers[-1].headers["retry-after"]) >= 1


def test_a_cancelled_event_takes_nobody_and_says_so(ground: Ground) -> None:
    with ground.town.client("10.4.0.1") as client:
        fields = _fields(client, "GONE")
        del fields["slot"], fields["q_way"]
        ticket = _ticket(_send(client, fields, "GONE"))
        late = _fields(client, "GONE")
        ground.sync().events.cancel("GONE", reason="下雨")
        ground.sync()
        refused = _send(client, late, "GONE")
        assert refused.status_code in (409, 422) and "cancelled" in client.get("/e/GONE").text
        assert "This event is cancelled" in client.get(f"/t/{ticket}").text
        assert "/e/GONE" not in client.get("/e").text
        off = client.post("/e/OFF/sign-up", data=late | {"slot": "", "q_way": ""})
        assert off.status_code == 409


def test_a_family_votes_once(ground: Ground) -> None:
    with ground.town.client("10.5.0.1") as client:
        ticket = _ticket(_send(client, _fields(client)))
        page = client.get(f"/t/{ticket}/vote")
        which = re.search(r'name="proposal" value="([^"]+)"', page.text)
        assert which is not None and "夜间观星" in page.text
        for _ in range(2):
            assert "Voted" in client.post(f"/t/{ticket}/vote", data={"proposal": which[1]}).text
        for phone in ("13711112222", "137 1111 2222"):
            assert "Voted" in client.post("/vote", data={"proposal": which[1], "phone": phone}).text
        assert client.post("/vote", data={"proposal": which[1], "phone": "x"}).status_code == 422
        assert client.post("/vote", data={"proposal": "0", "phone": "13711112222"}).status_code == 422
    assert [one.votes for one in ground.sync().proposals.list()] == [2]


def test_the_pages_about_privacy_and_tickets_are_there(ground: Ground) -> None:
    with ground.town.client() as client:
        assert "Privacy" in client.get("/privacy").text and client.get("/t").status_code == 200
        chinese = client.get("/privacy?lang=zh")
        assert "隐私说明" in chinese.text and "samesite=lax" in chinese.headers["set-cookie"].lower()
        assert client.get("/b/NOWHERE/e").status_code == 404


def test_each_branch_has_pages_of_its_own(tmp_path: Path) -> None:
    with town(tmp_path, lambda office: [*assets.routes(), *routes(office)]) as place, furnished(tmp_path / "desk", place.clock) as desk:
        with place.client() as client:
            waits = client.get("/e")
            assert waits.status_code == 503 and waits.headers["retry-after"] == "5" and "have not reached this page" in waits.text
        branch = place.hub.branches.add("EAST", "东城")
        place.hub.branches.add("WEST", "西城")
        place.enrol(desk, branch=branch.id)
        with place.client() as client:
            front = client.get("/e").text
            assert "/b/EAST/e" in front and "西城" in front and "森林家庭日" not in front
            assert "/b/EAST/e/FOREST" in client.get("/b/EAST/e").text
            fields = _fields(client, base="/b/EAST")
            sent = client.post("/b/EAST/e/FOREST/sign-up", data=fields)
            assert sent.headers["location"].startswith("/b/EAST/t/ED1") and "action=\"/e" not in client.get("/b/EAST/vote").text
            assert [client.get(path).status_code for path in ("/e/FOREST", "/b/WEST/e", "/b/NORTH/e")] == [404, 503, 404]
            client.get("/b/EAST/privacy")
        place.meet(desk)
        assert len(desk.registrations.list("FOREST")) == 1
