"""Telling volunteers of their shifts: a text for each to paste into a chat, one for the group, or letters."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from eventdesk.errors import DeskError
from ui.dialogs.files import ask_folder
from ui.dialogs.volunteer_form import lines
from ui.dialogs.volunteer_letters import Telling
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, fill, hbox, vbox
from ui.widgets.buttons import Button
from ui.widgets.cells import Cell, ChipsCell, Column, NameCell, TextCell
from ui.widgets.dialog import Dialog, Question
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.mailing import MailSettingsView, Transport
    from eventdesk.services.roster_notices import NoticeView

_TONES = {"new": Tone.WARN, "changed": Tone.WARN, "told": Tone.OK, "none": Tone.NEUTRAL}


class NotifyDialog(Dialog):
    """Each line is a person; the text of the chosen one stands beside. Nothing is sent without a press."""

    def __init__(self, context: PageContext, event: str, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("volunteers.notify_title"), parent=parent, width=760)
        self.setObjectName("volunteer_notify")
        self._context, self._words, self._event = context, words, event
        self.notices: tuple[NoticeView, ...] = ()
        self.table: DataTable[NoticeView] = DataTable(
            self.theme, self._columns(), key=lambda one: one.volunteer, name=words("volunteers.notify_title")
        )  # fmt: skip
        self.table.setMinimumHeight(self.theme.px(300))
        self.table.selected.connect(self._selected)
        self.text = lines("", self.theme.px(236))
        self.text.setReadOnly(True)
        self.copy = Button(self.theme, words("volunteers.copy_one", name=""), icon="file")
        self.copy.clicked.connect(self.copy_one)
        self.said = Label(self.theme, "", Type.COMPACT, color="text2", wrap=True)
        right = vbox(spacing=8)
        right.addWidget(self.text, 1)
        row = hbox(spacing=8)
        fill(row, self.copy, None)
        right.addLayout(row)
        columns = hbox(spacing=14)
        columns.addWidget(self.table, 3)
        columns.addLayout(right, 2)
        self.content.addLayout(columns)
        self.content.addWidget(self.said)
        self.said.hide()
        self.copy.setAutoDefault(False)
        self.group = self.add_button(words("volunteers.copy_group"), icon="people")
        self.group.clicked.connect(self.copy_group)
        self.letters = self.add_button(words("volunteers.letters"), icon="mail")
        self.letters.clicked.connect(self.ask_letters)
        close = self.add_button(words("common.close"), key="Esc")
        close.clicked.connect(self.reject)
        self._read()

    def _columns(self) -> "list[Column[NoticeView]]":
        words = self._words

        def state(one: "NoticeView") -> Cell:
            return ChipsCell((ChipLook(words(f"volunteers.notice_{one.standing.value}"), "", _TONES[one.standing.value]),))

        return [
            Column("name", words("volunteers.field_name"), lambda one: NameCell(one.name), 130, 1),
            Column("shifts", words("volunteers.col_shifts"), lambda one: TextCell(str(one.shifts)), 60),
            Column("state", words("volunteers.col_notice"), state, 120),
        ]

    def _run(self, verb: Any, *args: Any, done: Any, **named: Any) -> None:
        self._context.tasks.run(verb, *args, done=done, failed=self._failed, owner=self, **named)

    def _failed(self, error: DeskError) -> None:
        self._say(self._context.wording.error(error).whole, "refuse-text")

    def _say(self, sentence: str, color: str = "text2") -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        self.said.set_look(color=color)

    def _read(self, _: object = None) -> None:
        self._run(self._context.desk.roster_notices.list, self._event, self._words, done=self._show)

    def _show(self, notices: "tuple[NoticeView, ...]") -> None:
        current = self.table.current
        self.notices = tuple(sorted(notices, key=lambda one: (not one.standing.due, one.code)))
        self.table.set_rows(self.notices)
        chosen = next((one for one in self.notices if current is not None and one.volunteer == current.volunteer), None)
        chosen = chosen or next(iter(self.notices), None)
        if chosen is not None:
            self.table.select(chosen.volunteer)
            self._selected(chosen)
        due = sum(1 for one in self.notices if one.standing.due)
        self.letters.set_text(self._words("volunteers.letters_n", n=due))
        self.letters.set_reason("" if due else self._words("volunteers.nobody_due"))

    def _selected(self, one: "NoticeView") -> None:
        self.text.setPlainText(one.text)
        self.copy.set_text(self._words("volunteers.copy_one", name=one.name))
        self.copy.set_reason("" if one.shifts else self._words("volunteers.notice_none"))

    def copy_one(self) -> None:
        """Take the chosen person's text; from now on it counts as told."""
        one = self.table.current
        if one is not None:
            QGuiApplication.clipboard().setText(one.text)
            self._say(self._words("volunteers.copied_one", name=one.name))
            self._run(self._context.desk.roster_notices.copied, self._event, (one.volunteer,), done=self._read)

    def copy_group(self) -> None:
        """Take the text for all."""
        self._run(self._context.desk.roster_notices.group_text, self._event, self._words, done=self._copied_group)

    def _copied_group(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.text.setPlainText(text)
        self._say(self._words("volunteers.copied_group"))

    def ask_letters(self) -> None:
        """Send a letter to everybody who is to be told, or write them as files where no server is set."""
        self._run(self._context.desk.mailing.settings, done=self._offer)

    def _offer(self, settings: "MailSettingsView") -> None:
        words, due = self._words, sum(1 for one in self.notices if one.standing.due)
        if settings.server is None:
            ask_folder(self, words("volunteers.letters"), self.write_letters)
            return
        question = Question(
            self.theme, question=words("volunteers.letters_ask", n=due), consequence=words("volunteers.letters_consequence"),
            verb=words("volunteers.letters_send"), safe=words("common.cancel"), danger=False, parent=self,
        )  # fmt: skip
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(lambda: self._begin(self._context.desk.mailing.connect, test=False))
        question.open()

    def write_letters(self, folder: Path) -> None:
        """Write them into a folder, as files that a mail program opens."""
        self._begin(partial(_folder, folder), test=True)

    def _begin(self, way: "Callable[[], Transport]", *, test: bool) -> None:
        self.letters.set_busy(self._words("common.working"))
        telling = Telling(self._context, self._event, self, way=way, test=test)
        telling.ended.connect(self._ended)
        telling.failed.connect(self._not_sent)
        telling.start()

    def _ended(self, sent: int, failed: int, no_address: int) -> None:
        self.letters.set_busy("")
        self._say(self._words("volunteers.letters_done", n=sent, failed=failed, none=no_address))
        self._read()

    def _not_sent(self, error: DeskError) -> None:
        self.letters.set_busy("")
        self._failed(error)


def _folder(folder: Path) -> "Transport":
    from eventdesk.services.mailing import Folder

    return Folder(folder)
