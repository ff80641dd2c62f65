"""The attendance document: its figures, its findings, its bytes."""

import json
import subprocess
import sys
from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given

from eventdesk.domain.attendance import Movement, totals
from eventdesk.domain.event import Unit
from eventdesk.reports.attendance import AttendanceFacts, attendance_document, build
from eventdesk.reports.document import ArrivalCurve, FillBars, PairedBars, ValueKind
from eventdesk.reports.phrases import say
from resources.words import Words
from tests.reports.made import START, any_facts, crowd, facts, nobody_came, person


def flat(value: object, key: str = "") -> dict[str, object]:
    """A JSON document's leaves by dotted path."""
    if isinstance(value, dict):
        return {k: v for name, part in value.items() for k, v in flat(part, f"{key}.{name}".lstrip(".")).items()}
    return {key: value}


@given(any_facts())
def test_figures_are_those_of_the_attendance_document(made: AttendanceFacts) -> None:
    document = build(made)
    figures = json.loads(document.canonical())["figures"]
    values = {row["key"]: row["value"] for row in figures}
    assert len(values) == len(figures), "no key twice"
    leaves = flat(attendance_document(made))
    incidents = leaves.pop("incidents")
    assert values["incidents"] == len(incidents)  # type: ignore[arg-type]  # a list, by the shape
    if leaves.pop("peak_5min", "there") is None:
        assert values["peak_5min.persons"] == 0
        assert values["peak_5min.at"] is None
    leaves.pop("by_station", None)
    assert {key: values[key] for key in leaves} == leaves


@given(any_facts())
def test_a_rate_is_its_numerator_over_its_denominator(made: AttendanceFacts) -> None:
    for figure in build(made).figures:
        if figure.kind is ValueKind.RATE:
            assert figure.numerator is not None
            expected = figure.numerator / figure.denominator if figure.denominator else None
            assert figure.value == expected


@given(any_facts())
def test_parts_add_up(made: AttendanceFacts) -> None:
    document = build(made)

    def number(key: str) -> int:
        value = document.figure(key).value
        assert isinstance(value, int)
        return value

    bands = [f for f in document.figures if f.definition == "age_band_attended"]
    assert sum(int(str(f.value)) for f in bands) == number("attended.children")
    assert number("attended.persons") == number("attended.adults") + number("attended.children")
    curve = document.charts[0]
    assert isinstance(curve, ArrivalCurve)
    assert (curve.points[-1][1] if curve.points else 0) == number("attended.persons")
    assert list(curve.points) == sorted(curve.points), "a curve of arrivals never falls"
    arrived = sum(int(str(row[2])) for row in document.table("arrivals").rows)
    assert arrived == number("attended.persons")


@given(any_facts())
def test_same_facts_same_bytes(made: AttendanceFacts) -> None:
    again = AttendanceFacts(**{name: getattr(made, name) for name in made.__dataclass_fields__})
    assert build(made).canonical() == build(again).canonical()
    assert build(made).sha256 == build(again).sha256


def test_another_number_is_another_hash() -> None:
    assert build(facts(crowd(30))).sha256 != build(facts(crowd(31))).sha256
    assert build(facts(crowd())).sha256 != build(facts(crowd(), revision=3)).sha256


def test_no_people_at_all() -> None:
    document = attendance_document(facts())
    assert document["registered"] == {"families": 0, "adults": 0, "children": 0, "persons": 0}
    assert document["attendance_rate"] is None
    assert document["peak_5min"] is None
    assert document["by_station"] == {}


def test_nobody_came() -> None:
    made = nobody_came()
    document = build(made)
    assert document.sections["attendance"]["attendance_rate"] == 0
    assert document.sections["attendance"]["no_shows"]["persons"] == 12
    assert document.charts[0].title.key == "finding_nobody_came"
    assert document.figure("t90").value is None


def test_moments_are_in_the_organisations_zone() -> None:
    came = person(1, first_in=START, station="A", inside=True)
    document = attendance_document(facts((came,)))
    assert document["peak_5min"] == {"at": "2026-11-21T09:30:00+08:00", "persons": 1}


