"""The action ``hub quarantine``: what the hub kept apart; take its bytes out, or forget it."""

import argparse
from pathlib import Path
from typing import Any

from eventdesk.cli.console import Console, file_to_write
from resources.words import Words


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the actions of this file."""
    quarantine = actions.add_parser("quarantine", help=words("hub_quarantine.help"), epilog="eventdesk hub quarantine list --json")
    verbs = quarantine.add_subparsers(metavar="ACTION", required=True)
    listing = verbs.add_parser("list", parents=[common], help=words("hub_quarantine.help_list"), epilog="eventdesk hub quarantine list")
    listing.set_defaults(run=_list)
    export = verbs.add_parser(
        "export", parents=[common], help=words("hub_quarantine.help_export"),
        epilog="eventdesk hub quarantine export 3f2a9c01 --out one.bin",
    )  # fmt: skip
    export.add_argument("--out", required=True, type=Path, metavar="FILE", help=words("hub_quarantine.help_out"))
    export.set_defaults(run=_export)
    forget = verbs.add_parser(
        "forget", parents=[common], help=words("hub_quarantine.help_forget"), epilog="eventdesk hub quarantine forget 3f2a9c01"
    )
    forget.set_defaults(run=_forget)
    for made in (export, forget):
        made.add_argument("digest", metavar="DIGEST", help=words("hub_quarantine.help_digest"))


def _list(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.hub.remembered import quarantine

    with quarantine(console.folder / "hub") as kept:
        found, volume = kept.list(), kept.volume()
    console.document({
        "count": volume.count, "bytes": volume.size, "oldest_seconds": volume.oldest_seconds,
        "kept": [
            {"digest": one.digest, "log": one.log, "station": one.station, "problem": one.problem, "bytes": one.size, "at": one.at}
            for one in found
        ],
    })  # fmt: skip
    for one in found:
        console.show(f"{one.digest[:12]}  {one.at.isoformat(timespec='seconds')}  {one.station}  {one.problem}  {one.size}")
    console.show(console.words("hub_quarantine.volume", n=volume.count, bytes=volume.size))
    return 0


def _export(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.hub.remembered import quarantine

    file_to_write(args.out)
    with quarantine(console.folder / "hub") as kept:
        digest, raw = kept.take(args.digest)
    args.out.write_bytes(raw)
    console.document({"digest": digest, "file": str(args.out), "bytes": len(raw)})
    console.show(console.words("hub_quarantine.exported", file=args.out.name))
    return 0


def _forget(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.hub.remembered import quarantine

    with quarantine(console.folder / "hub") as kept:
        digest = kept.forget(args.digest)
    console.document({"digest": digest, "forgotten": True})
    console.show(console.words("hub_quarantine.forgotten", digest=digest[:12]))
    return 0
