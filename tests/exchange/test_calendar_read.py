"""Calendar files of other programs are read as they are meant, and hostile ones end in one sentence."""

import os
import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.errors import UnreadableFile
from eventdesk.exchange.calendar_gather import gather
from eventdesk.exchange.calendar_items import MOST_OCCURRENCES, Entry, Moment
from eventdesk.exchange.calendar_read import read_calendar
from eventdesk.exchange.trouble import Trouble
from resources.words import Words, sentence
from tests.exchange.calendar_files import BERLIN, HOSTILE, OFFICE, PHONE, START, WEB, calendar, event


def entry(*lines: str, zones: str = "") -> Entry:
    entries, left, _ = gather(calendar((zones + "\n" if zones else "") + event(*lines)))
    assert left == []
    (found,) = entries
    return found


def times(found: Entry) -> list[tuple[Moment, Moment]]:
    return [(one.start, one.end) for one in found.occurrences]


def starts(found: Entry, zone: str) -> list[str]:
    return [
        one.start.astimezone(ZoneInfo(zone)).strftime("%m-%d %H:%M")
        for one in found.occurrences
        if isinstance(one.start, datetime)
    ]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]  # year, month, day, hour, minute


def test_an_office_programs_file() -> None:
    (found,), _, _ = gather(calendar(OFFICE))
    (one,) = found.occurrences
    assert (one.title, one.place) == ("亲子定向越野", "森林公园, 东门")
    assert one.description == "带水杯\n穿运动鞋, 带帽子\n"
    assert times(found) == [(utc(2026, 10, 24, 1, 30), utc(2026, 10, 24, 3, 30))]
    assert "BEGIN:VALARM\nTRIGGER:-PT15M" in found.text
    assert [zone.split("\n")[1] for zone in found.zones] == ["TZID:China Standard Time"]


def test_a_whole_day_without_an_end() -> None:
    (found,), _, _ = gather(calendar(PHONE))
    assert times(found) == [(date(2026, 5, 1), date(2026, 5, 2))]


def test_a_recurrence_with_one_left_out_and_one_moved() -> None:
    (found,), _, _ = gather(calendar(WEB))
    assert [(one.recurrence, one.start.isoformat()[:16], bool(one.text)) for one in found.occurrences] == [
        ("20261107T013000Z", "2026-11-07T01:30", False),
        ("20261121T013000Z", "2026-11-21T06:00", True),
        ("20261128T013000Z", "2026-11-28T01:30", False),
    ]
    assert found.occurrences[1].title == "绘本读书会（下午）"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_lines_may_end_in_any_way(end: str) -> None:
    (found,), _, _ = gather(calendar(WEB, end=end))
    assert len(found.occurrences) == 3


def test_a_fold_inside_a_character() -> None:
    data = calendar(event(START, "SUMMARY:春游"))
    place = data.index("春".encode()) + 1
    (found,), _, _ = gather(data[:place] + b"\r\n " + data[place:])
    assert found.occurrences[0].title == "春游"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_files_that_passed_through_an_editor(encoding: str) -> None:
    (found,), _, _ = gather(calendar(event(START, "SUMMARY:春天的亲子游园会")).decode().encode(encoding))
    assert found.occurrences[0].title == "春天的亲子游园会"


# Zones


@pytest.mark.parametrize(
    ("name", "zones"),
    [
        ("Europe/Berlin", ""),
        ("W. Europe Standard Time", ""),
        ("/example.org/20260101_1/Europe/Berlin", ""),
        ("Our own zone", BERLIN.format(name="Our own zone")),
    ],
)
def test_daylight_saving(name: str, zones: str) -> None:
    weekly = entry(f"DTSTART;TZID={name}:20260322T100000", "DURATION:PT2H", "RRULE:FREQ=WEEKLY;COUNT=3", zones=zones)
    assert [start for start, _ in times(weekly)] == [utc(2026, 3, 22, 9), utc(2026, 3, 29, 8), utc(2026, 4, 5, 8)]
    autumn = entry(f"DTSTART;TZID={name}:20261024T100000", "DURATION:P1D", zones=zones)
    assert times(autumn) == [(utc(2026, 10, 24, 8), utc(2026, 10, 25, 9))]  # a day of 25 hours
    exact = entry(f"DTSTART;TZID={name}:20261024T100000", "DURATION:PT24H", zones=zones)
    assert times(exact) == [(utc(2026, 10, 24, 8), utc(2026, 10, 25, 8))]
    # 2:30 is left out in spring and comes twice in autumn: RFC 5545, section 3.3.5.
    gap = entry(f"DTSTART;TZID={name}:20260329T023000", zones=zones)
    assert times(gap)[0][0] == utc(2026, 3, 29, 1, 30)
    twice = entry(f"DTSTART;TZID={name}:20261025T023000", zones=zones)
    assert times(twice)[0][0] == utc(2026, 10, 25, 0, 30)


