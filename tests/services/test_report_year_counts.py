"""The year counts an event as its own report does, also where people changed after it began."""

from pathlib import Path

from eventdesk.domain.attendance import totals
from eventdesk.services.report_year_reading import attendance_of, events_of
from tests.services.year_ground import AFTER, EVENTS, opened


def test_each_event_counts_as_in_its_own_report(tmp_path: Path) -> None:
    with opened(tmp_path / "desk") as desk:
        walked = next(view for view in desk.registrations.list("SPRING"))
        desk.registrations.cancel(walked.id)
        desk.registrations.cancel(desk.registrations.list("SUMMER")[-1].id)
        with desk.house.store.reading() as connection:
            held = events_of(connection, EVENTS[0][1], AFTER, AFTER)
            counted = attendance_of(connection, held)
        assert [event.code for event in held] == [event[0] for event in EVENTS]
        for event in held:
            found = totals(desk.attendance.show(event.code).people)
            assert counted[event.id] == (found.registered.persons, found.came_of_registered, found.attended.persons)
