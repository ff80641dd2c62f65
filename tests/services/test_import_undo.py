"""Taking imports back: the state before, in any order; what people did since stays and is told."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, create_desk
from eventdesk.domain.consent import Purpose
from eventdesk.domain.event import Unit as Counted
from eventdesk.domain.registration import CallReason
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict
from eventdesk.exchange.workbook import Cell, Sheet, Workbook
from eventdesk.services import calls
from eventdesk.services.checkins import Scan
from eventdesk.services.import_views import ImportResult, KeptReason
from eventdesk.store import tables as t
from eventdesk.store.family_tables import family_merge
from tests.conftest import ZONE
from tests.services.test_privacy import drawn

HEADINGS = ("家长姓名", "手机号", "孩子姓名", "小名", "参加场次", "人数", "备注")
Row = tuple[int, int, int, str, str]
"""Family, child, adults, slots, note."""
COMPARED = ("family", "person", "registration", "registration_member", "slot_choice", "consent", "signature", "search_key")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with a small event that fills up."""
    clock = SetClock(datetime(2026, 11, 28, 9, 0, tzinfo=ZONE))
    with create_desk(tmp_path_factory.mktemp("undo") / "desk", name="小禾苗", passphrase=None, station="东门", clock=clock) as desk:
        start = datetime(2026, 12, 5, 9, tzinfo=ZONE)
        desk.events.add(title="冬日工坊", start=start, end=start.replace(hour=17), code="FAIR")
        for code, places in (("A", 3), ("B", 40)):
            desk.events.add_slot("FAIR", title=f"{code} 场工坊", code=code, capacity=places, capacity_unit=Counted.CHILDREN)
        yield desk


def bring(desk: Desk, rows: Sequence[Row], **how: Any) -> ImportResult:
    lines: list[tuple[Cell, ...]] = [HEADINGS]
    for family, child, adults, slots, note in rows:
        titles = "、".join(f"{code} 场工坊" for code in slots)
        lines.append((f"孙{'甲乙丙丁戊'[family]}", f"1381234567{family}", f"周{'安可乐'[child]}", "", titles, f"{adults}大1小", note))
    book = Workbook("xlsx", (Sheet("S", tuple(lines)),))
    return desk.imports.run("FAIR", Path("a.xlsx"), workbook=book, as_of=date(2026, 11, 1), **how)


def state(desk: Desk) -> dict[str, list[Any]]:
    """All that an import may change, but for how often it was changed."""
    found = {}
    with desk.house.store.reading() as connection:
        for name in COMPARED:
            rows = connection.execute(sa.select(t.metadata.tables[name])).all()
            found[name] = sorted(
                str({key: value for key, value in row._mapping.items() if key not in ("revision", "position", "no")}) for row in rows
            )
    return found


