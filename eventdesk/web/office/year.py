"""The year against goals, branch beside branch."""

import json
from functools import partial

from starlette.responses import Response

from eventdesk.web.office.door import Visit
from eventdesk.web.office.lists import SIZE
from eventdesk.web.office.standing import GOALS, SHARES, BranchYear, GoalCell, branch_year, groups, is_rate, together

_IN_A_GROUP = 40
"""Branches of a group that are drawn; the others are counted."""


async def year(visit: Visit) -> Response:
    """Goals over all branches, each branch's own, and groups that can't be told apart."""
    lists = visit.reception.lists
    years = await visit.office.work(partial(lists.years, visit.branch))
    chosen = visit.text("year") if visit.text("year") in years else (years[0] if years else "")
    found = await visit.office.work(partial(_read, visit, chosen)) if chosen else []
    offset = visit.number("offset", 0)
    return visit.show(
        "year.html", years=years, chosen=chosen, found=found[offset : offset + SIZE], total=len(found), goals=GOALS,
        together=[together(found, goal) for goal in (*GOALS, *(name for name in SHARES if name not in GOALS))],
        groups=[(share, groups(found, share)) for share in SHARES] if len(found) > 1 else [], drawn=_IN_A_GROUP,
        pager=visit.pager(len(found), SIZE), told=told, percent=percent, running=any(not one.complete for one in found),
    )  # fmt: skip


def _read(visit: Visit, chosen: str) -> list[BranchYear]:
    made: dict[str, BranchYear] = {}
    for report, code, raw in visit.reception.lists.year_reports(chosen, visit.branch):
        one = branch_year(code, report, json.loads(raw))
        if one is not None:
            # The latest comes first; a branch whose desks are two organisations hands in two.
            made.setdefault(code or report, one)
    return list(made.values())


def told(goal: str, cell: GoalCell) -> str:
    """A value as text; a dash where there is none."""
    if cell.value is None:
        return "–"
    if is_rate(goal):
        return percent(cell.value)
    return f"{cell.value:.0f}" if cell.value == int(cell.value) else f"{cell.value:.2f}"


def percent(share: float | None) -> str:
    """A share with one decimal."""
    return "–" if share is None else f"{share:.1%}"
