"""All pages of a hub: what is served beside the calls of the wire."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from eventdesk.hub.calls import Office
from eventdesk.web import assets
from eventdesk.web.look import moved, shown


def pages(office: Office) -> list[BaseRoute]:
    """The pages of a hub, for ``prepare`` and ``make_app``."""
    from eventdesk.web.families.routes import routes as family_routes
    from eventdesk.web.office.routes import routes as office_routes
    from eventdesk.web.replicas import Replicas
    from eventdesk.web.settling import Settling

    replicas = Replicas(office)
    office.conflicts = Settling(office, replicas)

    async def front(request: Request) -> Response:
        return moved("/office")

    return [
        Route("/", shown(front), methods=["GET"], name="front"),
        *assets.routes(),
        *office_routes(office),
        *family_routes(office, replicas),
    ]
