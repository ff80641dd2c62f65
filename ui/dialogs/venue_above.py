"""What the venue's hub passes on to the head office: how far it is, begun by an invitation, ended with a question."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from eventdesk.errors import DeskError
from resources.words import joined, sentence
from ui.dialogs.enrol import EnrolDialog
from ui.pages.base import PageContext
from ui.venue_keeper import VenueKeeper
from ui.widgets.base import Label, fill, hbox, vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.dialog import Question

if TYPE_CHECKING:
    from eventdesk.venue_hub import VenueHub, VenueState


class Above(QWidget):
    """A part of the hub's dialog. ``changed`` is called when it began or ended."""

    def __init__(self, context: PageContext, keeper: VenueKeeper, changed: Callable[[], None]) -> None:
        super().__init__()
        self._context, self._keeper, self._changed, self._words = context, keeper, changed, context.words
        self.question: Question | None = None
        self.dialog: EnrolDialog | None = None
        self.text = Label(context.theme, "", color="text2", wrap=True)
        self.trouble = Label(context.theme, "", color="warn-text", wrap=True)
        self.trouble.hide()
        self.begin = Button(context.theme, self._words("venue_hub.relay"), icon="building", size=Size.SMALL)
        self.end = Button(context.theme, self._words("venue_hub.relay_stop"), size=Size.SMALL)
        self.begin.clicked.connect(self.ask)
        self.end.clicked.connect(self.ask_end)
        row, column = hbox(spacing=8), vbox(spacing=6)
        fill(row, self.begin, self.end, None)
        fill(column, self.text, self.trouble, row)
        self.setLayout(column)

    def show_state(self, state: "VenueState") -> None:
        """How far it is now."""
        words = self._words
        self.text.setText(self._told(state) if state.above else words("venue_hub.no_above"))
        problem = joined(*sentence(words, state.problem, {"status": ""})) if state.problem else ""
        self.trouble.setText(problem)
        self.trouble.setVisible(bool(problem))
        self.begin.setVisible(not state.above)
        self.end.setVisible(bool(state.above))

    def _told(self, state: "VenueState") -> str:
        words, wording = self._words, self._context.wording
        left = [words(f"venue_hub.{key}", n=n) for key, n in (("left_items", state.pending), ("left_reports", state.reports)) if n]
        if left:
            told = words("venue_hub.left", left=words("venue_hub.between").join(left))
        elif state.passed is not None:
            told = words("venue_hub.all_passed", at=wording.date_time(state.passed.astimezone(self._context.desk.zone)))
        else:
            told = words("venue_hub.about_to_pass")
        return joined(words("venue_hub.above", url=state.above), told)

    # -- beginning

    def ask(self) -> None:
        """Ask for the office's invitation of a relay."""
        self.dialog = dialog = EnrolDialog(
            self._context.theme, self._words, self._context.tasks, parent=self.window(), about="venue_hub.relay"
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.submitted.connect(partial(self._join, dialog))
        dialog.open()

    def _join(self, dialog: EnrolDialog, line: str) -> None:
        if self._keeper.hub is not None:
            self._context.tasks.outside(
                _pass_on, self._keeper.hub, line, done=partial(self._joined, dialog), failed=partial(self._not_joined, dialog),
                owner=self,
            )  # fmt: skip

    def _joined(self, dialog: EnrolDialog, url: str) -> None:
        if isValid(dialog):
            dialog.accept()
        self._context.toast(self._words("venue_hub.relaying", url=url))
        self._changed()

    def _not_joined(self, dialog: EnrolDialog, error: DeskError) -> None:
        if isValid(dialog):
            dialog.refuse(error)

    # -- ending

    def ask_end(self) -> None:
        """Pass nothing on any more; ask first."""
        words = self._words
        self.question = Question(
            self._context.theme, question=words("venue_hub.relay_stop_question"), consequence=words("venue_hub.relay_stop_text"),
            verb=words("venue_hub.relay_stop"), safe=words("common.cancel"), parent=self.window(),
        )  # fmt: skip
        self.question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.question.accepted.connect(self._leave)
        self.question.open()

    def _leave(self) -> None:
        if self._keeper.hub is not None:
            self._context.tasks.outside(_keep_here, self._keeper.hub, done=lambda _: self._changed(), owner=self)


def _pass_on(hub: "VenueHub", line: str) -> str:
    return hub.pass_on(line)


def _keep_here(hub: "VenueHub") -> None:
    hub.keep_here()
