"""What the attendance report draws, and the finding that stands above each drawing."""

from datetime import datetime, timedelta

from eventdesk.domain import attendance as rules
from eventdesk.domain.attendance import BandCount, Heads
from eventdesk.reports.attendance_facts import AttendanceFacts, SlotCount
from eventdesk.reports.attendance_figures import band_code
from eventdesk.reports.document import (
    ArrivalCurve,
    Bar,
    Chart,
    Fill,
    FillBars,
    PairedBars,
    Phrase,
    Value,
    band_label,
)

_MINUTE = timedelta(minutes=1)
_BIN = timedelta(minutes=5)
# Fewer people than this have no "nine in ten", and a group smaller than _FEW no share worth a headline.
_CROWD, _FEW = 10, 5


def charts(facts: AttendanceFacts) -> tuple[Chart, ...]:
    """Arrivals over time, ages, who was in over time, the slots where the event has any, and the stations."""
    drawn: list[Chart] = [_curve(facts), _ages(facts)]
    if facts.occupancy:
        drawn.append(_occupancy(facts))
    if facts.slots:
        drawn.append(_slots(facts.slot_counts, over=facts.over))
    drawn.append(_stations(facts))
    return tuple(drawn)


def _stations(facts: AttendanceFacts) -> FillBars:
    """Persons by the station of their first entry, as shares of everybody who attended."""
    everybody = facts.totals.attended.persons
    return FillBars(
        key="stations",
        title=Phrase("table_stations"),
        note=Phrase("note_stations"),
        bars=tuple(
            Fill(name, persons, None, everybody, "persons")
            for name, persons in facts.totals.by_station
        ),
        warns=False,
    )


def _curve(facts: AttendanceFacts) -> ArrivalCurve:
    totals, arrivals = facts.totals, facts.arrivals
    busiest = None
    note = None
    if totals.peak is not None:
        begin = totals.peak.at.astimezone(facts.tz)
        busiest = (begin, begin + _BIN)
        start, end = _said(begin, facts), _said(begin + _BIN, facts)
        note = Phrase("note_busiest", (("start", start), ("end", end), ("n", totals.peak.persons)))
    return ArrivalCurve(
        key="arrivals",
        title=_arrival_finding(facts),
        note=note,
        points=_points(arrivals),
        expected=totals.registered.persons,
        starts=facts.starts.astimezone(facts.tz),
        busiest=busiest,
    )


def _occupancy(facts: AttendanceFacts) -> ArrivalCurve:
    """Who was in; without exits what the figures call it too: entries so far."""
    crowd = facts.crowd
    assert crowd is not None, "somebody came, so there is a fullest moment"
    at = crowd.at.astimezone(facts.tz)
    steps = [(end.astimezone(facts.tz), count) for end, count in facts.occupancy]
    points = sorted({(steps[0][0] - _BIN, 0), *steps, (at, crowd.count)})
    name = "occupancy" if crowd.exits else "entries"
    values: tuple[tuple[str, Value], ...] = (("at", _said(_minute_after(at), facts)), ("n", crowd.count))
    finding = f"finding_{name}"
    if facts.capacity:
        finding += "_full" if crowd.count > facts.capacity else "_of"
        values = (*values, ("capacity", facts.capacity), ("share", crowd.count / facts.capacity))
    return ArrivalCurve(
        key="occupancy",
        title=Phrase(finding, values),
        note=Phrase(f"note_{name}_{facts.capacity_unit.value}"),
        points=tuple(points),
        expected=facts.capacity or 0,
        starts=facts.starts.astimezone(facts.tz),
        busiest=None,
        level="mark_capacity",
        most=(at, crowd.count),
    )


