"""The verb ``budget``: the money of an event or of a year, and an event's lines."""

import argparse
from typing import Any

from eventdesk.cli.console import Console
from eventdesk.cli.fees import say_totals, totals_document
from eventdesk.cli.partners import contribution
from eventdesk.domain.money import Amounts, LineKind, PerFamily, Side, Sums, number
from eventdesk.errors import WrongUsage
from eventdesk.services.typed import fen_of
from resources.words import Words

UNKNOWN = "-"
"""Typed for an actual amount: it is not known after all."""


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verb of this file."""
    budget = verbs.add_parser(
        "budget", parents=[common], help=words("help.budget"),
        epilog="eventdesk budget CAMP add --side cost --kind venue --title Hall --planned 3000\n  eventdesk budget --year 2026 --json",
    )  # fmt: skip
    budget.add_argument("event", metavar="EVENT", nargs="?")
    budget.add_argument("action", nargs="?", choices=("add", "change", "remove"))
    budget.add_argument("--year", type=int, metavar="YEAR")
    budget.add_argument("--line", metavar="ID")
    budget.add_argument("--side", choices=[side.value for side in Side])
    budget.add_argument("--kind", choices=[kind.value for kind in LineKind])
    budget.add_argument("--title")
    budget.add_argument("--planned", metavar="YUAN")
    budget.add_argument("--actual", metavar="YUAN")
    budget.set_defaults(run=_budget)


def _budget(args: argparse.Namespace, console: Console) -> int:
    if (args.event is None) == (args.year is None):
        raise WrongUsage(field="EVENT --year")
    if args.year is not None:
        return _year(args.year, console)
    needed = {"add": ("side", "kind", "title", "planned"), "change": ("line",), "remove": ("line",)}.get(
        args.action, ()
    )
    missing = [f"--{name}" for name in needed if getattr(args, name) is None]
    if missing:
        raise WrongUsage(field=" ".join(missing))
    with console.open() as desk:
        match args.action:
            case "add":
                view = desk.budgets.add(args.event, **_fields(args))
            case "change":
                view = desk.budgets.change(args.line, **_fields(args))
            case "remove":
                desk.budgets.remove(args.line)
                view = desk.budgets.of_event(args.event)
            case _:
                view = desk.budgets.of_event(args.event)
    console.document(
        _event(view)
        | {"lines": [_line(line) for line in view.lines], "in_kind": [contribution(g) for g in view.in_kind],
           "fees": None if view.fees is None else totals_document(view.fees)}
    )
    for line in view.lines:
        actual = "-" if line.actual_fen is None else number(line.actual_fen)
        kind = console.words(f"partners.line_{line.kind.value}")
        console.show(f"  {line.id}  {kind}  {line.title}  {number(line.planned_fen)}  {actual}")
    _say_sums(view.sums, view.per_family, console)
    if view.fees is not None:
        say_totals(view.fees, console.words, console)
    return 0


def _year(year: int, console: Console) -> int:
    with console.open() as desk:
        view = desk.budgets.of_year(year)
    console.document(
        {"year": view.year, **_sums(view.sums, view.per_family), "events": [_event(event) for event in view.events],
         "general": [contribution(one) for one in view.general]}
    )  # fmt: skip
    for event in view.events:
        console.show(
            f"{event.code}  {event.title}  {number(event.sums.planned_balance)}  {number(event.sums.actual_balance)}"
        )
    _say_sums(view.sums, view.per_family, console)
    return 0


def _fields(args: argparse.Namespace) -> dict[str, Any]:
    fields: dict[str, Any] = {"title": args.title} if args.title is not None else {}
    if args.side is not None:
        fields["side"] = Side(args.side)
    if args.kind is not None:
        fields["kind"] = LineKind(args.kind)
    if args.planned is not None:
        fields["planned_fen"] = fen_of(args.planned, field="--planned")
    if args.actual is not None:
        fields["actual_fen"] = None if args.actual.strip() == UNKNOWN else fen_of(args.actual, field="--actual")
    return fields


def _say_sums(sums: Sums, per_family: PerFamily, console: Console) -> None:
    words = console.words
    for key, amounts in (("income", sums.income), ("cost", sums.cost)):
        console.show(
            words(
                f"partners.cli_{key}", planned=number(amounts.planned), actual=number(amounts.actual), n=amounts.lines
            )
        )
    console.show(
        words("partners.cli_balance", planned=number(sums.planned_balance), actual=number(sums.actual_balance))
    )
    if per_family.fen is not None:
        console.show(
            words(
                "partners.cli_family",
                amount=number(per_family.fen),
                cost=number(per_family.cost),
                n=per_family.families,
            )
        )


def _event(view: Any) -> dict[str, Any]:
    return {"code": view.code, "title": view.title, "state": view.state.value, **_sums(view.sums, view.per_family)}


def _sums(sums: Sums, per_family: PerFamily) -> dict[str, Any]:
    return {
        "income": _amounts(sums.income), "cost": _amounts(sums.cost), "planned_balance_fen": sums.planned_balance,
        "actual_balance_fen": sums.actual_balance,
        "by_kind": [{"side": side.value, "kind": kind.value, **_amounts(amounts)} for side, kind, amounts in sums.by_kind],
        "cost_per_family": {"cost_fen": per_family.cost, "families": per_family.families, "fen": per_family.fen},
    }  # fmt: skip


def _amounts(amounts: Amounts) -> dict[str, int]:
    return {
        "planned_fen": amounts.planned,
        "actual_fen": amounts.actual,
        "lines": amounts.lines,
        "without_actual": amounts.open,
    }


def _line(line: Any) -> dict[str, Any]:
    return {
        "line": line.id, "side": line.side.value, "kind": line.kind.value, "title": line.title,
        "planned_fen": line.planned_fen, "actual_fen": line.actual_fen, "partner": line.partner or None,
    }  # fmt: skip
