"""Hubs that are to be found on the network here, by DNS-SD (RFC 6763) over multicast DNS (RFC 6762).

What is found is an address and nothing to trust: a desk joins by an invitation alone, which says by what authority the hub is known.
Anybody on a network may announce anything.
"""

import contextlib
import ipaddress
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from eventdesk.sync.invitation import Invitation

if TYPE_CHECKING:
    from zeroconf import ServiceListener

TYPE = "_eventdesk._tcp.local."
_HEX64 = re.compile("[0-9a-f]{64}")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LONGEST_NAME = 80
_ASKING = 1_500
"""Milliseconds that one hub has to say more of itself."""
_BETWEEN_LOOKS = 0.25
"""Seconds in which a hub that was heard is told, and in which a watch ends."""


@dataclass(frozen=True)
class Nearby:
    """A hub that says it is here. ``ca_sha256`` is the hash by which an invitation of this hub would know it."""

    url: str
    hub_id: str
    name: str
    ca_sha256: str


def find_nearby(seconds: float = 3.0, *, interfaces: Sequence[str] | None = None, enough: int = 0) -> tuple[Nearby, ...]:
    """The hubs that answer within so many seconds, by name; ``enough`` of them end the wait. Empty where there is no network."""
    listener = _Listener(enough)
    with _browsing(listener, interfaces):
        listener.done.wait(seconds)
    return listener.hubs()


def watch_nearby(
    told: Callable[[tuple[Nearby, ...]], object], over: threading.Event, *, interfaces: Sequence[str] | None = None
) -> None:  # fmt: skip
    """Tells the hubs that are here, by name, whenever they are others than before, until it is ``over``. Where there is no network
    nothing is told. ``told`` is called on this thread."""
    listener, before = _Listener(0), tuple[Nearby, ...]()
    with _browsing(listener, interfaces) as begun:
        while begun and not over.wait(_BETWEEN_LOOKS):
            if (now := listener.hubs()) != before:
                before = now
                told(now)


@contextlib.contextmanager
def _browsing(listener: "_Listener", interfaces: Sequence[str] | None) -> Iterator[bool]:
    """Lets a listener hear what is announced; False where there is no network."""
    from zeroconf import InterfaceChoice, ServiceBrowser, Zeroconf

    try:
        here = Zeroconf(interfaces=list(interfaces) if interfaces is not None else InterfaceChoice.All)
    except OSError:
        listener.done.set()
        yield False
        return
    try:
        browser = ServiceBrowser(here, TYPE, cast("ServiceListener", listener))  # it has its methods; its class costs an import
        yield True
        browser.cancel()
    finally:
        here.close()


def found_nearby(invitation: Invitation, nearby: Sequence[Nearby] | None = None) -> Invitation | None:
    """The invitation with the address at which its hub is found on the network here, or among ``nearby``; None where it isn't. By
    what authority the hub is known stays the invitation's own."""
    if not invitation.ca_sha256:
        return None
    here = [one for one in (find_nearby() if nearby is None else nearby) if one.ca_sha256 == invitation.ca_sha256]
    return replace(invitation, url=here[0].url) if here else None


class _Listener:
    """Collects what is announced."""

    def __init__(self, enough: int) -> None:
        self.found: dict[str, Nearby] = {}
        self.done = threading.Event()
        self._enough = enough

    def hubs(self) -> tuple[Nearby, ...]:
        """What is there now, by name."""
        # A copy in one step: announcements come on a thread of their own.
        return tuple(sorted(self.found.copy().values(), key=lambda one: (one.name, one.hub_id)))

    def add_service(self, zc: object, type_: str, name: str) -> None:
        """A hub, or what says it is one."""
        info = zc.get_service_info(type_, name, timeout=_ASKING)  # type: ignore[attr-defined]  # a Zeroconf, imported late
        if info is None:
            return
        told = {key.decode("utf-8", "replace"): (value or b"").decode("utf-8", "replace") for key, value in info.properties.items()}
        one = read_nearby(told, info.parsed_addresses(), info.port)
        if one is not None:
            self.found[name] = one
            if self._enough and len(self.found) >= self._enough:
                self.done.set()

    update_service = add_service

    def remove_service(self, zc: object, type_: str, name: str) -> None:
        """It said good-bye."""
        self.found.pop(name, None)


def read_nearby(told: dict[str, str], addresses: Sequence[str], port: int | None) -> Nearby | None:
    """A hub out of what was announced; None for anything that no hub would say."""
    usable = []
    for text in addresses:
        with contextlib.suppress(ValueError):
            address = ipaddress.ip_address(text)
            # The first that other computers can reach; IPv4, as venues' networks have it.
            usable.append((address.is_loopback, address.version, text))
    hub, ca, plain = told.get("id", ""), told.get("ca", ""), told.get("tls", "1") == "0"
    if not usable or not port or not _UUID.fullmatch(hub) or not (plain or _HEX64.fullmatch(ca)):
        return None
    host = sorted(usable)[0][2]
    name = "".join(letter for letter in told.get("name", "") if letter.isprintable())[:_LONGEST_NAME]
    url = f"{'http' if plain else 'https'}://{f'[{host}]' if ':' in host else host}:{port}"
    return Nearby(url, hub, name, "" if plain else ca)
