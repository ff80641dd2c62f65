"""Surveys after an event: questions, what may be answered to them, which of them are shown, and when a response is complete.

How answers become figures is told by :mod:`~eventdesk.domain.feedback_figures`. An event's questions at registration are others
(:mod:`~eventdesk.domain.question`).
"""

import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from eventdesk.domain.digests import canonical

Value = int | float | str | bool | list[str]
"""An answer as it is kept: a number, a text, yes or no, or the keys of options."""

SubjectKey = tuple[str, str]
"""A question's key and what it is asked about: a slot's code or a leader's name, "" where it is asked once."""

LONGEST_TEXT = 4_000
MOST_QUESTIONS = 100
NPS_SCALE = (0, 10)
RATING_SCALE = (1, 5)
SMILEY_SCALE = (1, 3)


class QuestionKind(StrEnum):
    """What an answer is."""

    RATING = "rating"
    SMILEY = "smiley"
    NPS = "nps"
    SINGLE = "single"
    MULTIPLE = "multiple"
    TEXT = "text"
    YES_NO = "yes_no"

    @property
    def scaled(self) -> bool:
        """Whether answers are whole numbers of a scale."""
        return self in (QuestionKind.RATING, QuestionKind.SMILEY, QuestionKind.NPS)

    @property
    def has_options(self) -> bool:
        """Whether one chooses from a list."""
        return self in (QuestionKind.SINGLE, QuestionKind.MULTIPLE)


class Per(StrEnum):
    """How often a question is asked: once, or for each slot or leader."""

    EVENT = "event"
    SLOT = "slot"
    LEADER = "leader"


class SurveyState(StrEnum):
    """Whether a survey takes responses."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class ResponseSource(StrEnum):
    """How a response came."""

    KIOSK = "kiosk"
    PAPER = "paper"
    IMPORT = "import"
    INVITATION = "invitation"
    DESK = "desk"


class BadSurvey(ValueError):
    """Questions that make no survey. ``code`` says why, ``question`` the key of the one at fault: ``survey_empty``, ``survey_long``,
    ``survey_key_twice``, ``survey_text_missing``, ``survey_options_missing``, ``survey_scale``, ``survey_condition``."""

    def __init__(self, code: str, question: str = "") -> None:
        super().__init__(code)
        self.code, self.question = code, question


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from: what is kept, and how it reads by language."""

    key: str
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Condition:
    """A question is shown only after such an answer to an earlier one: one of ``any_of``, or a number between the bounds, included."""

    question: str
    any_of: tuple[Value, ...] = ()
    at_least: float | None = None
    at_most: float | None = None

    def holds(self, answer: Value | None) -> bool:
        """Whether the answer is such a one; a skipped question's never is."""
        if answer is None:
            return False
        if self.any_of:
            given = answer if isinstance(answer, list) else [answer]
            return any(type(one) is type(wanted) and one == wanted for one in given for wanted in self.any_of)
        if isinstance(answer, bool) or not isinstance(answer, int | float):
            return False
        return (self.at_least is None or answer >= self.at_least) and (self.at_most is None or answer <= self.at_most)


@dataclass(frozen=True)
class SurveyQuestion:
    """One question of a survey. ``texts`` by language; ``scale`` is both ends, included, of kinds that have one."""

    key: str
    kind: QuestionKind
    texts: Mapping[str, str]
    options: tuple[Option, ...] = ()
    scale: tuple[int, int] | None = None
    required: bool = False
    per: Per = Per.EVENT
    show_if: Condition | None = None

    @property
    def ends(self) -> tuple[int, int]:
        """The ends of the scale: the usual ones of the kind unless the question says others."""
        usual = {QuestionKind.NPS: NPS_SCALE, QuestionKind.SMILEY: SMILEY_SCALE}.get(self.kind, RATING_SCALE)
        return self.scale or usual

    @property
    def content_from(self) -> int:
        """From which value on somebody is content: the upper two of five and more, the uppermost of fewer."""
        low, high = self.ends
        return high - 1 if high - low >= 4 else high

    def text(self, language: str) -> str:
        """The question in a language, or in another one where it has none in this."""
        return self.texts.get(language) or next(iter(self.texts.values()), self.key)

    def option_text(self, key: str, language: str) -> str:
        """How an option reads in a language; its key where it isn't one of this question's."""
        texts = next((option.texts for option in self.options if option.key == key), {})
        return texts.get(language) or next(iter(texts.values()), key)

    def fits(self, value: Value) -> bool:
        """Whether an answer is one that the question takes; what isn't is kept as invalid."""
        if self.kind.scaled:
            low, high = self.ends
            return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        if self.kind is QuestionKind.YES_NO:
            return isinstance(value, bool)
        if self.kind is QuestionKind.TEXT:
            return isinstance(value, str) and bool(value.strip()) and len(value) <= LONGEST_TEXT
        keys = {option.key for option in self.options}
        if self.kind is QuestionKind.SINGLE:
            return isinstance(value, str) and value in keys
        return isinstance(value, list) and bool(value) and len(set(value)) == len(value) and set(value) <= keys


