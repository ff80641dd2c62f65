"""Actions of events: clone, repeat, publish, state, cancel, plan, calls."""

import argparse
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.cli.console import Console, day, local, moment
from eventdesk.domain.event import EventKind, EventState
from resources.words import Words


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the actions of this file."""
    clone = actions.add_parser(
        "clone", parents=[common], help=words("help.events_clone"), epilog="eventdesk events clone CAMP --start 2027-10-16"
    )
    clone.add_argument("event", metavar="EVENT")
    clone.add_argument("--start", required=True, metavar="S")
    clone.add_argument("--title")
    clone.add_argument("--code")
    clone.set_defaults(run=_clone)

    repeat = actions.add_parser(
        "repeat", parents=[common], help=words("help.events_repeat"),
        epilog='eventdesk events repeat YOGA --rule "FREQ=WEEKLY;COUNT=10"',
    )  # fmt: skip
    repeat.add_argument("event", metavar="EVENT")
    repeat.add_argument("--rule", required=True, metavar="RRULE")
    repeat.set_defaults(run=_repeat)

    publish = actions.add_parser(
        "publish", parents=[common], help=words("help.events_publish"), epilog="eventdesk events publish CAMP"
    )
    publish.add_argument("event", metavar="EVENT")
    publish.set_defaults(run=_state, becomes=EventState.PUBLISHED.value)

    state = actions.add_parser(
        "state", parents=[common], help=words("help.events_state"), epilog="eventdesk events state CAMP closed"
    )
    state.add_argument("event", metavar="EVENT")
    state.add_argument("becomes", metavar="STATE", choices=[one.value for one in EventState if one is not EventState.CANCELLED])
    state.set_defaults(run=_state)

    cancel = actions.add_parser(
        "cancel", parents=[common], help=words("help.events_cancel"), epilog='eventdesk events cancel CAMP --reason "Heavy rain"'
    )
    cancel.add_argument("event", metavar="EVENT")
    cancel.add_argument("--reason", required=True)
    cancel.set_defaults(run=_cancel)

    plan = actions.add_parser(
        "details", parents=[common], help=words("help.events_details"),
        epilog="eventdesk events details CAMP --kind outdoor --owner Lin --expected 300",
    )  # fmt: skip
    plan.add_argument("event", metavar="EVENT")
    plan.add_argument("--kind", choices=[kind.value for kind in EventKind])
    for name in ("--purpose", "--owner", "--notes"):
        plan.add_argument(name)
    plan.add_argument("--expected", type=int)
    plan.add_argument("--changeover", type=int, metavar="MINUTES")
    plan.add_argument("--online", choices=("yes", "no"))
    plan.add_argument("--template", choices=("yes", "no"))
    plan.set_defaults(run=_details)

    calls = actions.add_parser("calls", parents=[common], help=words("help.events_calls"), epilog="eventdesk events calls CAMP --json")
    calls.add_argument("event", metavar="EVENT")
    calls.add_argument("--done", metavar="ID")
    calls.set_defaults(run=_calls)


def _clone(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        event = desk.events.clone(args.event, start=_start(args.start, desk.zone), title=args.title, new_code=args.code)
    console.document({"event": event.id, "code": event.code})
    console.say("event_added", code=event.code)
    return 0


def _start(text: str, zone: ZoneInfo) -> datetime | date:
    try:
        date.fromisoformat(text)
    except ValueError:
        return moment(text, zone, "--start")
    return day(text, "--start")


def _repeat(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        made = desk.events.repeat(args.event, args.rule)
        zone = desk.zone
    console.document([{"event": event.id, "code": event.code, "start": local(event.start, zone)} for event in made])
    for event in made:
        console.show(f"{event.code}  {local(event.start, zone)[:16]}  {event.title}")
    return 0


def _state(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        event = desk.events.advance(args.event, EventState(args.becomes))
    return _print_state(event, console)


def _cancel(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        event = desk.events.cancel(args.event, reason=args.reason)
    console.document({"event": event.id, "code": event.code, "state": event.state.value, "to_call": event.called})
    console.say("event_cancelled", code=event.code, n=event.called)
    return 0


def _print_state(event: Any, console: Console) -> int:
    console.document({"event": event.id, "code": event.code, "state": event.state.value})
    console.say("event_state", code=event.code, state=console.words(f"season.state_{event.state.value}"))
    return 0


def _details(args: argparse.Namespace, console: Console) -> int:
    names = ("kind", "purpose", "owner", "notes", "expected", "changeover")
    fields = {name: getattr(args, name) for name in names if getattr(args, name) is not None}
    fields |= {name: getattr(args, name) == "yes" for name in ("online", "template") if getattr(args, name)}
    with console.open() as desk:
        event = desk.events.plan(args.event, **fields) if fields else desk.events.show(args.event)
    details = {
        "kind": event.kind.value, "purpose": event.purpose, "owner": event.owner, "expected": event.expected,
        "online": event.online, "notes": event.notes, "changeover": event.changeover, "template": event.template,
    }  # fmt: skip
    console.document({"event": event.id, "code": event.code, **details})
    for key, value in details.items():
        console.show(f"{key} = {'-' if value is None else value}")
    return 0


def _calls(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        if args.done:
            desk.calls.done(args.done)
        found = desk.calls.list(args.event, unmasked=console.unmasked)
        zone = desk.zone
    console.document([
        {
            "call": call.id, "registration": call.registration, "reason": call.reason.value,
            "state": call.state.value if call.state else None, "name": call.label, "phone": call.phone,
            "at": local(call.at, zone), "done_at": local(call.done_at, zone) if call.done_at else None,
        }
        for call in found
    ])  # fmt: skip
    for call in found:
        why = console.words(f"conflicts.call_{call.reason.value}")
        console.show(f"{'✓' if call.done_at else '·'} {call.label}  {call.phone}  {why}  {call.id}")
    if not found:
        console.say("no_calls")
    return 0
