"""The wire's records of conflicts: what two stations wrote without knowing of each other, and which of the two is right."""

from typing import Any, Literal

from eventdesk.sync.protocol import Record, Uuid


class ConflictInfo(Record):
    """What two stations wrote to one field of a record without knowing of each other. ``field`` is empty where it is about whether
    the record is there at all; ``kept`` stands for now. ``at`` is the hybrid time of the later one. The id names these two writes:
    where somebody writes again, it is another conflict, or none."""

    id: Uuid
    log: Uuid
    table: str
    record: list[str]
    field: str
    kept: Any
    other: Any
    kept_by: Uuid
    other_by: Uuid
    at: str


class ConflictList(Record):
    """Conflicts that nobody settled, the oldest first."""

    conflicts: list[ConflictInfo]


class Settle(Record):
    """Which of the two values is right."""

    choice: Literal["kept", "other"]
