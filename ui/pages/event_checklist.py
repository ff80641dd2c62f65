"""The checklist of an event: what is to be done by when and by whom; overdue first."""

import unicodedata
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from eventdesk.domain.checklist import FARTHEST_DAYS
from eventdesk.errors import DeskError, InvalidInput
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Label, Rule, fill, hbox, vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.cells import ActionCell, Cell, Column, EditCell, RowState, TextCell
from ui.widgets.chips import Chip
from ui.widgets.fields import Field
from ui.widgets.paint import Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.domain.checklist import StandardTask
    from eventdesk.services.checklists import ChecklistView, TaskView
    from eventdesk.services.rows import Removed

_CAPTION = 24  # a field's caption and the gap below it


@dataclass(frozen=True)
class ShownTask:
    """A task as its table shows it; ``typed`` are texts that could not be taken, by column."""

    task: "TaskView"
    typed: tuple[tuple[str, str], ...] = ()

    def cell(self, column: str, kept: str, *, right: bool = False) -> Cell:
        """A cell to type into; what was done is only shown."""
        if self.task.is_done:
            return TextCell(kept, tone="muted")
        wrong = dict(self.typed).get(column)
        return EditCell(kept if wrong is None else wrong, error=wrong is not None, right=right)


class EventChecklist(QWidget):
    """Every change is written at once; a task that was taken away can be put back. Show an event with :meth:`open`.

    Keys in the table: Space done or not, F2 types, Alt+Up and Alt+Down move, Delete removes.
    """

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._words, self._theme = context, context.words, context.theme
        self.code = ""
        self._view: ChecklistView | None = None
        self._typed: dict[tuple[str, str], str] = {}
        self._build()
        self.table.edited.connect(self._edited)
        self.table.acted.connect(
            lambda shown, column, _: self.toggle(shown) if column == "done" else self.remove(shown)
        )
        self.table.opened.connect(self.toggle)
        for key, slot in (
            ("Space", lambda: self.toggle(self.table.current)), ("Delete", lambda: self.remove(self.table.current)),
            ("Alt+Up", lambda: self.shift(-1)), ("Alt+Down", lambda: self.shift(1)),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(key), self.table, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _build(self) -> None:
        theme, words = self._theme, self._words
        self._progress = Label(theme, "", Type.COMPACT, color="text2")
        self._late = Chip(theme, "", Tone.WARN, icon="clock")
        self.standard = Button(theme, words("checklist.use_standard"), size=Size.SMALL, icon="list")
        self.standard.clicked.connect(self.add_standard)
        head = hbox(16, 10, 12, 10, spacing=10)
        fill(head, Label(theme, words("checklist.title"), bold=True), self._progress, self._late, None, self.standard)
        empty = EmptyState(theme, "list", words("checklist.none"), words("checklist.none_hint"))
        self.table: DataTable[ShownTask] = DataTable(
            theme, self._columns(), key=lambda shown: shown.task.id, state=self._state, name=words("checklist.title"),
            empty=empty, frame=False,
        )  # fmt: skip
        self.error = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.error.setContentsMargins(16, 8, 16, 0)
        self.error.hide()
        card = Card(theme, padding=(1, 1, 1, 14), spacing=0)
        fill(card.body, head, Rule(theme))
        card.body.addWidget(self.table, 1)
        fill(card.body, Rule(theme), self.error)
        card.body.addLayout(self._adding())
        column = vbox()
        column.addWidget(card)
        self.setLayout(column)

    def _columns(self) -> tuple[Column[ShownTask], ...]:
        words, right = self._words, Qt.AlignmentFlag.AlignRight

        def done(shown: ShownTask) -> Cell:
            return ActionCell("done", icon="undo" if shown.task.is_done else "check")

        return (
            Column("done", words("checklist.col_done"), done, 64),
            Column("title", words("checklist.col_title"), lambda shown: shown.cell("title", shown.task.title), 150, 3),
            Column("owner", words("checklist.col_owner"), lambda shown: shown.cell("owner", shown.task.owner), 96, 1),
            Column("due", words("checklist.col_due"), self._due, 150, 1),
            Column("days", words("checklist.col_days"), self._days, 96, align=right),
            Column("remove", "", lambda shown: ActionCell("remove", icon="trash"), 56),
        )  # fmt: skip

    def _adding(self) -> Any:
        theme, words = self._theme, self._words
        self.new_title = Field(theme, words("checklist.new_title"))
        self.new_days = Field(theme, words("checklist.new_days"), placeholder="-7")
        self.new_days.edit.setToolTip(words("checklist.new_days_hint"))
        self.new_owner = Field(theme, words("checklist.new_owner"))
        self.add = Button(theme, words("checklist.add"), icon="plus")
        self.add.clicked.connect(self._add)
        row = hbox(16, 12, 16, 0, spacing=8)
        row.addWidget(self.new_title, 3, Qt.AlignmentFlag.AlignTop)
        self.new_days.setFixedWidth(theme.px(92))
        row.addWidget(self.new_days, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.new_owner, 1, Qt.AlignmentFlag.AlignTop)
        for field in (self.new_title, self.new_days, self.new_owner):
            field.submitted.connect(self._add)
        level = vbox(0, theme.px(_CAPTION), 0, 0)
        fill(level, self.add, None)
        row.addLayout(level)
        return row

    @staticmethod
    def _days(shown: ShownTask) -> Cell:
        days = shown.task.due_days
        return shown.cell("days", f"{days:+d}" if days else "0", right=True)

    @staticmethod
    def _state(shown: ShownTask) -> RowState:
        return RowState.DIM if shown.task.is_done else RowState.NORMAL

    def _due(self, shown: ShownTask) -> Cell:
        task, words, day = shown.task, self._words, self._context.wording.day_short
        if task.done_at is not None:
            done = task.done_at.astimezone(self._context.desk.zone).date()
            return TextCell(words("checklist.done_on", day=day(done)), tone="muted", icon="okc")
        if task.overdue:
            return TextCell(day(task.due), tone="warn-text", icon="clock", bold=True)
        return day(task.due)

    # -- showing

    def open(self, event_code: str) -> None:
        """Show the tasks of an event; again to read them anew."""
        if event_code != self.code:
            self._typed.clear()
            self._say("")
        self.code = event_code
        self._context.tasks.run(self._context.desk.checklists.show, event_code, done=self._show)

    def _show(self, view: "ChecklistView") -> None:
        if view.code != self.code:
            return
        self._view = view
        words = self._words
        self._progress.setText(words("checklist.progress", done=view.done, n=len(view.tasks)) if view.tasks else "")
        self._late.set(words("checklist.overdue_n", n=view.overdue), Tone.WARN, "clock")
        self._late.setVisible(bool(view.overdue))
        self.table.set_rows([ShownTask(task, self._wrong(task.id)) for task in view.tasks])
        if view.tasks and self.table.current is None:
            self.table.select(view.tasks[0].id)

    def _wrong(self, id: str) -> tuple[tuple[str, str], ...]:
        return tuple((column, text) for (task, column), text in self._typed.items() if task == id)

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    # -- changing

    def toggle(self, shown: ShownTask | None) -> None:
        """A task is done, or is not after all."""
        if shown is not None:
            task = shown.task
            # The verb's own ``done`` says whether; the task's says what comes after.
            work = partial(self._context.desk.checklists.done, task.id, done=not task.is_done)
            self._context.tasks.run(work, done=partial(self._taken, task.id), owner=self)

    def shift(self, by: int) -> None:
        """Put the task at the cursor before or behind its neighbour of the list."""
        shown, view = self.table.current, self._view
        if shown is None or view is None or shown.task.is_done:
            return
        open_ = [task for task in view.tasks if not task.is_done and task.overdue == shown.task.overdue]
        place = next((n for n, task in enumerate(open_) if task.id == shown.task.id), 0) + by
        if shown.task.overdue or not 0 <= place < len(open_):
            return  # what is overdue stands by its day
        ordered = sorted(view.tasks, key=lambda task: task.position)
        to = next(n for n, task in enumerate(ordered) if task.id == open_[place].id)
        move = self._context.desk.checklists.move
        self._context.tasks.run(move, shown.task.id, to=to, done=partial(self._taken, shown.task.id), owner=self)

    def _edited(self, shown: ShownTask, column: str, text: str) -> None:
        id = shown.task.id
        failed = partial(self._not_taken, id, column, text)
        try:
            fields: dict[str, Any] = {"due_days": read_days(text)} if column == "days" else {column: text}
        except InvalidInput as error:
            failed(error)
            return
        # A task's owner is not the callbacks' owner.
        change = partial(self._context.desk.checklists.change, id, **fields)
        self._context.tasks.run(change, done=partial(self._taken, id), failed=failed, owner=self)

    def _taken(self, id: str, view: "ChecklistView") -> None:
        self._typed = {place: text for place, text in self._typed.items() if place[0] != id}
        self._say("")
        self._show(view)

    def _not_taken(self, id: str, column: str, text: str, error: DeskError) -> None:
        """Keeps what was typed, and says what is wrong with it."""
        self._typed[id, column] = text
        self._say(self._context.wording.error(error).whole)
        if self._view is not None:
            self._show(self._view)

    # -- adding and taking away

    def add_standard(self) -> None:
        """Add what is usually done for an event of this kind, as far as it is not there."""
        checklists = self._context.desk.checklists
        self._context.tasks.run(checklists.offered, self.code, done=self._add_offered)

    def _add_offered(self, offered: "tuple[StandardTask, ...]") -> None:
        named = [(self._words(f"checklist.std_{task.key}"), task.due_days) for task in offered]
        before = len(self._view.tasks) if self._view is not None else 0
        add_all = self._context.desk.checklists.add_all
        self._context.tasks.run(add_all, self.code, named, done=partial(self._offered_added, before), owner=self)

    def _offered_added(self, before: int, view: "ChecklistView") -> None:
        self._show(view)
        added = len(view.tasks) - before
        words = self._words
        self._context.toast(
            words("checklist.standard_added", n=added) if added else words("checklist.standard_nothing")
        )
        self.table.setFocus()

    def _add(self) -> None:
        for field in (self.new_title, self.new_days):
            field.set_error("")
        try:
            if not self.new_title.text():
                raise InvalidInput("title_missing", field="title")
            days = read_days(self.new_days.text())
        except InvalidInput as error:
            self._not_added(error)
            return
        owner = self.new_owner.text()
        add = partial(
            self._context.desk.checklists.add, self.code, title=self.new_title.text(), due_days=days, owner=owner
        )
        self._context.tasks.run(add, done=self._added, failed=self._not_added)

    def _added(self, view: "ChecklistView") -> None:
        for field in (self.new_title, self.new_days, self.new_owner):
            field.set_text("")
        self._say("")
        self._show(view)
        self.new_title.setFocus()

    def _not_added(self, error: DeskError) -> None:
        field = {"title_missing": self.new_title, "bad_due": self.new_days}.get(error.code)
        sentence = self._context.wording.error(error)
        if field is None:
            self._say(sentence.whole)
            return
        field.set_error(sentence.what)
        field.setFocus()

    def remove(self, shown: ShownTask | None) -> None:
        """Take a task away; the toast puts it back."""
        if shown is not None:
            task, remove = shown.task, self._context.desk.checklists.remove
            self._context.tasks.run(remove, task.id, done=partial(self._removed, task.title), owner=self)

    def _removed(self, title: str, removed: "Removed") -> None:
        self.open(self.code)
        context = self._context
        put_back = partial(context.tasks.run, context.desk.checklists.put_back, removed, done=self._show, owner=self)
        context.toast(self._words("checklist.removed", title=title), undo=put_back)


def read_days(text: str) -> int:
    """Days from an event as somebody types them: ``-7``, ``+3``, ``0``; :class:`InvalidInput` ``bad_due`` otherwise."""
    typed = unicodedata.normalize("NFKC", text).strip().replace("\N{MINUS SIGN}", "-")
    sign = -1 if typed.startswith("-") else 1
    digits = typed.lstrip("+-")
    if not digits.isdecimal() or len(digits) > 4 or len(typed) - len(digits) > 1:
        raise InvalidInput("bad_due", field="days", most=FARTHEST_DAYS)
    return sign * int(digits)
