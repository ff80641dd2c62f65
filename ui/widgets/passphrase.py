"""A field for a passphrase: dots, and a word when Caps Lock seems to be on."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from resources.words import Words
from ui.theme import Theme
from ui.widgets.fields import Field


class PassphraseField(Field):
    """Its text is taken as it is typed, spaces and all: use :meth:`typed`."""

    def __init__(self, theme: Theme, words: Words, label: str, *, hint: str = "") -> None:
        super().__init__(theme, label, icon="lock", hint=hint)
        self._words, self._plain_hint = words, hint
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.installEventFilter(self)

    def typed(self) -> str:
        """What is typed, to the letter."""
        return self.edit.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A letter tells: a capital without Shift, or a small one with it."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            letter = event.text()
            if len(letter) == 1 and letter.isascii() and letter.isalpha():
                shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                locked = letter.isupper() != shift
                self.set_hint(self._words("onboarding.caps_lock") if locked else self._plain_hint)
        return False
