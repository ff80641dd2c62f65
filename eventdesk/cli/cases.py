"""Verbs of cases: list, add, change, done, reopen, remove, take-up."""

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from eventdesk.cli.console import Console
from resources.words import Words

if TYPE_CHECKING:
    from eventdesk.services.case_views import CaseView

KINDS = ("low_score", "complaint", "suggestion", "praise")
FILTERS = ("open", "overdue", "done", "all")


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    top = verbs.add_parser("case", help=words("cases.help"), epilog="eventdesk case list CAMP --which overdue")
    actions = top.add_subparsers(metavar="ACTION", required=True)

    def action(name: str, example: str, run: Any, what: str) -> Any:
        key = name.replace("-", "_")
        made = actions.add_parser(
            name, parents=[common], help=words(f"cases.help_{key}"), epilog=f"eventdesk case {name} {example}"
        )
        made.add_argument(what, metavar=what.upper(), help=words(f"cases.help_{what}"))
        made.set_defaults(run=run)
        return made

    listing = action("list", "CAMP --which overdue", _list, "event")
    listing.add_argument("--which", choices=FILTERS, default="open", help=words("cases.help_which"))
    new = action("add", 'CAMP "…" --owner NAME --due 2026-12-01', _add, "event")
    new.add_argument("text", metavar="TEXT", help=words("cases.help_text"))
    change = action("change", "CASE --reply TEXT", _change, "case")
    for made in (new, change):
        made.add_argument("--kind", choices=KINDS, help=words("cases.help_kind"))
        made.add_argument("--owner", metavar="NAME", help=words("cases.help_owner"))
        made.add_argument("--due", metavar="DAY", type=date.fromisoformat, help=words("cases.help_due"))
        made.add_argument("--family", metavar="ID", help=words("cases.help_family"))
    change.add_argument("--no-due", action="store_true", help=words("cases.help_no_due"))
    change.add_argument("--reply", metavar="TEXT", help=words("cases.help_reply"))
    for made in (change, action("done", "CASE --result TEXT", _done, "case")):
        made.add_argument("--result", metavar="TEXT", help=words("cases.help_result"))
    action("reopen", "CASE", _reopen, "case")
    action("remove", "CASE", _remove, "case")
    action("take-up", "CAMP", _take_up, "event")


def _list(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.services.case_views import CaseFilter

    with console.open() as desk:
        found = desk.cases.list(args.event, which=CaseFilter(args.which))
    console.document([_document(one) for one in found])
    for one in found:
        console.show(_line(one, console.words))
    if not found:
        console.show(console.words("cases.none"))
    return 0


def _add(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.services.case_views import CaseKind

    kind = CaseKind(args.kind or CaseKind.COMPLAINT)
    with console.open() as desk:
        made = desk.cases.add(
            args.event, args.text, kind=kind, owner=args.owner or "", due=args.due, family=args.family
        )
    return _tell(made, console)


def _change(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.services.case_views import CaseKind

    with console.open() as desk:
        made = desk.cases.change(
            args.case, kind=CaseKind(args.kind) if args.kind else None, owner=args.owner, due=args.due, no_due=args.no_due,
            reply=args.reply, result=args.result, family=args.family,
        )  # fmt: skip
    return _tell(made, console)


def _done(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        made = desk.cases.done(args.case, result=args.result)
    return _tell(made, console)


def _reopen(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        made = desk.cases.reopen(args.case)
    return _tell(made, console)


def _remove(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        desk.cases.remove(args.case)
    console.document({"case": args.case, "removed": True})
    console.show(console.words("cases.removed"))
    return 0


def _take_up(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.domain.themes import lexicon
    from resources.theme_words import theme_words

    with console.open() as desk:
        taken = desk.cases.take_up(args.event, by=lexicon(theme_words()))
    console.document({"event": args.event, "cases": list(taken.cases)})
    console.show(console.words("cases.took_up", n=len(taken.cases)))
    return 0


def _tell(made: "CaseView", console: Console) -> int:
    console.document(_document(made))
    console.show(_line(made, console.words))
    return 0


def _line(one: "CaseView", words: Words) -> str:
    due = one.due.isoformat() if one.due else "–"
    late = words("cases.late") if one.overdue else words("cases.done") if one.done_at else ""
    text = one.text.replace("\n", " ") or words("cases.no_words")
    return "  ".join(filter(None, (one.id, due, late, words(f"cases.kind_{one.kind.value}"), one.owner or "–", text)))


def _document(one: "CaseView") -> dict[str, Any]:
    return {
        "case": one.id, "event": one.event, "kind": one.kind.value, "text": one.text, "owner": one.owner,
        "due": one.due.isoformat() if one.due else None, "reply": one.reply, "result": one.result, "done": one.done_at is not None,
        "overdue": one.overdue, "response": one.response is not None, "family": one.family,
    }  # fmt: skip
