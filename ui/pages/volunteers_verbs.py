"""What is done to an event's staffing besides the grid: forms, imports, paper, and what stands where there is nothing yet."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QWidget

from eventdesk.domain.right import Right
from eventdesk.domain.volunteer import StaffingRules
from eventdesk.errors import DeskError
from ui.dialogs.files import ask_folder, ask_save
from ui.dialogs.volunteer_engagement import EngagementForm, WithdrawForm
from ui.dialogs.volunteer_import import VolunteerImportDialog
from ui.dialogs.volunteer_lists import EnlistDialog, RulesForm, SlotShiftsForm, TemplatesDialog
from ui.dialogs.volunteer_notify import NotifyDialog
from ui.dialogs.volunteer_shift import ShiftForm
from ui.widgets.buttons import Button, Kind
from ui.widgets.elevation import Menu
from ui.widgets.paint import Tone
from ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from eventdesk.services.event_views import SlotView
    from eventdesk.services.rows import Removed
    from eventdesk.services.volunteer_views import RosterView, VolunteerView
    from ui.pages.volunteers import VolunteersPage


class Verbs:
    """The page's verbs; whatever answers with a roster is shown at once."""

    def __init__(self, page: "VolunteersPage") -> None:
        self._page = page
        self._context, self._words = page.context, page.words
        self._session = page.roster.session
        self._print: Button | None = None
        self._notify: Button | None = None

    # -- the header

    def header(self) -> list[QWidget]:
        """Paper and messages."""
        theme, words = self._page.theme, self._words
        self._print = Button(theme, words("volunteers.print"), icon="printer")
        self._print.clicked.connect(self.save_roster)
        self._notify = Button(theme, words("volunteers.notify"), icon="mail")
        self._notify.clicked.connect(self.notify)
        return [self._print, self._notify]

    def forget_header(self) -> None:
        """The header deleted its buttons."""
        self._print = self._notify = None

    def reasons(self, view: str) -> None:
        """Say why paper and messages can't be had."""
        sheet, words = self._session.sheet, self._words
        may = self._context.desk.actor.may(Right.EXPORT)
        nothing = "" if sheet is not None and sheet.view.assignments else words("volunteers.nobody_assigned")
        for button in (self._print, self._notify):
            if button is not None:
                button.set_reason(nothing or ("" if may else words("volunteers.no_export")))
                button.setVisible(view != "team")

    def menu(self, under: Button) -> None:
        """What is asked for less often."""
        sheet, words, actor = self._session.sheet, self._words, self._context.desk.actor
        menu = Menu(self._page.theme, self._page)
        may, out = actor.may(Right.VOLUNTEERS), actor.may(Right.EXPORT)
        there = sheet is not None
        filled = sheet is not None and bool(sheet.view.assignments)
        entries: tuple[tuple[str, Callable[[], object], bool] | None, ...] = (
            ("import", self.open_import, may and actor.may(Right.IMPORT)), ("enlist_menu", self.enlist, may and there), None,
            ("shift_new", self.new_shift, may and there), ("templates_title", self.templates, may and there),
            ("from_slots", self.from_slots, may and there and bool(self._slots())),
            ("rules_title", self.rules, may and there), None,
            ("auto_fresh", partial(self._page.roster.auto, fresh=True), may and there), None,
            ("calendars", self.calendars, out and filled), ("cards", self.cards, out and there),
        )  # fmt: skip
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            key, act, allowed = entry
            action = menu.addAction(words(f"volunteers.{key}"))
            action.setData(key)
            action.setEnabled(allowed)
            action.triggered.connect(lambda _=False, act=act: act())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup_at(under.mapToGlobal(under.rect().bottomLeft()))

    # -- where there is nothing yet

    def no_events(self) -> EmptyState:
        """No event to staff."""
        words = self._words
        go = Button(self._page.theme, words("registrations.to_events"), kind=Kind.PRIMARY)
        go.clicked.connect(lambda: self._context.navigate("events"))
        return EmptyState(self._page.theme, "cal", words("registrations.no_events"), words("volunteers.no_events_hint"),
                          actions=(go,), dashed=True)  # fmt: skip

    def instead(self) -> QWidget | None:
        """What stands in the grid's place while there are no shifts, or nobody to take them."""
        sheet, words, theme = self._session.sheet, self._words, self._page.theme
        if sheet is None or (sheet.view.shifts and sheet.view.people):
            return None
        bring = Button(theme, words("volunteers.import"), kind=Kind.PRIMARY, icon="import")
        bring.clicked.connect(self.open_import)
        if sheet.view.shifts:
            add = Button(theme, words("volunteers.enlist_menu"), icon="plus")
            add.clicked.connect(self.enlist)
            return EmptyState(theme, "hand", words("volunteers.no_people"), words("volunteers.no_people_hint"),
                              actions=(bring, add), dashed=True)  # fmt: skip
        template = Button(theme, words("volunteers.from_template"), icon="grid")
        template.clicked.connect(self.templates)
        add = Button(theme, words("volunteers.shift_new"), icon="plus", key="N")
        add.clicked.connect(self.new_shift)
        return EmptyState(theme, "clock", words("volunteers.no_shifts"), words("volunteers.no_shifts_hint"),
                          actions=(bring, template, add), dashed=True)  # fmt: skip

    # -- forms

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _made(self, form: Any) -> None:
        """A form's roster is the one that stands now."""
        if form.made is not None:
            self._session.forget_steps()
            self.take(form.made)

    def take(self, view: "RosterView") -> None:
        """Show a roster that a verb answered with."""
        if view.event == self._session.code:
            self._session.take(view)
            self._page.show_content()

    def new(self) -> None:
        """A new shift, or on the team's side somebody new."""
        if self._page.view == "team":
            self._page.team.card.new()
        else:
            self.new_shift()

    def new_shift(self) -> None:
        """A new shift."""
        self._shift_form("")

    def edit_shift(self, shift: str) -> None:
        """A shift is put right, or taken away."""
        self._shift_form(shift)

    def _shift_form(self, id: str) -> None:
        sheet = self._session.sheet
        if sheet is None or not self._page.roster.acts.may:
            return
        shift = sheet.shifts.get(id)
        removal = partial(self.remove_shift, id) if shift is not None else None
        form = ShiftForm(self._context, sheet.view, self._slots(), shift, removal=removal, parent=self._page.window())
        form.accepted.connect(lambda: self._made(form))
        self._open(form)

    def _slots(self) -> "tuple[SlotView, ...]":
        return next((event.slots for event in self._page.events if event.code == self._session.code), ())

    def remove_shift(self, shift: str) -> None:
        """Take a shift away; that can be undone."""
        shifts, words = self._context.desk.shifts, self._words

        def done(removed: "Removed") -> None:
            self._session.forget_steps()
            self._session.refresh()
            self._context.toast(words("volunteers.shift_removed"), undo=partial(self._put_back, removed))

        self._run(shifts.remove, shift, done=done)

    def _put_back(self, removed: "Removed") -> None:
        self._run(self._context.desk.shifts.put_back, removed, done=self.take)

    def edit_engagement(self, id: str) -> None:
        """Somebody's part in this event."""
        sheet = self._session.sheet
        if sheet is None or id not in sheet.people or not self._page.roster.acts.may:
            return
        person = sheet.people[id]
        words = self._page.roster.words
        about = words("common.list_comma").join(skill.name for skill in person.skills)
        form = EngagementForm(
            self._context, sheet.view, person, about=about, parent=self._page.window(),
            withdrawal=partial(self.relist if person.withdrawn else self.withdraw, id),
            opened=partial(self._page.open_person, person.volunteer),
        )  # fmt: skip
        form.accepted.connect(lambda: self._made(form))
        self._open(form)

    def withdraw(self, id: str) -> None:
        """Somebody no longer comes: why, and then how their places are filled."""
        sheet = self._session.sheet
        if sheet is None or id not in sheet.people:
            return
        form = WithdrawForm(
            self._context, self._session.code, sheet.people[id], len(sheet.of_person(id)), parent=self._page.window()
        )  # fmt: skip
        form.accepted.connect(lambda: self._withdrew(id, form.made))
        self._open(form)

    def _withdrew(self, id: str, view: "RosterView | None") -> None:
        if view is None:
            return
        self._session.forget_steps()
        self.take(view)
        words, freed = self._words, view.removed
        name = next((one.name for one in view.people if one.id == id), "")

        def undo() -> None:
            self._run(_come_back, self._context.desk.rosters, self._session.code, id, freed, done=self.take)

        if freed:
            said = words("volunteers.withdrew_freed", name=name, n=len(freed))
            self._context.toast(said, undo=undo, action=(words("volunteers.repair"), partial(self.repair, id)))
        else:
            self._context.toast(words("volunteers.withdrew", name=name), undo=undo)

    def repair(self, id: str) -> None:
        """Propose who takes the places of somebody who left."""
        self._page.roster.open_panel()
        self._session.repair((id,))

    def relist(self, id: str) -> None:
        """Somebody comes after all."""
        self._run(self._context.desk.rosters.relist, self._session.code, (id,), done=self.take)

    def rules(self) -> None:
        """The event's rules for everybody."""

        def show(rules: StaffingRules) -> None:
            form = RulesForm(self._context, self._session.code, rules, parent=self._page.window())
            form.accepted.connect(lambda: self._made(form))
            self._open(form)

        self._run(self._context.desk.rosters.rules, self._session.code, done=show)

    def templates(self) -> None:
        """Shifts from a template, or a template from the shifts."""
        sheet = self._session.sheet
        if sheet is not None and self._page.roster.acts.may:
            dialog = TemplatesDialog(self._context, sheet.view, parent=self._page.window())
            dialog.accepted.connect(lambda: self._made(dialog))
            self._open(dialog)

    def from_slots(self) -> None:
        """A shift of one role beside every slot that has none."""
        form = SlotShiftsForm(self._context, self._session.code, len(self._slots()), parent=self._page.window())
        form.accepted.connect(lambda: self._made(form))
        self._open(form)

    def enlist(self) -> None:
        """Put people onto the event's list."""
        if self._session.sheet is not None and self._page.roster.acts.may:
            self._run(self._context.desk.volunteers.list, done=self._choose_people)

    def _choose_people(self, people: "tuple[VolunteerView, ...]") -> None:
        sheet = self._session.sheet
        if sheet is None:
            return
        there = {one.volunteer for one in sheet.view.people if not one.withdrawn}
        dialog = EnlistDialog(
            self._context, self._session.code, [one for one in people if one.id not in there], parent=self._page.window(),
            new=self._page.new_person,
        )  # fmt: skip
        dialog.accepted.connect(lambda: self._enlisted(dialog.added))
        self._open(dialog)

    def _enlisted(self, n: int) -> None:
        self._session.forget_steps()
        self._session.refresh()
        self._context.toast(self._words("volunteers.enlisted", n=n))

    def open_import(self) -> None:
        """People and shifts from two files."""
        if self._session.code:
            dialog = VolunteerImportDialog(self._context, self._session.code, parent=self._page.window())
            dialog.accepted.connect(lambda: self._imported(dialog))
            self._open(dialog)

    def _imported(self, dialog: VolunteerImportDialog) -> None:
        made = dialog.made
        if made is not None:
            self._session.forget_steps()
            self._session.refresh()
            people = sum(1 for row in made.rows if row.fate == "ok")
            self._context.toast(self._words("volunteers.imported", people=people, shifts=len(made.shifts)))

    # -- paper and messages

    def save_roster(self) -> None:
        """The roster as PDF or workbook."""
        words = self._words
        kinds = f"PDF (*.pdf);;{words('volunteers.workbook')} (*.xlsx)"
        name = words("volunteers.roster_file", event=self._session.code)
        ask_save(self._page, words("volunteers.print"), f"{name}.pdf", self.write_roster, kinds=kinds)

    def write_roster(self, file: Path) -> None:
        """Write it."""
        self._files("write", file)

    def calendars(self) -> None:
        """A calendar for each person."""
        ask_folder(self._page, self._words("volunteers.calendars"), partial(self._files, "calendars"))

    def cards(self) -> None:
        """Cards with the code that the door reads."""
        words = self._words
        name = words("volunteers.cards_file", event=self._session.code)
        ask_save(self._page, words("volunteers.cards"), f"{name}.pdf", partial(self._files, "cards"), kinds="PDF (*.pdf)")

    def _files(self, verb: str, place: Path) -> None:
        write = getattr(self._context.desk.roster_files, verb)
        said = self._words("volunteers.written", file=place.name)
        self._run(partial(write, words=self._words), self._session.code, place, done=lambda _: self._context.toast(said))

    def notify(self) -> None:
        """Tell people of their shifts."""
        dialog = NotifyDialog(self._context, self._session.code, parent=self._page.window())
        dialog.finished.connect(lambda _: self._session.refresh())
        self._open(dialog)

    def adopted(self, view: "RosterView") -> None:
        """A proposal is kept: who is concerned can be told at once."""
        words = self._words
        n = len(view.added) + len(view.removed)
        action = (words("volunteers.notify_now"), self.notify) if self._context.desk.actor.may(Right.EXPORT) else None
        self._context.toast(words("volunteers.adopted", n=n), undo=self._session.undo, action=action)

    def _run(self, verb: Callable[..., Any], *args: Any, done: Callable[[Any], object]) -> None:
        self._context.tasks.run(verb, *args, done=done, failed=self._failed, owner=self._page)

    def _failed(self, error: DeskError) -> None:
        self._context.toast(self._context.wording.error(error).whole, tone=Tone.WARN)


def _come_back(rosters: Any, event: str, id: str, freed: Any) -> Any:
    """Put somebody back onto the list, with the shifts they had."""
    view = rosters.relist(event, (id,))
    return rosters.change(event, add=freed) if freed else view
