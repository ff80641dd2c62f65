"""Taking an import back: first what it would do in numbers, then the question, then the deed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.pages.base import Page
from ui.widgets.base import Label, scrolled, vbox
from ui.widgets.buttons import Kind
from ui.widgets.dialog import Dialog, Question

if TYPE_CHECKING:
    from eventdesk.services.import_views import Kept, UndoResult


SHOWN_BEFORE = 4
"""How many of the families that stay are named in the question; all are when it is done."""

_REGISTRATION = "registration"
_TALL = 320  # of the list of all that stays, before it scrolls


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
        if found.restored:
            parts.append(words("importing.undo_restores", n=found.restored))
        if found.kept:
            parts.append(words("importing.undo_keeps", n=found.kept))
        parts += self._kept_lines([kept for kept in found.kept_list if kept.kind == _REGISTRATION], SHOWN_BEFORE)
        dialog = Question(
            page.theme, question=question, consequence="\n".join(parts), verb=words("importing.undo"),
            safe=words("importing.keep"), parent=page,
        )  # fmt: skip
        dialog.accepted.connect(lambda: page.tasks.run(page.desk.imports.undo, batch, done=self._done))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _kept_lines(self, kept: Sequence["Kept"], most: int | None = None) -> list[str]:
        """Who or what stays, and why: masked names with the reason, always in the same order."""
        words = self._page.words
        nameless = words("importing.kept_nameless")
        lines = sorted(
            words("importing.kept_line", name=one.label or nameless, reason=words(f"import.kept_{one.reason.value}")) for one in kept
        )  # fmt: skip
        more = len(lines) - len(lines[:most])
        return [*lines[:most], words("importing.kept_more", n=more)] if more > 0 else lines

    def _done(self, done: "UndoResult") -> None:
        page, words = self._page, self._page.words
        key = "importing.undone_kept" if done.kept else "importing.undone"
        said = words(key, n=done.removed, kept=done.kept)
        page.say(said)
        if done.kept_list:
            self.told = told = Dialog(page.theme, said, parent=page)
            inside, column = QWidget(), vbox(spacing=6)
            for line in self._kept_lines(done.kept_list):
                column.addWidget(Label(page.theme, line, wrap=True))
            inside.setLayout(column)
            area = scrolled(inside)
            area.setFixedHeight(min(inside.sizeHint().height(), page.theme.px(_TALL)))
            told.content.addWidget(area)
            told.add_button(words("common.close"), kind=Kind.PRIMARY).clicked.connect(told.accept)
            told.finished.connect(told.deleteLater)
            told.open()
        self.undone.emit()
