"""Verbs of meeting other desks: enrol, sync (status, bundle, conflicts, settle), join."""

import argparse
import contextlib
import hashlib
import random
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk.cli import nearby
from eventdesk.cli.console import Console, file_to_write, local
from eventdesk.errors import HubTrouble, InvalidInput, NotFound, WrongUsage
from resources import clash_words
from resources.words import Words

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.sync.apply import Received
    from eventdesk.sync.cycle import Synced
    from eventdesk.sync.station import ClashView

BETWEEN = 5.0
"""Seconds between two rounds of ``--watch``."""

ENDING = frozenset({"hub_revoked", "hub_old_program", "hub_untrusted"})
"""Troubles that no waiting mends."""


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    enrol = verbs.add_parser("enrol", parents=[common], help=words("sync.help_enrol"), epilog="eventdesk enrol invitation.txt")
    enrol.add_argument("invitation", metavar="INVITATION", nargs="?", help=words("sync.help_invitation"))
    enrol.add_argument("--nearby", action="store_true", help=words("sync.help_enrol_nearby"))
    enrol.add_argument("--move", action="store_true", help=words("sync.help_move"))
    enrol.set_defaults(run=_enrol)

    sync = verbs.add_parser("sync", parents=[common], help=words("sync.help"), epilog="eventdesk sync --watch")
    sync.add_argument("--watch", action="store_true", help=words("sync.help_watch"))
    sync.set_defaults(run=_sync)
    actions = sync.add_subparsers(metavar="ACTION")

    def action(parent: Any, name: str, example: str, run: Any, key: str) -> Any:
        made = parent.add_parser(name, parents=[common], help=words(f"sync.{key}"), epilog=f"eventdesk {example}")
        made.set_defaults(run=run)
        return made

    action(actions, "status", "sync status --json", _status, "help_status")
    bundle = actions.add_parser("bundle", help=words("sync.help_bundle"), epilog="eventdesk sync bundle out stick.bundle")
    ways = bundle.add_subparsers(metavar="WAY", required=True)
    for way, run in (("out", _out), ("in", _in)):
        made = action(ways, way, f"sync bundle {way} stick.bundle", run, f"help_{way}")
        made.add_argument("file", metavar="FILE", type=Path)
        if way == "in":
            made.add_argument("--trust", action="store_true", help=words("sync.help_trust"))
    leave = action(actions, "leave", "sync leave", _leave, "help_leave")
    leave.add_argument("--anyway", action="store_true", help=words("sync.help_anyway"))
    action(actions, "conflicts", "sync conflicts --json", _conflicts, "help_conflicts")
    settle = action(actions, "settle", "sync settle 3f2a9c01 --other", _settle, "help_settle")
    settle.add_argument("conflict", metavar="CONFLICT", help=words("sync.help_conflict"))
    which = settle.add_mutually_exclusive_group(required=True)
    which.add_argument("--keep", action="store_true", help=words("sync.help_keep"))
    which.add_argument("--other", action="store_true", help=words("sync.help_other"))

    nearby.add_action(actions, common, words)

    join = verbs.add_parser("join", parents=[common], help=words("sync.help_join"), epilog="eventdesk join stick.bundle --station East")
    join.add_argument("source", metavar="INVITATION|FILE", help=words("sync.help_source"))
    join.add_argument("--station", required=True, metavar="NAME", help=words("sync.help_station"))
    join.add_argument("--plain", action="store_true", help=words("help.init_plain"))
    join.set_defaults(run=_join)


