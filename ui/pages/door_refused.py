"""The card of a family that has to wait: what happened with its code, and ways on."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from resources.words import Words
from ui.models.door_view import TimelineRow
from ui.theme import Theme, Type
from ui.widgets.base import Card as Surface
from ui.widgets.base import Elided, Label, Rule, Themed, clear, fill, hbox, vbox
from ui.widgets.chips import Chip
from ui.widgets.paint import Tone, draw_box, draw_kbd, draw_text, kbd_width, text_width
from ui.widgets.tiles import ChoiceTile
from ui.widgets.verdict import VerdictBanner, VerdictKind


@dataclass(frozen=True)
class Choice:
    """A way on: ``name`` is what the page does, ``key`` its key. ``why_not`` disables it and says why."""

    name: str
    icon: str
    title: str
    line: str
    key: str
    danger: bool = False
    why_not: str = ""


class RefusedCard(QWidget):
    """``chosen(name)`` carries the way on that was taken."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self.theme, self.words = theme, words
        self._compact = False
        self.choices: tuple[Choice, ...] = ()
        self.tiles: list[ChoiceTile] = []
        self.banner = VerdictBanner(theme)
        self.banner.setVerdict(VerdictKind.IDLE, "", "")
        self._history = Surface(theme, padding=(20, 8, 20, 8), spacing=0, radius=14)
        self._what_now = Label(theme, words("door.what_now"), Type.DOOR, bold=True)
        self._ask = Elided(theme, words("door.ask_tail"), Type.BODY, color="muted")
        self.answer = TailAnswer(theme, words)
        self._hint = Label(theme, "", Type.BODY, color="muted", wrap=True)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        asking = hbox(spacing=12)
        asking.addWidget(self._what_now)
        asking.addWidget(self._ask, 1)
        asking.addWidget(self.answer)
        self._column = vbox(spacing=12)
        fill(self._column, self.banner, self._history, asking, self._grid, self._hint, None)
        self.setLayout(self._column)

    def show_refusal(
        self, *, line: str, hint: str, history: list[TimelineRow], choices: tuple[Choice, ...], tail: str | None
    ) -> None:
        """Say why, show what happened, offer ways on; ``tail`` is the answer to what the family is asked."""
        self.banner.setVerdict(VerdictKind.REFUSE, self.words("door.word_refuse"), line)
        clear(self._history.body)
        self._history.setVisible(bool(history))
        for position, row in enumerate(history):
            if position:
                self._history.body.addWidget(Rule(self.theme))
            self._history.body.addWidget(_Line(self.theme, row, compact=self._compact))
        self._ask.setVisible(bool(tail))
        self.answer.set_answer(tail or "")
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.choices = choices
        self._lay_choices()

    def set_compact(self, compact: bool) -> None:
        """Lower banner, rows and tiles."""
        if compact == self._compact:
            return
        self._compact = compact
        self.banner.set_compact(compact)
        self._column.setSpacing(10 if compact else 12)
        for line in self._history.findChildren(_Line):
            line.set_compact(compact)
        self._lay_choices()

    def focus_first(self) -> None:
        """Take the focus away from the search box; no choice is made by Enter alone."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def choice_of(self, key: str) -> Choice | None:
        """The choice that a key stands for, unless it can't be taken."""
        return next((c for c in self.choices if c.key == key and not c.why_not), None)

    def _lay_choices(self) -> None:
        clear(self._grid)
        self.tiles = []
        for position, choice in enumerate(self.choices):
            line = choice.why_not or choice.line
            tile = ChoiceTile(
                self.theme, choice.icon, choice.title, line, choice.key, danger=choice.danger, compact=self._compact
            )
            tile.setEnabled(not choice.why_not)
            tile.clicked.connect(lambda _=False, name=choice.name: self.chosen.emit(name))
            self._grid.addWidget(tile, position // 2, position % 2)
            self.tiles.append(tile)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)


