"""A shift as people type it, checked, and what names it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.event import valid_code
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import rows
from eventdesk.services.typed import aware
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.unit import Unit

MOST_PEOPLE = 500
LONGEST_MINUTES = 24 * 60
LONGEST = {"role": 40, "room": 80, "note": 4000, "skills": 40}
_NUMBERED = re.compile(r"S(\d{1,6})")
NEW: dict[str, Any] = {
    "slot": None, "room": "", "need": 1, "ideal": 1, "skills": [], "vetted": False, "adults_only": False, "min_months": None,
    "max_months": None, "children": None, "break_minutes": 0, "note": "",
}  # fmt: skip
_FIELDS = frozenset(
    {"code", "role", "slot", "room", "start", "end", "need", "ideal", "skills", "vetted", "adults_only", "band", "children",
     "break_minutes", "note"}
)  # fmt: skip


def find_shift(connection: sa.Connection, shift: str) -> Any:
    """The row of a shift (id)."""
    row = connection.execute(sa.select(v.shift).where(v.shift.c.id == shift)).first()
    if row is None:
        raise NotFound("shift_not_found")
    return row


def insert(unit: Unit, event: Any, fields: Mapping[str, Any]) -> str:
    """Writes a new shift of an event (its row); its id."""
    given = {name: value for name, value in fields.items() if not (name in ("code", "ideal") and value is None)}
    values = NEW | checked(unit, event, given)
    if "ideal" not in given:
        values["ideal"] = values["need"]
    _sound(values)
    taken = unit.execute(sa.select(v.shift.c.code, v.shift.c.position).where(v.shift.c.event == event.id)).all()
    values.setdefault("code", next_code([row.code for row in taken]))
    if values["code"] in {row.code for row in taken}:
        raise Conflict("shift_exists", shift=values["code"])
    values["position"] = max((row.position for row in taken), default=0) + 1
    return rows.add(unit, v.shift, {"event": event.id, **values}, event=event.id)


def next_code(codes: Sequence[str]) -> str:
    """The next of ``S01, S02, …``."""
    numbers = [int(found[1]) for code in codes if (found := _NUMBERED.fullmatch(code))]
    return f"S{max(numbers, default=0) + 1:02d}"


def update(unit: Unit, event: Any, row: Any, fields: Mapping[str, Any]) -> bool:
    """Writes what differs of a shift (its row); whether anything did."""
    values = checked(unit, event, fields)
    _sound({**row._mapping, **values})
    code = values.get("code", row.code)
    s = v.shift.c
    if code != row.code and unit.execute(sa.select(s.id).where(s.event == event.id, s.code == code)).first() is not None:
        raise Conflict("shift_exists", shift=code)
    return rows.change(unit, v.shift, row, values, event=event.id)


def checked(unit: Unit, event: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a shift as they are stored; :class:`InvalidInput` for what can't be."""
    if set(fields) - _FIELDS:
        raise TypeError(f"no such fields: {sorted(set(fields) - _FIELDS)}")
    values: dict[str, Any] = {}
    for name, value in fields.items():
        match name:
            case "start" | "end":
                values[name] = aware(value, field=name)
            case "need" | "ideal" | "children" | "break_minutes":
                values[name] = _number(value, name)
            case "skills":
                values[name] = sorted({_text(skill, name) for skill in value} - {""})
            case "band":
                values |= {"min_months": value.min_months if value else None, "max_months": value.max_months if value else None}
            case "slot":
                values[name] = _slot(unit, event, value) if value else None
            case "code":
                values[name] = str(value).strip().upper()
                if not valid_code(values[name]):
                    raise InvalidInput("bad_code", field="code")
            case "vetted" | "adults_only":
                values[name] = bool(value)
            case _:
                values[name] = _text(value, name)
    if "role" in values and not values["role"]:
        raise InvalidInput("role_missing", field="role")
    return values


def _sound(values: Mapping[str, Any]) -> None:
    """What must hold between the fields of a shift."""
    minutes = (values["end"] - values["start"]).total_seconds() / 60
    if minutes <= 0:
        raise InvalidInput("ends_before_start", field="end")
    if minutes > LONGEST_MINUTES:
        raise InvalidInput("shift_too_long", field="end")
    if values["break_minutes"] >= minutes:
        raise InvalidInput("break_too_long", field="break_minutes")
    if values["ideal"] < values["need"]:
        raise InvalidInput("ideal_below_need", field="ideal")
    if values["ideal"] < 1:
        raise InvalidInput("bad_need", field="need")


def _number(value: Any, name: str) -> int | None:
    if value is None and name == "children":
        return None
    most = LONGEST_MINUTES if name == "break_minutes" else MOST_PEOPLE
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise InvalidInput("bad_need", field=name)
    return value


def _slot(unit: Unit, event: Any, code: str) -> str:
    s = t.slot.c
    found = unit.execute(sa.select(s.id).where(s.event == event.id, s.code == code.strip().upper())).scalar()
    if found is None:
        raise NotFound("slot_not_found", slot=code)
    return str(found)


def _text(value: object, field: str) -> str:
    found = "".join(sign for sign in str(value or "").strip() if sign.isprintable() or (sign == "\n" and field == "note"))
    if len(found) > LONGEST[field]:
        raise InvalidInput("text_too_long", field=field, most=LONGEST[field])
    return found
