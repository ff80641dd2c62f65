"""Taking an import back: first what it would do in numbers, then the question, then the deed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.pages.base import Page
from ui.widgets.dialog import Question

if TYPE_CHECKING:
    from eventdesk.services.import_views import UndoResult


class ImportUndo(QObject):
    """Belongs to a page; ``undone()`` follows a deed that was done."""

    undone = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page

    def ask(self, batch: str, question: str) -> None:
        """Find out what undoing this batch would do, and ask."""
        page = self._page
        page.tasks.run(
            page.desk.imports.undo, batch, dry_run=True, done=lambda found: self._ask(batch, question, found), owner=self
        )  # fmt: skip

    def _ask(self, batch: str, question: str, found: "UndoResult") -> None:
        page, words = self._page, self._page.words
        parts = [words("importing.undo_removes", n=found.removed)]
        if found.kept:
            parts.append(words("importing.undo_keeps", n=found.kept))
        if found.restored:
            parts.append(words("importing.undo_restores", n=found.restored))
        dialog = Question(
            page.theme, question=question, consequence="\n".join(parts), verb=words("importing.undo"),
            safe=words("importing.keep"), parent=page,
        )  # fmt: skip
        dialog.accepted.connect(lambda: page.tasks.run(page.desk.imports.undo, batch, done=self._done))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _done(self, done: "UndoResult") -> None:
        key = "importing.undone_kept" if done.kept else "importing.undone"
        self._page.say(self._page.words(key, n=done.removed, kept=done.kept))
        self.undone.emit()
