"""Verbs of events: add, list, show, slots, rules."""

import argparse
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.cli.console import Console, local, moment
from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import Unit
from eventdesk.errors import InvalidInput, WrongUsage
from resources.words import Words

UNITS = tuple(unit.value for unit in Unit)


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> Any:
    """Adds the verb; its actions, whose parsers this returns a place for, come from several files."""
    events = verbs.add_parser("events", help=words("help.events"), epilog="eventdesk events list --json")
    return events.add_subparsers(metavar="ACTION", required=True)


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the actions of this file."""
    add = actions.add_parser(
        "add", parents=[common], help=words("help.events_add"),
        epilog="eventdesk events add --title Camp --start 2026-10-17T09:00 --end 2026-10-17T17:00 --code CAMP",
    )  # fmt: skip
    add.add_argument("--title", required=True)
    add.add_argument("--start", required=True)
    add.add_argument("--end", required=True)
    add.add_argument("--code")
    add.add_argument("--venue", default="")
    add.add_argument("--template", metavar="CODE")
    _add_capacity(add)
    add.set_defaults(run=_add)

    for name, run in (("list", _list), ("show", _show)):
        example = f"eventdesk events {name}{' CAMP' if name == 'show' else ''} --json"
        verb = actions.add_parser(name, parents=[common], help=words(f"help.events_{name}"), epilog=example)
        if name == "show":
            verb.add_argument("event", metavar="EVENT")
        verb.set_defaults(run=run)

    slots = actions.add_parser(
        "slots", parents=[common], help=words("help.events_slots"),
        epilog="eventdesk events slots CAMP add --title Morning --code S1 --capacity 40 --capacity-unit children",
    )  # fmt: skip
    slots.add_argument("event", metavar="EVENT")
    slots.add_argument("action", nargs="?", choices=("add", "remove"))
    slots.add_argument("--title")
    slots.add_argument("--code")
    slots.add_argument("--room", default="")
    slots.add_argument("--start")
    slots.add_argument("--end")
    _add_capacity(slots)
    slots.set_defaults(run=_slots)

    rules = actions.add_parser(
        "rules", parents=[common], help=words("help.events_rules"), epilog="eventdesk events rules CAMP set doors_open 2026-10-17T08:30"
    )
    rules.add_argument("event", metavar="EVENT")
    rules.add_argument("change", nargs="*", metavar="set KEY VALUE")
    rules.set_defaults(run=_rules)


def _add_capacity(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--capacity", type=int)
    parser.add_argument("--capacity-unit", choices=UNITS, default=Unit.PERSONS.value)
    parser.add_argument("--min-months", type=int)
    parser.add_argument("--max-months", type=int)


def _band(args: argparse.Namespace) -> AgeBand | None:
    if (args.min_months is None) != (args.max_months is None):
        raise InvalidInput("half_a_band", field="--max-months" if args.max_months is None else "--min-months")
    return None if args.min_months is None else AgeBand(args.min_months, args.max_months)


def _add(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        event = desk.events.add(
            title=args.title, start=moment(args.start, desk.zone, "--start"), end=moment(args.end, desk.zone, "--end"),
            code=args.code, venue=args.venue, capacity=args.capacity, capacity_unit=Unit(args.capacity_unit),
            band=_band(args), template=args.template,
        )  # fmt: skip
    console.document({"event": event.id, "code": event.code})
    console.say("event_added", code=event.code)
    return 0


def _list(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found = desk.events.list()
        zone = desk.zone
    console.document([_event(event, zone) for event in found])
    for event in found:
        state = console.words(f"season.state_{event.state.value}")
        console.show(f"{event.code}  {local(event.start, zone)[:16]}  {state}  {event.title}")
    if not found:
        console.say("no_events")
    return 0


def _show(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        event = desk.events.show(args.event)
        zone = desk.zone
    _print(event, zone, console)
    return 0


def _slots(args: argparse.Namespace, console: Console) -> int:
    if args.action == "remove" and not args.code:
        raise WrongUsage("bad_arguments", detail="--code", verb="eventdesk events slots")
    with console.open() as desk:
        zone = desk.zone
        if args.action is None:
            event = desk.events.show(args.event)
        elif args.action == "remove":
            event = desk.events.remove_slot(args.event, args.code)
        elif not args.title:
            raise InvalidInput("title_missing", field="--title")
        else:
            event = desk.events.add_slot(
                args.event, title=args.title, code=args.code, room=args.room,
                start=moment(args.start, zone, "--start") if args.start else None,
                end=moment(args.end, zone, "--end") if args.end else None, capacity=args.capacity,
                capacity_unit=Unit(args.capacity_unit), band=_band(args),
            )  # fmt: skip
    _print(event, zone, console)
    return 0


def _rules(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.services.events import rules_as_dict

    if args.change and (len(args.change) != 3 or args.change[0] != "set"):
        raise WrongUsage("rules_usage", field="set KEY VALUE")
    with console.open() as desk:
        event = desk.events.set_rule(args.event, *args.change[1:]) if args.change else desk.events.show(args.event)
    rules = rules_as_dict(event.rules)
    console.document({"event": event.id, "code": event.code, "rules": rules})
    for key, value in rules.items():
        console.show(f"{key} = {'-' if value is None else value}")
    return 0


def _print(event: Any, zone: ZoneInfo, console: Console) -> None:
    console.document(_event(event, zone) | {"slots": [_slot(slot, zone) for slot in event.slots]})
    console.show(f"{event.code}  {event.title}  {local(event.start, zone)} – {local(event.end, zone)}  {event.venue}")
    day = local(event.start, zone)[:10]
    for slot in event.slots:
        start = local(slot.start, zone)
        hours = f"{start[11:16]}–{local(slot.end, zone)[11:16]}" if slot.own_times else "–"
        if slot.own_times and start[:10] != day:
            hours = f"{start[:10]} {hours}"
        unit = console.words(f"common.unit_{slot.capacity_unit.value}", n=slot.capacity or 0)
        places = "" if slot.capacity is None else f"  {slot.capacity} {unit}"
        console.show(f"  {slot.code}  {hours}  {slot.title}{places}  {slot.room}  {slot.leader}".rstrip())


def _event(event: Any, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "event": event.id, "code": event.code, "title": event.title, "start": local(event.start, zone),
        "end": local(event.end, zone), "venue": event.venue, "capacity": event.capacity,
        "capacity_unit": event.capacity_unit.value, "state": event.state.value,
        "min_months": event.band.min_months if event.band else None,
        "max_months": event.band.max_months if event.band else None, "kind": event.kind.value,
    }  # fmt: skip


def _slot(slot: Any, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "code": slot.code, "title": slot.title, "room": slot.room, "start": local(slot.start, zone),
        "end": local(slot.end, zone), "capacity": slot.capacity, "capacity_unit": slot.capacity_unit.value,
        "kind": slot.kind.value, "leader": slot.leader, "placed": slot.own_times or bool(slot.room),
    }  # fmt: skip
