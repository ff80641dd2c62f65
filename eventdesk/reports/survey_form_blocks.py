"""The questions of a paper form as blocks that are laid out under each other, each drawn from its upper edge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from reportlab.lib.pagesizes import A4

from eventdesk.domain.feedback import Condition, Per, QuestionKind, SurveyQuestion, Value
from eventdesk.domain.survey_line import Cell, letter
from eventdesk.reports.fonts import BOLD, REGULAR
from eventdesk.reports.paper import Paper
from eventdesk.reports.survey_form_boxes import BOX, draw_box, draw_face
from resources.words import Words

MARGIN = 46.0
ROOM = A4[0] - 2 * MARGIN
GAP = 10.0
_INDENT = 26.0
_LINE = 24.0
_ROW = 25.0
_LABEL = 165.0
_MOST_BOXES = 11
"""A longer scale gets a line to write the number on."""

_KEPT_WHOLE = 10
"""A grid of so many rows stays on one page."""


@dataclass(frozen=True)
class Block:
    """Something as high as ``height``; ``with_next``: not the last of a page; ``head``: what comes again above it on a new one."""

    height: float
    draw: Callable[[float], None]
    with_next: bool = False
    head: "Block | None" = None
    gap: bool = False
    """Only room between questions: none at the top of a page."""


@dataclass(frozen=True)
class Choice:
    """A box: what is typed for it, and how it reads, a text for each language."""

    typed: str
    texts: tuple[str, ...] = ()
    face: float | None = None
    """How much its face smiles, from -1 to 1."""


class Blocks:
    """Makes the blocks of all questions."""

    def __init__(self, paper: Paper, questions: Sequence[SurveyQuestion], cells: Sequence[Cell], words: Sequence[Words]) -> None:
        self._paper, self._questions, self._words = paper, questions, words
        self._cells: dict[str, list[Cell]] = {}
        for cell in cells:
            self._cells.setdefault(cell.question.key, []).append(cell)

    def made(self) -> list[Block]:
        """All of them, in order. A question of each slot stays away where there is no slot."""
        found: list[Block] = []
        for number, question in enumerate(self._questions, start=1):
            cells = self._cells.get(question.key, [])
            if cells:
                found += [self._asked(number, question), *self._answers(question, cells), Block(GAP, _nothing, gap=True)]
        return found

    # -- what is asked

    def _asked(self, number: int, question: SurveyQuestion) -> Block:
        paper, lines = self._paper, list[tuple[str, str, float, str]]()
        for place, text in enumerate(self._texts(question)):
            font, size = (BOLD, 12.5) if not place else (REGULAR, 10.5)
            token = "text" if not place else "text2"
            found = paper.lines(text, font=font, size=size, room=ROOM - _INDENT)
            lines += [(line, font, size, token) for line in found]
        for text in self._notes(question):
            lines += [(line, REGULAR, 9.5, "text2") for line in paper.lines(text, size=9.5, room=ROOM - _INDENT)]

        def draw(y: float) -> None:
            paper.text(MARGIN, y + 15, str(number), font=BOLD, size=13, token="accent")
            for text, font, size, token in lines:
                y += size + 5.5
                paper.text(MARGIN + _INDENT, y - 3, text, font=font, size=size, token=token)

        return Block(sum(size + 5.5 for _, _, size, _ in lines) + 4, draw, with_next=True)

    def _texts(self, question: SurveyQuestion) -> list[str]:
        """The question in each language of the form that it has, else in the one it has."""
        found = [question.texts[words.language] for words in self._words if question.texts.get(words.language, "").strip()]
        return found or [question.text(self._words[0].language)]

    def _notes(self, question: SurveyQuestion) -> list[str]:
        notes = []
        for words in self._words:
            notes += [words("survey_form.several")] if question.kind is QuestionKind.MULTIPLE else []
            notes += [self._condition(question.show_if, words)] if question.show_if is not None else []
        return notes

    def _condition(self, condition: Condition, words: Words) -> str:
        place, on = next((n, one) for n, one in enumerate(self._questions, start=1) if one.key == condition.question)
        if condition.any_of:
            chosen = words("common.list_sep").join(_typed(on, value) for value in condition.any_of)
            return words("survey_form.only_after", n=place, answers=chosen)
        low, high = condition.at_least, condition.at_most
        if low is not None and high is not None:
            return words("survey_form.only_between", n=place, low=f"{low:g}", high=f"{high:g}")
        if low is not None:
            return words("survey_form.only_from", n=place, low=f"{low:g}")
        return words("survey_form.only_to", n=place, high=f"{high or 0:g}")

    # -- where it is answered

    def _answers(self, question: SurveyQuestion, cells: Sequence[Cell]) -> list[Block]:
        choices = self._choices(question)
        if question.per is not Per.EVENT:
            return self._grid(question, cells, choices)
        if question.kind is QuestionKind.TEXT:
            return [Block(3 * _LINE, partial(self._lines, 3))]
        if not choices:
            return [Block(_LINE + 4, self._number)]
        if question.kind.has_options or question.kind is QuestionKind.YES_NO:
            return self._list(choices)
        said = partial(self._ends, question, MARGIN + _INDENT, _step(len(choices)), len(choices))
        ends = [Block(14, said)] if question.kind is not QuestionKind.SMILEY else []
        faces = any(choice.face is not None for choice in choices)
        return [Block(_ROW + (16 if faces else 2), partial(self._scale, choices), with_next=bool(ends)), *ends]

    def _choices(self, question: SurveyQuestion) -> list[Choice]:
        """The boxes of a question; none where a number is written."""
        if question.kind is QuestionKind.TEXT:
            return []
        if question.kind is QuestionKind.YES_NO:
            both = (("Y", "yes"), ("N", "no"))
            return [Choice(typed, tuple(words(f"survey_form.{key}") for words in self._words)) for typed, key in both]
        if question.kind.has_options:
            return [
                Choice(letter(place), tuple(dict.fromkeys(question.option_text(one.key, words.language) for words in self._words)))
                for place, one in enumerate(question.options)
            ]
        low, high = question.ends
        if high - low >= _MOST_BOXES:
            return []
        smiles = question.kind is QuestionKind.SMILEY
        return [
            Choice(str(value), face=2 * (value - low) / (high - low) - 1 if smiles else None) for value in range(low, high + 1)
        ]

    def _scale(self, choices: Sequence[Choice], y: float) -> None:
        step = _step(len(choices))
        for place, choice in enumerate(choices):
            x = MARGIN + _INDENT + place * step
            if choice.face is not None:
                draw_face(self._paper, x + 16, y + 19, 15, choice.face)
                draw_box(self._paper, x + 42, y + 19, choice.typed)
            else:
                draw_box(self._paper, x, y + _ROW / 2, choice.typed)

    def _ends(self, question: SurveyQuestion, first: float, step: float, count: int, y: float) -> None:
        """What the ends of a scale mean, below or above its outer boxes."""
        low, high = question.ends
        kind = "nps" if question.kind is QuestionKind.NPS else "rating"
        said = [
            " ".join(words(f"survey_form.{kind}_{end}") for words in self._words)
            for end in ("low", "high")
        ]  # fmt: skip
        last = first + (count - 1) * step
        self._paper.text(first, y + 9, f"{low} = {said[0]}", size=9, token="text2")
        wide = self._paper.wide(f"{high} = {said[1]}", size=9)
        first_end = first + self._paper.wide(f"{low} = {said[0]}", size=9) + 14
        self._paper.text(min(max(last, first_end), MARGIN + ROOM - wide), y + 9, f"{high} = {said[1]}", size=9, token="text2")

    def _list(self, choices: Sequence[Choice]) -> list[Block]:
        """Options under each other, or two in a row where all are short."""
        half = (ROOM - _INDENT) / 2
        said = [self._words[0]("survey_form.between").join(choice.texts) for choice in choices]
        short = len(choices) > 1 and all(self._paper.wide(text, size=11.5) < half - BOX - 34 for text in said)
        columns = 2 if short else 1
        found = []
        for start in range(0, len(choices), columns):
            row = list(zip(choices[start : start + columns], said[start : start + columns], strict=True))
            room = (ROOM - _INDENT) / columns - BOX - 26
            lines = [self._paper.lines(text, size=11.5, room=room) for _, text in row]
            high = max(_ROW, 8 + 15 * max(map(len, lines)))
            found.append(Block(high, partial(self._options, [choice for choice, _ in row], lines, half)))
        return found

    def _options(self, choices: Sequence[Choice], lines: Sequence[Sequence[str]], half: float, y: float) -> None:
        for place, (choice, text) in enumerate(zip(choices, lines, strict=True)):
            x = MARGIN + _INDENT + place * half
            draw_box(self._paper, x, y + _ROW / 2, choice.typed)
            self._paper.block(x + BOX + 22, y + 1.5, text, size=11.5, step=15)

    def _lines(self, count: int, y: float) -> None:
        for place in range(1, count + 1):
            self._paper.line(MARGIN + _INDENT, y + place * _LINE - 2, MARGIN + ROOM, y + place * _LINE - 2, "muted", line=0.6)

    def _number(self, y: float) -> None:
        self._paper.line(MARGIN + _INDENT, y + _LINE - 2, MARGIN + _INDENT + 90, y + _LINE - 2, "muted", line=0.6)

    # -- grids

    def _grid(self, question: SurveyQuestion, cells: Sequence[Cell], choices: Sequence[Choice]) -> list[Block]:
        """A row for each slot or leader, and above them what each column means."""
        if len(choices) > _MOST_BOXES:
            choices = []
        legend = self._legend(question, choices)
        found: list[Block] = [legend] if legend is not None else []
        for place, cell in enumerate(cells):
            together = place < len(cells) - 1 and (not place or len(cells) <= _KEPT_WHOLE)
            row = Block(_ROW + 2, partial(self._row, cell, choices, place % 2 == 0), head=legend, with_next=together)
            found.append(row)
        return found

    def _legend(self, question: SurveyQuestion, choices: Sequence[Choice]) -> Block | None:
        if question.kind.scaled and choices and question.kind is not QuestionKind.SMILEY:
            ends = partial(self._ends, question, MARGIN + _INDENT + _LABEL, _grid_step(len(choices)), len(choices))
            return Block(15, ends, with_next=True)
        said = [
            self._words[0]("survey_form.option", typed=choice.typed, text=self._words[0]("survey_form.between").join(choice.texts))
            for choice in choices
            if choice.texts
        ]
        lines = self._paper.lines(self._words[0]("survey_form.apart").join(said), size=10.5, room=ROOM - _INDENT) if said else []
        if not lines:
            return None
        return Block(
            15 * len(lines) + 4, lambda y: _ignore(self._paper.block(MARGIN + _INDENT, y, lines, size=10.5, step=15)), with_next=True
        )

    def _row(self, cell: Cell, choices: Sequence[Choice], shaded: bool, y: float) -> None:
        paper, middle = self._paper, y + (_ROW + 2) / 2
        if shaded:
            paper.rect(MARGIN + _INDENT - 4, y, ROOM - _INDENT + 4, _ROW + 2, fill="sunken", radius=4)
        paper.middle(MARGIN + _INDENT, middle, cell.subject.title, size=11, room=_LABEL - 10)
        left = MARGIN + _INDENT + _LABEL
        if not choices:
            wide = ROOM - _INDENT - _LABEL if cell.question.kind is QuestionKind.TEXT else 90
            paper.line(left, y + _ROW - 4, left + wide, y + _ROW - 4, "muted", line=0.6)
            return
        step = _grid_step(len(choices))
        for place, choice in enumerate(choices):
            x = left + place * step
            if choice.face is not None and step > 50:
                draw_face(paper, x + 9, middle, 9, choice.face)
                draw_box(paper, x + 21, middle, choice.typed, small=True)
            else:
                draw_box(paper, x, middle, choice.typed, small=True)


def _typed(question: SurveyQuestion, value: Value) -> str:
    """What stands beside the box of an answer."""
    if question.kind is QuestionKind.YES_NO:
        return "Y" if value else "N"
    keys = [option.key for option in question.options]
    return letter(keys.index(str(value))) if str(value) in keys else str(value)


def _step(count: int) -> float:
    return min(92.0, float(ROOM - _INDENT) / count)


def _grid_step(count: int) -> float:
    return min(58.0, float(ROOM - _INDENT - _LABEL) / count)


def _nothing(y: float) -> None:
    """Only room."""


def _ignore(value: object) -> None:
    """For a call whose value nobody needs."""
