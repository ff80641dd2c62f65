"""An import of a calendar file as one batch: what it would do, what it overwrote, and all of it taken back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk
from eventdesk.domain.event import EventState, SlotKind
from eventdesk.domain.family import Role
from eventdesk.errors import DeskError
from eventdesk.services.booking import BookedPerson
from eventdesk.services.calendars import ImportedCalendar
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from tests.conftest import ZONE
from tests.exchange.calendar_files import calendar, event
from tests.services.test_outbox import check

DAY = event("DTSTART:20261010T010000Z", "DTEND:20261010T090000Z", "SUMMARY:开放日", "LOCATION:中心", uid="day")
SLOT = event("DTSTART:20261010T020000Z", "DTEND:20261010T030000Z", "SUMMARY:陶艺", "RELATED-TO:day", uid="slot")
WEEKLY = event("DTSTART:20261003T010000Z", "DTEND:20261003T020000Z", "RRULE:FREQ=WEEKLY;COUNT=3", "SUMMARY:周六", uid="weekly")
TASK = "BEGIN:VTODO\nUID:task\nDUE:20261224T010000Z\nSUMMARY:Pack\nEND:VTODO"
ALL = f"{DAY}\n{SLOT}\n{WEEKLY}\n{TASK}"
Bring = Callable[..., ImportedCalendar]


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Bring:
    def run(body: str, *, overwrite: bool = False, look: bool = False) -> ImportedCalendar:
        file = tmp_path / "in.ics"
        file.write_bytes(calendar(body))
        return (desk.calendars.look if look else desk.calendars.import_file)(file, overwrite=overwrite)

    return run


def rows(desk: Desk) -> list[list[dict[str, Any]]]:
    """Everything that an import can touch, but for how often it was."""
    with desk.house.store.reading() as connection:
        return [
            [
                {name: value for name, value in row._mapping.items() if name != "revision"}
                for row in connection.execute(sa.select(table).order_by(next(iter(table.primary_key.columns))))
            ]
            for table in (t.event, t.slot, p.calendar_item)
        ]


def code_of(verb: Callable[[], object]) -> str:
    with pytest.raises(DeskError) as raised:
        verb()
    return raised.value.code


def batch_of(done: ImportedCalendar) -> str:
    assert done.batch is not None
    return done.batch


def test_a_look_tells_all_and_writes_nothing(desk: Desk, bring: Bring) -> None:
    before = rows(desk)
    told = bring(ALL, look=True)
    assert (len(told.events), told.slots, told.is_written, told.batch) == (4, 1, False, None)
    assert rows(desk) == before
    assert bring(ALL).events == told.events


def test_an_import_is_taken_back_as_a_whole_and_can_come_again(desk: Desk, bring: Bring) -> None:
    before = rows(desk)
    done = bring(ALL)
    undone = desk.calendars.undo(batch_of(done))
    assert (set(undone.removed), undone.restored, undone.kept) == (set(done.events), (), ())
    assert rows(desk) == before
    check(desk)
    assert code_of(lambda: desk.calendars.undo(batch_of(done))) == "calendar_batch_undone"
    assert code_of(lambda: desk.calendars.undo("none")) == "calendar_batch_not_found"
    assert bring(ALL).events == done.events
    assert desk.proofs.verify().ok


def test_what_was_overwritten_is_told_and_put_back(desk: Desk, bring: Bring) -> None:
    first = bring(ALL)
    code = next(code for code in first.events if desk.events.show(code).title == "开放日")
    at = datetime(2026, 10, 10, 13, tzinfo=ZONE)
    desk.events.add_slot(code, title="自己的", start=at, end=at + timedelta(hours=1))
    desk.events.set_rule(code, "doors_open", "2026-10-10T08:30")
    before = rows(desk)
    moved = ALL.replace("20261010T01", "20261011T02").replace("20261010T09", "20261011T10").replace("陶艺", "木工")
    done = bring(moved, overwrite=True)
    told = {(one.slot, name): (old, new) for one in done.overwritten for name, old, new in one.fields}
    assert told == {
        ("", "start"): ("2026-10-10T01:00:00+00:00", "2026-10-11T02:00:00+00:00"),
        ("", "end"): ("2026-10-10T09:00:00+00:00", "2026-10-11T10:00:00+00:00"),
        ("S1", "title"): ("陶艺", "木工"),
        ("S2", "start"): ("2026-10-10T05:00:00+00:00", "2026-10-11T06:00:00+00:00"),
        ("S2", "end"): ("2026-10-10T06:00:00+00:00", "2026-10-11T07:00:00+00:00"),
    }
    assert done.changes == ()
    shown = desk.events.show(code)
    # What the file names stays where the file has it; the rest moves along, as do the doors.
    assert [slot.start.astimezone(ZONE) for slot in shown.slots] == [
        datetime(2026, 10, 10, 10, tzinfo=ZONE), datetime(2026, 10, 11, 14, tzinfo=ZONE),
    ]  # fmt: skip
    assert shown.rules.doors_open == datetime(2026, 10, 11, 9, 30, tzinfo=ZONE)
    check(desk)
    undone = desk.calendars.undo(batch_of(done))
    assert (undone.removed, undone.restored, undone.kept) == ((), (code,), ())
    assert rows(desk) == before
    check(desk)
    # The earlier import is older than what was done here by hand.
    assert (code, "edited") in desk.calendars.undo(batch_of(first)).kept


@pytest.mark.parametrize("by", ["title", "slot", "slot more", "state", "task", "registration"])
def test_what_was_touched_since_stays_and_is_listed(desk: Desk, bring: Bring, by: str) -> None:
    done = bring(ALL)
    code = next(code for code in done.events if desk.events.show(code).title == "开放日")
    match by:
        case "title":
            desk.events.plan(code, purpose="新")
        case "slot":
            desk.events.change_slot(code, "S1", title="新")
        case "slot more":
            desk.events.add_slot(code, title="新")
        case "state":
            desk.events.publish(code)
        case "task":
            desk.checklists.add(code, title="报备", due_days=-3)
        case _:
            guardian = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")
            desk.registrations.add(code, people=(guardian, BookedPerson(Role.CHILD, "安安")), consent_method="paper")
    undone = desk.calendars.undo(batch_of(done))
    why = {"task": "in_use", "registration": "registered"}.get(by, "edited")
    assert undone.kept == ((code, why),)
    assert set(undone.removed) == set(done.events) - {code}
    assert [one.code for one in desk.events.list()] == [code]
    assert len(desk.events.show(code).slots) == (2 if by == "slot more" else 1)
    check(desk)
    again = bring(ALL)
    assert (len(again.events), again.slots) == (3, 0)


def test_nothing_of_a_batch_that_stays_whole_is_used_up(desk: Desk, bring: Bring) -> None:
    done = bring(DAY)
    (code,) = done.events
    desk.events.publish(code)
    for _ in range(2):
        assert desk.calendars.undo(batch_of(done)).kept == ((code, "edited"),)
    check(desk)


def test_an_overwritten_cancellation_is_put_back_with_its_calls(fair: Desk, bring: Bring, tmp_path: Path) -> None:
    guardian = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")
    fair.registrations.add("FAIR", people=(guardian, BookedPerson(Role.CHILD, "安安")), consent_method="paper")
    fair.calendars.export("FAIR", tmp_path / "fair.ics")
    file = tmp_path / "fair.ics"
    file.write_bytes(file.read_bytes().replace(b"STATUS:TENTATIVE", b"STATUS:CANCELLED"))
    done = fair.calendars.import_file(file, overwrite=True)
    assert [call.done_at for call in fair.calls.list("FAIR")] == [None]
    assert fair.calendars.undo(batch_of(done)).restored == ("FAIR",)
    assert fair.events.show("FAIR").state is EventState.DRAFT
    assert [call.done_at is None for call in fair.calls.list("FAIR")] == [False]
    check(fair)


def test_of_an_endless_series_a_year_is_taken_and_told(desk: Desk, bring: Bring) -> None:
    endless = event("DTSTART:20261003T010000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY", "SUMMARY:永远", uid="one")
    done = bring(endless)
    starts = sorted(view.start for view in desk.events.list())
    assert starts[-1] <= desk.clock.now() + timedelta(days=366) < starts[-1] + timedelta(days=7)
    (told,) = done.skipped
    assert (told.reason, told.taken, told.last) == ("endless", len(starts), starts[-1].astimezone(ZONE).date())
    assert len(done.events) == len(starts) == 61
    again = bring(endless)
    assert (again.unchanged, again.is_written, again.changes) == (61, False, ())
    daily = bring(event("DTSTART:20261003T010000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY", "SUMMARY:天天", uid="two"))
    assert [(one.reason, one.taken, one.last) for one in daily.skipped] == [("endless", 200, date(2027, 4, 20))]


def test_slots_keep_their_kind(desk: Desk, bring: Bring) -> None:
    (code,) = bring(DAY).events
    bring(SLOT)
    assert desk.events.show(code).slots[0].kind is SlotKind.SLOT
