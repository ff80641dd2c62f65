"""What is asked before an event is copied or cancelled."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.pages.events_inputs import MomentEdit
from ui.theme import Theme
from ui.widgets.base import Label
from ui.widgets.buttons import Kind
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field, FieldFrame
from ui.wording import Wording


class CloneDialog(Dialog):
    """``wanted`` carries title and beginning of the copy."""

    wanted = Signal(str, object)

    def __init__(
        self, theme: Theme, wording: Wording, *, title: str, start: datetime, zone: ZoneInfo, parent: QWidget | None = None
    ) -> None:  # fmt: skip
        words = wording.words
        super().__init__(theme, words("events_plan.clone_title", title=title), parent=parent)
        self._wording = wording
        self.name = Field(theme, words("events.field_title"), text=title)
        self.start = MomentEdit(zone)
        self.frame_ = FieldFrame(theme, words("events_plan.clone_start"), self.start)
        self.start.set_moment(start)
        self.start.dateTimeChanged.connect(self._show_day)
        self.content.addWidget(Label(theme, words("events_plan.clone_text"), color="text2", wrap=True))
        self.content.addWidget(self.name)
        self.content.addWidget(self.frame_)
        self.add_button(words("common.cancel"), key="Esc").clicked.connect(self.reject)
        self.verb = self.add_button(words("events_plan.clone_do"), kind=Kind.PRIMARY, key="Enter")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self._take)
        self._show_day()
        self.start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_day(self) -> None:
        self.frame_.set_hint(self._wording.day(self.start.moment.date()))

    def _take(self) -> None:
        if not self.name.text():
            self.name.set_error(self._wording.words("events_plan.title_empty"))
            self.name.edit.setFocus()
            return
        self.accept()
        self.wanted.emit(self.name.text(), self.start.moment)


class CancelDialog(Dialog):
    """Asks for the reason and says what becomes of registrations; ``wanted`` carries the reason."""

    wanted = Signal(str)

    def __init__(
        self, theme: Theme, wording: Wording, *, title: str, families: int, parent: QWidget | None = None
    ) -> None:
        words = wording.words
        super().__init__(theme, words("events_plan.cancel_title", title=title), parent=parent)
        self._wording = wording
        text = words("events_plan.cancel_text", n=families) if families else words("events_plan.cancel_text_none")
        self.content.addWidget(Label(theme, text, color="text2", wrap=True))
        hint = words("events_plan.cancel_reason_hint")
        self.reason = Field(theme, words("events_plan.cancel_reason"), hint=hint)
        self.content.addWidget(self.reason)
        keep = self.add_button(words("events_plan.cancel_keep"), key="Esc")
        keep.clicked.connect(self.reject)
        keep.setDefault(True)
        self.verb = self.add_button(words("events_plan.cancel_do"), kind=Kind.DANGER)
        self.verb.clicked.connect(self._take)
        self.reason.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        if not self.reason.text().strip():
            self.reason.set_error(self._wording.words("events_plan.cancel_reason_empty"))
            self.reason.edit.setFocus()
            return
        self.accept()
        self.wanted.emit(self.reason.text().strip())
