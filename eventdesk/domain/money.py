"""Money in whole fen: how people write an amount, sums of budget lines, and what an event cost per family.

Nothing here is ever a binary fraction. A year that is added up line by line must come to the same fen as the invoice.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

MOST_FEN = 100_000_000_000
"""No single amount is larger: a thousand million yuan."""

_BEFORE = re.compile(r"^(?:¥|rmb|cny|人民币)", re.I)
_AFTER = re.compile(r"(?:元整|圆整|元正|元|圆|块|yuan|rmb|cny)$", re.I)
_MYRIAD = re.compile(r"[万萬]$")
_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?|\.(\d+)")


class Side(StrEnum):
    """Which way money goes."""

    INCOME = "income"
    COST = "cost"


class LineKind(StrEnum):
    """Where income comes from, and what costs are for. ``other`` is on both sides."""

    TICKETS = "tickets"
    MEMBERSHIP = "membership"
    SPONSOR = "sponsor"
    COURSE = "course"
    VENUE = "venue"
    MATERIAL = "material"
    PEOPLE = "people"
    CATERING = "catering"
    PRINT = "print"
    TRANSPORT = "transport"
    OTHER = "other"


KINDS: dict[Side, tuple[LineKind, ...]] = {
    Side.INCOME: (LineKind.TICKETS, LineKind.MEMBERSHIP, LineKind.SPONSOR, LineKind.COURSE, LineKind.OTHER),
    Side.COST: (
        LineKind.VENUE, LineKind.MATERIAL, LineKind.PEOPLE, LineKind.CATERING, LineKind.PRINT, LineKind.TRANSPORT,
        LineKind.OTHER,
    ),
}  # fmt: skip
"""The kinds of each side, in the order in which they are shown."""


class NotAnAmount(ValueError):
    """A text that is no amount of money, or one that whole fen can't hold."""


def parse(text: str) -> int:
    """The fen of an amount as people write it: with groups of three, a sign of the yuan, a unit behind it.

    :class:`NotAnAmount` for anything else, for a part of a fen, a negative amount, or more than :data:`MOST_FEN`.

    >>> parse("1,234.50"), parse("1234.5元"), parse("￥12"), parse("1.2万")
    (123450, 123450, 1200, 1200000)
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    rest = _AFTER.sub("", _BEFORE.sub("", folded))
    bare = _MYRIAD.sub("", rest)
    found = _NUMBER.fullmatch(bare) if bare.isascii() and len(bare) <= 30 else None
    if found is None:
        raise NotAnAmount(text)
    whole, places = (found[1] or "0").replace(",", ""), (found[2] or found[3] or "")
    shift = 6 if bare != rest else 2
    if places[shift:].strip("0"):
        raise NotAnAmount(text)
    fen = int(whole + places[:shift].ljust(shift, "0"))
    if fen > MOST_FEN:
        raise NotAnAmount(text)
    return fen


def number(fen: int, *, places: bool | None = None) -> str:
    """An amount in yuan without its sign: groups of three, and two places unless it is whole.

    ``places`` decides that for all amounts of a column.

    >>> number(123450), number(1200), number(-5), number(1200, places=True)
    ('1,234.50', '12', '-0.05', '12.00')
    """
    yuan, rest = divmod(abs(fen), 100)
    shown = f"{yuan:,}.{rest:02}" if (bool(rest) if places is None else places) else f"{yuan:,}"
    return f"-{shown}" if fen < 0 else shown


@dataclass(frozen=True)
class Amounts:
    """Planned and actual fen. ``open`` counts the lines whose actual amount nobody has entered; they add nothing to
    ``actual``."""

    planned: int = 0
    actual: int = 0
    lines: int = 0
    open: int = 0

    @classmethod
    def of(cls, planned: int, actual: int | None) -> Self:
        """One line."""
        return cls(planned, actual or 0, 1, int(actual is None))

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.planned + other.planned, self.actual + other.actual, self.lines + other.lines, self.open + other.open
        )  # fmt: skip


@dataclass(frozen=True)
class Sums:
    """Both sides of a budget, and each side by kind, in the order of :data:`KINDS`; kinds without a line are left out."""

    income: Amounts
    cost: Amounts
    by_kind: tuple[tuple[Side, LineKind, Amounts], ...]

    @property
    def planned_balance(self) -> int:
        """Planned income less planned cost."""
        return self.income.planned - self.cost.planned

    @property
    def actual_balance(self) -> int:
        """Actual income less actual cost, as far as they are known."""
        return self.income.actual - self.cost.actual


def add_up(lines: Iterable[tuple[Side, LineKind, Amounts]]) -> Sums:
    """Sums lines, or sums of lines: adding up the kinds of all events of a year gives the year."""
    kinds: dict[tuple[Side, LineKind], Amounts] = {}
    for side, kind, amounts in lines:
        kinds[side, kind] = kinds.get((side, kind), Amounts()) + amounts
    sides = {side: sum((a for (s, _), a in kinds.items() if s is side), Amounts()) for side in Side}
    known = [(side, kind) for side in Side for kind in KINDS[side]]
    # A newer program may know kinds, or sides of kinds, that this one doesn't: they are still part of the sum.
    strange = sorted(key for key in kinds if key not in known)
    return Sums(
        sides[Side.INCOME], sides[Side.COST],
        tuple((side, kind, kinds[side, kind]) for side, kind in (*known, *strange) if (side, kind) in kinds),
    )  # fmt: skip


@dataclass(frozen=True)
class PerFamily:
    """What was spent (fen) over how many families came; families count once for each event that they came to."""

    cost: int
    families: int

    @property
    def fen(self) -> int | None:
        """The quotient in fen, half a fen up; None where nobody came."""
        return (2 * self.cost + self.families) // (2 * self.families) if self.families else None

    def __add__(self, other: "PerFamily") -> "PerFamily":
        return PerFamily(self.cost + other.cost, self.families + other.families)
