"""One idea: what it is about, who voted, and what to do with it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from eventdesk.domain.proposal import ProposalState
from eventdesk.errors import DeskError
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, Rule, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size, icon_button
from ui.widgets.fields import Field
from ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from eventdesk.services.proposals import ProposalView, VoteView

_SHOWN = 60
_CAPTION = 24


class IdeaPanel(Card):
    """``voted(idea, text)`` carries what was typed as a voter; ``shown_wanted`` the code of the event that it became."""

    edit_wanted = Signal(object)
    remove_wanted = Signal(object)
    event_wanted = Signal(object)
    close_wanted = Signal(object)
    shown_wanted = Signal(str)
    voted = Signal(object, str)
    vote_removed = Signal(str)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=1, spacing=0)
        self._context, self._words = context, context.words
        self._idea: ProposalView | None = None
        theme, words = self.theme, self._words
        self._title = Elided(theme, "", Type.SUBTITLE, bold=True)
        self._sub = Elided(theme, "", Type.COMPACT, color="text2")
        self.edit = icon_button(theme, "pencil", words("proposals.edit"), size=Size.SMALL)
        self.remove = icon_button(theme, "trash", words("proposals.remove"), size=Size.SMALL)
        self.edit.clicked.connect(lambda: self.edit_wanted.emit(self._idea))
        self.remove.clicked.connect(lambda: self.remove_wanted.emit(self._idea))
        names = vbox()
        fill(names, self._title, self._sub)
        head = hbox(16, 12, 12, 12, spacing=2)
        head.addLayout(names, 1)
        fill(head, self.edit, self.remove)
        self._text = Label(theme, "", color="text2", wrap=True)
        self.make = Button(theme, words("proposals.make_event"), kind=Kind.PRIMARY, icon="cal", key="M")
        self.make.clicked.connect(self._make)
        self.close_ = Button(theme, words("proposals.close"))
        self.close_.clicked.connect(lambda: self.close_wanted.emit(self._idea))
        verbs = hbox(spacing=8)
        verbs.addWidget(self.make, 1)
        verbs.addWidget(self.close_)
        self.voter = Field(theme, words("proposals.vote_field"), hint=words("proposals.vote_hint"))
        self.vote = Button(theme, words("proposals.vote_add"), icon="check")
        self.vote.clicked.connect(self._vote)
        self.voter.submitted.connect(self._vote)
        voting = hbox(spacing=8)
        voting.addWidget(self.voter, 1)
        level = vbox(0, theme.px(_CAPTION), 0, 0)
        fill(level, self.vote, None)
        voting.addLayout(level)
        self._counts = Label(theme, "", bold=True)
        self._split = Label(theme, "", Type.COMPACT, color="muted")
        counts = hbox(spacing=8)
        fill(counts, self._counts, None, self._split)
        self._votes = vbox(spacing=4)
        column = vbox(16, 14, 16, 16, spacing=12)
        fill(column, self._text, verbs, Rule(theme), voting, Rule(theme), counts, self._votes, None)
        inside = QWidget()
        inside.setLayout(column)
        whole = vbox()
        fill(whole, head, Rule(theme))
        whole.addWidget(scrolled(inside), 1)
        page = QWidget()
        page.setLayout(whole)
        self._stack = QStackedLayout()
        self._stack.addWidget(
            EmptyState(theme, "spark", words("proposals.choose_one"), words("proposals.choose_one_hint"))
        )
        self._stack.addWidget(page)
        self.body.addLayout(self._stack)

    # -- showing

    def show_nothing(self) -> None:
        """No idea is chosen."""
        self._idea = None
        self._stack.setCurrentIndex(0)

    def show_idea(self, view: "ProposalView", votes: "tuple[VoteView, ...]") -> None:
        """Show an idea with its votes."""
        words, wording = self._words, self._context.wording
        if self._idea is None or self._idea.id != view.id:
            self.voter.set_text("")
            self.voter.set_error("")
        self._idea = view
        taken, open_ = view.state is ProposalState.TAKEN, view.state is ProposalState.OPEN
        self._title.setText(view.title)
        kind, state = words(f"season.kind_{view.kind.value}"), words(f"proposals.state_{view.state.value}")
        self._sub.setText(f"{kind} \u00b7 {state}")
        self._text.setText(view.text)
        self._text.setVisible(bool(view.text))
        self.make.set_text(words("proposals.open_event" if taken else "proposals.make_event"))
        self.make.set_kind(Kind.PLAIN if taken else Kind.PRIMARY)
        self.close_.set_text(words("proposals.close" if open_ else "proposals.reopen"))
        self.close_.setVisible(not taken)
        self.vote.set_reason("" if open_ else words("proposals.taken" if taken else "proposals.not_open"))
        self.voter.setEnabled(open_)
        self.remove.set_reason(words("proposals.in_use") if view.votes else "")
        self._counts.setText(words("proposals.votes", n=view.votes) if view.votes else words("proposals.no_votes"))
        self._split.setText(
            words("proposals.split", entered=view.entered, imported=view.imported) if view.votes else ""
        )
        clear(self._votes)
        zone = self._context.desk.zone
        for vote in votes[:_SHOWN]:
            day = wording.day_short(vote.at.astimezone(zone).date())
            source = words(f"proposals.source_{vote.source.value}")
            self._votes.addLayout(
                self._line(vote, words("proposals.vote_line", source=source, day=day), removable=open_)
            )
        if len(votes) > _SHOWN:
            more = words("proposals.more_votes", n=len(votes) - _SHOWN)
            self._votes.addWidget(Label(self.theme, more, Type.COMPACT, color="muted"))
        self._stack.setCurrentIndex(1)

    def _line(self, vote: "VoteView", line: str, *, removable: bool) -> QHBoxLayout:
        row = hbox(spacing=8)
        name = vote.label or self._words("proposals.anonymous")
        row.addWidget(Elided(self.theme, name, Type.COMPACT, color="text" if vote.label else "muted"), 1)
        row.addWidget(Label(self.theme, line, Type.CAPTION, color="muted"))
        if removable:
            drop = icon_button(self.theme, "x", self._words("proposals.take_back"), size=Size.SMALL)
            drop.clicked.connect(partial(self.vote_removed.emit, vote.id))
            row.addWidget(drop)
        return row

    # -- what the person does

    def to_vote(self) -> None:
        """The line for a voter takes what is typed."""
        self.voter.edit.setFocus()

    def not_voted(self, error: DeskError) -> None:
        """The vote did not count; what was typed stays."""
        self.voter.set_error(self._context.wording.error(error).whole)
        self.voter.edit.setFocus()

    def vote_taken(self) -> None:
        """The vote counted: the line is free for the next one."""
        self.voter.set_text("")
        self.voter.set_error("")

    def _vote(self) -> None:
        if self._idea is not None and self.vote.isEnabled():
            self.voted.emit(self._idea, self.voter.text())

    def _make(self) -> None:
        if self._idea is None:
            return
        if self._idea.event is not None:
            self.shown_wanted.emit(self._idea.event)
        else:
            self.event_wanted.emit(self._idea)
