"""Actions of ``volunteers`` about people over the years: list, show, add, edit, pair, retire, erase, trainings."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from eventdesk.cli.console import Console, day
from eventdesk.cli.volunteer_lines import engagement_document, label, person_document
from eventdesk.domain.volunteer import Skill, Vetting
from eventdesk.errors import WrongUsage
from resources.words import Words

_TEXTS = ("name", "phone", "email", "wechat", "note", "family")


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the actions of this file."""

    def action(name: str, example: str, run: Any) -> Any:
        made = actions.add_parser(
            name, parents=[common], help=words(f"volunteer_cli.{name.replace('-', '_')}"), epilog=f"eventdesk volunteers {example}"
        )
        made.set_defaults(run=run)
        return made

    listed = action("list", "list CAMP --json", _list)
    listed.add_argument("event", metavar="EVENT", nargs="?", help=words("volunteer_cli.arg_list_event"))
    listed.add_argument("--search", default="", metavar="TEXT", help=words("volunteer_cli.arg_search"))
    listed.add_argument("--retired", action="store_true", help=words("volunteer_cli.arg_retired"))
    show = action("show", "show ID --json", _show)
    add = action("add", "add --name Lin --phone 13800001234 --skill Childcare --vetting permanent", _add)
    edit = action("edit", "edit ID --vetting 2028-05-01", _edit)
    for verb in (add, edit):
        for name in _TEXTS:
            verb.add_argument(f"--{name}", metavar="TEXT", help=words(f"volunteer_cli.arg_{name}"))
        verb.add_argument("--birthdate", metavar="DAY", help=words("volunteer_cli.arg_birthdate"))
        verb.add_argument("--skill", action="append", metavar="NAME[:DAY]", help=words("volunteer_cli.arg_skills"))
        verb.add_argument("--vetting", metavar="none|permanent|DAY", help=words("volunteer_cli.arg_vetting"))
    retire = action("retire", "retire ID", _retire)
    retire.add_argument("--return", dest="back", action="store_true", help=words("volunteer_cli.arg_return"))
    erase = action("erase", "erase ID --reason 'asked by letter'", _erase)
    erase.add_argument("--reason", required=True, metavar="TEXT", help=words("volunteer_cli.arg_reason"))
    pair = action("pair", "pair ID OTHER apart", _pair)
    for verb in (show, edit, retire, erase, pair):
        verb.add_argument("person", metavar="ID", help=words("volunteer_cli.arg_person"))
    pair.add_argument("other", metavar="OTHER", help=words("volunteer_cli.arg_person"))
    pair.add_argument("kind", choices=("apart", "together", "none"), help=words("volunteer_cli.arg_kind"))
    trainings = actions.add_parser(
        "trainings", help=words("volunteer_cli.trainings"), epilog="eventdesk volunteers trainings list"
    )
    steps = trainings.add_subparsers(metavar="STEP", required=True)

    def step(name: str, example: str, run: Any) -> Any:
        made = steps.add_parser(
            name, parents=[common], help=words(f"volunteer_cli.training_{name}"), epilog=f"eventdesk volunteers trainings {example}"
        )
        made.set_defaults(run=run)
        return made

    years = step("list", "list --year 2026", _trainings)
    years.add_argument("--year", type=int, metavar="YEAR", help=words("volunteer_cli.arg_year"))
    held = step("add", "add --title 'First aid' --day 2026-03-01 --minutes 120", _train)
    held.add_argument("--title", required=True, metavar="TEXT", help=words("volunteer_cli.arg_title"))
    held.add_argument("--day", required=True, metavar="DAY", help=words("volunteer_cli.arg_day"))
    held.add_argument("--minutes", type=int, required=True, metavar="N", help=words("volunteer_cli.arg_minutes"))
    held.add_argument("--leader", default="", metavar="NAME", help=words("volunteer_cli.arg_leader"))
    there = step("attended", "attended TRAINING ID ID", _attended)
    there.add_argument("training", metavar="TRAINING", help=words("volunteer_cli.arg_training"))
    there.add_argument("people", metavar="ID", nargs="+", help=words("volunteer_cli.arg_person"))
    there.add_argument("--not", dest="absent", action="store_true", help=words("volunteer_cli.arg_not"))


