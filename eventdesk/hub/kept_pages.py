"""Answers with whole pages of items, kept for the next station that asks for the same: hundreds read a log from its beginning."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Asked:
    """A page: of which log, after which place, how many items, packed or not, after how many of its items were emptied, and for the
    last page where the log ends."""

    log: str
    after: int
    limit: int
    packs: bool
    emptied: int
    head: int


class KeptPages:
    """The pages that were asked for last, ``most`` bytes of them. Used by many threads."""

    def __init__(self, most: int = BYTES) -> None:
        self._most, self._bytes = most, 0
        self._pages: OrderedDict[Asked, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, asked: Asked) -> bytes | None:
        """The page, where it is kept."""
        with self._lock:
            found = self._pages.get(asked)
            if found is not None:
                self._pages.move_to_end(asked)
            return found

    def put(self, asked: Asked, text: bytes) -> None:
        """Keeps a page; those that nobody asked for lately go."""
        with self._lock:
            self._bytes += len(text) - len(self._pages.pop(asked, b""))
            self._pages[asked] = text
            while self._bytes > self._most:
                self._bytes -= len(self._pages.popitem(last=False)[1])

    def forget(self, log: str) -> None:
        """A person in this log was erased: nothing of it is kept."""
        with self._lock:
            for asked in [one for one in self._pages if one.log == log]:
                self._bytes -= len(self._pages.pop(asked))
