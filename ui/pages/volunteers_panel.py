"""The panel beside a roster: how full it is, why places are empty, what would fill them, and what to do with a proposal."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.words import joined
from ui.models.roster import Sheet, key_of
from ui.models.roster_words import RosterWords
from ui.pages.volunteers_cards import Filled, GapCard, GapRow, RemedyCard
from ui.pages.volunteers_gaps import Look
from ui.theme import Theme, Type
from ui.widgets.base import Label, Rule, Themed, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size, icon_button
from ui.widgets.chips import AlertStrip
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.domain.roster_input import Finding
    from eventdesk.services.staffing_plans import Plan

WIDTH = 336
_OTHERS = 6
"""Other gaps that are listed; the grid shows them all."""


class PanelHead(Themed, QWidget):
    """Icon, title, and a button that closes (``closed``)."""

    closed = Signal()

    def __init__(self, theme: Theme, icon: str, close: str) -> None:
        super().__init__()
        self.adopt(theme)
        self._icon = icon
        self._title = Label(theme, "", Type.DOOR, bold=True)
        button = icon_button(theme, "x", close, size=Size.SMALL)
        button.clicked.connect(self.closed)
        row = hbox(44, 0, 12, 0, spacing=4)
        fill(row, self._title, None, button)
        self.setLayout(row)
        self.setFixedHeight(theme.px(42))

    def set(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        self.theme.paint_icon(QPainter(self), self._icon, 16, round(self.height() / 2 - 10), 20, "accent-text")


class ResultPanel(Themed, QWidget):
    """``tried`` carries the number of a way out from 1, ``gap_wanted`` a shift whose gap is to be looked at."""

    tried = Signal(int)
    gap_wanted = Signal(str)
    closed = Signal()
    dropped = Signal()
    adopted = Signal()
    stopped = Signal()
    auto_wanted = Signal()

    def __init__(self, theme: Theme, words: RosterWords) -> None:
        super().__init__()
        self.adopt(theme)
        self._words = words
        self.head = PanelHead(theme, "spark", words("common.close"))
        self.head.closed.connect(self.closed)
        self.filled = Filled(theme)
        self._solving = self._make_solving()
        self._cards = vbox(spacing=12)
        self.remedies: tuple[RemedyCard, ...] = ()
        column = vbox(16, 14, 16, 16, spacing=12)
        fill(column, self.filled, self._solving)
        column.addLayout(self._cards)
        column.addStretch(1)
        inside = QWidget()
        inside.setLayout(column)
        self._area = scrolled(inside)
        self._foot = self._make_foot()
        whole = vbox(1)
        fill(whole, self.head, Rule(theme))
        whole.addWidget(self._area, 1)
        fill(whole, self._foot)
        self.setLayout(whole)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def _make_solving(self) -> QWidget:
        theme, words = self.theme, self._words
        self._progress = Label(theme, "", Type.COMPACT, color="text2", wrap=True)
        self.stop = Button(theme, words("volunteers.stop"), size=Size.SMALL, key="Esc")
        self.stop.clicked.connect(self.stopped)
        row = hbox(spacing=10)
        row.addWidget(self._progress, 1)
        row.addWidget(self.stop)
        holder = QWidget()
        holder.setLayout(row)
        holder.hide()
        return holder

    def _make_foot(self) -> QWidget:
        theme, words = self.theme, self._words
        self.drop = Button(theme, words("volunteers.drop"), icon="undo")
        self.drop.clicked.connect(self.dropped)
        self.adopt_button = Button(theme, words("volunteers.adopt", n=0), kind=Kind.PRIMARY)
        self.adopt_button.clicked.connect(self.adopted)
        row = hbox(16, 12, 16, 16, spacing=8)
        fill(row, self.drop, None, self.adopt_button)
        column = vbox()
        fill(column, Rule(theme), row)
        foot = QWidget()
        foot.setLayout(column)
        return foot

    # -- what it shows

    def show_sheet(self, sheet: Sheet, plan: "Plan | None", *, solving: bool) -> None:
        """How full the roster is, and what a proposal changes."""
        words, staffing = self._words, sheet.staffing
        drafting = sheet.draft is not None
        self.head.set(words("volunteers.result" if drafting else "volunteers.overview"))
        self.filled.set(staffing.filled, staffing.places, words("volunteers.filled"), self._line(sheet, plan, drafting))
        self._solving.setVisible(solving)
        self._foot.setVisible(drafting)
        n = len(sheet.touched)
        self.adopt_button.set_text(words("volunteers.adopt", n=n) if n else words("volunteers.adopt_nothing"))
        # Each plan was tried by the rules beside the window; only what was done to it by hand has to be.
        broken = not solving and not _is_planned(sheet, plan) and any(sheet.broken(one) for one in sheet.added)
        reason = words("volunteers.adopt_solving") if solving else words("volunteers.adopt_broken") if broken else ""
        self.adopt_button.set_reason(reason)
        self.drop.set_reason(words("volunteers.adopt_solving") if solving else "")

    def _line(self, sheet: Sheet, plan: "Plan | None", drafting: bool) -> str:
        words = self._words
        if not drafting:
            over = sum(max(0, sheet.counts[shift.id] - shift.need) for shift in sheet.view.shifts)
            return words("volunteers.line_over", n=over) if over else words("volunteers.line_kept", n=len(sheet.now))
        if sheet.removed:
            said = words("volunteers.line_changed", new=len(sheet.added), gone=len(sheet.removed), n=len(sheet.touched))
        else:
            said = words("volunteers.line_new", n=len(sheet.added), kept=len(sheet.kept))
        # What was proven is the plan's; a step by hand after it is not.
        return joined(said, self.proof(plan)) if plan is not None and _is_planned(sheet, plan) else said

    def proof(self, plan: "Plan") -> str:
        """How sure it is that nothing better exists."""
        if plan.optimal:
            return self._words("volunteers.proven")
        return self._words("volunteers.gap_of", percent=_percent(plan.gap)) if plan.gap is not None else ""

    def show_progress(self, filled: int, gap: float | None) -> None:
        """A better proposal came."""
        words = self._words
        sure = words("volunteers.progress_gap", percent=_percent(gap)) if gap is not None else words("volunteers.progress_first")
        self._progress.setText(joined(words("volunteers.progress", n=filled), sure))

    def show_look(self, sheet: Sheet, look: Look, *, solving: bool) -> None:
        """Why places are empty, and what would fill the one that is looked at."""
        words = self._words
        place = self._area.verticalScrollBar().value()
        clear(self._cards)
        self.remedies = ()
        for finding in look.findings[:3]:
            self._cards.addWidget(self._finding(sheet, finding))
        gap = look.gap
        if gap is not None and gap.shift in sheet.shifts:
            self._cards.addWidget(GapCard(self.theme, words.gap(sheet, gap)))
            if not solving:
                self._ways(sheet, look)
        self._others([one for one in look.gaps if one.shift != look.shift and one.shift in sheet.shifts], sheet)
        for ratio in look.ratios[:3]:
            self._cards.addWidget(self._note(words.ratio(sheet, ratio)))
        if not look.gaps and not look.findings and sheet.view.shifts and not solving:
            self._cards.addWidget(AlertStrip(self.theme, words("volunteers.all_filled"), tone=Tone.OK))
        self._cards.activate()
        self._area.verticalScrollBar().setValue(place)

    def _ways(self, sheet: Sheet, look: Look) -> None:
        words = self._words
        self._cards.addWidget(Label(self.theme, words("volunteers.who_can"), Type.COMPACT, bold=True, color="text2"))
        cards = []
        for number, remedy in enumerate(look.remedies, start=1):
            card = RemedyCard(self.theme, words.plain, words.remedy(sheet, remedy), number)
            card.wanted.connect(partial(self.tried.emit, number))
            self._cards.addWidget(card)
            cards.append(card)
        self.remedies = tuple(cards)
        if not cards:
            self._cards.addWidget(Label(self.theme, words("volunteers.who_none"), Type.COMPACT, color="text2", wrap=True))

    def _others(self, gaps: Sequence[object], sheet: Sheet) -> None:
        if not gaps:
            return
        words = self._words
        self._cards.addWidget(Label(self.theme, words("volunteers.other_gaps"), Type.COMPACT, bold=True, color="text2"))
        rows = vbox(spacing=6)
        for gap in gaps[:_OTHERS]:
            shift = sheet.shifts[gap.shift]  # type: ignore[attr-defined]  # Reasons, which is imported late
            n = gap.missing  # type: ignore[attr-defined]
            row = GapRow(self.theme, shift.id, words("volunteers.gap_title", role=shift.role, time=words.time(shift.start), n=n))
            row.wanted.connect(self.gap_wanted)
            rows.addWidget(row)
        if len(gaps) > _OTHERS:
            rows.addWidget(Label(self.theme, words("volunteers.more_gaps", n=len(gaps) - _OTHERS), Type.CAPTION, color="muted"))
        self._cards.addLayout(rows)

    def _finding(self, sheet: Sheet, finding: "Finding") -> QWidget:
        return self._note(self._words.finding(sheet, finding))

    def _note(self, sentence: str) -> QWidget:
        return AlertStrip(self.theme, "", sentence, tone=Tone.WARN)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the proposal."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._foot.isVisible() and self.adopt_button.isEnabled():
            self.adopted.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line at its left."""
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), self.theme.color("surface"))
        painter.fillRect(0, 0, 1, self.height(), self.theme.color("border"))


def _percent(gap: float | None) -> str:
    """A share as a per cent, with a digit where it is small."""
    value = (gap or 0) * 100
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


def _is_planned(sheet: Sheet, plan: "Plan | None") -> bool:
    """Whether what is shown is what the plan says."""
    return plan is not None and {key_of(one) for one in plan.assigned} == set(sheet.now)
