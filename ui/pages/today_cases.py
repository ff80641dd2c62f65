"""What families wait for an answer to, on the page of today: one line, where cases are overdue."""

from typing import TYPE_CHECKING

from eventdesk.domain.right import Right
from ui.pages.base import PageContext
from ui.widgets.buttons import Button, Size
from ui.widgets.chips import AlertStrip

if TYPE_CHECKING:
    from eventdesk.services.case_views import OverdueCases


class OverdueStrip(AlertStrip):
    """Hidden while nothing is overdue; its button goes to the event with the oldest."""

    def __init__(self, context: PageContext) -> None:
        self.go = Button(context.theme, context.words("cases.today_do"), size=Size.SMALL)
        super().__init__(context.theme, action=self.go)
        self._context, self._event = context, ""
        self.go.clicked.connect(self._go)
        self.hide()

    def read(self) -> None:
        """Ask the desk."""
        desk = self._context.desk
        if desk.actor.may(Right.REGISTRATIONS):
            self._context.tasks.run(desk.cases.overdue, done=self._show, owner=self)

    def _show(self, found: "tuple[OverdueCases, ...]") -> None:
        self.setVisible(bool(found))
        if found:
            words, first = self._context.words, found[0]
            self._event = first.event
            day = self._context.wording.day_short(first.since)
            fact = words("cases.today", n=sum(one.cases for one in found))
            self.set(fact, words("cases.today_line", title=first.title, day=day))

    def _go(self) -> None:
        self._context.navigate("feedback", event=self._event, segment="cases", overdue=True)
