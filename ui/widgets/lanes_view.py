"""The scrolled part of a schedule: the lanes, with the hours above them and the rooms beside them."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QToolTip, QWidget

from eventdesk.domain.conflicts import Conflict, Severity
from eventdesk.domain.schedule import PlannedSlot
from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.lanes_items import BlockItem, CellsItem, GhostItem, OverlapLabel
from ui.widgets.lanes_paint import BlockLook, draw_ground, draw_hours, draw_rooms
from ui.widgets.lanes_plan import BlockText, Plan
from ui.widgets.paint import Tone, draw_text, text_width

_HEAD, _SIDE, _WIDEST_SIDE = 32, 89, 150


class _Hours(QWidget):
    """The strip of hours; scrolls along with the view."""

    def __init__(self, view: "LaneView") -> None:
        super().__init__(view)
        self._view = view

    def paintEvent(self, event: QPaintEvent) -> None:
        view = self._view
        painter = QPainter(self)
        painter.fillRect(self.rect(), view.theme.color("surface"))
        if view.plan is not None:
            draw_hours(painter, view.theme, view.plan.axis, view.offset().x(), QRectF(self.rect()))


class _Rooms(QWidget):
    """The column of rooms; scrolls down with the view. A name that is cut off is whole in its tooltip."""

    def __init__(self, view: "LaneView") -> None:
        super().__init__(view)
        self._view = view

    def paintEvent(self, event: QPaintEvent) -> None:
        view = self._view
        painter = QPainter(self)
        painter.fillRect(self.rect(), view.theme.color("surface"))
        if view.plan is not None:
            draw_rooms(painter, view.theme, view.plan, view.offset().y(), QRectF(self.rect()))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self._view.plan is not None and self._view.plan.rows:
            plan = self._view.plan
            row = plan.rows[plan.row_at(event.pos().y() + self._view.offset().y())]
            QToolTip.showText(event.globalPos(), "\n".join((row.lane.name, *row.lane.lines)), self)
            return True
        return super().event(event)


class _Corner(QWidget):
    """The day, above the rooms."""

    def __init__(self, view: "LaneView") -> None:
        super().__init__(view)
        self._view = view
        self.text = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, rect = self._view.theme, QPainter(self), QRectF(self.rect())
        painter.fillRect(self.rect(), theme.color("surface"))
        draw_text(painter, rect.adjusted(14, 0, -4, 0), self.text, theme.font(Type.COMPACT), theme.color("text2"))
        painter.fillRect(QRectF(0, rect.bottom() - 1, rect.width(), 1), theme.color("border"))


class LaneView(Themed, QGraphicsView):
    """Shows a :class:`Plan` and what is laid over it. Tells of keys and pointer to whoever listens; decides nothing.

    ``key`` gets key presses first and says whether it took them; ``owns`` says which keys no shortcut may take.
    """

    pressed = Signal(object)
    moved = Signal(object)
    released = Signal(object)
    doubled = Signal(object)
    zoomed = Signal(float, float)  # by how much, and at which x of the viewport
    resized = Signal()
    entered = Signal()  # by Tab

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self.plan: Plan | None = None
        self.key: Callable[[QKeyEvent], bool] = lambda event: False
        self.owns: Callable[[QKeyEvent], bool] = lambda event: False
        self._blocks: dict[str, BlockItem] = {}
        self._ghosts: list[GhostItem] = []
        self._cells: dict[int, CellsItem] = {}
        self._labels: list[OverlapLabel] = []
        self._hours, self._rooms, self.corner = _Hours(self), _Rooms(self), _Corner(self)
        self.side = _SIDE
        self.setScene(QGraphicsScene(self))
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheBackground)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCornerWidget(QWidget())  # the style would draw a frame where the scroll bars meet
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.horizontalScrollBar().valueChanged.connect(self._hours.update)
        self.verticalScrollBar().valueChanged.connect(self._rooms.update)

    # -- showing

    def show_plan(
        self, plan: Plan, looks: Mapping[str, tuple[BlockText, BlockLook]], tell: Callable[[Conflict], str], day: str
    ) -> None:
        """Show a day. ``looks`` are by slot id; ``tell`` gives the words of an overlap."""
        before, self.plan = self.plan, plan
        self.corner.text = day
        self._fit_side(plan)
        self._grow()
        for id in [id for id in self._blocks if id not in plan.blocks]:
            self.scene().removeItem(self._blocks.pop(id))
        for id, rect in plan.blocks.items():
            item = self._blocks.get(id)
            if item is None:
                item = self._blocks[id] = BlockItem(self.theme)
                self.scene().addItem(item)
            item.set(rect, *looks[id])
        self._show_labels(plan, tell)
        if before is None or (before.rows, before.axis, before.buffers, before.overlaps) != (
            plan.rows, plan.axis, plan.buffers, plan.overlaps
        ):  # fmt: skip
            self.resetCachedContent()
            self.viewport().update()
        for part in (self._hours, self._rooms, self.corner):
            part.update()

    def _show_labels(self, plan: Plan, tell: Callable[[Conflict], str]) -> None:
        for label in self._labels:
            self.scene().removeItem(label)
        made = [OverlapLabel(self.theme, overlap.label, tell(overlap.conflict)) for overlap in plan.overlaps]
        self._labels = [label for label in made if label.fits]
        for label in self._labels:
            self.scene().addItem(label)

    def restyle(self) -> None:
        """Paint everything again."""
        super().restyle()
        if hasattr(self, "_hours"):
            self.resetCachedContent()
            for item in self.scene().items():
                item.update()
            self.viewport().update()

    def block(self, id: str) -> BlockItem | None:
        """The item of a slot on this day."""
        return self._blocks.get(id)

    @property
    def labels(self) -> tuple[str, ...]:
        """The words that are shown at overlaps."""
        return tuple(label.words for label in self._labels)

    @property
    def ghosts(self) -> tuple[GhostItem, ...]:
        """What is shown of a step that is not taken yet."""
        return tuple(self._ghosts)

    @property
    def blocked(self) -> int:
        """How many lanes show their blocked cells."""
        return len(self._cells)

    def set_ghosts(
        self, ghosts: Iterable[tuple[PlannedSlot, BlockText, BlockLook]], *, label: str = "", tone: Tone = Tone.WARN
    ) -> None:
        """Show slots where they would be; the label belongs to the first, in a tone."""
        plan, shown = self.plan, 0
        for slot, text, look in ghosts:
            rect = plan.room_for(slot) if plan is not None else None
            if plan is None or rect is None:
                continue
            if shown == len(self._ghosts):
                self._ghosts.append(GhostItem(self.theme))
                self.scene().addItem(self._ghosts[-1])
            above = rect.bottom() + self.theme.px(34) > max(plan.height, self.viewport().height())
            words = label if not shown else ""
            self._ghosts[shown].set(rect, text, look, label=words, tone=tone, above=above)
            shown += 1
        while len(self._ghosts) > shown:
            self.scene().removeItem(self._ghosts.pop())

    def set_cells(self, lane: int, runs: Sequence[tuple[int, int]]) -> None:
        """Show where in a lane the block cannot lie, in minutes."""
        if self.plan is None:
            return
        row, axis = self.plan.rows[lane], self.plan.axis
        area = QRectF(0, row.top, max(axis.width, self.viewport().width()), row.height - 1)
        rects = [QRectF(axis.x(a), row.top, axis.x(b) - axis.x(a), row.height - 1) for a, b in runs]
        before = self._cells.pop(lane, None)
        if before is not None:
            self.scene().removeItem(before)
        item = self._cells[lane] = CellsItem(self.theme, area, rects)
        self.scene().addItem(item)

    def clear_cells(self) -> None:
        """Show no blocked cells any more."""
        for item in self._cells.values():
            self.scene().removeItem(item)
        self._cells.clear()

    # -- where things are

    def offset(self) -> QPointF:
        """How far it is scrolled."""
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def scene_point(self, point: QPoint | QPointF) -> QPointF:
        """A point of the viewport in the scene."""
        return QPointF(point.x(), point.y()) + self.offset()

    def seen(self) -> tuple[list[int], tuple[int, int]]:
        """The lanes and the minutes of the axis (from, to) that are in view."""
        assert self.plan is not None
        offset, size = self.offset(), self.viewport().size()
        axis, bottom = self.plan.axis, offset.y() + size.height()
        rows = enumerate(self.plan.rows)
        lanes = [number for number, row in rows if row.top < bottom and row.top + row.height > offset.y()]
        return lanes, (int(axis.at(offset.x())) // 5 * 5, -(-int(axis.at(offset.x() + size.width())) // 5) * 5)

    def reveal(self, id: str) -> None:
        """Scroll until a block is seen."""
        if self.plan is not None and id in self.plan.blocks:
            self.ensureVisible(self.plan.blocks[id], 12, 6)

    def viewport_place(self, id: str) -> QRect:
        """Where a block lies in the viewport."""
        assert self.plan is not None
        return self.plan.blocks[id].translated(-self.offset()).toRect()

    def _fit_side(self, plan: Plan) -> None:
        font = self.theme.font(Type.BODY, bold=True)
        names = max((text_width(font, row.lane.name) for row in plan.rows), default=0)
        side = round(min(max(names + 22, self.theme.px(_SIDE)), self.theme.px(_WIDEST_SIDE)))
        if side != self.side:
            self.side = side
            self._place_parts()

    def _grow(self) -> None:
        assert self.plan is not None
        # Not more than there is: a pixel too much would make a scroll bar come, and that one the other.
        self.setSceneRect(0, 0, self.plan.axis.width, self.plan.height)

    def _place_parts(self) -> None:
        head = self.theme.px(_HEAD)
        self.setViewportMargins(self.side, head, 0, 0)
        inside = self.viewport().geometry()
        self.corner.setGeometry(0, 0, self.side, head)
        self._hours.setGeometry(self.side, 0, max(self.width() - self.side, 0), head)
        self._rooms.setGeometry(0, head, self.side, inside.height())

    # -- what Qt tells

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Paint lines, buffers and overlaps; kept as a picture."""
        if self.plan is None:
            painter.fillRect(rect, self.theme.color("surface"))
        else:
            draw_ground(painter, self.theme, self.plan, QRectF(rect))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The hours and rooms go along."""
        super().resizeEvent(event)
        self._place_parts()
        self.resized.emit()

    def event(self, event: QEvent) -> bool:
        """Keys of the grid come here before any shortcut; Tab as well."""
        if isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and self.owns(event):
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress and self.key(event):
                event.accept()
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes by Tab must see where they are."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.entered.emit()

    def viewportEvent(self, event: QEvent) -> bool:
        """A block says in its tooltip what it is too short to show."""
        if isinstance(event, QHelpEvent) and self.plan is not None:
            place = self.scene_point(event.pos())
            item = self._blocks.get(self.plan.block_at(place.x(), place.y()))
            QToolTip.showText(event.globalPos(), item.text.spoken if item is not None else "", self)
            return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """To the listener."""
        self.pressed.emit(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """To the listener."""
        self.moved.emit(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """To the listener."""
        self.released.emit(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """To the listener."""
        self.doubled.emit(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms at the pointer; Shift goes along the hours."""
        delta = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(1.15 ** (delta / 120), event.position().x())
            event.accept()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - delta)
            event.accept()
        else:
            super().wheelEvent(event)


def worst(conflicts: Iterable[Conflict]) -> dict[str, Severity]:
    """How bad it is for each slot (id) that a conflict is about."""
    found: dict[str, Severity] = {}
    for conflict in conflicts:
        for id in conflict.slots:
            if found.get(id) is not Severity.ERROR:
                found[id] = conflict.severity
    return found
