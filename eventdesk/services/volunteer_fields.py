"""What is kept of a volunteer, checked as people type it; and the skills, which are rows of their own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.volunteer import Skill, Vetting
from eventdesk.errors import InvalidInput
from eventdesk.services.family_reading import find_family
from eventdesk.services.typed import phone_of, plain
from eventdesk.store import volunteer_tables as v
from eventdesk.store.unit import Unit

LONGEST = {"name": 80, "wechat": 80, "email": 254, "note": 4000, "skill": 40, "certificate": 80}
EMPTY: dict[str, Any] = {
    "name": "", "phone": None, "email": "", "wechat": "", "birthdate": None, "family": None, "vetting": Vetting.NONE.value,
    "vetting_until": None, "note": "", "retired_at": None, "erased_at": None,
}  # fmt: skip
_FIELDS = frozenset({"name", "phone", "email", "wechat", "birthdate", "family", "vetting", "vetting_until", "note"})


def checked(unit: Unit, fields: Mapping[str, Any], *, today: date, before: Any = None) -> dict[str, Any]:
    """Fields as they are stored; :class:`InvalidInput` for what can't be. ``before`` is the row that they are to change."""
    if set(fields) - _FIELDS:
        raise TypeError(f"no such fields: {sorted(set(fields) - _FIELDS)}")
    values: dict[str, Any] = {}
    for name, value in fields.items():
        match name:
            case "phone":
                values["phone"] = phone_of(str(value or ""))[0]
            case "birthdate":
                if value is not None and value > today:
                    raise InvalidInput("birth_in_future", field="birth")
                values[name] = value
            case "family":
                values[name] = find_family(unit.connection, value).id if value else None
            case "vetting":
                values[name] = Vetting(value).value
            case "vetting_until":
                values[name] = value
            case _:
                values[name] = text(value, name)
    if "name" in values and not values["name"]:
        raise InvalidInput("name_missing", field="name")
    if values.get("email") and ("@" not in values["email"].strip("@") or " " in values["email"]):
        raise InvalidInput("bad_email", field="email")
    _vetting(values, before)
    return values


def _vetting(values: dict[str, Any], before: Any) -> None:
    """A dated vetting has its last day, the others have none."""
    kind = values.get("vetting", before.vetting if before is not None else Vetting.NONE.value)
    if kind != Vetting.DATED.value:
        if "vetting" in values or values.get("vetting_until") is not None:
            values["vetting_until"] = None
    elif values.get("vetting_until", before.vetting_until if before is not None else None) is None:
        raise InvalidInput("vetting_day_missing", field="vetting_until")


def text(value: object, field: str) -> str:
    """A text as it is kept: no blanks around it, no control characters."""
    found = "".join(sign for sign in str(value or "").strip() if sign.isprintable() or (sign == "\n" and field == "note"))
    if len(found) > LONGEST[field]:
        raise InvalidInput("text_too_long", field=field, most=LONGEST[field])
    return found


def skills_checked(skills: Iterable[Skill]) -> tuple[Skill, ...]:
    """Skills as they are kept, each once; the last of a name counts."""
    found: dict[str, Skill] = {}
    for skill in skills:
        name = text(skill.name, "skill")
        if name:
            found[name] = Skill(name, skill.until, text(skill.certificate, "certificate"))
    return tuple(found[name] for name in sorted(found))


def write_skills(unit: Unit, volunteer: str, skills: Sequence[Skill]) -> bool:
    """Makes these the skills of a volunteer (id); whether anything changed."""
    s = v.volunteer_skill
    before = {row.name: row for row in unit.execute(sa.select(s).where(s.c.volunteer == volunteer))}
    wanted = {skill.name: skill for skill in skills}
    changed = False
    for name in before:
        if name not in wanted:
            unit.execute(s.delete().where(s.c.volunteer == volunteer, s.c.name == name))
            unit.put("volunteer_skill.removed", {"volunteer": volunteer, "name": name})
            changed = True
    for name, skill in wanted.items():
        values = {"certificate": skill.certificate, "until": skill.until}
        row = before.get(name)
        if row is None:
            unit.execute(s.insert(), {"volunteer": volunteer, "name": name, **values})
        elif (row.certificate, row.until) != (skill.certificate, skill.until):
            unit.execute(s.update().where(s.c.volunteer == volunteer, s.c.name == name).values(**values))
        else:
            continue
        unit.put("volunteer_skill", plain({"volunteer": volunteer, "name": name, **values}))
        changed = True
    return changed
