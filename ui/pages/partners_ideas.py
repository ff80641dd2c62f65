"""Ideas for events: a table with the votes, and beside it what can be done with one."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from eventdesk.domain.proposal import ProposalState, VoteFate
from eventdesk.errors import DeskError
from ui.dialogs.files import ask_file
from ui.dialogs.partner_forms import IdeaForm
from ui.dialogs.votes import VotesImported
from ui.pages.base import PageContext
from ui.pages.partners_idea import IdeaPanel
from ui.pages.partners_parts import Part
from ui.widgets.base import hbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.cells import BarCell, Cell, ChipsCell, Column, RowState, TextCell
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.ballots import VoteImport
    from eventdesk.services.event_views import EventView
    from eventdesk.services.proposals import ProposalView, VoteView
    from eventdesk.services.rows import Removed

STATES = {
    ProposalState.OPEN: (Tone.OK, "okc"),
    ProposalState.CLOSED: (Tone.NEUTRAL, "lock"),
    ProposalState.TAKEN: (Tone.INFO, "cal"),
}
_NARROW = 980


class Ideas(Part):
    """The segment of ideas."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._all: tuple[ProposalView, ...] | None = None
        words = self.words
        self.bring = Button(self.theme, words("proposals.import"), icon="import")
        self.bring.clicked.connect(self.import_votes)
        tools = hbox()
        tools.addStretch(1)
        tools.addWidget(self.bring)
        self.tools.setLayout(tools)
        self.table: DataTable[ProposalView] = DataTable(
            self.theme, self._columns(), key=lambda view: view.id, state=self._state, name=words("partners.seg_ideas"),
            empty=QWidget(),
        )  # fmt: skip
        self.table.selected.connect(self._selected)
        self.table.opened.connect(self.edit)
        self.panel = IdeaPanel(context)
        self._wire()
        row = hbox(spacing=16)
        row.addWidget(self.table, 1)
        row.addWidget(self.panel)
        self.setLayout(row)

    def _wire(self) -> None:
        panel = self.panel
        panel.edit_wanted.connect(self.edit)
        panel.remove_wanted.connect(self.remove)
        panel.event_wanted.connect(self.make_event)
        panel.close_wanted.connect(self._close)
        panel.voted.connect(self._voted)
        panel.vote_removed.connect(self._vote_gone)
        panel.shown_wanted.connect(lambda code: self.context.navigate("events", event=code))
        for key, slot in (
            ("Delete", lambda: self.remove(self.table.current)), ("M", lambda: self.make_event(self.table.current)),
            ("V", self.panel.to_vote),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(key), self.table, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _columns(self) -> "tuple[Column[ProposalView], ...]":
        words = self.words

        def votes(view: "ProposalView") -> Cell:
            return BarCell(view.votes, max((one.votes for one in self._all or ()), default=0), limit=False)

        def state(view: "ProposalView") -> Cell:
            tone, icon = STATES[view.state]
            return ChipsCell((ChipLook(words(f"proposals.state_{view.state.value}"), icon, tone),))

        return (
            Column("title", words("proposals.col_title"), lambda view: TextCell(view.title, bold=True), 160, 3,
                   sort=lambda view: view.title),
            Column("kind", words("proposals.col_kind"), lambda view: words(f"season.kind_{view.kind.value}"), 104,
                   sort=lambda view: view.kind.value),
            Column("votes", words("proposals.col_votes"), votes, 160, 3, sort=lambda view: view.votes),
            Column("state", words("proposals.col_state"), state, 156),
        )  # fmt: skip

    @staticmethod
    def _state(view: "ProposalView") -> RowState:
        return RowState.NORMAL if view.state is ProposalState.OPEN else RowState.DIM

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel gives way a little where it is narrow."""
        self.panel.setFixedWidth(self.theme.px(360 if self.width() >= _NARROW else 312))

    # -- showing

    @property
    def summary(self) -> str:
        """How many there are."""
        return self.words("proposals.subtitle", n=len(self._all)) if self._all else ""

    def read(self) -> None:
        """Ask for the ideas, and for the one that is chosen."""
        self.tasks.run(self.desk.proposals.list, done=self._show)

    def to_front(self) -> None:
        """The table takes keys."""
        self.table.setFocus()

    def _show(self, found: "tuple[ProposalView, ...]") -> None:
        first, self._all = self._all is None, found
        if not found:
            new = Button(self.theme, self.words("proposals.new"), kind=Kind.PRIMARY, icon="plus", key="N")
            new.clicked.connect(self.new)
            hint = self.words("proposals.none_hint")
            self.table.set_empty(EmptyState(self.theme, "spark", self.words("proposals.none"), hint, actions=(new,)))
            self.panel.show_nothing()
        self.bring.setVisible(bool(found))
        wanted = self.current  # the table goes to the row where it was before it can be told of another
        self.table.set_rows(found)
        if found and not self.table.select(wanted):
            self.table.select(self.table.rows[0].id)
        if found:
            self._open(self.table.current)
        self.header_changed.emit()
        if first and self.isVisible() and found:
            self.table.setFocus()

    def _selected(self, view: "ProposalView | None") -> None:
        if view is not None and view.id != self.current:
            self._open(view)

    def _open(self, view: "ProposalView | None") -> None:
        if view is None:
            return
        self.current = view.id
        self.tasks.run(self.desk.proposals.votes, view.id, done=partial(self._opened, view), owner=self)

    def _opened(self, view: "ProposalView", votes: "tuple[VoteView, ...]") -> None:
        if view.id == self.current:
            self.panel.show_idea(view, votes)

    # -- ideas

    def new(self) -> None:
        """A form for a new idea."""
        self._ask(IdeaForm(self.context, parent=self))

    def edit(self, view: "ProposalView | None") -> None:
        """A form for the idea that is chosen."""
        if view is not None:
            self._ask(IdeaForm(self.context, view, parent=self))

    def _ask(self, form: IdeaForm) -> None:
        form.accepted.connect(lambda: self._kept(form.made))
        form.finished.connect(form.deleteLater)
        form.open()

    def _kept(self, view: "ProposalView") -> None:
        self.current = view.id
        self.read()
        self.table.setFocus()

    def remove(self, view: "ProposalView | None") -> None:
        """Take an idea away that nobody voted for; the toast puts it back."""
        if view is not None:
            self.tasks.run(self.desk.proposals.remove, view.id, done=partial(self._removed, view.title), owner=self)

    def _removed(self, title: str, removed: "Removed") -> None:
        self.read()
        put_back = partial(self.tasks.run, self.desk.proposals.put_back, removed, done=self._kept, owner=self)
        self.context.toast(self.words("proposals.removed", title=title), undo=put_back)

    def _close(self, view: "ProposalView") -> None:
        proposals = self.desk.proposals
        verb = proposals.close if view.state is ProposalState.OPEN else proposals.reopen
        self.tasks.run(verb, view.id, done=self._kept)

    def make_event(self, view: "ProposalView | None") -> None:
        """Make a draft of an idea; the person goes on with it under Events."""
        if view is not None and view.state is not ProposalState.TAKEN:
            self.tasks.run(self.desk.proposals.make_event, view.id, done=self._made)

    def _made(self, event: "EventView") -> None:
        self.read()
        self.context.toast(
            self.words("proposals.made", title=event.title),
            action=(self.words("proposals.open_event"), lambda: self.context.navigate("events", event=event.code)),
        )

    # -- votes

    def _voted(self, view: "ProposalView", voter: str) -> None:
        self.tasks.run(
            self.desk.proposals.vote, view.id, voter=voter, done=self._vote_counted, failed=self.panel.not_voted, owner=self
        )  # fmt: skip

    def _vote_counted(self, view: "ProposalView") -> None:
        self.panel.vote_taken()
        self.read()

    def _vote_gone(self, vote: str) -> None:
        self.tasks.run(self.desk.proposals.take_vote_back, vote, done=self._vote_taken_back)

    def _vote_taken_back(self, view: Any) -> None:
        self.read()
        self.context.toast(self.words("proposals.vote_back"))

    def import_votes(self) -> None:
        """Ask for a file of votes and count them."""
        ask_file(self, self.words("proposals.import_title"), self.take_file, kinds=self.words("proposals.import_kinds"))

    def take_file(self, file: Path) -> None:
        """Count the votes of a file; reading it runs beside the store."""
        self.bring.set_busy(self.words("proposals.importing"))
        self.tasks.outside(
            self.desk.proposals.read, file, done=partial(self._count, file), failed=self._not_read, owner=self
        )  # fmt: skip

    def _count(self, file: Path, workbook: Any) -> None:
        self.tasks.run(
            self.desk.proposals.import_votes, file, workbook=workbook, done=self._counted, failed=self._not_read, owner=self
        )  # fmt: skip

    def _not_read(self, error: DeskError) -> None:
        self.bring.set_busy("")
        self.context.toast(self.wording.error(error).whole, tone=Tone.WARN)

    def _counted(self, result: "VoteImport") -> None:
        self.bring.set_busy("")
        self.read()
        if result.of(VoteFate.COUNTED) == len(result.rows):
            self.context.toast(self.words("proposals.imported_fact", n=result.counted, rows=len(result.rows)))
            return
        dialog = VotesImported(self.context, result, parent=self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
