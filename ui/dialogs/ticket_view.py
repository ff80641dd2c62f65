"""A ticket's code, large enough to be scanned from the screen."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.base import Themed
from ui.widgets.paint import draw_box

if TYPE_CHECKING:
    from eventdesk.services.codes import Drawing

_SCALE = 12  # pixels a module in the picture that is copied or saved: sharp on paper too
_WHITE, _BLACK = QColor(Qt.GlobalColor.white), QColor(Qt.GlobalColor.black)


class TicketView(Themed, QWidget):
    """The code, black on white in both themes, as scanners want it."""

    def __init__(self, theme: Theme, text: str, name: str, *, side: int = 236) -> None:
        super().__init__()
        self.adopt(theme)
        self.text = text
        self._side = side
        self._drawing: Drawing | None = None
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the squares; edges lie on whole pixels so that they stay sharp."""
        from eventdesk.services.codes import drawing  # the library costs start-up time

        self._drawing = self._drawing or drawing(self.text)
        painter = QPainter(self)
        draw_box(painter, QRectF(self.rect()), 12, fill=_WHITE, border=self.theme.color("border"))
        ratio = self.devicePixelRatioF()
        module = max(int((self._side - 4) * ratio / self._drawing.side), 1) / ratio
        offset = round((self._side - module * self._drawing.side) / 2 * ratio) / ratio
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for block in self._drawing.blocks:
            rect = QRectF(block.x * module, block.y * module, block.width * module, block.height * module)
            painter.fillRect(rect.translated(offset, offset), _BLACK)

    def copy(self) -> None:
        """Put the picture on the clipboard, to be pasted into a chat."""
        QGuiApplication.clipboard().setImage(QImage.fromData(self.png()))

    def png(self) -> bytes:
        """The picture as a file."""
        from eventdesk.services.codes import png

        return png(self.text, scale=_SCALE)


def write_picture(file: Path, picture: bytes) -> Path:
    """Writes a picture, whole or not at all; :class:`StoreProblem` where it can't be."""
    from eventdesk.errors import StoreProblem

    part = file.with_name(file.name + ".part")
    try:
        part.write_bytes(picture)
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True) if part.parent.is_dir() else None
        raise StoreProblem("tickets_not_written", file=file.name) from None
    return file
