"""The surveys of an event: what is asked, in which version, and how many answered."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from eventdesk.domain.feedback import SurveyState
from ui.pages.base import PageContext
from ui.widgets.base import vbox
from ui.widgets.cells import ChipsCell, Column, TextCell
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.survey_views import SurveyView

STATE_TONES = {SurveyState.DRAFT: Tone.NEUTRAL, SurveyState.OPEN: Tone.OK, SurveyState.CLOSED: Tone.OUTLINE}


class FeedbackSurveys(QWidget):
    """The segment of surveys. Whoever mounts it hands on :meth:`may_leave`, :meth:`keys`, :meth:`undo`, :meth:`state` and
    :meth:`restore`; ``changed`` comes after something was written, and when :meth:`header_actions` are others than before."""

    changed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        words = context.words
        self._event = ""
        self.table: DataTable[SurveyView] = DataTable(
            context.theme, self._columns(), key=lambda row: row.id, name=words("survey_page.list"),
            empty=EmptyState(context.theme, "list", words("survey_page.none"), words("survey_page.none_line")),
        )  # fmt: skip
        column = vbox()
        column.addWidget(self.table, 1)
        self.setLayout(column)

    def show_event(self, code: str) -> None:
        """Show an event's surveys; the same one again reads them anew."""
        self._event = code
        self.context.tasks.run(self.context.desk.surveys.list, code, done=self._show)

    def header_actions(self) -> list[QWidget]:
        """Fresh buttons for the header."""
        return []

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        return ()

    def may_leave(self) -> bool:
        """Whether nothing would be lost by going elsewhere."""
        return True

    def undo(self) -> None:
        """Ctrl+Z while no toast offers to undo."""

    def state(self) -> dict[str, Any]:
        """What the person had chosen, and what is not saved yet: plain values."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up a state from :meth:`state`."""

    def _columns(self) -> "list[Column[SurveyView]]":
        words = self.context.words

        def state(row: "SurveyView") -> ChipsCell:
            return ChipsCell((ChipLook(words(f"survey_page.state_{row.state.value}"), tone=STATE_TONES[row.state]),))

        return [
            Column("name", words("survey_page.list"), lambda row: TextCell(row.name, bold=True), 260, 1),
            Column("state", "", state, 120),
            Column("responses", "", lambda row: words("survey_page.responses", n=row.responses), 140),
            Column("version", "", lambda row: words("survey_page.version", n=row.number), 120),
        ]

    def _show(self, found: "tuple[SurveyView, ...]") -> None:
        self.table.set_rows(found)
