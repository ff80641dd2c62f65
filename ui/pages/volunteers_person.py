"""One volunteer over the years: what they can do, how much they did, with whom they work, and what can be done about them."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedLayout, QWidget

from eventdesk.domain.right import Right
from eventdesk.domain.volunteer import Vetting
from eventdesk.errors import DeskError
from ui.dialogs.files import ask_save
from ui.dialogs.volunteer_person import EraseForm, PairsDialog, VolunteerPersonForm
from ui.theme import Type
from ui.widgets.avatar import Avatar
from ui.widgets.base import Card, Elided, Label, Rule, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.chips import Chip
from ui.widgets.elevation import Menu
from ui.widgets.paint import Tone
from ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.services.volunteer_views import VolunteerView
    from ui.pages.volunteers_team import Team


class PersonCard(Card):
    """Shows a :class:`VolunteerView`; its verbs open forms or can be undone."""

    def __init__(self, team: "Team") -> None:
        super().__init__(team.theme, padding=1, spacing=0)
        self._team, self._words = team, team.words
        self.person: VolunteerView | None = None
        words = self._words
        self._face = Avatar(self.theme, "", size=44)
        self._name = Elided(self.theme, "", Type.TITLE, bold=True)
        self._line = Elided(self.theme, "", Type.COMPACT, color="text2")
        self.edit_button = Button(self.theme, words("volunteers.edit"), size=Size.SMALL, icon="pencil", key="Enter")
        self.edit_button.clicked.connect(self.edit)
        self.more = Button(self.theme, icon="dots", size=Size.SMALL, tip=words("volunteers.more"))
        self.more.clicked.connect(self._menu)
        names = vbox()
        fill(names, self._name, self._line)
        head = hbox(16, 14, 12, 12, spacing=10)
        head.addWidget(self._face)
        head.addLayout(names, 1)
        fill(head, self.edit_button, self.more)
        self._column = vbox(16, 12, 16, 16, spacing=6)
        inside = QWidget()
        inside.setLayout(self._column)
        whole = vbox()
        whole.addLayout(head)
        whole.addWidget(Rule(self.theme))
        whole.addWidget(scrolled(inside), 1)
        page = QWidget()
        page.setLayout(whole)
        self._stack = QStackedLayout()
        self._stack.addWidget(EmptyState(self.theme, "hand", words("volunteers.nobody_chosen"), words("volunteers.choose_one")))
        self._stack.addWidget(page)
        self.body.addLayout(self._stack)

    # -- showing

    def show_person(self, person: "VolunteerView | None") -> None:
        """Show somebody, or nobody."""
        self.person = person
        self._stack.setCurrentIndex(0 if person is None else 1)
        if person is None:
            return
        words = self._words
        self._name.setText(person.name)
        self._face.set(person.name)
        self._line.setText(" \u00b7 ".join(filter(None, (person.phone, person.wechat))) or words("volunteers.no_contact"))
        reason = "" if self._team.may else words("volunteers.no_right")
        self.edit_button.set_reason(reason)
        clear(self._column)
        if person.retired:
            self._chip(words("volunteers.retired"), Tone.NEUTRAL)
        self._numbers(person)
        self._skills(person)
        self._pairs(person)
        self._rest(person)
        self._column.addStretch(1)
        self._column.activate()

    def _chip(self, text: str, tone: Tone) -> None:
        row = hbox()
        fill(row, Chip(self.theme, text, tone), None)
        self._column.addLayout(row)

    def _heading(self, key: str) -> None:
        self._column.addSpacing(6)
        self._column.addWidget(Label(self.theme, self._words(key), Type.COMPACT, bold=True, color="text2"))

    def _say(self, text: str, color: str = "text") -> None:
        self._column.addWidget(Label(self.theme, text, wrap=True, color=color))

    def _numbers(self, person: "VolunteerView") -> None:
        words, length = self._words, self._team.roster_words.length
        row = hbox(spacing=8)
        came = f"{person.came}/{person.assigned}" if person.assigned else "\u2013"
        for value, key in (
            (length(person.minutes) if person.minutes else "0", "total_hours"), (str(person.events), "total_events"),
            (came, "total_came"),
        ):  # fmt: skip
            box = Card(self.theme, padding=(12, 8, 12, 8), spacing=0, radius=10, fill="sunken", border="sunken")
            fill(box.body, Elided(self.theme, value, Type.DOOR, bold=True))
            fill(box.body, Elided(self.theme, words(f"volunteers.{key}"), Type.CAPTION, color="text2"))
            row.addWidget(box, 1)
        self._column.addLayout(row)
        if person.late:
            self._say(words("volunteers.late_times", n=person.late), "text2")
        if person.recent_minutes != person.minutes:
            self._say(words("volunteers.recent_hours", length=length(person.recent_minutes)), "text2")

    def _skills(self, person: "VolunteerView") -> None:
        words = self._words
        today = self._team.desk.clock.now().astimezone(self._team.desk.zone).date()
        self._heading("volunteers.field_skills")
        for skill in person.skills:
            over = skill.until is not None and skill.until < today
            until = words("volunteers.until_over" if over else "volunteers.until", day=f"{skill.until}") if skill.until else ""
            self._say(" \u00b7 ".join(filter(None, (skill.name, skill.certificate, until))), "warn-text" if over else "text")
        if not person.skills:
            self._say(words("volunteers.skills_none"), "text2")
        self._heading("volunteers.field_vetting")
        over = person.vetting is Vetting.DATED and person.vetting_until is not None and person.vetting_until < today
        until = words("volunteers.until_over" if over else "volunteers.until", day=f"{person.vetting_until}")
        said = until if person.vetting is Vetting.DATED else words(f"volunteers.vetting_{person.vetting.value}")
        self._say(said, "warn-text" if over or person.vetting is Vetting.NONE else "text")
        if person.minor:
            self._say(words("volunteers.minor"), "warn-text")

    def _pairs(self, person: "VolunteerView") -> None:
        if not (person.apart or person.together):
            return
        self._heading("volunteers.pairs")
        names = {one.id: one.name for one in self._team.people}
        for ids, kind in ((person.together, "together"), (person.apart, "apart")):
            found = [names[id] for id in ids if id in names]
            if found:
                self._say(self._words(f"volunteers.pair_{kind}_with", name=self._team.roster_words.list(found)))

    def _rest(self, person: "VolunteerView") -> None:
        words = self._words
        self._heading("volunteers.trainings")
        self._say(words("volunteers.trainings_n", n=person.trainings) if person.trainings else words("volunteers.trainings_none"),
                  "text" if person.trainings else "text2")  # fmt: skip
        if person.family is not None:
            link = Button(self.theme, words("volunteers.open_family"), size=Size.SMALL, icon="people")
            link.clicked.connect(lambda: self._team.context.navigate("families", family=person.family))
            row = hbox()
            fill(row, link, None)
            self._column.addLayout(row)
        if person.note:
            self._heading("volunteers.field_note")
            self._say(person.note)

    # -- verbs

    def new(self) -> None:
        """Somebody new."""
        if self._team.may:
            self._team.tasks.run(self._team.desk.volunteers.skills, done=partial(self._form, None), owner=self)

    def edit(self) -> None:
        """Put right who is shown."""
        if self._team.may and self.person is not None:
            self._team.tasks.run(_beside, self._team.desk, self.person.id, done=partial(self._edit, self.person), owner=self)

    def _edit(self, person: "VolunteerView", found: "tuple[tuple[str, ...], str | None]") -> None:
        self._form(person, *found)

    def _form(self, person: "VolunteerView | None", skills: tuple[str, ...], family: str | None = None) -> None:
        form = VolunteerPersonForm(self._team.context, person, skills=skills, family=family, parent=self.window())
        form.accepted.connect(lambda: self._made(form))
        self._team.open_dialog(form)

    def _made(self, form: VolunteerPersonForm) -> None:
        if form.made is not None:
            self.person = form.made
            self._team.read()

    def _menu(self) -> None:
        person, desk, words = self.person, self._team.desk, self._words
        if person is None:
            return
        menu = Menu(self.theme, self)
        for key, act, may in (
            ("pairs", self._pair, self._team.may), ("certificate", self._certificate, desk.actor.may(Right.EXPORT)),
            ("take_back" if person.retired else "retire", self._retire, self._team.may),
            ("erase", self._erase, desk.actor.may(Right.ERASE)),
        ):  # fmt: skip
            action = menu.addAction(words(f"volunteers.{key}"))
            action.setData(key)
            action.setEnabled(may)
            action.triggered.connect(lambda _=False, act=act, person=person: act(person))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup_at(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _pair(self, person: "VolunteerView") -> None:
        dialog = PairsDialog(self._team.context, person, self._team.people, parent=self.window())
        self._team.open_dialog(dialog)

    def _certificate(self, person: "VolunteerView") -> None:
        words = self._words
        name = words("volunteers.certificate_file")
        ask_save(self, words("volunteers.certificate"), f"{name}.pdf", partial(self._write, person.id), kinds="PDF (*.pdf)")

    def _write(self, volunteer: str, file: Path) -> None:
        files = self._team.desk.roster_files
        self._team.tasks.run(
            files.certificate, volunteer, file, words=self._words, failed=self._failed, owner=self,
            done=lambda _: self._team.context.toast(self._words("volunteers.written", file=file.name)),
        )  # fmt: skip

    def _retire(self, person: "VolunteerView") -> None:
        people, words = self._team.desk.volunteers, self._words
        verb, back = (people.take_back, people.retire) if person.retired else (people.retire, people.take_back)
        said = words("volunteers.took_back" if person.retired else "volunteers.did_retire", name=person.name)

        def undo() -> None:
            self._team.tasks.run(back, person.id, owner=self)

        self._team.tasks.run(
            verb, person.id, done=lambda _: self._team.context.toast(said, undo=undo), failed=self._failed, owner=self
        )  # fmt: skip

    def _erase(self, person: "VolunteerView") -> None:
        form = EraseForm(self._team.context, person, parent=self.window())
        form.accepted.connect(lambda: self._team.context.toast(self._words("volunteers.erased")))
        self._team.open_dialog(form)

    def _failed(self, error: DeskError) -> None:
        self._team.context.toast(self._team.context.wording.error(error).whole, tone=Tone.WARN)


def _beside(desk: "Desk", volunteer: str) -> "tuple[tuple[str, ...], str | None]":
    """What a form proposes: skills that others have, and the family with the same phone."""
    return desk.volunteers.skills(), desk.volunteers.proposed_family(volunteer)
