"""``season`` as a machine and as a person read it."""

from collections.abc import Callable
from typing import Any

from tests.cli.test_feedback import run  # noqa: F401  # the fixture

Run = Callable[..., Any]


def test_the_season_is_told_with_numerators_and_denominators(run: Run) -> None:  # noqa: F811
    found = run("season", "2026")
    assert [goal["goal"] for goal in found["goals"]] == ["events", "persons", "content", "partners"]
    assert all({"value", "target", "progress", "numerator", "denominator", "events"} <= goal.keys() for goal in found["goals"])
    assert found["year"] == 2026 and {"next", "risks"} <= found.keys()
    assert run("season", "77") == (1, "bad_year")
    assert "season_page" not in run("season", "2026", text=True)
