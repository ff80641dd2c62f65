"""Finds the verb, runs it, and turns every failure into one line and an exit code."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from eventdesk import __version__
from eventdesk.cli.console import Console
from eventdesk.errors import DeskError, WrongUsage

VERBS = ("program", "events", "registrations", "families", "tickets", "door", "reports", "demo")
"""The modules of this folder that bring verbs; each has ``add_parsers(verbs, common)``."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line. 0 done, 1 could not be done and nothing was changed, 2 wrong usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    # Until the words are parsed only a look at them tells how an error of usage is to be printed.
    console = Console(json="--json" in arguments, language=None, desk=None, passphrase_file=None, unmasked=False)
    try:
        args = parser().parse_args(arguments)
        console = Console(
            json=getattr(args, "json", False), language=getattr(args, "lang", None), desk=getattr(args, "desk", None),
            passphrase_file=getattr(args, "passphrase_file", None), unmasked=getattr(args, "unmasked", False),
        )  # fmt: skip
        if getattr(args, "run", None) is None:
            return _window(console)
        return int(args.run(args, console) or 0)
    except DeskError as error:
        console.fail(error)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


class Parser(argparse.ArgumentParser):
    """Says what is wrong like every other failure: in one line, and as JSON where that was asked for.

    ``epilog`` is a command line, shown as the example at the end of the help.
    """

    def __init__(self, *, epilog: str, **settings: Any) -> None:
        settings["formatter_class"] = argparse.RawDescriptionHelpFormatter
        super().__init__(epilog=f"example:\n  {epilog}", **settings)

    def error(self, message: str) -> NoReturn:
        """Ends with exit code 2; ``message`` is argparse's own."""
        raise WrongUsage("bad_arguments", detail=" ".join(message.split()), verb=self.prog)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--desk", metavar="FOLDER", type=Path, help="the desk folder (else EVENTDESK_HOME)")
    common.add_argument("--passphrase-file", metavar="FILE", type=Path, help="a file that holds the passphrase")
    common.add_argument("--json", action="store_true", help="one JSON document on standard output")
    common.add_argument("--unmasked", action="store_true", help="show names and phones (needs the right; is audited)")
    common.add_argument("--lang", choices=("zh", "en"), help="language of sentences and files")
    top = Parser(
        prog="eventdesk", parents=[common],
        description="EventDesk: events of a parent-child community, from the list to the report. "
        "Without a verb the window opens.",
        epilog="eventdesk --desk ~/desk checkin CAMP --stdin < scans.txt",
    )  # fmt: skip
    top.add_argument("--version", action="version", version=f"eventdesk {__version__}")
    verbs = top.add_subparsers(metavar="VERB", title="verbs")
    for name in VERBS:
        importlib.import_module(f"eventdesk.cli.{name}").add_parsers(verbs, common)
    return top


def _window(console: Console) -> int:
    from eventdesk.cli.program import open_window

    return open_window(console, page=None)


def _speak_utf8() -> None:
    """Chinese must come out whole even where the locale is C; on Windows a pipe is the ANSI code page otherwise."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="surrogateescape" if stream is sys.stdin else "replace")
