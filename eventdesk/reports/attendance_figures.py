"""The attendance report's figures, one by one, each with what it is counted from."""

from collections.abc import Iterator
from datetime import datetime

from eventdesk.domain.attendance import BandCount, Heads
from eventdesk.reports.attendance_facts import AttendanceFacts, SlotCount
from eventdesk.reports.document import Figure, ValueKind, rate


def figures(facts: AttendanceFacts) -> Iterator[Figure]:
    """All figures. Those of the verb ``attendance`` come first and have its keys, joined by dots."""
    totals = facts.totals
    yield Figure("event", facts.event_code, "event", ValueKind.TEXT)
    yield from _heads("registered", totals.registered)
    yield from _heads("attended", totals.attended)
    yield from _heads("walk_ins", totals.walk_ins)
    # The key is the verb's; until the end those people are still expected, and called so.
    yield from _heads("no_shows", totals.no_shows, "no_shows" if facts.over else "still_expected")
    yield Figure("inside", totals.inside, "inside")
    came = "attendance_rate" if facts.over else "attendance_rate_so_far"
    yield rate("attendance_rate", totals.came_of_registered, totals.registered.persons, definition=came)
    peak = totals.peak
    yield _moment("peak_5min.at", peak.at.astimezone(facts.tz) if peak else None, "peak_at")
    yield Figure("peak_5min.persons", peak.persons if peak else 0, "peak_persons")
    for station, persons in totals.by_station:
        yield Figure(f"by_station.{station}", persons, "by_station", subject=station)
    yield Figure("incidents", len(facts.incidents), "incidents")
    yield Figure("journal_entries", facts.journal_entries, "journal_entries")
    yield Figure("digest", facts.digest, "digest", ValueKind.TEXT)
    yield from _more(facts)


def _more(facts: AttendanceFacts) -> Iterator[Figure]:
    totals = facts.totals
    missing = "no_show_rate" if facts.over else "still_expected_rate"
    yield rate("no_show_rate", totals.no_shows.persons, totals.registered.persons, definition=missing)
    yield rate("walk_in_share", totals.walk_ins.persons, totals.attended.persons)
    yield from _heads("cancelled", facts.cancelled)
    # Half and nine tenths of whom is known when nobody comes any more.
    yield _moment("t50", totals.t50.astimezone(facts.tz) if facts.over and totals.t50 else None, "t50")
    yield _moment("t90", totals.t90.astimezone(facts.tz) if facts.over and totals.t90 else None, "t90")
    yield from _crowd(facts)
    for band in facts.bands:
        yield from _band(band)
    for count in facts.slot_counts:
        yield from _slot(count)


def _heads(key: str, heads: Heads, called: str = "") -> Iterator[Figure]:
    for part, number in heads.as_dict().items():
        yield Figure(f"{key}.{part}", number, f"{called or key}_{part}")


def _moment(key: str, at: datetime | None, definition: str) -> Figure:
    return Figure(key, at, definition, ValueKind.MOMENT)


def _crowd(facts: AttendanceFacts) -> Iterator[Figure]:
    """The fullest moment. Where nobody's leaving was recorded it is named for what it is: entries so far."""
    crowd = facts.crowd
    key = "occupancy_max" if crowd is not None and crowd.exits else "entries_so_far"
    count = crowd.count if crowd else 0
    unit = facts.capacity_unit.value
    yield Figure(f"{key}.{unit}", count, f"{key}_count")
    yield _moment(f"{key}.at", crowd.at.astimezone(facts.tz) if crowd else None, f"{key}_at")
    yield rate(f"{key}.rate", count, facts.capacity, definition=f"{key}_rate")


def band_code(band: BandCount) -> str:
    """``0-0``, ``5-6``, ``7+`` (completed years), or ``unknown``."""
    if band.first is None:
        return "unknown"
    return f"{band.first}+" if band.last is None else f"{band.first}-{band.last}"


def _band(band: BandCount) -> Iterator[Figure]:
    code = band_code(band)
    for part, number in (("registered", band.registered), ("attended", band.attended)):
        yield Figure(f"age_band.{code}.{part}", number, f"age_band_{part}", subject=code)


def _slot(count: SlotCount) -> Iterator[Figure]:
    key = f"slot.{count.slot.code}"
    unit, title = count.slot.unit.value, count.slot.title
    yield Figure(f"{key}.registered", count.registered, f"slot_registered_{unit}", subject=title)
    yield Figure(f"{key}.attended", count.attended, f"slot_attended_{unit}", subject=title)
    yield rate(f"{key}.fill", count.attended, count.slot.capacity, definition=f"slot_fill_{unit}", subject=title)
