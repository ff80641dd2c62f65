"""The rail at the window's left: who we are, the pages, and at its foot theme and language."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Elided, Label, Rule, Themed, clear, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.chips import SyncChip
from ui.widgets.paint import RIGHT, Tone, draw_box, draw_text, text_width

WIDE, NARROW = 200, 56
COLLAPSE_BELOW = 1200

SETTINGS = "settings"
"""The page that the gear at the foot leads to."""

Item = tuple[str, str, str, int]
"""Key, icon, label and section of a page."""

PAGE_KEYS = 10
"""As many pages as there are digits have a key."""


def page_key(number: int) -> str:
    """The key of the page at a place in the rail, the first being 1: Alt and a digit, 0 for the tenth; or nothing."""
    return f"Alt+{number % PAGE_KEYS}" if number <= PAGE_KEYS else ""


class Logo(Themed, QWidget):
    """The sign of the program: a grown-up and a child under one curve."""

    def __init__(self, theme: Theme, *, size: int = 34, ground: str = "accent", ink: str = "on-accent") -> None:
        super().__init__()
        self.adopt(theme)
        self._ground, self._ink = ground, ink
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        draw_logo(painter, self.theme, QRectF(self.rect()), ground=self._ground, ink=self._ink)


def draw_logo(painter: QPainter, theme: Theme, rect: QRectF, *, ground: str, ink: str) -> None:
    """Paint the sign into a square."""
    unit = rect.width() / 34
    draw_box(painter, rect, 9 * unit, fill=theme.color(ground))
    color = theme.color(ink)
    painter.save()
    painter.translate(rect.topLeft())
    painter.scale(unit, unit)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(12.5, 12.5), 4.4, 4.4)
    painter.drawEllipse(QPointF(23.4, 16.2), 2.9, 2.9)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, 2.6, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    path = QPainterPath(QPointF(6.4, 25.6))
    path.cubicTo(7.2, 18.6, 16.6, 18.6, 18.6, 24.6)
    path.cubicTo(19.4, 27.2, 22.2, 27.0, 23.2, 25.2)
    path.cubicTo(24.4, 23.0, 27.2, 23.2, 28.0, 25.8)
    painter.drawPath(path)
    painter.restore()


class NavItem(Themed, QToolButton):
    """An entry of the rail; alone with its icon where the rail is narrow."""

    ring_radius = 8.0

    def __init__(self, theme: Theme, icon: str, label: str, key: str) -> None:
        super().__init__()
        self.adopt(theme)
        self._icon, self._key = icon, key
        self.narrow = False
        self.setText(label)
        self.setCheckable(True)
        self.setToolTip(f"{label} ({key})" if key else label)
        self.setAccessibleName(label)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(36 if self.narrow else 178, self.theme.px(38))

    def minimumSizeHint(self) -> QSize:
        """An icon."""
        return QSize(36, self.theme.px(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, icon, label and key."""
        painter = QPainter(self)
        rect, color = QRectF(self.rect()), self.theme.color
        on = self.isChecked()
        if on:
            draw_box(painter, rect, 8, fill=color("raised"), border=color("border"))
        elif self.isDown() or self.underMouse():
            draw_box(painter, rect, 8, fill=color("pressed" if self.isDown() else "hover"))
        left = (rect.width() - 20) / 2 if self.narrow else 10
        ink = "accent-text" if on else "text2"
        self.theme.paint_icon(painter, self._icon, round(left), round(rect.center().y() - 10), 20, ink)
        if self.narrow:
            return
        caption = self.theme.font(Type.CAPTION)
        room = rect.adjusted(40, 0, -(text_width(caption, self._key) + 16), 0)
        font = self.theme.font(Type.BODY, bold=on)
        draw_text(painter, room, self.text(), font, color("text" if on else "text2"))
        draw_text(painter, rect.adjusted(0, 0, -9, 0), self._key, caption, color("muted"), RIGHT)


