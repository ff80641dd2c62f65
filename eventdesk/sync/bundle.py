"""Items as a file on a USB stick, from one desk to the next where there is no network.

Gzip over lines of JSON: a head that names the organisation and the devices with their keys, a line for each item, and a foot with
the number of items and the SHA-256 of all lines before it, so that half a file is never taken for a whole one. Each item is signed
by the device that told it: who carries the file can change nothing of what known devices told. It proves nothing of a device that
nobody here has met: somebody is asked about such a one before any of its items is believed (:mod:`eventdesk.sync.stick`), but for a
new desk that is made of the stick. A hub lets in only whom it invited.
"""

import base64
import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eventdesk.errors import StoreProblem, UnreadableFile
from eventdesk.sync.apply import KnownDevice
from eventdesk.sync.told import Told

FORMAT = "eventdesk-bundle-1"
LARGEST_LINE = 4 * 1024 * 1024
"""Bytes of one item; a signature on screen is the largest thing that one holds."""
MOST_BYTES = 1024 * 1024 * 1024
"""Bytes that a bundle may unfold to."""


@dataclass(frozen=True)
class Bundle:
    """What a bundle holds."""

    organisation: str
    devices: tuple[KnownDevice, ...]
    items: tuple[Told, ...]


def write_bundle(file: Path, *, organisation: str, devices: Iterable[KnownDevice], items: Iterable[Told]) -> int:
    """Writes a bundle, whole or not at all; how many items it holds. :class:`StoreProblem` ``bundle_not_written`` where the place
    can't be written to."""
    part, count = file.with_name(file.name + ".part"), 0
    head = {
        "format": FORMAT, "organisation": organisation,
        "devices": [{"id": one.id, "public": base64.b64encode(one.public).decode(), "name": one.name} for one in devices],
    }  # fmt: skip
    digest = hashlib.sha256()
    try:
        with part.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as out:
            out.write(_line(head, digest))
            for item in items:
                out.write(_line(asdict(item), digest))
                count += 1
            out.write(_line({"items": count, "sha256": digest.hexdigest()}, None))
            out.close()
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreProblem("bundle_not_written", file=file.name, kind=type(error).__name__) from error
    return count


def read_bundle(file: Path) -> Bundle:
    """Reads a bundle. :class:`UnreadableFile` ``bundle_not_one``, ``bundle_cut`` or ``bundle_large`` for anything that is not a
    whole one, :class:`StoreProblem` ``bundle_unreadable`` where the file can't be read."""
    try:
        with gzip.open(file, "rb") as unfolded:
            return _read(_lines(unfolded))
    except (EOFError, _Cut) as error:
        raise UnreadableFile("bundle_cut", file=file.name) from error
    except _Large as error:
        raise UnreadableFile("bundle_large", file=file.name) from error
    except (gzip.BadGzipFile, zlib.error, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableFile("bundle_not_one", file=file.name) from error
    except OSError as error:
        raise StoreProblem("bundle_unreadable", file=file.name, kind=type(error).__name__) from error


class _Cut(Exception):
    """The end is missing, or is another file's."""


class _Large(Exception):
    """More than a bundle may hold."""


def _read(lines: Iterator[bytes]) -> Bundle:
    digest = hashlib.sha256()
    first = next(lines, b"{}")
    head = json.loads(first)
    if head.get("format") != FORMAT:
        raise ValueError("no bundle")
    digest.update(first)
    devices = tuple(
        KnownDevice(str(one["id"]), base64.b64decode(one["public"], validate=True), str(one["name"])) for one in head["devices"]
    )
    items: list[Told] = []
    for line in lines:
        values = json.loads(line)
        if "sha256" in values and "items" in values:
            if values != {"items": len(items), "sha256": digest.hexdigest()} or next(lines, None) is not None:
                raise _Cut
            return Bundle(str(head["organisation"]), devices, tuple(items))
        items.append(_told(values))
        digest.update(line)
    raise _Cut


def _told(values: dict[str, Any]) -> Told:
    kinds = {"number": int, "schema": int, "erased": bool}
    if any(type(value) is not kinds.get(name, str) for name, value in values.items()):
        raise ValueError("an item of other kinds of values")
    return Told(**values)


def _lines(file: Any) -> Iterator[bytes]:
    total = 0
    while line := file.readline(LARGEST_LINE + 1):
        total += len(line)
        if len(line) > LARGEST_LINE or total > MOST_BYTES:
            raise _Large
        yield line


def _line(values: Any, digest: Any) -> bytes:
    line: bytes = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    if digest is not None:
        digest.update(line)
    return line
