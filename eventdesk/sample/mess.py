"""How people fill in forms: the same phone, date or answer in many hands, and what nobody can read."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from eventdesk.sample.people import SampleFamily, share

Cell = str | int | date | None

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_COUNT_WORDS = ("零", "一", "两", "三", "四", "五")
_YES, _NO, _PERHAPS = ("同意", "同意", "同意", "可以", "是"), ("不同意", "不同意", "否"), ("看情况", "(空)")
TWICE, SPOILT = 3, 3
"""How many of the default's families send the form twice, and how many rows nobody can read."""


class Hand:
    """Fills in forms, tidily for some and less so for others."""

    def __init__(self, random: Random, *, mess: float = 0.35) -> None:
        self._random, self._mess = random, mess

    def _messy(self) -> bool:
        return self._random.random() < self._mess

    def phone(self, phone: str) -> Cell:
        """Spaces, dashes, a country code, wide digits, or a number."""
        if not self._messy():
            return phone
        grouped = (phone[:3], phone[3:7], phone[7:])
        return self._random.choice(
            (
                "+86 " + " ".join(grouped), "+86" + phone, " ".join(grouped), "-".join(grouped), phone.translate(_WIDE),
                int(phone), f" {phone} ",
            )
        )  # fmt: skip

    def birthdate(self, born: date) -> Cell:
        """A date in one of the ways that people write it."""
        if not self._messy():
            return born.isoformat()
        y, m, d = born.year, born.month, born.day
        return self._random.choice(
            (
                f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y}年{m}月{d}日", f"{y}{m:02}{d:02}", f"{y}-{m:02}-{d:02}".translate(_WIDE),
                born,
            )
        )  # fmt: skip

    def sex(self, sex: str) -> str:
        """男 or 女, or the same for a baby."""
        return f"{sex}宝" if self._messy() else sex

    def headcount(self, adults: int, children: int) -> str:
        """``2大1小`` and its like."""
        if not self._messy():
            return f"{adults}大{children}小"
        words = f"{_COUNT_WORDS[adults]}大{_COUNT_WORDS[children]}小"
        return self._random.choice((words, f"{adults} 大 {children} 小", f"大人{adults}小孩{children}"))

    def name(self, name: str) -> str:
        """With a space inside or behind, sometimes."""
        if self._random.random() < 0.04:
            return f"{name[0]} {name[1:]}"
        return f"{name} " if self._random.random() < 0.03 else name

    def photo(self, agreed: bool | None) -> str:
        """Yes, no, or something between."""
        return self._random.choice(_PERHAPS if agreed is None else _YES if agreed else _NO)

    def nothing(self, text: str | None) -> str:
        """What stands where nothing is to be said."""
        return text or self._random.choice(("(空)", "(空)", "无", "没有"))


def sent_twice(families: Sequence[SampleFamily], random: Random) -> Iterator[SampleFamily]:
    """Families who send the form again some days later, with something to add."""
    count = min(share(TWICE, len(families)), len(families))
    for family in random.sample(families, count):
        notes = "前面那份填错了，以这份为准"
        yield replace(family, at=family.at + timedelta(hours=random.randint(1, 40)), notes=notes)


def spoilt(cells: list[Cell], kind: int, *, phone: int, birthdate: int, year: int) -> list[Cell]:
    """A row that nobody can take in: a phone one digit short, a birthday to come, or a day of three digits.

    ``kind`` counts through the three; ``phone`` and ``birthdate`` are the columns, ``year`` is the event's.
    """
    spoilt = list(cells)
    match kind % 3:
        case 0:
            spoilt[phone] = "".join(filter(str.isdigit, str(cells[phone])))[-11:-1]
        case 1:
            spoilt[birthdate] = f"{year + 6}-05-01"
        case _:
            spoilt[birthdate] = f"{year - 4}-05-123"
    return spoilt
