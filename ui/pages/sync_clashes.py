"""What two desks wrote without knowing of each other: both values side by side, and a key for each."""

from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from resources import clash_words
from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Card, Label, clear, fill, hbox, vbox
from ui.widgets.buttons import Button
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.sync.station import ClashView

MOST = 50
"""As many are shown at once; the next come as these are settled."""


class ClashList(QWidget):
    """``settled`` carries what was decided about, and whether it is the other value."""

    settled = Signal(object, bool)

    def __init__(self, theme: Theme, words: Words, wording: Wording) -> None:
        super().__init__()
        self._theme, self._words, self._wording = theme, words, wording
        self.cards: list[ClashCard] = []
        self.heading = Label(theme, "", Type.SUBTITLE, bold=True)
        self._note = Label(theme, words("sync_page.clashes_text"), color="text2", wrap=True)
        self._column: QVBoxLayout = vbox(spacing=12)
        column = vbox(spacing=8)
        fill(column, self.heading, self._note, self._column)
        self.setLayout(column)
        self.hide()

    def set(self, found: "tuple[ClashView, ...]", zone: ZoneInfo) -> None:
        """Show them; none hides it all."""
        clear(self._column)
        self.cards = [ClashCard(self._theme, self._words, self._wording, one, zone) for one in found[:MOST]]
        for card in self.cards:
            card.chosen.connect(partial(self.settled.emit, card.clash))
            self._column.addWidget(card)
        self.heading.setText(self._words("sync_page.clashes", n=len(found)))
        self.setVisible(bool(found))

    def choose(self, *, other: bool) -> None:
        """Settle the one that has the focus, or the first."""
        focus = QApplication.focusWidget()
        focused = [card for card in self.cards if focus is not None and card.isAncestorOf(focus)]
        card = next(iter(focused or self.cards), None)
        if card is not None and card.keep.isEnabled():
            (card.other if other else card.keep).click()


class ClashCard(Card):
    """One of them. ``chosen`` says whether it is the other value."""

    chosen = Signal(bool)

    def __init__(self, theme: Theme, words: Words, wording: Wording, clash: "ClashView", zone: ZoneInfo) -> None:
        super().__init__(theme, padding=16, spacing=10)
        self._words = words
        self.clash = clash
        self.title = Label(theme, what(words, clash), bold=True, wrap=True)
        moment = Label(theme, wording.date_time(clash.at.astimezone(zone)), Type.COMPACT, color="muted")
        self.keep = Button(theme, words("sync_page.keep"), key="1")
        self.other = Button(theme, words("sync_page.other"), key="2")
        self.keep.clicked.connect(partial(self._choose, False))
        self.other.clicked.connect(partial(self._choose, True))
        head = hbox(spacing=12)
        head.addWidget(self.title, 1)
        fill(head, moment)
        sides = hbox(spacing=16)
        for by, value, word, button in (
            (clash.kept_by, clash.kept, "sync_page.stands", self.keep),
            (clash.other_by, clash.other, "sync_page.beside", self.other),
        ):  # fmt: skip
            side = vbox(spacing=4)
            text = said(words, clash, value)
            who = words(word, desk=by or words("sync_page.unnamed"))
            fill(side, Label(theme, who, Type.COMPACT, color="text2", wrap=True), Label(theme, text, Type.LEAD, bold=True, wrap=True))
            row = hbox()
            fill(row, button, None)
            side.addLayout(row)
            button.setAccessibleDescription(f"{who} {text}")
            sides.addLayout(side, 1)
        fill(self.body, head, sides)

    def _choose(self, other: bool) -> None:
        for button in (self.keep, self.other):
            button.setEnabled(False)
        self.chosen.emit(other)


def what(words: Words, clash: "ClashView") -> str:
    """What it is about."""
    return clash_words.what(words, table=clash.table, field=clash.field, about=clash.about, event=clash.event)


def said(words: Words, clash: "ClashView", value: Any) -> str:
    """A value as people read it, names and phones masked."""
    return clash_words.said(words, field=clash.field, shown=clash.shown(value))