ROWS = st.lists(
    st.tuples(
        st.integers(0, 4), st.integers(0, 2), st.integers(1, 3), st.sampled_from(["A", "B", "AB"]),
        st.sampled_from(["", "早到", "素食"]),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=12)
@given(files=st.lists(ROWS, min_size=1, max_size=3), draw=st.data())
def test_imports_taken_back_in_any_order_leave_the_state_before(house: Desk, files: list[list[Row]], draw: st.DataObject) -> None:
    before = state(house)
    batches = [bring(house, rows).batch for rows in files]
    assert all(batches)
    for batch in draw.draw(st.permutations(batches)):
        house.imports.undo(str(batch))
    assert state(house) == before


@settings(max_examples=10)
@given(first=ROWS, second=ROWS)
def test_taking_the_last_import_back_leaves_what_the_one_before_it_left(house: Desk, first: list[Row], second: list[Row]) -> None:
    one = bring(house, first).batch
    left = state(house)
    two = bring(house, second).batch
    done = house.imports.undo(str(two))
    assert state(house) == left
    assert not done.kept_list
    house.imports.undo(str(one))


def test_an_older_import_brings_no_older_values_back(house: Desk) -> None:
    one = bring(house, [(0, 0, 1, "B", "早到")])
    two = bring(house, [(0, 0, 3, "B", "素食")])
    done = house.imports.undo(str(one.batch))
    assert [(kept.kind, kept.reason) for kept in done.kept_list] == [("registration", KeptReason.CHANGED)]
    view = house.registrations.list("FAIR", unmasked=True)[0]
    assert (view.notes, view.adults) == ("素食", 3)
    house.imports.undo(str(two.batch))
    assert house.registrations.list("FAIR") == ()


def test_what_was_edited_or_let_in_stays_and_is_told(house: Desk) -> None:
    before = state(house)
    batch = str(bring(house, [(n, 0, 1, "B", "") for n in range(5)]).batch)
    views = {view.guardians[0].name: view for view in house.registrations.list("FAIR", unmasked=True)}
    house.registrations.cancel(views["孙甲"].id)
    house.checkins.scan("FAIR", Scan(text=views["孙乙"].ticket))
    house.profiles.change_person(views["孙丙"].children[0].id, allergies="花生")
    house.profiles.tag(views["孙丁"].family, "老朋友")
    assert house.imports.undo(batch, dry_run=True).kept == 2
    done = house.imports.undo(batch)
    assert (done.removed, done.kept) == (3, 2)
    told = {(kept.kind, kept.reason) for kept in done.kept_list}
    assert told == {
        ("registration", KeptReason.CHANGED), ("registration", KeptReason.CAME), ("person", KeptReason.CHANGED),
        ("family", KeptReason.CHANGED),
    }  # fmt: skip
    assert {view.id for view in house.registrations.list("FAIR")} == {views["孙甲"].id, views["孙乙"].id}
    assert house.families.search("花生") is not None
    assert "*" in next(kept.label for kept in done.kept_list)
    left = state(house)
    assert len(left["person"]) == len(before["person"]) + 2 + 2 + 1 + 2
    assert house.proofs.verify().ok


def test_a_family_goes_with_what_it_signed_since(fair: Desk) -> None:
    before = state(fair)
    batch = str(bring(fair, [(0, 0, 1, "", "")]).batch)
    family = fair.registrations.list("FAIR")[0].family
    fair.consents.give(family, {Purpose.PARTICIPATION: True, Purpose.PHOTO: False}, method="screen", signature=drawn())
    done = fair.imports.undo(batch)
    assert (done.removed, done.kept_list) == (1, ())
    assert state(fair) == before


def test_who_was_to_be_called_is_not_when_the_registration_is_gone(house: Desk) -> None:
    batch = str(bring(house, [(0, 0, 1, "B", ""), (1, 0, 1, "B", "")]).batch)
    house.events.change_slot("FAIR", "B", title="B 场工坊", capacity=1, capacity_unit=Counted.CHILDREN)
    house.registrations.promote_waiting("FAIR")
    with house.house.writing(Right.EVENTS, "x") as unit:
        for view in house.registrations.list("FAIR"):
            calls.add(unit, view.event, view.id, CallReason.EVENT_MOVED)
        unit.commit()
    house.imports.undo(batch)
    gone = {call.registration for call in house.calls.list("FAIR")} - {view.id for view in house.registrations.list("FAIR")}
    house.events.change_slot("FAIR", "B", title="B 场工坊", capacity=40, capacity_unit=Counted.CHILDREN)
    assert gone == set()


def test_a_family_that_was_merged_away_can_come_back_after_its_import_was_undone(fair: Desk) -> None:
    first = str(bring(fair, [(0, 0, 1, "B", "")]).batch)
    second = str(bring(fair, [(1, 0, 1, "B", "")]).batch)
    kept, gone = (view.family for view in fair.registrations.list("FAIR"))
    merge = fair.merges.merge(kept, gone, pairs=[])
    fair.imports.undo(second)
    assert fair.merges.unmerge(merge.id).gone == gone
    fair.imports.undo(first)


def test_a_merge_says_that_the_other_family_went_with_its_import(fair: Desk) -> None:
    """As in files of before, where an undo took such families away."""
    bring(fair, [(0, 0, 1, "B", ""), (1, 0, 1, "B", "")])
    kept, gone = (view.family for view in fair.registrations.list("FAIR"))
    merge = fair.merges.merge(kept, gone, pairs=[])
    with fair.house.writing(Right.EVENTS, "x") as unit:
        unit.execute(family_merge.update().values(gone=unit.new_id()))
        unit.put("x", {})
        unit.commit()
    with pytest.raises(Conflict) as caught:
        fair.merges.unmerge(merge.id)
    assert caught.value.code == "merge_undone"
