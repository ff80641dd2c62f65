"""The report's figures and lists as tables, and a figure opened to what it is made of."""

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from eventdesk.reports.document import NUMBERS, Figure, ReportDocument, Table, ValueKind
from eventdesk.reports.exporters.rows import call, define
from eventdesk.reports.phrases import shown, word
from resources.words import Words
from ui.models.reports import FigureRow, slot_titles
from ui.pages.base import PageContext
from ui.pages.reports_widths import widest_words, widths
from ui.theme import Theme, Type
from ui.widgets.base import Label, Themed, fill, hbox, vbox
from ui.widgets.cells import ActionCell, Cell, Column, NameCell, RowState, TextCell
from ui.widgets.dialog import Dialog
from ui.widgets.states import EmptyState, Loading
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.report_views import Counted, CountedPerson, CountedRecord

_RIGHT = Qt.AlignmentFlag.AlignRight
_FIGURE = re.compile(r"(> )?[+\u2212-]?[\d,]+(\.\d+)?( ?%)?")
TextRow = tuple[int, tuple[str, ...]]


class FiguresTab(Themed, QWidget):
    """All figures in groups. ``opened`` carries the figure of a row."""

    opened = Signal(object)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self.adopt(theme)
        self._words = words
        see = words("common.details")

        def text(row: FigureRow, part: str) -> Cell:
            return TextCell(getattr(row, part), tone="text2")

        def action(row: FigureRow) -> Cell:
            return ActionCell("open", see, link=True) if row.figure is not None else ""

        columns: list[Column[FigureRow]] = [
            Column("title", words("report.column_figure"), lambda row: TextCell(row.title, bold=True), 176, 1),
            Column("value", words("report.column_value"), lambda row: TextCell(row.value, bold=True), 92, 0, _RIGHT),
            Column("numerator", words("report.column_numerator"), partial(text, part="numerator"), 84, 0, _RIGHT),
            Column(
                "denominator", words("report.column_denominator"), partial(text, part="denominator"), 108, 0, _RIGHT
            ),
            Column("definition", words("report.column_definition"), partial(text, part="definition"), 150, 5),
            Column("open", "", action, 76, 0, _RIGHT),
        ]
        self.table: DataTable[FigureRow] = DataTable(
            theme, columns, key=lambda row: row.key, name=words("reports.figures_name"),
            state=lambda row: RowState.HEADING if row.figure is None else RowState.NORMAL,
        )  # fmt: skip
        self.table.opened.connect(self._open)
        self.table.acted.connect(lambda row, column, key: self._open(row))
        column = vbox(spacing=8)
        fill(column, Label(theme, words("reports.figures_hint"), Type.COMPACT, color="text2", wrap=True))
        column.addWidget(self.table, 1)
        self.setLayout(column)
        self.setFocusProxy(self.table)

    def show_rows(self, rows: tuple[FigureRow, ...]) -> None:
        """Show another report's figures."""
        self.table.set_rows(rows)

    def _open(self, row: FigureRow) -> None:
        if row.figure is not None:
            self.opened.emit(row.figure)


class ListTab(Themed, QWidget):
    """One of the report's lists: ``no_shows``, ``questions``…"""

    def __init__(self, theme: Theme, words: Words, key: str, *, icon: str) -> None:
        super().__init__()
        self.adopt(theme)
        self._words, self._icon = words, icon
        self.table: DataTable[TextRow] | None = None
        self._column = vbox(spacing=8)
        self.note = Label(theme, word(f"note_{key}", words), Type.COMPACT, color="text2", wrap=True)
        fill(self._column, self.note)
        self.setLayout(self._column)

    def show_rows(self, table: Table, rows: tuple[tuple[str, ...], ...]) -> None:
        """Show another report's list; ``rows`` are its texts."""
        columns = self._columns(table, rows)
        if self.table is None:
            self.table = DataTable(self.theme, columns, key=lambda row: row[0])
            self._column.addWidget(self.table, 1)
            self.setFocusProxy(self.table)
        # A table may be called otherwise in the next report: who did not come is still expected before the event is over.
        self.note.setText(word(f"note_{table.name}", self._words))
        self.table.set_empty(EmptyState(self.theme, self._icon, word(f"nothing_{table.name}", self._words)))
        self.table.view.setAccessibleName(word(f"table_{table.name}", self._words))
        self.table.set_rows(enumerate(rows))
        self.table.fit(columns)

    def _columns(self, table: Table, rows: tuple[tuple[str, ...], ...]) -> list[Column[TextRow]]:
        """As wide as these rows need."""

        def cell(row: TextRow, place: int) -> Cell:
            return TextCell(row[1][place], bold=place == 0)

        titles = [word(f"column_{column.key}", self._words) for column in table.columns]
        numbers = [column.kind in NUMBERS or _counts(rows, place) for place, column in enumerate(table.columns)]
        whole = [number or column.kind is ValueKind.MOMENT for number, column in zip(numbers, table.columns, strict=True)]
        found = widths(self.theme, titles, rows, whole)
        stretched = widest_words(found, whole)
        return [
            Column(
                column.key, titles[place], partial(cell, place=place), found[place], int(place == stretched),
                _RIGHT if numbers[place] else Qt.AlignmentFlag.AlignLeft,
            )
            for place, column in enumerate(table.columns)
        ]  # fmt: skip


def _counts(rows: tuple[tuple[str, ...], ...], place: int) -> bool:
    """Whether a column of words holds figures and nothing else, as goals of different units do; those stand below each other."""
    told = [row[place] for row in rows if row[place] not in {"", "–"}]
    return place > 0 and bool(told) and all(_FIGURE.fullmatch(one) for one in told)


