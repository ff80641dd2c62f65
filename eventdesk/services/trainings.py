"""Trainings of volunteers, and who was there."""

from collections.abc import Sequence
from datetime import date

from eventdesk.services.house import House
from eventdesk.services.rows import Removed
from eventdesk.services.volunteer_views import TrainingView


class Trainings:
    """The verbs of trainings."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self, *, year: int | None = None) -> tuple[TrainingView, ...]:
        """Trainings, the latest first."""
        raise NotImplementedError

    def add(self, *, title: str, day: date, minutes: int, leader: str = "") -> TrainingView:
        """A new training."""
        raise NotImplementedError

    def change(
        self, training: str, *, revision: int | None = None, title: str | None = None, day: date | None = None,
        minutes: int | None = None, leader: str | None = None,
    ) -> TrainingView:  # fmt: skip
        """Sets what is given."""
        raise NotImplementedError

    def remove(self, training: str) -> Removed:
        """Takes a training away that nobody attended."""
        raise NotImplementedError

    def put_back(self, removed: Removed) -> TrainingView:
        """Writes it again."""
        raise NotImplementedError

    def attended(self, training: str, volunteers: Sequence[str], *, there: bool = True) -> TrainingView:
        """Records that volunteers (ids) were there, or were not."""
        raise NotImplementedError
