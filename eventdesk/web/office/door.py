"""Who is let in to the head office's pages: sessions, forms that are really theirs, and how often somebody may try."""

import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import Any
from urllib.parse import quote, urlencode

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.routing import Route as Served

from eventdesk.hub.accounts import LONGEST, Accounts, Role, Signed
from eventdesk.hub.audit import Act, Audit
from eventdesk.hub.calls import Office
from eventdesk.hub.office_lists import OfficeLists
from eventdesk.hub.pace import Buckets, Pace
from eventdesk.web.forms import Form, address_of, check_origin, read_form
from eventdesk.web.look import Endpoint, PageProblem, moved, page, shown, words_of
from resources.words import Words

FROM_ADDRESS = Pace(rate=1 / 15, burst=30)
"""Attempts to sign in from one address. A whole office may stand behind it."""
TO_ACCOUNT = Pace(rate=1 / 30, burst=10)
"""Attempts to sign in under one name, whether there is such an account or not."""
_HASHING = 2
"""Passwords that are looked at together: each takes 64 MiB and a core."""
_FIRST_FORM = 3_600
SIGN_IN, SIGN_OUT = "/office/sign-in", "/office/sign-out"


@dataclass
class Reception:
    """What all pages of one head office share."""

    office: Office
    accounts: Accounts
    addresses: Buckets = field(default_factory=lambda: Buckets(FROM_ADDRESS))
    names: Buckets = field(default_factory=lambda: Buckets(TO_ACCOUNT))
    hashing: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(_HASHING))

    @cached_property
    def lists(self) -> OfficeLists:
        """What its pages list."""
        return OfficeLists(self.office.hub.database, self.office.hub.clock)

    @cached_property
    def audit(self) -> Audit:
        """What was done here."""
        return Audit(self.office.hub.database, self.office.hub.clock)


@dataclass(frozen=True)
class Pager:
    """Where a list stands: ``offset`` of ``total`` with ``size`` on a page."""

    offset: int
    size: int
    total: int
    query: str

    @property
    def before(self) -> str | None:
        """The address of the page before, the last one for somebody behind it; None on the first."""
        last = max(0, self.total - 1) // self.size * self.size
        return f"?{self.query}offset={max(0, min(self.offset - self.size, last))}" if self.offset else None

    @property
    def after(self) -> str | None:
        """The address of the next page; None on the last."""
        return f"?{self.query}offset={self.offset + self.size}" if self.offset + self.size < self.total else None


@dataclass(frozen=True)
class Visit:
    """A request of somebody who signed in. ``form`` is empty for a page that is only read."""

    reception: Reception
    request: Request
    signed: Signed
    form: Form = field(default_factory=lambda: Form(()))

    @property
    def office(self) -> Office:
        """The hub they visit."""
        return self.reception.office

    @property
    def name(self) -> str:
        """Their account's name."""
        return self.signed.account.name

    @property
    def branch(self) -> str | None:
        """The one branch that they see, by its id; None: every branch."""
        return self.signed.account.branch

    @cached_property
    def words(self) -> Words:
        """The words of their language."""
        return words_of(self.request)

    def may(self, role: Role) -> bool:
        """Whether what needs a role is open to them."""
        return self.signed.account.role.may(role)

    def number(self, name: str, default: int) -> int:
        """A whole number among the query; the default for anything else."""
        text = self.request.query_params.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else default

    @property
    def now(self) -> datetime:
        """The moment."""
        return self.office.hub.clock.now()

    def text(self, name: str) -> str:
        """A text among the query, 80 characters at most. PostgreSQL takes no NUL."""
        return self.request.query_params.get(name, "").replace("\x00", "").strip()[:80]

    def said(self, group: str, value: str) -> str:
        """What a stored value is called; itself where there is no word for it."""
        key = f"{group}_{value}"
        return self.words(key) if self.words.has(key) else value

    def when(self, at: datetime | None) -> str:
        """A moment by the clock of the hub's computer; a dash where there is none."""
        return at.astimezone().strftime("%Y-%m-%d %H:%M") if at is not None else "–"

    @property
    def zone(self) -> str:
        """What that clock's zone is called."""
        return self.now.astimezone().strftime("UTC%z")

    def pager(self, total: int, size: int) -> Pager:
        """Where the list of this page stands."""
        query = [(key, value) for key, value in self.request.query_params.multi_items() if key not in ("offset", "lang")]
        return Pager(self.number("offset", 0), size, total, f"{urlencode(query)}&" if query else "")

    async def note(self, act: Act, subject: str = "") -> None:
        """Writes into the audit that they did something."""
        await self.office.work(partial(self.reception.audit.note, act, subject, account=self.name))

    def show(self, template: str, *, status: int = 200, **context: Any) -> Response:
        """A page of the office, with its navigation."""
        here = self.request.url.path.split("/")
        frame: dict[str, Any] = {"here": here[2] if len(here) > 2 else "", "visit": self, "csrf": self.signed.csrf, "role": Role}
        return page(self.request, f"office/{template}", status=status, **(frame | context))


@dataclass(frozen=True)
class OfficeRoute:
    """A page: where, who may, and what it does. ``needs`` None: open to who has not signed in."""

    method: str
    path: str
    needs: Role | None
    run: Callable[[Visit], Awaitable[Response]] | Callable[[Reception, Request], Awaitable[Response]]
    personal: bool = False