class FigureDialog(Dialog):
    """A figure: value, definition, numerator and denominator, and the people, events or shifts it counts."""

    def __init__(
        self, context: PageContext, document: ReportDocument, figure: Figure, *, parent: QWidget
    ) -> None:
        words, theme = context.words, context.theme
        super().__init__(theme, call(figure, words), parent=parent, width=820)
        self._words, self._context, self._slots = words, context, slot_titles(document)
        self._why = partial(context.desk.reports.why_closed, figure.key, document.kind)
        value = shown(figure.value, figure.kind, words)
        number = hbox(spacing=12)
        long = len(value) > 24
        fill(number, Label(theme, value, Type.COMPACT if long else Type.PAGE, bold=True, wrap=long))
        if figure.numerator is not None:
            parts = words(
                "reports.figure_part", numerator=figure.numerator,
                denominator="–" if figure.denominator is None else figure.denominator,
            )  # fmt: skip
            fill(number, Label(theme, parts, Type.TITLE, color="muted"))
        number.addStretch(1)
        key = Label(theme, words("reports.figure_key", name=figure.key), Type.COMPACT, color="muted")
        key.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.said = Label(theme, "", Type.COMPACT, color="text2", wrap=True)
        self.table = _people_table(theme, context, self._slot_names)
        self.table.setMinimumHeight(theme.px(300))
        self._tables = QStackedWidget()
        self._tables.addWidget(self.table)
        self.loading = Loading(theme, self._tables, words=words("reports.loading"), cancel=words("common.cancel"), rows=5)
        fill(self.content, number, Label(theme, define(figure, words), wrap=True), key, self.said)
        self.content.addWidget(self.loading, 1)
        close = self.add_button(words("common.close"), key="Esc")
        close.clicked.connect(self.reject)
        close.setDefault(True)
        self.loading.start()
        task = context.tasks.run(
            context.desk.reports.behind, document.masthead.subject, figure.key, document.kind,
            done=self._show, ended=self.loading.stop, owner=self,
        )  # fmt: skip
        self.loading.cancelled.connect(task.cancel)
        self.finished.connect(task.cancel)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def _show(self, counted: "Counted | None") -> None:
        from eventdesk.services.report_views import CountedPerson, CountedRecord

        if not counted:
            nobody = self._words("reports.figure_nobody")
            self.said.setText(nobody if counted is not None else self._words(f"report_behind.closed_{self._why().value}"))
            self.loading.hide()
            self.adjustSize()
            return
        people = [one for one in counted if isinstance(one, CountedPerson)]
        if people:
            self.said.setText(self._words("reports.figure_people", n=len(people)))
            self.table.set_rows(people)
            return
        self.said.setText(self._words("report_year.figure_records", n=len(counted)))
        records = _records_table(self.theme, self._context)
        self._tables.addWidget(records)
        self._tables.setCurrentWidget(records)
        records.set_rows(one for one in counted if isinstance(one, CountedRecord))

    def _slot_names(self, codes: tuple[str, ...]) -> str:
        return self._words("common.list_sep").join(self._slots.get(code, code) for code in codes)


def _records_table(theme: Theme, context: PageContext) -> "DataTable[CountedRecord]":
    words, wording = context.words, context.wording

    def part(row: "CountedRecord") -> Cell:
        if row.numerator is None:
            return TextCell("–", tone="muted")
        told = [shown(value, row.kind, words) for value in (row.numerator, row.denominator) if value is not None]
        return " / ".join(told)

    def at(row: "CountedRecord") -> Cell:
        return "" if row.at is None else f"{wording.day(row.at.date())} {wording.time(row.at)}"

    columns: list[Column[CountedRecord]] = [
        Column("title", words("report_year.record_title"), lambda row: TextCell(row.title, bold=True), 200, 2),
        Column("at", words("report_year.record_at"), at, 170, 1, sort=lambda row: str(row.at or "")),
        Column("part", words("report_year.record_part"), part, 110, 0, _RIGHT),
    ]
    return DataTable(theme, columns, key=lambda row: row.key, name=words("report_year.records_name"))


def _people_table(
    theme: Theme, context: PageContext, slot_names: Callable[[tuple[str, ...]], str]
) -> "DataTable[CountedPerson]":
    words, wording = context.words, context.wording

    def name(row: "CountedPerson") -> Cell:
        if not row.label:
            return TextCell(words("reports.person_unnamed"), tone="muted")
        return NameCell(row.label, child=row.child, avatar=row.label[0])

    def who(row: "CountedPerson") -> Cell:
        if not row.child:
            return words("reports.adult")
        return wording.age(row.age_months) if row.age_months is not None else words("reports.child")

    def came(row: "CountedPerson") -> Cell:
        if row.first_in is None:
            return TextCell(words("reports.not_come"), tone="muted")
        extra = "" if row.expected else words("reports.walk_in")
        return TextCell(wording.time(row.first_in), tail=extra)

    columns: list[Column[CountedPerson]] = [
        Column("name", words("reports.person_name"), name, 130, 1),
        Column("phone", words("reports.person_phone"), lambda row: TextCell(row.phone, tone="text2"), 124),
        Column("who", words("reports.person_who"), who, 96),
        Column("in", words("reports.person_in"), came, 120, sort=lambda row: str(row.first_in or "")),
        Column(
            "slots", words("reports.person_slots"), lambda row: TextCell(slot_names(row.slots), tone="text2"), 110, 2
        ),
        Column("station", words("reports.person_station"), lambda row: TextCell(row.station, tone="text2"), 110, 1),
    ]
    return DataTable(theme, columns, key=lambda row: row.person, name=words("reports.people_name"))
