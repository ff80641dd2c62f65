"""The heart of the door: what a scan deserves. The same rule online, offline and in replay."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from eventdesk.domain.event import DoorRules
from eventdesk.domain.family import Role
from eventdesk.domain.registration import RegistrationState

REPEAT_GUARD = timedelta(seconds=3)
"""The same code at the same door within this time is the same scan."""


class Verdict(StrEnum):
    """What the door does. ``attention``: a person decides."""

    ADMIT = "admit"
    ATTENTION = "attention"
    REFUSE = "refuse"


class Code(StrEnum):
    """Why. Every code belongs to one verdict, see :data:`VERDICT_OF`."""

    OK = "ok"
    OK_PARTIAL = "ok_partial"
    OK_UNSYNCED = "ok_unsynced"
    VOLUNTEER = "volunteer"
    VOLUNTEER_UNSYNCED = "volunteer_unsynced"
    CHOOSE = "choose"
    NO_CONSENT = "no_consent"
    OTHER_SLOT = "other_slot"
    EARLY = "early"
    OVER_SOFT_LIMIT = "over_soft_limit"
    WAITLISTED_ROOM = "waitlisted_room"
    UNPAID = "unpaid"
    UNKNOWN = "unknown"
    FORGED = "forged"
    OTHER_EVENT = "other_event"
    CANCELLED = "cancelled"
    WAITLISTED = "waitlisted"
    REVOKED = "revoked"
    ALREADY_IN = "already_in"
    CLOSED = "closed"
    FULL = "full"


VERDICT_OF = {
    **dict.fromkeys((Code.OK, Code.OK_PARTIAL, Code.OK_UNSYNCED, Code.VOLUNTEER), Verdict.ADMIT),
    **dict.fromkeys(
        (
            Code.CHOOSE, Code.NO_CONSENT, Code.OTHER_SLOT, Code.EARLY, Code.OVER_SOFT_LIMIT, Code.WAITLISTED_ROOM,
            Code.UNPAID,
        ),
        Verdict.ATTENTION,
    ),
    **dict.fromkeys(
        (
            Code.UNKNOWN, Code.FORGED, Code.OTHER_EVENT, Code.CANCELLED, Code.WAITLISTED, Code.REVOKED,
            Code.ALREADY_IN, Code.CLOSED, Code.FULL, Code.VOLUNTEER_UNSYNCED,
        ),
        Verdict.REFUSE,
    ),
}  # fmt: skip

LIFTABLE = frozenset({Code.WAITLISTED, Code.ALREADY_IN, Code.CLOSED})
"""Refusals that a person with the right may lift with a reason. The hard limit and doubtful codes stay refused."""


class Presence(StrEnum):
    """Where a member of the party is, by the journal."""

    EXPECTED = "expected"
    IN_ALREADY = "in_already"
    OUT = "out"


@dataclass(frozen=True)
class Member:
    """One of the party, as far as a verdict depends on them."""

    person: str
    role: Role
    presence: Presence


class CodeFinding(StrEnum):
    """What reading the scanned text gave."""

    GENUINE = "genuine"
    UNKNOWN = "unknown"
    FORGED = "forged"
    OTHER_EVENT = "other_event"


@dataclass(frozen=True)
class Facts:
    """All that a verdict depends on, but the time.

    ``chosen`` are the persons to let in, None for everybody expected; ``state`` None means that the signature is
    good and the record is not here. ``place_free``: a waitlisted party would fit now; ``barred``: a hard limit of places
    keeps it out. ``slot_now`` is False where the party's slots are all at another time. ``inside`` counts the persons
    inside the event.
    """

    finding: CodeFinding
    rules: DoorRules = field(default_factory=DoorRules)
    state: RegistrationState | None = RegistrationState.CONFIRMED
    members: tuple[Member, ...] = ()
    chosen: frozenset[str] | None = None
    inside: int = 0
    place_free: bool = False
    barred: bool = False
    has_consent: bool = True
    paid: bool = True
    slot_now: bool = True
    revoked: bool = False


@dataclass(frozen=True)
class Judgement:
    """The verdict, who may be let in by it, and everything that stands in the way (all attention codes)."""

    code: Code
    admit: tuple[str, ...] = ()
    reasons: tuple[Code, ...] = ()
    lifted: tuple[Code, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The colour of the banner."""
        return VERDICT_OF[self.code]


