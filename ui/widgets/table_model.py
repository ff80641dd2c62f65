"""The model behind a table: rows, ticks, order."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from ui.widgets.cells import Column, EditCell, RowState, words_of

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows of any frozen value. ``key`` names a row, so that ticks outlive a refresh and a new order.

    Cells are made when they are painted, so 100,000 rows cost nothing until they are seen.
    """

    ticked = Signal()

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        key: Callable[[Row], Hashable],
        state: Callable[[Row], RowState] | None = None,
        checkable: bool = False,
    ) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.checkable = checkable
        self._key, self._state = key, state
        self._rows: list[Row] = []
        self._checked: set[Hashable] = set()
        self._sort: tuple[int, Qt.SortOrder] | None = None
        self._normal: int | None = None

    # -- rows

    @property
    def rows(self) -> Sequence[Row]:
        """The rows in the order in which they are shown."""
        return self._rows

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show other rows; ticks stay on those that are still there."""
        self.beginResetModel()
        self._rows = list(rows)
        self._normal = None
        present = {self._key(row) for row in self._rows}
        changed = not self._checked <= present
        self._checked &= present
        self._order()
        self.endResetModel()
        if changed:
            self.ticked.emit()

    def row_at(self, index: Index) -> Row:
        """The row of an index."""
        return self._rows[index.row()]

    def position(self, key: Hashable) -> int:
        """Where a row is shown, -1 when it isn't there."""
        return next((n for n, row in enumerate(self._rows) if self._key(row) == key), -1)

    def key_of(self, row: Row) -> Hashable:
        """The name of a row."""
        return self._key(row)

    def state_of(self, row: Row) -> RowState:
        """The ground of a row."""
        return self._state(row) if self._state is not None else RowState.NORMAL

    # -- ticks

    @property
    def checked(self) -> tuple[Row, ...]:
        """The rows that are ticked, as shown."""
        return tuple(row for row in self._rows if self._key(row) in self._checked)

    def is_checked(self, row: Row) -> bool:
        """Whether a row is ticked."""
        return self._key(row) in self._checked

    def check(self, keys: Iterable[Hashable], on: bool = True) -> None:
        """Tick rows, or take the ticks away."""
        self._checked = self._checked | set(keys) if on else self._checked - set(keys)
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.CheckStateRole])
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 0)
        self.ticked.emit()

    def check_all(self, on: bool = True) -> None:
        """Tick every row, or none."""
        normal = [row for row in self._rows if self.state_of(row) is not RowState.HEADING]
        self.check([self._key(row) for row in normal], on)

    @property
    def check_state(self) -> Qt.CheckState:
        """Whether all, some or no rows are ticked."""
        if not self._checked:
            return Qt.CheckState.Unchecked
        if self._normal is None:  # asked for whenever the header is painted
            self._normal = sum(self.state_of(row) is not RowState.HEADING for row in self._rows)
        return Qt.CheckState.Checked if len(self._checked) >= self._normal else Qt.CheckState.PartiallyChecked

    # -- order

    @property
    def order(self) -> tuple[str, bool] | None:
        """The column that is sorted by and whether it descends."""
        if self._sort is None:
            return None
        return self.columns[self._sort[0]].key, self._sort[1] is Qt.SortOrder.DescendingOrder

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column that can be; equal rows keep their order."""
        if not 0 <= column < len(self.columns) or self.columns[column].sort is None:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [self._key(self._rows[index.row()]) for index in before]
        self._sort = (column, order)
        self._order()
        places = {self._key(row): n for n, row in enumerate(self._rows)}
        after = [self.index(places[key], index.column()) for key, index in zip(keys, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _order(self) -> None:
        if self._sort is None:
            return
        by = self.columns[self._sort[0]].sort
        if by is not None:
            self._rows.sort(key=by, reverse=self._sort[1] is Qt.SortOrder.DescendingOrder)

    # -- what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        """The number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """The number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for everybody; the cell itself under ``UserRole``."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.UserRole:
            return column.cell(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return words_of(column.cell(row))
        if role == Qt.ItemDataRole.ToolTipRole:
            return words_of(column.cell(row)) or None  # what is elided, and what an icon means
        if role == Qt.ItemDataRole.EditRole:
            return words_of(column.cell(row))
        if role == Qt.ItemDataRole.CheckStateRole and self.checkable and index.column() == 0:
            return Qt.CheckState.Checked if self.is_checked(row) else Qt.CheckState.Unchecked
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings are not for selecting; cells to type into are editable."""
        row, flags = self._rows[index.row()], Qt.ItemFlag
        if self.state_of(row) is RowState.HEADING:
            return flags.ItemIsEnabled
        result = flags.ItemIsEnabled | flags.ItemIsSelectable
        if isinstance(self.columns[index.column()].cell(row), EditCell):
            result |= flags.ItemIsEditable
        return result

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' titles."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None
