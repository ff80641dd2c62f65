"""The verb ``places``: how full everything is, further limits, offers to waiting families, advice on overbooking."""

import argparse
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.cli.console import Console, local
from eventdesk.domain.age import AgeBand
from eventdesk.domain.capacity import Count, LimitKind
from eventdesk.domain.identity import is_uuid
from eventdesk.errors import InvalidInput, WrongUsage
from eventdesk.services.place_words import limit_name, reasoning
from resources.words import Words


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verb of this file."""
    top = verbs.add_parser("places", help=words("places.help"), epilog="eventdesk places show CAMP --json")
    actions = top.add_subparsers(metavar="ACTION", required=True)

    def action(name: str, example: str, run: Any) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(
            name, parents=[common], help=words(f"places.help_{name}"), epilog=f"eventdesk places {name} {example}"
        )
        made.set_defaults(run=run)
        return made

    action("show", "CAMP --json", _show).add_argument("event", metavar="EVENT")
    _add_limit(action("limit", "CAMP add --kind band --min-months 0 --max-months 35 --places 12 --hard", _limit), words)
    offer = action("offer", "CAMP --hours 24", _offer)
    offer.add_argument("waiting", metavar="EVENT|ID", help=words("places.help_offer_to"))
    offer.add_argument("--hours", type=float, default=24.0, help=words("places.help_hours"))
    offer.add_argument("--all", action="store_true", help=words("places.help_all"))
    for name in ("accept", "decline", "withdraw"):
        made = action(name, "OFFER", _answer)
        made.set_defaults(answer=name)
        made.add_argument("offer", metavar="OFFER", help=words("places.help_offer_id"))
    offers = action("offers", "CAMP --json", _offers)
    offers.add_argument("event", metavar="EVENT")
    advice = action("advice", "CAMP --risk 0.05 --json", _advice)
    advice.add_argument("event", metavar="EVENT")
    advice.add_argument("--risk", type=float, default=0.05, help=words("places.help_risk"))


def add_promotion(promote: argparse.ArgumentParser, words: Words) -> None:
    """Adds to ``registrations promote`` what lets somebody with the right pass soft limits."""
    promote.add_argument("--override", metavar="REASON", help=words("places.help_override"))


def add_move(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds ``registrations move``."""
    move = actions.add_parser(
        "move", parents=[common], help=words("places.help_move"), epilog="eventdesk registrations move ID --from S1 --to S2"
    )
    move.add_argument("registration", metavar="ID")
    move.add_argument("--from", dest="source", metavar="CODE", required=True, help=words("places.help_from"))
    move.add_argument("--to", dest="target", metavar="CODE", required=True, help=words("places.help_to"))
    add_promotion(move, words)
    move.set_defaults(run=_move)


def _add_limit(made: argparse.ArgumentParser, words: Words) -> None:
    made.add_argument("event", metavar="EVENT")
    made.add_argument("what", choices=("add", "set", "remove"), help=words("places.help_what"))
    made.add_argument("limit", nargs="?", metavar="LIMIT", help=words("places.help_limit_id"))
    made.add_argument("--kind", choices=tuple(kind.value for kind in LimitKind), help=words("places.help_kind"))
    made.add_argument("--places", type=int, help=words("places.help_places"))
    made.add_argument("--unit", choices=tuple(unit.value for unit in Count), help=words("places.help_unit"))
    how = made.add_mutually_exclusive_group()
    how.add_argument("--hard", action="store_true", default=None, help=words("places.help_hard"))
    how.add_argument("--soft", dest="hard", action="store_false", default=None, help=words("places.help_soft"))
    made.add_argument("--slot", default="", metavar="CODE", help=words("places.help_slot"))
    made.add_argument("--room", default="", metavar="NAME")
    made.add_argument("--min-months", type=int)
    made.add_argument("--max-months", type=int)


