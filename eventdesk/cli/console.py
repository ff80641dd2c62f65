"""What all verbs share: opening the desk, printing, and saying what went wrong."""

import json
import os
import re
import sys
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk import passphrases
from eventdesk.errors import DeskError, InvalidInput, StoreProblem
from eventdesk.paths import default_desk
from eventdesk.services.typed import YEARS
from resources.words import Words, joined, sentence

_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass
class Console:
    """One run of the program on the command line."""

    json: bool
    language: str | None
    desk: Path | None
    passphrase_file: Path | None
    unmasked: bool
    operator: str | None = None

    @cached_property
    def words(self) -> Words:
        """The words of the language asked for, else of the environment; Chinese where neither says."""
        if self.language is not None:
            return Words(self.language)
        spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
        return Words("en" if spoken.startswith("en") else "zh")

    @property
    def folder(self) -> Path:
        """The desk folder."""
        return self.desk or default_desk()

    def open(self, station: str | None = None) -> Any:
        """The desk, opened; at a station if one is named. Close it, or use it in a ``with``."""
        from eventdesk.desk import has_desk, open_desk

        if not has_desk(self.folder):
            raise StoreProblem("no_desk", folder=self.folder.name)
        desk = open_desk(self.folder, passphrase=self.passphrase())
        try:
            self.seat(desk)
            if station is not None:
                desk.operators.sit_at(station)
        except BaseException:
            desk.close()
            raise
        return desk

    def seat(self, desk: Any) -> None:
        """Lets the operator act whom ``--operator`` or ``EVENTDESK_OPERATOR`` names; the owner where neither does."""
        who = self.operator or os.environ.get("EVENTDESK_OPERATOR")
        if who:
            desk.operators.begin_as(who)

    def passphrase(self) -> str | None:
        """From ``EVENTDESK_PASSPHRASE``, the file named, the system's keyring, or a terminal; None for a plain desk."""
        if not self._encrypted():
            return None
        given = self.given_passphrase()
        if given is not None:
            return given
        kept = passphrases.kept(self.folder)
        if kept is not None:
            return kept
        if sys.stdin.isatty():
            import getpass

            return getpass.getpass(self.words("cli.ask_passphrase"))
        raise StoreProblem("passphrase_needed")

    def given_passphrase(self) -> str | None:
        """The passphrase that the environment or a file gives."""
        if "EVENTDESK_PASSPHRASE" in os.environ:
            return os.environ["EVENTDESK_PASSPHRASE"]
        if self.passphrase_file is None:
            return None
        try:
            return self.passphrase_file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise InvalidInput("passphrase_file", field=self.passphrase_file.name) from None

    def _encrypted(self) -> bool:
        from eventdesk.desk import is_encrypted

        return is_encrypted(self.folder)

    def document(self, value: Any) -> None:
        """Prints one JSON document, if that was asked for."""
        if self.json:
            print(json.dumps(value, ensure_ascii=False, default=_plain), flush=True)

    def line(self, value: Any) -> None:
        """Prints one JSON line of a verb that streams."""
        print(json.dumps(value, ensure_ascii=False, default=_plain), flush=True)

    def say(self, key: str, **values: object) -> None:
        """Prints a sentence of the ``cli`` catalogue, unless JSON was asked for."""
        if not self.json:
            print(harmless(self.words(f"cli.{key}", **values)), flush=True)

    def show(self, text: str) -> None:
        """Prints a line of a listing, unless JSON was asked for."""
        if not self.json:
            print(harmless(text), flush=True)

    def fail(self, error: DeskError) -> None:
        """One line on standard error: what happened, and what to do. ``flaws`` among its details are the places of a file,
        each with its ``message``: with JSON they are part of the line, else a line each before it."""
        if sys.stderr is None:
            return  # closed by whoever started us: printing to None would end on standard output
        message, hint = sentence(self.words, error.code, error.details)
        flaws = error.details.get("flaws")
        found = {"flaws": flaws} if isinstance(flaws, list) else {}
        if self.json:
            said = {"error": error.code, "message": message, "hint": hint, **found}
            print(json.dumps(said, ensure_ascii=False), file=sys.stderr)
        else:
            lines = [flaw["message"] for flaw in found.get("flaws", ())]
            print(harmless("\n".join((*lines, joined(message, hint)))), file=sys.stderr)


def harmless(text: str) -> str:
    """Text without the characters that command a terminal: names come from files of people whom nobody knows."""
    return _COMMANDS.sub("", text)


def has_screen() -> bool:
    """On Linux a window needs a display, unless Qt was told to do without; elsewhere there is always one."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def file_to_write(file: Path | None) -> None:
    """:class:`InvalidInput` ``folder_missing`` where a file is to go to a folder that is not there: more often mistyped than
    meant, and nobody would look for the file in one that was made for it."""
    if file is not None and not file.parent.is_dir():
        raise InvalidInput("folder_missing", folder=str(file.parent))


def moment(text: str, zone: ZoneInfo, field: str) -> datetime:
    """An ISO 8601 moment; without an offset it is in the organisation's zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput("bad_time", field=field) from None
    if found.year not in YEARS:
        raise InvalidInput("bad_time", field=field)
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def day(text: str, field: str) -> date:
    """An ISO 8601 day."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("bad_day", field=field) from None
    if found.year not in YEARS:
        raise InvalidInput("bad_day", field=field)
    return found


def local(at: datetime, zone: ZoneInfo) -> str:
    """A moment as it is printed: ISO 8601 in the organisation's zone."""
    return at.astimezone(zone).isoformat(timespec="milliseconds" if at.microsecond else "seconds")


def _plain(value: object) -> object:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
