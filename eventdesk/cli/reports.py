"""The verb ``report``."""

import argparse
from pathlib import Path
from typing import Any

from eventdesk.cli.console import Console, local
from eventdesk.errors import WrongUsage
from resources.words import Words


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    report = verbs.add_parser(
        "report", parents=[common], help=words("help.report"),
        epilog="eventdesk report attendance CAMP --out reports --format pdf,xlsx",
    )  # fmt: skip
    report.add_argument("kind", metavar="KIND", help=words("help.report_kind"))
    report.add_argument("event", metavar="EVENT", nargs="?")
    report.add_argument("--out", metavar="DIR", type=Path)
    report.add_argument("--format", default="xlsx,pdf,csv,json", help=words("help.report_format"))
    report.set_defaults(run=_report)


def _report(args: argparse.Namespace, console: Console) -> int:
    if args.kind == "list":
        return _list(args, console)
    if not args.event:
        raise WrongUsage("event_missing", field="EVENT")
    if args.out is None:
        raise WrongUsage("out_missing", field="--out")
    formats = [name.strip().lower() for name in args.format.split(",") if name.strip()]
    with console.open() as desk:
        made = desk.reports.make(args.kind, args.event, folder=args.out, formats=formats, words=console.words)
    console.document(
        {
            "report": made.report, "kind": made.kind, "revision": made.revision, "sha256": made.sha256,
            "files": {name: str(file) for name, file in made.files},
        }
    )  # fmt: skip
    console.say("report_made", revision=made.revision)
    for _, file in made.files:
        console.show(f"  {file}")
    return 0


def _list(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found = desk.reports.revisions(args.event)
        zone = desk.zone
    console.document(
        [
            {
                "report": r.report, "kind": r.kind, "event": r.subject, "revision": r.number, "sha256": r.sha256,
                "position": r.position, "at": local(r.at, zone),
            }
            for r in found
        ]
    )  # fmt: skip
    for r in found:
        console.show(f"{r.kind}  {r.subject}  r{r.number}  {local(r.at, zone)[:16]}  {r.sha256[:12]}")
    if not found:
        console.say("no_reports")
    return 0
