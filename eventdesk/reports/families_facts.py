"""What the families report is made of: counts that may be told already. What is of few is left out before it gets here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class FamiliesFacts:
    """The circle of families in a year, up to the day ``last``: its last one, or today while it still runs.

    ``counts`` are those of :func:`eventdesk.domain.circle.told`, None where one is not told; ``quarters`` are those of the
    cohorts, in order (``2026Q1``).
    """

    organisation: str
    zone: str
    year: int
    last: date
    counts: Mapping[str, int | None]
    quarters: tuple[str, ...]
    digest: str
    computed_at: datetime
    revision: int

    @property
    def position(self) -> str:
        """Up to where was read, as far as that may be told: what was counted tells of few, so only its told part is hashed."""
        return self.digest[:16]

    @property
    def tz(self) -> ZoneInfo:
        """The organisation's zone."""
        return ZoneInfo(self.zone)

    @property
    def running(self) -> bool:
        """Whether the year is not over."""
        return self.last < date(self.year, 12, 31)

    def keys(self, name: str) -> tuple[str, ...]:
        """What a group is split by (``district``): the keys of its parts, named ones first."""
        found = [key.removeprefix(f"{name}.") for key in self.counts if key.startswith(f"{name}.")]
        return tuple(sorted(found, key=lambda key: (key in ("other", "unknown"), key)))

    def share(self, part: str, whole: str) -> float | None:
        """A count of another, where both are told."""
        one, of = self.counts[part], self.counts[whole]
        return one / of if one is not None and of else None
