"""The list at the left of the builder: the event's surveys, and the templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from eventdesk.domain.feedback import SurveyState
from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Card, Label, Themed, clear, fill, scrolled, vbox
from ui.widgets.paint import LEFT, ChipLook, Tone, chip_size, draw_box, draw_chip, draw_text

if TYPE_CHECKING:
    from eventdesk.services.survey_views import SurveyView

STATE_TONES = {SurveyState.DRAFT: Tone.NEUTRAL, SurveyState.OPEN: Tone.OK, SurveyState.CLOSED: Tone.OUTLINE}


@dataclass(frozen=True)
class ListRow:
    """A survey of the list; ``unsaved``: somebody has begun to change it."""

    survey: "SurveyView"
    unsaved: bool


class SurveyRow(Themed, QAbstractButton):
    """Name, state, number of responses and version."""

    ring_radius = 8.0

    def __init__(self, theme: Theme, words: Words, row: ListRow) -> None:
        super().__init__()
        self.adopt(theme)
        self.row, one = row, row.survey
        said = [words("survey_page.responses", n=one.responses), words("survey_page.version", n=one.number)]
        self._line = words("common.list_comma").join(said if one.event else said[1:])
        self._chip = ChipLook(words(f"survey_page.state_{one.state.value}"), tone=STATE_TONES[one.state]) if one.event else None
        self._unsaved = words("survey_page.unsaved")
        self.setText(one.name)
        state = [self._chip.text] if self._chip is not None else []
        told = [one.name, *state, self._line, *([self._unsaved] if row.unsaved else [])]
        self.setAccessibleName(words("common.list_comma").join(told))
        self.setToolTip(one.name)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(120, self.theme.px(56))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, name and line."""
        painter, theme, rect = QPainter(self), self.theme, QRectF(self.rect())
        on = self.isChecked()
        ground = "accent-soft" if on else "hover" if self.underMouse() else ""
        if ground:
            draw_box(painter, rect, 8, fill=theme.color(ground))
        right = rect.width() - 10
        if self._chip is not None:
            wide, high = chip_size(theme, self._chip)
            right -= wide
            draw_chip(painter, theme, right, rect.height() / 4 - high / 2 + 6, self._chip)
        name = QRectF(12, 6, right - 18, rect.height() / 2 - 4)
        draw_text(painter, name, self.text(), theme.font(Type.BODY, bold=True), theme.color("text"), LEFT)
        line = QRectF(12, rect.height() / 2 + 1, rect.width() - 20, rect.height() / 2 - 8)
        said, ink = (self._unsaved, "warn-text") if self.row.unsaved else (self._line, "text2")
        draw_text(painter, line, said, theme.font(Type.CAPTION), theme.color(ink), LEFT)


class SurveyList(Card):
    """``chosen(id)``: somebody wants another survey. Arrow keys go from row to row."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme, padding=(10, 14, 10, 10), spacing=6)
        self._words = words
        self.rows: tuple[SurveyRow, ...] = ()
        self._column = vbox(spacing=2)
        inner = QWidget()
        inner.setLayout(self._column)
        self.body.addWidget(scrolled(inner), 1)
        self.setFixedWidth(theme.px(236))

    def show_rows(self, surveys: Sequence[ListRow], templates: Sequence[ListRow], current: str) -> None:
        """Show what there is, and which one is open."""
        focused = next((row.row.survey.id for row in self.rows if row.hasFocus()), "")
        clear(self._column)
        made: list[SurveyRow] = []
        for key, group in (("list", surveys), ("templates", templates)):
            heading = Label(self.theme, self._words(f"survey_page.{key}"), Type.COMPACT, bold=True, color="text2")
            heading.setContentsMargins(12, 4, 8, 2)
            self._column.addWidget(heading)
            if not group:
                none = Label(self.theme, self._words(f"survey_page.no_{key}"), Type.CAPTION, color="muted", wrap=True)
                none.setContentsMargins(12, 0, 8, 6)
                self._column.addWidget(none)
            made += [self._row(row, current) for row in group]
            self._column.addSpacing(8)
        fill(self._column, None)
        self.rows = tuple(made)
        again = next((row for row in self.rows if row.row.survey.id == focused), None)
        if again is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, row: ListRow, current: str) -> SurveyRow:
        button = SurveyRow(self.theme, self._words, row)
        button.setChecked(row.survey.id == current)
        button.clicked.connect(lambda: self.chosen.emit(row.survey.id))
        self._column.addWidget(button)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go to the neighbour and open it."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        place = next((n for n, row in enumerate(self.rows) if row.hasFocus()), None)
        if step is None or place is None:
            super().keyPressEvent(event)
            return
        to = self.rows[max(0, min(place + step, len(self.rows) - 1))]
        to.setFocus(Qt.FocusReason.TabFocusReason)
        to.click()
