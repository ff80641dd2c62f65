"""Lets the garbage collector rest while one long piece of work makes hundreds of thousands of objects that all stay."""

import contextlib
import gc
from collections.abc import Iterator

_SELDOM = (200_000, 20, 100)
"""As :func:`gc.set_threshold` takes it: looked through so often that a piece of work that does make cycles is safe too."""


@contextlib.contextmanager
def collecting_seldom() -> Iterator[None]:
    """Collects seldom in this block, or in the function that it decorates; then as before.

    Rows, values and ids hold no cycles, so there is nothing to find; looking through them over and over takes a tenth of
    an import. It holds for the whole process: where two threads are inside, the first to leave ends it for both.
    """
    usual = gc.get_threshold()
    if usual == _SELDOM:
        yield
        return
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
