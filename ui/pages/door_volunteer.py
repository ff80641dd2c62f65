"""A volunteer's code at the door: they are here from now on, and the family that is being let in is not disturbed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from eventdesk.domain.checkin import Verdict
from resources.words import Words
from ui.models.door_view import DoorWords
from ui.theme import Theme
from ui.widgets.base import fill, hbox, vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.paint import Tone
from ui.widgets.verdict import VerdictBanner, VerdictKind

if TYPE_CHECKING:
    from eventdesk.services.door_views import ScanResult
    from eventdesk.services.duty_views import VolunteerCard
    from ui.pages.door import DoorPage


class VolunteerPanel(QWidget):
    """Who came, with their shift, and the button that lets them leave. ``leave_wanted()``."""

    leave_wanted = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self.banner = VerdictBanner(theme)
        self.leave = Button(theme, words("duty.door_leave"), size=Size.DOOR, icon="door")
        self.leave.clicked.connect(self.leave_wanted)
        actions = hbox(spacing=12)
        fill(actions, None, self.leave)
        column = vbox(spacing=8)
        fill(column, self.banner, actions)
        self.setLayout(column)

    def show_card(self, kind: VerdictKind, word: str, line: str, right: tuple[str, str], *, here: bool) -> None:
        """Show a volunteer; who is here can leave."""
        self.banner.setVerdict(kind, word, line, *right)
        self.leave.setVisible(here)


class VolunteerDoor(QObject):
    """What the door page does when a volunteer's code was read."""

    def __init__(self, page: "DoorPage") -> None:
        super().__init__(page)
        self._page = page
        self._text = ""
        page.flow.helped.connect(self._show)
        page.idle.volunteer.leave_wanted.connect(self._leave)

    def _leave(self) -> None:
        if self._text:
            self._page.flow.help_out(self._text)

    def _show(self, result: "ScanResult") -> None:
        page, card = self._page, result.volunteer
        assert card is not None, "helped() is about volunteers"
        self._text = result.scan
        good = result.verdict is Verdict.ADMIT
        page.hold_enter()
        page.devices.sound(result.verdict)
        line = sentence(card, page.words, page.say_words) if good else page.words("duty.door_refused", name=card.name)
        if page.flow.card is None:
            word = page.words("duty.door_left_word" if card.left else "duty.door_word" if good else "door.word_refuse")
            right = (page.words("duty.door_shift"), page.say_words.time(card.start)) if card.start and not card.left else ("", "")
            kind = VerdictKind.ADMIT if good else VerdictKind.REFUSE
            page.idle.show_volunteer(kind, word, line, right, here=good and card.since is not None)
        journal = result.journal
        undo = (lambda: page.take_back(journal)) if journal else None
        page.say(line, undo=undo, tone=Tone.OK if good else Tone.WARN)


def sentence(card: "VolunteerCard", words: Words, say: DoorWords) -> str:
    """What is said of a volunteer who came, is here already, or left."""
    if card.left:
        return words("duty.door_left", name=card.name)
    where = ""
    if card.start is not None and card.end is not None:
        span = words("duty.door_span", start=say.time(card.start), end=say.time(card.end))
        parts = (card.role, card.room, span, words("duty.came_late", n=card.late) if card.late else "")
        where = words("duty.door_dot").join(part for part in parts if part)
    shift = where or words("duty.door_no_shift")
    if card.since is not None and not card.first:
        return words("duty.door_here", name=card.name, time=say.time(card.since), shift=shift)
    return words("duty.door_came", name=card.name, shift=shift)
