"""微信接龙: a list that people continue in a group chat. Finds its entries in pasted text; what they say is read elsewhere.

An entry starts on a numbered line (``12. 豆豆妈妈 …``) and goes on over the lines without a number behind it, up to a
blank line. Lists that lost their numbers count one entry a line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eventdesk.exchange.values.text import plain, visible

SHEET = "text"
"""The name of the one sheet of such a text: a row a line, with the line as its only cell."""

_CIRCLED = {chr(0x2460 + n): n + 1 for n in range(20)} | {chr(0x3251 + n): n + 21 for n in range(15)}
_KEYCAP = re.compile("(?:[0-9]\ufe0f?\u20e3|\U0001f51f)+")
_NUMBER = re.compile(
    r"\s*(?:[(（\[【]\s*(\d{1,4})\s*[)）\]】]|(?:第\s*)?(\d{1,4})\s*(?:[.．、。)）\]】]|[:：](?!\d)|号[.、:： ]))\s*(.*)", re.S
)
_HALF = re.compile(r"\d{1,2}\s*(?:周?岁|个?月|年|[-./日号]|$|\s)|\d{2}\s*(?:分|$)|\d{4}\.\d{4}")
"""What follows a point where the number before it may be half of an age, a date, a time or a phone: 3.5岁, 12.8, 138.1234.5678."""
_FAR = 30
"""A number this far ahead of the last one, with digits right behind it, counts no entry."""
_HEAD = re.compile("接龙|solitaire", re.I)
_EXAMPLE = re.compile(r"^\s*[(（【\[]?(?:例|示例|样例|范例|例如|举例|格式|模板|填写格式|接龙格式)\s*(?:[)）】\]]|[:：]|\s|$)")
_FORMAT = re.compile(r"^\s*[(（【\[]?\s*(?:接龙|填写|报名|请按)?(?:格式|模板)[)）】\]]?\s*[:：]?\s*(.+)$")
_FOOT = re.compile(
    "截止|截至|接龙|咨询|客服|负责人|负责老师|联系老师|联系人?[:：]?[\u4e00-\u9fff]{1,3}老师|温馨提示|注意事项|^以上|^合计|^总计|^名额"
)
_FOOT_PERHAPS = re.compile("^注|^共计|集合|^说明|^请|^如有")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
_TITLED = re.compile("妈妈|爸爸|妈咪|麻麻|粑粑|奶奶|爷爷|外婆|外公|姥姥|姥爷|家长|妈(?!妈)|爸(?!爸)")
_COUNTED = re.compile("[\\d一两二三四五六]\\s*个?大|大\\s*[\\d一两二三]|共\\s*[\\d一两二三四五六七八九]+\\s*人")
_ABOUT_EVENT = re.compile(r"^\s*(?:活动)?(?:时间|地点|地址|费用|集合|内容|名额|年龄|对象|主题|要求|须知|流程|报名)[^:：]{0,6}[:：]")
_HEAD_LINES = 12
_FEWEST_NUMBERED = 2
_LONGEST_LINE = 600
_FIELD_SEPARATORS = re.compile(r"[+＋/、，,;；|\s\-—]+")


@dataclass(frozen=True)
class ChainEntry:
    """One entry: the number of the line it starts on (1-based) and its text without the list's number."""

    line: int
    text: str


@dataclass(frozen=True)
class Chain:
    """The entries of a text; ``format`` are the kinds that its line 格式：… asks for, in order; ``title`` what stands above."""

    entries: tuple[ChainEntry, ...]
    format: tuple[str, ...]
    title: str


def is_chain(text: str) -> bool:
    """Whether a text file is such a list rather than a table: it says so at its head, or most of its lines are numbered."""
    lines = [line for line in text[: 1 << 16].splitlines() if line.strip()]
    if not lines:
        return False
    if _HEAD.search(lines[0]) and not _tabular(lines):
        return True
    numbered = _numbered(lines)
    if any(_HEAD.search(line) for line in lines[:_HEAD_LINES]) and numbered:
        return True
    return numbered >= _FEWEST_NUMBERED and numbered * 3 >= len(lines)


def _tabular(lines: Sequence[str]) -> bool:
    counts = [max(line.count(mark) for mark in ",\t;|") for line in lines[:20]]
    return sum(1 for count in counts if count >= 4) * 2 > len(counts)


def _numbered(lines: Sequence[str]) -> int:
    count, last = 0, 0
    for line in lines:
        found = _split_number(line, last)
        if found is not None:
            count, last = count + 1, found[0]
    return count


