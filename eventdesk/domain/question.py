"""An event's own questions and what may be answered to them."""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

Answer = str | int | float | bool | list[str]
"""An answer as it is kept: text, a number, yes or no, one option, or several in the question's order."""

LONGEST_ANSWER = 2_000
LONGEST_QUESTION = 200
MOST_OPTIONS = 50

_YES = frozenset({"yes", "y", "true", "1", "是", "有", "需要", "要", "对", "√"})
_NO = frozenset({"no", "n", "false", "0", "否", "无", "没有", "不需要", "不要", "不", "×"})
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,6})?")
_BETWEEN = re.compile(r"[,;，、；┋\n|]")


class QuestionKind(StrEnum):
    """What an answer is."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    SINGLE = "single"
    MULTIPLE = "multiple"

    @property
    def has_options(self) -> bool:
        """Whether one chooses from a list."""
        return self in (QuestionKind.SINGLE, QuestionKind.MULTIPLE)


class BadAnswer(ValueError):
    """An answer that the question does not take. ``code`` says why: ``answer_long``, ``answer_number``,
    ``answer_yes_no``, ``answer_option``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_answer(kind: QuestionKind, options: Sequence[str], given: Answer | None) -> Answer | None:
    """What was typed or chosen, as it is kept; None for nothing. :class:`BadAnswer` where it can't be taken.

    Texts are read as people write them: full-width digits, a yes in Chinese or English, options in any case and
    separated by any of the usual marks. An option that holds such a mark itself is given in a list.
    """
    if given is None or (isinstance(given, str | list) and not (given.strip() if isinstance(given, str) else given)):
        return None
    match kind:
        case QuestionKind.TEXT:
            text = _text(given)
            if len(text) > LONGEST_ANSWER:
                raise BadAnswer("answer_long")
            return text
        case QuestionKind.NUMBER:
            return _number(given)
        case QuestionKind.YES_NO:
            return _yes_no(given)
        case QuestionKind.SINGLE:
            return _option(options, _text(given))
        case QuestionKind.MULTIPLE:
            return _several(options, given) or None


def _text(given: Answer) -> str:
    if not isinstance(given, str):
        raise BadAnswer("answer_option")
    return given.strip()


def _number(given: Answer) -> int | float:
    if isinstance(given, bool | list):
        raise BadAnswer("answer_number")
    text = unicodedata.normalize("NFKC", str(given)).strip()
    if _NUMBER.fullmatch(text) is None:
        raise BadAnswer("answer_number")
    number = float(text)
    return int(number) if number.is_integer() else number


def _yes_no(given: Answer) -> bool:
    if isinstance(given, bool):
        return given
    word = unicodedata.normalize("NFKC", str(given)).strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise BadAnswer("answer_yes_no")


def _option(options: Sequence[str], text: str) -> str:
    for option in options:
        if option.casefold() == text.strip().casefold():
            return option
    raise BadAnswer("answer_option")


def _several(options: Sequence[str], given: Answer) -> list[str]:
    if isinstance(given, str):
        # One option may hold a comma itself.
        whole = [option for option in options if option.casefold() == given.strip().casefold()]
        parts = whole or [part for part in _BETWEEN.split(given) if part.strip()]
    elif isinstance(given, list):
        parts = given
    else:
        raise BadAnswer("answer_option")
    chosen = {_option(options, _text(part)) for part in parts}
    return [option for option in options if option in chosen]


def tidy_options(options: Sequence[str]) -> list[str]:
    """Options without blanks and doubles, in their order."""
    found: dict[str, str] = {}
    for option in options:
        if option.strip():
            found.setdefault(option.strip().casefold(), option.strip())
    return list(found.values())
