"""The plan of an event in its form: where, who leads it, how many may come, what it is for, and the team's own notes."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from eventdesk.domain.season import PERMIT_FROM
from eventdesk.errors import DeskError
from ui.models.event_form import read_places
from ui.theme import Theme, Type
from ui.widgets.base import Card, Label, fill, hbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice import Select
from ui.widgets.fields import Field, FieldFrame
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView

_HERE, _ONLINE = "here", "online"


class PlanFields(Card):
    """``edited``: something was changed by hand. The form of the basics keeps both."""

    edited = Signal()
    save_wanted = Signal()

    def __init__(self, theme: Theme, wording: Wording) -> None:
        super().__init__(theme, spacing=14)
        self._wording = wording
        words = wording.words
        optional = words("common.optional")
        self.place = Select(theme, [(key, words(f"events_plan.place_{key}")) for key in (_HERE, _ONLINE)])
        self.owner = Field(theme, words("events_plan.field_owner"), optional=optional)
        self.expected = Field(
            theme, words("events_plan.field_expected"), hint=words("events_plan.expected_hint"), optional=optional
        )
        self.purpose, self.notes = QPlainTextEdit(), QPlainTextEdit()
        self._pair(FieldFrame(theme, words("events_plan.field_place"), self.place), self.owner)
        self.body.addWidget(self.expected)
        for key, edit, height in (("purpose", self.purpose, 72), ("notes", self.notes, 96)):
            edit.setTabChangesFocus(True)
            edit.setFixedHeight(theme.px(height))
            edit.textChanged.connect(self._edited)
            hint = words(f"events_plan.{key}_hint")
            self.body.addWidget(
                FieldFrame(theme, words(f"events_plan.field_{key}"), edit, hint=hint, optional=optional)
            )
        for field in (self.owner, self.expected):
            field.changed.connect(self._edited)
            field.submitted.connect(self.save_wanted)
        self.place.chosen.connect(self._edited)
        self.save = Button(theme, words("events.save"), kind=Kind.PRIMARY, key="Ctrl+S")
        self.save.clicked.connect(self.save_wanted)
        self._status = Label(theme, "", Type.COMPACT, color="muted", wrap=True)
        foot = hbox(spacing=12)
        fill(foot, self.save)
        foot.addWidget(self._status, 1)
        self.body.addLayout(foot)
        self._clean: dict[str, str] = {}
        self.show_new()

    def _pair(self, first: QWidget, second: QWidget) -> None:
        row = hbox(spacing=12)
        for widget in (first, second):
            row.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)

    # -- what it holds

    @property
    def dirty(self) -> bool:
        """Whether something was changed and not kept."""
        return self.draft() != self._clean

    def draft(self) -> dict[str, str]:
        """The fields as typed."""
        return {
            "place": self.place.current, "owner": self.owner.text(), "expected": self.expected.text(),
            "purpose": self.purpose.toPlainText(), "notes": self.notes.toPlainText(),
        }  # fmt: skip

    def set_draft(self, draft: dict[str, str]) -> None:
        """Fill in what was typed before; it counts as changed."""
        self.place.set_current(draft["place"])
        self.owner.set_text(draft["owner"])
        self.expected.set_text(draft["expected"])
        for edit, text in ((self.purpose, draft["purpose"]), (self.notes, draft["notes"])):
            if edit.toPlainText() != text:
                edit.setPlainText(text)
        self._edited()

    def show_new(self) -> None:
        """Empty fields."""
        self._put({"place": _HERE, "owner": "", "expected": "", "purpose": "", "notes": ""})

    def show_event(self, event: "EventView") -> None:
        """An event as it is kept. Nothing moves where it is shown so already."""
        draft = {
            "place": _ONLINE if event.online else _HERE, "owner": event.owner,
            "expected": "" if event.expected is None else str(event.expected), "purpose": event.purpose, "notes": event.notes,
        }  # fmt: skip
        if not draft == self._clean == self.draft():
            self._put(draft)

    def took(self, event: "EventView", sent: dict[str, str]) -> None:
        """The event is kept as it was sent; what was typed since then stays."""
        typed = self.draft()
        self.show_event(event)
        if typed != sent:
            self.set_draft(typed)

    def _put(self, draft: dict[str, str]) -> None:
        self.set_draft(draft)
        self._clean = self.draft()
        self.clear_errors()

    def filled(self) -> dict[str, Any]:
        """What differs from what is kept, for the verb ``plan``; :class:`InvalidInput` for a number that is none."""
        if not self.dirty:
            return {}
        return {
            "online": self.place.current == _ONLINE, "owner": self.owner.text().strip(),
            "expected": read_places(self.expected.text(), field="expected"),
            "purpose": self.purpose.toPlainText().strip(), "notes": self.notes.toPlainText().strip(),
        }  # fmt: skip

    # -- errors, hints

    def show_error(self, error: DeskError) -> bool:
        """Say an error at its field; tells whether it belongs to one."""
        if error.details.get("field") != "expected":
            return False
        self.expected.set_error(self._wording.error(error).whole)
        self.expected.edit.setFocus()
        return True

    def say(self, sentence: str, *, color: str = "muted") -> None:
        """A line beside the button."""
        self._status.setText(sentence)
        self._status.set_look(color=color)

    def clear_errors(self) -> None:
        """Nothing is wrong."""
        self.expected.set_error("")

    def _edited(self) -> None:
        words, text = self._wording.words, self.expected.text().strip()
        crowd = text.isdecimal() and int(text) >= PERMIT_FROM
        hint = words("events_plan.expected_warn", n=text) if crowd else words("events_plan.expected_hint")
        self.expected.set_hint(hint)
        self.edited.emit()
