"""The verb ``questions``: what an event asks, and what families answered."""

import argparse
from typing import Any

from eventdesk.cli.console import Console
from eventdesk.cli.registration_edits import answers_of, shown
from eventdesk.domain.question import QuestionKind
from eventdesk.errors import NotFound, WrongUsage
from resources.words import Words


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verb of this file."""
    top = verbs.add_parser(
        "questions", parents=[common], help=words("help.questions"),
        epilog="eventdesk questions CAMP add --text 'How do you get here?' --kind single --option Car --option Metro\n"
        "  eventdesk questions CAMP answer ID --answer q1=Metro",
    )  # fmt: skip
    top.add_argument("event", metavar="EVENT")
    top.add_argument("action", nargs="?", choices=("list", "add", "remove", "answer", "missing"), default="list")
    top.add_argument("target", nargs="?", metavar="KEY|ID")
    top.add_argument("--text")
    top.add_argument("--kind", choices=[kind.value for kind in QuestionKind], default=QuestionKind.TEXT.value)
    top.add_argument("--option", action="append", default=[], metavar="TEXT")
    top.add_argument("--required", action="store_true")
    top.add_argument("--key")
    top.add_argument("--answer", action="append", default=[], metavar="KEY=TEXT", help=words("help.answer"))
    top.set_defaults(run=_questions)


def _questions(args: argparse.Namespace, console: Console) -> int:
    needed = {"add": ("text",), "remove": ("target",), "answer": ("target", "answer")}.get(args.action, ())
    missing = [name for name in needed if not getattr(args, name)]
    if missing:
        raise WrongUsage(field={"text": "--text", "answer": "--answer"}.get(missing[0], "KEY|ID"))
    runs = {"add": _add, "remove": _remove, "answer": _answer, "missing": _missing}
    with console.open() as desk:
        return runs.get(args.action, _list)(args, console, desk)


def _list(args: argparse.Namespace, console: Console, desk: Any) -> int:
    return _say(desk.questions.list(args.event), console)


def _add(args: argparse.Namespace, console: Console, desk: Any) -> int:
    view = desk.questions.add(
        args.event, text=args.text, kind=QuestionKind(args.kind), options=args.option, required=args.required, key=args.key
    )
    return _say(view, console)


def _say(view: Any, console: Console) -> int:
    words = console.words
    console.document(
        {
            "event": view.event,
            "questions": [
                {
                    "question": one.id, "key": one.key, "text": one.text, "kind": one.kind.value, "options": list(one.options),
                    "required": one.required, "answered": one.answered,
                }
                for one in view.questions
            ],
        }
    )  # fmt: skip
    if not view.questions:
        console.show(words("questions.cli_none"))
    for one in view.questions:
        needed = words("questions.cli_required") if one.required else ""
        options = f"  {' / '.join(one.options)}" if one.options else ""
        console.show(f"{one.key}  {one.text}  {words(f'questions.kind_{one.kind.value}')}{options}  {needed}".rstrip())
    return 0


def _remove(args: argparse.Namespace, console: Console, desk: Any) -> int:
    found = next((one for one in desk.questions.list(args.event).questions if args.target in (one.id, one.key)), None)
    if found is None:
        raise NotFound("question_not_found", question=args.target)
    removed = desk.questions.remove(found.id)
    console.document({"question": found.id, "answers": len(removed.answers)})
    console.show(console.words("questions.cli_removed", n=len(removed.answers)))
    return 0


def _answer(args: argparse.Namespace, console: Console, desk: Any) -> int:
    view = desk.questions.answer(args.target, answers_of(args.answer))
    console.document(
        {
            "registration": view.registration, "answers": {one.key: view.answers.get(one.id) for one in view.questions},
            "missing": [one.key for one in view.missing],
        }
    )  # fmt: skip
    words = console.words
    for one in view.questions:
        console.show(f"{one.text}  {shown(view.answers.get(one.id), words)}")
    return 0


def _missing(args: argparse.Namespace, console: Console, desk: Any) -> int:
    found = desk.questions.unanswered(args.event)
    console.document([{"registration": id, "missing": list(keys)} for id, keys in found.items()])
    for id, keys in found.items():
        console.show(f"{id}  {' '.join(keys)}")
    if not found:
        console.show(console.words("questions.cli_all_answered"))
    return 0
