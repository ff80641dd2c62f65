"""How a table's cells are painted, and which part of a cell was hit."""

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.theme import Theme, Type
from ui.widgets.cells import (
    ActionCell,
    BarCell,
    Cell,
    ChipsCell,
    ChoiceCell,
    EditCell,
    IconsCell,
    NameCell,
    RowState,
    TextCell,
)
from ui.widgets.meters import draw_bar
from ui.widgets.paint import (
    CENTER,
    LEFT,
    RIGHT,
    ChipLook,
    Tone,
    chip_size,
    draw_avatar,
    draw_box,
    draw_check,
    draw_chip,
    draw_text,
    text_width,
)
from ui.widgets.table_model import RowsModel

PAD = 8
CHECK_WIDTH = 42
FIRST = 16

_STATE_GROUND = {RowState.ERROR: "refuse-soft", RowState.INFO: "info-soft", RowState.HEADING: "sunken"}


class CellDelegate(QStyledItemDelegate):
    """Paints cells; the view tells it which row the pointer is over. ``typed`` carries an index and a new text."""

    typed = Signal(object, str)

    def __init__(self, theme: Theme, model: RowsModel[Any], parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self.hovered = -1
        self.pointer = QPointF(-1, -1)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Rows are 40 px high at 100 %."""
        return QSize(80, self._theme.px(40))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint ground, hairline and content of one cell."""
        theme, row = self._theme, self._model.row_at(index)
        state = self._model.state_of(row)
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        checked = self._model.is_checked(row)
        painter.fillRect(rect, self._ground(option, index, state, checked))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.color("border"))
        rect.adjust(0, 0, 0, -1)
        if self._model.checkable and index.column() == 0 and state is not RowState.HEADING:
            tick = Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked
            draw_check(painter, theme, check_rect(rect), tick)
        content = self.content_rect(rect, index.column())
        cell = index.data(Qt.ItemDataRole.UserRole)
        if state is RowState.HEADING:
            if index.column() == 0:
                wide = QRectF(content.left(), content.top(), 2000, content.height())
                painter.setClipping(False)
                draw_text(painter, wide, str(index.data()), theme.font(Type.COMPACT), theme.color("muted"))
        else:
            align = self._model.columns[index.column()].align
            self._paint_cell(painter, content, cell, align, state, checked, index.row() == self.hovered)
        focused = option.state & QStyle.StateFlag.State_HasFocus
        if focused and theme.keyboard_in_use and index.column() == 0:
            bar = QRectF(option.rect.left(), rect.top() + 2, 3, rect.height() - 4)
            draw_box(painter, bar, 1.5, fill=theme.color("focus"))
        painter.restore()

    def _ground(
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        state: RowState,
        checked: bool,
    ) -> QColor:
        color = self._theme.color
        if state in _STATE_GROUND:
            return color(_STATE_GROUND[state])
        if checked:
            return color("accent-soft")
        if option.state & QStyle.StateFlag.State_Selected:
            return color("accent-soft" if not self._model.checkable else "hover")
        return color("hover" if index.row() == self.hovered else "surface")

    def content_rect(self, rect: QRectF, column: int) -> QRectF:
        """Where a cell's content goes, without the tick and the padding."""
        left = FIRST if column == 0 else PAD
        if column == 0 and self._model.checkable:
            left = FIRST + CHECK_WIDTH - PAD
        last = column == len(self._model.columns) - 1
        return rect.adjusted(left, 0, -(FIRST if last else PAD), 0)

    # -- one kind of cell each

    def _paint_cell(
        self,
        painter: QPainter,
        rect: QRectF,
        cell: Cell,
        align: Qt.AlignmentFlag,
        state: RowState,
        checked: bool,
        hovered: bool,
    ) -> None:
        theme = self._theme
        dim = state is RowState.DIM
        match cell:
            case str():
                self._paint_text(painter, rect, TextCell(cell), align, dim)
            case TextCell():
                self._paint_text(painter, rect, cell, align, dim)
            case NameCell():
                self._paint_name(painter, rect, cell, dim=dim, plain=checked)
            case ChipsCell():
                self._paint_chips(painter, rect, cell, align)
            case IconsCell():
                left = rect.left()
                for icon, token, _ in cell.icons:
                    theme.paint_icon(painter, icon, left, round(rect.center().y() - 8), 16, token)
                    left += 28
            case BarCell():
                self._paint_bar(painter, rect, cell)
            case EditCell():
                box = edit_rect(theme, rect, cell)
                edge = theme.color("refuse" if cell.error else "border")
                draw_box(painter, box, 6, fill=theme.color("surface"), border=edge, width=2 if cell.error else 1)
                draw_text(
                    painter,
                    box.adjusted(8, 0, -8 if cell.right else -6, 0),
                    cell.text,
                    theme.font(Type.COMPACT),
                    theme.color("text"),
                    RIGHT if cell.right else LEFT,
                )
            case ChoiceCell():
                self._paint_choice(painter, rect, cell)
            case ActionCell():
                self._paint_action(painter, rect, cell, hovered)

    def _paint_text(self, painter: QPainter, rect: QRectF, cell: TextCell, align: Qt.AlignmentFlag, dim: bool) -> None:
        theme = self._theme
        font = theme.font(Type.COMPACT, bold=cell.bold)
        ink = theme.color("muted" if dim and cell.tone == "text" else cell.tone)
        if cell.icon:
            theme.paint_icon(painter, cell.icon, rect.left(), round(rect.center().y() - 8), 16, cell.tone)
            rect = rect.adjusted(24, 0, 0, 0)
        draw_text(painter, rect, cell.text, font, ink, align | Qt.AlignmentFlag.AlignVCenter)
        if cell.tail:
            left = text_width(font, cell.text) + 8
            rest = rect.adjusted(left, 0, 0, 0)
            if rest.width() > 12:
                draw_text(painter, rest, cell.tail, theme.font(Type.COMPACT), theme.color(cell.tail_tone))

    def _paint_name(self, painter: QPainter, rect: QRectF, cell: NameCell, *, dim: bool, plain: bool) -> None:
        theme = self._theme
        box = QRectF(rect.left(), round(rect.center().y() - 14), 28, 28)
        draw_avatar(painter, theme, box, cell.avatar or cell.name, child=cell.child, plain=plain)
        font = theme.font(Type.BODY, bold=not dim)
        words = rect.adjusted(36, 0, 0, 0)
        draw_text(painter, words, cell.name, font, theme.color("muted" if dim else "text"))
        if cell.note:
            rest = words.adjusted(text_width(font, cell.name) + 8, 0, 0, 0)
            if rest.width() > 12:
                draw_text(painter, rest, cell.note, theme.font(Type.CAPTION), theme.color("muted"))

    def _paint_chips(self, painter: QPainter, rect: QRectF, cell: ChipsCell, align: Qt.AlignmentFlag) -> None:
        theme = self._theme
        sizes = [chip_size(theme, chip) for chip in cell.chips]
        left = rect.left()
        if align & Qt.AlignmentFlag.AlignRight:
            left = rect.right() - sum(width + 6 for width, _ in sizes) + 6
        more = chip_size(theme, ChipLook(f"+{len(cell.chips)}", tone=Tone.OUTLINE))[0] + 6
        for place, (chip, (width, height)) in enumerate(zip(cell.chips, sizes, strict=True)):
            last = place == len(sizes) - 1
            if left + width > rect.right() + 8 - (0 if last else more) and place:
                # What has no room is counted; the tooltip says it.
                chip = ChipLook(f"+{len(sizes) - place}", tone=Tone.OUTLINE)
                draw_chip(painter, theme, left, round(rect.center().y() - height / 2), chip)
                break
            draw_chip(painter, theme, left, round(rect.center().y() - height / 2), chip)
            left += width + 6

    def _paint_bar(self, painter: QPainter, rect: QRectF, cell: BarCell) -> None:
        theme = self._theme
        room = 76 if cell.limit else 32
        words = QRectF(rect.right() - room, rect.top(), room, rect.height())
        limit = f" / {cell.maximum}" if cell.maximum and cell.limit else ""
        font, bold = theme.font(Type.COMPACT), theme.font(Type.COMPACT, bold=True)
        tail = text_width(font, limit)
        draw_text(painter, words, limit, font, theme.color("text2"), RIGHT)
        draw_text(painter, words.adjusted(0, 0, -tail, 0), str(cell.value), bold, theme.color("text"), RIGHT)
        if cell.maximum:
            bar = QRectF(rect.left(), rect.center().y() - 3, rect.width() - room - 12, 6)
            draw_bar(painter, theme, bar, cell.value, cell.maximum, limit=cell.limit)

    def _paint_lead(self, painter: QPainter, rect: QRectF, lead: str, tone: str) -> None:
        theme = self._theme
        draw_text(painter, rect, lead, theme.font(Type.COMPACT, bold=True), theme.color(tone))

    def _paint_choice(self, painter: QPainter, rect: QRectF, cell: ChoiceCell) -> None:
        theme, box = self._theme, control_rect(self._theme, rect, cell)
        self._paint_lead(painter, rect, cell.lead, cell.lead_tone)
        draw_box(painter, box, 8, fill=theme.color("surface"), border=theme.color("border"))
        font = theme.font(Type.COMPACT)
        draw_text(painter, box.adjusted(10, 0, -26, 0), cell.label, font, theme.color("text"))
        theme.paint_icon(painter, "down", box.right() - 24, round(box.center().y() - 8), 16, "text2")

    def _paint_action(self, painter: QPainter, rect: QRectF, cell: ActionCell, hovered: bool) -> None:
        theme, box = self._theme, control_rect(self._theme, rect, cell)
        if cell.lead:
            self._paint_lead(painter, rect, cell.lead, cell.lead_tone)
        if cell.hover and not hovered:
            return
        if cell.link:
            draw_text(painter, box, cell.text, theme.font(Type.COMPACT, bold=True), theme.color("accent-text"))
            return
        over = hovered and box.contains(self.pointer)
        draw_box(painter, box, 8, fill=theme.color("hover" if over else "surface"), border=theme.color("border"))
        if cell.icon:
            left = box.left() + (10 if cell.text else (box.width() - 16) / 2)
            theme.paint_icon(painter, cell.icon, round(left), round(box.center().y() - 8), 16, "text")
        inner = box.adjusted(26 if cell.icon else 0, 0, 0, 0)
        draw_text(painter, inner, cell.text, theme.font(Type.COMPACT), theme.color("text"), CENTER)

    # -- editing in place

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """A line of text over the cell."""
        editor = QLineEdit(parent)
        editor.setFont(self._theme.font(Type.COMPACT))
        cell = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(cell, EditCell) and cell.right:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return editor

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The model is frozen: what was typed is told, and whoever hears it gives the table new rows."""
        if isinstance(editor, QLineEdit) and editor.text().strip() != str(index.data()):
            self.typed.emit(index, editor.text().strip())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Exactly over the painted box, and wide enough to type."""
        cell = index.data(Qt.ItemDataRole.UserRole)
        rect = self.content_rect(QRectF(option.rect), index.column())
        if isinstance(cell, EditCell):
            rect = edit_rect(self._theme, rect, cell)
            wide = max(rect.width(), 120)
            if cell.right:
                rect.setLeft(rect.right() - wide)
            rect.setWidth(wide)
        editor.setGeometry(rect.toRect())


