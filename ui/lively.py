"""Keeps the window live while another thread computes in Python.

A thread that computes lets another one go on only after the interpreter's switch interval, five milliseconds by default, and
Qt gives the lock away at every call: a page that is painted with a hundred calls would take half a second. And a full
collection of garbage stops all threads while it walks over everything that the program has ever imported.
"""

import gc
import sys

_BRIEF = 0.0002  # seconds


class Lively:
    """Begin before computing beside the window, end after it; several may overlap."""

    def __init__(self) -> None:
        self._running = 0
        self._usual = sys.getswitchinterval()

    def begin(self) -> None:
        """Switch threads often, and leave what is there already out of the collections."""
        if self._running == 0:
            self._usual = sys.getswitchinterval()
            sys.setswitchinterval(_BRIEF)
            gc.freeze()
        self._running += 1

    def end(self) -> None:
        """As it was."""
        self._running = max(self._running - 1, 0)
        if self._running == 0:
            sys.setswitchinterval(self._usual)
            gc.unfreeze()
