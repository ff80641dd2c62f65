"""What is done when something goes wrong: whom to call, where to go, who decides. It prints on one page."""

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPlainTextEdit, QWidget

from eventdesk.domain.emergency import KEYS, LONGEST, MOST_CONTACTS, BadEmergency, Contact, EmergencyPlan
from eventdesk.errors import DeskError, InvalidInput
from ui.pages.base import PageContext
from ui.pages.event_more_parts import EventTab, FileWork, several_lines
from ui.pages.venues_lines import Lines
from ui.theme import Type
from ui.widgets.base import Card, Label, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.cells import ActionCell, Cell, Column
from ui.widgets.chips import AlertStrip
from ui.widgets.fields import Field, FieldFrame
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.plans import EmergencyView

_PAUSE = 800
_STACKED = 900
_LINES = {"bad_weather": 3, "steps": 6}
_TEXTS = tuple(key for key in KEYS if key != "contacts")


@dataclass(frozen=True)
class _Line:
    place: int
    contact: Contact


class ContactsCard(Lines[_Line]):
    """Whom to call: typed into a table."""

    def __init__(self, context: PageContext, tab: "EmergencyTab") -> None:
        words = context.words
        self._tab = tab
        columns = (
            *(
                Column[_Line](part, words(f"event_more.contact_{part}"), partial(self._part, part), width, 2)
                for part, width in (("role", 100), ("name", 90), ("phone", 118))
            ),
            Column[_Line]("remove", "", lambda line: ActionCell("remove", icon="trash"), 44),
        )
        super().__init__(
            context, words("emergency.contacts"), columns, key=lambda line: line.place, none=words("event_more.contacts_none"),
            fewest=1, most=5,
        )  # fmt: skip
        self.fields = {
            name: Field(
                self.theme, words(f"event_more.contact_{name}"), placeholder=words(f"event_more.contact_{name}_example")
            )
            for name in ("role", "name", "phone")
        }
        self.add = Button(self.theme, words("event_more.contact_add"), icon="plus")
        self.add.clicked.connect(self._add)
        row = hbox()
        for field in self.fields.values():
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
            field.submitted.connect(self._add)
        row.addLayout(self.level(self.add))
        self.adding(row)
        self.table.edited.connect(self._edited)
        self.table.acted.connect(lambda line, column, action: self.remove(line))
        self.bind("Delete", lambda: self.remove(self.table.current) if self.table.current is not None else None)

    def _part(self, part: str, line: _Line) -> Cell:
        return self.cell(line.place, part, getattr(line.contact, part))

    def show_contacts(self, contacts: tuple[Contact, ...]) -> None:
        """Show others."""
        self.show_lines([_Line(place, contact) for place, contact in enumerate(contacts)])

    def _edited(self, line: _Line, column: str, text: str) -> None:
        contacts = list(self._tab.plan.contacts)
        contacts[line.place] = replace(contacts[line.place], **{column: " ".join(text.split())})
        self._tab.set_contacts(tuple(contacts))

    def _add(self) -> None:
        values = {name: " ".join(field.text().split()) for name, field in self.fields.items()}
        role = self.fields["role"]
        role.set_error("")
        if not any(values.values()):
            role.set_error(self.words("event_more.contact_empty"))
            return
        if len(self._tab.plan.contacts) >= MOST_CONTACTS:
            role.set_error(self.words("event_more.contact_many", most=MOST_CONTACTS))
            return
        self._tab.set_contacts((*self._tab.plan.contacts, Contact(**values)))
        for field in self.fields.values():
            field.set_text("")
        role.setFocus()

    def remove(self, line: _Line) -> None:
        """Take a contact off; the toast puts it back."""
        before = self._tab.plan.contacts
        self._tab.set_contacts(before[: line.place] + before[line.place + 1 :])
        back = partial(self._put_back, line.place, line.contact)
        self.context.toast(self.words("event_more.contact_removed"), undo=back)

    def _put_back(self, place: int, contact: Contact) -> None:
        now = self._tab.plan.contacts
        self._tab.set_contacts((*now[:place], contact, *now[place:]))


