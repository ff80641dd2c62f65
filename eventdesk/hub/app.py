"""The hub as an ASGI program: every call is let in, carried out, counted and written down in one place."""

import json
import logging
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import cache, partial

import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.routing import Route as Served

from eventdesk.hub.calls import Call, Needs, Office, Route
from eventdesk.hub.ledger import Asker, NotTheirs
from eventdesk.hub.openapi import document
from eventdesk.hub.problems import Refusal, answer
from eventdesk.hub.routes import PARAMETERS, ROUTES
from eventdesk.hub.stations import Refused
from eventdesk.logs import trace_of
from eventdesk.sync.protocol import OLDEST_VERSION, VERSION, VERSION_HEADER, Code

_LOG = logging.getLogger("eventdesk.hub")
_BUSY_SECONDS = 5
_UUID = re.compile(str(PARAMETERS["event"]["pattern"]))


def make_app(office: Office, pages: Sequence[BaseRoute] = ()) -> Starlette:
    """The program that serves a hub, and ``pages`` beside the calls of the wire."""
    # Few ask for it, and it takes longer than all the rest of a start.
    described = cache(document)

    async def openapi(request: Request) -> Response:
        return JSONResponse(described())

    async def nowhere(request: Request, error: Exception) -> Response:
        return answer(Refusal(Code.METHOD if getattr(error, "status_code", 404) == 405 else Code.NOT_FOUND))

    by_path: dict[str, list[Route]] = {}
    for route in ROUTES:
        by_path.setdefault(route.path, []).append(route)
    served = [
        Served(path, _served(office, {one.method: one for one in routes}), methods=[one.method for one in routes])
        for path, routes in by_path.items()
    ]
    app = Starlette(routes=[*served, Served("/openapi.json", openapi), *pages], exception_handlers={404: nowhere, 405: nowhere})
    app.router.redirect_slashes = False
    return app


def _served(office: Office, routes: dict[str, Route]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        route = routes["GET" if request.method == "HEAD" else request.method]
        began = time.perf_counter()
        asker: Asker | None = None
        try:
            asker = await _let_in(office, route, request)
            made = await route.run(Call(office, request, asker, _address(request)))
        except Refusal as refusal:
            made = answer(refusal)
        except NotTheirs:
            made = answer(Refusal(Code.NOT_FOUND))
        except (sa.exc.OperationalError, sa.exc.TimeoutError, sa.exc.InterfaceError) as error:
            _LOG.error("the database: %s", type(error).__name__)
            made = answer(Refusal(Code.BUSY, retry_after=_BUSY_SECONDS))
        except Exception as error:  # noqa: BLE001  # whatever it is, the one who asked is answered and the others go on
            _LOG.error("a mistake\n%s", trace_of(error))
            made = answer(Refusal(Code.BUG))
        _note(office, route, made.status_code, time.perf_counter() - began, asker)
        return made

    return endpoint


async def _let_in(office: Office, route: Route, request: Request) -> Asker | None:
    """Who asks. Everything that can refuse a request does so before its body is read."""
    if not route.any_version:
        _check_version(request.headers.get(VERSION_HEADER, str(OLDEST_VERSION)))
    asker = None if route.needs is Needs.NOTHING else await _asker(office, request)
    if asker is not None:
        if asker.scope not in route.needs.value:
            raise Refusal(Code.SCOPE)
        wait = office.requests.take(asker.station)
        if wait is not None:
            raise Refusal(Code.RATE, retry_after=wait)
    _check_path(request)
    log = request.path_params.get("event")
    # One that the asker may not know of is none.
    if asker is not None and log is not None:
        ledger = office.hub.ledger
        # Only a log's branch is for the database to say.
        seen = asker.sees(log, None) if asker.branch is None else await office.work(partial(ledger.may_see, log, asker))
        if not seen:
            raise Refusal(Code.NOT_FOUND)
    return asker


def _check_version(told: str) -> None:
    if not (told.isascii() and told.isdigit() and len(told) < 6 and OLDEST_VERSION <= int(told) <= VERSION):
        raise Refusal(Code.UPGRADE)


async def _asker(office: Office, request: Request) -> Asker:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        if kind.lower() != "bearer" or not token.strip():
            raise Refused(Code.TOKEN_MISSING)
        program = request.headers.get("user-agent")
        return await office.work(lambda: office.hub.stations.ask(token.strip(), program=program))
    except Refused as refused:
        wait = office.failures.take(_address(request))
        if wait is not None:
            raise Refusal(Code.RATE, retry_after=wait) from None
        raise Refusal(refused.code) from None


def _check_path(request: Request) -> None:
    values = request.path_params
    for name in ("event", "report", "conflict"):
        if name in values and not _UUID.fullmatch(values[name]):
            raise Refusal(Code.NOT_FOUND)
    if "revision" in values:
        text = values["revision"]
        if not re.fullmatch("[1-9][0-9]{0,5}", text):
            raise Refusal(Code.NOT_FOUND)
        values["revision"] = int(text)


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def _note(office: Office, route: Route, status: int, seconds: float, asker: Asker | None) -> None:
    """One line for each answer: the route, never the path or what was sent."""
    office.metrics.answered(route.method, route.path, status, seconds)
    line = {
        "method": route.method, "route": route.path, "status": status, "ms": round(seconds * 1000, 1),
        "station": asker.station if asker is not None else None,
    }  # fmt: skip
    _LOG.info(json.dumps(line))
