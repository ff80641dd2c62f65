"""Which cell of a refused row is to be put right, and what it might have meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from eventdesk.exchange.values.ages import months_between
from eventdesk.exchange.values.birth import read_birth
from eventdesk.exchange.values.text import raw_text
from eventdesk.exchange.workbook import Cell, Workbook

_FIELDS = {"missing_phone": "guardians[0].phone", "bad_phone": "guardians[0].phone", "missing_child": "children[0].name"}
_ADULT_MONTHS = 18 * 12
_DECADE = 10


@dataclass(frozen=True)
class Flaw:
    """The wrong cell: its column ``letter``, its ``text`` as it stands, and a ``guess`` at what was meant (or empty)."""

    letter: str
    text: str
    guess: str = ""


def find_flaw(
    workbook: Workbook, fields: Mapping[str, str], *, sheet: str, number: int, reason: str, as_of: date, event_date: date
) -> Flaw | None:
    """The cell that ``reason`` speaks of in row ``number`` of a sheet; None where no column holds it.

    ``fields`` is ``{letter: field}`` of that sheet. Of several children, the one whose date of birth is refused.
    """
    if workbook.kind == "chain":
        return Flaw("A", raw_text(_cell(workbook, sheet, number, "A")).strip())
    letters = {field: letter for letter, field in fields.items()}
    if reason in _FIELDS:
        letter = letters.get(_FIELDS[reason])
        return None if letter is None else Flaw(letter, raw_text(_cell(workbook, sheet, number, letter)).strip())
    births = [letters[field] for field in sorted(letters) if field.endswith(".birthdate")]
    for letter in births:
        cell = _cell(workbook, sheet, number, letter)
        read = read_birth(cell, base=as_of, date1904=workbook.date1904)
        if _refused(reason, read.day, read.problem, as_of, event_date):
            guess = _guess(read.day, as_of) if reason == "future_birthdate" and read.day else ""
            return Flaw(letter, raw_text(cell).strip(), guess)
    return Flaw(births[0], raw_text(_cell(workbook, sheet, number, births[0])).strip()) if births else None


def _refused(reason: str, day: date | None, problem: str | None, as_of: date, event_date: date) -> bool:
    if reason == "bad_birthdate" or day is None:
        return problem == reason
    return day > as_of if reason == "future_birthdate" else months_between(day, event_date) >= _ADULT_MONTHS


def _guess(day: date, as_of: date) -> str:
    """The same day ten years before, where that is a child's birthday: 2032 is easily typed for 2022."""
    if day.year <= as_of.year:
        return ""
    try:
        meant = day.replace(year=day.year - _DECADE)
    except ValueError:  # 29 February
        return ""
    return meant.isoformat() if meant <= as_of and months_between(meant, as_of) < _ADULT_MONTHS else ""


def _cell(workbook: Workbook, sheet: str, number: int, letter: str) -> Cell:
    column = 0
    for character in letter:
        column = column * 26 + ord(character) - ord("A") + 1
    for found in workbook.sheets:
        index = number - found.first_row
        if found.name == sheet and 0 <= index < len(found.rows) and column <= len(found.rows[index]):
            return found.rows[index][column - 1]
    return None
