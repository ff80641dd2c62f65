"""Chips, the chip that tells of synchronisation, and alert strips."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Label, Themed, hbox
from ui.widgets.buttons import Button
from ui.widgets.paint import ChipLook, Tone, chip_size, draw_box, draw_chip


class Chip(Themed, QWidget):
    """An icon and a word on a soft ground, 24 px high (28 at the door)."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        tone: Tone = Tone.NEUTRAL,
        *,
        icon: str = "",
        door: bool = False,
        bold: bool = False,
        tip: str = "",
    ) -> None:
        super().__init__()
        self.adopt(theme)
        self._door = door
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_look(ChipLook(text, icon, tone, tip, bold))

    @property
    def text(self) -> str:
        """The word."""
        return self._look.text

    def set_look(self, look: ChipLook) -> None:
        """Change word, icon and tone at once."""
        self._look = look
        self.setToolTip(look.tip)
        self.setAccessibleName(look.meaning)
        self.restyle()

    def set(self, text: str, tone: Tone, icon: str = "") -> None:
        """Change word, tone and icon."""
        self.set_look(ChipLook(text, icon, tone, self._look.tip, self._look.bold))

    def sizeHint(self) -> QSize:
        """As wide as its word."""
        return QSize(*chip_size(self.theme, self._look, door=self._door))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        draw_chip(QPainter(self), self.theme, 0, 0, self._look, door=self._door)


class SyncChip(Themed, QToolButton):
    """How synchronisation stands; ``clicked`` opens the queue and the last error."""

    ring_radius = 14.0

    def __init__(self, theme: Theme, *, door: bool = True) -> None:
        super().__init__()
        self.adopt(theme)
        self._door = door
        self._look = ChipLook()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set(self, text: str, tone: Tone, *, offline: bool = False) -> None:
        """Say the state: ``OK`` synced, ``WARN`` waiting, ``REFUSE`` an error; ``offline`` is an outline,
        never an error.
        """
        icon = "offline" if offline else "octagon" if tone is Tone.REFUSE else "sync"
        self._look = ChipLook(text, icon, Tone.OUTLINE if offline else tone)
        self.setAccessibleName(text)
        self.restyle()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(*chip_size(self.theme, self._look, door=self._door))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        if self._look.text:
            draw_chip(QPainter(self), self.theme, 0, 0, self._look, door=self._door)


class AlertStrip(Themed, QFrame):
    """A bold fact, what to do about it, and perhaps a button."""

    def __init__(
        self,
        theme: Theme,
        fact: str = "",
        detail: str = "",
        *,
        tone: Tone = Tone.WARN,
        icon: str = "",
        action: Button | None = None,
        door: bool = False,
    ) -> None:
        super().__init__()
        self.adopt(theme)
        self._tone, self._icon = tone, icon
        kind = Type.DOOR if door else Type.BODY
        self._fact = Label(theme, kind=kind, bold=True)
        self._detail = Label(theme, kind=kind, wrap=True)
        self._detail.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = hbox(50 if door else 44, 8, 8 if action else 16, 8, spacing=8)
        row.addWidget(self._fact)
        row.addWidget(self._detail, 1)
        if action is not None:
            row.addWidget(action)
        self.setLayout(row)
        self.setMinimumHeight(theme.px(44 if door else 40))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set(fact, detail, tone=tone)

    def set(self, fact: str, detail: str = "", *, tone: Tone | None = None) -> None:
        """Change what it says."""
        self._tone = tone or self._tone
        self._fact.setText(fact)
        self._fact.setVisible(bool(fact))
        self._detail.setText(detail)
        for label in (self._fact, self._detail):
            label.set_look(color=self._tone.ink)
        self.setAccessibleName(f"{fact} {detail}".strip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and icon."""
        painter = QPainter(self)
        ground = self.theme.color(self._tone.fill or "surface")
        draw_box(painter, QRectF(self.rect()), 10, fill=ground)
        names = {Tone.WARN: "warn", Tone.REFUSE: "octagon", Tone.OK: "okc"}
        icon = self._icon or names.get(self._tone, "info")
        self.theme.paint_icon(painter, icon, 16, round(self.height() / 2 - 10), 20, self._tone.ink)
