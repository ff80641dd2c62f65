"""Why a figure of a report opens to no records: what the program says instead of a list."""

from collections.abc import Mapping
from enum import StrEnum
from fnmatch import fnmatchcase

from eventdesk.domain.right import Actor, Right


class Closed(StrEnum):
    """Why there is no list."""

    ANSWERS = "answers"  # answers belong to nobody, so none is shown alone
    UNNAMED = "unnamed"  # the report names no volunteer
    GOAL = "goal"  # what the organisation set out to reach; nothing is counted
    RECORD = "record"  # a code, a digest or the length of a record: it proves, and counts nobody
    TABLE = "table"  # it is listed in a table of the report
    GONE = "gone"  # what was erased has no records
    COUNTED = "counted"  # only how many is known
    RIGHT = "right"  # for whoever may see the records one by one
    UNKNOWN = "unknown"  # nothing is known of such a figure


_RIGHTS = (
    ("families", "*", Right.REGISTRATIONS), ("audit", "*", Right.REGISTRATIONS), ("event", "follow_ups.*", Right.REGISTRATIONS),
    ("event", "volunteers.people", Right.VOLUNTEERS), ("event", "volunteers.minutes", Right.VOLUNTEERS),
    ("volunteers", "minutes.planned", Right.VOLUNTEERS), ("volunteers", "minutes.credited", Right.VOLUNTEERS),
    ("year", "retention", Right.REGISTRATIONS), ("year", "*.retention.*", Right.REGISTRATIONS),
)  # fmt: skip
_ANSWERS = (
    ("responses", Closed.ANSWERS), ("incomplete", Closed.ANSWERS), ("invited", Closed.ANSWERS), ("response_rate", Closed.ANSWERS),
    ("goal.*_target", Closed.GOAL), ("goal.*", Closed.ANSWERS), ("questions.*", Closed.ANSWERS), ("slots.*", Closed.ANSWERS),
)  # fmt: skip
_REASONS: Mapping[str, tuple[tuple[str, Closed], ...]] = {
    "attendance": (("event", Closed.RECORD), ("journal_entries", Closed.RECORD), ("digest", Closed.RECORD)),
    "satisfaction": (("event", Closed.RECORD), ("digest", Closed.RECORD), *_ANSWERS),
    "event": (
        ("event", Closed.RECORD), ("journal_entries", Closed.RECORD), ("digest", Closed.RECORD), ("satisfaction.digest", Closed.RECORD),
        *((f"satisfaction.{pattern}", reason) for pattern, reason in _ANSWERS),
    ),
    "volunteers": tuple(
        (pattern, Closed.UNNAMED)
        for pattern in (
            "people.*", "dropouts.*", "hours.*", "minutes.mean", "minutes.median", "minutes.gini", "wishes.met", "skills.covered",
            "vetting.covered", "shifts.replaced",
        )
    ),
    "year": (("goal.*.target", Closed.GOAL), ("goal.effect.*", Closed.ANSWERS)),
    "families": (),
    "audit": (
        ("guardians", Closed.COUNTED), ("operators", Closed.TABLE), ("rights.*", Closed.TABLE), ("seen.records", Closed.TABLE),
        ("taken_out.*", Closed.TABLE), ("erased.people", Closed.GONE), ("door.*", Closed.COUNTED), ("proof.*", Closed.RECORD),
        ("findings", Closed.TABLE), ("withdrawals.slowest", Closed.COUNTED),
    ),
}  # fmt: skip


def why_closed(kind: str, key: str, actor: Actor) -> Closed:
    """Why a figure that opens to no records opens to none, for this operator."""
    for of, pattern, right in _RIGHTS:
        if of == kind and fnmatchcase(key, pattern) and not actor.may(right):
            return Closed.RIGHT
    return next((reason for pattern, reason in _REASONS.get(kind, ()) if fnmatchcase(key, pattern)), Closed.UNKNOWN)
