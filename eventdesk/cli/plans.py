"""Actions of events: the plan on paper and as a workbook, and the emergency plan."""

import argparse
from pathlib import Path
from typing import Any

from eventdesk.cli.console import Console, file_to_write, local
from eventdesk.errors import InvalidInput, WrongUsage
from resources.words import Words


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the actions of this file."""
    plan = actions.add_parser(
        "plan",
        parents=[common],
        help=words("help.events_plan"),
        epilog="eventdesk events plan CAMP --pdf plan.pdf --public",
    )
    plan.add_argument("event", metavar="EVENT")
    plan.add_argument("--pdf", metavar="FILE", type=Path, help=words("help.plan_pdf"))
    plan.add_argument("--public", action="store_true", help=words("help.plan_public"))
    plan.add_argument("--xlsx", metavar="FILE", type=Path, help=words("help.plan_xlsx"))
    plan.add_argument("--take", metavar="FILE", type=Path, help=words("help.plan_take"))
    plan.add_argument("--dry-run", action="store_true", help=words("help.plan_dry_run"))
    plan.set_defaults(run=_plan)

    emergency = actions.add_parser(
        "emergency", parents=[common], help=words("help.events_emergency"),
        epilog="eventdesk events emergency CAMP set assembly_point 'Under the flagpole'",
    )  # fmt: skip
    emergency.add_argument("event", metavar="EVENT")
    emergency.add_argument("change", nargs="*", metavar="set KEY VALUE", help=words("help.emergency_set"))
    emergency.add_argument("--pdf", metavar="FILE", type=Path, help=words("help.emergency_pdf"))
    emergency.set_defaults(run=_emergency)


def _plan(args: argparse.Namespace, console: Console) -> int:
    writes = bool(args.pdf or args.xlsx)
    if writes == bool(args.take) or (args.dry_run and writes) or (args.public and not args.pdf):
        raise WrongUsage("plan_usage", field="--pdf | --xlsx | --take")
    return _take(args, console) if args.take else _write(args, console)


def _write(args: argparse.Namespace, console: Console) -> int:
    file_to_write(args.pdf)
    file_to_write(args.xlsx)
    document: dict[str, Any] = {"public": args.public, "files": []}
    with console.open() as desk:
        if args.pdf:
            made = desk.plans.day_plan(args.event, args.pdf, console.words, public=args.public)
            document |= {"pages": made.pages, "release": made.release}
            document["files"].append(str(made.file))
        if args.xlsx:
            document["files"].append(str(desk.plans.sheet(args.event, args.xlsx, console.words)))
    console.document(document)
    for file in document["files"]:
        console.say("plan_written", file=file)
    return 0


def _take(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        changes = desk.plans.read_sheet(args.event, args.take)
        takes = not (args.dry_run or changes.flaws)
        if takes:
            desk.plans.take_sheet(args.event, changes)
        zone = desk.zone
    flaws = [
        {"row": flaw.row, "column": flaw.column, "code": flaw.code, "message": flaw_sentence(flaw, console.words)}
        for flaw in changes.flaws
    ]
    if flaws:
        raise InvalidInput("plan_has_flaws", field="file", n=len(flaws), flaws=flaws)
    console.document({
        "taken": takes, "added": [slot.code for slot in changes.added],
        "changed": [{"slot": edit.before.code, "columns": list(edit.columns)} for edit in changes.changed],
        "removed": [slot.code for slot in changes.removed], "flaws": [],
    })  # fmt: skip
    for slot in changes.added:
        at = local(slot.start, zone)[:16] if slot.start else "-"
        console.show(f"+ {slot.code}  {slot.title}  {at}  {slot.room}")
    for edit in changes.changed:
        columns = console.words("common.list_sep").join(
            console.words(f"plan_sheet.column_{name}") for name in edit.columns
        )
        console.show(f"~ {edit.before.code}  {edit.after.title}  {columns}")
    for slot in changes.removed:
        console.show(f"- {slot.code}  {slot.title}")
    counts = {"added": len(changes.added), "changed": len(changes.changed), "removed": len(changes.removed)}
    console.say("plan_same" if changes.is_empty else "plan_taken" if takes else "plan_would", **counts)
    return 0


def flaw_sentence(flaw: Any, words: Words) -> str:
    """What is wrong with a cell of a plan that came back, and where it stands."""
    place = words("plan_sheet.row", row=flaw.row)
    if flaw.column:
        place = words("plan_sheet.row_column", row=flaw.row, column=words(f"plan_sheet.column_{flaw.column}"))
    return words(f"plan_sheet.flaw_{flaw.code}", place=place, text=flaw.text)


def _emergency(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.domain.emergency import KEYS, BadEmergency

    if args.change and (len(args.change) != 3 or args.change[0] != "set"):
        raise WrongUsage("emergency_usage", field="set KEY VALUE")
    file_to_write(args.pdf)
    with console.open() as desk:
        view = desk.plans.emergency(args.event)
        if args.change:
            try:
                plan = view.plan.with_text(*args.change[1:])
            except BadEmergency as error:
                raise InvalidInput("bad_emergency", field=error.field) from None
            view = desk.plans.set_emergency(args.event, plan)
        file = desk.plans.emergency_page(args.event, args.pdf, console.words) if args.pdf else None
    document = {"code": view.event, "plan": view.plan.as_dict(), "missing": list(view.missing)}
    console.document(document | ({"file": str(file)} if file else {}))
    for key in KEYS:
        text = " / ".join(view.plan.as_text(key).splitlines())
        console.show(f"{console.words(f'emergency.{key}')}  {text or console.words('emergency.empty')}")
    if file:
        console.say("plan_written", file=file)
    return 0
