"""What the import of registrations looks up and shortens."""

from typing import TYPE_CHECKING

from ui.pages.registrations_work import next_event

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.services.event_views import EventView
    from eventdesk.services.import_views import BatchView


def look(desk: "Desk", wanted: str) -> "tuple[tuple[EventView, ...], str, tuple[BatchView, ...], EventView | None]":
    """All events, the one that is meant, its imports, and it with its slots."""
    events = desk.events.list()
    code = next_event(events, wanted, desk.clock.now())
    return events, code, desk.imports.batches(code) if code else (), desk.events.show(code) if code else None


def unquoted(text: str) -> str:
    """A path as it is pasted from a file manager."""
    return text.strip().strip('"').strip("'").strip()


def short(name: str, most: int = 32) -> str:
    """A file's name with its end, which says what it is."""
    return name if len(name) <= most else f"{name[: most - 12]}…{name[-11:]}"
