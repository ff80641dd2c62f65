"""The table of the desk: a header with ticks and order, 40 px rows, cells that are painted, all by
keyboard.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStackedLayout,
    QTableView,
    QWidget,
)

from ui.theme import Theme, Type
from ui.widgets.base import Card
from ui.widgets.cells import ActionCell, ChoiceCell, Column, EditCell, RowState
from ui.widgets.elevation import Menu
from ui.widgets.paint import draw_check, draw_text, text_width
from ui.widgets.table_model import RowsModel
from ui.widgets.table_paint import CHECK_WIDTH, CellDelegate, check_rect, control_rect

Row = TypeVar("Row")


class _Header(QHeaderView):
    """Paints titles, the arrow of the order and the tri-state tick."""

    def __init__(self, theme: Theme, model: RowsModel[Any], delegate: CellDelegate, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme, self._rows, self._delegate = theme, model, delegate
        self.pressed_at = 0.0
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(24)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._theme.px(37))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed_at = event.position().x()
        super().mousePressEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme, column = self._theme, self._rows.columns[section]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(rect)
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.color("border"))
        if self._rows.checkable and section == 0:
            draw_check(painter, theme, check_rect(box), self._rows.check_state)
        inner = self._delegate.content_rect(box, section)
        order = self._rows.order
        sorted_here = order is not None and order[0] == column.key
        font = theme.font(Type.COMPACT, bold=sorted_here)
        ink = theme.color("text" if sorted_here else "text2")
        if sorted_here and order is not None:
            width = min(text_width(font, column.title), inner.width() - 16)
            right = column.align & Qt.AlignmentFlag.AlignRight
            left = inner.right() - 14 if right else inner.left() + width + 2
            icon = "down" if order[1] else "up"
            theme.paint_icon(painter, icon, round(left), round(inner.center().y() - 7), 14, "text2")
            inner.adjust(0, 0, -16, 0)
        draw_text(painter, inner, column.title, font, ink, column.align | Qt.AlignmentFlag.AlignVCenter)
        painter.restore()


class _View(QTableView):
    """Keys and pointer of the table."""

    opened = Signal(int)
    tick = Signal(int)
    control = Signal(QModelIndex, QPoint)
    search = Signal()
    all_wanted = Signal()
    resized = Signal()

    def __init__(self, theme: Theme, *, opaque: bool) -> None:
        super().__init__()
        self._theme, self._opaque = theme, opaque
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        # Where we draw the ground as well, scrolling moves what is there, and paints only the rows that come into sight.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, opaque)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._opaque:
            QPainter(self.viewport()).fillRect(event.rect(), self._theme.color("surface"))
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.currentIndex().row()
        if self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # the Enter that ends typing comes here as well
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.all_wanted.emit()
        elif key == Qt.Key.Key_Space and row >= 0:
            self.tick.emit(row)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0 and not event.modifiers():
            self.opened.emit(row)
        elif key == Qt.Key.Key_F2 and row >= 0:
            self._edit_first(row)
        elif event.text() == "/":
            self.search.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row(), event.position())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1, QPointF(-1, -1))
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self.control.emit(index, event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(index.row())

    def _hover(self, row: int, point: QPointF) -> None:
        delegate = self.itemDelegate()
        if isinstance(delegate, CellDelegate):
            moved = delegate.hovered != row
            delegate.hovered, delegate.pointer = row, point
            if moved or row >= 0:
                self.viewport().update()

    def _edit_first(self, row: int) -> None:
        model = self.model()
        for column in range(model.columnCount()):
            index = model.index(row, column)
            if isinstance(index.data(Qt.ItemDataRole.UserRole), EditCell):
                self.setCurrentIndex(index)
                self.edit(index)
                return


class DataTable(Card, Generic[Row]):
    """A card with a table. Give it columns once and rows whenever they change.

    Signals: ``opened(row)`` Enter or double click · ``selected(row)`` the current row moved · ``ticked()``
    ticks changed, see :attr:`checked` · ``edited(row, column_key, text)`` · ``chosen(row, column_key,
    option_key)`` · ``acted(row, column_key, action_key)`` · ``search_wanted()`` the person pressed "/".
    """

    opened = Signal(object)
    selected = Signal(object)
    ticked = Signal()
    edited = Signal(object, str, str)
    chosen = Signal(object, str, str)
    acted = Signal(object, str, str)
    search_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        columns: Sequence[Column[Row]],
        *,
        key: Callable[[Row], Hashable],
        state: Callable[[Row], RowState] | None = None,
        checkable: bool = False,
        empty: QWidget | None = None,
        name: str = "",
        frame: bool = True,
    ) -> None:
        super().__init__(theme, padding=1 if frame else 0, spacing=0)
        self._framed = frame
        self.model: RowsModel[Row] = RowsModel(columns, key=key, state=state, checkable=checkable)
        self.view = _View(theme, opaque=frame)
        self.view.setAccessibleName(name)
        self.view.setModel(self.model)
        self._delegate = CellDelegate(theme, self.model, self.view)
        self.view.setItemDelegate(self._delegate)
        self._header = _Header(theme, self.model, self._delegate, self.view)
        self.view.setHorizontalHeader(self._header)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack)  # first: what is stacked while it belongs nowhere is shown as a window of its own
        self._stack.addWidget(self.view)
        self._empty = empty
        if empty is not None:
            self._stack.addWidget(empty)
        self.body.setContentsMargins(*((1, 2, 1, 8) if frame else (0, 0, 0, 0)))
        self.setFocusProxy(self.view)
        self._wire()
        self.restyle()

    # -- what the page does

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show other rows; place, ticks and order are kept."""
        current = self.current
        scroll = self.view.verticalScrollBar().value()
        self.model.set_rows(rows)
        self._stack.setCurrentIndex(1 if self._empty is not None and not self.model.rows else 0)
        self._span_headings()
        if current is not None:
            self.select(self.model.key_of(current))
        self.view.verticalScrollBar().setValue(scroll)

    def fit(self, columns: Sequence[Column[Row]]) -> None:
        """Give the same columns other widths, and let others of them share what is left."""
        self.model.columns = tuple(columns)
        self._share_width()

    def set_empty(self, empty: QWidget) -> None:
        """Show something else when there are no rows."""
        if self._empty is not None:
            self._stack.removeWidget(self._empty)
            self._empty.deleteLater()
        self._empty = empty
        self._stack.addWidget(empty)
        self._stack.setCurrentIndex(0 if self.model.rows else 1)

    @property
    def rows(self) -> Sequence[Row]:
        """The rows as shown."""
        return self.model.rows

    @property
    def current(self) -> Row | None:
        """The row that the keyboard is at."""
        index = self.view.currentIndex()
        return self.model.row_at(index) if index.isValid() else None

    @property
    def checked(self) -> tuple[Row, ...]:
        """The rows that are ticked."""
        return self.model.checked

    def select(self, key: Hashable) -> bool:
        """Move to a row; tells whether it is there."""
        position = self.model.position(key)
        if position < 0:
            return False
        index = self.model.index(position, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        return True

    def sort_by(self, column: str, *, descending: bool = False) -> None:
        """Sort by a column."""
        position = next(n for n, found in enumerate(self.model.columns) if found.key == column)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.model.sort(position, order)
        self._header.viewport().update()

    # -- inside

    def restyle(self) -> None:
        """Take sizes again."""
        if not hasattr(self, "view"):
            return  # the card's own constructor, before there is a view
        self.view.verticalHeader().setDefaultSectionSize(self.theme.px(40))
        self.view.verticalHeader().setMinimumSectionSize(self.theme.px(32))
        self._header.setFixedHeight(self.theme.px(37))
        self._share_width()
        super().restyle()

    def paintEvent(self, event: object) -> None:
        """Paint the card, unless it lies in another one."""
        if self._framed:
            super().paintEvent(event)  # type: ignore[arg-type]  # Qt's event, passed on

    def _share_width(self) -> None:
        columns = self.model.columns
        least = [self.theme.px(column.width) for column in columns]
        room = self.view.viewport().width() or self.width() - 2
        spare = max(room - sum(least), 0)
        shares = sum(column.stretch for column in columns) or 1
        given = 0
        for position, column in enumerate(columns):
            extra = spare * column.stretch // shares
            given += least[position] + extra
            self._header.resizeSection(position, least[position] + extra)
        if any(column.stretch for column in columns) and given < room and columns:
            last = len(columns) - 1
            self._header.resizeSection(last, self._header.sectionSize(last) + room - given)

    def _span_headings(self) -> None:
        self.view.clearSpans()
        for position, row in enumerate(self.model.rows):
            if self.model.state_of(row) is RowState.HEADING:
                self.view.setSpan(position, 0, 1, len(self.model.columns))

    def _wire(self) -> None:
        view = self.view
        view.resized.connect(self._share_width)
        view.opened.connect(lambda position: self._open(position))
        view.tick.connect(self._toggle)
        view.control.connect(self._hit)
        view.search.connect(self.search_wanted)
        view.all_wanted.connect(self._tick_all)
        view.selectionModel().currentRowChanged.connect(
            lambda index, _: self.selected.emit(self.model.row_at(index) if index.isValid() else None)
        )
        self._header.sectionClicked.connect(self._header_clicked)
        self.model.ticked.connect(self.ticked)
        self.model.ticked.connect(self._header.viewport().update)
        self._delegate.typed.connect(self._typed)

    def _open(self, position: int) -> None:
        row = self.model.rows[position]
        if self.model.state_of(row) is not RowState.HEADING:
            self.opened.emit(row)

    def _toggle(self, position: int) -> None:
        row = self.model.rows[position]
        if self.model.checkable and self.model.state_of(row) is not RowState.HEADING:
            self.model.check([self.model.key_of(row)], not self.model.is_checked(row))

    def _tick_all(self) -> None:
        if self.model.checkable:
            self.model.check_all()

    def _header_clicked(self, section: int) -> None:
        if self.model.checkable and section == 0 and self._header.pressed_at < CHECK_WIDTH:
            self.model.check_all(self.model.check_state is not Qt.CheckState.Checked)
            return
        column, order = self.model.columns[section], self.model.order
        if column.sort is not None:
            self.sort_by(column.key, descending=order == (column.key, False))

    def _hit(self, index: QModelIndex, point: QPoint) -> None:
        rect = QRectF(self.view.visualRect(index))
        if self.model.checkable and index.column() == 0 and point.x() < rect.left() + CHECK_WIDTH:
            self._toggle(index.row())
            return
        row, key = self.model.row_at(index), self.model.columns[index.column()].key
        content = self._delegate.content_rect(rect, index.column())
        match index.data(Qt.ItemDataRole.UserRole):
            case EditCell():
                self.view.edit(index)
            case ChoiceCell() as cell:
                if control_rect(self.theme, content, cell).contains(QPointF(point)):
                    self._drop_down(index, cell, content)
            case ActionCell() as action:
                if control_rect(self.theme, content, action).adjusted(-6, -6, 6, 6).contains(QPointF(point)):
                    self.acted.emit(row, key, action.key)

    def _drop_down(self, index: QModelIndex, cell: ChoiceCell, content: QRectF) -> None:
        row, key = self.model.row_at(index), self.model.columns[index.column()].key
        menu = Menu(self.theme, self)
        for option, label in cell.options:
            action = menu.addAction(label)
            action.setData(option)
            action.setCheckable(True)
            action.setChecked(option == cell.current)
        box = control_rect(self.theme, content, cell)
        menu.triggered.connect(lambda action: self.chosen.emit(row, key, str(action.data())))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup_at(self.view.viewport().mapToGlobal(box.bottomLeft().toPoint()))

    def _typed(self, index: QModelIndex | QPersistentModelIndex, text: str) -> None:
        self.edited.emit(self.model.row_at(index), self.model.columns[index.column()].key, text)
