"""What is done at an event when something goes wrong, and what of it nobody has written down yet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

_LINES = re.compile(r"[\n;\uff1b]+")
_PARTS = re.compile(r"[|\uff5c]")
LONGEST = 2_000
"""Characters of one text: several times what a page can hold, so that the page says so and not the form."""

MOST_CONTACTS = 30
MOST_STEPS = 30


class BadEmergency(ValueError):
    """A value that no plan can hold; ``field`` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class Contact:
    """Somebody to call: what for, who, and the number."""

    role: str
    name: str = ""
    phone: str = ""

    def as_text(self) -> str:
        """``role | name | phone``, as :func:`EmergencyPlan.with_text` reads it."""
        return " | ".join((self.role, self.name, self.phone)).rstrip(" |")


@dataclass(frozen=True)
class EmergencyPlan:
    """An event's emergency plan. Empty texts are not known yet. ``decides`` is who stops the event or has it moved."""

    contacts: tuple[Contact, ...] = ()
    hospital: str = ""
    hospital_address: str = ""
    hospital_phone: str = ""
    assembly_point: str = ""
    bad_weather: str = ""
    decides: str = ""
    steps: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that somebody must still fill in, in the order of the page. A contact without a number counts as none."""
        empty = [key for key in KEYS if not getattr(self, key)]
        if self.contacts and not any(contact.phone for contact in self.contacts):
            empty.insert(0, "contacts")
        return tuple(empty)

    def with_text(self, key: str, text: str) -> "EmergencyPlan":
        """With one field from text. Contacts and steps are a line each, parted by line breaks or semicolons; the parts of a
        contact by ``|``. :class:`BadEmergency` where the field is unknown or the text too long."""
        if key not in KEYS or len(text) > LONGEST:
            raise BadEmergency(key)
        match key:
            case "contacts":
                return replace(
                    self, contacts=_checked(tuple(_contact(line) for line in _lines(text)), key, MOST_CONTACTS)
                )
            case "steps":
                return replace(self, steps=_checked(tuple(_lines(text)), key, MOST_STEPS))
            case _:
                value: dict[str, Any] = {key: text.strip()}
                return replace(self, **value)

    def as_text(self, key: str) -> str:
        """One field as :meth:`with_text` reads it."""
        value = getattr(self, key)
        if key == "contacts":
            return "\n".join(contact.as_text() for contact in self.contacts)
        return "\n".join(value) if key == "steps" else str(value)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as the desk keeps them; empty fields are left out."""
        values: dict[str, Any] = {key: getattr(self, key) for key in KEYS if getattr(self, key)}
        if self.contacts:
            values["contacts"] = [[contact.role, contact.name, contact.phone] for contact in self.contacts]
        if self.steps:
            values["steps"] = list(self.steps)
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "EmergencyPlan":
        """From what :meth:`as_dict` gives; what it does not know is passed over."""
        known = {key: values[key] for key in KEYS if key in values}
        if "contacts" in known:
            known["contacts"] = tuple(Contact(*contact) for contact in known["contacts"])
        if "steps" in known:
            known["steps"] = tuple(known["steps"])
        return cls(**known)


KEYS = tuple(field.name for field in fields(EmergencyPlan))
"""The fields of a plan, in the order of its page."""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in _LINES.split(text) if line.strip()]


def _contact(line: str) -> Contact:
    role, name, phone, *_ = [part.strip() for part in _PARTS.split(line, maxsplit=2)] + ["", ""]
    return Contact(role, name, phone)


def _checked(values: tuple[Any, ...], key: str, most: int) -> tuple[Any, ...]:
    if len(values) > most:
        raise BadEmergency(key)
    return values
