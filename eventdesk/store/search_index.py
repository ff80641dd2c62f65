"""Keeps what people are found by beside the people."""

from collections.abc import Mapping, Sequence
from typing import Any

from eventdesk.store.search_keys import characters_of, keys_of
from eventdesk.store.unit import Unit


def write_search_keys(unit: Unit, people: Sequence[Mapping[str, Any]]) -> None:
    """Keys and full text for people (rows of ``person``)."""
    keys = [
        (key, row["family"], row["no"])
        for row in people
        for key in keys_of(name=row["name"], nickname=row["nickname"], phones=(row["phone"], row["phone2"]))
    ]
    texts = [
        (row["no"], characters_of(row["name"], row["nickname"]), row["family"])
        for row in people
        if row["name"] or row["nickname"]
    ]
    if keys:
        unit.connection.exec_driver_sql("INSERT OR IGNORE INTO search_key (key, family, person) VALUES (?,?,?)", keys)
    if texts:
        unit.connection.exec_driver_sql("INSERT INTO name_text (rowid, characters, family) VALUES (?,?,?)", texts)


def remove_search_keys(unit: Unit, numbers: Sequence[int]) -> None:
    """Takes away what :func:`write_search_keys` wrote for these people."""
    for number in numbers:
        unit.raw("DELETE FROM search_key WHERE person = ?", (number,))
        unit.raw("DELETE FROM name_text WHERE rowid = ?", (number,))
