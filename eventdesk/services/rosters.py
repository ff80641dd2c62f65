"""Who helps at an event, and who has which shift."""

from collections.abc import Mapping, Sequence

from eventdesk.domain.volunteer import Assigned, Response, Rule, Staffing, StaffingRules, Window
from eventdesk.services.house import House
from eventdesk.services.volunteer_views import RosterView

Key = tuple[str, str]
"""A shift's id and an engagement's id: one assignment."""


class Rosters:
    """The verbs of rosters."""

    def __init__(self, house: House) -> None:
        self._house = house

    def show(self, event_code: str, *, unmasked: bool = False) -> RosterView:
        """An event's roster. Names are whole, phones masked unless ``unmasked``, which needs the right and is audited."""
        raise NotImplementedError

    def question(self, event_code: str) -> Staffing:
        """The same as the rules and the solver see it: ``show(event_code).staffing``."""
        raise NotImplementedError

    def enlist(
        self, event_code: str, volunteer: str, *, windows: Sequence[Window] | None = None, max_minutes: int | None = None,
        max_day_minutes: int | None = None, wishes: Sequence[str] = (), note: str = "",
    ) -> RosterView:  # fmt: skip
        """A volunteer (the person's id) offers to help. Without ``windows``: from the first shift to the last."""
        raise NotImplementedError

    def change_engagement(
        self, engagement: str, *, revision: int | None = None, windows: Sequence[Window] | None = None,
        max_minutes: int | None = -1, max_day_minutes: int | None = -1, wishes: Sequence[str] | None = None,
        note: str | None = None,
    ) -> RosterView:  # fmt: skip
        """Sets what is given (-1: not given); an assignment that this breaks stays and shows as one that breaks a rule."""
        raise NotImplementedError

    def withdraw(self, event_code: str, codes: Sequence[str], *, reason: str) -> RosterView:
        """Volunteers (codes such as ``VOL001``, or engagements' ids) no longer come: freed from all shifts (``removed``)."""
        raise NotImplementedError

    def relist(self, event_code: str, codes: Sequence[str]) -> RosterView:
        """Volunteers who withdrew come after all, without shifts."""
        raise NotImplementedError

    def change(
        self, event_code: str, *, add: Sequence[Assigned] = (), remove: Sequence[Key] = (),
        waive: Mapping[Key, Sequence[Rule]] | None = None, reason: str = "",
    ) -> RosterView:  # fmt: skip
        """Gives and takes shifts by hand, all or nothing; ``add`` may be pinned and may carry rules waived before (an undo)."""
        raise NotImplementedError

    def pin(self, event_code: str, keys: Sequence[Key], *, pinned: bool = True) -> RosterView:
        """Pins assignments, or lets them loose."""
        raise NotImplementedError

    def keep(self, event_code: str, plan: Sequence[Assigned], *, based_on: Staffing) -> RosterView:
        """Takes a plan: writes what differs. :class:`Conflict` ``roster_changed`` where the roster isn't ``based_on`` now."""
        raise NotImplementedError

    def respond(self, event_code: str, keys: Sequence[Key], response: Response) -> RosterView:
        """Records what volunteers said to their shifts."""
        raise NotImplementedError

    def rules(self, event_code: str) -> StaffingRules:
        """An event's own rules for everybody."""
        raise NotImplementedError

    def set_rules(self, event_code: str, rules: StaffingRules) -> RosterView:
        """Sets them."""
        raise NotImplementedError
