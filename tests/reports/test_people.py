"""The people behind a figure are those that it counted."""

from hypothesis import given

from eventdesk.domain.event import Unit
from eventdesk.reports.attendance import AttendanceFacts, build
from eventdesk.reports.attendance_people import behind
from eventdesk.reports.document import Figure, ValueKind
from tests.reports.made import any_facts, crowd, facts, nobody_came


def counts_families(figure: Figure, made: AttendanceFacts) -> bool:
    units = {slot.code: slot.unit for slot in made.slots}
    parts = figure.key.split(".")
    if parts[0] in ("occupancy_max", "entries_so_far"):
        return made.capacity_unit is Unit.FAMILIES
    return parts[-1] == "families" or (parts[0] == "slot" and units[parts[1]] is Unit.FAMILIES)


@given(any_facts())
def test_a_figure_counts_exactly_the_people_behind_it(made: AttendanceFacts) -> None:
    known = {person.person for person in made.people}
    for figure in build(made).figures:
        people = behind(made, figure.key)
        if people is None:
            assert figure.kind is not ValueKind.RATE, figure.key
            continue
        if figure.kind is ValueKind.MOMENT:
            none = figure.value is None or (figure.key.endswith(".at") and made.crowd is not None and not made.crowd.count)
            assert bool(people) is not none or figure.key == "peak_5min.at", figure.key
            continue
        expected = figure.numerator if figure.kind is ValueKind.RATE else figure.value
        if figure.key == "incidents":
            expected = sum(1 for incident in made.incidents if incident["person"] in known)
        counted = {p.registration for p in people} if counts_families(figure, made) else {p.person for p in people}
        assert len(counted) == expected, figure.key


def test_what_is_no_count_of_people_has_nobody() -> None:
    made = facts(crowd())
    for key in ("event", "journal_entries", "digest", "cancelled.persons", "nothing.persons"):
        assert behind(made, key) is None


def test_half_and_nine_tenths_are_who_had_come_by_then() -> None:
    made = facts(crowd(60))
    came = len(behind(made, "attended.persons") or ())
    for key, share in (("t50", 0.5), ("t90", 0.9)):
        people = behind(made, key)
        assert people is not None and came * share <= len(people) < came * share + 4
    assert behind(facts(crowd(60), computed_at=made.starts), "t90") == ()


def test_nobody_is_told_from_nothing() -> None:
    assert behind(nobody_came(), "attended.persons") == ()
    assert behind(nobody_came(), "peak_5min.persons") == ()
    assert len(behind(nobody_came(), "no_shows.persons") or ()) == 12
