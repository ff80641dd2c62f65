"""A scanner that types into a Chinese input method: its letters arrive as a composition, too fast for
fingers.

No Qt; times are milliseconds given from outside.
"""

import unicodedata

_CHANGES = 8
"""So many changes in a row at a scanner's pace; a person's key causes up to three of them at once."""
_LEAST = 6


class Composition:
    """Follows what an input method shows and commits, and tells when a scanner is behind it."""

    def __init__(self, hold_ms: float) -> None:
        self._hold_ms = hold_ms
        self._changes = 0
        self._last = -1e12
        self._committed = ""
        self._composing = ""

    @property
    def caught(self) -> bool:
        """Whether a scanner is typing: what comes now must not reach the field."""
        return self._changes >= _CHANGES

    @property
    def last(self) -> float:
        """When the last change came."""
        return self._last

    def change(self, committed: str, composing: str, at: float) -> bool:
        """The input method commits a text and shows another; ``True`` where this is the first of a new
        run."""
        fresh = not self.caught and at - self._last > self._hold_ms
        if fresh:
            self._changes = 0
            self._committed = ""
        if fresh or committed or composing != self._composing:
            self._changes += 1
        self._last = at
        self._committed += committed
        self._composing = composing
        return fresh

    def finish(self) -> str | None:
        """What was scanned, or ``None`` where the input method has made other characters of it. Starts
        anew."""
        text = unicodedata.normalize("NFKC", self._committed + self._composing)
        text = "".join(text.split()).replace("'", "")
        self._changes = 0
        self._committed = self._composing = ""
        return text if len(text) >= _LEAST and text.isascii() and text.isprintable() else None
