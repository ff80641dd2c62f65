"""Settles conflicts at the hub: by the replica of the branch, with an item of its own like any desk's."""

from eventdesk.errors import HubTrouble, NotFound
from eventdesk.hub.calls import Office
from eventdesk.hub.conflicts import settle_at
from eventdesk.sync.conflict_records import ConflictInfo
from eventdesk.web.replica import NotReady
from eventdesk.web.replicas import Replicas


class Settling:
    """What ``office.conflicts`` is where replicas are kept."""

    def __init__(self, office: Office, replicas: Replicas) -> None:
        self._office, self._replicas = office, replicas

    async def settle(self, conflict: ConflictInfo, *, other: bool, branch: str | None) -> None:
        """As :class:`eventdesk.hub.conflicts.Settles` promises."""
        code = None if branch is None else (await self._office.work(lambda: self._office.hub.branches.find(branch))).code
        replica = await self._replicas.find(code)
        if replica is None:
            raise NotFound("clash_not_found")
        try:
            await replica.ask(lambda desk: settle_at(desk, conflict, other=other), writes=True)
        except NotReady as why:
            raise HubTrouble("hub_busy", reason=why.why.value) from why
