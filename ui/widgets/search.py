"""The search box of the door: 60 px, larger letters, and a chip that says where its text came from."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy

from ui.theme import Theme, Type
from ui.widgets.base import Themed, hbox
from ui.widgets.chips import Chip
from ui.widgets.paint import Tone, draw_box, draw_kbd, kbd_width


class DoorSearch(Themed, QFrame):
    """The line is :attr:`edit`; scanners and the keyboard are the page's business.

    :meth:`show_source` puts a chip at the end, which goes with the next key typed.
    """

    def __init__(self, theme: Theme, *, placeholder: str, key: str = "F2", compact: bool = False) -> None:
        super().__init__()
        self.adopt(theme)
        self._key, self._compact = key, compact
        self.edit = QLineEdit()
        self.edit.setProperty("bare", True)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setAccessibleName(placeholder)
        self.edit.installEventFilter(self)
        self.edit.textEdited.connect(lambda: self.show_source(""))
        self.edit.textChanged.connect(self._fit_font)
        self._chip = Chip(theme, door=True)
        self._chip.hide()
        self.setFocusProxy(self.edit)
        row = hbox(60, 0, 18, 0, spacing=12)
        row.addWidget(self.edit, 1)
        row.addWidget(self._chip)
        self.setLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle()

    def text(self) -> str:
        """What is typed, without spaces around it."""
        return self.edit.text().strip()

    def set_text(self, text: str) -> None:
        """Put a text in, such as the family that was scanned."""
        self.edit.setText(text)
        self.edit.setCursorPosition(len(text))

    def show_source(self, text: str, tone: Tone = Tone.NEUTRAL, icon: str = "") -> None:
        """Say where the text came from, or that nothing matched; an empty text takes the chip away."""
        self._chip.set(text, tone, icon)
        self._chip.setVisible(bool(text))
        self._room()

    def set_compact(self, compact: bool) -> None:
        """48 px instead of 60."""
        self._compact = compact
        self.restyle()

    def restyle(self) -> None:
        """Take fonts again."""
        self._fit_font()
        palette = self.edit.palette()
        palette.setColor(QPalette.ColorRole.PlaceholderText, self.theme.color("muted"))
        self.edit.setPalette(palette)
        self.setFixedHeight(self.theme.px(48 if self._compact else 60))
        self._room()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(420, self.theme.px(48 if self._compact else 60))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Repaint the frame when the line gains or loses the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
            self._room()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, magnifier and key cap."""
        painter = QPainter(self)
        focused = self.edit.hasFocus()
        edge = self.theme.color("focus" if focused else "border-strong")
        ground = self.theme.color("surface")
        draw_box(painter, QRectF(self.rect()), 14, fill=ground, border=edge, width=3 if focused else 1)
        middle = self.height() / 2
        self.theme.paint_icon(painter, "search", 20, round(middle - 12), 24, "text")
        if not self._chip.text:
            width = kbd_width(self.theme, self._key)
            draw_kbd(painter, self.theme, self.width() - width - 19, middle, self._key)

    def _room(self) -> None:
        layout = self.layout()
        if layout is not None:
            right = 18 if self._chip.text else round(kbd_width(self.theme, self._key)) + 30
            layout.setContentsMargins(60, 0, right, 0)

    def _fit_font(self) -> None:
        # What was typed is bold and large; the invitation is regular, so that it fits.
        typed = bool(self.edit.text())
        font = self.theme.font(Type.TITLE if typed else Type.SUBTITLE, bold=typed)
        self.edit.setFont(font)
        self.edit.setMinimumHeight(QFontMetrics(font).height())
        self.edit.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
