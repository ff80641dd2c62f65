"""The replicas of a hub: one for each branch, or one of its own; made at the first question and closed when nobody asks."""

import asyncio
from functools import partial
from pathlib import Path

from eventdesk.hub.branches import Branch
from eventdesk.hub.calls import Office
from eventdesk.web.replica import Replica

FOLDER, OWN = "replicas", "own"
IDLE = 600.0
"""Seconds after which a replica that nobody asks is closed."""
_TICK = 60.0


class Replicas:
    """The replicas of one hub, by branch."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._open: dict[str | None, Replica] = {}
        self._ticking = False

    async def branches(self) -> tuple[Branch, ...]:
        """The branches whose pages are shown, by their codes; none where the hub serves one organisation."""
        found = await self._office.work(self._office.hub.branches.list)
        return tuple(one for one in found if one.closed is None)

    async def find(self, code: str | None) -> Replica | None:
        """The replica of a branch (its code), or the hub's own; None where there is no such branch, or the hub has only branches."""
        branches = await self._office.work(self._office.hub.branches.list)
        if code is None:
            return None if branches else self._replica(None)
        branch = next((one for one in branches if one.code == code.upper() and one.closed is None), None)
        return None if branch is None else self._replica(branch.id)

    def close(self) -> None:
        """Closes all of them."""
        for replica in self._open.values():
            replica.close()
        self._open.clear()

    def folder_of(self, branch: str | None) -> Path:
        """Where a replica lies."""
        return self._office.hub.folder / FOLDER / (branch or OWN)

    def _replica(self, branch: str | None) -> Replica:
        found = self._open.get(branch)
        if found is None:
            loop = asyncio.get_running_loop()
            found = self._open[branch] = Replica(self._office, self.folder_of(branch), loop, branch=branch)
            if not self._ticking:
                self._ticking = True
                loop.call_later(_TICK, partial(self._tick, loop))
        # Between here and the question a form may still be read.
        found.touch()
        return found

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        self.close_idle(IDLE)
        self._ticking = bool(self._open)
        if self._ticking:
            loop.call_later(_TICK, partial(self._tick, loop))

    def close_idle(self, seconds: float) -> None:
        """Closes those that nobody asked for so long."""
        for branch, replica in list(self._open.items()):
            if replica.idle_for(seconds):
                del self._open[branch]
                replica.close()
