"""What a hub notes of a report's body, whatever that says."""

import pytest

from eventdesk.hub.hub import Hub
from eventdesk.hub.revisions import About, Kept
from tests.hub.station import LOG


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b", "\0"], ids=["nul", "half a character", "nothing else"])
def test_what_no_database_can_keep_is_no_mistake_of_the_hub(hub: Hub, text: str) -> None:
    about = About.of({"report": text, "event": {"code": text}})
    assert hub.reports.put(LOG, 1, b"{}", station="one", about=about) is Kept.NEW


def test_a_revision_that_comes_twice(hub: Hub) -> None:
    assert hub.reports.put(LOG, 1, b"{}", station="one") is Kept.NEW
    assert hub.reports.put(LOG, 1, b"{}", station="two") is Kept.SAME
    assert hub.reports.put(LOG, 1, b'{"n":1}', station="one") is Kept.OTHER
    assert hub.reports.body(LOG, 1) == b"{}"