class _Line(Themed, QWidget):
    """A moment, a mark, what happened, where."""

    def __init__(self, theme: Theme, row: TimelineRow, *, compact: bool) -> None:
        super().__init__()
        self.adopt(theme)
        self._good = row.good
        self._space = hbox(0, 12, 0, 12, spacing=16)
        moment = Label(theme, row.time, Type.TITLE, bold=True)
        moment.setMinimumWidth(theme.px(64))
        self._mark = QWidget()
        self._mark.setFixedWidth(36)
        line = self._space
        line.addWidget(moment)
        line.addWidget(self._mark)
        line.addWidget(Elided(theme, row.what, Type.DOOR, bold=True), 1)
        if row.where:
            line.addWidget(Chip(theme, row.where, Tone.NEUTRAL, icon="door", door=True))
        note = Label(theme, row.note, Type.BODY, color="text2", align=Qt.AlignmentFlag.AlignRight)
        note.setMinimumWidth(theme.px(96))
        line.addWidget(note)
        self.setLayout(line)
        self.set_compact(compact)

    def set_compact(self, compact: bool) -> None:
        """44 px instead of 60."""
        self.setFixedHeight(self.theme.px(44 if compact else 60))
        self._space.setContentsMargins(0, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark."""
        painter = QPainter(self)
        tone = "admit" if self._good else "refuse"
        size = 36.0 if self.height() > 50 else 32.0
        center = QRectF(self._mark.geometry()).center()
        circle = QRectF(center.x() - size / 2, center.y() - size / 2, size, size)
        draw_box(painter, circle, size / 2, fill=self.theme.color(f"{tone}-soft"))
        icon = "check" if self._good else "minus"
        self.theme.paint_icon(painter, icon, circle.center().x() - 10, circle.center().y() - 10, 20, f"{tone}-text")


class TailAnswer(Themed, QWidget):
    """The last four digits of the family's phone, hidden until H is held: the family may see the screen."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self.adopt(theme)
        self._words = words
        self._answer, self._shown = "", False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(theme.px(28))

    @property
    def text(self) -> str:
        """What can be read now."""
        return self._answer if self._shown else "• • • •"

    def set_answer(self, tail: str) -> None:
        """Hide a new answer; an empty one takes the widget away."""
        self._answer, self._shown = tail, False
        self.setVisible(bool(tail))
        self.setAccessibleName(self._words("door.answer_hold"))
        self._fit()

    def reveal(self, shown: bool) -> None:
        """Show or hide it."""
        self._shown = shown and bool(self._answer)
        self.update()

    def mousePressEvent(self, event: object) -> None:
        """Shown while the pointer holds it."""
        self.reveal(True)

    def mouseReleaseEvent(self, event: object) -> None:
        """Hidden again."""
        self.reveal(False)

    def restyle(self) -> None:
        """Take sizes again."""
        self._fit()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint label, answer and key."""
        painter, theme = QPainter(self), self.theme
        rect = QRectF(self.rect())
        draw_box(painter, rect, rect.height() / 2, fill=theme.color("sunken"))
        left, font = 11.0, theme.font(Type.BODY, bold=True)
        ink = theme.color("text2")
        for part in (self._words("door.answer"), self.text):
            draw_text(painter, QRectF(left, 0, rect.width(), rect.height()), part, font, ink)
            left += (text_width(font, part) if part is not self.text else self._answer_width(font)) + 8
        draw_kbd(painter, theme, left, rect.center().y(), "H")
        left += kbd_width(theme, "H") + 6
        draw_text(painter, QRectF(left, 0, rect.width(), rect.height()), self._words("door.hold"), font, ink)

    def _answer_width(self, font: object) -> float:
        bold = self.theme.font(Type.BODY, bold=True)
        return max(text_width(bold, "• • • •"), text_width(bold, self._answer))

    def _fit(self) -> None:
        font = self.theme.font(Type.BODY, bold=True)
        parts = text_width(font, self._words("door.answer")) + text_width(font, self._words("door.hold"))
        self.setFixedWidth(round(parts + self._answer_width(font) + kbd_width(self.theme, "H") + 46))
