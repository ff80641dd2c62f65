"""Who may do what. Every verb of a service names the right it needs."""

from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """One thing that an operator may be allowed to do."""

    EVENTS = "events"
    REGISTRATIONS = "registrations"
    IMPORT = "import"
    VOLUNTEERS = "volunteers"
    CHECKIN = "checkin"
    OVERRIDE = "override"
    UNMASK = "unmask"
    ERASE = "erase"
    EXPORT = "export"
    REPORTS = "reports"
    OPERATORS = "operators"
    SETTINGS = "settings"
    LOOK = "look"


class OperatorRole(StrEnum):
    """What an operator is there for; ``owner`` is the one who set the desk up."""

    OWNER = "owner"
    LEAD = "lead"
    PLANNER = "planner"
    DOOR = "door"
    READER = "reader"


RIGHTS: dict[OperatorRole, frozenset[Right]] = {
    OperatorRole.OWNER: frozenset(Right),
    OperatorRole.LEAD: frozenset(Right) - {Right.OPERATORS, Right.SETTINGS},
    OperatorRole.PLANNER: frozenset(
        {Right.EVENTS, Right.REGISTRATIONS, Right.IMPORT, Right.VOLUNTEERS, Right.EXPORT, Right.REPORTS, Right.LOOK}
    ),
    OperatorRole.DOOR: frozenset({Right.CHECKIN, Right.LOOK}),
    OperatorRole.READER: frozenset({Right.REPORTS, Right.LOOK}),
}


@dataclass(frozen=True)
class Actor:
    """Who acts, and where: every write knows both."""

    operator: str
    role: OperatorRole
    station: str
    station_name: str

    def may(self, right: Right) -> bool:
        """Whether the operator has the right."""
        return right in RIGHTS[self.role]
