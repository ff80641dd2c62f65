"""How far the report that is shown is on its way to the hub, and one key to hand it in."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from eventdesk.domain.handing_in import WHOLE_KINDS
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Elided, fill, hbox
from ui.widgets.buttons import Button, Size
from ui.widgets.chips import Chip
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.services.report_sending import SentView
    from eventdesk.services.report_views import ReportLook

KEY = "H"
_LOOKS = {
    "draft": (Tone.NEUTRAL, "pencil"), "changed": (Tone.WARN, "pencil"), "made": (Tone.NEUTRAL, "file"),
    "received_venue": (Tone.INFO, "okc"),
    "waiting": (Tone.INFO, "sync"), "waiting_no_hub": (Tone.WARN, "sync"), "received": (Tone.OK, "okc"),
    "conflict": (Tone.REFUSE, "octagon"), "refused": (Tone.REFUSE, "octagon"),
}  # fmt: skip


class ReportSent(QWidget):
    """A line with the state and its button. :meth:`show_look` says which report it is about."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        theme, words = context.theme, context.words
        self.context, self._words = context, words
        self._look: ReportLook | None = None
        self.state = ""
        self.chip = Chip(theme)
        self.beside = Elided(theme, kind=Type.CAPTION, color="muted")
        self.button = Button(theme, words("hand_in.send"), icon="send", size=Size.SMALL, key=KEY)
        self.button.clicked.connect(self.hand_in)
        self.setAccessibleName(words("hand_in.name"))
        row = hbox(spacing=8)
        fill(row, self.chip)
        row.addWidget(self.beside, 1)
        fill(row, self.button)
        self.setLayout(row)
        shortcut = QShortcut(QKeySequence(KEY), self)
        shortcut.activated.connect(self._pressed)
        self.hide()

    def show_look(self, look: "ReportLook") -> None:
        """Tell how far this report is; of a kind that stays in the house, nothing."""
        if look.document.kind in WHOLE_KINDS:
            self._look = None
            self.hide()
            return
        self._look = look
        masthead = look.document.masthead
        self.context.tasks.run(_read, self.context.desk, masthead.subject, look.document.kind, done=self._show, owner=self)

    def hand_in(self) -> None:
        """Put it on its way: the revision that was made last, or the next one where anything changed."""
        if self._look is None or not self.button.isEnabled():
            return
        document = self._look.document
        self.button.set_busy(self._words("hand_in.sending"))
        self.context.tasks.run(
            self.context.desk.report_sending.send, document.masthead.subject, document.kind, done=self._asked, failed=self._failed,
            ended=lambda: self.button.set_busy(""), owner=self,
        )  # fmt: skip

    def _pressed(self) -> None:
        if self.isVisible() and self.button.isVisible():
            self.hand_in()

    def _asked(self, view: "SentView") -> None:
        self.context.toast(self._words("hand_in.asked"))
        if self.context.rounds is not None:
            self.context.rounds.now()

    def _failed(self, error: DeskError) -> None:
        self.context.toast(self.context.wording.error(error).whole, tone=Tone.WARN)

    def _show(self, found: "tuple[tuple[SentView, ...], bool]") -> None:
        if self._look is None:
            return
        sent, has_hub = found
        words, look = self._words, self._look
        last = look.last
        view = None if last is None else next((one for one in sent if one.number == last.number), None)
        self.state = _state(look, view, any(one.asked_at for one in sent), has_hub)
        tone, icon = _LOOKS[self.state]
        text = words(f"hand_in.{self.state}", **self._details(view))
        self.chip.set(text, tone, icon)
        self.beside.setText(words("hand_in.tip", sha=view.sha256[:16], size=view.bytes) if view and view.asked_at else "")
        self.button.setVisible(self.state not in ("waiting", "waiting_no_hub", "received", "received_venue"))
        verb = {"conflict": "send_next", "refused": "send_again"}.get(self.state, "send")
        self.button.set_text(words(f"hand_in.{verb}"))
        self.button.set_reason("" if self.context.desk.actor.may(Right.EXPORT) else words("hand_in.no_right"))
        self.show()

    def _details(self, view: "SentView | None") -> dict[str, object]:
        if view is None:
            return {}
        wording, zone, now = self.context.wording, self.context.desk.zone, self.context.desk.clock.now()
        at = ""
        if view.received_at is not None:
            there = view.received_at.astimezone(zone)
            at = wording.time(there) if there.date() == now.astimezone(zone).date() else wording.date_time(there)
        reason = self._words(f"hand_in.reason_{view.reason}") if view.reason else ""
        return {"at": at, "revision": view.number, "reason": reason}


def _read(desk: "Desk", subject: str, kind: str) -> "tuple[tuple[SentView, ...], bool]":
    """The revisions of one report that have figures alone, and whether there is a hub; on the writer's thread."""
    found = tuple(one for one in desk.report_sending.list(subject) if one.kind == kind and not one.persons)
    waits = any(one.state.value == "waiting" for one in found)
    return found, not waits or desk.sync.status().hub is not None


def _state(look: "ReportLook", view: "SentView | None", ever: bool, has_hub: bool) -> str:
    if look.last is None or (look.draft and not ever):
        return "draft"
    if look.draft:
        return "changed"
    state = view.state.value if view is not None else "made"
    if state == "received" and view is not None and view.reason:
        return "received_venue"
    return "waiting_no_hub" if state == "waiting" and not has_hub else state
