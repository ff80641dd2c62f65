"""Plans of a real desk: printed, edited as a workbook, and the emergency plan."""

import shutil
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.emergency import Contact, EmergencyPlan
from eventdesk.domain.event import SlotKind
from eventdesk.domain.plan_rows import COLUMNS
from eventdesk.domain.right import Actor, OperatorRole
from eventdesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from resources.words import Words
from tests.conftest import ZONE, Register
from tests.reports.plans import pages_of
from tests.services.test_outbox import check

ZH = Words("zh")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


@pytest.fixture
def planned(fair: Desk) -> Desk:
    """The fair with two slots, a blocker and notes."""
    at = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
    for code, minute, title in (("S1", 30, "落叶拓印"), ("S2", 40, "故事会")):
        start = at if code == "S1" else at.replace(hour=10, minute=minute)
        fair.events.add_slot(
            "FAIR", title=title, code=code, room="彩虹厅", start=start, end=start.replace(hour=start.hour + 1)
        )
    schedule = fair.schedules.load("FAIR").schedule
    first = schedule.slots[0]
    schedule = schedule.change(first.id, leader="方雨", notes="围裙在三楼")
    schedule = schedule.copy(first.id, new_id="blocker", code="B1", room="积木教室", start=at)
    schedule = schedule.change("blocker", kind=SlotKind.BLOCKER, title="消毒", leader="")
    fair.schedules.save("FAIR", schedule)
    return fair


def put(file: Path, row: int, column: str, value: object) -> None:
    book = openpyxl.load_workbook(file)
    book.active.cell(row, COLUMNS.index(column) + 1).value = value
    book.save(file)


@needs_poppler
def test_the_public_sees_what_was_released_the_team_what_is_planned(planned: Desk, tmp_path: Path) -> None:
    made = planned.plans.day_plan("FAIR", tmp_path / "a.pdf", ZH)
    assert made.release is None
    assert "草稿，尚未发布" in pages_of(made.file)[0]
    planned.schedules.release("FAIR")
    assert planned.plans.day_plan("FAIR", tmp_path / "a.pdf", ZH).release == 1
    schedule = planned.schedules.load("FAIR").schedule
    planned.schedules.save("FAIR", schedule.change(schedule.slots[0].id, title="还没告诉大家"))
    team = "".join(pages_of(planned.plans.day_plan("FAIR", tmp_path / "team.pdf", ZH).file))
    public = planned.plans.day_plan("FAIR", tmp_path / "public.pdf", ZH, public=True)
    text = "".join(pages_of(public.file))
    assert "还没告诉大家" in team and "消毒" in team and "围裙" in team
    assert public.release == 1 and "落叶拓印" in text
    for hidden in ("还没告诉大家", "消毒", "围裙"):
        assert hidden not in text


def test_a_sheet_goes_out_and_in_without_a_change(planned: Desk, tmp_path: Path) -> None:
    before = planned.schedules.load("FAIR").schedule
    for language in ("zh", "en"):
        file = planned.plans.sheet("FAIR", tmp_path / "plan.xlsx", Words(language))
        changes = planned.plans.read_sheet("FAIR", file)
        assert changes.is_empty and not changes.flaws
        assert planned.plans.take_sheet("FAIR", changes).schedule == before
    check(planned)


def test_an_edited_sheet_is_shown_and_then_taken_whole(planned: Desk, tmp_path: Path) -> None:
    file = planned.plans.sheet("FAIR", tmp_path / "plan.xlsx", ZH)
    put(file, 2, "leader", "高阳")
    put(file, 5, "title", "草坪野餐")
    put(file, 5, "start", "11:00")
    put(file, 5, "minutes", 30)
    before = planned.schedules.load("FAIR").schedule
    changes = planned.plans.read_sheet("FAIR", file)
    assert planned.schedules.load("FAIR").schedule == before
    view = planned.plans.take_sheet("FAIR", changes)
    assert view.changes
    assert {slot.title for slot in view.schedule.slots} == {"落叶拓印", "故事会", "消毒", "草坪野餐"}
    assert sum(slot.leader == "高阳" for slot in view.schedule.slots) == 1
    assert planned.plans.read_sheet("FAIR", file).is_empty
    check(planned)


