"""All pages of the head office, in plain sight."""

from starlette.routing import BaseRoute

from eventdesk.hub.calls import Office


def routes(office: Office) -> list[BaseRoute]:
    """The pages under ``/office``."""
    return []
