"""Answers as people give them, and those that a question does not take."""

from typing import Any

import pytest

from eventdesk.domain.question import LONGEST_ANSWER, BadAnswer, QuestionKind, read_answer, tidy_options

OPTIONS = ["自驾", "地铁", "Bus, coach"]


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        (QuestionKind.TEXT, "  推车 ", "推车"),
        (QuestionKind.TEXT, "   ", None),
        (QuestionKind.NUMBER, "１２", 12),
        (QuestionKind.NUMBER, "1.50", 1.5),
        (QuestionKind.NUMBER, 3, 3),
        (QuestionKind.NUMBER, "-2", -2),
        (QuestionKind.YES_NO, "是", True),
        (QuestionKind.YES_NO, "No", False),
        (QuestionKind.YES_NO, False, False),
        (QuestionKind.SINGLE, "bus, COACH", "Bus, coach"),
        (QuestionKind.SINGLE, "", None),
        (QuestionKind.MULTIPLE, "地铁、自驾", ["自驾", "地铁"]),
        (QuestionKind.MULTIPLE, "Bus, coach", ["Bus, coach"]),
        (QuestionKind.MULTIPLE, ["Bus, coach", "地铁", "地铁"], ["地铁", "Bus, coach"]),
        (QuestionKind.MULTIPLE, [], None),
        (QuestionKind.TEXT, None, None),
    ],
)
def test_answers_as_they_are_kept(kind: QuestionKind, given: Any, kept: Any) -> None:
    found = read_answer(kind, OPTIONS, given)
    assert found == kept and type(found) is type(kept)


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        (QuestionKind.TEXT, "字" * (LONGEST_ANSWER + 1), "answer_long"),
        (QuestionKind.NUMBER, "两个", "answer_number"),
        (QuestionKind.NUMBER, "1e5", "answer_number"),
        (QuestionKind.NUMBER, True, "answer_number"),
        (QuestionKind.NUMBER, "1" * 13, "answer_number"),
        (QuestionKind.YES_NO, "也许", "answer_yes_no"),
        (QuestionKind.SINGLE, "骑车", "answer_option"),
        (QuestionKind.SINGLE, ["自驾"], "answer_option"),
        (QuestionKind.MULTIPLE, "自驾、骑车", "answer_option"),
        (QuestionKind.MULTIPLE, True, "answer_option"),
    ],
)
def test_answers_that_are_not_taken(kind: QuestionKind, given: Any, code: str) -> None:
    with pytest.raises(BadAnswer) as raised:
        read_answer(kind, OPTIONS, given)
    assert raised.value.code == code


def test_options_are_tidied() -> None:
    assert tidy_options([" A ", "", "b", "a", "B"]) == ["A", "b"]
