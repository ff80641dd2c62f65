"""Families, guardians and children: their words, and how they are shown to people who need not know everything."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

_MOBILE = re.compile(r"(?<![0-9])(?:\+?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]){8}(?![0-9])")
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


class Role(StrEnum):
    """What a person is in a family. ``adult`` is an adult of the party whose name nobody gave."""

    GUARDIAN = "guardian"
    CHILD = "child"
    ADULT = "adult"

    @property
    def is_child(self) -> bool:
        """Children are counted apart from adults."""
        return self is Role.CHILD


class Relation(StrEnum):
    """A guardian's relation to the child."""

    MOTHER = "mother"
    FATHER = "father"
    GRANDMOTHER = "grandmother"
    GRANDFATHER = "grandfather"
    AUNT = "aunt"
    UNCLE = "uncle"
    NANNY = "nanny"


class PhoneType(StrEnum):
    """Mobiles have 11 digits; a landline is its area code and number."""

    MOBILE = "mobile"
    LANDLINE = "landline"


class Sex(StrEnum):
    """As a form states it."""

    M = "M"
    F = "F"


def mask_phone(phone: str | None) -> str:
    """A phone as it is shown: first three and last four digits of a mobile, the last four of anything else.

    >>> mask_phone("13812341234"), mask_phone("02112345678")
    ('138****1234', '****5678')
    """
    if not phone:
        return ""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) == 11 and phone[0] == "1" else f"****{phone[-4:]}"


def mask_phones(text: str | None) -> str | None:
    """A text that somebody wrote, with the phones in it masked.

    >>> mask_phones("call 138 1234 1234 at the gate"), mask_phones("table 12")
    ('call 138****1234 at the gate', 'table 12')
    """
    return None if text is None else _MOBILE.sub(lambda found: mask_phone(re.sub("[ -]", "", found[0])[-11:]), text)


def mask_email(address: str | None) -> str | None:
    """An address as it is shown: the first letter and where it is.

    >>> mask_email("lin.xm@example.org")
    'l***@example.org'
    """
    if not address:
        return address
    name, _, place = address.rpartition("@")
    return f"{name[:1]}***@{place}" if name else f"{address[:1]}***"


def with_phones_of(text: str, stored: str | None) -> str:
    """A text that was shown masked and then edited, with the phones back that ``stored`` has and it still shows.

    >>> with_phones_of("call 138****1234 at noon", "call 138 1234 1234")
    'call 138 1234 1234 at noon'
    """
    for found in _MOBILE.findall(stored or ""):
        text = text.replace(mask_phone(re.sub("[ -]", "", found)[-11:]), found, 1)
    return text


def mask_name(name: str | None) -> str:
    """A name as it is shown where it need not be known: the first character, or the first letter of each word.

    >>> mask_name("林晓梅"), mask_name("Emma Wang"), mask_name("阿依古丽·买买提")
    ('林**', 'E*** W***', '阿***·***')
    """
    if not name:
        return ""
    if _HAN.search(name):
        if name.isalnum():
            return name[0] + "*" * (len(name) - 1)
        return name[0] + "".join(mark if mark in "·. " else "*" for mark in name[1:])
    return " ".join(word[0] + "***" for word in name.split())


def is_han(text: str) -> bool:
    """Whether a text has a Chinese character."""
    return _HAN.search(text) is not None


def family_name(guardian: str | None, nickname: str | None = None) -> str:
    """What a family is called where no person is to be named: the guardian's first character, else the nickname."""
    return mask_name(guardian) or nickname or ""


_THINGS = frozenset({"organisation", "venue", "room", "resource", "partner", "station", "event", "slot", "survey"})
"""Tables whose names are those of no person."""


def mask_value(table: str, field: str, value: Any) -> Any:
    """A value of a record as it is shown where it need not be known: names of people, phones and addresses masked, in lists and
    in what hangs below names as well.

    >>> mask_value("person", "phone", "13812341234"), mask_value("room", "name", "Blue room"), mask_value("person", "adults", 2)
    ('138****1234', 'Blue room', 2)
    """
    if isinstance(value, Mapping):
        return {name: mask_value(table, name, part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [mask_value(table, field, part) for part in value]
    if not isinstance(value, str):
        return value
    if field in ("name", "nickname") and table not in _THINGS:
        return mask_name(value)
    if field in ("phone", "phone2"):
        return mask_phone(value)
    return mask_email(value) if field == "email" else mask_phones(value)
