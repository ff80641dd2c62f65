"""How wide the columns of a report's list are: numbers are never cut, and words share what is left."""

from collections.abc import Sequence
from heapq import nlargest

from ui.theme import Theme, Type
from ui.widgets.paint import text_width
from ui.widgets.table_paint import FIRST, PAD

ROOM = 856
"""Pixels at 100 % that a list has in the smallest window it is drawn for, 1366 wide, beside its list of subjects."""
_WORDS_MOST, _WORDS_LEAST = 300, 72
_TRIED = 3  # the longest texts of a column; one of them is the widest


def widths(
    theme: Theme, titles: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[bool], room: int = ROOM
) -> tuple[int, ...]:
    """Pixels at 100 % for each column, together at most ``room`` as long as there are words to shorten.

    ``numbers`` says which columns are: they get what their widest text takes. Words get as much, to a limit; where that is too
    much in all, the widest give way first.
    """
    heading, plain, bold = theme.font(Type.COMPACT), theme.font(Type.COMPACT), theme.font(Type.COMPACT, bold=True)
    scale, last = theme.px(100) / 100, len(titles) - 1
    found = []
    for place, title in enumerate(titles):
        longest = nlargest(_TRIED, (row[place] for row in rows), key=_spread)
        needed = max(text_width(heading, title), *(text_width(plain if place else bold, text) for text in longest), 0)
        edges = (PAD if place else FIRST) + (FIRST if place == last else PAD)
        # One more pixel: what is painted is rounded the other way.
        least = round(needed / scale) + edges + 2
        found.append(least if numbers[place] else min(least, _WORDS_MOST))
    _shorten([place for place, number in enumerate(numbers) if not number], found, room)
    return tuple(found)


def _shorten(words: Sequence[int], found: list[int], room: int) -> None:
    """Takes from the widest of the columns of words until all fit, or none can give more."""
    while words and (over := sum(found) - room) > 0:
        order = sorted(words, key=lambda place: found[place], reverse=True)
        widest = order[0]
        next_one = found[order[1]] if len(order) > 1 else _WORDS_LEAST
        least = max(min(next_one, found[widest] - 1), _WORDS_LEAST)
        if found[widest] <= _WORDS_LEAST:
            return
        found[widest] = max(least, found[widest] - over)


def widest_words(found: Sequence[int], numbers: Sequence[bool]) -> int:
    """The place of the column that gets what is left over: the widest of words, else the first."""
    words = [place for place, number in enumerate(numbers) if not number]
    return max(words, key=lambda place: (found[place], -place), default=0)


def _spread(text: str) -> int:
    """About how wide a text is: a Chinese character takes as much as two letters."""
    return len(text) + sum(character > "\u2e7f" for character in text)
