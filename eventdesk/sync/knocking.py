"""Asks a hub to be let in, by its invitation: what a station does, and what a hub does at the one above it."""

from dataclasses import dataclass

from eventdesk.sync.client import HubClient, trusted_authority
from eventdesk.sync.invitation import Invitation


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


def knock(invitation: Invitation, public: bytes, name: str, *, only: str = "") -> Enrolment:
    """Asks the hub to let a key in. ``only``: the id of the one hub that it may be; :class:`AnotherHub` for any other, whose
    invitation stays good."""
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