def _show(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view = desk.places.show(args.event)
    _print(view, console)
    return 0


def _limit(args: argparse.Namespace, console: Console) -> int:
    if args.what != "add" and not args.limit:
        raise WrongUsage(field="LIMIT")
    if args.what == "add" and (args.kind is None or args.places is None):
        raise WrongUsage(field="--kind --places")
    with console.open() as desk:
        if args.what == "remove":
            desk.places.remove_limit(args.limit)
            view = desk.places.show(args.event)
        elif args.what == "set":
            view = desk.places.change_limit(args.limit, places=args.places, hard=args.hard)
        else:
            view = desk.places.add_limit(
                args.event, kind=LimitKind(args.kind), places=args.places, unit=Count(args.unit) if args.unit else None,
                hard=bool(args.hard), slot=args.slot, room=args.room, band=_band(args),
            )  # fmt: skip
    _print(view, console)
    return 0


def _band(args: argparse.Namespace) -> AgeBand | None:
    if args.min_months is None and args.max_months is None:
        return None
    if args.min_months is None or args.max_months is None:
        raise InvalidInput("bad_limit_band", field="--min-months --max-months")
    return AgeBand(args.min_months, args.max_months)


def _print(view: Any, console: Console) -> None:
    words = console.words
    console.document(
        {
            "event": view.event.code, "title": view.event.title, "limits": [_bar(bar) for bar in view.bars],
            "resting": list(view.resting), "called": view.called,
        }
    )  # fmt: skip
    for bar in view.bars:
        free = "" if bar.free is None else words("places.cli_free", n=bar.free)
        free = words("places.cli_over", n=bar.over) if bar.over else free
        figures = words("places.cli_line", taken=bar.taken, offered=bar.offered, waiting=bar.waiting)
        places = "—" if bar.places is None else words(f"places.number_{bar.unit.value}", n=bar.places)
        hard = words("places.hard") if bar.hard else ""
        console.show("  ".join(filter(None, (limit_name(bar, words), places, hard, figures, free, bar.limit or ""))))
    if view.called:
        console.show(words("places.called", n=view.called))


def _bar(bar: Any) -> dict[str, Any]:
    return {
        "limit": bar.limit, "kind": bar.kind.value, "subject": bar.subject, "slots": list(bar.slots), "unit": bar.unit.value,
        "min_months": bar.band.min_months if bar.band else None, "max_months": bar.band.max_months if bar.band else None,
        "hard": bar.hard, "places": bar.places, "taken": bar.taken, "offered": bar.offered, "waiting": bar.waiting,
        "free": bar.free, "over": bar.over,
    }  # fmt: skip


def _offer(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        zone = desk.zone
        if is_uuid(args.waiting):
            made = (desk.offers.make(args.waiting, hours=args.hours),)
        else:
            made = desk.offers.make_next(args.waiting, hours=args.hours, most=None if args.all else 1)
    return _print_offers(made, zone, console)


def _answer(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        done, zone = getattr(desk.offers, args.answer)(args.offer), desk.zone
    console.document(_offer_document(done, zone))
    console.show(_offer_line(done, zone, console))
    return 0


def _offers(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found, zone = desk.offers.list(args.event), desk.zone
    return _print_offers(found, zone, console)


def _print_offers(found: Any, zone: ZoneInfo, console: Console) -> int:
    console.document([_offer_document(one, zone) for one in found])
    for one in found:
        console.show(_offer_line(one, zone, console))
    if not found:
        console.show(console.words("places.no_offers"))
    return 0


def _offer_line(one: Any, zone: ZoneInfo, console: Console) -> str:
    until = console.words("places.until", at=f"{one.until.astimezone(zone):%m-%d %H:%M}")
    state = console.words(f"places.offer_{one.state.value}")
    return "  ".join(filter(None, (one.id, state, one.label, one.phone, until, " ".join(one.slots))))


def _offer_document(one: Any, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "offer": one.id, "registration": one.registration, "event": one.event, "slots": list(one.slots), "persons": one.persons,
        "label": one.label, "phone": one.phone, "at": local(one.at, zone), "until": local(one.until, zone),
        "state": one.state.value, "decided_at": local(one.decided_at, zone) if one.decided_at else None,
    }  # fmt: skip


def _move(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        row = desk.registrations.move(args.registration, source=args.source, target=args.target, override=args.override)
    states = {code: state.value for code, state in row.slot_status}
    console.document({"registration": row.id, "state": row.state.value, "slots": list(row.slots), "slot_status": states})
    console.show(console.words("places.moved", source=args.source.upper(), target=args.target.upper()))
    return 0


def _advice(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view = desk.places.advice(args.event, risk=args.risk)
    console.document(advice_document(view))
    for line in reasoning(view, console.words):
        console.show(line)
    return 0


def advice_document(view: Any) -> dict[str, Any]:
    """The advice as JSON; rates and chances are shares of 1."""
    advice = view.advice
    return {
        "event": view.event.code, "unit": view.unit.value, "capacity": advice.capacity, "risk": advice.risk,
        "enough_history": advice.places is not None, "places": advice.places, "exceeding": advice.exceeding,
        "exceeding_next": advice.exceeding_next, "capped": advice.capped, "events": len(advice.history),
        "unrecorded": view.unrecorded, "registered": advice.registered, "came": advice.came,
        "no_show_rate": advice.no_show_rate, "lowest": advice.lowest, "highest": advice.highest, "spread": advice.spread,
        "mean": advice.fit.mean if advice.fit else None, "correlation": advice.fit.correlation if advice.fit else None,
        "history": [{"event": e.code, "registered": e.registered, "came": e.came} for e in advice.history],
    }  # fmt: skip
