"""What was done to a registration, the newest first."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from eventdesk.domain.registration import SlotState
from eventdesk.errors import DeskError
from ui.models.money import amount
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, clear, fill, hbox, scrolled, vbox

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView
    from eventdesk.services.registration_history import Changed, HistoryEntry

class HistoryPart(QWidget):
    """A list of what was done; asked for when it is looked at."""

    def __init__(self, context: PageContext, registration: str, event: "EventView") -> None:
        super().__init__()
        self._context, self._words, self._id = context, context.words, registration
        self._titles = {slot.code: slot.title for slot in event.slots}
        self._questions: dict[str, str] = {}
        self._rows = vbox(2, 2, 12, 2, spacing=12)
        inside = QWidget()
        inside.setLayout(self._rows)
        area = scrolled(inside)
        whole = vbox()
        whole.addWidget(area)
        self.setLayout(whole)

    def load(self) -> None:
        """Ask the desk."""
        self._context.tasks.run(_read, self._context, self._id, done=self._show, failed=self._failed)

    def _failed(self, error: DeskError) -> None:
        clear(self._rows)
        self._rows.addWidget(Label(self._context.theme, self._context.wording.error(error).whole, color="refuse-text", wrap=True))

    def _show(self, found: "tuple[tuple[HistoryEntry, ...], dict[str, str]]") -> None:
        entries, self._questions = found
        clear(self._rows)
        for entry in reversed(entries):
            self._rows.addLayout(self._entry(entry))
        if not entries:
            self._rows.addWidget(Label(self._context.theme, self._words("registrations.nobody_changed"), color="muted"))
        self._rows.addStretch(1)

    def _entry(self, entry: "HistoryEntry") -> Any:
        theme, words = self._context.theme, self._words
        column, top = vbox(spacing=2), hbox(spacing=8)
        who = words("registrations.at_station", who=entry.operator or words("registrations.somebody"), station=entry.station)
        moment = self._context.wording.date_time(entry.at.astimezone(self._context.desk.zone))
        action = words(f"registrations.act_{entry.kind}")
        fill(top, Label(theme, action, Type.COMPACT, bold=True), Label(theme, who, Type.COMPACT, color="text2"), None,
             Label(theme, moment, Type.CAPTION, color="muted"))  # fmt: skip
        column.addLayout(top)
        for one in entry.changed:
            column.addWidget(Label(theme, self._line(one), Type.COMPACT, color="text2", wrap=True))
        return column

    def _line(self, one: "Changed") -> str:
        words = self._words
        field = self._field(one.field)
        before, after = self._said(one.field, one.before), self._said(one.field, one.after)
        if one.before is None:
            return words("registrations.change_new", field=field, after=after)
        if one.after is None and one.field == "payment":
            return words("registrations.change_gone", field=field, before=before)
        return words("registrations.change_line", field=field, before=before, after=after)

    def _field(self, name: str) -> str:
        kind, _, key = name.partition(":")
        if kind == "answer":
            return self._words("registrations.field_answer", question=self._questions.get(key, key))
        return self._words(f"registrations.field_{name}")

    def _said(self, name: str, value: Any) -> str:
        words = self._words
        if value in (None, "", [], {}):
            return words("registrations.change_nothing")
        match name:
            case "state":
                return words(f"registrations.state_{value}")
            case "fee":
                return amount(words, int(value))
            case "slots":
                return words("common.list_sep").join(self._slot(code, state) for code, state in value.items())
            case "payment":
                method = words(f"fees.method_{value['method']}") if value["method"] else ""
                line = words("fees.entry_line", kind=words(f"fees.entry_{value['kind']}"), amount=amount(words, value["amount"]))
                return f"{line} {method}".strip()
            case "offer":
                return words(f"registrations.offer_{value}")
        if isinstance(value, bool):
            return words("registrations.yes" if value else "registrations.no")
        return words("common.list_sep").join(value) if isinstance(value, list) else str(value)

    def _slot(self, code: str, state: str) -> str:
        title = self._titles.get(code, code)
        return self._words("registrations.slot_waiting", slot=title) if state == SlotState.WAITLISTED.value else title


def _read(context: PageContext, registration: str) -> "tuple[tuple[HistoryEntry, ...], dict[str, str]]":
    """Runs off the GUI thread."""
    desk = context.desk
    return desk.history.show(registration), {one.key: one.text for one in desk.questions.answers(registration).questions}