def check_survey(questions: Sequence[SurveyQuestion]) -> None:
    """:class:`BadSurvey` where the questions can't be asked."""
    if not questions:
        raise BadSurvey("survey_empty")
    if len(questions) > MOST_QUESTIONS:
        raise BadSurvey("survey_long")
    before: set[str] = set()
    for question in questions:
        check_question(question, before)
        before.add(question.key)


def check_question(question: SurveyQuestion, before: Collection[str]) -> None:
    """:class:`BadSurvey` where this one can't be asked after those with the keys ``before``."""
    low, high = question.ends
    keys = [option.key for option in question.options]
    if not question.key or question.key in before:
        raise BadSurvey("survey_key_twice", question.key)
    if not any(text.strip() for text in question.texts.values()):
        raise BadSurvey("survey_text_missing", question.key)
    if question.kind.has_options and (not keys or len(set(keys)) < len(keys)):
        raise BadSurvey("survey_options_missing", question.key)
    if question.kind.scaled and not (
        0 <= low < high <= 100 and (question.kind is not QuestionKind.NPS or (low, high) == NPS_SCALE)
    ):
        raise BadSurvey("survey_scale", question.key)
    if question.show_if is not None and question.show_if.question not in before:
        raise BadSurvey("survey_condition", question.key)


def shown_questions(
    questions: Sequence[SurveyQuestion], answers: Mapping[SubjectKey, Value]
) -> tuple[SurveyQuestion, ...]:
    """The questions to ask somebody who has answered this so far, in their order.

    A question that depends on a hidden one is hidden too, whatever was answered to that before it was hidden. Where the other
    question is asked of several slots or leaders, one fitting answer is enough.
    """
    shown: list[SurveyQuestion] = []
    keys: set[str] = set()
    for question in questions:
        condition = question.show_if
        if condition is None or (
            condition.question in keys
            and any(condition.holds(value) for (key, _), value in answers.items() if key == condition.question)
        ):
            shown.append(question)
            keys.add(question.key)
    return tuple(shown)


def lacking(
    questions: Sequence[SurveyQuestion],
    answers: Mapping[SubjectKey, Value],
    *,
    subjects: Mapping[Per, Sequence[str]] | None = None,
) -> tuple[SubjectKey, ...]:
    """The required questions that are shown and have no answer that fits. ``subjects`` are the slots and leaders that the response
    is about; where none are given a question that is asked for each needs one answer at least."""
    found: list[SubjectKey] = []
    for question in shown_questions(questions, answers):
        if not question.required:
            continue
        wanted = (subjects or {}).get(question.per, ()) if question.per is not Per.EVENT else ("",)
        fitting = {about for (key, about), value in answers.items() if key == question.key and question.fits(value)}
        if wanted:
            found += [(question.key, about) for about in wanted if about not in fitting]
        elif not fitting:
            found.append((question.key, ""))
    return tuple(found)


def is_complete(
    questions: Sequence[SurveyQuestion],
    answers: Mapping[SubjectKey, Value],
    *,
    subjects: Mapping[Per, Sequence[str]] | None = None,
) -> bool:
    """Whether a response says something, and all that had to be said."""
    return bool(answers) and not lacking(questions, answers, subjects=subjects)


def as_plain(questions: Sequence[SurveyQuestion]) -> list[dict[str, Any]]:
    """The questions as they are kept; :func:`from_plain` reads them again."""
    return [
        {
            "key": q.key, "kind": q.kind.value, "texts": dict(q.texts),
            "options": [{"key": option.key, "texts": dict(option.texts)} for option in q.options],
            "scale": list(q.ends) if q.kind.scaled else None, "required": q.required, "per": q.per.value,
            "show_if": None if q.show_if is None else {
                "question": q.show_if.question, "any_of": list(q.show_if.any_of), "at_least": q.show_if.at_least,
                "at_most": q.show_if.at_most,
            },
        }
        for q in questions
    ]  # fmt: skip


def from_plain(kept: Sequence[Mapping[str, Any]]) -> tuple[SurveyQuestion, ...]:
    """The questions of :func:`as_plain`; what is left out there has its usual value."""
    return tuple(
        SurveyQuestion(
            key=q["key"], kind=QuestionKind(q["kind"]), texts=dict(q["texts"]),
            options=tuple(Option(o["key"], dict(o["texts"])) for o in q.get("options") or ()),
            scale=None if not q.get("scale") else (q["scale"][0], q["scale"][1]), required=bool(q.get("required")),
            per=Per(q.get("per") or Per.EVENT), show_if=_condition(q.get("show_if")),
        )
        for q in kept
    )  # fmt: skip


def _condition(kept: Mapping[str, Any] | None) -> Condition | None:
    if not kept:
        return None
    return Condition(kept["question"], tuple(kept.get("any_of") or ()), kept.get("at_least"), kept.get("at_most"))


def questions_digest(questions: Sequence[SurveyQuestion]) -> str:
    """SHA-256, in hex, of what is asked: the same questions, the same digest."""
    return hashlib.sha256(canonical(as_plain(questions))).hexdigest()


def respondent_mark(secret: str, phone: str) -> str:
    """What tells one respondent from another: a keyed hash, from which nobody reads a phone. ``secret`` stays in the desk's file."""
    return hmac.new(secret.encode(), b"respondent:" + phone.encode(), hashlib.sha256).hexdigest()
