"""This laptop as the venue's hub: begin it, invite the other computers by a code on the screen, see who joined, end it."""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from eventdesk.errors import DeskError
from ui.dialogs.files import ask_save
from ui.dialogs.ticket_view import TicketView
from ui.dialogs.venue_above import Above
from ui.dialogs.venue_stop import what_stops
from ui.pages.base import PageContext
from ui.theme import Type
from ui.venue_keeper import VenueKeeper
from ui.widgets.base import Elided, Label, clear, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.chips import AlertStrip
from ui.widgets.dialog import Dialog, Question
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.sync.invitation import Invitation
    from eventdesk.venue_hub import VenueHub, VenueState

_LOOK = 2_000
_SIDE = 300
_MOST = 8
"""Computers that are named; of more their number is told."""


class VenueHubDialog(Dialog):
    """Stays open while people join. ``keeper`` has the hub; closing the dialog ends nothing."""

    def __init__(self, context: PageContext, keeper: VenueKeeper, *, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, context.words("venue_hub.title"), parent=parent, width=720)
        self.context, self.keeper, self._words = context, keeper, context.words
        self.invitation: Invitation | None = None
        self._state: VenueState | None = None
        self.trouble = AlertStrip(context.theme)
        self.trouble.hide()
        self._parts = QStackedWidget()
        self._parts.addWidget(self._build_off())
        self._parts.addWidget(self._build_on())
        fill(self.content, self.trouble, self._parts)
        self.stop_button = self.add_button(self._words("venue_hub.stop"), kind=Kind.DANGER)
        self.stop_button.clicked.connect(self.ask_stop)
        self.start_button = self.add_button(self._words("venue_hub.start"), kind=Kind.PRIMARY, icon="building")
        self.start_button.clicked.connect(self.start)
        self.add_button(self._words("common.close"), key="Esc").clicked.connect(self.reject)
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self._look)
        self._show_part()
        if keeper.hub is not None:
            self.invite()

    # -- off

    def _build_off(self) -> QWidget:
        theme, words = self.theme, self._words
        holder = QWidget()
        column = vbox(spacing=10)
        fill(column, Label(theme, words("venue_hub.what"), wrap=True))
        fill(column, Label(theme, words("venue_hub.firewall"), color="text2", wrap=True))
        if self.context.desk.encrypted:
            fill(column, Label(theme, words("venue_hub.not_encrypted"), color="warn-text", wrap=True))
        fill(column, None)
        holder.setLayout(column)
        return holder

    def start(self) -> None:
        """Begin, let this desk join, and invite."""
        self.trouble.hide()
        self.start_button.set_busy(self._words("venue_hub.starting"))
        self.keeper.start(self.context.desk, done=self._started, failed=self._failed, owner=self)

    def _started(self) -> None:
        hub = self.keeper.hub
        if hub is not None:
            self.context.tasks.outside(_invitation_here, hub, done=self._join, failed=self._failed, owner=self)

    def _join(self, line: str) -> None:
        self.context.tasks.run(self.context.desk.sync.enrol, line, done=self._joined, failed=self._not_joined, owner=self)

    def _joined(self, made: object) -> None:
        self.context.changes.announce({"sync"})
        self._ready()

    def _not_joined(self, error: DeskError) -> None:
        # The hub runs all the same: the others can join it.
        self._failed(error)
        self._ready()

    def _ready(self) -> None:
        self.start_button.set_busy("")
        self._show_part()
        self.invite()

    def _failed(self, error: DeskError) -> None:
        self.start_button.set_busy("")
        sentence = self.context.wording.error(error)
        self.trouble.set(sentence.what, sentence.hint, tone=Tone.REFUSE)
        self.trouble.show()

    # -- on

    def _build_on(self) -> QWidget:
        theme, words = self.theme, self._words
        self._code = vbox()
        code = QWidget()
        code.setFixedWidth(_SIDE)
        code.setLayout(self._code)
        self.address = Label(theme, "", Type.LEAD, bold=True)
        self.address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.until = Label(theme, "", color="text2", wrap=True)
        self.line = Elided(theme, kind=Type.CAPTION, color="muted")
        self.again = Button(theme, words("venue_hub.again"), icon="sync", size=Size.SMALL)
        self.copy = Button(theme, words("common.copy"), icon="file", size=Size.SMALL)
        self.save = Button(theme, words("venue_hub.save"), icon="export", size=Size.SMALL)
        for button, slot in ((self.again, self.invite), (self.copy, self._copy_line), (self.save, self._ask_file)):
            button.clicked.connect(slot)
        verbs = hbox(spacing=8)
        fill(verbs, self.copy, self.save, None)
        # A row of its own: three verbs are wider than this side in English.
        other = hbox()
        fill(other, self.again, None)
        self.joined_title = Label(theme, "", bold=True)
        self._list = vbox(spacing=4)
        self.above = Above(self.context, self.keeper, self._look)
        side = vbox(spacing=10)
        fill(side, self.address, self.until, self.line, verbs, other, self.joined_title, self._list, self.above, None)
        self.firewall = Label(theme, "", Type.COMPACT, color="muted", wrap=True)
        fill(side, self.firewall)
        row = hbox(spacing=20)
        row.addWidget(code, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(side, 1)
        holder = QWidget()
        holder.setLayout(row)
        return holder

    def invite(self) -> None:
        """Another invitation: each lets one computer in."""
        if self.keeper.hub is not None:
            self.context.tasks.outside(_invitation, self.keeper.hub, done=self._show_invitation, failed=self._failed, owner=self)

    def _show_invitation(self, made: "Invitation") -> None:
        self.invitation = made
        words, text = self._words, made.text()
        clear(self._code)
        self.code = TicketView(self.theme, text, words("venue_hub.code_name"), side=_SIDE)
        self._code.addWidget(self.code)
        self.line.setText(text)
        until = made.until.astimezone(self.context.desk.zone)
        self.until.setText(words("venue_hub.until", at=self.context.wording.time(until)))
        self._look()

    def _copy_line(self) -> None:
        if self.invitation is not None:
            QGuiApplication.clipboard().setText(self.invitation.text())
            self.context.toast(self._words("venue_hub.copied"))

    def _ask_file(self) -> None:
        if self.invitation is not None:
            name = f"{self._words('venue_hub.file_name')}.txt"
            ask_save(self, self._words("venue_hub.save"), name, self.write, kinds=self._words("sync_page.invitation_kinds"))

    def write(self, file: Path) -> None:
        """Put the invitation's line into a file."""
        if self.invitation is None:
            return
        try:
            file.write_text(f"{self.invitation.text()}\n", encoding="utf-8")
        except OSError:
            self._failed(DeskError("system_refused", reason=file.name))

    def _look(self) -> None:
        if self.keeper.hub is not None:
            self.context.tasks.outside(self.keeper.hub.state, done=self._show_state, failed=self._failed, owner=self)

    def _show_state(self, state: "VenueState") -> None:
        known = len(self._state.joined) if self._state is not None else None
        self._state = state
        words, wording = self._words, self.context.wording
        self.address.setText(state.url)
        self.firewall.setText(words("venue_hub.firewall_port", port=urlsplit(state.url).port))
        self.joined_title.setText(words("venue_hub.joined", n=len(state.joined)))
        clear(self._list)
        for one in state.joined[:_MOST]:
            seen = words("venue_hub.never")
            if one.last_seen is not None:
                seen = words("venue_hub.now") if one.lately else wording.date_time(one.last_seen.astimezone(self.context.desk.zone))
            self._list.addWidget(Label(self.theme, words("venue_hub.one", name=one.name, seen=seen)))
        more = len(state.joined) - _MOST
        if more > 0:
            self._list.addWidget(Label(self.theme, words("venue_hub.more", n=more), color="text2"))
        self.above.show_state(state)
        if known is not None and len(state.joined) > known:
            # The code on the screen let somebody in: the next one needs another.
            self.invite()

    # -- ending it

    def ask_stop(self) -> None:
        """End it; ask first while others are at work or the hub above lacks something."""
        words = self._words
        consequence = what_stops(words, self._state)
        if not consequence:
            self.stop()
            return
        self.question = Question(
            self.theme, question=words("venue_hub.stop_question"), consequence=consequence, verb=words("venue_hub.stop"),
            safe=words("common.cancel"), parent=self,
        )  # fmt: skip
        self.question.accepted.connect(self.stop)
        self.question.open()

    def stop(self) -> None:
        """End it now."""
        self._timer.stop()
        self.stop_button.set_busy(self._words("venue_hub.stopping"))
        self.keeper.stop(done=self._stopped, owner=self)

    def _stopped(self) -> None:
        self.stop_button.set_busy("")
        self.invitation = self._state = None
        self._show_part()

    def _show_part(self) -> None:
        on = self.keeper.hub is not None
        self._parts.setCurrentIndex(int(on))
        self.stop_button.setVisible(on)
        self.start_button.setVisible(not on)
        if on:
            self._timer.start()


def _invitation(hub: "VenueHub") -> "Invitation":
    return hub.invite()


def _invitation_here(hub: "VenueHub") -> str:
    return hub.invite(here=True).text()