class Rail(Themed, QWidget):
    """``chosen`` carries a page's key; ``theme_wanted``, ``language_wanted``, ``settings_wanted`` and ``sync_wanted`` its foot."""

    chosen = Signal(str)
    theme_wanted = Signal()
    language_wanted = Signal()
    settings_wanted = Signal()
    sync_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self._narrow = self._told = False
        self._current = ""
        self._items: dict[str, NavItem] = {}
        self._group = QButtonGroup(self)
        self._head = Elided(theme, kind=Type.LEAD, bold=True)
        self._place = Elided(theme, kind=Type.CAPTION, color="muted")
        names = vbox()
        fill(names, self._head, self._place)
        self._names = QWidget()
        self._names.setLayout(names)
        self._brand = hbox(18, 15, 12, 13, spacing=10)
        self._brand.addWidget(Logo(theme))
        self._brand.addWidget(self._names, 1)
        self._list: QVBoxLayout = vbox(10, 0, 11, 0, spacing=2)
        self._foot: QVBoxLayout = vbox(10, 0, 6, 12, spacing=4)
        column = vbox()
        fill(column, self._brand, self._list, None, self._foot)
        self.setLayout(column)
        self.setFixedWidth(theme.px(WIDE))

    def set_organisation(self, name: str, place: str = "") -> None:
        """Say whose desk this is."""
        self._head.setText(name)
        self._place.setText(place)
        self._place.setVisible(bool(place))

    def build(self, items: Sequence[Item], words: Words, *, with_settings: bool, status: tuple[str, str]) -> None:
        """Make the entries and the foot, in the language of ``words``; ``status`` is an icon and a sentence."""
        clear(self._list)
        clear(self._foot)
        self._items.clear()
        before: int | None = None
        for number, (key, icon, label, section) in enumerate(items, start=1):
            if before is not None and section != before:
                self._list.addWidget(_Gap(self.theme))
            before = section
            item = NavItem(self.theme, icon, label, page_key(number))
            item.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(item)
            self._items[key] = item
            self._list.addWidget(item)
        self._build_foot(words, with_settings=with_settings, status=status)
        self.set_narrow(self._narrow)

    def set_current(self, key: str) -> None:
        """Mark the page that is shown; one that is not in the rail leaves nothing marked."""
        self._current = key
        self._group.setExclusive(False)
        for name, item in self._items.items():
            item.setChecked(name == key)
        self._group.setExclusive(key in self._items)
        self._gear.setChecked(key == SETTINGS)

    def set_narrow(self, narrow: bool) -> None:
        """Icons alone, or icons with words."""
        self._narrow = narrow
        self.setFixedWidth(NARROW if narrow else self.theme.px(WIDE))
        self._names.setVisible(not narrow)
        self._brand.setContentsMargins(10 if narrow else 18, 15, 0 if narrow else 12, 13)
        self._brand.setSpacing(0 if narrow else 10)
        for item in self._items.values():
            item.narrow = narrow
            item.updateGeometry()
        self._show_status()
        self._gear.set_text("" if narrow else self._gear_word)
        self._tongue.set_text(self._tongue_short if narrow else self._tongue_word)
        self._foot_row.setDirection(
            self._foot_row.Direction.TopToBottom if narrow else self._foot_row.Direction.LeftToRight
        )

    def set_sync(self, text: str, tone: Tone, *, offline: bool = False) -> None:
        """How far this desk is with others, instead of the sentence at the foot; an empty text shows that again."""
        self._told = bool(text)
        self._sync.set(text, tone, offline=offline)
        self._sync_icon.set_icon("offline" if offline else "octagon" if tone is Tone.REFUSE else "sync")
        self._sync_icon.set_tip(text)
        self._sync_icon.setAccessibleName(text)
        self._show_status()

    def _show_status(self) -> None:
        self._status.setVisible(not self._narrow and not self._told)
        self._sync.setVisible(not self._narrow and self._told)
        self._sync_icon.setVisible(self._narrow and self._told)

    def show_mode(self, words: Words) -> None:
        """A moon leads to the dark colours, a sun back to the light ones."""
        dark = self.theme.dark
        self._moon.set_icon("sun" if dark else "moon")
        self._moon.set_tip(words("shell.theme_light" if dark else "shell.theme_dark"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line at the right."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("side"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self.theme.color("border"))

    def _build_foot(self, words: Words, *, with_settings: bool, status: tuple[str, str]) -> None:
        theme = self.theme
        self._status = _Status(theme, *status)
        self._sync = SyncChip(theme, door=False)
        self._sync_icon = Button(theme, kind=Kind.QUIET, size=Size.SMALL, icon="sync")
        for way in (self._sync, self._sync_icon):
            way.clicked.connect(self.sync_wanted)
        self._moon = Button(theme, kind=Kind.QUIET, size=Size.SMALL, icon="moon", tip=words("shell.theme_dark"))
        self._moon.clicked.connect(self.theme_wanted)
        self.show_mode(words)
        self._tongue_word, self._tongue_short = words("shell.language_mark"), words("shell.language_short")
        tip = words("shell.language_switch")
        self._tongue = Button(theme, self._tongue_word, kind=Kind.QUIET, size=Size.SMALL, tip=tip)
        self._tongue.setAccessibleName(tip)
        self._tongue.clicked.connect(self.language_wanted)
        self._gear_word = words("shell.settings")
        tip = f"{self._gear_word} (Ctrl+,)"
        self._gear = Button(theme, self._gear_word, kind=Kind.QUIET, size=Size.SMALL, icon="gear", tip=tip)
        self._gear.setAccessibleName(self._gear_word)
        self._gear.clicked.connect(lambda: self._gear.setChecked(self._current == SETTINGS))  # the page decides
        self._gear.clicked.connect(self.settings_wanted)
        self._gear.setVisible(with_settings)
        self._gear.setCheckable(True)
        rule = hbox(0, 0, 5, 0)
        fill(rule, Rule(theme))
        self._foot_row = hbox()
        if with_settings:
            self._foot_row.addWidget(self._gear)
        self._foot_row.addStretch(1)
        self._foot_row.addWidget(self._moon)
        self._foot_row.addWidget(self._tongue)
        fill(self._foot, rule, 2, self._status, self._sync, self._sync_icon, self._foot_row)


class _Gap(Themed, QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self.setFixedHeight(15)

    def paintEvent(self, event: QPaintEvent) -> None:
        line = self.rect().adjusted(8, 7, -8, -7)
        QPainter(self).fillRect(line, self.theme.color("border"))


class _Status(Themed, QWidget):
    def __init__(self, theme: Theme, icon: str, text: str) -> None:
        super().__init__()
        self.adopt(theme)
        self._icon = icon
        row = hbox(32, 4, 4, 4)
        row.addWidget(Label(theme, text, Type.CAPTION, color="muted"))
        self.setLayout(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.theme.paint_icon(QPainter(self), self._icon, 9, round(self.height() / 2 - 8), 16, "muted")
