"""The right side of the import's check: what would become of every row."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout

from resources.words import Words
from ui.models.import_rows import Kind, Place, PreviewRow, columns, ground, kind_counts, preview_rows
from ui.theme import Theme
from ui.widgets.base import Card, Label, Rule, hbox
from ui.widgets.chips import Chip
from ui.widgets.choice import Seg
from ui.widgets.paint import Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.import_views import ImportResult

_CHIPS = (
    (Kind.CLEAN, "chip_ready", Tone.OK, "okc"),
    (Kind.REFUSED, "chip_refused", Tone.REFUSE, "octagon"),
    (Kind.DUPLICATE, "chip_duplicate", Tone.INFO, "people"),
    (Kind.LOOK, "chip_look", Tone.WARN, "warn"),
)
_ONE_LINE = 720  # narrower than this the chips go below


class Preview(Card):
    """``corrected(place, text)`` tells that a person put a wrong cell right."""

    corrected = Signal(object, str)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme, padding=1, spacing=0)
        self._words = words
        self._result: ImportResult | None = None
        self._corrections: frozenset[Place] = frozenset()
        self.seg = Seg(theme, (("all", words("importing.seg_all", n=0)), ("problems", words("importing.seg_problems", n=0))))
        self.seg.chosen.connect(lambda _: self._show())
        self.busy = Chip(theme, words("importing.checking"), Tone.NEUTRAL, icon="clock")
        self.busy.hide()
        first = hbox(spacing=12)
        first.addWidget(Label(theme, words("importing.preview"), bold=True))
        first.addWidget(self.seg)
        first.addWidget(self.busy)
        first.addStretch(1)
        chips = hbox(spacing=8)
        self.chips = {kind: Chip(theme, "", tone, icon=icon) for kind, _, tone, icon in _CHIPS}
        for chip in self.chips.values():
            chips.addWidget(chip)
        chips.addStretch(1)
        self._head = hbox(16, 8, 16, 8, spacing=8)
        self._head.addLayout(first, 1)
        self._head.addLayout(chips)
        self.table: DataTable[PreviewRow] = DataTable(
            theme, columns(words), key=lambda row: row.key, state=ground, name=words("importing.preview"), frame=False,
            empty=EmptyState(theme, "okc", words("importing.no_problems"), words("importing.no_problems_hint")),
        )  # fmt: skip
        self.table.edited.connect(self._edited)
        self.table.acted.connect(self._acted)
        self.body.addLayout(self._head)
        self.body.addWidget(Rule(theme))
        self.body.addWidget(self.table, 1)
        self.body.addSpacing(7)

    def show_result(self, result: "ImportResult", corrections: frozenset[Place]) -> None:
        """Show what would become of the rows."""
        self._result, self._corrections = result, corrections
        counts, words = kind_counts(result), self._words
        ready = counts[Kind.CLEAN] + counts[Kind.LOOK]
        for kind, key, tone, icon in _CHIPS:
            number = ready if kind is Kind.CLEAN else counts[kind]
            self.chips[kind].set(words(f"importing.{key}", n=number), tone, icon)
            self.chips[kind].setVisible(number > 0 or kind is Kind.CLEAN)
        self.seg.set_label("all", words("importing.seg_all", n=len(result.rows)))
        problems = counts[Kind.REFUSED] + counts[Kind.DUPLICATE] + counts[Kind.LOOK]
        self.seg.set_label("problems", words("importing.seg_problems", n=problems))
        self._show()

    def start_over(self) -> None:
        """Begin at the top, with all rows."""
        self.seg.set_current("all")
        self.table.view.scrollToTop()

    def _show(self) -> None:
        if self._result is not None:
            only = self.seg.current == "problems"
            self.table.set_rows(preview_rows(self._result, self._corrections, problems_only=only))

    def _edited(self, row: PreviewRow, column: str, text: str) -> None:
        place = row.flaw_place
        if place is not None and row.row is not None and row.row.flaw is not None and text != row.row.flaw.text:
            self.corrected.emit(place, text)

    def _acted(self, row: PreviewRow, column: str, action: str) -> None:
        place = row.flaw_place
        if action == "guess" and place is not None and row.row is not None and row.row.flaw is not None:
            self.corrected.emit(place, row.row.flaw.guess)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chips go below where there is little room."""
        super().resizeEvent(event)
        wide = self.width() >= self.theme.px(_ONE_LINE)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._head.direction() is not direction:
            self._head.setDirection(direction)
