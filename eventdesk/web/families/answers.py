"""The form of a survey. What depends on an answer is asked in a second step, on the same page: nothing here needs a script."""

from dataclasses import dataclass, field

from eventdesk.desk import Desk
from eventdesk.domain.feedback import LONGEST_TEXT, QuestionKind, SubjectKey, Value, shown_questions
from eventdesk.domain.survey_line import Cell, cells_of
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.online_views import LinkState, OnlineForm
from eventdesk.web.families.sign_up import SWITCH
from eventdesk.web.families.wording import Wording
from eventdesk.web.forms import Form


@dataclass
class Asked:
    """A survey as it stands on the page: its cells, what was answered so far, and by cell what is wrong."""

    survey: OnlineForm
    cells: tuple[Cell, ...]
    form: Form
    wrong: dict[str, str] = field(default_factory=dict)
    more: bool = False
    done: bool = False
    seen: frozenset[str] = frozenset()

    def name(self, cell: Cell) -> str:
        """The name of a cell's field: no word of what it asks stands in it."""
        places = [one.key for one in self.survey.subjects.get(cell.question.per, ())]
        return f"a{cell.number}_{places.index(cell.subject.key) if cell.subject.key in places else 0}"

    def value(self, cell: Cell) -> str:
        """What was answered, as it was sent."""
        return self.form.text(self.name(cell))

    def chosen(self, cell: Cell, value: object) -> bool:
        """Whether an option was chosen."""
        return str(value) in self.form.all(self.name(cell))


def begin(desk: Desk, token: str) -> Asked | None:
    """What a link asks at first; None where there is no such link."""
    survey = desk.online_answers.form(token)
    return None if survey is None else Asked(survey, _cells(survey, {}), Form(()))


def submit(desk: Desk, token: str, form: Form, wording: Wording) -> Asked | None:
    """Keeps the answers, or asks for what is missing, or for what follows from what was answered."""
    survey = desk.online_answers.form(token)
    if survey is None:
        return None
    asked = Asked(survey, _cells(survey, {}), form)
    if survey.state is not LinkState.OPEN:
        return asked
    everything = Asked(survey, cells_of(survey.questions, survey.subjects), form)
    given: dict[SubjectKey, Value] = {}
    for cell in everything.cells:
        value = _value(everything, cell, wording)
        if value is not None:
            given[cell.key] = value
    asked.cells, asked.wrong = _cells(survey, given), everything.wrong
    asked.seen = seen = frozenset(form.text("asked").split())
    if form.text(SWITCH):
        asked.wrong = {}
        return asked
    lacking = {cell.question.key for cell in asked.cells if cell.question.required} - {key for key, _ in given}
    for cell in asked.cells:
        if cell.question.key in lacking and asked.name(cell) in seen:
            asked.wrong.setdefault(asked.name(cell), wording.words("web_families.wrong_answer"))
    asked.more = any(asked.name(cell) not in seen for cell in asked.cells)
    if not given and not asked.wrong:
        asked.wrong["form"] = wording.words("web_families.wrong_nothing")
    if asked.wrong or asked.more:
        return asked
    try:
        desk.online_answers.give(token, given, version=survey.version)
        asked.done = True
    except (InvalidInput, Conflict, NotFound):
        # Somebody changed or closed it, or sent the same form a moment ago: the page tells how it stands now.
        return begin(desk, token)
    return asked


def _cells(survey: OnlineForm, given: dict[SubjectKey, Value]) -> tuple[Cell, ...]:
    shown = {one.key for one in shown_questions(survey.questions, given)}
    return tuple(cell for cell in cells_of(survey.questions, survey.subjects) if cell.question.key in shown)


def _value(asked: Asked, cell: Cell, wording: Wording) -> Value | None:
    question, name = cell.question, asked.name(cell)
    text = asked.form.text(name)
    value: Value | None = None
    if question.kind is QuestionKind.MULTIPLE:
        value = list(dict.fromkeys(asked.form.all(name))) or None
    elif question.kind is QuestionKind.YES_NO:
        value = {"yes": True, "no": False}.get(text)
    elif question.kind.scaled:
        value = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None
    elif text:
        value = text
    if value is None and not text:
        return None
    if value is None or not question.fits(value):
        key = "wrong_long" if question.kind is QuestionKind.TEXT else "wrong_option"
        asked.wrong[name] = wording.words(f"web_families.{key}", n=LONGEST_TEXT)
        return None
    return value
