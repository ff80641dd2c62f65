"""Registering one family by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QGridLayout, QLayout, QPlainTextEdit, QSpinBox, QWidget

from eventdesk.domain.family import Relation, Role
from eventdesk.errors import DeskError
from ui.dialogs.answer_fields import AnswerFields
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, CheckBox, Kind, Size, icon_button
from ui.widgets.choice import Select
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field, FieldFrame

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.services.event_views import EventView
    from eventdesk.services.family_views import RegistrationView
    from eventdesk.services.questions import QuestionsView

MOST_CHILDREN = 9


@dataclass(frozen=True)
class TypedChild:
    """A child as it was typed."""

    name: str
    birth: str


@dataclass(frozen=True)
class Typed:
    """The form as it was filled in."""

    name: str
    phone: str
    relation: str
    children: tuple[TypedChild, ...]
    adults: int
    slots: tuple[str, ...]
    photo: bool | None
    notes: str
    agreed: bool
    answers: Mapping[str, Any] = field(default_factory=dict)


_AROUND = 180  # title, buttons and shadow, and a little of the window


class ChildLine(QWidget):
    """A child's name and day of birth, and a cross that takes the line away."""

    def __init__(self, context: PageContext, number: int) -> None:
        super().__init__()
        words = context.words
        self.name = Field(context.theme, words("registrations.child_name", n=number))
        self.birth = Field(
            context.theme, words("registrations.child_birth"), placeholder=words("registrations.birth_example"),
            optional=words("common.optional"),
        )  # fmt: skip
        self.remove = icon_button(context.theme, "x", words("registrations.remove_child", n=number))
        self.remove.setAutoDefault(False)
        aside = vbox(0, context.theme.px(24), 0, 0)
        fill(aside, self.remove, None)
        row = hbox(spacing=12)
        row.addWidget(self.name, 1)
        row.addWidget(self.birth, 1)
        row.addLayout(aside)
        self.setLayout(row)


