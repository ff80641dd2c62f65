"""Every write of the desk: one transaction that carries its outbox rows and its audit row, or leaves nothing."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from eventdesk.clock import Clock, new_ids
from eventdesk.domain.digests import canonical_text, chained
from eventdesk.domain.hlc import Hlc, tick
from eventdesk.domain.right import Actor
from eventdesk.store import quick
from eventdesk.store.engine import problem_of, translated
from eventdesk.store.tables import to_ms

SCHEMA = 1
"""The version of the outbox bodies."""

_WRITTEN_AT_ONCE = 2_000
"""Outbox items in one statement."""

_MOST_IDS = 256
"""Ids that are made at once, where many are needed."""

GENESIS = "0" * 64
"""What the first item of a chain follows."""


class Unit:
    """A transaction that rolls back unless it is told to commit.

    ``put`` adds an outbox item, ``commit`` writes them with the audit row and makes all of it durable. A unit that
    wrote anything and puts no item is a mistake of the program, and ``commit`` says so.
    """

    def __init__(self, connection: sa.Connection, *, actor: Actor, clock: Clock, action: str) -> None:
        self.connection = connection
        self.actor = actor
        self.now = clock.now()
        self._clock = clock
        self._action = action
        self._items: list[tuple[str, str, str | None, str]] = []
        self._ids: list[str] = []
        self._ids_made = 0
        self._last: tuple[int, Hlc, str] | None = None
        self._audited = GENESIS
        self._committed = False

    def __enter__(self) -> Self:
        try:
            with translated():
                self._transaction = self.connection.begin()
        except BaseException:
            self.connection.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if not self._committed:
                self._transaction.rollback()
        finally:
            self.connection.close()
        problem = problem_of(error)
        if problem is not None:
            raise problem from error

    def new_id(self) -> str:
        """An id made on this device."""
        if not self._ids:
            # One at first, then twice as many each time: an import needs tens of thousands, a scan at the door three.
            self._ids_made = min(2 * self._ids_made or 1, _MOST_IDS)
            self._ids = new_ids(self._clock, self._ids_made)[::-1]
        return self._ids.pop()

    def execute(self, statement: sa.Executable, rows: Sequence[dict[str, Any]] | dict[str, Any] | None = None) -> Any:
        """Runs a statement inside the transaction; an empty list of rows does nothing."""
        if rows is not None and not rows:
            return None
        return self.connection.execute(statement, rows)

    def raw(self, sql: str, values: tuple[Any, ...] = ()) -> Any:
        """Runs written SQL on the driver (see :mod:`eventdesk.store.quick`) and gives its first row, or None."""
        return quick.row(self.connection, sql, values)

    def stamp(self) -> Hlc:
        """The hybrid time of the next item, after everything this desk has written or received."""
        sequence, last, digest = self._tail()
        stamp = tick(last, to_ms(self._clock.now()))
        self._last = (sequence, stamp, digest)
        return stamp

    def put(
        self, kind: str, body: dict[str, Any], *, event: str | None = None, item: str | None = None,
        seen: Mapping[str, int] | None = None,
    ) -> str:  # fmt: skip
        """Adds an item for the hub: what was written, as plain values. Returns its id. ``seen`` are items of other devices that
        this one knows of besides all that came without a gap."""
        item = item or self.new_id()
        if kind != "journal" and not kind.startswith("audit.") and self._seen:
            # What others had told when this was written: who did not know of each other, and who did (domain/folding.py).
            more = {device: max(number, self._seen.get(device, 0)) for device, number in (seen or {}).items()}
            body = body | {"seen": self._seen | more}
        # As text at once: the bodies of ten thousand families are twice as large as dictionaries.
        self._items.append((item, kind, event, canonical_text(body)))
        return item

    @cached_property
    def _seen(self) -> dict[str, int]:
        rows = quick.rows(self.connection, "SELECT id, seen FROM device WHERE NOT own AND seen > 0 ORDER BY id")
        return {row["id"]: row["seen"] for row in rows}

    def _tail(self) -> tuple[int, Hlc | None, str]:
        if self._last is None:
            row = self.raw(
                """SELECT device_seq, hlc, digest, (SELECT digest FROM audit ORDER BY seq DESC LIMIT 1),
                 (SELECT max(hlc) FROM device) FROM outbox ORDER BY device_seq DESC LIMIT 1"""
            )
            if row is None:
                heard = self.raw("SELECT max(hlc) FROM device")[0]
                return (0, Hlc.parse(heard) if heard else None, GENESIS)
            # After everything that was heard as well, whatever this device's clock says.
            self._last = (row[0], Hlc.parse(max(row[1], row[4] or "")), row[2])
            self._audited = row[3] or GENESIS
        return self._last

    def commit(self, *, subject: str | None = None, **details: object) -> None:
        """Writes outbox and audit and commits.

        ``details`` go into the audit: counts, codes and the reasons that people type, never a name or phone that the
        program knows. :class:`StoreProblem` where it failed, which does not prove that nothing reached the disk.
        """
        if not self._items:
            raise AssertionError(f"{self._action} wrote without an outbox item")
        with translated():
            self._write_items()
            self._write_audit(subject, details)
            self._transaction.commit()
        self._committed = True

    @property
    def tells(self) -> bool:
        """Whether there is anything to tell yet."""
        return bool(self._items)

    def keep(self) -> None:
        """Commits what concerns this file alone: marks of what was sent and heard. Nothing is told and nothing audited."""
        if self._items:
            raise AssertionError(f"{self._action} has something to tell")
        with translated():
            self._transaction.commit()
        self._committed = True

    def _write_items(self) -> None:
        rows: list[tuple[Any, ...]] = []
        sequence, stamp, digest = self._tail()
        for item, kind, event, text in self._items:
            if len(rows) == _WRITTEN_AT_ONCE:
                self._write_rows(rows)
                rows = []
            stamp = tick(stamp, to_ms(self._clock.now()))
            sequence, previous, hlc = sequence + 1, digest, str(stamp)
            digest = item_digest(id=item, kind=kind, schema=SCHEMA, device_seq=sequence, hlc=hlc, prev=previous, body=text)
            rows.append((sequence, item, event, kind, SCHEMA, hlc, previous, text, digest))
            self._last = (sequence, stamp, digest)
        self._write_rows(rows)

    def _write_rows(self, rows: list[tuple[Any, ...]]) -> None:
        self._many(
            "INSERT INTO outbox (device_seq, id, event, type, schema, hlc, prev, body, digest) VALUES (?,?,?,?,?,?,?,?,?)",
            rows,
        )

    def _write_audit(self, subject: str | None, details: dict[str, object]) -> None:
        text = json.dumps(details, ensure_ascii=False, sort_keys=True, default=str)
        last, _, _ = self._tail()
        fields = (
            to_ms(self.now), self.actor.operator, self.actor.station, self._action, subject, text,
            last - len(self._items) + 1, last,
        )  # fmt: skip
        self.raw(
            """INSERT INTO audit (at, operator, station, action, subject, details, first_item, last_item, prev, digest)
             VALUES (?,?,?,?,?,?,?,?,?,?)""",
            (*fields, self._audited, audit_digest(self._audited, fields)),
        )

    def _many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        rows = list(rows)
        if len(rows) == 1:
            self.raw(sql, rows[0])
        elif rows:
            self.connection.exec_driver_sql(sql, rows)


def item_digest(*, id: str, kind: str, schema: int, device_seq: int, hlc: str, prev: str, body: str) -> str:
    """SHA-256 of an outbox item's canonical JSON; ``body`` is canonical JSON already and is not parsed again."""
    item = (
        f'{{"body":{body},"device_seq":{device_seq},"hlc":"{hlc}","id":"{id}","prev":"{prev}",'
        f'"schema":{schema},"type":"{kind}"}}'
    )
    return hashlib.sha256(item.encode()).hexdigest()


def audit_digest(previous: str, fields: tuple[Any, ...]) -> str:
    """The chained digest of one audit row.

    ``fields`` are ``(at ms, operator, station, action, subject, details text, first item, last item)``, the last two
    missing in rows that are older than they.
    """
    return chained(previous, {"row": list(fields)})
