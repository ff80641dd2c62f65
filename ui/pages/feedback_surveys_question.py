"""The form of one question: its words in both languages, what an answer is, how often it is asked, and when it is shown."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from eventdesk.domain.feedback import Option, Per, QuestionKind, SurveyQuestion
from eventdesk.domain.survey_edit import SCALES, Used, fresh_option, of_kind, worded
from eventdesk.domain.survey_line import letter
from resources.words import LANGUAGES, Words
from ui.pages.feedback_surveys_condition import ConditionField
from ui.theme import Theme, Type
from ui.widgets.base import Label, clear, fill, hbox, vbox
from ui.widgets.buttons import Button, CheckBox, Kind, Size, icon_button
from ui.widgets.choice import Select
from ui.widgets.fields import Field, LineEdit


class OptionsField(QWidget):
    """The answers to choose from, each in both languages. Enter goes to the next one, and makes it after the last."""

    changed = Signal(object, str)

    def __init__(self, theme: Theme, words: Words, fresh: Callable[[], str]) -> None:
        super().__init__()
        self._theme, self._words, self._fresh = theme, words, fresh
        self.options: tuple[Option, ...] = ()
        self.edits: list[dict[str, LineEdit]] = []
        self._list = vbox(spacing=6)
        self.more = Button(theme, words("survey_page.add_option"), kind=Kind.QUIET, size=Size.SMALL, icon="plus")
        self.more.clicked.connect(self.add)
        foot = hbox()
        fill(foot, self.more, None)
        column = vbox(spacing=4)
        fill(column, self._list, foot)
        self.setLayout(column)

    def show_options(self, options: Sequence[Option]) -> None:
        """Show these; what is being typed into stays as it is where they are the same."""
        if tuple(options) == self.options and self.edits:
            return
        self.options = tuple(options)
        clear(self._list)
        self.edits = []
        for place, option in enumerate(self.options):
            self._list.addLayout(self._row(place, option))
            for edit in self.edits[-1].values():
                edit.show()  # at once, so that it takes the focus: a layout shows it a turn later

    def _row(self, place: int, option: Option) -> QHBoxLayout:
        row, edits, words = hbox(spacing=6), dict[str, LineEdit](), self._words
        mark = Label(self._theme, letter(place) if place < 26 else "", Type.COMPACT, bold=True, color="muted")
        mark.setFixedWidth(self._theme.px(16))
        row.addWidget(mark)
        for language in LANGUAGES:
            edit = LineEdit(self._theme, option.texts.get(language, ""), placeholder=words(f"survey_page.option_{language}"))
            edit.setAccessibleName(words(f"survey_page.option_{language}"))
            edit.textEdited.connect(lambda text, language=language: self._word(place, language, text))
            edit.returnPressed.connect(lambda language=language: self._next(place, language))
            edits[language] = edit
            row.addWidget(edit, 1)
        up = icon_button(self._theme, "up", words("survey_page.option_up"), size=Size.SMALL)
        up.setEnabled(place > 0)
        up.clicked.connect(lambda: self._up(place))
        drop = icon_button(self._theme, "x", words("survey_page.option_drop"), size=Size.SMALL)
        drop.clicked.connect(lambda: self._drop(place))
        fill(row, up, drop)
        self.edits.append(edits)
        return row

    def add(self) -> None:
        """One more, and go there."""
        self._set((*self.options, Option(self._fresh())))
        self.edits[-1][self._words.language].setFocus(Qt.FocusReason.OtherFocusReason)

    def _word(self, place: int, language: str, text: str) -> None:
        options = list(self.options)
        options[place] = replace(options[place], texts=worded(options[place].texts, language, text))
        self.options = tuple(options)
        self.changed.emit(self.options, f"option {options[place].key} {language}")

    def _next(self, place: int, language: str) -> None:
        if place + 1 < len(self.edits):
            self.edits[place + 1][language].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.add()

    def _up(self, place: int) -> None:
        options = list(self.options)
        options[place - 1 : place + 1] = [options[place], options[place - 1]]
        self._set(tuple(options))

    def _drop(self, place: int) -> None:
        self._set((*self.options[:place], *self.options[place + 1 :]))

    def _set(self, options: tuple[Option, ...]) -> None:
        self.show_options(options)
        self.changed.emit(options, "")


class QuestionForm(QWidget):
    """``edited(question, merge)``: steps with the same ``merge`` are one to undo."""

    edited = Signal(object, str)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._theme, self._words = theme, words
        self._question: SurveyQuestion | None = None
        self._used: Used = ()
        self.texts = {one: Field(theme, words(f"survey_page.text_{one}")) for one in LANGUAGES}
        for language, field in self.texts.items():
            field.changed.connect(lambda text, language=language: self._word(language, text))
        self.kind = Select(theme, [(one.value, words(f"survey_page.kind_{one.value}")) for one in QuestionKind])
        self.per = Select(theme, [(one.value, words(f"survey_page.per_{one.value}")) for one in Per])
        self.scale = Select(theme)
        # A scale is short, and half of it is none; kind and "per" give way where the column is narrow.
        self.scale.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        for select, name, slot in (
            (self.kind, "kind", self._choose_kind), (self.per, "per", self._choose_per), (self.scale, "scale", self._choose_scale),
        ):  # fmt: skip
            select.setAccessibleName(words(f"survey_page.{name}"))
            select.chosen.connect(slot)
        self.required = CheckBox(theme, words("survey_page.required"))
        self.required.toggled.connect(self._require)
        self.options = OptionsField(theme, words, lambda: fresh_option(self._now(), self._used))
        self.options.changed.connect(lambda options, merge: self._edit(merge, options=tuple(options)))
        self.condition = ConditionField(theme, words)
        self.condition.changed.connect(lambda condition: self._edit("", show_if=condition))
        row = hbox(spacing=8)
        fill(row, self.kind, self.scale, self.per, self.required, None)
        column = vbox(spacing=10)
        fill(column, *self.texts.values(), row, self.options, self.condition)
        self.setLayout(column)

    def show_question(self, question: SurveyQuestion, earlier: Sequence[SurveyQuestion], used: Used) -> None:
        """Show a question; the cursor stays where it is."""
        self._question, self._used = question, used
        for language, field in self.texts.items():
            if field.edit.text().strip() != question.texts.get(language, "").strip():
                field.set_text(question.texts.get(language, ""))
        self.kind.set_current(question.kind.value)
        self.per.set_current(question.per.value)
        scales = list(SCALES.get(question.kind, ()))
        if question.kind in SCALES and question.ends not in scales:
            scales.append(question.ends)
        self.scale.set_options([(f"{low}-{high}", self._words("survey_page.scale_of", low=low, high=high)) for low, high in scales],
                               current="{}-{}".format(*question.ends))  # fmt: skip
        self.scale.setVisible(bool(scales))
        self.required.blockSignals(True)
        self.required.setChecked(question.required)
        self.required.blockSignals(False)
        self.options.setVisible(question.kind.has_options)
        self.options.show_options(question.options if question.kind.has_options else ())
        self.condition.show_condition(question.show_if, earlier)

    def start(self) -> None:
        """Go to the question's words."""
        field = self.texts[self._words.language]
        field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _now(self) -> SurveyQuestion:
        assert self._question is not None, "a form is shown with its question"
        return self._question

    def _edit(self, merge: str, **values: object) -> None:
        self._question = replace(self._now(), **values)  # type: ignore[arg-type]  # the fields of a question
        self.edited.emit(self._question, f"{merge} {self._question.key}" if merge else "")

    def _word(self, language: str, text: str) -> None:
        self._edit(f"text {language}", texts=worded(self._now().texts, language, text))

    def _choose_kind(self, kind: str) -> None:
        self._question = of_kind(self._now(), QuestionKind(kind))
        self.edited.emit(self._question, "")

    def _choose_per(self, per: str) -> None:
        self._edit("", per=Per(per))

    def _choose_scale(self, scale: str) -> None:
        low, _, high = scale.partition("-")
        self._edit("", scale=(int(low), int(high)))

    def _require(self, on: bool) -> None:
        self._edit("", required=on)
