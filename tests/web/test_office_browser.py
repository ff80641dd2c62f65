"""The office's pages in a real browser: readable for everybody, on a phone, without a script."""

from collections.abc import Iterator
from typing import Any

import pytest

from eventdesk.hub.pace import Buckets
from eventdesk.web.office.door import TO_ACCOUNT
from tests.web.browser import DESKTOP, NARROWEST, OVERFLOW, PHONE, chromium, faults
from tests.web.office_hub import EVENTS, PASSWORD, YEAR_REPORT, OfficeHub

MOST_BYTES = 150_000
LOOKS = (
    ("zh", "light", PHONE), ("en", "dark", DESKTOP), ("zh", "dark", DESKTOP), ("en", "light", PHONE),
    ("zh", "light", DESKTOP), ("en", "dark", PHONE), ("zh", "dark", PHONE), ("en", "light", DESKTOP),
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


def addresses(office: OfficeHub) -> list[str]:
    """Every page, the longest names and the worst titles among them."""
    station = office.stations["SH"]
    return [
        "", "/branches", "/branches/SH", "/stations", f"/stations/{station}", f"/stations/{station}/revoke", "/invite", "/events",
        f"/events/{list(EVENTS)[2]}", "/reports", f"/reports/{YEAR_REPORT}/1", "/year",
        "/conflicts", f"/conflicts/{office.conflict().id}/other",
        "/quarantine", "/audit?check=1",
        "/accounts", "/me", "/nowhere",
    ]  # fmt: skip


def signed(browser: Any, office: OfficeHub, lang: str, scheme: str, size: tuple[int, int], **more: Any) -> Any:
    """A window of the owner, who signed in by its form; not as the twelfth within a few minutes, who would have to wait."""
    assert office.reception is not None
    office.reception.names = Buckets(TO_ACCOUNT)
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, **more)
    page = context.new_page()
    page.goto(f"{office.url}/office/sign-in?lang={lang}")
    page.fill("#name", "owner")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(f"{office.url}/office")
    return page


def test_every_page_is_readable_in_both_languages_and_schemes(office: OfficeHub, browser: Any) -> None:
    """Each page in two of the eight looks, opposite ones; over the pages every look comes up."""
    pages = [signed(browser, office, *look) for look in LOOKS]
    try:
        found = []
        for number, address in enumerate(addresses(office)):
            for page, look in ((pages[i], LOOKS[i]) for i in (number * 2 % 8, (number * 2 + 1) % 8)):
                page.goto(f"{office.url}/office{address}")
                found += [f"{address} {look}: {fault}" for fault in faults(page)]
                found += [f"{address} {look}: sticks out {what}" for what in page.evaluate(OVERFLOW)]
        assert found == []
        # The check would see it: an image without a text, and text that can't be told from what is behind it.
        pages[0].evaluate("document.querySelector('main').innerHTML = '<img src=\"x\"><p style=\"color:#eee;background:#fff\">x</p>'")
        assert {fault.split()[0] for fault in faults(pages[0])} >= {"image-alt"}
    finally:
        for page in pages:
            page.context.close()


def test_nothing_sticks_out_and_everything_works_without_scripts(office: OfficeHub, browser: Any) -> None:
    page = signed(browser, office, "en", "light", NARROWEST, java_script_enabled=False)
    weights: list[int] = []
    page.on("response", lambda answer: weights.append(int(answer.headers.get("content-length", "0"))))
    try:
        for address in addresses(office):
            weights.clear()
            page.goto(f"{office.url}/office{address}")
            # Playwright's own script runs where the page's may not.
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST[0], address
            assert sum(weights) < MOST_BYTES, address
            assert "sign-in" not in page.url
        page.goto(f"{office.url}/office/invite")
        page.click("main button")
        assert page.locator("svg.qr").is_visible() and page.input_value("#line").startswith("EDHUB1.")
        page.click(".menu summary")
        page.click(".menu a[href='/office/events']")
        assert page.url.endswith("/office/events") and page.locator("h1").inner_text() == "Events"
    finally:
        page.context.close()


def test_the_keyboard_goes_as_one_reads(office: OfficeHub, browser: Any) -> None:
    page = signed(browser, office, "en", "light", DESKTOP)
    try:
        page.goto(f"{office.url}/office/branches")
        said = []
        for _ in range(24):
            page.keyboard.press("Tab")
            said.append(page.evaluate("(document.activeElement.innerText || document.activeElement.name || '').trim()"))
        assert said[0] == "Skip to the content" and said[1] == "Head office"
        order = ["Overview", "Branches", "Stations", "Accounts", "Sign out", "q", "Search", "code", "name", "persons", "Add a branch"]
        assert [said.index(text) for text in order] == sorted(said.index(text) for text in order)
        page.goto(f"{office.url}/office/branches")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
    finally:
        page.context.close()


def test_the_two_values_of_a_conflict_have_room_on_a_phone(office: OfficeHub, browser: Any) -> None:
    """Who wrote them may be called anything, in either language."""
    for lang in ("zh", "en"):
        page = signed(browser, office, lang, "light", NARROWEST)
        try:
            for address in ("/conflicts", f"/conflicts/{office.conflict().id}/other"):
                page.goto(f"{office.url}/office{address}")
                widths = page.evaluate("[...document.querySelectorAll('.said')].map(e => e.parentElement.clientWidth)")
                assert len(widths) >= 2 and min(widths) > 250, (lang, address)
        finally:
            page.context.close()
