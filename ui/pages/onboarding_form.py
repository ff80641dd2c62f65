"""Setting up an organisation: its name, this computer's name, and a passphrase or none."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from eventdesk.errors import DeskError
from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Label, fill, hbox, vbox
from ui.widgets.buttons import Button, CheckBox, Kind, Size
from ui.widgets.chips import AlertStrip
from ui.widgets.fields import Field
from ui.widgets.passphrase import PassphraseField
from ui.wording import Wording

LEAST = 8
"""Characters of a passphrase; the desk itself refuses fewer."""


@dataclass(frozen=True)
class NewDesk:
    """What was filled in. ``passphrase`` None: not encrypted."""

    name: str
    station: str
    passphrase: str | None


class OrganisationForm(QWidget):
    """``submitted`` comes with a :class:`NewDesk` that has everything; what lacks is said at its field."""

    submitted = Signal(object)
    back = Signal()

    def __init__(self, theme: Theme, words: Words, folder: str) -> None:
        super().__init__()
        self._words, self._wording = words, Wording(words)
        self.name = Field(theme, words("onboarding.name"), placeholder=words("onboarding.name_example"))
        self.station = Field(
            theme, words("onboarding.station"), placeholder=words("onboarding.station_example"),
            hint=words("onboarding.station_hint"),
        )  # fmt: skip
        self.passphrase = PassphraseField(
            theme, words, words("onboarding.passphrase"), hint=words("onboarding.passphrase_hint")
        )
        self.again = PassphraseField(theme, words, words("onboarding.again"))
        self.plain = CheckBox(theme, words("onboarding.plain"))
        self.warning = AlertStrip(theme, words("onboarding.plain_fact"), words("onboarding.plain_detail"))
        self.warning.hide()
        self.trouble = Label(theme, "", color="refuse-text", wrap=True)
        self.trouble.hide()
        self.set_up = Button(theme, words("onboarding.create"), kind=Kind.PRIMARY, size=Size.DOOR, key="Enter")
        self.leave = Button(theme, words("common.back"), icon="left", key="Esc", size=Size.DOOR)
        self.set_up.clicked.connect(self.submit)
        self.leave.clicked.connect(self.back)
        self.plain.toggled.connect(self._toggled)
        for field in (self.name, self.station, self.passphrase, self.again):
            field.submitted.connect(self.submit)
        pair = hbox(spacing=16)
        pair.addWidget(self.passphrase, 1)
        pair.addWidget(self.again, 1)
        foot = hbox(spacing=12)
        fill(foot, self.leave, None, self.set_up)
        where = Label(theme, words("onboarding.form_folder", folder=folder), Type.COMPACT, color="muted", wrap=True)
        column = vbox(spacing=14)
        fill(
            column,
            self.name,
            self.station,
            pair,
            self.plain,
            self.warning,
            where,
            self.trouble,
            None,
            foot,
        )
        self.setLayout(column)

    def submit(self) -> None:
        """Check, and hand over; the first field that lacks something gets the focus."""
        self.trouble.hide()
        words = self._words
        plain = self.plain.isChecked()
        typed = self.passphrase.typed()
        short = self._wording.error(DeskError("passphrase_short")).whole
        faults = (
            (self.name, "" if self.name.text() else words("onboarding.name_missing")),
            (self.station, "" if self.station.text() else words("onboarding.station_missing")),
            (self.passphrase, "" if plain or typed else words("onboarding.passphrase_missing")),
            (self.passphrase, short if not plain and 0 < len(typed) < LEAST else ""),
            (self.again, words("onboarding.differs") if not plain and typed != self.again.typed() else ""),
        )
        for field, _ in faults:
            field.set_error("")
        wrong = [(field, sentence) for field, sentence in faults if sentence]
        for field, sentence in reversed(wrong):
            field.set_error(sentence)
            field.edit.setFocus()
        if not wrong and self.set_up.isEnabled():
            self.set_up.set_busy(words("onboarding.creating"))
            self.leave.setEnabled(False)
            self.submitted.emit(NewDesk(self.name.text(), self.station.text(), None if plain else typed))

    def refuse(self, error: DeskError) -> None:
        """The desk was not made; everything stays as it was typed."""
        self.set_up.set_busy("")
        self.leave.setEnabled(True)
        sentence = self._wording.error(error).whole
        field = {"name": self.name, "station": self.station, "passphrase": self.passphrase}.get(
            str(error.details.get("field", ""))
        )
        if field is not None:
            field.set_error(sentence)
            field.edit.setFocus()
        else:
            self.trouble.setText(sentence)
            self.trouble.show()

    def texts(self) -> tuple[str, str, str, str, bool]:
        """Everything typed, to carry it over to another language."""
        return (
            self.name.edit.text(), self.station.edit.text(), self.passphrase.typed(), self.again.typed(),
            self.plain.isChecked(),
        )  # fmt: skip

    def set_texts(self, texts: tuple[str, str, str, str, bool]) -> None:
        """Take them up again."""
        for field, text in zip((self.name, self.station, self.passphrase, self.again), texts[:4], strict=True):
            field.set_text(text)
        self.plain.setChecked(texts[4])

    def _toggled(self, plain: bool) -> None:
        self.warning.setVisible(plain)
        for field in (self.passphrase, self.again):
            field.edit.setEnabled(not plain)
            field.set_error("")
