"""What every new desk asks: what this computer is called, and a passphrase or none."""

from PySide6.QtWidgets import QWidget

from eventdesk.errors import DeskError
from resources.words import Words
from ui.theme import Theme
from ui.widgets.base import fill, hbox, vbox
from ui.widgets.buttons import CheckBox
from ui.widgets.chips import AlertStrip
from ui.widgets.fields import Field
from ui.widgets.passphrase import PassphraseField
from ui.wording import Wording

LEAST = 8
"""Characters of a passphrase; the desk itself refuses fewer."""
Fault = tuple[Field, str]
Texts = tuple[str, str, str, bool]


class DeskFields(QWidget):
    """The fields with their faults; whoever shows them has the button."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._words, self._wording = words, Wording(words)
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
        self.plain.toggled.connect(self._toggled)
        pair, column = hbox(spacing=16), vbox(spacing=14)
        pair.addWidget(self.passphrase, 1)
        pair.addWidget(self.again, 1)
        fill(column, self.station, pair, self.plain, self.warning)
        self.setLayout(column)

    def every(self) -> tuple[Field, ...]:
        """The fields in their order."""
        return (self.station, self.passphrase, self.again)

    def faults(self) -> tuple[Fault, ...]:
        """What each lacks; an empty sentence where nothing is."""
        words, plain, typed = self._words, self.plain.isChecked(), self.passphrase.typed()
        short = self._wording.error(DeskError("passphrase_short")).whole
        return (
            (self.station, "" if self.station.text() else words("onboarding.station_missing")),
            (self.passphrase, "" if plain or typed else words("onboarding.passphrase_missing")),
            (self.passphrase, short if not plain and 0 < len(typed) < LEAST else ""),
            (self.again, words("onboarding.differs") if not plain and typed != self.again.typed() else ""),
        )

    def secret(self) -> str | None:
        """The passphrase; None: not encrypted."""
        return None if self.plain.isChecked() else self.passphrase.typed()

    def texts(self) -> Texts:
        """Everything typed, to carry it over to another language."""
        return self.station.edit.text(), self.passphrase.typed(), self.again.typed(), self.plain.isChecked()

    def set_texts(self, texts: Texts) -> None:
        """Take them up again."""
        for field, text in zip(self.every(), texts[:3], strict=True):
            field.set_text(text)
        self.plain.setChecked(texts[3])

    def _toggled(self, plain: bool) -> None:
        self.warning.setVisible(plain)
        for field in (self.passphrase, self.again):
            field.edit.setEnabled(not plain)
            field.set_error("")


def tell(faults: tuple[Fault, ...]) -> bool:
    """Say each fault at its field; the first one gets the focus. Whether there is any."""
    for field, _ in faults:
        field.set_error("")
    wrong = [(field, sentence) for field, sentence in faults if sentence]
    for field, sentence in reversed(wrong):
        field.set_error(sentence)
        field.edit.setFocus()
    return bool(wrong)
