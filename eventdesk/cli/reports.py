"""The verb ``report``."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk.cli import report_templates
from eventdesk.cli.console import Console, local
from eventdesk.errors import InvalidInput, WrongUsage
from resources.words import Words

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.services.report_views import MadeReport

ALL_FORMATS = ("xlsx", "pdf", "csv", "json")


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    report = verbs.add_parser(
        "report", parents=[common], help=words("help.report"),
        epilog="eventdesk report attendance CAMP --out reports --format pdf,xlsx",
    )  # fmt: skip
    report.add_argument("kind", metavar="KIND", help=words("help.report_kind"))
    report.add_argument("event", metavar="EVENT", nargs="?")
    report.add_argument("--out", metavar="DIR", type=Path)
    report.add_argument("--format", help=words("help.report_format"))
    report_templates.add_options(report, words)
    report.set_defaults(run=_report)


def _report(args: argparse.Namespace, console: Console) -> int:
    if args.kind == "list":
        return _list(args, console)
    if args.kind == "template":
        return report_templates.run(args, console)
    if not args.event:
        raise WrongUsage("event_missing", field="EVENT")
    if args.out is None:
        raise WrongUsage("out_missing", field="--out")
    formats = [name.strip().lower() for name in (args.format or "").split(",") if name.strip()]
    if args.format is not None and not formats:
        raise InvalidInput("unknown_format", field="format", format=args.format)
    with console.open() as desk:
        made = _make(desk, args, formats, console)
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


def _make(desk: "Desk", args: argparse.Namespace, formats: list[str], console: Console) -> "MadeReport":
    if args.template is None:
        return desk.reports.make(args.kind, args.event, folder=args.out, formats=formats or ALL_FORMATS, words=console.words)
    of = desk.report_templates.show(args.template).kind
    if of != args.kind:
        raise InvalidInput("report_template_kind", field="template", template=args.template, kind=of)
    return desk.report_templates.make(args.template, args.event, folder=args.out, formats=formats)


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
