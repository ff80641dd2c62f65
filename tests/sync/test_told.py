"""Whatever a desk does, another one can be made of what it told."""

from datetime import date, timedelta
from pathlib import Path

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.services.booking import BookedPerson
from tests.sync.meeting import carry, check_told, differences, join


def test_a_new_desk(desk: Desk, tmp_path: Path) -> None:
    check_told(desk, tmp_path / "other")


def test_an_event_with_families(fair: Desk, tmp_path: Path) -> None:
    fair.events.add_slot("FAIR", title="S1", code="S1", capacity=3)
    guardian = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")
    child = BookedPerson(Role.CHILD, "安安", birthdate=date(2023, 2, 28))
    fair.registrations.add("FAIR", people=(guardian, child), slots=("S1",), photo_consent=True, consent_method="paper")
    check_told(fair, tmp_path / "other")


def test_two_desks_meet(fair: Desk, clock: SetClock, tmp_path: Path) -> None:
    with join(fair, tmp_path / "b", "西门", clock) as other:
        assert other.actor.station_name == "西门"
        assert carry(other, fair, tmp_path / "1").new > 0
        assert differences(fair, other) == {}
        guardian = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")
        one = other.registrations.add("FAIR", people=(guardian,))
        carry(other, fair, tmp_path / "2")
        assert differences(fair, other) == {}
        fair.edits.change(one.id, notes="推车")
        clock.at += timedelta(seconds=5)
        other.edits.change(one.id, notes="轮椅", adults=2)
        carry(fair, other, tmp_path / "3")
        carry(other, fair, tmp_path / "4")
        assert differences(fair, other) == {}
        (clash,) = fair.sync.clashes()
        assert (clash.field, clash.kept, clash.other) == ("notes", "轮椅", "推车")
        assert [(c.field, c.kept) for c in other.sync.clashes()] == [("notes", "轮椅")]
        fair.sync.settle(clash, other=True)
        carry(fair, other, tmp_path / "5")
        assert (fair.sync.clashes(), other.sync.clashes()) == ((), ())
        assert differences(fair, other) == {}
