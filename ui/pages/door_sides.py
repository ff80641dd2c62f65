"""The door's columns beside the middle: camera, counters and slots on the left, the last admissions on the right."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from eventdesk.domain.event import Unit
from resources.words import Words
from ui.models.door_view import DoorWords
from ui.scanner.camera import State
from ui.theme import Theme, Type
from ui.widgets.base import Card as Surface
from ui.widgets.base import Elided, Label, Rule, Themed, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kbd, Kind
from ui.widgets.camera import CameraState, CameraView
from ui.widgets.meters import Counter, bar_color, draw_bar
from ui.widgets.paint import RIGHT, draw_text, text_width
from ui.widgets.recent import RecentList
from ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from eventdesk.services.door_views import DoorView, SlotFill

_LEAST = 32
"""Pixels that the line and the bar of a slot take without any air."""

_CAMERA = {
    State.READY: CameraState.READY,
    State.STARTING: CameraState.READY,
    State.READ: CameraState.READ,
    State.FAILED: CameraState.FAILED,
    State.LOST: CameraState.FAILED,
    State.NONE: CameraState.FAILED,
    State.PERMISSION: CameraState.FAILED,
    State.COVERED: CameraState.COVERED,
    State.OFF: CameraState.COVERED,
}


class CameraPanel(CameraView):
    """The camera's picture; a click, Space or Enter on it asks for its menu."""

    ring_radius = 14.0
    menu_wanted = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme, name=words("door.camera"))
        self.words = words
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(words("door.camera_menu"))
        self.show_camera(State.OFF)

    def show_camera(self, state: State) -> None:
        """Say how the camera is, and what to do where it does not read."""
        advice = self.words(f"door.camera_{state.value}_advice") if _CAMERA[state] is not CameraState.READY else ""
        if state is State.READ:
            advice = ""
        self.set_state(_CAMERA[state], self.words(f"door.camera_{state.value}"), advice)
        if state in (State.OFF, State.NONE, State.LOST):
            self.set_frame(QImage())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the menu."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.menu_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space opens the menu."""
        if event.key() == Qt.Key.Key_Space:
            self.menu_wanted.emit()
        else:
            super().keyPressEvent(event)


class LeftColumn(QWidget):
    """Camera, who is inside, and how full the slots are."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self.theme, self.words = theme, words
        self.camera = CameraPanel(theme, words)
        self.camera.setFixedHeight(150)
        self.counter = Counter(theme)
        self._arrived, self._missing = _Figure(theme), _Figure(theme)
        numbers = Surface(theme, padding=(16, 14, 16, 10), spacing=4, radius=14)
        fill(numbers.body, self.counter, 10, Rule(theme), 6, self._arrived, self._missing)
        self._slots = _Slots(theme)
        self.slots = Surface(theme, padding=(16, 12, 0, 12), spacing=8, radius=14)
        fill(self.slots.body, Label(theme, words("door.slots"), Type.COMPACT, bold=True, color="text2"))
        area = scrolled(self._slots)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.slots.body.addWidget(area, 1)
        self._spare = QWidget()
        self._column = vbox(spacing=12)
        fill(self._column, self.camera, numbers)
        self._column.addWidget(self.slots, 1)
        self._column.addWidget(self._spare, 1)
        self.setLayout(self._column)

    def show_view(self, view: "DoorView") -> None:
        """Take newer numbers."""
        words, rules = self.words, view.event.rules
        places = view.event.capacity if view.event.capacity_unit is Unit.PERSONS else None
        limit = rules.hard_limit or rules.soft_limit or places or 0
        self._view_limit = limit
        self.show_inside(view.inside, limit)
        self._arrived.set(words("door.arrived"), str(view.attended), words("door.of", n=view.registered))
        missing = len(view.waiting)
        self._missing.set(words("door.missing"), words("door.n_families", n=missing), "")
        self._slots.set(view.slots)
        self.slots.setVisible(bool(view.slots) and self.theme.scale < 125)
        self._spare.setVisible(not self.slots.isVisibleTo(self))

    def show_inside(self, inside: int, limit: int) -> None:
        """How many persons are inside, and how many more may come."""
        words = self.words
        rest = words("door.room_for", n=max(limit - inside, 0)) if limit else words("door.unit_persons", n=inside)
        self.counter.set(
            words("door.inside_now"), inside, remainder=rest, limit_text=words("door.limit", n=limit) if limit else "",
            maximum=limit, described=words("door.inside_described", n=inside, limit=limit or "-"),
        )  # fmt: skip

    def set_compact(self, compact: bool) -> None:
        """Denser slots."""
        self._slots.set_compact(compact)
        self._column.setSpacing(10 if compact else 12)


class RightColumn(Surface):
    """The last admissions, each with its undo, and the way to the whole log."""

    log_wanted = Signal()
    undo_wanted = Signal(str)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme, padding=(16, 14, 2, 10), spacing=4, radius=14)
        self.words = words
        self._here = Label(theme, "", Type.COMPACT, color="text2")
        heading = hbox(0, 2, 12, 4, spacing=8)
        heading.addWidget(Elided(theme, words("door.recent"), Type.COMPACT, bold=True, color="text2"), 1)
        fill(heading, self._here)
        self.list = RecentList(theme, words, name=words("door.recent"))
        self._nobody = EmptyState(theme, "door", words("door.nobody_yet"), words("door.nobody_yet_line"))
        cover = EmptyState(theme, "eye", words("door.covered"), "")
        self._stack = QStackedLayout()
        self._stack.setContentsMargins(0, 0, 0, 0)
        for page in (self.list, self._nobody, cover):
            self._stack.addWidget(page)
        holder = QWidget()
        holder.setLayout(self._stack)
        more = Button(theme, words("door.log"), kind=Kind.LINK)
        more.clicked.connect(self.log_wanted)
        foot, rule = hbox(0, 0, 12, 0, spacing=8), hbox(0, 0, 12, 0)
        fill(foot, more, None, Kbd(theme, "F4"))
        fill(rule, Rule(theme))
        self.body.addLayout(heading)
        self.body.addWidget(holder, 1)
        fill(self.body, rule, foot)
        self.list.undo_wanted.connect(lambda key: self.undo_wanted.emit(str(key)))
        self.list.opened.connect(lambda key: self.undo_wanted.emit(str(key)))

    def show_view(self, view: "DoorView", say: DoorWords, station: str) -> None:
        """Take newer admissions."""
        rows = [say.recent(entry) for entry in view.recent[:20]]
        if rows != list(self.list.rows):
            self.list.set_rows(rows)
        here = dict(view.by_station).get(station, 0)
        self._here.setText(self.words("door.at_this_door", n=here))
        if self._stack.currentIndex() != 2:
            self._stack.setCurrentIndex(0 if rows else 1)

    def cover(self, covered: bool) -> None:
        """Hide names while nobody works here."""
        self._stack.setCurrentIndex(2 if covered else 0 if self.list.rows else 1)

    def set_compact(self, compact: bool) -> None:
        """Denser rows."""
        self.list.set_compact(compact)


class _Figure(Themed, QWidget):
    """Words on the left, a bold number on the right, and what it is of."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self._label, self._value, self._rest = (
            Elided(theme, "", color="text2"),
            Label(theme, "", bold=True),
            Label(theme),
        )
        row = hbox(spacing=4)
        row.addWidget(self._label, 1)
        fill(row, self._value, self._rest)
        self.setLayout(row)
        self.setMinimumHeight(theme.px(22))

    def set(self, label: str, value: str, rest: str) -> None:
        """Change what it says."""
        self._label.setText(label)
        self._value.setText(value)
        self._rest.setText(rest)
        self._rest.setVisible(bool(rest))
        self._rest.set_look(color="text2")


