"""Reads a calendar file (.ics) from outside, in the child process that :mod:`eventdesk.exchange.reader` starts."""

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from eventdesk.errors import UnreadableFile
from eventdesk.exchange.calendar_items import LARGEST_CALENDAR, CalendarFile, Entry, LeftOut, Moment, Occurrence
from eventdesk.exchange.trouble import Trouble


def read_calendar(path: Path | str, *, max_seconds: float = 4.5, max_memory_mb: int = 512) -> CalendarFile:
    """The file's events.

    Raises :class:`UnreadableFile`; ``file`` is the file's name without its folder, ``line`` where in it. Nothing that a
    file says keeps this longer than ``max_seconds``.
    """
    from eventdesk.exchange.reader import ask_child

    path = Path(path)
    _check(path)
    try:
        answer = ask_child(path, kind="calendar", max_seconds=max_seconds, max_memory_mb=max_memory_mb)
        document = json.loads(answer)
    except ValueError:
        raise UnreadableFile("calendar_damaged", file=path.name) from None
    except UnreadableFile as error:
        if error.code == "file_too_slow":
            raise UnreadableFile("calendar_too_slow", file=path.name) from None
        if error.code == "file_too_large":
            raise UnreadableFile("calendar_too_large", file=path.name) from None
        raise UnreadableFile("calendar_damaged", file=path.name) from None
    if "error" in document:
        raise UnreadableFile(document["error"], file=path.name, **document["details"])
    return _file(document, path.name)


def document_of(path: str) -> dict[str, Any]:
    """In the child: the file as one JSON document."""
    from eventdesk.exchange.calendar_gather import gather

    with Path(path).open("rb") as file:
        data = file.read(LARGEST_CALENDAR + 1)
    try:
        entries, left, others = gather(data)
    except (KeyError, ValueError, OverflowError):
        raise Trouble("calendar_damaged") from None
    return {
        "entries": [asdict(entry) | {"occurrences": [_plain(one) for one in entry.occurrences]} for entry in entries],
        "left_out": [asdict(one) for one in left], "others": others,
    }  # fmt: skip


def _check(path: Path) -> None:
    """What can be told without opening the file."""
    try:
        if path.is_dir():
            raise UnreadableFile("calendar_is_directory", file=path.name)
        if not path.exists():
            raise UnreadableFile("file_missing", file=path.name)
        if not path.is_file():
            raise UnreadableFile("calendar_not_calendar", file=path.name)
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except (OSError, ValueError):
        raise UnreadableFile("file_no_access", file=path.name) from None
    if size == 0:
        raise UnreadableFile("file_empty", file=path.name)
    if size > LARGEST_CALENDAR:
        raise UnreadableFile("calendar_too_large", file=path.name)


def _plain(one: Occurrence) -> dict[str, Any]:
    return asdict(one) | {"start": one.start.isoformat(), "end": one.end.isoformat()}


def _moment(text: str) -> Moment:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def _file(document: dict[str, Any], name: str) -> CalendarFile:
    return CalendarFile(
        file=name,
        entries=tuple(
            Entry(**entry | {
                "zones": tuple(entry["zones"]),
                "occurrences": tuple(
                    Occurrence(**one | {"start": _moment(one["start"]), "end": _moment(one["end"])})
                    for one in entry["occurrences"]
                ),
            })
            for entry in document["entries"]
        ),
        left_out=tuple(LeftOut(**one) for one in document["left_out"]),
        others=tuple(document["others"]),
    )  # fmt: skip
