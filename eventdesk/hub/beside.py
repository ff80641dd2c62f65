"""What runs beside a hub that serves: passing on to the hub above, and saying on the network here that there is one."""

import contextlib
from collections.abc import Iterator

from eventdesk.hub.announce import announced
from eventdesk.hub.relay import Relay, relaying
from eventdesk.hub.serve import Serving


@contextlib.contextmanager
def beside(serving: Serving, *, name: str = "") -> Iterator[Relay]:
    """Both, for as long as the block lasts. ``name`` is what others read of the hub before they join it."""
    office = serving.office
    relay = Relay(office.hub, ring=office.bell.ring_from_outside)
    office.relay = relay
    with relaying(relay), announced(serving, name=name):
        yield relay
