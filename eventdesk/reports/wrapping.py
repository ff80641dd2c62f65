"""Breaking a short text into lines: Chinese between any two characters, other words at their spaces."""

import re
from collections.abc import Callable
from unicodedata import category

Measure = Callable[[str], float]
"""How wide a text is."""

_PIECE = re.compile(r"[^\s\u2e80-\uffef\U00020000-\U0003ffff]+|\s+|.")
_NOT_FIRST = ("Pe", "Pf", "Po", "Pd")
"""Closing brackets and quotes, stops and dashes (Unicode's general categories)."""


def wrapped(text: str, measure: Measure, room: float, *, lines: int) -> list[str]:
    """At most ``lines`` lines, none wider than ``room``; the last one ends with ``…`` where something is left out.

    A line does not begin with a closing mark, unless nothing else fits.
    """
    rest = _pieces(text, measure, room)
    made: list[str] = []
    while rest and len(made) < lines:
        count = _fitting(rest, measure, room)
        if len(made) == lines - 1 and count < len(rest):
            return [*made, cut("".join(rest), measure, room)]
        made.append("".join(rest[:count]).rstrip())
        rest = rest[count + 1 :] if rest[count:] and rest[count].isspace() else rest[count:]
    return made


def cut(text: str, measure: Measure, room: float) -> str:
    """The text, or its beginning and ``…`` where it is wider than ``room``."""
    if measure(text) <= room:
        return text
    keep = len(text)
    while keep > 0 and measure(text[:keep].rstrip() + "…") > room:
        keep -= 1
    return text[:keep].rstrip() + "…"


def _pieces(text: str, measure: Measure, room: float) -> list[str]:
    """What stays together: words and times; but characters, where a word alone is wider than a line."""
    found: list[str] = []
    for piece in _PIECE.findall(" ".join(text.split())):
        found += [piece] if len(piece) == 1 or measure(piece) <= room else list(piece)
    return found


def _fitting(pieces: list[str], measure: Measure, room: float) -> int:
    """How many pieces go into one line; one at least."""
    count = 1
    while count < len(pieces) and measure("".join(pieces[: count + 1]).rstrip()) <= room:
        count += 1
    while 1 < count < len(pieces) and len(pieces[count]) == 1 and category(pieces[count]) in _NOT_FIRST:
        count -= 1
    return count
