"""Writing a report's files: which folder, how far it is, what went wrong, and where they are."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QProgressBar, QWidget

from eventdesk.errors import DeskError
from resources.words import Words
from ui.dialogs.files import ask_folder
from ui.models.reports import KINDS
from ui.pages.base import PageContext
from ui.tasks import State, Task
from ui.widgets.base import Card, Label, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.chips import AlertStrip
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.report_views import MadeReport

FORMATS = ("pdf", "xlsx", "csv", "json")
_SHOW_AFTER = 600  # milliseconds; most files are there before


class ReportExport(QWidget):
    """A strip above the report that is only there while a file is written, or when it could not be."""

    folder_changed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self._words, theme = context.words, context.theme
        self.task: Task | None = None
        self._code = self._format = ""
        self.template = ""
        self._kind = KINDS[0]
        self._buttons: dict[str, Button] = {}
        self._said = Label(theme)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._cancel = Button(theme, self._words("common.cancel"), size=Size.SMALL)
        self._cancel.clicked.connect(self.cancel)
        self.working = Card(theme, padding=(16, 8, 8, 8), spacing=0)
        row = hbox(spacing=16)
        row.addWidget(self._said)
        row.addWidget(self._bar, 1)
        row.addWidget(self._cancel)
        self.working.body.addLayout(row)
        other = Button(theme, self._words("reports.not_made_folder"), size=Size.SMALL)
        other.clicked.connect(lambda: self._ask(self._format))
        self.trouble = AlertStrip(theme, tone=Tone.REFUSE, action=other)
        column = vbox()
        fill(column, self.working, self.trouble)
        self.setLayout(column)
        self._slow = QTimer(self, singleShot=True, interval=_SHOW_AFTER)
        self._slow.timeout.connect(lambda: self._show_only(self.working))
        self._show_only(None)

    def _show_only(self, part: QWidget | None) -> None:
        """The bar, the trouble, or nothing; with nothing it takes no room."""
        for widget in (self.working, self.trouble):
            widget.setVisible(widget is part)
        self.setVisible(part is not None)

    @property
    def folder(self) -> Path | None:
        """Where files go, if that was chosen and is still there."""
        chosen = self.context.settings().report_folder
        folder = Path(chosen)
        return folder if chosen and folder.is_dir() else None

    def buttons(self) -> list[QWidget]:
        """The buttons of the formats, fresh."""
        theme, words = self.context.theme, self._words
        kinds = {"pdf": (Kind.PRIMARY, "file", "Ctrl+P"), "xlsx": (Kind.PLAIN, "grid", "Ctrl+E")}
        self._buttons = {}
        for key in FORMATS:
            kind, icon, cap = kinds.get(key, (Kind.PLAIN, "", ""))
            button = Button(theme, words(f"reports.export_{key}"), kind=kind, icon=icon, key=cap)
            button.clicked.connect(lambda _=False, key=key: self.start(key))
            self._buttons[key] = button
        self._mark()
        return [self._buttons[key] for key in ("csv", "json", "xlsx", "pdf")]

    def let_go(self) -> None:
        """The header gives its buttons away."""
        self._buttons = {}

    def set_report(self, code: str, title: str, kind: str) -> None:
        """Which event's report is written from now on, and of which kind."""
        if (code, kind) != (self._code, self._kind) and self.task is None:
            self._show_only(None)
        self._code, self._kind = code, kind
        for key, button in self._buttons.items():
            button.set_tip(self._words("reports.export_tip", title=title, format=self._name(key)) if code else "")
        self._mark()

    def start(self, format: str) -> None:
        """Write a file; asks for the folder the first time."""
        if not self._code or self.task is not None:
            return
        self._show_only(None)
        folder = self.folder
        if folder is None:
            self._ask(format)
        else:
            self._make(format, folder)

    def change_folder(self) -> None:
        """Choose another folder for what is written from now on."""
        ask_folder(self, self._words("reports.choose_folder"), self._remember)

    def cancel(self) -> None:
        """Stop before the next step."""
        if self.task is not None:
            self.task.cancel()

    def _ask(self, format: str) -> None:
        def chosen(folder: Path) -> None:
            self._remember(folder)
            self.start(format)

        ask_folder(self, self._words("reports.choose_folder"), chosen)

    def _remember(self, folder: Path) -> None:
        self.context.save(report_folder=str(folder))
        self.folder_changed.emit()

    def _make(self, format: str, folder: Path) -> None:
        self._format = format
        self._said.setText(self._words("reports.making", format=self._name(format)))
        self._bar.setRange(0, 0)
        self._slow.start()
        desk = self.context.desk
        make = partial(desk.reports.make, self._kind, self._code, words=Words(self._words.language))
        if self.template:
            make = partial(desk.report_templates.make, self.template, self._code)
        self.task = self.context.tasks.run(
            make, folder=folder, formats=[format], on_progress=self._moved, done=self._made, failed=self._failed,
            ended=self._ended, owner=self,
        )  # fmt: skip
        self._mark()

    def _moved(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _made(self, made: "MadeReport") -> None:
        _, file = made.files[0]
        action = (self._words("reports.open_folder"), lambda: self._open(file.parent))
        self.context.toast(self._words("reports.made", file=file.name), action=action)

    def _failed(self, error: DeskError) -> None:
        sentence = self.context.wording.error(error)
        self.trouble.set(sentence.what, sentence.hint)
        self._show_only(self.trouble)

    def _ended(self) -> None:
        self._slow.stop()
        if self.working.isVisibleTo(self):
            self._show_only(None)
        task, self.task = self.task, None
        if task is not None and task.state is State.CANCELLED:
            self.context.toast(self._words("reports.stopped", format=self._name(self._format)), tone=Tone.NEUTRAL)
        self._mark()

    def _open(self, folder: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.context.toast(self._words("reports.folder_not_opened", folder=str(folder)), tone=Tone.WARN)

    def _mark(self) -> None:
        busy = self._words("common.working") if self.task is not None else ""
        for key, button in self._buttons.items():
            button.set_busy(busy if key == self._format else "")
            button.set_reason("" if self._code else self._words("reports.export_no_event"))
            if busy and key != self._format:
                button.set_reason(busy)

    def _name(self, format: str) -> str:
        return self._words(f"reports.export_{format}")
