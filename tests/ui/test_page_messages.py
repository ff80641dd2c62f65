"""The page of messages, by keys and clicks on a real desk and a real conversation with a mail server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from eventdesk.domain.message import Channel, Purpose
from eventdesk.domain.right import OperatorRole
from eventdesk.exchange.mail import MailServer, Security
from tests.fakes.mail_server import Manners, serving
from tests.ui.message_desk import make, opened
from tests.ui.people_desk import CTRL, Key, Opened
from ui.dialogs.mail_settings import AskPassword, MailSettings
from ui.pages.messages_composer import GROUP, LETTER, SEEN
from ui.widgets.base import Label
from ui.widgets.cells import words_of
from ui.widgets.chips import Chip
from ui.widgets.dialog import Question

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = make(tmp_path / "desk")
    with opened(qtbot, tmp_path / "desk", clock) as made:
        yield made


def cells(table: Any) -> list[list[str]]:
    return [[words_of(column.cell(row)) for column in table.model.columns] for row in table.rows]


def click(desk: Opened, button: QWidget) -> None:
    QTest.mouseClick(button, LEFT)
    desk.settle()


def use(desk: Opened, port: int) -> None:
    server = MailServer("127.0.0.1", port, Security.NONE, "", "desk@example.org")
    desk.ask(desk.running.window.page.desk.mailing.set_server, server)  # type: ignore[union-attr]  # a page is open
    desk.page.write.read()
    desk.settle()


def chips(widget: QWidget) -> list[str]:
    return [chip.accessibleName() or chip.text() for chip in widget.findChildren(Chip) if chip.isVisible()]


def test_who_gets_it_and_who_is_left_out(desk: Opened) -> None:
    write = desk.page.write
    rows = cells(write.recipients.table)
    assert len(rows) == 14
    assert [row[1] for row in rows].count("待发") == 10
    assert {row[1] for row in rows[10:]} == {"不想收到", "没有邮箱"}
    assert "f***@example.org" in rows[0][3]
    assert not any("f1@" in text for row in rows for text in row)
    assert write.ready == 10
    assert "先填邮箱设置" in write.note.text()
    assert not write.send.isEnabled()


def test_a_preview_is_of_the_family_in_front(desk: Opened) -> None:
    composer = desk.page.write.composer
    desk.press(Key.Key_P, CTRL)
    desk.settle()
    assert composer.part == SEEN
    assert "豆豆家长，你好。" in composer.seen_text.text()
    assert "{" not in composer.seen_text.text()
    assert composer.ticket.isVisible()
    table = desk.page.write.recipients.table
    table.select(table.rows[1].family)
    desk.settle()
    assert "果果家长，你好。" in composer.seen_text.text()
    desk.press(Key.Key_P, CTRL)
    assert composer.part == LETTER


def test_a_field_that_there_is_not_is_named(desk: Opened) -> None:
    composer = desk.page.write.composer
    composer.text.setPlainText("{phone}")
    desk.press(Key.Key_P, CTRL)
    desk.settle()
    assert "{phone}".strip("{}") in composer.error.text()
    assert composer.error.isVisible()
    composer.text.setPlainText("好")
    assert not composer.error.isVisible()


def test_what_was_typed_stays_with_its_purpose_and_can_be_kept(desk: Opened) -> None:
    write = desk.page.write
    composer = write.composer
    composer.text.setPlainText("明天见，")
    composer.text.setFocus()
    composer.text.moveCursor(composer.text.textCursor().MoveOperation.End)
    composer.insert("nickname")
    write.choose(Purpose.CONFIRMATION.value)
    desk.settle()
    assert "报名成功" in composer.texts()[0]
    write.choose(Purpose.REMINDER.value)
    desk.settle()
    assert composer.texts()[1] == "明天见，{nickname}"
    click(desk, composer.keep)
    assert desk.toast
    kept = desk.ask(desk.page.desk.messages.template, Purpose.REMINDER, desk.page.words)
    assert (kept.own, kept.text) == (True, "明天见，{nickname}")
    click(desk, composer.reset)
    assert "快到了" in composer.texts()[1]


def test_sending_asks_first_and_says_what_became_of_it(desk: Opened) -> None:
    with serving(Manners(replies={"f2@example.org": "550 no"})) as fake:
        use(desk, fake.port)
        write = desk.page.write
        assert write.send.isEnabled()
        desk.press(Key.Key_Return, CTRL, on=desk.running.window)
        question = desk.dialog(Question)
        said = " ".join(label.text() for label in question.findChildren(Label))
        assert "10" in said
        assert "不想收到 2" in said
        question.keep.click()
        desk.settle()
        assert fake.letters == []
        click(desk, write.send)
        desk.dialog(Question).act.click()
        desk.qtbot.waitUntil(lambda: write._sending is None, timeout=30000)
        desk.settle()
        assert len(fake.letters) == 9
        assert write.strip.isVisible()
        assert "1 封没发成" in write.strip.accessibleName()
        assert write.ready == 1
        fake.manners.replies.clear()
        click(desk, write.send)
        desk.dialog(Question).act.click()
        desk.qtbot.waitUntil(lambda: write._sending is None, timeout=30000)
        desk.settle()
        assert sorted(fake.to()) == sorted(set(fake.to()))
        assert len(fake.letters) == 10
        assert not write.send.isEnabled()
    desk.press(Key.Key_3, CTRL)
    desk.settle()
    rows = cells(desk.page.sent.table)
    assert [row[1:3] for row in rows] == [["提醒", "邮件"]] * 2
    assert sorted("没发成 1" in row[4] for row in rows) == [False, True]


def test_a_server_that_is_not_there_is_said_and_nothing_is_noted(desk: Opened) -> None:
    with serving() as fake:
        port = fake.port
    use(desk, port)
    write = desk.page.write
    click(desk, write.send)
    desk.dialog(Question).act.click()
    desk.qtbot.waitUntil(lambda: write._sending is None, timeout=30000)
    desk.settle()
    assert str(port) in write.strip.accessibleName()
    assert desk.ask(desk.page.desk.messages.list, "FAIR") == ()


def test_a_test_is_written_into_a_folder(desk: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    write = desk.page.write
    click(desk, write.test)
    desk.choose(folder)
    desk.qtbot.waitUntil(lambda: write._sending is None, timeout=30000)
    desk.settle()
    assert len(list(folder.glob("*.eml"))) == 10
    assert write.ready == 10


def test_chats_get_texts_to_paste(desk: Opened) -> None:
    write = desk.page.write
    QTest.mouseClick(write.channel.findChildren(QWidget)[1], LEFT)
    desk.settle()
    assert write.channel.current == Channel.WECHAT.value
    assert write.ready == 14
    desk.press(Key.Key_Return, CTRL, on=desk.running.window)
    desk.settle()
    assert QGuiApplication.clipboard().text().startswith("豆豆家长，你好。")
    assert write.ready == 13
    write.composer._to(GROUP)
    write.composer.changed.emit()
    desk.settle()
    click(desk, write.copy)
    assert QGuiApplication.clipboard().text().startswith("【提醒】绘本之夜")
    assert write.ready == 13


def test_a_family_that_wants_no_more_can_be_taken_back(desk: Opened) -> None:
    write = desk.page.write
    row = write.recipients.table.rows[0]
    write.recipients.table.acted.emit(row, 4, "out")
    desk.settle()
    assert write.ready == 9
    desk.press(Key.Key_Z, CTRL, on=desk.running.window)
    desk.settle()
    assert write.ready == 10


def test_whom_to_invite_and_why(desk: Opened, tmp_path: Path) -> None:
    page = desk.page
    desk.press(Key.Key_2, CTRL, on=desk.running.window)
    page.open("WALK")
    desk.settle()
    rows = cells(page.invite.table)
    scores = [int(row[0]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert "喜欢“户外徒步”" in rows[0][6]
    assert "已报名 2" in page.invite.left.text()
    assert not any("家长" in row[1] for row in rows)
    click(desk, page.invite.whole)
    assert any("家长" in row[1] for row in cells(page.invite.table))
    page.to("sent")
    desk.settle()
    page.to("invite")
    desk.settle()
    assert not any("家长" in row[1] for row in cells(page.invite.table))
    desk.press(Key.Key_E, CTRL, on=desk.running.window)
    desk.choose(tmp_path / "calls.xlsx")
    assert (tmp_path / "calls.xlsx").stat().st_size > 1000
    click(desk, page.invite.write)
    assert (page.seg.current, page.write.purpose.current) == ("write", "invitation")


def test_what_is_due_leads_to_its_reminder(desk: Opened) -> None:
    page = desk.page
    assert not page.due.isVisible(), "it is in front already"
    page.open("WALK")
    desk.settle()
    assert page.due.isVisible()
    click(desk, page.remind)
    assert (page.state()["event"], page.write.purpose.current) == ("FAIR", "reminder")


def test_the_server_is_set_in_a_form_that_keeps_what_was_typed(desk: Opened) -> None:
    desk.page.write.open_settings()
    form = desk.dialog(MailSettings)
    form.host.set_text("a b")
    form.sender_address.set_text("desk@example.org")
    form.submit()
    desk.settle()
    assert form.isVisible()
    assert form.host.text() == "a b"
    form.host.set_text("smtp.example.org")
    form.port.set_text("x")
    form.submit()
    desk.settle()
    assert form.isVisible()
    form.security.chosen.emit("starttls")
    form.port.set_text("587")
    form.user.set_text("desk")
    form.submit()
    desk.settle()
    assert not form.isVisible()
    view = desk.ask(desk.page.desk.mailing.settings)
    assert (view.server.host, view.server.port, view.has_password) == ("smtp.example.org", 587, False)
    click(desk, desk.page.write.send)
    desk.dialog(Question).act.click()
    desk.dialog(AskPassword).reject()
    desk.settle()
    assert desk.ask(desk.page.desk.messages.list, "FAIR") == ()


def test_who_may_not_send_sees_why(qtbot: QtBot, tmp_path: Path) -> None:
    clock = make(tmp_path / "desk")
    with opened(qtbot, tmp_path / "desk", clock) as made:
        made.ask(made.page.desk.operators.add, "门口", OperatorRole.DOOR)
        made.ask(made.page.desk.operators.begin_as, "门口")
        made.page.write.read()
        made.settle()
        assert "岗位" in made.page.write.note.text()
        assert not made.page.write.test.isEnabled()


def test_a_desk_without_events_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    clock = make(tmp_path / "desk", filled=False)
    with opened(qtbot, tmp_path / "desk", clock, language="en", theme="dark") as made:
        assert made.page.write.recipients.empty.isVisible()
        for tab in ("invite", "sent", "write"):
            made.page.to(tab)
            made.settle()


def test_the_next_event_is_in_front(desk: Opened) -> None:
    assert desk.page.state()["event"] == "FAIR", "not the one in two weeks"