class _Slots(Themed, QWidget):
    """One line and one bar for each slot: who is inside, of how many."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self._fills: tuple[SlotFill, ...] = ()
        self._compact = False

    def set(self, fills: "tuple[SlotFill, ...]") -> None:
        """Show other numbers."""
        self._fills = fills
        self.setAccessibleName("; ".join(f"{f.title} {f.inside} / {f.capacity or f.registered}" for f in fills))
        self.setMinimumHeight(len(fills) * self.theme.px(_LEAST))
        self.updateGeometry()
        self.update()

    def set_compact(self, compact: bool) -> None:
        """39 px instead of 44."""
        self._compact = compact
        self.updateGeometry()
        self.update()

    @property
    def _row(self) -> int:
        """44 px, or 39; less where all slots fit that way: what can be seen at once need not be scrolled to."""
        wanted = self.theme.px(39 if self._compact else 44)
        return max(min(wanted, self.height() // max(len(self._fills), 1)), self.theme.px(_LEAST))

    def sizeHint(self) -> QSize:
        """As high as its slots."""
        return QSize(180, len(self._fills) * self.theme.px(39 if self._compact else 44))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint title, numbers and bar of each slot."""
        painter, theme = QPainter(self), self.theme
        width = self.width() - 16.0
        font, bold = theme.font(Type.BODY), theme.font(Type.BODY, bold=True)
        for position, slot in enumerate(self._fills):
            top, line = position * self._row, theme.px(22)
            maximum = slot.capacity if slot.capacity is not None else slot.registered
            tight = slot.capacity is not None and bar_color(slot.inside, maximum) != "accent"
            rest = f" / {maximum}"
            end = width - text_width(font, rest)
            draw_text(painter, QRectF(end, top, text_width(font, rest) + 1, line), rest, font, theme.color("text2"))
            number = str(slot.inside)
            draw_text(painter, QRectF(0, top, end, line), number, bold, theme.color("text"), RIGHT)
            left = 0.0
            if tight:
                theme.paint_icon(painter, "warn", 0, round(top + line / 2 - 8), 16, "warn-text")
                left = 19.0
            room = end - text_width(bold, number) - 8 - left
            ink = theme.color("warn-text" if tight else "text2")
            draw_text(painter, QRectF(left, top, room, line), slot.title, bold if tight else font, ink)
            draw_bar(painter, theme, QRectF(0, top + line + 3, width, 6), slot.inside, maximum)
