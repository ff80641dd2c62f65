"""What happens when the program has a bug: nothing is hidden, nothing personal is told.

Everything that is not a ``DeskError`` ends here: from Python (any thread), from Qt's messages, and from a crash of the
process itself, which ``faulthandler`` writes to a file that the next start reads.
"""

import faulthandler
import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from eventdesk.logs import trace_of
from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Label
from ui.widgets.buttons import Kind
from ui.widgets.dialog import Dialog

FAULT_FILE = "crash.txt"
_LOG = logging.getLogger("eventdesk.ui")


class CrashHooks(QObject):
    """Catches bugs while installed; ``caught`` carries the details on the GUI thread.

    ``folder`` is where the log lies and where a crash of the process leaves its note.
    """

    caught = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._fault: TextIO | None = None
        self._before: tuple[Callable[..., object], Callable[..., object]] | None = None
        self._qt_before: object = None

    def install(self) -> str:
        """Begin to catch; returns what a crash of the last run left, empty where it ended well."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / FAULT_FILE
        left = file.read_text("utf-8", errors="replace").strip() if file.is_file() else ""
        self._fault = file.open("w", encoding="utf-8")
        faulthandler.enable(self._fault)
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._main_thread
        threading.excepthook = self._other_thread
        self._qt_before = qInstallMessageHandler(self._qt_message)
        return left

    def remove(self) -> None:
        """Stop catching; the note of this run is taken away, for it ended well."""
        if self._before is not None:
            sys.excepthook, threading.excepthook = self._before
            self._before = None
        qInstallMessageHandler(None)
        if self._fault is not None:
            faulthandler.disable()
            self._fault.close()
            self._fault = None
            (self._folder / FAULT_FILE).unlink(missing_ok=True)

    def report(self, error: BaseException) -> None:
        """Write a bug to the log and tell the window."""
        details = trace_of(error)
        _LOG.error("bug\n%s", details)
        self.caught.emit(details)

    def _main_thread(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.report(error)

    def _other_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.report(args.exc_value)  # a signal across threads is queued, so the dialog opens where it may

    def _qt_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        levels = {
            QtMsgType.QtDebugMsg: logging.DEBUG,
            QtMsgType.QtInfoMsg: logging.INFO,
            QtMsgType.QtWarningMsg: logging.WARNING,
        }
        _LOG.log(levels.get(kind, logging.ERROR), "qt: %s", message)


class CrashDialog(Dialog):
    """Says that something went wrong, that what was confirmed is kept, and offers the details to copy."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        details: str,
        log: Path,
        *,
        earlier: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        title = words("shell.crash_earlier" if earlier else "shell.crash_title")
        super().__init__(theme, title, parent=parent, width=560)
        self._details = details
        self._copied = Label(theme, "", Type.COMPACT, color="admit-text")
        self.content.addWidget(Label(theme, words("shell.crash_text"), color="text2", wrap=True))
        self.box = QPlainTextEdit(details)
        self.box.setReadOnly(True)
        self.box.setAccessibleName(words("common.details"))
        self.box.setFont(theme.font(Type.CAPTION))
        self.box.setMinimumHeight(140)
        self.content.addWidget(self.box)
        place = Label(theme, words("shell.crash_log", path=str(log)), Type.COMPACT, color="muted", wrap=True)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.content.addWidget(place)
        self.content.addWidget(self._copied)
        self.copy_button = self.add_button(words("shell.crash_copy"), icon="file")
        self.close_button = self.add_button(words("shell.crash_continue"), kind=Kind.PRIMARY)
        self.copy_button.clicked.connect(lambda: self._copy(words("common.copied")))
        self.close_button.clicked.connect(self.accept)
        self.close_button.setDefault(True)

    def _copy(self, said: str) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self._copied.setText(said)
