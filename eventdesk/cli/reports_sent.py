"""The verb ``reports``: hand a report in at the hub, and see which were handed in."""

import argparse
from typing import TYPE_CHECKING, Any

from eventdesk.cli.console import Console, local
from resources.words import Words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from eventdesk.services.report_sending import SentView


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verb of this file."""
    reports = verbs.add_parser("reports", help=words("hand_in.help"), epilog="eventdesk reports send CAMP --kind event")
    actions = reports.add_subparsers(metavar="ACTION", required=True)
    send = actions.add_parser(
        "send", parents=[common], help=words("hand_in.help_send"), epilog="eventdesk reports send CAMP --kind event"
    )
    send.add_argument("subject", metavar="EVENT|YEAR", help=words("hand_in.help_subject"))
    send.add_argument("--kind", default="event", metavar="K", help=words("hand_in.help_kind"))
    send.add_argument("--revision", type=int, metavar="N", help=words("hand_in.help_revision"))
    send.add_argument("--persons", action="store_true", help=words("hand_in.help_persons"))
    send.set_defaults(run=_send)
    sent = actions.add_parser("sent", parents=[common], help=words("hand_in.help_sent"), epilog="eventdesk reports sent --json")
    sent.add_argument("subject", metavar="EVENT|YEAR", nargs="?", help=words("hand_in.help_subject"))
    sent.set_defaults(run=_sent)


def _send(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view = desk.report_sending.send(args.subject, args.kind, number=args.revision, persons=args.persons)
        has_hub, zone = desk.sync.status().hub is not None, desk.zone
    console.document(_document(view, zone))
    console.show(_line(view, console, zone))
    if view.left_out:
        console.show(console.words("hand_in.left_out", n=len(view.left_out)))
    if not has_hub:
        console.show(console.words("hand_in.no_hub"))
    return 0


def _sent(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found, zone = desk.report_sending.list(args.subject), desk.zone
    console.document([_document(one, zone) for one in found])
    for one in found:
        console.show(_line(one, console, zone))
    if not found:
        console.say("no_reports")
    return 0


def _document(one: "SentView", zone: "ZoneInfo") -> dict[str, Any]:
    return {
        "kind": one.kind, "subject": one.subject, "revision": one.number, "at": local(one.at, zone), "state": one.state.value,
        "persons": one.persons, "sha256": one.sha256, "bytes": one.bytes, "reason": one.reason or None,
        "asked_at": one.asked_at and local(one.asked_at, zone), "answered_at": one.answered_at and local(one.answered_at, zone),
        "received_at": one.received_at and local(one.received_at, zone), "left_out": list(one.left_out),
    }  # fmt: skip


def _line(one: "SentView", console: Console, zone: "ZoneInfo") -> str:
    words = console.words
    at = local(one.received_at, zone)[:16].replace("T", " ") if one.received_at is not None else ""
    reason = words(f"hand_in.reason_{one.reason}") if one.reason else ""
    venue = "_venue" if one.state.value == "received" and one.reason else ""
    state = words(f"hand_in.state_{one.state.value}{venue}", at=at, reason=reason)
    beside = f"  {words('hand_in.with_persons')}" if one.persons else ""
    return f"{one.kind}  {one.subject}  r{one.number}  {state}{beside}"
