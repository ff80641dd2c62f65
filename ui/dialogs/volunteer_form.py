"""What the forms about volunteers share: errors stand below the field that they are about, in words of this page first."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from eventdesk.errors import DeskError
from ui.dialogs.partner_forms import Form
from ui.theme import Type
from ui.widgets.base import Label, hbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.fields import FieldFrame

_PLACES = {
    "volunteer_exists": "phone", "bad_phone": "phone", "bad_email": "email", "name_missing": "name", "role_missing": "role",
    "shift_exists": "code", "ideal_below_need": "ideal", "ends_before_start": "end", "shift_too_long": "end",
    "bad_window": "windows", "vetting_day_missing": "vetting_until", "birth_in_future": "birthdate", "bad_age_band": "band",
    "break_too_long": "break_minutes", "template_name_missing": "name", "reason_missing": "reason",
}  # fmt: skip
"""Below which field an error is said."""


class VolunteerForm(Form):
    """A form about volunteers; see :class:`ui.dialogs.partner_forms.Form`."""

    def _failed(self, error: DeskError) -> None:
        named = str(error.details.get("field", ""))
        field = self.fields.get(named) or self.fields.get(_PLACES.get(error.code, ""))
        own = f"volunteers.error_{error.code}"
        sentence = self.words(own) if self.words.has(own) else self.context.wording.error(error).whole
        if field is None:
            self._trouble.setText(sentence)
            self._trouble.show()
            return
        field.set_error(sentence)
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def also(self, text: str, act: Callable[[], object], *, icon: str = "") -> Button:
        """Another verb, at the left of the row of buttons."""
        button = Button(self.theme, text, kind=Kind.QUIET, icon=icon)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        # Before the stretch that keeps the verbs at the right.
        self._buttons.insertWidget(self._buttons.count() - 1 if self._buttons.count() < 2 else 0, button)
        return button

    def _three(self, *fields: QWidget) -> object:
        row = hbox(spacing=12)
        for field in fields:
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        return row


def lines(text: str, height: int) -> QPlainTextEdit:
    """An editor of several lines that Tab leaves."""
    edit = QPlainTextEdit(text)
    edit.setFixedHeight(height)
    edit.setTabChangesFocus(True)
    return edit


def framed(form: VolunteerForm, key: str, editor: QWidget, *, hint: str = "", optional: bool = False) -> FieldFrame:
    """An editor with its label and hint."""
    said = form.words("common.optional") if optional else ""
    return FieldFrame(form.theme, form.words(f"volunteers.field_{key}"), editor, hint=hint, optional=said)


def caption(form: VolunteerForm, text: str) -> Label:
    """A line of small words."""
    return Label(form.theme, text, Type.COMPACT, color="text2", wrap=True)