def read_chain(lines: Sequence[str]) -> Chain:
    """The entries among the lines of a text. Blank entries, examples, the head and what stands below are left out."""
    numbered = _numbered([line for line in lines if line.strip()])
    first = next((i for i, line in enumerate(lines) if _split_number(line, 0) is not None), len(lines))
    bare = _bare_entries(lines)
    entries = _numbered_entries(lines) if numbered * 2 >= max(len(bare), 1) else bare
    head = lines[: entries[0].line - 1] if entries else lines[:first]
    kept = tuple(e for e in entries if e.text.strip() and not _EXAMPLE.match(e.text))
    return Chain(kept, _format(head), "\n".join(line.strip() for line in head if line.strip() and not _EXAMPLE.match(line)))


def _numbered_entries(lines: Sequence[str]) -> list[ChainEntry]:
    entries: list[ChainEntry] = []
    current: list[str] = []
    start, last, open_ = 0, 0, False
    for number, line in enumerate(lines, 1):
        found = _split_number(line, last)
        if found is not None:
            if start:
                entries.append(ChainEntry(start, "\n".join(current)))
            last, current, start, open_ = found[0], [found[1]], number, True
        elif not line.strip():
            # What stands below a blank line is the list's foot: a phone there is the organiser's.
            open_ = open_ and not any(part.strip() for part in current)
        elif open_ and not _closes(line, current):
            if _is_another(line, current):
                entries.append(ChainEntry(start, "\n".join(current)))
                current, start = [], number
            current.append(line)
        else:
            open_ = False
    if start:
        entries.append(ChainEntry(start, "\n".join(current)))
    return [e for e in entries if not _ABOUT_EVENT.match(plain(e.text)) or _has_phone(e.text)]


def _is_another(line: str, current: Sequence[str]) -> bool:
    """Whether a line without a number is an entry of its own: laid over the one above, it would give it another family's phone."""
    text = plain(line)
    return _has_phone(text) and _COUNTED.search(text) is not None and _has_phone("\n".join(current))


def _has_phone(text: str) -> bool:
    return _PHONE.search(plain(text)) is not None


def _closes(line: str, current: Sequence[str]) -> bool:
    """Whether a line ends the list instead of going on with the entry above it: the organiser's phone isn't a family's."""
    text = plain(line)
    if _EXAMPLE.match(text) or _FOOT.search(text):
        return True
    return _FOOT_PERHAPS.search(text) is not None and _has_phone("\n".join(current))


def _bare_entries(lines: Sequence[str]) -> list[ChainEntry]:
    """A list without numbers: each line with a phone, or with a parent and a head count."""
    found = []
    for number, line in enumerate(lines, 1):
        text = plain(line)
        if not text or len(text) > _LONGEST_LINE or _EXAMPLE.match(text) or _FOOT.search(text):
            continue
        if _has_phone(text) or (_TITLED.search(text) and _COUNTED.search(text)):
            found.append(ChainEntry(number, re.sub(r"^\s*(?:[-*•·+＋]\s*(?=\D)|\+1\s+)", "", line)))
    return found


def _split_number(line: str, last: int) -> tuple[int, str] | None:
    """The list's number at the start of a line and what follows it; None where the line starts no entry."""
    text = visible(line).lstrip()
    if not text:
        return None
    if text[0] in _CIRCLED:
        return _CIRCLED[text[0]], text[1:].lstrip(" .、．:：)）")
    keycap = _KEYCAP.match(text)
    if keycap is not None:
        digits = keycap.group().replace("\U0001f51f", "10")
        return int(re.sub(r"\D", "", digits)), text[keycap.end() :].lstrip(" .、．:：)）")
    match = _NUMBER.match(text)
    if match is None:
        return None
    number, rest = int(match.group(1) or match.group(2)), match.group(3)
    if rest[:1].isdigit() and not text[match.start(3) - 1].isspace() and not match.group(1):
        if _HALF.match(plain(rest)) and not _has_phone(rest):
            return None
        if number > last + _FAR or (number <= last and not _has_phone(rest)):
            return None
    return number, rest


def _format(head: Sequence[str]) -> tuple[str, ...]:
    """``("child", "guardian", "headcount", "phone")`` from 格式：宝宝小名+家长+人数+电话; empty where nothing is asked."""
    from eventdesk.exchange.headings import Kind, read_heading  # not needed to tell a list from a table

    for line in head:
        match = _FORMAT.match(plain(line))
        if match is None:
            continue
        kinds = []
        for part in filter(None, _FIELD_SEPARATORS.split(match.group(1))):
            reading = read_heading(part)
            if reading.kind in (Kind.NICKNAME, Kind.CHILD_WORD) or (reading.kind is Kind.NAME and reading.subject == "child"):
                kinds.append("child")
            elif reading.kind is Kind.NAME:
                kinds.append("guardian")
            elif reading.kind is not None:
                kinds.append(str(reading.kind))
        return tuple(kinds)
    return ()
