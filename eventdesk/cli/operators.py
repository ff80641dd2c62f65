"""Verbs of operators: add, list, rename, retire, return."""

import argparse
from typing import TYPE_CHECKING, Any

from eventdesk.cli.console import Console
from eventdesk.domain.right import OperatorRole
from resources.words import Words

if TYPE_CHECKING:
    from eventdesk.services.operators import OperatorView


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    operators = verbs.add_parser("operators", help=words("help.operators"), epilog="eventdesk operators list --json")
    actions = operators.add_subparsers(metavar="ACTION", required=True)
    add = actions.add_parser(
        "add", parents=[common], help=words("help.operators_add"), epilog="eventdesk operators add 'Li Jing' --role planner"
    )
    add.add_argument("name", metavar="NAME", help=words("help.operator_name"))
    roles = [role.value for role in (OperatorRole.DOOR, OperatorRole.PLANNER, OperatorRole.LEAD, OperatorRole.READER)]
    add.add_argument("--role", required=True, choices=roles, help=words("help.operators_role"))
    add.set_defaults(run=_one, take=lambda desk, args: desk.operators.add(args.name, OperatorRole(args.role)))

    found = actions.add_parser(
        "list", parents=[common], help=words("help.operators_list"), epilog="eventdesk operators list --json"
    )
    found.set_defaults(run=_list)

    rename = actions.add_parser(
        "rename", parents=[common], help=words("help.operators_rename"), epilog="eventdesk operators rename 'Li Jing' 'Li Jing (East)'"
    )
    rename.add_argument("who", metavar="WHO", help=words("help.operators_who"))
    rename.add_argument("name", metavar="NAME", help=words("help.operator_name"))
    rename.set_defaults(run=_one, take=lambda desk, args: desk.operators.rename(args.who, args.name))

    retire = actions.add_parser(
        "retire", parents=[common], help=words("help.operators_retire"), epilog="eventdesk operators retire 'Li Jing'"
    )
    retire.add_argument("who", metavar="WHO", help=words("help.operators_who"))
    retire.set_defaults(run=_one, take=lambda desk, args: desk.operators.retire(args.who))

    back = actions.add_parser(
        "return", parents=[common], help=words("help.operators_return"), epilog="eventdesk operators return 'Li Jing'"
    )
    back.add_argument("who", metavar="WHO", help=words("help.operators_who"))
    back.set_defaults(run=_one, take=lambda desk, args: desk.operators.bring_back(args.who))


def _one(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view = args.take(desk, args)
    console.document(_document(view))
    _show(view, console)
    return 0


def _list(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        views = desk.operators.list()
    console.document([_document(view) for view in views])
    for view in views:
        _show(view, console)
    return 0


def _document(view: "OperatorView") -> dict[str, Any]:
    return {
        "operator": view.id, "name": view.name, "role": view.role.value, "active": view.active, "acting": view.acting,
    }  # fmt: skip


def _show(view: "OperatorView", console: Console) -> None:
    """Who has no name is told by the id, so that they can be given one."""
    state = "" if view.active else console.words("cli.operator_retired")
    role = console.words(f"cli.role_{view.role.value}")
    console.show(f"{'→' if view.acting else ' '} {view.name or view.id}  {role}  {state}".rstrip())
