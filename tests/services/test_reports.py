"""Looking at a report, and making it."""

from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.season import GoalKey
from eventdesk.errors import StoreProblem
from eventdesk.services.checkins import Scan
from resources.words import Words
from tests.conftest import Register

WORDS = Words("en")


def test_a_report_is_a_draft_until_it_is_made_and_again_when_something_changes(
    fair: Desk, register: Register, clock: SetClock, tmp_path: Path
) -> None:
    first, second = register(), register(children=2)
    fair.checkins.scan("FAIR", Scan(registration=first.id))
    draft = fair.reports.look("FAIR")
    assert (draft.draft, draft.last, draft.document.revision) == (True, None, 1)
    made = fair.reports.make("attendance", "FAIR", folder=tmp_path, formats=["json"], words=WORDS)
    clock.at += timedelta(minutes=5)
    look = fair.reports.look("FAIR")
    assert not look.draft and look.document.sha256 == made.sha256
    fair.checkins.scan("FAIR", Scan(registration=second.id))
    changed = fair.reports.look("FAIR")
    assert changed.draft and changed.document.revision == 2
    assert changed.last is not None and changed.last.number == 1


def test_every_event_is_listed_with_who_came_and_what_was_made(
    fair: Desk, register: Register, clock: SetClock, tmp_path: Path
) -> None:
    start = clock.at + timedelta(days=3)
    fair.events.add(title="later", start=start, end=start + timedelta(hours=1), code="LATER")
    party = register(children=2)
    register()
    fair.checkins.scan("FAIR", Scan(registration=party.id))
    fair.reports.make("attendance", "FAIR", folder=tmp_path, formats=["csv"], words=WORDS)
    later, now = fair.reports.events()
    assert (later.event.code, later.came, later.revision) == ("LATER", 0, None)
    assert (now.event.code, now.came, now.event.registered_persons) == ("FAIR", 3, 5)
    assert now.revision is not None and now.revision.number == 1


def test_the_people_behind_a_figure_are_masked(fair: Desk, register: Register) -> None:
    party = register(children=1)
    register()
    fair.checkins.scan("FAIR", Scan(registration=party.id))
    people = fair.reports.behind("FAIR", "attended.persons")
    assert people is not None and len(people) == 2
    assert {person.label for person in people} == {"家**", "孩****"}
    assert {person.phone for person in people} == {"138****0001"}
    assert all(person.first_in is not None and person.first_in.utcoffset() == timedelta(hours=8) for person in people)
    assert fair.reports.behind("FAIR", "digest") is None


class Stop(Exception):
    """The person gave up."""


def test_giving_up_writes_no_further_file(fair: Desk, register: Register, tmp_path: Path) -> None:
    register()
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))
        if done == 2:
            raise Stop

    with pytest.raises(Stop):
        fair.reports.make("attendance", "FAIR", folder=tmp_path, formats=["json", "csv"], words=WORDS, progress=progress)
    assert told == [(0, 3), (1, 3), (2, 3)]
    assert [file.suffix for file in tmp_path.iterdir() if file.is_file()] == [".json"]


def test_a_folder_that_takes_no_file_makes_no_revision(
    fair: Desk, register: Register, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register()
    (tmp_path / "taken").write_text("a file, not a folder")
    for folder in (tmp_path / "taken", Path("/proc/nowhere")):
        with pytest.raises(StoreProblem) as caught:
            fair.reports.make("attendance", "FAIR", folder=folder, words=WORDS)
        assert caught.value.code == "report_not_written"
    assert fair.reports.revisions("FAIR") == ()
    assert fair.reports.make("attendance", "FAIR", folder=tmp_path / "new", words=WORDS).revision == 1
    assert not [file for file in (tmp_path / "new").iterdir() if file.name.startswith(".")]
    assert capsys.readouterr().err == ""


def test_giving_up_at_once_makes_no_revision(fair: Desk, register: Register, tmp_path: Path) -> None:
    register()

    def stop(done: int, total: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        fair.reports.make("attendance", "FAIR", folder=tmp_path, words=WORDS, progress=stop)
    assert fair.reports.revisions() == ()


def test_what_was_made_before_the_event_ended_is_made_anew_after_it(
    fair: Desk, register: Register, clock: SetClock, tmp_path: Path
) -> None:
    """Nothing was recorded since, but who had not come is a no-show now."""
    register()
    made = fair.reports.make("event", "FAIR", folder=tmp_path, formats=["json"], words=WORDS)
    clock.at += timedelta(minutes=5)
    again = fair.reports.look("FAIR", "event")
    assert not again.draft and again.document.sha256 == made.sha256
    clock.at += timedelta(days=1)
    over = fair.reports.look("FAIR", "event")
    assert over.draft and over.document.revision == 2
    second = fair.reports.make("event", "FAIR", folder=tmp_path, formats=["json"], words=WORDS)
    assert second.revision == 2 and not fair.reports.look("FAIR", "event").draft


def test_the_goal_of_satisfaction_is_that_of_the_events_year(fair: Desk) -> None:
    assert fair.reports.look("FAIR", "satisfaction").document.figure("goal.content_target").value == 0.9
    fair.seasons.set_goal(2026, GoalKey.CONTENT, 85)
    fair.seasons.set_goal(2026, GoalKey.MEAN, 430)
    fair.seasons.set_goal(2027, GoalKey.CONTENT, 70)
    document = fair.reports.look("FAIR", "satisfaction").document
    assert document.figure("goal.content_target").value == 0.85 and document.figure("goal.mean_target").value == 4.3
    assert fair.reports.look("2026", "year").document.figure("goal.content.target").value == 0.85
    content = next(line for line in fair.dashboard.show(2026).goals if line.name.value == "content")
    assert content.target == 0.85
