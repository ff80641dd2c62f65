"""What is done to an event's staffing through dialogs: files, forms with bad input, who leaves, conflicts, slots."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import SAMPLES
from tests.ui import roster_desk
from tests.ui.people_desk import Opened
from tests.ui.roster_made import at
from ui.dialogs.volunteer_engagement import EngagementForm, WithdrawForm
from ui.dialogs.volunteer_import import VolunteerImportDialog
from ui.dialogs.volunteer_lists import SlotShiftsForm
from ui.dialogs.volunteer_shift import ShiftForm


class Staff:
    """The page; people and shifts by their names."""

    def __init__(self, made: Opened) -> None:
        self.made = made
        self.page: Any = made.page
        self.verbs = self.page.verbs

    def person(self, name: str) -> str:
        return str(next(one.id for one in self.view.people if one.name == name))

    def shift(self, role: str) -> Any:
        return next(one for one in self.view.shifts if one.role == role)

    @property
    def view(self) -> Any:
        """As the desk holds it."""
        return self.made.ask(self.page.desk.rosters.show, roster_desk.EVENT)

    def of(self, name: str) -> set[str]:
        """The roles that somebody has."""
        view = self.view
        roles, id = {one.id: one.role for one in view.shifts}, self.person(name)
        return {roles[one.shift] for one in view.assignments if one.volunteer == id}

    def settle(self) -> None:
        self.made.qtbot.wait(15)
        self.made.qtbot.waitUntil(lambda: not self.made.running.tasks.busy, timeout=15000)
        self.made.qtbot.wait(5)

    def submit(self, form: Any) -> None:
        form.submit()
        self.settle()

    def open(self, kind: type[QWidget], how: Any, *args: Any) -> Any:
        how(*args)
        return self.made.dialog(kind)


@pytest.fixture
def staff(qtbot: QtBot, tmp_path: Path) -> Iterator[Staff]:
    clock = roster_desk.make(tmp_path / "desk")
    with roster_desk.opened(qtbot, tmp_path / "desk", clock) as made:
        yield Staff(made)


def test_files_are_shown_row_by_row_before_they_are_taken(staff: Staff) -> None:
    dialog = staff.open(VolunteerImportDialog, staff.verbs.open_import)
    assert not dialog.go.isEnabled()
    dialog.pick("shifts", SAMPLES / "shifts_public.csv")
    dialog.pick("people", SAMPLES / "volunteers_public.xlsx")
    staff.settle()
    people = len(staff.view.people)
    rows = dialog.table.rows
    assert len(rows) > 20 and rows[0].fate.startswith("rejected"), "what needs somebody's eyes comes first"
    taken = sum(1 for row in rows if row.fate == "ok")
    assert dialog.go.isEnabled() and str(taken) in dialog.go.text()
    assert people == 10, "nothing is written before it is taken"
    dialog.take()
    staff.settle()
    assert len([one for one in staff.page.roster.sheet.view.people if not one.withdrawn]) == people + taken
    assert len(staff.view.shifts) > 8


def test_a_file_that_can_not_be_read_is_said_and_nothing_is_taken(staff: Staff, tmp_path: Path) -> None:
    broken = tmp_path / "people.xlsx"
    broken.write_bytes(b"no workbook")
    dialog = staff.open(VolunteerImportDialog, staff.verbs.open_import)
    dialog.pick("people", broken)
    staff.settle()
    assert dialog.trouble.isVisible() and not dialog.go.isEnabled()
    dialog.reject()


def test_who_leaves_is_replaced_with_one_press_and_comes_back_with_another(staff: Staff) -> None:
    form = staff.open(WithdrawForm, staff.verbs.withdraw, staff.person("蒋立"))
    staff.submit(form)
    assert form.isVisible() and form.reason.error, "a reason is needed"
    form.reason.set_text("ill")
    assert staff.of("方雨") == {"落叶拓印", "音乐圈"}
    id = staff.person("陈曦")
    form.reject()

    form = staff.open(WithdrawForm, staff.verbs.withdraw, id)
    form.reason.set_text("ill")
    staff.submit(form)
    assert staff.of("陈曦") == set() and staff.made.toast
    staff.verbs.repair(id)
    staff.made.qtbot.waitUntil(lambda: not staff.page.roster.session.solving, timeout=30000)
    staff.settle()
    session = staff.page.roster.session
    assert session.drafting and len(session.sheet.removed) <= 1, "hardly anybody else is touched"
    assert not session.sheet.missing(staff.shift("落叶拓印").id)
    session.adopt()
    staff.settle()
    assert sum(1 for one in staff.view.assignments if one.shift == staff.shift("落叶拓印").id) == 2
    staff.verbs.relist(id)
    staff.settle()
    assert not next(one for one in staff.view.people if one.id == id).withdrawn


@pytest.mark.parametrize(("field", "text"), [("time", "10"), ("time", "25:00-26:00"), ("need", "two"), ("day", "soon"), ("role", "")])
def test_a_shift_that_can_be_none_is_said_below_its_field(staff: Staff, field: str, text: str) -> None:
    form = staff.open(ShiftForm, staff.verbs.new_shift)
    form.role.set_text("停车")
    form.fields[field].set_text(text)
    staff.submit(form)
    assert form.isVisible() and form.fields[field].error
    assert len(staff.view.shifts) == 8
    form.reject()


def test_a_shift_is_added_changed_and_taken_away(staff: Staff) -> None:
    form = staff.open(ShiftForm, staff.verbs.new_shift)
    form.role.set_text("停车")
    form.time.set_text("8:30-9:30")
    form.need.set_text("3")
    staff.submit(form)
    assert staff.shift("停车").need == 3 and staff.page.roster.sheet.missing(staff.shift("停车").id) == 3
    form = staff.open(ShiftForm, staff.verbs.edit_shift, staff.shift("停车").id)
    form.ideal.set_text("2")
    staff.submit(form)
    assert form.fields["ideal"].error, "fewer than are needed"
    form.ideal.set_text("4")
    staff.submit(form)
    assert staff.shift("停车").ideal == 4
    staff.verbs.remove_shift(staff.shift("停车").id)
    staff.settle()
    assert len(staff.view.shifts) == 8


def test_hours_of_a_person_are_read_or_refused_below_their_field(staff: Staff) -> None:
    form = staff.open(EngagementForm, staff.verbs.edit_engagement, staff.person("陈曦"))
    form.windows.setPlainText("all day long")
    staff.submit(form)
    assert form.isVisible() and form.fields["windows"].error
    form.windows.setPlainText("9:00-10:00")
    form.most.set_text("many")
    staff.submit(form)
    assert form.fields["max_minutes"].error and not form.fields["windows"].error
    form.most.set_text("3")
    staff.submit(form)
    (person,) = (one for one in staff.view.people if one.name == "陈曦")
    assert [(one.start, one.end) for one in person.windows] == [(at("9:00"), at("10:00"))] and person.max_minutes == 180


def test_shifts_come_from_slots_and_follow_them_when_they_move(staff: Staff) -> None:
    events = staff.page.desk.events
    staff.made.ask(events.add_slot, roster_desk.EVENT, title="合唱", code="A", start=at("9:00"), end=at("10:00"))
    staff.page.make_stale()
    staff.made.settle()
    form = staff.open(SlotShiftsForm, staff.verbs.from_slots)
    form.role.set_text("带队")
    form.need.set_text("2")
    staff.submit(form)
    assert (staff.shift("带队").slot, staff.shift("带队").start) == ("A", at("9:00"))
    bar = staff.page.roster.conflicts
    staff.settle()
    assert not bar.isVisible()

    schedules = staff.page.desk.schedules
    schedule = staff.made.ask(schedules.load, roster_desk.EVENT).schedule
    staff.made.ask(schedules.save, roster_desk.EVENT, schedule.move(schedule.slots[0].id, room="", start=at("11:00")))
    staff.page.make_stale()
    staff.made.settle()
    assert bar.isVisible() and "带队" in bar.strip.accessibleName() and "11:00" in bar.strip.accessibleName()
    bar.act.click()
    staff.made.settle()
    assert staff.shift("带队").start == at("11:00") and not bar.isVisible()
    assert staff.made.toast