def check_rect(rect: QRectF) -> QRectF:
    """Where the tick box of a row or of the header is."""
    return QRectF(rect.left() + FIRST, round(rect.center().y() - 9), 18, 18)


def edit_rect(theme: Theme, rect: QRectF, cell: EditCell) -> QRectF:
    """The box of a cell that can be typed into."""
    width = min(max(text_width(theme.font(Type.COMPACT), cell.text) + 18, 60), rect.width() + 8)
    height = theme.px(28)
    left = rect.right() + 8 - width if cell.right else rect.left() - 8
    return QRectF(round(left), round(rect.center().y() - height / 2), round(width), height)


def control_rect(theme: Theme, rect: QRectF, cell: ChoiceCell | ActionCell) -> QRectF:
    """The button, link or list of a cell, behind the words that lead to it."""
    font: QFont = theme.font(Type.COMPACT)
    left = rect.left()
    if cell.lead:
        left += text_width(theme.font(Type.COMPACT, bold=True), cell.lead) + 8
    if isinstance(cell, ChoiceCell):
        width = max(text_width(font, label) for _, label in cell.options) + 40
    elif cell.link:
        width = text_width(theme.font(Type.COMPACT, bold=True), cell.text) + 2
    else:
        width = text_width(font, cell.text) + 20 + (26 if cell.icon and cell.text else 12 if cell.icon else 0)
        if not cell.lead:
            left = rect.right() - width
    height = theme.px(28)
    return QRectF(round(left), round(rect.center().y() - height / 2), round(width), height)
