"""A family without a registration stands at the door: the least that has to be known, in half a minute."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSpinBox, QWidget

from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Label, fill, hbox
from ui.widgets.buttons import CheckBox, Kind
from ui.widgets.chips import AlertStrip
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field, FieldFrame


@dataclass(frozen=True)
class WalkIn:
    """What was typed. ``children_names`` may be fewer than ``children``."""

    name: str
    phone: str
    adults: int
    children: int
    children_names: tuple[str, ...]
    consent: bool


class WalkInDialog(Dialog):
    """``submitted(WalkIn)`` with everything that is needed; it stays open until :meth:`done_with` or an error."""

    submitted = Signal(object)

    def __init__(
        self, theme: Theme, words: Words, *, notice: str, ask_consent: bool, full: str = "", phone: str = "",
        name: str = "", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(theme, words("door.walk_in_title"), parent=parent, width=520)
        self.words, self._ask_consent = words, ask_consent
        self.name = Field(theme, words("door.walk_in_name"), text=name)
        self.phone = Field(theme, words("door.walk_in_phone"), text=phone)
        self.adults, self.kids = _spin(1), _spin(1)
        self.names = Field(
            theme, words("door.walk_in_children"), optional=words("common.optional"),
            placeholder=words("door.walk_in_children_example"),
        )  # fmt: skip
        self.consent = CheckBox(theme, words("door.walk_in_consent", notice=notice))
        self.consent.setVisible(ask_consent)
        self._trouble = AlertStrip(theme, full)
        self._trouble.setVisible(bool(full))
        first, second = hbox(spacing=12), hbox(spacing=12)
        first.addWidget(self.name, 1)
        first.addWidget(self.phone, 1)
        self._adults = FieldFrame(theme, words("door.walk_in_adults"), self.adults)
        second.addWidget(self._adults, 1)
        second.addWidget(FieldFrame(theme, words("door.walk_in_kids"), self.kids), 1)
        self.later = Label(theme, "", Type.COMPACT, color="text2", wrap=True)
        self.later.hide()
        fill(self.content, self._trouble, first, second, self.names, self.consent, self.later)
        cancel = self.add_button(words("common.cancel"), key="Esc")
        self.verb = self.add_button(words("door.walk_in_verb"), kind=Kind.PRIMARY, icon="check", key="Enter")
        cancel.clicked.connect(self.reject)
        self.verb.clicked.connect(self.submit)
        for field in (self.name, self.phone, self.names):
            field.submitted.connect(self.submit)
        for spin in (self.adults, self.kids):
            spin.lineEdit().returnPressed.connect(self.submit)
        (self.phone if name else self.name).edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell_asked(self, required: int) -> None:
        """The event's own questions are not asked here: a queue stands behind. Say where they are answered afterwards."""
        self.later.setText(self.words("door.walk_in_questions", n=required))
        self.later.setVisible(required > 0)

    def submit(self) -> None:
        """Look the fields over and hand them on; what is missing is said where it is missing."""
        words = self.words
        checks = (
            (self.name, "" if self.name.text() else words("door.walk_in_no_name")),
            (self.phone, "" if self.phone.text() else words("door.walk_in_no_phone")),
            (self._adults, "" if self.adults.value() + self.kids.value() else words("door.walk_in_nobody")),
        )
        for field, sentence in checks:
            field.set_error(sentence)
        wrong = next((field for field, sentence in checks if sentence), None)
        if wrong is not None:
            wrong.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._ask_consent and not self.consent.isChecked():
            self.show_trouble(words("door.walk_in_ask_consent"))
            self.consent.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.verb.set_busy(words("door.saving"))
        names = [part for part in _split(self.names.text()) if part]
        self.submitted.emit(
            WalkIn(
                self.name.text(), self.phone.text(), self.adults.value(), max(self.kids.value(), len(names)),
                tuple(names), self.consent.isChecked(),
            )
        )  # fmt: skip

    def show_trouble(self, sentence: str, *, phone: bool = False) -> None:
        """It could not be saved; everything typed stays."""
        self.verb.set_busy("")
        if phone:
            self.phone.set_error(sentence)
            self.phone.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._trouble.set(sentence)
        self._trouble.show()


def _spin(value: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(0, 20)
    spin.setValue(value)
    spin.lineEdit().setTextMargins(12, 0, 0, 0)
    return spin


def _split(text: str) -> list[str]:
    for mark in SEPARATORS:
        text = text.replace(mark, "\n")
    return [part.strip() for part in text.split("\n")]


SEPARATORS = "\u3001\uff0c,;\uff1b/"
"""What people put between the names of two children."""
