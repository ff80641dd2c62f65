"""The consent form on the screen: a guardian reads, ticks each purpose that they agree to, and signs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from eventdesk.domain.consent import Purpose
from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Label, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, CheckBox, Kind, Size
from ui.widgets.chips import AlertStrip
from ui.widgets.dialog import Dialog
from ui.widgets.signature import SignaturePad


class ConsentDialog(Dialog):
    """``submitted(granted, signature)``: {Purpose: bool} and a PNG. Stays open until :meth:`done_with` or an error.

    Nothing is ticked beforehand: silence is no consent. Who ticks nothing refuses, and need not sign for that. ``paper``:
    the form was signed on paper, and what was ticked there is taken over; the signature stays where it is.
    """

    submitted = Signal(object, object)

    def __init__(
        self, theme: Theme, words: Words, *, text: str, version: str, paper: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, words("privacy.form_title"), parent=parent, width=620)
        self._words, self._paper = words, paper
        wording = vbox(0, 0, 12, 0, spacing=8)
        for paragraph in text.split("\n\n"):
            wording.addWidget(Label(theme, paragraph.strip(), wrap=True))
        wording.addStretch(1)
        holder = QWidget()
        holder.setLayout(wording)
        area = scrolled(holder)
        area.setFixedHeight(theme.px(168))
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(words("privacy.form_title"))
        self.ticks = {purpose: CheckBox(theme, words(f"privacy.agree_{purpose.value}")) for purpose in Purpose}
        ticks = vbox(spacing=8)
        fill(ticks, *self.ticks.values())
        self.pad = SignaturePad(theme, hint=words("privacy.sign_here"))
        self.again = Button(theme, words("privacy.sign_again"), size=Size.SMALL, kind=Kind.PLAIN)
        self.again.setAutoDefault(False)
        self.again.clicked.connect(self.pad.clear)
        below = hbox(spacing=8)
        fill(below, Label(theme, words("privacy.form_version", version=version), Type.COMPACT, color="text2"))
        below.addStretch(1)
        below.addWidget(self.again)
        self.trouble = AlertStrip(theme, "")
        self.trouble.hide()
        self.pad.changed.connect(self.trouble.hide)
        fill(self.content, area, ticks, self.pad, below, self.trouble)
        if paper:
            ticks.insertWidget(0, Label(theme, words("privacy.as_on_paper"), color="text2", wrap=True))
            self.pad.hide()
            self.again.hide()
        self.cancel = self.add_button(words("common.cancel"), key="Esc")
        self.verb = self.add_button(words("privacy.submit"), kind=Kind.PRIMARY, icon="check", key="Ctrl+Enter")
        self.cancel.clicked.connect(self.reject)
        self.verb.clicked.connect(self.submit)
        self.ticks[Purpose.PARTICIPATION].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter confirms, wherever the focus is; Enter alone would be too near for a scanner."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submit()
        elif not enter:
            super().keyPressEvent(event)

    def submit(self) -> None:
        """Hand on what was said; who agrees to anything signs it."""
        granted = {purpose: tick.isChecked() for purpose, tick in self.ticks.items()}
        if any(granted.values()) and not self._paper and not self.pad.signed:
            self.show_trouble(self._words("privacy.sign_first"))
            return
        self.trouble.hide()
        self.verb.set_busy(self._words("privacy.saving"))
        self.submitted.emit(granted, self.pad.png() if self.pad.signed else b"")

    def show_trouble(self, sentence: str) -> None:
        """It could not be taken; what was ticked and drawn stays."""
        self.verb.set_busy("")
        self.trouble.set(sentence)
        self.trouble.show()
