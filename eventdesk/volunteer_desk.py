"""The verbs about volunteers, by noun; :class:`eventdesk.desk.Desk` has them with all others."""

from functools import cached_property
from typing import TYPE_CHECKING

from eventdesk.services.house import House

if TYPE_CHECKING:
    from eventdesk.services.rosters import Rosters
    from eventdesk.services.shifts import Shifts
    from eventdesk.services.trainings import Trainings
    from eventdesk.services.volunteer_imports import VolunteerImports
    from eventdesk.services.volunteers import Volunteers


class VolunteerDesk:
    """A desk's verbs about volunteers. A noun's verbs are loaded at their first use."""

    _house: House

    @cached_property
    def volunteers(self) -> "Volunteers":
        """The verbs of volunteers over the years."""
        from eventdesk.services.volunteers import Volunteers

        return Volunteers(self._house)

    @cached_property
    def trainings(self) -> "Trainings":
        """The verbs of trainings and who was there."""
        from eventdesk.services.trainings import Trainings

        return Trainings(self._house)

    @cached_property
    def shifts(self) -> "Shifts":
        """The verbs of an event's shifts, and of templates of them."""
        from eventdesk.services.shifts import Shifts

        return Shifts(self._house)

    @cached_property
    def rosters(self) -> "Rosters":
        """The verbs of who helps at an event, and who has which shift."""
        from eventdesk.services.rosters import Rosters

        return Rosters(self._house)

    @cached_property
    def volunteer_imports(self) -> "VolunteerImports":
        """The verb that takes an event's volunteers and shifts from two files."""
        from eventdesk.services.volunteer_imports import VolunteerImports

        return VolunteerImports(self._house)
