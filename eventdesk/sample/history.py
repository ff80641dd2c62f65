"""What happened before: events of the last month with who registered and who came, so that there is something to learn from."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.sample.cast import Part
from eventdesk.sample.people import SampleFamily
from eventdesk.sample.programme import SampleEvent, begins
from eventdesk.services.checkins import Scan

HISTORY = (
    (SampleEvent("石头上画画", -27, (10, 0), 90, 60, 14), 0.79),
    (SampleEvent("草地风筝会", -22, (15, 0), 120, 80, 17), 0.88),
    (SampleEvent("树叶帽子", -15, (10, 0), 90, 60, 13), 0.84),
    (SampleEvent("小小烘焙师", -11, (14, 0), 90, 60, 15), 0.93),
)
"""The events, and the share of the registered families that came."""


def live_through(
    desk: Desk, clock: SetClock, day: datetime, families: Sequence[SampleFamily], *, add: Callable[[SampleEvent], str],
    take_in: Callable[[str, Sequence[SampleFamily], SampleEvent], None],
) -> None:  # fmt: skip
    """Has some of the families at each of :data:`HISTORY`, in the order of time. ``day`` (aware) is the sample's day;
    ``add`` makes an event and answers its code, ``take_in`` registers families for it."""
    known = [family for family in families if family.part is Part.CONFIRMED]
    codes = {event.title: add(event) for event, _ in HISTORY}
    for event, share in HISTORY:
        start, random = begins(event, day), Random(event.title)
        party = random.sample(known, min(len(known), event.families))
        clock.at = start - timedelta(days=2)
        early = [replace(family, at=start - timedelta(days=3, hours=place), slots=()) for place, family in enumerate(party)]
        code = codes[event.title]
        take_in(code, early, event)
        at = start - timedelta(minutes=12)
        registrations = desk.registrations.list(code)
        for registration in random.sample(registrations, round(len(registrations) * share)):
            at += timedelta(seconds=random.randint(20, 100))
            clock.at = at
            desk.checkins.scan(code, Scan(registration=registration.id, at=at))
