"""The child process that opens files from outside: ``python -m eventdesk.exchange.child FILE SECONDS MEGABYTES [KIND]``.

It writes one JSON document to standard output: ``{"kind", "date1904", "sheets"}``, for the kind ``calendar``
``{"entries", "left_out", "others"}``, or ``{"error", "details"}``. It imports
little, so that it starts fast, and limits itself before it reads the first byte.
"""

import json
import sys
from typing import Any

from eventdesk.exchange.spreadsheet import read_spreadsheet
from eventdesk.exchange.textfile import read_textfile
from eventdesk.exchange.trouble import Trouble

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EMPTY_ZIP = b"PK\x05\x06"
_NEITHER = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"BM", b"RIFF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF")
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"{\\rtf")


def limit(seconds: int, megabytes: int) -> None:
    """Sets the memory and processor time that this process may use, where the platform has such limits."""
    try:
        import resource
    except ImportError:
        return
    memory = megabytes * 1024 * 1024
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0),
                       (resource.RLIMIT_FSIZE, 0)):  # fmt: skip
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):
            continue


def read(path: str) -> dict[str, Any]:
    """The document for a file, told by its content, whatever its name ends in."""
    with open(path, "rb") as file:
        head = file.read(4096)
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return read_spreadsheet(path, is_zip=True)
    if head.startswith(_OLE):
        return read_spreadsheet(path, is_zip=False)
    if head.startswith(_NEITHER) or head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_MARKUP):
        raise Trouble("file_not_workbook")
    named_text = path.lower().endswith((".csv", ".txt", ".tsv"))
    return read_textfile(path, named_text=named_text)


def read_calendar(path: str) -> dict[str, Any]:
    """The document for a calendar file."""
    from eventdesk.exchange.calendar_read import document_of

    return document_of(path)


def main(arguments: list[str]) -> int:
    """Reads the file and writes the document; the exit code is 0 even where the document is an error."""
    path, seconds, megabytes, *kind = arguments
    limit(int(float(seconds)), int(megabytes))
    try:
        document = read_calendar(path) if kind == ["calendar"] else read(path)
    except Trouble as trouble:
        document = {"error": trouble.code, "details": trouble.details}
    except MemoryError:
        return 3
    except (OSError, ValueError, KeyError, EOFError):
        document = {"error": "file_damaged", "details": {}}
    try:
        sys.stdout.write(json.dumps(document, ensure_ascii=True, separators=(",", ":"), allow_nan=False))
        sys.stdout.flush()
    except MemoryError:
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
