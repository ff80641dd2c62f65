"""The door at rest: it invites the next family, and lists who is not here yet."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QWidget

from resources.words import Words
from ui.models.door_view import DoorWords, FamilyRow
from ui.pages.door_families import FamilyList
from ui.pages.door_volunteer import VolunteerPanel
from ui.theme import Theme, Type
from ui.widgets.base import Card as Surface
from ui.widgets.base import Elided, Label, Rule, clear, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.chips import Chip
from ui.widgets.choice import Seg, Select
from ui.widgets.paint import ChipLook
from ui.widgets.states import EmptyState
from ui.widgets.verdict import InviteCard, VerdictBanner, VerdictKind

if TYPE_CHECKING:
    from eventdesk.services.door_views import DoorView

_ALL = "*"
ADMITTED_MS = 8000
"""How long the door shows who just came in, with the pick-up code, unless the next family comes first."""


class IdlePanel(QWidget):
    """Invitation or last admission or what a search found, above the families who are missing.

    ``opened(registration)`` a family was picked; ``left()`` the person went back up to the search box;
    ``walk_in_wanted()``.
    """

    opened = Signal(str)
    left = Signal()
    walk_in_wanted = Signal()

    def __init__(self, theme: Theme, words: Words, say: DoorWords) -> None:
        super().__init__()
        self.theme, self.words, self.say = theme, words, say
        self._rows: list[FamilyRow] = []
        self._slots: tuple[tuple[str, str], ...] = ()
        self._persons = 0
        self._narrow = False
        self.admitted = VerdictBanner(theme)
        self.invite = InviteCard(
            theme, words("door.ready"), words("door.ready_line"),
            (
                ("phone", words("door.by_tail"), words("door.example_tail")),
                ("keyb", words("door.by_initials"), words("door.example_initials")),
                ("user", words("door.by_name"), words("door.example_name")),
            ),
        )  # fmt: skip
        self.found = _Found(theme, words)
        self.volunteer = VolunteerPanel(theme, words)
        self.top = QWidget()
        self._top = vbox()
        fill(self._top, self.invite, self.admitted, self.found, self.volunteer)
        self.top.setLayout(self._top)
        self.top.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.waiting = FamilyList(theme, name=words("door.waiting"))
        self._missing = self._missing_card()
        self._column = vbox(spacing=12)
        fill(self._column, self.top)
        self._column.addWidget(self._missing, 1)
        self.setLayout(self._column)
        self._fade = QTimer(self, singleShot=True, interval=ADMITTED_MS)
        self._fade.timeout.connect(self.show_invitation)
        self.waiting.opened.connect(lambda row: self.opened.emit(row.key))
        self.found.list.opened.connect(lambda row: self.opened.emit(row.key))
        self.found.walk_in.clicked.connect(self.walk_in_wanted)
        for families in (self.waiting, self.found.list):
            families.left_above.connect(self.left)
        self.show_invitation()

    # -- the upper part

    def show_invitation(self) -> None:
        """Invite the next family."""
        self._fade.stop()
        self._only(self.invite)

    def show_admitted(self, line: str, pickup: str | None, word: str) -> None:
        """Say who was let in, and the code that their children are picked up with."""
        label = self.words("door.pickup") if pickup else ""
        self.admitted.setVerdict(VerdictKind.ADMIT, word, line, label, pickup or "")
        self._only(self.admitted)
        self._fade.start()

    def show_volunteer(self, kind: VerdictKind, word: str, line: str, right: tuple[str, str], *, here: bool) -> None:
        """Say which volunteer came, is here already, or left."""
        self.volunteer.show_card(kind, word, line, right, here=here)
        self._only(self.volunteer)
        self._fade.start()

    def show_hits(self, rows: list[FamilyRow], way: str) -> None:
        """One to six families that a search found, and the way it found them."""
        self.found.show_rows(rows, way)
        self._only(self.found)

    def show_message(self, fact: str, detail: str, *, walk_in: bool) -> None:
        """No family, or too many."""
        self.found.show_message(fact, detail, walk_in=walk_in)
        self._only(self.found)

    @property
    def searching(self) -> bool:
        """Whether the upper part shows what a search found."""
        return self.found.isVisibleTo(self)

    def _only(self, shown: QWidget) -> None:
        for part in (self.invite, self.admitted, self.found, self.volunteer):
            part.setVisible(part is shown)

    # -- the families who are missing

    def show_view(self, view: "DoorView") -> None:
        """Take newer lists."""
        titles = {slot.code: slot.title for slot in view.event.slots}
        self._rows = [self.say.waiting(family, titles) for family in view.waiting]
        self._persons = sum(f.adults + f.children - f.arrived for f in view.waiting)
        self._show_filter(tuple((slot.code, self._slot_label(slot)) for slot in view.event.bookable))
        self._show_rows()

    def set_compact(self, compact: bool) -> None:
        """Denser rows."""
        self.waiting.set_compact(compact)
        self.found.list.set_compact(compact)
        self.admitted.set_compact(compact)
        self.volunteer.banner.set_compact(compact)
        self._column.setSpacing(10 if compact else 12)

    def set_narrow(self, narrow: bool) -> None:
        """A list that drops down instead of all slots beside each other."""
        if narrow != self._narrow:
            self._narrow = narrow
            slots, self._slots = self._slots, ()
            self._show_filter(slots)
            self._show_rows()

    def cover(self, covered: bool) -> None:
        """Hide names while nobody works here."""
        self._stack.setCurrentIndex(1 if covered else 2 if not self._rows else 0)
        self._covered = covered
        if covered:
            self.show_invitation()

    def _missing_card(self) -> Surface:
        theme, words = self.theme, self.words
        self._covered = False
        card = Surface(theme, padding=(1, 0, 1, 6), spacing=0, radius=14)
        self._count = Chip(theme, "")
        self._count.hide()
        self._filter_place = hbox()
        heading = hbox(16, 8, 16, 8, spacing=12)
        self._heading = Label(theme, words("door.waiting"), Type.DOOR, bold=True)
        fill(heading, self._heading, self._count, None, self._filter_place)
        holder = QWidget()
        holder.setLayout(heading)
        holder.setMinimumHeight(theme.px(48))
        cover = EmptyState(theme, "eye", words("door.covered"), words("door.covered_line"))
        self._nobody = EmptyState(theme, "okc", words("door.all_here"), words("door.all_here_line"))
        content = QWidget()
        self._stack: QStackedLayout = QStackedLayout()
        self._stack.setContentsMargins(0, 0, 0, 0)
        for page in (self.waiting, cover, self._nobody):
            self._stack.addWidget(page)
        content.setLayout(self._stack)
        fill(card.body, holder, Rule(theme))
        card.body.addWidget(content, 1)
        self._filter: Seg | Select | None = None
        return card

    def _slot_label(self, slot: object) -> str:
        own, start, title = (getattr(slot, name) for name in ("own_times", "start", "title"))
        return self.words("door.slot_at", time=self.say.time(start)) if own else str(title)

    def _show_filter(self, slots: tuple[tuple[str, str], ...]) -> None:
        options = ((_ALL, self.words("common.all")), *slots)
        if slots != self._slots:
            chosen = self._chosen_slot()
            self._slots = slots
            clear(self._filter_place)
            self._filter = None
            if slots:
                current = chosen if chosen in dict(options) else _ALL
                few = len(slots) <= 3 and not self._narrow
                self._filter = (Seg if few else Select)(self.theme, options, current=current)
                self._filter.setAccessibleName(self.words("door.filter"))
                self._filter.chosen.connect(lambda _: self._show_rows())
                self._filter_place.addWidget(self._filter)
        if isinstance(self._filter, Seg):
            for code, label in options:
                n = sum(1 for row in self._rows if code in (_ALL, *row.slots))
                self._filter.set_label(code, self.words("door.slot_count", slot=label, count=n))

    def _chosen_slot(self) -> str:
        return self._filter.current if self._filter is not None else _ALL

    def _show_rows(self) -> None:
        chosen = self._chosen_slot()
        rows = [row for row in self._rows if chosen in (_ALL, *row.slots)]
        self.waiting.set_rows(rows)
        families = self.words("door.n_families", n=len(self._rows))
        persons = self.words("door.n_persons", n=self._persons)
        self._count.set_look(ChipLook(self.words("door.dot").join((families, persons))))
        self._count.setVisible(bool(self._rows))
        if not self._covered:
            self._stack.setCurrentIndex(0 if rows else 2)
            if not rows and self._rows:
                self._nobody.set(self.words("door.slot_here"), "")
            else:
                self._nobody.set(self.words("door.all_here"), self.words("door.all_here_line"))


class _Found(Surface):
    """What a search found: a few families by number, or one sentence and the way on."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme, padding=(1, 10, 1, 10), spacing=4, radius=14)
        self.words = words
        self._fact = Elided(theme, "", Type.DOOR, bold=True)
        self._detail = Label(theme, "", Type.BODY, color="text2", wrap=True)
        self.walk_in = Button(theme, words("door.walk_in"), kind=Kind.PLAIN, size=Size.DOOR, key="F8")
        texts = vbox(spacing=2)
        fill(texts, self._fact, self._detail)
        heading = hbox(18, 4, 16, 4, spacing=12)
        heading.addLayout(texts, 1)
        heading.addWidget(self.walk_in)
        self.list = FamilyList(theme, name=words("door.hits"), numbered=True)
        fill(self.body, heading, self.list)

    def show_rows(self, rows: list[FamilyRow], way: str) -> None:
        """Families to pick from, and what of them answers to the text."""
        self._fact.setText(self.words("door.found" if len(rows) > 1 else "door.found_one", n=len(rows)))
        self._detail.setText(self.words("door.found_line" if len(rows) > 1 else "door.found_one_line", way=way))
        self.walk_in.hide()
        self.list.set_rows(rows)
        self.list.setCurrentIndex(self.list.model().index(-1, -1))
        self.list.setFixedHeight(min(len(rows), 6) * self.list.sizeHintForRow(0) + 2)
        self.list.show()

    def show_message(self, fact: str, detail: str, *, walk_in: bool) -> None:
        """A sentence instead of families."""
        self._fact.setText(fact)
        self._detail.setText(detail)
        self.walk_in.setVisible(walk_in)
        self.list.set_rows([])
        self.list.hide()


def focus_list(families: FamilyList) -> bool:
    """Go into a list where there is something in it."""
    if families.rows and families.isVisible():
        families.enter()
        return families.hasFocus()
    return False
