"""How quickly the grid of a schedule opens, follows the pointer, and shows where a block cannot lie.

``python -m benchmarks.lanes`` prints the figures for 60 slots in 8 rooms, painted without a screen.
"""

import json
import os
import time
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from benchmarks.door import at
from eventdesk.domain.age import AgeBand
from eventdesk.domain.conflicts import Conflict, find, free_at
from eventdesk.domain.schedule import PlannedSlot, Schedule
from eventdesk.domain.venue import Grounds, Room
from resources.words import Words
from ui.app import create_app
from ui.pages.planner_words import PlannerWords
from ui.theme import Mode, Theme
from ui.widgets.lanes import LaneTimeline
from ui.wording import Wording

SLOTS, ROOMS, MOVES, ROUNDS = 60, 8, 240, 20
ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 28)
_LEFT = Qt.MouseButton.LeftButton


def schedule() -> tuple[Schedule, Grounds]:
    """Sixty slots of 45 minutes in eight rooms, from 8 to 20 o'clock, without a conflict."""
    start = datetime(2026, 11, 28, 8, tzinfo=ZONE)
    slots = []
    for number in range(SLOTS):
        begin = start + timedelta(minutes=number // ROOMS * 85)
        slots.append(
            PlannedSlot(
                f"s{number}", f"S{number}", f"Slot {number}", room=f"Room {number % ROOMS + 1}", start=begin,
                end=begin + timedelta(minutes=45), leader=f"Leader {number}", capacity=30, registered=number % 31,
                band=AgeBand(36, 83),
            )
        )  # fmt: skip
    rooms = tuple(Room(f"Room {number + 1}", 30, "projector") for number in range(ROOMS))
    return Schedule(start, start + timedelta(hours=12), 10, tuple(slots)), Grounds(rooms)


def _now() -> float:
    """Seconds of work of this process: others on the same machine don't count, and nothing here waits."""
    return time.process_time()


class Stage:
    """A grid of its own that shows the schedule."""

    def __init__(self, app: QApplication) -> None:
        self.app = app
        self.schedule, self.grounds = schedule()
        theme = Theme(app, mode=Mode.LIGHT, reduced_motion=True)
        known = {slot.id: slot for slot in self.schedule.slots}
        self.words = PlannerWords(Wording(Words("zh")), ZONE, known.get)
        numbers = count()
        self.lanes = LaneTimeline(
            theme, self.words.words, zone=ZONE, describe=self.words.describe, tell=self.words.short,
            check=lambda schedule, id: free_at(schedule, self.grounds, id), new_id=lambda: f"n{next(numbers)}",
        )  # fmt: skip
        self.lanes.resize(826, 468)

    def show(self) -> None:
        """Judge and show all of it, painted."""
        conflicts: tuple[Conflict, ...] = find(self.schedule, self.grounds)
        rooms = self.words.lanes(self.grounds)
        self.lanes.show_schedule(self.schedule, rooms, conflicts, day=DAY, day_words="28")
        self.lanes.show()
        self.paint()

    def paint(self) -> None:
        """Until what changed is on the picture."""
        self.app.processEvents()

    def mouse(self, kind: QEvent.Type, place: QPoint, buttons: Qt.MouseButton = _LEFT) -> None:
        """What the pointer does, in the viewport."""
        viewport = self.lanes.view.viewport()
        button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else _LEFT
        far = QPointF(viewport.mapToGlobal(place))
        event = QMouseEvent(kind, QPointF(place), far, button, buttons, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(viewport, event)


def opening(app: QApplication) -> float:
    """Seconds from nothing to the painted grid."""
    started = _now()
    stage = Stage(app)
    stage.show()
    seconds = _now() - started
    stage.lanes.deleteLater()
    return seconds


def dragging(stage: Stage) -> tuple[list[float], list[float]]:
    """Seconds of each picture while a block is dragged over all lanes; and from taking hold until all cells are shown."""
    frames, cells = [], []
    lanes = stage.lanes
    for number in range(ROUNDS):
        lanes.view.horizontalScrollBar().setValue(0)
        lanes.view.verticalScrollBar().setValue(0)
        place = lanes.view.viewport_place(f"s{number % 3}").center()
        stage.mouse(QEvent.Type.MouseButtonPress, place)
        started = _now()
        stage.mouse(QEvent.Type.MouseMove, place + QPoint(12, 4))
        while not lanes.pointer.cells_known:
            stage.paint()
        stage.paint()
        cells.append(_now() - started)
        for move in range(MOVES // ROUNDS):
            target = place + QPoint(20 + move * 13 % 500, move * 17 % 300)
            started = _now()
            stage.mouse(QEvent.Type.MouseMove, target)
            stage.paint()
            frames.append(_now() - started)
        lanes.pointer.cancel()
        stage.paint()
    return frames, cells


def measure() -> dict[str, Any]:
    """The figures: milliseconds to open (at most 500) and to show the blocked cells (at most 50), pictures a second (50)."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = create_app()
    opening(app)  # fonts are loaded once
    opened = [opening(app) for _ in range(5)]
    stage = Stage(app)
    stage.show()
    frames, cells = dragging(stage)
    judged = _timed(partial(find, stage.schedule, stage.grounds))
    stage.lanes.deleteLater()
    return {
        "slots": SLOTS, "rooms": ROOMS, "open_ms": round(max(opened) * 1000, 1), "open_at_most_ms": 500,
        "frame_median_ms": round(at(frames, 50) * 1000, 2), "frame_p95_ms": round(at(frames, 95) * 1000, 2),
        "frames_a_second": round(len(frames) / sum(frames)), "frames_at_least": 50,
        "cells_median_ms": round(at(cells, 50) * 1000, 1), "cells_p95_ms": round(at(cells, 95) * 1000, 1),
        "cells_at_most_ms": 50, "judge_ms": round(judged * 1000, 1),
    }  # fmt: skip


def _timed(work: Any) -> float:
    started = _now()
    work()
    return _now() - started


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