def _list(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        if args.event is not None:
            people = desk.rosters.show(args.event, unmasked=console.unmasked).people
            console.document([engagement_document(one, console) for one in people])
            for one in people:
                gone = console.words("volunteer_cli.gone") if one.withdrawn else ""
                skills = " ".join(skill.name for skill in one.skills)
                console.show(f"{one.code}  {label(one, console)}  {one.phone}  {skills}  {gone}".rstrip())
        else:
            people = desk.volunteers.list(args.search, retired=args.retired, unmasked=console.unmasked)
            console.document([person_document(one, console) for one in people])
            for one in people:
                console.show(_line(one, console))
    if not people:
        console.show(console.words("volunteer_cli.nobody"))
    return 0


def _line(one: Any, console: Console) -> str:
    hours = console.words("volunteer_cli.hours", hours=f"{one.minutes / 60:g}", events=one.events)
    return f"{one.id}  {label(one, console)}  {one.phone}  {' '.join(skill.name for skill in one.skills)}  {hours}"


@contextmanager
def _opened(console: Console, person: str) -> Iterator[Any]:
    """The desk, for a verb that changes a volunteer and prints it: a whole name needs the right before that."""
    with console.open() as desk:
        if console.unmasked:
            desk.volunteers.show(person, unmasked=True)
        yield desk


def _print(view: Any, console: Console) -> int:
    console.document(person_document(view, console))
    console.show(_line(view, console))
    return 0


def _show(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        return _print(desk.volunteers.show(args.person, unmasked=console.unmasked), console)


def _given(args: argparse.Namespace) -> dict[str, Any]:
    given: dict[str, Any] = {name: getattr(args, name) for name in _TEXTS if getattr(args, name) is not None}
    if args.birthdate is not None:
        given["birthdate"] = day(args.birthdate, "--birthdate") if args.birthdate else None
    if args.skill is not None:
        given["skills"] = [_skill(text) for text in args.skill if text]
    if args.vetting is not None:
        if args.vetting in (Vetting.NONE, Vetting.PERMANENT):
            given["vetting"] = Vetting(args.vetting)
        else:
            given |= {"vetting": Vetting.DATED, "vetting_until": day(args.vetting, "--vetting")}
    return given


def _skill(text: str) -> Skill:
    name, colon, until = text.rpartition(":")
    return Skill(name, day(until, "--skill")) if colon and until[:1].isdigit() else Skill(text)


def _add(args: argparse.Namespace, console: Console) -> int:
    if not args.name:
        raise WrongUsage(field="--name")
    with console.open() as desk:
        made = desk.volunteers.add(**_given(args))
    return _print(made, replace(console, unmasked=False))  # whoever typed it needs no right to see it again


def _edit(args: argparse.Namespace, console: Console) -> int:
    with _opened(console, args.person) as desk:
        return _print(desk.volunteers.change(args.person, **_given(args)), console)


def _retire(args: argparse.Namespace, console: Console) -> int:
    with _opened(console, args.person) as desk:
        return _print((desk.volunteers.take_back if args.back else desk.volunteers.retire)(args.person), console)


def _erase(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        gone = desk.volunteers.erase(args.person, reason=args.reason)
    console.document({"erased": gone.id, "minutes": gone.minutes, "events": gone.events})
    console.show(console.words("volunteer_cli.erased"))
    return 0


def _pair(args: argparse.Namespace, console: Console) -> int:
    with _opened(console, args.person) as desk:
        return _print(desk.volunteers.pair(args.person, args.other, None if args.kind == "none" else args.kind), console)


def _training(one: Any) -> dict[str, Any]:
    return {
        "training": one.id, "title": one.title, "day": one.day, "minutes": one.minutes, "leader": one.leader,
        "people": list(one.volunteers),
    }  # fmt: skip


def _trainings(args: argparse.Namespace, console: Console) -> int:
    year = args.year if args.year is None or date.min.year <= args.year <= date.max.year else date.max.year
    with console.open() as desk:
        found = desk.trainings.list(year=year)
    console.document([_training(one) for one in found])
    for one in found:
        console.show(f"{one.day}  {one.title}  {console.words('volunteer_cli.people', n=len(one.volunteers))}")
    if not found:
        console.show(console.words("volunteer_cli.no_trainings"))
    return 0


def _train(args: argparse.Namespace, console: Console) -> int:
    held = day(args.day, "--day")
    with console.open() as desk:
        made = desk.trainings.add(title=args.title, day=held, minutes=args.minutes, leader=args.leader)
    console.document(_training(made))
    console.show(f"{made.id}  {made.day}  {made.title}")
    return 0


def _attended(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        made = desk.trainings.attended(args.training, args.people, there=not args.absent)
    console.document(_training(made))
    console.show(f"{made.day}  {made.title}  {console.words('volunteer_cli.people', n=len(made.volunteers))}")
    return 0
