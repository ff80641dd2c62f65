"""Finds the verb, runs it, and turns every failure into one line and an exit code."""

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from eventdesk import __version__
from eventdesk.cli.console import Console
from eventdesk.cli.parser import Parser
from eventdesk.errors import DeskError, StoreProblem
from eventdesk.services.collecting import collecting_seldom
from resources.words import LANGUAGES, Words

VERBS = {
    "program": ("init", "gui", "screenshots", "verify", "bench"),
    "events": ("events",),
    "venues": ("venues",),
    "partners": ("partners",),
    "money": ("budget",),
    "proposals": ("proposals",),
    "registrations": ("registrations",),
    "fees": ("fees",),
    "places": ("places",),
    "questions": ("questions",),
    "families": ("families",),
    "privacy": ("consents", "notices"),
    "tickets": ("tickets", "scan"),
    "door": ("checkin", "attendance"),
    "reports": ("report",),
    "reports_sent": ("reports",),
    "season": ("season",),
    "messages": ("messages",),
    "feedback": ("feedback",),
    "cases": ("case",),
    "surveys": ("survey",),
    "volunteers": ("volunteers",),
    "operators": ("operators",),
    "sync": ("sync", "enrol", "join"),
    "hub": ("hub",),
    "demo": ("demo",),
}
"""The modules of this folder with the verbs they bring; each has ``add_parsers(verbs, common, words)``."""

EVENT_ACTIONS = {
    "events": ("add", "list", "show", "slots", "rules"),
    "calendars": ("export", "import"),
    "event_life": ("clone", "repeat", "publish", "state", "cancel", "details", "calls"),
    "event_schedule": ("conflicts", "release", "draft"),
    "checklists": ("tasks",),
    "plans": ("plan", "emergency"),
    "announcements": ("announce", "poster"),
}
"""The modules that bring actions of the verb ``events``; each has ``add_actions(actions, common, words)``."""

_WITH_A_VALUE = ("--desk", "--passphrase-file", "--operator", "--lang")
"""What may stand before the verb and is followed by a word of its own."""


def main() -> int:
    """Runs the process's own command line: :func:`run_line`.

    A verb lives for half a second and what it loads stays until its end. Looking through all of it for garbage, time and
    again while it is loaded and once more at the exit, took a quarter of that.
    """
    with collecting_seldom():
        try:
            return run_line(sys.argv[1:])
        finally:
            gc.freeze()


def run_line(argv: Sequence[str]) -> int:
    """Runs one command line. 0 done, 1 could not be done and nothing was changed, 2 wrong usage."""
    arguments = list(argv)
    _speak_utf8()
    # Until the line is parsed only a look at it tells in which language and form to help and to complain.
    console = Console(
        json="--json" in arguments, language=_language(arguments), desk=None, passphrase_file=None, unmasked=False
    )
    try:
        args = parser(console.words, *_plain(arguments)[:2]).parse_args(arguments)
        console = Console(
            json=getattr(args, "json", False), language=getattr(args, "lang", None), desk=getattr(args, "desk", None),
            passphrase_file=getattr(args, "passphrase_file", None), unmasked=getattr(args, "unmasked", False),
            operator=getattr(args, "operator", None),
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
        _drop_output()
        return 0
    except OSError as error:
        # Most often the output itself: what is left of it in the buffer would fail once more at the end.
        _drop_output()
        console.fail(StoreProblem("system_refused", reason=error.strerror or type(error).__name__))
        return 1


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser(words: Words, verb: str | None = None, action: str | None = None) -> argparse.ArgumentParser:
    """The command line with its help in one language: the whole of it, or only the modules that bring a verb and its action.

    Building all parsers takes a tenth of a second, and a verb needs its own.
    """
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--desk", metavar="FOLDER", type=Path, help=words("help.desk"))
    common.add_argument("--passphrase-file", metavar="FILE", type=Path, help=words("help.passphrase_file"))
    common.add_argument("--operator", metavar="NAME", help=words("help.operator"))
    common.add_argument("--json", action="store_true", help=words("help.json"))
    common.add_argument("--unmasked", action="store_true", help=words("help.unmasked"))
    common.add_argument("--lang", choices=LANGUAGES, help=words("help.lang"))
    top = Parser(
        words=words, prog="eventdesk", parents=[common], description=words("help.program"),
        epilog="eventdesk --desk ~/desk checkin CAMP --stdin < scans.txt",
    )  # fmt: skip
    top.add_argument("--version", action="version", version=f"eventdesk {__version__}", help=words("help.version"))
    verbs = top.add_subparsers(metavar="VERB", title=words("help.verbs"))
    for module in _bringing(VERBS, verb):
        actions = importlib.import_module(f"eventdesk.cli.{module}").add_parsers(verbs, common, words)
        for more in _bringing(EVENT_ACTIONS, action) if module == "events" else ():
            importlib.import_module(f"eventdesk.cli.{more}").add_actions(actions, common, words)
    return top


def _bringing(modules: Mapping[str, Sequence[str]], word: str | None) -> Sequence[str]:
    """The module that brings a word; all of them where none does, so that a complaint and the help name every word."""
    return [name for name, brought in modules.items() if word in brought] or list(modules)


def _plain(arguments: Sequence[str]) -> list[str]:
    """The words that are neither options nor, before the verb, an option's value."""
    found: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if not argument.startswith("-"):
            found.append(argument)
        elif len(argument) > 2 and any(option.startswith(argument) for option in _WITH_A_VALUE):
            next(rest, None)
    return found


def _language(arguments: Sequence[str]) -> str | None:
    """The language that ``--lang`` names, as far as it is one."""
    for place, argument in enumerate(arguments):
        name, given, value = argument.partition("=")
        if name == "--lang":
            named = value if given else "".join(arguments[place + 1 : place + 2])
            return named if named in LANGUAGES else None
    return None


def _window(console: Console) -> int:
    from eventdesk.cli.program import open_window

    return open_window(console, page=None)


def _speak_utf8() -> None:
    """Chinese must come out whole even where the locale is C; on Windows a pipe is the ANSI code page otherwise."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="surrogateescape" if stream is sys.stdin else "replace")
