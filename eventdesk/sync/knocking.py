"""Asks a hub to be let in, by its invitation: what a station does, and what a hub does at the one above it."""

from collections.abc import Callable
from dataclasses import dataclass

from eventdesk.errors import HubTrouble
from eventdesk.sync.client import HubClient, trusted_authority
from eventdesk.sync.invitation import Invitation

Find = Callable[[Invitation], Invitation | None]
"""Looks for the hub of an invitation at another address; None where it isn't found."""


def nowhere(invitation: Invitation) -> Invitation | None:
    """Looks nowhere."""
    return None


@dataclass(frozen=True)
class Enrolment:
    """What being let in gave."""

    url: str
    ca: str
    server_name: str
    token: str
    scope: str
    hub: str
    epoch: str = ""


class AnotherHub(Exception):
    """The hub that invites is another one than it may be."""


def knock(invitation: Invitation, public: bytes, name: str, *, only: str = "", find: Find = nowhere) -> Enrolment:
    """Asks the hub to let a key in. ``only``: the id of the one hub that it may be; :class:`AnotherHub` for any other, whose
    invitation stays good. ``find`` is asked where nobody answers: a venue's network gives its computers other addresses each day."""
    try:
        return _knock(invitation, public, name, only)
    except HubTrouble as error:
        elsewhere = find(invitation) if error.code == "hub_offline" else None
        if elsewhere is None or elsewhere.url == invitation.url:
            raise
    return _knock(elsewhere, public, name, only)


def _knock(invitation: Invitation, public: bytes, name: str, only: str) -> Enrolment:
    ca = trusted_authority(invitation)
    with HubClient(invitation.url, ca=ca, server_name=_name_of(invitation, ca)) as client:
        hello = client.hello()
        if only and hello.hub_id != only:
            raise AnotherHub
        let_in = client.enrol(invitation.code, public, name)
    return Enrolment(
        invitation.url, ca, hello.server_name if ca else "", let_in.token, let_in.scope.value, hello.hub_id, hello.epoch
    )


def _name_of(invitation: Invitation, ca: str) -> str:
    """The name that the hub's certificate bears: its own, and the authority's (see the hub's certificates)."""
    if not ca:
        return ""
    with HubClient(invitation.url) as client:
        # Not believed yet: the certificate under the trusted authority has to bear it.
        return client.hello().server_name
