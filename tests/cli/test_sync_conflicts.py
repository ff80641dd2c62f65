"""``sync conflicts`` and ``sync settle``: in people's words, with names masked."""

from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk.cli import run_line
from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.services.booking import BookedPerson
from tests.sync.meeting import carry, join

GUARDIAN = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")


def test_what_two_wrote_is_told_in_words_and_settled(
    fair: Desk, clock: SetClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = fair.registrations.add("FAIR", people=(GUARDIAN,), consent_method="paper")
    with join(fair, tmp_path / "b", "西门", clock) as second:
        fair.edits.change(one.id, notes="推车 13800001234")
        clock.at += timedelta(seconds=1)
        second.edits.change(one.id, notes="轮椅")
        carry(second, fair, tmp_path / "stick")
    fair.close()
    verb = ["--desk", str(fair.folder), "sync"]
    assert run_line([*verb, "conflicts"]) == 0
    heading, stands, beside = capsys.readouterr().out.splitlines()
    assert "报名" in heading and "备注" in heading and "林" in heading and "林晓梅" not in heading and "FAIR" in heading
    assert "现在的：轮椅（西门）" in stands and "另一个：推车" in beside and "13800001234" not in beside
    assert run_line([*verb, "settle", heading.split()[0], "--other"]) == 0
    capsys.readouterr()
    assert run_line([*verb, "conflicts"]) == 0
    assert capsys.readouterr().out.splitlines() == ["没有要定的地方。"]
