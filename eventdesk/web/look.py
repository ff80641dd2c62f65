"""What every page in a browser shares: its language, its template, and the headers that keep it to itself.

Pages need no script and allow none. A page is written by :func:`page`; what refuses one is a :class:`PageProblem`, and
:func:`shown` makes a page of that too, so no endpoint answers in another shape.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from eventdesk.errors import Conflict, DeskError, NotAllowed, NotFound
from eventdesk.logs import trace_of
from eventdesk.web.assets import assets, tokens
from resources import path
from resources.words import LANGUAGES, Words, sentence

_LOG = logging.getLogger("eventdesk.web")
_COOKIE = "lang"
_YEAR = 31_536_000

SAFE = {
    # No script at all, and nothing from anywhere else: what came from a form can't do anything on a page.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Nothing is told to others. Not ``no-referrer``: with it a browser sends ``Origin: null`` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
PRIVATE = SAFE | {"Cache-Control": "no-store"}

Endpoint = Callable[[Request], Awaitable[Response]]


class PageProblem(Exception):
    """A page that is not shown. ``key``: a word of the catalogues that says why, filled with ``values``."""

    def __init__(self, status: int, key: str, *, retry_after: int | None = None, **values: object) -> None:
        self.status, self.key, self.retry_after, self.values = status, key, retry_after, values
        super().__init__(key)


def language_of(request: Request) -> str:
    """``zh`` or ``en``: as ``?lang=`` says, else as chosen before, else as the browser would have it; Chinese where none says."""
    for asked in (request.query_params.get("lang"), request.cookies.get(_COOKIE)):
        if asked in LANGUAGES:
            return str(asked)
    best, language = 0.0, "zh"
    for part in request.headers.get("accept-language", "").split(",")[:20]:
        tag, _, weight = part.strip().partition(";q=")
        known = tag.lower().split("-")[0]
        try:
            q = float(weight or 1)
        except ValueError:
            continue
        if known in LANGUAGES and q > best:
            best, language = q, known
    return language


def words_of(request: Request) -> Words:
    """The words of the page's language."""
    return Words(language_of(request))


def page(request: Request, template: str, *, status: int = 200, private: bool = True, **context: Any) -> HTMLResponse:
    """A page, from a template under ``resources/web``. ``private``: nobody keeps a copy, no browser and nothing on the way.

    Every template also has ``words``, ``language``, ``static(name)``, ``icon(name)``, ``path``, ``other_language`` (the address
    of the same page in the other language) and ``colours``. A name that a template uses and nobody gave is an error.
    """
    language = language_of(request)
    other = next(one for one in LANGUAGES if one != language)
    query = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    # After a form was sent there is nothing to read again under its address.
    here = request.url.path
    made = _environment().get_template(template).render({
        "words": Words(language), "language": language, "path": here,
        "other_language": f"?{urlencode([*query, ('lang', other)])}", **context,
    })  # fmt: skip
    answer = HTMLResponse(made, status, PRIVATE if private else SAFE | {"Cache-Control": "no-cache"})
    answer.headers["Vary"] = "Cookie, Accept-Language"
    if request.query_params.get("lang") in LANGUAGES:
        answer.set_cookie(_COOKIE, language, max_age=_YEAR, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return answer


def moved(address: str) -> RedirectResponse:
    """To another page after something was done: reading that again does nothing twice. ``address``: a path of this site."""
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        raise ValueError("a path of this site is meant")
    return RedirectResponse(address, 303, PRIVATE)


def shown(endpoint: Endpoint, *, template: str = "problem.html") -> Endpoint:
    """An endpoint whose refusals and mistakes are pages as well."""

    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except PageProblem as problem:
            words = words_of(request)
            made = problem_page(request, problem.status, words(problem.key, **problem.values), template=template)
            if problem.retry_after is not None:
                made.headers["Retry-After"] = str(problem.retry_after)
            return made
        except DeskError as error:
            message, hint = sentence(words_of(request), error.code, dict(error.details))
            return problem_page(request, status_of(error), message, hint, template=template)
        except Exception as error:  # noqa: BLE001  # whatever it is, the one who asked is answered and the others go on
            _LOG.error("a mistake\n%s", trace_of(error))
            return problem_page(request, 500, words_of(request)("web.mistake"), template=template)

    return answered


def problem_page(request: Request, status: int, message: str, hint: str = "", *, template: str = "problem.html") -> HTMLResponse:
    """What happened and what to do, as a page."""
    return page(request, template, status=status, message=message, hint=hint)


def status_of(error: DeskError) -> int:
    """The status that a page with this error has."""
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, NotAllowed):
        return 403
    return 409 if isinstance(error, Conflict) else 400


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(path("web"), encoding="utf-8"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    made.globals["static"] = lambda name: assets()[name].address
    made.globals["icon"] = icon
    made.globals["colours"] = {scheme: found["bg"] for scheme, found in tokens().items()}
    return made


@lru_cache(maxsize=1)
def _icons() -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads(path("icons", "icons.json").read_text(encoding="utf-8"))
    return found


def icon(name: str, size: int = 20) -> Markup:
    """One of the window's icons, drawn in the colour of the text beside it; screen readers pass over it."""
    return Markup(
        '<svg class="icon" width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{inner}</svg>'
    ).format(size=size, inner=Markup(_icons()[name]))
