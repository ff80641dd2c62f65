"""Buttons, links, check boxes and key caps."""

from enum import Enum

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QPushButton, QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.paint import LEFT, draw_box, draw_check, draw_kbd, draw_text, kbd_width, text_width


class Kind(Enum):
    """What a button is for. One ``PRIMARY`` a screen; ``DANGER`` only for what cannot be undone."""

    PRIMARY = "primary"
    PLAIN = "plain"
    QUIET = "quiet"
    DANGER = "danger"
    LINK = "link"
    DARK = "dark"  # lies on the dark bars (toast, bulk bar)


class Size(Enum):
    """Height in pixels at 100 %."""

    SMALL = 30
    DESK = 36
    DOOR = 44
    MAIN = 60


_PADDING = {Size.SMALL: 10, Size.DESK: 14, Size.DOOR: 18, Size.MAIN: 18}
_ICON = {Size.SMALL: 16, Size.DESK: 18, Size.DOOR: 20, Size.MAIN: 20}
_RADIUS = {Size.SMALL: 8, Size.DESK: 8, Size.DOOR: 10, Size.MAIN: 12}


class Button(Themed, QPushButton):
    """A button that paints its icon, its words and its key cap.

    ``key`` is only shown; the page binds it. Disabled buttons say why: :meth:`set_reason`. Busy ones keep
    their width: :meth:`set_busy`.
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        kind: Kind = Kind.PLAIN,
        size: Size = Size.DESK,
        icon: str = "",
        key: str = "",
        trailing: str = "",
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.adopt(theme)
        self.kind, self.size_kind = kind, size
        self._icon, self._key, self._trailing, self._tip = icon, key, trailing, tip
        self._reason = ""
        self._busy_text = ""
        self._idle_text = text
        self.ring_radius = _RADIUS[size]
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setToolTip(tip)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if not text:
            self.setAccessibleName(tip)

    def set_text(self, text: str) -> None:
        """Change the words."""
        self._idle_text = text
        if not self._busy_text:
            self.setText(text)
            self.updateGeometry()

    def set_icon(self, name: str) -> None:
        """Change the icon."""
        self._icon = name
        self.updateGeometry()
        self.update()

    def set_tip(self, tip: str) -> None:
        """Change the tooltip, and the name of a button without words."""
        self._tip = tip
        self.setToolTip(self._reason or tip)
        if not self._idle_text:
            self.setAccessibleName(tip)

    def set_kind(self, kind: Kind) -> None:
        """Change what the button is for."""
        self.kind = kind
        self.updateGeometry()
        self.update()

    def set_reason(self, reason: str) -> None:
        """Disable the button and say why; an empty reason enables it."""
        self._reason = reason
        self.setToolTip(reason or self._tip)
        self.setEnabled(not reason and not self._busy_text)
        self.updateGeometry()  # the key cap goes, and comes back

    def set_busy(self, text: str) -> None:
        """Show what is being done and take no clicks, at the same width; an empty text ends it."""
        if text:
            if not self._busy_text:
                self.setFixedWidth(max(self.width(), self._width(text)) if self.isVisible() else self._width(text))
            self._busy_text = text
            self.setText(text)
            self.setEnabled(False)
            return
        self._busy_text = ""
        self.setText(self._idle_text)
        self.setMinimumWidth(0)
        self.setMaximumWidth(16777215)
        self.setEnabled(not self._reason)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as its words, its icon and its key cap."""
        return QSize(self._width(self.text()), self.theme.px(self.size_kind.value))

    def minimumSizeHint(self) -> QSize:
        """Never elided."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, icon, words and key cap."""
        painter = QPainter(self)
        ground, border, ink = self._colors()
        rect = QRectF(self.rect())
        if ground is not None or border is not None:
            draw_box(painter, rect, _RADIUS[self.size_kind], fill=ground, border=border)
        left = max((self.width() - self._content_width(self.text())) / 2, 0 if self.kind is Kind.LINK else 4)
        size, gap = _ICON[self.size_kind] + (4 if self._large else 0), self._gap
        middle = self.height() / 2
        icon = "lock" if self._reason and self.size_kind is Size.MAIN else self._icon
        if icon:
            self.theme.paint_icon(painter, icon, round(left), round(middle - size / 2), size, ink)
            left += size + (gap if self.text() else 0)
        if self.text():
            font = self._font()
            draw_text(
                painter,
                QRectF(left, 0, self.width(), self.height()),
                self.text(),
                font,
                self.theme.color(ink),
            )
            left += text_width(font, self.text())
        if self._trailing:
            self.theme.paint_icon(painter, self._trailing, round(left + gap), round(middle - 8), 16, ink)
        elif self._key and not self._reason:
            cap_ink = self.theme.color(ink) if ink.startswith("on-") or self.kind is Kind.DARK else None
            draw_kbd(painter, self.theme, left + gap, middle, self._key, height=self._cap, ink=cap_ink)

    @property
    def _large(self) -> bool:
        return self.size_kind is Size.MAIN and self.kind in (Kind.PRIMARY, Kind.DANGER)

    @property
    def _cap(self) -> float:
        return 24 if self._large else 20

    @property
    def _gap(self) -> int:
        return 10 if self.size_kind in (Size.DOOR, Size.MAIN) else 8

    def _font(self) -> QFont:
        bold = self.kind in (Kind.PRIMARY, Kind.DANGER)
        if self.size_kind is Size.MAIN:
            return self.theme.font(
                Type.SUBTITLE if self._reason else Type.TITLE if bold else Type.DOOR, bold=bold and not self._reason
            )
        if self.size_kind is Size.DOOR:
            return self.theme.font(Type.DOOR, bold=bold)
        return self.theme.font(Type.COMPACT if self.size_kind is Size.SMALL else Type.BODY, bold=bold)

    def _content_width(self, text: str) -> float:
        width = text_width(self._font(), text) if text else 0.0
        icon = self._icon or (self._reason and self.size_kind is Size.MAIN)
        if icon:
            width += _ICON[self.size_kind] + (4 if self._large else 0) + (self._gap if text else 0)
        if self._trailing:
            width += self._gap + 16
        elif self._key and not self._reason:
            width += self._gap + kbd_width(self.theme, self._key, self._cap)
        return width

    def _width(self, text: str) -> int:
        padding = 0 if self.kind is Kind.LINK else _PADDING[self.size_kind]
        if not text and not self._key:
            return self.theme.px(self.size_kind.value)  # a square for an icon alone
        return round(self._content_width(text) + 2 * padding + 0.5)

    def _colors(self) -> tuple[QColor | None, QColor | None, str]:
        color = self.theme.color
        enabled = self.isEnabled() or bool(self._busy_text)
        if not enabled:
            if self._reason and self.size_kind is Size.MAIN:
                return color("sunken"), color("border"), "muted"  # what is missing must be read
            bare = self.kind in (Kind.QUIET, Kind.LINK, Kind.DARK)
            return (None, None, "disabled") if bare else (color("sunken"), color("border"), "disabled")
        down, hover = self.isDown() or self.isChecked(), self.underMouse() and not self._busy_text
        if self.kind is Kind.PRIMARY:
            return (
                color("accent-pressed" if down else "accent-hover" if hover else "accent"),
                None,
                "on-accent",
            )
        if self.kind is Kind.DANGER:
            base = color("refuse")
            return (base.darker(125) if down else base.darker(112) if hover else base), None, "on-refuse"
        if self.kind is Kind.DARK:
            ink = "surface" if not self.theme.dark else "text"
            edge = QColor(color(ink))
            edge.setAlphaF(0.9 if hover or down else 0.35)
            return None, edge, ink
        if self.kind is Kind.LINK:
            return None, None, "accent" if hover else "accent-text"
        ground = color("pressed") if down else color("hover") if hover else None
        if self.kind is Kind.QUIET:
            return ground, None, "text2"
        return ground or color("surface"), color("border"), "text"