def test_nothing_is_half_imported(planned: Desk, tmp_path: Path) -> None:
    before = planned.schedules.load("FAIR").schedule
    file = planned.plans.sheet("FAIR", tmp_path / "plan.xlsx", ZH)
    put(file, 2, "title", "新标题")
    put(file, 3, "capacity", "很多")
    changes = planned.plans.read_sheet("FAIR", file)
    assert [(flaw.row, flaw.code) for flaw in changes.flaws] == [(3, "bad_number")]
    with pytest.raises(InvalidInput) as raised:
        planned.plans.take_sheet("FAIR", changes)
    assert raised.value.code == "plan_has_flaws"
    assert planned.schedules.load("FAIR").schedule == before


def test_a_sheet_does_not_overwrite_what_was_changed_meanwhile(planned: Desk, tmp_path: Path) -> None:
    file = planned.plans.sheet("FAIR", tmp_path / "plan.xlsx", ZH)
    put(file, 2, "title", "新标题")
    changes = planned.plans.read_sheet("FAIR", file)
    planned.events.add_slot("FAIR", title="后来加的", code="S9")
    with pytest.raises(Conflict) as raised:
        planned.plans.take_sheet("FAIR", changes)
    assert raised.value.code == "plan_changed_meanwhile"


def test_who_registers_meanwhile_does_not_stop_a_sheet(planned: Desk, register: Register, tmp_path: Path) -> None:
    file = planned.plans.sheet("FAIR", tmp_path / "plan.xlsx", ZH)
    put(file, 2, "title", "新标题")
    changes = planned.plans.read_sheet("FAIR", file)
    register(slots=("S1",))
    view = planned.plans.take_sheet("FAIR", changes)
    assert "新标题" in {slot.title for slot in view.schedule.slots}


def test_a_slot_that_families_chose_is_not_lost_by_a_missing_row(
    planned: Desk, register: Register, tmp_path: Path
) -> None:
    register(slots=("S1",))
    file = planned.plans.sheet("FAIR", tmp_path / "plan.xlsx", ZH)
    book = openpyxl.load_workbook(file)
    codes = [row[0].value for row in book.active.iter_rows()]
    book.active.delete_rows(codes.index("S1") + 1)
    book.save(file)
    changes = planned.plans.read_sheet("FAIR", file)
    assert [slot.code for slot in changes.removed] == ["S1"]
    with pytest.raises(Conflict) as raised:
        planned.plans.take_sheet("FAIR", changes)
    assert raised.value.code == "slot_in_use"
    assert len(planned.schedules.load("FAIR").schedule.slots) == 3


@needs_poppler
def test_an_emergency_plan_is_kept_copied_and_printed(fair: Desk, clock: SetClock, tmp_path: Path) -> None:
    assert fair.plans.emergency("FAIR").plan == EmergencyPlan()
    plan = EmergencyPlan(contacts=(Contact("急救员", "李小禾", "13900005678"),), hospital="妇幼保健院", steps=("点名",))
    view = fair.plans.set_emergency("FAIR", plan)
    assert view.changes and view.missing == (
        "hospital_address",
        "hospital_phone",
        "assembly_point",
        "bad_weather",
        "decides",
    )
    assert fair.plans.emergency("FAIR").plan == plan
    check(fair)
    (page,) = pages_of(fair.plans.emergency_page("FAIR", tmp_path / "e.pdf", ZH))
    assert "13900005678" in page and "还没填" in page
    fair.events.clone("FAIR", start=clock.now().astimezone(ZONE).replace(day=29), new_code="NEXT")
    assert fair.plans.emergency("NEXT").plan == plan


def test_an_emergency_plan_that_stays_the_same_writes_nothing(fair: Desk) -> None:
    plan = EmergencyPlan(hospital="妇幼保健院")
    fair.plans.set_emergency("FAIR", plan)
    revision = fair.house.store
    with revision.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar()
    fair.plans.set_emergency("FAIR", plan)
    with revision.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar() == before


def test_who_may_not_export_or_plan_is_told(planned: Desk, tmp_path: Path) -> None:
    actor = planned.house.actor
    planned.house.actor = Actor(actor.operator, OperatorRole.DOOR, actor.station, actor.station_name)
    for verb in (
        lambda: planned.plans.day_plan("FAIR", tmp_path / "a.pdf", ZH),
        lambda: planned.plans.sheet("FAIR", tmp_path / "a.xlsx", ZH),
        lambda: planned.plans.read_sheet("FAIR", tmp_path / "a.xlsx"),
        lambda: planned.plans.set_emergency("FAIR", EmergencyPlan()),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert list(tmp_path.glob("a.*")) == []


def test_an_event_that_is_not_there(fair: Desk, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        fair.plans.day_plan("NONE", tmp_path / "a.pdf", ZH)
