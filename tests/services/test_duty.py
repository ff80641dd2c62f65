"""The day of volunteers: their code at the door, the board, who steps in, and what is credited."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.checkin import Code, Verdict
from eventdesk.domain.duty import Duty, MarkKind
from eventdesk.domain.family import Role
from eventdesk.domain.volunteer import Rule
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.store import tables as t
from tests.services.duty_ground import at, ids, staffed


@pytest.fixture
def clock() -> SetClock:
    return SetClock(at(8, 30))


@pytest.fixture
def desk(tmp_path: Path, clock: SetClock) -> Iterator[Desk]:
    with staffed(tmp_path / "desk", clock) as made:
        yield made


def code_of(desk: Desk, code: str) -> str:
    return desk.roster_files.codes("FAIR")[ids(desk)[code]]


def scan(desk: Desk, code: str, moment: datetime, *, out: bool = False) -> object:
    return desk.checkins.scan("FAIR", Scan(text=code_of(desk, code), at=moment, out=out))


def duty_of(desk: Desk, code: str) -> tuple[Duty, int, int]:
    row = next(row for row in desk.duty.board("FAIR").rows if row.code == code)
    return row.duty, row.late, row.minutes


def test_a_volunteer_comes_with_their_code_and_is_not_counted(desk: Desk) -> None:
    result = desk.checkins.scan("FAIR", Scan(text=code_of(desk, "VOL001"), at=at(8, 45)))
    assert (result.verdict, result.code, result.admitted, result.inside) == (Verdict.ADMIT, Code.VOLUNTEER, 0, 0)
    assert result.registration is None
    card = result.volunteer
    assert card is not None
    assert (card.code, card.name, card.shift, card.role, card.room, card.first) == ("VOL001", "周敏", "S01", "签到台", "正门", True)
    assert card.label != card.name
    figures = desk.reports.attendance("FAIR")
    assert (figures["attended"]["persons"], figures["inside"], figures["journal_entries"]) == (0, 0, 0)


def test_the_same_scan_is_the_same_and_a_later_one_is_no_second_coming(desk: Desk) -> None:
    first = scan(desk, "VOL001", at(8, 45))
    assert scan(desk, "VOL001", at(8, 45) + timedelta(seconds=2)) == first
    later = desk.checkins.scan("FAIR", Scan(text=code_of(desk, "VOL001"), at=at(9)))
    assert later.code is Code.VOLUNTEER
    assert later.journal is None
    assert later.volunteer is not None
    assert (later.volunteer.first, later.volunteer.since) == (False, at(8, 45))
    assert len(desk.duty.marks("FAIR")) == 1


def test_looking_writes_nothing_down(desk: Desk) -> None:
    found = desk.checkins.look("FAIR", Scan(text=code_of(desk, "VOL003"), at=at(9, 40)))
    assert found.volunteer is not None
    assert (found.code, found.volunteer.late, found.volunteer.since) == (Code.VOLUNTEER, 10, None)
    assert desk.duty.marks("FAIR") == ()


def test_who_leaves_is_away_and_gets_what_was_worked(desk: Desk, clock: SetClock) -> None:
    scan(desk, "VOL003", at(9, 40))
    gone = desk.checkins.scan("FAIR", Scan(text=code_of(desk, "VOL003"), at=at(10, 40), out=True))
    assert gone.volunteer is not None
    assert gone.volunteer.left
    clock.at = at(10, 45)
    assert duty_of(desk, "VOL003") == (Duty.AWAY, 10, 60)
    clock.at = at(12)
    assert duty_of(desk, "VOL003") == (Duty.DONE, 10, 60)


def test_a_break_and_a_missing_leaving(desk: Desk, clock: SetClock) -> None:
    scan(desk, "VOL001", at(8, 45))
    clock.at = at(13)
    assert duty_of(desk, "VOL001") == (Duty.DONE, 0, 150)


def test_undo_at_the_door_takes_a_coming_back(desk: Desk) -> None:
    came = desk.checkins.scan("FAIR", Scan(text=code_of(desk, "VOL001"), at=at(9)))
    assert came.journal is not None
    with pytest.raises(InvalidInput, match="reason_missing"):
        desk.checkins.undo("FAIR", came.journal, reason=" ")
    back = desk.checkins.undo("FAIR", came.journal, reason="扫错了")
    assert back.volunteer is not None
    assert back.volunteer.since is None
    assert desk.duty.board("FAIR").here == ()
    with pytest.raises(Conflict, match="mark_voided"):
        desk.checkins.undo("FAIR", came.journal, reason="再来一次")
    again = desk.checkins.scan("FAIR", Scan(text=code_of(desk, "VOL001"), at=at(9)))
    assert again.volunteer is not None
    assert again.volunteer.first


def test_who_withdrew_and_whose_event_is_another_are_refused(desk: Desk) -> None:
    code = code_of(desk, "VOL006")
    desk.rosters.withdraw("FAIR", ["VOL006"], reason="生病")
    refused = desk.checkins.scan("FAIR", Scan(text=code, at=at(9)))
    assert (refused.verdict, refused.code) == (Verdict.REFUSE, Code.CANCELLED)
    desk.events.add(title="别的活动", start=at(14), end=at(15), code="OTHER")
    assert desk.checkins.scan("OTHER", Scan(text=code_of(desk, "VOL001"), at=at(9))).code is Code.OTHER_EVENT
    assert desk.duty.marks("FAIR") == ()


def test_one_letter_altered_is_forged(desk: Desk) -> None:
    code = code_of(desk, "VOL001")
    altered = code[:60] + ("A" if code[60] != "A" else "B") + code[61:]
    assert desk.checkins.scan("FAIR", Scan(text=altered, at=at(9))).code is Code.FORGED


def test_a_code_is_the_same_each_time_it_is_printed(desk: Desk, clock: SetClock) -> None:
    before = desk.roster_files.codes("FAIR")
    clock.at = at(11)
    assert desk.roster_files.codes("FAIR") == before
    assert len(set(before.values())) == 6


def test_the_board_names_who_could_step_in(desk: Desk, clock: SetClock) -> None:
    for code in ("VOL001", "VOL003", "VOL006"):
        scan(desk, code, at(8, 50))
    clock.at = at(10, 20)
    board = desk.duty.board("FAIR")
    assert board.recorded
    assert {(row.code, row.duty) for row in board.rows} == {
        ("VOL001", Duty.ON), ("VOL002", Duty.MISSING), ("VOL003", Duty.ON), ("VOL004", Duty.MISSING),
    }  # fmt: skip
    gaps = {gap.row.shift_code: [(one.code, one.here, one.asks) for one in gap.stand_ins] for gap in board.gaps}
    assert gaps["S03"] == [("VOL005", False, ())]
    assert gaps["S01"] == [("VOL005", False, ()), ("VOL006", True, (Rule.UNAVAILABLE,))]
    assert [here.code for here in board.here] == ["VOL001", "VOL003", "VOL006"]


def written(desk: Desk) -> list[Any]:
    """What the audit says, oldest first."""
    with desk.house.store.reading() as connection:
        return list(connection.execute(sa.select(t.audit).order_by(t.audit.c.seq)))


def test_stepping_in_moves_the_shift_and_keeps_that_somebody_did_not_come(desk: Desk, clock: SetClock) -> None:
    scan(desk, "VOL001", at(8, 50))
    clock.at = at(10, 20)
    with pytest.raises(Conflict, match="rule_broken"):
        desk.duty.step_in("FAIR", "S01", absent="VOL002", by="VOL006", reason="没有来")
    assert len(desk.duty.marks("FAIR")) == 1
    before = written(desk)
    board = desk.duty.step_in("FAIR", "S01", absent="VOL002", by="VOL006", reason="没有来", asks=[Rule.UNAVAILABLE])
    assert [row.action for row in written(desk)[len(before) :]] == ["roster.waived"], "one commit, or half of it might be lost"
    assert {row.code for row in board.rows if row.shift_code == "S01"} == {"VOL001", "VOL006"}
    clock.at = at(13)
    people = {one.name: one for one in desk.volunteers.list()}
    assert (people["何嘉禾"].assigned, people["何嘉禾"].came) == (1, 0)
    assert (people["周敏"].assigned, people["周敏"].came, people["周敏"].minutes) == (1, 1, 150)


def test_a_shift_that_somebody_did_not_come_to_stays(desk: Desk, clock: SetClock) -> None:
    clock.at = at(10)
    desk.duty.mark("FAIR", "VOL003", MarkKind.NO_SHOW, shift="S02")
    with pytest.raises(Conflict, match="shift_attended"):
        desk.shifts.remove(ids(desk)["S02"])
    assert "S02" in ids(desk)


def test_marks_by_hand_and_what_they_refuse(desk: Desk, clock: SetClock) -> None:
    clock.at = at(9, 50)
    desk.duty.mark("FAIR", "VOL003", MarkKind.IN, at=at(9, 28))
    assert duty_of(desk, "VOL003")[:2] == (Duty.ON, 0)
    with pytest.raises(Conflict, match="volunteer_here"):
        desk.duty.mark("FAIR", "VOL003", MarkKind.IN)
    with pytest.raises(Conflict, match="volunteer_not_here"):
        desk.duty.mark("FAIR", "VOL001", MarkKind.OUT)
    with pytest.raises(NotFound, match="engagement_not_found"):
        desk.duty.mark("FAIR", "VOL099", MarkKind.IN)
    with pytest.raises(NotFound, match="shift_not_found"):
        desk.duty.mark("FAIR", "VOL001", MarkKind.NO_SHOW, shift="S99")
    noted = desk.duty.mark("FAIR", "VOL001", MarkKind.NO_SHOW, shift="S01", reason="打电话说不来了")
    assert duty_of(desk, "VOL001")[0] is Duty.MISSING
    desk.duty.void("FAIR", noted.id, reason="来了")
    assert duty_of(desk, "VOL001")[0] is Duty.MISSING
    assert [mark.voided for mark in desk.duty.marks("FAIR", "VOL001")] == [True]
    with pytest.raises(NotFound, match="mark_not_found"):
        desk.duty.void("FAIR", "nothing", reason="来了")


def test_minutes_by_hand_count_until_they_are_taken_back(desk: Desk, clock: SetClock) -> None:
    scan(desk, "VOL001", at(9))
    clock.at = at(13)
    row = next(row for row in desk.duty.credit("FAIR", "S01", "VOL001", 60).rows if row.code == "VOL001")
    assert (row.minutes, row.by_hand) == (60, True)
    row = next(row for row in desk.duty.credit("FAIR", "S01", "VOL001", None).rows if row.code == "VOL001")
    assert (row.minutes, row.by_hand) == (150, False)
    for wrong in (-1, 24 * 60 + 1):
        with pytest.raises(InvalidInput, match="bad_minutes"):
            desk.duty.credit("FAIR", "S01", "VOL001", wrong)
    with pytest.raises(NotFound, match="assignment_not_found"):
        desk.duty.credit("FAIR", "S02", "VOL001", 60)
    with pytest.raises(Conflict, match="assignment_changed"):
        desk.duty.credit("FAIR", "S01", "VOL001", 60, revision=1)


def test_an_event_without_records_says_nothing_of_who_came(desk: Desk, clock: SetClock) -> None:
    clock.at = at(13)
    board = desk.duty.board("FAIR")
    assert (board.recorded, board.minutes) == (False, 0)
    assert all((one.assigned, one.minutes) == (0, 0) for one in desk.volunteers.list())
    assert desk.duty.credit_planned("FAIR").minutes == 150 + 150 + 90 + 120
    assert {one.name: one.minutes for one in desk.volunteers.list()}["林晓彤"] == 90
    desk.duty.mark("FAIR", "VOL001", MarkKind.IN, at=at(9))
    with pytest.raises(Conflict, match="duty_recorded"):
        desk.duty.credit_planned("FAIR")


def test_who_is_erased_leaves_hours_and_no_word_of_why_they_did_not_come(desk: Desk, clock: SetClock) -> None:
    person = next(one.id for one in desk.volunteers.list("林晓彤"))
    scan(desk, "VOL001", at(9))
    desk.duty.mark("FAIR", "VOL003", MarkKind.NO_SHOW, shift="S02", reason="孩子发烧")
    desk.duty.credit("FAIR", "S02", "VOL003", 30)
    clock.at = at(13)
    desk.volunteers.erase(person, reason="来信要求")
    with desk.house.store.reading() as connection:
        for table, column in (("shift_attendance", "reason"), ("outbox", "body")):
            found = connection.exec_driver_sql(f"SELECT count(*) FROM {table} WHERE {column} LIKE '%发烧%'").scalar()
            assert found == 0, table
    row = next(row for row in desk.duty.board("FAIR").rows if row.code == "VOL003")
    assert (row.name, row.minutes) == ("", 30)


def test_a_code_of_a_volunteer_whom_this_desk_does_not_know_says_so(desk: Desk) -> None:
    helper = code_of(desk, "VOL001")
    with desk.house.store.unit(actor=desk.house.actor, clock=desk.house.clock, action="x") as unit:
        unit.raw("PRAGMA defer_foreign_keys = ON")
        unit.raw("UPDATE assignment SET engagement = 'elsewhere' WHERE engagement = (SELECT id FROM engagement WHERE code = 'VOL001')")
        unit.raw("UPDATE engagement SET id = 'elsewhere' WHERE code = 'VOL001'")
        unit.put("x", {})
        unit.commit()
    result = desk.checkins.scan("FAIR", Scan(text=helper, at=at(9)))
    assert (result.code, result.verdict, result.people) == (Code.VOLUNTEER_UNSYNCED, Verdict.REFUSE, ())


def test_the_door_finds_volunteers_of_its_event_alone_and_their_text_checks_them_in(desk: Desk) -> None:
    desk.volunteers.add(name="何外人", phone="13899990001")  # knows no event
    (found,) = desk.duty.find("FAIR", "13800000001")
    assert found.code == "VOL001" and found.phone != "13800000001" and found.text not in repr(found)
    assert desk.checkins.scan("FAIR", Scan(text=found.text, at=at(9))).code is Code.VOLUNTEER
    assert not desk.duty.find("FAIR", "何外人") and not desk.duty.find("FAIR", " ")
    desk.rosters.withdraw("FAIR", ["VOL001"], reason="x")
    assert not desk.duty.find("FAIR", "13800000001")


def test_a_familys_scan_asks_nothing_about_volunteers(desk: Desk) -> None:
    people = (BookedPerson(Role.GUARDIAN, "林晓梅", phone="13812341234", phone_type="mobile"),)
    ticket = desk.registrations.add("FAIR", people=people, consent_method="paper").ticket
    helper = code_of(desk, "VOL001")
    asked: list[str] = []

    def listen(connection: Any, *_: object) -> None:
        connection.set_trace_callback(asked.append)

    sa.event.listen(desk.house.store.engine, "checkout", listen)
    assert desk.checkins.scan("FAIR", Scan(text=ticket, at=at(9))).code is Code.OK
    assert any("FROM registration WHERE" in one for one in asked)
    assert not any("engagement" in one or "shift" in one for one in asked)
    asked.clear()
    desk.checkins.scan("FAIR", Scan(text=helper, at=at(9)))
    assert any("engagement" in one for one in asked)
