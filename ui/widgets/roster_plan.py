"""What a roster's grid shows: heads of its rows and columns, and what stands in a cell. Knows no rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from ui.widgets.paint import Tone


class Mark(Enum):
    """What a cell says. ``BUSY``: could, were it not for what else the person does; ``AWAY``: can't."""

    HELD = "held"
    NEW = "new"
    GONE = "gone"
    FREE = "free"
    BUSY = "busy"
    AWAY = "away"

    @property
    def is_held(self) -> bool:
        """Whether the person has the shift as the grid stands."""
        return self in (Mark.HELD, Mark.NEW)


@dataclass(frozen=True)
class Cell:
    """A mark with its badges: pinned, held against a rule that was waived or (``broken``) not, and ``answer``, an icon."""

    mark: Mark
    pinned: bool = False
    waived: bool = False
    broken: bool = False
    answer: str = ""


@dataclass(frozen=True)
class Head:
    """A row's or column's head: ``status`` is a short fact with an icon; ``short`` tints its cells; ``face`` draws an avatar
    of ``title``; ``dim`` is for who is no longer there; ``brief`` stands in the place of ``line`` where that has no room."""

    key: str
    title: str
    line: str = ""
    status: str = ""
    icon: str = ""
    tone: Tone = Tone.NEUTRAL
    short: bool = False
    face: bool = False
    dim: bool = False
    brief: str = ""

    @property
    def spoken(self) -> str:
        """For screen readers and tooltips."""
        return " \u00b7 ".join(filter(None, (self.title, self.line, self.status)))


class Board(Protocol):
    """What the grid asks; rows and columns are counted from 0."""

    @property
    def rows(self) -> Sequence[Head]: ...

    @property
    def columns(self) -> Sequence[Head]: ...

    def cell(self, row: int, column: int) -> Cell:
        """What stands there."""

    def tip(self, row: int, column: int) -> str:
        """Why it stands there, or why nobody can."""

    def may_move(self, source: tuple[int, int], target: tuple[int, int]) -> bool:
        """Whether what is held at ``source`` may go to ``target``."""


@dataclass(frozen=True)
class NoBoard:
    """Before there is anything to show."""

    rows: tuple[Head, ...] = ()
    columns: tuple[Head, ...] = ()

    def cell(self, row: int, column: int) -> Cell:
        """Never asked."""
        return Cell(Mark.AWAY)

    def tip(self, row: int, column: int) -> str:
        """Nothing."""
        return ""

    def may_move(self, source: tuple[int, int], target: tuple[int, int]) -> bool:
        """No."""
        return False
