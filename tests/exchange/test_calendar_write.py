"""Calendars that are written are read by an independent library, and what a file brought is written again."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.exchange.calendar_gather import gather
from eventdesk.exchange.calendar_items import Entry
from eventdesk.exchange.calendar_write import Written, write_calendar
from eventdesk.exchange.calendar_zone import zone_lines
from tests.exchange.calendar_files import BERLIN, OFFICE, PHONE, WEB, calendar, event

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
START = datetime(2026, 10, 17, 1, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=120)


def write(*items: Written, zone: ZoneInfo = SHANGHAI) -> bytes:
    return write_calendar(items, name="小禾苗 2026", zone=zone, now=NOW)


def again(entry: Entry, **more: object) -> Written:
    one = entry.occurrences[0]
    start, end = (
        m if isinstance(m, datetime) and m.tzinfo else datetime(m.year, m.month, m.day, tzinfo=SHANGHAI)
        for m in (one.start, one.end)
    )
    values: dict[str, object] = {"uid": entry.uid, "title": one.title, "start": start, "end": end}
    values |= {"kept": entry.text, "zones": entry.zones} | more
    return Written(**values)  # type: ignore[arg-type]  # tests name any field


def vevents(data: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


@given(
    title=TEXT.filter(str.strip), place=TEXT, description=TEXT, categories=st.lists(TEXT.filter(str.strip), max_size=3)
)
def test_texts_come_back(title: str, place: str, description: str, categories: list[str]) -> None:
    data = write(
        Written(
            uid="u", title=title, start=START, end=START + timedelta(hours=2), place=place, description=description,
            categories=tuple(categories),
        )
    )  # fmt: skip
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"") and b"\r" not in data.replace(b"\r\n", b"")
    (found,) = vevents(data)
    assert str(found["SUMMARY"]) == title
    assert str(found.get("LOCATION", "")) == place
    assert str(found.get("DESCRIPTION", "")) == description
    entries, _, _ = gather(data)
    assert (entries[0].occurrences[0].title, entries[0].occurrences[0].place) == (title, place)


@given(
    start=st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)), minutes=st.integers(1, 5000),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC"]),
)  # fmt: skip
def test_moments_come_back(start: datetime, minutes: int, zone: str) -> None:
    begins = start.replace(microsecond=0, tzinfo=UTC)
    ends = begins + timedelta(minutes=minutes)
    entries, _, _ = gather(write(Written(uid="u", title="x", start=begins, end=ends), zone=ZoneInfo(zone)))
    assert (entries[0].occurrences[0].start, entries[0].occurrences[0].end) == (begins, ends)


def test_the_second_of_two_equal_hours() -> None:
    """In autumn 2:30 comes twice; the second one is written in UTC."""
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    entries, _, _ = gather(
        write(
            Written(uid="u", title="x", start=second, end=second + timedelta(hours=1)), zone=ZoneInfo("Europe/Berlin")
        )
    )
    assert entries[0].occurrences[0].start == second


@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "Africa/Casablanca"]
)
def test_another_library_reads_the_zone_as_it_is(name: str) -> None:
    zone = ZoneInfo(name)
    text = "\r\n".join(zone_lines(zone, "Told", first=2025, last=2036)) + "\r\n"
    told = icalendar.Timezone.from_ical(text).to_tz(lookup_tzid=False)
    for hours in range(0, 24 * 365 * 3, 7):
        moment = datetime(2025, 6, 1) + timedelta(hours=hours)
        assert moment.replace(tzinfo=told).utcoffset() == moment.replace(tzinfo=zone).utcoffset(), moment


def test_a_zone_by_its_rule() -> None:
    lines = zone_lines(ZoneInfo("Europe/Berlin"), "Europe/Berlin", first=2025, last=2036)
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU" in lines
    assert lines[lines.index("BEGIN:DAYLIGHT") + 1] == "DTSTART:20250330T020000"  # by the clock before the change


@pytest.mark.parametrize("body", [OFFICE, WEB], ids=["office", "web"])
def test_what_a_file_brought_is_written_as_it_stood(body: str) -> None:
    (entry,), _, _ = gather(calendar(body))
    back, _, _ = gather(write(again(entry)))
    assert back[0].text.split("\n") == entry.text.split("\n")
    assert back[0].zones == entry.zones


def test_everything_gets_an_end() -> None:
    (entry,), _, _ = gather(calendar(PHONE))
    data = write(again(entry))
    assert b"DTEND;VALUE=DATE:20260502\r\n" in data
    (entry,), _, _ = gather(calendar(event("DTSTART:20261017T010000Z", "DURATION:PT90M")))
    assert b"DTEND:20261017T023000Z\r\n" in write(again(entry))
    (entry,), _, _ = gather(calendar(event("DTSTART;TZID=Europe/Berlin:20261017T010000", "DURATION:PT90M")))
    assert b"DTEND;TZID=Europe/Berlin:20261017T023000\r\n" in write(again(entry))
    (entry,), _, _ = gather(calendar(event("DTSTART:20261017T010000", "DURATION:PT90M")))
    start = datetime(2026, 10, 17, 1, tzinfo=SHANGHAI)
    assert b"DTEND:20261017T023000\r\n" in write(again(entry, start=start, end=start + timedelta(minutes=90)))


def test_only_what_changed_is_replaced() -> None:
    (entry,), _, _ = gather(calendar(OFFICE))
    data = write(again(entry, title="新名字", changed=frozenset({"title"}), sequence=7))
    back, _, _ = gather(data)
    old, new = set(entry.text.split("\n")), set(back[0].text.split("\n"))
    assert old - new == {"SUMMARY;LANGUAGE=zh-cn:亲子定向越野", "SEQUENCE:3", "DTSTAMP:20260901T020000Z"}
    assert new - old == {"SUMMARY:新名字", "SEQUENCE:7", "DTSTAMP:20261122T080000Z"}
    (found,) = vevents(data)
    (alarm,) = found.walk("VALARM")
    assert str(alarm["DESCRIPTION"]) == "Reminder"


def test_an_alarms_lines_are_its_own() -> None:
    """An alarm has a DESCRIPTION and a DURATION too."""
    alarm = ("BEGIN:VALARM", "TRIGGER:-PT5M", "DURATION:PT1M", "REPEAT:2", "DESCRIPTION:ring", "END:VALARM")
    (entry,), _, _ = gather(
        calendar(event("DTSTART:20261017T010000Z", "DTEND:20261017T020000Z", "DESCRIPTION:old", *alarm))
    )
    changed = frozenset({"description", "times"})
    data = write(again(entry, description="new", changed=changed))
    text = gather(data)[0][0].text
    assert "\n".join(alarm) in text
    assert "DESCRIPTION:new" in text and "DESCRIPTION:old" not in text


def test_two_zones_of_one_name_stay_two() -> None:
    west = BERLIN.format(name="Customized Time Zone")
    east = west.replace("+0200", "+0900").replace("+0100", "+0800")
    items = []
    for number, zone in enumerate((west, east, east)):
        lines = event(
            *(f"{name};TZID=Customized Time Zone:20260117T100000" for name in ("DTSTART", "DTEND")), uid=str(number)
        )
        (entry,), _, _ = gather(calendar(f"{zone}\n{lines}"))
        items.append(again(entry))
    data = write(*items)
    entries, _, _ = gather(data)
    assert [one.occurrences[0].start for one in entries] == [
        datetime(2026, 1, 17, 9, tzinfo=UTC), datetime(2026, 1, 17, 2, tzinfo=UTC), datetime(2026, 1, 17, 2, tzinfo=UTC),
    ]  # fmt: skip
    assert data.count(b"BEGIN:VTIMEZONE") == 2


NAME = st.from_regex(r"X-[A-Z][A-Z0-9-]{0,12}", fullmatch=True)
PART = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters='":;,'), max_size=30)
VALUE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)
PARAMETER = st.tuples(NAME, PART, st.booleans()).map(lambda p: f';{p[0]}="{p[1]}:;,"' if p[2] else f";{p[0]}={p[1]}")
PROPERTY = st.tuples(NAME, st.lists(PARAMETER, max_size=3), VALUE).map(lambda p: f"{p[0]}{''.join(p[1])}:{p[2]}")


@given(lines=st.lists(PROPERTY, max_size=8), inside=st.lists(PROPERTY, max_size=3))
def test_any_property_parameter_and_component_comes_back(lines: list[str], inside: list[str]) -> None:
    body = event(
        "DTSTART:20261017T010000Z",
        "DTEND:20261017T020000Z",
        *lines,
        "BEGIN:X-OWN",
        *inside,
        "BEGIN:X-DEEP",
        "END:X-DEEP",
        "END:X-OWN",
    )
    (entry,), _, _ = gather(calendar(body))
    first = write(again(entry))
    assert all(len(line) <= 75 for line in first.split(b"\r\n"))
    (back,), _, _ = gather(first)
    assert back.text == entry.text == body
