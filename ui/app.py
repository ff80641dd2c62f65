"""Starts the window: first a picture on the screen, then the desk."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QLoggingCategory, QRectF, Qt, QTranslator
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from eventdesk import logs, paths, settings
from eventdesk.errors import StoreProblem
from eventdesk.settings import Settings
from ui.changes import Changes
from ui.crash import CrashDialog, CrashHooks
from ui.immortal import keep_singletons
from ui.main_window import MainWindow
from ui.opening import Opening, Welcome
from ui.pages import PAGES
from ui.pages.base import PageSpec
from ui.shell import Shell, offscreen
from ui.tasks import Tasks
from ui.theme import Mode, Theme
from ui.widgets.rail import draw_logo

if TYPE_CHECKING:
    from eventdesk.desk import Desk

_NOT_SAID = "qt.multimedia.symbolsresolver=false\nqt.multimedia.ffmpeg.info=false"
"""Optional libraries that Qt's multimedia looks for and works without: nothing that anybody could act on."""

_FRAME = 48  # a title bar and what borders add to a window's height, at most

Opener = Callable[[str | None], "Desk"]
"""Opens the desk with a passphrase, or with none; runs on the writer thread."""


def create_app(argv: Sequence[str] = ()) -> QApplication:
    """The one ``QApplication`` of this process; made here for the program, its tests and its pictures alike."""
    keep_singletons()
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QLoggingCategory.setFilterRules(_NOT_SAID)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(["eventdesk", *argv])
    app.setApplicationName("EventDesk")
    app.setApplicationDisplayName("EventDesk")
    app.setDesktopFileName("eventdesk")
    app.setStyle("Fusion")  # the same on every system, and ours to colour
    return app


def make_theme(app: QApplication, chosen: Settings) -> Theme:
    """The theme that the settings ask for."""
    theme = Theme(app, mode=Mode(chosen.theme), scale=chosen.scale, reduced_motion=chosen.reduced_motion)
    app.setWindowIcon(_window_icon(theme))
    return theme


@dataclass
class Running:
    """The parts of a window that is open; whoever made it calls :meth:`end` after the event loop."""

    app: QApplication
    window: MainWindow
    tasks: Tasks
    hooks: CrashHooks | None

    def end(self) -> None:
        """Wait for the store and let go of everything."""
        self.tasks.close()
        if self.hooks is not None:
            self.hooks.remove()


def start(
    opener: Opener,
    *,
    page: str = "",
    chosen: Settings | None = None,
    keep: Callable[[Settings], None] = lambda settings: None,
    log_folder: Path | None = None,
    pages: tuple[PageSpec, ...] = PAGES,
    welcome: Welcome | None = None,
    folder: Path | None = None,
    size: tuple[int, int] | None = None,
) -> Running:
    """Show the window and, once it is painted, open the desk on the writer thread. Returns at once.

    ``log_folder`` None: no crash hooks, for tests and pictures. ``folder`` names the desk to the system's keyring.
    """
    chosen = chosen or Settings()
    app = create_app()
    theme = make_theme(app, chosen)
    tasks, changes = Tasks(), Changes()
    shell = Shell(theme, tasks, changes, chosen, pages, keep, real_full_screen=not offscreen())
    window = MainWindow(shell)
    translate_qt(app, chosen.language)
    window.language_changed.connect(partial(translate_qt, app))
    opening = Opening(window, opener, page=page, welcome=welcome, folder=folder)
    hooks = _hook(window, log_folder) if log_folder is not None else None
    tasks.bug.connect(hooks.report if hooks is not None else _raise)
    window.painted.connect(opening.begin)
    if size is not None:
        window.resize(*size)
    if size is None and not offscreen() and _fills_screen(window):
        window.showMaximized()
    else:
        window.show()
    return Running(app, window, tasks, hooks)


def run(opener: Opener, *, page: str = "", desk_folder: Path | None = None, welcome: Welcome | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit code."""
    folder = desk_folder or paths.default_desk()
    log_folder = paths.log_folder()
    logs.start(log_folder)
    running = start(
        opener,
        page=page,
        chosen=settings.load(folder),
        keep=partial(settings.save, folder),
        log_folder=log_folder,
        welcome=welcome or partial(first_run, folder),
        folder=folder,
    )
    try:
        return running.app.exec()
    finally:
        running.end()


def main(argv: Sequence[str] | None = None) -> int:
    """``eventdesk-gui [--desk FOLDER] [--page KEY]``."""
    parser = argparse.ArgumentParser(prog="eventdesk-gui")
    parser.add_argument("--desk", type=Path, default=None, metavar="FOLDER")
    parser.add_argument("--page", default="", choices=["", *(spec.key for spec in PAGES)], metavar="KEY")
    options = parser.parse_args(argv)
    folder = options.desk or paths.default_desk()
    return run(partial(_open, folder), page=options.page, desk_folder=folder)


def _open(folder: Path, passphrase: str | None) -> "Desk":
    from eventdesk.desk import has_desk, is_encrypted, open_desk  # SQLAlchemy: after the first picture, off this thread

    if passphrase is None and has_desk(folder) and is_encrypted(folder):
        return _open_remembered(folder)
    return open_desk(folder, passphrase=passphrase)


def _open_remembered(folder: Path) -> "Desk":
    """Opens with what the keyring kept; where that does not fit, somebody is asked as if nothing had been kept."""
    from eventdesk import passphrases
    from eventdesk.desk import open_desk

    try:
        return open_desk(folder, passphrase=passphrases.kept(folder))
    except StoreProblem as problem:
        if problem.code == "wrong_passphrase":
            raise StoreProblem("passphrase_needed") from None
        raise


def first_run(folder: Path, window: MainWindow, made: "Callable[[Desk], None]") -> QWidget:
    """What is shown where a folder holds no desk yet."""
    from ui.pages.onboarding import Onboarding

    return Onboarding(window, made, folder=folder, sample_folder=paths.sample_desk())


def _hook(window: MainWindow, log_folder: Path) -> CrashHooks:
    hooks = CrashHooks(log_folder, window)
    left = hooks.install()

    def show(details: str, *, earlier: bool = False) -> None:
        dialog = CrashDialog(
            window.shell.theme, window.words, details, log_folder / "eventdesk.log", earlier=earlier, parent=window
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    hooks.caught.connect(show)
    if left:
        window.painted.connect(lambda: show(left, earlier=True))
    return hooks


def _fills_screen(window: MainWindow) -> bool:
    """Whether the screen has no room for the window with its frame: its foot would lie below the edge."""
    room = window.screen().availableSize()
    return room.width() <= window.width() or room.height() < window.height() + _FRAME


def _raise(error: BaseException) -> None:
    raise error


def translate_qt(app: QApplication, language: str) -> None:
    """Give Qt's own words (the menu of a text field, file dialogs) the language of the window."""
    for old in app.findChildren(QTranslator, options=Qt.FindChildOption.FindDirectChildrenOnly):
        app.removeTranslator(old)
        old.deleteLater()
    QLocale.setDefault(QLocale("zh_CN" if language == "zh" else "en_GB"))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language == "zh" and translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)


def _window_icon(theme: Theme) -> QIcon:
    icon = QIcon()
    for size in (16, 32, 48, 128):
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        draw_logo(painter, theme, QRectF(0, 0, size, size), ground="accent", ink="on-accent")
        painter.end()
        icon.addPixmap(pixmap)
    return icon


if __name__ == "__main__":
    sys.exit(main())
