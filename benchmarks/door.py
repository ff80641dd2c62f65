"""How long a family waits at the door for the program."""

import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.big_desk import EVENT, GIVEN, NICKNAMES, PASSPHRASE, SURNAMES
from eventdesk.desk import Desk
from eventdesk.services.checkins import Scan
from eventdesk.store.engine import connect


def scan_to_durable(desk: Desk, folder: Path, count: int) -> dict[str, Any]:
    """Scans beside one-row durable transactions of the same driver, taken in turn so that both see the same machine.

    The limit is the raw transaction; the ratios may be 4 at the most.
    """
    tickets = _tickets(desk, count + 20)
    raw = connect(folder / "raw.db", PASSPHRASE if desk.encrypted else None)
    raw.execute("CREATE TABLE line (seq INTEGER PRIMARY KEY, text TEXT)")
    for ticket in tickets[:20]:
        desk.checkins.scan(EVENT, Scan(text=ticket))
        _raw_line(raw)
    ours, limits = [], []
    for ticket in tickets[20:]:
        started = time.perf_counter()
        result = desk.checkins.scan(EVENT, Scan(text=ticket))
        ours.append(time.perf_counter() - started)
        assert result.journal is not None, result.code
        started = time.perf_counter()
        _raw_line(raw)
        limits.append(time.perf_counter() - started)
    raw.close()
    median, p99, raw_median, raw_p99 = at(ours, 50), at(ours, 99), at(limits, 50), at(limits, 99)
    return {
        "n": len(ours), "median_ms": ms(median), "p99_ms": ms(p99), "limit_median_ms": ms(raw_median),
        "limit_p99_ms": ms(raw_p99), "ratio_median": round(median / raw_median, 3), "ratio_p99": round(p99 / raw_p99, 3),
        "ratio_at_most": 4,
    }  # fmt: skip


def search(desk: Desk, count: int) -> dict[str, Any]:
    """From what was typed to the rows of families: every kind of question in turn. Limit: 5 ms at p99."""
    chance = random.Random(7)
    questions = [_question(chance, number) for number in range(count)]
    for question in questions[:10]:
        desk.families.search(question)
    times, found = [], 0
    for question in questions:
        started = time.perf_counter()
        found += len(desk.families.search(question))
        times.append(time.perf_counter() - started)
    p99 = at(times, 99)
    return {
        "n": count, "rows": found, "median_ms": ms(at(times, 50)), "p99_ms": ms(p99), "limit_p99_ms": 5.0,
        "ratio": round(p99 * 1000 / 5.0, 3),
    }  # fmt: skip


def _question(chance: random.Random, number: int) -> str:
    surname, given = chance.choice(SURNAMES), chance.choice(GIVEN)
    kinds = (
        lambda: surname, lambda: surname + given, lambda: given, lambda: chance.choice("zlwcyhx") + chance.choice("zymxj"),
        lambda: "".join(chance.choices("abcdefghjklmnpqrstwxyz", k=3)), lambda: chance.choice(("wang", "li", "zhang", "chenzi")),
        lambda: f"{chance.randrange(10000):04d}", lambda: chance.choice(NICKNAMES),
    )  # fmt: skip
    return kinds[number % len(kinds)]()


def _tickets(desk: Desk, count: int) -> list[str]:
    with desk.house.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT ticket FROM registration ORDER BY id LIMIT ?", (count,)).fetchall()
    tickets = [row[0] for row in rows]
    random.Random(3).shuffle(tickets)
    return tickets


def _raw_line(connection: Any) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO line (text) VALUES (?)", ("x" * 120,))
    connection.execute("COMMIT")


def at(times: Sequence[float], percent: int) -> float:
    """The value that this share of the times does not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def ms(seconds: float) -> float:
    """Milliseconds, to a thousandth."""
    return round(seconds * 1000, 3)
