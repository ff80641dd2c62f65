"""Choosing one of a few: a segmented control, and a list that drops down."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QComboBox, QFrame, QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Themed, hbox
from ui.widgets.elevation import DropDown
from ui.widgets.paint import CENTER, LEFT, draw_box, draw_text, text_width


class _Segment(Themed, QAbstractButton):
    ring_radius = 6.0

    def __init__(self, theme: Theme, label: str, icon: str) -> None:
        super().__init__()
        self.adopt(theme)
        self._icon = icon
        self.setText(label)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        if icon:
            self.setToolTip(label)

    def sizeHint(self) -> QSize:
        if self._icon:
            return QSize(40, self.theme.px(28))
        width = text_width(self.theme.font(Type.COMPACT, bold=True), self.text())
        return QSize(round(width) + 28, self.theme.px(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        on = self.isChecked()
        if on:
            edge = self.theme.color("border")
            draw_box(painter, rect, 6, fill=self.theme.color("raised"), border=edge)
        ink = "disabled" if not self.isEnabled() else "text" if on or self.underMouse() else "text2"
        if self._icon:
            self.theme.paint_icon(painter, self._icon, rect.center().x() - 9, rect.center().y() - 9, 18, ink)
            return
        font = self.theme.font(Type.COMPACT, bold=on)
        draw_text(painter, rect, self.text(), font, self.theme.color(ink), CENTER)


class Seg(Themed, QFrame):
    """Two to four options on a track. ``chosen`` carries the key; arrow keys move."""

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        options: Sequence[tuple[str, str]],
        *,
        current: str = "",
        icons: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.adopt(theme)
        self._keys = [key for key, _ in options]
        self._group = QButtonGroup(self)
        row = hbox(3, 3, 3, 3, spacing=0)
        for index, (_, label) in enumerate(options):
            segment = _Segment(theme, label, icons[index] if icons else "")
            self._group.addButton(segment, index)
            row.addWidget(segment)
        self.setLayout(row)
        self.setFixedHeight(theme.px(36))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_current(current or self._keys[0])
        self._group.idClicked.connect(lambda index: self.chosen.emit(self._keys[index]))

    @property
    def current(self) -> str:
        """The key of the option that is on."""
        return self._keys[self._group.checkedId()]

    def set_current(self, key: str) -> None:
        """Switch without telling."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def set_label(self, key: str, label: str) -> None:
        """Change an option's words, e.g. the count in them."""
        button = self._group.button(self._keys.index(key))
        button.setText(label)
        button.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move to the neighbour."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        index = min(max(self._group.checkedId() + step, 0), len(self._keys) - 1)
        if index != self._group.checkedId():
            self._group.button(index).click()
            self._group.button(index).setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the track."""
        color = self.theme.color
        draw_box(QPainter(self), QRectF(self.rect()), 8, fill=color("sunken"), border=color("border"))


class Select(Themed, QComboBox):
    """A list that drops down. ``chosen`` carries the key that a person picked; the wheel never changes it by
    accident.

    ``tone`` "warn" draws the frame of a doubt, ``slim`` is for rows of tables.
    """

    chosen = Signal(str)
    ring_radius = 8.0

    def __init__(
        self,
        theme: Theme,
        options: Sequence[tuple[str, str]] = (),
        *,
        current: str = "",
        placeholder: str = "",
        slim: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.adopt(theme)
        self._slim = slim
        self._border = "border-strong"
        self._quiet: frozenset[str] = frozenset()
        self.setPlaceholderText(placeholder)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)
        self._drop_down = DropDown(theme, self)
        self.set_options(options, current=current)
        self.activated.connect(lambda index: self.chosen.emit(str(self.itemData(index))))

    def set_options(
        self, options: Sequence[tuple[str, str]], *, current: str = "", quiet: frozenset[str] = frozenset()
    ) -> None:
        """Replace the options ``(key, words)``; keys in ``quiet`` are shown muted, such as "not imported"."""
        self._quiet = quiet
        self.clear()
        for key, label in options:
            self.addItem(label, key)
        index = self.findData(current)
        self.setCurrentIndex(index if index >= 0 or self.placeholderText() else 0)
        self.restyle()

    @property
    def current(self) -> str:
        """The key that is chosen, empty when none is."""
        data = self.currentData()
        return "" if data is None else str(data)

    def set_current(self, key: str) -> None:
        """Choose without telling."""
        self.setCurrentIndex(self.findData(key))

    def set_tone(self, border: str) -> None:
        """Change the token of the frame, e.g. ``warn-text`` or ``refuse``."""
        self._border = border
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the longest option."""
        font = self.theme.font(Type.COMPACT if self._slim else Type.BODY)
        words = [self.itemText(i) for i in range(self.count())] + [self.placeholderText()]
        width = max(text_width(font, word) for word in words)
        return QSize(round(width) + (44 if self._slim else 50), self.theme.px(28 if self._slim else 36))

    def minimumSizeHint(self) -> QSize:
        """May be made narrower by its layout."""
        return QSize(72, self.sizeHint().height())

    def showPopup(self) -> None:
        """Open the list."""
        super().showPopup()
        self._drop_down.settle()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a page must not change what is chosen."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, words and arrow."""
        painter = QPainter(self)
        color = self.theme.color
        rect = QRectF(self.rect())
        enabled = self.isEnabled()
        strong = self._border != "border-strong"
        ground = color("sunken" if not enabled else "hover" if self.underMouse() else "surface")
        edge = color(("border" if self._slim and not strong else self._border) if enabled else "border")
        draw_box(painter, rect, 8, fill=ground, border=edge, width=2 if strong else 1)
        empty = self.currentIndex() < 0
        text = self.placeholderText() if empty else self.currentText()
        muted = empty or self.current in self._quiet
        ink = color("disabled" if not enabled else "muted" if muted else "text")
        font = self.theme.font(Type.COMPACT if self._slim else Type.BODY)
        draw_text(painter, rect.adjusted(11, 0, -30, 0), text, font, ink, LEFT)
        tint = "text2" if enabled else "disabled"
        self.theme.paint_icon(painter, "down", self.width() - 26, round(rect.center().y() - 8), 16, tint)
