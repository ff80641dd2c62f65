"""The forms of a family: its own fields, tags, follow-ups. Each stays open until the desk took it."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCompleter, QPlainTextEdit, QWidget

from eventdesk.errors import DeskError, InvalidInput
from ui.dialogs.partner_forms import Form
from ui.pages.base import PageContext
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice import Select
from ui.widgets.fields import Field, FieldFrame

if TYPE_CHECKING:
    from eventdesk.services.family_profile import TagCount
    from eventdesk.services.family_views import FamilyView, FollowUpView

_PLACES = {
    "bad_phone": "phone", "bad_email": "email", "person_unknown": "name", "birth_in_future": "birthdate",
    "tag_missing": "name", "follow_up_empty": "text", "ends_before_it_begins": "until", "membership_overlaps": "since",
    "level_exists": "name", "level_name_missing": "name",
}  # fmt: skip
"""Below which field an error is said."""


class FamilyDialogForm(Form):
    """A form about a family; errors stand below the field that they are about."""

    def _failed(self, error: DeskError) -> None:
        named = str(error.details.get("field", ""))
        field = self.fields.get(named) or self.fields.get(_PLACES.get(error.code, ""))
        if field is None:
            super()._failed(error)
            return
        field.set_error(self.context.wording.error(error).whole)
        field.editor.setFocus()

    def failed(self, error: DeskError) -> None:
        """Say what a verb beside the form's own could not do."""
        self._failed(error)

    def offer_removal(self, text: str) -> Button:
        """A verb at the other end of the row of buttons that takes away what the form is about; connect it yourself."""
        button = Button(self.theme, text, kind=Kind.QUIET, icon="trash")
        button.setAutoDefault(False)
        self._buttons.insertWidget(0, button)
        return button


class FamilyForm(FamilyDialogForm):
    """Where a family lives, and what the team notes of it. Phones in notes are shown masked as long as nobody edits them."""

    def __init__(self, context: PageContext, family: "FamilyView", districts: Sequence[str], *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context, words("families.edit_family"), parent=parent)
        self._family = family
        self.district = Field(self.theme, words("families.field_district"), text=family.district)
        self.district.edit.setCompleter(_completer(districts, self.district))
        self.notes = lines(family.notes, self.theme.px(112))
        self.fields = {"district": self.district}
        self.finish(self.district, FieldFrame(self.theme, words("families.field_notes"), self.notes))

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """District and notes, as far as they were changed."""
        values: dict[str, Any] = {"family": self._family.id, "revision": self._family.revision}
        if self.district.text() != self._family.district:
            values["district"] = self.district.text()
        if self.notes.toPlainText() != self._family.notes:
            values["notes"] = self.notes.toPlainText()
        return self.context.desk.profiles.change, values


class TagForm(FamilyDialogForm):
    """A tag of the team's or an interest of the family's; those in use are proposed."""

    def __init__(self, context: PageContext, family: str, known: "Sequence[TagCount]", *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context, words("families.add_tag"), parent=parent)
        self._family, self._known = family, known
        self.name = Field(self.theme, words("families.field_tag"), placeholder=words("families.tag_example"))
        self.kind = Select(self.theme, [(kind, words(f"families.kind_{kind}")) for kind in ("tag", "interest")], current="tag")
        self.kind.chosen.connect(self._propose)
        self.fields = {"name": self.name}
        self._propose("tag")
        self.finish(self._pair(self.name, FieldFrame(self.theme, words("families.field_kind"), self.kind)))

    def _propose(self, kind: str) -> None:
        self.name.edit.setCompleter(_completer([one.name for one in self._known if one.kind == kind], self.name))

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The tag."""
        return self.context.desk.profiles.tag, {"family": self._family, "name": self.name.text(), "kind": self.kind.current}


class FollowUpForm(FamilyDialogForm):
    """Something to do for a family."""

    def __init__(self, context: PageContext, family: str, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context, words("families.add_follow_up"), parent=parent)
        self._family = family
        self.text = Field(self.theme, words("families.field_text"), placeholder=words("families.text_example"))
        self.owner = Field(self.theme, words("families.field_owner"), optional=words("common.optional"))
        self.due = Field(
            self.theme, words("families.field_due"), placeholder=words("families.day_example"), optional=words("common.optional")
        )
        self.fields = {"text": self.text, "owner": self.owner, "due": self.due}
        self.finish(self.text, self._pair(self.owner, self.due))

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The follow-up."""
        # ``owner`` is a word of tasks as well, so it is given beforehand.
        add = partial(self.context.desk.follow_ups.add, owner=self.owner.text())
        return add, {"family": self._family, "text": self.text.text(), "due": typed_day(self.due.text(), "due")}


class DoneForm(FamilyDialogForm):
    """A follow-up is done; what came of it."""

    def __init__(self, context: PageContext, one: "FollowUpView", *, parent: QWidget) -> None:
        super().__init__(context, one.text, parent=parent)
        self._one = one
        self.result_ = Field(
            self.theme, context.words("families.field_result"), text=one.result, optional=context.words("common.optional")
        )
        self.fields = {"result": self.result_}
        self.finish(self.result_)
        self.verb.set_text(context.words("families.mark_done"))

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The result."""
        return self.context.desk.follow_ups.done, {"follow_up": self._one.id, "result": self.result_.text()}


def typed_day(text: str, field: str) -> date | None:
    """A day as somebody types it (2026-6-1, 2026/6/1, 20260601); :class:`InvalidInput` where it is none."""
    text = text.strip().replace("/", "-").replace(".", "-")
    if not text:
        return None
    try:
        parts = [int(part) for part in text.split("-")]
        return date(*parts) if len(parts) == 3 else date.fromisoformat(text)
    except (ValueError, TypeError):
        raise InvalidInput("bad_day", field=field) from None


def lines(text: str, height: int) -> QPlainTextEdit:
    """An editor of several lines that Tab leaves."""
    edit = QPlainTextEdit(text)
    edit.setFixedHeight(height)
    edit.setTabChangesFocus(True)
    return edit


def _completer(values: Sequence[str], owner: QWidget) -> QCompleter:
    return QCompleter(list(values), owner)
