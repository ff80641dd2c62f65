"""Changing a registration where it is shown: the party, the slots, notes, consent to pictures, where it came from."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QSpinBox, QWidget

from eventdesk.domain.registration import RegistrationState, Source
from eventdesk.errors import DeskError
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, CheckBox, Kind
from ui.widgets.choice import Select
from ui.widgets.fields import Field, FieldFrame
from ui.widgets.paint import text_width

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView
    from eventdesk.services.family_views import RegistrationView

_HALF = 170
"""Pixels of a slot's title in one of two columns."""

_PHOTO: dict[bool | None, str] = {None: "unsaid", True: "yes", False: "no"}


class RegistrationEditor(QWidget):
    """``saved(view)`` once the desk took it, ``left()`` when nothing is to be changed. What was typed stays until then."""

    saved = Signal(object)
    left = Signal()

    def __init__(self, context: PageContext, view: "RegistrationView", event: "EventView") -> None:
        super().__init__()
        self._context, self._words, self._view, self._event = context, context.words, view, event
        words, theme = self._words, context.theme
        self.adults, self.children_ = _spin(view.adults), _spin(view.children_count)
        self.photo = Select(theme, [(key, words(f"registrations.photo_{key}")) for key in _PHOTO.values()],
                            current=_PHOTO[view.photo_consent])  # fmt: skip
        self.slots = {slot.code: CheckBox(theme, slot.title, checked=slot.code in view.slots) for slot in event.bookable}
        self.notes = QPlainTextEdit(view.notes or "")
        self.notes.setFixedHeight(theme.px(64))
        self.notes.setTabChangesFocus(True)
        self.source = Field(
            theme, words("registrations.source_note"), text=view.source_note, optional=words("common.optional"),
            placeholder=words("registrations.source_example"),
        )  # fmt: skip
        self.source.setVisible(view.source is not Source.IMPORT)
        self.problem = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.problem.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        words, theme = self._words, self._context.theme
        column, first = vbox(2, 2, 12, 2, spacing=10), hbox(spacing=12)
        self._adults = FieldFrame(theme, words("registrations.field_adults"), self.adults)
        first.addWidget(self._adults, 1)
        first.addWidget(FieldFrame(theme, words("registrations.field_children"), self.children_), 1)
        first.addWidget(FieldFrame(theme, words("registrations.photo"), self.photo), 2)
        column.addLayout(first)
        cancelled = self._view.state is RegistrationState.CANCELLED
        for widget in (self.adults, self.children_, *self.slots.values()):
            widget.setEnabled(not cancelled)
        if self.slots:
            label = Label(theme, words("registrations.col_slots"), Type.COMPACT, color="text2")
            hint = Label(theme, words("registrations.slots_waits_hint"), Type.CAPTION, color="muted")
            row = hbox(spacing=8)
            fill(row, label, hint, None)
            column.addLayout(row)
            grid = QGridLayout()
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setVerticalSpacing(2)
            face = theme.font(Type.BODY)
            columns = 1 if any(text_width(face, box.text()) > _HALF for box in self.slots.values()) else 2
            for place, box in enumerate(self.slots.values()):
                grid.addWidget(box, place // columns, place % columns)
            column.addLayout(grid)
        notes = FieldFrame(theme, words("registrations.notes"), self.notes, optional=words("common.optional"))
        fill(column, notes, self.source, None)
        inside = QWidget()
        inside.setLayout(column)
        self.keep = Button(theme, words("registrations.save_edit"), kind=Kind.PRIMARY, icon="check", key="Ctrl+Enter")
        drop = Button(theme, words("common.cancel"))
        for button in (self.keep, drop):
            button.setAutoDefault(False)
        self.keep.clicked.connect(self.submit)
        drop.clicked.connect(self.left)
        foot, whole = hbox(spacing=8), vbox(spacing=8)
        fill(foot, None, drop, self.keep)
        area = scrolled(inside)
        area.setMinimumHeight(min(inside.sizeHint().height() + 4, theme.px(380)))
        whole.addWidget(area, 1)
        fill(whole, self.problem, foot)
        self.setLayout(whole)

    def begin(self) -> None:
        """The first field is ready to be typed into."""
        self.adults.setFocus(Qt.FocusReason.OtherFocusReason)
        self.adults.selectAll()

    def changes(self) -> dict[str, Any]:
        """What differs from what was shown."""
        view, found = self._view, dict[str, Any]()
        if self.adults.value() != view.adults:
            found["adults"] = self.adults.value()
        if self.children_.value() != view.children_count:
            found["children"] = self.children_.value()
        # Slots that families can no longer choose stay with those who have them.
        kept = [code for code in view.slots if code not in self.slots or self.slots[code].isChecked()]
        slots = [*kept, *(code for code, box in self.slots.items() if box.isChecked() and code not in kept)]
        if slots != list(view.slots):
            found["slots"] = slots
        photo = next(value for value, key in _PHOTO.items() if key == self.photo.current)
        if photo is not view.photo_consent:
            found["photo_consent"] = photo
        notes = self.notes.toPlainText().strip()
        if notes != (view.notes or ""):
            found["notes"] = notes
        if self.source.text() != view.source_note:
            found["source_note"] = self.source.text()
        return found

    def submit(self) -> None:
        """Write it; what can't be taken is said here."""
        changes = self.changes()
        if not changes:
            self.left.emit()
            return
        self.problem.hide()
        self._adults.set_error("")
        self.keep.set_busy(self._words("common.working"))
        self._context.tasks.run(
            self._context.desk.edits.change, self._view.id, revision=self._view.revision, **changes, done=self.saved.emit,
            failed=self._failed, ended=lambda: self.keep.set_busy(""), owner=self,
        )  # fmt: skip

    def _failed(self, error: DeskError) -> None:
        sentence = self._context.wording.error(error).whole
        if error.code == "bad_party":
            self._adults.set_error(sentence)
            self.adults.setFocus()
            return
        self.problem.setText(sentence)
        self.problem.show()


def _spin(value: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(0, 99)
    spin.setValue(value)
    spin.lineEdit().setTextMargins(12, 0, 0, 0)
    return spin
