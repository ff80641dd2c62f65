"""Calendar files in the styles of other programs, written for these tests, and some that nobody should send."""

BERLIN = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""

OFFICE = """METHOD:PUBLISH
X-MS-OLK-FORCEINSPECTOROPEN:TRUE
BEGIN:VTIMEZONE
TZID:China Standard Time
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
CLASS:PUBLIC
CREATED:20260901T020000Z
DESCRIPTION:带水杯\\n穿运动鞋\\, 带帽子\\n
DTEND;TZID="China Standard Time":20261024T113000
DTSTAMP:20260901T020000Z
DTSTART;TZID="China Standard Time":20261024T093000
LAST-MODIFIED:20260901T020000Z
LOCATION:森林公园\\, 东门
PRIORITY:5
SEQUENCE:3
SUMMARY;LANGUAGE=zh-cn:亲子定向越野
TRANSP:OPAQUE
UID:040000008200E00074C5B7101A82E008-made-up
X-ALT-DESC;FMTTYPE=text/html:<html><body><p>带水杯</p></body></html>
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
ATTENDEE;CN="Team; \\"A\\", east";ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:team@example.org
BEGIN:VALARM
TRIGGER:-PT15M
ACTION:DISPLAY
DESCRIPTION:Reminder
END:VALARM
END:VEVENT"""

PHONE = """CALSCALE:GREGORIAN
X-WR-CALNAME:家
BEGIN:VEVENT
UID:5D1F7A30-MADE-UP
DTSTART;VALUE=DATE:20260501
SUMMARY:劳动节露营
DTSTAMP:20260401T000000Z
X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC
X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="1 Lake Rd";X-TITLE=Lake:geo:31.2,121.4
END:VEVENT"""

WEB = """METHOD:PUBLISH
X-WR-TIMEZONE:Asia/Shanghai
BEGIN:VEVENT
DTSTART:20261107T013000Z
DTEND:20261107T033000Z
RRULE:FREQ=WEEKLY;UNTIL=20261128T013000Z;BYDAY=SA
EXDATE:20261114T013000Z
DTSTAMP:20261001T000000Z
UID:reading-club@example.org
SUMMARY:绘本读书会
STATUS:CONFIRMED
END:VEVENT
BEGIN:VEVENT
DTSTART:20261121T060000Z
DTEND:20261121T080000Z
RECURRENCE-ID:20261121T013000Z
DTSTAMP:20261001T000000Z
UID:reading-club@example.org
SUMMARY:绘本读书会（下午）
STATUS:CONFIRMED
END:VEVENT"""


def calendar(body: str, *, end: str = "\r\n") -> bytes:
    """A whole calendar file around some components."""
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//made//for tests//EN\n{body}\nEND:VCALENDAR\n"
    return text.replace("\n", end).encode()


def event(*lines: str, uid: str = "one") -> str:
    """One VEVENT."""
    return "\n".join(("BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"))


START = "DTSTART:20261010T020000Z"

# (file, code of the one error that it gives, line that the error names or None)
HOSTILE: dict[str, tuple[bytes, str, int | None]] = {
    "nothing like it": (b"hello\n", "calendar_not_calendar", None),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "calendar_not_calendar", None),
    "another component": (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "calendar_not_calendar", None),
    "blank": (b"\r\n\r\n", "calendar_not_calendar", None),
    "cut off": (calendar(event(START))[:-40], "calendar_unbalanced", 4),
    "crossed": (calendar("BEGIN:VEVENT\nBEGIN:VALARM\nEND:VEVENT\nEND:VALARM"), "calendar_unbalanced", 6),
    "end alone": (calendar("END:VEVENT"), "calendar_unbalanced", 4),
    "deep": (calendar("BEGIN:VEVENT\n" * 50_000), "calendar_deep", 11),
    "NUL": (calendar(event("SUMMARY:a\x00b", START)), "calendar_nul", 7),
    "no colon": (calendar(event(START, "SUMMARY and so on")), "calendar_line", 8),
    "behind the end": (calendar(event(START)) + b"surprise\r\n", "calendar_line", 10),
    "no such zone": (calendar(event("DTSTART;TZID=Mars/Olympus:20261010T100000")), "calendar_zone", 7),
    "a zone outside": (calendar(event("DTSTART;TZID=../../etc/passwd:20261010T100000")), "calendar_zone", 7),
    "an empty zone": (
        calendar(f"BEGIN:VTIMEZONE\nTZID:X\nEND:VTIMEZONE\n{event('DTSTART;TZID=X:20261010T100000')}"), "calendar_zone", 4,
    ),
    "an offset of days": (
        calendar(BERLIN.format(name="X").replace("+0100", "+9900") + "\n" + event("DTSTART;TZID=X:20261010T100000")),
        "calendar_zone", 9,
    ),
    "30 February": (calendar(event("DTSTART:20260230T100000")), "calendar_time", 7),
    "no time": (calendar(event("DTSTART:")), "calendar_time", 7),
    "negative length": (calendar(event(START, "DURATION:-PT1H")), "calendar_time", 8),
    "every second": (calendar(event(START, "RRULE:FREQ=SECONDLY")), "calendar_endless", 8),
    "every minute": (calendar(event(START, "RRULE:FREQ=MINUTELY;INTERVAL=5")), "calendar_endless", 8),
    "no rule": (calendar(event(START, "RRULE:SOMETIMES")), "calendar_recurrence", 8),
    "twice a rule": (calendar(event(START, "RRULE:FREQ=DAILY;FREQ=WEEKLY")), "calendar_recurrence", 8),
    "another calendar": (calendar(event(START, "RRULE:RSCALE=CHINESE;FREQ=YEARLY")), "calendar_recurrence", 8),
    "days that never come": (calendar(event(START, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")), "calendar_never", 8),
    "interval nought": (calendar(event(START, "RRULE:FREQ=DAILY;INTERVAL=0")), "calendar_recurrence", 8),
    "a long rule": (calendar(event(START, "RRULE:FREQ=DAILY;BYHOUR=" + ",".join("1" * 5000))), "calendar_recurrence", 8),
    "many": (calendar("\n".join(event(START, uid=str(n)) for n in range(6000))), "calendar_many", None),
    "many times": (
        calendar("\n".join(event(START, "RRULE:FREQ=DAILY", uid=str(n)) for n in range(60))), "calendar_many", None,
    ),
}  # fmt: skip
