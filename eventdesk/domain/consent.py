"""What a guardian may agree to, and what counts as personal data of a family.

PIPL 14-16, 23, 29, 31 and the provisions on children's personal information online (儿童个人信息网络保护规定): consent is
given for each purpose apart, by a guardian, to a wording that is known, and it can be withdrawn as easily as given.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Any

from eventdesk.domain.family import is_han


class Purpose(StrEnum):
    """``participation`` covers what an event needs; pictures and what partners get are asked for apart (PIPL 23, 29)."""

    PARTICIPATION = "participation"
    PHOTO = "photo"
    PARTNERS = "partners"


WITHDRAWN = "withdrawn"
"""The method of a consent that was taken back."""

OF_CHILDREN = ("name", "nickname", "sex", "birthdate", "birth_first", "birth_last", "birth_text", "allergies", "needs")
"""What a row of a child says beyond that there is one."""

PERSONAL = frozenset(
    {*OF_CHILDREN, "relation", "phone", "phone_type", "phone2", "wechat", "email", "notes", "district", "text", "result", "value",
     "picture", "note", "moved", "owner", "source_rows", "reply"}
)  # fmt: skip
"""The fields, in rows and in items of the outbox, that may tell who somebody is."""


def called_by(names: Iterable[str | None]) -> frozenset[str]:
    """What children may be called in a text, by their names and nicknames: whole, a Chinese name without the surname as
    well, the words of another. A single letter tells nobody.

    >>> sorted(called_by(["Anna Lee", None, "B"]))
    ['anna', 'anna lee', 'lee']
    """
    found = set()
    for name in (one.strip().casefold() for one in names if one):
        found |= {name, *name.split()}
        if len(name) > 2 and all(map(is_han, name)):
            found.add(name[-2:])
    return frozenset(name for name in found if len(name) > 1)


def names_any(called: Collection[str], text: str | None) -> bool:
    """Whether a text says one of these names (of :func:`called_by`); rather too often than too seldom."""
    text = (text or "").casefold()
    return any(name in text for name in called)


def redacted(body: Any, *, people: Collection[str], whole: bool) -> Any:
    """A plain value without personal data: of the ``people`` (ids) it holds, or, ``whole``, of anybody.

    >>> redacted({"id": "p1", "name": "x", "role": "child"}, people={"p1"}, whole=False)
    {'id': 'p1', 'role': 'child'}
    """
    if isinstance(body, list):
        return [redacted(value, people=people, whole=whole) for value in body]
    if not isinstance(body, dict):
        return body
    hide = whole or body.get("id") in people
    return {
        key: redacted(value, people=people, whole=whole) for key, value in body.items() if not (hide and key in PERSONAL)
    }
