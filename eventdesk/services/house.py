"""What every service is given: the store, the clock, and who acts."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from eventdesk.clock import Clock
from eventdesk.domain.right import Actor, Right
from eventdesk.errors import NotAllowed
from eventdesk.store.store import Store
from eventdesk.store.unit import Unit


@dataclass
class House:
    """One open desk. ``actor`` changes when somebody else takes the seat."""

    store: Store
    clock: Clock
    actor: Actor
    organisation: str
    zone: ZoneInfo
    notice: str
    sample: bool = False

    def require(self, right: Right) -> None:
        """:class:`NotAllowed` unless the one who acts has the right."""
        if not self.actor.may(right):
            raise NotAllowed(right=right.value)

    def writing(self, right: Right, action: str) -> Unit:
        """A unit for a verb that needs ``right``."""
        self.require(right)
        return self.store.unit(actor=self.actor, clock=self.clock, action=action)
