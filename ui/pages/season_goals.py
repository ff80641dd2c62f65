"""The goals of a year so far, each on a card: what it is, what it should be by now, and how sure that is."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.season_words import amount, goal_said, percent
from ui.theme import Theme, Type
from ui.widgets.base import Card, Elided, Label, Themed, fill, hbox
from ui.widgets.buttons import Kind, Size, icon_button
from ui.widgets.chips import Chip
from ui.widgets.paint import Tone, blend, draw_box
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.domain.season_goals import GoalLine

TONES = {
    "met": (Tone.OK, "okc"), "on_pace": (Tone.OK, "okc"), "missed": (Tone.REFUSE, "warn"), "behind": (Tone.WARN, "warn"),
    "not_proven": (Tone.WARN, "info"), "none": (Tone.NEUTRAL, ""),
}  # fmt: skip


class GoalMeter(Themed, QWidget):
    """A track: done in full colour, planned in a pale one, a short mark at what is needed by now, a long one at the goal; or a
    dot on its interval. All are shares of the track."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self._done = self._planned = 0.0
        self._needed: float | None = None
        self._goal: float | None = None
        self._interval: tuple[float, float] | None = None
        self.setFixedHeight(18)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(
        self, done: float, *, planned: float = 0, needed: float | None = None, goal: float | None = None,
        interval: tuple[float, float] | None = None,
    ) -> None:  # fmt: skip
        """Show these shares of the track."""
        self._done, self._planned, self._needed, self._goal, self._interval = done, planned, needed, goal, interval
        self.update()

    def sizeHint(self) -> QSize:
        """Grows sideways."""
        return QSize(120, 18)

    def _x(self, share: float) -> float:
        return 6 + (self.width() - 12) * min(max(share, 0.0), 1.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, theme = QPainter(self), self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = self._x(0) - 6
        draw_box(painter, QRectF(left, 6, self.width(), 6), 3, fill=theme.color("sunken"))
        soft = blend(theme.color("accent"), theme.color("surface"), 0.38)
        if self._interval is not None:
            low, high = (self._x(end) for end in self._interval)
            draw_box(painter, QRectF(low, 3, max(high - low, 2), 12), 4, fill=soft)
        for share, color in ((self._planned, soft), (0 if self._interval else self._done, theme.color("accent"))):
            if share > 0:
                draw_box(painter, QRectF(left, 6, max(self._x(share) - left, 6), 6), 3, fill=color)
        ink = theme.color("text2")
        if self._needed is not None:
            painter.fillRect(QRectF(self._x(self._needed) - 1, 2, 2, 14), ink)
        if self._goal is not None:
            painter.setPen(QPen(ink, 1.5, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(self._x(self._goal), 0), QPointF(self._x(self._goal), 18))
        if self._interval is not None:
            painter.setBrush(theme.color("accent"))
            painter.setPen(QPen(theme.color("surface"), 2))
            painter.drawEllipse(QPointF(self._x(self._done), 9), 7, 7)


class GoalCard(Card):
    """One goal. ``define`` is called with the goal that is shown."""

    def __init__(self, theme: Theme, wording: Wording, name: str, define: "Callable[[GoalLine], object]") -> None:
        super().__init__(theme, padding=(20, 14, 14, 14), spacing=4)
        self._words, self._name = wording.words, name
        self.line: GoalLine | None = None
        words = wording.words
        title = words(f"season_page.goal_{name}")
        self.chip = Chip(theme)
        self.define = icon_button(theme, "question", words("season_page.define_open", name=title), size=Size.SMALL, kind=Kind.QUIET)
        self.define.clicked.connect(self._define)
        self._show_definition = define
        head = hbox(spacing=6)
        head.addWidget(Elided(theme, title, Type.COMPACT, bold=True), 1)
        fill(head, self.chip, self.define)
        self._value = Label(theme, kind=Type.PAGE, bold=True)
        self._unit = Label(theme, kind=Type.BODY, color="muted")
        self._goal = Label(theme, kind=Type.COMPACT, color="text2")
        row = hbox(0, 0, 6, 0, spacing=6)
        row.addWidget(self._value)
        row.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        row.addWidget(self._goal, 0, Qt.AlignmentFlag.AlignBottom)
        self.meter = GoalMeter(theme)
        self.said = Label(theme, "", Type.COMPACT, color="text2", wrap=True)
        fill(self.body, head, row, self.meter, self.said, None)

    def _define(self) -> None:
        if self.line is not None:
            self._show_definition(self.line)

    def set(self, line: "GoalLine", *, allowed: bool) -> None:
        """Show how the goal stands; not ``allowed``: the person may not know."""
        self.line, words = line, self._words
        tone, icon = TONES[line.progress.value]
        self.chip.set(words(f"season_page.progress_{line.progress.value}"), tone, icon)
        self._value.setText(shown(line))
        unit = {"persons": "unit_persons"}.get(self._name, "" if self._name == "content" else "unit_events")
        self._unit.setText(words(f"season_page.{unit}") if unit and line.value is not None else "")
        goal = words("season_page.of_target", target=goal_said(words, line.name.value, line.target))
        self._goal.setText(goal)
        self.said.setText(said(words, line, allowed=allowed))
        self._draw(line)
        self.setAccessibleName(" ".join((words(f"season_page.goal_{self._name}"), shown(line), goal, self.chip.text, self.said.text())))

    def _draw(self, line: "GoalLine") -> None:
        value, top = line.value or 0.0, line.target or 1
        if self._name == "content":
            interval = (line.interval.low, line.interval.high) if line.interval is not None else None
            self.meter.set(value if interval else 0, goal=line.target, interval=interval)
        elif self._name == "persons":
            most = max(value, top) * 1.15
            self.meter.set(value / most, goal=top / most)
        else:
            most = max(top, line.planned or 0, value)
            goal = top / most if most > top else None
            needed = (line.needed or 0) / most if line.progress.value in ("on_pace", "behind") else None
            self.meter.set(value / most, planned=(line.planned or 0) / most, needed=needed, goal=goal)


def shown(line: "GoalLine") -> str:
    """The value as people read it."""
    if line.value is None:
        return "\N{EN DASH}"
    return percent(line.value) if line.name.value == "content" else amount(line.value)


def said(words: Callable[..., str], line: "GoalLine", *, allowed: bool) -> str:
    """What a goal is made of, in a line."""
    name = line.name.value
    if name in ("events", "partners"):
        now = line.progress.value in ("on_pace", "behind")
        key = "line_count" if now else "line_count_other"
        return words(f"season_page.{key}", needed=line.needed, planned=line.planned)
    if name == "persons":
        key = "line_persons" if line.denominator else "line_persons_none"
        return words(f"season_page.{key}", n=line.denominator or 0, persons=f"{line.numerator:,}")
    if not allowed:
        return words("season_page.line_no_right")
    if line.interval is None:
        return words("season_page.line_content_none")
    low, high = percent(line.interval.low), percent(line.interval.high)
    return words("season_page.line_content", n=line.denominator, content=line.numerator, low=low, high=high)
