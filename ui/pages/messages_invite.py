"""Whom to invite: families by how well they fit the event, each with its reasons; the list to call them by."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from eventdesk.domain.invitation import Why
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.pages.base import PageContext
from ui.pages.event_more_parts import FileWork
from ui.theme import Type
from ui.widgets.base import Card, Label, Rule, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.cells import Cell, ChipsCell, Column, NameCell, RowState, TextCell
from ui.widgets.choice import Select
from ui.widgets.paint import RIGHT, ChipLook, Tone
from ui.widgets.states import EmptyState, Loading
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.domain.invitation import Reason
    from eventdesk.services.family_views import PersonView
    from eventdesk.services.invitations import InvitationList, InvitationRow

LIMITS = ("50", "100", "200", "500")
_TONES = {
    Why.AGE: Tone.OK, Why.AGE_MAYBE: Tone.OUTLINE, Why.AGE_UNKNOWN: Tone.OUTLINE, Why.INTEREST: Tone.ACCENT, Why.DISTRICT: Tone.INFO,
    Why.RETURNING: Tone.OK, Why.LAPSED: Tone.WARN, Why.NEW: Tone.NEUTRAL,
}  # fmt: skip


class Invite(QWidget):
    """The list of one event. ``write_wanted``: somebody wants to write the invitation."""

    write_wanted = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context, self.words, self.theme = context, context.words, context.theme
        self.code = ""
        self._whole = False
        self._files = FileWork(context, self, failed=self._say)
        self._build()

    def _build(self) -> None:
        theme, words = self.theme, self.words
        self.limit = Select(theme, [(n, words("messaging.best", n=int(n))) for n in LIMITS], current="100")
        self.limit.setAccessibleName(words("messaging.limit"))
        self.limit.chosen.connect(lambda key: self.read())
        self.whole = Button(theme, words("messaging.whole"), icon="eye")
        self.whole.setCheckable(True)
        if not self.context.desk.actor.may(Right.UNMASK):
            self.whole.set_reason(words("registrations.reveal_reason"))
        self.whole.clicked.connect(self._show_whole)
        self.write = Button(theme, words("messaging.write_invitation"), icon="pencil")
        self.write.clicked.connect(self.write_wanted)
        self.export = Button(theme, words("messaging.export"), kind=Kind.PRIMARY, icon="export", key="Ctrl+E")
        self.export.clicked.connect(self.ask_file)
        self.tools = QWidget()
        self.tools.setLayout(fill(hbox(spacing=8), self.limit, None, self.whole, self.write, self.export))
        self.fits = Label(theme, "", bold=True)
        self.left = Label(theme, "", Type.COMPACT, color="muted", wrap=True)
        self.error = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.error.setContentsMargins(16, 8, 16, 8)
        self.error.hide()
        empty = EmptyState(theme, "people", words("messaging.no_family"), words("messaging.no_family_hint"))
        self.table: DataTable[InvitationRow] = DataTable(
            theme, self._columns(), key=lambda row: row.family, name=words("messaging.tab_invite"), empty=empty, frame=False,
            state=lambda row: RowState.DIM if row.invited else RowState.NORMAL,
        )  # fmt: skip
        self.loading = Loading(theme, self.table, words=words("common.loading"), cancel=words("common.cancel"), rows=9)
        head = vbox(16, 10, 16, 10, spacing=2)
        fill(head, self.fits, self.left)
        card = Card(theme, padding=(1, 1, 1, 8), spacing=0)
        fill(card.body, head, Rule(theme))
        card.body.addWidget(self.loading, 1)
        fill(card.body, self.error)
        column = vbox()
        column.addWidget(card)
        self.setLayout(column)

    def _columns(self) -> "tuple[Column[InvitationRow], ...]":
        words, wording = self.words, self.context.wording

        def name(row: "InvitationRow") -> Cell:
            guardian = row.guardian
            note = words("invitations.invited") if row.invited else ""
            return NameCell((guardian.name or guardian.nickname or "") if guardian else "", note=note)

        def phone(row: "InvitationRow") -> Cell:
            return TextCell((row.guardian.phone or "") if row.guardian else "", tone="text2")

        def child(one: "PersonView") -> str:
            return " ".join(filter(None, (one.nickname, wording.age(one.age_months) if one.age_months is not None else "")))

        def children(row: "InvitationRow") -> Cell:
            return words("common.list_comma").join(filter(None, map(child, row.children)))

        def last(row: "InvitationRow") -> Cell:
            return TextCell(row.last_visit.isoformat() if row.last_visit else "\u2013", tone="text2")

        def why(row: "InvitationRow") -> Cell:
            return ChipsCell(tuple(self._chip(reason) for reason in row.reasons))

        return (
            Column("score", words("invitations.column_score"), lambda row: TextCell(str(row.score), bold=True), 72, align=RIGHT),
            Column("family", words("messaging.col_family"), name, 116, 1),
            Column("phone", words("invitations.column_phone"), phone, 116),
            Column("children", words("messaging.col_children"), children, 146, 2),
            Column("district", words("invitations.column_district"), lambda row: TextCell(row.district, tone="text2"), 76),
            Column("last", words("invitations.column_last_visit"), last, 96),
            Column("why", words("invitations.column_reasons"), why, 440, 6),
        )  # fmt: skip

    def _chip(self, reason: "Reason") -> ChipLook:
        """In a word: the age, the district and the last visit stand in their own columns."""
        key = f"messaging.why_{reason.why.value}"
        return ChipLook(self.words(key, name=reason.detail), "", _TONES[reason.why])

    def open(self, code: str) -> None:
        """Show an event, masked unless the eye is open and it is the same event."""
        self._whole = self._whole and code == self.code
        self.code = code
        self.read()

    def read(self) -> None:
        """Rank anew."""
        self.whole.setChecked(self._whole)
        if not self.code:
            self.table.set_rows(())
            return
        self.loading.start()
        self.context.tasks.run(
            self.context.desk.invitations.rank, self.code, limit=int(self.limit.current), unmasked=self._whole,
            done=partial(self._show, self.code), failed=self._failed, ended=self.loading.stop, owner=self,
        )  # fmt: skip

    def _show(self, code: str, found: "InvitationList") -> None:
        if code != self.code:
            return
        words = self.words
        shown = len(found.rows)
        self.fits.setText(words("messaging.fits" if shown < found.fitting else "messaging.fits_all", n=found.fitting, shown=shown))
        left = [words("messages.count", word=words(f"invitations.left_{why.value}"), n=n) for why, n in found.left_out.items()]
        self.left.setText(words("messaging.left_out", left=words("common.list_sep").join(left)) if left else "")
        self.left.setVisible(bool(left))
        self.table.set_rows(found.rows)
        right = "" if self.context.desk.actor.may(Right.EXPORT) else words("messaging.no_right")
        self.export.set_reason(right or ("" if found.rows else words("messaging.no_family")))
        self._say("")

    def _show_whole(self, on: bool) -> None:
        self._whole = on
        self.read()

    def leave(self) -> None:
        """Names and numbers aren't left open."""
        if self._whole:
            self._whole = False
            self.read()

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    def _failed(self, error: DeskError) -> None:
        self._say(self.context.wording.error(error).whole)

    def ask_file(self) -> None:
        """Where the call list goes."""
        if not self.export.isEnabled():
            return
        code, invitations, words, whole, limit = self.code, self.context.desk.invitations, self.words, self._whole, self.limit.current
        self._files.ask(
            self.export, f"{code}-invite.xlsx", "xlsx",
            lambda file: invitations.export(code, file, words, limit=int(limit), unmasked=whole),
            lambda made: words("messaging.exported", n=made.families, file=made.file.name),
        )  # fmt: skip
