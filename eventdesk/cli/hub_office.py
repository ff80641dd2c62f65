"""Verbs of a hub's office: accounts that sign in to its pages, branches with their agreements, and the audit."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from eventdesk.cli.console import Console
from eventdesk.errors import InvalidInput
from resources.words import Words

if TYPE_CHECKING:
    from eventdesk.hub.accounts import Account
    from eventdesk.hub.branches import Branch
    from eventdesk.hub.database import Database

ROLES = ("reader", "officer", "owner")


def add_parsers(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the actions of this file to the verb ``hub``."""
    account = actions.add_parser("account", help=words("hub.help_account"), epilog="eventdesk hub account add chen --role owner")
    accounts = account.add_subparsers(metavar="ACTION", required=True)
    add = _action(accounts, common, words, "account", "add", _account_add, "chen --role owner")
    add.add_argument("name", metavar="NAME", help=words("hub.help_account_name"))
    add.add_argument("--role", choices=ROLES, default="reader", help=words("hub.help_role"))
    add.add_argument("--branch", metavar="CODE", help=words("hub.help_account_branch"))
    _action(accounts, common, words, "account", "list", _account_list, "--json")
    for name, run in (("disable", _account_disable), ("password", _account_password)):
        made = _action(accounts, common, words, "account", name, run, "chen")
        made.add_argument("name", metavar="NAME", help=words("hub.help_account_name"))

    branches = actions.add_parser("branches", help=words("hub.help_branches"), epilog="eventdesk hub branches list")
    kinds = branches.add_subparsers(metavar="ACTION", required=True)
    add = _action(kinds, common, words, "branches", "add", _branch_add, "HZ-01 'Hangzhou'")
    add.add_argument("code", metavar="CODE", help=words("hub.help_branch_code"))
    add.add_argument("name", metavar="NAME", help=words("hub.help_branch_name"))
    _action(kinds, common, words, "branches", "list", _branch_list, "--json")
    agree = _action(kinds, common, words, "branches", "agree", _branch_agree, "HZ-01 --persons yes")
    agree.add_argument("code", metavar="CODE", help=words("hub.help_branch_code"))
    agree.add_argument("--persons", choices=("yes", "no"), required=True, help=words("hub.help_persons"))
    close = _action(kinds, common, words, "branches", "close", _branch_close, "HZ-01")
    close.add_argument("code", metavar="CODE", help=words("hub.help_branch_code"))

    audit = actions.add_parser("audit", parents=[common], help=words("hub.help_audit"), epilog="eventdesk hub audit --json")
    audit.add_argument("--limit", metavar="N", type=int, default=50, help=words("hub.help_limit"))
    audit.set_defaults(run=_audit)


def _action(
    actions: Any, common: argparse.ArgumentParser, words: Words, noun: str, name: str, run: Any, example: str
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = actions.add_parser(
        name, parents=[common], help=words(f"hub.help_{noun}_{name}"), epilog=f"eventdesk hub {noun} {name} {example}"
    )
    made.set_defaults(run=run)
    return made


@contextmanager
def _database(console: Console) -> Iterator["Database"]:
    from eventdesk.hub.database import open_database
    from eventdesk.hub.remembered import found

    database = open_database(found(console.folder / "hub").database)
    try:
        yield database
    finally:
        database.close()


def branch_id(console: Console, code: str) -> str:
    """The id of a branch of this folder's hub, by its code."""
    from eventdesk.clock import SystemClock
    from eventdesk.hub.branches import Branches

    with _database(console) as database:
        return Branches(database, SystemClock()).find(code).id


def _password(console: Console) -> str:
    """Asked for twice at a terminal; elsewhere the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    import getpass

    first = getpass.getpass(console.words("hub.ask_password"))
    if getpass.getpass(console.words("hub.ask_again")) != first:
        raise InvalidInput("passwords_differ", field="password")
    return first


def _account_add(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.clock import SystemClock
    from eventdesk.hub.accounts import Accounts, Role

    branch = branch_id(console, args.branch) if args.branch else None
    with _database(console) as database:
        made = Accounts(database, SystemClock()).add(args.name, _password(console), Role(args.role), branch=branch)
    return _tell_accounts(console, [made], one=True)


def _account_list(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.clock import SystemClock
    from eventdesk.hub.accounts import Accounts

    with _database(console) as database:
        found = Accounts(database, SystemClock()).list()
    return _tell_accounts(console, found)


def _account_disable(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.clock import SystemClock
    from eventdesk.hub.accounts import Accounts

    with _database(console) as database:
        made = Accounts(database, SystemClock()).disable(args.name)
    return _tell_accounts(console, [made], one=True)


def _account_password(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.clock import SystemClock
    from eventdesk.hub.accounts import Accounts

    with _database(console) as database:
        kept = Accounts(database, SystemClock())
        found = kept.find(args.name)
        kept.set_password(found.id, _password(console))
    return _tell_accounts(console, [found], one=True)


def _tell_accounts(console: Console, found: "list[Account]", *, one: bool = False) -> int:
    told = [
        {"account": of.name, "role": of.role, "branch": of.branch, "created": of.created, "disabled": of.disabled} for of in found
    ]
    console.document(told[0] if one else told)
    for of in found:
        state = console.words("hub.disabled") if of.disabled is not None else ""
        console.show(f"{of.name}  {of.role}  {of.branch or ''}  {state}".rstrip())
    return 0


def _branch_add(args: argparse.Namespace, console: Console) -> int:
    return _on_branch(console, "add", args.code, args.name)


def _branch_list(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.clock import SystemClock
    from eventdesk.hub.branches import Branches

    with _database(console) as database:
        found = Branches(database, SystemClock()).list()
    console.document([_told(of) for of in found])
    for of in found:
        console.show(_line(of, console))
    return 0


def _branch_agree(args: argparse.Namespace, console: Console) -> int:
    return _on_branch(console, "agree" if args.persons == "yes" else "disagree", args.code)


def _branch_close(args: argparse.Namespace, console: Console) -> int:
    return _on_branch(console, "close", args.code)


def _on_branch(console: Console, what: str, code: str, name: str = "") -> int:
    from eventdesk.clock import SystemClock
    from eventdesk.hub.branches import Branches

    with _database(console) as database:
        branches = Branches(database, SystemClock())
        if what == "add":
            made = branches.add(code, name)
        elif what == "close":
            made = branches.close(code)
        else:
            made = branches.agree(code, persons=what == "agree")
    console.document(_told(made))
    console.show(_line(made, console))
    return 0


def _told(of: "Branch") -> dict[str, Any]:
    return {"branch": of.id, "code": of.code, "name": of.name, "persons": of.persons, "created": of.created, "closed": of.closed}


def _line(of: "Branch", console: Console) -> str:
    state = console.words("hub.closed") if of.closed is not None else ""
    return f"{of.code}  {of.name}  {console.words('hub.with_persons' if of.persons else 'hub.figures_only')}  {state}".rstrip()


def _audit(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.clock import SystemClock
    from eventdesk.hub.audit import Audit

    with _database(console) as database:
        kept = Audit(database, SystemClock())
        found, broken = kept.list(limit=max(1, args.limit)), kept.broken()
    console.document({"broken": broken, "entries": [asdict(of) for of in found]})
    for of in found:
        who = of.account or console.words("hub.command_line")
        console.show(f"{of.no}  {of.at.isoformat(timespec='seconds')}  {who}  {of.action}  {of.subject}".rstrip())
    console.show(console.words("hub.chain_whole") if broken is None else console.words("hub.chain_broken", no=broken))
    return 0 if broken is None else 1
