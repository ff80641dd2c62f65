"""The volunteers of today: how many are here, who is late or did not come, and who could step in."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from eventdesk.domain.duty import Duty, MarkKind
from eventdesk.domain.right import Right
from ui.dialogs.choose import Choose
from ui.pages.base import PageContext
from ui.theme import Theme, Type
from ui.widgets.base import Card, Label, Themed, clear, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.chips import Chip
from ui.widgets.paint import Tone
from ui.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventdesk.services.duty_views import DutyBoard, DutyRow, Gap, StandIn

MOST_ROWS = 3
_HERE = (Duty.READY, Duty.ON)


class GapRow(Themed, QWidget):
    """One who is missing at a shift that goes on."""

    def __init__(self, theme: Theme, wording: Wording, gap: "Gap", *, may_mark: bool, may_change: bool) -> None:
        super().__init__()
        self.adopt(theme)
        words = wording.words
        self._late = gap.row.duty is Duty.LATE
        self.fact = Label(theme, fact_of(wording, gap.row), bold=True, wrap=True)
        self.detail = Label(theme, detail_of(wording, gap), Type.COMPACT, color="text2", wrap=True)
        self.came = Button(theme, words("duty.today_came"), size=Size.SMALL)
        self.replace = Button(theme, words("duty.today_replace"), size=Size.SMALL)
        self.came.setVisible(may_mark)
        self.replace.setVisible(may_change and bool(gap.stand_ins))
        column = vbox(spacing=1)
        fill(column, self.fact, self.detail)
        row = hbox(50, 9, 18, 9, spacing=8)
        row.addLayout(column, 1)
        for button in (self.came, self.replace):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon and a hairline above."""
        painter = QPainter(self)
        icon, ink = ("clock", "warn-text") if self._late else ("warn", "refuse-text")
        self.theme.paint_icon(painter, icon, 18, self.fact.y() + 1, 20, ink)
        painter.fillRect(0, 0, self.width(), 1, self.theme.color("border"))


class DutyCard(Card):
    """Counts, and a row for each who is missing now. ``came(gap)``, ``replaced(gap)`` and ``opened()`` are what a person wants."""

    came = Signal(object)
    replaced = Signal(object)
    opened = Signal()

    def __init__(self, theme: Theme, wording: Wording) -> None:
        super().__init__(theme, padding=(1, 0, 1, 4), spacing=0)
        self._wording = wording
        words = wording.words
        self.chips = {name: Chip(theme) for name in ("here", "late", "missing", "open")}
        self._open = Button(theme, words("duty.today_open_page"), kind=Kind.LINK, size=Size.SMALL, trailing="right")
        self._open.clicked.connect(self.opened)
        heading = hbox(17, 8, 17, 8, spacing=8)
        fill(heading, Label(theme, words("duty.today_title"), bold=True), *self.chips.values(), None, self._open)
        self._rows = vbox()
        fill(self.body, heading, self._rows)
        self.rows: list[GapRow] = []
        self.more = Label(theme, "", Type.COMPACT, color="muted")
        self.more.setContentsMargins(50, 4, 17, 6)
        self.body.addWidget(self.more)
        self.setVisible(False)

    def set(self, board: "DutyBoard | None", *, may_mark: bool, may_change: bool) -> None:
        """Show another board; none, or one without a shift today: nothing."""
        rows = [] if board is None else [row for row in board.rows if row.start.date() == board.now.date()]
        self.setVisible(bool(rows))
        clear(self._rows)
        self.rows = []
        if board is None or not rows:
            return
        here = len({row.volunteer for row in rows if row.duty in _HERE} | {one.volunteer for one in board.here})
        late = sum(gap.row.duty is Duty.LATE for gap in board.gaps)
        self._count("here", here, Tone.OK if here else Tone.NEUTRAL, always=True)
        self._count("late", late, Tone.WARN)
        self._count("missing", len(board.gaps) - late, Tone.REFUSE)
        self._count("open", board.open_places, Tone.WARN)
        for gap in board.gaps[:MOST_ROWS]:
            row = GapRow(self.theme, self._wording, gap, may_mark=may_mark, may_change=may_change)
            row.came.clicked.connect(lambda _=False, gap=gap: self.came.emit(gap))
            row.replace.clicked.connect(lambda _=False, gap=gap: self.replaced.emit(gap))
            self.rows.append(row)
            self._rows.addWidget(row)
        hidden = len(board.gaps) - len(self.rows)
        self.more.setText(self._wording.words("duty.today_more", n=hidden))
        self.more.setVisible(hidden > 0)

    def _count(self, name: str, number: int, tone: Tone, *, always: bool = False) -> None:
        chip = self.chips[name]
        chip.set(self._wording.words(f"duty.today_{name}", n=number), tone)
        chip.setVisible(always or number > 0)


