"""The forms of partners, of what they bring, and of ideas. Each stays open with what was typed until the desk took it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from eventdesk.domain.event import EventKind
from eventdesk.domain.partner import PartnerKind
from eventdesk.errors import DeskError, InvalidInput
from ui.models.money import bare, typed_fen
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, fill, hbox
from ui.widgets.buttons import CheckBox, Kind
from ui.widgets.choice import Select
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field, FieldFrame

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView
    from eventdesk.services.partners import ContributionView, PartnerView
    from eventdesk.services.proposals import ProposalView


class Form(Dialog):
    """A form with a verb. ``made`` is what the desk answered, once it took it."""

    def __init__(self, context: PageContext, title: str, *, parent: QWidget) -> None:
        super().__init__(context.theme, title, parent=parent, width=520)
        self.context, self.words = context, context.words
        self.made: Any = None
        self.fields: dict[str, FieldFrame] = {}
        self._trouble = Label(self.theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self._trouble.hide()

    def finish(self, *rows: object) -> None:
        """Lay the rows out, and put the verbs below."""
        fill(self.content, *rows, self._trouble)  # type: ignore[arg-type]  # widgets and layouts
        cancel = self.add_button(self.words("common.cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.verb = self.add_button(self.words("partners.save"), kind=Kind.PRIMARY, icon="check", key="Enter")
        self.verb.clicked.connect(self.submit)
        for field in self.fields.values():
            if isinstance(field, Field):
                field.submitted.connect(self.submit)
        next(iter(self.fields.values())).editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Hand over what was typed; what can't be taken is said where it stands."""
        self._trouble.hide()
        for field in self.fields.values():
            field.set_error("")
        try:
            work, values = self.filled()
        except InvalidInput as error:
            self._failed(error)
            return
        self.verb.set_busy(self.words("partners.saving"))
        self.context.tasks.run(
            work, done=self._done, failed=self._failed, ended=lambda: self.verb.set_busy(""), owner=self, **values
        )  # fmt: skip

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The verb of the desk and what it is given."""
        raise NotImplementedError

    def _done(self, made: Any) -> None:
        self.made = made
        self.accept()

    def _failed(self, error: DeskError) -> None:
        sentence = self.context.wording.error(error).whole
        places = {"partner_exists": "name", "bad_phone": "phone", "title_missing": "title", "name_missing": "name"}
        field = self.fields.get(
            str(error.details.get("field")) if error.code == "bad_amount" else places.get(error.code, "")
        )
        if field is None:
            self._trouble.setText(sentence)
            self._trouble.show()
            return
        field.set_error(sentence)
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pair(self, first: QWidget, second: QWidget) -> Any:
        row = hbox(spacing=12)
        row.addWidget(first, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(second, 1, Qt.AlignmentFlag.AlignTop)
        return row


class PartnerForm(Form):
    """A new partner, or one to change. The phone is shown masked; as long as it is left so it stays."""

    def __init__(self, context: PageContext, partner: "PartnerView | None" = None, *, parent: QWidget) -> None:
        words = context.words
        title = words("partners.new_partner_title" if partner is None else "partners.edit_partner_title")
        super().__init__(context, title, parent=parent)
        self._partner = partner
        optional = words("common.optional")
        theme = self.theme
        self.name = Field(theme, words("partners.field_name"), text=partner.name if partner else "")
        kinds = [(kind.value, words(f"partners.kind_{kind.value}")) for kind in PartnerKind]
        self.kind = Select(theme, kinds, current=partner.kind.value if partner else PartnerKind.SPONSOR.value)
        self.contact = Field(
            theme, words("partners.field_contact"), text=partner.contact if partner else "", optional=optional
        )
        self._phone = partner.phone if partner else ""
        hint = words("partners.phone_kept") if self._phone else ""
        self.phone = Field(theme, words("partners.field_phone"), text=self._phone, optional=optional, hint=hint)
        self.notes = _several_lines(partner.notes if partner else "", theme.px(84))
        self.fields = {"name": self.name, "contact": self.contact, "phone": self.phone}
        notes = FieldFrame(theme, words("partners.field_notes"), self.notes, optional=optional)
        kind = FieldFrame(theme, words("partners.field_kind"), self.kind)
        self.finish(self._pair(self.name, kind), self._pair(self.contact, self.phone), notes)

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """A partner's fields."""
        values: dict[str, Any] = {
            "name": self.name.text(), "kind": PartnerKind(self.kind.current), "contact": self.contact.text(),
            "notes": self.notes.toPlainText(),
        }  # fmt: skip
        if self._partner is None or self.phone.text() != self._phone:
            values["phone"] = self.phone.text()
        partners = self.context.desk.partners
        if self._partner is None:
            return partners.add, values
        return partners.change, values | {"id": self._partner.id}


