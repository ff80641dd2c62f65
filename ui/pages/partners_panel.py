"""Everything about one partner: how to reach it, what it pledged and what came, and the events held together."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from eventdesk.domain.right import Right
from ui.models.money import amount
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, Rule, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Size, icon_button
from ui.widgets.chips import Chip
from ui.widgets.meters import CapacityBar
from ui.widgets.paint import Tone
from ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from eventdesk.services.partners import ContributionView, PartnerView


class PartnerPanel(Card):
    """``pledge_wanted`` carries a contribution to change, or None for a new one."""

    budget_wanted = Signal(str)
    edit_wanted = Signal(object)
    remove_wanted = Signal(object)
    whole_wanted = Signal(bool)
    pledge_wanted = Signal(object)
    gift_removed = Signal(object)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=1, spacing=0)
        self._context, self._words = context, context.words
        self._partner: PartnerView | None = None
        words = self._words
        self._name = Elided(self.theme, "", Type.SUBTITLE, bold=True)
        self._sub = Elided(self.theme, "", Type.COMPACT, color="text2")
        self.edit = icon_button(self.theme, "pencil", words("partners.edit"), size=Size.SMALL)
        self.remove = icon_button(self.theme, "trash", words("partners.remove"), size=Size.SMALL)
        self.edit.clicked.connect(lambda: self.edit_wanted.emit(self._partner))
        self.remove.clicked.connect(lambda: self.remove_wanted.emit(self._partner))
        names = vbox(spacing=0)
        fill(names, self._name, self._sub)
        head = hbox(16, 12, 12, 12, spacing=2)
        head.addLayout(names, 1)
        fill(head, self.edit, self.remove)
        self._column = vbox(16, 14, 16, 16, spacing=12)
        inside = QWidget()
        inside.setLayout(self._column)
        whole = vbox()
        fill(whole, head, Rule(self.theme))
        whole.addWidget(scrolled(inside), 1)
        page = QWidget()
        page.setLayout(whole)
        self._stack = QStackedLayout()
        self._stack.addWidget(
            EmptyState(self.theme, "hands", words("partners.choose_one"), words("partners.choose_one_hint"))
        )
        self._stack.addWidget(page)
        self.body.addLayout(self._stack)

    @property
    def showing(self) -> bool:
        """Whether a partner is shown."""
        return self._stack.currentIndex() == 1

    def show_nobody(self) -> None:
        """No partner is chosen."""
        self._stack.setCurrentIndex(0)

    def show_partner(self, view: "PartnerView", *, whole: bool) -> None:
        """Show a partner, its phone masked or (``whole``) in full."""
        words = self._words
        self._partner = view
        self._name.setText(view.name)
        since = self._context.wording.day(view.since.astimezone(self._context.desk.zone).date())
        kind = words(f"partners.kind_{view.kind.value}")
        self._sub.setText(f"{kind} \u00b7 {words('partners.since', day=since)}")
        self.remove.set_reason(words("partners.in_use") if view.contributions else "")
        clear(self._column)
        if view.contact or view.phone:
            self._column.addLayout(self._reach(view, whole=whole))
        if view.notes:
            self._column.addWidget(Label(self.theme, view.notes, color="text2", wrap=True))
        self.add = Button(self.theme, words("partners.add_contribution"), size=Size.SMALL, icon="plus")
        self.add.clicked.connect(lambda: self.pledge_wanted.emit(None))
        heading = hbox(spacing=8)
        fill(heading, Label(self.theme, words("partners.contributions"), bold=True), None, self.add)
        if view.contact or view.phone or view.notes:
            self._column.addWidget(Rule(self.theme))
        self._column.addLayout(heading)
        for given in view.contributions:
            self._column.addLayout(self._gift(given))
        if not view.contributions:
            self._column.addWidget(
                Label(self.theme, words("partners.no_contributions"), Type.COMPACT, color="muted", wrap=True)
            )
        self._joint(view)
        self._column.addStretch(1)
        self._stack.setCurrentIndex(1)

    def _reach(self, view: "PartnerView", *, whole: bool) -> QVBoxLayout:
        words, column = self._words, vbox(spacing=2)
        if view.contact:
            column.addWidget(Elided(self.theme, view.contact, bold=True))
        if view.phone:
            row = hbox(spacing=8)
            phone = Label(self.theme, view.phone, color="text2")
            phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.whole = Button(
                self.theme,
                words("partners.hide_phone" if whole else "partners.show_phone"),
                size=Size.SMALL,
                icon="eye",
            )
            self.whole.setCheckable(True)
            self.whole.setChecked(whole)
            if not self._context.desk.actor.may(Right.UNMASK):
                self.whole.set_reason(words("partners.unmask_right"))
            self.whole.clicked.connect(self.whole_wanted)
            fill(row, phone, None, self.whole)
            column.addLayout(row)
        return column

    def _gift(self, given: "ContributionView") -> QVBoxLayout:
        words, theme = self._words, self.theme
        column, row = vbox(spacing=3), hbox(spacing=2)
        title = Elided(theme, given.title, bold=True)
        change = icon_button(theme, "pencil", f"{words('partners.edit')} {given.title}", size=Size.SMALL)
        drop = icon_button(theme, "trash", f"{words('partners.remove')} {given.title}", size=Size.SMALL)
        change.clicked.connect(lambda: self.pledge_wanted.emit(given))
        drop.clicked.connect(lambda: self.gift_removed.emit(given))
        row.addWidget(title, 1)
        if given.in_kind:
            fill(row, Chip(theme, words("partners.in_kind"), Tone.NEUTRAL), 4)
        fill(row, change, drop)
        where = given.event_title if given.event else words("partners.for_everything")
        pledged, received = amount(words, given.pledged_fen), amount(words, given.received_fen)
        full = given.received_fen >= given.pledged_fen
        line = words("partners.all_received", pledged=pledged) if full else words(
            "partners.received_of", received=received, pledged=pledged)  # fmt: skip
        fill(column, row, Elided(theme, line, Type.COMPACT, color="admit-text" if full else "text2"))
        if not full:
            bar = CapacityBar(theme)
            bar.set(given.received_fen, max(given.pledged_fen, 1), line)
            column.addWidget(bar)
        column.addWidget(Elided(theme, where, Type.CAPTION, color="muted"))
        return column

    def _joint(self, view: "PartnerView") -> None:
        events = {given.event: given for given in view.contributions if given.event is not None}
        if not events:
            return
        words, wording, zone = self._words, self._context.wording, self._context.desk.zone
        fill(self._column, Rule(self.theme), Label(self.theme, words("partners.joint"), bold=True))
        for code, given in events.items():
            row, both = hbox(spacing=8), vbox(spacing=0)
            day = wording.day(given.event_start.astimezone(zone).date()) if given.event_start is not None else ""
            fill(both, Elided(self.theme, given.event_title), Elided(self.theme, day, Type.CAPTION, color="muted"))
            see = Button(self.theme, words("partners.open_budget"), size=Size.SMALL)
            see.setAccessibleDescription(given.event_title)
            see.clicked.connect(lambda _=False, code=code: self.budget_wanted.emit(code))
            row.addLayout(both, 1)
            row.addWidget(see)
            self._column.addLayout(row)
