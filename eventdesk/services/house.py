"""What every service is given: the store, the clock, and who acts."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.clock import Clock
from eventdesk.domain.right import Actor, OperatorRole, Right
from eventdesk.errors import NotAllowed
from eventdesk.store import tables as t
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


HOME_STATION = "home_station"
"""Where ``meta`` keeps the station of a desk that joined others. The first desk's is the first that it told of itself: the one
with the lowest id may be another desk's, whose clock is behind."""

_FIRST_OWN = "SELECT json_extract(body, '$.id') FROM outbox WHERE type = 'station' ORDER BY device_seq LIMIT 1"


def first_actor(connection: sa.Connection) -> Actor:
    """The owner at the desk's own station: who acts until somebody else takes the seat."""
    # Ids follow the device's clock, which may have been set back since: the role says who the owner is.
    owner = t.operator.c.role == OperatorRole.OWNER.value
    operator = connection.execute(
        sa.select(t.operator).where(t.operator.c.active).order_by(owner.desc(), t.operator.c.id).limit(1)
    ).first()  # fmt: skip
    home = sa.select(t.meta.c.value).where(t.meta.c.key == HOME_STATION).scalar_subquery()
    own = connection.exec_driver_sql(_FIRST_OWN).scalar()
    at_home = sa.func.coalesce(t.station.c.id == sa.func.coalesce(home, own), sa.false())
    station = connection.execute(sa.select(t.station).order_by(at_home.desc(), t.station.c.id).limit(1)).first()
    assert operator is not None and station is not None, "a desk is made with an owner and a station"
    return Actor(operator.id, OperatorRole(operator.role), station.id, station.name)
