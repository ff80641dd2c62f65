"""Why places are empty, and what would fill them, worked out beside the window's thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from eventdesk.domain.volunteer import Staffing
from ui.lively import Lively
from ui.tasks import Task, Tasks

if TYPE_CHECKING:
    from eventdesk.domain.roster_input import Finding
    from eventdesk.domain.roster_ratio import Ratio
    from eventdesk.services.staffing_plans import Reasons, Remedy

MOST = 3
"""Ways out that are offered: one key each."""


@dataclass(frozen=True)
class Look:
    """What was found out about a staffing: every gap, the ways out of one, what contradicts itself, where adults are few."""

    gaps: "tuple[Reasons, ...]" = ()
    shift: str = ""
    remedies: "tuple[Remedy, ...]" = ()
    findings: "tuple[Finding, ...]" = ()
    ratios: "tuple[Ratio, ...]" = field(default=())

    @property
    def gap(self) -> "Reasons | None":
        """The gap that is looked at."""
        return next((gap for gap in self.gaps if gap.shift == self.shift), None)

    @property
    def missing(self) -> Mapping[str, int]:
        """How many each short shift lacks."""
        return {gap.shift: gap.missing for gap in self.gaps}


def look(staffing: Staffing, shift: str) -> Look:
    """Look at a whole staffing; ``shift`` is whose ways out are wanted, the first that is short where it is not."""
    from eventdesk.domain.roster_input import Contradiction, contradictions
    from eventdesk.domain.roster_ratio import ratios
    from eventdesk.services.staffing_plans import gaps, remedies

    found = gaps(staffing)
    short = [gap.shift for gap in found]
    chosen = shift if shift in short else next(iter(short), "")
    ways = remedies(staffing, chosen, most=MOST) if chosen else ()
    few = tuple(one for one in ratios(staffing) if one.missing)
    # That nobody could ever take a shift is said beside its gap.
    said = (Contradiction.NOBODY, Contradiction.TOO_FEW, Contradiction.NO_SHIFTS)
    findings = tuple(one for one in contradictions(staffing) if one.code not in said)
    return Look(found, chosen, ways, findings, few)


class Looker(QObject):
    """Looks anew whenever it is asked; only the newest answer is told (``found``)."""

    found = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._next: tuple[Staffing, str] | None = None
        self._lively = Lively()

    def ask(self, staffing: Staffing, shift: str) -> None:
        """Look at a staffing; what is being looked at is finished first, what waits is forgotten."""
        self._next = (staffing, shift)
        if self._task is None:
            self._begin()

    def _begin(self) -> None:
        if self._next is None:
            return
        (staffing, shift), self._next = self._next, None
        self._lively.begin()
        self._task = self._tasks.outside(look, staffing, shift, done=partial(self._done), ended=self._ended, owner=self)

    def _done(self, look: Look) -> None:
        if self._next is None:
            self.found.emit(look)

    def _ended(self) -> None:
        self._task = None
        self._lively.end()
        self._begin()
