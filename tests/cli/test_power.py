"""An acknowledged check-in survives the process being killed at any instant."""

import contextlib
import json
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

import pytest

from eventdesk.desk import Desk, open_desk
from tests.conftest import Register

PROGRAM = [sys.executable, "-c", "import sys; from eventdesk.cli import main; sys.exit(main())"]


@pytest.mark.parametrize(
    ("rounds", "families"), [(6, 40), pytest.param(150, 900, marks=[pytest.mark.proof, pytest.mark.timeout(1800)])]
)
def test_killed_at_any_instant(fair: Desk, register: Register, rounds: int, families: int) -> None:
    tickets = [register(adults=2, children=1).ticket for _ in range(families)]
    folder = fair.folder
    fair.close()
    chance = random.Random(20261128)
    acknowledged: dict[str, str] = {}
    for _ in range(rounds):
        waiting = [ticket for ticket in tickets if ticket not in acknowledged]
        process = subprocess.Popen(
            [*PROGRAM, "--desk", str(folder), "checkin", "FAIR", "--stdin"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        # From a thread: both pipes may be full at once.
        threading.Thread(target=_feed, args=(process.stdin, waiting), daemon=True).start()
        seen = [json.loads(process.stdout.readline())]
        deadline = time.monotonic() + chance.uniform(0, 0.03)
        while time.monotonic() < deadline and len(seen) < len(waiting):
            seen.append(json.loads(process.stdout.readline()))
        process.send_signal(signal.SIGKILL)
        with process.stdout:
            rest = process.stdout.read()
        process.wait()
        seen += [json.loads(line) for line in rest.splitlines(keepends=True) if line.endswith(b"\n")]
        acknowledged |= {answer["scan"]: answer["journal"] for answer in seen if answer["journal"]}
        _check(folder, acknowledged)
        if len(acknowledged) == len(tickets):
            break
    assert acknowledged


def _feed(pipe: IO[bytes], lines: list[str]) -> None:
    """Writes the lines as far as somebody reads them."""
    with contextlib.suppress(OSError, ValueError), pipe:
        pipe.write(("\n".join(lines) + "\n").encode())


def _check(folder: Path, acknowledged: dict[str, str]) -> None:
    with open_desk(folder) as desk:
        assert desk.proofs.verify().ok
        with desk.house.store.reading() as connection:
            held = set(connection.exec_driver_sql("SELECT id FROM journal").scalars())
    assert set(acknowledged.values()) <= held
