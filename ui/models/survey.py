"""A survey that is being built: what it says now, the steps back and forth, and whether anything of it is not saved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from eventdesk.domain.feedback import QuestionKind, SurveyQuestion, as_plain, from_plain
from eventdesk.domain.survey_edit import (
    Problem,
    Questions,
    duplicated,
    moved,
    new_question,
    placed,
    problems,
    replaced,
    without,
)

if TYPE_CHECKING:
    from eventdesk.services.survey_views import SurveyView

_MOST_STEPS = 200


@dataclass(frozen=True)
class Sheet:
    """One step: the survey's name and what it asks."""

    name: str
    questions: Questions


class SurveySession:
    """``base`` is the survey as it was read; ``chosen`` the key of the question that is open."""

    def __init__(self, base: "SurveyView") -> None:
        self.base = base
        self.sheet = Sheet(base.name, base.questions)
        self.chosen = base.questions[0].key if base.questions else ""
        self._past: list[Sheet] = []
        self._ahead: list[Sheet] = []
        self._merge = ""

    # -- what it says

    @property
    def dirty(self) -> bool:
        """Whether anything is not saved."""
        return self.sheet.name != self.base.name or as_plain(self.sheet.questions) != as_plain(self.base.questions)

    @property
    def next_version(self) -> bool:
        """Whether saving makes the next version: what was answered stays as it was asked."""
        return self.base.answered and as_plain(self.sheet.questions) != as_plain(self.base.questions)

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong, by the question's key; "" is the survey as a whole."""
        found: dict[str, str] = {}
        for one in (*problems(self.sheet.questions), *self._nameless()):
            found.setdefault(one.question, one.code)
        return found

    def _nameless(self) -> tuple[Problem, ...]:
        return () if self.sheet.name.strip() else (Problem("", "survey_name_missing"),)

    @property
    def question(self) -> SurveyQuestion | None:
        """The question that is open."""
        return next((one for one in self.sheet.questions if one.key == self.chosen), None)

    @property
    def place(self) -> int:
        """The place of the question that is open, -1 without one."""
        return next((n for n, one in enumerate(self.sheet.questions) if one.key == self.chosen), -1)

    @property
    def used(self) -> frozenset[tuple[str, str]]:
        """Keys that are not to be given again."""
        return self.base.used

    @property
    def can_undo(self) -> bool:
        """Whether there is a step before this one."""
        return bool(self._past)

    # -- steps

    def rename(self, name: str) -> None:
        """Set the name; typing on is one step."""
        self._step(replace(self.sheet, name=name), merge="name")

    def put(self, question: SurveyQuestion, *, merge: str = "") -> None:
        """Change a question; steps that follow each other with the same ``merge`` are one."""
        self._step(replace(self.sheet, questions=replaced(self.sheet.questions, question)), merge=merge)

    def add(self, kind: QuestionKind) -> None:
        """A new question after the one that is open, and open that."""
        made = new_question(self.sheet.questions, kind, used=self.used)
        at = self.place + 1 if self.place >= 0 else len(self.sheet.questions)
        self._step(replace(self.sheet, questions=placed(self.sheet.questions, made, at)))
        self.chosen = made.key

    def remove(self, key: str) -> None:
        """Take a question out; its neighbour is open then."""
        place = next(n for n, one in enumerate(self.sheet.questions) if one.key == key)
        self._step(replace(self.sheet, questions=without(self.sheet.questions, key)))
        if self.chosen == key:
            left = self.sheet.questions
            self.chosen = left[min(place, len(left) - 1)].key if left else ""

    def duplicate(self, key: str) -> None:
        """A copy below, and open that."""
        questions, self.chosen = duplicated(self.sheet.questions, key, used=self.used)
        self._step(replace(self.sheet, questions=questions))

    def move(self, key: str, by: int) -> None:
        """Move a question up or down."""
        place = next(n for n, one in enumerate(self.sheet.questions) if one.key == key)
        questions = moved(self.sheet.questions, key, place + by)
        if questions != self.sheet.questions:
            self._step(replace(self.sheet, questions=questions))

    def undo(self) -> bool:
        """The step before; False where there is none."""
        return self._swap(self._past, self._ahead)

    def redo(self) -> bool:
        """The step that was undone."""
        return self._swap(self._ahead, self._past)

    def _swap(self, here: list[Sheet], there: list[Sheet]) -> bool:
        self._merge = ""
        if not here:
            return False
        there.append(self.sheet)
        self.sheet = here.pop()
        if self.question is None:
            self.chosen = self.sheet.questions[0].key if self.sheet.questions else ""
        return True

    def _step(self, sheet: Sheet, *, merge: str = "") -> None:
        if sheet == self.sheet:
            return
        if not merge or merge != self._merge:
            self._past = [*self._past[-_MOST_STEPS:], self.sheet]
        self._merge, self._ahead, self.sheet = merge, [], sheet

    # -- kept and found again

    def saved(self, base: "SurveyView") -> None:
        """It was written; steps stay. What was typed while it was being written is not saved yet."""
        self.base = base

    def plain(self) -> dict[str, Any]:
        """What is not saved, as plain values."""
        return {"name": self.sheet.name, "questions": as_plain(self.sheet.questions), "chosen": self.chosen,
                "revision": self.base.revision}  # fmt: skip

    def take(self, kept: Mapping[str, Any]) -> None:
        """Take up what was not saved. It goes on from the revision that it was made from: saving tells of another one."""
        self._step(Sheet(str(kept["name"]), from_plain(kept["questions"])))
        self.chosen = str(kept["chosen"])
        self.base = replace(self.base, revision=int(kept["revision"]))
