"""Building a survey: each step makes new questions from those before, so that undo is the ones before; and what is wrong with them.

A key is never given twice in the life of a survey: its answers are counted by key over all versions.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eventdesk.domain.feedback import (
    MOST_QUESTIONS,
    RATING_SCALE,
    SMILEY_SCALE,
    BadSurvey,
    Condition,
    Option,
    QuestionKind,
    SurveyQuestion,
    check_question,
    from_plain,
)

Questions = tuple[SurveyQuestion, ...]
Used = Collection[tuple[str, str]]
"""Keys that a survey has given since its first version: (question, "") and (question, option)."""

MOST_OPTIONS = 26
"""As many options as there are letters: on paper each has one."""

SCALES: Mapping[QuestionKind, tuple[tuple[int, int], ...]] = {
    QuestionKind.RATING: (RATING_SCALE, (1, 3), (1, 4), (1, 7), (1, 10), (0, 10)),
    QuestionKind.SMILEY: (SMILEY_SCALE, (1, 5)),
}
"""The scales that a builder offers; a file may say others."""


@dataclass(frozen=True)
class Problem:
    """What keeps a survey from being asked: a code of ``errors``, and the question's key, "" where it is the survey as a whole."""

    question: str
    code: str


def problems(questions: Sequence[SurveyQuestion]) -> tuple[Problem, ...]:
    """All that is wrong, in the order of the questions; of each question the first thing."""
    if not questions:
        return (Problem("", "survey_empty"),)
    found = [Problem("", "survey_long")] if len(questions) > MOST_QUESTIONS else []
    before: dict[str, SurveyQuestion] = {}
    for question in questions:
        code = _problem(question, before)
        if code:
            found.append(Problem(question.key, code))
        before[question.key] = question
    return tuple(found)


def _problem(question: SurveyQuestion, before: Mapping[str, SurveyQuestion]) -> str:
    try:
        check_question(question, before)
    except BadSurvey as wrong:
        return wrong.code
    if len(question.options) > MOST_OPTIONS:
        return "survey_options_many"
    if any(not any(text.strip() for text in option.texts.values()) for option in question.options):
        return "survey_options_text"
    condition = question.show_if
    return "" if condition is None else _condition_problem(condition, before[condition.question])


def _condition_problem(condition: Condition, on: SurveyQuestion) -> str:
    bounds = [bound for bound in (condition.at_least, condition.at_most) if bound is not None]
    if not condition.any_of and not bounds:
        return "survey_condition_empty"
    if bounds and (not on.kind.scaled or (len(bounds) == 2 and bounds[0] > bounds[1])):
        return "survey_condition_value"
    # An answer of several options holds by one of them.
    fits = [[value] if on.kind is QuestionKind.MULTIPLE and isinstance(value, str) else value for value in condition.any_of]
    return "" if all(on.fits(value) for value in fits) else "survey_condition_value"


def fresh_key(questions: Sequence[SurveyQuestion], used: Used = ()) -> str:
    """A key that no question of the survey has or had."""
    taken = {question.key for question in questions} | {key for key, _ in used}
    return next(key for n in range(1, len(taken) + 2) if (key := f"q{n}") not in taken)


def fresh_option(question: SurveyQuestion, used: Used = ()) -> str:
    """A key that no option of the question has or had."""
    taken = {option.key for option in question.options} | {option for key, option in used if key == question.key}
    return next(key for n in range(1, len(taken) + 2) if (key := f"o{n}") not in taken)


def new_question(questions: Sequence[SurveyQuestion], kind: QuestionKind, *, used: Used = ()) -> SurveyQuestion:
    """A question without words yet; one to choose from has two options to fill."""
    key = fresh_key(questions, used)
    options = (Option("o1"), Option("o2")) if kind.has_options else ()
    return SurveyQuestion(key, kind, {}, options=options)


def placed(questions: Sequence[SurveyQuestion], question: SurveyQuestion, at: int) -> Questions:
    """With a question put in at a place; past the end is at the end."""
    return (*questions[:at], question, *questions[at:])


def without(questions: Sequence[SurveyQuestion], key: str) -> Questions:
    """Without a question. What was shown after its answer says so until somebody changes it: silently asking everybody instead
    would be another survey."""
    return tuple(one for one in questions if one.key != key)


def moved(questions: Sequence[SurveyQuestion], key: str, to: int) -> Questions:
    """With a question at another place, no further than the ends."""
    question = next(one for one in questions if one.key == key)
    return placed(without(questions, key), question, max(0, min(to, len(questions) - 1)))


def duplicated(questions: Sequence[SurveyQuestion], key: str, *, used: Used = ()) -> tuple[Questions, str]:
    """With a copy right after a question, and the copy's key."""
    at = next(n for n, one in enumerate(questions) if one.key == key)
    copy = replace(questions[at], key=fresh_key(questions, used))
    return placed(questions, copy, at + 1), copy.key


def replaced(questions: Sequence[SurveyQuestion], question: SurveyQuestion) -> Questions:
    """With a question in the place of the one that has its key."""
    return tuple(question if one.key == question.key else one for one in questions)


def of_kind(question: SurveyQuestion, kind: QuestionKind) -> SurveyQuestion:
    """The question as another kind; options stay with a list, a scale goes."""
    options = question.options if kind.has_options else ()
    if kind.has_options and not options:
        options = (Option("o1"), Option("o2"))
    return replace(question, kind=kind, options=options, scale=None)


def worded(texts: Mapping[str, str], language: str, text: str) -> dict[str, str]:
    """Texts with one of them set; an empty one is none."""
    rest = {key: value for key, value in texts.items() if key != language}
    return rest | ({language: text} if text.strip() else {})


def read_questions(kept: Any) -> Questions:
    """The questions of a document that somebody may have written by hand. :class:`BadSurvey` ``survey_file`` where it is none,
    with the number of the question at fault."""
    if not isinstance(kept, list):
        raise BadSurvey("survey_file", "")
    found: list[SurveyQuestion] = []
    for number, one in enumerate(kept, start=1):
        try:
            _check_shape(one)
            found += from_plain([one])
        except (KeyError, ValueError, TypeError, IndexError, AttributeError):
            raise BadSurvey("survey_file", str(number)) from None
    return tuple(found)


def _check_shape(one: Mapping[str, Any]) -> None:
    """:class:`TypeError` where values are of another kind than :func:`as_plain` writes."""
    scale, condition = one.get("scale"), one.get("show_if") or {}
    texts = [one["texts"], *(option["texts"] for option in one.get("options") or ())]
    keys = [one["key"], *(option["key"] for option in one.get("options") or ())]
    right = (
        all(isinstance(key, str) and key for key in keys)
        and all(isinstance(words, dict) and all(isinstance(text, str) for text in words.values()) for words in texts)
        and isinstance(one.get("required", False), bool)
        and (scale is None or (len(scale) == 2 and all(type(end) is int for end in scale)))
        and all(type(value) in (int, float, str, bool) for value in condition.get("any_of") or ())
        and all(type(condition.get(bound)) in (int, float, type(None)) for bound in ("at_least", "at_most"))
    )
    if not right:
        raise TypeError("not as it is written")
