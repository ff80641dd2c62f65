"""Runs a hub: in a thread of its own, for the window and the tests, or as the whole process."""

import contextlib
import gc
import ipaddress
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import uvicorn
from starlette.routing import BaseRoute

from eventdesk.errors import InvalidInput, StoreProblem
from eventdesk.hub.app import make_app
from eventdesk.hub.calls import Office
from eventdesk.hub.certificates import certificates
from eventdesk.hub.hub import Hub

PORT = 8440
_BACKLOG = 512
_SWITCH_SECONDS = 0.0002
_GRACE = 3
"""Seconds that requests have to end; those that wait for items wait longer."""


@dataclass(frozen=True)
class Place:
    """Where a hub listens. Without TLS only on the loopback interface: :class:`InvalidInput` ``hub_plain_http``. ``proxies`` are
    addresses or networks of those that say for whom they ask (``X-Forwarded-For``, ``X-Forwarded-Proto``); nobody else is believed
    that. :class:`InvalidInput` ``hub_proxy`` for what is neither."""

    host: str
    port: int
    plain: bool = False
    proxies: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for one in self.proxies:
            try:
                ipaddress.ip_network(one)
            except ValueError as error:
                raise InvalidInput("hub_proxy", field="--trusted-proxy", address=one[:80]) from error
        if self.plain and not is_loopback(self.host):
            raise InvalidInput("hub_plain_http", field="--plain-http")

    @property
    def url(self) -> str:
        """The address for others: of a hub that listens everywhere, this computer's own on its network."""
        host = own_address() if self.host in ("0.0.0.0", "::") else self.host
        return f"{'http' if self.plain else 'https'}://{f'[{host}]' if ':' in host else host}:{self.port}"


Pages = Callable[[Office], Sequence[BaseRoute]]
"""Makes what is served beside the calls of the wire."""


def no_pages(office: Office) -> Sequence[BaseRoute]:
    """Nothing beside the wire."""
    return ()


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach the host."""
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def own_address() -> str:
    """This computer's address on the network that leads outside; the loopback address where there is none."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Nothing is sent: it only asks which way a packet would go. RFC 5737 keeps the address free.
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return "127.0.0.1"


@dataclass(frozen=True)
class Serving:
    """A hub that listens."""

    office: Office
    place: Place
    server: uvicorn.Server
    socket: socket.socket

    def run(self) -> None:
        """Serves until it is told to stop; as the main thread it stops at SIGINT and SIGTERM."""
        with _many_threads():
            self.server.run(sockets=[self.socket])


@contextlib.contextmanager
def _many_threads() -> Iterator[None]:
    """What Python is told while many work at once; it holds for the whole process."""
    waits, collects = sys.getswitchinterval(), gc.get_threshold()
    # Signatures are checked without Python's lock, and whoever comes back from one would wait 5 ms for it, each time.
    sys.setswitchinterval(_SWITCH_SECONDS)
    # A batch is thousands of objects that hold no cycles.
    gc.set_threshold(max(collects[0], 50_000), *collects[1:])
    try:
        yield
    finally:
        sys.setswitchinterval(waits)
        gc.set_threshold(*collects)


def prepare(hub: Hub, place: Place, pages: Pages = no_pages) -> Serving:
    """A hub ready to serve, its port taken; port 0 takes any. :class:`StoreProblem` ``hub_port`` where it is taken already."""
    made = certificates(hub.folder, hub.epoch.hub_id, now=hub.clock.now())
    office = Office(hub, made)
    # uvicorn's own access log would name paths and addresses.
    config = uvicorn.Config(
        make_app(office, pages(office)), host=place.host, port=place.port, log_config=None, access_log=False, lifespan="off",
        server_header=False,
        ssl_certfile=None if place.plain else made.chain, ssl_keyfile=None if place.plain else made.key,
        timeout_graceful_shutdown=_GRACE, timeout_keep_alive=30, loop="asyncio", http="h11", ws="none",
        proxy_headers=bool(place.proxies), forwarded_allow_ips=list(place.proxies),
    )  # fmt: skip
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((place.host, place.port))
        listening.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listening.close()
        raise StoreProblem("hub_port", port=place.port) from error
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    taken = replace(place, port=listening.getsockname()[1])
    return Serving(office, taken, uvicorn.Server(config), listening)


@contextlib.contextmanager
def running(hub: Hub, place: Place, pages: Pages = no_pages) -> Iterator[Serving]:
    """A hub that serves in a thread of its own for as long as the block lasts."""
    serving = prepare(hub, place, pages)
    thread = threading.Thread(target=serving.run, name="hub", daemon=True)
    thread.start()
    try:
        yield serving
    finally:
        serving.server.should_exit = True
        thread.join(timeout=_GRACE + 10)
        serving.socket.close()
