"""The face of the door: its parts and their places, for every size of window. It decides nothing."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from resources.words import Words
from ui.models.door import Card
from ui.models.door_view import DoorWords
from ui.pages.door_card import FamilyCard
from ui.pages.door_idle import IdlePanel
from ui.pages.door_refused import RefusedCard
from ui.pages.door_sides import LeftColumn, RightColumn
from ui.pages.door_top import DoorBar
from ui.theme import Theme
from ui.widgets.base import fill, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.footer import FooterKeys
from ui.widgets.search import DoorSearch
from ui.widgets.states import EmptyState

COMPACT_BELOW = 740
"""Under this height, which grows with the type scale, everything is denser."""
NARROW_BELOW = 1120
"""Under this width the columns beside the middle give way."""
_IDLE, _CARD, _REFUSED = range(3)


class DoorFace(QWidget):
    """Bar, three columns, foot; the middle shows the door at rest, a family's card or a refusal."""

    def __init__(self, theme: Theme, words: Words, say: DoorWords) -> None:
        super().__init__()
        self.theme, self.words = theme, words
        self.bar = DoorBar(theme, words)
        self.search = DoorSearch(theme, placeholder=words("door.search"))
        self.parked = Button(theme, kind=Kind.PLAIN, size=Size.MAIN, icon="clock", key="F3")
        self.parked.hide()
        self.left, self.right = LeftColumn(theme, words), RightColumn(theme, words)
        self.idle, self.card = IdlePanel(theme, words, say), FamilyCard(theme, words)
        self.refused = RefusedCard(theme, words)
        self.foot = FooterKeys(theme, right=(("F1", words("door.key_help")),))
        self.choose_event = Button(theme, words("door.choose_event"), kind=Kind.PRIMARY)
        self.plan = Button(theme, words("door.to_events"))
        self._no_event = EmptyState(
            theme, "cal", words("door.no_event"), words("door.no_event_line"), actions=(self.choose_event, self.plan)
        )
        self._lay_out()

    def show_event(self) -> None:
        """There is an event: the door itself."""
        self._root.setCurrentIndex(0)

    def show_no_event(self, fact: str, detail: str, *, can_choose: bool) -> None:
        """There is none, or a person has to say which."""
        self._no_event.set(fact, detail)
        self.choose_event.setVisible(can_choose)
        self._root.setCurrentIndex(1)

    def show_middle(self, card: Card | None) -> None:
        """The part of the middle that fits the open card."""
        self._middle.setCurrentIndex(_IDLE if card is None else _REFUSED if card.refused else _CARD)

    def show_parked(self, families: int) -> None:
        """How many families wait aside."""
        self.parked.setVisible(families > 0)
        self.parked.setFixedHeight(self.search.height())
        self.parked.set_text(self.words("door.parked", n=families))

    def cover(self, covered: bool, card: Card | None) -> None:
        """Hide names, or show again what was there."""
        self.idle.cover(covered)
        self.right.cover(covered)
        self.show_middle(None if covered else card)
        self.search.setVisible(not covered or card is None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns and heights for the window there is."""
        width = self.width()
        compact = self.height() < self.theme.px(COMPACT_BELOW)
        left, right = (300, 340) if width >= 1600 else (248, 284) if width >= 1280 else (248, 248)
        narrow = width < NARROW_BELOW
        if narrow:
            left, right = 200, 240
        self.left.setFixedWidth(left)
        self.right.setFixedWidth(right)
        gap = 12 if compact else 16
        self._body.setContentsMargins(20, gap, 20, gap)
        self._body.setSpacing(12 if narrow else 16)
        self.idle.set_narrow(narrow)
        for part in (self.bar, self.search, self.left, self.right, self.idle, self.card, self.refused, self.foot):
            part.set_compact(compact)
        # A verdict's line needs two rows where there is little width.
        self.card.banner.set_compact(compact and not narrow)
        self.parked.setFixedHeight(self.search.height())
        self._center.setSpacing(10 if compact else 12)

    def _lay_out(self) -> None:
        self._middle = QStackedLayout()
        for panel in (self.idle, self.card, self.refused):
            self._middle.addWidget(panel)
        top = hbox(spacing=12)
        top.addWidget(self.search, 1)
        top.addWidget(self.parked)
        self._center = vbox(spacing=12)
        self._center.addLayout(top)
        self._center.addLayout(self._middle, 1)
        self._body = hbox(20, 16, 20, 16, spacing=16)
        self._body.addWidget(self.left)
        self._body.addLayout(self._center, 1)
        self._body.addWidget(self.right)
        body = QWidget()
        body.setLayout(self._body)
        self._root = QStackedLayout()
        self._root.addWidget(body)
        self._root.addWidget(self._no_event)
        column = vbox()
        column.addWidget(self.bar)
        column.addLayout(self._root, 1)
        fill(column, self.foot)
        self.setLayout(column)