def test_new_york_over_midnight() -> None:
    found = entry(
        "DTSTART;TZID=America/New_York:20261031T220000",
        "DTEND;TZID=America/New_York:20261101T030000",
        "RRULE:FREQ=DAILY;COUNT=2",
    )
    # Six hours pass in the first night, when the clock goes back; a DTEND says exact time, so the second has six as well.
    assert times(found) == [
        (utc(2026, 11, 1, 2), utc(2026, 11, 1, 8)), (utc(2026, 11, 2, 3), utc(2026, 11, 2, 9)),
    ]  # fmt: skip


def test_floating_stays_floating() -> None:
    found = entry("DTSTART:20261010T090000", "DTEND:20261010T100000", "RRULE:FREQ=DAILY;UNTIL=20261011")
    assert times(found) == [
        (datetime(2026, 10, 10, 9), datetime(2026, 10, 10, 10)), (datetime(2026, 10, 11, 9), datetime(2026, 10, 11, 10)),
    ]  # fmt: skip


def test_an_end_in_another_zone() -> None:
    found = entry("DTSTART;TZID=Asia/Shanghai:20261010T090000", "DTEND;TZID=Europe/Berlin:20261010T090000")
    assert times(found) == [(utc(2026, 10, 10, 1), utc(2026, 10, 10, 7))]


@settings(max_examples=40)
@given(
    wall=st.datetimes(datetime(2005, 1, 2), datetime(2036, 12, 30)),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York"]),
)
def test_a_zone_that_is_told_is_the_zone_that_is_known(wall: datetime, zone: str) -> None:
    from eventdesk.exchange.calendar_zone import zone_lines

    told = "\n".join(zone_lines(ZoneInfo(zone), "Told", first=2004, last=2014))  # rules go on
    known = entry(f"DTSTART;TZID={zone}:{wall:%Y%m%dT%H%M%S}")
    assert times(entry(f"DTSTART;TZID=Told:{wall:%Y%m%dT%H%M%S}", zones=told)) == times(known)


# Recurrences: what RFC 5545, section 3.8.5.3, gives as examples


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        ("19970902T090000", "FREQ=DAILY;COUNT=3", ["09-02", "09-03", "09-04"]),
        ("19970902T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;WKST=SU;BYDAY=TU,TH", ["09-02", "09-04", "09-16", "09-18"]),
        ("19970905T090000", "FREQ=MONTHLY;COUNT=3;BYDAY=1FR", ["09-05", "10-03", "11-07"]),
        ("19970922T090000", "FREQ=MONTHLY;COUNT=3;BYDAY=-2MO", ["09-22", "10-20", "11-17"]),
        ("19970928T090000", "FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3", ["09-28", "10-29", "11-28"]),
        ("19970610T090000", "FREQ=YEARLY;COUNT=4;BYMONTH=6,7", ["06-10", "07-10", "06-10", "07-10"]),
        ("19970512T090000", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3", ["05-12", "05-11", "05-17"]),
        ("19970904T090000", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", ["09-04", "10-07", "11-06"]),
        ("19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", ["08-05", "08-10", "08-19", "08-24"]),
        ("19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", ["08-05", "08-17", "08-19", "08-31"]),
        ("19971225T090000", "FREQ=DAILY;UNTIL=19971226T140000Z", ["12-25", "12-26"]),
    ],
)
def test_rules_of_the_standard(start: str, rule: str, expected: list[str]) -> None:
    found = entry(f"DTSTART;TZID=America/New_York:{start}", f"RRULE:{rule}")
    assert starts(found, "America/New_York") == [f"{day} 09:00" for day in expected]


