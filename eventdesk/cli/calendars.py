"""Verbs of calendar files: export and import of events."""

import argparse
from pathlib import Path
from typing import Any

from eventdesk.cli.console import Console
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
    bring.add_argument("file", metavar="FILE", type=Path, help=words("calendar.help_file"))
    bring.add_argument("--overwrite", action="store_true", help=words("calendar.help_overwrite"))
    bring.set_defaults(run=_import)


def _export(args: argparse.Namespace, console: Console) -> int:
    if sum(given is not None for given in (args.event, args.year, args.registration)) != 1:
        raise WrongUsage("bad_arguments", detail="EVENT | --year Y | --registration ID", verb="eventdesk events export")
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
    with console.open() as desk:
        done = desk.calendars.import_file(args.file, overwrite=args.overwrite)
    words = console.words
    waiting = words("calendar.skipped_would_change")
    skipped = [(one.uid, words(f"calendar.skipped_{one.reason}")) for one in done.skipped]
    console.document({
        "events": list(done.events), "slots": done.slots, "unchanged": done.unchanged,
        "skipped": [
            {"uid": uid, "reason": reason}
            for uid, reason in (*skipped, *((change.uid, waiting) for change in done.changes))
        ],
        "changes": [
            {
                "uid": change.uid, "event": change.event, "slot": change.slot or None,
                "fields": {name: [before, after] for name, before, after in change.fields},
            }
            for change in done.changes
        ],
    })  # fmt: skip
    if done.events or done.slots:
        console.show(words("calendar.imported", events=len(done.events), slots=done.slots, unchanged=done.unchanged))
        for code in done.events:
            console.show(f"  {code}")
    elif not done.changes:
        console.show(words("calendar.nothing_new", unchanged=done.unchanged))
    _show_rest(done, skipped, console)
    return 0


def _show_rest(done: Any, skipped: list[tuple[str, str]], console: Console) -> None:
    """What would be overwritten, and what was left out."""
    words = console.words
    for change in done.changes:
        for name, before, after in change.fields:
            values = {"field": words(f"calendar.field_{name}"), "before": before or "-", "after": after or "-"}
            if change.slot:
                console.show(words("calendar.change_slot", event=change.event, slot=change.slot, **values))
            else:
                console.show(words("calendar.change", event=change.event, **values))
    if done.changes:
        console.show(words("calendar.would_overwrite", n=len(done.changes)))
    for uid, reason in skipped:
        console.show(words("calendar.skipped", uid=uid, reason=reason))
