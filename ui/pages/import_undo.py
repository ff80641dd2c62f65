"""Taking an import back: first what it would do in numbers, then the question, then the deed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.pages.base import Page
from ui.widgets.base import Label
from ui.widgets.buttons import Kind
from ui.widgets.dialog import Dialog, Question

if TYPE_CHECKING:
    from eventdesk.services.import_views import UndoResult


SHOWN_BEFORE, SHOWN_AFTER = 4, 12
"""How many of those that stay are named in the question, and when it is done."""


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
        parts += self._kept_lines(found, SHOWN_BEFORE)
        dialog = Question(
            page.theme, question=question, consequence="\n".join(parts), verb=words("importing.undo"),
            safe=words("importing.keep"), parent=page,
        )  # fmt: skip
        dialog.accepted.connect(lambda: page.tasks.run(page.desk.imports.undo, batch, done=self._done))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _kept_lines(self, done: "UndoResult", most: int) -> list[str]:
        """Who or what stays, and why: masked names with the reason."""
        words = self._page.words
        nameless = words("importing.kept_nameless")
        lines = [
            words("importing.kept_line", name=kept.label or nameless, reason=words(f"import.kept_{kept.reason.value}"))
            for kept in done.kept_list[:most]
        ]
        more = len(done.kept_list) - len(lines)
        return [*lines, words("importing.kept_more", n=more)] if more > 0 else lines

    def _done(self, done: "UndoResult") -> None:
        page, words = self._page, self._page.words
        key = "importing.undone_kept" if done.kept else "importing.undone"
        said = words(key, n=done.removed, kept=done.kept)
        page.say(said)
        if done.kept_list:
            self.told = told = Dialog(page.theme, said, parent=page)
            for line in self._kept_lines(done, SHOWN_AFTER):
                told.content.addWidget(Label(page.theme, line, wrap=True))
            told.add_button(words("common.close"), kind=Kind.PRIMARY).clicked.connect(told.accept)
            told.finished.connect(told.deleteLater)
            told.open()
        self.undone.emit()
