"""What the verbs of a day of volunteers answer with."""

from dataclasses import dataclass, field
from datetime import datetime

from eventdesk.domain.duty import Duty, MarkKind
from eventdesk.domain.volunteer import Rule
from eventdesk.services.event_views import NOTHING, Changes


@dataclass(frozen=True)
class Found:
    """A volunteer whom the door searched for; ``text`` is what their code says, and no less secret than it."""

    code: str
    name: str
    phone: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class DutyRow:
    """A volunteer (``volunteer`` is the engagement's id) and one of their shifts on a day.

    ``late`` are minutes, ``minutes`` those that are credited; ``by_hand``: somebody credited them, the records don't matter.
    ``marked``: somebody said that the volunteer did not come.
    """

    volunteer: str
    code: str
    name: str
    shift: str
    shift_code: str
    role: str
    room: str
    start: datetime
    end: datetime
    duty: Duty
    came: datetime | None
    late: int
    minutes: int
    by_hand: bool
    marked: bool


@dataclass(frozen=True)
class StandIn:
    """Somebody who could take a shift that somebody else did not come to. ``here``: in the house now. ``asks`` are rules that
    a person would have to waive for it: their time, when they are asked to stay; empty: none."""

    volunteer: str
    code: str
    name: str
    here: bool
    asks: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Gap:
    """A shift that goes on without somebody: who it is, and who could step in, best first."""

    row: DutyRow
    stand_ins: tuple[StandIn, ...]


@dataclass(frozen=True)
class Here:
    """A volunteer who is in the house, since when, and with which shift next (its code), if any."""

    volunteer: str
    code: str
    name: str
    since: datetime
    shift: str | None


@dataclass(frozen=True)
class DutyBoard:
    """An event's volunteers at a moment. ``rows`` are in order of time; ``recorded``: somebody's coming was recorded at all;
    ``minutes`` are credited so far. ``gaps`` are the shifts of now that somebody is missing at, ``open_places`` those that
    nobody was planned for, of the shifts that go on or are to come."""

    event: str
    title: str
    now: datetime
    rows: tuple[DutyRow, ...]
    here: tuple[Here, ...]
    gaps: tuple[Gap, ...]
    recorded: bool
    open_places: int
    minutes: int
    changes: Changes = NOTHING

    def count(self, duty: Duty) -> int:
        """How many rows stand so."""
        return sum(row.duty is duty for row in self.rows)


@dataclass(frozen=True)
class MarkView:
    """One entry of a volunteer's day, with the station and who wrote it (an operator's id)."""

    id: str
    volunteer: str
    code: str
    name: str
    kind: MarkKind
    shift: str | None
    reason: str
    at: datetime
    station: str
    voided: bool
    changes: Changes = NOTHING


@dataclass(frozen=True)
class VolunteerCard:
    """What the door shows of a volunteer whose code was scanned. ``shift`` is what they are here for: what goes on, else what
    is next; ``None``: no more today. ``since`` is when they came in, None: not here. ``first``: this scan let them in."""

    volunteer: str
    code: str
    name: str
    label: str
    shift: str | None = None
    role: str = ""
    room: str = ""
    start: datetime | None = None
    end: datetime | None = None
    late: int = 0
    since: datetime | None = None
    first: bool = False
    left: bool = False
    skills: tuple[str, ...] = ()