def judge(facts: Facts, now: datetime, *, confirmed: bool = False, overridden: bool = False) -> Judgement:
    """What a scan deserves at ``now``.

    ``confirmed``: a person settled what asked for attention. ``overridden``: a person with the right lifts a soft
    limit or a refusal in :data:`LIFTABLE`. The hard limits, of persons inside and of places, hold against both.
    """
    if facts.finding is not CodeFinding.GENUINE:
        return Judgement(Code(facts.finding.value))
    if facts.state is None and not facts.members and not facts.revoked:
        # Only the tickets of volunteers are of nobody: this one's list has not come to this desk.
        return Judgement(Code.VOLUNTEER_UNSYNCED)
    entering = _entering(facts)
    refusal = _refusal(facts, now, entering)
    if refusal is not None and not (overridden and refusal in LIFTABLE):
        return Judgement(refusal)
    waits = facts.state is RegistrationState.WAITLISTED
    if (waits and facts.barred) or _over(facts.rules.hard_limit, facts, entering):
        return Judgement(Code.FULL)
    reasons = _attention(facts, now, entering)
    lifted = (() if refusal is None else (refusal,)) + reasons
    if reasons and not (confirmed or overridden):
        return Judgement(reasons[0], admit=tuple(entering), reasons=reasons)
    if not entering:
        return Judgement(Code.CHOOSE, reasons=(Code.CHOOSE,))
    return Judgement(_ok(facts, entering), admit=tuple(entering), lifted=lifted)


def _entering(facts: Facts) -> list[str]:
    wanted = [m for m in facts.members if facts.chosen is None or m.person in facts.chosen]
    outside = [m.person for m in wanted if m.presence is not Presence.IN_ALREADY]
    # Somebody who is inside and stands at the door all the same: only an override lets them in once more.
    return outside or [m.person for m in wanted]


def _refusal(facts: Facts, now: datetime, entering: Sequence[str]) -> Code | None:
    if facts.revoked:
        return Code.REVOKED
    if facts.state is RegistrationState.CANCELLED:
        return Code.CANCELLED
    inside = {m.person for m in facts.members if m.presence is Presence.IN_ALREADY}
    if entering and inside.issuperset(entering):
        return Code.ALREADY_IN
    if facts.rules.doors_close is not None and now >= facts.rules.doors_close:
        return Code.CLOSED
    if facts.state is RegistrationState.WAITLISTED and not facts.place_free:
        return Code.WAITLISTED
    return None


def _attention(facts: Facts, now: datetime, entering: Sequence[str]) -> tuple[Code, ...]:
    rules = facts.rules
    found = (
        (Code.EARLY, rules.doors_open is not None and now < rules.doors_open),
        (Code.WAITLISTED_ROOM, facts.state is RegistrationState.WAITLISTED and facts.place_free),
        (Code.OVER_SOFT_LIMIT, _over(rules.soft_limit, facts, entering)),
        (Code.NO_CONSENT, rules.ask_consent and not facts.has_consent),
        (Code.OTHER_SLOT, rules.slot_check and not facts.slot_now),
        (Code.UNPAID, rules.ask_unpaid and not facts.paid),
    )
    return tuple(code for code, stands in found if stands)


def _over(limit: int | None, facts: Facts, entering: Sequence[str]) -> bool:
    already = {m.person for m in facts.members if m.presence is Presence.IN_ALREADY}
    coming = sum(1 for person in entering if person not in already)
    return limit is not None and coming > 0 and facts.inside + coming > limit


def _ok(facts: Facts, entering: Sequence[str]) -> Code:
    if facts.state is None:
        return Code.OK_UNSYNCED
    others_in = any(m.presence is Presence.IN_ALREADY and m.person not in entering for m in facts.members)
    return Code.OK_PARTIAL if others_in else Code.OK
