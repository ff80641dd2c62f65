"""Operators on the command line, and an announcement that two of them bring out."""

from pathlib import Path

import pytest

from tests.cli.test_planning_verbs import Line
from tests.cli.test_planning_verbs import line as line


def test_operators_are_added_and_listed(line: Line) -> None:
    made = line.json("operators", "add", "Mia", "--role", "planner")
    assert made | {"operator": ""} == {"operator": "", "name": "Mia", "role": "planner", "active": True, "acting": False}
    owner, mia = line.json("operators", "list")
    assert (owner["role"], owner["acting"], mia) == ("owner", True, made)
    assert [one["acting"] for one in line.json("--operator", "mia", "operators", "list")] == [False, True]
    assert line.json("operators", "rename", owner["operator"], "Ann")["name"] == "Ann"
    assert line.json("operators", "retire", "Mia")["active"] is False
    assert line("operators", "list")[1] == "→ Ann  owner\n  Mia  planner  has left\n"
    assert line.json("operators", "return", "Mia")["active"] is True


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("operators",), 2), (("operators", "add", "x"), 2), (("operators", "add", "x", "--role", "owner"), 2),
        (("operators", "add", "x", "--role", "king"), 2), (("operators", "add", "--role", "door"), 2),
        (("operators", "add", " ", "--role", "door"), 1), (("operators", "add", "y" * 41, "--role", "door"), 1),
        (("operators", "add", "MIA", "--role", "door"), 1), (("operators", "retire", "x"), 1),
        (("--operator", "Nobody", "events", "list"), 1), (("--operator", "Mia", "operators", "add", "x", "--role", "door"), 1),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_line(line: Line, arguments: tuple[str, ...], code: int) -> None:
    line("operators", "add", "Mia", "--role", "lead")
    found, out, err = line(*arguments)
    assert (found, out, err.count("\n")) == (code, "", 1)


def test_two_operators_bring_an_announcement_out(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Mia", "Bo"):
        line("operators", "add", name, "--role", "planner")
    announce = ("events", "announce", "CAMP")
    made = line.json(*announce, "write", "--title", "Camp", "--text", "Come", "--operator", "Mia")
    assert (made["author"], made["mine"]) == ("Mia", True)
    line.json(*announce, "submit", "--number", 1, "--operator", "Mia")
    code, _, err = line(*announce, "release", "--number", 1, "--operator", "Mia")
    assert (code, "another person" in err) == (1, True), err
    monkeypatch.setenv("EVENTDESK_OPERATOR", "Bo")
    released = line.json(*announce, "release", "--number", 1)
    assert (released["state"], released["author"], released["reviewer"], released["mine"]) == ("released", "Mia", "Bo", False)
    # The option is nearer than the environment.
    assert line.json(*announce, "--operator", "Mia")[0]["mine"] is True


def test_a_reader_plans_nothing(line: Line, tmp_path: Path) -> None:
    line("operators", "add", "Kim", "--role", "reader")
    code, out, err = line("--operator", "Kim", "events", "cancel", "CAMP", "--reason", "x", "--json")
    assert (code, out) == (1, "")
    assert '"error": "not_allowed"' in err
    assert line.json("--operator", "Kim", "events", "list")[0]["code"] == "CAMP"
