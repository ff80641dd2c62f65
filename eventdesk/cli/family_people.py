"""Verbs of who belongs to a family: add-person, remove-person."""

import argparse
from typing import Any

from eventdesk.cli.console import Console
from eventdesk.cli.family_edits import add_person_fields, person_fields, print_family
from eventdesk.domain.family import Role
from resources.words import Words


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the actions of this file to ``families``."""
    add = actions.add_parser(
        "add-person", parents=[common], help=words("families.cli_add_person"),
        epilog="eventdesk families add-person ID --role child --nickname Lele --birthdate 2022-03-04",
    )  # fmt: skip
    add.set_defaults(run=_add)
    add.add_argument("family", metavar="ID")
    add.add_argument("--role", choices=tuple(Role), required=True, help=words("families.cli_arg_role"))
    add_person_fields(add, words)
    remove = actions.add_parser(
        "remove-person", parents=[common], help=words("families.cli_remove_person"),
        epilog="eventdesk families remove-person ID PERSON",
    )  # fmt: skip
    remove.set_defaults(run=_remove)
    remove.add_argument("family", metavar="ID")
    remove.add_argument("person", metavar="PERSON", help=words("families.cli_arg_person"))


def _add(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view = desk.family_people.add(args.family, role=Role(args.role), **person_fields(args))
        return print_family(view, desk.zone, console)


def _remove(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        removed = desk.family_people.remove(args.person, family=args.family)
        view, zone = desk.families.show(args.family), desk.zone
    code = print_family(view, zone, console)
    if removed.counted:
        console.show(console.words("families.cli_person_removed", n=removed.counted))
    return code
