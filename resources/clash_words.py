"""What two desks wrote differently, in people's words: the same in the window, on the command line and on the office's pages."""

from typing import Any

from resources.words import Words


def what(words: Words, *, table: str, field: str, about: str, event: str | None) -> str:
    """What it is about: the record as people call it, its event, and the field; a field without a word says its own name. An empty
    ``field``: whether the record is there at all."""
    record = _word(words, "table", table)
    if about:
        record = words("sync_page.about", record=record, about=about)
    if event and table != "event":
        record = words("sync_page.of_event", event=event, record=record)
    return words("sync_page.what", record=record, field=_word(words, "field", field) if field else words("sync_page.presence"))


def said(words: Words, *, field: str, shown: Any) -> str:
    """One of the two values. ``shown`` has names and phones masked already."""
    if not field:
        return words("sync_page.there" if shown else "sync_page.removed")
    if shown in (None, "", [], {}):
        return words("sync_page.empty")
    if isinstance(shown, bool):
        return words("sync_page.yes" if shown else "sync_page.no")
    return str(shown)


def _word(words: Words, kind: str, name: str) -> str:
    key = f"sync_page.{kind}_{name}"
    return words(key) if words.has(key) else name
