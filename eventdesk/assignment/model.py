"""A linear model with binary columns, as sparse rows; what it means is the business of whoever builds it."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

INFINITE = float("inf")


@dataclass
class Model:
    """Columns between 0 and 1, and rows ``lower <= sum of coefficient x column <= upper``, kept row by row."""

    whole: list[bool] = field(default_factory=list)
    lower: "array[float]" = field(default_factory=lambda: array("d"))
    upper: "array[float]" = field(default_factory=lambda: array("d"))
    begins: "array[int]" = field(default_factory=lambda: array("i", [0]))
    columns: "array[int]" = field(default_factory=lambda: array("i"))
    values: "array[float]" = field(default_factory=lambda: array("d"))

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.whole)

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self.lower)

    def column(self, *, whole: bool) -> int:
        """Adds a column and gives its number. ``whole``: 0 or 1, nothing between."""
        self.whole.append(whole)
        return self.width - 1

    def row(self, entries: Iterable[tuple[int, float]], *, lower: float = -INFINITE, upper: float = INFINITE) -> None:
        """Adds a row of (column, coefficient); each column once."""
        for column, value in entries:
            self.columns.append(column)
            self.values.append(value)
        self.begins.append(len(self.columns))
        self.lower.append(lower)
        self.upper.append(upper)