def _arrival_finding(facts: AttendanceFacts) -> Phrase:
    arrivals = facts.arrivals
    if not arrivals:
        return Phrase("finding_nobody_came" if facts.over else "finding_nobody_yet")
    if not facts.over:
        return Phrase("finding_came_so_far", (("n", len(arrivals)),))
    if len(arrivals) < _CROWD:
        return Phrase("finding_all_came", (("at", _said(_minute_after(arrivals[-1]), facts)), ("n", len(arrivals))))
    t90 = (facts.totals.t90 or arrivals[-1]).astimezone(facts.tz)
    return Phrase("finding_most_came", (("at", _said(_minute_after(t90), facts)),))


def _said(at: datetime, facts: AttendanceFacts) -> Value:
    """A moment of the event's only day as it is; with its day where people came on several."""
    known = (*facts.arrivals[:1], *facts.arrivals[-1:], facts.starts.astimezone(facts.tz), at)
    days = {moment.date() for moment in known}
    return at if len(days) == 1 else at.strftime("%m-%d %H:%M")


def _minute_after(at: datetime) -> datetime:
    """The first whole minute after a moment: by then it has happened."""
    return at.replace(second=0, microsecond=0) + _MINUTE


def _points(arrivals: list[datetime]) -> tuple[tuple[datetime, int], ...]:
    points: list[tuple[datetime, int]] = []
    so_far = 0
    for begin, arrived in rules.bins(arrivals):
        if not points or points[-1][0] != begin:
            points.append((begin, so_far))
        so_far += arrived
        points.append((begin + _BIN, so_far))
    return tuple(points)


def _ages(facts: AttendanceFacts) -> PairedBars:
    totals = facts.totals
    registered, attended = totals.registered, totals.attended
    bars = [
        Bar(band_label(band_code(band)), band.registered, band.attended)
        for band in facts.bands
        if band.first is not None or band.registered or band.attended
    ]
    bars.append(Bar(Phrase("label_adults"), registered.adults, attended.adults))
    return PairedBars(
        key="age_bands",
        title=_age_finding(facts.bands, registered, attended) if facts.over else Phrase("finding_ages_so_far"),
        note=Phrase("note_heads", (("children", attended.children), ("adults", attended.adults))),
        bars=tuple(bars),
    )


def _age_finding(bands: tuple[BandCount, ...], registered: Heads, attended: Heads) -> Phrase:
    """The age of which clearly fewer came than of all children: ten points of a hundred, and no tiny
    group.
    """
    if not registered.children or not attended.children:
        return Phrase("finding_ages")
    overall = attended.children / registered.children
    known = [band for band in bands if band.first is not None and band.registered >= _FEW]
    lowest = min(known, key=lambda band: band.attended / band.registered, default=None)
    if lowest is None or lowest.attended / lowest.registered > overall - 0.1:
        return Phrase("finding_ages_even" if len(known) > 1 else "finding_ages")
    values = (("first", lowest.first), ("last", lowest.last))
    if lowest.last is None:
        return Phrase("finding_ages_low_open", values[:1])
    return Phrase("finding_ages_low_one" if lowest.first == lowest.last else "finding_ages_low", values)


def _slots(counts: tuple[SlotCount, ...], *, over: bool) -> FillBars:
    limited = [count for count in counts if count.slot.capacity]
    emptiest = min(limited, key=_fill, default=None)
    fullest = max(limited, key=_fill, default=None)
    if not over:
        title = Phrase("finding_slots_so_far")
    elif emptiest is not None and len(limited) > 1 and _fill(emptiest) < 0.7:
        title = Phrase("finding_slot_empty", (("slot", emptiest.slot.title),))
    elif fullest is not None:
        title = Phrase("finding_slot_full", (("slot", fullest.slot.title), ("share", _fill(fullest))))
    else:
        title = Phrase("finding_slots")
    bars = tuple(Fill(c.slot.title, c.attended, c.registered, c.slot.capacity, c.slot.unit.value) for c in counts)
    return FillBars(key="slots", title=title, note=Phrase("note_slots"), bars=bars)


def _fill(count: SlotCount) -> float:
    return count.attended / count.slot.capacity if count.slot.capacity else 0.0
