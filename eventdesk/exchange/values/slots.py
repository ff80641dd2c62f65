"""Choices of slots: several in one cell, with whatever stands between them, though titles hold separators too."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from eventdesk.exchange.plan import SlotChoice
from eventdesk.exchange.values.text import is_nothing, plain
from eventdesk.exchange.workbook import Cell

_STRONG = re.compile(r"[┋┇|;\n\r\t]+")
_WEAK = re.compile(r"[、,/+&]+|和(?=\S)")
_SEPARATORS = "┋┇|;、,/+& \n\r\t"
_OPTION_MARK = re.compile(r"^(?:[a-z]|\d{1,2})[.、)](?=\D)")
_REMARK = re.compile(r"\((?:剩余?|还剩|限|已满|名额|可选|left|max)[^()]*\)$|\[[^\[\]]*\]$")
_SHORTEST_PART = 2


@dataclass(frozen=True)
class SlotBook:
    """The event's slots, ready to be looked up in cells.

    ``named`` says what a form means by words that no title holds: {text: code, or ``""`` for no slot at all}.
    """

    choices: tuple[SlotChoice, ...]
    named: Mapping[str, str] = field(default_factory=dict, hash=False)

    @cached_property
    def _read(self) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """Answers given before: a form of thousands has a few dozen different ones."""
        return {}

    @cached_property
    def _named(self) -> dict[str, str]:
        codes = {"", *(choice.code for choice in self.choices)}  # what was meant at another event may not be here
        return {compared(text): code for text, code in self.named.items() if code in codes}

    @cached_property
    def _met(self) -> dict[str, None]:
        return {}

    @property
    def doubts(self) -> dict[str, str | None]:
        """Texts that were read and aren't a title, in the order they were met, with what they were said to mean (None: nothing
        was said)."""
        return {text: self._named.get(text) for text in self._met}

    @cached_property
    def _titles(self) -> tuple[tuple[str, str], ...]:
        """(form for comparing, code), longest first, so that a title that begins another one can't hide it."""
        pairs = [(compared(text), choice.code) for choice in self.choices for text in (choice.title, choice.code)]
        return tuple(sorted((p for p in pairs if p[0]), key=lambda p: -len(p[0])))

    def read(self, value: Cell) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Codes chosen in a cell, in the event's order, and warnings (``missing_slot``, ``unknown_slot``).

        Without slots in the event nothing is chosen and nothing is missing.
        """
        if not self.choices:
            return (), ()
        if is_nothing(value):
            return (), ("missing_slot",)
        text = plain(value)
        if text not in self._read:
            self._read[text] = self._chosen(text)
        return self._read[text]

    def _chosen(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        codes: set[str] = set()
        unknown = False
        for part in _STRONG.split(text):
            found, rest = self._known(compared(part))
            codes |= found
            unknown = self._others(rest, codes) or unknown
        ordered = tuple(choice.code for choice in self.choices if choice.code in codes)
        return ordered, ("unknown_slot",) if unknown else ()

    def find(self, text: str) -> str | None:
        """The one slot that a text names: its title or code, or something that only one title begins with or holds."""
        wanted = _REMARK.sub("", compared(text))
        for attempt in (wanted, _OPTION_MARK.sub("", wanted)):
            exact = next((code for title, code in self._titles if title == attempt), None)
            if exact is not None:
                return exact
            near = self._near(attempt)
            if len(near) == 1:
                return near.pop()
        return None

    def exact(self, text: str) -> str | None:
        """The slot of exactly this title."""
        wanted = compared(text)
        return next((choice.code for choice in self.choices if len(wanted) > 1 and compared(choice.title) == wanted), None)

    def _near(self, text: str) -> set[str]:
        if len(text) < _SHORTEST_PART:
            return set()
        titles = [(compared(choice.title), choice.code) for choice in self.choices]
        return (
            {code for title, code in titles if title.startswith(text)}
            or {code for title, code in titles if text in title}
            or {code for title, code in titles if len(title) >= _SHORTEST_PART and title in text}
        )

    def _known(self, text: str) -> tuple[set[str], str]:
        """Full titles in the text, wherever a separator or an end stands on both sides; and what remains."""
        codes: set[str] = set()
        for title, code in self._titles:
            start = text.find(title)
            while start >= 0:
                end = start + len(title)
                if (start == 0 or text[start - 1] in _SEPARATORS) and (end == len(text) or text[end] in _SEPARATORS):
                    codes.add(code)
                    text = text[:start] + ";" + text[end:]
                    start = text.find(title)
                else:
                    start = text.find(title, start + 1)
        return codes, text

    def _others(self, rest: str, codes: set[str]) -> bool:
        """Adds what the rest names less exactly; whether something in it stays unknown."""
        unknown = False
        for part in filter(None, (p.strip(_SEPARATORS) for p in rest.split(";"))):
            whole = self._meant(part)
            for piece in [part] if whole is not None else filter(None, _WEAK.split(part)):
                code = self._meant(piece)
                if code is None or piece in self._named:
                    self._met[piece] = None
                unknown = unknown or code is None
                codes |= {code} if code else set()
        return unknown

    def _meant(self, text: str) -> str | None:
        """The slot that a text was said to mean, or names; empty where it was said to mean none."""
        return self._named[text] if text in self._named else self.find(text)


def compared(text: str) -> str:
    """A text without differences of case, width and spaces."""
    return re.sub(r"\s+", "", plain(text)).casefold()
