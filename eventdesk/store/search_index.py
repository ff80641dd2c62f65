"""Keeps what people are found by beside the people."""

from collections.abc import Mapping, Sequence
from typing import Any

from eventdesk.store.search_keys import characters_of, keys_of
from eventdesk.store.unit import Unit


def write_search_keys(unit: Unit, people: Sequence[Mapping[str, Any]]) -> None:
    """Keys and full text for people (rows of ``person``)."""
    keys: list[tuple[str, str, int]] = []
    texts: list[tuple[int, str, str]] = []
    for row in people:
        number, family, name, nickname, wechat = row["no"], row["family"], row["name"], row["nickname"], row.get("wechat")
        found = keys_of(name=name, nickname=nickname, wechat=wechat, phones=(row["phone"], row["phone2"]))
        keys += [(key, family, number) for key in found]
        if name or nickname or wechat:
            texts.append((number, characters_of(name, nickname, wechat), family))
    if keys:
        # In the order in which the table lies: a roster has eighty thousand.
        keys.sort()
        unit.connection.exec_driver_sql("INSERT OR IGNORE INTO search_key (key, family, person) VALUES (?,?,?)", keys)
    if texts:
        unit.connection.exec_driver_sql("INSERT INTO name_text (rowid, characters, family) VALUES (?,?,?)", texts)


def remove_search_keys(unit: Unit, numbers: Sequence[int]) -> None:
    """Takes away what :func:`write_search_keys` wrote for these people."""
    for number in numbers:
        unit.raw("DELETE FROM search_key WHERE person = ?", (number,))
        unit.raw("DELETE FROM name_text WHERE rowid = ?", (number,))
