"""The theme: one source of colours for palette, style sheet and painters."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.theme import SCALES, Mode, Theme, Type

ROOT = Path(__file__).resolve().parents[2]
HEX = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b")


def test_colours_live_in_the_tokens_alone() -> None:
    files = [*ROOT.glob("ui/**/*.py"), *ROOT.glob("resources/styles/*.qss")]
    assert files
    assert [file.name for file in files if HEX.search(file.read_text("utf-8"))] == []


def test_palette_sheet_and_painters_agree(theme: Theme, qapp: QApplication) -> None:
    for mode in (Mode.LIGHT, Mode.DARK):
        theme.set_mode(mode)
        palette = qapp.palette()
        assert palette.color(QPalette.ColorRole.Window) == theme.color("bg")
        assert palette.color(QPalette.ColorRole.Text) == theme.color("text")
        assert theme.hex("surface") in qapp.styleSheet()
        assert "@" not in qapp.styleSheet()


def test_a_switch_is_told_and_changes_colours(theme: Theme, qtbot: QtBot) -> None:
    light = QColor(theme.color("bg"))
    with qtbot.waitSignal(theme.changed):
        theme.set_mode(Mode.DARK)
    assert theme.dark
    assert theme.color("bg") != light


def test_the_same_mode_again_is_no_switch(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_mode(Mode.LIGHT)


def test_the_system_is_followed_while_running(qapp: QApplication) -> None:
    system = {"dark": False}
    theme = Theme(qapp, mode=Mode.SYSTEM, system_dark=lambda: system["dark"])
    for dark in (True, False):
        system["dark"] = dark
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        assert theme.dark is dark
        assert (qapp.palette().color(QPalette.ColorRole.Window).lightness() < 128) is dark
    theme.set_mode(Mode.LIGHT)
    system["dark"] = True
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert not theme.dark
    theme.deleteLater()


def test_an_unknown_token_is_a_bug(theme: Theme) -> None:
    with pytest.raises(KeyError):
        theme.color("nonsense")


@pytest.mark.parametrize("scale", SCALES)
def test_scaling_grows_type_and_rows_together(theme: Theme, scale: int) -> None:
    theme.set_scale(scale)
    assert theme.font(Type.BODY).pixelSize() == round(14 * scale / 100)
    assert theme.px(40) == round(40 * scale / 100)


def test_other_scales_are_refused(theme: Theme) -> None:
    with pytest.raises(ValueError):
        theme.set_scale(90)


def test_the_bundled_face_is_used(theme: Theme) -> None:
    from PySide6.QtGui import QFontInfo

    assert QFontInfo(theme.font()).family() == "Noto Sans SC"
    assert QFontInfo(theme.font(bold=True)).bold()


def test_reduced_motion_takes_no_time(theme: Theme) -> None:
    assert theme.ms(160) == 0
    theme.set_reduced_motion(False)
    assert theme.ms(160) == 160


def test_every_icon_leaves_ink_in_its_colour(theme: Theme) -> None:
    empty = []
    for name in theme.icon_names():
        image = theme.pixmap(name, 24, "accent", ratio=2.0).toImage()
        assert image.width() == 48
        inked = [image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() > 250]
        if not inked or any(abs(ink.hue() - theme.color("accent").hue()) > 4 for ink in inked):
            empty.append(name)
    assert empty == []


def test_icons_are_made_once(theme: Theme) -> None:
    assert theme.pixmap("check", 20).cacheKey() == theme.pixmap("check", 20).cacheKey()
    assert theme.pixmap("check", 20).cacheKey() != theme.pixmap("check", 20, "accent").cacheKey()
