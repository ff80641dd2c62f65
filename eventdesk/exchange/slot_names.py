"""What a form means by an answer that names no slot of the event: asked of a person, and kept with the mapping."""

import re
from collections.abc import Mapping

from eventdesk.exchange.plan import SAID, ColumnGuess
from eventdesk.exchange.values.slots import SlotBook

_SLOT = re.compile(r"slots\[(.+)\]")
_MOST = 30  # more different answers are no choice of slots


def slot_names(mapping: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """{text: code, or ``""`` for no slot}, out of a mapping's entries ``=TEXT``."""
    found = {}
    for sheet in mapping.values():
        for key, name in sheet.items():
            if key.startswith(SAID):
                slot = _SLOT.fullmatch(name)
                found[key.removeprefix(SAID)] = slot[1] if slot else ""
    return found


def slot_guesses(book: SlotBook, sheet: str) -> list[ColumnGuess]:
    """The texts that a person is asked about, in the manner of columns: with the letter ``=TEXT``."""
    doubts = list(book.doubts.items())[:_MOST]
    return [
        ColumnGuess(sheet, SAID + text, text, "", f"slots[{code}]" if code else "ignored", 0.0 if code is None else 1.0)
        for text, code in doubts
    ]
