"""Families' pages in a real browser: without a script, on narrow phones, in both languages and both colour schemes."""

import asyncio
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from eventdesk.desk import Desk
from eventdesk.domain.feedback import Per, QuestionKind, SurveyQuestion, SurveyState
from eventdesk.services.checkins import Scan
from eventdesk.services.registrations import guardian
from eventdesk.web import assets
from eventdesk.web.families.routes import routes
from resources.words import Words
from tests.web.browser import DESKTOP, NARROWEST, OVERFLOW, PHONE, chromium, faults
from tests.web.place import START, Town, furnished, town

WEIGHT = 150_000
PICTURES = os.environ.get("EVENTDESK_PICTURES")
"""A folder to keep pictures of the pages in, for whoever looks at them."""


@dataclass
class Ground:
    """A hub that listens, its desk, a browser, and the links of two families that came to an event."""

    town: Town
    desk: Desk
    url: str
    browser: Any
    link: str
    other: str

    @contextmanager
    def page(
        self, *, scripts: bool = False, language: str = "zh-CN", scheme: str = "light", size: tuple[int, int] = PHONE
    ) -> Iterator[Any]:  # fmt: skip
        """A page of a phone; with ``scripts`` for the checks alone, which are scripts."""
        view = {"width": size[0], "height": size[1]}
        context = self.browser.new_context(java_script_enabled=scripts, locale=language, color_scheme=scheme, viewport=view)
        try:
            yield context.new_page()
        finally:
            context.close()


@contextmanager
def _listening(place: Town) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = uvicorn.Server(uvicorn.Config(place.app, log_config=None, access_log=False, lifespan="off"))
        serving = asyncio.run_coroutine_threadsafe(server.serve(sockets=[taken]), place.loop)
        try:
            yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        finally:
            server.should_exit = True
            serving.result(20)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("town")
    with (
        town(folder, lambda office: [*assets.routes(), *routes(office)]) as place,
        furnished(folder / "desk", place.clock) as desk, _listening(place) as url, chromium() as browser,
    ):  # fmt: skip
        desk.proposals.add(title="夜间观星", text="带上毯子，一起看星星。")
        asked = (
            SurveyQuestion("overall", QuestionKind.RATING, {"zh": "这次活动怎么样？", "en": "How was it?"}, required=True),
            SurveyQuestion("slot", QuestionKind.SMILEY, {"zh": "孩子喜欢这一场吗？", "en": "This session?"}, per=Per.SLOT),
            SurveyQuestion("nps", QuestionKind.NPS, {"zh": "愿意推荐给朋友吗？", "en": "Would you recommend us?"}),
            SurveyQuestion("said", QuestionKind.TEXT, {"zh": "想对我们说的", "en": "Anything else?"}),
        )
        for phone in ("13500000000", "13500000001"):
            parent = guardian(name="来过", phone=phone)
            known = desk.registrations.add("FOREST", people=[parent], slots=("BUGS",), consent_method="paper")
            desk.checkins.scan("FOREST", Scan(text=known.ticket, at=START))
        survey = desk.surveys.add("回访", asked, event="FOREST", state=SurveyState.OPEN).id
        made = desk.feedback_invitations.invite("FOREST", survey, address=f"{url}/f", text="{link}", words=Words("zh"))
        place.enrol(desk)
        yield Ground(place, desk, url, browser, made.texts[0].link, made.texts[1].link)


