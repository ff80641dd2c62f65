"""What is known of one family, in one column: its members first, then what the team knows and does, then what was."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from eventdesk.domain.right import Right
from ui.models.people import child_name, guardian_name
from ui.pages.base import PageContext
from ui.pages.families_sections import Sections
from ui.theme import Type
from ui.widgets.avatar import Avatar
from ui.widgets.base import Card, Elided, Rule, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.chips import AlertStrip
from ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from eventdesk.services.family_views import FamilyView


class FamilyPanel(Card):
    """``whole_wanted(on)`` asks for names and numbers in full, ``event_wanted(code)`` for an event's list,
    ``message_wanted(code, state)`` for a message to the family about an event that it has a registration of this state for, and
    ``wanted(verb, subject)`` for a change: the subject is the person, membership, follow-up, tag… that it is about."""

    whole_wanted = Signal(bool)
    event_wanted = Signal(str)
    message_wanted = Signal(str, object)
    wanted = Signal(str, object)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=1, spacing=0)
        self._context, self._words, self._wording = context, context.words, context.wording
        self.family: FamilyView | None = None
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
        self._area = scrolled(inside)
        whole = vbox()
        whole.addLayout(head)
        whole.addWidget(Rule(self.theme))
        whole.addWidget(self._area, 1)
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
        self.family = None
        self._stack.setCurrentIndex(0)

    def show_family(self, family: "FamilyView", *, whole: bool) -> None:
        """Show a family, masked or (``whole``) in full."""
        words = self._words
        same = self.family is not None and self.family.id == family.id
        place = self._area.verticalScrollBar().value() if same else 0
        self.family = family
        clear(self._column)
        guardians = [person for person in family.people if not person.role.is_child]
        children = [person for person in family.people if person.role.is_child]
        name = guardian_name(guardians, self._wording)
        self._title.setText(name)
        self._face.set(name.rstrip("*") or name)
        counts = words("registrations.party", adults=len(guardians), children=len(children))
        self._counts.setText(f"{counts} \u00b7 {family.district}" if family.district else counts)
        self.whole.setChecked(whole)
        self.whole.set_text(words("families.hide_whole" if whole else "families.show_whole"))
        for child in (child for child in children if child.allergies):
            self._column.addWidget(
                AlertStrip(self.theme, child_name(child, self._wording), child.allergies or "", icon="allergy")
            )
        sections = Sections(self._context, self._column, self, family, whole=whole)
        sections.members(guardians, children)
        sections.membership()
        sections.labels()
        sections.notes()
        sections.follow_ups()
        sections.consents()
        sections.history()
        sections.merged()
        sections.erasing()
        self._column.addStretch(1)
        self._stack.setCurrentIndex(1)
        self._column.activate()  # as high as it needs to be before it is painted, not after
        self._area.verticalScrollBar().setValue(place)
