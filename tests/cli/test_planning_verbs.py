"""Partners, budgets, ideas and checklists on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from eventdesk.cli import run_line


class Line:
    """One desk, driven by command lines in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._capsys = folder, capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        self._capsys.readouterr()
        code = run_line(["--desk", str(self._folder), "--lang", "en", *map(str, arguments)])
        return (code, *self._capsys.readouterr())

    def json(self, *arguments: object) -> Any:
        """The one document of a verb that works."""
        code, out, err = self(*arguments, "--json")
        assert (code, err) == (0, ""), err
        assert out.count("\n") == 1
        return json.loads(out)


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    made = Line(tmp_path / "desk", capsys)
    assert made("init", "--plain", "--name", "x")[0] == 0
    made(
        "events", "add", "--title", "Camp", "--start", "2026-10-17T09:00", "--end", "2026-10-17T17:00", "--code", "CAMP"
    )
    return made


def test_partners(line: Line) -> None:
    made = line.json(
        "partners", "add", "--name", "Bookshop", "--kind", "sponsor", "--contact", "Li", "--phone", "13800001234"
    )
    assert made["phone"] == "138****1234"
    assert made | {"partner": "", "since": ""} == {
        "partner": "", "name": "Bookshop", "kind": "sponsor", "contact": "Li", "phone": "138****1234", "notes": "", "since": "",
        "events": 0, "pledged_fen": 0, "received_fen": 0, "in_kind_pledged_fen": 0, "in_kind_received_fen": 0,
        "contributions": [],
    }  # fmt: skip
    id = made["partner"]
    assert line.json("partners", "show", id, "--unmasked")["phone"] == "13800001234"
    pledged = line.json("partners", "pledge", id, "--title", "Money", "--amount", "1,234.50", "--event", "CAMP")
    gift = pledged["contributions"][0]["contribution"]
    assert line.json("partners", "receive", gift, "--amount", "￥1000")["received_fen"] == 100000
    line("partners", "pledge", id, "--title", "Drinks", "--amount", 80, "--in-kind")
    assert line.json("partners", "change", id, "--notes", "met")["notes"] == "met"
    (listed,) = line.json("partners", "list")
    assert (listed["pledged_fen"], listed["in_kind_pledged_fen"], listed["events"]) == (123450, 8000, 1)
    code, out, _ = line("partners", "show", id)
    assert (code, "1,000 / 1,234.50" in out, "138****1234" in out) == (0, True, True)
    assert line("partners", "remove", id)[0] == 1
    for one in line.json("partners", "show", id)["contributions"]:
        assert line.json("partners", "drop", one["contribution"]) == {"removed": one["contribution"]}
    assert line.json("partners", "remove", id) == {"removed": id}
    assert line.json("partners", "list") == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("partners", "change", "x"), 2), (("partners", "show", "x"), 1), (("partners", "add", "--name", "x", "--kind", "y"), 2),
        (("budget",), 2), (("budget", "CAMP", "--year", "2026"), 2), (("budget", "CAMP", "add", "--title", "x"), 2),
        (("budget", "CAMP", "add", "--side", "cost", "--kind", "tickets", "--title", "x", "--planned", "1"), 1),
        (("budget", "CAMP", "add", "--side", "cost", "--kind", "venue", "--title", "x", "--planned", "1.234"), 1),
        (("budget", "CAMP", "change"), 2), (("budget", "--year", "12"), 1), (("proposals", "vote", "x"), 2),
        (("proposals", "import", "nowhere.csv"), 1), (("events", "tasks", "CAMP", "add", "--title", "x"), 2),
        (("events", "tasks", "CAMP", "add", "--title", "x", "--due", "soon"), 1), (("events", "tasks", "CAMP", "done"), 2),
        (("events", "tasks", "CAMP", "done", "--task", "x"), 1),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_line(line: Line, arguments: tuple[str, ...], code: int) -> None:
    found, out, err = line(*arguments)
    assert (found, out, err.count("\n")) == (code, "", 1)


