"""Columns that answer an event's own questions: which they are, and what their cells say."""

from collections.abc import Mapping, Sequence

from eventdesk.domain.question import Answer, BadAnswer, read_answer
from eventdesk.exchange.headings import clean_heading
from eventdesk.exchange.plan import QuestionChoice
from eventdesk.exchange.values.text import free_text, is_nothing, plain, raw_text
from eventdesk.exchange.workbook import Cell

UNREADABLE = "answer_unreadable"
_SAYS_NONE = frozenset({"无", "無", "没有", "暂无", "none"})
"""How people say that there is none of what was asked for: as a text, that is an answer."""


def question_headed(heading: str, questions: Sequence[QuestionChoice]) -> QuestionChoice | None:
    """The question that a heading repeats, by its text or else by its key."""
    said = clean_heading(heading)
    by_text = next((one for one in questions if said and clean_heading(one.text) == said), None)
    return by_text or next((one for one in questions if one.key == said), None)


def read_answers(
    row: Sequence[Cell], positions: Mapping[str, int], questions: Sequence[QuestionChoice]
) -> tuple[dict[str, Answer], list[str]]:
    """What a row answers, by the questions' keys, and warnings; ``positions`` are columns by field. What is blank is left
    out, as is what the question does not take."""
    found: dict[str, Answer] = {}
    warnings = []
    for question in questions:
        position = positions.get(question.field)
        cell = row[position] if position is not None and position < len(row) else None
        try:
            answer = _read(question, cell)
        except BadAnswer:
            warnings.append(UNREADABLE)
            continue
        if answer is not None:
            found[question.key] = answer
    return found, list(dict.fromkeys(warnings))


def _read(question: QuestionChoice, cell: Cell) -> Answer | None:
    """A cell that says nothing may still be a no, or an option of that name."""
    if is_nothing(cell):
        said = plain(cell)
        if said.lower() in _SAYS_NONE or said in question.options:
            try:
                return read_answer(question.kind, question.options, said)
            except BadAnswer:
                return None
        return None
    return read_answer(question.kind, question.options, free_text(cell) or raw_text(cell))
