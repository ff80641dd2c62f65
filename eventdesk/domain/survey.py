"""Surveys that come with the program, and what of a survey a screen at the exit can ask.

The words of a built-in survey are ``surveys.<key>`` of the catalogues; whoever makes one hands them in, in every language at once.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from eventdesk.domain.feedback import Per, QuestionKind, SurveyQuestion

Texts = Callable[[str], Mapping[str, str]]
"""From a key of the catalogues to its text by language."""


class BuiltIn(StrEnum):
    """A survey that comes with the program."""

    EVENT = "event"
    """After an event, for families: seven questions."""
    SMILEYS = "smileys"
    """Three questions with three faces, which a child of three answers alone."""
    ADULTS = "adults"
    """What a parent answers in half a minute at the exit."""


_QUESTIONS: dict[BuiltIn, tuple[tuple[str, QuestionKind, bool, Per], ...]] = {
    BuiltIn.EVENT: (
        ("overall", QuestionKind.RATING, True, Per.EVENT), ("content", QuestionKind.RATING, False, Per.EVENT),
        ("staff", QuestionKind.RATING, False, Per.EVENT), ("order", QuestionKind.RATING, False, Per.EVENT),
        ("recommend", QuestionKind.NPS, False, Per.EVENT), ("good", QuestionKind.TEXT, False, Per.EVENT),
        ("better", QuestionKind.TEXT, False, Per.EVENT),
    ),
    BuiltIn.SMILEYS: (
        ("happy", QuestionKind.SMILEY, True, Per.EVENT), ("teacher", QuestionKind.SMILEY, True, Per.EVENT),
        ("again", QuestionKind.SMILEY, True, Per.EVENT),
    ),
    BuiltIn.ADULTS: (
        ("overall", QuestionKind.RATING, True, Per.EVENT), ("recommend", QuestionKind.NPS, False, Per.EVENT),
        ("better", QuestionKind.TEXT, False, Per.EVENT),
    ),
}  # fmt: skip


def built_in(which: BuiltIn, texts: Texts) -> tuple[SurveyQuestion, ...]:
    """The questions of a built-in survey. What two of them ask has one key, so that their answers are counted together."""
    return tuple(
        SurveyQuestion(key, kind, dict(texts(f"question_{key}")), required=required, per=per)
        for key, kind, required, per in _QUESTIONS[which]
    )


def for_children(questions: Sequence[SurveyQuestion]) -> bool:
    """Whether a child can answer all of it by pressing faces: smileys of three, each asked once, whatever was answered before."""
    return bool(questions) and all(
        one.kind is QuestionKind.SMILEY and one.ends == (1, 3) and one.per is Per.EVENT and one.show_if is None for one in questions
    )


def for_adults(questions: Sequence[SurveyQuestion]) -> bool:
    """Whether the page for adults at the exit can ask all of it: at most four questions with points or words, each asked once."""
    kinds = (QuestionKind.RATING, QuestionKind.NPS, QuestionKind.TEXT)
    return 0 < len(questions) <= 4 and all(
        one.kind in kinds
        and one.per is Per.EVENT
        and one.show_if is None
        and (one.kind is not QuestionKind.RATING or one.ends == (1, 5))
        for one in questions
    )
