"""Several children typed into one cell: 侯清禾/侯星屿, 冼语桐和冼梓萱, one to a line."""

import re
from collections.abc import Callable

from eventdesk.exchange.values.text import HAN, plain, raw_text
from eventdesk.exchange.workbook import Cell

_BREAKS = ("\n", ";", "、", ",", "/", "&", "+", "|")
_WORDS = (" 和 ", "和", "与", "跟", " and ")
_HAN_NAME = re.compile(rf"{HAN}(?:[·•・‧]|{HAN}){{1,14}}")
_OTHER_NAME = re.compile(r"[^\W\d_][\w'’.\- ]{1,40}")
_MAY_BE_TWO = re.compile(r"[\n;；、,，/／&＆+＋|\s和与跟]")
_MOST = 6


def split_children(name: Cell, births: Cell, sexes: Cell, is_birth: Callable[[str], bool]) -> list[tuple[str, str, str]]:
    """(name, birth, sex) for each child of a cell that names several; empty if it names one.

    The other two cells are split likewise; what they say once is said of all children. ``is_birth`` tells whether a
    text is a readable birth date: separators of dates and of children are the same ones, so only it can tell.
    """
    text = raw_text(name).replace("\r\n", "\n").strip()
    if not _MAY_BE_TWO.search(text):
        return []
    names = _parts(text)
    if not names:
        names = _joined_by_word(text, births, sexes, is_birth)
    if not 2 <= len(names) <= _MOST:
        return []
    dates = _split_births(raw_text(births), len(names), is_birth)
    marks = [p for p in re.split(r"[\s、,，;；/&+|和与跟]+|\band\b", plain(sexes)) if p]
    if len(marks) != len(names):
        marks = [raw_text(sexes)] * len(names)
    return list(zip(names, dates, marks, strict=True))


def _parts(text: str) -> list[str]:
    normal = text.replace("，", ",").replace("；", ";").replace("／", "/").replace("＋", "+").replace("＆", "&")
    for separator in _BREAKS:
        parts = [p.strip() for p in normal.split(separator) if p.strip()]
        if len(parts) > 1:
            return parts if all(_is_name(p) for p in parts) else []
    return []


def _is_name(text: str) -> bool:
    compact = re.sub(r"\s", "", text)
    return _HAN_NAME.fullmatch(compact) is not None or _OTHER_NAME.fullmatch(text) is not None


def _joined_by_word(text: str, births: Cell, sexes: Cell, is_birth: Callable[[str], bool]) -> list[str]:
    """Names joined by 和 or the like, which may be part of a name: the cells beside it must speak of two as well."""
    compact = re.sub(r"\s", "", text)
    for word in _WORDS:
        source = text if word.strip().isascii() else compact
        for match in re.finditer(re.escape(word.strip() if source is compact else word), source):
            pair = [source[: match.start()].strip(), source[match.end() :].strip()]
            if all(_is_name(p) for p in pair) and _speak_of_two(pair, births, sexes, is_birth):
                return pair
    parts = text.split()
    if len(parts) == 2 and all(len(p) > 1 and _is_name(p) for p in parts) and _two_births(births, is_birth):
        return parts
    return []


def _speak_of_two(pair: list[str], births: Cell, sexes: Cell, is_birth: Callable[[str], bool]) -> bool:
    return (
        _two_births(births, is_birth)
        or len(re.findall("[男女]|boy|girl", plain(sexes).lower())) == 2
        or (pair[0][0] == pair[1][0] and all(2 <= len(p) <= 4 for p in pair))
    )


def _two_births(births: Cell, is_birth: Callable[[str], bool]) -> bool:
    text = raw_text(births)
    return not is_birth(text) and all(is_birth(part) for part in _split_births(text, 2, is_birth))


def _split_births(text: str, count: int, is_birth: Callable[[str], bool]) -> list[str]:
    """As many dates as there are children; the whole text for each where it can't be split so."""
    normal = text.replace("\r\n", "\n").replace("，", ",").replace("；", ";").replace("／", "/").strip()
    if is_birth(normal):
        return [normal] * count
    for separator in (*_BREAKS, "和", "与", "跟", " and ", " "):
        parts = [p.strip() for p in normal.split(separator) if p.strip()]
        if len(parts) == count and all(is_birth(p) for p in parts):
            return parts
    return [normal] * count
