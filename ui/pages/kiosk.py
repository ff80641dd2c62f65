"""The screen at the exit: full screen, nothing but one question; each press is kept at once, and nobody's name is asked.

It lies over the program and lets nobody out but the staff, who hold the corner for three seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from eventdesk.errors import DeskError
from resources.words import LANGUAGES, Words
from ui.pages.base import PageContext
from ui.pages.kiosk_adults import AdultsPage
from ui.pages.kiosk_art import KioskArt, Pill
from ui.pages.kiosk_faces import FACES, FacesPage, HoldToLeave
from ui.shell import offscreen
from ui.theme import Mode
from ui.widgets.base import Themed
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.domain.feedback import Value
    from eventdesk.services.survey_views import KioskForm, KioskView

_KEYS = {Qt.Key.Key_1: 0, Qt.Key.Key_2: 1, Qt.Key.Key_3: 2}


@dataclass(frozen=True)
class Pauses:
    """Milliseconds: until the next question, how long thanks are said, until a visitor counts as gone, how long staff hold."""

    next: int = 600
    thanks: int = 2500
    idle: int = 30_000
    hold: int = 3000


class Visit:
    """One visitor's answers to one form. :meth:`keep` runs on the thread of the desk, one call after the other."""

    def __init__(self, desk: "Desk", form: "KioskForm") -> None:
        self._desk, self._form = desk, form
        self._response: str | None = None

    def keep(self, question: str, value: "Value") -> object:
        """Keeps an answer; the first one makes the response."""
        kept = self._desk.kiosk.press(self._form.version, question, value, response=self._response)
        self._response = kept.response
        return kept


