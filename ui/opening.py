"""Opening the desk: a passphrase where it needs one, a sentence where it does not open, a welcome where there is none."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from eventdesk import passphrases
from eventdesk.errors import DeskError
from resources.words import Words
from ui.main_window import MainWindow
from ui.theme import Theme, Type
from ui.widgets.base import Card, Label, fill, hbox, vbox
from ui.widgets.buttons import Button, CheckBox, Kind
from ui.widgets.paint import Tone
from ui.widgets.passphrase import PassphraseField
from ui.widgets.states import ErrorCard

if TYPE_CHECKING:
    from eventdesk.desk import Desk

LOCKED = ("passphrase_needed", "wrong_passphrase")
NO_DESK = "no_desk"
Welcome = Callable[[MainWindow, Callable[["Desk"], None]], QWidget]
"""Makes what is shown where there is no desk yet; calls what it is given with the desk that it made."""


class Opening(QObject):
    """Opens the desk on the writer thread and hands it to the window."""

    def __init__(
        self,
        window: MainWindow,
        opener: "Callable[[str | None], Desk]",
        *,
        page: str = "",
        welcome: Welcome | None = None,
        folder: Path | None = None,
    ) -> None:
        """``folder`` names the desk to the system's keyring; without one no passphrase is remembered."""
        super().__init__(window)
        self._window, self._opener, self._page, self._welcome = window, opener, page, welcome
        self._folder, self._typed = folder, ""
        self._asking: PassphrasePage | None = None
        self._slow = QTimer(self, singleShot=True, interval=300)
        self._slow.timeout.connect(self._say_slow)

    def begin(self, passphrase: str | None = None) -> None:
        """Open, or try again."""
        self._typed = passphrase or ""
        self._slow.start()
        tasks = self._window.shell.tasks
        tasks.run(self._opener, passphrase, done=self._opened, failed=self._failed, ended=self._slow.stop)

    def _opened(self, desk: "Desk") -> None:
        asked, self._asking = self._asking, None
        self._window.set_desk(desk, page=self._page)
        if asked is not None and asked.remember.isChecked() and self._folder is not None:
            tasks = self._window.shell.tasks
            tasks.outside(passphrases.keep, self._folder, self._typed, done=self._remembered)
        self._typed = ""

    def _remembered(self, kept: bool) -> None:
        if not kept:
            self._window.say(self._window.words("onboarding.not_remembered"), tone=Tone.WARN)

    def _failed(self, error: DeskError) -> None:
        window, theme, words = self._window, self._window.shell.theme, self._window.words
        if error.code in LOCKED:
            if self._asking is None:
                self._asking = PassphrasePage(theme, words, self.begin)
                window.show_widget(self._asking, full=True)
                if self._folder is not None:
                    window.shell.tasks.outside(
                        passphrases.usable, done=self._asking.remember.setVisible, owner=self._asking
                    )
            if error.code == "wrong_passphrase":
                self._asking.refuse()
            self._asking.focus()
            return
        self._asking = None
        if error.code == NO_DESK and self._welcome is not None:
            window.show_widget(self._welcome(window, self._opened), full=True)
            return
        sentence = window.wording.error(error)
        again = Button(theme, words("common.retry"), icon="sync")
        again.clicked.connect(lambda: self.begin())
        detail = f"{sentence.what} {sentence.hint or words('shell.opening_failed_hint')}"
        card = ErrorCard(theme, words("shell.opening_failed"), detail, actions=(again,))
        window.show_widget(_centred(card))

    def _say_slow(self) -> None:
        if self._asking is None:
            window = self._window
            note = Label(window.shell.theme, window.words("shell.opening"), color="muted")
            window.show_widget(_centred(note))


class PassphrasePage(QWidget):
    """Asks for the passphrase; ``tried`` gets what was typed."""

    def __init__(self, theme: Theme, words: Words, tried: Callable[[str], None]) -> None:
        super().__init__()
        self._words, self._tried = words, tried
        self.field = PassphraseField(theme, words, words("shell.passphrase_label"))
        self.remember = CheckBox(theme, words("onboarding.remember"))
        self.remember.hide()  # until the system says that it has a keyring
        self.button = Button(theme, words("shell.passphrase_open"), kind=Kind.PRIMARY, key="Enter")
        self.button.clicked.connect(self._try)
        self.field.submitted.connect(self._try)
        card = Card(theme, padding=24, spacing=14)
        card.setFixedWidth(420)
        row = hbox()
        fill(row, None, self.button)
        fill(
            card.body,
            Label(theme, words("shell.passphrase_title"), Type.TITLE, bold=True),
            Label(theme, words("shell.passphrase_text"), color="text2", wrap=True),
            self.field,
            self.remember,
            row,
        )
        column = vbox()
        column.addStretch(1)
        line = hbox()
        fill(line, None, card, None)
        column.addLayout(line)
        column.addStretch(1)
        self.setLayout(column)

    def refuse(self) -> None:
        """The passphrase did not fit."""
        self.button.set_busy("")
        self.field.set_error(self._words("shell.passphrase_wrong"))
        self.field.edit.selectAll()

    def focus(self) -> None:
        """Type here."""
        self.field.edit.setFocus()

    def _try(self) -> None:
        typed = self.field.edit.text()
        if typed and self.button.isEnabled():
            self.button.set_busy(self._words("common.working"))
            self._tried(typed)


def _centred(widget: QWidget) -> QWidget:
    holder = QWidget()
    column = vbox(24, 24, 24, 24)
    row = hbox()
    fill(row, None, widget, None)
    column.addStretch(1)
    column.addLayout(row)
    column.addStretch(1)
    holder.setLayout(column)
    return holder
