"""Somebody's part in one event: when they have time, how much, what they would like to do."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from ui.dialogs.volunteer_form import VolunteerForm, caption, framed, lines
from ui.models.volunteer_form import hours_text, read_hours, read_list, read_windows, windows_text
from ui.pages.base import PageContext
from ui.widgets.avatar import Avatar
from ui.widgets.base import Label, fill, hbox, vbox
from ui.widgets.buttons import Kind
from ui.widgets.fields import Field

if TYPE_CHECKING:
    from eventdesk.services.volunteer_views import EngagementView, RosterView


class EngagementForm(VolunteerForm):
    """``made`` is the roster afterwards. ``withdrawal`` is asked for where somebody no longer comes, ``person`` where what is
    known of them over the years is wanted."""

    def __init__(
        self, context: PageContext, roster: "RosterView", person: "EngagementView", *, about: str,
        withdrawal: Callable[[], None], opened: Callable[[], None], parent: QWidget,
    ) -> None:  # fmt: skip
        words = context.words
        super().__init__(context, person.name, parent=parent)
        self._person, self._zone = person, context.desk.zone
        self._first = roster.start.astimezone(self._zone).date()
        several = roster.end.astimezone(self._zone).date() != self._first
        with_day = several or any(window.start.astimezone(self._zone).date() != self._first for window in person.windows)
        self._shown = windows_text(person.windows, self._zone, with_day=with_day)
        self.windows = lines(self._shown, self.theme.px(84))
        optional = words("common.optional")
        self.most = self._hours("max_minutes", person.max_minutes)
        self.most_a_day = self._hours("max_day_minutes", person.max_day_minutes)
        wishes = words("common.list_sep").join(person.wishes)
        example = _roles(roster, words("common.list_sep"))
        self.wishes = Field(
            self.theme, words("volunteers.field_wishes"), text=wishes, placeholder=example, optional=optional
        )  # fmt: skip
        self.note = Field(self.theme, words("volunteers.field_note"), text=person.note, optional=optional)
        frame = framed(self, "windows", self.windows, hint=words("volunteers.windows_hint"))
        self.fields = {"windows": frame, "max_minutes": self.most, "max_day_minutes": self.most_a_day, "wishes": self.wishes,
                       "note": self.note}  # fmt: skip
        self.finish(self._head(person, about), frame, self._pair(self.most_a_day, self.most), self.wishes, self.note)
        word = "volunteers.relist" if person.withdrawn else "volunteers.withdraw"
        self.also(words(word), partial(self._leave, withdrawal), icon="undo" if person.withdrawn else "minus")
        self.also(words("volunteers.open_profile"), partial(self._leave, opened), icon="user")

    def _head(self, person: "EngagementView", about: str) -> Any:
        row, names = hbox(spacing=12), vbox()
        line = " \u00b7 ".join(filter(None, (person.code, person.phone)))
        fill(names, caption(self, line), caption(self, about))
        row.addWidget(Avatar(self.theme, person.name, size=44))
        row.addLayout(names, 1)
        return row

    def _hours(self, key: str, minutes: int | None) -> Field:
        words = self.words
        return Field(
            self.theme, words(f"volunteers.field_{key}"), text=hours_text(minutes), suffix=words("volunteers.hours_unit"),
            placeholder=words("volunteers.no_limit"), optional=words("common.optional"),
        )  # fmt: skip

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """What differs; times that nobody touched stay as they are."""
        values: dict[str, Any] = {
            "max_minutes": read_hours(self.most.text(), field="max_minutes"),
            "max_day_minutes": read_hours(self.most_a_day.text(), field="max_day_minutes"),
            "wishes": read_list(self.wishes.text()), "note": self.note.text(),
        }  # fmt: skip
        if self.windows.toPlainText() != self._shown:
            values["windows"] = read_windows(self.windows.toPlainText(), self._first, self._zone)
        change = self.context.desk.rosters.change_engagement
        return partial(change, self._person.id, revision=self._person.revision, **values), {}

    def _leave(self, then: Callable[[], None]) -> None:
        self.reject()
        then()


def _roles(roster: "RosterView", comma: str) -> str:
    roles: Sequence[str] = sorted({shift.role for shift in roster.shifts})
    return comma.join(roles[:3])


class WithdrawForm(VolunteerForm):
    """Somebody no longer comes: why. ``kind`` is ``PRIMARY`` since it can be taken back."""

    def __init__(self, context: PageContext, event: str, person: "EngagementView", shifts: int, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context, words("volunteers.withdraw_title", name=person.name), parent=parent)
        self._event, self._person = event, person
        text = words("volunteers.withdraw_text", n=shifts) if shifts else words("volunteers.withdraw_none")
        self.reason = Field(self.theme, words("volunteers.withdraw_reason"), placeholder=words("volunteers.withdraw_example"))
        self.fields = {"reason": self.reason}
        self.finish(Label(self.theme, text, color="text2", wrap=True), self.reason)
        self.verb.set_text(words("volunteers.withdraw"))
        self.verb.set_kind(Kind.PRIMARY)

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The withdrawal."""
        return partial(self.context.desk.rosters.withdraw, self._event, (self._person.id,), reason=self.reason.text()), {}
