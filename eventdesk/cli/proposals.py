"""Verbs of ideas for events: list, add, vote, import, close, reopen, remove, event."""

import argparse
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.cli.console import Console, local, moment
from eventdesk.domain.event import EventKind
from eventdesk.domain.proposal import VoteFate
from resources.words import Words

KINDS = tuple(kind.value for kind in EventKind)


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    top = verbs.add_parser("proposals", help=words("help.proposals"), epilog="eventdesk proposals list --json")
    actions = top.add_subparsers(metavar="ACTION", required=True)

    def action(name: str, example: str, run: Any) -> Any:
        made = actions.add_parser(
            name, parents=[common], help=words(f"help.proposals_{name}"), epilog=f"eventdesk proposals {name} {example}"
        )
        made.set_defaults(run=run)
        return made

    action("list", "--json", _list)
    add = action("add", "--title Hike --kind outdoor", _add)
    add.add_argument("--title", required=True)
    add.add_argument("--kind", choices=KINDS, default=EventKind.OTHER.value)
    add.add_argument("--text", default="", help=words("help.arg_idea"))
    vote = action("vote", "ID --voter 13800001234", _vote)
    vote.add_argument("proposal", metavar="ID")
    who = vote.add_mutually_exclusive_group(required=True)
    who.add_argument("--family", metavar="ID", help=words("help.arg_family"))
    who.add_argument("--voter", help=words("help.arg_voter"))
    votes = action("import", "votes.xlsx --dry-run", _import)
    votes.add_argument("file", metavar="FILE", type=Path, help=words("help.arg_votes_file"))
    votes.add_argument("--dry-run", action="store_true", help=words("help.dry_run"))
    for name, run in (("close", _close), ("reopen", _reopen), ("remove", _remove)):
        action(name, "ID", run).add_argument("proposal", metavar="ID")
    event = action("event", "ID --start 2027-05-01T09:30 --end 2027-05-01T12:00 --code HIKE", _event)
    event.add_argument("proposal", metavar="ID")
    event.add_argument("--start")
    event.add_argument("--end")
    event.add_argument("--code")


def _list(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found, zone = desk.proposals.list(), desk.zone
    console.document([_proposal(view, zone) for view in found])
    for view in found:
        console.show(_line(view, console))
    if not found:
        console.show(console.words("proposals.none"))
    return 0


def _add(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view, zone = desk.proposals.add(title=args.title, kind=EventKind(args.kind), text=args.text), desk.zone
    return _print(view, zone, console)


def _vote(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view, zone = desk.proposals.vote(args.proposal, family=args.family, voter=args.voter or ""), desk.zone
    return _print(view, zone, console)


def _close(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view, zone = desk.proposals.close(args.proposal), desk.zone
    return _print(view, zone, console)


def _reopen(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view, zone = desk.proposals.reopen(args.proposal), desk.zone
    return _print(view, zone, console)


def _remove(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        desk.proposals.remove(args.proposal)
    console.document({"removed": args.proposal})
    return 0


def _import(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        result = desk.proposals.import_votes(args.file, dry_run=args.dry_run)
    words = console.words
    console.document(
        {
            "counted": 0 if args.dry_run else result.counted, "would_count": result.counted,
            "counts": {fate.value: result.of(fate) for fate in VoteFate},
            "rows": [
                {"ref": row.ref, "proposal": row.title, "fate": row.fate.value, "message": words(f"proposals.fate_{row.fate.value}")}
                for row in result.rows
            ],
        }
    )  # fmt: skip
    for row in result.rows:
        if row.fate is not VoteFate.COUNTED:
            console.show(f"  {row.ref}  {row.title}  {words(f'proposals.fate_{row.fate.value}')}")
    key = "proposals.cli_would_count" if args.dry_run else "proposals.cli_counted"
    console.show(words(key, n=result.counted, rows=len(result.rows)))
    return 0


def _event(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        zone = desk.zone
        made = desk.proposals.make_event(
            args.proposal, start=moment(args.start, zone, "--start") if args.start else None,
            end=moment(args.end, zone, "--end") if args.end else None, code=args.code,
        )  # fmt: skip
    console.document(
        {
            "event": made.id,
            "code": made.code,
            "start": local(made.start, zone),
            "end": local(made.end, zone),
            "state": made.state.value,
        }
    )
    console.say("event_added", code=made.code)
    return 0


def _print(view: Any, zone: ZoneInfo, console: Console) -> int:
    console.document(_proposal(view, zone))
    console.show(_line(view, console))
    return 0


def _line(view: Any, console: Console) -> str:
    state = console.words(f"proposals.state_{view.state.value}")
    votes = console.words("proposals.votes", n=view.votes)
    return "  ".join(filter(None, (view.id, view.title, votes, state, view.event)))


def _proposal(view: Any, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "proposal": view.id, "title": view.title, "kind": view.kind.value, "text": view.text, "state": view.state.value,
        "at": local(view.at, zone), "votes": view.votes, "entered": view.entered, "imported": view.imported,
        "event": view.event,
    }  # fmt: skip
