"""Two desks that wrote one field without knowing of each other: somebody settles it, and thinks better of it."""

from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.domain.partner import PartnerKind
from eventdesk.errors import NotFound
from eventdesk.services.booking import BookedPerson
from tests.sync.meeting import carry, differences, join

GUARDIAN = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")


@pytest.mark.parametrize("other_first", [False, True])
def test_the_value_that_was_not_chosen_is_used_after_all(fair: Desk, clock: SetClock, tmp_path: Path, other_first: bool) -> None:
    one = fair.registrations.add("FAIR", people=(GUARDIAN,), consent_method="paper").id

    def notes(desk: Desk) -> str | None:
        return next(view.notes for view in desk.registrations.list("FAIR") if view.id == one)

    with join(fair, tmp_path / "b", "西门", clock) as second:
        fair.edits.change(one, notes="推车")
        clock.at += timedelta(seconds=1)
        second.edits.change(one, notes="轮椅")
        carry(second, fair, tmp_path / "s1")
        carry(fair, second, tmp_path / "s2")
        (clash,) = fair.sync.clashes()
        clock.at += timedelta(seconds=1)
        fair.sync.settle(clash, other=other_first)
        assert notes(fair) == (clash.other if other_first else clash.kept)
        clock.at += timedelta(seconds=1)
        fair.sync.settle_otherwise(clash, other=other_first)
        assert notes(fair) == (clash.kept if other_first else clash.other)
        carry(fair, second, tmp_path / "s3")
        carry(second, fair, tmp_path / "s4")
        assert fair.sync.clashes() == second.sync.clashes() == () and differences(fair, second) == {}
        with pytest.raises(NotFound, match="clash_not_found"):
            fair.sync.settle_otherwise(clash, other=other_first)


def test_a_value_that_is_another_by_now_stays(fair: Desk, clock: SetClock, tmp_path: Path) -> None:
    one = fair.registrations.add("FAIR", people=(GUARDIAN,), consent_method="paper").id
    with join(fair, tmp_path / "b", "西门", clock) as second:
        fair.edits.change(one, notes="推车")
        second.edits.change(one, notes="轮椅")
        carry(second, fair, tmp_path / "s1")
        (clash,) = fair.sync.clashes()
        with pytest.raises(NotFound, match="clash_not_found"):
            fair.sync.settle_otherwise(clash, other=False)
        fair.sync.settle(clash, other=True)
        fair.edits.change(one, notes="两辆推车")
        with pytest.raises(NotFound, match="clash_not_found"):
            fair.sync.settle_otherwise(clash, other=True)
        assert [view.notes for view in fair.registrations.list("FAIR")] == ["两辆推车"]


def test_a_record_that_was_taken_away_comes_back(fair: Desk, clock: SetClock, tmp_path: Path) -> None:
    one = fair.partners.add(name="青禾书店", kind=PartnerKind.SPONSOR).id
    with join(fair, tmp_path / "b", "西门", clock) as second:
        fair.partners.remove(one)
        clock.at += timedelta(seconds=1)
        second.partners.change(one, name="青禾绘本馆")
        carry(second, fair, tmp_path / "s1")
        (clash,) = fair.sync.clashes()
        assert clash.field == "" and {clash.kept, clash.other} == {True, False}
        away = clash.other is False
        clock.at += timedelta(seconds=1)
        fair.sync.settle(clash, other=away)
        assert fair.partners.list() == ()
        clock.at += timedelta(seconds=1)
        fair.sync.settle_otherwise(clash, other=away)
        assert [view.id for view in fair.partners.list()] == [one]
        carry(fair, second, tmp_path / "s2")
        assert differences(fair, second) == {}
