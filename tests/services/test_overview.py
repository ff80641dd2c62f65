"""The figures above an event's list, and undoing an import without doing it."""

from datetime import timedelta

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.event import Unit
from eventdesk.domain.registration import RegistrationState
from eventdesk.services.overview import age_groups
from tests.conftest import SAMPLES, Register


def test_places_count_in_their_own_unit_and_name_who_waits(fair: Desk, register: Register) -> None:
    fair.events.add_slot("FAIR", title="积木搭桥", code="S1", capacity=3, capacity_unit=Unit.CHILDREN)
    fair.events.add_slot("FAIR", title="故事会", code="S2")
    register(children=2, slots=("S1", "S2"))
    register(children=2, slots=("S1",))
    register(children=1, slots=("S1", "S2"))

    bridge, story = fair.registrations.overview("FAIR").places

    assert (bridge.taken, bridge.left, bridge.waiting) == (2, 1, 2)
    assert (story.taken, story.left, story.waiting) == (4 + 1, None, 0)  # persons: 1 + 2 and 1 + 1


def test_the_queue_counts_from_one_in_each_slot(fair: Desk, register: Register) -> None:
    for code in ("S1", "S2"):
        fair.events.add_slot("FAIR", title=code, code=code, capacity=1, capacity_unit=Unit.FAMILIES)
    first = [register(slots=("S1",)), register(slots=("S2",))]
    waiting = [register(slots=("S1",)), register(slots=("S2",)), register(slots=("S1",)), register(slots=("S1", "S2"))]

    queue = fair.registrations.overview("FAIR").queue

    assert [queue[row.id] for row in waiting] == [1, 1, 2, 2]
    assert not {row.id for row in first} & queue.keys()


def test_an_event_without_slots_has_one_card(fair: Desk, register: Register) -> None:
    cancelled = register(children=2)
    register(children=3, adults=2)
    fair.registrations.cancel(cancelled.id)

    overview = fair.registrations.overview("FAIR")

    assert [(p.code, p.taken, p.capacity) for p in overview.places] == [("", 5, None)]
    assert overview.ages_unknown == 3  # the cancelled ones don't count


def test_age_groups_hold_their_ends() -> None:
    groups = age_groups([0, 35, 36, 59, 60, 83, 84, 200])
    assert [(g.first, g.last, g.count) for g in groups] == [(0, 2, 2), (3, 4, 2), (5, 6, 2), (7, None, 2)]


def test_asking_what_an_undo_would_do_changes_nothing(fair: Desk) -> None:
    made = fair.imports.run("FAIR", SAMPLES / "p6_own_template_per_child.csv")
    assert made.batch is not None
    before = fair.registrations.list("FAIR")

    asked = fair.imports.undo(made.batch, dry_run=True)

    assert fair.registrations.list("FAIR") == before
    assert asked.changes == frozenset()
    done = fair.imports.undo(made.batch)
    assert (asked.removed, asked.kept, asked.restored) == (done.removed, done.kept, done.restored)
    assert all(row.state is not RegistrationState.CONFIRMED for row in fair.registrations.list("FAIR"))


def test_undo_is_offered_for_thirty_days(fair: Desk, clock: SetClock) -> None:
    fair.imports.run("FAIR", SAMPLES / "p6_own_template_per_child.csv")
    assert fair.imports.batches("FAIR")[0].undo_offered
    clock.at += timedelta(days=30, seconds=1)
    assert not fair.imports.batches("FAIR")[0].undo_offered
