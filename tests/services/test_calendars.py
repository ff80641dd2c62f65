"""Calendar files in and out of a desk: nothing is lost, nothing is overwritten unasked, nothing is half imported."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
import sqlalchemy as sa

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.event import EventState
from eventdesk.domain.family import Role
from eventdesk.errors import DeskError, NotFound, UnreadableFile
from eventdesk.exchange.calendar_gather import gather
from eventdesk.services.booking import BookedPerson
from eventdesk.services.calendars import ImportedCalendar
from eventdesk.store import tables as t
from tests.conftest import ZONE
from tests.desks import create_desk
from tests.exchange.calendar_files import BERLIN, HOSTILE, OFFICE, PHONE, START, WEB, calendar, event
from tests.services.test_outbox import check

ALL = f"{OFFICE}\n{PHONE}\n{WEB}"
Bring = Callable[..., ImportedCalendar]


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Bring:
    """Imports a calendar of some components."""

    def run(body: str, *, overwrite: bool = False) -> ImportedCalendar:
        file = tmp_path / "in.ics"
        file.write_bytes(calendar(body))
        return desk.calendars.import_file(file, overwrite=overwrite)

    return run


def items(desk: Desk) -> int:
    with desk.house.store.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(t.outbox)).scalar() or 0)


def year(desk: Desk, tmp_path: Path, number: int = 2026) -> bytes:
    return desk.calendars.export_year(number, tmp_path / "out.ics").file.read_bytes()


def said(data: bytes) -> dict[tuple[str, str], list[str]]:
    """Every VEVENT by UID and RECURRENCE-ID: its lines, sorted."""
    entries, _, _ = gather(data)
    found = {}
    for entry in entries:
        if entry.text:
            found[entry.uid, ""] = sorted(entry.text.split("\n"))
        for one in entry.occurrences:
            if one.text:
                found[entry.uid, one.recurrence or ""] = sorted(one.text.split("\n"))
    return found


def test_each_event_becomes_a_draft(desk: Desk, bring: Bring) -> None:
    done = bring(ALL)
    assert (len(done.events), done.slots, done.unchanged, done.changes, done.skipped) == (5, 0, 0, (), ())
    found = {view.title: view for view in desk.events.list()}
    assert set(found) == {"亲子定向越野", "劳动节露营", "绘本读书会", "绘本读书会（下午）"}
    office, phone = found["亲子定向越野"], found["劳动节露营"]
    assert (office.start, office.end) == (
        datetime(2026, 10, 24, 9, 30, tzinfo=ZONE),
        datetime(2026, 10, 24, 11, 30, tzinfo=ZONE),
    )
    assert (office.venue, office.purpose, office.state) == (
        "森林公园, 东门",
        "带水杯\n穿运动鞋, 带帽子",
        EventState.DRAFT,
    )
    assert (phone.start, phone.end) == (datetime(2026, 5, 1, tzinfo=ZONE), datetime(2026, 5, 2, tzinfo=ZONE))
    assert len({view.series for view in desk.events.list() if view.title.startswith("绘本")}) == 1


def test_the_same_file_again_changes_nothing_and_says_so(desk: Desk, bring: Bring) -> None:
    bring(ALL)
    before = items(desk)
    again = bring(ALL)
    assert (again.events, again.slots, again.unchanged, again.changes, again.is_written) == ((), 0, 5, (), False)
    assert bring(ALL.replace("DTSTAMP:2026", "DTSTAMP:2027")).is_written is False  # written anew, saying the same
    assert items(desk) == before


def test_a_round_trip_loses_nothing(desk: Desk, bring: Bring, tmp_path: Path) -> None:
    odd = event(
        'DTSTART;TZID=Our zone;X-A="b:c":20261225T230000', "DTEND;TZID=Our zone:20261226T013000", "SUMMARY;LANGUAGE=de:Nacht",
        "GEO:31.2;121.4", "ATTACH;ENCODING=BASE64;VALUE=BINARY:AAEC", "CATEGORIES:A,B\\, C", "X-EMPTY:", "STATUS:CONFIRMED",
        "BEGIN:VALARM", "ACTION:AUDIO", "TRIGGER;RELATED=END:PT0S", "X-IN:1", "END:VALARM",
        'ORGANIZER;CN="A, B";SENT-BY="mailto:x@example.org":mailto:y@example.org', "REQUEST-STATUS:2.0;Success", uid="odd",
    )  # fmt: skip
    task = "BEGIN:VTODO\nUID:task\nDUE:20261224T010000Z\nSUMMARY:Pack\nEND:VTODO"
    body = f"{BERLIN.format(name='Our zone')}\n{ALL}\n{odd}\n{task}"
    bring(body)
    out = year(desk, tmp_path)
    before, after = said(calendar(body)), said(out)
    phone = ("5D1F7A30-MADE-UP", "")
    assert set(after[phone]) - set(before[phone]) == {"DTEND;VALUE=DATE:20260502"}  # what everything gets
    del before[phone], after[phone]
    assert after == before
    assert BERLIN.format(name="Our zone").replace("\n", "\r\n").encode() in out
    assert task.replace("\n", "\r\n").encode() in out
    again = desk.calendars.import_file(tmp_path / "out.ics")
    assert (again.events, again.unchanged, again.is_written) == ((), 6, False)
    with create_desk(
        tmp_path / "second", name="B", passphrase=None, clock=SetClock(datetime(2027, 1, 1, tzinfo=UTC))
    ) as second:
        second.calendars.import_file(tmp_path / "out.ics")
        assert said(year(second, tmp_path)) == said(out)


def test_a_year_has_its_own_events_alone(desk: Desk, bring: Bring, tmp_path: Path) -> None:
    last = datetime(2026, 12, 31, 23, 30, tzinfo=ZONE)
    desk.events.add(title="守岁", start=last, end=last + timedelta(hours=2), code="OLD")
    desk.events.add(title="元旦", start=last + timedelta(minutes=30), end=last + timedelta(hours=5), code="NEW")
    desk.events.plan(desk.events.add(title="模板", start=last, end=last + timedelta(hours=1)).code, template=True)
    assert [found["SUMMARY"] for found in icalendar.Calendar.from_ical(year(desk, tmp_path)).walk("VEVENT")] == ["守岁"]
    assert [found["SUMMARY"] for found in icalendar.Calendar.from_ical(year(desk, tmp_path, 2027)).walk("VEVENT")] == [
        "元旦"
    ]


def test_a_series_over_the_new_year(desk: Desk, bring: Bring, tmp_path: Path) -> None:
    bring(event("DTSTART:20261226T010000Z", "DTEND:20261226T020000Z", "RRULE:FREQ=WEEKLY;COUNT=3", "SUMMARY:周六"))
    assert year(desk, tmp_path).count(b"BEGIN:VEVENT") == 1
    later = year(desk, tmp_path, 2027)
    entries, _, _ = gather(later)
    assert [(one.recurrence, one.start) for one in entries[0].occurrences] == [
        ("20270102T010000Z", datetime(2027, 1, 2, 1, tzinfo=UTC)), ("20270109T010000Z", datetime(2027, 1, 9, 1, tzinfo=UTC)),
    ]  # fmt: skip
    assert b"RRULE" not in later
    assert desk.calendars.import_file(tmp_path / "out.ics").unchanged == 2
    assert not desk.calendars.import_file(tmp_path / "out.ics").is_written


@pytest.mark.parametrize("length", ["DURATION:PT1H", "DURATION:P1D", "COMMENT:no end"])
@pytest.mark.parametrize(
    "start", ["DTSTART:20261226T010000Z", "DTSTART:20261226T090000", "DTSTART;VALUE=DATE:20261226"]
)
def test_an_exported_series_comes_back_unchanged(
    desk: Desk, bring: Bring, tmp_path: Path, start: str, length: str
) -> None:
    bring(event(start, length, "RRULE:FREQ=WEEKLY;COUNT=3", "SUMMARY:周六"))
    for number in (2026, 2027):
        assert b"BEGIN:VEVENT" in year(desk, tmp_path, number)
        again = desk.calendars.import_file(tmp_path / "out.ics")
        assert (again.events, again.changes, again.is_written) == ((), (), False)


def test_one_occurrence_is_changed_in_the_desk(desk: Desk, bring: Bring, tmp_path: Path) -> None:
    bring(
        event(
            "DTSTART:20261003T010000Z", "DTEND:20261003T020000Z", "RRULE:FREQ=WEEKLY;COUNT=3", "SUMMARY:周六", "X-K:1"
        )
    )
    second = sorted(desk.events.list(), key=lambda view: view.start)[1]
    desk.events.change(
        second.code, title="改了", start=second.start + timedelta(hours=3), end=second.end + timedelta(hours=3), venue="",
        capacity=None, capacity_unit=second.capacity_unit, band=None,
    )  # fmt: skip
    third = sorted(desk.events.list(), key=lambda view: view.start)[2]
    desk.events.cancel(third.code, reason="雨")
    (entry,), _, _ = gather(year(desk, tmp_path))
    assert [(one.title, one.start.isoformat()[5:13], one.cancelled) for one in entry.occurrences] == [
        ("周六", "10-03T01", False), ("改了", "10-10T04", False), ("周六", "10-17T01", True),
    ]  # fmt: skip
    assert all("X-K:1" in one.text for one in entry.occurrences[1:])
    assert "SEQUENCE:1" in entry.occurrences[1].text
    assert not desk.calendars.import_file(tmp_path / "out.ics").is_written


def test_a_changed_file_asks_first(desk: Desk, bring: Bring) -> None:
    bring(ALL)
    changed = ALL.replace("亲子定向越野", "亲子越野").replace("20261024T113000", "20261024T120000")
    asked = bring(changed)
    assert (asked.events, asked.unchanged, asked.is_written) == ((), 4, False)
    (change,) = asked.changes
    assert change.fields == (
        ("title", "亲子定向越野", "亲子越野"), ("end", "2026-10-24T03:30:00+00:00", "2026-10-24T04:00:00+00:00"),
    )  # fmt: skip
    assert desk.events.show(change.event).title == "亲子定向越野"
    done = bring(changed, overwrite=True)
    assert done.events == (change.event,)
    assert desk.events.show(change.event).title == "亲子越野"
    assert not bring(changed, overwrite=True).is_written
    check(desk)


def test_what_is_changed_here_stays_while_the_file_is_the_same(desk: Desk, bring: Bring, tmp_path: Path) -> None:
    (code,) = bring(OFFICE).events
    old = desk.events.show(code)
    desk.events.change(
        code,
        title="我们的名字",
        start=old.start,
        end=old.end,
        venue="室内",
        capacity=None,
        capacity_unit=old.capacity_unit,
        band=None,
    )
    desk.events.publish(code)
    assert bring(OFFICE).unchanged == 1
    assert desk.events.show(code).title == "我们的名字"
    desk.calendars.export(code, tmp_path / "one.ics")
    (lines,) = said((tmp_path / "one.ics").read_bytes()).values()
    assert {"SUMMARY:我们的名字", "LOCATION:室内", "STATUS:CONFIRMED", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY"} <= set(lines)
    assert 'DTSTART;TZID="China Standard Time":20261024T093000' in lines
    assert not desk.calendars.import_file(tmp_path / "one.ics").is_written


def test_what_only_other_programs_know_is_taken_over_unasked(desk: Desk, bring: Bring, tmp_path: Path) -> None:
    bring(OFFICE)
    done = bring(OFFICE.replace("PRIORITY:5", "PRIORITY:1"))
    assert (done.unchanged, done.changes, done.is_written) == (1, (), True)
    assert b"PRIORITY:1\r\n" in year(desk, tmp_path)


def test_slots_of_an_event(desk: Desk, bring: Bring, tmp_path: Path) -> None:
    day = event("DTSTART:20261010T010000Z", "DTEND:20261010T090000Z", "SUMMARY:开放日", "LOCATION:中心", uid="day")
    slot = event(
        "DTSTART:20261010T020000Z",
        "DTEND:20261010T030000Z",
        "SUMMARY:陶艺",
        "LOCATION:2 楼\\, 中心",
        "RELATED-TO:day",
        uid="slot",
    )
    below = event(START, "SUMMARY:深", "RELATED-TO:slot", uid="below")
    self = event(START, "SUMMARY:己", "RELATED-TO:self", uid="self")
    lost = event(START, "SUMMARY:失", "RELATED-TO;RELTYPE=PARENT:nobody", uid="lost")
    sibling = event(START, "SUMMARY:旁", "RELATED-TO;RELTYPE=SIBLING:day", uid="sibling")
    done = bring("\n".join((slot, below, self, lost, sibling, day)))
    assert (len(done.events), done.slots) == (5, 1)
    shown = next(desk.events.show(code) for code in done.events if desk.events.show(code).title == "开放日")
    (found,) = shown.slots
    assert (found.title, found.room, found.code, found.start) == (
        "陶艺",
        "2 楼",
        "S1",
        datetime(2026, 10, 10, 10, tzinfo=ZONE),
    )
    check(desk)
    assert bring(slot).unchanged == 1
    more = bring(
        event("DTSTART:20261010T030000Z", "DTEND:20261010T040000Z", "SUMMARY:木工", "RELATED-TO:day", uid="more")
    )
    assert (more.events, more.slots) == ((), 1)
    moved = slot.replace("T020000Z", "T023000Z")
    assert [change.fields[0][0] for change in bring(moved).changes] == ["start"]
    assert bring(moved, overwrite=True).slots == 1
    assert desk.events.show(shown.code).slots[0].start == datetime(2026, 10, 10, 10, 30, tzinfo=ZONE)
    desk.calendars.export(shown.code, tmp_path / "day.ics")
    found_again = icalendar.Calendar.from_ical((tmp_path / "day.ics").read_bytes()).walk("VEVENT")
    assert [(str(one["UID"]), str(one.get("RELATED-TO", ""))) for one in found_again] == [
        ("day", ""),
        ("slot", "day"),
        ("more", "day"),
    ]


@pytest.mark.parametrize("by_plan", [False, True])
def test_a_slot_that_was_taken_away_does_not_come_back(desk: Desk, bring: Bring, by_plan: bool) -> None:
    slot = event(START, "DURATION:PT1H", "SUMMARY:木工", "RELATED-TO:day", uid="slot")
    body = "\n".join((event(START, "DURATION:PT3H", "SUMMARY:日", uid="day"), slot))
    (code,) = bring(body).events
    if by_plan:
        schedule = desk.schedules.load(code).schedule
        desk.schedules.save(code, schedule.remove(schedule.slots[0].id))
    else:
        desk.events.remove_slot(code, "S1")
    check(desk)
    again = bring(body)
    assert (again.unchanged, again.is_written) == (1, False)
    assert [(one.uid, one.reason) for one in again.skipped] == [("slot", "removed")]
    assert desk.events.show(code).slots == ()


def test_a_part_of_a_slot_that_the_desk_has(desk: Desk, bring: Bring) -> None:
    day = event(START, "DURATION:PT3H", "SUMMARY:日", uid="day")
    slot = event(START, "DURATION:PT1H", "SUMMARY:木工", "RELATED-TO:day", uid="slot")
    bring(f"{day}\n{slot}")
    lone = event(START, "DURATION:PT1H", "SUMMARY:木工", uid="slot")
    below = event(START, "DURATION:PT1H", "SUMMARY:锯", "RELATED-TO:slot", uid="below")
    assert (len((done := bring(f"{lone}\n{below}")).events), done.slots) == (1, 0)
    more = event(START, "DURATION:PT1H", "SUMMARY:刨", "RELATED-TO:day", uid="more")
    changed = day.replace("SUMMARY:日", "SUMMARY:日\nRELATED-TO:below")
    assert bring(f"{changed}\n{below}\n{more}").slots == 1


def test_two_that_name_each_other(bring: Bring) -> None:
    one, two = (event(START, f"RELATED-TO:{other}", uid=uid) for uid, other in (("a", "b"), ("b", "a")))
    assert len(bring(f"{one}\n{two}").events) == 2


def test_slots_of_a_series_go_to_their_day(desk: Desk, bring: Bring) -> None:
    weekly = event(
        "DTSTART:20261003T010000Z", "DTEND:20261003T040000Z", "RRULE:FREQ=WEEKLY;COUNT=2", "SUMMARY:课", uid="w"
    )
    slot = event(
        "DTSTART:20261003T020000Z", "DTEND:20261003T030000Z", "RRULE:FREQ=WEEKLY;COUNT=2", "RELATED-TO:w", uid="s"
    )
    done = bring(f"{slot}\n{weekly}")
    assert done.slots == 2
    assert [len(desk.events.show(code).slots) for code in done.events] == [1, 1]


def test_a_slot_that_recurs_now_and_forgot_its_event(desk: Desk, bring: Bring) -> None:
    slot = event(START, "DURATION:PT1H", "SUMMARY:木工", "RELATED-TO:day", uid="slot")
    (code,) = bring("\n".join((event(START, "DURATION:P3D", "SUMMARY:日", uid="day"), slot))).events
    assert bring(slot.replace("RELATED-TO:day", "RRULE:FREQ=DAILY;COUNT=2")).slots == 1
    assert len(desk.events.show(code).slots) == 2


def test_a_single_event_that_recurs_now(desk: Desk, bring: Bring) -> None:
    lines = ("DTSTART:20261003T010000Z", "DTEND:20261003T020000Z", "SUMMARY:A")
    (code,) = bring(event(*lines)).events
    done = bring(event(*lines, "RRULE:FREQ=DAILY;COUNT=3"))
    assert (len(done.events), len(desk.events.list())) == (2, 3)
    assert not bring(event(*lines, "RRULE:FREQ=DAILY;COUNT=3")).is_written
    shorter = bring(event(*lines, "RRULE:FREQ=DAILY;COUNT=2"))
    (change,) = shorter.changes
    assert change.fields == (("state", "draft", "cancelled"),)
    bring(event(*lines, "RRULE:FREQ=DAILY;COUNT=2"), overwrite=True)
    assert desk.events.show(change.event).state is EventState.CANCELLED
    assert desk.events.show(code).state is EventState.DRAFT
    check(desk)


def test_a_cancellation_is_asked_and_calls_families(fair: Desk, bring: Bring, tmp_path: Path) -> None:
    guardian = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")
    fair.registrations.add("FAIR", people=(guardian, BookedPerson(Role.CHILD, "安安")), consent_method="paper")
    fair.calendars.export("FAIR", tmp_path / "fair.ics")
    data = (tmp_path / "fair.ics").read_bytes().replace(b"STATUS:TENTATIVE", b"STATUS:CANCELLED")
    (tmp_path / "fair.ics").write_bytes(data)
    assert fair.calendars.import_file(tmp_path / "fair.ics").changes[0].fields == (("state", "draft", "cancelled"),)
    assert fair.calls.list("FAIR") == ()
    fair.calendars.import_file(tmp_path / "fair.ics", overwrite=True)
    assert fair.events.show("FAIR").state is EventState.CANCELLED
    assert len(fair.calls.list("FAIR")) == 1


def test_a_cancelled_event_comes_cancelled(desk: Desk, bring: Bring, tmp_path: Path) -> None:
    (code,) = bring(event(START, "STATUS:CANCELLED", "SUMMARY:X")).events
    assert desk.events.show(code).state is EventState.CANCELLED
    assert b"STATUS:CANCELLED" in year(desk, tmp_path)


def test_a_long_series_says_its_limit(desk: Desk, bring: Bring) -> None:
    done = bring(event(START, "DURATION:PT1H", "RRULE:FREQ=WEEKLY;UNTIL=20361010", "SUMMARY:永远"))
    assert len(done.events) == 200
    assert [(one.uid, one.reason) for one in done.skipped] == [("one", "limit")]
    again = bring(event(START, "DURATION:PT1H", "RRULE:FREQ=WEEKLY;UNTIL=20361010", "SUMMARY:永远"))
    assert (again.unchanged, again.is_written) == (200, False)


@pytest.mark.parametrize("name", ["cut off", "no such zone", "every second", "many"])
def test_nothing_is_half_imported(desk: Desk, tmp_path: Path, name: str) -> None:
    before = items(desk)
    (tmp_path / "bad.ics").write_bytes(HOSTILE[name][0])
    with pytest.raises(UnreadableFile):
        desk.calendars.import_file(tmp_path / "bad.ics")
    assert (desk.events.list(), items(desk)) == ((), before)


def test_a_look_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "in.ics").write_bytes(calendar(ALL))
    before = items(desk)
    assert not desk.calendars.look(tmp_path / "in.ics").is_written
    assert items(desk) == before


def test_an_event_with_its_slots(fair: Desk, tmp_path: Path) -> None:
    fair.events.add_slot("FAIR", title="绘画; 陶艺", room="201")
    at = datetime(2026, 11, 28, 10, tzinfo=ZONE)
    fair.events.add_slot("FAIR", title="科学, 实验", start=at, end=at + timedelta(minutes=45))
    fair.events.plan("FAIR", notes="经费紧张", purpose="一起动手")
    with fair.house.store.reading() as connection:
        ids = [row.id for row in connection.execute(sa.select(t.slot.c.id).order_by(t.slot.c.position))]
    done = fair.calendars.export("FAIR", tmp_path / "fair.ics")
    assert done.events == 1
    data = done.file.read_bytes()
    whole, first, second = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert (str(whole["SUMMARY"]), str(whole["STATUS"]), str(whole["LOCATION"])) == (
        "秋日亲子工坊日",
        "TENTATIVE",
        "青禾社区中心",
    )
    assert str(whole["DESCRIPTION"]) == "一起动手"
    assert [str(one["UID"]) for one in (first, second)] == ids
    assert str(first["RELATED-TO"]) == str(whole["UID"]) == fair.events.show("FAIR").id
    assert (str(first["SUMMARY"]), str(first["LOCATION"])) == ("绘画; 陶艺", "201, 青禾社区中心")
    assert first.decoded("dtstart") == whole.decoded("dtstart") == datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
    assert second.decoded("dtend") == at + timedelta(minutes=45)
    assert "经费" not in data.decode()
    again = fair.calendars.import_file(done.file)
    assert (again.unchanged, again.is_written) == (3, False)
    fair.events.publish("FAIR")
    fair.calendars.export("FAIR", done.file)
    (entry, *_), _, _ = gather(done.file.read_bytes())
    assert "STATUS:CONFIRMED" in entry.text and "SEQUENCE:0" not in entry.text
    with pytest.raises(NotFound):
        fair.calendars.export("NONE", tmp_path / "x.ics")
    with pytest.raises(DeskError, match="calendar_not_written"):
        fair.calendars.export("FAIR", done.file / "below.ics")


def test_blockers_never_appear(fair: Desk, tmp_path: Path) -> None:
    fair.events.add_slot("FAIR", title="看得见")
    fair.events.add_slot("FAIR", title="看不见")
    with fair.house.store.unit(actor=fair.actor, clock=fair.clock, action="test") as unit:
        unit.execute(t.slot.update().where(t.slot.c.title == "看不见").values(kind="blocker", notes="锁着"))
        unit.put("test", {})
        unit.commit()
    text = fair.calendars.export("FAIR", tmp_path / "a.ics").file.read_text(encoding="utf-8")
    assert "看得见" in text and "看不见" not in text and "锁着" not in text


def test_a_familys_calendar(fair: Desk, tmp_path: Path) -> None:
    fair.events.add_slot("FAIR", title="上午", capacity=2)
    fair.events.add_slot("FAIR", title="下午", capacity=0)
    fair.events.add_slot("FAIR", title="晚上")
    fair.events.publish("FAIR")
    people = (
        BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile"),
        BookedPerson(Role.CHILD, "安安"),
    )
    made = fair.registrations.add("FAIR", people=people, slots=("S1", "S2"), consent_method="paper")
    data = fair.calendars.export_family(made.id, tmp_path / "family.ics").file.read_bytes()
    found = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert [str(one["SUMMARY"]) for one in found][1:] == ["上午", "下午"]
    assert str(found[2]["STATUS"]) == "TENTATIVE"
    assert "林晓梅" not in data.decode() and "1234" not in data.decode()
    fair.registrations.cancel(made.id)
    data = fair.calendars.export_family(made.id, tmp_path / "family.ics").file.read_bytes()
    assert {str(one["STATUS"]) for one in icalendar.Calendar.from_ical(data).walk("VEVENT")} == {"CANCELLED"}
    with pytest.raises(NotFound):
        fair.calendars.export_family("none", tmp_path / "family.ics")


def test_a_desk_elsewhere(tmp_path: Path) -> None:
    clock = SetClock(datetime(2026, 3, 1, tzinfo=UTC))
    with create_desk(tmp_path / "desk", name="Verein", passphrase=None, zone="Europe/Berlin", clock=clock) as desk:
        night = datetime(2026, 3, 28, 23, tzinfo=desk.zone)
        desk.events.add(title="Lesenacht", start=night, end=datetime(2026, 3, 29, 4, tzinfo=desk.zone), code="NACHT")
        found = icalendar.Calendar.from_ical(desk.calendars.export_year(2026, tmp_path / "a.ics").file.read_bytes())
        (one,) = found.walk("VEVENT")
        assert one.decoded("dtend").astimezone(UTC) - one.decoded("dtstart").astimezone(UTC) == timedelta(hours=4)
        (tmp_path / "day.ics").write_bytes(calendar(event("DTSTART;VALUE=DATE:20260329", "SUMMARY:Umstellung")))
        (code,) = desk.calendars.import_file(tmp_path / "day.ics").events
        view = desk.events.show(code)
        assert view.end.astimezone(UTC) - view.start.astimezone(UTC) == timedelta(hours=23)
        assert view.start.astimezone(desk.zone).date() == date(2026, 3, 29)
