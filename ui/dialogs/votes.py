"""What became of each row of a file of votes, where some were not counted."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from eventdesk.domain.proposal import VoteFate
from resources.words import Words
from ui.pages.base import PageContext
from ui.widgets.base import Label
from ui.widgets.buttons import Kind
from ui.widgets.cells import Column, RowState, TextCell
from ui.widgets.dialog import Dialog
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.ballots import VoteImport, VoteRowFate

_ROWS = 8


class VotesImported(Dialog):
    """The rows that were not counted; how many were stands above."""

    def __init__(self, context: PageContext, result: "VoteImport", *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("proposals.imported_title"), parent=parent, width=620)
        rows = len(result.rows)
        fact = words("proposals.imported_fact", n=result.counted, rows=rows) if result.counted else words(
            "proposals.imported_none", rows=rows)  # fmt: skip
        self.content.addWidget(Label(self.theme, fact, color="text2", wrap=True))
        left = [row for row in enumerate(result.rows) if row[1].fate is not VoteFate.COUNTED]
        self.table: DataTable[tuple[int, VoteRowFate]] = DataTable(
            self.theme,
            (
                Column("ref", words("proposals.col_ref"), lambda row: row[1].ref, 70),
                Column("title", words("proposals.col_title"), lambda row: row[1].title, 160, 1),
                Column("fate", words("proposals.col_fate"), partial(_fate, words), 190),
            ),
            key=lambda row: row[0], state=lambda row: RowState.NORMAL, name=words("proposals.imported_title"),
        )  # fmt: skip
        self.table.set_rows(left)
        self.table.setFixedHeight(self.theme.px(50 + 40 * min(len(left), _ROWS)))
        self.content.addWidget(self.table)
        close = self.add_button(words("common.close"), kind=Kind.PRIMARY, key="Esc")
        close.clicked.connect(self.accept)
        close.setFocus()


def _fate(words: Words, row: "tuple[int, VoteRowFate]") -> TextCell:
    harmless = row[1].fate is VoteFate.VOTED_BEFORE
    return TextCell(words(f"proposals.fate_{row[1].fate.value}"), tone="text2" if harmless else "warn-text")