def test_hours_that_end_are_no_harm() -> None:
    found = entry(
        "DTSTART;TZID=America/New_York:19970902T090000", "RRULE:FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z"
    )
    assert starts(found, "America/New_York") == ["09-02 09:00", "09-02 12:00", "09-02 15:00"]


def test_dates_added_and_taken_away() -> None:
    found = entry(
        "DTSTART;TZID=Asia/Shanghai:20261010T090000", "DTEND;TZID=Asia/Shanghai:20261010T100000", "RRULE:FREQ=DAILY;COUNT=3",
        "RDATE;TZID=Asia/Shanghai:20261020T140000,20261021T140000",
        "RDATE;VALUE=PERIOD:20261022T010000Z/PT3H,20261023T010000Z/20261023T020000Z", "EXDATE:20261011T010000Z",
        "EXDATE;VALUE=DATE:20261020",
    )  # fmt: skip
    assert starts(found, "Asia/Shanghai") == ["10-10 09:00", "10-12 09:00", "10-21 14:00", "10-22 09:00", "10-23 09:00"]
    assert [end - start for start, end in times(found)] == [timedelta(hours=hours) for hours in (1, 1, 1, 3, 1)]  # type: ignore[operator]


def test_this_and_all_that_follow() -> None:
    master = event("DTSTART:20261001T010000Z", "DTEND:20261001T020000Z", "RRULE:FREQ=DAILY;COUNT=4", "SUMMARY:A")
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261003T010000Z",
        "DTSTART:20261003T030000Z",
        "DTEND:20261003T050000Z",
        "SUMMARY:B",
    )
    (found,), _, _ = gather(calendar(f"{later}\n{master}"))
    assert [(one.title, one.start.isoformat()[5:13], one.end.isoformat()[11:13]) for one in found.occurrences] == [
        ("A", "10-01T01", "02"), ("A", "10-02T01", "02"), ("B", "10-03T03", "05"), ("B", "10-04T03", "05"),
    ]  # fmt: skip


def test_what_never_ends_is_cut() -> None:
    found = entry(START, "RRULE:FREQ=WEEKLY")
    assert (len(found.occurrences), found.cut) == (MOST_OCCURRENCES, True)
    exact = entry(START, f"RRULE:FREQ=DAILY;COUNT={MOST_OCCURRENCES}")
    assert (len(exact.occurrences), exact.cut) == (MOST_OCCURRENCES, False)


@given(
    first=st.dates(date(2020, 1, 1), date(2030, 1, 1)), step=st.integers(1, 9), count=st.integers(1, 40),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Shanghai"]), hour=st.integers(4, 23),
)  # fmt: skip
def test_every_so_many_days_at_the_same_hour(first: date, step: int, count: int, zone: str, hour: int) -> None:
    found = entry(
        f"DTSTART;TZID={zone}:{first:%Y%m%d}T{hour:02d}0000", f"RRULE:FREQ=DAILY;INTERVAL={step};COUNT={count}"
    )
    local = [one.start.astimezone(ZoneInfo(zone)) for one in found.occurrences if isinstance(one.start, datetime)]
    assert [moment.date() for moment in local] == [first + timedelta(days=step * n) for n in range(count)]
    assert {moment.hour for moment in local} == {hour}


def test_odd_entries_are_left_out_with_a_reason() -> None:
    odd = [
        event("SUMMARY:x", uid="start"), event(START, "DTEND:20261009T020000Z", uid="end"),
        event(START, "RRULE:FREQ=DAILY;COUNT=1", "EXDATE:20261010T020000Z", uid="none"),
        event("DTSTART:19000101T000000Z", uid="year"), event(START, uid="good"), event(START, uid="good"),
    ]  # fmt: skip
    entries, left, _ = gather(calendar("\n".join(odd)))
    assert [found.uid for found in entries] == ["good"]
    assert {(one.uid, one.reason) for one in left} == {
        ("start", "no_start"), ("end", "ends_before"), ("none", "no_occurrence"), ("year", "years"), ("good", "twice"),
    }  # fmt: skip


