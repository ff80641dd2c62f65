"""Colours, type, icons and the style sheet: everything that gives the window its look.

Colours come from ``resources/styles/tokens.json`` and nowhere else. A :class:`Theme` turns them into three
things at once: a ``QPalette``, the style sheet (``eventdesk.qss`` with ``@token@`` replaced) and
:meth:`Theme.color` for painters.
"""

import json
import re
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from resources import path

FAMILIES = (
    "Noto Sans SC",
    "Microsoft YaHei UI",
    "PingFang SC",
    "Noto Sans CJK SC",
    "sans-serif",
)
SCALES = (100, 110, 125, 150)
_FONT_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
_TOKEN = re.compile(r"@([a-z0-9-]+)@")


class Mode(Enum):
    """Which colours to use; ``SYSTEM`` follows the operating system while the program runs."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


class Type(Enum):
    """The type scale: (size, line height) in pixels at 100 %."""

    CAPTION = (12, 16)
    COMPACT = (13, 18)
    BODY = (14, 20)
    LEAD = (15, 22)
    DOOR = (16, 24)
    SUBTITLE = (18, 26)
    TITLE = (20, 28)
    PAGE = (28, 36)
    VERDICT = (36, 44)
    REFUSE = (40, 48)
    COUNTER = (44, 48)
    COUNTDOWN = (52, 60)

    @property
    def size(self) -> int:
        """Height of the letters, in pixels at 100 %."""
        return self.value[0]

    @property
    def line(self) -> int:
        """Height of one line, in pixels at 100 %."""
        return self.value[1]


class _IconKey(NamedTuple):
    name: str
    size: float
    color: str
    ratio: float


class Theme(QObject):
    """The look of one running program. ``changed`` is emitted after a switch of mode, scale or motion.

    ``system_dark`` tells whether the system is dark, by default what Qt knows of it.
    One theme is made by ``ui.app.create_app`` and handed to every widget by its constructor.
    """

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        *,
        mode: Mode = Mode.SYSTEM,
        scale: int = 100,
        reduced_motion: bool = False,
        system_dark: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(app)
        self._system_dark = system_dark or _asks_system(app)
        self._app = app
        self._mode = mode
        self._scale = scale
        self._reduced_motion = reduced_motion
        self._tokens: dict[str, dict[str, str]] = json.loads(path("styles", "tokens.json").read_text("utf-8"))
        self._icons: dict[str, str] = json.loads(path("icons", "icons.json").read_text("utf-8"))
        self._sheet = path("styles", "eventdesk.qss").read_text("utf-8")
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[tuple[Type, bool], QFont] = {}
        self._pixmaps: dict[_IconKey, QPixmap] = {}
        self.keyboard_in_use = True
        _load_fonts()
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self.apply()

    # -- what is chosen

    @property
    def mode(self) -> Mode:
        """The mode that was chosen; :attr:`dark` tells what it comes to."""
        return self._mode

    @property
    def dark(self) -> bool:
        """Whether the dark colours are in use now."""
        if self._mode is Mode.SYSTEM:
            return self._system_dark()
        return self._mode is Mode.DARK

    @property
    def scale(self) -> int:
        """Size of type and rows, in per cent."""
        return self._scale

    @property
    def reduced_motion(self) -> bool:
        """Whether nothing may move or fade."""
        return self._reduced_motion

    def set_mode(self, mode: Mode) -> None:
        """Switch the colours of the running program."""
        if mode is not self._mode:
            self._mode = mode
            self.apply()

    def set_scale(self, scale: int) -> None:
        """Switch the size of type and rows. Raises ``ValueError`` for anything but 100, 110, 125 or 150."""
        if scale not in SCALES:
            raise ValueError(f"no type scale of {scale} %")
        if scale != self._scale:
            self._scale = scale
            self.apply()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let everything appear at once, or move and fade briefly."""
        if reduced != self._reduced_motion:
            self._reduced_motion = reduced
            self.changed.emit()

    # -- what painters and widgets ask for

    def names(self) -> tuple[str, ...]:
        """All colour tokens."""
        return tuple(self._tokens["light"])

    def icon_names(self) -> tuple[str, ...]:
        """All icons."""
        return tuple(self._icons)

    def color(self, name: str) -> QColor:
        """The colour of a token in the theme in use. Raises ``KeyError`` for an unknown token."""
        found = self._colors.get(name)
        if found is None:
            found = self._colors[name] = QColor(self.hex(name))
        return found

    def hex(self, name: str) -> str:
        """The colour as ``#RRGGBB``."""
        return self._tokens["dark" if self.dark else "light"][name]

    def px(self, pixels: float) -> int:
        """A row height or width that grows with the type scale."""
        return round(pixels * self._scale / 100)

    def ms(self, milliseconds: int) -> int:
        """A duration, zero when motion is reduced."""
        return 0 if self._reduced_motion else milliseconds

    def font(self, kind: Type = Type.BODY, *, bold: bool = False) -> QFont:
        """The font of a step of the type scale, at the scale in use."""
        key = (kind, bold)
        if key not in self._fonts:
            font = QFont(list(FAMILIES))
            font.setPixelSize(self.px(kind.size))
            font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
            self._fonts[key] = font
        return self._fonts[key]

    def pixmap(self, name: str, size: float = 20, color: str = "text", *, ratio: float = 0.0) -> QPixmap:
        """An icon in a token's colour; ``size`` in pixels, sharp at the screen's (or the given) pixel
        ratio.
        """
        key = _IconKey(name, size, self.hex(color), ratio or self._app.devicePixelRatio())
        if key not in self._pixmaps:
            self._pixmaps[key] = self._render(key)
        return self._pixmaps[key]

    def icon(self, name: str, size: int = 20, color: str = "text") -> QIcon:
        """An icon for Qt's own widgets (menus, line edits); greyed by ``disabled`` where the widget is."""
        icon = QIcon(self.pixmap(name, size, color))
        icon.addPixmap(self.pixmap(name, size, "disabled"), QIcon.Mode.Disabled)
        return icon

    def paint_icon(self, painter: QPainter, name: str, x: float, y: float, size: float, color: str = "text") -> None:
        """Paint an icon with its top left corner at (x, y)."""
        ratio = painter.device().devicePixelRatioF()
        pixmap = self.pixmap(name, size, color, ratio=ratio)
        painter.drawPixmap(QRectF(x, y, size, size), pixmap, QRectF(pixmap.rect()))

    # -- making it so

    def apply(self) -> None:
        """Rebuild palette, fonts and style sheet, and tell everybody."""
        self._colors.clear()
        self._fonts.clear()
        hints = self._app.styleHints()
        wanted = {
            Mode.LIGHT: Qt.ColorScheme.Light,
            Mode.DARK: Qt.ColorScheme.Dark,
            Mode.SYSTEM: Qt.ColorScheme.Unknown,
        }
        hints.setColorScheme(wanted[self._mode])  # so that title bars and native dialogs agree
        self._app.setFont(self.font())
        self._app.setPalette(self._palette())
        self._app.setStyleSheet(self.style_sheet())
        self.changed.emit()

    def style_sheet(self) -> str:
        """The style sheet in the colours and sizes in use."""
        sizes = {f"{kind.name.lower()}-size": f"{self.px(kind.size)}px" for kind in Type}
        sizes |= {f"h{height}": f"{self.px(height)}px" for height in (28, 30, 32, 34, 36, 40, 44, 60)}

        def value(match: re.Match[str]) -> str:
            name = match.group(1)
            return sizes[name] if name in sizes else self.hex(name)

        return _TOKEN.sub(value, self._sheet)

    def _palette(self) -> QPalette:
        role = QPalette.ColorRole
        roles = {
            role.Window: "bg",
            role.WindowText: "text",
            role.Base: "surface",
            role.AlternateBase: "sunken",
            role.Text: "text",
            role.PlaceholderText: "muted",
            role.Button: "surface",
            role.ButtonText: "text",
            role.BrightText: "on-refuse",
            role.Highlight: "accent",
            role.HighlightedText: "on-accent",
            role.Accent: "accent",
            role.Link: "accent-text",
            role.LinkVisited: "accent-text",
            role.ToolTipBase: "raised",
            role.ToolTipText: "text",
            role.Light: "raised",
            role.Midlight: "hover",
            role.Mid: "border",
            role.Dark: "border-strong",
            role.Shadow: "sunken",
        }
        palette = QPalette()
        for key, name in roles.items():
            palette.setColor(key, self.color(name))
        for key in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, key, self.color("disabled"))
        return palette

    def _render(self, key: _IconKey) -> QPixmap:
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
            'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">' + self._icons[key.name] + "</svg>"
        )
        renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", key.color).encode()))
        pixels = max(1, round(key.size * key.ratio))
        pixmap = QPixmap(QSize(pixels, pixels))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter)
        painter.end()
        pixmap.setDevicePixelRatio(key.ratio)
        return pixmap

    def _system_changed(self) -> None:
        if self._mode is Mode.SYSTEM:
            self.apply()


def _asks_system(app: QApplication) -> Callable[[], bool]:
    return lambda: app.styleHints().colorScheme() is Qt.ColorScheme.Dark


def _load_fonts() -> None:
    # Until the process ends, a font file that is added once stays; adding it twice would only cost memory.
    if FAMILIES[0] in QFontDatabase.families():
        return
    for name in _FONT_FILES:
        file = path("fonts", name)
        if file.is_file():
            QFontDatabase.addApplicationFont(str(file))
