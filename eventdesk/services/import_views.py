"""What services answer about imports: fates of rows, batches and what undoing one did."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from eventdesk.services.event_views import NOTHING, Changes

if TYPE_CHECKING:
    from eventdesk.exchange.flaws import Flaw


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or (``batch`` None) would do."""

    batch: str | None
    counts: dict[str, int]
    rows: tuple["ImportRow", ...]
    mapping: dict[str, dict[str, str]]
    source: str
    seconds: float
    columns: tuple[Any, ...] = ()
    changes: Changes = NOTHING


@dataclass(frozen=True)
class ImportRow:
    """One row's fate. ``cells`` is a brief, masked preview; ``flaw`` the cell to put right, of a row that a preview refuses."""

    ref: str
    fate: str
    warnings: tuple[str, ...]
    registration: str | None = None
    cells: dict[str, str] = field(default_factory=dict)
    flaw: "Flaw | None" = None


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


@dataclass(frozen=True)
class UndoResult:
    """What undoing an import did: registrations removed, and kept because somebody of them was let in."""

    removed: int
    kept: int
    restored: int
    changes: Changes = NOTHING
