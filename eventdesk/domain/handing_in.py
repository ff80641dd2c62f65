"""What of a report is handed in: its figures, and rows about persons only where an agreement says so.

Both sides ask here. A desk takes out of a report what speaks of persons (:func:`figures_only`), and a hub refuses what still has
some (:func:`rows_about_persons`). Nothing of what is left out follows from what is left: no digest over it travels along, because
a digest over few rows is as good as the rows to whoever tries them out.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from eventdesk.domain.family import mask_phones
from eventdesk.domain.statistics_cells import FEWEST_SHOWN

MARK = "handed_in"
"""The part of a handed-in report that says what it is."""

PERSONAL_TABLES = frozenset({"people", "no_shows", "incidents", "audit_operators", "audit_seen", "audit_taken_out"})
"""Tables of which each row is about one person or family, or names somebody of the staff."""

PERSONAL_NAMES = frozenset({
    "person", "registration", "family", "phone", "journal", "first_in", "audit_operator", "operator", "guardian", "child", "birthdate",
    "email", "wechat", "comment", "volunteer",
})  # fmt: skip
"""Columns of tables, and names in objects, that only a row about somebody has; a test finds every column that stands in neither
this list nor the one of figures."""

WHOLE_KINDS = frozenset({"audit"})
"""Kinds of report that are never handed in as figures alone: whole, under an agreement, or not at all. The audit counts families and
children exactly, down to one, because it proves that each of them is accounted for; beside the families report of the same year
its counts would tell what that one leaves out (all families less those with children is how many have none)."""

_AGES = "age_bands"
_AGE = "age_band."
_PHONE = re.compile(r"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])")
_WRITTEN = ("event", "about")
"""Where a person's own words stand: what an event is called and where it is."""


def rows_about_persons(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The parts of a report that speak of persons, as paths without any value; none in figures alone. A kind that is never handed
    in so (:data:`WHOLE_KINDS`) speaks of them as a whole: ``report``."""
    return tuple(dict.fromkeys(_personal(document)))


def _personal(document: Mapping[str, Any]) -> Iterator[str]:
    if document.get("report") in WHOLE_KINDS:
        yield "report"
    for name, part in document.items():
        if name == "tables" and isinstance(part, Mapping):
            for key, rows in part.items():
                if rows and (key in PERSONAL_TABLES or _names_somebody(rows)):
                    yield f"tables.{key}"
        elif name not in _WRITTEN and name != "figures":
            yield from _within(part, name)
        if any(_PHONE.search(text) for text in _texts(part)):
            yield name


def _within(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        if _is_personal(value):
            yield path
        for name, part in value.items():
            yield from _within(part, f"{path}.{name}")
    elif isinstance(value, list):
        for part in value:
            yield from _within(part, path)


def _is_personal(row: Any) -> bool:
    return isinstance(row, Mapping) and not PERSONAL_NAMES.isdisjoint(row)


def _names_somebody(rows: Any) -> bool:
    return isinstance(rows, list) and any(_is_personal(row) for row in rows)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield str(name)
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def figures_only(document: Mapping[str, Any]) -> dict[str, Any]:
    """A report without its rows about persons, with phones masked in what people wrote, and without the ages of children where
    one age has fewer than five. Its ``handed_in`` says which parts were left out."""
    left: list[str] = []
    found = {name: _without(part, name, left) for name, part in document.items() if name != "tables"}
    tables = document.get("tables", {})
    found["tables"] = {}
    for key, rows in tables.items():
        if key in PERSONAL_TABLES or _names_somebody(rows):
            left.append(f"tables.{key}")
        else:
            found["tables"][key] = _masked(rows)
    if _ages_of_few(found):
        left.append(f"tables.{_AGES}")
        del found["tables"][_AGES]
        found["figures"] = [one for one in found.get("figures", ()) if not str(one.get("key", "")).startswith(_AGE)]
    return found | {MARK: {"persons": False, "left_out": sorted(set(left))}}


def _without(value: Any, path: str, left: list[str]) -> Any:
    """The value without objects about persons; the lists that hold them go whole, as their length is a figure of its own."""
    if isinstance(value, Mapping):
        kept = {}
        for name, part in value.items():
            if _is_personal(part) or _names_somebody(part):
                left.append(f"{path}.{name}")
            else:
                kept[name] = _without(part, f"{path}.{name}", left)
        return kept
    if isinstance(value, list):
        return [_without(part, path, left) for part in value if not _is_personal(part)]
    return _masked(value)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        # What the program itself writes, digests above all, holds no phone; its digits must stay.
        return mask_phones(value) if _PHONE.search(value) else value
    if isinstance(value, Mapping):
        return {name: _masked(part) for name, part in value.items()}
    return [_masked(part) for part in value] if isinstance(value, list) else value


def _ages_of_few(document: Mapping[str, Any]) -> bool:
    """Whether an age has so few children that it speaks of them: then none is told, as their sum is."""
    rows = document["tables"].get(_AGES, ())
    counts = [row.get(name) for row in rows for name in ("registered", "attended")]
    return any(isinstance(count, int) and 0 < count < FEWEST_SHOWN for count in counts)
