"""Verbs of the program itself: init, gui, screenshots, verify, bench."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk.cli.console import Console, has_screen
from eventdesk.errors import DeskError, InvalidInput, StoreProblem, WrongUsage
from resources.words import Words

if TYPE_CHECKING:
    from eventdesk.desk import Desk


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    init = verbs.add_parser("init", parents=[common], help=words("help.init"), epilog="eventdesk init --plain --name Sprout")
    init.add_argument("--plain", action="store_true", help=words("help.init_plain"))
    init.add_argument("--name", default="EventDesk", help=words("help.init_name"))
    init.set_defaults(run=_init)

    gui = verbs.add_parser("gui", parents=[common], help=words("help.gui"), epilog="eventdesk gui --page door")
    gui.add_argument("--page", metavar="KEY", help=words("help.gui_page"))
    gui.set_defaults(run=lambda args, console: open_window(console, page=args.page))

    shots = verbs.add_parser(
        "screenshots", parents=[common], help=words("help.screenshots"),
        epilog="eventdesk screenshots out --lang en --theme dark",
    )  # fmt: skip
    shots.add_argument("folder", metavar="DIR", type=Path)
    shots.add_argument("--theme", choices=("light", "dark"))
    shots.set_defaults(run=_screenshots)

    verify = verbs.add_parser("verify", parents=[common], help=words("help.verify"), epilog="eventdesk verify --json")
    verify.set_defaults(run=_verify)

    bench = verbs.add_parser("bench", parents=[common], help=words("help.bench"), epilog="eventdesk bench --quick --json")
    bench.add_argument("--quick", action="store_true", help=words("help.bench_quick"))
    bench.set_defaults(run=_bench)


def _init(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.desk import create_desk

    passphrase = None if args.plain else new_passphrase(console)
    with create_desk(console.folder, name=args.name, passphrase=passphrase) as desk:
        console.document({"desk": str(console.folder), "organisation": desk.organisation, "encrypted": desk.encrypted})
        console.say("made_desk", folder=console.folder)
    return 0


def new_passphrase(console: Console) -> str:
    """The passphrase of a desk that is being made: given with the command, or typed twice."""
    return console.given_passphrase() or _ask_twice(console)


def _ask_twice(console: Console) -> str:
    import getpass

    if not sys.stdin.isatty():
        raise StoreProblem("passphrase_needed")
    first = getpass.getpass(console.words("cli.new_passphrase"))
    if first != getpass.getpass(console.words("cli.again_passphrase")):
        raise InvalidInput("passphrase_differs", field="passphrase")
    return first


def open_window(console: Console, *, page: str | None) -> int:
    """Opens the window on the desk folder."""
    if not has_screen():
        raise DeskError("no_screen")
    from ui import app

    given = console.given_passphrase()

    def opener(passphrase: str | None) -> "Desk":
        from eventdesk.desk import open_desk

        desk = open_desk(console.folder, passphrase=passphrase or given)
        try:
            console.seat(desk)
        except BaseException:
            desk.close()
            raise
        return desk

    return app.run(opener, page=page or "", desk_folder=console.folder)


def _screenshots(args: argparse.Namespace, console: Console) -> int:
    from ui.screenshots import take

    languages = (console.language,) if console.language else ("zh", "en")
    themes = (args.theme,) if args.theme else ("light", "dark")
    files = take(args.folder, languages=languages, themes=themes)
    console.document({"files": [str(file) for file in files]})
    console.say("screenshots", n=len(files), folder=args.folder)
    return 0


def _verify(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        proof = desk.proofs.verify()
    document = {
        "ok": proof.ok, "sqlite": proof.sqlite, "integrity": proof.integrity, "audit_chain": proof.audit_chain,
        "journal_chain": proof.journal_chain, "outbox_chain": proof.outbox_chain, "schema": proof.schema,
        "encrypted": proof.encrypted,
    }  # fmt: skip
    console.document(document)
    console.say("verified" if proof.ok else "not_whole")
    for key in ("integrity", "audit_chain", "journal_chain", "outbox_chain", "schema"):
        console.show(f"  {key}: {document[key]}")
    return 0 if proof.ok else 1


def _bench(args: argparse.Namespace, console: Console) -> int:
    import json

    try:
        from benchmarks.run import run
    except ModuleNotFoundError:
        # An installed program carries no measuring; a checkout does.
        raise WrongUsage("bench_missing", field="bench") from None
    figures = run(quick=args.quick)
    print(json.dumps(figures, ensure_ascii=False, indent=None if console.json else 2))
    return 0
