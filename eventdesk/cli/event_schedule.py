"""Actions of events: the conflicts of one or of a year, and releases of the schedule."""

import argparse
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.cli.console import Console, local
from eventdesk.domain.conflicts import unplaced
from eventdesk.errors import WrongUsage
from eventdesk.services.typed import YEARS
from resources.words import Words


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the actions of this file."""
    conflicts = actions.add_parser(
        "conflicts", parents=[common], help=words("help.events_conflicts"), epilog="eventdesk events conflicts --year 2026 --json"
    )
    conflicts.add_argument("event", metavar="EVENT", nargs="?")
    conflicts.add_argument("--year", type=int, metavar="Y")
    conflicts.set_defaults(run=_conflicts)

    release = actions.add_parser(
        "release", parents=[common], help=words("help.events_release"), epilog="eventdesk events release CAMP"
    )
    release.add_argument("event", metavar="EVENT")
    release.set_defaults(run=_release)

    draft = actions.add_parser(
        "draft", parents=[common], help=words("help.events_draft"), epilog="eventdesk events draft CAMP --seconds 5 --take"
    )
    draft.add_argument("event", metavar="EVENT")
    draft.add_argument("--seconds", type=float, default=10.0, metavar="N")
    draft.add_argument("--move", action="store_true")
    draft.add_argument("--take", action="store_true")
    draft.set_defaults(run=_draft)


def _conflicts(args: argparse.Namespace, console: Console) -> int:
    if args.year is not None and args.year not in YEARS:
        raise WrongUsage("bad_arguments", detail=f"--year {args.year}", verb="eventdesk events conflicts")
    with console.open() as desk:
        zone = desk.zone
        views, clashes = ((desk.schedules.load(args.event),), ()) if args.event else desk.schedules.of_year(args.year)
        quarrels = [(view, one) for view in views for one in (*desk.schedules.remedies(view), *unplaced(view.schedule))]
    found = [_conflict(view, one, console.words, zone) for view, one in quarrels]
    found += [_clash(one, console.words) for one in clashes]
    found.sort(key=lambda one: one["severity"] != "error")
    console.document(found)
    for one in found:
        mark = "✗" if one["severity"] == "error" else "!"
        console.show(f"{mark} {one['event']}  {one['message']}")
        for remedy in one["remedies"]:
            console.show(f"    {remedy}")
    if not found:
        console.say("no_conflicts")
    return 0


def _conflict(view: Any, one: Any, words: Words, zone: ZoneInfo) -> dict[str, Any]:
    slots = [view.schedule.slot(id) for id in one.slots]
    facts = {key: local(value, zone)[11:16] if key in ("start", "end") else value for key, value in one.facts}
    named = {"first": slots[0].title if slots else "", "second": slots[1].title if len(slots) > 1 else ""}
    return {
        "kind": one.kind.value, "severity": one.severity.value, "event": view.event.code,
        "slots": [slot.code for slot in slots], "message": words(f"conflicts.{one.kind.value}", **named, **facts),
        "remedies": [_remedy(view, remedy, words, zone) for remedy in one.remedies],
    }  # fmt: skip


def _remedy(view: Any, remedy: Any, words: Words, zone: ZoneInfo) -> str:
    slot = view.schedule.slot(remedy.slot)
    time = local(remedy.start, zone)[11:16] if remedy.start is not None else ""
    return words(
        f"conflicts.remedy_{remedy.kind.value}", slot=slot.title, room=remedy.room, time=time, capacity=remedy.capacity
    )


def _clash(one: Any, words: Words) -> dict[str, Any]:
    return {
        "kind": one.kind, "severity": one.severity.value, "event": one.event.code, "other_event": one.other.code,
        "slots": [slot.code for slot in one.slots], "remedies": [],
        "message": words(
            f"conflicts.season_{one.kind}", event=one.event.title, other=one.other.title, what=one.what,
        ),
    }  # fmt: skip


def _release(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view = desk.schedules.release(args.event)
        release = desk.schedules.releases(args.event)[0]
        warnings = [_conflict(view, one, console.words, desk.zone) for one in (*view.conflicts, *unplaced(view.schedule))]
    lines = [
        {"kind": change.kind.value, "slot": (change.after or change.before).code, "title": (change.after or change.before).title}
        for change in release.changed
    ]
    document = {"event": view.event.id, "code": view.event.code, "release": release.number, "changes": lines}
    console.document(document | {"warnings": warnings})
    console.say("schedule_released", code=view.event.code, number=release.number, n=len(lines))
    for line in lines:
        console.show(f"  {line['slot']}  {line['title']}  {console.words('conflicts.change_' + line['kind'])}")
    for one in warnings:
        console.show(f"! {one['message']}")
    return 0


def _draft(args: argparse.Namespace, console: Console) -> int:
    if not 0 < args.seconds <= 600:
        raise WrongUsage("bad_seconds", field="--seconds")
    with console.open() as desk:
        view = desk.schedules.load(args.event)
        found = desk.schedules.draft(view, seconds=args.seconds, move_placed=args.move)
        if args.take:
            desk.schedules.save(args.event, found.schedule)
        zone = desk.zone
    slots = {slot.id: slot for slot in found.schedule.slots}
    lines = [
        {"slot": slots[id].code, "room": slots[id].room, "start": local(slots[id].span[0], zone), "end": local(slots[id].span[1], zone)}
        for id in (*found.placed, *found.moved)
    ]
    waiting = [
        {"slot": slots[id].code, "reasons": {reason.value: count for reason, count in why}} for id, why in found.unplaced
    ]
    console.document({
        "event": view.event.id, "code": view.event.code, "placed": lines, "unplaced": waiting, "optimal": found.optimal,
        "gap": found.gap, "seconds": round(found.seconds, 3), "ending": found.ending.value, "taken": args.take,
    })  # fmt: skip
    for line in lines:
        console.show(f"{line['slot']}  {line['start'][11:16]}–{line['end'][11:16]}  {line['room']}")
    for line in waiting:
        why = "; ".join(console.words(f"conflicts.draft_{reason}", n=count) for reason, count in line["reasons"].items())
        console.show(f"{line['slot']}  ✗  {why}")
    if not lines and not waiting:
        console.say("nothing_to_move" if args.move else "nothing_to_place")
    return 0
