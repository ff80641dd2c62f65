"""What a merge is asked and what it answers: two families side by side, and what became of them."""

from dataclasses import dataclass

from eventdesk.domain.merging import Side, Twice
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.family_views import FamilyView, MembershipView, PersonView
from eventdesk.services.merge_steps import Left


@dataclass(frozen=True)
class MergeField:
    """One field of two families or people, as asked for: masked or whole. ``key`` is what a choice names.

    ``winner`` is whose value is taken unless somebody chooses; ``differs`` where both have one and they are not the same.
    """

    key: str
    name: str
    kept: str
    gone: str
    winner: Side
    differs: bool


@dataclass(frozen=True)
class MergePair:
    """Somebody who is in both families."""

    kept: PersonView
    gone: PersonView
    fields: tuple[MergeField, ...]


@dataclass(frozen=True)
class TwiceView:
    """Two registrations for one event: which stays, and whether the other one is cancelled."""

    event: str
    title: str
    what: Twice
    stays: str
    goes: str


@dataclass(frozen=True)
class MembershipClash:
    """Two memberships that share days; ``key`` is what a choice names, ``winner`` whose stays unless somebody chooses."""

    key: str
    kept: MembershipView
    gone: MembershipView
    winner: Side


@dataclass(frozen=True)
class MergePreview:
    """Two families before they are one. ``newer`` registered last; ``unmatched`` people of the other one are new here."""

    kept: FamilyView
    gone: FamilyView
    newer: Side
    fields: tuple[MergeField, ...]
    pairs: tuple[MergePair, ...]
    unmatched: tuple[PersonView, ...]
    twice: tuple[TwiceView, ...]
    memberships: tuple[MembershipClash, ...]


@dataclass(frozen=True)
class MergeResult:
    """What a merge did. ``cancelled`` are registrations (ids) of families that were on one list twice, ``both`` those of
    which both stay."""

    id: str
    kept: str
    gone: str
    matched: int
    moved: int
    registrations: int
    cancelled: tuple[str, ...]
    both: tuple[str, ...]
    changes: Changes = NOTHING


@dataclass(frozen=True)
class UnmergeResult:
    """What taking a merge back did; ``left`` was changed since and stays as it is."""

    id: str
    kept: str
    gone: str
    left: tuple[Left, ...]
    changes: Changes = NOTHING
