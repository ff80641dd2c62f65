"""What somebody has to answer: cases of an event, the most urgent first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from eventdesk.domain.right import Right
from ui.dialogs.case_form import CaseForm
from ui.pages.base import PageContext
from ui.widgets.base import fill, hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.cells import Cell, ChipsCell, Column, RowState, TextCell
from ui.widgets.choice import Seg
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.case_views import CaseView
    from eventdesk.services.rows import Removed

FILTERS = ("open", "overdue", "done")
TONES = {"low_score": Tone.WARN, "complaint": Tone.REFUSE, "suggestion": Tone.INFO, "praise": Tone.OK}
Say = Callable[..., None]


@dataclass(frozen=True)
class _Found:
    event: str
    cases: "tuple[CaseView, ...]"
    owners: tuple[str, ...]


class FeedbackCases(QWidget):
    """The segment of cases; ``changed`` comes after something was written."""

    changed = Signal()

    def __init__(self, context: PageContext, say: Say) -> None:
        super().__init__()
        self.context, self.words, self._say = context, context.words, say
        self._event, self._found = "", _Found("", (), ())
        theme, words = context.theme, context.words
        self.which = Seg(theme, tuple((key, words(f"cases.{key}")) for key in FILTERS), current="open")
        self.which.chosen.connect(lambda _: self._filter())
        self.done = Button(theme, words("cases.done"), icon="check", key="D")
        self.done.clicked.connect(self.settle)
        self.gone = Button(theme, words("cases.remove"), kind=Kind.QUIET, icon="trash", key="Del")
        self.gone.clicked.connect(self.remove)
        bar = hbox(spacing=10)
        fill(bar, self.which, None, self.gone, self.done)
        self.table: DataTable[CaseView] = DataTable(
            theme, self._columns(), key=lambda one: one.id, state=self._state, name=words("cases.list"),
            empty=EmptyState(theme, "list", words("cases.none"), words("cases.none_line")),
        )  # fmt: skip
        self.table.opened.connect(lambda one: self._form(one))
        self.table.selected.connect(lambda _: self._reasons())
        column = vbox(spacing=12)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        self.setLayout(column)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for key, slot in (("N", self.new), ("D", self.settle), ("Del", self.remove)):
            QShortcut(QKeySequence(key), self, context=inside).activated.connect(slot)
        self._reasons()

    # -- what it says of itself

    def header_actions(self) -> list[QWidget]:
        """Fresh buttons for the header."""
        new = Button(self.context.theme, self.words("cases.new"), icon="plus", key="N")
        new.clicked.connect(self.new)
        new.set_reason("" if self._may else self.words("feedback_page.no_right"))
        return [new]

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        words = self.words
        return (
            ("N", words("cases.new")), ("Enter", words("cases.open_one")), ("D", words("cases.done")), ("Del", words("cases.remove")),
        )  # fmt: skip

    @property
    def _may(self) -> bool:
        return self.context.desk.actor.may(Right.REGISTRATIONS)

    # -- what it shows

    def show_event(self, code: str) -> None:
        """Show an event's cases; the same one again reads them anew."""
        self._event = code
        if not self._may:
            words = self.words
            self.table.set_empty(EmptyState(self.context.theme, "lock", words("cases.no_right"), words("cases.no_right_line")))
            return
        desk = self.context.desk

        def read() -> _Found:
            from eventdesk.services.case_views import CaseFilter

            return _Found(code, desk.cases.list(code, which=CaseFilter.ALL), desk.cases.owners(code))

        self.context.tasks.run(read, done=self._show, owner=self)

    def _show(self, found: _Found) -> None:
        if found.event == self._event:
            self._found = found
            overdue = sum(one.overdue for one in found.cases)
            words = self.words
            self.which.set_label("overdue", words("cases.overdue_n", n=overdue) if overdue else words("cases.overdue"))
            self._filter()

    def show_overdue(self) -> None:
        """Show what should be done by now."""
        self.which.set_current("overdue")
        self._filter()

    def _filter(self) -> None:
        which = self.which.current
        cases = [
            one for one in self._found.cases
            if (one.overdue if which == "overdue" else (one.done_at is not None) is (which == "done"))
        ]  # fmt: skip
        self.table.set_rows(cases)
        if cases and self.table.current is None:
            self.table.select(cases[0].id)
        self._reasons()

    def _reasons(self) -> None:
        one, words = self.table.current, self.words
        right = "" if self._may else words("feedback_page.no_right")
        self.gone.set_reason(right or ("" if one else words("cases.choose")))
        self.done.set_reason(right or ("" if one else words("cases.choose")))
        self.done.set_text(words("cases.reopen" if one is not None and one.done_at is not None else "cases.done"))

    def _columns(self) -> "list[Column[CaseView]]":
        words = self.words

        def due(one: "CaseView") -> Cell:
            day = one.done_at.astimezone(self.context.desk.zone).date() if one.done_at else one.due
            late = words("cases.late") if one.overdue else ""
            said = self.context.wording.day_short(day) if day else "\u2013"
            return TextCell(said, tone="warn-text" if one.overdue else "text2", tail=late)

        def kind(one: "CaseView") -> Cell:
            return ChipsCell((ChipLook(words(f"cases.kind_{one.kind.value}"), tone=TONES[one.kind.value]),))

        def text(one: "CaseView") -> Cell:
            return TextCell(one.text.replace("\n", " ") or words("cases.no_words"), bold=one.done_at is None)

        return [
            Column("due", words("cases.due"), due, 184, sort=lambda one: one.due.isoformat() if one.due else "9"),
            Column("kind", words("cases.kind"), kind, 120),
            Column("text", words("cases.text"), text, 260, 3),
            Column("owner", words("cases.owner"), lambda one: TextCell(one.owner or words("cases.nobody"), tone="text2"), 110, 1),
            Column("family", words("cases.family"), lambda one: TextCell(one.label or "\u2013", tone="text2"), 100),
            Column("reply", words("cases.reply"), lambda one: TextCell(one.result or one.reply, tone="text2"), 150, 2),
        ]

    @staticmethod
    def _state(one: "CaseView") -> RowState:
        return RowState.DIM if one.done_at is not None else RowState.NORMAL

    # -- what it does

    def new(self) -> None:
        """Write down a case."""
        if self._may and self._event:
            self._form(None)

    def settle(self) -> None:
        """Settle the chosen one, or open it again."""
        one, cases = self.table.current, self.context.desk.cases
        if one is None or not self._may:
            return
        if one.done_at is None:
            self._form(one, settle=True)
        else:
            back = partial(self._run, cases.done, one.id, self.words("cases.done_said"))
            self._run(cases.reopen, one.id, self.words("cases.reopened"), back=back)

    def remove(self) -> None:
        """Take the chosen one away."""
        one = self.table.current
        if one is not None and self._may:
            self._take_away(one.id)

    def _take_away(self, case: str) -> None:
        self.context.tasks.run(self.context.desk.cases.remove, case, done=self._removed, owner=self)

    def _removed(self, removed: "Removed") -> None:
        cases, words = self.context.desk.cases, self.words
        self._written(words("cases.removed"), partial(self._run, cases.put_back, removed, words("cases.there_again")))

    def _run(self, verb: Callable[..., Any], what: Any, said: str, *, back: Callable[[], None] | None = None) -> None:
        self.context.tasks.run(verb, what, done=lambda _: self._written(said, back), owner=self)

    def _written(self, said: str, back: Callable[[], None] | None) -> None:
        self._say(said, undo=back)
        self.changed.emit()

    def _form(self, one: "CaseView | None", *, settle: bool = False) -> None:
        if not self._may:
            return
        due = _today(self.context) + timedelta(days=3)
        form = CaseForm(self.context, self._event, self._found.owners, due=due, one=one, settle=settle, parent=self.window())
        form.accepted.connect(partial(self._formed, form, one, settle))
        form.finished.connect(form.deleteLater)
        form.open()

    def _formed(self, form: CaseForm, one: "CaseView | None", settle: bool) -> None:
        cases, words, made = self.context.desk.cases, self.words, form.made
        if one is None:
            self._written(words("cases.added"), partial(self._take_away, made.id))
        elif settle:
            self._written(words("cases.done_said"), partial(self._run, cases.reopen, one.id, words("cases.reopened")))
        else:
            old = partial(
                cases.change, kind=one.kind, owner=one.owner, due=one.due, no_due=one.due is None, reply=one.reply, result=one.result,
                family=one.family, no_family=one.family is None,
            )  # fmt: skip
            self._written(words("cases.changed"), partial(self._run, old, one.id, words("cases.as_before")))


def _today(context: PageContext) -> date:
    return context.desk.clock.now().astimezone(context.desk.zone).date()
