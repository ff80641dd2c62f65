"""The rules of the event's door; each is written as soon as it is changed."""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from eventdesk.errors import DeskError, InvalidInput
from ui.models.event_form import read_places
from ui.pages.base import PageContext
from ui.pages.events_inputs import MomentEdit
from ui.theme import Type
from ui.widgets.base import Card, Label, fill, hbox
from ui.widgets.buttons import CheckBox
from ui.widgets.fields import Field
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView

_HALF_HOUR = timedelta(minutes=30)
_SWITCHES = ("ask_consent", "ask_unpaid", "slot_check", "pass_over", "online_signup")
_MOMENTS = ("doors_open", "doors_close")
_LIMITS = ("soft_limit", "hard_limit")
_UNSET = "-"


class EventRules(Card):
    """When the doors are open, how many may be inside, and what the door asks about."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=(16, 14, 16, 14), spacing=10)
        self._context, self._words = context, context.words
        self._event: EventView | None = None
        self._showing = False
        self.hours: dict[str, tuple[CheckBox, MomentEdit]] = {}
        self.limits: dict[str, Field] = {}
        self.switches: dict[str, CheckBox] = {}
        self._build()

    def _build(self) -> None:
        theme, words = self.theme, self._words
        self._status = Label(theme, "", Type.COMPACT, color="muted")
        heading = hbox(spacing=8)
        fill(heading, Label(theme, words("events.rules"), bold=True), None, self._status)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        for column, key in enumerate(_MOMENTS):
            box, edit = CheckBox(theme, words(f"events.rule_{key}")), MomentEdit(self._context.desk.zone)
            edit.setAccessibleName(words(f"events.rule_{key}"))
            box.toggled.connect(partial(self._hours_switched, key))
            edit.editingFinished.connect(partial(self._hours_set, key))
            self.hours[key] = (box, edit)
            line = hbox(spacing=8)
            fill(line, box, None, edit)
            grid.addLayout(line, 0, column)
        for column, key in enumerate(_LIMITS):
            field = Field(
                theme,
                words(f"events.rule_{key}"),
                placeholder=words("events.unlimited"),
                hint=words(f"events.rule_{key}_hint"),
            )
            field.edit.editingFinished.connect(partial(self._limit_set, key))
            self.limits[key] = field
            grid.addWidget(field, 1, column, Qt.AlignmentFlag.AlignTop)
        for place, key in enumerate(_SWITCHES):
            box = CheckBox(theme, words(f"events.rule_{key}"))
            box.setToolTip(words(f"events.rule_{key}_hint"))
            box.toggled.connect(partial(self._switched, key))
            self.switches[key] = box
            grid.addWidget(box, 2 + place // 2, place % 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        fill(self.body, heading, grid)

    def show_event(self, event: "EventView") -> None:
        """Show an event's rules; a limit that is being typed or is wrong stays as typed."""
        same = self._event is not None and self._event.code == event.code
        self._event, self._showing = event, True
        rules = event.rules
        defaults = {"doors_open": event.start - _HALF_HOUR, "doors_close": event.end}
        for key, (box, edit) in self.hours.items():
            moment: datetime | None = getattr(rules, key)
            box.setChecked(moment is not None)
            edit.setVisible(moment is not None)
            if not edit.hasFocus() or not same:
                edit.set_moment(moment or defaults[key])
        for key, field in self.limits.items():
            if same and (field.error or field.edit.hasFocus()):
                continue
            limit: int | None = getattr(rules, key)
            field.set_text("" if limit is None else str(limit))
            field.set_error("")
        for key, box in self.switches.items():
            box.setChecked(bool(getattr(rules, key)))
        if not same:
            self._status.setText("")
        self._showing = False

    def _hours_switched(self, key: str, on: bool) -> None:
        if not self._showing:
            edit = self.hours[key][1]
            edit.setVisible(on)
            self._set(key, edit.moment.isoformat() if on else _UNSET)

    def _hours_set(self, key: str) -> None:
        box, edit = self.hours[key]
        if self._event is not None and box.isChecked() and edit.moment != getattr(self._event.rules, key):
            self._set(key, edit.moment.isoformat())

    def _limit_set(self, key: str) -> None:
        field = self.limits[key]
        try:
            limit = read_places(field.text(), field=key)
        except InvalidInput as error:
            field.set_error(self._context.wording.error(error).whole)
            return
        field.set_error("")
        if self._event is not None and limit != getattr(self._event.rules, key):
            self._set(key, _UNSET if limit is None else str(limit))

    def _switched(self, key: str, on: bool) -> None:
        if not self._showing:
            self._set(key, "yes" if on else "no")

    def _set(self, key: str, value: str) -> None:
        if self._event is None:
            return
        set_rule = self._context.desk.events.set_rule
        self._status.setText(self._words("events.saving"))
        self._context.tasks.run(
            set_rule, self._event.code, key, value, done=self._kept, failed=partial(self._not_kept, key), owner=self
        )

    def _kept(self, event: "EventView") -> None:
        if self._event is not None and event.code == self._event.code:
            self.show_event(event)
            self._status.setText(self._words("events.saved"))

    def _not_kept(self, key: str, error: DeskError) -> None:
        sentence = self._context.wording.error(error).whole
        self._status.setText("")
        if key in self.limits:
            self.limits[key].set_error(sentence)
            return
        self._context.toast(sentence, tone=Tone.WARN)
        if self._event is not None:
            self.show_event(self._event)
