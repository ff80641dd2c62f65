"""The partners: a table, and beside it everything about the one that is chosen."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from eventdesk.errors import DeskError
from ui.dialogs.partner_forms import ContributionForm, PartnerForm
from ui.models.money import bare, with_places
from ui.pages.base import PageContext
from ui.pages.partners_panel import PartnerPanel
from ui.pages.partners_parts import Part
from ui.widgets.base import hbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.cells import Cell, Column, TextCell
from ui.widgets.fields import SearchField
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView
    from eventdesk.services.partners import ContributionView, Given, PartnerView
    from eventdesk.services.rows import Removed

_NARROW = 980


class Partners(Part):
    """``budget_wanted`` carries the code of an event whose money is asked for."""

    budget_wanted = Signal(str)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._all: tuple[PartnerView, ...] | None = None
        self._places = False
        words = self.words
        self.search = SearchField(self.theme, words("partners.search"), key="/")
        self.search.setMaximumWidth(self.theme.px(300))
        self.search.searched.connect(lambda _: self._show_rows())
        tools = hbox()
        tools.addWidget(self.search, 1)
        tools.addStretch(1)
        self.tools.setLayout(tools)
        self.table: DataTable[PartnerView] = DataTable(
            self.theme, self._columns(), key=lambda view: view.id, name=words("partners.seg_partners"), empty=QWidget()
        )
        self.table.selected.connect(self._selected)
        self.table.opened.connect(self.edit)
        self.table.search_wanted.connect(self.to_search)
        delete = QShortcut(QKeySequence("Delete"), self.table, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.activated.connect(lambda: self.remove(self.table.current))
        self.panel = PartnerPanel(context)
        self.panel.budget_wanted.connect(self.budget_wanted)
        self.panel.edit_wanted.connect(self.edit)
        self.panel.remove_wanted.connect(self.remove)
        self.panel.whole_wanted.connect(self._show_whole)
        self.panel.pledge_wanted.connect(self.pledge)
        self.panel.gift_removed.connect(self._remove_gift)
        row = hbox(spacing=16)
        row.addWidget(self.table, 1)
        row.addWidget(self.panel)
        self.setLayout(row)

    def _columns(self) -> "tuple[Column[PartnerView], ...]":
        words, right = self.words, Qt.AlignmentFlag.AlignRight

        def given(value: "Given") -> Cell:
            if not value.pledged and not value.received:
                return TextCell("\u2013", tone="muted")
            received = bare(value.received, places=self._places or None)
            return words(
                "partners.of_pledged_all", received=received, pledged=bare(value.pledged, places=self._places or None)
            )

        def events(view: "PartnerView") -> Cell:
            return TextCell(words("partners.events_n", n=view.events) if view.events else "\u2013", tone="text2")

        def contact(view: "PartnerView") -> Cell:
            return TextCell(view.contact, tail=view.phone)

        return (
            Column("name", words("partners.col_name"), lambda view: TextCell(view.name, bold=True), 104, 3,
                   sort=lambda view: view.name),
            Column("kind", words("partners.col_kind"), lambda view: words(f"partners.kind_{view.kind.value}"), 70, 1,
                   sort=lambda view: view.kind.value),
            Column("contact", words("partners.col_contact"), contact, 104, 3),
            Column("money", words("partners.col_money"), lambda view: given(view.money), 108, 1, align=right,
                   sort=lambda view: view.money.pledged),
            Column("in_kind", words("partners.col_in_kind"), lambda view: given(view.in_kind), 96, 1, align=right,
                   sort=lambda view: view.in_kind.pledged),
            Column("events", words("partners.col_events"), events, 84, align=right, sort=lambda view: view.events),
        )  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel gives way a little where it is narrow."""
        self.panel.setFixedWidth(self.theme.px(360 if self.width() >= _NARROW else 296))

    # -- showing

    @property
    def summary(self) -> str:
        """How many there are."""
        return self.words("partners.subtitle_partners", n=len(self._all)) if self._all else ""

    def read(self) -> None:
        """Ask for the partners, and for the one that is chosen."""
        self.tasks.run(self.desk.partners.list, done=self._show)

    def to_front(self) -> None:
        """The table takes keys."""
        self.table.setFocus()

    def to_search(self) -> None:
        """The search takes what is typed."""
        self.search.setFocus()
        self.search.selectAll()

    def _show(self, found: "tuple[PartnerView, ...]") -> None:
        first, self._all = self._all is None, found
        self._places = with_places(fen for view in found for fen in (view.money.pledged, view.money.received))
        self._show_rows()
        self.header_changed.emit()
        if first and self.isVisible() and found:
            self.table.setFocus()

    def _show_rows(self) -> None:
        text = self.search.text().strip().casefold()
        shown = [view for view in self._all or () if text in f"{view.name} {view.contact}".casefold()]
        if not shown:
            self.table.set_empty(self._nothing(self.search.text().strip()))
        wanted = self.current  # the table goes to the row where it was before it can be told of another
        self.table.set_rows(shown)
        if not shown:
            self.current = ""
            self.panel.show_nobody()
        elif not self.table.select(wanted):
            self.table.select(self.table.rows[0].id)
        if shown and self.current:
            self._open(self.current)

    def _nothing(self, text: str) -> EmptyState:
        words = self.words
        if text:
            return EmptyState(
                self.theme, "search", words("partners.not_found", text=text), words("partners.not_found_hint")
            )
        new = Button(self.theme, words("partners.new_partner"), kind=Kind.PRIMARY, icon="plus", key="N")
        new.clicked.connect(self.new)
        return EmptyState(self.theme, "hands", words("partners.none"), words("partners.none_hint"), actions=(new,))

    def _selected(self, view: "PartnerView | None") -> None:
        if view is not None and view.id != self.current:
            self._open(view.id)

    def _open(self, id: str, *, whole: bool = False) -> None:
        self.current = id
        self.tasks.run(
            self.desk.partners.show, id, unmasked=whole, done=partial(self._opened, whole=whole), failed=self._gone, owner=self
        )  # fmt: skip

    def _opened(self, view: "PartnerView", *, whole: bool) -> None:
        if view.id == self.current:
            self.panel.show_partner(view, whole=whole)

    def _show_whole(self, on: bool) -> None:
        if self.current:
            self._open(self.current, whole=on)

    def _gone(self, error: DeskError) -> None:
        self.current = ""
        self.panel.show_nobody()

    # -- changing

    def new(self) -> None:
        """A form for a new partner."""
        self._ask(PartnerForm(self.context, parent=self))

    def edit(self, view: "PartnerView | None") -> None:
        """A form for the partner that is chosen."""
        if view is not None:
            self._ask(PartnerForm(self.context, view, parent=self))

    def _ask(self, form: PartnerForm) -> None:
        form.accepted.connect(lambda: self._kept(form.made))
        form.finished.connect(form.deleteLater)
        form.open()

    def _kept(self, view: "PartnerView") -> None:
        self.search.clear()
        self.current = view.id
        self.read()
        self.table.setFocus()

    def remove(self, view: "PartnerView | None") -> None:
        """Take a partner away that never pledged anything; the toast puts it back."""
        if view is not None:
            self.tasks.run(self.desk.partners.remove, view.id, done=partial(self._removed, view.name), owner=self)

    def _removed(self, name: str, removed: "Removed") -> None:
        self.current = ""
        self.read()
        put_back = partial(self.tasks.run, self.desk.partners.put_back, removed, done=self._kept, owner=self)
        self.context.toast(self.words("partners.removed", name=name), undo=put_back)

    # -- what they bring

    def pledge(self, given: "ContributionView | None") -> None:
        """A form for a contribution, new or as it is."""
        self.tasks.run(self.desk.events.list, done=partial(self._pledge, self.current, given), owner=self)

    def _pledge(self, id: str, given: "ContributionView | None", events: "tuple[EventView, ...]") -> None:
        able = [event for event in events if not event.template]
        form = ContributionForm(self.context, id, able, given, parent=self)
        form.accepted.connect(self.read)
        form.finished.connect(form.deleteLater)
        form.open()

    def _remove_gift(self, given: "ContributionView") -> None:
        self.tasks.run(
            self.desk.partners.remove_pledge, given.id, done=partial(self._gift_gone, given.title), owner=self
        )

    def _gift_gone(self, title: str, removed: Any) -> None:
        self.read()
        put_back = partial(
            self.tasks.run, self.desk.partners.put_pledge_back, removed, done=lambda _: self.read(), owner=self
        )
        self.context.toast(self.words("partners.contribution_removed", title=title), undo=put_back)
