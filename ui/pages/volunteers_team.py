"""The people over the years: a list to search, what is known of one, and trainings."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QStackedLayout, QWidget

from eventdesk.domain.right import Right
from eventdesk.domain.volunteer import Vetting
from eventdesk.errors import DeskError
from ui.dialogs.volunteer_trainings import TrainingsDialog
from ui.models.roster_words import RosterWords
from ui.pages.base import PageContext
from ui.pages.volunteers_person import PersonCard
from ui.theme import Type
from ui.widgets.base import Label, hbox, vbox
from ui.widgets.buttons import Button, CheckBox, Kind
from ui.widgets.cells import Cell, ChipsCell, Column, NameCell, RowState, TextCell
from ui.widgets.fields import SearchField
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.volunteer_views import VolunteerView


class Team(QWidget):
    """Everybody that the desk knows as a volunteer; the one that is chosen stands beside the list."""

    header_changed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context, self.desk, self.tasks = context, context.desk, context.tasks
        self.theme, self.words = context.theme, context.words
        self.roster_words = RosterWords(context.wording, context.desk.zone)
        self.people: tuple[VolunteerView, ...] = ()
        self._asked = 0
        self.card: PersonCard
        self._build()

    def _build(self) -> None:
        theme, words = self.theme, self.words
        self.search = SearchField(theme, words("volunteers.search"), key="/")
        self.search.setAccessibleName(words("volunteers.search"))
        self.search.searched.connect(lambda _: self.read())
        self.retired = CheckBox(theme, words("volunteers.show_retired"))
        self.retired.toggled.connect(lambda _: self.read())
        self.table: DataTable[VolunteerView] = DataTable(
            theme, self._columns(), key=lambda one: one.id, state=_ground, name=words("volunteers.seg_team")
        )  # fmt: skip
        self.table.selected.connect(self._selected)
        self.table.opened.connect(lambda _: self.card.edit())
        self.table.search_wanted.connect(self.to_search)
        add = Button(theme, words("volunteers.person_new"), kind=Kind.PRIMARY, icon="plus")
        add.clicked.connect(lambda: self.card.new())
        self.nobody = EmptyState(
            theme, "hand", words("volunteers.nobody"), words("volunteers.nobody_hint"), actions=(add,), dashed=True
        )  # fmt: skip
        self._stack = QStackedLayout()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nobody)
        self.card = PersonCard(self)
        line = hbox(spacing=16)
        line.addWidget(self.search, 1)
        line.addWidget(self.retired)
        self.trainings = Button(theme, words("volunteers.trainings"), icon="cal")
        self.trainings.clicked.connect(self.open_trainings)
        line.addWidget(self.trainings)
        left = vbox(spacing=12)
        left.addLayout(line)
        left.addLayout(self._stack, 1)
        row = hbox(24, 0, 24, 20, spacing=16)
        row.addLayout(left, 1)
        row.addWidget(self.card)
        self.bar = vbox(24, 16, 16, 12)
        column = vbox()
        column.addLayout(self.bar)
        column.addLayout(row, 1)
        self.setLayout(column)

    def _columns(self) -> "list[Column[VolunteerView]]":
        words = self.words

        def skills(one: "VolunteerView") -> Cell:
            return TextCell(self.roster_words.limited([skill.name for skill in one.skills], 3), tone="text2")

        def vetting(one: "VolunteerView") -> Cell:
            if one.vetting is Vetting.NONE:
                return TextCell(words("volunteers.vetting_none"), tone="muted")
            today = self.desk.clock.now().astimezone(self.desk.zone).date()
            if one.vetting_until is not None and one.vetting_until < today:
                return ChipsCell((ChipLook(words("volunteers.vetting_over"), "warn", Tone.WARN),))
            return TextCell(f"{one.vetting_until}" if one.vetting_until else words("volunteers.vetting_permanent"), tone="text2")

        def hours(one: "VolunteerView") -> Cell:
            return TextCell(self.roster_words.length(one.minutes) if one.minutes else "\u2013", tone="text2")

        return [
            Column("name", words("volunteers.field_name"), lambda one: NameCell(one.name), 130, 2, sort=lambda one: one.name),
            Column("skills", words("volunteers.field_skills"), skills, 130, 3),
            Column("vetting", words("volunteers.field_vetting"), vetting, 116, 1),
            Column("events", words("volunteers.col_events"), lambda one: str(one.events), 64, sort=lambda one: one.events),
            Column("hours", words("volunteers.col_hours"), hours, 100, sort=lambda one: one.minutes),
        ]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The card gives way a little where it is narrow."""
        self.card.setFixedWidth(self.theme.px(384 if self.width() >= 1050 else 320))

    @property
    def summary(self) -> str:
        """How many there are."""
        return self.words("volunteers.people_subtitle", n=len(self.people)) if self.people else ""

    def read(self) -> None:
        """Ask for the list; the newest answer wins."""
        self._asked += 1
        volunteers = self.desk.volunteers
        self.tasks.run(
            volunteers.list, self.search.text().strip(), retired=self.retired.isChecked(), done=partial(self._show, self._asked),
            failed=self._failed, owner=self,
        )  # fmt: skip

    def _show(self, asked: int, people: "tuple[VolunteerView, ...]") -> None:
        if asked != self._asked:
            return
        self.people = people
        current = self.card.person.id if self.card.person is not None else ""
        self.table.set_empty(EmptyState(self.theme, "search", self.words("volunteers.no_match", text=self.search.text())))
        self.table.set_rows(people)
        self._stack.setCurrentIndex(0 if people or self.search.text().strip() else 1)
        chosen = next((one for one in people if one.id == current), None)
        if chosen is None and people:
            chosen = people[0]
        if chosen is not None:
            self.table.select(chosen.id)
        self.card.show_person(chosen)
        self.header_changed.emit()

    def open_person(self, id: str) -> None:
        """Show one volunteer, wherever they are asked for."""
        self.search.clear()
        self.tasks.run(self.desk.volunteers.show, id, done=self._open, failed=self._failed, owner=self)

    def _open(self, person: "VolunteerView") -> None:
        self.card.show_person(person)
        if any(one.id == person.id for one in self.people):
            self.table.select(person.id)
        else:
            self.retired.setChecked(self.retired.isChecked() or person.retired)
            self.read()

    def _selected(self, person: "VolunteerView") -> None:
        self.card.show_person(person)

    def _failed(self, error: DeskError) -> None:
        self.context.toast(self.context.wording.error(error).whole, tone=Tone.WARN)

    def to_search(self) -> None:
        """Typing goes to the search."""
        self.search.setFocus()
        self.search.selectAll()

    def to_front(self) -> None:
        """Arrows go through the list."""
        self.table.setFocus() if self.people else self.search.setFocus()

    def open_trainings(self) -> None:
        """Trainings, and who was there."""
        self.tasks.run(self.desk.volunteers.list, done=self._open_trainings, failed=self._failed, owner=self)

    def _open_trainings(self, people: "tuple[VolunteerView, ...]") -> None:
        dialog = TrainingsDialog(self.context, people, parent=self.window())
        dialog.finished.connect(lambda _: self.read())
        self.open_dialog(dialog)

    def open_dialog(self, dialog: QDialog) -> None:
        """Open a dialog over the window."""
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @property
    def may(self) -> bool:
        """Whether this person may change volunteers."""
        return self.desk.actor.may(Right.VOLUNTEERS)


def _ground(one: "VolunteerView") -> RowState:
    return RowState.DIM if one.retired else RowState.NORMAL


def line(theme: object, text: str, *, color: str = "text2") -> Label:
    """A small line that wraps."""
    return Label(theme, text, Type.COMPACT, color=color, wrap=True)  # type: ignore[arg-type]
