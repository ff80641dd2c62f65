"""The window: rail, header and the page that is shown; it switches, and it waits for the store before it closes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from eventdesk.errors import DeskError
from resources.words import Words
from ui.pages.base import Page, PageContext
from ui.seat import KEY as SEAT_KEY
from ui.seat import Seat
from ui.shell import Closing, Shell
from ui.sync_foot import SyncFoot
from ui.theme import Mode, Type
from ui.widgets.base import Label, hbox, vbox
from ui.widgets.dialog import ShortcutSheet
from ui.widgets.focus import FocusRing
from ui.widgets.header import Header
from ui.widgets.paint import Tone
from ui.widgets.rail import COLLAPSE_BELOW, PAGE_KEYS, Rail, page_key
from ui.widgets.rail import SETTINGS as SETTINGS_PAGE
from ui.widgets.states import EmptyState
from ui.widgets.toast import Toast
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.desk import Desk


class MainWindow(QWidget):
    """``painted`` is emitted once, after the first picture of the window is on the screen; ``language_changed``
    carries the new language.
    """

    painted = Signal()
    language_changed = Signal(str)
    page_changed = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.words = Words(shell.settings.language)
        self.wording = Wording(self.words)
        self._desk: Desk | None = None
        self._specs = {spec.key: spec for spec in shell.pages}
        self._pages: dict[str, Page] = {}
        self._states: dict[str, dict[str, Any]] = {}
        self._current = self._before = ""
        self._painted = False
        self._page_keys: list[QShortcut] = []
        self._build()
        self._bind()
        shell.tasks.problem.connect(self.show_problem)
        shell.tasks.result.connect(shell.changes.announce_result)
        self._closing = Closing(shell.tasks, self)
        self._closing.slow.connect(self._say_closing)
        self._closing.finished.connect(self.close)
        shell.theme.changed.connect(self._retheme)
        self._retranslate()

    # -- opening

    def set_desk(self, desk: "Desk", *, page: str = "", **state: Any) -> None:
        """Show the pages of a desk; begins with ``page``, or the first one."""
        self._throw_pages_away(keep_states=False)
        self._desk = desk
        self.rail.set_organisation(desk.organisation, self._place())
        self.seat.begin(desk)
        self.sync.begin(desk)
        self._retranslate()
        keys = [spec.key for spec in self.shell.pages]
        if keys:
            self.navigate(page if page in keys else keys[0], **state)
        else:
            title, text = self.words("shell.empty_title"), self.words("shell.empty_text")
            self.show_widget(EmptyState(self.shell.theme, "grid", title, text))

    def show_widget(self, widget: QWidget, *, full: bool = False) -> None:
        """Show something that is no page: that the desk is being opened, an error, the welcome."""
        self._leave_current()
        self._current = ""
        while (old := self._other.widget(0)) is not None:
            self._other.removeWidget(old)
            old.deleteLater()
        self._other.addWidget(widget)
        self._stack.setCurrentWidget(self._other)
        self._cover(False)
        self.rail.setVisible(not full)

    # -- going from page to page

    @property
    def current(self) -> str:
        """The key of the page that is shown."""
        return self._current

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._pages.get(self._current)

    def navigate(self, key: str = "", **state: Any) -> bool:
        """Go to a page; an empty key goes back to the one before. Tells whether it was possible."""
        key = key or self._before or next(iter(self._specs), "")
        page = self.page
        if key not in self._specs or (page is not None and key != self._current and not page.may_leave()):
            return False
        if key != self._current:
            self._leave_current()
        fresh = self._page(key)
        if state:
            fresh.restore(state)
        self._current = key
        self._stack.setCurrentWidget(fresh)
        spec = self._specs[key]
        self._cover(spec.full_screen)
        self.rail.set_current(spec.under or key)
        self._show_header(fresh)
        fresh.come_to_front()
        self.page_changed.emit(key)
        return True

    def _leave_current(self) -> None:
        page = self.page
        if page is None:
            return
        page.hidden()
        if not self._specs[self._current].full_screen:
            self._before = self._current

    def _page(self, key: str) -> Page:
        if key not in self._pages:
            page = self._specs[key].factory(self._context())
            page.on_header_changed(lambda: self._header_of(page))
            self._pages[key] = page
            self._stack.addWidget(page)
            if key in self._states:
                page.restore(self._states.pop(key))
        return self._pages[key]

    def _context(self) -> PageContext:
        if self._desk is None:
            raise RuntimeError("a page before there is a desk")
        shell = self.shell
        return PageContext(
            desk=self._desk,
            tasks=shell.tasks,
            words=self.words,
            wording=self.wording,
            theme=shell.theme,
            changes=shell.changes,
            navigate=self.navigate,
            toast=self.say,
            settings=lambda: shell.settings,
            save=self.save,
            shortcut_sheet=self.show_shortcuts,
            rounds=self.sync.runner,
            venue=self.sync.venue,
        )

    def _header_of(self, page: Page) -> None:
        if page is self.page:
            self.header.set(page.title(), page.subtitle())

    def _show_header(self, page: Page) -> None:
        self.header.set(page.title(), page.subtitle())
        self.header.set_actions(page.header_actions())
        self.setWindowTitle(f"{page.title()} · {self.words('shell.app')}")

    def _cover(self, full: bool) -> None:
        """Let a page cover rail and header, or show them again."""
        self.rail.setVisible(not full)
        self.header.setVisible(not full and bool(self._current))
        if full:
            self.shell.theme.set_mode(Mode(self.shell.settings.door_theme))
        else:
            self.shell.theme.set_mode(Mode(self.shell.settings.theme))
        if self.shell.real_full_screen and full != self.isFullScreen():
            self.showFullScreen() if full else self.showNormal()

    # -- what pages and widgets ask for

    def say(self, sentence: str, **how: Any) -> None:
        """Show a toast; ``how`` as :meth:`Toast.show_text` takes it."""
        full = self._current in self._specs and self._specs[self._current].full_screen
        foot = self.page.keep_clear() if self.page is not None else 0
        self.toast.show_text(sentence, bottom=max(60 if full else 24, foot + 8 if foot else 0), **how)

    def show_problem(self, error: DeskError) -> None:
        """Say what a job met that nobody else took care of."""
        self.say(self.wording.error(error).whole, tone=Tone.WARN)

    def save(self, **changes: Any) -> None:
        """Change settings of this computer; language, colours, scale and motion take effect at once."""
        before = self.shell.settings
        self.shell.save(**changes)
        after, theme = self.shell.settings, self.shell.theme
        theme.set_scale(after.scale)
        theme.set_reduced_motion(after.reduced_motion)
        full = bool(self._current) and self._specs[self._current].full_screen
        theme.set_mode(Mode(after.door_theme if full else after.theme))
        if after.language != before.language:
            self._relanguage(after.language)

    def show_shortcuts(self) -> None:
        """Open the sheet of keys."""
        words, page = self.words, self.page
        everywhere = [
            (f"{page_key(1)}–{page_key(len(self._page_keys))}", words("shell.key_pages")),
            ("Ctrl+Z", words("shell.key_undo")),
            ("Esc", words("shell.key_close")),
            (SEAT_KEY, words("operators.key")),
            ("F1", words("shell.key_help")),
        ]
        if SETTINGS_PAGE in self._specs:
            everywhere.append(("Ctrl+,", words("shell.key_settings")))
        groups = [(words("shell.shortcuts_everywhere"), tuple(everywhere))]
        if page is not None and page.keys():
            groups.insert(0, (words("shell.shortcuts_page"), page.keys()))
        sheet = ShortcutSheet(self.shell.theme, words, words("shell.shortcuts"), tuple(groups), parent=self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    # -- language and colours

    def _relanguage(self, language: str) -> None:
        key = self._current
        self.words = Words(language)
        self.wording = Wording(self.words)
        self._throw_pages_away(keep_states=True)
        self.toast.dismiss()
        self._retranslate()
        self.language_changed.emit(language)
        if key:
            self.navigate(key)

    def _throw_pages_away(self, *, keep_states: bool) -> None:
        page = self.page
        if page is not None:
            page.hidden()
        if keep_states:
            self._states.update({key: page.state() for key, page in self._pages.items()})
        else:
            self._states.clear()
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._pages.clear()
        self._current = ""

    def _retranslate(self) -> None:
        words = self.words
        self.setWindowTitle(words("shell.app"))
        listed = [spec for spec in self.shell.pages if spec.in_rail and spec.key != SETTINGS_PAGE]
        items = [(spec.key, spec.icon, words(spec.title_key), spec.section) for spec in listed]
        status = ("backup", words("shell.local"))
        self.rail.build(items, words, with_settings=SETTINGS_PAGE in self._specs, status=status)
        self.rail.setAccessibleName(words("shell.nav"))
        spec = self._specs.get(self._current)
        self.rail.set_current(spec.under or spec.key if spec is not None else "")
        if self._desk is None:
            self.rail.set_organisation(words("shell.app"), "")
        else:
            self.rail.set_organisation(self._desk.organisation, self._place())
        self._bind_pages([spec.key for spec in listed])
        self.toast.set_words(words)
        self.seat.retranslate()
        self.sync.show()

    def _place(self) -> str:
        return self.words("shell.sample") if self._desk is not None and self._desk.sample else ""

    def _retheme(self) -> None:
        self.rail.show_mode(self.words)
        self._fit_rail()
        self.update()

    def _switch_theme(self) -> None:
        self.save(theme="light" if self.shell.theme.dark else "dark")

    def _switch_language(self) -> None:
        self.save(language="en" if self.words.language == "zh" else "zh")

    # -- making it

    def _build(self) -> None:
        theme = self.shell.theme
        self.rail, self.header, self.seat = Rail(theme), Header(theme), Seat(self.shell, self)
        self.header.set_corner(self.seat.button)
        self.sync = SyncFoot(self.shell, self)
        self._stack, self._other = QStackedWidget(), QStackedWidget()
        self._stack.addWidget(self._other)
        self._other.addWidget(QWidget())
        right = vbox()
        right.addWidget(self.header)
        right.addWidget(self._stack, 1)
        row = hbox()
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setLayout(row)
        self.header.hide()
        self.toast = Toast(theme, self.words, self)
        self.ring = FocusRing(theme, self)
        self._closing_note = Label(theme, "", Type.TITLE, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        self.setMinimumSize(960, 600)
        self.resize(1366, 768)

    def sizeHint(self) -> QSize:
        """The size that the screens are drawn at."""
        return QSize(1366, 768)

    def _bind(self) -> None:
        self.rail.chosen.connect(self.navigate)
        self.rail.theme_wanted.connect(self._switch_theme)
        self.rail.language_wanted.connect(self._switch_language)
        self.rail.settings_wanted.connect(lambda: self.navigate(SETTINGS_PAGE))
        for keys, slot in (
            ("F1", self.show_shortcuts),
            ("Ctrl+Z", self._undo),
            ("Ctrl+,", lambda: self.navigate(SETTINGS_PAGE)),
            ("F11", self._toggle_full_screen),
            (SEAT_KEY, self.seat.open),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _bind_pages(self, keys: Sequence[str]) -> None:
        for shortcut in self._page_keys:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._page_keys = []
        for number, key in enumerate(keys[:PAGE_KEYS], start=1):
            shortcut = QShortcut(QKeySequence(page_key(number)), self)
            shortcut.activated.connect(lambda key=key: self.navigate(key))
            self._page_keys.append(shortcut)

    def _undo(self) -> None:
        page = self.page
        if self.toast.can_undo:
            self.toast.undo()
        elif page is not None:
            page.undo()

    def _toggle_full_screen(self) -> None:
        if self.page is not None and self.page.full_screen():
            return
        self.showNormal() if self.isFullScreen() else self.showFullScreen()

    # -- what Qt tells

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say once that the window is there."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

    def showEvent(self, event: QEvent) -> None:
        """Watch what the person uses: keys, or the pointer."""
        self.ring.watch_keys()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The rail gives way under 1200 px, sooner with larger type."""
        self._fit_rail()

    def _fit_rail(self) -> None:
        self.rail.set_narrow(self.width() < self.shell.theme.px(COLLAPSE_BELOW))

    # -- closing

    def closeEvent(self, event: QCloseEvent) -> None:
        """Finish what was begun, close the desk on its own thread, then go."""
        if self._closing.done:
            event.accept()
            return
        event.ignore()
        page = self.page
        if self._closing.begun or (page is not None and not page.may_leave()) or not self.sync.may_end(self.close):
            return
        if page is not None:
            page.hidden()
        self.sync.end()
        self._closing.begin(self._desk)

    @property
    def closing_note(self) -> str:
        """What the window says while it waits to close; empty while it does not."""
        return self._closing_note.text()

    def _say_closing(self) -> None:
        note = self._closing_note
        note.setText(self.words("shell.closing"))
        self.show_widget(note)
        self.rail.setEnabled(False)
