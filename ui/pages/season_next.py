"""The next events as cards: how full, how many volunteers, what is still to be done, and the money."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from resources.season_words import percent
from ui.theme import Theme, Type
from ui.widgets.base import Card, Elided, Label, Themed, fill, hbox
from ui.widgets.chips import Chip
from ui.widgets.meters import CapacityBar
from ui.widgets.paint import Tone, draw_box, draw_text, text_width
from ui.wording import Wording

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.services.season_dashboard import NextEvent

FACTS = ("taken", "volunteers", "tasks", "money")
_SOON = 7


class Fact(Themed, QAbstractButton):
    """A figure with what it is; a click or Enter opens its definition."""

    ring_radius = 6.0

    def __init__(self, theme: Theme, name: str, *, inline: bool = False) -> None:
        super().__init__()
        self.adopt(theme)
        self._name, self._tail, self._tone, self._inline = name, "", "text", inline
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set(self, value: str, tail: str = "", *, tone: str = "text", tip: str = "") -> None:
        """Show a value, and behind it what is wrong with it."""
        self.setText(value)
        self._tail, self._tone = tail, tone
        self.setAccessibleName(" ".join(filter(None, (self._name, value, tail))))
        self.setToolTip(" ".join(filter(None, (self._name, value, tail, tip))))
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines, or one where all of it stands in one."""
        return QSize(90, self.theme.px(22 if self._inline else 38))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint name and value."""
        painter, theme = QPainter(self), self.theme
        if self.underMouse() or self.isDown():
            draw_box(painter, QRectF(self.rect()).adjusted(-4, 0, 0, 0), 6, fill=theme.color("hover"))
        small, muted = theme.font(Type.CAPTION), theme.color("muted")
        half, wide, left = self.height() / 2, float(self.width()), 0.0
        if self._inline:
            left, row = text_width(small, self._name) + 8, QRectF(0, 0, wide, self.height())
            draw_text(painter, row, self._name, small, muted)
        else:
            row = QRectF(0, half, wide, half)
            draw_text(painter, QRectF(0, 0, wide, half), self._name, small, muted)
        font = theme.font(Type.COMPACT, bold=self._tone != "muted")
        room = min(text_width(font, self.text()) + 1, wide - left)
        draw_text(painter, QRectF(left, row.y(), room, row.height()), self.text(), font, theme.color(self._tone))
        left += room + 6
        if self._tail and wide - left > 24:
            draw_text(painter, QRectF(left, row.y(), wide - left, row.height()), self._tail, small, theme.color("warn-text"))


class NextCard(Card):
    """One event. ``opened(code)``; ``defined(fact, event)`` where the person wants to know what a figure is."""

    opened = Signal(str)
    defined = Signal(str, object)

    def __init__(self, theme: Theme, wording: Wording, event: "NextEvent", now: "datetime") -> None:
        super().__init__(theme, padding=(16, 10, 14, 8), spacing=2)
        self.event_, self._wording = event, wording
        words = wording.words
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        days = (event.start.date() - now.date()).days
        self.chip = Chip(theme, _away(wording, event, now, days), Tone.ACCENT if days <= _SOON else Tone.NEUTRAL)
        head = hbox(spacing=8)
        head.addWidget(Elided(theme, event.title, bold=True), 1)
        fill(head, self.chip)
        when = f"{wording.day_short(event.start.date())} {wording.time(event.start)}"
        where = Elided(theme, " \N{MIDDLE DOT} ".join(filter(None, (when, event.venue))), Type.COMPACT, color="text2")
        self.facts = {name: Fact(theme, words(f"season_page.{name}"), inline=name == "taken") for name in FACTS}
        for name, fact in self.facts.items():
            fact.clicked.connect(lambda _=False, name=name: self.defined.emit(name, self.event_))
        first, rest = hbox(spacing=10), hbox(spacing=10)
        first.addWidget(self.facts["taken"], 1)
        self.pace = Label(theme, "", Type.CAPTION, color="muted")
        first.addWidget(self.pace)
        for name, share in zip(FACTS[1:], (8, 10, 13), strict=True):
            rest.addWidget(self.facts[name], share)
        self.bar = CapacityBar(theme, height=5)
        fill(self.body, head, where, 4, first, self.bar, 4, rest)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._show()

    def _show(self) -> None:
        event, words = self.event_, self._wording.words
        unit = words(f"common.unit_{event.unit.value}", n=event.taken)
        key = "taken_of" if event.places is not None else "taken_bare"
        waits = words("season_page.waiting", n=event.waiting) if event.waiting else ""
        self.facts["taken"].set(words(f"season_page.{key}", taken=event.taken, places=event.places, unit=unit), waits)
        self.bar.set(event.taken, event.places or 0)
        pace = event.pace
        if pace is not None:
            verdict = pace.verdict.value
            # The same note on every card of a young organisation would only be noise: what the figure is says so.
            self.pace.setText(words(f"season_page.pace_{verdict}") if verdict != "unknown" else "")
            self.pace.set_look(color="warn-text" if verdict == "behind" else "muted")
            if pace.usual is not None:
                line = words("season_page.pace_line", usual=percent(pace.usual), share=percent(pace.share))
                self.pace.setToolTip(line)
        short = event.filled < event.shifts
        key = "volunteers_of" if event.shifts else "volunteers_none"
        self.facts["volunteers"].set(
            words(f"season_page.{key}", filled=event.filled, shifts=event.shifts),
            tone="warn-text" if short else "text" if event.shifts else "muted",
        )
        late = words("season_page.tasks_late", n=len(event.overdue)) if event.overdue else ""
        self.facts["tasks"].set(
            words("season_page.tasks_of", done=event.done, tasks=event.tasks) if event.tasks else words("season_page.tasks_none"),
            late, tone="text" if event.tasks else "muted",
        )  # fmt: skip
        self._show_money()

    def _show_money(self) -> None:
        event, words, fact = self.event_, self._wording.words, self.facts["money"]
        if not event.planned and not event.spent:
            fact.set(words("season_page.money_none"), tone="muted")
            return
        over = event.spent > event.planned
        value = words("season_page.money_of", spent=yuan(event.spent), planned=yuan(event.planned))
        tip = words("season_page.money_over", over=yuan(event.spent - event.planned)) if over else ""
        fact.set(value, tone="refuse-text" if over else "text", tip=tip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the event."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.event_.code)


def yuan(fen: int) -> str:
    """Whole yuan: a card has no room for fen, the budget shows them."""
    return f"{round(fen / 100):,}"


def _away(wording: Wording, event: "NextEvent", now: "datetime", days: int) -> str:
    words = wording.words
    if event.start <= now:
        return words("season_page.going_on")
    if days < 2:
        return words("season_page.tomorrow" if days else "season_page.today")
    return words("season_page.in_days", n=days)
