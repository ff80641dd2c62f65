"""The panel beside the grid while no slot is selected: the event, its releases, and what the keys do."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import Schedule
from ui.pages.planner_words import PlannerWords
from ui.theme import Theme, Type
from ui.widgets.base import Card, Elided, Label, Rule, Themed, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kbd, Kind
from ui.wording import Wording

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


KEYS = (
    ("N", "new"), ("← → ↑ ↓", "arrows"), ("Shift+← →", "length"),
    ("Ctrl+Shift+← →", "begin"), ("Alt+← →, R", "ripple"), ("Tab", "next"), ("Enter", "open"),
    ("Ctrl+C, V", "copy"), ("Del", "remove"), ("U, P", "tray"), ("1–3", "remedy"), ("F8", "problem"), ("T", "today"),
    ("PgUp PgDn", "weeks"), ("Ctrl+Y", "redo"), ("+ -", "zoom"),
)  # fmt: skip


def keys(words: PlannerWords) -> tuple[tuple[str, str], ...]:
    """The keys of the grid: (key, what it does)."""
    return tuple((key, words(f"planner.key_{name}")) for key, name in KEYS)


class Overview(Themed, QWidget):
    """``release_wanted`` and ``draft_wanted`` come from its two buttons."""

    release_wanted = Signal()
    draft_wanted = Signal()

    def __init__(self, theme: Theme, words: PlannerWords) -> None:
        super().__init__()
        self.adopt(theme)
        self._words = words
        self.title = Elided(theme, "", Type.DOOR, bold=True)
        head = hbox(16, 0, 16, 0)
        head.addWidget(self.title)
        top = QWidget()
        top.setLayout(head)
        top.setFixedHeight(theme.px(51))
        self._when = Label(theme, "", color="text2", wrap=True)
        self._count = Label(theme, "", color="text2", wrap=True)
        self._version = Label(theme, "", bold=True, wrap=True)
        self._pending = Label(theme, "", Type.COMPACT, color="text2", wrap=True)
        self.release = Button(theme, words("planner.release"), kind=Kind.PRIMARY, icon="send")
        self.draft = Button(theme, words("planner.draft"), icon="spark", tip=words("planner.draft_tip"))
        self.release.clicked.connect(self.release_wanted)
        self.draft.clicked.connect(self.draft_wanted)
        card = Card(theme, padding=14, spacing=6, fill="bg")
        fill(card.body, self._version, self._pending, 4, self.release)
        column = vbox(16, 12, 16, 8, spacing=4)
        fill(column, self._when, self._count, 6, card, 4, self.draft, 10)
        for key, meaning in keys(words):
            row = hbox(spacing=8)
            cap = hbox()
            fill(cap, Kbd(theme, key), None)
            holder = QWidget()
            holder.setLayout(cap)
            holder.setFixedWidth(theme.px(108))
            row.addWidget(holder)
            row.addWidget(Elided(theme, meaning, Type.COMPACT, color="text2"), 1)
            column.addLayout(row)
        column.addStretch(1)
        body = QWidget()
        body.setLayout(column)
        area = scrolled(body)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = vbox(1)
        fill(whole, top, Rule(theme))
        whole.addWidget(area, 1)
        self.setLayout(whole)

    def show_event(self, title: str, schedule: Schedule, wording: Wording, zone: "ZoneInfo") -> None:
        """Say what is planned."""
        words = self._words
        self.title.setText(title)
        self._when.setText(wording.span(schedule.start.astimezone(zone), schedule.end.astimezone(zone)))
        parts = [words("planner.slots_n", n=sum(slot.kind is SlotKind.SLOT for slot in schedule.placed()))]
        if schedule.tray():
            parts.append(words("planner.waiting_n", n=len(schedule.tray())))
        parts.append(words("planner.changeover", n=schedule.changeover))
        self._count.setText(words("planner.line_sep").join(parts))
        self.draft.set_reason("" if schedule.tray() else words("planner.draft_nothing"))

    def show_release(self, released: int | None, unreleased: int) -> None:
        """Say which version families see, and what changed since."""
        words = self._words
        self._version.setText(
            words("planner.released_never") if released is None else words("planner.released", n=released)
        )
        self._pending.setText(
            words("planner.unreleased", n=unreleased) if unreleased else words("planner.unreleased_none")
        )
        self._pending.setVisible(released is not None or bool(unreleased))
        self._pending.set_look(color="warn-text" if unreleased else "text2")
        self.release.set_text(words("planner.release_n", n=unreleased) if unreleased else words("planner.release"))
        self.release.set_reason("" if unreleased else words("planner.release_nothing"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line before it."""
        painter, color = QPainter(self), self.theme.color
        painter.fillRect(self.rect(), color("surface"))
        painter.fillRect(QRectF(0, 0, 1, self.height()), color("border"))
