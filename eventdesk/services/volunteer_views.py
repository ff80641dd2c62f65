"""What the verbs about volunteers answer with."""

from dataclasses import dataclass, field
from datetime import date, datetime

from eventdesk.domain.age import AgeBand
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
