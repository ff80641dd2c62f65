"""The families that must be told something: why, by which phone, and whether somebody has."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.pages.base import PageContext
from ui.pages.event_more_parts import EventTab, FileWork
from ui.theme import Type
from ui.widgets.base import Card, Label, Rule, fill, hbox, vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.cells import ActionCell, Cell, ChipsCell, Column, NameCell, RowState, TextCell
from ui.widgets.meters import CapacityBar
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.calls import CallView

_TONES = {
    RegistrationState.CONFIRMED: Tone.OK, RegistrationState.WAITLISTED: Tone.WARN, RegistrationState.CANCELLED: Tone.NEUTRAL,
    RegistrationState.DRAFT: Tone.NEUTRAL,
}  # fmt: skip


class CallsTab(EventTab):
    """Those who were not told yet come first. Space says that somebody called."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._whole = False
        self._build()
        self._files = FileWork(context, self, failed=self._say)
        self.table.acted.connect(lambda call, column, action: self.toggle(call))
        self.table.opened.connect(self.toggle)
        space = QShortcut(QKeySequence("Space"), self.table, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        space.activated.connect(lambda: self.toggle(self.table.current))

    def _build(self) -> None:
        theme, words = self.theme, self.words
        self.progress = Label(theme, "", bold=True)
        self.bar = CapacityBar(theme, height=6)
        self.bar.setFixedWidth(theme.px(160))
        self.whole = Button(theme, words("event_more.show_whole"), icon="eye", size=Size.SMALL)
        self.whole.setCheckable(True)
        self.whole.setToolTip(words("event_more.show_whole_hint"))
        if not self.context.desk.actor.may(Right.UNMASK):
            self.whole.set_reason(words("registrations.reveal_reason"))
        self.whole.clicked.connect(self._show_whole)
        self.export = Button(theme, words("event_more.calls_export"), icon="export", size=Size.SMALL)
        self.export.clicked.connect(self._export)
        head = hbox(16, 10, 12, 10, spacing=12)
        fill(head, self.progress, self.bar, None, self.whole, self.export)
        empty = EmptyState(theme, "call", words("event_more.calls_none"), words("event_more.calls_none_hint"))
        self.table: DataTable[CallView] = DataTable(
            theme, self._columns(), key=lambda call: call.id, name=words("event_more.tab_calls"), empty=empty, frame=False,
            state=lambda call: RowState.DIM if call.done_at is not None else RowState.NORMAL,
        )  # fmt: skip
        self.error = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.error.setContentsMargins(16, 8, 16, 8)
        self.error.hide()
        card = Card(theme, padding=(1, 1, 1, 8), spacing=0)
        fill(card.body, head, Rule(theme))
        card.body.addWidget(self.table, 1)
        fill(card.body, self.error)
        column = vbox(0, 0, 0, 20)
        column.addWidget(card)
        self.setLayout(column)

    def _columns(self) -> "tuple[Column[CallView], ...]":
        words = self.words

        def phone(call: "CallView") -> Cell:
            return TextCell(call.phone or words("event_more.no_phone"), tone="text" if call.phone else "muted")

        def reason(call: "CallView") -> Cell:
            return words(f"conflicts.call_{call.reason.value}")

        def done(call: "CallView") -> Cell:
            if call.done_at is None:
                return ActionCell("done", words("event_more.told"), icon="check")
            return ActionCell(
                "undo",
                words("common.undo"),
                icon="undo",
                hover=True,
                lead=self._moment(call.done_at),
                lead_tone="muted",
            )

        return (
            Column("family", words("event_more.col_family"), lambda call: NameCell(call.label), 150, 2),
            Column("phone", words("event_more.col_phone"), phone, 134, 1),
            Column("reason", words("event_more.col_reason"), reason, 150, 3),
            Column("state", words("event_more.col_state"), self._state, 112, 1),
            Column("at", words("event_more.col_at"), lambda call: TextCell(self._moment(call.at), tone="text2"), 132, 1),
            Column("done", words("event_more.col_done"), done, 196, 1),
        )  # fmt: skip

    def _state(self, call: "CallView") -> Cell:
        if call.state is None:
            return ""
        return ChipsCell((ChipLook(self.words(f"conflicts.calls_state_{call.state.value}"), "", _TONES[call.state]),))

    def _moment(self, at: datetime) -> str:
        local, wording = at.astimezone(self.context.desk.zone), self.context.wording
        return f"{wording.day_short(local.date())} {wording.time(local)}"

    # -- showing

    def open(self, event_code: str) -> None:
        """Show an event's list, masked unless the eye is open and it is the same event."""
        if event_code != self.code:
            self._whole = False
        super().open(event_code)
        self._read()

    def _read(self) -> None:
        calls = self.context.desk.calls
        self.context.tasks.run(
            calls.list, self.code, unmasked=self._whole, done=partial(self._show, self.code, self._whole), failed=self._failed,
            owner=self,
        )  # fmt: skip

    def _show(self, code: str, whole: bool, calls: "tuple[CallView, ...]") -> None:
        if code != self.code or whole != self._whole:
            return
        told = sum(call.done_at is not None for call in calls)
        words = self.words
        self.progress.setText(
            words("event_more.calls_progress", done=told, n=len(calls)) if calls else words("event_more.tab_calls")
        )
        self.bar.set(told, max(len(calls), 1))
        self.bar.setVisible(bool(calls))
        self.whole.setChecked(whole)
        self.whole.set_text(words("event_more.hide_whole" if whole else "event_more.show_whole"))
        self.whole.setVisible(bool(calls))
        self.export.set_reason("" if calls else words("event_more.calls_none"))
        self.table.set_rows(calls)
        if calls and self.table.current is None:
            self.table.select(calls[0].id)
        self._say("")

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    def _failed(self, error: DeskError) -> None:
        self._say(self.context.wording.error(error).whole)

    def _show_whole(self, on: bool) -> None:
        self._whole = on
        self._read()

    def leave(self) -> None:
        """Names and numbers aren't left open."""
        if self._whole:
            self._whole = False
            self._read()

    # -- what the person does

    def toggle(self, call: "CallView | None") -> None:
        """Somebody told this family, or did not after all."""
        if call is None:
            return
        self._set(call, done=call.done_at is None)

    def _set(self, call: "CallView", *, done: bool, quiet: bool = False) -> None:
        work = partial(self.context.desk.calls.done, call.id, done=done)
        self.context.tasks.run(
            work, done=partial(self._was_set, call, done and not quiet), failed=self._failed, owner=self
        )

    def _was_set(self, call: "CallView", told: bool, kept: "CallView") -> None:
        if told:
            undo = partial(self._set, call, done=False, quiet=True)
            self.context.toast(
                self.words("event_more.told_to", family=call.label or self.words("event_more.nameless")), undo=undo
            )
        self._read()

    def _export(self) -> None:
        code, calls, words, whole = self.code, self.context.desk.calls, self.words, self._whole
        self._files.ask(
            self.export, f"{code}-calls.csv", "csv", lambda file: calls.export(code, file, words, unmasked=whole),
            lambda made: words("event_more.calls_written", n=made.families, file=made.file.name),
        )  # fmt: skip
