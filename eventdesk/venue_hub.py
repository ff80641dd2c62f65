"""This laptop as the venue's hub: a hub in a thread of this program, on a file in the desk's folder."""

import contextlib
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from eventdesk.clock import Clock, SystemClock
from eventdesk.errors import NotFound
from eventdesk.hub.beside import beside
from eventdesk.hub.hub import Hub, open_hub
from eventdesk.hub.remembered import Remembered
from eventdesk.hub.serve import PORT, Place, Serving, running
from eventdesk.sync.invitation import Invitation, read_invitation
from eventdesk.sync.protocol import Scope

FOLDER = "hub"
_FILE = "venue.json"
LATELY = timedelta(minutes=10)
"""A station that asked since is at work."""


@dataclass(frozen=True)
class Joined:
    """A computer that joined."""

    id: str
    name: str
    last_seen: datetime | None
    lately: bool


@dataclass(frozen=True)
class VenueState:
    """How the hub is. ``above`` is the address of the hub above, empty without one; ``pending`` are items and ``reports`` revisions of
    reports that it does not have yet, ``passed`` when everything was passed on last, ``problem`` the code of what went wrong since."""

    url: str
    hub_id: str
    joined: tuple[Joined, ...]
    items: int
    above: str
    pending: int
    reports: int = 0
    passed: datetime | None = None
    problem: str = ""


def begins_with_program(desk_folder: Path) -> bool:
    """Whether somebody wants the hub to begin whenever the program does. Costs nothing where nobody ever began one."""
    with contextlib.suppress(OSError, ValueError):
        return bool(json.loads((desk_folder / FOLDER / _FILE).read_text(encoding="utf-8")).get("with_program"))
    return False


class VenueHub:
    """The hub of one desk's folder, running until :meth:`stop`. ``name`` is what others nearby read of it before they join."""

    def __init__(
        self, desk_folder: Path, *, name: str = "", port: int | None = None, clock: Clock | None = None
    ) -> None:  # fmt: skip
        self._folder, self._clock = desk_folder / FOLDER, clock or SystemClock()
        before = Remembered.read(self._folder)
        # Stations know the address: it stays as it was.
        wanted = port if port is not None else before.port if before is not None else PORT
        host = before.host if before is not None and not before.plain else "0.0.0.0"
        url = before.database if before is not None else f"sqlite:///{(self._folder / 'hub.db').absolute()}"
        with contextlib.ExitStack() as stack:
            self._hub: Hub = stack.enter_context(open_hub(self._folder, url, clock=self._clock))
            self._serving: Serving = stack.enter_context(running(self._hub, Place(host, wanted)))
            self._serving.office.venue = True
            self._relay = stack.enter_context(beside(self._serving, name=name))
            Remembered(url, host, self._serving.place.port, plain=False).write(self._folder)
            self._open = stack.pop_all()

    def stop(self) -> None:
        """Ends it. What stations have not sent stays with them."""
        self._open.close()

    def begin_with_program(self, wanted: bool) -> None:
        """Whether it begins whenever the program does."""
        (self._folder / _FILE).write_text(json.dumps({"with_program": wanted}), encoding="utf-8")

    def invite(self, *, here: bool = False) -> Invitation:
        """An invitation for one computer; with ``here`` for this one, whose address never changes."""
        made = self._hub.stations.invite(Scope.STATION)
        place = self._serving.place
        url = Place("127.0.0.1", place.port).url if here else place.url
        return Invitation(url, self._serving.office.certificates.ca_sha256, made.code, made.expires, made.scope.value)

    def state(self) -> VenueState:
        """How it is now."""
        now = self._clock.now()
        joined = tuple(
            Joined(one.id, one.name, one.last_seen, one.last_seen is not None and now - one.last_seen < LATELY)
            for one in self._hub.stations.list()
            if one.revoked is None
        )
        above = self._relay.upstreams.state()
        _, items = self._hub.ledger.counts()
        here = VenueState(self._serving.place.url, self._hub.epoch.hub_id, joined, items, "", 0)
        if above is None:
            return here
        return replace(
            here, above=above.url, pending=above.pending, reports=above.reports_pending, passed=above.success, problem=above.problem
        )

    def pass_on(self, invitation: str) -> str:
        """Passes everything on to the hub that invited a relay by this line, from the next round on; its address. Refused as
        :meth:`~eventdesk.hub.upstream.Upstreams.join`."""
        name = f"hub {self._serving.place.url.partition('://')[2]}"[:80]
        return self._relay.upstreams.join(self._folder, read_invitation(invitation), name=name).url

    def keep_here(self) -> None:
        """Passes nothing on any more. :class:`NotFound` ``relay_none``."""
        self._relay.upstreams.leave()

    def revoke(self, station: str) -> None:
        """Refuses a computer from its next request on. :class:`NotFound` ``hub_station``."""
        if not any(one.id == station for one in self._hub.stations.list()):
            raise NotFound("hub_station", station=station)
        self._hub.stations.revoke(station)
