"""Verbs of partners: list, show, add, change, remove; and what they bring: pledge, receive, drop."""

import argparse
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.cli.console import Console, local
from eventdesk.domain.money import number
from eventdesk.domain.partner import PartnerKind
from eventdesk.errors import WrongUsage
from eventdesk.services.typed import fen_of
from resources.words import Words

KINDS = tuple(kind.value for kind in PartnerKind)


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    top = verbs.add_parser("partners", help=words("help.partners"), epilog="eventdesk partners list --json")
    actions = top.add_subparsers(metavar="ACTION", required=True)

    def action(name: str, example: str, run: Any) -> Any:
        made = actions.add_parser(
            name, parents=[common], help=words(f"help.partners_{name}"), epilog=f"eventdesk partners {name} {example}"
        )
        made.set_defaults(run=run)
        return made

    action("list", "--json", _list)
    action("show", "ID", _show).add_argument("partner", metavar="ID")
    add = action("add", "--name Bookshop --kind sponsor --contact Li --phone 13800001234", _add)
    add.add_argument("--name", required=True, help=words("help.arg_partner_name"))
    change = action("change", "ID --phone 13800005678", _change)
    change.add_argument("partner", metavar="ID")
    change.add_argument("--name", help=words("help.arg_partner_name"))
    for verb in (add, change):
        verb.add_argument("--kind", choices=KINDS)
        verb.add_argument("--contact")
        verb.add_argument("--phone")
        verb.add_argument("--notes")
    action("remove", "ID", _remove).add_argument("partner", metavar="ID")
    pledge = action("pledge", "ID --title Drinks --amount 800 --event CAMP --in-kind", _pledge)
    pledge.add_argument("partner", metavar="ID")
    pledge.add_argument("--title", required=True)
    pledge.add_argument("--amount", required=True, metavar="YUAN")
    pledge.add_argument("--received", metavar="YUAN")
    pledge.add_argument("--event", metavar="EVENT")
    pledge.add_argument("--in-kind", action="store_true")
    receive = action("receive", "CONTRIBUTION --amount 2000", _receive)
    receive.add_argument("contribution", metavar="CONTRIBUTION")
    receive.add_argument("--amount", required=True, metavar="YUAN", help=words("help.arg_received"))
    action("drop", "CONTRIBUTION", _drop).add_argument("contribution", metavar="CONTRIBUTION")


def _list(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found, zone = desk.partners.list(unmasked=console.unmasked), desk.zone
    console.document([_partner(view, zone) for view in found])
    for view in found:
        console.show(_line(view, console))
    if not found:
        console.show(console.words("partners.none"))
    return 0


def _show(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view, zone = desk.partners.show(args.partner, unmasked=console.unmasked), desk.zone
    return _print(view, zone, console)


def _add(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view, zone = desk.partners.add(name=args.name, **_given(args)), desk.zone
    return _print(view, zone, console)


def _change(args: argparse.Namespace, console: Console) -> int:
    fields = _given(args) | ({"name": args.name} if args.name is not None else {})
    if not fields:
        raise WrongUsage(field="--name --kind --contact --phone --notes")
    with console.open() as desk:
        view, zone = desk.partners.change(args.partner, **fields), desk.zone
    return _print(view, zone, console)


def _remove(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        desk.partners.remove(args.partner)
    console.document({"removed": args.partner})
    return 0


def _pledge(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view = desk.partners.pledge(
            args.partner, title=args.title, pledged_fen=fen_of(args.amount, field="--amount"),
            received_fen=fen_of(args.received, field="--received") if args.received else 0, event=args.event,
            in_kind=args.in_kind,
        )  # fmt: skip
        zone = desk.zone
    return _print(view, zone, console)


def _receive(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view = desk.partners.change_pledge(args.contribution, received_fen=fen_of(args.amount, field="--amount"))
        zone = desk.zone
    return _print(view, zone, console)


def _drop(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        desk.partners.remove_pledge(args.contribution)
    console.document({"removed": args.contribution})
    return 0


def _given(args: argparse.Namespace) -> dict[str, Any]:
    fields = {name: getattr(args, name) for name in ("contact", "phone", "notes") if getattr(args, name) is not None}
    return fields | ({"kind": PartnerKind(args.kind)} if args.kind is not None else {})


def _print(view: Any, zone: ZoneInfo, console: Console) -> int:
    console.document(_partner(view, zone) | {"contributions": [contribution(one) for one in view.contributions]})
    console.show(_line(view, console))
    for one in view.contributions:
        console.show(
            f"  {one.id}  {one.title}  {number(one.received_fen)} / {number(one.pledged_fen)}  {one.event or ''}".rstrip()
        )
    return 0


def _line(view: Any, console: Console) -> str:
    kind = console.words(f"partners.kind_{view.kind.value}")
    return "  ".join(filter(None, (view.id, view.name, kind, view.contact, view.phone)))


def _partner(view: Any, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "partner": view.id, "name": view.name, "kind": view.kind.value, "contact": view.contact, "phone": view.phone or None,
        "notes": view.notes, "since": local(view.since, zone), "events": view.events, "pledged_fen": view.money.pledged,
        "received_fen": view.money.received, "in_kind_pledged_fen": view.in_kind.pledged,
        "in_kind_received_fen": view.in_kind.received,
    }  # fmt: skip


def contribution(one: Any) -> dict[str, Any]:
    """A contribution as it is printed."""
    return {
        "contribution": one.id, "partner": one.partner, "partner_name": one.partner_name, "event": one.event,
        "title": one.title, "in_kind": one.in_kind, "pledged_fen": one.pledged_fen, "received_fen": one.received_fen,
    }  # fmt: skip
