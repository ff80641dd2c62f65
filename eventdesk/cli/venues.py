"""Verbs of venues: list, put, room, resource, close, remove."""

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eventdesk.cli.console import Console, local, moment
from eventdesk.errors import NotFound, WrongUsage
from resources.words import Words


@dataclass(frozen=True)
class Replaced:
    """A value that a verb wrote over."""

    name: str
    field: str
    before: object
    now: object


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    venues = verbs.add_parser("venues", help=words("help.venues"), epilog="eventdesk venues list --json")
    actions = venues.add_subparsers(metavar="ACTION", required=True)
    found = actions.add_parser("list", parents=[common], help=words("help.venues_list"), epilog="eventdesk venues list --json")
    found.set_defaults(run=_list)

    put = actions.add_parser(
        "put", parents=[common], help=words("help.venues_put"),
        epilog="eventdesk venues put Greenhouse --address '1 Green Road' --capacity 300",
    )  # fmt: skip
    put.add_argument("venue", metavar="VENUE")
    put.add_argument("--address", default="")
    put.add_argument("--capacity", type=int)
    put.add_argument("--notes", default="")
    put.set_defaults(run=_put)

    room = actions.add_parser(
        "room", parents=[common], help=words("help.venues_room"), epilog="eventdesk venues room Greenhouse Hall --capacity 40"
    )
    room.add_argument("venue", metavar="VENUE")
    room.add_argument("room", metavar="ROOM")
    room.add_argument("--capacity", type=int)
    room.add_argument("--features", default="")
    room.add_argument("--remove", action="store_true")
    room.set_defaults(run=_room)

    resource = actions.add_parser(
        "resource", parents=[common], help=words("help.venues_resource"), epilog="eventdesk venues resource Projector --quantity 2"
    )
    resource.add_argument("resource", metavar="RESOURCE")
    resource.add_argument("--quantity", type=int)
    resource.add_argument("--remove", action="store_true")
    resource.set_defaults(run=_resource)

    close = actions.add_parser(
        "close", parents=[common], help=words("help.venues_close"),
        epilog="eventdesk venues close Greenhouse --room Hall --start 2026-10-17T09:00 --end 2026-10-17T12:00 --reason Paint",
    )  # fmt: skip
    close.add_argument("venue", metavar="VENUE")
    close.add_argument("--room")
    close.add_argument("--start", required=True)
    close.add_argument("--end", required=True)
    close.add_argument("--reason", default="")
    close.set_defaults(run=_close)


def _list(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        _print(desk, console)
    return 0


def _put(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        held = next((one for one in desk.venues.list() if one.name == args.venue.strip()), None)
        now = desk.venues.put(args.venue, address=args.address, capacity=args.capacity, notes=args.notes)
        pairs = (
            (("address", held.address, now.address), ("capacity", held.capacity, now.capacity), ("notes", held.notes, now.notes))
            if held is not None else ()
        )  # fmt: skip
        _print(desk, console, _replaced(now.name, pairs))
    return 0


def _room(args: argparse.Namespace, console: Console) -> int:
    gone: list[Replaced] = []
    with console.open() as desk:
        if args.remove:
            desk.venues.remove_room(args.venue, args.room)
        else:
            rooms = {room.name: room for room in desk.venues.show(args.venue).rooms}
            now = desk.venues.put_room(args.venue, args.room, capacity=args.capacity, features=args.features)
            held, made = rooms.get(args.room.strip()), next(one for one in now.rooms if one.name == args.room.strip())
            if held is not None:
                pairs = (("capacity", held.capacity, made.capacity), ("features", held.features, made.features))
                gone = _replaced(made.name, pairs)
        _print(desk, console, gone)
    return 0


def _resource(args: argparse.Namespace, console: Console) -> int:
    if not args.remove and args.quantity is None:
        raise WrongUsage("bad_arguments", detail="--quantity", verb="eventdesk venues resource")
    gone: list[Replaced] = []
    with console.open() as desk:
        if args.remove:
            desk.venues.remove_resource(args.resource)
        else:
            held = next((one for one in desk.venues.resources() if one.name == args.resource.strip()), None)
            desk.venues.put_resource(args.resource, args.quantity)
            if held is not None:
                gone = _replaced(held.name, (("quantity", held.quantity, args.quantity),))
        _print(desk, console, gone)
    return 0


def _close(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        venue = desk.venues.show(args.venue)
        target = venue.id
        if args.room is not None:
            target = next((room.id for room in venue.rooms if room.name == args.room), "")
            if not target:
                raise NotFound("room_not_found", room=args.room)
        desk.venues.close(
            target, start=moment(args.start, desk.zone, "--start"), end=moment(args.end, desk.zone, "--end"), reason=args.reason
        )
        _print(desk, console)
    return 0


def _replaced(name: str, values: Iterable[tuple[str, object, object]]) -> list[Replaced]:
    """What stood there before, so that whoever only meant to add something can put it back."""
    return [Replaced(name, field, before, now) for field, before, now in values if before != now and before not in (None, "")]


def _say(console: Console, replaced: Iterable[Replaced]) -> None:
    words = console.words
    for one in replaced:
        what = words(f"cli.replaced_{one.field}")
        left = words("registrations.change_nothing") if one.now in (None, "") else one.now
        console.show(words("cli.replaced", name=one.name, field=what, before=one.before, now=left))


def _print(desk: Any, console: Console, replaced: Sequence[Replaced] = ()) -> None:
    zone = desk.zone

    def closed(closures: Any) -> list[dict[str, Any]]:
        return [
            {"closure": one.id, "start": local(one.start, zone), "end": local(one.end, zone), "reason": one.reason}
            for one in closures
        ]

    venues, resources = desk.venues.list(), desk.venues.resources()
    console.document({
        "venues": [
            {
                "venue": venue.id, "name": venue.name, "address": venue.address, "capacity": venue.capacity,
                "closed": closed(venue.closures),
                "rooms": [
                    {
                        "room": room.id, "name": room.name, "capacity": room.capacity, "features": room.features,
                        "closed": closed(room.closures),
                    }
                    for room in venue.rooms
                ],
            }
            for venue in venues
        ],
        "resources": [
            {"resource": one.id, "name": one.name, "quantity": one.quantity, "closed": closed(one.closures)} for one in resources
        ],
        "replaced": [asdict(one) for one in replaced],
    })  # fmt: skip
    for venue in venues:
        console.show(f"{venue.name}  {venue.address}".rstrip())
        for room in venue.rooms:
            console.show(f"  {room.name}  {'' if room.capacity is None else room.capacity}  {room.features}".rstrip())
    for one in resources:
        console.show(f"{one.quantity} × {one.name}")
    if not venues and not resources:
        console.say("no_venues")
    _say(console, replaced)