class NewRegistration(Dialog):
    """The form. It stays open with everything typed until the family is registered; then :attr:`made` is set."""

    def __init__(self, context: PageContext, event: "EventView", *, parent: QWidget) -> None:
        super().__init__(context.theme, context.words("registrations.new_title"), parent=parent, width=620)
        self._context, self._event = context, event
        self.made: RegistrationView | None = None
        self.lines: list[ChildLine] = []
        self._told_missing: list[str] = []
        self.setObjectName("new_registration")
        self._build(parent)
        self.name.edit.setFocus()
        context.tasks.run(context.desk.questions.list, event.code, done=self._ask, owner=self)

    # -- making it

    def _build(self, parent: QWidget) -> None:
        theme, words = self.theme, self._context.words
        column = vbox(0, 0, 12, 0, spacing=14)
        self.name = Field(theme, words("registrations.guardian_name"))
        self.phone = Field(theme, words("registrations.col_phone"))
        options = [("", words("registrations.relation_unsaid"))]
        options += [(relation.value, words(f"registrations.relation_{relation.value}")) for relation in Relation]
        self.relation = Select(theme, options)
        first = hbox(spacing=12)
        first.addWidget(self.name, 1)
        first.addWidget(self.phone, 1)
        first.addWidget(FieldFrame(theme, words("registrations.relation"), self.relation), 1)
        column.addLayout(first)
        self._children = vbox(spacing=10)
        column.addLayout(self._children)
        self.add_child_button = Button(theme, words("registrations.add_child"), size=Size.SMALL, icon="plus")
        self.add_child_button.setAutoDefault(False)
        self.add_child_button.clicked.connect(lambda: self._add_child(focus=True))
        fill(column, fill(hbox(), self.add_child_button, None))
        column.addWidget(self._party())
        column.addLayout(self._slots())
        self.asked = AnswerFields(context=self._context)
        self.asked.submitted.connect(self.submit)
        self.asked.hide()
        fill(column, self.asked, self._last())
        self._add_child()
        column.addStretch(1)
        inside = QWidget()
        inside.setLayout(column)
        area = scrolled(inside)
        room = parent.window().height() - theme.px(_AROUND)
        area.setMinimumHeight(min(max(room, theme.px(300)), inside.sizeHint().height() + 4))
        self.problem = Label(theme, "", color="refuse-text", wrap=True)
        self.problem.hide()
        fill(self.content, area, self.problem)
        cancel = self.add_button(words("common.cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.act = self.add_button(words("registrations.register"), kind=Kind.PRIMARY, key="Enter")
        self.act.setDefault(True)
        self.act.clicked.connect(self.submit)

    def _party(self) -> QWidget:
        theme, words = self.theme, self._context.words
        self.adults = QSpinBox()
        self.adults.setRange(0, 99)
        self.adults.setValue(1)
        self.adults.lineEdit().setTextMargins(12, 0, 0, 0)
        self.photo = Select(
            theme, tuple((key, words(f"registrations.photo_{key}")) for key in ("unsaid", "yes", "no")), current="unsaid"
        )  # fmt: skip
        row = hbox(spacing=12)
        row.addWidget(FieldFrame(theme, words("registrations.adults"), self.adults), 1)
        row.addWidget(FieldFrame(theme, words("registrations.photo"), self.photo), 2)
        holder = QWidget()
        holder.setLayout(row)
        return holder

    def _slots(self) -> QLayout:
        self.slots = {slot.code: CheckBox(self.theme, slot.title) for slot in self._event.bookable}
        column = vbox(spacing=2)
        if self.slots:
            column.addWidget(
                Label(self.theme, self._context.words("registrations.col_slots"), Type.COMPACT, color="text2")
            )
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        for place, box in enumerate(self.slots.values()):
            grid.addWidget(box, place // 2, place % 2)
        for half in (0, 1):
            grid.setColumnStretch(half, 1)
        column.addLayout(grid)
        return column

    def _last(self) -> QWidget:
        theme, words = self.theme, self._context.words
        self.notes = QPlainTextEdit()
        self.notes.setFixedHeight(theme.px(64))
        self.notes.setTabChangesFocus(True)
        self.agreed = CheckBox(theme, words("registrations.agreed"))
        column = vbox(spacing=10)
        optional = words("common.optional")
        fill(column, FieldFrame(theme, words("registrations.notes"), self.notes, optional=optional), self.agreed)
        holder = QWidget()
        holder.setLayout(column)
        return holder

    def _ask(self, view: "QuestionsView") -> None:
        self.asked.show_questions(view.questions)
        self.asked.setVisible(bool(view.questions))

    def _add_child(self, *, focus: bool = False) -> None:
        line = ChildLine(self._context, len(self.lines) + 1)
        line.remove.clicked.connect(lambda: self._remove(line))
        self.lines.append(line)
        self._children.addWidget(line)
        if focus:
            line.name.edit.setFocus()
        self._count_children()

    def _remove(self, line: ChildLine) -> None:
        self.lines.remove(line)
        line.hide()
        line.deleteLater()
        self._count_children()
        self.add_child_button.setFocus()

    def _count_children(self) -> None:
        full = len(self.lines) >= MOST_CHILDREN
        self.add_child_button.set_reason(self._context.words("registrations.children_full") if full else "")

    # -- sending it

    def typed(self) -> Typed:
        """The form as it stands."""
        return Typed(
            name=self.name.text(), phone=self.phone.text(), relation=self.relation.current,
            children=tuple(TypedChild(line.name.text(), line.birth.text()) for line in self.lines),
            adults=self.adults.value(), slots=tuple(code for code, box in self.slots.items() if box.isChecked()),
            photo={"yes": True, "no": False}.get(self.photo.current), notes=self.notes.toPlainText().strip(),
            agreed=self.agreed.isChecked(), answers={key: value for key, value in self.asked.values().items() if value},
        )  # fmt: skip

    def submit(self) -> None:
        """Register; what can't be taken is said at its field. Required questions without an answer are said once: who can't
        say yet is registered all the same."""
        self.problem.hide()
        self.asked.clear_errors()
        missing = self.asked.missing() if self.name.text() or self.phone.text() else []
        if missing and missing != self._told_missing:
            self._told_missing = missing
            sentence = self._context.words("registrations.answer_missing")
            if not self.asked.show_error(missing[0], sentence):
                self._tell(sentence)
            return
        self.act.set_busy(self._context.words("common.working"))
        self._context.tasks.run(
            register, self._context.desk, self._event.code, self.typed(), done=self._done, failed=self._failed,
            ended=lambda: self.act.set_busy(""), owner=self,
        )  # fmt: skip

    def _done(self, view: "RegistrationView") -> None:
        self.made = view
        self.accept()

    def _failed(self, error: DeskError) -> None:
        sentence = self._context.wording.error(error).whole
        field = str(error.details.get("field", ""))
        wrong: Field | None = {"phone": self.phone, "name": self.name}.get(field)
        if field.startswith("birth"):
            wrong = self.lines[int(str(error.details.get("line", 0)))].birth
        about_question = error.code.startswith("answer_")
        if wrong is None or about_question:
            if not (about_question and self.asked.show_error(field, sentence)):
                self._tell(sentence)
            return
        wrong.set_error(sentence)
        wrong.edit.setFocus()
        wrong.edit.selectAll()


    def _tell(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()


def register(desk: "Desk", event: str, typed: Typed) -> "RegistrationView":
    """Registers what was typed; runs off the GUI thread."""
    from eventdesk.errors import InvalidInput
    from eventdesk.services.booking import BookedPerson
    from eventdesk.services.typed import birth_of, phone_of

    today = desk.clock.now().astimezone(desk.zone).date()
    phone, phone_type = phone_of(typed.phone)
    if not typed.name and phone is None:
        raise InvalidInput("nobody_named", field="name")
    people = [
        BookedPerson(
            role=Role.GUARDIAN, name=typed.name or None, phone=phone, phone_type=phone_type, relation=typed.relation or None
        )
    ]  # fmt: skip
    for line, child in enumerate(typed.children):
        try:
            birth = birth_of(child.birth, today=today)
        except InvalidInput as error:
            raise InvalidInput(error.code, field="birth", line=line) from None
        if child.name or birth:
            people.append(BookedPerson(role=Role.CHILD, name=child.name or None, birthdate=birth))
    return desk.registrations.add(
        event, people=people, adults=typed.adults, slots=typed.slots, photo_consent=typed.photo,
        notes=typed.notes or None, consent_method="screen" if typed.agreed else None, answers=typed.answers,
    )  # fmt: skip
