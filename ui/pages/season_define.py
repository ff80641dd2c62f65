"""What a figure of the season is: its value, how it is worked out, and the events that it is made of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from resources.season_words import goal_said
from ui.pages.base import PageContext
from ui.pages.season_goals import shown
from ui.theme import Type
from ui.widgets.base import Label, fill, hbox
from ui.widgets.cells import Column, TextCell
from ui.widgets.dialog import Dialog
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.domain.season_goals import GoalLine, Part


class DefinitionDialog(Dialog):
    """``opened(code)``: the person wants to see an event that the figure counts."""

    opened = Signal(str)

    def __init__(
        self, context: PageContext, title: str, value: str, definition: str, *, parent: QWidget, facts: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__(context.theme, title, parent=parent, width=560)
        theme = context.theme
        self.definition = definition
        head = hbox(spacing=20)
        fill(head, Label(theme, value, Type.PAGE, bold=True))
        for name, number in facts:
            head.addSpacing(4)
            fill(head, Label(theme, name, Type.COMPACT, color="muted"), Label(theme, number, Type.COMPACT, bold=True))
        head.addStretch(1)
        fill(self.content, head, Label(theme, definition, color="text2", wrap=True))
        close = self.add_button(context.words("common.close"), key="Esc")
        close.clicked.connect(self.reject)
        close.setDefault(True)

    def show_parts(self, context: PageContext, line: "GoalLine") -> None:
        """List the events that a goal is made of."""
        words, wording, theme = context.words, context.wording, context.theme
        name = line.name.value

        def what(part: "Part") -> str:
            if name == "content":
                return words("season_page.part_content", n=part.denominator, content=part.numerator)
            return words("season_page.part_persons", n=part.numerator) if name == "persons" else ""

        columns: list[Column[Part]] = [
            Column("title", words("season_page.define_parts"), lambda part: TextCell(part.title, bold=True), 220, 1),
            Column("day", "", lambda part: wording.day_short(part.start.date()), 120),
            Column("what", "", what, 130),
        ]
        table: DataTable[Part] = DataTable(
            theme, columns[: 2 if name in ("events", "partners") else 3], key=lambda part: part.code,
            name=words("season_page.define_parts"), empty=EmptyState(theme, "cal", words("season_page.define_none")),
        )  # fmt: skip
        table.set_rows(line.parts)
        table.setMinimumHeight(theme.px(min(64 + 40 * max(len(line.parts), 2), 320)))
        table.opened.connect(lambda part: self.opened.emit(part.code))
        self.content.addWidget(table, 1)


def of_goal(context: PageContext, line: "GoalLine", *, parent: QWidget) -> DefinitionDialog:
    """The definition of a goal, with numerator, denominator and events."""
    words = context.words
    facts = [(words("season_page.define_numerator"), f"{line.numerator:,}")]
    if line.denominator is not None:
        facts.append((words("season_page.define_denominator"), f"{line.denominator:,}"))
    facts.append((words("season_page.of_target", target="").strip(), goal_said(words, line.name.value, line.target)))
    name = line.name.value
    dialog = DefinitionDialog(
        context, words(f"season_page.goal_{name}"), shown(line), words(f"season_page.define_{name}"), parent=parent, facts=facts
    )
    dialog.show_parts(context, line)
    return dialog
