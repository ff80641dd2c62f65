"""The survey as a family would see it, to be answered on trial: what depends on an answer comes and goes as it would there."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from eventdesk.domain.feedback import Per, QuestionKind, SubjectKey, SurveyQuestion, Value, shown_questions
from eventdesk.domain.survey_line import NOTHING, Subject
from resources.words import LANGUAGES, Words
from ui.theme import Theme, Type
from ui.widgets.base import Card, Elided, Label, Themed, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import CheckBox, Size, icon_button
from ui.widgets.choice import Seg
from ui.widgets.paint import CENTER, draw_box, draw_text

_FACES = {0: "frown", 1: "meh", 2: "smile"}
_EXAMPLES = 3


class Press(Themed, QAbstractButton):
    """One answer to press: a number, a word or a face."""

    ring_radius = 8.0

    def __init__(self, theme: Theme, text: str, *, icon: str = "", name: str = "") -> None:
        super().__init__()
        self.adopt(theme)
        self._icon = icon
        self.setText(text)
        self.setAccessibleName(name or text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Eleven fit beside each other."""
        return QSize(20, self.theme.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and word."""
        painter, theme, on, rect = QPainter(self), self.theme, self.isChecked(), QRectF(self.rect())
        fill_, border = ("accent", "accent") if on else ("surface", "border-strong")
        draw_box(painter, rect, 8, fill=theme.color(fill_), border=theme.color(border))
        ink = "on-accent" if on else "text"
        if self._icon:
            theme.paint_icon(painter, self._icon, rect.center().x() - 10, rect.center().y() - 10, 20, ink)
        else:
            draw_text(painter, rect, self.text(), theme.font(Type.COMPACT, bold=on), theme.color(ink), CENTER)


class SurveyPreview(Card):
    """``answers`` are those given on trial."""

    answered = Signal()

    def __init__(self, theme: Theme, words: Words, of_language: Callable[[str], Words]) -> None:
        super().__init__(theme, padding=(16, 14, 8, 12), spacing=10, fill="sunken")
        self._words, self._of = words, of_language
        self._name, self._title = "", ""
        self._questions: tuple[SurveyQuestion, ...] = ()
        self._subjects: Mapping[Per, Sequence[Subject]] = {}
        self.answers: dict[SubjectKey, Value] = {}
        self.shown: tuple[SurveyQuestion, ...] = ()
        self.presses: dict[tuple[SubjectKey, str], QAbstractButton] = {}
        self.seg = Seg(theme, [(one, words(f"survey_page.in_{one}")) for one in LANGUAGES], current=words.language)
        self.seg.chosen.connect(lambda _: self._build())
        again = icon_button(theme, "undo", words("survey_page.preview_again"), size=Size.SMALL)
        again.clicked.connect(self.forget)
        top = hbox(0, 0, 8, 0, spacing=6)
        fill(top, Label(theme, words("survey_page.preview"), Type.COMPACT, bold=True), None, again, self.seg)
        self._column = vbox(0, 0, 8, 0, spacing=10)
        inner = QWidget()
        inner.setLayout(self._column)
        self.hidden_line = Label(theme, "", Type.CAPTION, color="muted", wrap=True)
        fill(self.body, top)
        self.body.addWidget(scrolled(inner), 1)
        self.body.addWidget(self.hidden_line)

    def show_survey(
        self, name: str, title: str, questions: Sequence[SurveyQuestion], subjects: Mapping[Per, Sequence[Subject]]
    ) -> None:
        """Show these; answers that still fit stay."""
        said = (name, title, tuple(questions), dict(subjects))
        if said == (self._name, self._title, self._questions, self._subjects):
            return
        self._name, self._title, self._questions, self._subjects = said
        by_key = {one.key: one for one in questions}
        self.answers = {key: value for key, value in self.answers.items() if key[0] in by_key and by_key[key[0]].fits(value)}
        self._build()

    def forget(self) -> None:
        """As before any answer."""
        self.answers = {}
        self._build()

    def _build(self) -> None:
        clear(self._column)
        self.presses = {}
        words = self._of(self.seg.current)
        self.shown = shown_questions(self._questions, self.answers)
        fill(self._column, Elided(self.theme, self._name, Type.SUBTITLE, bold=True))
        if self._title:
            fill(self._column, Elided(self.theme, self._title, Type.COMPACT, color="text2"))
        for place, question in enumerate(self.shown, start=1):
            self._column.addWidget(self._question(place, question, words))
        fill(self._column, None)
        self._say_hidden()

    def _say_hidden(self) -> None:
        hidden = len(self._questions) - len(self.shown)
        self.hidden_line.setText(self._words("survey_page.hidden", n=hidden) if hidden else "")
        self.hidden_line.setVisible(bool(hidden))

    def _question(self, place: int, question: SurveyQuestion, words: Words) -> Card:
        card = Card(self.theme, padding=12, spacing=8, radius=10)
        text = question.texts.get(words.language, "").strip()
        said = text or question.text(words.language)
        head = words("survey_page.asked_required" if question.required else "survey_page.asked", n=place, text=said)
        fill(card.body, Label(self.theme, head, Type.BODY, bold=True, wrap=True))
        if not text and question.texts:
            fill(card.body, Label(self.theme, words("survey_page.no_words"), Type.CAPTION, color="warn-text", wrap=True))
        for subject in self._about(question, words):
            if subject.title:
                fill(card.body, Label(self.theme, subject.title, Type.COMPACT, color="text2"))
            card.body.addWidget(self._answer(question, subject.key, words))
        return card

    def _about(self, question: SurveyQuestion, words: Words) -> Sequence[Subject]:
        """The first few of what it is asked about; an example where there is none yet."""
        if question.per is Per.EVENT:
            return (NOTHING,)
        found = self._subjects.get(question.per, ())
        return found[:_EXAMPLES] or (Subject("example", words(f"survey_page.example_{question.per.value}")),)

    def _answer(self, question: SurveyQuestion, about: str, words: Words) -> QWidget:
        key = (question.key, about)
        if question.kind is QuestionKind.TEXT:
            edit = QPlainTextEdit(str(self.answers.get(key, "")))
            edit.setAccessibleName(question.text(words.language))
            edit.setTabChangesFocus(True)
            edit.setFixedHeight(self.theme.px(52))
            edit.textChanged.connect(lambda: self._write(key, edit.toPlainText()))
            return edit
        holder = QWidget()
        holder.setLayout(self._options(question, key, words) if question.kind.has_options else self._row(question, key, words))
        return holder

    def _row(self, question: SurveyQuestion, key: SubjectKey, words: Words) -> QHBoxLayout:
        row = hbox(spacing=4)
        if question.kind is QuestionKind.YES_NO:
            choices: list[tuple[Value, str, str]] = [(True, words("survey_page.yes"), ""), (False, words("survey_page.no"), "")]
        else:
            low, high = question.ends
            faces = question.kind is QuestionKind.SMILEY and high - low == 2
            choices = [(n, str(n), _FACES[n - low] if faces else "") for n in range(low, min(high, low + 20) + 1)]
        for value, text, icon in choices:
            press = Press(self.theme, text, icon=icon, name=text)
            given = self.answers.get(key)
            press.setChecked(type(given) is type(value) and given == value)
            press.clicked.connect(lambda on=False, value=value: self._give(key, value if on else None))
            self.presses[key, text] = press
            row.addWidget(press)
        return row

    def _options(self, question: SurveyQuestion, key: SubjectKey, words: Words) -> QVBoxLayout:
        column = vbox(spacing=2)
        given = self.answers.get(key)
        chosen = given if isinstance(given, list) else [given]
        for option in question.options:
            box = CheckBox(self.theme, question.option_text(option.key, words.language), checked=option.key in chosen)
            box.clicked.connect(lambda on=False, option=option.key: self._choose(question, key, option, on=on))
            self.presses[key, option.key] = box
            column.addWidget(box)
        return column

    def _choose(self, question: SurveyQuestion, key: SubjectKey, option: str, *, on: bool) -> None:
        if question.kind is QuestionKind.SINGLE:
            self._give(key, option if on else None)
            return
        given = self.answers.get(key)
        rest = [one for one in given if one != option] if isinstance(given, list) else []
        chosen = [one.key for one in question.options if one.key in rest or (on and one.key == option)]
        self._give(key, chosen or None)

    def _give(self, key: SubjectKey, value: Value | None) -> None:
        """Take an answer, and show what follows from it; the focus stays where it is."""
        focused = next((place for place, press in self.presses.items() if press.hasFocus()), None)
        self._keep(key, value)
        self._build()
        if focused is not None and focused in self.presses:
            self.presses[focused].setFocus(Qt.FocusReason.OtherFocusReason)
        self.answered.emit()

    def _write(self, key: SubjectKey, text: str) -> None:
        # Nothing depends on words, so that nothing is built anew while they are typed.
        self._keep(key, text if text.strip() else None)

    def _keep(self, key: SubjectKey, value: Value | None) -> None:
        self.answers = {one: given for one, given in self.answers.items() if one != key}
        if value is not None:
            self.answers[key] = value
