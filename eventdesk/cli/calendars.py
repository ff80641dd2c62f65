"""Verbs of calendar files: export and import of events."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.cli.console import Console, file_to_write, local
from eventdesk.errors import WrongUsage
from resources.words import Words


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the actions of this file."""
    export = actions.add_parser(
        "export",
        parents=[common],
        help=words("calendar.help_export"),
        epilog="eventdesk events export CAMP --ics camp.ics",
    )
    export.add_argument("event", metavar="EVENT", nargs="?")
    export.add_argument("--year", metavar="Y", type=int, help=words("calendar.help_year"))
    export.add_argument("--registration", metavar="ID", help=words("calendar.help_registration"))
    export.add_argument("--ics", metavar="FILE", type=Path, required=True, help=words("calendar.help_ics"))
    export.set_defaults(run=_export)

    bring = actions.add_parser(
        "import",
        parents=[common],
        help=words("calendar.help_import"),
        epilog="eventdesk events import spring.ics --json",
    )
    bring.add_argument("file", metavar="FILE", type=Path, nargs="?", help=words("calendar.help_file"))
    bring.add_argument("--overwrite", action="store_true", help=words("calendar.help_overwrite"))
    bring.add_argument("--dry-run", action="store_true", help=words("calendar.help_dry_run"))
    bring.add_argument("--undo", metavar="BATCH", help=words("calendar.help_undo"))
    bring.set_defaults(run=_import)


def _export(args: argparse.Namespace, console: Console) -> int:
    if sum(given is not None for given in (args.event, args.year, args.registration)) != 1:
        raise WrongUsage("bad_arguments", detail="EVENT | --year Y | --registration ID", verb="eventdesk events export")
    file_to_write(args.ics)
    with console.open() as desk:
        if args.event is not None:
            done = desk.calendars.export(args.event, args.ics)
        elif args.year is not None:
            done = desk.calendars.export_year(args.year, args.ics)
        else:
            done = desk.calendars.export_family(args.registration, args.ics)
    console.document({"file": str(done.file), "events": done.events})
    console.show(console.words("calendar.exported", n=done.events, file=done.file))
    return 0


def _import(args: argparse.Namespace, console: Console) -> int:
    if (args.file is None) == (args.undo is None) or (args.undo is not None and (args.dry_run or args.overwrite)):
        raise WrongUsage("bad_arguments", detail="FILE | --undo BATCH", verb="eventdesk events import")
    if args.undo is not None:
        return _undo(args.undo, console)
    with console.open() as desk:
        calendars, zone = desk.calendars, desk.zone
        done = (calendars.look if args.dry_run else calendars.import_file)(args.file, overwrite=args.overwrite)
    words = console.words
    skipped = [(one.uid, words(f"calendar.skipped_{one.reason}", n=one.taken, last=one.last)) for one in done.skipped]
    waiting = [(one.uid, words("calendar.skipped_would_change")) for one in done.changes]
    console.document({
        "batch": done.batch, "dry_run": args.dry_run, "events": list(done.events), "slots": done.slots,
        "unchanged": done.unchanged, "skipped": [{"uid": uid, "reason": reason} for uid, reason in (*skipped, *waiting)],
        "changes": [_change(one) for one in done.changes], "overwritten": [_change(one) for one in done.overwritten],
        "endless": [
            {"uid": one.uid, "taken": one.taken, "last": one.last} for one in done.skipped if one.reason == "endless"
        ],
    })  # fmt: skip
    if done.events or done.slots:
        key = "calendar.would_import" if args.dry_run else "calendar.imported"
        console.show(words(key, events=len(done.events), slots=done.slots, unchanged=done.unchanged))
        for code in done.events:
            console.show(f"  {code}")
    elif not done.changes:
        console.show(words("calendar.nothing_new", unchanged=done.unchanged))
    _show_changes((*done.overwritten, *done.changes), console, zone)
    if done.changes:
        console.show(words("calendar.would_overwrite", n=len(done.changes)))
    for uid, reason in skipped:
        console.show(words("calendar.skipped", uid=uid, reason=reason))
    if done.batch is not None:
        console.show(words("calendar.batch", batch=done.batch))
    return 0


def _undo(batch: str, console: Console) -> int:
    with console.open() as desk:
        done = desk.calendars.undo(batch)
    words = console.words
    console.document({
        "removed": list(done.removed), "restored": list(done.restored),
        "kept": [{"event": code, "why": why} for code, why in done.kept],
    })  # fmt: skip
    console.show(words("calendar.taken_back", removed=len(done.removed), restored=len(done.restored), kept=len(done.kept)))
    for code, why in done.kept:
        console.show(f"  {code}  {words(f'calendar.kept_{why}')}")
    return 0


def _change(change: Any) -> dict[str, Any]:
    return {
        "uid": change.uid or None, "event": change.event, "slot": change.slot or None,
        "fields": {name: [before, after] for name, before, after in change.fields},
    }  # fmt: skip


def _show_changes(changes: Any, console: Console, zone: ZoneInfo) -> None:
    """What was overwritten or would be: hours on the clock of the organisation, states by their words."""
    words = console.words

    def told(name: str, value: str) -> str:
        if name in ("start", "end"):
            return local(datetime.fromisoformat(value), zone)[:16].replace("T", " ")
        return words(f"season.state_{value}") if name == "state" else value or "-"

    for change in changes:
        for name, before, after in change.fields:
            values = {"field": words(f"calendar.field_{name}"), "before": told(name, before), "after": told(name, after)}
            if change.slot:
                console.show(words("calendar.change_slot", event=change.event, slot=change.slot, **values))
            else:
                console.show(words("calendar.change", event=change.event, **values))
