"""Verbs of the door: checkin and attendance."""

import argparse
import codecs
import json
import sys
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.cli.console import Console, local, moment
from eventdesk.errors import DeskError, InvalidInput, WrongUsage
from resources.words import Words


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    checkin = verbs.add_parser(
        "checkin", parents=[common], help=words("help.checkin"),
        epilog="eventdesk checkin CAMP --stdin --station East < scans.txt",
    )  # fmt: skip
    checkin.add_argument("event", metavar="EVENT")
    checkin.add_argument("action", nargs="?", choices=("undo",))
    checkin.add_argument("journal", nargs="?", metavar="JOURNAL_ID")
    checkin.add_argument("--stdin", action="store_true")
    checkin.add_argument("--station", metavar="NAME")
    checkin.add_argument("--reason")
    checkin.set_defaults(run=_checkin)
    attendance = verbs.add_parser(
        "attendance", parents=[common], help=words("help.attendance"), epilog="eventdesk attendance CAMP --json"
    )
    attendance.add_argument("event", metavar="EVENT")
    attendance.set_defaults(run=_attendance)


def _checkin(args: argparse.Namespace, console: Console) -> int:
    if args.action == "undo":
        return _undo(args, console)
    if not args.stdin:
        raise WrongUsage("checkin_usage", field="--stdin")
    with console.open(args.station) as desk:
        desk.events.show(args.event)
        for line in _lines():
            console.line(_answer(desk, args.event, line, console.words))
    return 0


def _lines() -> Iterator[str]:
    """The lines of standard input as they come: iterating the stream would read ahead and keep the door waiting.

    Only the line feed ends a line: what else a broken scan may hold belongs to it. The mark that some programs put
    before a file's text does not.
    """
    if sys.stdin is None:
        return
    raw = sys.stdin.buffer
    mark = codecs.BOM_UTF8
    while line := raw.readline():
        yield line.removeprefix(mark).decode("utf-8", errors="replace").rstrip("\n").rstrip("\r")
        mark = b""


def _answer(desk: Any, event: str, line: str, words: Words) -> dict[str, Any]:
    text = line
    try:
        scan = _scan(line, desk.zone)
        text = scan.text
        result = desk.checkins.scan(event, scan)
    except DeskError as error:
        if error.code in _STOPS:
            raise
        return {"scan": text, "error": error.code, "verdict": "refuse", "code": "unknown", "registration": None,
                "admitted": 0, "inside": None, "people": [], "first": None, "pickup_code": None, "journal": None}  # fmt: skip
    return scan_document(result, desk.zone, words)


_STOPS = frozenset({"event_not_found", "disk_full", "store_busy", "store_failed", "store_read_only", "store_damaged"})


def _scan(line: str, zone: ZoneInfo) -> Any:
    """A line as a scan: JSON with a ``scan`` in it, or the scanned text itself."""
    from eventdesk.services.checkins import Scan

    stripped = line.strip()
    if not stripped.startswith("{"):
        return Scan(text=line)
    try:
        given = json.loads(stripped)
    except (ValueError, RecursionError):  # a number of thousands of digits is a ValueError of its own
        return Scan(text=line)
    if not isinstance(given, dict) or not isinstance(given.get("scan"), str):
        return Scan(text=line)
    members = given.get("members")
    if members is not None and not (isinstance(members, list) and all(isinstance(m, str) for m in members)):
        raise InvalidInput("bad_members", field="members")
    reasons = {}
    for key in ("confirm", "override"):
        reason = given.get(key)
        if reason is not None and not (isinstance(reason, str) and reason.strip()):
            raise InvalidInput("reason_missing", field=key)
        reasons[key] = reason
    at = given.get("at")
    if at is not None and not isinstance(at, str):
        raise InvalidInput("bad_time", field="at")
    if given.get("direction", "in") not in ("in", "out"):
        raise InvalidInput("bad_direction", field="direction")
    return Scan(
        text=given["scan"], members=None if members is None else frozenset(members),
        at=moment(at, zone, "at") if at is not None else None, out=given.get("direction") == "out", **reasons,
    )  # fmt: skip


def scan_document(result: Any, zone: ZoneInfo, words: Words) -> dict[str, Any]:
    """One answer of the door as plain values; ``volunteer`` is in it where it was a volunteer's code."""
    document = {
        "scan": result.scan, "verdict": result.verdict.value, "code": result.code.value,
        "registration": result.registration, "admitted": result.admitted, "released": result.released,
        "inside": result.inside,
        "people": [
            {
                "person": p.person, "role": p.role.value,
                "state": "admitted" if p.person in result.entered else p.presence.value,
                "label": p.label or words("cli.unnamed_child" if p.role.is_child else "cli.unnamed_adult"),
            }
            for p in result.people
        ],
        "first": None if result.first is None else {"station": result.first.station, "at": local(result.first.at, zone)},
        "pickup_code": result.pickup_code, "journal": result.journal,
        "reasons": [code.value for code in result.reasons],
    }  # fmt: skip
    if result.volunteer is not None:
        document["volunteer"] = _volunteer(result.volunteer, zone)
    return document


def _volunteer(card: Any, zone: ZoneInfo) -> dict[str, Any]:
    """Who helps and came: the name masked, the shift that goes on or is next, if there is one left."""
    shift = None if card.shift is None else {
        "shift": card.shift, "role": card.role, "room": card.room, "start": local(card.start, zone), "end": local(card.end, zone),
        "late_minutes": card.late,
    }  # fmt: skip
    return {
        "id": card.volunteer, "code": card.code, "label": card.label, "since": local(card.since, zone) if card.since else None,
        "state": "left" if card.left else "came" if card.first else "here" if card.since else "out", "shift": shift,
    }


def _undo(args: argparse.Namespace, console: Console) -> int:
    if not args.journal:
        raise WrongUsage("checkin_usage", field="JOURNAL_ID")
    if not (args.reason or "").strip():
        raise WrongUsage("reason_missing", field="--reason")
    with console.open(args.station) as desk:
        result = desk.checkins.undo(args.event, args.journal, reason=args.reason)
        console.document({"undone": args.journal, **scan_document(result, desk.zone, console.words)})
    console.say("checkin_undone", inside=result.inside)
    return 0


def _attendance(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        document = desk.reports.attendance(args.event)
    console.document(document)
    registered, attended = document["registered"], document["attended"]
    console.say(
        "attendance", attended=attended["persons"], registered=registered["persons"], families=attended["families"],
        walk_ins=document["walk_ins"]["persons"], no_shows=document["no_shows"]["persons"], inside=document["inside"],
    )  # fmt: skip
    for station, persons in document["by_station"].items():
        console.show(f"  {station}: {persons}")
    return 0
