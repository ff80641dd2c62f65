"""How good a roster is after how long, beside the quick first one and beside sign-up order."""

import time
from dataclasses import replace
from functools import partial
from typing import Any

from benchmarks.rosters import KINDS, staffing
from eventdesk.assignment.roster import Plan, Progress, plan, repair, signup_order
from eventdesk.assignment.roster_aims import RosterAim
from eventdesk.domain.roster_check import breaches
from eventdesk.domain.volunteer import Staffing

PEOPLE, SHIFTS = 120, 60
DROPPED = 6


def rosters(*, seconds: float = 10.0, kinds: tuple[str, ...] = KINDS, large: float | None = None) -> dict[str, Any]:
    """Rosters of 120 people and 60 shifts, one of each kind, ``seconds`` each; with ``large`` one of 300 and 150 as well.
    Limit: a preview within a second, in processor time too, as a busy machine makes everybody wait."""
    runs = {kind: _run(staffing(PEOPLE, SHIFTS, kind=kind), seconds) for kind in kinds}
    found: dict[str, Any] = {"people": PEOPLE, "shifts": SHIFTS, "seconds": seconds, "runs": runs}
    if large is not None:
        found["large"] = {"people": 300, "shifts": 150, **_run(staffing(300, 150), large)}
    found["repair"] = _repair(seconds)
    found["cancel"] = _cancel()
    slowest = max(run["preview_cpu_s"] for run in runs.values())
    return {**found, "limit_preview_s": 1.0, "ratio": round(slowest, 3)}


def _run(question: Staffing, seconds: float) -> dict[str, Any]:
    heard: list[tuple[float, float, Progress]] = []
    began, worked = time.perf_counter(), time.process_time()
    made = plan(
        question,
        seconds=seconds,
        told=lambda one: heard.append((time.perf_counter() - began, time.process_time() - worked, one)),
    )
    after, spent, first = heard[0]
    broken = len(breaches(replace(question, assigned=made.assigned)))
    assert not broken, broken
    return {
        "preview_s": round(after, 2), "preview_cpu_s": round(spent, 2), "seconds": round(made.seconds, 2),
        "cpu_s": round(time.process_time() - worked, 2), "places": made.places,
        "filled": {"signup": signup_order(question).filled, "greedy": first.plan.filled, "plan": made.filled},
        "objective": round(made.objective, 4), "bound": made.bound and round(made.bound, 4), "gap": made.gap and round(made.gap, 5),
        "optimal": made.optimal, "ending": made.ending.value, "better_plans": len(heard), "violations": broken,
        "aims": {one.aim.value: [one.value, one.most] for one in made.aims},
    }  # fmt: skip


def _repair(seconds: float) -> dict[str, Any]:
    """Six of those with most shifts drop out of a finished plan, beside a plan made afresh without them."""
    question = staffing(PEOPLE, SHIFTS, seed=2, kind="rare")
    finished = replace(question, assigned=plan(question, seconds=seconds).assigned)
    having = [one.volunteer for one in finished.assigned]
    dropped = sorted(set(having), key=lambda id: (-having.count(id), id))[:DROPPED]
    began = time.perf_counter()
    mended = repair(finished, dropped, seconds=seconds)
    took = time.perf_counter() - began
    gone = tuple(replace(one, withdrawn=one.withdrawn or one.id in dropped) for one in question.volunteers)
    afresh = plan(replace(question, volunteers=gone), seconds=seconds)
    return {
        "dropped": DROPPED, "seconds": round(took, 2), "filled": _filled(mended), "filled_afresh": _filled(afresh),
        "proven": mended.optimal, "changes": mended.changed, "changes_afresh": _changes(finished, afresh, dropped),
        "others_told": len(mended.people), "violations": len(mended.violations),
    }  # fmt: skip


def _filled(made: Plan) -> int:
    return next(one.value for one in made.aims if one.aim is RosterAim.FILLED)


def _changes(before: Staffing, after: Plan, dropped: list[str]) -> int:
    stood = {(one.shift, one.volunteer) for one in before.assigned if one.volunteer not in dropped}
    return len(stood ^ {(one.shift, one.volunteer) for one in after.assigned})


def _cancel() -> dict[str, Any]:
    """How long it takes from a cancel to the answer, at several moments of a run."""
    waits = []
    for delay in (0.3, 1.0, 2.0):
        question = staffing(PEOPLE, SHIFTS, kind="mixed")
        until = time.perf_counter() + delay
        made = plan(question, seconds=30.0, cancelled=partial(_past, until))
        waits.append(round(time.perf_counter() - until, 3))
        assert not made.violations
    return {"waits_s": waits, "limit_s": 1.0, "ratio": max(waits)}


def _past(until: float) -> bool:
    return time.perf_counter() >= until
