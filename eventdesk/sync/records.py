"""What an item of the log says about the desk's records: each of them with the fields that it sets, or that it is gone.

An item's type is the name of a table with a row of it, whole or in part, ``<table>.removed``, or one of the few that speak of
several records at once. What :mod:`tests.services.test_outbox` holds, that the outbox tells everything, is what makes this work.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from eventdesk.domain.consent import PERSONAL
from eventdesk.store import family_tables, feedback_tables, plan_tables, sync_tables, tables, volunteer_tables

LOCAL = frozenset({
    "meta", "search_key", "outbox", "audit", "import_batch", "import_memory", "registration_member", "slot_choice",
    "revoked_ticket", "feedback_batch",
    *(table.name for table in (
        sync_tables.device, sync_tables.foreign_item, sync_tables.item_record, sync_tables.clash, sync_tables.hub,
        sync_tables.hub_cursor, sync_tables.refused_item, sync_tables.hand_in,
    )),
})  # fmt: skip
"""Tables of which nothing is told under their own name: a desk's keys, indexes and logs, and parts of other records."""

_ROOMS = (tables, plan_tables, family_tables, volunteer_tables, feedback_tables)
SYNCED = {name: of for name, of in tables.metadata.tables.items() if name not in LOCAL}
"""The tables whose rows stations have in common. All of them are there: every room of tables is loaded with this file."""
assert all(room.metadata is tables.metadata for room in _ROOMS)

_TABLE_OF = {"report": "report_revision"}
_OWN_FIELDS = frozenset({"base", "seen"})
_NUMBERS = frozenset({"no", "seq"})
"""What a row is called in one file only."""

ANSWERED = "answered"
"""Of a response that was corrected as a whole: which questions it answers. It has no column; what it leaves out goes."""

Key = tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """What an item says of one record. ``values`` None: it is gone. ``whole``: it names all that a row must have."""

    table: str
    key: Key
    values: Mapping[str, Any] | None
    whole: bool = False


def words_of(kind: str, body: Mapping[str, Any]) -> tuple[Word, ...] | None:
    """All that an item says of records; none where it only tells that something was done, None for a type that this program does
    not know. ``KeyError`` or ``TypeError`` for a body that its type can't have."""
    special = _SPECIAL.get(kind)
    if special is not None:
        return tuple(special(body))
    if kind.startswith("audit.") or kind in _ONLY_TOLD:
        return ()
    name, dot, what = kind.partition(".")
    table = _TABLE_OF.get(name, name)
    if table not in SYNCED or (dot and what != "removed"):
        return None
    if dot:
        return (Word(table, key_of(table, body), None),)
    return (_row(table, body),)


@cache
def key_columns(table: str) -> tuple[str, ...]:
    """By which fields a record of a table is told from others, everywhere alike."""
    columns = [column.name for column in SYNCED[table].primary_key.columns]
    return ("id",) if _NUMBERS & set(columns) else tuple(columns)


@cache
def _names(table: str) -> tuple[str, ...]:
    return tuple(column.name for column in SYNCED[table].columns)


@cache
def _required(table: str) -> frozenset[str]:
    return frozenset(
        column.name for column in SYNCED[table].columns
        if not column.nullable and column.default is None and column.server_default is None and column.name not in _NUMBERS
    )  # fmt: skip


def key_of(table: str, values: Mapping[str, Any]) -> Key:
    """The key of a record, from any of its rows."""
    return tuple(str(values[name]) for name in key_columns(table))


@cache
def _emptied(table: str) -> Mapping[str, Any]:
    """What a row must have of a person's data, as it is when that was taken out of the item."""
    columns = [SYNCED[table].c[name] for name in _required(table) & PERSONAL]
    return {column.name: [] if isinstance(column.type, tables.Json) else "" for column in columns}


def _row(table: str, body: Mapping[str, Any]) -> Word:
    values = {name: value for name, value in body.items() if name not in _OWN_FIELDS}
    whole = "base" not in body and _required(table) <= values.keys() | _emptied(table).keys()
    return Word(table, key_of(table, body), {**_emptied(table), **values} if whole else values, whole)


def _family(body: Mapping[str, Any]) -> Iterator[Word]:
    """A family's new people and consents, and the family itself where it is new."""
    if body["new"]:
        values = {name: body[name] for name in _names("family") if name in body}
        yield Word("family", (body["id"],), {"district": "", "notes": "", "merged_into": None} | values, whole=True)
    for table, part in (("person", "people"), ("consent", "consents")):
        for row in body[part]:
            yield Word(table, (row["id"],), row, whole=True)


def _family_changed(body: Mapping[str, Any]) -> Iterator[Word]:
    yield Word("family", (body["id"],), {name: value for name, value in body.items() if name not in _OWN_FIELDS})


def _response(body: Mapping[str, Any]) -> Iterator[Word]:
    """A response with the answers that are new to it, or, ``whole``, with all that it has now."""
    values = {name: value for name, value in body.items() if name not in _OWN_FIELDS | {"answers", "whole"}}
    if body.get("whole"):
        values[ANSWERED] = sorted([question, subject] for question, subject, *_ in body["answers"])
    yield Word("survey_response", (body["id"],), values, "base" not in body)
    for question, subject, value, invalid in body.get("answers", ()):
        answer = {"response": body["id"], "question": question, "subject": subject, "value": value, "invalid": invalid}
        yield Word("survey_answer", (body["id"], question, subject), answer, whole=True)


def _undone(body: Mapping[str, Any]) -> Iterator[Word]:
    for table, part in (("registration", "registrations"), ("person", "people"), ("consent", "consents"), ("family", "families")):
        for id in body[part]:
            yield Word(table, (id,), None)


def _erased(body: Mapping[str, Any]) -> Iterator[Word]:
    """The people go; the rest of an erasure is done where it is heard of (:mod:`eventdesk.sync.erasing`)."""
    for id in body["people"]:
        yield Word("person", (id,), None)


_SPECIAL: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Word]]] = {
    "family": _family, "family.changed": _family_changed, "family.erased": _erased, "survey_response": _response,
    "import.undone": _undone,
}  # fmt: skip
_ONLY_TOLD = frozenset({"import", "calendar.undone", "feedback_batch", "feedback_batch.undone", "feedback_import", "refusal"})
