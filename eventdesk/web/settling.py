"""Settles conflicts at the hub: by the replica of the branch, with an item of its own like any desk's."""

import contextlib
from collections.abc import Callable

from eventdesk.errors import Conflict, HubTrouble
from eventdesk.hub.calls import Office
from eventdesk.hub.conflicts import settle_at
from eventdesk.sync.conflict_records import ConflictInfo
from eventdesk.web.replica import NotReady, Trouble
from eventdesk.web.replicas import Replicas


class Settling:
    """What ``office.conflicts`` is where replicas are kept."""

    def __init__(self, office: Office, replicas: Replicas) -> None:
        self._office, self._replicas = office, replicas

    async def settle(
        self, conflict: ConflictInfo, *, other: bool, branch: str | None, before: Callable[[], None] = lambda: None
    ) -> None:
        """As :class:`eventdesk.hub.conflicts.Settles` promises; :class:`Conflict` ``no_replica`` where there is none that could, as in
        a closed branch. It ends when the hub has been told, so that whoever looks then finds it settled."""
        code = None if branch is None else (await self._office.work(lambda: self._office.hub.branches.find(branch))).code
        replica = await self._replicas.find(code)
        if replica is None:
            raise Conflict("no_replica")
        try:
            await replica.ask(lambda desk: settle_at(desk, conflict, other=other, before=before), writes=True)
        except NotReady as why:
            raise (HubTrouble("hub_busy") if why.why is Trouble.BUSY else Conflict("no_replica")) from why
        with contextlib.suppress(NotReady):  # it is done; the telling follows
            # The replica does one thing after the other: what was written is sent before this is asked.
            await replica.ask(lambda desk: None)
