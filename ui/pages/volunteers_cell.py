"""What is known of one cell of a roster: why somebody is there or not, and what can be done about it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from eventdesk.domain.roster import WAIVABLE, minutes
from eventdesk.domain.volunteer import Response
from ui.models.roster import Key, Sheet, Standing, standing
from ui.models.roster_words import RosterWords
from ui.pages.volunteers_panel import PanelHead
from ui.theme import Theme, Type
from ui.widgets.avatar import Avatar
from ui.widgets.base import Elided, Label, Rule, Themed, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.choice import Seg

if TYPE_CHECKING:
    from eventdesk.domain.roster import Block
    from eventdesk.services.staffing_plans import WhyHere

_NAMES = 4


class CellPanel(Themed, QWidget):
    """Every signal is about the cell that is shown: ``acted`` assigns or clears, ``moved`` gives up what overlaps."""

    closed = Signal()
    acted = Signal()
    pin_wanted = Signal()
    move_wanted = Signal()
    answered = Signal(str)
    person_wanted = Signal(str)
    shift_wanted = Signal(str)

    def __init__(self, theme: Theme, words: RosterWords) -> None:
        super().__init__()
        self.adopt(theme)
        self._words = words
        self.key: Key = ("", "")
        self.act: Button | None = None
        self.head = PanelHead(theme, "user", words("volunteers.back_to_result"))
        self.head.closed.connect(self.closed)
        self._column = vbox(16, 14, 16, 16, spacing=10)
        inside = QWidget()
        inside.setLayout(self._column)
        whole = vbox(1)
        fill(whole, self.head, Rule(theme))
        whole.addWidget(scrolled(inside), 1)
        self.setLayout(whole)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_cell(self, sheet: Sheet, key: Key) -> None:
        """Show a shift and a person."""
        self.key = key
        words, column = self._words, self._column
        person, shift = sheet.people[key[1]], sheet.shifts[key[0]]
        found, blocks = standing(sheet, *key)
        clear(column)
        self.head.set(words("volunteers.cell"))
        names = vbox(spacing=0)
        fill(names, Elided(self.theme, person.name, Type.DOOR, bold=True))
        fill(names, Elided(self.theme, words.person_line(person), Type.COMPACT, color="text2"))
        top = hbox(spacing=10)
        top.addWidget(Avatar(self.theme, person.name, size=44))
        top.addLayout(names, 1)
        column.addLayout(top)
        place = f"{words.long_span(shift)} \u00b7 {shift.room}" if shift.room else words.long_span(shift)
        fill(column, Label(self.theme, shift.role, bold=True, wrap=True))
        fill(column, Label(self.theme, place, Type.COMPACT, color="text2", wrap=True))
        held = found in (Standing.HELD, Standing.NEW)
        self._why(sheet, key, held, blocks)
        self._verbs(sheet, key, held, blocks)
        if held and key in sheet.details and sheet.draft is None:
            self._answer(sheet.details[key].response)
        self._own(sheet, key)
        self._crew(sheet, key)
        self._ways(person.name)
        column.addStretch(1)
        column.activate()

    # -- its parts

    def _heading(self, text: str) -> None:
        self._column.addSpacing(4)
        self._column.addWidget(Label(self.theme, text, Type.COMPACT, bold=True, color="text2"))

    def _line(self, text: str, color: str = "text") -> None:
        self._column.addWidget(Label(self.theme, text, Type.COMPACT, color=color, wrap=True))

    def _why(self, sheet: Sheet, key: Key, held: bool, blocks: "tuple[Block, ...]") -> None:
        words = self._words
        self._heading(words("volunteers.why_here" if held else "volunteers.why_not"))
        for block in blocks:
            self._line(words.block(sheet, block), "refuse-text" if held else "text")
        if held:
            from eventdesk.services.staffing_plans import why_here

            self._here(sheet, why_here(sheet.staffing, *key))
        elif not blocks:
            self._line(words("volunteers.not_free"))

    def _here(self, sheet: Sheet, why: "WhyHere") -> None:
        words, shift = self._words, sheet.shifts[why.assigned.shift]
        if why.needed:
            self._line(words("volunteers.here_needed", need=shift.need))
        else:
            self._line(words("volunteers.here_extra", need=shift.need, have=sheet.counts[shift.id]))
        if why.wished:
            self._line(words("volunteers.here_wished", role=shift.role))
        if why.skills:
            self._line(words("volunteers.here_skilled", skills=words.list(why.skills)))
        if why.together:
            self._line(words("volunteers.here_together", names=words.list(sheet.people[id].name for id in why.together)))
        for rule in sorted(why.assigned.waived):
            self._line(words.waived(rule), "warn-text")
        able = [sheet.people[id].name for id in why.able]
        names = words.limited(able, _NAMES)
        self._line(words("volunteers.here_able", n=len(able), names=names) if able else words("volunteers.here_alone"))

    def _verbs(self, sheet: Sheet, key: Key, held: bool, blocks: "tuple[Block, ...]") -> None:
        words, theme = self._words, self.theme
        rules = {block.rule for block in blocks}
        row = hbox(spacing=8)
        if held:
            self.act = Button(theme, words("volunteers.clear"), size=Size.SMALL, key="Space")
            pinned = sheet.now[key].pinned
            pin = Button(theme, words("volunteers.unpin" if pinned else "volunteers.pin"), size=Size.SMALL, icon="pin", key="P")
            pin.clicked.connect(self.pin_wanted)
            fill(row, self.act, pin, None)
        else:
            word = "volunteers.assign" if not rules else "volunteers.waive"
            kind = Kind.PLAIN if rules else Kind.PRIMARY
            self.act = Button(theme, words(word), kind=kind, size=Size.SMALL, key="Space")
            if not rules <= WAIVABLE:
                self.act.set_reason(words("volunteers.refused", name=sheet.people[key[1]].name,
                                          why=words.block(sheet, next(b for b in blocks if b.rule not in WAIVABLE))))  # fmt: skip
            row.addWidget(self.act)
            if any(block.other in sheet.shifts for block in blocks):
                move = Button(theme, words("volunteers.move_here"), size=Size.SMALL)
                move.clicked.connect(self.move_wanted)
                row.addWidget(move)
            row.addStretch(1)
        self.act.clicked.connect(self.acted)
        self._column.addLayout(row)

    def _answer(self, response: Response) -> None:
        words = self._words
        self._heading(words("volunteers.answer"))
        shown = response if response in (Response.ACCEPTED, Response.DECLINED) else Response.OPEN
        kinds = (Response.OPEN, Response.ACCEPTED, Response.DECLINED)
        seg = Seg(self.theme, tuple((one.value, words(f"volunteers.say_{one.value}")) for one in kinds), current=shown.value)
        seg.setAccessibleName(words("volunteers.answer"))
        seg.chosen.connect(self.answered)
        row = hbox()
        fill(row, seg, None)
        self._column.addLayout(row)

    def _own(self, sheet: Sheet, key: Key) -> None:
        words = self._words
        self._heading(words("volunteers.own_shifts", name=sheet.people[key[1]].name))
        own = sheet.of_person(key[1])
        for shift in own:
            self._line(f"{words.span(shift)}  {shift.role}")
        total = sum(minutes(sheet.shift(shift.id)) for shift in own)
        self._line(words("volunteers.own_total", length=words.length(total)) if own else words("volunteers.own_none"), "text2")

    def _crew(self, sheet: Sheet, key: Key) -> None:
        words = self._words
        others = [one.name for one in sheet.of_shift(key[0]) if one.id != key[1]]
        self._heading(words("volunteers.crew"))
        self._line(words.list(others) if others else words("volunteers.crew_none"), "text" if others else "text2")

    def _ways(self, name: str) -> None:
        words = self._words
        person = Button(self.theme, words("volunteers.open_person", name=name), kind=Kind.LINK, icon="user")
        person.clicked.connect(lambda: self.person_wanted.emit(self.key[1]))
        shift = Button(self.theme, words("volunteers.open_shift"), kind=Kind.LINK, icon="clock")
        shift.clicked.connect(lambda: self.shift_wanted.emit(self.key[0]))
        for button in (person, shift):
            row = hbox()
            fill(row, button, None)
            self._column.addLayout(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The grid's keys work here too."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif key == Qt.Key.Key_P:
            self.pin_wanted.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line at its left."""
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), self.theme.color("surface"))
        painter.fillRect(0, 0, 1, self.height(), self.theme.color("border"))
