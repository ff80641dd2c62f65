"""Phone numbers as people type them. Mobile: 1[3-9] and nine digits; landline: area code and seven or eight digits."""

import re
from dataclasses import dataclass

from eventdesk.exchange.values.text import has_controls, has_fullwidth_digits, is_nothing, plain
from eventdesk.exchange.workbook import Cell

MOBILE = "mobile"
LANDLINE = "landline"

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8}")
_EXPONENT = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_GUARD = re.compile(r'=\s*"([^"]*)"')
_RUN = re.compile(r"\(?(?:\+\s*)?\d(?:[\d \t\-.()/]*\d)?")
_STRONG = re.compile(r"[、,;/|\n\r]|或|和|及|\bor\b")
_FOREIGN = re.compile(r"\(?(?:\+\s*(?!86)|00(?!86))")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－﹘", "-"))
_EXACT_DIGITS = 10
"""Fewer digits than this in ``1.38E+10`` mean that a spreadsheet has thrown the number away."""


@dataclass(frozen=True)
class Phone:
    """``number`` is digits only, or None with a reject ``problem`` (``missing_phone`` or ``bad_phone``)."""

    number: str | None
    kind: str | None = None
    second: str | None = None
    problem: str | None = None
    warnings: tuple[str, ...] = ()


def read_phone(value: Cell) -> Phone:
    """Reads a cell that should hold a phone number. Never raises; reading the result again gives it back."""
    if isinstance(value, str) and len(value) == 11 and value.isascii() and _MOBILE.fullmatch(value):
        return Phone(value, MOBILE)
    if is_nothing(value):
        return Phone(None, problem="missing_phone")
    if isinstance(value, bool) or (isinstance(value, str) and has_controls(value.strip())):
        return Phone(None, problem="bad_phone")
    if isinstance(value, int | float):
        return _number_cell(value)
    text = _unwrapped(plain(value).translate(_DASHES))
    if not text:
        return Phone(None, problem="missing_phone")
    warnings = ["fullwidth_digits"] if has_fullwidth_digits(value) else []
    exact = _from_float(text)
    warnings += ["phone_float"] if exact is not None else []
    found = _all_numbers(exact or text)
    if not found:
        return Phone(None, problem="bad_phone")
    number, kind, decorated = found[0]
    if kind == LANDLINE:
        warnings.append("landline")
    if decorated:
        warnings.append("phone_with_spaces_or_+86")
    if len(found) > 1:
        warnings.append("multiple_phones")
    return Phone(number, kind, found[1][0] if len(found) > 1 else None, None, tuple(warnings))


def _number_cell(value: int | float) -> Phone:
    """A number cell holds the digits themselves and carries no warning."""
    if isinstance(value, float) and not (value.is_integer() and 0 < value < 1e15):
        return Phone(None, problem="bad_phone")
    digits = str(int(value))
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if _MOBILE.fullmatch(digits):
        return Phone(digits, MOBILE)
    return Phone(None, problem="bad_phone")


def _unwrapped(text: str) -> str:
    """Without the guards that keep a spreadsheet from reading a number: ``'138…``, ``="138…"``."""
    guard = _GUARD.fullmatch(text)
    return (guard.group(1) if guard else text).strip().lstrip("'’‘`").strip()


def _from_float(text: str) -> str | None:
    """The digits of ``13812345678.0`` or ``1.3812345678E+10``; None if the text is neither or has lost digits."""
    if re.fullmatch(r"\d{11}\.0+", text):
        return text.partition(".")[0]
    match = _EXPONENT.fullmatch(text)
    if match is None:
        return None
    digits = match.group(1) + (match.group(2) or "")
    power = int(match.group(3))
    if len(digits) < _EXACT_DIGITS or not len(digits) <= power + 1 <= 13:
        return None
    return digits.ljust(power + 1, "0")


def _all_numbers(text: str) -> list[tuple[str, str, bool]]:
    """Each number once, mobiles first."""
    found: dict[str, tuple[str, str, bool]] = {}
    for part in _STRONG.split(text):
        for one in _numbers(part):
            found.setdefault(one[0], one)
    if not found:
        # One number whose parts are written with a separator that otherwise stands between numbers.
        found = {one[0]: one for one in _numbers(text.replace("/", "-"))}
    return sorted(found.values(), key=lambda one: one[1] != MOBILE)


def _numbers(part: str) -> list[tuple[str, str, bool]]:
    """The numbers in a piece of text, as (digits, kind, whether it was decorated)."""
    result = []
    for match in _RUN.finditer(part):
        run = match.group()
        if _FOREIGN.match(run):
            continue
        for digits in _split_run(run):
            bare = re.sub(r"^(?:0086|86)(?=1[3-9]\d{9}$)", "", digits)
            if _MOBILE.fullmatch(bare):
                result.append((bare, MOBILE, bare != run.strip("()")))
            elif _LANDLINE.fullmatch(digits):
                result.append((digits, LANDLINE, False))
    return result


def _split_run(run: str) -> list[str]:
    """One number, or two written beside each other with only a space between them."""
    digits = re.sub(r"\D", "", run)
    pieces = [re.sub(r"\D", "", piece) for piece in run.split()]
    if len(digits) > 14 and len(pieces) > 1 and all(_MOBILE.fullmatch(p) or _LANDLINE.fullmatch(p) for p in pieces):
        return pieces
    return [digits]
