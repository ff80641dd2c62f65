"""The widgets: painted without a warning in every look, worked by keyboard, spoken for screen readers."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from resources.words import Words
from tests.ui.gallery import Gallery
from ui.theme import Mode, Theme
from ui.widgets.base import fill, hbox, vbox
from ui.widgets.buttons import Button, CheckBox, Kind
from ui.widgets.camera import CameraState, CameraView
from ui.widgets.chips import AlertStrip, Chip
from ui.widgets.choice import Seg, Select
from ui.widgets.fields import Field, SearchField
from ui.widgets.focus import FocusRing
from ui.widgets.footer import FooterKeys
from ui.widgets.meters import CapacityBar, bar_color
from ui.widgets.paint import ChipLook, Tone, avatar_letter, lane_of
from ui.widgets.preflight import PreflightRow, Readiness
from ui.widgets.recent import Recent, RecentList
from ui.widgets.search import DoorSearch
from ui.widgets.states import Loading
from ui.widgets.tiles import Member, MemberTile
from ui.widgets.toast import Toast
from ui.widgets.verdict import VerdictBanner, VerdictKind

Key = Qt.Key
LEFT_BUTTON = Qt.MouseButton.LeftButton


def shown(qtbot: QtBot, widget: QWidget, width: int = 400, height: int = 300) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_every_widget_paints_in_every_look(qtbot: QtBot, theme: Theme, words: Words, mode: Mode, scale: int) -> None:
    theme.set_mode(mode)
    theme.set_scale(scale)
    gallery = shown(qtbot, Gallery(theme, words), 1560, 1180)
    image = picture(gallery)
    assert len({image.pixel(x, 200) for x in range(0, image.width(), 7)}) > 5


def test_a_switch_repaints_what_is_there(qtbot: QtBot, theme: Theme) -> None:
    button = Button(theme, "go", kind=Kind.PLAIN)
    shown(qtbot, button, 100, 36)
    light = picture(button).pixelColor(50, 4)
    theme.set_mode(Mode.DARK)
    assert picture(button).pixelColor(50, 4) != light
    before = button.sizeHint().height()
    theme.set_scale(150)
    assert button.sizeHint().height() == round(before * 1.5)


# -- buttons


def test_a_busy_button_keeps_its_width_and_takes_no_click(qtbot: QtBot, theme: Theme) -> None:
    button = Button(theme, "print 12 labels now")
    shown(qtbot, button, 200, 36)
    clicks: list[bool] = []
    button.clicked.connect(lambda: clicks.append(True))
    button.set_busy("printing")
    assert button.width() == 200
    QTest.mouseClick(button, LEFT_BUTTON)
    assert clicks == []
    button.set_busy("")
    assert button.text() == "print 12 labels now"
    QTest.mouseClick(button, LEFT_BUTTON)
    assert clicks == [True]


def test_a_disabled_button_says_why(qtbot: QtBot, theme: Theme) -> None:
    button = Button(theme, "admit", tip="admit them")
    qtbot.addWidget(button)
    button.set_reason("two things are missing")
    assert not button.isEnabled()
    assert button.toolTip() == "two things are missing"
    button.set_busy("…")
    button.set_busy("")
    assert not button.isEnabled(), "being busy must not lift the reason"
    button.set_reason("")
    assert button.isEnabled()
    assert button.toolTip() == "admit them"


def test_a_button_with_an_icon_alone_has_a_name(qtbot: QtBot, theme: Theme) -> None:
    button = Button(theme, icon="vol", tip="mute")
    qtbot.addWidget(button)
    assert button.accessibleName() == "mute"


def test_a_check_box_is_ticked_on_its_words(qtbot: QtBot, theme: Theme) -> None:
    box = CheckBox(theme, "remember this kind of sheet")
    shown(qtbot, box, 300, 30)
    QTest.mouseClick(box, LEFT_BUTTON, pos=QPoint(150, 15))
    assert box.isChecked()


def test_a_label_keeps_its_colour_in_another_parent(qtbot: QtBot, theme: Theme) -> None:
    # A style sheet gives a widget the palette back that it had when it was first shown.
    holder, strip = QWidget(), AlertStrip(theme, "fact", "detail")
    column = vbox()
    holder.setLayout(column)
    fill(column, strip)
    shown(qtbot, holder, 400, 60)
    image = picture(strip)
    inks = {image.pixelColor(x, y).name() for x in range(44, 90) for y in range(image.height())}
    assert theme.color("warn-text").name() in inks
    assert theme.color("text").name() not in inks


# -- fields


def test_an_error_stays_until_the_value_changes(qtbot: QtBot, theme: Theme) -> None:
    field = Field(theme, "Phone", hint="eleven digits")
    shown(qtbot, field)
    field.set_error("One digit is missing.")
    assert field.edit.property("invalid") is True
    assert field.edit.accessibleDescription() == "One digit is missing."
    QTest.keyClick(field.edit, Key.Key_1)
    assert field.error == ""
    assert field.edit.property("invalid") is False


def test_fields_beside_each_other_stay_level(qtbot: QtBot, theme: Theme) -> None:
    holder, row = QWidget(), hbox(spacing=8)
    good, bad = Field(theme, "a"), Field(theme, "b")
    fill(row, good, bad)
    holder.setLayout(row)
    bad.set_error("No.")
    shown(qtbot, holder, 500, 120)
    assert good.edit.mapTo(holder, QPoint()).y() == bad.edit.mapTo(holder, QPoint()).y()


def test_a_search_waits_for_a_pause_and_esc_empties_it(qtbot: QtBot, theme: Theme) -> None:
    search = SearchField(theme, "find")
    shown(qtbot, search)
    asked: list[str] = []
    search.searched.connect(asked.append)
    QTest.keyClicks(search, "lxm")
    assert asked == []
    qtbot.waitUntil(lambda: asked == ["lxm"])
    QTest.keyClick(search, Key.Key_Return)
    assert asked == ["lxm", "lxm"]
    QTest.keyClick(search, Key.Key_Escape)
    assert search.text() == ""
    qtbot.waitUntil(lambda: asked[-1] == "")


def test_the_door_search_forgets_its_source_when_typed_into(qtbot: QtBot, theme: Theme) -> None:
    search = DoorSearch(theme, placeholder="scan or type")
    shown(qtbot, search, 500, 60)
    search.set_text("Lin")
    search.show_source("Scanned", Tone.NEUTRAL)
    before = picture(search)
    QTest.keyClicks(search.edit, "x")
    assert search.text() == "Linx"
    assert picture(search) != before
    assert search.height() == 60
    search.set_compact(True)
    assert search.height() == 48


# -- choosing


def test_seg_moves_by_arrows_and_tells(qtbot: QtBot, theme: Theme) -> None:
    seg = Seg(theme, (("m", "Month"), ("w", "Week"), ("l", "List")), current="w")
    shown(qtbot, seg)
    told: list[str] = []
    seg.chosen.connect(told.append)
    QTest.keyClick(seg, Key.Key_Right)
    QTest.keyClick(seg, Key.Key_Right)
    QTest.keyClick(seg, Key.Key_Left)
    assert told == ["l", "w"]
    assert seg.current == "w"
    seg.set_current("m")
    assert told == ["l", "w"]


def test_select_tells_keys_and_not_its_own_changes(qtbot: QtBot, theme: Theme) -> None:
    select = Select(theme, (("a", "Contact"), ("b", "Child")), current="b")
    shown(qtbot, select)
    told: list[str] = []
    select.chosen.connect(told.append)
    assert select.current == "b"
    select.set_current("a")
    select.set_options((("a", "Contact"), ("c", "Phone")), current="c")
    assert told == []
    QTest.keyClick(select, Key.Key_Up)
    assert told == ["a"]


# -- the door


def test_a_tile_is_ticked_by_space_and_says_so(qtbot: QtBot, theme: Theme, words: Words) -> None:
    chips = (ChipLook("peanut allergy", "allergy", Tone.WARN),)
    tile = MemberTile(theme, words, Member("An", "3 y 2 m", child=True, key="2", chips=chips))
    shown(qtbot, tile, 370, 126)
    QTest.keyClick(tile, Key.Key_Space)
    assert tile.isChecked()
    name = tile.accessibleName()
    assert "peanut allergy" in name
    assert words("common.tile_on") in name
    assert words("common.tile_key", cap="2") in name
    QTest.mouseClick(tile, LEFT_BUTTON)
    assert words("common.tile_off") in tile.accessibleName()


def test_a_locked_tile_cannot_be_ticked(qtbot: QtBot, theme: Theme, words: Words) -> None:
    tile = MemberTile(theme, words, Member("Ming", locked="inside"), checked=True)
    shown(qtbot, tile, 370, 126)
    QTest.mouseClick(tile, LEFT_BUTTON)
    assert not tile.isChecked()
    assert "inside" in tile.accessibleName()


@pytest.mark.parametrize("width", [200, 260, 374])
def test_chips_never_reach_the_key(qtbot: QtBot, theme: Theme, words: Words, width: int) -> None:
    chips = tuple(ChipLook("a rather long word", "allergy", Tone.WARN) for _ in range(2))
    tile = MemberTile(theme, words, Member("An", key="2", chips=chips))
    bare = MemberTile(theme, words, Member("An", key="2"))
    shown(qtbot, tile, width, 126)
    shown(qtbot, bare, width, 126)
    corner = (width - 48, 84, 44, 40)
    assert picture(tile).copy(*corner) == picture(bare).copy(*corner)


def test_verdicts_differ_in_more_than_colour(qtbot: QtBot, theme: Theme) -> None:
    banner = VerdictBanner(theme)
    shown(qtbot, banner, 760, 128)
    shapes = []
    for kind in (VerdictKind.ADMIT, VerdictKind.ATTENTION, VerdictKind.REFUSE):
        banner.setVerdict(kind, "", "")
        banner.resize(760, 104)
        image = picture(banner)
        ground = image.pixelColor(700, 20).rgb()
        shapes.append([image.pixelColor(x, y).rgb() == ground for x in range(120) for y in range(104)])
    for one in range(3):
        for other in range(one):
            different = sum(a != b for a, b in zip(shapes[one], shapes[other], strict=True))
            assert different > 800, "the shapes alone must tell the verdicts apart"


def test_the_refusal_is_hatched_at_its_left_edge(qtbot: QtBot, theme: Theme) -> None:
    banner = VerdictBanner(theme)
    banner.setVerdict(VerdictKind.REFUSE, "No", "Used at 09:11.")
    shown(qtbot, banner, 760, 128)
    image = picture(banner)
    edge = {image.pixelColor(7, y).name() for y in range(20, 108)}
    assert theme.color("refuse").name() in edge
    assert theme.color("on-refuse").name() in edge
    assert {image.pixelColor(22, y).name() for y in range(4, 124)} == {theme.color("refuse").name()}


@pytest.mark.parametrize(
    ("compact", "kind", "height"),
    [
        (False, VerdictKind.ADMIT, 104),
        (False, VerdictKind.REFUSE, 128),
        (True, VerdictKind.ADMIT, 84),
        (True, VerdictKind.REFUSE, 96),
    ],
)
def test_banners_are_as_high_as_drawn(
    qtbot: QtBot, theme: Theme, compact: bool, kind: VerdictKind, height: int
) -> None:
    banner = VerdictBanner(theme, compact=compact)
    qtbot.addWidget(banner)
    banner.setVerdict(kind, "word", "line")
    assert banner.sizeHint().height() == height
    assert banner.accessibleName() == "word. line"


def test_a_recent_row_is_undone_by_key_and_by_its_arrow(qtbot: QtBot, theme: Theme, words: Words) -> None:
    recent = RecentList(theme, words)
    shown(qtbot, recent, 260, 300)
    recent.set_rows([Recent("j2", "Lu", "3 · 09:23"), Recent("j1", "Chen", "4 · 09:22", undone=True)])
    told: list[object] = []
    recent.undo_wanted.connect(told.append)
    viewport = recent.viewport()
    QTest.mouseClick(viewport, LEFT_BUTTON, pos=QPoint(80, 30))
    assert told == [], "only the arrow undoes"
    QTest.mouseClick(viewport, LEFT_BUTTON, pos=QPoint(viewport.width() - 20, 30))
    assert told == ["j2"]
    QTest.mouseClick(viewport, LEFT_BUTTON, pos=QPoint(viewport.width() - 20, 90))
    assert told == ["j2"], "what was undone is undone"
    recent.setCurrentIndex(recent.model().index(0, 0))
    QTest.keyClick(recent, Key.Key_Delete)
    assert told == ["j2", "j2"]


def test_the_camera_paints_what_it_is_given(qtbot: QtBot, theme: Theme) -> None:
    view = CameraView(theme, name="camera")
    shown(qtbot, view, 248, 150)
    frame = QImage(64, 48, QImage.Format.Format_RGB32)
    frame.fill(theme.color("lane3"))
    view.set_state(CameraState.READY, "ready")
    view.set_frame(frame)
    assert picture(view).pixelColor(124, 60) == theme.color("lane3")
    view.set_state(CameraState.COVERED, "covered", "press space")
    assert picture(view).pixelColor(20, 60) != theme.color("lane3"), "a covered camera shows no picture"


def test_a_readiness_row_is_laid_out_before_it_is_painted(qtbot: QtBot, theme: Theme) -> None:
    row = PreflightRow(theme, "camera", "Camera")
    qtbot.addWidget(row)
    row.resize(448, row.height())
    row.show()
    row.set(Readiness.CHECKING, "fact", "a long word for waiting")
    far = row._word.x()
    row.set(Readiness.OK, "fact", "ok")
    assert row._word.x() > far, "the icon is painted beside where the word was"


def test_footer_keys_can_be_clicked(qtbot: QtBot, theme: Theme) -> None:
    footer = FooterKeys(theme, (("F2", "search"), ("F8", "walk-in")), right=(("F1", "help"),))
    shown(qtbot, footer, 600, 44)
    picture(footer)
    told: list[str] = []
    footer.pressed.connect(told.append)
    QTest.mouseClick(footer, LEFT_BUTTON, pos=QPoint(30, 20))
    QTest.mouseClick(footer, LEFT_BUTTON, pos=QPoint(580, 20))
    QTest.mouseClick(footer, LEFT_BUTTON, pos=QPoint(400, 20))
    assert told == ["F2", "F1"]


# -- meters and people


@pytest.mark.parametrize(
    ("value", "maximum", "token"),
    [(0, 0, "accent"), (90, 100, "accent"), (91, 100, "warn"), (100, 100, "warn"), (101, 100, "refuse")],
)
def test_bars_turn_amber_above_ninety_and_red_above_full(value: int, maximum: int, token: str) -> None:
    assert bar_color(value, maximum) == token


def test_a_bar_says_its_numbers(qtbot: QtBot, theme: Theme) -> None:
    bar = CapacityBar(theme)
    qtbot.addWidget(bar)
    bar.set(84, 150, "84 inside, limit 150")
    assert bar.accessibleName() == "84 inside, limit 150"


@pytest.mark.parametrize(
    ("name", "child", "letter"),
    [
        ("林晓梅", False, "林"),
        ("周予安", True, "安"),
        ("Ada Byron", False, "A"),
        ("Ada Byron", True, "B"),
        ("", True, ""),
    ],
)
def test_avatars_show_surname_or_last_character(name: str, child: bool, letter: str) -> None:
    assert avatar_letter(name, child=child) == letter


def test_lanes_are_stable_and_all_used() -> None:
    assert lane_of("林晓梅") == lane_of("林晓梅")
    assert {lane_of(str(number)) for number in range(60)} == {"lane1", "lane2", "lane3", "lane4"}


# -- layers


def test_a_toast_undoes_once(qtbot: QtBot, theme: Theme, words: Words) -> None:
    window = shown(qtbot, QWidget(), 800, 600)
    toast, undone = Toast(theme, words, window), list[bool]()
    toast.show_text("Admitted 2.", undo=lambda: undone.append(True))
    assert toast.can_undo
    assert window.rect().contains(toast.geometry())
    toast.undo()
    toast.undo()
    assert undone == [True]
    assert not toast.isVisible()


def test_a_toast_waits_while_somebody_reads(qtbot: QtBot, theme: Theme, words: Words) -> None:
    window = shown(qtbot, QWidget(), 800, 600)
    toast = Toast(theme, words, window)
    toast.show_text("Saved.")
    assert toast.remaining > 7000
    toast.hold()
    assert toast.remaining < 0
    toast.release()
    assert toast.remaining > 7000
    window.resize(700, 500)
    assert window.rect().contains(toast.geometry())


def test_a_long_toast_stays_in_its_window(qtbot: QtBot, theme: Theme, words: Words) -> None:
    window = shown(qtbot, QWidget(), 420, 400)
    toast = Toast(theme, words, window)
    toast.show_text("A sentence that is much longer than the window is wide, and longer still. " * 2)
    assert window.rect().contains(toast.geometry())


def test_loading_shows_nothing_at_first_then_bars(qtbot: QtBot, theme: Theme) -> None:
    content = QWidget()
    loading = Loading(theme, content, words="Still reading", cancel="Cancel")
    shown(qtbot, loading)
    loading.start()
    assert content.isVisible()
    qtbot.waitUntil(lambda: not content.isVisible(), timeout=2000)
    loading.stop()
    assert content.isVisible()


def test_the_ring_follows_the_keyboard_and_hides_from_the_pointer(qtbot: QtBot, theme: Theme) -> None:
    window, column = QWidget(), vbox(20, 20, 20, 20, spacing=20)
    first, second, line = Button(theme, "one"), Button(theme, "two"), QLineEdit()
    fill(column, first, second, line)
    window.setLayout(column)
    ring = FocusRing(theme, window)
    shown(qtbot, window)
    window.activateWindow()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: ring.isVisible() and ring.geometry().center() == first.geometry().center())
    QTest.keyClick(first, Key.Key_Tab)
    qtbot.waitUntil(lambda: ring.geometry().center() == second.geometry().center())
    ring.follow_input(keyboard=False)
    assert not ring.isVisible()
    ring.follow_input(keyboard=True)
    assert ring.isVisible()
    line.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: not ring.isVisible())


def test_a_chip_that_says_nothing_paints_nothing(qtbot: QtBot, theme: Theme) -> None:
    chip = Chip(theme, "", Tone.NEUTRAL)
    qtbot.addWidget(chip)
    chip.show()
    qtbot.waitExposed(chip)
    chip.set("1", Tone.OK)
    chip.grab()