def test_without_a_uid_it_is_known_again() -> None:
    text = event(START, "SUMMARY:x").replace("UID:one\n", "")
    first, second = (gather(calendar(text.replace("20260101T", f"2026010{n}T")))[0][0].uid for n in (1, 2))
    assert first == second
    assert gather(calendar(text.replace("SUMMARY:x", "SUMMARY:y")))[0][0].uid != first


# Hostile files


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_one_sentence(name: str, tmp_path: Path) -> None:
    data, code, line = HOSTILE[name]
    file = tmp_path / "spring.ics"
    file.write_bytes(data)
    with pytest.raises(UnreadableFile) as caught:
        read_calendar(file)
    error = caught.value
    assert error.code == code
    if line is not None:
        assert error.details["line"] == line
    for language in ("zh", "en"):
        message, hint = sentence(Words(language), error.code, error.details)
        assert "spring.ics" in message and hint
        assert len(message.splitlines()) == 1


def test_too_large_for_a_look(tmp_path: Path) -> None:
    file = tmp_path / "big.ics"
    with file.open("wb") as out:
        out.truncate(50 * 1024 * 1024)
    with pytest.raises(UnreadableFile, match="calendar_too_large"):
        read_calendar(file)


@pytest.mark.parametrize(
    "lines",
    [
        ("X-A:" + "a" * 15_000_000,),
        ("X-A:b\n" * 2_000_000,),
        tuple(f"RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;INTERVAL={n}" for n in range(1, 3000)),
        ("EXDATE:" + ",".join(["20261010T020000Z"] * 900_000),),
        (';X="' + "a" * 5_000_000,),
        ("X" + ";A=b" * 3_000_000,),
    ],
    ids=[
        "one long line",
        "many lines",
        "rules without a day",
        "a long list",
        "an open quote",
        "parameters without end",
    ],
)
def test_bounded_in_time(lines: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "slow.ics"
    file.write_bytes(calendar(event(START, *lines)))
    begun = time.monotonic()
    with suppress(UnreadableFile):
        read_calendar(file)
    assert time.monotonic() - begun < 10  # five seconds, on a machine that has other work


def test_a_folder_and_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="calendar_is_directory"):
        read_calendar(tmp_path)
    with pytest.raises(UnreadableFile, match="file_missing"):
        read_calendar(tmp_path / "none.ics")
    (tmp_path / "empty.ics").touch()
    with pytest.raises(UnreadableFile, match="file_empty"):
        read_calendar(tmp_path / "empty.ics")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.ics")
        with pytest.raises(UnreadableFile, match="calendar_not_calendar"):
            read_calendar(tmp_path / "pipe.ics")


@given(data=st.binary(max_size=300))
def test_garbage_is_trouble_and_nothing_else(data: bytes) -> None:
    for body in (
        data,
        calendar(event(START)).replace(b"SUMMARY", data),
        b"BEGIN:VCALENDAR\n" + data + b"\nEND:VCALENDAR",
    ):
        with suppress(Trouble):
            gather(body)


LINE = st.sampled_from(
    ["DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "UID", "SUMMARY", "TZID"]
)
VALUE = st.sampled_from(
    [
        "20261010T020000Z", "20261010", "20261010T090000", "PT1H", "P1D", "-P1W", "FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;BYDAY=XX", "",
        "FREQ=YEARLY;UNTIL=99991231", "00000101", "99991231T235959", "20261010/PT1H", "one", "P99999D", "PT999999999S",
    ]
)  # fmt: skip
PARAMETERS = st.sampled_from(
    ["", ";TZID=Europe/Berlin", ";VALUE=DATE", ";RANGE=THISANDFUTURE", ';TZID="a:b"', ";TZID="]
)


@given(parts=st.lists(st.tuples(LINE, PARAMETERS, VALUE), max_size=8))
def test_any_lines_are_read_or_are_trouble(parts: list[tuple[str, str, str]]) -> None:
    lines = [f"{name}{parameters}:{value}" for name, parameters, value in parts]
    with suppress(Trouble):
        gather(calendar(event(*lines)))
