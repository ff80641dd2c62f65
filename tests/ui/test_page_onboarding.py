"""The first run with real folders: the sample, an own organisation, what is missing, and the passphrase afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from eventdesk.desk import create_desk, has_desk, is_encrypted, open_desk
from tests.ui.first_run import PAGES, First
from ui.app import start
from ui.opening import PassphrasePage

Key = Qt.Key


@pytest.fixture
def first(qapp: object, tmp_path: Path, qtbot: QtBot) -> Iterator[First]:
    """The first run."""
    made = First(tmp_path / "desk", tmp_path / "sample", qtbot)
    yield made
    made.running.window.close()
    made.settle()
    made.running.end()


def test_enter_tries_the_sample_in_its_own_folder(first: First) -> None:
    assert not first.running.window.rail.isVisible()
    first.press(Key.Key_Return)
    assert first.arrived.is_sample
    assert has_desk(first.sample) and not has_desk(first.folder)


def test_an_own_organisation_is_made_encrypted(first: First) -> None:
    first.press(Key.Key_2)
    first.press(Key.Key_Return)
    first.fill_in("Sprouts", "Gate 1", "correct horse", "correct horse")
    QTest.keyClick(first.welcome.form.desk.again.edit, Key.Key_Return)
    first.settle()
    assert (first.arrived.name, first.arrived.station, first.arrived.is_sample) == ("Sprouts", "Gate 1", False)
    assert is_encrypted(first.folder)
    assert first.saved[-1].station == "Gate 1"


def test_without_encryption_only_on_demand_and_with_a_warning(first: First) -> None:
    form = first.welcome.form
    first.welcome.show_form()
    first.fill_in("Sprouts", "Gate 1", "", "")
    assert not form.desk.warning.isVisible()
    form.desk.plain.click()
    assert form.desk.warning.isVisible() and not form.desk.passphrase.edit.isEnabled()
    form.submit()
    first.settle()
    assert first.arrived.name == "Sprouts" and not is_encrypted(first.folder)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (("", "Gate", "correct horse", "correct horse"), "name"),
        (("Sprouts", "  ", "correct horse", "correct horse"), "station"),
        (("Sprouts", "Gate", "", ""), "passphrase"),
        (("Sprouts", "Gate", "short", "short"), "passphrase"),
        (("Sprouts", "Gate", "correct horse", "correct hors"), "again"),
    ],
)
def test_what_is_missing_is_said_where_it_is_missing(
    first: First, typed: tuple[str, str, str, str], wrong: str
) -> None:
    first.welcome.show_form()
    first.fill_in(*typed)
    form = first.welcome.form
    form.submit()
    first.settle()
    fields = {"name": form.name, "station": form.desk.station, "passphrase": form.desk.passphrase, "again": form.desk.again}
    errors = {name for name, field in fields.items() if field.error}
    assert errors == {wrong}
    name, (station, *secret, _) = form.texts()
    assert (name, station, *secret) == typed
    assert not has_desk(first.folder)


def test_a_folder_that_cannot_be_made_says_so_and_keeps_what_was_typed(first: First) -> None:
    first.folder.write_bytes(b"a file where the folder should be")
    first.welcome.show_form()
    first.fill_in("Sprouts", "Gate", "correct horse", "correct horse")
    first.welcome.form.submit()
    first.settle()
    assert first.welcome.form.trouble.isVisible()
    assert first.welcome.form.set_up.isEnabled()
    assert first.welcome.form.name.text() == "Sprouts"


def test_language_and_colours_change_and_keep_what_was_typed(first: First) -> None:
    first.welcome.show_form()
    first.fill_in("Sprouts", "Gate", "secret words", "")
    first.running.window.save(language="en", theme="dark")
    first.settle()
    assert first.welcome.form.texts() == ("Sprouts", ("Gate", "secret words", "", False))
    assert first.welcome.form.isVisible()
    assert first.welcome.language.current == "en" and first.welcome.colours.current == "dark"


def test_escape_goes_back_to_the_choice(first: First) -> None:
    first.press(Key.Key_2)
    first.press(Key.Key_Return)
    first.press(Key.Key_Escape)
    assert first.welcome.own.isVisible() and first.welcome.own.isChecked()


def test_capitals_without_shift_hint_at_caps_lock(first: First) -> None:
    first.welcome.show_form()
    field, hint = first.welcome.form.desk.passphrase, first.running.window.words("onboarding.caps_lock")

    def hinted() -> bool:
        return hint in {label.text() for label in field.findChildren(QLabel)}

    QTest.keyClick(field.edit, "a")
    assert not hinted()
    QTest.keyClick(field.edit, "A", Qt.KeyboardModifier.ShiftModifier)
    assert not hinted()
    QTest.keyClick(field.edit, "A")
    assert hinted()
    QTest.keyClick(field.edit, "a")
    assert not hinted()


def test_a_wrong_passphrase_stays_and_the_right_one_opens(qapp: object, tmp_path: Path, qtbot: QtBot) -> None:
    create_desk(tmp_path, name="Sprouts", passphrase="correct horse").close()
    running = start(lambda given: open_desk(tmp_path, passphrase=given), pages=PAGES, size=(1366, 768))
    qtbot.waitUntil(lambda: running.window.findChild(PassphrasePage) is not None, timeout=20_000)
    asking = running.window.findChild(PassphrasePage)
    assert isinstance(asking, PassphrasePage)
    QTest.keyClicks(asking.field.edit, "CORRECT horse")
    QTest.keyClick(asking.field.edit, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(asking.field.error), timeout=20_000)
    assert asking.field.typed() == "CORRECT horse"
    asking.field.edit.clear()
    QTest.keyClicks(asking.field.edit, "correct horse")
    QTest.keyClick(asking.field.edit, Key.Key_Return)
    qtbot.waitUntil(lambda: running.window.current == "blank", timeout=20_000)
    running.window.close()
    qtbot.waitUntil(lambda: not running.tasks.busy, timeout=20_000)
    running.end()
