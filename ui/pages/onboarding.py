"""The first run: try the sample, set up an organisation, or join one. Shown where the folder holds no desk yet."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QLabel, QProgressBar, QStackedWidget, QWidget

from eventdesk.clock import Clock, SystemClock
from eventdesk.errors import DeskError
from ui.hubs_nearby import Around, hubs_around
from ui.main_window import MainWindow
from ui.pages.onboarding_art import OnboardingArt
from ui.pages.onboarding_choice import Choice
from ui.pages.onboarding_form import NewDesk, OrganisationForm
from ui.pages.onboarding_join import Joined, JoinForm
from ui.scanner.sources import Devices, SystemDevices
from ui.tasks import Task
from ui.theme import Type
from ui.widgets.base import Label, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.choice import Seg
from ui.widgets.states import ErrorCard

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.joining import Joining
    from ui.tasks import Progress

SAMPLE, OWN, JOIN = "sample", "own", "join"
Made = Callable[["Desk"], None]


class Onboarding(QWidget):
    """``made`` gets the open desk. ``folder`` is where a real one goes, ``sample_folder`` where the sample lies."""

    def __init__(
        self, window: MainWindow, made: Made, *, folder: Path, sample_folder: Path, clock: Clock | None = None,
        around: Around = hubs_around, devices: Callable[[], Devices] = SystemDevices,
    ) -> None:  # fmt: skip
        super().__init__()
        self._window, self._made = window, made
        self._folder, self._sample_folder, self._clock = folder, sample_folder, clock or SystemClock()
        self._around, self._devices = around, devices
        self._joining: Joining | None = None
        self._task: Task | None = None
        self._theme = window.shell.theme
        self._choice, self._shown_form = SAMPLE, ""
        self._row = hbox()
        self.setLayout(self._row)
        self._build()
        window.language_changed.connect(self._speak)
        self._theme.changed.connect(self._recolour)

    # -- making it

    def _build(self) -> None:
        theme, words = self._theme, self._window.words
        self._art = OnboardingArt(theme, words)
        self._stack = QStackedWidget()
        self._ways = self._build_ways()
        self.form = OrganisationForm(theme, words, str(self._folder))
        self.form.back.connect(self.show_ways)
        self.form.submitted.connect(self._create)
        self.join = JoinForm(
            theme, words, str(self._folder), self._window.shell.tasks, around=self._around, devices=self._devices
        )
        for signal, slot in (
            (self.join.back, self.show_ways), (self.join.submitted, self._join), (self.join.stopped, self._stop_joining),
        ):  # fmt: skip
            signal.connect(slot)
        self._stack.addWidget(self._ways)
        self._stack.addWidget(self._build_form("form", self.form))
        self._stack.addWidget(self._build_form("join", self.join))
        right = vbox(0, 28, 0, 28, spacing=20)
        fill(right, self._build_switches())
        right.addWidget(self._stack, 1)
        self._right = right
        self._row.addWidget(self._art)
        self._row.addLayout(right, 1)
        self._fit()

    def _build_switches(self) -> QWidget:
        theme, words = self._theme, self._window.words
        self.language = Seg(
            theme, (("zh", words("onboarding.chinese")), ("en", words("onboarding.english"))), current=words.language
        )
        self.language.setAccessibleName(words("onboarding.language_name"))
        self.language.chosen.connect(lambda language: self._window.save(language=language))
        self.colours = Seg(
            theme, (("light", words("onboarding.light")), ("dark", words("onboarding.dark"))),
            current="dark" if theme.dark else "light", icons=("sun", "moon"),
        )  # fmt: skip
        self.colours.setAccessibleName(words("onboarding.theme_name"))
        self.colours.chosen.connect(lambda mode: self._window.save(theme=mode))
        row = hbox(spacing=12)
        fill(row, None, self.language, self.colours)
        holder = QWidget()
        holder.setLayout(row)
        return holder

    def _build_ways(self) -> QWidget:
        theme, words = self._theme, self._window.words
        self.sample = Choice(
            theme, "star", words("onboarding.sample"), words("onboarding.sample_line"),
            (words("onboarding.sample_point_1"), words("onboarding.sample_point_2")), key="1",
            mark=words("onboarding.sample_recommended"),
        )  # fmt: skip
        self.own = Choice(
            theme, "building", words("onboarding.own"), words("onboarding.own_line"),
            tuple(words(f"onboarding.own_point_{n}") for n in (1, 2)), key="2",
        )  # fmt: skip
        self.joined = Choice(
            theme, "link", words("onboarding.join"), words("onboarding.join_line"),
            (words("onboarding.join_point_1"), words("onboarding.join_point_2")), key="3",
        )  # fmt: skip
        group = QButtonGroup(self)
        for choice, key in ((self.sample, SAMPLE), (self.own, OWN), (self.joined, JOIN)):
            group.addButton(choice)
            choice.clicked.connect(lambda _=False, key=key: self.choose(key))
        self.go = Button(theme, words("onboarding.start_sample"), kind=Kind.PRIMARY, size=Size.DOOR, key="Enter")
        self.go.clicked.connect(self.proceed)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.error = ErrorCard(theme, "")
        self.error.hide()
        ways = QWidget()
        inner = vbox(spacing=12)
        title = vbox(spacing=4)
        fill(title, Label(theme, words("onboarding.title"), Type.PAGE, bold=True),
             Label(theme, words("onboarding.subtitle"), Type.DOOR, color="text2", wrap=True))  # fmt: skip
        fill(inner, title, 4, self.sample, self.own, self.joined, self.error, None)
        ways.setLayout(inner)
        foot = hbox(spacing=8)
        self._lock = QLabel()
        self._lock.setPixmap(theme.pixmap("lock", 16, "muted"))
        foot.addWidget(self._lock)
        privacy = Label(theme, words("onboarding.privacy"), Type.COMPACT, color="text2", wrap=True)
        foot.addWidget(privacy, 1)
        foot.addWidget(self.go)
        page = QWidget()
        column = vbox(spacing=12)
        column.addWidget(scrolled(ways), 1)
        fill(column, self.bar, foot)
        page.setLayout(column)
        self.choose(self._choice)
        return page

    def _build_form(self, key: str, form: OrganisationForm | JoinForm) -> QWidget:
        """The fields, which may be scrolled, and what is always in sight below them."""
        theme, words = self._theme, self._window.words
        inside, page = QWidget(), QWidget()
        column, outer = vbox(spacing=4), vbox(spacing=12)
        fill(column, Label(theme, words(f"onboarding.{key}_title"), Type.PAGE, bold=True),
             Label(theme, words(f"onboarding.{key}_subtitle"), Type.DOOR, color="text2", wrap=True), 16)  # fmt: skip
        column.addWidget(form, 1)
        inside.setLayout(column)
        outer.addWidget(scrolled(inside), 1)
        outer.addWidget(form.foot)
        page.setLayout(outer)
        return page

    def _speak(self) -> None:
        """Say everything again in the language that the window speaks now, and keep what was typed."""
        if not self.isVisible():
            return
        if self._task is not None:
            self._task.cancel()
        texts, join, shown = self.form.texts(), self.join.texts(), self._shown_form
        self.join.invitation.hush()
        clear(self._row)
        self._build()
        self.form.set_texts(texts)
        self.join.set_texts(join)
        if shown:
            self.show_form(shown)

    def _recolour(self) -> None:
        self.colours.set_current("dark" if self._theme.dark else "light")
        self._lock.setPixmap(self._theme.pixmap("lock", 16, "muted"))

    # -- what a person does

    def choose(self, choice: str) -> None:
        """Mark a way to begin."""
        words = self._window.words
        self._choice = choice
        {SAMPLE: self.sample, OWN: self.own, JOIN: self.joined}[choice].setChecked(True)
        self.go.set_text(words(f"onboarding.start_{choice}"))

    def proceed(self) -> None:
        """Begin that way."""
        if self._choice != SAMPLE:
            self.show_form(self._choice)
        elif self.go.isEnabled():
            self._try_sample()

    def show_form(self, which: str = OWN) -> None:
        """Fill in the organisation, or the invitation to one."""
        self._shown_form = which
        self._stack.setCurrentIndex(1 if which == OWN else 2)
        (self.form.name.edit if which == OWN else self.join.invitation.line).setFocus()

    def show_ways(self) -> None:
        """Back to the choice."""
        self._shown_form = ""
        self.join.invitation.hush()
        self._stack.setCurrentIndex(0)
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1, 2 and 3 choose, Enter goes on, Esc goes back or stops."""
        key, ways = event.key(), {Qt.Key.Key_1: SAMPLE, Qt.Key.Key_2: OWN, Qt.Key.Key_3: JOIN}
        if self._shown_form:
            if key == Qt.Key.Key_Escape:
                self._step_back()
                return
        elif key in ways:
            self.choose(ways[Qt.Key(key)])
            return
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.proceed()
            return
        super().keyPressEvent(event)

    def _step_back(self) -> None:
        if self._shown_form == JOIN and self.join.busy:
            self._stop_joining()
        elif self._shown_form == JOIN or self.form.leave.isEnabled():
            self.show_ways()

    def showEvent(self, event: object) -> None:
        """Keys work at once."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()

    # -- making desks

    def _try_sample(self) -> None:
        words = self._window.words
        self.error.hide()
        self.go.set_busy(words("onboarding.building"))
        self.bar.show()
        self._window.shell.tasks.run(
            _open_sample, self._sample_folder, self._clock, done=self._made, failed=self._no_sample, ended=self._tried,
            owner=self,
        )  # fmt: skip

    def _tried(self) -> None:
        self.bar.hide()
        self.go.set_busy("")

    def _no_sample(self, error: DeskError) -> None:
        self.error.set(self._window.words("onboarding.sample_failed"), self._window.wording.error(error).whole)
        self.error.show()

    def _create(self, wanted: NewDesk) -> None:
        self._window.save(station=wanted.station)
        self._window.shell.tasks.run(
            _create, self._folder, wanted, self._clock, done=self._made, failed=self.form.refuse, owner=self
        )

    def _join(self, wanted: Joined) -> None:
        from eventdesk.joining import Joining
        from eventdesk.sync.nearby import found_nearby

        if self._joining is None:
            # Kept from try to try: a code lets in once.
            self._joining = Joining(clock=self._clock, find=found_nearby)
        self._window.save(station=wanted.station)
        form = self.join
        self._task = self._window.shell.tasks.run(
            _joined, self._joining, self._folder, wanted, self._clock, done=self._made, failed=form.refuse,
            on_progress=form.moved, ended=self._join_ended, owner=form,
        )  # fmt: skip

    def _stop_joining(self) -> None:
        if self._task is not None and self.join.stop.isEnabled():
            self._task.cancel()
            self.join.stop.set_busy(self._window.words("joining.stopping"))

    def _join_ended(self) -> None:
        task, self._task = self._task, None
        self.join.stop.set_busy("")
        if task is None or not task.cancelled:
            return
        if task.result is not None:
            # It was there before the wish to stop was heard.
            self._made(task.result)
        else:
            self.join.ended(stopped=True)

    # -- sizes

    def _fit(self) -> None:
        self._art.setFixedWidth(round(min(max(self.width() * 0.38, 300), 560)))
        side = 64 if self.width() >= 1200 else 32
        self._right.setContentsMargins(side, 28, side, 28)
        self._right.setSpacing(44 if self.height() >= 740 else 20)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture gives way."""
        super().resizeEvent(event)
        self._fit()


def _open_sample(folder: Path, clock: Clock) -> "Desk":
    from eventdesk.sample.organisation import open_sample

    return open_sample(folder, clock=clock)


def _create(folder: Path, wanted: NewDesk, clock: Clock) -> "Desk":
    from eventdesk.desk import create_desk

    return create_desk(folder, name=wanted.name, passphrase=wanted.passphrase, station=wanted.station, clock=clock)


def _joined(joining: "Joining", folder: Path, wanted: Joined, clock: Clock, *, progress: "Progress") -> "Desk":
    from eventdesk.joining import join_stick
    from eventdesk.sync.invitation import read_invitation

    if wanted.stick is not None:
        return join_stick(folder, wanted.stick, passphrase=wanted.passphrase, station=wanted.station, clock=clock)
    line = read_invitation(wanted.invitation)
    return joining.join(folder, line, passphrase=wanted.passphrase, station=wanted.station, progress=progress)