class CheckBox(Themed, QCheckBox):
    """A check box of 18 px with its words; three states where ``tristate``."""

    ring_radius = 6.0

    def __init__(self, theme: Theme, text: str = "", *, checked: bool = False, tristate: bool = False) -> None:
        super().__init__(text)
        self.adopt(theme)
        self.setTristate(tristate)
        self.setChecked(checked)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Box, gap and words."""
        width = 18 + (round(text_width(self.theme.font(), self.text())) + 10 if self.text() else 0)
        return QSize(width, self.theme.px(30))

    def minimumSizeHint(self) -> QSize:
        """As its hint."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """The words are part of the target."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box and words."""
        painter = QPainter(self)
        box = QRectF(0, round(self.height() / 2 - 9), 18, 18)
        draw_check(painter, self.theme, box, self.checkState(), enabled=self.isEnabled())
        ink = self.theme.color("text" if self.isEnabled() else "disabled")
        draw_text(
            painter,
            QRectF(26, 0, self.width() - 26, self.height()),
            self.text(),
            self.theme.font(),
            ink,
            LEFT,
        )


class Kbd(Themed, QWidget):
    """A key cap on its own, for legends and sheets."""

    def __init__(self, theme: Theme, text: str, *, height: int = 20) -> None:
        super().__init__()
        self.adopt(theme)
        self._text, self._height = text, height
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as the key's name."""
        return QSize(round(kbd_width(self.theme, self._text, self._height) + 0.5), self.theme.px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cap."""
        draw_kbd(QPainter(self), self.theme, 0, self.height() / 2, self._text, height=self._height)


def icon_button(theme: Theme, icon: str, tip: str, *, size: Size = Size.DESK, kind: Kind = Kind.QUIET) -> Button:
    """A square button with an icon alone; ``tip`` is its tooltip and its name for screen readers."""
    button = Button(theme, kind=kind, size=size, icon=icon, tip=tip)
    button.setFixedWidth(theme.px(size.value))
    return button
