"""What the verbs about volunteers answer with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventKind
from eventdesk.domain.volunteer import Assigned, Response, Skill, Staffing, Vetting, Window
from eventdesk.services.event_views import NOTHING, Changes


@dataclass(frozen=True)
class VolunteerView:
    """A volunteer over the years. The name is whole, the phone masked unless it was asked for whole.

    ``minutes`` are credited in all, ``recent_minutes`` within the last twelve months; ``assigned`` counts the shifts that have
    been, ``came`` and ``late`` those of them that the volunteer came to and was late at.
    """

    id: str
    name: str
    phone: str
    email: str
    wechat: str
    birthdate: date | None
    minor: bool
    family: str | None
    skills: tuple[Skill, ...]
    vetting: Vetting
    vetting_until: date | None
    note: str
    retired: bool
    revision: int
    events: int = 0
    minutes: int = 0
    recent_minutes: int = 0
    assigned: int = 0
    came: int = 0
    late: int = 0
    trainings: int = 0
    apart: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    changes: Changes = NOTHING


@dataclass(frozen=True)
class EngagementView:
    """A volunteer at one event; ``volunteer`` is the person's id. ``minutes`` are those assigned at this event; ``told``:
    the volunteer knows exactly the shifts that stand now, None where nothing was told yet."""

    id: str
    volunteer: str
    code: str
    name: str
    phone: str
    windows: tuple[Window, ...]
    skills: tuple[Skill, ...]
    vetting: Vetting
    vetting_until: date | None
    minor: bool
    max_minutes: int | None
    max_day_minutes: int | None
    wishes: tuple[str, ...]
    withdrawn: bool
    reason: str
    note: str
    revision: int
    minutes: int = 0
    times_before: int = 0
    told: bool | None = None
    has_email: bool = False


@dataclass(frozen=True)
class ShiftView:
    """A shift; ``slot`` is the code of the slot it belongs to, ``filled`` how many have it."""

    id: str
    code: str
    role: str
    slot: str | None
    room: str
    start: datetime
    end: datetime
    need: int
    ideal: int
    skills: tuple[str, ...]
    vetted: bool
    adults_only: bool
    band: AgeBand | None
    children: int | None
    break_minutes: int
    note: str
    revision: int
    filled: int = 0


@dataclass(frozen=True)
class AssignmentView:
    """Who has which shift; ``volunteer`` is the engagement's id."""

    id: str
    shift: str
    volunteer: str
    pinned: bool
    by_hand: bool
    waived: tuple[str, ...]
    reason: str
    response: Response
    responded_at: datetime | None
    credited: int | None
    revision: int


@dataclass(frozen=True)
class RosterView:
    """An event's roster: its shifts in order of time, its people in order of their codes, who has what; ``staffing`` is the
    same as the rules see it, ``added`` and ``removed`` what the verb did that answers with this."""

    event: str
    title: str
    start: datetime
    end: datetime
    shifts: tuple[ShiftView, ...]
    people: tuple[EngagementView, ...]
    assignments: tuple[AssignmentView, ...]
    staffing: Staffing = field(repr=False)
    added: tuple[Assigned, ...] = ()
    removed: tuple[Assigned, ...] = ()
    changes: Changes = NOTHING


@dataclass(frozen=True)
class TrainingView:
    """A training; ``volunteers`` are the ids of those who were there."""

    id: str
    title: str
    day: date
    minutes: int
    leader: str
    volunteers: tuple[str, ...]
    revision: int
    changes: Changes = NOTHING


@dataclass(frozen=True)
class TemplateView:
    """A template of shifts; ``roles`` are those of its shifts, each once. ``built_in`` ones belong to the program: the name is
    the kind of event, the roles are keys, and ``terms`` the words that applying one needs (catalogue ``shift_templates``)."""

    name: str
    kind: EventKind
    built_in: bool
    roles: tuple[str, ...]
    shifts: int
    terms: tuple[str, ...] = ()
    changes: Changes = NOTHING


class ShiftTrouble(StrEnum):
    """What can be wrong with a shift itself."""

    OUTSIDE_EVENT = "outside_event"
    SLOT_MOVED = "slot_moved"
    ROOM_UNKNOWN = "room_unknown"
    NOBODY_ABLE = "nobody_able"
    RATIO = "ratio"


@dataclass(frozen=True)
class ShiftConflict:
    """Something wrong or doubtful about a shift: its id and code, and ``values`` for the sentence ``rosters.shift_<trouble>``.
    ``serious``: nobody can work it as it is."""

    shift: str
    code: str
    trouble: ShiftTrouble
    serious: bool
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportedPerson:
    """The fate of one row of people: ``ok``, ``duplicate_of:R`` or ``rejected:CODE``; ``volunteer`` is the code in the event's
    list, None for a row that was rejected. ``name`` is as the file has it. ``state`` says what taking it does: ``new`` (a
    person the desk did not know), ``listed`` (known, new on this list), ``back`` (had withdrawn), ``changed`` or ``same``; None
    for a row that is nobody of its own."""

    ref: str
    fate: str
    warnings: tuple[str, ...]
    volunteer: str | None
    name: str = field(default="", repr=False)
    state: str | None = None


@dataclass(frozen=True)
class ImportedShift:
    """The fate of one row of shifts: ``ok`` or ``rejected:CODE``, and the shift's code."""

    ref: str
    fate: str
    code: str


@dataclass(frozen=True)
class VolunteerImport:
    """What an import did, or would do. ``withdrawn`` are the codes of those who are missing from the file, ``freed`` counts
    the assignments that went with them. ``missing_shifts`` are shifts (codes) that the event has and the file has not: they
    stay. ``unknown_days`` are days that volunteers named and that are none of the event's."""

    event: str
    rows: tuple[ImportedPerson, ...]
    shift_rows: tuple[ImportedShift, ...]
    shifts: tuple[str, ...]
    counts: Mapping[str, int]
    withdrawn: tuple[str, ...] = ()
    missing_shifts: tuple[str, ...] = ()
    freed: int = 0
    unknown_days: tuple[str, ...] = ()
    dry: bool = False
    changes: Changes = NOTHING
