"""The state of the door: which family's card is open, what was ticked and settled on it. No widgets, no words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.checkin import Code, Presence, Verdict
from eventdesk.domain.event import EventState

if TYPE_CHECKING:
    from eventdesk.services.door_views import PartyMember, ScanResult
    from eventdesk.services.event_views import EventView


class Origin(Enum):
    """Where a card came from; the search box says it."""

    SCANNER = "scanner"
    CAMERA = "camera"
    SEARCH = "search"
    LIST = "list"
    WALK_IN = "walk_in"

    @property
    def scanned(self) -> bool:
        """Whether a device read it: Enter right after it is the device's, not a person's."""
        return self in (Origin.SCANNER, Origin.CAMERA)


@dataclass
class Card:
    """One family at the door, from the scan until it is let in or sent on.

    ``text`` or ``registration`` is what was asked; ``members`` the persons asked for by name, None for everybody
    expected. ``choosing``: a person picks who goes in although not everybody can.
    """

    result: "ScanResult"
    origin: Origin
    text: str = ""
    registration: str | None = None
    members: frozenset[str] | None = None
    choosing: bool = False
    ticked: set[str] = field(default_factory=set)
    settled: dict[Code, str] = field(default_factory=dict)

    @property
    def people(self) -> tuple["PartyMember", ...]:
        """The party, in its order; of a large one children with something to mind come first."""
        people = self.result.people
        if len(people) <= MANY:
            return people
        return tuple(sorted(people, key=lambda p: not (p.role.is_child and p.allergies)))

    @property
    def outside(self) -> tuple["PartyMember", ...]:
        """Who can be let in."""
        return tuple(p for p in self.people if p.presence is not Presence.IN_ALREADY)

    @property
    def inside(self) -> tuple["PartyMember", ...]:
        """Who is in already."""
        return tuple(p for p in self.people if p.presence is Presence.IN_ALREADY)

    @property
    def left_out(self) -> tuple["PartyMember", ...]:
        """Who is expected and not ticked: they come later."""
        return tuple(p for p in self.outside if p.person not in self.ticked)

    @property
    def open_reasons(self) -> tuple[Code, ...]:
        """What still asks for a person's decision."""
        return tuple(code for code in self.result.reasons if code is not Code.CHOOSE and code not in self.settled)

    @property
    def confirm(self) -> str | None:
        """The reasons for everything that a person settled, for the journal; None where nothing was asked."""
        return "; ".join(dict.fromkeys(self.settled.values())) or None

    @property
    def refused(self) -> bool:
        """Whether the family has to wait; while choosing, members can be ticked all the same."""
        return self.result.verdict is Verdict.REFUSE and not self.choosing

    @property
    def ready(self) -> bool:
        """Whether Enter would let people in now."""
        return bool(self.ticked) and not self.open_reasons and not self.refused

    def tick_expected(self) -> None:
        """Tick everybody who is expected and not inside."""
        self.ticked = {p.person for p in self.outside}

    def toggle(self, person: str) -> None:
        """Tick or untick one of those outside."""
        if any(p.person == person for p in self.outside):
            self.ticked ^= {person}

    def renew(self, result: "ScanResult") -> None:
        """Take a newer answer for the same family; ticks and what was settled stay where they still make sense."""
        self.result = result
        self.ticked &= {p.person for p in self.outside}
        self.settled = {code: word for code, word in self.settled.items() if code in result.reasons}


MANY = 6
"""Parties larger than this are scrolled, with what matters first."""


def fresh_card(
    result: "ScanResult", origin: Origin, *, text: str, registration: str | None, members: frozenset[str] | None
) -> Card:
    """A card that was just opened: everybody expected is ticked."""
    card = Card(result=result, origin=origin, text=text, registration=registration, members=members)
    card.tick_expected()
    return card


def choose_event(
    events: Sequence["EventView"], wanted: str, now: datetime, zone: ZoneInfo
) -> tuple["EventView | None", tuple["EventView", ...]]:
    """The event to open the door of, and those to choose from where that is not clear.

    ``wanted`` is the code that this computer was set to; else today's only event, else the next one. With several
    today somebody has to say which.
    """
    alive = [event for event in events if event.state is not EventState.CANCELLED]
    for event in alive:
        if event.code == wanted:
            return event, ()
    today = now.astimezone(zone).date()
    on_today = [e for e in alive if e.start.astimezone(zone).date() <= today <= e.end.astimezone(zone).date()]
    if len(on_today) == 1:
        return on_today[0], ()
    if on_today:
        return None, tuple(sorted(on_today, key=lambda e: e.start))
    coming = sorted((e for e in alive if e.start > now), key=lambda e: e.start)
    if coming:
        return coming[0], ()
    return None, tuple(alive)
