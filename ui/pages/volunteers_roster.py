"""One event's roster: the grid, the hours, what stands below them, and the panel beside."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QStackedWidget, QWidget

from eventdesk.errors import DeskError
from ui.models.roster import Sheet
from ui.models.roster_board import RosterBoard
from ui.models.roster_words import RosterWords
from ui.pages.base import PageContext
from ui.pages.volunteers_acts import Acts
from ui.pages.volunteers_cell import CellPanel
from ui.pages.volunteers_conflicts import ConflictBar
from ui.pages.volunteers_gaps import Look, Looker
from ui.pages.volunteers_panel import WIDTH, ResultPanel
from ui.pages.volunteers_session import RosterSession
from ui.theme import Theme, Type
from ui.widgets.base import Label, Themed, fill, hbox, vbox
from ui.widgets.paint import Tone, draw_text, text_width
from ui.widgets.roster_grid import RosterGrid
from ui.widgets.roster_paint import draw_cell, hatch
from ui.widgets.roster_plan import Cell, Mark
from ui.widgets.roster_times import RosterTimes

if TYPE_CHECKING:
    from eventdesk.services.staffing_plans import Plan, Progress

PEOPLE, ROLES, TIMES = "people", "roles", "times"
_INLINE_FROM = 1080  # narrower, the panel lies over the grid


class _Key(Themed, QWidget):
    """A mark and what it means."""

    def __init__(self, theme: Theme, mark: Mark, text: str, size: QSize) -> None:
        super().__init__()
        self.adopt(theme)
        self._mark, self._text, self._size = mark, text, size
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Mark, gap and words."""
        return QSize(self._size.width() + round(text_width(self.theme.font(Type.CAPTION), self._text)) + 8, self.theme.px(24))

    def minimumSizeHint(self) -> QSize:
        """As its hint."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark in small."""
        painter = QPainter(self)
        wide = self._size.width()
        scale = 1.0 if self._mark in (Mark.FREE, Mark.BUSY) else 0.55
        painter.save()
        painter.translate(0, self.height() / 2 - 13)
        painter.scale(scale, scale)
        box = QRectF(-4, 0, (wide + 4) / scale + 5, 26 / scale)
        draw_cell(painter, self.theme, box, Cell(self._mark), new="", stripes=hatch(self.theme, self.devicePixelRatioF()))
        painter.restore()
        words = QRectF(wide + 7, 0, self.width() - wide, self.height())
        draw_text(painter, words, self._text, self.theme.font(Type.CAPTION), self.theme.color("text2"))


