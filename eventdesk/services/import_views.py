"""What services answer about imports: fates of rows, batches and what undoing one did."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from eventdesk.services.event_views import NOTHING, Changes

if TYPE_CHECKING:
    from eventdesk.exchange.flaws import Flaw
    from eventdesk.exchange.plan import QuestionChoice


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or (``batch`` None) would do. ``questions`` are the event's own, which columns may answer.
    ``known_notice``: the wording that the form asked with is kept here, or was named before."""

    batch: str | None
    counts: dict[str, int]
    rows: tuple["ImportRow", ...]
    mapping: dict[str, dict[str, str]]
    source: str
    seconds: float
    columns: tuple[Any, ...] = ()
    questions: tuple["QuestionChoice", ...] = ()
    known_notice: bool = True
    changes: Changes = NOTHING


@dataclass(frozen=True)
class ImportRow:
    """One row's fate. ``cells`` is a brief, masked preview; ``flaw`` the cell to put right, of a row that a preview refuses.
    ``existed``: its family was registered for the event before."""

    ref: str
    fate: str
    warnings: tuple[str, ...]
    registration: str | None = None
    cells: dict[str, str] = field(default_factory=dict)
    flaw: "Flaw | None" = None
    existed: bool = False


@dataclass(frozen=True)
class BatchView:
    """An import that was made."""

    id: str
    event: str
    file: str
    source: str
    at: datetime
    counts: dict[str, int]
    undone_at: datetime | None
    undo_offered: bool = False


class KeptReason(StrEnum):
    """Why undoing an import leaves something as it is."""

    CAME = "came"
    PAID = "paid"
    CHANGED = "changed"
    FULL = "full"
    """It was larger before, and a hard limit leaves no room for that any more."""
    EXPECTED = "expected"
    """It was expected when the event began: cancelled, so that the figures of that moment stay."""


@dataclass(frozen=True)
class Kept:
    """Something that stays: ``kind`` is ``registration``, ``family`` or ``person``; ``label`` a masked name."""

    kind: str
    id: str
    reason: KeptReason
    label: str


@dataclass(frozen=True)
class UndoResult:
    """What undoing an import did: registrations removed, restored, and kept because somebody of them was let in or changed
    them since. ``kept_list`` names these, and the people and families that stay for the same reason."""

    removed: int
    kept: int
    restored: int
    kept_list: tuple[Kept, ...] = ()
    changes: Changes = NOTHING
