"""What stands in the way of joining is said for who is not connected yet, and each thing in its own words."""

import pytest

from eventdesk.errors import DeskError
from resources.words import Words
from ui.joining_words import why_not_joined

CODES = (
    "hub_offline", "hub_portal", "hub_clock", "hub_untrusted", "hub_code", "invitation_over", "hub_old_program", "hub_older",
    "hub_busy", "hub_revoked", "hub_scope", "not_an_invitation", "nothing_to_join",
)  # fmt: skip


def test_each_has_its_own_words(words: Words) -> None:
    said = {code: why_not_joined(words, DeskError(code)) for code in CODES}
    assert len({one.what for one in said.values()}) == len(CODES)
    assert all(said[code].hint for code in CODES if code != "hub_scope"), "what to do"


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_promised_to_come_by_itself(code: str) -> None:
    zh, en = (why_not_joined(Words(language), DeskError(code)).whole for language in ("zh", "en"))
    assert "自动" not in zh and "照常" not in zh and "enrol" not in zh
    assert "by itself" not in en and "will be tried" not in en and "sync again" not in en and "enrol" not in en
