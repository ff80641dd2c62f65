"""Writing tickets into a folder: which kinds, where to, and how far it is."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from eventdesk.errors import DeskError
from ui.dialogs.files import ask_folder
from ui.pages.base import PageContext
from ui.tasks import State, Task
from ui.theme import Type
from ui.widgets.base import Label, fill, vbox
from ui.widgets.buttons import CheckBox, Kind
from ui.widgets.dialog import Dialog
from ui.widgets.meters import CapacityBar

if TYPE_CHECKING:
    from eventdesk.services.tickets import MadeTickets

KINDS = ("pdf", "png", "csv")


class TicketFiles(Dialog):
    """Closes when the files are written, and says so; a problem is told here, with everything still chosen."""

    def __init__(self, context: PageContext, event: str, ids: tuple[str, ...], *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("registrations.tickets_title", n=len(ids)), parent=parent, width=480)
        self.setObjectName("ticket_files")
        self._context, self._event, self._ids = context, event, ids
        self._task: Task | None = None
        self._folder = Path()
        self.kinds = {kind: CheckBox(self.theme, words(f"registrations.tickets_{kind}"), checked=kind != "csv") for kind in KINDS}
        column = vbox(spacing=6)
        for kind, box in self.kinds.items():
            hint = Label(self.theme, words(f"registrations.tickets_{kind}_hint"), Type.COMPACT, color="muted", wrap=True)
            inner = vbox(28, 0, 0, 4)
            inner.addWidget(hint)
            fill(column, box, inner)
            box.toggled.connect(self._chosen)
        self.bar = CapacityBar(self.theme, height=6)
        self.line = Label(self.theme, "", Type.COMPACT, color="text2", wrap=True)
        self.bar.hide()
        self.line.hide()
        fill(self.content, column, self.bar, self.line)
        self.stop = self.add_button(words("common.cancel"), key="Esc")
        self.stop.clicked.connect(self.reject)
        self.go = self.add_button(words("registrations.tickets_folder"), kind=Kind.PRIMARY)
        self.go.setDefault(True)
        self.go.clicked.connect(self._ask)

    def _chosen(self) -> None:
        any_kind = any(box.isChecked() for box in self.kinds.values())
        self.go.set_reason("" if any_kind else self._context.words("registrations.tickets_none"))

    def _ask(self) -> None:
        ask_folder(self, self._context.words("registrations.tickets_folder"), self.write)

    def write(self, folder: Path) -> None:
        """Write into this folder."""
        self._folder = folder
        self.bar.show()
        self._say(self._context.words("common.working"), "text2")
        self.go.set_busy(self._context.words("common.working"))
        self._task = self._context.tasks.run(
            self._context.desk.tickets.write, self._event, folder=folder, only=frozenset(self._ids), words=self._context.words,
            **{kind: box.isChecked() for kind, box in self.kinds.items()},
            on_progress=self._moved, done=self._written, failed=self._failed, ended=lambda: self.go.set_busy(""), owner=self,
        )  # fmt: skip

    def reject(self) -> None:
        """Stop writing, or close; files that are written already stay."""
        if self._task is not None and self._task.state in (State.WAITING, State.RUNNING):
            self._task.cancel()
        super().reject()

    def _moved(self, done: int, total: int) -> None:
        self.bar.set(done, total)
        self._say(self._context.words("common.progress_of", done=done, total=total), "text2")

    def _written(self, made: "MadeTickets") -> None:
        self.accept()
        words = self._context.words
        self._context.toast(words("registrations.tickets_written", n=made.count, folder=self._folder.name))

    def _failed(self, error: DeskError) -> None:
        self.bar.hide()
        self._say(self._context.wording.error(error).whole, "refuse-text")

    def _say(self, text: str, color: str) -> None:
        self.line.set_look(color=color)
        self.line.setText(text)
        self.line.show()
