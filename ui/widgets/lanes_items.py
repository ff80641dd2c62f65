"""What lies in the scene of a schedule: blocks, the ghosts of a step that is not taken yet, and blocked cells."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from eventdesk.domain.conflicts import Severity
from ui.theme import Theme, Type
from ui.widgets.lanes_paint import BlockLook, draw_block, draw_handles
from ui.widgets.lanes_plan import BlockText
from ui.widgets.paint import Tone, draw_box, draw_text, text_width

_REACH = 7.0  # handles lie on the ends and beyond
_LABEL, _LABEL_GAP = 26, 5


class BlockItem(QGraphicsItem):
    """One slot. Painted once and kept as a picture until it says or shows something else."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rect = self._bounds = QRectF()
        self._text, self._look = BlockText(""), BlockLook()
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setZValue(2)

    @property
    def text(self) -> BlockText:
        """What it says."""
        return self._text

    @property
    def look(self) -> BlockLook:
        """How it looks."""
        return self._look

    def set(self, rect: QRectF, text: BlockText, look: BlockLook) -> None:
        """Lie there, say this, look so."""
        size = QRectF(0, 0, rect.width(), rect.height())
        if size != self._rect:
            self.prepareGeometryChange()
            self._rect, self._bounds = size, size.adjusted(-_REACH, 0, _REACH, 0)
        self.setPos(rect.topLeft())
        self.setZValue(3 if look.selected else 2)
        if (text, look) != (self._text, self._look):
            self._text, self._look = text, look
            self.update()

    def boundingRect(self) -> QRectF:
        """The block and its handles."""
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint it."""
        draw_block(painter, self._theme, self._rect, self._text, self._look)
        if self._look.selected and not self._look.faded:
            draw_handles(painter, self._theme, self._rect)


class GhostItem(QGraphicsItem):
    """A block where it would be, with what would be wrong there."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rect = QRectF()
        self._text, self._look = BlockText(""), BlockLook()
        self._label, self._tone, self._above = "", Tone.REFUSE, False
        self.setZValue(6)

    @property
    def label(self) -> str:
        """What would be wrong."""
        return self._label

    @property
    def look(self) -> BlockLook:
        """How it looks."""
        return self._look

    def set(self, rect: QRectF, text: BlockText, look: BlockLook, *, label: str, tone: Tone, above: bool) -> None:
        """Lie there; the label is below, or ``above``."""
        self.prepareGeometryChange()
        self._rect = QRectF(0, 0, rect.width(), rect.height())
        self._text, self._look, self._label, self._tone, self._above = text, look, label, tone, above
        self.setPos(rect.topLeft())
        self.update()

    def boundingRect(self) -> QRectF:
        """The block and its label."""
        box = self._rect.adjusted(-2, -2, 2, 2)
        return box.united(self._label_box()) if self._label else box

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint it."""
        theme = self._theme
        draw_block(painter, theme, self._rect, self._text, self._look)
        edge = theme.color("refuse" if self._look.problem is Severity.ERROR else "focus")
        draw_box(painter, self._rect, 8, border=edge, width=2)
        if not self._label:
            return
        box = self._label_box()
        draw_box(painter, box, 8, fill=theme.color(self._tone.fill or "surface"), border=theme.color(self._tone.ink))
        icon = {Tone.REFUSE: "octagon", Tone.INFO: "clock"}.get(self._tone, "warn")
        theme.paint_icon(painter, icon, box.x() + 8, round(box.center().y() - 8), 16, self._tone.ink)
        words = box.adjusted(29, 0, -6, 0)
        draw_text(painter, words, self._label, theme.font(Type.COMPACT, bold=True), theme.color(self._tone.ink))

    def _label_box(self) -> QRectF:
        tall = self._theme.px(_LABEL)
        width = text_width(self._theme.font(Type.COMPACT, bold=True), self._label) + 40
        y = -tall - _LABEL_GAP if self._above else self._rect.height() + _LABEL_GAP
        return QRectF(0, y, width, tall)


class CellsItem(QGraphicsItem):
    """The cells of one lane where what is dragged cannot lie."""

    def __init__(self, theme: Theme, lane: QRectF, runs: Sequence[QRectF]) -> None:
        super().__init__()
        self._theme, self._lane, self._runs = theme, lane, tuple(runs)
        self.setZValue(1)

    def boundingRect(self) -> QRectF:
        """The lane."""
        return self._lane

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint red cells with a line at their ends."""
        color = self._theme.color
        edge = QColor(color("refuse"))
        edge.setAlphaF(0.35)
        for run in self._runs:
            painter.fillRect(run, color("refuse-soft"))
            painter.fillRect(QRectF(run.left(), run.top(), 1, run.height()), edge)
            painter.fillRect(QRectF(run.right() - 1, run.top(), 1, run.height()), edge)


class OverlapLabel(QGraphicsItem):
    """The words of an overlap, beside the first of the two blocks; above all, so that they can be read."""

    def __init__(self, theme: Theme, rect: QRectF, words: str) -> None:
        super().__init__()
        self._theme, self._words = theme, words
        width = text_width(theme.font(Type.COMPACT, bold=True), words) + 26
        self._rect = QRectF(rect.x(), rect.center().y() - theme.px(11), width, theme.px(22))
        self.fits = width <= rect.width() + 1
        self.setZValue(4)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words

    def boundingRect(self) -> QRectF:
        """Icon and words."""
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint them on the ground of the card, so that stripes and lines do not run through."""
        theme, rect = self._theme, self._rect
        draw_box(painter, rect.adjusted(-4, 0, 4, 0), 6, fill=theme.color("surface"))
        theme.paint_icon(painter, "octagon", rect.x(), round(rect.center().y() - 8), 16, "refuse-text")
        font = theme.font(Type.COMPACT, bold=True)
        draw_text(painter, rect.adjusted(22, 0, 6, 0), self._words, font, theme.color("refuse-text"))
