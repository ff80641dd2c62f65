"""How good a draft of a schedule is after how long, beside the quick first proposal."""

import random
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from eventdesk.assignment.draft import Draft, draft
from eventdesk.domain.age import AgeBand
from eventdesk.domain.conflicts import Severity, Siblings, find
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot, Schedule
from eventdesk.domain.venue import Closed, Grounds, Resource, Room

DAY = datetime(2026, 11, 28, 9, tzinfo=timezone(timedelta(hours=8)))
BANDS = (AgeBand(0, 11), AgeBand(12, 23), AgeBand(24, 35), AgeBand(36, 47), AgeBand(48, 83))
Question = tuple[Schedule, Grounds, tuple[Siblings, ...]]


def festival(*, slots: int = 60, rooms: int = 8, hours: int = 8, families: int = 80, seed: int = 1) -> Question:
    """A day as full as it can be: half an hour to an hour each, three slots pinned, closed hours, few resources."""
    draw = random.Random(seed)
    holds = (20, 20, 20, 30, 30, 40, 60, 100)
    shut = (Closed(DAY, DAY + timedelta(hours=1)),)
    halls = tuple(Room(f"R{n}", holds[n % 8], closed=shut if n == 2 else ()) for n in range(rooms))
    grounds = Grounds(halls, (Resource("projector", 3), Resource("mats", 4)))
    made = [
        PlannedSlot(
            id=f"s{n}", code=f"S{n}", title=f"slot {n}", minutes=draw.choice((30, 45, 60)),
            leader=f"leader {draw.randrange(24)}", capacity=draw.choice((12, 15, 20, 20, 25, 30, 40)), band=BANDS[n % 5],
            resources=(*((("projector", 1),) if n % 5 == 0 else ()), *((("mats", 1),) if n % 4 == 1 else ())),
        )
        for n in range(slots)
    ]  # fmt: skip
    for n, (room, hour) in enumerate(((0, 2), (rooms // 2, 3), (rooms - 1, 1))):
        start = DAY + timedelta(hours=hour)
        made[n] = replace(
            made[n], room=f"R{room}", start=start, end=start + made[n].length, pinned=True, leader="", capacity=12
        )
    lunch = (DAY + timedelta(hours=3), DAY + timedelta(hours=4))
    made.append(PlannedSlot("b", "B", "closed", kind=SlotKind.BLOCKER, room="R5", start=lunch[0], end=lunch[1]))
    asked = tuple(_family(draw, number, slots) for number in range(families))
    return Schedule(DAY, DAY + timedelta(hours=hours), 10, tuple(made)), grounds, asked


def _family(draw: random.Random, number: int, slots: int) -> Siblings:
    one, other = draw.sample(range(5), 2)
    ages = (BANDS[one].min_months + 3, BANDS[other].min_months + 3)
    return Siblings(f"f{number}", ages, tuple(f"s{band + 5 * draw.randrange(slots // 5)}" for band in (one, other)))


def drafts(*, seconds: float = 10.0, seeds: int = 3) -> dict[str, Any]:
    """Sixty slots in eight rooms and eight hours, starts every quarter of an hour. Limit: a preview within a second."""
    runs = [_run(festival(seed=seed), seconds) for seed in range(1, seeds + 1)]
    slowest = max(run["preview_s"] for run in runs)
    return {
        "slots": 60,
        "rooms": 8,
        "hours": 8,
        "step_minutes": 15,
        "runs": runs,
        "limit_preview_s": 1.0,
        "ratio": slowest,
    }


def _run(question: Question, seconds: float) -> dict[str, Any]:
    previews: list[tuple[float, Draft]] = []
    gains: list[float] = []
    began = time.perf_counter()
    made = draft(
        *question,
        seconds=seconds,
        preview=lambda first: previews.append((time.perf_counter() - began, first)),
        progress=lambda _: gains.append(time.perf_counter() - began),
    )
    errors = [one for one in find(made.schedule, question[1]) if one.severity is Severity.ERROR]
    assert not errors, errors
    after, first = previews[0]
    return {
        "preview_s": round(after, 2), "seconds": round(made.seconds, 2), "ending": made.ending.value,
        "optimal": made.optimal, "gap": made.gap, "last_gain_s": round(gains[-1], 2) if gains else None,
        "aims": {
            last.aim.value: {"greedy": was.value, "draft": last.value, "least": last.least}
            for was, last in zip(first.aims, made.aims, strict=True)
        },
    }  # fmt: skip


if __name__ == "__main__":
    import json

    print(json.dumps(drafts(), indent=1))