class ContributionForm(Form):
    """What a partner brings: new, or to change. ``events`` are those that it can be for, the latest first."""

    def __init__(
        self, context: PageContext, partner: str, events: "Sequence[EventView]", given: "ContributionView | None" = None, *,
        parent: QWidget,
    ) -> None:  # fmt: skip
        words = context.words
        key = "partners.new_contribution_title" if given is None else "partners.edit_contribution_title"
        super().__init__(context, words(key), parent=parent)
        self._partner, self._given = partner, given
        theme = self.theme
        self.title = Field(theme, words("partners.field_title"), text=given.title if given else "")
        self.pledged = Field(theme, words("partners.field_pledged"), text=bare(given.pledged_fen) if given else "")
        received = bare(given.received_fen) if given and given.received_fen else ""
        self.received = Field(theme, words("partners.field_received"), text=received, placeholder="0")
        day, zone = context.wording.day_short, context.desk.zone
        options = [("", words("partners.for_everything"))]
        options += [
            (event.code, f"{event.title} \u00b7 {day(event.start.astimezone(zone).date())}") for event in events
        ]
        if given is not None and given.event is not None and given.event not in dict(options):
            options.append((given.event, given.event_title))
        self.event_ = Select(theme, options, current=(given.event or "") if given else "")
        self.in_kind = CheckBox(theme, words("partners.field_in_kind"), checked=bool(given and given.in_kind))
        self.fields = {"title": self.title, "pledged_fen": self.pledged, "received_fen": self.received}
        for_ = FieldFrame(theme, words("partners.field_event"), self.event_)
        self.finish(self.title, for_, self._pair(self.pledged, self.received), self.in_kind)

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """A contribution's fields."""
        received = self.received.text()
        values: dict[str, Any] = {
            "title": self.title.text(), "pledged_fen": typed_fen(self.pledged.text(), field="pledged_fen"),
            "received_fen": typed_fen(received, field="received_fen") if received else 0,
            "event": self.event_.current or None, "in_kind": self.in_kind.isChecked(),
        }  # fmt: skip
        partners = self.context.desk.partners
        if self._given is None:
            return partners.pledge, values | {"partner": self._partner}
        return partners.change_pledge, values | {"id": self._given.id}


class IdeaForm(Form):
    """A new idea, or one to change."""

    def __init__(self, context: PageContext, idea: "ProposalView | None" = None, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(
            context, words("proposals.new_title" if idea is None else "proposals.edit_title"), parent=parent
        )
        self._idea = idea
        self.title = Field(self.theme, words("proposals.field_title"), text=idea.title if idea else "")
        kinds = [(kind.value, words(f"season.kind_{kind.value}")) for kind in EventKind]
        self.kind = Select(self.theme, kinds, current=idea.kind.value if idea else EventKind.WORKSHOP.value)
        self.text = _several_lines(idea.text if idea else "", self.theme.px(112))
        self.fields = {"title": self.title}
        text = FieldFrame(self.theme, words("proposals.field_text"), self.text, optional=words("common.optional"))
        kind = FieldFrame(self.theme, words("proposals.field_kind"), self.kind)
        row = hbox(spacing=12)
        row.addWidget(self.title, 2, Qt.AlignmentFlag.AlignTop)
        row.addWidget(kind, 1, Qt.AlignmentFlag.AlignTop)
        self.finish(row, text)

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """An idea's fields."""
        values = {"title": self.title.text(), "kind": EventKind(self.kind.current), "text": self.text.toPlainText()}
        proposals = self.context.desk.proposals
        if self._idea is None:
            return proposals.add, values
        return proposals.change, values | {"id": self._idea.id}


def _several_lines(text: str, height: int) -> QPlainTextEdit:
    edit = QPlainTextEdit(text)
    edit.setFixedHeight(height)
    edit.setTabChangesFocus(True)
    return edit
