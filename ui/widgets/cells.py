"""What a table's cell can hold. Frozen values: rows say what they show, the delegate paints it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt

from ui.widgets.paint import ChipLook

Row = TypeVar("Row")


class RowState(Enum):
    """The ground of a row."""

    NORMAL = "normal"
    ERROR = "error"
    INFO = "info"
    DIM = "dim"  # cancelled or left out: text is muted
    HEADING = "heading"  # one sentence across the whole row, not selectable


@dataclass(frozen=True)
class TextCell:
    """Words; ``tail`` follows in another colour, e.g. bold fact and muted detail."""

    text: str
    tone: str = "text"
    bold: bool = False
    tail: str = ""
    tail_tone: str = "muted"
    icon: str = ""


@dataclass(frozen=True)
class NameCell:
    """An avatar and a bold name."""

    name: str
    child: bool = False
    avatar: str = ""
    note: str = ""


@dataclass(frozen=True)
class ChipsCell:
    """One or more chips."""

    chips: tuple[ChipLook, ...]


@dataclass(frozen=True)
class IconsCell:
    """Icons with a meaning each: (icon, token, what it means)."""

    icons: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class BarCell:
    """A capacity bar with its numbers. Without ``limit`` the maximum is only what a whole bar stands for."""

    value: int
    maximum: int
    limit: bool = True


@dataclass(frozen=True)
class EditCell:
    """A value that is changed in place; ``edited(row, column, text)`` of the table tells. ``right`` for amounts."""

    text: str
    error: bool = False
    right: bool = False


@dataclass(frozen=True)
class ChoiceCell:
    """Words, then a list that drops down; ``chosen(row, column, key)`` of the table tells."""

    options: tuple[tuple[str, str], ...]
    current: str
    lead: str = ""
    lead_tone: str = "text"

    @property
    def label(self) -> str:
        """The words of the option that is chosen."""
        return dict(self.options).get(self.current, self.current)


@dataclass(frozen=True)
class ActionCell:
    """Words, then a button or link; ``acted(row, column, key)`` of the table tells. ``hover`` shows it
    only then.
    """

    key: str
    text: str = ""
    icon: str = ""
    lead: str = ""
    lead_tone: str = "text"
    link: bool = False
    hover: bool = False


Cell = TextCell | NameCell | ChipsCell | IconsCell | BarCell | EditCell | ChoiceCell | ActionCell | str


def words_of(cell: Cell) -> str:
    """What a cell says in words: for screen readers, tooltips, copying and plain sorting."""
    match cell:
        case str():
            return cell
        case TextCell():
            return " ".join(part for part in (cell.text, cell.tail) if part)
        case NameCell():
            return cell.name
        case ChipsCell():
            return " ".join(chip.meaning for chip in cell.chips)
        case IconsCell():
            return " ".join(meaning for _, _, meaning in cell.icons)
        case BarCell():
            return f"{cell.value} / {cell.maximum}" if cell.limit else str(cell.value)
        case EditCell():
            return cell.text
        case ChoiceCell():
            return " ".join(part for part in (cell.lead, cell.label) if part)
        case ActionCell():
            return " ".join(part for part in (cell.lead, cell.text) if part)


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column: how a row fills it, how wide it is, what it sorts by.

    ``width`` is in pixels at 100 %; with ``stretch`` it is the least, and the column shares what is left.
    Without ``sort`` the column can't be sorted by.
    """

    key: str
    title: str
    cell: Callable[[Row], Cell]
    width: int = 120
    stretch: int = 0
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    sort: Callable[[Row], Any] | None = None
