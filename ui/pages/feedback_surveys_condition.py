"""After which answer to an earlier question a question is shown."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from eventdesk.domain.feedback import Condition, QuestionKind, SurveyQuestion, Value
from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Label, clear, fill, hbox, vbox
from ui.widgets.buttons import CheckBox
from ui.widgets.choice import Select

ONE_OF, AT_LEAST, AT_MOST = "one_of", "at_least", "at_most"
_IN_A_ROW = 6


class ConditionField(QWidget):
    """``changed(Condition | None)``. A condition that says no answer yet is one too: the question says what it lacks."""

    changed = Signal(object)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._theme, self._words = theme, words
        self._earlier: tuple[SurveyQuestion, ...] = ()
        self._condition: Condition | None = None
        self.on = Select(theme)
        self.on.setAccessibleName(words("survey_page.show_if"))
        self.on.chosen.connect(self._choose_question)
        self.how = Select(theme, [(key, words(f"survey_page.{key}")) for key in (ONE_OF, AT_LEAST, AT_MOST)])
        self.how.setAccessibleName(words("survey_page.how"))
        self.how.chosen.connect(self._choose_how)
        self.bound = Select(theme)
        self.bound.setAccessibleName(words("survey_page.points"))
        self.bound.chosen.connect(self._choose_bound)
        self.boxes: dict[str, CheckBox] = {}
        self._values: dict[str, Value] = {}
        top, self._any = hbox(spacing=8), vbox(spacing=0)
        fill(top, Label(theme, words("survey_page.show_if"), Type.COMPACT, color="text2"))
        top.addWidget(self.on, 1)
        fill(top, self.how, self.bound)
        column = vbox(spacing=6)
        column.addLayout(top)
        column.addLayout(self._any)
        self.setLayout(column)

    def show_condition(self, condition: Condition | None, earlier: Sequence[SurveyQuestion], first: int = 1) -> None:
        """Show a condition; ``earlier`` are the questions before, of which those with words can't be asked about."""
        self._condition = condition
        self._earlier = tuple(one for one in earlier if one.kind is not QuestionKind.TEXT)
        places = {one.key: n for n, one in enumerate(earlier, start=first)}
        options = [("", self._words("survey_page.always"))]
        options += [
            (one.key, self._words("survey_page.after_question", n=places[one.key], text=one.text(self._words.language)))
            for one in self._earlier
        ]
        key = condition.question if condition is not None else ""
        if key and key not in places:
            options.append((key, self._words("survey_page.gone")))
        self.on.set_options(options, current=key)
        self._show_answers()

    @property
    def _question(self) -> SurveyQuestion | None:
        key = self._condition.question if self._condition is not None else ""
        return next((one for one in self._earlier if one.key == key), None)

    def _show_answers(self) -> None:
        clear(self._any)
        self.boxes, self._values = {}, {}
        question, condition = self._question, self._condition
        scaled = question is not None and question.kind.scaled
        self.how.setVisible(scaled)
        bounded = scaled and condition is not None and not condition.any_of and self._bounded(condition)
        self.bound.setVisible(bounded)
        if question is None or condition is None:
            return
        self.how.set_current((AT_LEAST if condition.at_least is not None else AT_MOST) if bounded else ONE_OF)
        if bounded:
            low, high = question.ends
            bound = condition.at_least if condition.at_least is not None else condition.at_most
            self.bound.set_options([(str(n), str(n)) for n in range(low, high + 1)], current=f"{bound:g}")
            return
        self._show_boxes(question, condition)

    @staticmethod
    def _bounded(condition: Condition) -> bool:
        return condition.at_least is not None or condition.at_most is not None

    def _show_boxes(self, question: SurveyQuestion, condition: Condition) -> None:
        choices = self._choices(question)
        row = hbox(spacing=16)
        for place, (value, text) in enumerate(choices):
            if place and place % (_IN_A_ROW if question.kind.scaled else 3) == 0:
                self._any.addLayout(fill(row, None))
                row = hbox(spacing=16)
            box = CheckBox(self._theme, text, checked=any(type(one) is type(value) and one == value for one in condition.any_of))
            box.toggled.connect(self._tick)
            self.boxes[str(value)], self._values[str(value)] = box, value
            row.addWidget(box)
        self._any.addLayout(fill(row, None))

    def _choices(self, question: SurveyQuestion) -> list[tuple[Value, str]]:
        if question.kind.scaled:
            low, high = question.ends
            return [(value, str(value)) for value in range(low, high + 1)]
        if question.kind is QuestionKind.YES_NO:
            return [(True, self._words("survey_page.yes")), (False, self._words("survey_page.no"))]
        language = self._words.language
        return [(one.key, question.option_text(one.key, language)) for one in question.options]

    # -- what the person does

    def _emit(self, condition: Condition | None, *, again: bool = True) -> None:
        self._condition = condition
        if again:
            self._show_answers()
        self.changed.emit(condition)

    def _choose_question(self, key: str) -> None:
        question = next((one for one in self._earlier if one.key == key), None)
        if question is None:
            self._emit(None)
            return
        # Low points are what one asks about most.
        low, high = question.ends
        self._emit(Condition(key, at_most=(low + high) // 2) if question.kind.scaled else Condition(key))

    def _choose_how(self, how: str) -> None:
        question = self._question
        if question is not None:
            low, high = question.ends
            middle = (low + high) // 2
            made = {
                ONE_OF: Condition(question.key), AT_LEAST: Condition(question.key, at_least=middle + 1),
                AT_MOST: Condition(question.key, at_most=middle),
            }  # fmt: skip
            self._emit(made[how])

    def _choose_bound(self, value: str) -> None:
        if self._condition is not None:
            asked, bound = self._condition.question, int(value)
            at_least = Condition(asked, at_least=bound)
            self._emit(at_least if self.how.current == AT_LEAST else Condition(asked, at_most=bound), again=False)

    def _tick(self, _: bool) -> None:
        if self._condition is not None:
            chosen = tuple(self._values[key] for key, box in self.boxes.items() if box.isChecked())
            self._emit(Condition(self._condition.question, any_of=chosen), again=False)
