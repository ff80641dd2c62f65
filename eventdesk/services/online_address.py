"""Where families' pages are on the web, as this desk knows it. A hub's own address is for stations: no phone trusts its certificate."""

from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa

from eventdesk.domain.event import EventState
from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput
from eventdesk.services.event_views import EventView
from eventdesk.services.house import House
from eventdesk.store import tables as t

_KEY = "online_address"
_LONGEST = 200


class OnlineAddress:
    """The verbs of that address."""

    def __init__(self, house: House) -> None:
        self._house = house

    def show(self) -> str:
        """The address before ``/e``, of a branch ``…/b/CODE``; empty where none is kept."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            return kept_address(connection)

    def keep(self, address: str) -> str:
        """Keeps it for this desk alone; an empty one takes it away. The address of the list of events is taken as well, as a browser
        shows it. :class:`InvalidInput` ``bad_link`` for what a phone would not open as a page."""
        with self._house.writing(Right.SETTINGS, "online.address") as unit:
            address = _checked(address)
            unit.execute(t.meta.delete().where(t.meta.c.key == _KEY))
            if address:
                unit.execute(t.meta.insert(), {"key": _KEY, "value": address})
            unit.put("audit.settings", {"what": _KEY})
            unit.commit(given=bool(address))
        return address


def kept_address(connection: sa.Connection) -> str:
    """The address that a desk keeps; empty where it keeps none."""
    return connection.execute(sa.select(t.meta.c.value).where(t.meta.c.key == _KEY)).scalar() or ""


def sign_up_link(connection: sa.Connection, event: EventView, *, now: datetime) -> str:
    """The page where families sign up for an event; empty where they can't, or no address is kept."""
    address = kept_address(connection)
    may = event.state is EventState.PUBLISHED and event.rules.online_signup and now < event.start
    return f"{address}/e/{event.code}" if address and may else ""


def _checked(address: str) -> str:
    address = address.strip()
    if not address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    plain = address.isascii() and address.isprintable() and not any(mark.isspace() for mark in address) and len(address) <= _LONGEST
    if not plain or parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise InvalidInput("bad_link", field="address")
    return address.rstrip("/").removesuffix("/e").rstrip("/")
