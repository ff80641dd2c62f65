"""A paper form is read from a line as it was typed, and every set of answers has a line."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.feedback import Condition, Option, Per, QuestionKind, SurveyQuestion
from eventdesk.domain.feedback_figures import Answer
from eventdesk.domain.survey_line import UNREAD, Cell, Subject, cells_of, kept_answers, read_line, write_line

K = QuestionKind
SLOTS = {Per.SLOT: (Subject("A", "x"), Subject("B", "y")), Per.LEADER: (Subject("z", "z"),)}


def question(key: str, kind: QuestionKind, *, options: int = 0, **more: Any) -> SurveyQuestion:
    return SurveyQuestion(key, kind, {"zh": "x"}, tuple(Option(f"o{n}", {"zh": "x"}) for n in range(options)), **more)


ALL = (
    question("rating", K.RATING), question("nps", K.NPS), question("zero", K.NPS), question("slots", K.RATING, per=Per.SLOT),
    question("one", K.SINGLE, options=3), question("many", K.MULTIPLE, options=4), question("yes", K.YES_NO),
    question("more", K.MULTIPLE, options=2, per=Per.LEADER), question("said", K.TEXT),
)  # fmt: skip
CELLS = cells_of(ALL, SLOTS)


def read(line: str, *questions: SurveyQuestion) -> dict[str, Any]:
    found = read_line(cells_of(questions, SLOTS), line)
    assert not found.wrong, found
    return {key + subject: answer.value for (key, subject), answer in found.answers.items()}


def test_digits_letters_blanks_and_what_nobody_can_read() -> None:
    line = read_line(CELLS, "5,10,045ba,cny?+")
    assert line.wrong == "paper_not_taken" and line.cell is not None and line.cell.key == ("yes", "")
    line = read_line(CELLS, "5 10 0 -4 b acy?+")
    assert (line.wrong, line.at) == ("paper_not_taken", 5)  # a space is a blank, not a gap
    line = read_line(CELLS, "510045bacy?+")
    assert not line.wrong and [cell.key for cell in line.written] == [("said", "")]
    values = {key: answer.value for key, answer in line.answers.items()}
    assert values == {
        ("rating", ""): 5, ("nps", ""): 10, ("zero", ""): 0, ("slots", "A"): 4, ("slots", "B"): 5, ("one", ""): "o1",
        ("many", ""): ["o0", "o2"], ("yes", ""): True, ("more", "z"): "?",
    }  # fmt: skip
    assert line.answers["more", "z"] == UNREAD


def test_ten_is_one_number_unless_a_comma_parts_it() -> None:
    nps, zero = question("a", K.NPS), question("b", K.NPS)
    assert read("105", nps, zero) == {"a": 10, "b": 5}
    assert read("1,05"[:3], nps, zero) == {"a": 1, "b": 0}
    assert read("1010", nps, zero) == {"a": 10, "b": 10}
    assert read("15", nps, question("c", K.RATING)) == {"a": 1, "c": 5}
    assert read("５－", nps, zero) == {"a": 5}
    hundred = question("h", K.RATING, scale=(0, 100))
    assert read("1005", hundred, zero) == {"h": 100, "b": 5}
    assert read("99,9", hundred, zero) == {"h": 99, "b": 9} and read("9-", hundred, zero) == {"h": 9}


@pytest.mark.parametrize(
    ("line", "code", "number", "at"),
    [
        ("6", "paper_not_taken", 1, 0), ("5x", "paper_not_taken", 2, 1), ("5", "paper_short", 2, 1), ("", "paper_short", 1, 0),
        ("59--33", "paper_not_taken", 5, 5), ("59---a-y", "paper_short", 8, 8), ("59---a-yab+5", "paper_long", 0, 11),
        ("59---a-yab5", "paper_not_taken", 9, 10),
    ],
)  # fmt: skip
def test_a_mistake_names_its_question(line: str, code: str, number: int, at: int) -> None:
    found = read_line(CELLS, line)
    assert (found.wrong, found.cell.number if found.cell else 0, found.at) == (code, number, at)


def test_a_line_may_end_before_words() -> None:
    found = read_line(CELLS, "59---a-yab")
    assert not found.wrong and not found.written and len(found.read) == len(CELLS)


def test_what_was_not_to_be_answered_is_not_kept() -> None:
    asked = (question("a", K.RATING), question("b", K.TEXT, show_if=Condition("a", at_most=2)))
    said = {("a", ""): Answer(4), ("b", ""): Answer("why")}
    assert kept_answers(asked, said) == {("a", ""): Answer(4)}
    assert kept_answers(asked, {**said, ("a", ""): Answer(2)}) == {("a", ""): Answer(2), ("b", ""): Answer("why")}
    # Nobody can say what was ticked: then it is no answer that another question could follow.
    assert kept_answers(asked, {**said, ("a", ""): UNREAD}) == {("a", ""): UNREAD}


@st.composite
def forms(draw: st.DrawFn) -> tuple[tuple[Cell, ...], dict[tuple[str, str], Answer]]:
    """Any form, and any answers to it."""
    kinds = draw(st.lists(st.sampled_from(list(K)), min_size=1, max_size=6))
    questions = []
    for n, kind in enumerate(kinds):
        scale = draw(st.sampled_from([(1, 5), (0, 10), (1, 3), (0, 100), (3, 12)])) if kind in (K.RATING, K.SMILEY) else None
        options = draw(st.integers(1, 26)) if kind.has_options else 0
        questions.append(question(f"q{n}", kind, options=options, scale=scale, per=draw(st.sampled_from(list(Per)))))
    cells, answers = cells_of(questions, SLOTS), {}
    for cell in cells:
        value = draw(st.none() | st.just(UNREAD) | _answers(cell.question))
        if value is not None and not (value is UNREAD and cell.question.kind is K.TEXT):
            answers[cell.key] = value
    return cells, answers


def _answers(of: SurveyQuestion) -> st.SearchStrategy[Answer]:
    keys = [option.key for option in of.options]
    if of.kind.scaled:
        return st.integers(*of.ends).map(Answer)
    if of.kind is K.YES_NO:
        return st.booleans().map(Answer)
    if of.kind is K.SINGLE:
        return st.sampled_from(keys).map(Answer)
    if of.kind is K.MULTIPLE:
        chosen = st.sets(st.sampled_from(keys), min_size=1)
        return chosen.map(lambda found: Answer([key for key in keys if key in found]))
    return st.just(Answer("words"))


@given(forms())
@settings(max_examples=150, deadline=None)
def test_every_answer_has_a_line_that_is_read_as_it(form: tuple[tuple[Cell, ...], dict[tuple[str, str], Answer]]) -> None:
    cells, answers = form
    line = read_line(cells, write_line(cells, answers))
    assert not line.wrong
    said = {cell.key for cell in line.written}
    assert said == {key for key, answer in answers.items() if answer.value == "words"}
    assert {**line.answers, **{key: Answer("words") for key in said}} == answers


@given(forms(), st.text(alphabet="0123456789ABYNabyn-+?, ", max_size=12))
@settings(max_examples=100, deadline=None)
def test_whatever_is_typed_is_read_or_refused_at_a_place(form: tuple[tuple[Cell, ...], Any], text: str) -> None:
    cells, _ = form
    line = read_line(cells, text)
    assert 0 <= line.at <= len(text) and len(line.read) <= len(cells)
    if not line.wrong:
        assert set(line.answers) <= {cell.key for cell in cells}
        said = line.answers | {cell.key: Answer("words") for cell in line.written}
        assert read_line(cells, write_line(cells, said)).answers == line.answers


def test_the_end_of_a_scale_of_ten_is_parted_from_a_one_before_it() -> None:
    ten, zero = question("a", K.RATING, scale=(1, 10)), question("b", K.NPS)
    cells = cells_of((ten, zero), {})
    line = write_line(cells, {("a", ""): Answer(1), ("b", ""): Answer(0)})
    assert line == "1,0" and read(line, ten, zero) == {"a": 1, "b": 0}
