"""The lines of a calendar file and the components that they make: RFC 5545, section 3.1 and 3.6.

Every line is kept as it stood. Folded lines are joined as bytes, because some programs fold between the bytes of one
character; a line's number is that of its first part, as a person sees it in an editor.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from eventdesk.exchange.calendar_items import LARGEST_CALENDAR, MOST_ENTRIES
from eventdesk.exchange.textfile import decoded
from eventdesk.exchange.trouble import Trouble

DEEPEST = 8
"""A VALARM in a VEVENT in a VCALENDAR is three deep."""
MOST_LINES = 500_000
_HEAD = re.compile(r'([A-Za-z0-9_.-]+)((?:;[^=:;"]+=(?:"[^"]*"|[^":;,]*)(?:,(?:"[^"]*"|[^":;,]*))*)*):')
_NAME = re.compile(r"([A-Za-z0-9_.-]+)[;:]")
_PARAMETER = re.compile(r';([^=:;"]+)=((?:"[^"]*"|[^":;,]*)(?:,(?:"[^"]*"|[^":;,]*))*)')
_BREAK = re.compile(rb"\r\n|\n|\r")


class Line(NamedTuple):
    """One content line, unfolded. ``head`` is how many characters stand before the value."""

    number: int
    text: str
    name: str
    head: int

    @property
    def value(self) -> str:
        """Behind the colon, escapes and all."""
        return self.text[self.head :]

    @property
    def parameters(self) -> dict[str, str]:
        """By their names in capitals; of a list the text between the signs, quotation marks taken off a single one."""
        found = _PARAMETER.findall(self.text[: self.head - 1])
        return {
            name.upper(): value[1:-1] if value[:1] == '"' and value.count('"') == 2 else value for name, value in found
        }


@dataclass
class Component:
    """BEGIN to END: its own lines and the components inside it."""

    name: str
    line: int
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    """Everything between BEGIN and END, in the file's order."""

    def first(self, name: str) -> Line | None:
        """Its first line of that name."""
        return next((line for line in self.lines if line.name == name), None)

    def all(self, name: str) -> list[Line]:
        """Its lines of that name."""
        return [line for line in self.lines if line.name == name]

    def whole(self) -> str:
        """The component as text, lines parted by a line feed."""
        return "\n".join((f"BEGIN:{self.name}", *self.text, f"END:{self.name}"))


def read_line(text: str, number: int) -> Line:
    """A content line in its parts; ``calendar_line`` where it has none."""
    found = _HEAD.match(text)
    if found is not None:
        return Line(number, text, found[1].upper(), found.end())
    # Programs put into parameters what may not stand there. The line is kept as it is all the same.
    name = _NAME.match(text)
    colon = text.find(":")
    if name is None or colon < 0:
        raise Trouble("calendar_line", line=number)
    return Line(number, text, name[1].upper(), colon + 1)


def components(data: bytes) -> list[Component]:
    """The VCALENDARs of a file. Trouble where it is none, is cut off, or holds more than anybody plans."""
    if len(data) > LARGEST_CALENDAR or data.count(b"\n") > MOST_LINES:
        raise Trouble("calendar_too_large")
    data = _as_utf8(data)
    found = _Found()
    for number, text in _unfolded(data):
        if not found.open and text[:6].upper() != "BEGIN:":
            raise Trouble("calendar_line" if found.calendars else "calendar_not_calendar", line=number)
        if number > MOST_LINES:
            raise Trouble("calendar_too_large")
        line = read_line(text, number)
        match line.name:
            case "BEGIN":
                found.begin(line)
            case "END":
                found.end(line)
            case _:
                found.open[-1].lines.append(line)
                found.open[-1].text.append(text)
    if found.open:
        raise Trouble("calendar_unbalanced", line=found.open[-1].line, name=found.open[-1].name[:40])
    if not found.calendars:
        raise Trouble("calendar_not_calendar")
    return found.calendars


class _Found:
    """What was read so far: the calendars, and the components that are open."""

    def __init__(self) -> None:
        self.open: list[Component] = []
        self.calendars: list[Component] = []
        self._events = 0

    def begin(self, line: Line) -> None:
        name = line.value.strip().upper()
        if not self.open and name != "VCALENDAR":
            raise Trouble("calendar_not_calendar")
        if len(self.open) >= DEEPEST:
            raise Trouble("calendar_deep", line=line.number)
        self._events += name == "VEVENT"
        if self._events > MOST_ENTRIES:
            raise Trouble("calendar_many", line=line.number, most=MOST_ENTRIES)
        made = Component(name, line.number)
        (self.open[-1].parts if self.open else self.calendars).append(made)
        self.open.append(made)

    def end(self, line: Line) -> None:
        if self.open[-1].name != line.value.strip().upper():
            raise Trouble("calendar_unbalanced", line=line.number, name=self.open[-1].name[:40])
        closed = self.open.pop()
        if len(self.open) > 1:
            self.open[-1].text.extend((f"BEGIN:{closed.name}", *closed.text, f"END:{closed.name}"))


def component_of(text: str) -> Component:
    """The component of a text that was kept."""
    stack: list[Component] = [Component("", 0)]
    for number, part in enumerate(text.split("\n"), start=1):
        line = read_line(part, number)
        if line.name == "BEGIN":
            stack.append(Component(line.value, number))
            stack[-2].parts.append(stack[-1])
        elif line.name == "END":
            closed = stack.pop()
            stack[-1].text.extend((f"BEGIN:{closed.name}", *closed.text, f"END:{closed.name}"))
        else:
            stack[-1].lines.append(line)
            stack[-1].text.append(part)
    return stack[0].parts[0]


def _as_utf8(data: bytes) -> bytes:
    """The file's bytes in UTF-8; calendar programs write nothing else, but files pass through editors."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\x00" in data or not _is_utf8(_joined(data)):
        text = decoded(data)
        if text is None or "BEGIN:VCALENDAR" not in text[:4096].upper():
            raise Trouble("calendar_not_calendar")
        data = text.encode("utf-8", "replace")
    if b"\x00" in data:
        raise Trouble("calendar_nul", line=len(_BREAK.findall(data[: data.index(b"\x00")])) + 1)
    return data


def _joined(data: bytes) -> bytes:
    return re.sub(rb"\r?\n[ \t]", b"", data)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _unfolded(data: bytes) -> Iterator[tuple[int, str]]:
    """``(number, text)`` of each content line; empty lines are none."""
    begun, parts = 0, list[bytes]()
    for number, part in enumerate(_BREAK.split(data), start=1):
        if part[:1] in (b" ", b"\t") and parts:
            parts.append(part[1:])
            continue
        if parts:
            yield begun, b"".join(parts).decode("utf-8", "replace")
        begun, parts = number, [part] if part.strip() else []
    if parts:
        yield begun, b"".join(parts).decode("utf-8", "replace")
