"""The hubs on the network here, as they come and go: a list that fills while somebody looks at it."""

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Label, fill, vbox
from ui.widgets.lines import LineList
from ui.widgets.paint import LEFT, ChipLook, Tone, chip_size, draw_chip, draw_text

if TYPE_CHECKING:
    from eventdesk.sync.nearby import Nearby

Heard = Callable[["tuple[Nearby, ...]"], object]
Around = Callable[[Heard, threading.Event], None]
"""Tells the hubs here whenever they are others than before, until the event is set."""
_MOST_ROWS = 3


def hubs_around(heard: Heard, over: threading.Event) -> None:
    """Those that announce themselves on the network."""
    from eventdesk.sync.nearby import watch_nearby

    watch_nearby(heard, over)


class HubsNearby(QWidget):
    """Listens between :meth:`begin` and :meth:`end`, on a thread of its own that the program does not wait for."""

    _heard = Signal(object, object)

    def __init__(self, theme: Theme, words: Words, *, around: Around = hubs_around) -> None:
        super().__init__()
        self._words, self._around = words, around
        self._over: threading.Event | None = None
        self._theme = theme
        self.said = Label(theme, "", color="text2", wrap=True)
        self.list = _Hubs(theme, words)
        column = vbox(spacing=6)
        fill(column, self.said, self.list)
        self.setLayout(column)
        self._heard.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self.hide()

    @property
    def listening(self) -> bool:
        """Whether it still listens."""
        return self._over is not None

    def begin(self) -> None:
        """Listen, with an empty list."""
        self.end()
        self._over = over = threading.Event()
        self._fill(())
        self.show()
        threading.Thread(target=self._listen, args=(over,), name="nearby", daemon=True).start()

    def end(self) -> None:
        """Listen no more."""
        if self._over is not None:
            self._over.set()
            self._over = None
        self.hide()

    def set_authority(self, ca_sha256: str) -> None:
        """Which hub the invitation is of; empty while nobody knows."""
        self.list.authority = ca_sha256
        self.list.viewport().update()

    def _listen(self, over: threading.Event) -> None:
        def heard(hubs: "tuple[Nearby, ...]") -> None:
            # Who closed the list meanwhile may have closed the window, too.
            with contextlib.suppress(RuntimeError):
                if not over.is_set():
                    self._heard.emit(over, hubs)

        self._around(heard, over)

    def _show(self, over: threading.Event, hubs: "tuple[Nearby, ...]") -> None:
        if over is self._over:
            self._fill(hubs)

    def _fill(self, hubs: "tuple[Nearby, ...]") -> None:
        self.said.setText(self._words("joining.found" if hubs else "joining.looking", n=len(hubs)))
        self.list.set_rows(hubs)
        self.list.setVisible(bool(hubs))
        self.list.setFixedHeight(self.list.row_height() * min(len(hubs), _MOST_ROWS) + 2)


class _Hubs(LineList["Nearby"]):
    def __init__(self, theme: Theme, words: Words) -> None:
        self.authority, self._words = "", words
        super().__init__(theme, name=words("joining.nearby_name"))

    def row_height(self) -> int:
        return self.theme.px(34)

    def spoken(self, row: "Nearby") -> str:
        return "  ".join(filter(None, (self._name(row), row.url, self._chip(row).text)))

    def paint_row(self, painter: QPainter, rect: QRectF, position: int, row: "Nearby") -> None:
        theme, color, chip = self.theme, self.theme.color, self._chip(row)
        if self.focused(position):
            painter.fillRect(rect, color("accent-soft"))
        theme.paint_icon(painter, "building", rect.left() + 4, rect.center().y() - 8, 16, "accent-text")
        right = rect.right() - 4
        if chip.text:
            width, height = chip_size(theme, chip)
            right -= width + 8
            draw_chip(painter, theme, right + 8, rect.center().y() - height / 2, chip)
        left = rect.left() + 28
        # Addresses stand in one column, chip or not.
        name = QRectF(left, rect.top(), rect.width() * 0.34, rect.height())
        draw_text(painter, name, self._name(row), theme.font(Type.BODY, bold=True), color("text"), LEFT)
        url = QRectF(name.right() + 8, rect.top(), right - name.right() - 8, rect.height())
        draw_text(painter, url, row.url, theme.font(Type.COMPACT), color("muted"), LEFT)

    def _name(self, row: "Nearby") -> str:
        return row.name or self._words("joining.unnamed")

    def _chip(self, row: "Nearby") -> ChipLook:
        if not self.authority or row.ca_sha256 != self.authority:
            return ChipLook("")
        return ChipLook(self._words("joining.nearby_yours"), "check", Tone.OK)
