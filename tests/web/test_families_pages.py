"""Families' pages where families stumble: what they type that is no answer, pages that lead nowhere, pictures to keep."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import httpx
import pytest
import zxingcpp
from PIL import Image

from eventdesk.desk import Desk
from eventdesk.domain.event import Unit
from eventdesk.domain.fee import PersonKind
from eventdesk.web import assets
from eventdesk.web.families.routes import routes
from tests.web.place import NOW, START, Town, furnished, town

_PHONES = count(13910000000)
GOOD = {"adults": "1", "slot": "BUGS", "q_way": "地铁", "consent": "yes", "name": "测试家长"}


@dataclass
class Ground:
    """A hub with families' pages, and the desk of its organisation."""

    town: Town
    desk: Desk

    def child(self, ticket: str) -> Any:
        """The first child of a registration, as the desk has it."""
        self.town.meet(self.desk, pages=True)
        return next(one for one in self.desk.registrations.list("FOREST", unmasked=True) if one.ticket == ticket).children[0]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("town")
    with town(folder, lambda office: [*assets.routes(), *routes(office)]) as place, furnished(folder / "desk", place.clock) as desk:
        desk.venues.put("湿地公园", address="环湖路 8 号")
        desk.fees.set_price("FOREST", kind=PersonKind.ADULT, amount=3000)
        for title in ("夜间观星", "一起做木工"):
            desk.proposals.add(title=title)
        small = START + timedelta(days=1)
        ends = small + timedelta(hours=1)
        desk.events.add(title="小课堂", code="SMALL", start=small, end=ends, capacity=1, capacity_unit=Unit.FAMILIES)
        for code, hours in (("OVER", -3), ("BEGUN", -1), ("GONE", 9)):
            begins = NOW + timedelta(hours=hours)
            desk.events.add(title=code, code=code, start=begins, end=begins + timedelta(hours=2))
        for code in ("SMALL", "OVER", "BEGUN", "GONE"):
            desk.events.publish(code)
        place.enrol(desk)
        yield Ground(place, desk)


def _fields(client: httpx.Client, code: str = "FOREST", **more: Any) -> dict[str, Any]:
    page = client.get(f"/e/{code}/sign-up").text
    return {**GOOD, **dict(re.findall(r'name="(mark|notice)" value="([^"]*)"', page)), "phone": str(next(_PHONES)), **more}


def _ticket(client: httpx.Client, code: str = "FOREST", **more: Any) -> str:
    answer = client.post(f"/e/{code}/sign-up", data=_fields(client, code, **more))
    assert answer.status_code == 303, answer.text
    return str(re.fullmatch(r"/t/(ED1[A-Z2-7]+)\?new=1", answer.headers["location"])[1])  # type: ignore[index]  # matched, or it ends


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("无", None), ("没有。", None), (" 不过敏 ", None), ("No", None), ("花生", "花生"), ("不清楚", "不清楚"),
        ("没有尘螨以外的", "没有尘螨以外的"),
    ],
    ids=["none", "has-none", "not-allergic", "no", "peanuts", "not-sure", "besides"],
)
def test_no_allergies_is_no_allergy_at_the_door_and_not_sure_is_kept(ground: Ground, typed: str, kept: str | None) -> None:
    with ground.town.client() as client:
        ticket = _ticket(client, child1_name="豆豆", child1_birth="2023-03-01", child1_allergies=typed)
    assert ground.child(ticket).allergies == kept


def test_the_other_language_keeps_what_was_typed_and_refuses_nothing(ground: Ground) -> None:
    with ground.town.client() as client:
        fields = _fields(client, name="林妈妈", phone="12", child2_name="大宝", slot=["LEAF"], consent="")
        page = client.post("/e/FOREST/sign-up?lang=zh", data={**fields, "switch": "zh"})
        assert page.status_code == 200 and 'lang="zh-Hans"' in page.text and "class=\"wrong\"" not in page.text
        typed = ('value="林妈妈"', 'value="12"', 'value="大宝"', 'value="LEAF" checked', fields["mark"])
        for kept in (*typed, 'formaction="/e/FOREST/sign-up?lang=en"'):
            assert kept in page.text


