"""Writes folded records into the desk's tables."""

import base64
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.folding import Folded
from eventdesk.store import quick
from eventdesk.store import tables as t
from eventdesk.store.search_index import remove_search_keys, write_search_keys
from eventdesk.store.unit import Unit
from eventdesk.sync.book import Record
from eventdesk.sync.records import ANSWERED, SYNCED, Key, key_columns

_ORDER: dict[str, float] = {table.name: place for place, table in enumerate(t.metadata.sorted_tables)}
# A registration brings its choices of slots along.
_ORDER["slot"] = _ORDER["registration"] - 0.5
_AT_ONCE = 400
_FOUND_BY = ("no", "family", "name", "nickname", "wechat", "phone", "phone2")
"""The columns by which people are found."""
_FEW = 50
"""So few rows are not worth the driver's own road."""


def write_all(unit: Unit, records: Mapping[Record, Folded]) -> set[Record]:
    """Makes the rows what the records are; those that could not be written, because a row they hang on is not here yet, or
    because another row has taken what must be one's own (a code, a name)."""
    left: set[Record] = set()
    by_table: dict[str, list[tuple[Key, Folded]]] = {}
    for (table, key), folded in records.items():
        by_table.setdefault(table, []).append((key, folded))
    gone: list[tuple[str, list[Key]]] = []
    for table in sorted(by_table, key=_ORDER.__getitem__):
        writer, found = _Table(unit, table), by_table[table]
        there = writer.existing([key for key, _ in found])
        gone.append((table, [key for key, folded in found if folded.values is None and key in there]))
        left |= {(table, key) for key, folded in found if folded.values is None and not folded.whole}
        if table == "registration":
            _revoke(unit, {key[0]: folded.last["event"] for key, folded in found if folded.values is None and folded.whole})
        new = {key: folded.values for key, folded in found if folded.values is not None and key not in there}
        if not writer.insert(new):
            left |= {(table, key) for key, values in new.items() if not writer.insert({key: values})}
        changed = {key: folded.values for key, folded in found if folded.values is not None and key in there}
        left |= {(table, key) for key, values in changed.items() if not writer.change(key, values)}
    for table, keys in reversed(gone):
        writer = _Table(unit, table)
        left |= {(table, key) for key in keys if not writer.remove(key)}
    _take_answers_out(unit, {key[0]: folded.values for key, folded in by_table.get("survey_response", ()) if folded.values})
    return left


def _take_answers_out(unit: Unit, responses: Mapping[str, Mapping[str, Any]]) -> None:
    """Answers that a correction of the whole response left out go."""
    a = SYNCED["survey_answer"]
    for response, values in responses.items():
        if ANSWERED not in values:
            continue
        said = {(question, subject) for question, subject in values[ANSWERED]}
        for row in unit.execute(sa.select(a.c.question, a.c.subject).where(a.c.response == response)).all():
            if (row.question, row.subject) not in said:
                here = (a.c.response == response, a.c.question == row.question, a.c.subject == row.subject)
                unit.execute(a.delete().where(*here))


def _revoke(unit: Unit, registrations: Mapping[str, str]) -> None:
    """Tickets of registrations that were taken away, with their events, open no door, whether or not they ever were here."""
    r = t.revoked_ticket
    here = set(unit.execute(sa.select(t.event.c.id).where(t.event.c.id.in_(set(registrations.values())))).scalars())
    for part in _parts(list(registrations)):
        unit.execute(r.delete().where(r.c.registration.in_(part)))
    unit.execute(
        r.insert(), [{"registration": id, "event": event, "at": unit.now} for id, event in registrations.items() if event in here]
    )