def test_by_then_they_had_come() -> None:
    """The minute in the headline is after the arrival that it speaks of, or the sentence would be wrong."""
    people = tuple(person(n, first_in=START + timedelta(minutes=n, seconds=30)) for n in range(20))
    title = build(facts(people)).charts[0].title
    assert title.key == "finding_most_came"
    stated = dict(title.values)["at"]
    t90 = totals(people).t90
    assert t90 is not None
    assert stated == (START + timedelta(minutes=18)).astimezone(ZoneInfo("Asia/Shanghai"))
    assert stated > t90  # type: ignore[operator]  # a moment, as set above


def test_the_age_that_stayed_away_is_named() -> None:
    ages = [(30, 10, 9), (40, 10, 3), (50, 10, 10)]
    people = tuple(
        person(band * 100 + n, child=True, age_months=months, first_in=START if n < came else None)
        for band, (months, count, came) in enumerate(ages)
        for n in range(count)
    )
    chart = build(facts(people)).charts[1]
    assert isinstance(chart, PairedBars)
    assert (chart.title.key, dict(chart.title.values)["first"]) == ("finding_ages_low_one", 3)


def test_a_walk_in_is_no_registered_person() -> None:
    people = (person(1, counted=False, at_door=True, first_in=START, station="A"), person(2))
    document = build(facts(people))
    assert document.figure("attendance_rate").value == 0
    assert document.figure("walk_in_share").value == 1
    fates = [row[4] for row in document.table("people").rows]
    assert sorted(map(str, fates)) == ["no_show", "walk_in"]


def test_without_exits_it_is_called_entries_so_far() -> None:
    people = (person(1, first_in=START), person(2, first_in=START))
    keys = {f.key for f in build(facts(people)).figures}
    assert "entries_so_far.persons" in keys
    assert "occupancy_max.persons" not in keys


def test_the_fullest_moment_counts_who_was_in_at_once() -> None:
    people = (person(1, first_in=START), person(2, first_in=START + timedelta(hours=1)))
    moves = (
        Movement(START, "person-0001", True),
        Movement(START + timedelta(minutes=30), "person-0001", False),
        Movement(START + timedelta(hours=1), "person-0002", True),
    )
    document = build(facts(people, movements=moves, capacity=4))
    assert document.figure("occupancy_max.persons").value == 1
    assert document.figure("occupancy_max.rate").value == 0.25


def test_a_slot_is_counted_in_its_own_unit() -> None:
    family = [
        person(
            1, person=f"p{n}", child=n > 0, age_months=40 if n else None, first_in=START, slots=("KANG", "TUG", "ALL")
        )
        for n in range(3)
    ]
    document = build(facts(tuple(family)))
    attended = {slot: document.figure(f"slot.{slot}.attended").value for slot in ("KANG", "TUG", "ALL")}
    assert attended == {"KANG": 3, "TUG": 2, "ALL": 1}
    fills = next(chart for chart in document.charts if chart.key == "slots")
    assert isinstance(fills, FillBars)
    assert [bar.unit for bar in fills.bars] == [Unit.PERSONS, Unit.CHILDREN, Unit.FAMILIES]


def test_one_wrong_clock_makes_no_endless_list() -> None:
    people = (person(1, first_in=START), person(2, first_in=START.replace(year=1970)))
    assert len(build(facts(people)).table("arrivals").rows) == 2


def test_a_files_name_holds_no_title() -> None:
    assert build(facts(event_title="林晓梅的生日")).stem == "attendance-20261121-FALL-r2"


def test_a_headline_over_several_days_names_the_day() -> None:
    people = tuple(person(n, first_in=START + timedelta(days=n % 3)) for n in range(30))
    document = build(facts(people))
    words = Words("en")
    assert say(document.charts[0].title, words).endswith("by 11-23 09:31")


def test_the_command_line_can_count_without_the_heavy_libraries() -> None:
    code = "import sys, eventdesk.reports; print([m for m in ('reportlab', 'openpyxl') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
