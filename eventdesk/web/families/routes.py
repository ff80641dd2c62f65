"""Where families' pages are served: at a hub of one organisation from ``/e`` on, of several branches below ``/b/{branch}``."""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from eventdesk.hub.calls import Office
from eventdesk.web.families import pages
from eventdesk.web.families.visit import Counter, Visit
from eventdesk.web.look import shown
from eventdesk.web.replicas import Replicas

Page = Callable[[Visit], Awaitable[Response]]

TABLE: tuple[tuple[str, str, Page], ...] = (
    ("GET", "/e", pages.events),
    ("GET", "/e/{code}", pages.event),
    ("GET", "/e/{code}/sign-up", pages.sign_up),
    ("POST", "/e/{code}/sign-up", pages.signed_up),
    ("GET", "/t", pages.find_ticket),
    ("POST", "/t", pages.found_ticket),
    ("GET", "/t/{ticket}", pages.ticket),
    ("GET", "/t/{ticket}/calendar.ics", pages.calendar),
    ("GET", "/t/{ticket}/picture.png", pages.picture),
    ("GET", "/t/{ticket}/cancel", pages.cancel),
    ("POST", "/t/{ticket}/cancel", pages.cancelled),
    ("POST", "/t/{ticket}/return", pages.returned),
    ("GET", "/t/{ticket}/vote", pages.votes),
    ("POST", "/t/{ticket}/vote", pages.voted),
    ("GET", "/vote", pages.votes),
    ("POST", "/vote", pages.voted),
    ("GET", "/f", pages.feedback_link),
    ("GET", "/f/{token}", pages.feedback),
    ("POST", "/f/{token}", pages.answered),
    ("GET", "/privacy", pages.privacy),
)


def routes(office: Office, replicas: Replicas | None = None) -> list[BaseRoute]:
    """All of them, over the hub's ``replicas``: one replica is opened once."""
    counter = Counter(replicas or Replicas(office))
    served: list[BaseRoute] = []
    for prefix in ("", "/b/{branch}"):
        paths: dict[str, dict[str, Page]] = {}
        for method, path, page in TABLE:
            paths.setdefault(prefix + path, {})[method] = page
        for path, by_method in paths.items():
            endpoint = shown(partial(_serve, counter, by_method), template="families/problem.html")
            served.append(Route(path, endpoint, methods=list(by_method)))
    return served


async def _serve(counter: Counter, by_method: dict[str, Page], request: Request) -> Response:
    visit = await counter.receive(request)
    if visit is None:
        return await pages.branches(request, counter)
    return await by_method["GET" if request.method == "HEAD" else request.method](visit)
