"""A family's registration for an event."""

from enum import StrEnum


class RegistrationState(StrEnum):
    """Attended is never a state: it is derived from the journal."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    CANCELLED = "cancelled"


class SlotState(StrEnum):
    """What a registration has in one of its slots."""

    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"


class OfferState(StrEnum):
    """What became of places that were offered to a waiting family. An open one whose moment has passed has expired."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Source(StrEnum):
    """Where a registration came from; ``online``: the family's own phone."""

    IMPORT = "import"
    DESK = "desk"
    WALK_IN = "walk_in"
    ONLINE = "online"


class CallReason(StrEnum):
    """Why a family must be told something."""

    EVENT_CANCELLED = "event_cancelled"
    EVENT_MOVED = "event_moved"
    EVENT_ON = "event_on"
    NO_PLACE = "no_place"
    OVER_LIMIT = "over_limit"
    SLOT_MOVED = "slot_moved"
    SLOT_REMOVED = "slot_removed"
