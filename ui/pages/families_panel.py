"""What is known of one family: its members, what they agreed to, and the events that they came to."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from ui.models.people import child_name, guardian_name, relation_name, sex_name
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.avatar import Avatar
from ui.widgets.base import Card, Elided, Label, Rule, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.chips import AlertStrip, Chip
from ui.widgets.paint import Tone
from ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from eventdesk.services.family_views import ConsentView, FamilyEvent, FamilyView, PersonView

_STATES = {
    RegistrationState.CONFIRMED: ("state_confirmed", "okc", Tone.OK),
    RegistrationState.WAITLISTED: ("state_waitlisted", "clock", Tone.WARN),
    RegistrationState.CANCELLED: ("state_cancelled", "x", Tone.NEUTRAL),
    RegistrationState.DRAFT: ("state_draft", "pencil", Tone.NEUTRAL),
}


class FamilyPanel(Card):
    """``whole_wanted(on)`` asks for names and numbers in full, ``event_wanted(code)`` for an event's list."""

    whole_wanted = Signal(bool)
    event_wanted = Signal(str)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=1, spacing=0)
        self._context, self._words, self._wording = context, context.words, context.wording
        words = self._words
        self._title = Elided(self.theme, "", Type.TITLE, bold=True)
        self._face = Avatar(self.theme, "", size=44)
        self._counts = Elided(self.theme, "", Type.COMPACT, color="text2")
        self.whole = Button(self.theme, words("families.show_whole"), size=Size.SMALL, icon="eye")
        self.whole.setCheckable(True)
        self.whole.setToolTip(words("families.show_whole_hint"))
        if not context.desk.actor.may(Right.UNMASK):
            self.whole.set_reason(words("registrations.reveal_reason"))
        self.whole.clicked.connect(self.whole_wanted)
        names = vbox(spacing=0)
        fill(names, self._title, self._counts)
        head = hbox(16, 14, 16, 14, spacing=12)
        head.addWidget(self._face)
        head.addLayout(names, 1)
        head.addWidget(self.whole)
        self._column = vbox(16, 14, 16, 16, spacing=10)
        inside = QWidget()
        inside.setLayout(self._column)
        whole = vbox()
        whole.addLayout(head)
        whole.addWidget(Rule(self.theme))
        whole.addWidget(scrolled(inside), 1)
        page = QWidget()
        page.setLayout(whole)
        self._stack = QStackedLayout()
        self._stack.addWidget(EmptyState(self.theme, "people", words("families.nobody_chosen"), words("families.choose_one")))
        self._stack.addWidget(page)
        self.body.addLayout(self._stack)

    @property
    def showing(self) -> bool:
        """Whether a family is shown."""
        return self._stack.currentIndex() == 1

    def show_nobody(self) -> None:
        """No family is chosen."""
        self._stack.setCurrentIndex(0)

    def show_family(self, family: "FamilyView", *, whole: bool) -> None:
        """Show a family, masked or (``whole``) in full."""
        words = self._words
        clear(self._column)
        guardians = [person for person in family.people if not person.role.is_child]
        children = [person for person in family.people if person.role.is_child]
        name = guardian_name(guardians, self._wording)
        self._title.setText(name)
        self._face.set(name.rstrip("*") or name)
        self._counts.setText(words("registrations.party", adults=len(guardians), children=len(children)))
        self.whole.setChecked(whole)
        self.whole.set_text(words("families.hide_whole" if whole else "families.show_whole"))
        allergic = [child for child in children if child.allergies]
        for child in allergic:
            name_of = child_name(child, self._wording)
            self._column.addWidget(AlertStrip(self.theme, name_of, child.allergies or "", icon="allergy"))
        for person in guardians:
            self._column.addLayout(self._person(person, relation_name(person, self._wording), person.phone or ""))
        for person in children:
            self._column.addLayout(self._child(person, whole=whole))
        self._section(words("families.consents"))
        for consent in family.consents:
            self._column.addLayout(self._consent(consent))
        if not family.consents:
            self._column.addWidget(Label(self.theme, words("registrations.consent_missing"), Type.COMPACT, color="warn-text"))
        self._section(words("families.history"))
        for event in family.history:
            self._column.addLayout(self._event(event))
        if not family.history:
            self._column.addWidget(Label(self.theme, words("families.no_history"), Type.COMPACT, color="muted"))
        self._column.addStretch(1)
        self._stack.setCurrentIndex(1)

    def _section(self, title: str) -> None:
        self._column.addWidget(Rule(self.theme))
        self._column.addWidget(Label(self.theme, title, Type.COMPACT, bold=True, color="text2"))

    def _child(self, person: "PersonView", *, whole: bool) -> QHBoxLayout:
        parts = [part for part in (sex_name(person, self._wording), self._wording.age(person.age_months)) if part]
        if whole and person.nickname and person.name:
            parts.insert(0, person.name)
        line = self._words("common.list_comma").join(parts)
        birth = f"{person.birthdate:%Y-%m-%d}" if person.birthdate else ""
        return self._person(person, line, birth)

    def _person(self, person: "PersonView", line: str, right: str) -> QHBoxLayout:
        child = person.role.is_child
        name = child_name(person, self._wording) if child else person.name or self._words("registrations.unnamed_guardian")
        row, both = hbox(spacing=10), vbox(spacing=0)
        fill(both, Elided(self.theme, name, bold=True), Elided(self.theme, line, Type.COMPACT, color="text2"))
        row.addWidget(Avatar(self.theme, name.rstrip("*") or name, child=child, size=36))
        row.addLayout(both, 1)
        detail = Label(self.theme, right, Type.COMPACT, color="text2")
        detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(detail)
        return row

    def _consent(self, consent: "ConsentView") -> QVBoxLayout:
        words = self._words
        purpose = f"families.purpose_{consent.purpose}"
        text = words(purpose) if words.has(purpose) else consent.purpose
        answer = words("families.agreed" if consent.granted else "families.declined")
        when = self._wording.day(consent.at.astimezone(self._context.desk.zone).date())
        column, row = vbox(spacing=0), hbox(spacing=8)
        row.addWidget(Label(self.theme, text, Type.COMPACT))
        fill(row, None, Chip(self.theme, answer, Tone.OK if consent.granted else Tone.NEUTRAL,
                             icon="consent" if consent.granted else "x"))  # fmt: skip
        line = words("families.consent_line", when=when, notice=consent.notice)
        fill(column, row, Elided(self.theme, line, Type.CAPTION, color="muted"))
        return column

    def _event(self, event: "FamilyEvent") -> QVBoxLayout:
        words = self._words
        key, icon, tone = _STATES[event.state]
        column, row = vbox(spacing=2), hbox(spacing=8)
        title = Elided(self.theme, event.title, Type.COMPACT, bold=True)
        row.addWidget(title, 1)
        row.addWidget(Chip(self.theme, words(f"registrations.{key}"), tone, icon=icon))
        when = self._wording.day(event.start.astimezone(self._context.desk.zone).date())
        came = words("families.attended", n=event.attended) if event.attended else words("families.not_attended")
        foot = hbox(spacing=8)
        foot.addWidget(Elided(self.theme, words("families.event_line", when=when, came=came), Type.CAPTION, color="muted"), 1)
        see = Button(self.theme, words("families.see_list"), kind=Kind.LINK, size=Size.SMALL)
        see.setAccessibleDescription(event.title)
        see.clicked.connect(lambda _=False, code=event.code: self.event_wanted.emit(code))
        foot.addWidget(see)
        fill(column, row, foot)
        return column
