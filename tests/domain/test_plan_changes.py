"""What a sheet would change, without any file: rows of one plan laid over another."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import SlotKind, Unit
from eventdesk.domain.plan_changes import PlanChanges, RowFlaw, compare
from eventdesk.domain.plan_rows import COLUMNS, one_line, row_of, rows_of, text_of
from eventdesk.domain.schedule import PlannedSlot, Schedule

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
DAY = datetime(2026, 11, 28, 9, 0, tzinfo=SHANGHAI)

NAMES = st.text("秋日工坊ABC =+-×;", min_size=1, max_size=12).map(one_line).filter(bool)
SLOTS = st.builds(
    lambda at, minutes, title, room, leader, notes, resources, capacity, kind, unit, band: PlannedSlot(
        id="", code="", title=title, kind=kind, room=room, leader=leader, notes=text_of(notes), capacity=capacity,
        capacity_unit=unit, band=band, resources=resources, minutes=minutes,
        start=None if at is None else DAY + timedelta(minutes=at),
        end=None if at is None else DAY + timedelta(minutes=at + minutes),
    ),
    st.none() | st.integers(-5000, 5000), st.integers(5, 5000), NAMES, st.just("") | NAMES, st.just("") | NAMES,
    st.text(max_size=20), st.lists(st.tuples(st.text("围裙颜料", min_size=1, max_size=4), st.integers(1, 99)), max_size=3,
                                   unique_by=lambda pair: pair[0]).map(tuple),
    st.none() | st.integers(0, 999), st.sampled_from(SlotKind), st.sampled_from(Unit), st.none() | st.just(AgeBand(36, 59)),
)  # fmt: skip


def plan(slots: list[PlannedSlot], prefix: str = "id") -> Schedule:
    named = tuple(replace(slot, id=f"{prefix}-{n}", code=f"S{n}") for n, slot in enumerate(slots))
    return Schedule(DAY, DAY + timedelta(hours=4), 10, named)


def lay(
    rows: Schedule, over: Schedule, zone: ZoneInfo = SHANGHAI, *, columns: frozenset[str] = frozenset(COLUMNS)
) -> PlanChanges:
    ids = (f"new-{number}" for number in count(1))
    numbered = list(enumerate(rows_of(rows.slots, zone), start=2))
    return compare(over, numbered, zone, columns=columns, new_id=lambda: next(ids))


@given(st.lists(SLOTS, max_size=8), st.sampled_from((SHANGHAI, BERLIN)))
def test_a_plan_laid_over_itself_changes_nothing(slots: list[PlannedSlot], zone: ZoneInfo) -> None:
    schedule = plan(slots)
    changes = lay(schedule, schedule, zone)
    assert changes.is_empty and not changes.flaws
    assert changes.result == schedule


@given(st.lists(SLOTS, max_size=6), st.lists(SLOTS, max_size=6))
def test_any_plan_can_be_made_of_any_other(slots: list[PlannedSlot], others: list[PlannedSlot]) -> None:
    before, wanted = plan(slots), plan(others, "other")
    changes = lay(wanted, before)
    assert changes.flaws == ()
    assert rows_of(changes.result.slots, SHANGHAI) == rows_of(wanted.slots, SHANGHAI)
    assert len(changes.added) == max(len(others) - len(slots), 0)
    assert len(changes.removed) == max(len(slots) - len(others), 0)
    kept = {slot.id for slot in before.slots[: len(others)]}
    assert kept <= {slot.id for slot in changes.result.slots}


@given(st.lists(SLOTS, min_size=1, max_size=5), st.lists(SLOTS, min_size=1, max_size=5))
def test_columns_that_a_sheet_lacks_stay(slots: list[PlannedSlot], others: list[PlannedSlot]) -> None:
    before, wanted = plan(slots), plan(others, "other")
    result = lay(wanted, before, columns=frozenset({"code", "title"})).result
    for was, now in zip(before.slots, result.slots, strict=False):
        assert replace(was, title=now.title) == now


def test_a_cell_that_could_not_be_read_stays_and_its_row_has_one_flaw() -> None:
    schedule = plan([PlannedSlot("", "", "故事会", start=DAY, end=DAY + timedelta(hours=1), room="厅")])
    flaw = RowFlaw(2, "start", "bad_time", "早上")
    row = replace(row_of(schedule.slots[0], SHANGHAI), start=None)
    changes = compare(schedule, [(2, row)], SHANGHAI, columns=frozenset(COLUMNS), new_id=str, unread=(flaw,))
    assert changes.flaws == (flaw,)
    assert changes.is_empty


def test_an_hour_that_the_clock_shows_twice_stays_the_one_it_was() -> None:
    second = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1)
    schedule = plan([PlannedSlot("", "", "夜游", start=second, end=second + timedelta(minutes=30))])
    changes = lay(schedule, schedule, BERLIN)
    assert changes.result.slots[0].span[0].fold == 1
    assert changes.is_empty


def test_codes_are_matched_whatever_their_case() -> None:
    schedule = plan([PlannedSlot("", "", "故事会", start=DAY, end=DAY + timedelta(hours=1))])
    row = replace(row_of(schedule.slots[0], SHANGHAI), code="s0")
    assert compare(schedule, [(2, row)], SHANGHAI, columns=frozenset(COLUMNS), new_id=str).is_empty
