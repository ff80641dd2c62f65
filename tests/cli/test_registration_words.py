"""Registrations on the command line: their states are told in words, and nobody is born tomorrow."""

import json
from pathlib import Path

import pytest

from tests.cli.test_families_verbs import Line

ADD = ("registrations", "add", "CAMP", "--name", "林晓梅", "--phone", "13800001234", "--child", "周予安")


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    made = Line(tmp_path / "desk", capsys)
    made("init", "--plain", "--name", "x")
    made("events", "add", "--title", "CAMP", "--start", "2027-10-17T09:00", "--end", "2027-10-17T17:00", "--code", "CAMP")
    return made


@pytest.mark.parametrize("birth", ["2099-01-01", "2027-10-17"])
def test_nobody_is_born_after_today(line: Line, birth: str) -> None:
    code, out, err = line(*ADD, "--birth", birth, "--json")
    assert (code, out, json.loads(err)["error"]) == (1, "", "birth_in_future")
    assert json.loads(line("registrations", "list", "CAMP", "--json")[1]) == []


def test_states_are_told_in_words(line: Line) -> None:
    said = line(*ADD, "--birth", "2022-03-04", "--lang", "zh")[1]
    assert "已确认" in said
    id = json.loads(line("registrations", "list", "CAMP", "--json")[1])[0]["registration"]
    for action in ("wait", "cancel", "restore", "edit", "show"):
        said += line("registrations", action, id, "--lang", "zh")[1]
    said += line("registrations", "list", "CAMP", "--lang", "zh")[1]
    assert "候补" in said
    assert not any(raw in said for raw in ("confirmed", "waitlisted", "cancelled")), said
