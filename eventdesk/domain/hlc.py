"""Hybrid logical clock: orders what several stations wrote, whatever their wall clocks say.

Source: Kulkarni, Demirbas et al., "Logical Physical Clocks" (2014). The text form sorts like the value.
"""

from dataclasses import dataclass

LAST_COUNTER = 999_999
"""The text form has six digits."""


@dataclass(frozen=True, order=True)
class Hlc:
    """Milliseconds since 1970 and a counter for what happens within one of them."""

    ms: int
    counter: int

    def __str__(self) -> str:
        return f"{self.ms:013d}-{self.counter:06d}"

    @classmethod
    def parse(cls, text: str) -> "Hlc":
        """Reads the text form; ``ValueError`` for anything else."""
        ms, _, counter = text.partition("-")
        return cls(int(ms), int(counter))


def tick(last: Hlc | None, now_ms: int) -> Hlc:
    """The stamp of a new local item: never earlier than, and never equal to, the last one seen."""
    if last is None or now_ms > last.ms:
        return Hlc(now_ms, 0)
    if last.counter >= LAST_COUNTER:
        # A clock far ahead is followed for long; the text form would no longer sort, and no hub would take it.
        return Hlc(last.ms + 1, 0)
    return Hlc(last.ms, last.counter + 1)
