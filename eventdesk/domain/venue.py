"""Where an event takes place: rooms and resources, how much they hold, and when they cannot be had."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Closed:
    """A time in which something cannot be had, and why. The end itself is free again."""

    start: datetime
    end: datetime
    reason: str = ""

    def meets(self, start: datetime, end: datetime) -> bool:
        """Whether it takes any of these hours."""
        return self.start < end and start < self.end


@dataclass(frozen=True)
class Room:
    """A room: ``capacity`` in persons, None without a limit; ``features`` as its users call them (可投影, 软垫)."""

    name: str
    capacity: int | None = None
    features: str = ""
    closed: tuple[Closed, ...] = ()


@dataclass(frozen=True)
class Resource:
    """Something there are ``quantity`` of: a projector, a first-aid kit."""

    name: str
    quantity: int = 1
    closed: tuple[Closed, ...] = ()


@dataclass(frozen=True)
class Grounds:
    """What a schedule may use. Rooms are in the order of the lanes."""

    rooms: tuple[Room, ...] = ()
    resources: tuple[Resource, ...] = ()
    closed: tuple[Closed, ...] = ()

    def room(self, name: str) -> Room | None:
        """The room of a name, if it is known here."""
        return next((room for room in self.rooms if room.name == name), None)

    def resource(self, name: str) -> Resource | None:
        """The resource of a name, if it is known here."""
        return next((resource for resource in self.resources if resource.name == name), None)
