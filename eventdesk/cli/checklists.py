"""The action ``events tasks``: an event's checklist."""

import argparse
import re
from typing import Any

from eventdesk.cli.console import Console, day, local
from eventdesk.errors import WrongUsage
from resources.words import Words

_DAYS = re.compile(r"[+-]?\d{1,4}")


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the action of this file."""
    tasks = actions.add_parser(
        "tasks", parents=[common], help=words("help.events_tasks"),
        epilog="eventdesk events tasks CAMP add --title Materials --due=-7 --owner Li\n  eventdesk events tasks CAMP done --task ID",
    )  # fmt: skip
    tasks.add_argument("event", metavar="EVENT")
    tasks.add_argument("action", nargs="?", choices=("add", "standard", "change", "done", "undone", "move", "remove"))
    tasks.add_argument("--task", metavar="ID")
    tasks.add_argument("--title")
    tasks.add_argument("--due", metavar="DAYS|DATE")
    tasks.add_argument("--owner", help=words("help.arg_owner"))
    tasks.add_argument("--to", type=int, metavar="N", help=words("help.arg_place"))
    tasks.set_defaults(run=_tasks)


def _tasks(args: argparse.Namespace, console: Console) -> int:
    needed = {"add": ("title", "due"), "standard": (), "move": ("task", "to"), None: ()}.get(args.action, ("task",))
    missing = [f"--{name}" for name in needed if getattr(args, name) is None]
    if missing:
        raise WrongUsage(field=" ".join(missing))
    with console.open() as desk:
        view, zone = _do(args, desk.checklists, console), desk.zone
    words = console.words
    console.document(
        {
            "event": view.code, "day": view.day, "done": view.done, "overdue": view.overdue,
            "tasks": [
                {
                    "task": task.id, "title": task.title, "due": task.due, "due_days": task.due_days, "owner": task.owner,
                    "done_at": None if task.done_at is None else local(task.done_at, zone), "overdue": task.overdue,
                }
                for task in view.tasks
            ],
        }
    )  # fmt: skip
    for task in view.tasks:
        mark = "x" if task.is_done else "!" if task.overdue else "-"
        console.show(f"  {task.id}  {mark}  {task.due}  {task.title}  {task.owner}".rstrip())
    console.show(words("checklist.cli_sum", done=view.done, n=len(view.tasks), overdue=view.overdue))
    return 0


def _do(args: argparse.Namespace, checklists: Any, console: Console) -> Any:
    match args.action:
        case "add":
            return checklists.add(args.event, title=args.title, owner=args.owner or "", **_due(args.due))
        case "standard":
            offered = checklists.offered(args.event)
            named = [(console.words(f"checklist.std_{task.key}"), task.due_days) for task in offered]
            return checklists.add_all(args.event, named)
        case "change":
            fields = {name: getattr(args, name) for name in ("title", "owner") if getattr(args, name) is not None}
            return checklists.change(args.task, **fields, **(_due(args.due) if args.due is not None else {}))
        case "done" | "undone":
            return checklists.done(args.task, done=args.action == "done")
        case "move":
            return checklists.move(args.task, to=args.to - 1)
        case "remove":
            checklists.remove(args.task)
    return checklists.show(args.event)


def _due(text: str) -> dict[str, Any]:
    """Days from the event, or a date."""
    return {"due_days": int(text)} if _DAYS.fullmatch(text) else {"due": day(text, "--due")}
