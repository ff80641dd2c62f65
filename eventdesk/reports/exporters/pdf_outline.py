"""The outline of a PDF: entries that are noted while a page is drawn, and written when all pages are known."""

from typing import Protocol

from reportlab.platypus import Flowable


class Marks(Protocol):
    """A canvas that keeps entries of the outline for the page that is being drawn."""

    def mark(self, title: str, level: int, y: float) -> None:
        """An entry that leads to this height of the page; level 0 is the outermost."""


class Mark(Flowable):  # type: ignore[misc]  # reportlab ships no annotations
    """Takes no room; where it falls, an entry of the outline leads to."""

    def __init__(self, title: str, *, level: int = 0) -> None:
        super().__init__()
        self.title, self.level = title, level
        self.width = self.height = 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """No room."""
        return (0.0, 0.0)

    def draw(self) -> None:
        """Notes the entry."""
        _, y = self.canv.absolutePosition(0, 0)
        self.canv.mark(self.title, self.level, y)
