"""What a workbook's parts say that calamine doesn't: hidden rows and columns, the date system; and whether they are safe.

Each part is inflated once, piece by piece and counted, through expat without entities: a part that is larger than it may
be, isn't well-formed or brings its own document type is refused before calamine sees the file.
"""

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.parsers import expat

from eventdesk.exchange.trouble import Trouble

LARGEST_PART = 256 * 1024 * 1024
LARGEST_TOTAL = 320 * 1024 * 1024
MOST_PARTS = 5_000
_SUSPICIOUS_SIZE = 48 * 1024 * 1024
_SUSPICIOUS_RATIO = 150
"""Sheets of real registrations shrink to about a tenth; a hundredth and less is written to be a bomb."""
_CHUNK = 1 << 18
_ROW = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(row|col)\b([^>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_TRUE = (b"1", b"true")
_MOST_COLUMNS = 16_384


@dataclass
class SheetExtras:
    """Row numbers (1-based) and column indexes (0-based) that are hidden."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass
class Parts:
    """What the parts of a workbook say, by sheet name."""

    kind: str
    date1904: bool = False
    sheets: dict[str, SheetExtras] = field(default_factory=dict)


def inspect_parts(archive: zipfile.ZipFile) -> Parts:
    """Checks every part that a reader will open; raises :class:`Trouble` where one isn't fit to be opened."""
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    _check_sizes(entries)
    if "xl/workbook.bin" in names:
        return Parts(kind="xlsb")
    if "xl/workbook.xml" in names:
        return _excel(archive, names)
    if "content.xml" in names:
        _scan(archive, "content.xml", None)
        return Parts(kind="ods")
    raise Trouble("file_not_workbook")


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_TOTAL:
        raise Trouble("file_too_large")
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > LARGEST_PART or (entry.file_size > _SUSPICIOUS_SIZE and ratio > _SUSPICIOUS_RATIO):
            raise Trouble("file_too_large")
        if entry.flag_bits & 0x1:
            raise Trouble("file_protected")


def _excel(archive: zipfile.ZipFile, names: set[str]) -> Parts:
    workbook = _Workbook()
    _scan(archive, "xl/workbook.xml", workbook)
    targets = _Relations()
    if "xl/_rels/workbook.xml.rels" in names:
        _scan(archive, "xl/_rels/workbook.xml.rels", targets)
    parts = Parts(kind="xlsx", date1904=workbook.date1904)
    for name, relation in workbook.sheets:
        part = targets.sheets.get(relation)
        if part is None:
            continue
        if part not in names:
            raise Trouble("file_damaged")
        extras = SheetExtras()
        _scan(archive, part, None, extras)
        parts.sheets[name] = extras
    for part in ("xl/sharedStrings.xml", "xl/styles.xml"):
        if part in names:
            _scan(archive, part, None)
    return parts


class _Workbook:
    """Collects sheet names with their relation ids, and the date system."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.date1904 = False

    def __call__(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "sheet":
            relation = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id" and ":" in k), "")
            self.sheets.append((attributes.get("name", ""), relation))
        elif local == "workbookPr":
            self.date1904 = attributes.get("date1904", "0") in ("1", "true")


class _Relations:
    """Collects the parts that relation ids stand for."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}

    def __call__(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = unquote(attributes.get("Target", ""))
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            self.sheets[attributes.get("Id", "")] = full


def _refuse(*_: object) -> None:
    raise Trouble("file_unsafe")


def _scan(
    archive: zipfile.ZipFile, part: str, elements: _Workbook | _Relations | None, extras: SheetExtras | None = None
) -> None:
    """Inflates a part once; checks that it is well-formed, and hands its elements or hidden rows over."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    if elements is not None:
        parser.StartElementHandler = elements
    finder = _HiddenFinder(extras) if extras is not None else None
    total = 0
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > LARGEST_PART:
                    raise Trouble("file_too_large")
                parser.Parse(chunk, False)
                if finder is not None:
                    finder.feed(chunk)
            parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, EOFError, KeyError):
        raise Trouble("file_damaged") from None


class _HiddenFinder:
    """Finds ``<row hidden="1">`` and ``<col hidden="1">`` in a stream of pieces, at the speed of a regular expression.

    A column of width 0 or a row of height 0 is as hidden as one that says so.
    """

    def __init__(self, extras: SheetExtras) -> None:
        self._extras = extras
        self._rest = b""
        self._row = 0

    def feed(self, chunk: bytes) -> None:
        data = self._rest + chunk
        last = data.rfind(b"<")
        self._rest = data[last:] if last >= 0 and b">" not in data[last:] else b""
        if b"hidden" not in data and b":row" not in data:
            self._pass_over(data[: len(data) - len(self._rest)])
            return
        for match in _ROW.finditer(data, 0, len(data) - len(self._rest)):
            attributes = dict(_ATTRIBUTE.findall(match.group(2)))
            if match.group(1) == b"row":
                self._take_row(attributes)
            elif attributes.get(b"hidden") in _TRUE:
                self._take_columns(attributes)

    def _pass_over(self, data: bytes) -> None:
        """Keeps count of rows in a piece that hides nothing."""
        last = _ROW.match(data, max(data.rfind(b"<row "), 0))
        number = dict(_ATTRIBUTE.findall(last.group(2))).get(b"r", b"") if last else b""
        self._row = int(number) if number.isdigit() else self._row + data.count(b"<row ") + data.count(b"<row>")

    def _take_row(self, attributes: dict[bytes, bytes]) -> None:
        number = attributes.get(b"r", b"")
        self._row = int(number) if number.isdigit() else self._row + 1
        if attributes.get(b"hidden") in _TRUE:
            self._extras.hidden_rows.add(self._row)

    def _take_columns(self, attributes: dict[bytes, bytes]) -> None:
        first, last = attributes.get(b"min", b""), attributes.get(b"max", b"")
        if first.isdigit() and last.isdigit():
            self._extras.hidden_columns.update(range(int(first) - 1, min(int(last), _MOST_COLUMNS)))
