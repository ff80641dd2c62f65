"""Pick-up codes: short, read aloud in a noisy hall, unique for an event across laptops that do not see each other."""

from collections.abc import Callable, Sequence

ALPHABET = "BCDFHJKLMNPQRSTVWXY23479"
"""24 symbols that are not taken for one another; without vowels no words, without 0 1 5 6 8 no 250, 38 or 748."""

RUDE = ("SB", "TMD", "CNM", "NMB", "NMSL", "WBD", "DSB", "MDZZ", "BT", "JB", "SX", "XJ", "CTM", "RNM", "QNMD", "FCK", "WTF")
"""Initials that are read as insults."""


def make_code(prefix: str, choose: Callable[[Sequence[str]], str]) -> str:
    """A code of four symbols: the station's prefix and three more; ``choose`` picks one of a sequence at random."""
    while True:
        code = prefix + "".join(choose(ALPHABET) for _ in range(4 - len(prefix)))
        if is_decent(code):
            return code


def is_decent(code: str) -> bool:
    """Whether a code holds none of the strings that people take offence at."""
    return not any(rude in code for rude in RUDE)


def station_prefix(taken: set[str]) -> str:
    """The next free prefix: one symbol for the first 24 stations, then two."""
    two = (first + second for first in ALPHABET for second in ALPHABET if is_decent(first + second))
    return str(next(prefix for prefix in (*ALPHABET, *two) if prefix not in taken))
