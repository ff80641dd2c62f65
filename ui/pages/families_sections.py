"""The sections of a family's card, each with the verbs that change it."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from eventdesk.domain.consent import Purpose
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from ui.models.people import child_name, relation_name, sex_name
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.avatar import Avatar
from ui.widgets.base import Elided, Label, Rule, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size, icon_button
from ui.widgets.chips import Chip
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.family_views import ConsentView, FamilyEvent, FamilyView, FollowUpView, PersonView
    from ui.pages.families_panel import FamilyPanel

_STATES = {
    RegistrationState.CONFIRMED: ("state_confirmed", "okc", Tone.OK),
    RegistrationState.WAITLISTED: ("state_waitlisted", "clock", Tone.WARN),
    RegistrationState.CANCELLED: ("state_cancelled", "x", Tone.NEUTRAL),
    RegistrationState.DRAFT: ("state_draft", "pencil", Tone.NEUTRAL),
}
LIVE = (RegistrationState.CONFIRMED, RegistrationState.WAITLISTED)
_MARGINS = 56
"""What the card keeps free at its sides, its scroll bar included, in pixels."""


class Sections:
    """Fills a card's column with one family, section by section."""

    def __init__(
        self, context: PageContext, column: QVBoxLayout, panel: "FamilyPanel", family: "FamilyView", *, whole: bool
    ) -> None:
        self._context, self._column, self._panel, self._family, self._whole = context, column, panel, family, whole
        self.theme, self._words, self._wording = context.theme, context.words, context.wording

    # -- parts of all of them

    def _heading(
        self, title: str, verb: str = "", tip: str = "", *, icon: str = "plus", none: str = "", tone: str = "muted",
        right: Right = Right.REGISTRATIONS, more: Sequence[QWidget] = (), ruled: bool = True,
    ) -> None:  # fmt: skip
        """A section's name with the verb that adds to it, and, where there is nothing, the words for that."""
        row = hbox(spacing=8)
        fill(row, Label(self.theme, title, Type.COMPACT, bold=True, color="text2"))
        row.addWidget(Elided(self.theme, none, Type.COMPACT, color=tone), 1)
        for button in more:
            row.addWidget(button)
        if verb:
            row.addWidget(self._button(icon, tip, verb, None, right=right))
        if ruled:
            self._column.addWidget(Rule(self.theme))
        self._column.addLayout(row)

    def _button(self, icon: str, tip: str, verb: str, subject: Any, *, right: Right = Right.REGISTRATIONS) -> QWidget:
        made = icon_button(self.theme, icon, tip, size=Size.SMALL)
        made.setObjectName(verb)
        if not self._context.desk.actor.may(right):
            made.set_reason(self._words("registrations.change_reason"))
        made.clicked.connect(partial(self._panel.wanted.emit, verb, subject))
        return made

    def _muted(self, text: str, color: str = "muted") -> None:
        self._column.addWidget(Label(self.theme, text, Type.COMPACT, color=color, wrap=True))

    # -- who they are

    def members(self, guardians: "list[PersonView]", children: "list[PersonView]") -> None:
        """Guardians and children, each with a pencil."""
        self._heading(self._words("families.members"), "add_person", self._words("families.add_person"), ruled=False)
        for person in guardians:
            parts = [relation_name(person, self._wording), person.wechat and self._words("families.wechat", name=person.wechat)]
            self._column.addLayout(self._person(person, self._joined(parts), person.phone or ""))
            more = self._joined([person.phone2, person.email])
            if more:
                below = hbox(self.theme.px(46), spacing=0)  # below the name, beside the face
                below.addWidget(Elided(self.theme, more, Type.COMPACT, color="text2"), 1)
                self._column.addLayout(below)
        for person in children:
            self._column.addLayout(self._child(person))

    def _joined(self, parts: list[Any]) -> str:
        return self._words("common.list_comma").join(part for part in parts if part)

    def _child(self, person: "PersonView") -> QHBoxLayout:
        parts = [sex_name(person, self._wording), self._wording.age(person.age_months), person.needs]
        if self._whole and person.nickname and person.name:
            parts.insert(0, person.name)
        birth = f"{person.birthdate:%Y-%m-%d}" if person.birthdate else ""
        return self._person(person, self._joined(parts), birth)

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
        row.addWidget(self._button("pencil", self._words("families.edit_person", name=name), "person", person))
        return row

    def membership(self) -> None:
        """What member the family is, and what that gives it."""
        words = self._words
        none = "" if self._family.memberships else words("families.no_member")
        levels = self._button("gear", words("families.manage_levels"), "levels", None)
        self._heading(words("families.membership"), "membership", words("families.add_membership"), none=none, more=(levels,))
        for one in self._family.memberships:
            row, both = hbox(spacing=8), vbox(spacing=0)
            if one.until is None:
                days = words("families.since", since=self._wording.day(one.since))
            else:
                days = words("families.from_to", since=one.since.isoformat(), until=one.until.isoformat())
            fill(both, Elided(self.theme, days, Type.COMPACT, color="text2"))
            if one.benefits and one.current:
                both.addWidget(Label(self.theme, one.benefits, Type.COMPACT, color="text2", wrap=True))
            chip = Chip(self.theme, one.name, Tone.ACCENT if one.current else Tone.OUTLINE)
            row.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
            row.addLayout(both, 1)
            if one.current:
                row.addWidget(self._button("x", words("families.end_membership"), "end", one))
            row.addWidget(self._button("pencil", words("families.edit_membership"), "edit_membership", one))
            self._column.addLayout(row)

    # -- what the team knows and does

    def labels(self) -> None:
        """Tags and interests, each to be taken away."""
        words = self._words
        named = [("tag", name) for name in self._family.tags] + [("interest", name) for name in self._family.interests]
        none = "" if named else words("families.no_tags")
        self._heading(words("families.tags"), "tag", words("families.add_tag"), none=none)
        row, used = hbox(spacing=2), 0
        for kind, name in named:
            chip = Chip(self.theme, name, Tone.NEUTRAL if kind == "tag" else Tone.INFO, tip=words(f"families.kind_{kind}"))
            drop = self._button("x", words("families.remove_tag", name=name), "untag", (kind, name))
            width = chip.sizeHint().width() + drop.sizeHint().width()
            if used and used + width > self._panel.width() - self.theme.px(_MARGINS):
                fill(row, None)
                self._column.addLayout(row)
                row, used = hbox(spacing=2), 0
            fill(row, chip, drop)
            used += width + 4
        fill(row, None)
        self._column.addLayout(row)

    def notes(self) -> None:
        """District and notes."""
        words, family = self._words, self._family
        none = "" if family.notes else words("families.no_notes")
        self._heading(words("families.notes"), "family", words("families.edit_family"), icon="pencil", none=none)
        if family.notes:
            self._muted(family.notes, "text2")

    def follow_ups(self) -> None:
        """What is to be done, and what was done."""
        words = self._words
        none = "" if self._family.follow_ups else words("families.follow_ups_none")
        self._heading(words("families.follow_ups"), "follow_up", words("families.add_follow_up"), none=none)
        for one in self._family.follow_ups:
            self._column.addLayout(self._follow_up(one))

    def _follow_up(self, one: "FollowUpView") -> QHBoxLayout:
        words, row, both = self._words, hbox(spacing=8), vbox(spacing=0)
        both.addWidget(Label(self.theme, one.text, Type.COMPACT, color="text2" if one.done_at else "text", wrap=True))
        if one.done_at is not None:
            day = self._wording.day(one.done_at.astimezone(self._context.desk.zone).date())
            line = self._joined([words("families.done_on", day=day), one.result])
        else:
            line = self._joined([one.owner, words("families.due", day=self._wording.day(one.due)) if one.due else ""])
        if line:
            both.addWidget(Elided(self.theme, line, Type.CAPTION, color="warn-text" if one.overdue else "muted"))
        row.addLayout(both, 1)
        if one.done_at is None:
            row.addWidget(self._button("check", words("families.mark_done"), "done", one))
        else:
            row.addWidget(self._button("undo", words("families.reopen"), "reopen", one))
        return row

    # -- what was

    def consents(self) -> None:
        """What they agreed to, with the way back, and the form for what is still to be asked."""
        words = self._words
        latest = {consent.purpose: consent for consent in self._family.consents}
        none = "" if Purpose.PARTICIPATION in latest else words("registrations.consent_missing")
        self._heading(
            words("families.consents"), "consent", words("families.take_consent"), none=none, tone="warn-text", right=Right.CHECKIN
        )
        asked = [purpose.value for purpose in Purpose]
        for purpose in (*asked, *(other for other in latest if other not in asked)):
            self._column.addLayout(self._consent(latest[purpose]) if purpose in latest else self._not_asked(purpose))

    def _not_asked(self, purpose: str) -> QHBoxLayout:
        row, never = hbox(spacing=8), Chip(self.theme, self._words("families.not_asked"), Tone.OUTLINE)
        fill(row, Label(self.theme, self._words(f"privacy.purpose_{purpose}"), Type.COMPACT), None, never)
        return row

    def _consent(self, consent: "ConsentView") -> QVBoxLayout:
        words = self._words
        purpose = f"privacy.purpose_{consent.purpose}"
        text = words(purpose) if words.has(purpose) else consent.purpose
        answer = words("families.agreed" if consent.granted else "families.declined")
        when = self._wording.day(consent.at.astimezone(self._context.desk.zone).date())
        column, row = vbox(spacing=0), hbox(spacing=8)
        row.addWidget(Label(self.theme, text, Type.COMPACT))
        fill(row, None, Chip(self.theme, answer, Tone.OK if consent.granted else Tone.NEUTRAL,
                             icon="consent" if consent.granted else "x"))  # fmt: skip
        if consent.granted:
            right = Right.REGISTRATIONS if consent.purpose == Purpose.PARTICIPATION else Right.CHECKIN
            row.addWidget(self._button("undo", words("families.withdraw", purpose=text), "withdraw", consent, right=right))
        line = words("families.consent_line", when=when, notice=consent.notice)
        fill(column, row, Elided(self.theme, line, Type.CAPTION, color="muted"))
        return column

    def history(self) -> None:
        """The events they registered for, the newest first."""
        self._heading(self._words("families.history"), none="" if self._family.history else self._words("families.no_history"))
        for event in self._family.history:
            self._column.addLayout(self._event(event))

    def _event(self, event: "FamilyEvent") -> QVBoxLayout:
        words = self._words
        key, icon, tone = _STATES[event.state]
        column, row = vbox(spacing=2), hbox(spacing=8)
        row.addWidget(Elided(self.theme, event.title, Type.COMPACT, bold=True), 1)
        row.addWidget(Chip(self.theme, words(f"registrations.{key}"), tone, icon=icon))
        when = self._wording.day(event.start.astimezone(self._context.desk.zone).date())
        came = words("families.attended", n=event.attended) if event.attended else words("families.not_attended")
        if event.merged:
            came = words("families.cancelled_by_merge")
        foot = hbox(spacing=8)
        foot.addWidget(Elided(self.theme, words("families.event_line", when=when, came=came), Type.CAPTION, color="muted"), 1)
        see = Button(self.theme, words("families.see_list"), kind=Kind.LINK, size=Size.SMALL)
        see.setAccessibleDescription(event.title)
        see.clicked.connect(lambda _=False, code=event.code: self._panel.event_wanted.emit(code))
        if event.state in LIVE:
            write = Button(self.theme, words("messaging.write_to"), kind=Kind.LINK, size=Size.SMALL)
            write.setObjectName("write")
            write.setToolTip(words("messaging.write_to_tip", event=event.title))
            write.clicked.connect(lambda _=False, event=event: self._panel.message_wanted.emit(event.code, event.state))
            foot.addWidget(write)
        foot.addWidget(see)
        fill(column, row, foot)
        return column

    def merged(self) -> None:
        """The families that were found to be this one, with the way back."""
        if not self._family.merged:
            return
        words = self._words
        self._heading(words("families.merged"))
        for one in self._family.merged:
            day = self._wording.day(one.at.astimezone(self._context.desk.zone).date())
            row = hbox(spacing=8)
            row.addWidget(Elided(self.theme, words("families.merged_on", day=day), Type.COMPACT, color="text2"), 1)
            row.addWidget(self._button("undo", words("families.unmerge"), "unmerge", one))
            self._column.addLayout(row)

    def erasing(self) -> None:
        """The way to have the family's data gone, at the very end."""
        words = self._words
        row = hbox(spacing=8)
        button = Button(self.theme, words("families.erase"), size=Size.SMALL, icon="trash")
        button.setObjectName("erase")
        if not self._context.desk.actor.may(Right.ERASE):
            button.set_reason(words("registrations.change_reason"))
        button.clicked.connect(partial(self._panel.wanted.emit, "erase", None))
        fill(row, button, None)
        self._column.addWidget(Rule(self.theme))
        self._column.addLayout(row)
