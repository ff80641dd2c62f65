"""The verbs about volunteers, by noun; :class:`eventdesk.desk.Desk` has them with all others."""

from functools import cached_property
from typing import TYPE_CHECKING

from eventdesk.services.house import House

if TYPE_CHECKING:
    from eventdesk.services.duty import Duty
    from eventdesk.services.roster_files import RosterFiles
    from eventdesk.services.roster_notices import RosterNotices
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

    @cached_property
    def duty(self) -> "Duty":
        """The verbs of the day on which volunteers come."""
        from eventdesk.services.duty import Duty

        return Duty(self._house)

    @cached_property
    def roster_files(self) -> "RosterFiles":
        """The verbs of a roster's files, of volunteers' cards and certificates."""
        from eventdesk.services.roster_files import RosterFiles

        return RosterFiles(self._house)

    @cached_property
    def roster_notices(self) -> "RosterNotices":
        """The verbs of telling volunteers of their shifts."""
        from eventdesk.services.roster_notices import RosterNotices

        return RosterNotices(self._house)
