"""The door, driven as people drive it: by scanner, keys and search, against a real desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from eventdesk.domain.checkin import Code
from eventdesk.domain.consent import Purpose
from eventdesk.domain.right import Actor, OperatorRole
from eventdesk.settings import Settings
from tests.ui.door_desk import EVENT, Hall, furnished
from ui.app import Running, start
from ui.dialogs.choose import Choose
from ui.dialogs.consent import ConsentDialog
from ui.dialogs.walk_in import WalkInDialog
from ui.models.door import Card, Origin
from ui.pages.base import Page, PageContext, PageSpec
from ui.pages.door import DoorPage
from ui.scanner.rhythm import Settings as Rhythm
from ui.scanner.sources import Camera, Devices
from ui.theme import Theme
from ui.widgets.signature import SignaturePad
from ui.widgets.verdict import VerdictKind


class NoDevices(Devices):
    """A computer without any camera."""

    def cameras(self) -> tuple[Camera, ...]:
        return ()

    def ask(self, answer: object) -> None:
        return None


def _page(context: PageContext) -> Page:
    return DoorPage(context, devices=NoDevices)


@dataclass
class Door:
    """The window with the door in front, and hands for it."""

    hall: Hall
    running: Running
    qtbot: QtBot

    @property
    def page(self) -> DoorPage:
        page = self.running.window.page
        assert isinstance(page, DoorPage)
        return page

    @property
    def card(self) -> Card | None:
        return self.page.flow.card

    def quiet(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.waitUntil(lambda: not self.running.tasks.busy and not self.page.lists.pending, timeout=10_000)

    def scan(self, text: str) -> None:
        """Keys of a wedge scanner, Enter at the end, whatever has the focus."""
        handle, wedge = self.running.window.windowHandle(), self.page.devices.wedge
        wedge.configure(Rhythm(hold_ms=3000, settle_ms=3000, join_ms=3000))  # a loaded machine is no slow scanner
        for character in text:
            QTest.keyClick(handle, character)
        QTest.keyClick(handle, Qt.Key.Key_Return)
        wedge.configure(Rhythm())
        self.quiet()

    def read(self, name: str) -> None:
        """Scan a family's code and wait until the scanner's Enter can no longer be meant."""
        self.scan(self.hall.code(name))
        self.qtbot.waitUntil(lambda: self.card is not None, timeout=5000)
        QTest.qWait(450)

    def key(self, key: Qt.Key | str) -> None:
        """A key of a person, through the window."""
        handle = self.running.window.windowHandle()
        QTest.keyClick(handle, key)
        QTest.qWait(60)
        self.quiet()

    def write(self, text: str) -> None:
        """Type as fingers do."""
        handle = self.running.window.windowHandle()
        for character in text:
            QTest.keyClick(handle, character)
            QTest.qWait(90)
        QTest.qWait(140)
        self.quiet()

    def dialog(self, kind: type[QWidget]) -> QWidget:
        """The dialog that is open."""
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=3000)
        found = QApplication.activeModalWidget()
        assert found is not None
        activate(self.qtbot, found)
        return found

    def inside(self) -> int:
        return self.hall.desk.attendance.show(EVENT).totals.inside


def open_door(hall: Hall, qtbot: QtBot, *, language: str = "zh", size: tuple[int, int] = (1366, 768)) -> Door:
    spec = PageSpec("door", "scan", "door.nav", _page, full_screen=True)
    chosen = Settings(language=language, theme="light", reduced_motion=True, event=EVENT, muted=True)
    running = start(lambda passphrase: hall.desk, page="door", chosen=chosen, pages=(spec,), size=size)
    qtbot.waitUntil(lambda: isinstance(running.window.page, DoorPage), timeout=10_000)
    door = Door(hall, running, qtbot)
    qtbot.waitUntil(lambda: door.page.view is not None, timeout=10_000)
    activate(qtbot, running.window)
    door.quiet()
    return door


def activate(qtbot: QtBot, widget: QWidget) -> None:
    """The offscreen platform gives the focus only when asked again."""

    def active() -> bool:
        if not widget.isActiveWindow():
            widget.activateWindow()
        return widget.isActiveWindow()

    qtbot.waitUntil(active, timeout=5000)


def close(door: Door) -> None:
    door.running.window.close()
    door.qtbot.waitUntil(lambda: not door.running.window.isVisible(), timeout=10_000)
    door.running.end()
    door.running.window.deleteLater()


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return furnished(tmp_path / "desk")


@pytest.fixture
def door(hall: Hall, qtbot: QtBot) -> Iterator[Door]:
    door = open_door(hall, qtbot)
    yield door
    close(door)


def test_a_scan_shows_who_is_expected_and_enter_admits_them(door: Door) -> None:
    before = door.inside()
    door.scan(door.hall.code("马悦"))
    assert door.card is not None
    assert door.card.result.family_label == "马悦"
    assert door.page.card.banner.kind is VerdictKind.ADMIT
    assert door.page.card.admit.text() == door.page.words("door.admit", n=3)
    assert door.inside() == before  # the Enter of the scanner admits nobody
    QTest.qWait(450)
    door.key(Qt.Key.Key_Return)
    assert door.inside() == before + 3
    assert door.card is None
    assert door.page.idle.admitted.isVisible()
    assert door.page.view is not None
    door.qtbot.waitUntil(lambda: door.page.view.recent[0].label == "马悦", timeout=3000)
    assert door.page.search.edit.hasFocus()
    assert door.page.search.text() == ""


def test_the_scanners_enter_and_a_hasty_one_confirm_nothing(door: Door) -> None:
    before = door.inside()
    door.scan(door.hall.code("马悦"))
    door.key(Qt.Key.Key_Return)
    assert door.card is not None
    assert door.inside() == before


def test_the_same_reading_twice_is_one_card(door: Door) -> None:
    code = door.hall.code("马悦")
    door.page.take_scan(code, Origin.CAMERA)
    door.page.take_scan(code, Origin.SCANNER)
    door.quiet()
    assert door.card is not None
    assert door.page.flow.aside == ()


def test_partial_arrival_and_the_same_code_later(door: Door) -> None:
    before = door.inside()
    door.read("叶青")
    door.key("3")
    assert len(door.card.ticked) == 2 if door.card else False
    assert door.page.card.admit.text() == door.page.words("door.admit", n=2)
    assert "叶帆" in door.page.card.hint.text()
    door.key(Qt.Key.Key_Return)
    assert door.inside() == before + 2
    door.hall.clock.at = door.hall.clock.at.replace(minute=40)
    QTest.qWait(100)
    door.page.flow._last = ("", -1e9)  # three seconds later
    door.read("叶青")
    assert door.card is not None
    assert door.card.result.code is Code.OK_PARTIAL
    assert [p.name for p in door.card.outside] == ["叶帆"]
    assert [tile.isEnabled() for tile in door.page.card.tiles] == [False, False, True]
    door.key(Qt.Key.Key_Return)
    assert door.inside() == before + 3


def test_nobody_ticked_cannot_be_admitted(door: Door) -> None:
    before = door.inside()
    door.read("韦晴")
    door.key("1")
    door.key("2")
    assert door.page.card.admit.isEnabled() is False
    door.key(Qt.Key.Key_Return)
    assert door.inside() == before
    door.key("a")
    door.key(Qt.Key.Key_Return)
    assert door.inside() == before + 2


def test_search_by_initials_opens_the_one_hit(door: Door) -> None:
    assert door.page.search.edit.hasFocus()
    door.write("jwb")
    assert door.page.idle.found.isVisible()
    assert door.page.words("door.by_letters") in door.page.idle.found._detail.text(), "it says what answered to the text"
    door.key(Qt.Key.Key_Return)
    assert door.card is not None
    assert door.card.result.family_label == "蒋文博"
    assert not door.page.search.edit.hasFocus()
    door.key(Qt.Key.Key_Escape)
    assert door.card is None
    assert door.page.search.edit.hasFocus()


def test_search_by_phone_tail_lists_several_and_a_number_picks(door: Door) -> None:
    door.hall.family("韦晴二", "13511117719", ("韦二", 30))
    door.write("7719")
    assert len(door.page.idle.found.list.rows) == 2
    assert all(row.phone.endswith("7719") for row in door.page.idle.found.list.rows), "the phone that was meant"
    assert door.page.words("door.by_digits") in door.page.idle.found._detail.text()
    door.key(Qt.Key.Key_Return)
    assert door.page.idle.found.list.hasFocus()
    wanted = door.page.idle.found.list.rows[1].key
    door.key("2")
    assert door.card is not None
    assert door.card.result.registration == wanted


def test_nothing_found_says_so_and_offers_a_walk_in(door: Door) -> None:
    door.write("zzq")
    assert "zzq" in door.page.idle.found._fact.text()
    assert door.page.idle.found.walk_in.isVisible()


def test_too_many_ask_for_one_more(door: Door) -> None:
    door.write("xiao")
    assert door.page.idle.found._fact.text() == door.page.words("door.too_many")


def test_down_goes_into_the_missing_list_and_enter_opens(door: Door) -> None:
    door.key(Qt.Key.Key_Down)
    assert door.page.idle.waiting.hasFocus()
    door.key(Qt.Key.Key_Down)
    door.key(Qt.Key.Key_Return)
    assert door.card is not None
    assert door.card.result.family_label == "蒋文博"


def test_up_at_the_top_returns_to_the_search(door: Door) -> None:
    door.key(Qt.Key.Key_Down)
    door.key(Qt.Key.Key_Up)
    assert door.page.search.edit.hasFocus()


def test_who_is_inside_already_is_refused_and_comes_back_in(door: Door) -> None:
    before = door.inside()
    door.read("黄子墨")
    assert door.page.refused.isVisible()
    line = door.page.refused.banner.line
    assert "09:22" in line
    assert "1 号门" in line
    assert "3" in line
    door.key(Qt.Key.Key_Return)
    assert door.card is not None  # Enter alone takes no way out
    door.key("r")
    door.qtbot.waitUntil(lambda: door.card is None, timeout=5000)
    assert door.inside() == before
    view = door.hall.desk.attendance.door(EVENT)
    assert view.recent[0].label == "黄子墨"
    assert view.recent[0].kind == "override"


def test_the_answer_is_seen_only_while_h_is_held(door: Door) -> None:
    door.read("黄子墨")
    answer = door.page.refused.answer
    assert "0008" not in answer.text
    handle = door.running.window.windowHandle()
    QTest.keyPress(handle, "h")
    QTest.qWait(80)
    assert answer.text == "0008"
    QTest.keyRelease(handle, "h")
    QTest.qWait(80)
    assert "0008" not in answer.text


def test_re_entry_needs_the_right(door: Door) -> None:
    house = door.hall.desk.house
    house.actor = Actor(house.actor.operator, OperatorRole.DOOR, house.actor.station, house.actor.station_name)
    door.read("黄子墨")
    assert door.page.refused.tiles[0].isEnabled() is False
    door.key("r")
    assert door.card is not None


def test_a_code_that_nobody_knows_offers_search_and_walk_in(door: Door) -> None:
    door.scan("HELLO-WORLD-123")
    assert door.card is not None
    assert door.card.result.code is Code.UNKNOWN
    assert door.page.refused.banner.line == door.page.words("verdicts.unknown")
    door.key(Qt.Key.Key_F2)
    assert door.page.search.edit.hasFocus()


@pytest.mark.parametrize(("state", "code"), [("cancelled", Code.CANCELLED), ("forged", Code.FORGED)])
def test_other_refusals_have_their_own_sentence(door: Door, state: str, code: Code) -> None:
    text = door.hall.code("韦晴")
    if state == "cancelled":
        door.hall.desk.registrations.cancel(door.hall.registrations["韦晴"].id)
    else:
        text = text[:-3] + ("AAA" if not text.endswith("AAA") else "BBB")
    door.scan(text)
    assert door.card is not None
    assert door.card.result.code is code
    assert door.page.refused.banner.line == door.page.words(f"verdicts.{code.value}")


def test_a_guardian_reads_ticks_and_signs_on_the_screen(door: Door) -> None:
    family = door.hall.registrations["罗诗雨"].family
    door.read("罗诗雨")
    door.key("s")
    door.dialog(Choose)
    QTest.keyClick(QApplication.activeModalWidget(), Qt.Key.Key_1)
    door.qtbot.waitUntil(lambda: bool(door.running.window.findChildren(ConsentDialog)))
    form = door.dialog(ConsentDialog)
    assert not any(tick.isChecked() for tick in form.ticks.values()), "silence is no consent"
    form.ticks[Purpose.PARTICIPATION].click()
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert form.isVisible() and form.trouble.isVisible(), "nobody signed yet"
    QTest.keyClick(form, Qt.Key.Key_Return)
    assert form.isVisible(), "a scanner's Enter confirms nothing"
    draw(form.pad)
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    door.quiet()
    state = door.hall.desk.consents.state(family)
    assert [(line.granted, line.method, line.signed) for line in state.lines] == [
        (True, "screen", True), (False, "screen", True), (False, "screen", True),
    ]  # fmt: skip
    picture = door.hall.desk.consents.signature(family, Purpose.PARTICIPATION)
    assert picture is not None and QImage.fromData(picture).pixelColor(300, 90).lightness() < 128, "the stroke is in it"
    assert door.card is not None and Code.NO_CONSENT not in door.card.open_reasons


def test_a_dot_is_no_signature(theme: Theme, qtbot: QtBot) -> None:
    pad = SignaturePad(theme, hint="x")
    qtbot.addWidget(pad)
    pad.resize(400, 130)
    qtbot.mouseClick(pad, Qt.MouseButton.LeftButton)
    assert not pad.signed
    draw(pad)
    assert pad.signed
    pad.clear()
    assert not pad.signed


def draw(pad: SignaturePad) -> None:
    """A stroke across the middle."""
    middle = pad.height() // 2
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(10, middle))
    QTest.mouseMove(pad, QPoint(pad.width() // 2, middle))
    QTest.mouseMove(pad, QPoint(pad.width() - 10, middle))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(pad.width() - 10, middle))


def test_a_missing_consent_is_signed_and_then_admitted(door: Door) -> None:
    before = door.inside()
    door.read("罗诗雨")
    assert door.page.card.banner.kind is VerdictKind.ATTENTION
    assert door.page.card.admit.text() == door.page.words("door.left", n=1)
    door.key(Qt.Key.Key_Return)
    assert door.inside() == before
    door.key("s")
    door.dialog(Choose)
    QTest.keyClick(QApplication.activeModalWidget(), Qt.Key.Key_2)
    door.qtbot.waitUntil(lambda: door.card is not None and not door.card.open_reasons, timeout=3000)
    door.quiet()
    assert door.page.card.banner.kind is VerdictKind.ADMIT
    door.key(Qt.Key.Key_Return)
    assert door.inside() == before + 2
    family = door.hall.registrations["罗诗雨"].family
    consents = [c for c in door.hall.desk.families.show(family).consents if c.purpose == "participation"]
    assert [c.method for c in consents] == ["paper"]


def test_skipping_keeps_the_reason(door: Door) -> None:
    before = door.inside()
    door.read("罗诗雨")
    door.key("l")
    door.dialog(Choose)
    QTest.keyClick(QApplication.activeModalWidget(), Qt.Key.Key_1)
    QTest.qWait(50)
    assert door.card is not None
    assert door.card.confirm == door.page.words("door.reason_later_paper")
    door.key(Qt.Key.Key_Return)
    assert door.inside() == before + 2


def test_a_new_scan_puts_the_open_card_aside_and_f3_brings_it_back(door: Door) -> None:
    before = door.inside()
    door.read("叶青")
    door.key("2")
    door.read("韦晴")
    assert [c.result.family_label for c in door.page.flow.aside] == ["叶青"]
    assert door.page.face.parked.isVisible()
    door.key(Qt.Key.Key_Return)
    assert door.inside() == before + 2
    door.key(Qt.Key.Key_F3)
    assert door.card is not None
    assert door.card.result.family_label == "叶青"
    assert len(door.card.ticked) == 2  # as it was left
    assert door.page.flow.aside == ()


def test_f9_puts_aside_for_the_lead(door: Door) -> None:
    door.read("黄子墨")
    door.key(Qt.Key.Key_F9)
    assert door.card is None
    assert len(door.page.flow.aside) == 1


def test_undo_by_ctrl_z_takes_the_admission_back(door: Door) -> None:
    before = door.inside()
    door.read("马悦")
    door.key(Qt.Key.Key_Return)
    assert door.inside() == before + 3
    QTest.keyClick(door.running.window.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    door.quiet()
    assert door.inside() == before
    door.qtbot.waitUntil(lambda: door.page.right.list.rows[0].undone, timeout=3000)


def test_a_row_of_the_recent_list_can_be_undone(door: Door) -> None:
    before = door.inside()
    door.page.right.list.undo_wanted.emit(door.page.right.list.rows[0].key)
    door.quiet()
    assert door.inside() == before - 3


def test_a_walk_in_is_registered_and_admitted_by_keyboard(door: Door) -> None:
    before = door.inside()
    door.key(Qt.Key.Key_F8)
    dialog = door.dialog(WalkInDialog)
    assert isinstance(dialog, WalkInDialog)
    QTest.keyClick(dialog.name.edit, Qt.Key.Key_Return)
    assert dialog.name.error
    dialog.name.edit.setText("钟女士")
    dialog.phone.edit.setText("1234")
    dialog.consent.setChecked(True)
    QTest.keyClick(dialog.phone.edit, Qt.Key.Key_Return)
    door.qtbot.waitUntil(lambda: bool(dialog.phone.error), timeout=3000)
    assert dialog.name.text() == "钟女士"  # what was typed stays
    dialog.phone.edit.setText("138 1111 2222")
    QTest.keyClick(dialog.phone.edit, Qt.Key.Key_Return)
    door.qtbot.waitUntil(lambda: door.inside() == before + 2, timeout=5000)
    door.quiet()
    assert door.page.idle.admitted.isVisible()


def test_a_walk_in_says_that_questions_are_answered_afterwards(door: Door) -> None:
    door.key(Qt.Key.Key_F8)
    dialog = door.dialog(WalkInDialog)
    assert isinstance(dialog, WalkInDialog)
    door.quiet()
    assert dialog.later.isHidden()
    dialog.tell_asked(2)
    assert "2" in dialog.later.text() and not dialog.later.isHidden()


def test_a_walk_in_with_a_booking_opens_that(door: Door) -> None:
    before = door.inside()
    door.key(Qt.Key.Key_F8)
    dialog = door.dialog(WalkInDialog)
    assert isinstance(dialog, WalkInDialog)
    dialog.name.edit.setText("韦")
    dialog.phone.edit.setText("13400007719")
    dialog.consent.setChecked(True)
    dialog.submit()
    door.qtbot.waitUntil(lambda: door.card is not None, timeout=5000)
    assert door.card is not None
    assert door.card.result.family_label == "韦晴"
    assert door.inside() == before


def test_a_scan_while_a_dialog_is_open_waits(door: Door) -> None:
    door.key(Qt.Key.Key_F8)
    dialog = door.dialog(WalkInDialog)
    door.page.take_scan(door.hall.code("马悦"), Origin.CAMERA)
    assert door.card is None
    dialog.close()
    door.qtbot.waitUntil(lambda: door.card is not None, timeout=3000)


def test_mute_is_kept_and_shown(door: Door) -> None:
    assert door.page.devices.sounds.muted
    door.key(Qt.Key.Key_F10)
    assert not door.page.devices.sounds.muted
    assert door.running.window.shell.settings.muted is False
    assert door.page.bar.mute.text() == ""


def test_names_are_covered_when_nobody_is_there(door: Door) -> None:
    door.read("马悦")
    door.page.devices.cover()
    assert not door.page.card.isVisible()
    assert not door.page.idle.waiting.isVisible()
    before = door.inside()
    door.key(Qt.Key.Key_Return)  # uncovers, and does nothing else
    assert door.page.card.isVisible()
    assert door.inside() == before


def test_the_input_method_is_off_but_for_one_search(door: Door) -> None:
    edit = door.page.search.edit
    assert not edit.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    door.key(Qt.Key.Key_F7)
    assert edit.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    door.key(Qt.Key.Key_Escape)
    assert not edit.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_the_language_changes_and_the_card_stays(door: Door) -> None:
    door.read("马悦")
    door.page.bar.language_wanted.emit()
    door.qtbot.waitUntil(lambda: door.page.words.language == "en" and door.card is not None, timeout=5000)
    assert door.page.card.banner.word == "Admit"
    assert door.page.card.admit.text() == "Admit 3 people"


def test_a_station_is_chosen_and_kept(door: Door) -> None:
    door.page.bar.station_wanted.emit()
    dialog = door.dialog(Choose)
    assert isinstance(dialog, Choose)
    assert dialog.field is not None
    dialog.field.edit.setText("南门")
    QTest.keyClick(dialog.field.edit, Qt.Key.Key_Return)
    door.qtbot.waitUntil(lambda: door.page.bar.station.text() == "南门", timeout=3000)
    assert door.running.window.shell.settings.station == "南门"


@pytest.mark.parametrize("size", [(1366, 690), (1000, 690), (1700, 900)])
def test_everything_has_its_place(hall: Hall, qtbot: QtBot, size: tuple[int, int]) -> None:
    door = open_door(hall, qtbot, language="en", size=size)
    try:
        compact = size[1] < 740
        assert door.page.search.height() == (48 if compact else 60)
        door.read("林晓梅")
        parts = (door.page.card.banner, door.page.card.admit, door.page.foot, *door.page.card.tiles[:2])
        for part in parts:
            assert part.isVisible()
            assert door.page.rect().contains(part.mapTo(door.page, part.rect().center()))
        assert door.page.card.admit.geometry().bottom() <= door.page.card.height()
    finally:
        close(door)


def test_the_hard_limit_lets_some_of_a_family_in(door: Door) -> None:
    before = door.inside()
    door.hall.desk.events.set_rule(EVENT, "hard_limit", str(before + 1))
    door.page.make_stale()
    QTest.qWait(50)
    door.quiet()
    door.read("马悦")
    assert door.card is not None
    assert door.card.result.code is Code.FULL
    door.key("n")
    assert door.page.card.isVisible()
    door.key("1")
    door.key(Qt.Key.Key_Return)
    assert door.inside() == before + 1
