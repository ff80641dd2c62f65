"""Joining in the first run: with a real hub, by the invitation's text, file and picture, and by a stick; and what stops it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, has_desk, is_encrypted, open_desk
from eventdesk.errors import DeskError, InvalidInput
from eventdesk.exchange.qr import png
from eventdesk.hub.hub import Hub, open_hub
from eventdesk.hub.serve import Place, Serving, running
from eventdesk.joining import invitation_in
from eventdesk.sync.invitation import Invitation, read_invitation
from eventdesk.sync.knocking import knock
from eventdesk.sync.nearby import Nearby
from eventdesk.sync.protocol import Scope
from tests.conftest import ZONE
from tests.ui.first_run import Blank, First
from ui.pages.onboarding_join import JoinForm

Key = Qt.Key


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with open_hub(tmp_path / "hub", f"sqlite:///{tmp_path / 'hub' / 'hub.db'}") as made:
        yield made


@pytest.fixture
def serving(hub: Hub) -> Iterator[Serving]:
    with running(hub, Place("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def filled(fair: Desk, serving: Serving, clock: SetClock) -> Desk:
    """A desk that told the hub everything."""
    clock.at = datetime.now(ZONE)
    fair.sync.enrol(invite(serving).text())
    fair.sync.run()
    return fair


def invite(serving: Serving, url: str = "") -> Invitation:
    code = serving.office.hub.stations.invite(Scope.STATION)
    return Invitation(url or serving.place.url, serving.office.certificates.ca_sha256, code.code, code.expires, code.scope.value)


@pytest.fixture
def first(qapp: object, tmp_path: Path, qtbot: QtBot) -> Iterator[First]:
    made = First(tmp_path / "new", tmp_path / "sample", qtbot, at=datetime.now(ZONE))
    made.press(Key.Key_3)
    made.press(Key.Key_Return)
    yield made
    made.running.window.close()
    made.settle()
    made.running.end()


def form_of(first: First) -> JoinForm:
    return first.welcome.join


def fill(first: First, line: str, station: str = "West", secret: str = "correct horse") -> JoinForm:
    form = form_of(first)
    assert form.invitation.line.hasFocus()
    form.invitation.line.setPlainText(line)
    for field, text in ((form.desk.station, station), (form.desk.passphrase, secret), (form.desk.again, secret)):
        field.set_text(text)
    return form


def joined(first: First, qtbot: QtBot) -> Blank:
    qtbot.waitUntil(lambda: first.running.window.page is not None, timeout=30_000)
    return first.arrived


def test_an_invitation_makes_a_desk_that_syncs(first: First, filled: Desk, serving: Serving, qtbot: QtBot) -> None:
    form = fill(first, invite(serving).text())
    QTest.keyClick(form.desk.again.edit, Key.Key_Return)
    page = joined(first, qtbot)
    assert (page.name, page.station) == (filled.organisation, "West")
    assert is_encrypted(first.folder) and first.saved[-1].station == "West"
    first.running.window.close()
    first.settle()
    with open_desk(first.folder, passphrase="correct horse") as desk:
        assert [one.code for one in desk.events.list()] == ["FAIR"]
        assert desk.sync.run().rejected == 0


def test_what_lacks_is_said_and_nothing_is_asked(first: First, serving: Serving) -> None:
    form = form_of(first)
    form.submit()
    assert form.invitation.frame.error == first.running.window.words("joining.missing")
    assert form.desk.station.error and form.desk.passphrase.error and not form.busy
    assert form.invitation.line.hasFocus() and not has_desk(first.folder)


def test_a_wrong_line_and_one_that_was_used_are_told_and_stay(first: First, serving: Serving) -> None:
    form, used = fill(first, "EDHUB1.nonsense"), invite(serving)
    form.submit()
    first.settle()
    assert first.running.window.words("errors_sync.not_an_invitation") in form.invitation.frame.error
    knock(used, Ed25519PrivateKey.generate().public_key().public_bytes_raw(), "another")
    form.invitation.line.setPlainText(used.text())
    assert not form.invitation.frame.error, "a new line is a new try"
    form.submit()
    first.settle()
    assert first.running.window.words("joining.hub_code_hint") in form.invitation.frame.error
    assert form.invitation.text == used.text() and not form.busy and not has_desk(first.folder)


def test_a_name_that_is_taken_costs_no_second_invitation(first: First, filled: Desk, serving: Serving, qtbot: QtBot) -> None:
    form = fill(first, invite(serving).text(), station=filled.actor.station_name)
    form.submit()
    first.settle()
    assert form.desk.station.error and form.desk.station.edit.hasFocus() and not has_desk(first.folder)
    form.desk.station.set_text("West")
    form.submit()
    assert joined(first, qtbot).station == "West"


def test_stopped_half_way_it_leaves_nothing_and_goes_on_later(first: First, filled: Desk, serving: Serving, qtbot: QtBot) -> None:
    form = fill(first, invite(serving).text())
    form.submit()

    def works() -> tuple[bool, ...]:
        return form.busy, form.stop.isVisible(), not form.leave.isVisible(), not form.desk.isEnabled()

    assert all(works())
    QTest.keyClick(first.welcome, Key.Key_Escape)
    first.settle()
    assert form.note.text() == first.running.window.words("joining.stopped")
    assert not any(works()) and not has_desk(first.folder)
    form.submit()
    assert joined(first, qtbot).name == filled.organisation


def test_how_far_it_is_is_told_and_what_is_written_cannot_be_stopped(first: First) -> None:
    form, words = form_of(first), first.running.window.words

    def told() -> tuple[int, bool, str]:
        return form.bar.maximum(), form.stop.isEnabled(), form.note.text()

    form.moved(300, 1_200)
    assert told() == (1_200, True, words("joining.reading", done=300, total=1_200)) and form.bar.value() == 300
    form.moved(1_200, 1_200)
    assert told() == (0, False, words("joining.writing", done=1_200))


def test_a_stick_will_do(first: First, fair: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "stick.bundle"
    fair.sync.bundle_out(file)
    form = fill(first, "EDHUB1.typed before")
    form.invitation.take(file)
    assert not form.invitation.text, "the stick is taken instead"
    form.submit()
    assert joined(first, qtbot).name == fair.organisation


def test_what_is_typed_after_the_stick_counts(first: First, tmp_path: Path) -> None:
    form = form_of(first)
    form.invitation.take(tmp_path / "stick.bundle")
    form.invitation.line.setPlainText("EDHUB1.")
    assert form.invitation.stick is None


def test_a_stick_of_something_else_is_told(first: First, tmp_path: Path) -> None:
    file = tmp_path / "stick.bundle"
    file.write_bytes(b"no bundle")
    form = fill(first, "")
    form.invitation.take(file)
    form.submit()
    first.settle()
    assert first.running.window.words("errors_sync.bundle_not_one", file=file.name) in form.invitation.frame.error
    assert form.invitation.stick == file and not has_desk(first.folder)


@pytest.mark.parametrize("kind", ["text", "picture"])
def test_a_file_and_a_picture_fill_the_line(first: First, serving: Serving, tmp_path: Path, kind: str) -> None:
    one, file = invite(serving), tmp_path / ("i.txt" if kind == "text" else "i.png")
    file.write_bytes(one.text().encode() if kind == "text" else png(one.text()))
    form = form_of(first)
    form.invitation.take(file)
    first.settle()
    assert read_invitation(form.invitation.text) == one


@pytest.mark.parametrize("content", [b"", b"hello", png("https://example.org/"), b"\0\0no picture"])
def test_a_file_without_an_invitation_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(DeskError):
        invitation_in(file)
    with pytest.raises(InvalidInput, match="not_an_invitation"):
        invitation_in(tmp_path / "missing.txt")


def test_the_camera_reads_the_code_on_the_hubs_screen(first: First, serving: Serving, qtbot: QtBot) -> None:
    one, form = invite(serving), form_of(first)
    first.camera = [QImage.fromData(png(one.text()))]
    QTest.mouseClick(form.invitation.see, Qt.MouseButton.LeftButton)
    assert form.invitation.view.isVisible()
    qtbot.waitUntil(lambda: bool(form.invitation.text), timeout=20_000)
    assert read_invitation(form.invitation.text) == one
    assert not form.invitation.view.isVisible(), "it goes off by itself"
    form.invitation.seen("ED1SOMEBODYSTICKET")
    assert form.invitation.frame.error == first.running.window.words("joining.another_code")
    assert read_invitation(form.invitation.text) == one


def test_without_a_camera_another_way_is_told(first: First, qtbot: QtBot) -> None:
    form, words = form_of(first), first.running.window.words
    QTest.mouseClick(form.invitation.see, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: words("joining.camera_advice") in form.invitation.view.accessibleDescription(), timeout=10_000)
    first.press(Key.Key_Escape)
    assert not form.invitation.view.isVisible()


def test_hubs_nearby_come_and_go_while_the_list_is_open(first: First, qtbot: QtBot) -> None:
    form, words = form_of(first).invitation, first.running.window.words
    here, there = Nearby("https://10.0.0.7:8440", "id", "北门", "ab" * 32), Nearby("https://10.0.0.8:8440", "id2", "", "cd" * 32)
    form.look.click()
    assert form.found.said.text() == words("joining.looking") and not form.found.list.isVisible()
    first.hubs.put((here,))
    qtbot.waitUntil(lambda: form.found.list.rows == (here,), timeout=10_000)
    first.hubs.put((there, here))
    qtbot.waitUntil(lambda: len(form.found.list.rows) == 2, timeout=10_000)
    assert form.found.list.isVisible() and form.found.said.text() == words("joining.found", n=2)
    form.line.setPlainText(Invitation(there.url, there.ca_sha256, "code", 1_800_000_000, "station").text())
    mine, other = (form.found.list.spoken(one) for one in (there, here))
    assert words("joining.nearby_yours") in mine and words("joining.unnamed") in mine and "北门" in other
    assert words("joining.nearby_yours") not in other
    first.hubs.put(())
    qtbot.waitUntil(lambda: not form.found.list.isVisible(), timeout=10_000)
    form.look.click()
    assert not form.found.isVisible() and not form.found.listening
    form.look.click()
    first.press(Key.Key_Escape)
    assert not form.found.listening, "back at the choice nobody looks any more"


def test_another_language_keeps_what_was_typed(first: First) -> None:
    fill(first, "EDHUB1.typed")
    first.running.window.save(language="en")
    first.settle()
    form = form_of(first)
    assert form.texts() == ("EDHUB1.typed", None, ("West", "correct horse", "correct horse", False)) and form.isVisible()
