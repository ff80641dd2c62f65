"""What services answer with: frozen values, no row of the store, free to cross threads. Here: events and their slots.

``changes`` of a result names the nouns that it changed, for pages that show them. The other views have files of their
own, so that a verb that lists events need not wait for them.
"""

from dataclasses import dataclass
from datetime import datetime

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import DoorRules, EventKind, EventState, SlotKind, Unit

Changes = frozenset[str]
NOTHING: Changes = frozenset()


@dataclass(frozen=True)
class SlotView:
    """A slot; its own times are None where it takes the event's."""

    id: str
    code: str
    title: str
    room: str
    start: datetime
    end: datetime
    capacity: int | None
    capacity_unit: Unit
    band: AgeBand | None
    own_times: bool
    kind: SlotKind = SlotKind.SLOT
    leader: str = ""


@dataclass(frozen=True)
class Removed:
    """The code of an event that is no more."""

    code: str
    changes: Changes = frozenset({"events"})


@dataclass(frozen=True)
class EventView:
    """An event with its slots. Times are aware, UTC. The registered are those confirmed.

    ``expected`` are the persons that planners reckon with, ``notes`` the team's own, ``reason`` why it was cancelled,
    ``series`` what occurrences of one repeated event share, ``changeover`` the minutes a room needs between two slots,
    ``called`` how many families the change that this answers put onto the list of people to call.
    """

    id: str
    code: str
    title: str
    start: datetime
    end: datetime
    venue: str
    capacity: int | None
    capacity_unit: Unit
    band: AgeBand | None
    state: EventState
    rules: DoorRules
    slots: tuple[SlotView, ...] = ()
    registered_families: int = 0
    registered_persons: int = 0
    registered_children: int = 0
    kind: EventKind = EventKind.OTHER
    purpose: str = ""
    online: bool = False
    owner: str = ""
    expected: int | None = None
    notes: str = ""
    reason: str | None = None
    template: bool = False
    series: str | None = None
    changeover: int = 10
    called: int = 0
    changes: Changes = NOTHING

    @property
    def bookable(self) -> tuple[SlotView, ...]:
        """The slots that families can choose: no breaks, and nothing that only blocks a room."""
        return tuple(slot for slot in self.slots if slot.kind is SlotKind.SLOT)

    @property
    def taken(self) -> int:
        """How many places the confirmed families hold, in the unit that the event's capacity counts."""
        match self.capacity_unit:
            case Unit.PERSONS:
                return self.registered_persons
            case Unit.CHILDREN:
                return self.registered_children
            case Unit.FAMILIES:
                return self.registered_families
