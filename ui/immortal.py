"""Keeps None, True and False alive under PySide6 6.12.0 on Python 3.11.

That release gives back one reference too many: of True at every ``Signal.emit``, of None at every overridden handler
that returns nothing (each ``paintEvent``) and at calls such as ``QTimer.start``. From Python 3.12 on these three values
are immortal and it does no harm; before that, the interpreter ends the program ("deallocating True or False") after a
few hundred signals. ``tests/ui/test_immortal.py`` measures it.
"""

import ctypes
import sys

_PLENTY = 1 << 40
"""More than a program can lose: a thousand a second for thirty years."""


def keep_singletons() -> None:
    """Give the three values as many references as 3.12 would; nothing to do from there on, or where they have them."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    for value in (None, True, False):
        if sys.getrefcount(value) < _PLENTY // 2:
            # In CPython the id is the address, and the count is the first field of every object.
            ctypes.c_ssize_t.from_address(id(value)).value += _PLENTY
