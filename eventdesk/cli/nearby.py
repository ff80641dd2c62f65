"""Hubs nearby: the action ``sync nearby``, and ``enrol --nearby``."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from eventdesk.cli.console import Console
from eventdesk.errors import NotFound
from resources.words import Words

if TYPE_CHECKING:
    from eventdesk.sync.nearby import Nearby

SECONDS = 3.0


def add_action(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds ``sync nearby``."""
    made = actions.add_parser("nearby", parents=[common], help=words("sync.help_nearby"), epilog="eventdesk sync nearby --json")
    made.add_argument("--seconds", type=_seconds, default=SECONDS, metavar="S", help=words("sync.help_seconds"))
    made.set_defaults(run=lambda args, console: show(console, args.seconds))


def _seconds(text: str) -> float:
    found = float(text)
    if not 0 < found <= 60:
        raise argparse.ArgumentTypeError("1 to 60")
    return found


def show(console: Console, seconds: float) -> int:
    """Lists the hubs that answer."""
    from eventdesk.sync.nearby import find_nearby

    found = find_nearby(seconds)
    console.document([asdict(one) for one in found])
    for one in found:
        console.show(console.words("sync.nearby", name=one.name, url=one.url, hub=one.hub_id[:8]))
    console.show(console.words("sync.nearby_how" if found else "sync.nearby_none"))
    return 0


def moved(line: str, found: "Sequence[Nearby] | None" = None) -> str:
    """The invitation with the address at which its hub is found nearby. :class:`NotFound` ``nearby_missing``."""
    from eventdesk.sync.invitation import read_invitation
    from eventdesk.sync.nearby import found_nearby

    here = found_nearby(read_invitation(line), found)
    if here is None:
        raise NotFound("nearby_missing")
    return here.text()
