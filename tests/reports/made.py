"""Facts of attendance made for tests: a fixed event, and a strategy of any event."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from eventdesk.domain.attendance import Attender, Heads, Movement
from eventdesk.domain.event import Unit
from eventdesk.reports.attendance import AttendanceFacts, NoShow, SlotFact

START = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
ZONE = "Asia/Shanghai"
NASTY = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "#N/A",
    "<b>&amp;",
    "积木教室",
    'Hall, "B"',
    "\x07bell",
)
SLOTS = (
    SlotFact("KANG", "袋鼠跳", 36, Unit.PERSONS),
    SlotFact("TUG", "=1+1", 30, Unit.CHILDREN),
    SlotFact("ALL", "颁奖", None, Unit.FAMILIES),
)


def facts(people: tuple[Attender, ...] = (), **changed: object) -> AttendanceFacts:
    """The fixed event with these people; ``changed`` replaces fields."""
    values: dict[str, object] = {
        "organisation": "小禾苗亲子社", "zone": ZONE, "event_code": "20261121-FALL", "event_title": "落叶运动会",
        "starts": START, "ends": START + timedelta(hours=3), "venue": "青禾社区中心", "capacity": 150,
        "capacity_unit": Unit.PERSONS, "people": people, "cancelled": Heads(2, 3, 2), "journal_entries": 131,
        "digest": "ab" * 32, "journal_position": "gate-1:88", "computed_at": START + timedelta(hours=4),
        "revision": 2, "slots": SLOTS,
    }  # fmt: skip
    return AttendanceFacts(**(values | changed))  # type: ignore[arg-type]  # built from one table of fields


def person(number: int, **changed: object) -> Attender:
    """A registered adult of a family of their own who has not come."""
    values: dict[str, object] = {
        "person": f"person-{number:04d}", "registration": f"registration-{number:04d}", "child": False,
        "counted": True, "at_door": False, "first_in": None, "station": None, "inside": False,
    }  # fmt: skip
    return Attender(**(values | changed))  # type: ignore[arg-type]  # built from one table of fields


def crowd(families: int = 30) -> tuple[Attender, ...]:
    """Families of one adult and one child; every fifth stays away, every seventh of the others walks in."""
    people: list[Attender] = []
    for number in range(families):
        came = number % 5 != 0
        walked = came and number % 7 == 0
        at = START + timedelta(minutes=number - 20) if came else None
        people += [
            person(
                number,
                person=f"person-{number:04d}-{int(child)}",
                child=child,
                counted=not walked,
                at_door=walked,
                first_in=at,
                station="1 号门" if came else None,
                inside=came and number % 2 == 0,
                age_months=number * 3 % 90 if child else None,
                slots=("KANG",) if number % 3 else ("TUG", "ALL"),
            )
            for child in (False, True)
        ]
    return tuple(people)


def nobody_came() -> AttendanceFacts:
    """Everybody registered, nobody let in."""
    people = tuple(person(number, child=number % 2 == 0, age_months=40) for number in range(12))
    return facts(people, no_shows=(NoShow("林**", "138****1234", 2, 1, ("KANG",)),))


@st.composite
def any_person(draw: st.DrawFn) -> Attender:
    number = draw(st.integers(0, 10_000))
    child = draw(st.booleans())
    came = draw(st.booleans())
    at = START + timedelta(seconds=draw(st.integers(-20_000, 20_000)))
    return person(
        number,
        registration=f"registration-{number % 7}",
        child=child,
        counted=draw(st.booleans()),
        at_door=draw(st.booleans()),
        first_in=at if came else None,
        station=draw(st.sampled_from(("1 号门", *NASTY))) if came else None,
        inside=came and draw(st.booleans()),
        age_months=draw(st.none() | st.integers(-3, 200)) if child else None,
        slots=tuple(draw(st.sets(st.sampled_from(("KANG", "TUG", "ALL", "GONE"))))),
    )


@st.composite
def any_facts(draw: st.DrawFn) -> AttendanceFacts:
    """An event of any people, with texts that a spreadsheet would like to run."""
    people = tuple(draw(st.lists(any_person(), max_size=25, unique_by=lambda p: p.person)))
    steps = [
        Movement(START + timedelta(minutes=minute), p.person, inward)
        for p, minute, inward in draw(
            st.lists(st.tuples(st.sampled_from(people), st.integers(0, 99), st.booleans()), max_size=20)
            if people
            else st.just([])
        )
    ]
    label = draw(st.sampled_from(NASTY))
    return facts(
        people,
        event_title=draw(st.sampled_from(NASTY)),
        venue=draw(st.sampled_from(("", *NASTY))),
        capacity=draw(st.none() | st.integers(0, 50)),
        capacity_unit=draw(st.sampled_from(Unit)),
        movements=tuple(steps),
        no_shows=(NoShow(label, "138****1234", 1, 2, ("KANG",)),),
        incidents=({"person": "person-1", "entries": [{"journal": "j-1", "station": label, "at": START.isoformat()}]},),
    )