class EmergencyTab(EventTab):
    """Kept by itself while one types; ``plan`` is what is on the screen."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.plan = EmergencyPlan()
        self._dirty = False
        self._waiting: tuple[str, EmergencyPlan] | None = None
        words, theme = self.words, self.theme
        self.print = Button(theme, words("event_more.print_page"), icon="printer", kind=Kind.PRIMARY, key="Ctrl+P")
        self.print.clicked.connect(self.key_print)
        self.missing = AlertStrip(theme, tone=Tone.WARN, icon="warn")
        self.status = Label(theme, "", Type.COMPACT, color="muted")
        self.contacts = ContactsCard(context, self)
        self.fields: dict[str, FieldFrame] = {}
        for key in _TEXTS:
            placeholder, label = words(f"event_more.{key}_example"), words(f"emergency.{key}")
            if key in _LINES:
                self.fields[key] = FieldFrame(theme, label, several_lines("", _LINES[key], placeholder))
            else:
                self.fields[key] = Field(theme, label, placeholder=placeholder)
        self._lay_out()
        self._files = FileWork(context, self, failed=self._say)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.key_save)
        for key, field in self.fields.items():
            if isinstance(field, Field):
                field.changed.connect(partial(self._typed, key))
                field.edit.editingFinished.connect(self.key_save)
            elif isinstance(field.editor, QPlainTextEdit):
                field.editor.textChanged.connect(partial(self._typed, key))

    def _lay_out(self) -> None:
        theme, words = self.theme, self.words
        top = hbox(spacing=12)
        top.addWidget(self.missing, 1)
        fill(top, self.status, self.print)
        places, answers = Card(theme, padding=16), Card(theme, padding=16)
        fill(places.body, Label(theme, words("event_more.places"), bold=True), self.fields["hospital"])
        row = hbox(spacing=8)
        row.addWidget(self.fields["hospital_address"], 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.fields["hospital_phone"], 2, Qt.AlignmentFlag.AlignTop)
        fill(places.body, row, self.fields["assembly_point"])
        fill(answers.body, Label(theme, words("event_more.answers"), bold=True))
        fill(answers.body, self.fields["decides"], self.fields["bad_weather"], self.fields["steps"])
        left, right = vbox(spacing=16), vbox(spacing=16)
        fill(left, self.contacts, places, None)
        fill(right, answers, None)
        self._columns = hbox(0, 0, 0, 20, spacing=16)
        self._columns.addLayout(left, 6)
        self._columns.addLayout(right, 5)
        content = QWidget()
        content.setLayout(self._columns)
        column = vbox(spacing=12)
        fill(column, top)
        column.addWidget(scrolled(content), 1)
        self.setLayout(column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column where two are too narrow."""
        stacked = self.width() < self.theme.px(_STACKED)
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        super().resizeEvent(event)

    # -- showing

    def open(self, event_code: str) -> None:
        """Show an event's plan; what was typed for the one before is kept first."""
        if event_code != self.code:
            self.key_save()
        super().open(event_code)
        self.context.tasks.run(
            self.context.desk.plans.emergency, event_code, done=self._show, failed=self._failed, owner=self
        )

    def _show(self, view: "EmergencyView") -> None:
        if view.event != self.code or self._dirty:
            return
        self.plan = view.plan
        for key in _TEXTS:
            self._put(key, view.plan.as_text(key))
            self.fields[key].set_error("")
        self.contacts.forget()
        self.contacts.show_contacts(view.plan.contacts)
        self._show_missing()

    def _put(self, key: str, text: str) -> None:
        field = self.fields[key]
        if self._text(key) == text:
            return
        if isinstance(field, Field):
            field.set_text(text)
        elif isinstance(field.editor, QPlainTextEdit):
            field.editor.blockSignals(True)
            field.editor.setPlainText(text)
            field.editor.blockSignals(False)

    def _text(self, key: str) -> str:
        field = self.fields[key]
        if isinstance(field, Field):
            return field.text()
        return field.editor.toPlainText() if isinstance(field.editor, QPlainTextEdit) else ""

    def _show_missing(self) -> None:
        missing = self.words("common.list_sep").join(self.words(f"emergency.{key}") for key in self.plan.missing)
        if missing:
            self.missing.set(self.words("event_more.missing"), missing, tone=Tone.WARN)
        else:
            self.missing.set(self.words("event_more.complete"), self.words("event_more.complete_hint"), tone=Tone.OK)

    def _say(self, sentence: str) -> None:
        self.status.setText("")
        if sentence:
            self.missing.set("", sentence, tone=Tone.REFUSE)
        else:
            self._show_missing()

    # -- keeping

    def set_contacts(self, contacts: tuple[Contact, ...]) -> None:
        """Other contacts; kept at once."""
        self.plan = replace(self.plan, contacts=contacts)
        self.contacts.show_contacts(contacts)
        self._touch()
        self.key_save()

    def _typed(self, key: str, *_: object) -> None:
        self.fields[key].set_error("")
        try:
            self.plan = self.plan.with_text(key, self._text(key))
        except BadEmergency:
            self.fields[key].set_error(self.words("event_more.too_long", most=LONGEST))
            return
        self._touch()

    def _touch(self) -> None:
        self._dirty = True
        self._show_missing()
        self.status.setText(self.words("event_more.unsaved"))
        self._pause.start()

    def key_save(self) -> None:
        """Keep what was typed."""
        self._pause.stop()
        if not self._dirty or not self.code:
            return
        self._dirty = False
        self.context.tasks.run(
            self.context.desk.plans.set_emergency,
            self.code,
            self.plan,
            done=self._kept,
            failed=self._failed,
            owner=self,
        )

    def _kept(self, view: "EmergencyView") -> None:
        if view.event == self.code and not self._dirty:
            self.status.setText(self.words("event_more.saved"))

    def _failed(self, error: DeskError) -> None:
        sentence = self.context.wording.error(error).whole
        field = self.fields.get(str(error.details.get("field"))) if isinstance(error, InvalidInput) else None
        self.status.setText("")
        if field is not None:
            field.set_error(sentence)
        else:
            self._say(sentence)

    def leave(self) -> None:
        """Keep what was typed."""
        self.key_save()

    def key_print(self) -> None:
        """Ask where to, and print."""
        self.key_save()
        code, plans, words = self.code, self.context.desk.plans, self.words
        self._files.ask(
            self.print, f"{code}-emergency.pdf", "pdf", lambda file: plans.emergency_page(code, file, words),
            lambda file: words("event_more.written", file=file.name),
        )  # fmt: skip
