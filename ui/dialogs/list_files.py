"""Writing an event's list into a folder: which kinds, masked or whole."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.dialogs.files import ask_folder
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, Rule, fill, vbox
from ui.widgets.buttons import CheckBox, Kind
from ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from eventdesk.services.registration_lists import MadeLists

KINDS = ("xlsx", "csv", "pdf")


class ListFiles(Dialog):
    """Closes when the files are written, and says so; a problem is told here, with everything still chosen."""

    def __init__(self, context: PageContext, event: str, *, slot: str = "", parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("registrations.export_title"), parent=parent, width=480)
        self.setObjectName("list_files")
        self._context, self._event, self._slot, self._folder = context, event, slot, Path()
        self.kinds = {kind: CheckBox(self.theme, words(f"registrations.export_{kind}"), checked=kind != "csv") for kind in KINDS}
        column = vbox(spacing=6)
        for kind, box in self.kinds.items():
            hint = Label(self.theme, words(f"registrations.export_{kind}_hint"), Type.COMPACT, color="muted", wrap=True)
            inner = vbox(28, 0, 0, 4)
            inner.addWidget(hint)
            fill(column, box, inner)
            box.toggled.connect(self._chosen)
        self.whole = CheckBox(self.theme, words("registrations.export_whole"))
        self.whole.setEnabled(context.desk.actor.may(Right.UNMASK))
        self.line = Label(self.theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.line.hide()
        fill(self.content, column, Rule(self.theme), self.whole, self.line)
        self.add_button(words("common.cancel"), key="Esc").clicked.connect(self.reject)
        self.go = self.add_button(words("registrations.tickets_folder"), kind=Kind.PRIMARY)
        self.go.setDefault(True)
        self.go.clicked.connect(lambda: ask_folder(self, words("registrations.tickets_folder"), self.write))

    def _chosen(self) -> None:
        any_kind = any(box.isChecked() for box in self.kinds.values())
        self.go.set_reason("" if any_kind else self._context.words("registrations.tickets_none"))

    def write(self, folder: Path) -> None:
        """Write into this folder."""
        self._folder = folder
        self.line.hide()
        self.go.set_busy(self._context.words("common.working"))
        kinds = frozenset(kind for kind, box in self.kinds.items() if box.isChecked())
        self._context.tasks.run(
            self._context.desk.lists.export, self._event, folder, self._context.words, formats=kinds, slot=self._slot or None,
            unmasked=self.whole.isChecked(), done=self._written, failed=self._failed, ended=lambda: self.go.set_busy(""),
            owner=self,
        )  # fmt: skip

    def _written(self, made: "MadeLists") -> None:
        self.accept()
        self._context.toast(self._context.words("registrations.exported", n=made.count, folder=self._folder.name))

    def _failed(self, error: DeskError) -> None:
        self.line.setText(self._context.wording.error(error).whole)
        self.line.show()