def test_what_is_wrong_is_listed_above_with_ways_there(ground: Ground) -> None:
    with ground.town.client() as client:
        page = client.post("/e/FOREST/sign-up", data=_fields(client, phone="12", slot="", q_way="", child2_birth="2023-01-01")).text
        for place in ("phone", "slot", "q_way", "child2_name"):
            assert page.count(f'href="#{place}"') == 1 and page.count(f'id="{place}"') == 1
            assert f'id="{place}-wrong"' in page and re.search(f'aria-describedby="[^"]*{place}-wrong', page)
        assert "Child 2 · " in page and "怎么过来？ · " in page


def test_a_page_that_is_not_there_leads_to_those_that_are(ground: Ground) -> None:
    with ground.town.client("10.9.0.1") as client:
        for path in ("/e/NOPE", "/t/ED1", "/f/unknown"):
            assert 'href="/e"' in client.get(path).text
        assert 'href="/b/EAST/e"' in client.get("/b/EAST/e/NOPE").text


def test_an_event_says_why_nobody_can_sign_up_where_it_is_and_what_it_costs(ground: Ground) -> None:
    with ground.town.client() as client:
        assert "is over" in client.get("/e/OVER").text and "has begun" in client.get("/e/BEGUN").text
        for path in ("/e/FOREST", "/e/FOREST/sign-up"):
            page = client.get(path).text
            assert "环湖路 8 号" in page and "adult ¥30" in page
        assert 'name="description"' in client.get("/e/FOREST").text


def test_whoever_waits_is_told_the_place_and_that_the_code_is_for_later(ground: Ground) -> None:
    with ground.town.client() as client:
        assert "right away" in client.get("/e/SMALL/sign-up").text
        _ticket(client, "SMALL")
        assert "right away" not in client.get("/e/SMALL/sign-up").text
        page = client.get(f"/t/{_ticket(client, 'SMALL')}").text
        assert "You are first in line." in page and "enter while you wait" in page and "0 families" not in page


def test_the_ticket_is_a_picture_to_keep_that_scanners_read(ground: Ground) -> None:
    with ground.town.client() as client:
        ticket = _ticket(client, name="王小雨")
        found = client.get(f"/t/{ticket}/picture.png")
        assert found.headers["content-type"] == "image/png" and found.headers["cache-control"] == "no-store"
        for file in ("picture.png", "calendar.ics"):
            assert client.get(f"/t/{ticket}/{file}").headers["x-robots-tag"] == "noindex"
        assert "inline" in found.headers["content-disposition"] and ticket not in found.headers["content-disposition"]
        assert len(found.content) < 150_000
        assert [one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(found.content)))] == [ticket]
        assert client.get(f"/t/{ticket[:-1]}/picture.png").status_code == 404
        client.post(f"/t/{ticket}/cancel", data={"sure": "1"})
        assert client.get(f"/t/{ticket}/picture.png").status_code == 404


def test_of_a_cancelled_event_no_code_and_no_calendar_is_given(ground: Ground) -> None:
    with ground.town.client() as client:
        ticket = _ticket(client, "GONE")
        ground.town.meet(ground.desk, pages=True)
        ground.desk.events.cancel("GONE", reason="下雨")
        ground.town.meet(ground.desk)
        client.post("/vote", data={"phone": "13711112233", "proposal": "0"})  # who writes has read everything
        page = client.get(f"/t/{ticket}").text
        assert "need not come" in page and "calendar.ics" not in page and 'class="qr"' not in page


def test_a_family_votes_for_several_ideas_with_its_number_typed_once(ground: Ground) -> None:
    with ground.town.client() as client:
        page = client.get("/vote").text
        which = re.findall(r'name="proposal" value="([^"]+)"', page)
        assert len(which) == 2 and page.count('type="tel"') == 1
        wrong = client.post("/vote", data={"proposal": which, "phone": "1"})
        assert wrong.status_code == 422 and wrong.text.count(" checked") == 2 and 'id="phone-wrong"' in wrong.text
        both = client.post("/vote", data={"phone": "1"}).text
        assert 'id="phone-wrong"' in both and 'id="idea-wrong"' in both
        none = client.post("/vote", data={"phone": "13711112222"})
        assert none.status_code == 422 and 'id="idea-wrong"' in none.text and 'value="13711112222"' in none.text
        assert client.post("/vote", data={"proposal": which, "phone": "13711112222"}).text.count("Voted") == 2
    ground.town.meet(ground.desk, pages=True)
    assert [one.votes for one in ground.desk.proposals.list()] == [1, 1]
