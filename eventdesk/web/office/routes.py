"""All pages of the head office, in plain sight: who may open each of them. A test goes through this table with every role."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.routing import Route as Served

from eventdesk.hub.accounts import Accounts, Role
from eventdesk.hub.calls import Office
from eventdesk.web.look import PageProblem, shown
from eventdesk.web.office import changes, conflicts, door, lists, reports, year
from eventdesk.web.office.door import OfficeRoute, Reception, served

ROUTES = (
    OfficeRoute("GET", "/office/sign-in", None, door.sign_in_page),
    OfficeRoute("POST", "/office/sign-in", None, door.sign_in),
    OfficeRoute("POST", "/office/sign-out", Role.READER, door.sign_out),
    OfficeRoute("GET", "/office", Role.READER, lists.overview),
    OfficeRoute("GET", "/office/branches", Role.READER, lists.branches),
    OfficeRoute("POST", "/office/branches", Role.OWNER, changes.add_branch),
    OfficeRoute("GET", "/office/branches/{branch}", Role.READER, changes.branch),
    OfficeRoute("POST", "/office/branches/{branch}", Role.OWNER, changes.change_branch),
    OfficeRoute("GET", "/office/stations", Role.READER, lists.stations),
    OfficeRoute("GET", "/office/stations/{station}", Role.READER, lists.station),
    OfficeRoute("GET", "/office/stations/{station}/revoke", Role.OFFICER, changes.revoke_page),
    OfficeRoute("POST", "/office/stations/{station}/revoke", Role.OFFICER, changes.revoke),
    OfficeRoute("GET", "/office/invite", Role.OFFICER, changes.invite_page),
    OfficeRoute("POST", "/office/invite", Role.OFFICER, changes.invite),
    OfficeRoute("GET", "/office/events", Role.READER, lists.events),
    OfficeRoute("GET", "/office/events/{event}", Role.READER, lists.event),
    OfficeRoute("GET", "/office/reports", Role.READER, reports.reports),
    OfficeRoute("GET", "/office/reports/{report}/{revision:int}", Role.READER, reports.report),
    OfficeRoute("GET", "/office/reports/{report}/{revision:int}/{format}", Role.READER, reports.take),
    OfficeRoute("GET", "/office/year", Role.READER, year.year),
    OfficeRoute("GET", "/office/conflicts", Role.READER, conflicts.conflicts),
    OfficeRoute("GET", "/office/conflicts/{conflict}/{choice}", Role.OFFICER, conflicts.settle_page),
    OfficeRoute("POST", "/office/conflicts/{conflict}/{choice}", Role.OFFICER, conflicts.settle),
    OfficeRoute("GET", "/office/quarantine", Role.READER, lists.quarantine),
    OfficeRoute("GET", "/office/quarantine/{digest}", Role.OFFICER, lists.quarantined),
    OfficeRoute("GET", "/office/audit", Role.READER, lists.audit),
    OfficeRoute("GET", "/office/accounts", Role.OWNER, changes.accounts),
    OfficeRoute("POST", "/office/accounts", Role.OWNER, changes.add_account),
    OfficeRoute("POST", "/office/accounts/{account}", Role.OWNER, changes.change_account),
    OfficeRoute("GET", "/office/me", Role.READER, changes.me),
    OfficeRoute("POST", "/office/me", Role.READER, changes.change_password),
)


def routes(office: Office) -> list[BaseRoute]:
    """The pages under ``/office``."""
    return routes_of(Reception(office, Accounts(office.hub.database, office.hub.clock)))


def routes_of(reception: Reception) -> list[BaseRoute]:
    """The pages of one reception."""

    async def nowhere(request: Request) -> Response:
        raise PageProblem(404, "web.not_found")

    return [*served(reception, ROUTES), Served("/office/{rest:path}", shown(nowhere), methods=["GET"])]
