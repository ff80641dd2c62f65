"""Dialogs of an event's staffing: its rules, templates of shifts, and who is to be on its list."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from eventdesk.domain.right import Right
from eventdesk.domain.volunteer import StaffingRules
from eventdesk.errors import DeskError
from ui.dialogs.volunteer_form import VolunteerForm, caption
from ui.models.volunteer_form import hours_text, read_hours, read_number
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Elided, Label, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, CheckBox, Kind, Size
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field, SearchField

if TYPE_CHECKING:
    from eventdesk.services.rows import Removed
    from eventdesk.services.volunteer_views import RosterView, TemplateView, VolunteerView


class RulesForm(VolunteerForm):
    """An event's rules for everybody."""

    def __init__(self, context: PageContext, event: str, rules: StaffingRules, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context, words("volunteers.rules_title"), parent=parent)
        self._event = event
        optional = words("common.optional")
        rest = str(rules.rest_minutes) if rules.rest_minutes else ""
        self.rest = Field(
            self.theme, words("volunteers.field_rest"), text=rest, suffix=words("volunteers.minutes_unit"), optional=optional,
            hint=words("volunteers.rest_hint"),
        )  # fmt: skip
        self.day = Field(
            self.theme, words("volunteers.field_day_hours"), text=hours_text(rules.max_day_minutes), optional=optional,
            suffix=words("volunteers.hours_unit"), placeholder=words("volunteers.no_limit"),
        )  # fmt: skip
        self.fields = {"rest_minutes": self.rest, "max_day_minutes": self.day}
        self.finish(caption(self, words("volunteers.rules_text")), self._pair(self.rest, self.day))

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The rules."""
        rest = read_number(self.rest.text(), field="rest_minutes", empty=0) or 0
        rules = StaffingRules(rest, read_hours(self.day.text(), field="max_day_minutes"))
        return partial(self.context.desk.rosters.set_rules, self._event, rules), {}


class SlotShiftsForm(VolunteerForm):
    """A shift of one role beside every slot of an event, at the slot's time and room."""

    def __init__(self, context: PageContext, event: str, slots: int, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context, words("volunteers.from_slots"), parent=parent)
        self._event = event
        self.role = Field(self.theme, words("volunteers.field_role"), placeholder=words("volunteers.role_example"))
        self.need = Field(self.theme, words("volunteers.field_need"), text="1")
        self.fields = {"role": self.role, "need": self.need}
        self.finish(caption(self, words("volunteers.from_slots_text", n=slots)), self._pair(self.role, self.need))

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The shifts."""
        need = read_number(self.need.text(), field="need", empty=1) or 0
        return partial(self.context.desk.shifts.from_slots, self._event, role=self.role.text(), need=need), {}


class TemplatesDialog(Dialog):
    """Shifts of an event kind at once. ``made`` is the roster once a template was applied."""

    def __init__(self, context: PageContext, roster: "RosterView", *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("volunteers.templates_title"), parent=parent, width=560)
        self._context, self._words, self._event = context, words, roster.event
        self.made: RosterView | None = None
        self.templates: tuple[TemplateView, ...] = ()
        self._list = vbox(0, 0, 12, 0, spacing=8)
        inside = QWidget()
        inside.setLayout(self._list)
        area = scrolled(inside)
        area.setMinimumHeight(self.theme.px(260))
        self.name = Field(self.theme, words("volunteers.template_name"), text="", placeholder=words("volunteers.template_example"))
        self.name.submitted.connect(self._keep)
        self.keep = Button(self.theme, words("volunteers.template_keep"), icon="plus")
        self.keep.setAutoDefault(False)
        self.keep.clicked.connect(self._keep)
        self.keep.set_reason("" if roster.shifts else words("volunteers.no_shifts_yet"))
        row = hbox(spacing=8)
        row.addWidget(self.name, 1)
        row.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignBottom)
        self._trouble = Label(self.theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self._trouble.hide()
        self.back = Button(self.theme, words("common.undo"), size=Size.SMALL, icon="undo")
        self.back.setAutoDefault(False)
        self.back.hide()
        self.back.clicked.connect(self._put_back)
        self._removed: Removed | None = None
        fill(self.content, caption_of(self, words("volunteers.templates_text")), area, row, self._trouble, self.back)
        close = self.add_button(words("common.close"), key="Esc")
        close.clicked.connect(self.reject)
        self._read()

    def _read(self, _: object = None) -> None:
        self._run(self._context.desk.shifts.templates, done=self._show)

    def _run(self, verb: Callable[..., Any], *args: Any, done: Callable[[Any], object]) -> None:
        self._trouble.hide()
        self._context.tasks.run(verb, *args, done=done, failed=self._failed, owner=self)

    def _failed(self, error: DeskError) -> None:
        self._trouble.setText(self._context.wording.error(error).whole)
        self._trouble.show()

    def _show(self, templates: "tuple[TemplateView, ...]") -> None:
        self.templates = templates
        words = self._words
        clear(self._list)
        for one in templates:
            row, names = hbox(spacing=10), vbox()
            kind = words("volunteers.template_built_in") if one.built_in else words("volunteers.template_kept")
            count = words("volunteers.template_shifts", n=one.shifts)
            title = words(f"season.kind_{one.kind.value}") if one.built_in else one.name
            fill(names, Elided(self.theme, title, bold=True))
            roles = (words(f"shift_templates.role_{role}") for role in one.roles) if one.built_in else one.roles
            line = " \u00b7 ".join((kind, count, words("common.list_sep").join(roles)))
            fill(names, Elided(self.theme, line, Type.COMPACT, color="text2"))
            row.addLayout(names, 1)
            if not one.built_in:
                drop = Button(self.theme, words("common.delete"), kind=Kind.QUIET, size=Size.SMALL)
                drop.setAutoDefault(False)
                drop.clicked.connect(partial(self._drop, one.name))
                row.addWidget(drop)
            use = Button(self.theme, words("volunteers.template_apply"), size=Size.SMALL)
            use.setAutoDefault(False)
            use.clicked.connect(partial(self._apply, one))
            row.addWidget(use)
            self._list.addLayout(row)
        self._list.addStretch(1)

    def _apply(self, template: "TemplateView", _: bool = False) -> None:
        def done(roster: "RosterView") -> None:
            self.made = roster
            self.accept()

        terms = {term: self._words(f"shift_templates.{term}") for term in template.terms}
        self._run(partial(self._context.desk.shifts.apply_template, terms=terms), self._event, template.name, done=done)

    def _keep(self) -> None:
        def done(_: "TemplateView") -> None:
            self.name.set_text("")
            self._read()

        self._run(self._context.desk.shifts.keep_template, self._event, self.name.text(), done=done)

    def _drop(self, name: str, _: bool = False) -> None:
        def done(removed: "Removed") -> None:
            self._removed = removed
            self.back.show()
            self._read()

        self._run(self._context.desk.shifts.remove_template, name, done=done)

    def _put_back(self) -> None:
        removed, self._removed = self._removed, None
        self.back.hide()
        if removed is not None:
            self._run(self._context.desk.shifts.put_back_template, removed, done=self._read)


def caption_of(dialog: Dialog, text: str) -> Label:
    """A line of small words."""
    return Label(dialog.theme, text, Type.COMPACT, color="text2", wrap=True)


class EnlistDialog(Dialog):
    """Choose people who are to be on an event's list; ``added`` of them were taken."""

    def __init__(
        self, context: PageContext, event: str, people: "Sequence[VolunteerView]", *, new: Callable[[], None], parent: QWidget
    ) -> None:  # fmt: skip
        words = context.words
        super().__init__(context.theme, words("volunteers.enlist_title"), parent=parent, width=480)
        self._context, self._words, self._event = context, words, event
        self._people = tuple(people)
        self.boxes: dict[str, CheckBox] = {}
        self._chosen: set[str] = set()
        self.added = 0
        self.search = SearchField(self.theme, words("volunteers.search"))
        self.search.searched.connect(self._show)
        self._list = vbox(4, 4, 12, 4, spacing=2)
        inside = QWidget()
        inside.setLayout(self._list)
        area = scrolled(inside)
        area.setMinimumHeight(self.theme.px(300))
        self._trouble = Label(self.theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self._trouble.hide()
        fill(self.content, caption_of(self, words("volunteers.enlist_text")), self.search, area, self._trouble)
        fresh = self.add_button(words("volunteers.person_new"), icon="plus")
        fresh.clicked.connect(self.reject)
        fresh.clicked.connect(new)
        cancel = self.add_button(words("common.cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.verb = self.add_button(words("volunteers.enlist", n=0), kind=Kind.PRIMARY)
        self.verb.clicked.connect(self.submit)
        self._show("")
        self._count()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, text: str) -> None:
        clear(self._list)
        self.boxes = {}
        found = [one for one in self._people if text.lower() in one.name.lower() or any(text in s.name for s in one.skills)]
        for one in found[:60]:
            skills = self._words("common.list_sep").join(skill.name for skill in one.skills[:3])
            box = CheckBox(self.theme, f"{one.name}  {skills}".strip(), checked=one.id in self._chosen)
            box.toggled.connect(partial(self._tick, one.id))
            self._list.addWidget(box)
            self.boxes[one.id] = box
        if not found:
            key = "volunteers.enlist_nobody" if self._people else "volunteers.enlist_all"
            self._list.addWidget(Label(self.theme, self._words(key), color="text2", wrap=True))
        self._list.addStretch(1)

    def _tick(self, id: str, on: bool) -> None:
        (self._chosen.add if on else self._chosen.discard)(id)
        self._count()

    def _count(self) -> None:
        self.verb.set_text(self._words("volunteers.enlist", n=len(self._chosen)))
        may = self._context.desk.actor.may(Right.VOLUNTEERS)
        reason = "" if self._chosen else self._words("volunteers.enlist_choose")
        self.verb.set_reason(reason if may else self._words("volunteers.no_right"))

    def submit(self) -> None:
        """Put the chosen ones onto the list."""
        chosen = [one.id for one in self._people if one.id in self._chosen]
        self._context.tasks.run(
            enlist, self._context.desk.rosters, self._event, chosen, done=self._done, failed=self._failed, owner=self
        )  # fmt: skip

    def _done(self, n: "RosterView") -> None:
        self.added = len(self._chosen)
        self.accept()

    def _failed(self, error: DeskError) -> None:
        self._trouble.setText(self._context.wording.error(error).whole)
        self._trouble.show()


def enlist(rosters: Any, event: str, people: Sequence[str]) -> Any:
    """Put people onto an event's list; the roster afterwards."""
    answer = None
    for id in people:
        answer = rosters.enlist(event, id)
    return answer
