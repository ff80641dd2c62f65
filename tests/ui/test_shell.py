"""The window with a real desk: opening, pages, language and colours, closing."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from eventdesk.desk import Desk, create_desk, open_desk
from eventdesk.errors import NotFound, StoreProblem
from eventdesk.settings import Settings
from ui.app import Running, start
from ui.opening import PassphrasePage
from ui.pages.base import Page, PageContext, PageSpec, State
from ui.widgets.base import fill, vbox
from ui.widgets.buttons import Button
from ui.widgets.dialog import ShortcutSheet
from ui.widgets.states import ErrorCard

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


class Notes(Page):
    """A page that remembers what is typed and counts what happens to it."""

    nouns = frozenset({"events"})
    name = "notes"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.line = QLineEdit()
        self.refreshed = self.fronts = self.backs = self.undone = 0
        self.leavable = True
        column = vbox()
        fill(column, self.line, None)
        self.setLayout(column)

    def title(self) -> str:
        return self.words("shell.nav")

    def subtitle(self) -> str:
        return self.name

    def header_actions(self) -> list[QWidget]:
        return [Button(self.theme, "x")]

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("N", "new"),)

    def refresh(self) -> None:
        self.refreshed += 1

    def shown(self) -> None:
        self.fronts += 1

    def hidden(self) -> None:
        self.backs += 1

    def undo(self) -> None:
        self.undone += 1

    def may_leave(self) -> bool:
        return self.leavable

    def state(self) -> dict[str, Any]:
        return {"text": self.line.text()}

    def restore(self, state: State) -> None:
        self.line.setText(str(state.get("text", "")))


class Other(Notes):
    nouns = frozenset({"families"})
    name = "other"


PAGES = (
    PageSpec("notes", "list", "shell.nav", Notes),
    PageSpec("other", "people", "shell.local", Other, section=1),
    PageSpec("door", "scan", "shell.app", Notes, full_screen=True, in_rail=False),
)


@pytest.fixture
def desk_folder(tmp_path: Path) -> Path:
    create_desk(tmp_path / "desk", name="Sprout Club", passphrase=None, sample=True).close()
    return tmp_path / "desk"


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Callable[..., Running]]:
    opened: list[Running] = []

    def make(opener: Callable[[str | None], Desk], **options: Any) -> Running:
        options.setdefault("chosen", Settings(theme="light", reduced_motion=True))
        running = start(opener, pages=options.pop("pages", PAGES), **options)
        opened.append(running)
        return running

    yield make
    for running in opened:
        running.window.close()
        while running.window.isVisible():
            qtbot.wait(5)
        running.end()
        running.window.deleteLater()


@pytest.fixture
def running(open_window: Callable[..., Running], desk_folder: Path, qtbot: QtBot) -> Running:
    made = open_window(lambda passphrase: open_desk(desk_folder, passphrase=passphrase), size=(1366, 768))
    qtbot.waitUntil(lambda: made.window.current == "notes", timeout=8000)
    return made


def notes(running: Running) -> Notes:
    page = running.window.page
    assert isinstance(page, Notes)
    return page


def press(running: Running, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    running.window.activateWindow()
    QTest.keyClick(running.window, key, modifier)


# -- opening


def test_the_window_is_there_before_the_desk(
    open_window: Callable[..., Running], desk_folder: Path, qtbot: QtBot
) -> None:
    gate, threads = threading.Event(), list[threading.Thread]()

    def opener(passphrase: str | None) -> Desk:
        threads.append(threading.current_thread())
        gate.wait()
        return open_desk(desk_folder, passphrase=passphrase)

    made = open_window(opener)
    qtbot.waitUntil(lambda: bool(threads))
    assert made.window.isVisible()
    assert made.window.current == ""
    assert threads[0] is not threading.main_thread()
    gate.set()
    qtbot.waitUntil(lambda: made.window.current == "notes", timeout=8000)


def test_it_opens_on_the_page_that_was_asked_for(
    open_window: Callable[..., Running], desk_folder: Path, qtbot: QtBot
) -> None:
    made = open_window(lambda passphrase: open_desk(desk_folder), page="other")
    qtbot.waitUntil(lambda: made.window.current == "other", timeout=8000)


def test_a_passphrase_is_asked_for_and_asked_again(
    open_window: Callable[..., Running], tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "locked"
    create_desk(folder, name="Sprout Club", passphrase="correct horse").close()
    made = open_window(lambda passphrase: open_desk(folder, passphrase=passphrase))
    qtbot.waitUntil(lambda: made.window.findChild(PassphrasePage) is not None, timeout=8000)
    asking = made.window.findChild(PassphrasePage)
    assert asking is not None
    QTest.keyClicks(asking.field.edit, "wrong horse")
    QTest.keyClick(asking.field.edit, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(asking.field.error), timeout=8000)
    asking.field.edit.clear()
    QTest.keyClicks(asking.field.edit, "correct horse")
    QTest.keyClick(asking.field.edit, Key.Key_Return)
    qtbot.waitUntil(lambda: made.window.current == "notes", timeout=8000)
    assert made.window.rail.isVisible()


def test_a_desk_that_does_not_open_says_so_and_is_tried_again(
    open_window: Callable[..., Running], desk_folder: Path, qtbot: QtBot
) -> None:
    tries: list[int] = []

    def opener(passphrase: str | None) -> Desk:
        tries.append(1)
        if len(tries) == 1:
            raise StoreProblem("newer_desk", found=9, known=1)
        return open_desk(desk_folder)

    made = open_window(opener)
    qtbot.waitUntil(lambda: made.window.findChild(ErrorCard) is not None, timeout=8000)
    card = made.window.findChild(ErrorCard)
    assert card is not None
    again = card.findChild(Button)
    assert again is not None
    QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: made.window.current == "notes", timeout=8000)


def test_where_there_is_no_desk_the_welcome_makes_one(
    open_window: Callable[..., Running], tmp_path: Path, qtbot: QtBot
) -> None:
    welcomes: list[Callable[[Desk], None]] = []

    def welcome(window: object, opened: Callable[[Desk], None]) -> QWidget:
        welcomes.append(opened)
        return QWidget()

    made = open_window(lambda passphrase: open_desk(tmp_path / "none"), welcome=welcome)
    qtbot.waitUntil(lambda: bool(welcomes), timeout=8000)
    make = made.tasks.run(
        create_desk, tmp_path / "none", name="New", passphrase=None, done=welcomes[0], owner=made.window
    )
    qtbot.waitUntil(lambda: made.window.current == "notes", timeout=8000)
    assert make.error is None


# -- pages


def test_alt_and_a_number_switch_pages(running: Running) -> None:
    press(running, Key.Key_2, ALT)
    assert running.window.current == "other"
    press(running, Key.Key_1, ALT)
    assert running.window.current == "notes"
    press(running, Key.Key_3, ALT)
    assert running.window.current == "notes", "the door is not in the rail"


def test_the_header_shows_the_page(running: Running) -> None:
    window = running.window
    assert window.header.title == window.words("shell.nav")
    assert window.windowTitle().startswith(window.words("shell.nav"))


def test_a_page_refreshes_when_seen_first_and_when_stale(running: Running, qtbot: QtBot) -> None:
    first = notes(running)
    assert first.refreshed == 1
    running.window.shell.changes.announce({"families"})
    qtbot.wait(20)
    assert first.refreshed == 1, "another noun is none of its business"
    running.window.navigate("other")
    running.window.shell.changes.announce({"events"})
    running.window.shell.changes.announce({"events"})
    qtbot.wait(20)
    assert first.refreshed == 1, "nobody sees it"
    running.window.navigate("notes")
    assert first.refreshed == 2
    running.window.shell.changes.announce({"events"})
    qtbot.waitUntil(lambda: first.refreshed == 3)


def test_what_a_verb_changed_is_announced(running: Running, qtbot: QtBot) -> None:
    @dataclass(frozen=True)
    class Result:
        changes: frozenset[str]

    page = notes(running)
    running.tasks.run(lambda: Result(frozenset({"events"})))
    qtbot.waitUntil(lambda: page.refreshed == 2)


def test_a_page_may_refuse_to_be_left(running: Running) -> None:
    page = notes(running)
    page.leavable = False
    assert not running.window.navigate("other")
    assert running.window.current == "notes"
    page.leavable = True
    assert running.window.navigate("other")
    assert page.backs == 1


def test_the_door_covers_rail_and_header_and_gives_them_back(running: Running) -> None:
    window = running.window
    window.navigate("other")
    window.navigate("door")
    assert not window.rail.isVisible()
    assert not window.header.isVisible()
    window.navigate()
    assert window.current == "other"
    assert window.rail.isVisible()
    assert window.header.isVisible()


def test_the_door_has_colours_of_its_own(running: Running) -> None:
    window = running.window
    window.save(theme="dark", door_theme="light")
    assert window.shell.theme.dark
    window.navigate("door")
    assert not window.shell.theme.dark
    window.navigate()
    assert window.shell.theme.dark


def test_a_state_goes_along(running: Running) -> None:
    running.window.navigate("other", text="from notes")
    assert notes(running).line.text() == "from notes"


# -- language, colours, size


def test_another_language_builds_pages_again_with_their_state(running: Running) -> None:
    window = running.window
    notes(running).line.setText("half a sentence")
    window.navigate("other")
    notes(running).line.setText("another half")
    before = window.page
    window.save(language="en")
    assert window.page is not before
    assert window.current == "other"
    assert notes(running).line.text() == "another half"
    assert window.header.title == "Pages"
    window.navigate("notes")
    assert notes(running).line.text() == "half a sentence"


def test_settings_are_kept(open_window: Callable[..., Running], desk_folder: Path, qtbot: QtBot) -> None:
    kept: list[Settings] = []
    made = open_window(lambda passphrase: open_desk(desk_folder), keep=kept.append)
    qtbot.waitUntil(lambda: made.window.current == "notes", timeout=8000)
    made.window.rail.language_wanted.emit()
    made.window.rail.theme_wanted.emit()
    made.window.save(scale=125)
    assert [(s.language, s.theme, s.scale) for s in kept] == [
        ("en", "light", 100),
        ("en", "dark", 100),
        ("en", "dark", 125),
    ]
    assert (made.window.shell.theme.dark, made.window.shell.theme.scale) == (True, 125)


def test_the_rail_gives_way_in_a_narrow_window(running: Running, qtbot: QtBot) -> None:
    running.window.resize(1199, 700)
    assert running.window.rail.width() == 56
    running.window.resize(1200, 700)
    assert running.window.rail.width() == 200


def test_larger_type_widens_the_rail_or_leaves_its_icons(running: Running) -> None:
    running.window.resize(1366, 768)
    running.window.save(scale=110)
    assert running.window.rail.width() == 220, "words of the larger type fit"
    running.window.save(scale=150)
    assert running.window.rail.width() == 56, "1366 px of that type are as narrow as 911"
    running.window.save(scale=100)
    assert running.window.rail.width() == 200


# -- layers


def test_ctrl_z_undoes_what_the_toast_tells_of_then_the_page(running: Running) -> None:
    undone: list[str] = []
    page = notes(running)
    page.say("Saved.", undo=lambda: undone.append("toast"))
    press(running, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["toast"]
    assert page.undone == 0
    press(running, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["toast"]
    assert page.undone == 1


def test_f1_shows_the_keys(running: Running, qtbot: QtBot) -> None:
    press(running, Key.Key_F1)
    sheet = running.window.findChild(ShortcutSheet)
    assert sheet is not None
    assert sheet.isVisible()
    sheet.reject()


def test_an_error_nobody_takes_becomes_a_toast(running: Running, qtbot: QtBot) -> None:
    def work() -> None:
        raise NotFound("no_such_thing")

    running.tasks.run(work)
    toast = running.window.toast
    qtbot.waitUntil(toast.isVisible)
    assert toast.text == running.window.wording.error(NotFound("no_such_thing")).whole
    assert not toast.can_undo


# -- closing


def test_closing_waits_for_the_writer_and_closes_the_desk(running: Running, qtbot: QtBot) -> None:
    gate, order = threading.Event(), list[str]()

    def write() -> None:
        gate.wait()
        order.append("written")

    running.tasks.run(write)
    window = running.window
    window.close()
    assert window.isVisible(), "there is still something to write"
    assert order == []
    qtbot.waitUntil(lambda: window.closing_note == window.words("shell.closing"), timeout=3000)
    gate.set()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=8000)
    assert order == ["written"]
    with pytest.raises(RuntimeError):
        running.tasks.run(write)


def test_a_page_may_refuse_the_close(running: Running) -> None:
    page = notes(running)
    page.leavable = False
    running.window.close()
    assert running.window.isVisible()
    page.leavable = True


def test_the_rail_marks_where_a_page_belongs(
    open_window: Callable[..., Running], desk_folder: Path, qtbot: QtBot
) -> None:
    pages = (
        *PAGES,
        PageSpec("within", "import", "shell.app", Notes, in_rail=False, under="other"),
        PageSpec("settings", "gear", "shell.settings", Notes, in_rail=False),
    )
    made = open_window(lambda passphrase: open_desk(desk_folder), pages=pages)
    qtbot.waitUntil(lambda: made.window.current == "notes", timeout=8000)
    rail = made.window.rail

    def marked() -> tuple[list[str], bool]:
        return [key for key, item in rail._items.items() if item.isChecked()], rail._gear.isChecked()

    assert marked() == (["notes"], False)
    made.window.navigate("within")
    assert marked() == (["other"], False), "a page that is only gone to lights the entry it belongs to"
    made.window.navigate("settings")
    assert marked() == ([], True)
    rail._gear.click()
    assert marked() == ([], True), "a second click leaves it marked"
    made.window.save(language="en" if made.window.words.language == "zh" else "zh")
    assert marked() == ([], True), "so does another language"
