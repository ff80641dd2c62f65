"""Taking an event's people and shifts from two files: what would become of each row is shown before anything is written."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.dialogs.files import ask_file
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Elided, Label, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.cells import Cell, ChipsCell, Column, RowState, TextCell
from ui.widgets.chips import AlertStrip
from ui.widgets.dialog import Dialog
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.volunteer_views import ImportedPerson, VolunteerImport

_TONES = {"new": Tone.OK, "back": Tone.OK, "listed": Tone.INFO, "changed": Tone.INFO, "same": Tone.NEUTRAL}


class _Pick(QWidget):
    """A button for a file, and the file's name."""

    def __init__(self, dialog: "VolunteerImportDialog", key: str) -> None:
        super().__init__()
        words = dialog.words
        self.file: Path | None = None
        self.button = Button(dialog.theme, words(dialog.label(key)), icon="file")
        self.button.setAutoDefault(False)
        self._name = Elided(dialog.theme, words("volunteers.import_none"), Type.COMPACT, color="text2")
        self.button.clicked.connect(
            lambda: ask_file(dialog, words(dialog.label(key)), lambda file: dialog.pick(key, file),
                             kinds=f"{words('volunteers.import_kinds')} (*.xlsx *.csv *.xls *.txt)")
        )  # fmt: skip
        row = hbox(spacing=10)
        row.addWidget(self.button)
        row.addWidget(self._name, 1)
        self.setLayout(row)

    def set_file(self, file: Path) -> None:
        """Show which file it is."""
        self.file = file
        self._name.setText(file.name)
        self._name.set_look(color="text")