class _Table:
    """The rows of one table, by their keys."""

    def __init__(self, unit: Unit, name: str) -> None:
        self._unit, self._table, self._keys = unit, SYNCED[name], key_columns(name)
        # The columns whose plain values are read; the others take them as they are.
        self._names = frozenset(column.name for column in self._table.c)
        self._reads = [column for column in self._table.c if _is_read(column)]
        self._defaults = {column.name: _default(column) for column in self._table.c if column.name not in ("no", "seq")}

    def existing(self, keys: Collection[Key]) -> set[Key]:
        """Which of the rows are here."""
        if self._unit.execute(sa.select(sa.literal(1)).select_from(self._table).limit(1)).first() is None:
            return set()
        columns, listed = [self._table.c[name] for name in self._keys], list(keys)
        found: set[Key] = set()
        for part in _parts(listed):
            # The first column of a key tells nearly all of them apart; the rest is looked at here.
            rows = self._unit.execute(sa.select(*columns).where(columns[0].in_([_typed(columns[0], key[0]) for key in part])))
            found |= {tuple(str(value) for value in row) for row in rows}
        return found

    def insert(self, rows: Mapping[Key, Mapping[str, Any]]) -> bool:
        """Writes new rows, all of them or none; whether that could be done."""
        by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for values in rows.values():
            row = self._row(values)
            by_columns.setdefault(tuple(sorted(row)), []).append(row)
        return self._trying(lambda: self._insert(by_columns.values(), rows))

    def _insert(self, groups: Iterable[list[dict[str, Any]]], rows: Mapping[Key, Mapping[str, Any]]) -> None:
        for group in groups:
            if len(group) < _FEW:
                self._unit.execute(self._table.insert(), group)
            else:
                quick.many(self._unit.connection, self._table, _alike([self._defaults | row for row in group]))
        self._parts_of(rows)

    def change(self, key: Key, values: Mapping[str, Any]) -> bool:
        """Makes a row what it is; whether that could be done."""
        others = {name: value for name, value in self._row(values).items() if name not in self._keys}
        return self._trying(lambda: self._change(key, others, values))

    def _change(self, key: Key, others: dict[str, Any], values: Mapping[str, Any]) -> None:
        if others:
            self._unit.execute(self._table.update().where(self._is(key)).values(**others))
        if self._table.name == "person":
            remove_search_keys(self._unit, self._numbers([key]))
        self._parts_of({key: values})

    def _row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        row = {name: value for name, value in values.items() if name in self._names}
        for column in self._reads:
            if row.get(column.name) is not None:
                row[column.name] = _typed(column, row[column.name])
        return row

    def _trying(self, act: Callable[[], None]) -> bool:
        """Whether it could be done; otherwise nothing was."""
        point = self._unit.connection.begin_nested()
        try:
            act()
            point.commit()
        except sa.exc.IntegrityError:
            point.rollback()
            return False
        return True

    def remove(self, key: Key) -> bool:
        """Takes a row away; whether nothing else hangs on it."""
        return self._trying(lambda: self._remove(key))

    def _remove(self, key: Key) -> None:
        self._let_go_of_parts(key)
        self._unit.execute(self._table.delete().where(self._is(key)))

    def _is(self, key: Key) -> sa.ColumnElement[bool]:
        columns = [self._table.c[name] for name in self._keys]
        return sa.and_(*(column == _typed(column, value) for column, value in zip(columns, key, strict=True)))

    def _parts_of(self, rows: Mapping[Key, Mapping[str, Any]]) -> None:
        """What rows have in other tables: people are found by their names, registrations name members and slots."""
        if self._table.name == "person":
            people: list[dict[str, Any]] = []
            for part in _parts([key[0] for key in rows]):
                sql = f"SELECT {', '.join(_FOUND_BY)} FROM person WHERE id IN ({','.join('?' * len(part))})"
                people += [dict(zip(_FOUND_BY, row, strict=True)) for row in quick.tuples(self._unit.connection, sql, part)]
            write_search_keys(self._unit, people)
        if self._table.name == "registration":
            self._replace(t.registration_member, [
                {"registration": key[0], "person": person, "role": role, "position": place, "counted": counted}
                for key, values in rows.items() for place, (person, role, counted) in enumerate(values.get("members", ()))
            ], [key[0] for key, values in rows.items() if "members" in values])  # fmt: skip
            self._replace(t.slot_choice, [
                {"registration": key[0], "slot": slot, "state": state, "position": place}
                for key, values in rows.items() for place, (slot, state) in enumerate(values.get("slots", {}).items())
            ], [key[0] for key, values in rows.items() if "slots" in values])  # fmt: skip

    def _replace(self, table: sa.Table, content: list[dict[str, Any]], registrations: list[str]) -> None:
        for part in _parts(registrations):
            self._unit.execute(table.delete().where(table.c.registration.in_(part)))
        if len(content) < _FEW:
            self._unit.execute(table.insert(), content)
        else:
            quick.many(self._unit.connection, table, content)

    def _numbers(self, keys: Iterable[Key]) -> list[int]:
        p = t.person
        return list(self._unit.execute(sa.select(p.c.no).where(p.c.id.in_([key[0] for key in keys]))).scalars())

    def _let_go_of_parts(self, key: Key) -> None:
        unit, name = self._unit, self._table.name
        if name == "person":
            remove_search_keys(unit, self._numbers([key]))
        if name == "registration":
            for table in (t.registration_member, t.slot_choice):
                unit.execute(table.delete().where(table.c.registration == key[0]))
        if name == "survey_response":
            for child in ("survey_answer", "comment_theme"):
                table = SYNCED[child]
                unit.execute(table.delete().where(table.c.response == key[0]))


def _alike(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that leave the same columns empty stand together; otherwise in their order."""
    return sorted(rows, key=lambda row: [value is None for value in row.values()])


def _is_read(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, t.Moment | t.Day | sa.LargeBinary | sa.Integer)


def _default(column: sa.Column[Any]) -> Any:
    """What a row that says nothing of a column has there."""
    if column.default is None or not isinstance(column.default, sa.ColumnDefault):
        return None
    given = column.default.arg
    return given(None) if callable(given) else given


def _typed(column: sa.Column[Any] | None, value: Any) -> Any:
    """A plain value of an item as the column takes it."""
    if value is None or column is None:
        return value
    kind = column.type
    if isinstance(kind, t.Moment):
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC).replace(microsecond=moment.microsecond // 1000 * 1000)
    if isinstance(kind, t.Day):
        return date.fromisoformat(value)
    if isinstance(kind, sa.LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, sa.Integer) and isinstance(value, str):
        return int(value)
    return value


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
