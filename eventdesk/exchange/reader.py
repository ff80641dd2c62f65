"""Reads a spreadsheet or text file from outside, in a child process that can't harm this one.

The child has a limited time and memory, knows no secret of ours, and hands the cells back as JSON. Whatever a file
does to it, the answer here is a workbook or one :class:`~eventdesk.errors.UnreadableFile`.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from eventdesk.errors import UnreadableFile
from eventdesk.exchange.workbook import Cell, Sheet, Workbook

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes. A registration workbook of 10,000 families is about 2 MB."""
LARGEST_PASTE = 2 * 1024 * 1024
"""Characters. A group chat's list of a thousand families is about 60,000."""
_LARGEST_ANSWER = 192 * 1024 * 1024
_KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH")


def read_workbook(path: Path | str, *, max_seconds: float = 20, max_memory_mb: int = 512) -> Workbook:
    """The file's sheets as plain values.

    Raises :class:`UnreadableFile` with one of the codes ``file_missing``, ``file_is_directory``, ``file_no_access``,
    ``file_empty``, ``file_not_workbook``, ``file_encoding``, ``file_quotes``, ``file_damaged``, ``file_unsafe``, ``file_protected``,
    ``file_too_large``, ``file_too_slow`` or ``file_no_rows``; ``file`` is the file's name without its folder.
    """
    path = Path(path)
    _check_outside(path)
    answer = ask_child(path, kind="workbook", max_seconds=max_seconds, max_memory_mb=max_memory_mb)
    try:
        document = json.loads(answer)
    except ValueError:
        raise UnreadableFile("file_damaged", file=path.name) from None
    del answer
    if "error" in document:
        raise UnreadableFile(str(document["error"]), file=path.name, **document.get("details", {}))
    return _workbook(document, path.name)


def read_text(text: str, *, name: str) -> Workbook:
    """Pasted text as a workbook: a 接龙, or a table copied out of a spreadsheet; ``name`` stands for a file's in messages.

    Nothing but characters is read here, so no child process is needed. Raises :class:`UnreadableFile` as
    :func:`read_workbook`, ``file_too_large`` above :data:`LARGEST_PASTE` characters.
    """
    from eventdesk.exchange.textfile import document_of
    from eventdesk.exchange.trouble import Trouble

    if not text.strip():
        raise UnreadableFile("file_empty", file=name)
    if len(text) > LARGEST_PASTE:
        raise UnreadableFile("file_too_large", file=name)
    try:
        return _workbook(document_of(text.removeprefix("\ufeff")), name)
    except Trouble as trouble:
        raise UnreadableFile(trouble.code, file=name, **trouble.details) from None


def _check_outside(path: Path) -> None:
    """What can be told without opening the file."""
    try:
        if path.is_dir():
            raise UnreadableFile("file_is_directory", file=path.name)
        if not path.exists():
            raise UnreadableFile("file_missing", file=path.name)
        if not path.is_file():
            raise UnreadableFile("file_not_workbook", file=path.name)
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except (OSError, ValueError):
        raise UnreadableFile("file_no_access", file=path.name) from None
    if size == 0:
        raise UnreadableFile("file_empty", file=path.name)
    if size > LARGEST_FILE:
        raise UnreadableFile("file_too_large", file=path.name)


def _command(path: Path, kind: str, seconds: float, memory_mb: int) -> list[str]:
    limits = [str(path.resolve()), str(int(seconds) + 1), str(memory_mb), kind]
    if getattr(sys, "frozen", False):
        return [sys.executable, "--read-child", *limits]
    return [sys.executable, "-m", "eventdesk.exchange.child", *limits]


def child_environment(own: Mapping[str, str]) -> dict[str, str]:
    """Of our own environment only what a Python process needs to start: no passphrase, no address to connect to."""
    kept = {name: own[name] for name in _KEPT_ENVIRONMENT if name in own}
    package_home = str(Path(__file__).resolve().parents[2])
    return kept | {"PYTHONPATH": package_home, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def ask_child(path: Path, *, kind: str, max_seconds: float, max_memory_mb: int) -> bytes:
    """What the child says of a file: a JSON document. ``kind`` is ``workbook`` or ``calendar``.

    :class:`UnreadableFile` where it took too long or ended by itself.
    """
    child = subprocess.Popen(
        _command(path, kind, max_seconds, max_memory_mb),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child_environment(os.environ),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    assert child.stdout is not None
    received: list[bytes] = []
    too_much = threading.Event()
    listener = threading.Thread(target=_listen, args=(child.stdout, received, too_much), daemon=True)
    listener.start()
    listener.join(max_seconds)
    in_time = not listener.is_alive()
    if not in_time or too_much.is_set():
        child.kill()
    code = child.wait()
    listener.join()
    child.stdout.close()
    if too_much.is_set():
        raise UnreadableFile("file_too_large", file=path.name)
    if not in_time:
        raise UnreadableFile("file_too_slow", file=path.name)
    if code != 0:
        # It asked for more memory or time than it may have, or the library that reads the format gave up on the file.
        raise UnreadableFile("file_too_large" if code in _LIMIT_CODES else "file_damaged", file=path.name)
    return b"".join(received)


_LIMIT_CODES = (-6, -9, -24, 3)
"""How a child ends that meets its limits: abort (an allocation refused), kill, processor time; 3 is our own MemoryError."""


def _listen(stream: IO[bytes], received: list[bytes], too_much: threading.Event) -> None:
    total = 0
    while chunk := stream.read1(1 << 20) if hasattr(stream, "read1") else stream.read(1 << 20):
        total += len(chunk)
        if total > _LARGEST_ANSWER:
            too_much.set()
            return
        received.append(chunk)


def _workbook(document: dict[str, Any], file: str) -> Workbook:
    sheets = tuple(
        Sheet(
            name=sheet["name"],
            rows=tuple(tuple(_cell(v) if isinstance(v, list) else v for v in row) for row in sheet["rows"]),
            first_row=sheet["first_row"],
            hidden_rows=frozenset(sheet["hidden_rows"]),
            hidden_columns=frozenset(sheet["hidden_columns"]),
            merged=tuple((a, b, c, d) for a, b, c, d in sheet["merged"]),
            hidden=sheet["hidden"],
        )
        for sheet in document["sheets"]
    )
    return Workbook(kind=document["kind"], sheets=sheets, date1904=document["date1904"], file=file)


def _cell(value: list[str]) -> Cell:
    """JSON has no dates: they come as ``["d", "2021-03-05"]`` or ``["t", "2021-03-05T10:00:00"]``."""
    kind, text = value
    return date.fromisoformat(text) if kind == "d" else datetime.fromisoformat(text)
