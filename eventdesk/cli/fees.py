"""The verb ``fees``: prices of an event, payments of a registration, receipts, and how an event's money stands."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk.cli.console import Console
from eventdesk.cli.registration_edits import account, payment
from eventdesk.domain.fee import PersonKind
from eventdesk.domain.money import number
from eventdesk.errors import WrongUsage
from eventdesk.services.typed import fen_of
from resources.words import Words

if TYPE_CHECKING:
    from eventdesk.services.fee_totals import FeeTotals

NO_PRICE = "-"
"""Typed for a price: there is none."""


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verb of this file."""
    top = verbs.add_parser("fees", help=words("help.fees"), epilog="eventdesk fees totals CAMP --json")
    actions = top.add_subparsers(metavar="ACTION", required=True)

    def action(name: str, example: str, run: Any) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(
            name, parents=[common], help=words(f"help.fees_{name}"), epilog=f"eventdesk fees {name} {example}"
        )
        made.set_defaults(run=run)
        return made

    prices = action("prices", "CAMP set --adult 30 --child 50.5 --level Gold", _prices)
    prices.add_argument("event", metavar="EVENT")
    prices.add_argument("what", nargs="?", choices=("list", "set", "apply"), default="list")
    prices.add_argument("--level", default="", metavar="NAME")
    for kind in PersonKind:
        prices.add_argument(f"--{kind.value}", metavar="YUAN")
    for name in ("pay", "refund", "waive"):
        made = action(name, "ID --amount 30" + (" --reason volunteer" if name == "waive" else " --method cash"), _entry)
        made.set_defaults(kind=name)
        made.add_argument("registration", metavar="ID")
        made.add_argument("--amount", metavar="YUAN")
        if name == "waive":
            made.add_argument("--reason", dest="note", default="")
        else:
            made.add_argument("--method", choices=("wechat", "alipay", "cash", "transfer", "card", "other"), required=True)
            made.add_argument("--note", default="")
    action("back", "PAYMENT", _back).add_argument("payment", metavar="PAYMENT")
    receipt = action("receipt", "PAYMENT --out receipts", _receipt)
    receipt.add_argument("payment", metavar="PAYMENT")
    receipt.add_argument("--out", metavar="DIR", type=Path, required=True)
    totals = action("totals", "CAMP --into-budget", _totals)
    totals.add_argument("event", metavar="EVENT")
    totals.add_argument("--into-budget", action="store_true", help=words("help.into_budget"))


def _prices(args: argparse.Namespace, console: Console) -> int:
    words = console.words
    given = {kind: getattr(args, kind.value) for kind in PersonKind if getattr(args, kind.value) is not None}
    if (args.what == "set") != bool(given):
        raise WrongUsage(field="--adult --child --family")
    wanted = {
        (args.level, kind): None if text.strip() == NO_PRICE else fen_of(text, field=f"--{kind.value}")
        for kind, text in given.items()
    }
    changed = 0
    with console.open() as desk:
        if args.what == "apply":
            changed = desk.fees.work_out(args.event)
        view = desk.fees.set_prices(args.event, wanted) if wanted else desk.fees.prices(args.event)
    console.document(
        {
            "event": view.event, "stale": view.stale, "worked_out": changed,
            "prices": [
                {"level": row.name, **{f"{kind.value}_fen": row.amount(kind) for kind in PersonKind}} for row in view.rows
            ],
        }
    )  # fmt: skip
    if not view.any:
        console.show(words("fees.cli_no_prices"))
    for row in view.rows if view.any else ():
        amounts = {kind.value: "-" if (fen := row.amount(kind)) is None else number(fen) for kind in PersonKind}
        console.show(words("fees.cli_price", level=row.name or words("fees.everybody"), **amounts))
    if args.what == "apply":
        console.show(words("fees.cli_worked_out", n=changed))
    elif view.stale:
        console.show(words("fees.cli_stale", n=view.stale, event=view.event))
    return 0


def _entry(args: argparse.Namespace, console: Console) -> int:
    amount = fen_of(args.amount, field="--amount") if args.amount is not None else None
    with console.open() as desk:
        if args.kind == "waive":
            view = desk.payments.waive(args.registration, amount, note=args.note)
        else:
            verb = desk.payments.pay if args.kind == "pay" else desk.payments.refund
            view = verb(args.registration, amount, method=args.method, note=args.note)
    return _say(view, console)


def _back(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view = desk.payments.take_back(args.payment)
    return _say(view, console)


def _say(view: Any, console: Console) -> int:
    stands = view.stands
    console.document(
        {
            "registration": view.registration, "fee_fen": view.fee, "received_fen": stands.received,
            "waived_fen": stands.waived, "owed_fen": stands.owed, "over_fen": stands.over, "state": stands.state.value,
            "payments": [payment(one) for one in view.payments],
        }
    )  # fmt: skip
    console.show(account(stands, console.words))
    for one in view.payments:
        kind = console.words(f"fees.entry_{one.kind.value}")
        console.show(f"  {one.id}  {kind} {number(one.amount)}  {one.receipt}  {one.note}".rstrip())
    return 0


def _receipt(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        made = desk.payments.receipt(args.payment, args.out, console.words, unmasked=console.unmasked)
    console.document({"receipt": made.number, "file": str(made.file)})
    console.show(console.words("fees.cli_receipt", number=made.number, file=made.file))
    return 0


def _totals(args: argparse.Namespace, console: Console) -> int:
    words = console.words
    with console.open() as desk:
        if args.into_budget:
            desk.fees.into_budget(args.event)
        totals = desk.fees.totals(args.event)
    console.document({"event": totals.event, **totals_document(totals)})
    say_totals(totals, words, console)
    return 0


def totals_document(totals: "FeeTotals") -> dict[str, Any]:
    """The sums of an event's fees, as ``fees totals`` and ``budget`` answer them."""
    stands = totals.stands
    return {
        "due_fen": stands.due, "paid_fen": stands.paid, "refunded_fen": stands.refunded, "received_fen": totals.received,
        "waived_fen": stands.waived, "owed_fen": totals.owed, "over_fen": totals.over, "unpaid": totals.unpaid,
        "by_method": dict(totals.by_method), "in_budget_fen": totals.in_budget,
    }  # fmt: skip


def say_totals(totals: "FeeTotals", words: Words, console: Console) -> None:
    """The same in two lines."""
    stands = totals.stands
    console.show(
        words(
            "fees.cli_totals", due=number(stands.due), paid=number(stands.paid), refunded=number(stands.refunded),
            waived=number(stands.waived), owed=number(totals.owed), n=totals.unpaid, over=number(totals.over),
        )
    )  # fmt: skip
    budget = totals.in_budget
    console.show(
        words("fees.cli_budget_none") if budget is None else words("fees.cli_budget", amount=number(budget))
    )