def served(reception: Reception, routes: tuple[OfficeRoute, ...]) -> list[BaseRoute]:
    """The routes as Starlette takes them; both methods of one path are one route."""
    by_path: dict[str, dict[str, OfficeRoute]] = {}
    for route in routes:
        by_path.setdefault(route.path, {})[route.method] = route
    made: list[BaseRoute] = []
    for path, methods in by_path.items():
        made.append(Served(path, shown(_endpoint(reception, methods)), methods=list(methods)))
    return made


def _endpoint(reception: Reception, methods: Mapping[str, OfficeRoute]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        route = methods["GET" if request.method == "HEAD" else request.method]
        if any("\x00" in str(part) for part in request.path_params.values()):
            raise PageProblem(404, "web.not_found")
        run: Any = route.run
        if route.needs is None:
            return await run(reception, request)  # type: ignore[no-any-return]  # either kind of route gives a response
        token = request.cookies.get(cookie(request, "office"), "")
        signed = await reception.office.work(partial(reception.accounts.who, token)) if token else None
        if signed is None:
            return _to_sign_in(request)
        visit = Visit(reception, request, signed)
        if not signed.account.role.may(route.needs):
            await visit.note(Act.REFUSED, f"{route.method} {route.path}")
            raise PageProblem(403, "web_office.not_yours")
        if route.method == "POST":
            visit = Visit(reception, request, signed, await checked_form(request, signed.csrf))
        return await run(visit)  # type: ignore[no-any-return]

    return endpoint


async def checked_form(request: Request, csrf: str) -> Form:
    """A form that this site's own page sent, for this session; :class:`PageProblem` 403 for any other."""
    check_origin(request)
    form = await read_form(request)
    if not csrf or not hmac.compare_digest(form.raw("csrf").encode("utf-8", "surrogatepass"), csrf.encode()):
        raise PageProblem(403, "web_office.stale_form")
    return form


def _to_sign_in(request: Request) -> Response:
    # What a form sent is not sent again after signing in; only pages are come back to.
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method == "POST":
        return moved(SIGN_IN if request.url.path == SIGN_OUT else f"{SIGN_IN}?over=1")
    return moved(f"{SIGN_IN}?next={quote(wanted)}" if request.url.path != "/office" else SIGN_IN)


def cookie(request: Request, name: str) -> str:
    """A cookie's name: with TLS one that no other host and no plain connection can set (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{name}" if request.url.scheme == "https" else name


def keep(request: Request, answer: Response, name: str, value: str, *, seconds: int, strict: bool = False) -> None:
    """Sets a cookie that scripts can't read; an empty value takes it away."""
    answer.set_cookie(
        cookie(request, name), value, max_age=seconds if value else 0, path="/", httponly=True, secure=request.url.scheme == "https",
        samesite="strict" if strict else "lax",
    )  # fmt: skip


async def sign_in_page(reception: Reception, request: Request) -> Response:
    """The form to sign in."""
    return _ask(request)


def _ask(request: Request, *, status: int = 200, name: str = "", wrong: bool = False, next: str | None = None) -> Response:
    csrf = secrets.token_urlsafe(32)
    wanted = next if next is not None else request.query_params.get("next", "")
    over = request.method == "GET" and request.query_params.get("over") == "1"
    answer = page(
        request, "office/sign_in.html", status=status, csrf=csrf, next=own_path(wanted), name=name, wrong=wrong, over=over,
        here="sign-in",
    )
    keep(request, answer, "before", csrf, seconds=_FIRST_FORM, strict=True)
    return answer


def own_path(wanted: str) -> str:
    """Where to go after signing in: a page of the office, never another site's."""
    return wanted if wanted.startswith("/office") and "\\" not in wanted and wanted.isprintable() and len(wanted) < 500 else "/office"


async def sign_in(reception: Reception, request: Request) -> Response:
    """Signs somebody in. The session is always a new one; one that the browser had before ends."""
    form = await checked_form(request, request.cookies.get(cookie(request, "before"), ""))
    name, password = form.text("name")[:200], form.raw("password")[:1_000]
    for wait in (reception.addresses.take(address_of(request)), reception.names.take(name.casefold())):
        if wait is not None:
            raise PageProblem(429, "web.too_often", retry_after=wait, seconds=wait)
    verb = partial(reception.accounts.sign_in, name, password)
    token = await anyio.to_thread.run_sync(verb, limiter=reception.hashing)
    if token is None:
        return _ask(request, status=401, name=name, wrong=True, next=form.text("next"))
    before = request.cookies.get(cookie(request, "office"))
    signed = await reception.office.work(partial(reception.accounts.who, before)) if before else None
    if before and signed is not None:
        await reception.office.work(partial(reception.accounts.sign_out, before, by=signed.account.name))
    answer = moved(own_path(form.text("next")))
    keep(request, answer, "office", token, seconds=int(LONGEST.total_seconds()))
    keep(request, answer, "before", "", seconds=0, strict=True)
    return answer


async def sign_out(visit: Visit) -> Response:
    """Ends the session."""
    token = visit.request.cookies.get(cookie(visit.request, "office"), "")
    await visit.office.work(partial(visit.reception.accounts.sign_out, token, by=visit.name))
    answer = moved(SIGN_IN)
    keep(visit.request, answer, "office", "", seconds=0)
    return answer
