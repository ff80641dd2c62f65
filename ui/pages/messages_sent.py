"""What was sent for an event: when, what for, and what became of it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from eventdesk.domain.message import Outcome
from ui.pages.base import PageContext
from ui.widgets.base import Card, hbox, vbox
from ui.widgets.cells import Cell, ChipsCell, Column, TextCell
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.message_views import MessageView

_TONES = {
    Outcome.SENT: Tone.OK, Outcome.COPIED: Tone.OK, Outcome.WRITTEN: Tone.OUTLINE, Outcome.FAILED: Tone.REFUSE,
    Outcome.OPTED_OUT: Tone.NEUTRAL, Outcome.NO_ADDRESS: Tone.WARN, Outcome.SENDING: Tone.INFO, Outcome.LOST: Tone.WARN,
}  # fmt: skip


class Sent(QWidget):
    """The messages of one event, the newest first."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context, self.words = context, context.words
        self.code = ""
        self.tools = QWidget()
        self.tools.setLayout(hbox())
        empty = EmptyState(context.theme, "send", self.words("messages.none"), self.words("messaging.sent_hint"))
        self.table: DataTable[MessageView] = DataTable(
            context.theme, self._columns(), key=lambda row: row.id, name=self.words("messaging.tab_sent"), empty=empty, frame=False
        )
        card = Card(context.theme, padding=(1, 1, 1, 8), spacing=0)
        card.body.addWidget(self.table, 1)
        column = vbox()
        column.addWidget(card)
        self.setLayout(column)

    def _columns(self) -> "tuple[Column[MessageView], ...]":
        words, wording = self.words, self.context.wording

        def at(row: "MessageView") -> Cell:
            local = row.at.astimezone(self.context.desk.zone)
            return TextCell(f"{wording.day_short(local.date())} {wording.time(local)}", tone="text2")

        def outcomes(row: "MessageView") -> Cell:
            return ChipsCell(
                tuple(
                    ChipLook(
                        words("messages.count", word=words(f"messages.outcome_{key.value}"), n=n), "", _TONES[key],
                        tip=self._why(row) if key is Outcome.FAILED else "",
                    )
                    for key, n in sorted(row.outcomes.items(), key=lambda item: list(_TONES).index(item[0]))
                )
            )  # fmt: skip

        return (
            Column("at", words("messaging.col_at"), at, 132, 1),
            Column("purpose", words("messaging.purpose"), lambda row: words(f"messages.purpose_{row.purpose.value}"), 96, 1),
            Column("channel", words("messaging.col_channel"), lambda row: words(f"messages.channel_{row.channel.value}"), 84, 1),
            Column("subject", words("messaging.subject"), lambda row: TextCell(row.subject or "\u2013", tone="text2"), 220, 4),
            Column("outcomes", words("messaging.col_outcomes"), outcomes, 320, 6),
        )  # fmt: skip

    def _why(self, row: "MessageView") -> str:
        from resources.words import sentence

        return "\n".join(f"{n} × {sentence(self.words, code, {'reply': '–'})[0]}" for code, n in row.troubles.items())

    def open(self, code: str) -> None:
        """Show an event's messages."""
        self.code = code
        self.read()

    def read(self) -> None:
        """Read them again."""
        if self.code:
            self.context.tasks.run(self.context.desk.messages.list, self.code, done=partial(self._show, self.code), owner=self)
        else:
            self.table.set_rows(())

    def _show(self, code: str, rows: "tuple[MessageView, ...]") -> None:
        if code == self.code:
            self.table.set_rows(rows)