def _look(page: Any, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def _fill(page: Any, phone: str) -> None:
    page.fill("#name", "林妈妈")
    page.fill("#phone", phone)
    page.select_option("#adults", "2")
    page.fill("#child1_name", "小满")
    page.fill("#child1_birth", "2023-04-05")
    page.check("input[name=slot][value=BUGS]")
    page.check("input[name=q_way][value=地铁]")
    page.check("input[name=consent]")


def test_a_family_signs_up_looks_at_its_ticket_and_cancels_without_a_script(ground: Ground) -> None:
    with ground.page() as page:
        page.goto(f"{ground.url}/e")
        _look(page, "events-zh-light")
        page.get_by_role("link", name="森林家庭日").click()
        _look(page, "event-zh-light")
        page.get_by_role("link", name="报名", exact=True).click()
        page.fill("#name", "林妈妈")
        page.get_by_role("button", name="提交报名").click()
        assert page.locator(".wrong").count() >= 4 and page.input_value("#name") == "林妈妈"
        _look(page, "wrong-zh-light")
        _fill(page, "13400000001")
        page.get_by_role("button", name="提交报名").click()
        assert re.search(r"/t/ED1[A-Z2-7]+\?new=1$", page.url), page.content()
        assert page.get_by_text("报名成功。").is_visible() and page.locator("img.qr").is_visible()
        ticket = page.url.partition("?")[0].rpartition("/")[2]
        _look(page, "ticket-zh-light")
        page.get_by_role("link", name="取消报名").click()
        page.get_by_role("button", name="取消报名").click()
        assert page.get_by_text("报名已取消。").is_visible()
        page.get_by_role("button", name="撤销取消，重新报名").click()
        assert page.get_by_text("已报名。").is_visible()
    ground.town.meet(ground.desk, pages=True)
    found = next(one for one in ground.desk.registrations.list("FOREST") if one.ticket == ticket)
    assert (found.state.value, found.adults, found.children_count) == ("confirmed", 2, 1)


def test_feedback_is_sent_without_a_script_from_the_link_in_the_message(ground: Ground) -> None:
    with ground.page(language="en", scheme="dark") as page:
        page.goto(ground.link)
        _look(page, "feedback-en-dark")
        page.check("input[name=a1_0][value='5']", force=True)
        page.get_by_role("button", name="Send").click()
        assert page.get_by_text("Thank you, we have it.").is_visible()


def _ticket(ground: Ground) -> str:
    made = ground.desk.registrations.list("FOREST")[0]
    return made.ticket


QUICK = (("zh-CN", "light", NARROWEST), ("en", "dark", NARROWEST))
LOOKS = [
    pytest.param(*look, id="-".join((look[0], look[1], str(look[2][0]))), marks=() if look in QUICK else pytest.mark.proof)
    for look in product(("zh-CN", "en"), ("light", "dark"), (NARROWEST, DESKTOP))
]
"""All eight: two on every run, the others with the proof."""


@pytest.mark.parametrize(("language", "scheme", "size"), LOOKS)
def test_every_page_is_accessible_light_and_fits_its_screen(ground: Ground, language: str, scheme: str, size: tuple[int, int]) -> None:
    ticket = _ticket(ground)
    own = [f"/t/{ticket}{rest}" for rest in ("", "/cancel", "/vote")]
    paths = ("/e", "/e/FOREST", "/e/FOREST/sign-up", "/t", *own, "/vote", "/privacy", "/e/X", ground.other.removeprefix(ground.url))
    found: dict[str, Any] = {}
    with ground.page(scripts=True, language=language, scheme=scheme, size=size) as page:
        for path in paths:
            weight: list[int] = []
            page.on("response", lambda answer, weight=weight: weight.append(len(answer.body())))
            page.goto(f"{ground.url}{path}")
            name = path.partition("?")[0].replace(ticket, "own").strip("/").replace("/", "-") or "front"
            _look(page, f"{name}-{language[:2]}-{scheme}-{size[0]}")
            wrong = faults(page) + page.evaluate(OVERFLOW)
            if wrong or sum(weight) > WEIGHT:
                found[path] = (wrong, sum(weight))
        for path, least in (("/e/FOREST/sign-up", 4), ("/vote", 1), (paths[-1], 1)):
            page.goto(f"{ground.url}{path}")
            page.locator("form button.primary").click()
            page.locator(".wrong").first.wait_for()
            wrong = faults(page) + page.evaluate(OVERFLOW)
            assert page.locator(".wrong").count() >= least and not wrong, wrong
    assert found == {}


def test_the_other_language_keeps_the_form_and_enter_still_sends_it(ground: Ground) -> None:
    with ground.page() as page:
        page.goto(f"{ground.url}/e/FOREST/sign-up")
        page.fill("#name", "林妈妈")
        page.check("input[name=slot][value=LEAF]")
        page.get_by_role("button", name="English").click()
        page.get_by_role("heading", name="Sign up: 森林家庭日").wait_for()
        assert page.input_value("#name") == "林妈妈" and page.is_checked("input[name=slot][value=LEAF]")
        page.press("#name", "Enter")
        page.locator(".wrong").first.wait_for()
        assert page.get_by_text("Not sent yet.").is_visible() and page.input_value("#name") == "林妈妈"
        page.get_by_role("link", name="Please enter a mobile number").click()
        assert page.url.endswith("#phone")


def test_at_twice_the_size_no_line_is_a_letter_wide(ground: Ground) -> None:
    with ground.page(scripts=True, size=(195, 422)) as page:
        for path in ("/e/FOREST", f"/t/{_ticket(ground)}"):
            page.goto(f"{ground.url}{path}")
            narrowest = page.evaluate("Math.min(...[...document.querySelectorAll('.facts dd')].map(one => one.clientWidth))")
            assert narrowest > 100 and page.evaluate(OVERFLOW) == []
