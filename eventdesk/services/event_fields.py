"""What people fill in of an event or a slot, checked before it is stored."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventKind
from eventdesk.errors import InvalidInput
from eventdesk.services.typed import aware

MAX_PLACES = 1_000_000
LONGEST_EVENT = timedelta(days=30)
"""What lasts longer is a season of events; more often a mistyped year."""
MAX_MONTHS = 1_800
"""Nobody is older than 150 years."""
MAX_CHANGEOVER = 240
"""Minutes."""

_TYPES: dict[str, type] = {
    "kind": str, "purpose": str, "online": bool, "owner": str, "expected": int, "notes": str, "changeover": int, "template": bool,
}  # fmt: skip


def checked(
    *, title: str, start: datetime, end: datetime, venue: str, capacity: int | None, band: AgeBand | None
) -> dict[str, Any]:
    """The columns of what an event and a slot have both; times in UTC, so that the repeated hour has an order."""
    if not title.strip():
        raise InvalidInput("title_missing", field="title")
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
        "title": title.strip(), "start": start, "end": end, "venue": venue.strip(), "capacity": capacity,
        "min_months": band.min_months if band else None, "max_months": band.max_months if band else None,
    }  # fmt: skip


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
