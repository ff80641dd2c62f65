"""Trainings of volunteers: which there were, a new one, and who was there."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from eventdesk.domain.right import Right
from eventdesk.errors import DeskError, InvalidInput
from ui.dialogs.family_forms import typed_day
from ui.dialogs.volunteer_form import VolunteerForm
from ui.models.roster_words import RosterWords
from ui.models.volunteer_form import hours_text, read_hours
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Elided, Label, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, CheckBox, Kind, Size
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field

if TYPE_CHECKING:
    from eventdesk.services.rows import Removed
    from eventdesk.services.volunteer_views import TrainingView, VolunteerView


class TrainingForm(VolunteerForm):
    """A new training; ``made`` is the training."""

    def __init__(self, context: PageContext, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context, words("volunteers.training_new"), parent=parent)
        today = context.desk.clock.now().astimezone(context.desk.zone).date()
        self.fields = {
            "title": Field(self.theme, words("volunteers.training_title"), placeholder=words("volunteers.training_example")),
            "day": Field(self.theme, words("volunteers.field_day"), text=f"{today}"),
            "minutes": Field(
                self.theme, words("volunteers.training_hours"), text=hours_text(120), suffix=words("volunteers.hours_unit")
            ),
            "leader": Field(self.theme, words("volunteers.training_leader"), optional=words("common.optional")),
        }  # fmt: skip
        f = self.fields
        self.finish(f["title"], self._three(f["day"], f["minutes"], f["leader"]))

    def _text(self, key: str) -> str:
        field = self.fields[key]
        assert isinstance(field, Field)
        return field.text().strip()

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The training."""
        day, minutes = typed_day(self._text("day"), "day"), read_hours(self._text("minutes"), field="minutes")
        if day is None:
            raise InvalidInput("bad_day", field="day", text="")
        values: dict[str, Any] = {"title": self._text("title"), "day": day, "minutes": minutes or 0, "leader": self._text("leader")}
        return partial(self.context.desk.trainings.add, **values), {}


class TrainingsDialog(Dialog):
    """All trainings, the latest first. Every change is written at once."""

    def __init__(self, context: PageContext, people: "Sequence[VolunteerView]", *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("volunteers.trainings"), parent=parent, width=560)
        self._context, self._words, self._people = context, words, tuple(people)
        self._lengths = RosterWords(context.wording, context.desk.zone)
        self.trainings: tuple[TrainingView, ...] = ()
        self.buttons: dict[str, Button] = {}
        self._list = vbox(0, 0, 12, 0, spacing=8)
        inside = QWidget()
        inside.setLayout(self._list)
        area = scrolled(inside)
        area.setMinimumHeight(self.theme.px(300))
        self._trouble = Label(self.theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self._trouble.hide()
        fill(self.content, area, self._trouble)
        self.new = self.add_button(words("volunteers.training_new"), icon="plus")
        self.new.clicked.connect(self._add)
        self._may = context.desk.actor.may(Right.VOLUNTEERS)
        self.new.set_reason("" if self._may else words("volunteers.no_right"))
        self.add_button(words("common.close"), key="Esc").clicked.connect(self.reject)
        self._read()

    def _read(self, _: object = None) -> None:
        self._run(self._context.desk.trainings.list, done=self._show)

    def _run(self, verb: Callable[..., Any], *args: Any, done: Callable[[Any], object]) -> None:
        self._trouble.hide()
        self._context.tasks.run(verb, *args, done=done, failed=self._failed, owner=self)

    def _failed(self, error: DeskError) -> None:
        self._trouble.setText(self._context.wording.error(error).whole)
        self._trouble.show()

    def _show(self, trainings: "tuple[TrainingView, ...]") -> None:
        self.trainings = trainings
        words = self._words
        clear(self._list)
        self.buttons = {}
        for one in trainings:
            row, names = hbox(spacing=10), vbox()
            fill(names, Elided(self.theme, one.title, bold=True))
            line = (f"{one.day}", self._lengths.length(one.minutes), one.leader)
            fill(names, Elided(self.theme, " \u00b7 ".join(filter(None, line)), Type.COMPACT, color="text2"))
            row.addLayout(names, 1)
            if not one.volunteers:
                drop = Button(self.theme, words("common.delete"), kind=Kind.QUIET, size=Size.SMALL)
                drop.setAutoDefault(False)
                drop.set_reason("" if self._may else words("volunteers.no_right"))
                drop.clicked.connect(partial(self._drop, one.id))
                row.addWidget(drop)
            came = Button(self.theme, words("volunteers.training_came", n=len(one.volunteers)), size=Size.SMALL, icon="people")
            came.setAutoDefault(False)
            came.clicked.connect(partial(self._who, one))
            row.addWidget(came)
            self.buttons[one.id] = came
            self._list.addLayout(row)
        if not trainings:
            self._list.addWidget(Label(self.theme, words("volunteers.training_none"), color="text2", wrap=True))
        self._list.addStretch(1)

    def _add(self) -> None:
        form = TrainingForm(self._context, parent=self)
        form.accepted.connect(self._read)
        form.finished.connect(form.deleteLater)
        form.open()

    def _drop(self, training: str, _: bool = False) -> None:
        def done(removed: "Removed") -> None:
            trainings = self._context.desk.trainings
            undo = partial(self._run, trainings.put_back, removed, done=self._read)
            self._context.toast(self._words("volunteers.training_removed"), undo=undo)
            self._read()

        self._run(self._context.desk.trainings.remove, training, done=done)

    def _who(self, training: "TrainingView", _: bool = False) -> None:
        dialog = AttendedDialog(self._context, training, self._people, may=self._may, parent=self)
        dialog.finished.connect(self._read)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class AttendedDialog(Dialog):
    """Who was at a training: a tick each, written when it is set."""

    def __init__(
        self, context: PageContext, training: "TrainingView", people: "Sequence[VolunteerView]", *, may: bool, parent: QWidget
    ) -> None:  # fmt: skip
        words = context.words
        super().__init__(context.theme, training.title, parent=parent, width=420)
        self._context, self._training = context, training.id
        self.boxes: dict[str, CheckBox] = {}
        column = vbox(4, 4, 12, 4, spacing=2)
        for one in people:
            box = CheckBox(self.theme, one.name, checked=one.id in training.volunteers)
            box.setEnabled(may)
            box.toggled.connect(partial(self._tick, one.id))
            column.addWidget(box)
            self.boxes[one.id] = box
        column.addStretch(1)
        inside = QWidget()
        inside.setLayout(column)
        area = scrolled(inside)
        area.setMinimumHeight(self.theme.px(320))
        self._trouble = Label(self.theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self._trouble.hide()
        fill(self.content, area, self._trouble)
        self.add_button(words("common.close"), key="Esc").clicked.connect(self.reject)

    def _tick(self, volunteer: str, there: bool) -> None:
        attended = partial(self._context.desk.trainings.attended, there=there)
        self._context.tasks.run(attended, self._training, (volunteer,), failed=self._failed, owner=self)

    def _failed(self, error: DeskError) -> None:
        self._trouble.setText(self._context.wording.error(error).whole)
        self._trouble.show()
