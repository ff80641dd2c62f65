"""The window stays live while a large roster is computed, and giving up is heard at once."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from benchmarks.rosters import staffing
from tests.ui import roster_desk
from tests.ui.roster_made import view_of

STALL = 0.060  # seconds; the longest that a person's key may wait
HEARD = 1.0


class Pulse:
    """Measures the longest time in which the window's thread did nothing for anybody: by the clock, and (``busy``) by the work
    that it did itself, which other programs on the same machine don't change."""

    def __init__(self) -> None:
        self.longest = self.busy = 0.0
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.longest, self.busy = max(self.longest, now - self._last), max(self.busy, worked - self._worked)
        self._last, self._worked = now, worked

    def end(self) -> None:
        self._timer.stop()


@pytest.mark.proof
@pytest.mark.parametrize(("people", "shifts"), [(120, 60), (300, 150)])
def test_the_window_stays_live_while_shifts_are_filled(qtbot: QtBot, tmp_path: Path, people: int, shifts: int) -> None:
    clock = roster_desk.make(tmp_path / "desk")
    with roster_desk.opened(qtbot, tmp_path / "desk", clock) as made:
        session = made.page.roster.session
        session.take(view_of(staffing(people, shifts)))
        made.settle()
        pulse, began = Pulse(), time.perf_counter()
        made.page.auto()
        qtbot.waitUntil(lambda: session.drafting, timeout=20000)
        first = time.perf_counter() - began
        qtbot.wait(6000)
        asked = time.perf_counter()
        session.stop()
        qtbot.waitUntil(lambda: not session.solving, timeout=20000)
        heard = time.perf_counter() - asked
        qtbot.wait(500)
        pulse.end()
        print(f"{people} x {shifts}: first plan {first:.2f} s, longest stall {pulse.longest * 1000:.0f} ms, "
              f"of it own work {pulse.busy * 1000:.0f} ms, cancel {heard:.2f} s")  # fmt: skip
        assert session.sheet.staffing.filled > 0
        assert pulse.busy < STALL
        assert not session.solving and heard < 5 * HEARD
