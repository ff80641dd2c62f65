"""Telling a scanner from fingers: by rhythm and by how tickets begin. No Qt; times are milliseconds given
from outside.

A keyboard-wedge scanner types 5 to 60 ms a character, fingers 80 ms and more, with pairs of keys rolled
faster. So each character is held until it is clear what it belongs to: alone it is typing after
:attr:`Settings.hold_ms`; several at a scanner's pace are a scan, which ends with Enter, Tab or silence. What
was delivered too early, because a scanner stumbled over its first characters or the program was busy, is
named as taken back.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

Payload = TypeVar("Payload")


class Suffix(Enum):
    """What the scanner is set up to send after a code. Enter and Tab are understood either way."""

    ENTER = "enter"
    TAB = "tab"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How the scanner behaves. All times in milliseconds."""

    hold_ms: float = 40
    """A character waits so long for the next one."""
    settle_ms: float = 150
    """What is known to be a scan may pause so long."""
    join_ms: float = 60
    """Delivered characters at most so far apart may still turn out to be a ticket's beginning."""
    guard_ms: float = 400
    """Enter does nothing for so long after a scan."""
    ticket: str = "ED1"
    prefix: str = ""
    """What the scanner is set up to send before a code; it is removed."""
    suffix: Suffix = Suffix.ENTER


@dataclass(frozen=True, eq=False)
class Token(Generic[Payload]):
    """A character, or the release of a key (``text`` is empty), with the event that it came by."""

    text: str
    at: float
    payload: Payload


@dataclass(frozen=True)
class Typed(Generic[Payload]):
    """These are typing: to be delivered in this order."""

    tokens: tuple[Token[Payload], ...]


@dataclass(frozen=True)
class Scanned(Generic[Payload]):
    """This is a scan. ``taken_back`` are those of its characters that had been delivered as typing."""

    text: str
    taken_back: tuple[Token[Payload], ...]


Outcome = Typed[Payload] | Scanned[Payload]

_MANY = 6
"""So many characters in a row at a scanner's pace no fingers type."""
_WHOLE = 8
"""From so many on, a burst that just stops is a scan without suffix."""
_FEW, _FEW_MS = 4, 20
"""A short code counts where it comes this fast and ends with Enter."""
_MEAN_MS = 50


class Collector(Generic[Payload]):
    """Sorts characters into typing and scans. Every character comes out exactly once, in order."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._held: list[Token[Payload]] = []
        self._early: list[Token[Payload]] = []

    @property
    def holding(self) -> bool:
        """Whether characters wait for what comes next."""
        return bool(self._held)

    @property
    def deadline(self) -> float | None:
        """When :meth:`tick` has something to decide, if nothing else comes."""
        characters = [token for token in self._held if token.text]
        return characters[-1].at + self._patience() if characters else None

    def press(self, text: str, at: float, payload: Payload) -> list[Outcome[Payload]]:
        """A printable character at the time ``at``."""
        outcomes = self.tick(at)
        if not self._held and self._early and at - self._early[-1].at > self._settings.join_ms:
            self._early.clear()
        self._held.append(Token(text, at, payload))
        if len(self._held) > _MANY and self._pace(self._whole()) > _MEAN_MS:
            outcomes.append(self._type())
        return outcomes

    def release(self, at: float, payload: Payload) -> bool:
        """The release of a key; ``False`` where nothing is held, so that it can pass."""
        if self._held:
            self._held.append(Token("", at, payload))
        return bool(self._held)

    def end(self, at: float) -> tuple[list[Outcome[Payload]], bool]:
        """Enter or Tab: what comes of it, and whether it belonged to a scan and must go no further."""
        outcomes = self.tick(at)
        if not self._held:
            return outcomes, False
        tokens = self._whole()
        count, pace = len(tokens), self._pace(tokens)
        if pace <= _MEAN_MS and (self._strong() or (count >= _FEW and pace <= _FEW_MS)) and count >= _FEW:
            return [*outcomes, self._scan()], True
        outcomes.append(self._type())
        self._early.clear()
        return outcomes, False

    def interrupt(self) -> list[Outcome[Payload]]:
        """Another key or the mouse: what is held was typing, unless it is a scan for sure."""
        if not self._held or (self._strong() and len(self._whole()) >= _MANY):
            return []
        typed = self._type()
        self._early.clear()
        return [typed]

    def tick(self, now: float) -> list[Outcome[Payload]]:
        """Time has passed; decides where the last character is long enough ago."""
        deadline = self.deadline
        if deadline is None or now <= deadline:
            return []
        tokens = self._whole()
        enough = _FEW if self._settings.suffix is Suffix.NONE else _WHOLE
        fast = self._pace(tokens) <= (_FEW_MS if len(tokens) < _WHOLE else _MEAN_MS)
        if len(tokens) >= enough and fast:
            return [self._scan()]
        return [self._type()]

    def _patience(self) -> float:
        return self._settings.settle_ms if self._strong() else self._settings.hold_ms

    def _strong(self) -> bool:
        """Whether fingers are out of the question: it begins as tickets do, or is long already."""
        tokens = self._whole()
        return len(tokens) >= _MANY or self._begins(tokens)

    def _begins(self, tokens: Sequence[Token[Payload]]) -> bool:
        text = _plain("".join(token.text for token in tokens)).upper()
        return any(text.startswith(mark.upper()) for mark in self._marks())

    def _marks(self) -> tuple[str, ...]:
        prefix = _plain(self._settings.prefix)
        return (prefix, self._settings.ticket) if prefix else (self._settings.ticket,)

    def _whole(self) -> list[Token[Payload]]:
        """The held characters, with those delivered before that belong to them."""
        held = [token for token in self._held if token.text]
        if not held or not self._early:
            return held
        for start in range(len(self._early)):
            together = [*self._early[start:], *held]
            if self._begins(together):
                return together
        # The program was busy: the clock ran out although the characters came one right after the other.
        start = len(self._early)
        following = held[0].at
        while start and following - self._early[start - 1].at <= self._settings.hold_ms:
            start -= 1
            following = self._early[start].at
        return [*self._early[start:], *held]

    def _pace(self, tokens: Sequence[Token[Payload]]) -> float:
        """Mean milliseconds from one character to the next."""
        return (tokens[-1].at - tokens[0].at) / (len(tokens) - 1) if len(tokens) > 1 else 0.0

    def _scan(self) -> Scanned[Payload]:
        tokens = self._whole()
        held = sum(1 for token in self._held if token.text)
        self._held.clear()
        self._early.clear()
        text = _plain("".join(token.text for token in tokens))
        prefix = _plain(self._settings.prefix)
        if prefix and text.upper().startswith(prefix.upper()):
            text = text[len(prefix) :]
        return Scanned(text, tuple(tokens[: len(tokens) - held]))

    def _type(self) -> Typed[Payload]:
        tokens = tuple(self._held)
        self._held.clear()
        self._early = [*self._early, *(token for token in tokens if token.text)][-_WHOLE:]
        return Typed(tokens)


def _plain(text: str) -> str:
    """Full-width characters as the narrow ones that the scanner meant."""
    return unicodedata.normalize("NFKC", text)