class KioskWindow(Themed, QWidget):
    """``left`` when the staff left it."""

    left = Signal()

    def __init__(self, context: PageContext, view: "KioskView", over: QWidget, *, pauses: Pauses | None = None) -> None:
        super().__init__(over)
        self.adopt(context.theme)
        self.setWindowFlag(Qt.WindowType.Window)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self.view, self._over = context, view, over
        self._pauses = pauses or Pauses()
        self._first_language = context.words.language
        self._leaving = False
        self._art = KioskArt()
        self.words = context.words
        self.place = 0
        self.visit = Visit(context.desk, view.children)
        self.adults: AdultsPage | None = None
        self.faces = FacesPage(context.theme, self._art, self)
        self.language = Pill(context.theme, icon="globe", parent=self)
        self.other = Pill(context.theme, trailing="arrow", strong=True, parent=self)
        self.hold = HoldToLeave(context.theme, self._pauses.hold, self)
        self._next, self._idle = QTimer(self, singleShot=True), QTimer(self, singleShot=True, interval=self._pauses.idle)
        self._wire()
        self._translate()

    def _wire(self) -> None:
        self.faces.pressed.connect(self._pressed)
        self.language.clicked.connect(self._switch)
        self.other.clicked.connect(self._turn)
        self.hold.held.connect(self.leave)
        self._next.timeout.connect(self._go_on)
        self._idle.timeout.connect(self._forget)

    def begin(self) -> None:
        """Cover the whole screen, bright as the hall is."""
        self.theme.set_mode(Mode.LIGHT)
        if offscreen():
            self.resize(self._over.size())
            self.show()
        else:
            # Where nobody manages windows, being full screen alone would leave it as small as it was made.
            self.setGeometry(self._over.screen().geometry())
            self.showFullScreen()
        self.faces.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Give the screen back to the staff."""
        self._leaving = True
        self.theme.set_mode(Mode(self._context.settings().theme))
        self.left.emit()
        self.close()

    # -- the children's questions

    def _pressed(self, value: int) -> None:
        self._keep(self.view.children.questions[self.place].key, value)
        self._next.start(self._pauses.next)

    def _go_on(self) -> None:
        if self.faces.thanking:
            self._restart()
        elif self.place + 1 < len(self.view.children.questions):
            self.place += 1
            self._ask()
        else:
            self._thank()

    def _thank(self) -> None:
        self._close_adults()
        self.faces.thank(self.words("kiosk.thanks"), self.words("kiosk.thanks_line"))
        self._next.start(self._pauses.thanks)

    def _restart(self) -> None:
        """Somebody new: what was left half stays as it is."""
        self._next.stop()
        self.place = 0
        self.visit = Visit(self._context.desk, self.view.children)
        self._ask()

    def _ask(self) -> None:
        questions, words = self.view.children.questions, self.words
        faces = tuple(words(f"kiosk.face_{value}") for value in FACES)
        progress = words("kiosk.progress", n=self.place + 1, total=len(questions))
        title = questions[self.place].text(words.language)
        self.faces.ask(words("kiosk.lead"), title, faces, place=self.place, total=len(questions), progress=progress)

    # -- the adults' page

    def _turn(self) -> None:
        """From the children's page to the adults' or back: somebody new."""
        self._idle.start()
        if self.adults is None and self.view.adults is not None:
            self._next.stop()
            self._open_adults(self.view.adults)
        else:
            self._close_adults()
            self._restart()

    def _open_adults(self, form: "KioskForm") -> None:
        self.visit = Visit(self._context.desk, form)
        self.adults = AdultsPage(self.theme, self.words, form.questions, self)
        self.adults.answered.connect(self._keep)
        self.adults.moved.connect(self._idle.start)
        self.adults.done.connect(self._thank)
        self.faces.hide()
        self._lay()
        self.adults.show()
        self._say_pills()
        self.hold.raise_()

    def _close_adults(self) -> None:
        if self.adults is not None:
            self.adults.hide()
            self.adults.deleteLater()
            self.adults = None
        self.faces.show()
        self._say_pills()

    # -- what both have

    def _keep(self, key: str, value: "Value") -> None:
        self._idle.start()
        self._context.tasks.run(self.visit.keep, key, value, failed=self._failed, owner=self)

    def _failed(self, error: DeskError) -> None:
        """Say at the top what is wrong: staff read it, and the children's page stays."""
        sentence = Wording(self.words).error(error)
        self.hold.set_words(sentence.whole, self.words("kiosk.leaving"))

    def _forget(self) -> None:
        """Nobody is there any more."""
        self._close_adults()
        if self.words.language != self._first_language:
            self.words = self._context.words
            self._translate()
        self._restart()

    def _switch(self) -> None:
        self._idle.start()
        self.words = Words(next(one for one in LANGUAGES if one != self.words.language))
        if self.adults is not None:
            self._close_adults()
            self._turn()
        self._translate()

    def _translate(self) -> None:
        self.hold.set_words(self.words("kiosk.leave"), self.words("kiosk.leaving"))
        self._say_pills()
        if self.faces.thanking and self._next.isActive():
            self.faces.thank(self.words("kiosk.thanks"), self.words("kiosk.thanks_line"))
        else:
            self._ask()

    def _say_pills(self) -> None:
        self.language.set_words(self.words("kiosk.language"))
        self.other.set_words(self.words("kiosk.adults" if self.adults is None else "kiosk.children"))
        self.other.setVisible(self.view.adults is not None)
        self._lay()

    def _lay(self) -> None:
        """Put everything in its place."""
        width, height = self.width(), self.height()
        self.faces.setGeometry(0, 0, width, height)
        if self.adults is not None:
            self.adults.setGeometry(0, min(36, height // 20), width, height - 36)
        for pill in (self.language, self.other):
            pill.resize(pill.sizeHint())
            pill.raise_()
        foot = round(height * 0.885)
        self.language.move(48, foot)
        self.other.move(width - 48 - self.other.width(), foot)
        self.hold.setGeometry(width - 20 - width // 2, 6, width // 2, 40)
        self.hold.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the screen."""
        self._lay()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint meadow and leaves."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._art.ground(painter, self.size())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1, 2 and 3 press the faces; nothing else leads anywhere."""
        if self.adults is None and event.key() in _KEYS and not event.isAutoRepeat():
            self.faces.choose(_KEYS[Qt.Key(event.key())])

    def mousePressEvent(self, event: object) -> None:
        """A press while thanks are said begins anew."""
        if self.adults is None and self.faces.thanking:
            self._restart()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Only the staff's way leads out, or the program's own end."""
        if event.spontaneous() and not self._leaving:
            event.ignore()


def open_kiosk(
    context: PageContext, event: str, *, over: QWidget, opened: Callable[[KioskWindow], object], pauses: Pauses | None = None
) -> None:  # fmt: skip
    """Open the screen of an event over a window; ``opened`` is given it. What is wrong is said as of any other verb."""
    from eventdesk.domain.survey import BuiltIn, built_in
    from eventdesk.services.kiosk import Offered

    catalogues = {language: Words(language) for language in LANGUAGES}

    def texts(key: str) -> dict[str, str]:
        return {language: words(f"surveys.{key}") for language, words in catalogues.items()}

    def show(view: "KioskView") -> None:
        window = KioskWindow(context, view, over, pauses=pauses)
        window.begin()
        opened(window)

    def offered(which: BuiltIn) -> Offered:
        return Offered(context.words(f"surveys.name_{which.value}"), built_in(which, texts))

    faces, adults = offered(BuiltIn.SMILEYS), offered(BuiltIn.ADULTS)
    context.tasks.run(context.desk.kiosk.open, event, done=show, owner=over, children=faces, adults=adults)
