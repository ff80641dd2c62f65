"""Says on the network here that there is a hub: where it listens, its id and its authority's hash. Nothing of any person."""

import contextlib
import logging
import socket
import threading
from collections.abc import Iterator, Sequence

from eventdesk.hub.serve import Serving, is_loopback, own_address
from eventdesk.sync.nearby import TYPE

_LOG = logging.getLogger("eventdesk.hub.announce")


@contextlib.contextmanager
def announced(serving: Serving, *, name: str = "", interfaces: Sequence[str] | None = None) -> Iterator[None]:
    """Announces a hub for as long as the block lasts. One that only this computer can reach is not announced, unless ``interfaces``
    are named; where there is no network, or it has no multicast, the hub serves all the same."""
    if interfaces is None and is_loopback(serving.place.host):
        yield
        return
    announcement = _Announcement(serving, name, interfaces)
    announcement.start()
    try:
        yield
    finally:
        announcement.end()


class _Announcement(threading.Thread):
    """Asking whether the name is free takes a second: nobody waits for it."""

    def __init__(self, serving: Serving, name: str, interfaces: Sequence[str] | None) -> None:
        super().__init__(name="announce", daemon=True)
        self._serving, self._name, self._interfaces = serving, name, interfaces
        self._over = threading.Event()

    def end(self) -> None:
        """Says good-bye."""
        self._over.set()
        self.join(timeout=10)

    def run(self) -> None:
        """Announces, waits for the end, and says good-bye."""
        from zeroconf import Error, InterfaceChoice, ServiceInfo, Zeroconf

        place, office = self._serving.place, self._serving.office
        hub_id = office.hub.epoch.hub_id
        address = own_address() if place.host in ("0.0.0.0", "::") else place.host
        told = {
            "v": "1", "id": hub_id, "name": self._name[:80], "tls": "0" if place.plain else "1",
            "ca": "" if place.plain else office.certificates.ca_sha256,
        }  # fmt: skip
        try:
            here = Zeroconf(interfaces=list(self._interfaces) if self._interfaces is not None else InterfaceChoice.All)
        except OSError as error:
            _LOG.info("not announced: %s", type(error).__name__)
            return
        try:
            packed = socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)
            info = ServiceInfo(
                TYPE, f"hub-{hub_id[:8]}.{TYPE}", port=place.port, addresses=[packed], properties=told,
                server=f"hub-{hub_id[:8]}.local.",
            )
            here.register_service(info, allow_name_change=True)
            self._over.wait()
            here.unregister_service(info)
        except (OSError, Error) as error:
            _LOG.info("not announced: %s", type(error).__name__)
        finally:
            here.close()
