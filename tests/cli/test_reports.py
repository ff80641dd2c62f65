"""``report`` of the kinds beside attendance, as a machine and as a person read it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_feedback import FILE, run

__all__ = ["run"]


@pytest.mark.parametrize("kind", ["satisfaction", "event", "volunteers"])
def test_a_kind_is_made_once_and_listed(run: Callable[..., Any], kind: str, tmp_path: Path) -> None:
    run("feedback", "import", "CAMP", FILE)
    out = str(tmp_path / "out")
    made = run("report", kind, "camp", "--out", out)
    assert (made["kind"], made["revision"]) == (kind, 1)
    assert {name: Path(file).name for name, file in made["files"].items()} == {
        name: f"{kind}-CAMP-r1.{name}" for name in ("xlsx", "pdf", "csv", "json")
    }
    again = run("report", kind, "CAMP", "--out", out, "--format", "csv")
    assert (again["revision"], again["sha256"]) == (1, made["sha256"])
    listed = run("report", "list")
    assert [(one["kind"], one["event"], one["revision"]) for one in listed] == [(kind, "CAMP", 1)]
    assert f"{kind}  CAMP  r1" in run("report", "list", text=True)


def test_a_year_is_named_by_its_digits_and_needs_no_event(run: Callable[..., Any], tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    made = run("report", "year", "2026", "--out", out, "--format", "json,csv")
    assert {name: Path(file).name for name, file in made["files"].items()} == {
        name: f"year-2026-r1.{name}" for name in ("json", "csv")
    }
    assert [(one["kind"], one["event"]) for one in run("report", "list", "2026")] == [("year", "2026")]
    assert run("report", "year", "CAMP", "--out", out) == (1, "not_a_year")
    assert run("report", "year", "--out", out) == (2, "event_missing")


def test_kinds_that_do_not_exist_are_refused_by_name(run: Callable[..., Any], tmp_path: Path) -> None:
    for kind in ("horoscope", "Year", ""):
        assert run("report", kind, "CAMP", "--out", str(tmp_path / "out")) == (1, "unknown_report")
    assert not (tmp_path / "out").exists()
