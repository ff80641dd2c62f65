"""The door's search: what was typed, asked of the desk, newest question first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from eventdesk.domain import ticket
from eventdesk.domain.family import is_han
from ui.models.door import Origin
from ui.models.door_flow import DoorFlow
from ui.models.door_view import DoorWords
from ui.pages.base import PageContext
from ui.pages.door_idle import IdlePanel, focus_list
from ui.widgets.paint import Tone
from ui.widgets.search import DoorSearch

if TYPE_CHECKING:
    from eventdesk.services.duty_views import Found
    from eventdesk.services.family_views import FamilyHit

MOST = 6
"""So many families are listed; more hits ask for one more character."""


class DoorFinder(QObject):
    """Searches while typing; Enter opens the one hit, or goes into the list of several.

    ``looking()`` says that the search needs the middle of the page, ``labels`` are whole names by registration.
    """

    looking = Signal()

    def __init__(self, context: PageContext, box: DoorSearch, idle: IdlePanel, flow: DoorFlow, say: DoorWords) -> None:
        super().__init__(box)
        self.words, self._tasks, self._desk = context.words, context.tasks, context.desk
        self._box, self._idle, self._flow, self._say = box, idle, flow, say
        self.labels: dict[str, str] = {}
        self._number = 0
        self._pause = QTimer(self, singleShot=True, interval=120)
        self._pause.timeout.connect(lambda: self._ask(entered=False))
        box.edit.textEdited.connect(self._typed)
        box.edit.installEventFilter(self)
        self.set_input_method(on=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In an empty search box Ctrl+Z is the door's: it takes the last admission back."""
        undo = (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self._box.edit.text()
        )
        if undo:
            event.ignore()
        return undo

    def submit(self) -> None:
        """Enter in the search box."""
        text = self._box.text()
        if not text:
            return
        self._pause.stop()
        if looks_like_ticket(text):
            self._flow.scan(text.upper(), Origin.SCANNER)
        else:
            self._ask(entered=True)

    def set_input_method(self, *, on: bool) -> None:
        """The input method garbles scanners and initials: off, unless it is asked for once."""
        self._box.edit.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on)
        self.input_method = on

    def reset(self) -> None:
        """Nothing is typed; the next search begins without the input method."""
        self._pause.stop()
        self._number += 1
        self._box.set_text("")
        self._box.show_source("")
        if self.input_method:
            self.set_input_method(on=False)

    def _typed(self, text: str) -> None:
        if self._flow.card is None:
            if text.strip():
                self._pause.start()
            else:
                self._pause.stop()
                self._number += 1
                self._idle.show_invitation()

    def _ask(self, *, entered: bool) -> None:
        text, self._number = self._box.text(), self._number + 1
        number = self._number
        if not self._flow.event_code or not text:
            return
        if not entered and _too_short(text):
            self._idle.show_invitation()
            return

        def take(found: "tuple[tuple[FamilyHit, ...], tuple[Found, ...]]") -> None:
            if number == self._number:
                families = tuple(hit for hit in found[0] if hit.registration)
                self._found(text, families, found[1], entered=entered)

        desk, event = self._desk, self._flow.event_code

        def look() -> "tuple[tuple[FamilyHit, ...], tuple[Found, ...]]":
            return desk.families.search(text, limit=MOST + 1, event=event), desk.duty.find(event, text)

        self._tasks.run(look, done=take, owner=self)

    def pick(self, key: str) -> None:
        """Open a family of a list; a volunteer is checked in as by their code."""
        if looks_like_ticket(key):
            self._flow.scan(key, Origin.LIST)
        else:
            self._flow.open(key, Origin.LIST)

    def _found(
        self, text: str, hits: "tuple[FamilyHit, ...]", helpers: "tuple[Found, ...]", *, entered: bool
    ) -> None:
        words = self.words
        if entered and len(hits) == 1 and not helpers:
            self._flow.open(hits[0].registration or "", Origin.SEARCH)
            return
        self.looking.emit()
        if not hits and not helpers:
            self._idle.show_message(words("door.not_found", text=text), words("door.not_found_line"), walk_in=True)
            self._box.show_source(words("door.no_match"), Tone.WARN)
        elif len(hits) + len(helpers) > MOST:
            self._idle.show_message(words("door.too_many"), words("door.too_many_line"), walk_in=False)
        else:
            self._box.show_source("")
            rows = [self._say.hit(hit, n, self.labels, text) for n, hit in enumerate(hits, start=1)]
            rows += [self._say.helper(one, n) for n, one in enumerate(helpers, start=len(hits) + 1)]
            self._idle.show_hits(rows, words(f"door.by_{_way(text)}"))
            if entered:
                focus_list(self._idle.found.list)


def looks_like_ticket(text: str) -> bool:
    """Whether somebody typed (or a slow scanner sent) a ticket's whole text."""
    return text.upper().startswith(ticket.PREFIX) and len(text) > len(ticket.PREFIX) + 20


def _way(text: str) -> str:
    """How a text was looked up: the end of a phone, initials or pinyin, or characters of a name."""
    return "digits" if text.isdigit() else "characters" if is_han(text) else "letters"


def _too_short(text: str) -> bool:
    """One letter or digit says nothing; a Chinese character does. Fewer than four digits are no phone's tail."""
    return not is_han(text) and (len(text) < 2 or (text.isdigit() and len(text) < 4))
