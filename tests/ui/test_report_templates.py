"""Templates on the page of reports: made in a form, chosen for files, removed and undone; and reports that are due."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.event import EventKind, EventState
from eventdesk.services.checkins import Scan
from eventdesk.settings import Settings
from tests.conftest import Register
from tests.ui.test_page_reports import PAGES, Shown
from ui.app import start
from ui.dialogs.report_templates import TemplateForm, TemplatesDialog


@pytest.fixture
def shown(fair: Desk, register: Register, clock: SetClock, tmp_path: Path, qtbot: QtBot) -> Iterator[Shown]:
    """``FAIR`` with somebody who came; its report could not be made when it was closed."""
    fair.checkins.scan("FAIR", Scan(registration=register(children=2).id))
    fair.report_templates.add("After", "attendance", formats=("csv",), after_kinds=(fair.events.show("FAIR").kind,))
    fair.report_templates.folder.write_text("in the way")
    if fair.events.show("FAIR").state is EventState.DRAFT:
        fair.events.publish("FAIR")
    fair.events.advance("FAIR", EventState.CLOSED)
    fair.close()
    files = tmp_path / "files"
    files.mkdir()
    chosen = Settings(language="zh", theme="light", reduced_motion=True, report_folder=str(files))
    running = start(lambda _: open_desk(fair.folder, clock=clock), chosen=chosen, pages=PAGES, size=(1366, 768))
    made = Shown(running, qtbot)
    qtbot.waitUntil(lambda: running.window.page is not None, timeout=20_000)
    made.settle()
    yield made
    running.window.close()
    made.settle()
    running.end()


def test_a_template_is_made_used_removed_and_undone(shown: Shown, tmp_path: Path) -> None:
    page = shown.page
    page.choose_kind("event")
    shown.settle()
    dialog = page.left.open_templates()
    shown.settle()
    assert isinstance(dialog, TemplatesDialog) and [one.name for one in dialog.templates] == ["After"]
    assert dialog.kind.current == "event"
    form = dialog.open_form(None)
    assert isinstance(form, TemplateForm)
    form.name.edit.setText("钱在前")
    for key in ("volunteers", "partners", "follow_ups", "comparison"):
        form.sections[key].setChecked(False)
    for _ in range(3):
        form.move_section("money", -1)
    form.formats["xlsx"].setChecked(False)
    form.after[EventKind.FESTIVAL].setChecked(True)
    form.submit()
    shown.settle()
    made = next(one for one in dialog.templates if one.name == "钱在前")
    assert (made.kind, made.sections, made.formats) == ("event", ("money", "attendance", "satisfaction"), ("pdf",))
    assert made.after_kinds == (EventKind.FESTIVAL,)
    dialog.remove(made)
    shown.settle()
    assert [one.name for one in dialog.templates] == ["After"]
    dialog.undo()
    shown.settle()
    assert [one.name for one in dialog.templates] == ["After", "钱在前"]
    dialog.reject()
    shown.settle()
    names = page.left.templates
    names.activated.emit(names.findData("钱在前"))
    page.export.start("json")
    shown.settle()
    assert [file.suffix for file in (tmp_path / "files").iterdir()] == [".json"]
    assert "money" in (text := next((tmp_path / "files").iterdir()).read_text(encoding="utf-8")) and '"compare' not in text


def test_a_form_without_sections_or_with_a_wrong_logo_says_so(shown: Shown, tmp_path: Path) -> None:
    dialog = shown.page.left.open_templates()
    shown.settle()
    form = dialog.open_form(None)
    form.name.edit.setText("x")
    picture = tmp_path / "logo.png"
    picture.write_bytes(b"no picture")
    form.take_logo(picture)
    assert form.logo_said.text() == "logo.png"
    form.submit()
    shown.settle()
    assert form.isVisible() and [one.name for one in dialog.templates] == ["After"]
    for box in form.sections.values():
        box.setChecked(False)
    form.submit()
    shown.settle()
    assert form.isVisible()
    form.reject()
    dialog.reject()


def test_what_closing_did_not_make_is_told_and_made(shown: Shown) -> None:
    page = shown.page
    assert page.left.due.isVisible()
    folder = page.desk.report_templates.folder
    page.left.make_due()
    shown.settle()
    assert page.left.due.isVisible()
    folder.unlink()
    page.left.make_due()
    shown.settle()
    assert not page.left.due.isVisible() and len(list(folder.iterdir())) == 1


def test_years_are_a_segment_of_their_own(shown: Shown) -> None:
    page = shown.page
    page.left.abouts.chosen.emit("year")
    shown.settle()
    assert page.state()["kind"] == "year" and page.left.kinds.count() == 3
    page.left.abouts.chosen.emit("event")
    shown.settle()
    assert page.state()["kind"] == "attendance"
    QTest.qWait(0)