def test_the_money_of_an_event_and_of_a_year(line: Line) -> None:
    add = ("budget", "CAMP", "add", "--side")
    made = line.json(*add, "cost", "--kind", "venue", "--title", "Hall", "--planned", "3000")
    hall = made["lines"][0]["line"]
    line(*add, "income", "--kind", "tickets", "--title", "Tickets", "--planned", "1.2万", "--actual", "11000.50")
    shown = line.json("budget", "CAMP", "change", "--line", hall, "--actual", "2800")
    assert shown["cost"] == {"planned_fen": 300000, "actual_fen": 280000, "lines": 1, "without_actual": 0}
    assert (shown["planned_balance_fen"], shown["actual_balance_fen"]) == (900000, 820050)
    assert shown["cost_per_family"] == {"cost_fen": 280000, "families": 0, "fen": None}
    assert [one["kind"] for one in shown["by_kind"]] == ["tickets", "venue"]
    unknown = line.json("budget", "CAMP", "change", "--line", hall, "--actual", "-")
    assert unknown["cost"]["without_actual"] == 1
    year = line.json("budget", "--year", 2026)
    assert [event["code"] for event in year["events"]] == ["CAMP"]
    assert year["income"] == shown["income"]
    code, out, _ = line("budget", "--year", 2026)
    assert (code, "planned ¥12,000, actual ¥11,000.50" in out) == (0, True)
    assert shown["fees"] is None
    line("fees", "prices", "CAMP", "set", "--adult", "30")
    family = line.json("registrations", "add", "CAMP", "--name", "Amy Li", "--phone", "13800001234")["registration"]
    line("fees", "pay", family, "--amount", "10", "--method", "cash")
    fees = line.json("budget", "CAMP")["fees"]
    assert (fees["due_fen"], fees["received_fen"], fees["owed_fen"], fees["in_budget_fen"]) == (3000, 1000, 2000, 1100050)
    assert "Due 30, paid 10," in line("budget", "CAMP")[1]
    assert len(line.json("budget", "CAMP", "remove", "--line", hall)["lines"]) == 1


def test_ideas_become_events(line: Line, tmp_path: Path) -> None:
    id = line.json("proposals", "add", "--title", "Hike", "--kind", "outdoor", "--text", "leaves")["proposal"]
    assert line.json("proposals", "vote", id, "--voter", "13800001234")["votes"] == 1
    assert line("proposals", "vote", id, "--voter", "138 0000 1234")[0] == 1
    file = tmp_path / "votes.csv"
    file.write_text("proposal,phone\nHike,13800001234\nHike,13900001234\nSwim,13900001234\n", encoding="utf-8")
    tried = line.json("proposals", "import", file, "--dry-run")
    assert (tried["counted"], tried["would_count"]) == (0, 1)
    done = line.json("proposals", "import", file)
    assert [row["fate"] for row in done["rows"]] == ["voted_before", "counted", "no_such_proposal"]
    assert all(row["message"] for row in done["rows"])
    assert line.json("proposals", "import", file)["counted"] == 0
    assert line.json("proposals", "close", id)["state"] == "closed"
    assert line.json("proposals", "reopen", id)["state"] == "open"
    made = line.json("proposals", "event", id, "--start", "2027-05-01T09:30", "--code", "HIKE")
    assert (made["code"], made["end"]) == ("HIKE", "2027-05-01T12:00:00+08:00")
    (listed,) = line.json("proposals", "list")
    assert (listed["state"], listed["votes"], listed["event"]) == ("taken", 2, "HIKE")
    other = line.json("proposals", "add", "--title", "x")["proposal"]
    assert line.json("proposals", "remove", other) == {"removed": other}
    assert "2 votes" in line("proposals", "list")[1]


def test_tasks(line: Line) -> None:
    tasks = ("events", "tasks", "CAMP")
    line(*tasks, "add", "--title", "Report", "--due", "7")
    shown = line.json(*tasks, "add", "--title", "Permit", "--due=-30", "--owner", "Li")
    assert [(task["title"], task["due"]) for task in shown["tasks"]] == [
        ("Permit", "2026-09-17"),
        ("Report", "2026-10-24"),
    ]
    permit, report = (task["task"] for task in shown["tasks"])
    line(*tasks, "change", "--task", permit, "--due", "2026-10-01", "--title", "Notice")
    assert line.json(*tasks, "done", "--task", permit)["done"] == 1
    assert line.json(*tasks, "undone", "--task", permit)["done"] == 0
    assert [one["due_days"] for one in line.json(*tasks)["tasks"] if one["task"] == permit] == [-16]
    line(*tasks, "move", "--task", report, "--to", 1)
    assert len(line.json(*tasks, "remove", "--task", permit)["tasks"]) == 1
    code, out, _ = line(*tasks, "standard")
    assert (code, "Settle the venue" in out) == (0, True)
    assert len(line.json(*tasks)["tasks"]) > 10
