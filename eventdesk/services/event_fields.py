"""What people fill in of an event or a slot, checked before it is stored."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from unicodedata import category

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventKind
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.services.event_views import EventView
from eventdesk.services.typed import aware

MAX_PLACES = 1_000_000
LONGEST_EVENT = timedelta(days=30)
"""What lasts longer is a season of events; more often a mistyped year."""
MAX_MONTHS = 1_800
"""Nobody is older than 150 years."""
MAX_CHANGEOVER = 240
"""Minutes."""
MAX_TITLE = 200
"""Characters: what is longer is a description, and no list, poster or calendar has room for it."""

# What makes sense only as a whole: an end of mine after a start of somebody else's is no time that anybody meant.
_TOGETHER = (("title",), ("start", "end"), ("venue",), ("capacity", "capacity_unit"), ("min_months", "max_months"))

_BREAKING = frozenset({"Cc", "Zl", "Zp"})
_TYPES: dict[str, type] = {
    "kind": str, "purpose": str, "online": bool, "owner": str, "expected": int, "notes": str, "changeover": int, "template": bool,
}  # fmt: skip


def checked(
    *, title: str, start: datetime, end: datetime, venue: str, capacity: int | None, band: AgeBand | None
) -> dict[str, Any]:
    """The columns of what an event and a slot have both; times in UTC, so that the repeated hour has an order."""
    title = titled(title)
    start, end = aware(start, field="start"), aware(end, field="end")
    if end <= start:
        raise InvalidInput("ends_before_start", field="end")
    if end - start > LONGEST_EVENT:
        raise InvalidInput("event_too_long", field="end", days=LONGEST_EVENT.days)
    if capacity is not None and not 0 <= capacity <= MAX_PLACES:
        raise InvalidInput("bad_capacity", field="capacity")
    if band is not None and not 0 <= band.min_months <= band.max_months <= MAX_MONTHS:
        raise InvalidInput("bad_age_band", field="min_months")
    return {
        "title": title, "start": start, "end": end, "venue": venue.strip(), "capacity": capacity,
        "min_months": band.min_months if band else None, "max_months": band.max_months if band else None,
    }  # fmt: skip


def merged(values: Mapping[str, Any], seen: EventView, row: Any) -> dict[str, Any]:
    """The columns to store where a form was filled in from ``seen`` and the event (its row) may have been written since: what
    the form changed, and what is stored of the rest. :class:`Conflict` ``event_changed_meanwhile`` where both changed the same.
    """
    band = seen.band
    before = {
        "title": seen.title, "start": seen.start, "end": seen.end, "venue": seen.venue, "capacity": seen.capacity,
        "capacity_unit": seen.capacity_unit.value, "min_months": band.min_months if band else None,
        "max_months": band.max_months if band else None,
    }  # fmt: skip
    found: dict[str, Any] = {}
    for names in _TOGETHER:
        mine, was, now = ([of[name] for name in names] for of in (values, before, row._mapping))
        if mine not in (was, now) and now != was:
            raise Conflict("event_changed_meanwhile", event=row.code)
        found |= dict(zip(names, now if mine == was else mine, strict=True))
    return found


def titled(text: str) -> str:
    """A title on one line, without control characters: they break lists, and may command a terminal. :class:`InvalidInput`
    ``title_missing`` where nothing is left, ``text_too_long`` beyond :data:`MAX_TITLE`."""
    title = "".join(" " if category(mark) in _BREAKING else mark for mark in text).strip()
    if not title:
        raise InvalidInput("title_missing", field="title")
    if len(title) > MAX_TITLE:
        raise InvalidInput("text_too_long", field="title", most=MAX_TITLE)
    return title


def planned(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of what planners keep of an event; ``expected`` alone may be None."""
    values = dict(fields)
    unknown = set(values) - set(_TYPES)
    if unknown:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    for name, value in values.items():
        is_number = isinstance(value, int) and not isinstance(value, bool)
        fits = is_number if _TYPES[name] is int else isinstance(value, _TYPES[name])
        if not fits and (name, value) != ("expected", None):
            raise InvalidInput("bad_changeover" if name == "changeover" else "invalid_input", field=name)
    if "kind" in values:
        if values["kind"] not in set(EventKind):
            raise InvalidInput("invalid_input", field="kind")
        values["kind"] = EventKind(values["kind"]).value
    if values.get("expected") is not None and not 0 <= values["expected"] <= MAX_PLACES:
        raise InvalidInput("bad_capacity", field="expected")
    if not 0 <= values.get("changeover", 0) <= MAX_CHANGEOVER:
        raise InvalidInput("bad_changeover", field="changeover")
    return {key: value.strip() if isinstance(value, str) else value for key, value in values.items()}
