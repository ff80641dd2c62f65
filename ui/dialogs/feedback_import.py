"""Taking a file of answers: which column is what, what would become of it, and only then it is taken."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from eventdesk.errors import DeskError
from ui.dialogs.files import ask_file
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Elided, Label, fill, hbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.cells import Cell, ChoiceCell, Column, TextCell
from ui.widgets.chips import AlertStrip
from ui.widgets.dialog import Dialog
from ui.widgets.paint import Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.feedback_views import FeedbackImport


class FileColumn(Protocol):
    """What the dialog shows of a column; ``role.value`` is the key of what it is taken for."""

    @property
    def letter(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def role(self) -> Any: ...
    @property
    def samples(self) -> tuple[str, ...]: ...


ROLES = ("ignored", "sequence", "submitted_at", "phone", "slot", "rating", "nps", "single", "multiple", "text")


class FeedbackImportDialog(Dialog):
    """``taken(batch, responses)`` once a file was taken."""

    taken = Signal(str, int)

    def __init__(self, context: PageContext, event: str, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("feedback_page.import_title"), parent=parent, width=860)
        self.words, self._context, self._event = words, context, event
        self._file: Path | None = None
        self._book: Any = None
        self._mapping: dict[str, str] = {}
        self.pick_button = Button(self.theme, words("feedback_page.pick"), icon="file")
        self.pick_button.setAutoDefault(False)
        kinds = f"{words('feedback_page.kinds')} (*.xlsx *.csv *.xls *.txt)"
        self.pick_button.clicked.connect(lambda: ask_file(self, words("feedback_page.pick"), self.pick, kinds=kinds))
        self.name = Elided(self.theme, words("feedback_page.no_file"), Type.COMPACT, color="text2")
        row = hbox(spacing=10)
        row.addWidget(self.pick_button)
        row.addWidget(self.name, 1)
        self.table: DataTable[FileColumn] = DataTable(
            self.theme, self._columns(), key=lambda one: one.letter, name=words("feedback_page.columns"),
            empty=EmptyState(self.theme, "import", words("feedback_page.wait"), words("feedback_page.wait_line")),
        )  # fmt: skip
        self.table.setMinimumHeight(self.theme.px(280))
        self.table.chosen.connect(lambda row, _, role: self.change(row.letter, role))
        self.summary = Label(self.theme, "", Type.COMPACT, color="text2", wrap=True)
        self.trouble = AlertStrip(self.theme, tone=Tone.REFUSE)
        self.trouble.hide()
        fill(self.content, row, self.trouble, self.table, self.summary)
        self.add_button(words("common.cancel"), key="Esc").clicked.connect(self.reject)
        self.go = self.add_button(words("feedback_page.take"), kind=Kind.PRIMARY, icon="check")
        self.go.clicked.connect(self.take)
        self.go.set_reason(words("feedback_page.pick_first"))

    def _columns(self) -> list[Column[FileColumn]]:
        words = self.words
        roles = tuple((role, words(f"feedback.role_{role}")) for role in ROLES)

        def samples(row: FileColumn) -> Cell:
            return TextCell(words("common.list_sep").join(row.samples), tone="muted")

        return [
            Column("heading", words("feedback_page.heading"), lambda row: TextCell(row.heading, bold=True), 220, 1),
            Column("role", words("feedback_page.role"), lambda row: ChoiceCell(roles, row.role.value), 320),
            Column("samples", words("feedback_page.samples"), samples, 180),
        ]

    def pick(self, file: Path) -> None:
        """Read a file, beside the store."""
        self._file, self._book, self._mapping = file, None, {}
        self.name.setText(file.name)
        self._begin()
        self._context.tasks.outside(
            self._context.desk.feedback_imports.read, file, done=self._read, failed=self._failed, owner=self
        )

    def _read(self, book: Any) -> None:
        self._book = book
        self._run(dry_run=True)

    def change(self, letter: str, role: str) -> None:
        """Take a column for something else, and look again."""
        self._mapping[letter] = role
        self._run(dry_run=True)

    def take(self) -> None:
        """Take what is shown."""
        if self._book is not None:
            self._run(dry_run=False)

    def _begin(self) -> None:
        self.trouble.hide()
        self.go.set_busy(self.words("common.working"))

    def _run(self, *, dry_run: bool) -> None:
        self._begin()
        self._context.tasks.run(
            self._context.desk.feedback_imports.run, self._event, self._file, workbook=self._book, dry_run=dry_run,
            mapping=dict(self._mapping) or None, done=self._shown if dry_run else self._taken, failed=self._failed, owner=self,
        )  # fmt: skip

    def _shown(self, found: "FeedbackImport") -> None:
        words, counts = self.words, found.counts
        self.go.set_busy("")
        self.table.set_rows(found.columns)
        self.summary.setText(words("feedback_page.would", **{"n": counts["new"], **counts}))
        self.go.set_text(words("feedback_page.take_n", n=counts["new"]))
        self.go.set_reason("" if counts["new"] else words("feedback_page.nothing_new"))

    def _taken(self, found: "FeedbackImport") -> None:
        if found.batch is not None:
            self.taken.emit(found.batch, found.counts["new"])
        self.accept()

    def _failed(self, error: DeskError) -> None:
        self.go.set_busy("")
        self.trouble.set("", self._context.wording.error(error).whole)
        self.trouble.show()
        if self._book is None:
            self.table.set_rows(())
            self.summary.setText("")
            self.go.set_reason(self.words("feedback_page.pick_first"))
