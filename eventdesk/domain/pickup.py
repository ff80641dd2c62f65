"""Pick-up codes: short, read aloud in a noisy hall, unique for an event across laptops that do not see each other."""

from collections.abc import Callable, Sequence

ALPHABET = "BCDFHJKLMNPQRSTVWXY23479"
"""24 symbols that are not taken for one another; without vowels no words, without 0 1 5 6 8 no 250, 38 or 748."""

RUDE = ("SB", "TMD", "CNM", "NMB", "NMSL", "WBD", "DSB", "MDZZ", "BT", "JB", "SX", "XJ", "CTM", "RNM", "QNMD", "FCK", "WTF")
"""Initials that are read as insults."""


def make_code(prefix: str, choose: Callable[[Sequence[str]], str], *, length: int = 4) -> str:
    """A code: the station's prefix, filled up to ``length`` symbols; ``choose`` picks one of a sequence at random."""
    while True:
        code = prefix + "".join(choose(ALPHABET) for _ in range(length - len(prefix)))
        if is_decent(code):
            return code


def is_decent(code: str) -> bool:
    """Whether a code holds none of the strings that people take offence at."""
    return not any(rude in code for rude in RUDE)


def station_prefix(taken: set[str]) -> str:
    """The next free prefix: one symbol for the first 20 stations, then two.

    No prefix begins another, so that no two stations ever make the same code.
    """
    short, first = ALPHABET[:20], ALPHABET[20:]
    two = (one + other for one in first for other in ALPHABET if is_decent(one + other))
    return str(next(prefix for prefix in (*short, *two) if prefix not in taken))
