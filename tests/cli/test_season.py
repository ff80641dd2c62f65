"""``season`` as a machine and as a person read it."""

from collections.abc import Callable
from typing import Any

from eventdesk.domain.season import GoalKey
from tests.cli.test_feedback import run  # noqa: F401  # the fixture

Run = Callable[..., Any]


def test_the_season_is_told_with_numerators_and_denominators(run: Run) -> None:  # noqa: F811
    found = run("season", "2026")
    assert [goal["goal"] for goal in found["goals"]] == ["events", "persons", "content", "partners"]
    assert all({"value", "target", "progress", "numerator", "denominator", "events"} <= goal.keys() for goal in found["goals"])
    assert found["year"] == 2026 and {"next", "risks"} <= found.keys()
    assert run("season", "77") == (1, "bad_year")
    assert "season_page" not in run("season", "2026", text=True)


def test_goals_of_a_year_are_told_and_set(run: Run) -> None:  # noqa: F811
    def target(key: str, found: Any) -> Any:
        return next(goal["target"] for goal in found["goals"] if goal["goal"] == key)

    before = run("season", "2026", "goal")
    assert [goal["goal"] for goal in before["goals"]] == list(GoalKey)
    assert [goal["goal"] for goal in before["goals"] if goal["over"]] == ["persons"]
    assert (target("content", before), target("mean", before), target("persons", before)) == (0.9, 4.5, 300)
    assert target("mean", run("season", "2026", "goal", "mean", "4.3")) == 4.3
    assert target("content", run("season", "2026", "goal", "content", "85%")) == 0.85
    assert target("content", run("season", "2026")) == 0.85 and target("content", run("season", "2027", "goal")) == 0.9
    for key, value, code in (("mean", "45", "bad_goal_mean"), ("content", "101", "bad_goal"), ("events", "x", "bad_goal")):
        assert run("season", "2026", "goal", key, value) == (1, code)
    assert run("season", "2026", "goal", "mean")[0] == 2 and run("season", "2026", "goal", "joy", "1")[0] == 2
    told = run("season", "2026", "goal", text=True)
    assert "4.30" in told and "season." not in told
