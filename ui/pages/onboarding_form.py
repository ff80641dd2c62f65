"""Setting up an organisation: its name, this computer's name, and a passphrase or none."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from eventdesk.errors import DeskError
from resources.words import Words
from ui.pages.onboarding_fields import DeskFields, Texts, tell
from ui.theme import Theme, Type
from ui.widgets.base import Label, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.fields import Field
from ui.wording import Wording


@dataclass(frozen=True)
class NewDesk:
    """What was filled in. ``passphrase`` None: not encrypted."""

    name: str
    station: str
    passphrase: str | None


class OrganisationForm(QWidget):
    """``submitted`` comes with a :class:`NewDesk` that has everything; what lacks is said at its field. ``foot`` is for its owner to
    put below it."""

    submitted = Signal(object)
    back = Signal()

    def __init__(self, theme: Theme, words: Words, folder: str) -> None:
        super().__init__()
        self._words, self._wording = words, Wording(words)
        self.name = Field(theme, words("onboarding.name"), placeholder=words("onboarding.name_example"))
        self.desk = DeskFields(theme, words)
        self.trouble = Label(theme, "", color="refuse-text", wrap=True)
        self.trouble.hide()
        self.set_up = Button(theme, words("onboarding.create"), kind=Kind.PRIMARY, size=Size.DOOR, key="Enter")
        self.leave = Button(theme, words("common.back"), icon="left", key="Esc", size=Size.DOOR)
        self.set_up.clicked.connect(self.submit)
        self.leave.clicked.connect(self.back)
        for field in (self.name, *self.desk.every()):
            field.submitted.connect(self.submit)
        self.foot, row, below = QWidget(), hbox(spacing=12), vbox(spacing=8)
        fill(row, self.leave, None, self.set_up)
        fill(below, self.trouble, row)
        self.foot.setLayout(below)
        where = Label(theme, words("onboarding.form_folder", folder=folder), Type.COMPACT, color="muted", wrap=True)
        column = vbox(spacing=14)
        fill(column, self.name, self.desk, where, None)
        self.setLayout(column)

    def submit(self) -> None:
        """Check, and hand over; the first field that lacks something gets the focus."""
        self.trouble.hide()
        name = self.name.text()
        wrong = tell(((self.name, "" if name else self._words("onboarding.name_missing")), *self.desk.faults()))
        if not wrong and self.set_up.isEnabled():
            self.set_up.set_busy(self._words("onboarding.creating"))
            self.leave.setEnabled(False)
            self.submitted.emit(NewDesk(name, self.desk.station.text(), self.desk.secret()))

    def refuse(self, error: DeskError) -> None:
        """The desk was not made; everything stays as it was typed."""
        self.set_up.set_busy("")
        self.leave.setEnabled(True)
        sentence = self._wording.error(error).whole
        fields = {"name": self.name, "station": self.desk.station, "passphrase": self.desk.passphrase}
        field = fields.get(str(error.details.get("field", "")))
        if field is not None:
            field.set_error(sentence)
            field.edit.setFocus()
        else:
            self.trouble.setText(sentence)
            self.trouble.show()

    def texts(self) -> tuple[str, Texts]:
        """Everything typed, to carry it over to another language."""
        return self.name.edit.text(), self.desk.texts()

    def set_texts(self, texts: tuple[str, Texts]) -> None:
        """Take them up again."""
        self.name.set_text(texts[0])
        self.desk.set_texts(texts[1])
