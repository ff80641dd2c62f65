"""One registration in full: who comes, where to, the code that lets them in, and what can be done about it."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from eventdesk.domain.registration import RegistrationState, SlotState, Source
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.dialogs.files import ask_save
from ui.dialogs.registration_answers import AnswersPart
from ui.dialogs.registration_edit import RegistrationEditor
from ui.dialogs.registration_history import HistoryPart
from ui.dialogs.registration_money import MoneyPart
from ui.dialogs.ticket_view import TicketView, write_picture
from ui.models.people import child_name, guardian_name, relation_name, sex_name
from ui.models.registration_rows import RegistrationRow, slots_line, state_chip
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.avatar import Avatar
from ui.widgets.base import Elided, Label, Rule, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.chips import Chip
from ui.widgets.choice import Seg
from ui.widgets.dialog import Dialog
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView
    from eventdesk.services.family_views import FamilyView, PersonView, RegistrationView

PARTS = ("facts", "money", "answers", "history")

class RegistrationCard(Dialog):
    """Its parts are the details, the fee, the answers and the history; details can be changed where they stand.

    ``wanted`` carries what the person chose to do: ``cancel``, ``restore`` or ``promote``. ``part`` is shown first.
    """

    wanted = Signal(str)

    def __init__(
        self, context: PageContext, row: RegistrationRow, event: "EventView", *, parent: QWidget, asks: bool = False,
        part: str = "facts",
    ) -> None:  # fmt: skip
        self._context, self._row, self._event = context, row, event
        self._words, self._wording = context.words, context.wording
        super().__init__(context.theme, guardian_name(row.view.guardians, context.wording), parent=parent, width=780)
        self._phones: list[tuple[PersonView, Label]] = []
        self._names: list[tuple[PersonView, Label]] = []
        self._held = False
        self._editor: RegistrationEditor | None = None
        self.money = MoneyPart(context, row.id)
        self.answers = AnswersPart(context, row.id)
        self.history = HistoryPart(context, row.id, event)
        names = ("facts", "money", *(("answers",) if asks else ()), "history")
        self.parts = Seg(self.theme, tuple((name, self._words(f"registrations.part_{name}")) for name in names), current=part)
        self.parts.chosen.connect(self._show_part)
        sides, left = hbox(spacing=24), vbox(spacing=12)
        self._head = vbox(spacing=10)
        self._head.addLayout(self._heading())
        fill(left, self._head, self.parts)
        self._stack = QStackedLayout()
        left.addLayout(self._stack, 1)
        for widget in (self._facts(), self.money, self.answers, self.history):
            self._stack.addWidget(widget)
        sides.addLayout(left, 1)
        sides.addLayout(self._ticket())
        self.content.addLayout(sides)
        self._add_verbs()
        self._show_part(part)

    def _show_part(self, name: str) -> None:
        """Bring a part to the front; what belongs to it is asked for anew."""
        place = PARTS.index(name)
        self._stack.setCurrentIndex(place if place else 0 if self._editor is None else len(PARTS))
        loads = {"money": self.money.load, "answers": self.answers.load, "history": self.history.load}
        if name in loads:
            loads[name]()

    # -- changing it

    def edit(self) -> None:
        """Change it where it stands."""
        if self._editor is not None or not self.edit_button.isEnabled():
            return
        self._mask()
        self._editor = RegistrationEditor(self._context, self._row.view, self._event)
        self._editor.saved.connect(self._saved)
        self._editor.left.connect(self._leave)
        self._stack.addWidget(self._editor)
        self.parts.set_current("facts")
        self._show_part("facts")
        self.edit_button.hide()
        self._editor.begin()

    def _leave(self) -> None:
        if self._editor is not None:
            self._stack.removeWidget(self._editor)
            self._editor.hide()
            self._editor.deleteLater()
            self._editor = None
        self.edit_button.show()
        self._show_part("facts")
        self.edit_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _saved(self, view: "RegistrationView") -> None:
        titles = {slot.code: slot.title for slot in self._event.slots}
        self._row = replace(self._row, view=view, slots=slots_line(view, titles, self._wording))
        old = self._stack.widget(0)
        self._phones, self._names = [], []
        self._stack.insertWidget(0, self._facts())
        if old is not None:
            self._stack.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._party.setText(self._party_words())
        self._leave()
        self._context.toast(self._words("registrations.edited"))

    def reject(self) -> None:
        """Esc leaves the form first, then the card."""
        if self._editor is not None:
            self._leave()
        else:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter writes what is being typed, Ctrl+E begins to change."""
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if held and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            part = self._editor if self.parts.current == "facts" else self.answers if self.parts.current == "answers" else None
            if part is not None:
                part.submit()
        elif held and event.key() == Qt.Key.Key_E:
            self.edit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not isinstance(self.focusWidget(), Button):
            event.accept()  # it ended a line of a form; it must not close the card
        else:
            super().keyPressEvent(event)

    # -- left: who and where

    def _party_words(self) -> str:
        view = self._row.view
        return self._words("registrations.party", adults=view.adults, children=view.children_count)

    def _heading(self) -> QVBoxLayout:
        theme, words, view = self.theme, self._words, self._row.view
        heading, column = hbox(spacing=8), vbox(spacing=8)
        look = state_chip(view, self._row.place, self._wording)
        self.reveal = Button(theme, words("registrations.reveal"), size=Size.SMALL, icon="eye")
        self.reveal.setAutoDefault(False)
        if not self._context.desk.actor.may(Right.UNMASK):
            self.reveal.set_reason(words("registrations.reveal_reason"))
        self.reveal.pressed.connect(self._show_whole)
        self.reveal.released.connect(self._mask)
        self.edit_button = Button(theme, words("registrations.edit"), size=Size.SMALL, icon="pencil", tip="Ctrl+E")
        self.edit_button.setAutoDefault(False)
        may = self._context.desk.actor.may(Right.REGISTRATIONS)
        self.edit_button.set_reason("" if may else words("registrations.change_reason"))
        self.edit_button.clicked.connect(self.edit)
        self._party = Label(theme, self._party_words(), Type.COMPACT, color="text2")
        fill(heading, Chip(theme, look.text, look.tone, icon=look.icon), self._party)
        fill(heading, None, self.edit_button, self.reveal)
        column.addLayout(heading)
        self.note = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.note.hide()
        column.addWidget(self.note)
        return column

    def _facts(self) -> QWidget:
        theme, words, view = self.theme, self._words, self._row.view
        column = vbox(spacing=10)
        for person in view.guardians:
            column.addLayout(self._person(person, relation_name(person, self._wording), person.phone or ""))
        for person in view.children:
            age = self._wording.age(person.age_months)
            parts = [part for part in (sex_name(person, self._wording), age) if part]
            birth = f"{person.birthdate:%Y-%m-%d}" if person.birthdate else ""
            column.addLayout(self._person(person, words("common.list_comma").join(parts), birth))
        column.addWidget(Rule(theme))
        for label, text, tone in self._lines():
            column.addLayout(self._line(label, text, tone))
        column.addStretch(1)
        inside = QWidget()
        inside.setLayout(column)
        column.setContentsMargins(0, 0, 12, 0)
        area = scrolled(inside)
        area.setMinimumHeight(max(min(inside.sizeHint().height() + 4, theme.px(410)), theme.px(300)))
        return area

    def _person(self, person: "PersonView", line: str, right: str) -> QHBoxLayout:
        theme, child = self.theme, person.role.is_child
        name = child_name(person, self._wording) if child else person.name or self._words("registrations.unnamed_guardian")
        row, both = hbox(spacing=10), vbox(spacing=0)
        top = Label(theme, name, bold=True)
        detail = Label(theme, right, Type.COMPACT, color="text2")
        detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        fill(both, top, Elided(theme, line, Type.COMPACT, color="text2"))
        row.addWidget(Avatar(theme, name.rstrip("*") or name, child=child, size=36))
        row.addLayout(both, 1)
        if person.allergies:
            tip = self._words("registrations.mark_allergy", text=person.allergies)
            row.addWidget(Chip(theme, _shortened(person.allergies), Tone.WARN, icon="allergy", bold=True, tip=tip))
        row.addWidget(detail)
        self._names.append((person, top))
        if not child:
            self._phones.append((person, detail))
        return row

    def _lines(self) -> list[tuple[str, str, str]]:
        words, view = self._words, self._row.view
        titles = {slot.code: slot.title for slot in self._event.slots}
        found: list[tuple[str, str, str]] = []
        for code, state in view.slot_status:
            waits = state is SlotState.WAITLISTED and view.state is RegistrationState.CONFIRMED
            text = titles.get(code, code)
            found.append((words("registrations.col_slots") if not found else "",
                          words("registrations.slot_waiting", slot=text) if waits else text, "text"))  # fmt: skip
        photo = {True: "photo_yes", False: "photo_no", None: "photo_unsaid"}[view.photo_consent]
        agreed = view.consent
        moment = view.at.astimezone(self._context.desk.zone)
        found += [
            (words("registrations.photo"), words(f"registrations.{photo}"), "text"),
            (words("registrations.consent"), words("registrations.consent_given" if agreed else "registrations.consent_missing"),
             "text" if agreed else "warn-text"),
            (words("registrations.came_by"), self._origin(), "text"),
            (words("registrations.col_at"), self._wording.date_time(moment), "text"),
        ]  # fmt: skip
        if view.notes:
            found.append((words("registrations.notes"), view.notes, "text"))
        return found

    def _origin(self) -> str:
        words, view = self._words, self._row.view
        if view.source_note:
            return view.source_note
        if view.source is Source.IMPORT and view.source_rows:
            return words("registrations.origin_rows", rows=words("common.list_sep").join(view.source_rows))
        return words(f"registrations.origin_{view.source.value}")

    def _line(self, label: str, text: str, tone: str) -> QHBoxLayout:
        row = hbox(spacing=12)
        caption = Label(self.theme, label, Type.COMPACT, color="muted", align=Qt.AlignmentFlag.AlignTop)
        caption.setFixedWidth(self.theme.px(96))
        row.addWidget(caption)
        row.addWidget(Label(self.theme, text, Type.COMPACT, color=tone, wrap=True), 1)
        return row

    # -- right: the code

    def _ticket(self) -> QVBoxLayout:
        theme, words, view = self.theme, self._words, self._row.view
        column = vbox(spacing=8)
        if view.state is RegistrationState.CANCELLED:
            sentence = Label(theme, words("registrations.ticket_refused"), color="muted", wrap=True,
                             align=Qt.AlignmentFlag.AlignHCenter)  # fmt: skip
            sentence.setFixedWidth(theme.px(236))
            fill(column, None, sentence, None)
            return column
        self.ticket = TicketView(theme, view.ticket, words("registrations.ticket"))
        copy = Button(theme, words("registrations.copy_picture"), size=Size.SMALL)
        save = Button(theme, words("registrations.save_picture"), size=Size.SMALL)
        for button, slot in ((copy, self._copy), (save, self._save)):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
        self.copy_button, self.save_button = copy, save
        buttons = hbox(spacing=8)
        fill(buttons, None, copy, save, None)
        self.said = Label(theme, words("registrations.ticket_hint"), Type.COMPACT, color="muted", wrap=True,
                          align=Qt.AlignmentFlag.AlignHCenter)  # fmt: skip
        self.said.setFixedWidth(theme.px(236))
        fill(column, self.ticket, buttons, self.said, None)
        return column

    def _copy(self) -> None:
        self.ticket.copy()
        self.said.setText(self._words("registrations.picture_copied"))

    def _save(self) -> None:
        kinds = self._words("registrations.png_kinds")
        name = f"{self._event.code}-{self._row.id[-8:]}.png"  # no name and no phone in a file's name
        ask_save(self, self._words("registrations.save_picture"), name, self._write, kinds=kinds)

    def _write(self, file: Path) -> None:
        self._context.tasks.outside(write_picture, file, self.ticket.png(), done=self._written, failed=self._fail)

    def _written(self, file: Path) -> None:
        self.said.setText(self._words("registrations.picture_saved", file=file.name))

    # -- names and phones, while held

    def _show_whole(self) -> None:
        self._held = True
        desk = self._context.desk
        self._context.tasks.run(desk.families.show, self._row.view.family, unmasked=True, done=self._unmask, failed=self._fail)

    def _unmask(self, family: "FamilyView") -> None:
        if not self._held:
            return  # let go before the answer came
        whole = {person.id: person for person in family.people}
        for person, label in self._phones:
            label.setText(whole[person.id].phone or "")
        for person, label in self._names:
            label.setText(whole[person.id].name or label.text())

    def _mask(self) -> None:
        self._held = False
        for person, label in self._phones:
            label.setText(person.phone or "")
        for person, label in self._names:
            unnamed = self._words("registrations.unnamed_guardian")
            label.setText(child_name(person, self._wording) if person.role.is_child else person.name or unnamed)

    def _fail(self, error: DeskError) -> None:
        self.note.setText(self._wording.error(error).whole)
        self.note.show()

    # -- verbs

    def _add_verbs(self) -> None:
        words, state = self._words, self._row.view.state
        may = self._context.desk.actor.may(Right.REGISTRATIONS)
        reason = "" if may else words("registrations.change_reason")
        if state is RegistrationState.CANCELLED:
            self._verb("restore", words("registrations.restore"), "undo", reason)
        else:
            self._verb("cancel", words("registrations.cancel"), "x", reason)
        if state is RegistrationState.WAITLISTED:
            self._verb("promote", words("registrations.promote"), "okc", reason)
        close = self.add_button(words("common.close"), key="Esc")
        close.clicked.connect(self.reject)
        close.setDefault(True)

    def _verb(self, key: str, text: str, icon: str, reason: str) -> None:
        button = self.add_button(text, kind=Kind.PRIMARY if key == "promote" else Kind.PLAIN, icon=icon)
        button.setObjectName(key)
        button.set_reason(reason)
        button.clicked.connect(lambda: self._choose(key))

    def _choose(self, key: str) -> None:
        self.accept()
        self.wanted.emit(key)


def _shortened(text: str, most: int = 10) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
