"""What the page of settings is built of: a card with a heading, rows with something at their right, and proofs."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Card, Elided, Label, Rule, fill, hbox, vbox
from ui.widgets.buttons import CheckBox
from ui.widgets.chips import Chip
from ui.widgets.dialog import Dialog
from ui.widgets.paint import Tone

LICENCES = ("qt", "ffmpeg", "sqlcipher", "sqlalchemy", "tables", "reports", "codes", "crypto", "small", "font")
PROOFS = ("integrity", "journal", "audit", "outbox", "schema")


class Group(Card):
    """A card of rows under a heading."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__(theme, padding=(20, 16, 20, 14), spacing=0)
        fill(self.body, Label(theme, title, Type.LEAD, bold=True), 6)
        self._rows = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def row(self, label: str, control: QWidget, *, hint: str = "", wide: bool = False) -> QWidget:
        """Add a row; ``wide`` gives the control the room that is left."""
        holder, row = QWidget(), hbox(0, 8, 0, 8, spacing=16)
        text = vbox(spacing=1)
        fill(text, Label(self.theme, label, wrap=not wide))
        if hint:
            fill(text, Label(self.theme, hint, Type.COMPACT, color="muted", wrap=True))
        control.setAccessibleName(label)
        control.setAccessibleDescription(hint)
        row.addLayout(text, 0 if wide else 1)
        row.addWidget(control, 1 if wide else 0)
        holder.setLayout(row)
        if self._rows:
            self.body.addWidget(Rule(self.theme))
        self._rows += 1
        self.body.addWidget(holder)
        return holder

    def fact(self, label: str, text: str) -> Elided:
        """Add a row that only tells."""
        shown = Elided(self.theme, text, color="text2")
        shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.row(label, shown, wide=True)
        return shown


def switch(theme: Theme, name: str, on: bool, changed: Callable[[bool], object]) -> CheckBox:
    """A tick box that stands alone at the right of its row."""
    box = CheckBox(theme, checked=on)
    box.setAccessibleName(name)
    box.toggled.connect(changed)
    return box


class ProofRows(QWidget):
    """What a check found, one line each."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._words = words
        self.chips = {proof: Chip(theme) for proof in PROOFS}
        self.verdict = Label(theme, "", bold=True, wrap=True)
        column = vbox(0, 4, 0, 6, spacing=6)
        fill(column, self.verdict)
        for proof, chip in self.chips.items():
            row = hbox(spacing=12)
            fill(row, Label(theme, words(f"settings.proof_{proof}"), Type.COMPACT, color="text2"), None, chip)
            column.addLayout(row)
        self.setLayout(column)
        self.hide()

    def show_proof(self, texts: dict[str, str], *, ok: bool) -> None:
        """Show what was found of each; ``ok`` is whole, anything else says where it broke."""
        words = self._words
        self.verdict.setText(words("settings.whole" if ok else "settings.broken"))
        self.verdict.set_look(color="admit-text" if ok else "refuse-text")
        for proof, text in texts.items():
            number = text.removeprefix("broken at ")
            if text == "ok":
                self.chips[proof].set(words("settings.proof_ok"), Tone.OK, "okc")
            elif number != text:
                self.chips[proof].set(words("settings.proof_broken_at", n=number), Tone.REFUSE, "octagon")
            else:
                self.chips[proof].set(words("settings.proof_other", text=text[:40]), Tone.REFUSE, "octagon")
        self.show()


class LicencesDialog(Dialog):
    """Software that the program stands on."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget) -> None:
        super().__init__(theme, words("settings.licences_title"), parent=parent, width=560)
        for name in LICENCES:
            self.content.addWidget(Label(theme, words(f"settings.licence_{name}"), wrap=True))
        self.content.addWidget(Label(theme, words("settings.licences_hint"), Type.COMPACT, color="muted", wrap=True))
        close = self.add_button(words("common.close"), key="Esc")
        close.clicked.connect(self.reject)
        close.setDefault(True)


def open_folder(folder: Path) -> bool:
    """Show a folder in the system's file manager; tells whether the system took it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
