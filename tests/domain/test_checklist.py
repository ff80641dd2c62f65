"""The order of what is to be done, and who a voter is."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.checklist import due_on, in_order, is_overdue, place_for, standard
from eventdesk.domain.event import EventKind
from eventdesk.domain.proposal import family_mark, folded, voter_mark
from resources.words import Words

TODAY = date(2026, 11, 28)


@dataclass(frozen=True)
class Made:
    due: date
    is_done: bool
    position: int


MADE = st.builds(Made, st.integers(-30, 30).map(lambda n: TODAY + timedelta(n)), st.booleans(), st.integers(1, 9))


@given(st.lists(MADE, max_size=12))
def test_overdue_comes_first_and_done_last(tasks: list[Made]) -> None:
    ordered = in_order(tasks, TODAY)
    assert sorted(ordered, key=repr) == sorted(tasks, key=repr)
    ranks = [0 if is_overdue(t.due, done=t.is_done, today=TODAY) else 2 if t.is_done else 1 for t in ordered]
    assert ranks == sorted(ranks)
    late = [t.due for t, rank in zip(ordered, ranks, strict=True) if rank == 0]
    assert late == sorted(late)
    for rank in (1, 2):
        places = [t.position for t, found in zip(ordered, ranks, strict=True) if found == rank]
        assert places == sorted(places)


def test_what_is_due_today_is_not_late() -> None:
    assert not is_overdue(TODAY, done=False, today=TODAY)
    assert is_overdue(TODAY - timedelta(1), done=False, today=TODAY)
    assert not is_overdue(TODAY - timedelta(1), done=True, today=TODAY)
    assert due_on(TODAY, -28) == date(2026, 10, 31)


@given(st.lists(st.integers(-50, 50), max_size=9).map(sorted), st.integers(-50, 50))
def test_a_new_task_keeps_a_list_that_is_in_order_so(days: list[int], new: int) -> None:
    place = place_for(new, days)
    assert [*days[:place], new, *days[place:]] == sorted([*days, new])


@pytest.mark.parametrize("kind", list(EventKind))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_has_a_list_with_words(kind: EventKind, language: str) -> None:
    words = Words(language)
    tasks = standard(kind)
    assert len(tasks) >= 10
    assert [task.due_days for task in tasks] == sorted(task.due_days for task in tasks)
    titles = [words(f"checklist.std_{task.key}") for task in tasks]
    assert len(set(titles)) == len(titles)
    assert {task.key for task in standard(kind, online=True)} < {task.key for task in tasks}


def test_a_voter_is_known_again_and_nobody_reads_the_phone() -> None:
    mark = voter_mark("salt", phone="13800001234")
    assert mark == voter_mark("salt", phone="13800001234")
    assert "1380" not in mark
    others = {voter_mark("other", phone="13800001234"), voter_mark("salt", text="13800001234"), family_mark("x")}
    assert mark not in others
    assert voter_mark("salt", text="王 老师") == voter_mark("salt", text="王老师")
    assert folded("Ａbc　D") == "abcd"