def _status(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found, zone = desk.sync.status(), desk.zone
    console.document(asdict(found))
    words = console.words
    console.show(words("sync.no_hub") if found.hub is None else words("sync.hub", url=found.hub))
    if found.last_success is not None:
        console.show(words("sync.last", at=local(found.last_success, zone)))
    console.show(words("sync.pending", n=found.pending))
    for name in ("quarantined", "rejected", "conflicts", "waiting", "unread"):
        if getattr(found, name):
            console.show(words(f"sync.{name}", n=getattr(found, name)))
    if found.fingerprint:
        console.show(words("sync.fingerprint", fingerprint=found.fingerprint))
    return 0


def _leave(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        desk.sync.leave(anyway=args.anyway)
    console.document({"hub": None})
    console.show(console.words("sync.left"))
    return 0


def _out(args: argparse.Namespace, console: Console) -> int:
    file_to_write(args.file)
    with console.open() as desk:
        count = desk.sync.bundle_out(args.file)
    console.document({"file": str(args.file), "items": count})
    console.show(console.words("sync.written", n=count, file=args.file.name))
    return 0


def _in(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        done = desk.sync.bundle_in(args.file, trust=args.trust)
    console.document(_received(done))
    console.show(console.words("sync.taken", n=done.new, known=done.known))
    for name in ("clashes", "waiting", "unread"):
        if getattr(done, name):
            console.show(console.words("sync.conflicts" if name == "clashes" else f"sync.{name}", n=getattr(done, name)))
    if done.refused:
        console.show(console.words("sync.refused", n=len(done.refused)))
    return 0


def _received(done: "Received") -> dict[str, Any]:
    refused = [{"item": one.item, "reason": one.reason} for one in done.refused]
    return {
        "new": done.new, "known": done.known, "refused": refused, "waiting": done.waiting, "unread": done.unread,
        "conflicts": done.clashes,
    }  # fmt: skip


def _conflicts(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found, zone = desk.sync.clashes(), desk.zone
    console.document([
        {
            "conflict": _short(one), "table": one.table, "record": list(one.record), "field": one.field,
            "kept": one.shown(one.kept), "other": one.shown(one.other), "kept_by": one.kept_by, "other_by": one.other_by,
            "event": one.event, "at": one.at,
        }
        for one in found
    ])  # fmt: skip
    words = console.words
    for one in found:
        sides = [
            words(f"sync.conflict_{name}", value=clash_words.said(words, field=one.field, shown=one.shown(value)),
                  desk=by or words("sync_page.unnamed"))
            for name, value, by in (("kept", one.kept, one.kept_by), ("other", one.other, one.other_by))
        ]  # fmt: skip
        about = clash_words.what(words, table=one.table, field=one.field, about=one.about, event=one.event)
        console.show(words("sync.conflict", id=_short(one), what=about, at=local(one.at, zone)))
        for side in sides:
            console.show(f"          {side}")
    if not found:
        console.show(console.words("sync.no_conflicts"))
    return 0


def _settle(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        chosen = next((one for one in desk.sync.clashes() if _short(one) == args.conflict), None)
        if chosen is None:
            raise NotFound("clash_not_found")
        desk.sync.settle(chosen, other=args.other)
    console.document({"conflict": args.conflict, "settled": "other" if args.other else "kept"})
    console.show(console.words("sync.settled"))
    return 0


def _short(one: "ClashView") -> str:
    text = "\n".join((one.table, *one.record, one.field))
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _enrol(args: argparse.Namespace, console: Console) -> int:
    if args.invitation is None:
        if not args.nearby:
            raise WrongUsage("invitation_needed", field="INVITATION")
        return nearby.show(console, nearby.SECONDS)
    line = invitation_line(args.invitation)
    with console.open() as desk:
        made = desk.sync.enrol(nearby.moved(line) if args.nearby else line, move=args.move)
    console.document({"hub": made.url, "hub_id": made.hub, "scope": made.scope})
    console.show(console.words("sync.enrolled", url=made.url))
    return 0


def invitation_line(given: str) -> str:
    """The invitation's line: as it was given, or out of the file of that name."""
    file = Path(given)
    try:
        if len(given) < 1_000 and file.is_file():
            return file.read_text(encoding="utf-8")[:10_000]
    except (OSError, UnicodeError) as error:
        raise InvalidInput("not_an_invitation", field="invitation") from error
    return given


def _sync(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        if args.watch:
            return _watch(desk, console)
        done = desk.sync.run()
    _tell(done, console)
    return 0


def _tell(done: "Synced", console: Console) -> None:
    document = {"pushed": done.pushed, "pulled": done.pulled, "quarantined": done.quarantined, "rejected": done.rejected}
    console.document(document)
    console.show(console.words("sync.done", n=done.pulled, pushed=done.pushed))


def _watch(desk: "Desk", console: Console) -> int:
    """Round after round until it is interrupted. What goes wrong is said and tried again; only a hub that will not have this desk
    ends it."""
    from eventdesk.domain.backoff import pause

    failures = 0
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            try:
                done = desk.sync.run()
            except HubTrouble as error:
                if error.code in ENDING:
                    raise
                failures += 1
                console.fail(error)
                time.sleep(max(pause(failures, random.random()), float(str(error.details.get("retry_after", 0)))))
                continue
            failures = 0
            if done.pushed or done.pulled:
                _tell(done, console)
            time.sleep(BETWEEN)
    return 0


def _join(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.cli.program import new_passphrase
    from eventdesk.joining import join_hub, join_stick
    from eventdesk.sync.invitation import MARK, read_invitation

    line = invitation_line(args.source) if args.source.startswith(MARK) or Path(args.source).suffix == ".txt" else ""
    passphrase = None if args.plain else new_passphrase(console)
    if line:
        made = join_hub(console.folder, read_invitation(line), passphrase=passphrase, station=args.station)
    else:
        made = join_stick(console.folder, Path(args.source), passphrase=passphrase, station=args.station)
    with made as desk:
        console.document({
            "desk": str(console.folder), "organisation": desk.organisation, "station": desk.actor.station_name,
            "encrypted": desk.encrypted,
        })  # fmt: skip
        console.show(console.words("sync.joined", organisation=desk.organisation, station=desk.actor.station_name))
    return 0
