"""Cells of a questionnaire about an event: points in digits, stars and words, choices with whatever stands between them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from eventdesk.exchange.values.text import plain, raw_text, visible, without_controls
from eventdesk.exchange.workbook import Cell

_SKIPPED = frozenset({"", "(空)", "(跳过)", "(未填)", "(未作答)", "(empty)", "(skipped)"})
_POINTS = re.compile(
    r"([0-9]{1,3})(?:\.0+)?\s*(?:分|星|颗星|points?|pts?|stars?)?(?:\s*/\s*[0-9]{1,3}\s*分?)?[。.]?", re.I
)
_POINTS_AND_LABEL = re.compile(r"([0-9]{1,3})\s*(?:分|星)?\s*[-—.、:：(=]\s*[^0-9()]{1,12}\)?")
_WORD_AND_POINTS = re.compile(r"([^0-9()]+?)\s*[-—:：(=]?\s*([0-9]{1,3})\s*(?:分|星)?\)?")
_STARS = re.compile("([★⭐🌟]+)[☆✩]*")
_OPTION_MARK = re.compile(r"^(?:[A-H][.、．)]|[①-⑧])\s*", re.I)
_OTHER = re.compile(r"(其他|其它|other)\s*(?:〖(.*)〗|[:：]\s*(.+)|\((.+)\))", re.I | re.S)
_STRONG = re.compile("[┋┇|\n]")
_SEMICOLON = re.compile("[;；]")
_COMMA = re.compile("[,，、]")

SATISFIED = (
    "非常满意 十分满意 特别满意 很满意/满意 比较满意 较满意/一般 普通 中立/不满意 不太满意 较不满意 比较不满意/"
    "非常不满意 很不满意 十分不满意 特别不满意",
    "verysatisfied extremelysatisfied/satisfied/neutral neithersatisfiednordissatisfied/dissatisfied unsatisfied/"
    "verydissatisfied veryunsatisfied extremelydissatisfied",
)
"""Words for five points to one, which mean the same wherever they stand."""

OTHER_SCALES = (
    "很好 非常好 优秀/好 较好 良好 不错/一般 还行 中等/差 较差 不好/很差 非常差",
    "非常同意 十分同意/同意 比较同意/一般 不确定 中立/不同意 不太同意/非常不同意 十分不同意",
    "非常喜欢 特别喜欢 很喜欢/喜欢 比较喜欢/一般/不喜欢 不太喜欢/非常不喜欢 很不喜欢",
    "excellent/good verygood/fair average ok okay/poor/verypoor terrible bad",
    "stronglyagree/agree/neutral neitheragreenordisagree/disagree/stronglydisagree",
)
"""Words that are points only in a column that is answered in them: "fine" among digits is no number."""


def _read_scale(text: str) -> dict[str, int]:
    return {word: 5 - place for place, words in enumerate(text.split("/")) for word in words.split()}


_SURE = {word: points for text in SATISFIED for word, points in _read_scale(text).items()}
_SCALES = tuple(_read_scale(text) for text in OTHER_SCALES)


def speaks_of_satisfaction(given: Sequence[Cell]) -> bool:
    """Whether most cells are words of the one scale that is known wherever it stands."""
    return bool(given) and sum(_word(plain(cell)) in _SURE for cell in given) >= 0.6 * len(given)


def is_skipped(value: Cell) -> bool:
    """Whether a question was left blank. "None" is an answer here, unlike in a registration."""
    return value is None or (isinstance(value, str) and len(value) < 16 and plain(value).lower() in _SKIPPED)


def _word(text: str) -> str:
    return re.sub(r"[\s,.。!！]+", "", _OPTION_MARK.sub("", text)).lower()


@dataclass(frozen=True)
class Points:
    """Reads the cells of one column as points of a scale; ``words`` say how many points each is."""

    low: int
    high: int
    words: dict[str, int]

    @classmethod
    def of(cls, cells: Sequence[Cell], *, low: int, high: int) -> "Points":
        """The reading of a column, whose cells tell in which words it is answered."""
        if (low, high) != (1, 5):
            return cls(low, high, {})
        given = Counter(_word(plain(cell)) for cell in cells if not is_skipped(cell))
        spoken = [scale for scale in _SCALES if 2 * sum(given[word] for word in scale) >= max(1, given.total())]
        return cls(low, high, _SURE | (spoken[0] if spoken else {}))

    def read(self, value: Cell) -> int | None:
        """The points of a cell, within the scale or not; None where it holds none, or no whole number."""
        if isinstance(value, bool) or value is None:
            return None
        if isinstance(value, int | float):
            return int(value) if float(value).is_integer() and abs(value) < 1000 else None
        if not isinstance(value, str):
            return None
        text = _OPTION_MARK.sub("", plain(value))
        if match := _POINTS.fullmatch(text):
            return int(match.group(1))
        if match := _STARS.fullmatch(text):
            return len(match.group(1))
        if match := _POINTS_AND_LABEL.fullmatch(text):
            return int(match.group(1))
        if match := _WORD_AND_POINTS.fullmatch(text):
            return int(match.group(2)) if _word(match.group(1)) in self.words else None
        return self.words.get(_word(text))

    def fits(self, points: int | None) -> bool:
        """Whether points are of the scale."""
        return points is not None and self.low <= points <= self.high


def put_together(texts: Sequence[str]) -> bool:
    """Whether cells with commas are put together from parts: these are fewer than the different cells, or some stand alone as well."""
    whole = set(texts)
    parts = {text: {part.strip() for part in _COMMA.split(text)} - {""} for text in whole}
    several = {part for found in parts.values() if len(found) > 1 for part in found}
    return bool(several) and (len(set().union(*parts.values())) < len(whole) or bool(several & whole))


@dataclass(frozen=True)
class Choices:
    """Reads the cells of one column as options; ``between`` parts several of them, None where each cell is one."""

    between: re.Pattern[str] | None

    @classmethod
    def of(cls, cells: Sequence[Cell], *, several: bool) -> "Choices":
        """The reading of a column. What parts options is told from its cells, because options hold commas themselves.

        A comma parts them only where :func:`put_together` says so.
        """
        texts = [plain(cell) for cell in cells if not is_skipped(cell)]
        if not several:
            return cls(None)
        for mark in (_STRONG, _SEMICOLON):
            if any(mark.search(text) for text in texts):
                return cls(mark)
        return cls(_COMMA if put_together(texts) else None)

    def read(self, value: Cell) -> tuple[tuple[str, ...], str]:
        """The options of a cell, each once, and what was written beside "other"."""
        text = without_controls(raw_text(value)).strip()
        found: list[str] = []
        other = ""
        for part in self.between.split(text) if self.between else [text]:
            option = visible(_OPTION_MARK.sub("", part.strip())).strip()
            if match := _OTHER.fullmatch(option):
                option, other = match.group(1), next(filter(None, match.groups()[1:]), "").strip()
            if option:
                found.append(option)
        return tuple(dict.fromkeys(found)), other
