"""A survey on paper, A4, in one language or two: boxes large enough to tick, numbered as they are typed in afterwards.

What is asked of each slot or leader is a grid. Nobody's name is asked for. A page says in its foot which survey and version it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.pagesizes import A4

from eventdesk.domain.feedback import SurveyQuestion
from eventdesk.domain.survey_line import Cell
from eventdesk.errors import InvalidInput
from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.fonts import BOLD
from eventdesk.reports.paper import Paper
from eventdesk.reports.phrases import day
from eventdesk.reports.survey_form_blocks import GAP, MARGIN, ROOM, Block, Blocks
from resources.words import Words

_FOOT = 26.0


@dataclass(frozen=True)
class SurveyFormFacts:
    """What stands on the form; ``starts`` in the organisation's zone, ``cells`` all places to be filled, in their order."""

    organisation: str
    name: str
    title: str
    starts: datetime
    code: str
    number: int
    questions: tuple[SurveyQuestion, ...]
    cells: tuple[Cell, ...]


def write_survey_form(facts: SurveyFormFacts, words: Sequence[Words], *, file: Path) -> Path:
    """Writes the form in these languages, the first one large. :class:`InvalidInput` ``survey_no_places`` where nothing of it can be
    filled: all is asked of slots or leaders, and the event has none."""
    if not facts.cells:
        raise InvalidInput("survey_no_places", field="survey")

    def write(out: BinaryIO) -> None:
        _Form(out, facts, words).draw()

    return write_whole(file.parent, file.name, write, trouble="form_not_written")


class _Form:
    """Lays all out first: a page says how many there are."""

    def __init__(self, out: BinaryIO, facts: SurveyFormFacts, words: Sequence[Words]) -> None:
        self._facts, self._all, self._words = facts, words, words[0]
        self._paper = Paper(
            out, A4, title=f"{facts.name} \u2013 {facts.title}", author=facts.organisation, subject=facts.code,
            language=words[0].language,
        )  # fmt: skip

    def draw(self) -> None:
        """The pages, and the end of the file."""
        blocks = [self._head(), *Blocks(self._paper, self._facts.questions, self._facts.cells, self._all).made()]
        pages = self._pages(blocks)
        for number, page in enumerate(pages, start=1):
            self._paper.begin(A4)
            y = MARGIN
            for block in page:
                block.draw(y)
                y += block.height
            self._foot(number, len(pages))
        self._paper.save()

    @staticmethod
    def _pages(blocks: Sequence[Block]) -> list[list[Block]]:
        """Blocks on pages: one that belongs to the next goes with it, and rows of a grid get their head again."""
        room = A4[1] - 2 * MARGIN - _FOOT
        pages: list[list[Block]] = [[]]
        left = room
        for place, block in enumerate(blocks):
            if block.gap and not pages[-1]:
                continue
            if _together(blocks[place:]) > left and pages[-1]:
                pages.append([])
                left = room
                if block.head is not None:
                    pages[-1].append(block.head)
                    left -= block.head.height
            pages[-1].append(block)
            left -= block.height
        return pages

    def _head(self) -> Block:
        """The survey's name, the event, and how to fill the form in."""
        paper, facts = self._paper, self._facts
        hints = [line for words in self._all for line in paper.lines(words("survey_form.how"), size=10, room=ROOM)]
        titles = paper.lines(facts.name, font=BOLD, size=20, room=ROOM, most=2)

        def draw(y: float) -> None:
            paper.text(MARGIN, y + 10, facts.organisation, size=10, token="text2", room=ROOM)
            y = paper.block(MARGIN, y + 12, titles, font=BOLD, size=20, step=26)
            event = self._words("survey_form.event", title=facts.title, date=day(facts.starts, self._words))
            paper.text(MARGIN, y + 19, event, size=12, room=ROOM)
            y = paper.block(MARGIN, y + 24, hints, size=10, step=15, token="text2")
            paper.line(MARGIN, y + 9, MARGIN + ROOM, y + 9, "border-strong", line=0.8)

        return Block(12 + len(titles) * 26 + 24 + len(hints) * 15 + 9 + GAP, draw)

    def _foot(self, page: int, pages: int) -> None:
        paper, facts, words = self._paper, self._facts, self._words
        y = A4[1] - MARGIN
        paper.line(MARGIN, y - 14, MARGIN + ROOM, y - 14, "border")
        code = words("survey_form.code", code=facts.code, n=facts.number)
        wide = paper.text(MARGIN, y, code, font=BOLD, size=10)
        paper.text(MARGIN + wide + 14, y, words("survey_form.thanks"), size=9, token="text2", room=ROOM - wide - 90)
        paper.text(MARGIN + ROOM, y, words("survey_form.page", page=page, pages=pages), size=9, token="text2", anchor="end")


def _together(blocks: Sequence[Block]) -> float:
    """How high the first one is with all that must stand on its page below it."""
    high = 0.0
    for block in blocks:
        high += block.height
        if not block.with_next:
            break
    return 0.0 if blocks[0].gap else high
