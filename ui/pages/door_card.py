"""The card of a family that may come in: who is here today, and what has to be sorted out first."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from resources.words import Words
from ui.models.door import Card
from ui.models.door_view import KINDS, DoorWords, ReasonRow
from ui.theme import Theme, Type
from ui.widgets.base import Card as Surface
from ui.widgets.base import Elided, Label, Rule, Themed, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.chips import AlertStrip
from ui.widgets.tiles import Member, MemberTile
from ui.widgets.verdict import VerdictBanner, VerdictKind

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FamilyCard(QWidget):
    """Banner, what to sort out, tiles, and the button that admits.

    ``toggled(person)``, ``all_wanted()``, ``admit_wanted()``, ``settle_wanted(code)`` and ``later_wanted()`` are what
    a person did; the page decides what comes of it and calls :meth:`show_card` again.
    """

    toggled = Signal(str)
    all_wanted = Signal()
    admit_wanted = Signal()
    settle_wanted = Signal(object)
    later_wanted = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self.theme, self.words = theme, words
        self._card: Card | None = None
        self._compact = False
        self._members: list[Member] = []
        self.tiles: list[MemberTile] = []
        self.banner = VerdictBanner(theme)
        self.strip = AlertStrip(theme, door=True)
        self.reasons = Surface(theme, padding=(18, 4, 18, 4), spacing=0, radius=14)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        holder = QWidget()
        column = vbox()
        column.addLayout(self._grid)
        column.addStretch(1)
        holder.setLayout(column)
        self._area = scrolled(holder)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.everybody = Button(theme, words("door.all"), size=Size.MAIN, key="A")
        self.later = Button(theme, words("door.later"), size=Size.MAIN, key="L")
        self.admit = Button(theme, kind=Kind.PRIMARY, size=Size.MAIN, icon="check", key="Enter")
        self.hint = Label(theme, kind=Type.BODY, color="muted", align=Qt.AlignmentFlag.AlignHCenter, wrap=True)
        self._column = vbox(spacing=12)
        actions = hbox(spacing=12)
        actions.addWidget(self.everybody)
        actions.addWidget(self.later)
        actions.addWidget(self.admit, 1)
        fill(self._column, self.banner, self.strip, self.reasons)
        self._column.addWidget(self._area, 1)
        fill(self._column, actions, self.hint)
        self.setLayout(self._column)
        self.everybody.clicked.connect(self.all_wanted)
        self.later.clicked.connect(self.later_wanted)
        self.admit.clicked.connect(self.admit_wanted)

    def show_card(
        self, card: Card, say: DoorWords, *, line: str, members: list[Member], reasons: list[ReasonRow]
    ) -> None:
        """Show a family, or the same one changed; tiles that stay the same keep the focus."""
        result, words = card.result, self.words
        kind = VerdictKind.ATTENTION if card.choosing else KINDS[result.verdict]
        word = words(f"door.word_{kind.value}")
        right = (words("door.pickup"), result.pickup_code) if result.pickup_code else ("", "")
        new = (kind, word, line) != (self.banner.kind, self.banner.word, self.banner.line) or card is not self._card
        if new:
            self.banner.setVerdict(kind, word, line, *right)
        fact, todo = say.allergies(card)
        self.strip.set(fact, todo)
        self.strip.setVisible(bool(fact))
        self._show_reasons(reasons)
        self._show_tiles(card, members)
        self._show_actions(card, say)
        self._card = card

    def set_compact(self, compact: bool) -> None:
        """Lower banner and tiles."""
        self._compact = compact
        self.banner.set_compact(compact)
        self._column.setSpacing(10 if compact else 12)
        for tile in self.tiles:
            tile.set_compact(compact)

    def set_busy(self, words: str) -> None:
        """While the admission is being written the button says so."""
        self.admit.set_busy(words)
        if not words:
            self.admit.setMaximumWidth(16777215)

    def focus_first(self) -> None:
        """Take the focus from the search box; Tab goes on to the first tile."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter on a tile or a button admits, as it does everywhere on the card; some desktops would click instead."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _ENTER:
            event.ignore()
            parent = self.parentWidget()
            if parent is not None:
                QApplication.sendEvent(parent, event)
            return True
        return False

    def _show_reasons(self, reasons: Sequence[ReasonRow]) -> None:
        clear(self.reasons.body)
        self.reasons.setVisible(bool(reasons))
        for position, reason in enumerate(reasons):
            if position:
                self.reasons.body.addWidget(Rule(self.theme))
            row = _Reason(self.theme, reason)
            row.settled.connect(self.settle_wanted)
            self.reasons.body.addWidget(row)

    def _show_tiles(self, card: Card, members: list[Member]) -> None:
        people = card.people
        if card is not self._card or members != self._members:
            self._members = members
            clear(self._grid)
            self.tiles = []
            columns = 1 if self.theme.scale >= 150 else 3 if len(people) > 4 else 2
            for position, (person, member) in enumerate(zip(people, members, strict=True)):
                tile = MemberTile(self.theme, self.words, member, compact=self._compact)
                tile.set_dense(len(people) > 4)
                tile.installEventFilter(self)
                tile.clicked.connect(lambda _, who=person.person: self.toggled.emit(who))
                self._grid.addWidget(tile, position // columns, position % columns)
                self.tiles.append(tile)
            for column in range(3):
                self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for tile, person in zip(self.tiles, people, strict=True):
            tile.setChecked(person.person in card.ticked)

    def _show_actions(self, card: Card, say: DoorWords) -> None:
        words, left = self.words, len(card.open_reasons)
        self.everybody.setVisible(not left)
        self.later.setVisible(bool(left))
        ticked = len(card.ticked)
        self.admit.set_text(words("door.admit", n=ticked))
        reason = words("door.left", n=left) if left else "" if ticked else words("door.nobody")
        self.admit.set_reason(reason)
        if reason:
            self.admit.set_text(reason)
        self.hint.setText(self._hint(card, say))
        # Its place is kept, so that the buttons stay where they are while ticking; what is to be sorted out needs it more.
        self.hint.setVisible(bool(self.hint.text()) or not card.result.reasons)

    def _hint(self, card: Card, say: DoorWords) -> str:
        left_out = card.left_out
        if card.open_reasons or not left_out or not card.ticked:
            return ""
        names = self.words("common.list_sep").join(say.person(card, p) for p in left_out[:3])
        if len(left_out) > 3:
            names = self.words("door.and_more", names=names)
        return self.words("door.later_hint", n=len(left_out), names=names)


class _Reason(Themed, QWidget):
    """One thing to sort out, with the button that settles it."""

    settled = Signal(object)

    def __init__(self, theme: Theme, reason: ReasonRow) -> None:
        super().__init__()
        self.adopt(theme)
        self._icon = "okc" if reason.settled else reason.icon
        self._tone = "admit-text" if reason.settled else "warn-text"
        words = vbox(spacing=0)
        fill(words, Elided(theme, reason.title, Type.DOOR, bold=True))
        fill(words, Elided(theme, reason.settled or reason.line, Type.BODY, color="text2"))
        row = hbox(42, 11, 0, 11, spacing=16)
        row.addLayout(words, 1)
        if not reason.settled:
            button = Button(theme, reason.button, size=Size.DOOR, key=reason.key)
            button.clicked.connect(lambda: self.settled.emit(reason.code))
            row.addWidget(button)
        self.setLayout(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        self.theme.paint_icon(painter, self._icon, 2, round(rect.center().y() - 12), 24, self._tone)
