"""The event beside its goals while it runs: what can still be reached is not missed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from eventdesk.reports.event_comparison import compared
from eventdesk.reports.event_facts import EventFacts, MoneyFacts, VolunteerFacts
from tests.reports.made import START, crowd
from tests.reports.made import facts as came
from tests.reports.test_satisfaction import facts as said
from tests.reports.test_satisfaction import rated, slot

CAME = 96
"""So many of the crowd came."""


def event(at: datetime, goal: int) -> EventFacts:
    return EventFacts(
        attendance=replace(came(crowd(60)), computed_at=at), satisfaction=said(rated("q0", "总体", 20, 15, 5), slots=(slot(0, "一"),)),
        volunteers=VolunteerFacts(8, 12, 10, 1, 2, 900, recorded=True), money=MoneyFacts(4, 1, 50_000, 40_000, 30_000, 25_000, 5_000),
        earlier=(), computed_at=at, revision=1, persons_goal=goal,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("at", "goal", "verdict"),
    [
        (START - timedelta(minutes=30), 10_000, "too_early"), (START, 10_000, "too_early"),
        (START, 1, "met"), (START + timedelta(days=1), CAME - 1, "met"), (START + timedelta(days=1), CAME, "missed"),
        (START, CAME, "too_early"), (START + timedelta(days=1), 10_000, "missed"), (START + timedelta(days=1), 1, "met"),
    ],
)  # fmt: skip
def test_people_may_still_come_until_the_event_ends(at: datetime, goal: int, verdict: str) -> None:
    row = compared(event(at, goal)).rows[0]
    assert (row.value, row.verdict, row.over) == (CAME, verdict, True)
