"""The action ``hub relay``: pass everything on to the hub above, see how far it is, stop."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk.cli.console import Console
from resources.words import Words, joined, sentence

if TYPE_CHECKING:
    from eventdesk.hub.upstream import UpstreamState


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the action of this file."""
    relay = actions.add_parser("relay", parents=[common], help=words("relay.help"), epilog="eventdesk hub relay office.txt")
    relay.add_argument("what", metavar="INVITATION|status|stop", help=words("relay.help_what"))
    relay.set_defaults(run=_relay)


def _relay(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.cli.sync import invitation_line
    from eventdesk.hub.remembered import upstreams
    from eventdesk.sync.invitation import read_invitation

    folder = console.folder / "hub"
    with upstreams(folder) as known:
        if args.what == "stop":
            known.leave()
            console.document({"above": None})
            console.show(console.words("relay.stopped"))
            return 0
        if args.what != "status":
            known.join(folder, read_invitation(invitation_line(args.what)), name=_name(folder))
        state = known.state()
    console.document(document(state))
    show(state, console)
    return 0


def _name(folder: Path) -> str:
    """What the hub above calls this one."""
    from eventdesk.hub.remembered import found
    from eventdesk.hub.serve import Place

    there = found(folder)
    return f"hub {Place(there.host, there.port, there.plain).url.partition('://')[2]}"[:80]


def document(state: "UpstreamState | None") -> dict[str, Any]:
    """How far everything is passed on, for machines."""
    return {"above": None} if state is None else {"above": asdict(state)}


def show(state: "UpstreamState | None", console: Console) -> None:
    """The same in words."""
    words = console.words
    if state is None:
        console.show(words("relay.none"))
        return
    console.show(words("relay.above", url=state.url))
    console.show(words("relay.pending", n=state.pending))
    if state.reports_pending:
        console.show(words("relay.reports_pending", n=state.reports_pending))
    if state.refused:
        console.show(words("relay.refused", n=state.refused))
    if state.problem:
        console.show(joined(*sentence(words, state.problem, {"status": ""})))
    elif state.success is None:
        console.show(words("relay.never"))
