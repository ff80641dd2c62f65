"""What the charts of a report hold, free of language and of drawing; and the values and sentences that all of it is made of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Value = int | float | str | datetime | None


class ValueKind(StrEnum):
    """How a value is meant. ``word`` is a key of the catalogue (``report.value_<word>``), ``age`` an age
    band's code, ``mean`` an average on a scale, ``points`` a score that can be below 0, ``money`` an amount in
    the smallest unit of the currency; everything else is itself.
    """

    COUNT = "count"
    RATE = "rate"
    MOMENT = "moment"
    TEXT = "text"
    WORD = "word"
    AGE = "age"
    MEAN = "mean"
    POINTS = "points"
    MONEY = "money"


@dataclass(frozen=True)
class Phrase:
    """A sentence of the catalogue (``report.<key>``) with its values, which are formatted when it is said."""

    key: str
    values: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class ArrivalCurve:
    """People over time: who had come, or who were in. ``points`` are (moment, persons), in order; the first one is 0.

    ``expected``: the level that they are held against, 0 for none; ``level`` is what it is called. ``most``: the highest point,
    where that is not the last.
    """

    key: str
    title: Phrase
    note: Phrase | None
    points: tuple[tuple[datetime, int], ...]
    expected: int
    starts: datetime
    busiest: tuple[datetime, datetime] | None
    level: str = "mark_expected"
    most: tuple[datetime, int] | None = None


@dataclass(frozen=True)
class Bar:
    """A pair of bars: how many were registered and how many attended."""

    label: Phrase
    registered: int
    attended: int


@dataclass(frozen=True)
class PairedBars:
    """Registered beside attended, by group."""

    key: str
    title: Phrase
    note: Phrase | None
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Fill:
    """How full something is: who attended, who was registered (None: not drawn), and the places (None: no
    limit) of a ``unit``.
    """

    label: str
    attended: int
    registered: int | None
    capacity: int | None
    unit: str


@dataclass(frozen=True)
class FillBars:
    """How full each slot was. ``warns``: nearly full is worth a colour (it isn't where bars are parts of a
    whole)."""

    key: str
    title: Phrase
    note: Phrase | None
    bars: tuple[Fill, ...]
    warns: bool = True


@dataclass(frozen=True)
class Stack:
    """How answers to one question are spread: a count for each answer, the best first, with what it is called."""

    label: str
    parts: tuple[tuple[Phrase | str, int], ...]


@dataclass(frozen=True)
class StackBars:
    """Shares of a whole beside each other, a bar for each question, on one scale from 0 to all."""

    key: str
    title: Phrase
    note: Phrase | None
    bars: tuple[Stack, ...]


@dataclass(frozen=True)
class Dot:
    """A figure on a scale with how sure it is. ``low`` and ``high`` are its 95 % interval, None where it has none; ``before`` are
    earlier ones of the same figure, ``target`` what it should be; ``few``: it stands on so few that it says little; ``word``
    is said behind it. ``value`` None: too few to tell, and the words say so.
    """

    label: Phrase | str
    value: float | None
    low: float | None = None
    high: float | None = None
    before: tuple[float, ...] = ()
    target: float | None = None
    few: bool = False
    word: Phrase | None = None


@dataclass(frozen=True)
class Dots:
    """Figures on one scale, as shares of 1, which all begin at 0 and end at 1."""

    key: str
    title: Phrase
    note: Phrase | None
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class HeatCell:
    """A share with how many it stands for; without a share it is one that is not told."""

    share: float | None
    count: int | None = None


@dataclass(frozen=True)
class HeatRow:
    """A row with how many it begins with (None: not told). Its cells stand at the right end: those before were not yet."""

    label: Phrase | str
    size: int | None
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class HeatMap:
    """Shares in rows under ``columns``, the darker or brighter the larger; each cell says its own."""

    key: str
    title: Phrase
    note: Phrase | None
    columns: tuple[Phrase | str, ...]
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True)
class Stacked:
    """A column of parts on top of each other; a part that is None is not told, and then only ``whole`` is drawn."""

    label: Phrase | str
    parts: tuple[int | None, ...]
    whole: int | None


@dataclass(frozen=True)
class StackColumns:
    """How many, over time, in parts that are called ``parts``, the lowest first."""

    key: str
    title: Phrase
    note: Phrase | None
    parts: tuple[Phrase, ...]
    columns: tuple[Stacked, ...]


@dataclass(frozen=True)
class Against:
    """A figure beside its earlier ones and its goal, on a scale of its own from ``start`` to ``end``.

    ``low`` and ``high`` are its 95 % interval, None where it has none. ``verdict`` says how it stands to the goal: ``met``,
    ``missed``, ``not_proven``, or ``none`` where it has no goal or nothing is known. ``few``: it stands on so few that it says little;
    ``over``: its goal is to be passed, not reached.
    """

    label: Phrase
    kind: ValueKind
    value: float | None
    start: float = 0.0
    end: float = 1.0
    low: float | None = None
    high: float | None = None
    before: tuple[float, ...] = ()
    goal: float | None = None
    verdict: str = "none"
    few: bool = False
    over: bool = False


@dataclass(frozen=True)
class Comparison:
    """Figures beside earlier ones and goals, a line for each."""

    key: str
    title: Phrase
    note: Phrase | None
    rows: tuple[Against, ...]


@dataclass(frozen=True)
class TrendPoint:
    """One event's share with its control limits; ``signal`` (``beyond``, ``run``) says why it is more than chance, empty: it is not."""

    label: str
    value: float
    low: float
    high: float
    signal: str = ""


@dataclass(frozen=True)
class Trend:
    """A share over events, in their order, around ``centre``; None where there are none."""

    key: str
    title: Phrase
    note: Phrase | None
    centre: float | None
    points: tuple[TrendPoint, ...]
    goal: float | None = None


Chart = ArrivalCurve | PairedBars | FillBars | StackBars | Dots | HeatMap | StackColumns | Comparison | Trend