class RosterPart(QWidget):
    """``told`` is emitted whenever what the header or the bar say may have changed."""

    told = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context, self.theme = context, context.theme
        self.words = RosterWords(context.wording, context.desk.zone)
        self.session = RosterSession(context, self)
        self.looker = Looker(context.tasks, self)
        self.view = PEOPLE
        self.only_short = False
        self._look = Look()
        self._gap = ""
        self._wanted = True  # the panel, where there is room for it
        self._opened = False  # the panel, while it lies over the grid
        self._finished = False  # a plan, but not yet shown beside the grid
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._show_beside)
        self._build()
        self.acts = Acts(self)
        self._bind()

    def _build(self) -> None:
        theme, words = self.theme, self.words
        self.grid = RosterGrid(theme, new=words("volunteers.new"), name=words("volunteers.title"))
        self.times = RosterTimes(theme, name=words("volunteers.seg_times"))
        self._stack = QStackedLayout()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.times)
        column = vbox(24, 0, 16, 10, spacing=8)
        column.addLayout(self._stack, 1)
        column.addLayout(self._legend())
        main = QWidget()
        main.setLayout(column)
        self.conflicts = ConflictBar(self)
        self.result, self.cell = ResultPanel(theme, words), CellPanel(theme, words)
        self.panel = QStackedWidget()
        self.panel.addWidget(self.result)
        self.panel.addWidget(self.cell)
        self.panel.setFixedWidth(theme.px(WIDTH))
        self._main = vbox()
        self.bar = vbox(24, 16, 16, 12)
        self._main.addLayout(self.bar)
        above = hbox(24, 0, 16, 0)
        above.addWidget(self.conflicts)
        self._main.addLayout(above)
        self._main.addWidget(main, 1)
        self._row = hbox()
        self._row.addLayout(self._main, 1)
        self._row.addWidget(self.panel)
        self.setLayout(self._row)

    def _legend(self) -> QHBoxLayout:
        theme, words = self.theme, self.words
        row = hbox(0, 0, 0, 0, spacing=14)
        self._marks = 0
        small, wide = QSize(10, 16), QSize(22, 16)
        for mark, key, size in (
            (Mark.HELD, "mark_held", wide), (Mark.NEW, "mark_new", wide), (Mark.FREE, "mark_free", small),
            (Mark.BUSY, "legend_busy", small), (Mark.AWAY, "legend_away", wide),
        ):  # fmt: skip
            row.addWidget(meaning := _Key(theme, mark, words(f"volunteers.{key}"), size))
            self._marks += meaning.sizeHint().width() + 14
        self._hint = Label(theme, words("volunteers.hint_keys"), Type.CAPTION, color="text2")
        fill(row, None, self._hint)
        return row

    def _bind(self) -> None:
        session, grid, acts = self.session, self.grid, self.acts
        session.changed.connect(self._show)
        session.moved.connect(self._moved)
        session.planned.connect(self._planned)
        session.failed.connect(self._failed)
        session.outrun.connect(lambda: self.context.toast(self.words("volunteers.outrun"), tone=Tone.INFO))
        self.looker.found.connect(self._found)
        grid.chosen.connect(lambda row, column: self._chosen())
        grid.acted.connect(lambda row, column: acts.toggle(self.key))
        grid.opened.connect(lambda row, column: self.open_cell())
        grid.pin_wanted.connect(lambda row, column: acts.pin(self.key))
        grid.moved.connect(self._carried)
        grid.refused.connect(self._refused)
        grid.head_opened.connect(self._head_opened)
        self.times.chosen.connect(lambda shift, person: self._chosen())
        self.times.acted.connect(lambda shift, person: acts.toggle((shift, person)))
        self.times.opened.connect(lambda shift, person: self.open_cell())
        self.times.pin_wanted.connect(lambda shift, person: acts.pin((shift, person)))
        self.times.moved.connect(lambda shift, old, new: acts.carry((shift, old), (shift, new)))
        result, cell = self.result, self.cell
        result.tried.connect(self.try_remedy)
        result.gap_wanted.connect(self.show_gap)
        result.closed.connect(self.close_panel)
        result.dropped.connect(session.drop)
        result.adopted.connect(session.adopt)
        result.stopped.connect(session.stop)
        cell.closed.connect(self.close_cell)
        cell.acted.connect(lambda: acts.toggle(cell.key))
        cell.move_wanted.connect(lambda: acts.move_here(cell.key))
        cell.pin_wanted.connect(lambda: acts.pin(cell.key))
        cell.answered.connect(lambda answer: acts.answer(cell.key, answer))

    # -- what is chosen

    @property
    def key(self) -> tuple[str, str]:
        """Shift and engagement of the cell that is chosen; empty where there is none."""
        if self.view == TIMES:
            return self.times.current
        row, column = self.grid.current
        return (row, column) if self.view == ROLES else (column, row)

    @property
    def sheet(self) -> Sheet | None:
        """The roster that is shown."""
        return self.session.sheet

    def show_as(self, view: str) -> None:
        """Show people by shifts, shifts by people, or hours."""
        key = self.key
        self.view = view
        self._stack.setCurrentIndex(1 if view == TIMES else 0)
        self._lay_out()
        self.choose(*key)

    def show_short(self, only: bool) -> None:
        """Show only the shifts that lack people."""
        self.only_short = only
        self._lay_out()

    def choose(self, shift: str, person: str) -> None:
        """Choose a cell; an empty id leaves that side as it is."""
        if self.view == TIMES:
            self.times.choose(shift, person)
        else:
            self.grid.choose(*((shift, person) if self.view == ROLES else (person, shift)))

    def _chosen(self) -> None:
        if self.sheet is None:
            return
        shift = self.key[0]
        if self.panel.currentWidget() is self.cell and all(self.key):
            self._show_cell()
        if shift != self._gap and shift in self._look.missing:
            self._gap = shift
            self._ask()

    # -- showing

    def _show(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        self._lay_out()
        # The grid and what stands beside it in two turns: while better plans keep coming, neither may hold a key up for long.
        self._later.start()

    def _show_beside(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        self.result.show_sheet(sheet, self.session.plan, solving=self.session.solving)
        if self.panel.currentWidget() is self.cell:
            self._show_cell()
        if not self.session.solving:
            self._ask()
        self._place_panel()
        self.told.emit()
        if self._finished:
            self._finished = False
            self.open_panel()
            if self.result.adopt_button.isVisible():
                self.result.adopt_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        if self.sheet is None:
            return
        if self.view == TIMES:
            self.times.set_sheet(self.sheet, self.words, self.context.desk.zone, only_short=self.only_short)
            return
        by_role = self.view == ROLES
        before = self.grid.board
        board = RosterBoard(
            self.sheet, self.words, self.context.desk.zone, by_role=by_role, only_short=self.only_short,
            before=before if isinstance(before, RosterBoard) else None,
        )  # fmt: skip
        self.grid.set_board(board, corner=self.words("volunteers.corner_roles" if by_role else "volunteers.corner_people"))

    def _ask(self) -> None:
        if self.sheet is not None:
            self.looker.ask(self.sheet.staffing, self._gap)

    def _found(self, look: Look) -> None:
        if self.sheet is not None and all(gap.shift in self.sheet.shifts for gap in look.gaps):
            self._look, self._gap = look, look.shift
            self.result.show_look(self.sheet, look, solving=self.session.solving)

    def show_gap(self, shift: str) -> None:
        """Look at one gap."""
        self._gap = shift
        self.choose(shift, "")
        self._ask()

    def try_remedy(self, number: int) -> None:
        """Take a way out, from 1."""
        if 0 < number <= len(self._look.remedies) and not self.session.solving:
            self.acts.take(self._look.remedies[number - 1])

    # -- the panel

    def open_cell(self) -> None:
        """Say why somebody is in a shift, or not."""
        if self.sheet is not None and all(self.key):
            self.panel.setCurrentWidget(self.cell)
            self._show_cell()
            self._wanted = self._opened = True
            self._place_panel()

    def _show_cell(self) -> None:
        sheet = self.sheet
        shift, person = self.key
        if sheet is not None and shift in sheet.shifts and person in sheet.people:
            self.cell.show_cell(sheet, self.key)
        else:
            self.close_cell()

    def close_cell(self) -> None:
        """Back to the whole."""
        self.panel.setCurrentWidget(self.result)
        self._opened = False
        self._place_panel()
        self.to_front()

    def close_panel(self) -> None:
        """Room for the grid."""
        self._wanted = self._opened = False
        self._place_panel()
        self.to_front()
        self.told.emit()

    def open_panel(self) -> None:
        """Show it again."""
        self._wanted = self._opened = True
        self.panel.setCurrentWidget(self.result)
        self._place_panel()
        self.told.emit()

    @property
    def panel_open(self) -> bool:
        """Whether the panel is in sight."""
        return self.panel.isVisibleTo(self)

    def escape(self) -> None:
        """Esc: end the computing, then close what is on top."""
        if self.session.solving:
            self.session.stop()
        elif self.panel.currentWidget() is self.cell:
            self.close_cell()
        elif self._opened:
            self.close_panel()

    def _place_panel(self) -> None:
        inline = self.width() >= self.theme.px(_INLINE_FROM)
        if inline != (self._row.indexOf(self.panel) >= 0):
            self._row.addWidget(self.panel) if inline else self._row.removeWidget(self.panel)
        self.panel.setVisible((inline and self._wanted) or self._opened)
        beside = self.panel.width() if inline and self._wanted else 0
        self._hint.setVisible(self.width() - beside - 40 >= self._marks + self._hint.sizeHint().width())
        if not inline:
            self.panel.setGeometry(self.width() - self.panel.width(), 0, self.panel.width(), self.height())
            self.panel.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel stands beside the grid, or lies over it."""
        super().resizeEvent(event)
        self._place_panel()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody waits for a proposal any more."""
        super().hideEvent(event)
        self.session.stop()

    def to_front(self) -> None:
        """Keys go to the grid."""
        (self.times if self.view == TIMES else self.grid).setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what the grid and the session tell

    def _carried(self, row: str, column: str, new_row: str, new_column: str) -> None:
        by_role = self.view == ROLES
        source = (row, column) if by_role else (column, row)
        self.acts.carry(source, (new_row, new_column) if by_role else (new_column, new_row))

    def _refused(self, row: str, column: str) -> None:
        self.acts.refuse_move((row, column) if self.view == ROLES else (column, row))

    def _head_opened(self, side: str, key: str) -> None:
        is_shift = (side == "row") is (self.view == ROLES)
        (self.cell.shift_wanted if is_shift else self.cell.person_wanted).emit(key)

    def _moved(self, progress: "Progress") -> None:
        self.result.show_progress(progress.plan.filled, progress.gap)

    def _planned(self, plan: "Plan") -> None:
        self._finished = True
        self._later.start()

    def auto(self, *, fresh: bool = False) -> None:
        """Have the shifts filled."""
        if self.sheet is not None and self.sheet.view.shifts:
            self.open_panel()
            self.result.show_progress(self.sheet.staffing.filled, None)
            self.session.solve(fresh=fresh)

    def _failed(self, error: DeskError) -> None:
        self.acts.say_error(error)
