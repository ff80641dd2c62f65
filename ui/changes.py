"""Who hears that something changed.

Every verb of the core returns what it changed as a set of nouns, such as ``{"registrations", "events"}``.
They are announced here; pages that show one of the nouns mark themselves stale and read again when they are
seen.
"""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class Changes(QObject):
    """The one signal that pages listen to. ``changed`` carries a ``frozenset`` of nouns, never an empty
    one.
    """

    changed = Signal(object)

    def announce(self, nouns: Iterable[str]) -> None:
        """Tell everybody that these nouns changed; an empty set is nothing to tell."""
        told = frozenset(nouns)
        if told:
            self.changed.emit(told)

    def announce_result(self, result: object) -> None:
        """Tell what a verb's result says it changed; a result without ``changes`` changed nothing."""
        nouns = getattr(result, "changes", None)
        if isinstance(nouns, frozenset | set | tuple):
            self.announce(str(noun) for noun in nouns)
