"""One visit of families' pages: whose organisation it is about, how often somebody may ask, and what every page is given."""

from collections.abc import Callable
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse

from eventdesk.desk import Desk
from eventdesk.hub.pace import Buckets, Pace
from eventdesk.web.families.wording import Wording
from eventdesk.web.forms import Form, address_of, check_origin, read_form
from eventdesk.web.look import PageProblem, page, words_of
from eventdesk.web.replica import NotReady, Replica
from eventdesk.web.replicas import Replicas

T = TypeVar("T")

FORMS = Pace(rate=0.5, burst=40)
"""Of one address: a school's families may all stand behind one."""
MISSES = Pace(rate=0.1, burst=20)
"""Tickets and links of one address that do not exist."""
_SECONDS = 5


class Counter:
    """What all visits of one hub share."""

    def __init__(self, replicas: Replicas) -> None:
        self.replicas = replicas
        self.forms, self.misses = Buckets(FORMS), Buckets(MISSES)

    async def receive(self, request: Request) -> "Visit | None":
        """A visit; None where the address names no branch of a hub that has several. :class:`PageProblem` 404 for an unknown one."""
        code = request.path_params.get("branch")
        replica = await self.replicas.find(code)
        if replica is not None:
            return Visit(self, request, replica, "" if code is None else f"/b/{code}")
        if code is None:
            return None
        raise PageProblem(404, "web.not_found")


class Visit:
    """A request for one of the pages."""

    def __init__(self, counter: Counter, request: Request, replica: Replica, base: str) -> None:
        self.request, self.base = request, base
        self._counter, self._replica = counter, replica
        self.wording = Wording(words_of(request))

    def part(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params.get(name, ""))

    async def ask(self, verb: Callable[[Desk], T], *, writes: bool = False) -> tuple[T, str]:
        """What the replica's desk answers, and the organisation's name. :class:`PageProblem` 503 where it is not ready."""
        try:
            return await self._replica.ask(lambda desk: (verb(desk), desk.organisation), writes=writes)
        except NotReady as refused:
            raise PageProblem(503, f"web_families.not_ready_{refused.why.value}", retry_after=_SECONDS) from None

    async def form(self) -> Form:
        """What was sent, from these pages and not too often."""
        check_origin(self.request)
        self._spend(self._counter.forms)
        return await read_form(self.request)

    def missed(self) -> PageProblem:
        """That there is no such ticket or link, told a few times to one address."""
        self._spend(self._counter.misses)
        return PageProblem(404, "web_families.no_ticket")

    def show(self, template: str, organisation: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A page."""
        given = {"organisation": organisation, "base": self.base, "wording": self.wording, **context}
        return page(self.request, f"families/{template}", status=status, **given)

    def _spend(self, buckets: Buckets) -> None:
        wait = buckets.take(address_of(self.request))
        if wait is not None:
            raise PageProblem(429, "web.too_often", retry_after=wait, seconds=wait)
