"""The verbs ``tickets`` and ``scan``."""

import argparse
from pathlib import Path
from typing import Any

from eventdesk.cli.console import Console
from eventdesk.errors import DeskError
from resources.words import Words


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    tickets = verbs.add_parser(
        "tickets", parents=[common], help=words("help.tickets"), epilog="eventdesk tickets CAMP --out tickets --pdf --png"
    )
    tickets.add_argument("event", metavar="EVENT")
    tickets.add_argument("--out", metavar="DIR", type=Path, required=True)
    for name in ("pdf", "png", "csv"):
        tickets.add_argument(f"--{name}", action="store_true")
    tickets.set_defaults(run=_tickets)
    scan = verbs.add_parser("scan", parents=[common], help=words("help.scan"), epilog="eventdesk scan photo.jpg")
    scan.add_argument("images", metavar="IMAGE", type=Path, nargs="+")
    scan.set_defaults(run=_scan)


def _tickets(args: argparse.Namespace, console: Console) -> int:
    everything = not (args.pdf or args.png or args.csv)
    with console.open() as desk:
        made = desk.tickets.write(
            args.event, folder=args.out, pdf=args.pdf or everything, png=args.png or everything,
            csv=args.csv or everything, words=console.words,
        )  # fmt: skip
    console.document({"count": made.count, "files": [str(file) for file in made.files]})
    console.say("tickets", n=made.count, folder=args.out)
    return 0


def _scan(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.exchange.codes import read_codes

    failed = 0
    for image in args.images:
        try:
            found = read_codes(image)
        except DeskError as error:
            console.fail(error)
            failed = 1
            continue
        console.line({"file": found.file, "codes": list(found.codes), "ms": round(found.ms, 1)})
    return failed