class VolunteerImportDialog(Dialog):
    """Closes once the files were taken; ``made`` is what came of them."""

    def __init__(self, context: PageContext, event: str, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("volunteers.import_title"), parent=parent, width=720)
        self.setObjectName("volunteer_import")
        self.words, self._context, self._event = words, context, event
        self.made: VolunteerImport | None = None
        self.picks = {"people": _Pick(self, "people"), "shifts": _Pick(self, "shifts")}
        self.table: DataTable[ImportedPerson] = DataTable(
            self.theme, self._columns(), key=lambda row: row.ref, state=_ground, name=words("volunteers.import_title")
        )  # fmt: skip
        self.table.setMinimumHeight(self.theme.px(250))
        self.table.set_empty(EmptyState(self.theme, "import", words("volunteers.import_wait"), words("volunteers.import_wait_hint")))
        self.summary = Label(self.theme, "", Type.COMPACT, color="text2", wrap=True)
        self.warning = AlertStrip(self.theme)
        self.warning.hide()
        self.trouble = AlertStrip(self.theme, tone=Tone.REFUSE)
        self.trouble.hide()
        top = vbox(spacing=8)
        fill(top, *self.picks.values())
        fill(self.content, top, self.trouble, self.warning, self.table, self.summary)
        self.add_button(words("common.cancel"), key="Esc").clicked.connect(self.reject)
        self.go = self.add_button(words("volunteers.import_take"), kind=Kind.PRIMARY, icon="check")
        self.go.clicked.connect(self.take)
        self._may = context.desk.actor.may(Right.VOLUNTEERS) and context.desk.actor.may(Right.IMPORT)
        self.go.set_reason(words("volunteers.import_first") if self._may else words("volunteers.no_right"))

    @staticmethod
    def label(key: str) -> str:
        """The word of a file that is chosen."""
        return "volunteers.import_people" if key == "people" else "volunteers.import_shifts_pick"

    def _columns(self) -> "list[Column[ImportedPerson]]":
        words = self.words

        def fate(row: "ImportedPerson") -> Cell:
            kind, _, rest = row.fate.partition(":")
            if kind == "rejected":
                return ChipsCell((ChipLook(words("volunteers.fate_rejected"), "octagon", Tone.REFUSE),))
            if kind == "duplicate_of":
                return ChipsCell((ChipLook(words("volunteers.fate_duplicate", row=rest), "", Tone.INFO),))
            state = row.state or "same"
            return ChipsCell((ChipLook(words(f"volunteers.fate_{state}"), "", _TONES[state]),))

        def notes(row: "ImportedPerson") -> Cell:
            kind, _, rest = row.fate.partition(":")
            codes = (rest, *row.warnings) if kind == "rejected" else row.warnings
            return TextCell(words("common.list_comma").join(self._note(code) for code in codes), tone="text2")

        return [
            Column("ref", words("volunteers.import_row"), lambda row: row.ref, 70),
            Column("name", words("volunteers.field_name"), lambda row: TextCell(row.name, bold=True), 110),
            Column("code", words("volunteers.import_code"), lambda row: row.volunteer or "", 90),
            Column("fate", words("volunteers.import_fate"), fate, 130),
            Column("notes", words("volunteers.import_notes"), notes, 160, 1),
        ]

    def _note(self, code: str) -> str:
        for kind in ("trouble", "warning"):
            key = f"volunteer_import.{kind}_{code}"
            if self.words.has(key):
                return self.words(key)
        return code

    # -- reading and taking

    def pick(self, key: str, file: Path) -> None:
        """A file was chosen; both are looked at as soon as the people are there."""
        self.picks[key].set_file(file)
        self._forget()
        if self.picks["people"].file is not None:
            self._run(self._context.desk.volunteer_imports.preview, self._shown)

    def _forget(self) -> None:
        """Show nothing of the file before beside the name of the next."""
        self.table.set_rows(())
        self.summary.setText("")
        self.warning.hide()
        self.go.set_text(self.words("volunteers.import_take"))

    def take(self) -> None:
        """Take what is shown."""
        self._run(self._context.desk.volunteer_imports.run, self._taken)

    def _run(self, verb: Callable[..., Any], done: Callable[[Any], object]) -> None:
        self.trouble.hide()
        self.go.set_busy(self.words("common.working"))
        people, shifts = (self.picks[key].file for key in ("people", "shifts"))
        self._context.tasks.run(
            verb, self._event, people, shifts, done=done, failed=self._failed, ended=lambda: self.go.set_busy(""), owner=self
        )  # fmt: skip

    def _shown(self, found: "VolunteerImport") -> None:
        words = self.words
        self.table.set_rows(sorted(found.rows, key=_trouble))  # what needs somebody's eyes comes first
        kinds = Counter(row.fate.partition(":")[0] for row in found.rows)
        bad = [row for row in found.shift_rows if row.fate != "ok"]
        parts = [words("volunteers.import_ok", n=kinds["ok"]), words("volunteers.import_shifts", n=len(found.shifts))]
        if kinds["rejected"]:
            parts.append(words("volunteers.import_rejected", n=kinds["rejected"]))
        if kinds["duplicate_of"]:
            parts.append(words("volunteers.import_doubled", n=kinds["duplicate_of"]))
        self.summary.setText(words("common.list_comma").join(parts))
        gone = len(found.withdrawn)
        if gone or found.missing_shifts:
            key = "import_gone" if gone else "import_kept"
            self.warning.set("", words(f"volunteers.{key}", people=gone, shifts=len(found.missing_shifts), n=found.freed))
        self.warning.setVisible(bool(gone or found.missing_shifts))
        for row in bad[:1]:
            self.trouble.set("", words("volunteers.import_bad_shift", row=row.ref, why=self._note(row.fate.partition(":")[2])))
            self.trouble.show()
        self.go.set_text(words("volunteers.import_take_n", n=kinds["ok"]))
        self.go.set_reason(words("volunteers.import_mend") if bad else "" if self._may else words("volunteers.no_right"))

    def _taken(self, made: "VolunteerImport") -> None:
        self.made = made
        self.accept()

    def _failed(self, error: DeskError) -> None:
        sentence = self._context.wording.error(error)
        self.trouble.set("", sentence.whole)
        self.trouble.show()
        self.go.set_reason(self.words("volunteers.import_first"))


def _trouble(row: "ImportedPerson") -> tuple[bool, bool, bool]:
    kind = row.fate.partition(":")[0]
    return kind != "rejected", kind != "duplicate_of", not row.warnings


def _ground(row: "ImportedPerson") -> RowState:
    kind = row.fate.partition(":")[0]
    return RowState.ERROR if kind == "rejected" else RowState.INFO if kind == "duplicate_of" else RowState.NORMAL