class TodayDuty(QObject):
    """Reads the board for the page of today, and does what is pressed on its card."""

    def __init__(self, context: PageContext, wording: Wording, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._wording = context, wording
        self._event = ""
        self.board: DutyBoard | None = None
        self.card = DutyCard(context.theme, wording)
        self.card.came.connect(self._came)
        self.card.replaced.connect(self._ask)
        self.card.opened.connect(lambda: context.navigate("volunteers", event=self._event))

    def read(self, event: str) -> None:
        """Ask for the board of an event (its code); without one there is nothing to show."""
        self._event = event
        if event:
            self._context.tasks.run(self._context.desk.duty.board, event, done=self._show, owner=self)
        else:
            self.card.set(None, may_mark=False, may_change=False)

    def read_again(self) -> None:
        """The clock went on: who was expected is late, who was late did not come."""
        if self.board is not None and self.board.rows:
            self.read(self._event)

    def _show(self, board: "DutyBoard") -> None:
        if board.event == self._event:
            self.board = board
            may = self._context.desk.actor.may
            self.card.set(board, may_mark=may(Right.CHECKIN), may_change=may(Right.VOLUNTEERS) and may(Right.CHECKIN))

    def _came(self, gap: "Gap") -> None:
        event, words = self._event, self._context.words

        def written(mark: object) -> None:
            id = getattr(mark, "id", "")
            back = self._taking_back(event, id)
            self._context.toast(words("duty.today_came_said", name=gap.row.name), undo=back)

        desk = self._context.desk
        self._context.tasks.run(desk.duty.mark, event, gap.row.volunteer, MarkKind.IN, done=written, owner=self)

    def _taking_back(self, event: str, mark: str) -> "Callable[[], object]":
        context = self._context
        reason = context.words("duty.today_undo_reason")
        return lambda: context.tasks.run(context.desk.duty.void, event, mark, reason=reason, owner=self)

    def _ask(self, gap: "Gap") -> None:
        """Who steps in is a person's choice: the rules only say who may."""
        words = self._context.words
        options = [(one.volunteer, stand_in_of(self._wording, one)) for one in gap.stand_ins]
        parent = self.card.window()
        self.dialog = dialog = Choose(
            self._context.theme, words, words("duty.today_replace_title", name=gap.row.name),
            text=words("duty.today_replace_text", shift=_shift(self._wording, gap.row)), options=options, parent=parent,
        )  # fmt: skip
        dialog.picked.connect(lambda volunteer: self._replace(gap, volunteer))
        dialog.open()

    def _replace(self, gap: "Gap", volunteer: str) -> None:
        one = next(one for one in gap.stand_ins if one.volunteer == volunteer)
        words, context = self._context.words, self._context
        said = words("duty.today_replaced", name=one.name, absent=gap.row.name)
        context.tasks.run(
            context.desk.duty.step_in, self._event, gap.row.shift, absent=gap.row.volunteer, by=volunteer,
            reason=words("duty.today_reason"), asks=one.asks, done=lambda _: context.toast(said), owner=self,
        )  # fmt: skip


def fact_of(wording: Wording, row: "DutyRow") -> str:
    """Who is missing, and since when."""
    key = "duty.today_row_late" if row.duty is Duty.LATE else "duty.today_row_missing"
    return wording.words(key, name=row.name, n=row.late)


def detail_of(wording: Wording, gap: "Gap") -> str:
    """Which shift, and who could step in."""
    words, shift = wording.words, _shift(wording, gap.row)
    if not gap.stand_ins:
        return "\n".join((shift, words("duty.today_nobody")))
    first, others = stand_in_of(wording, gap.stand_ins[0]), len(gap.stand_ins) - 1
    who = words("duty.today_and_others", name=first, n=others) if others else first
    return "\n".join((shift, words("duty.today_could", names=who)))


def stand_in_of(wording: Wording, one: "StandIn") -> str:
    """Somebody who could step in, with whether they are here and what they would have to agree to."""
    key = "duty.stand_in_ask" if one.asks else "duty.stand_in_here" if one.here else "duty.stand_in_call"
    return wording.words(key, name=one.name)


def _shift(wording: Wording, row: "DutyRow") -> str:
    words = wording.words
    span = words("duty.door_span", start=wording.time(row.start), end=wording.time(row.end))
    return words("duty.door_dot").join(part for part in (row.role, row.room, span) if part)
