"""The system's Chromium, driven without a window; a test that needs it is skipped where there is none."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path(os.environ.get("EVENTDESK_CHROMIUM", "/usr/bin/chromium"))
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
)  # fmt: skip
PHONE, DESKTOP, NARROWEST = (390, 844), (1366, 768), (360, 740)
OVERFLOW = """() => [...document.querySelectorAll('body *')].filter(e => {
  const r = e.getBoundingClientRect();
  return r.right > document.documentElement.clientWidth + 1 && r.width > 0 && !e.closest('.scroll,.hidden,.menu nav,.skip')
}).map(e => e.tagName + '.' + e.className).slice(0, 5)"""
"""What sticks out of the page at its right."""


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser, once a module."""
    if not CHROMIUM.is_file():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def faults(page: Any) -> list[str]:
    """What axe-core finds that is serious or worse: the rule and where."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']} {one['nodes'][0]['target']}" for one in found if one["impact"] in ("serious", "critical")]
