"""Removing events: ideas and drafts that nobody was told of go whole; everything else stays and says why."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk
from eventdesk.domain.event import EventState
from eventdesk.domain.fee import PersonKind
from eventdesk.domain.question import QuestionKind
from eventdesk.errors import Conflict, NotFound
from eventdesk.store import tables as t
from tests.conftest import ZONE, Register
from tests.services.test_outbox import check

START = datetime(2026, 12, 12, 9, 30, tzinfo=ZONE)


@pytest.fixture
def draft(fair: Desk) -> Desk:
    fair.events.add(title="Winter", start=START, end=START + timedelta(hours=2), code="WINTER")
    fair.events.add_slot("WINTER", title="Paint", code="S1", start=START, end=START + timedelta(hours=1))
    fair.checklists.add("WINTER", title="Book the hall", due_days=-7)
    return fair


def rows(desk: Desk, table: str) -> int:
    with desk._house.store.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(t.metadata.tables[table])).scalar_one())


def why(desk: Desk, code: str) -> str:
    with pytest.raises(Conflict) as caught:
        desk.events.remove(code)
    assert desk.events.show(code).code == code, "it is still there"
    return caught.value.code


def test_a_draft_goes_with_its_plan(draft: Desk) -> None:
    before = {name: rows(draft, name) for name in ("event", "slot", "task")}
    done = draft.events.remove("WINTER")
    assert done.code == "WINTER" and done.changes == frozenset({"events"})
    assert {name: rows(draft, name) for name in before} == {name: count - 1 for name, count in before.items()}
    with pytest.raises(NotFound):
        draft.events.show("WINTER")


def test_an_idea_goes_too_and_its_code_is_free_again(draft: Desk) -> None:
    draft.events.advance("WINTER", EventState.IDEA)
    draft.events.remove("WINTER")
    draft.events.add(title="Winter again", start=START, end=START + timedelta(hours=2), code="WINTER")
    assert draft.events.show("WINTER").slots == ()


PUBLISH: Callable[[Desk], object] = lambda desk: desk.events.publish("WINTER")  # noqa: E731
RELEASE: Callable[[Desk], object] = lambda desk: desk.schedules.release("WINTER")  # noqa: E731
ANNOUNCE: Callable[[Desk], object] = lambda desk: desk.announcements.write("WINTER", title="Come", text="All")  # noqa: E731


@pytest.mark.parametrize(
    ("told", "code"), [(PUBLISH, "event_not_removable"), (RELEASE, "event_in_use"), (ANNOUNCE, "event_in_use")]
)
def test_what_others_know_of_stays(draft: Desk, told: Callable[[Desk], object], code: str) -> None:
    told(draft)
    assert why(draft, "WINTER") == code


def test_an_event_with_registrations_stays_whatever_its_state(fair: Desk, register: Register) -> None:
    register()
    assert why(fair, "FAIR") == "event_in_use"


def test_a_copy_is_removed_only_as_it_was_seen(draft: Desk) -> None:
    copy = draft.events.clone("WINTER", start=START + timedelta(days=7))
    draft.events.change_slot(copy.code, "S1", title="Draw")
    with pytest.raises(Conflict) as caught:
        draft.events.remove(copy.code, seen=copy)
    assert caught.value.code == "event_edited"
    draft.events.remove(copy.code, seen=draft.events.show(copy.code))
    assert rows(draft, "event") == 2


def test_prices_and_questions_are_part_of_the_plan(draft: Desk) -> None:
    draft.fees.set_price("WINTER", kind=PersonKind.ADULT, amount=1000)
    draft.questions.add("WINTER", text="Shoes?", kind=QuestionKind.TEXT)
    draft.events.remove("WINTER")
    assert [rows(draft, name) for name in ("price", "question")] == [0, 0]
    check(draft)
