"""The left side of the import's check: each column of the file, and the field that it was taken for."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from eventdesk.domain.family import mask_name, mask_phone
from resources.words import Words
from ui.models.import_fields import IGNORED, SURE, Asked, Guess, field_groups, field_name
from ui.pages.base import PageContext
from ui.theme import Theme, Type
from ui.widgets.base import Card, Elided, Label, Rule, Themed, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import CheckBox
from ui.widgets.choice import Select
from ui.widgets.fields import LineEdit
from ui.widgets.mark import Mark

MOST_COLUMNS = 150
"""More columns than anybody maps by hand; what lies beyond keeps its guess."""

Groups = tuple[tuple[str, ...], ...]


class ColumnRow(Themed, QWidget):
    """A column's heading and sample, an arrow, the field, and how sure that is."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, words: Words, guess: Guess, groups: Groups, asked: Mapping[str, str], slots: Mapping[str, str]
    ) -> None:
        super().__init__()
        self.adopt(theme)
        self._words, self._asked, self._answer = words, asked, is_answer(guess)
        if self._answer:
            groups = ((IGNORED, *(f"slots[{code}]" for code in slots)),)
            self._asked = {IGNORED: words("importing.no_slot"), **{f"slots[{code}]": title for code, title in slots.items()}}
        heading = words("importing.grouped", group=guess.group, heading=guess.heading) if guess.group else guess.heading
        heading = heading or words("importing.column_letter", letter=guess.letter)
        text = vbox(spacing=0)
        if self._answer:  # answers often begin alike: both lines are theirs
            whole = Label(theme, heading, Type.COMPACT, wrap=True)
            whole.setToolTip(heading)
            whole.setMaximumHeight(theme.px(40))
            fill(text, None, whole, None)
        else:
            sample = sample_of(guess) or words("importing.no_sample")
            above = Elided(theme, heading, Type.COMPACT, bold=True)
            fill(text, None, above, Elided(theme, sample, Type.CAPTION, color="text2"), None)
        self.select = Select(theme, placeholder=words("importing.which_slot") if self._answer else "")
        self.select.setAccessibleName(heading)
        self._fill(groups)
        self.select.chosen.connect(self.chosen)
        self._state = Mark(theme)
        row = hbox(16, 0, 16, 0, spacing=8)
        row.addLayout(text, 1)
        self._arrow = Mark(theme, "arrow", "muted")
        fill(row, self._arrow, self.select, self._state)
        self.setLayout(row)
        self.setFixedHeight(theme.px(46))
        self.show_guess(guess)

    def _fill(self, groups: Groups) -> None:
        def name(field: str) -> str:
            return self._asked[field] if self._answer else field_name(self._words, field, self._asked)

        options = [(field, name(field)) for group in groups for field in group]
        self.select.set_options(options, quiet=frozenset({IGNORED}))
        start = 0
        for number, group in enumerate(groups[:-1]):
            start += len(group)
            self.select.insertSeparator(start + number)
        self.select.view().setMinimumWidth(self.theme.px(230))

    def show_guess(self, guess: Guess) -> None:
        """Show the field, and how sure it is."""
        doubtful = (self._answer or guess.field != IGNORED) and guess.confidence < SURE
        self.select.set_current("" if self._answer and doubtful else guess.field)
        self.select.setToolTip(self.select.currentText())
        self.select.set_tone("warn-text" if doubtful else "border-strong")
        if guess.field == IGNORED and not doubtful:
            self._state.set("minus", "muted", self._words("importing.state_ignored"))
        elif doubtful:
            self._state.set("warn", "warn-text", self._words("importing.state_doubtful"))
        else:
            self._state.set("okc", "admit-text", self._words("importing.state_sure"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the arrow gives way."""
        wide = self.width() >= self.theme.px(300)
        self._arrow.setVisible(wide)
        self.select.setFixedWidth(self.theme.px(150 if wide else 122))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the hairline below."""
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, self.theme.color("border"))


def is_answer(guess: Guess) -> bool:
    """Whether it is no column but an answer that names no slot."""
    return guess.letter.startswith("=")


def sample_of(guess: Guess) -> str:
    """What stands in the column, masked where it is a phone or a name."""
    sample = guess.samples[0] if guess.samples else ""
    if ".phone" in guess.field:
        return mask_phone(sample)
    return mask_name(sample) if guess.field.endswith(".name") else sample


class ColumnList(Card):
    """All columns; ``mapped(sheet, letter, field)`` tells what a person chose."""

    mapped = Signal(str, str, str)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme, padding=1, spacing=0)
        words, theme = context.words, context.theme
        self._words = words
        self._rows: dict[tuple[str, str], ColumnRow] = {}
        self._groups: Groups = ()
        self._asked: dict[str, str] = {}
        self._slots: dict[str, str] = {}
        self._count = Label(theme, "", Type.COMPACT, color="text2")
        head = hbox(16, 12, 16, 12, spacing=8)
        head.addWidget(Elided(theme, words("importing.columns"), bold=True), 1)
        head.addWidget(self._count)
        self._list = vbox()
        inside = QWidget()
        inside.setLayout(self._list)
        area = scrolled(inside)
        self.remember = CheckBox(theme, words("importing.remember"), checked=True)
        self.remember.setToolTip(words("importing.remember_hint"))
        notice = hbox(spacing=8)
        self.notice = LineEdit(theme, context.desk.house.notice)
        self.notice.setFixedWidth(theme.px(96))
        self.notice.setMaxLength(20)
        caption = Elided(theme, words("importing.notice"), Type.COMPACT, color="text2")
        caption.setBuddy(self.notice)
        self.notice.setAccessibleName(words("importing.notice"))
        self.notice.setToolTip(words("importing.notice_hint"))
        notice.addWidget(caption, 1)
        notice.addWidget(self.notice)
        foot = vbox(16, 10, 16, 12, spacing=8)
        fill(foot, self.remember, notice)
        self.body.addLayout(head)
        self.body.addWidget(Rule(theme))
        self.body.addWidget(area, 1)
        self.body.addWidget(Rule(theme))
        self.body.addLayout(foot)

    @property
    def rows(self) -> Sequence[ColumnRow]:
        """The rows, in the order of the file."""
        return tuple(self._rows.values())

    def row(self, sheet: str, letter: str) -> ColumnRow:
        """One column's row."""
        return self._rows[sheet, letter]

    def show_columns(self, guesses: Sequence[Guess], slots: Mapping[str, str], questions: Iterable[Asked] = ()) -> None:
        """Show what the columns are taken for now, after the answers that name none of the ``slots`` ({code: title}); rows that
        are there stay, so that the focus stays."""
        asked = {question.field: question.text for question in questions}
        answers = [guess for guess in guesses if is_answer(guess)]
        guesses = [guess for guess in guesses if not is_answer(guess)]
        shown = [*answers, *guesses[:MOST_COLUMNS]]
        groups = field_groups((guess.field for guess in guesses), slots, asked)
        self._slots = dict(slots)
        if asked != self._asked or [(guess.sheet, guess.letter) for guess in shown] != list(self._rows) or groups != self._groups:
            self._asked = asked
            self._rebuild(shown, groups, rest=len(guesses) + len(answers) - len(shown))
        for guess in shown:
            self._rows[guess.sheet, guess.letter].show_guess(guess)
        known = sum(guess.field != IGNORED for guess in guesses)
        self._count.setText(self._words("importing.recognised", n=known, total=len(guesses)) if guesses else "")
        self.remember.setVisible(bool(guesses))

    def _rebuild(self, guesses: Sequence[Guess], groups: Groups, *, rest: int) -> None:
        focused = next((key for key, row in self._rows.items() if row.select.hasFocus()), None)
        clear(self._list)
        self._rows, self._groups = {}, groups
        several = len({guess.sheet for guess in guesses}) > 1
        sheet = None
        if any(map(is_answer, guesses)):
            self._list.addWidget(self._caption(self._words("importing.answers")))
        for guess in guesses:
            if several and not is_answer(guess) and guess.sheet != sheet:
                self._list.addWidget(self._caption(self._words("importing.sheet", name=guess.sheet)))
                sheet = guess.sheet
            row = ColumnRow(self.theme, self._words, guess, groups, self._asked, self._slots)
            row.chosen.connect(lambda field, guess=guess: self.mapped.emit(guess.sheet, guess.letter, field))
            self._rows[guess.sheet, guess.letter] = row
            self._list.addWidget(row)
        if not guesses:
            self._list.addWidget(self._caption(self._words("importing.no_columns")))
        if rest:
            self._list.addWidget(self._caption(self._words("importing.more_columns", n=rest)))
        self._list.addStretch(1)
        if focused in self._rows:
            self._rows[focused].select.setFocus()

    def _caption(self, text: str) -> QWidget:
        holder, row = QWidget(), hbox(16, 8, 16, 8)
        row.addWidget(Label(self.theme, text, Type.COMPACT, color="muted", wrap=True))
        holder.setLayout(row)
        return holder
