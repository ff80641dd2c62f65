"""What a calendar file would add and change, shown before anything is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label
from ui.widgets.buttons import CheckBox, Kind
from ui.widgets.cells import ChipsCell, Column, TextCell
from ui.widgets.dialog import Dialog
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.calendar_imports import SkippedItem
    from eventdesk.services.calendars import CalendarChange, CalendarEntry, ImportedCalendar

_WIDTH, _TALLEST, _ROW = 760, 340, 40
_LONG = 40  # characters of a value in a line


@dataclass(frozen=True)
class CalendarLine:
    """One line: what becomes of an entry of the file."""

    number: int
    chip: ChipLook
    title: str
    detail: str


class CalendarPreview(Dialog):
    """``wanted`` carries whether the file counts where it and the desk differ."""

    wanted = Signal(bool)

    def __init__(self, context: PageContext, found: "ImportedCalendar", parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("calendar_import.title", file=found.file), parent=parent, width=_WIDTH)
        self._context, self._words, self._found = context, words, found
        self.fact = Label(context.theme, self._counts(), color="text2", wrap=True)
        self.table: DataTable[CalendarLine] = DataTable(
            context.theme, self._columns(), key=lambda line: line.number, name=words("calendar_import.table")
        )
        lines = [CalendarLine(n, *line) for n, line in enumerate(self._lines())]
        self.table.set_rows(lines)
        self.table.setFixedHeight(context.theme.px(min(_TALLEST, (len(lines) + 1) * _ROW + 2)))
        self.overwrite = CheckBox(context.theme, words("calendar_import.overwrite", n=len(found.changes)))
        self.overwrite.setVisible(bool(found.changes))
        self.overwrite.toggled.connect(lambda _: self._arrange())
        hint = Label(context.theme, words("calendar_import.hint"), Type.COMPACT, color="muted", wrap=True)
        for widget in (self.fact, self.table, self.overwrite, hint):
            self.content.addWidget(widget)
        self.keep = self.add_button(words("common.cancel"), key="Esc")
        self.keep.clicked.connect(self.reject)
        self.verb = self.add_button(words("calendar_import.do"), kind=Kind.PRIMARY, key="Enter", icon="import")
        self.verb.clicked.connect(self._take)
        self.verb.setDefault(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._arrange()
        (self.verb if self.verb.isEnabled() else self.overwrite if found.changes else self.keep).setFocus()

    def _arrange(self) -> None:
        something = bool(self._found.made) or self.overwrite.isChecked()
        self.verb.set_reason("" if something else self._words("calendar_import.nothing"))

    def _take(self) -> None:
        if self.isVisible() and self.verb.isEnabled():  # not answered by this very key
            self.accept()
            self.wanted.emit(self.overwrite.isChecked())

    # -- the lines

    def _columns(self) -> tuple[Column[CalendarLine], ...]:
        words = self._words
        return (
            Column("chip", words("calendar_import.col_what"), lambda line: ChipsCell((line.chip,)), 124),
            Column("title", words("calendar_import.col_event"), lambda line: TextCell(line.title, bold=True), 160, 2),
            Column("detail", words("calendar_import.col_detail"), lambda line: TextCell(line.detail, tone="text2"), 240, 3),
        )

    def _counts(self) -> str:
        words, found = self._words, self._found
        events = sum(not entry.is_slot for entry in found.made)
        counted = (
            ("events", events), ("slots", len(found.made) - events), ("differ", len(found.changes)), ("same", found.unchanged),
            ("left_out", len(found.skipped)),
        )  # fmt: skip
        return words("events_plan.dot").join(words(f"calendar_import.n_{key}", n=n) for key, n in counted if n)

    def _lines(self) -> Iterator[tuple[ChipLook, str, str]]:
        """What asks for a decision or a correction first."""
        yield from (self._change(change) for change in self._found.changes)
        yield from (self._skipped(item) for item in self._found.skipped)
        yield from (self._made(entry) for entry in self._found.made)

    def _chip(self, key: str, icon: str, tone: Tone) -> ChipLook:
        return ChipLook(self._words(f"calendar_import.chip_{key}"), icon, tone)

    def _made(self, entry: "CalendarEntry") -> tuple[ChipLook, str, str]:
        zone = self._context.desk.zone
        when = self._context.wording.span(entry.start.astimezone(zone), entry.end.astimezone(zone))
        parts = (when, *((entry.place,) if entry.place else ()))
        chip = self._chip("slot" if entry.is_slot else "event", "plus", Tone.OK)
        return chip, entry.title, self._words("events_plan.dot").join(parts)

    def _change(self, change: "CalendarChange") -> tuple[ChipLook, str, str]:
        words = self._words
        parts = [
            words(
                "calendar_import.field", field=words(f"calendar.field_{name}"), before=self._told(name, before),
                after=self._told(name, after),
            )
            for name, before, after in change.fields
        ]  # fmt: skip
        title = " ".join(filter(None, (change.event, change.slot)))
        return self._chip("differs", "pencil", Tone.INFO), title, words("events_plan.dot").join(parts)

    def _skipped(self, item: "SkippedItem") -> tuple[ChipLook, str, str]:
        words = self._words
        where = words("calendar_import.line", n=item.line) if item.line else _short(item.uid)
        last = self._context.wording.day(item.last) if item.last is not None else ""
        why = words(f"calendar.skipped_{item.reason}", n=item.taken, last=last)
        return self._chip("left_out", "minus", Tone.NEUTRAL), where, why

    def _told(self, name: str, value: str) -> str:
        if not value:
            return self._words("calendar_import.empty")
        if name in ("start", "end"):
            return self._context.wording.date_time(datetime.fromisoformat(value).astimezone(self._context.desk.zone))
        return self._words(f"season.state_{value}") if name == "state" else _short(value)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}\N{HORIZONTAL ELLIPSIS}"
